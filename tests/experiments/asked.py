"""Requests as the command line would make them."""

from argparse import Namespace

from experiments.cli import COMMANDS, NOTICE
from experiments.options import parse
from experiments.request import Request, read_request


def options(*argv: str) -> Namespace:
    return parse(["run", *argv], COMMANDS, NOTICE)


def asked(*argv: str) -> Request:
    return read_request(options(*argv))
