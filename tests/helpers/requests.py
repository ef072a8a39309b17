"""Requests as the command line would make them."""

from argparse import Namespace

from motorloops.experiments.cli.main import COMMANDS
from motorloops.experiments.cli.options import parse
from motorloops.experiments.cli.run import read_request
from motorloops.experiments.formatting import NOTICE
from motorloops.experiments.run import RunRequest


def options(*argv: str) -> Namespace:
    return parse(["run", *argv], COMMANDS, NOTICE)


def asked(*argv: str) -> RunRequest:
    return read_request(options(*argv))
