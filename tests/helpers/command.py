"""The command called inside the test's own process, with what it printed."""

import contextlib
import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from motorloops.experiments.cli.main import main


class Call(NamedTuple):
    """Exit code, standard output and standard error of one call."""

    code: int
    out: str
    err: str


def call(*argv: str, program: Callable[[Sequence[str]], int] = main) -> Call:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = program(argv)
    return Call(code, out.getvalue(), err.getvalue())


def refused(*argv: str, program: Callable[[Sequence[str]], int] = main) -> str:
    """The one line by which a call is refused as bad input."""
    code, out, err = call(*argv, program=program)
    assert (code, out) == (2, ""), (code, out, err)
    assert err.startswith("motorloops: ")
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1, err
    return err.removesuffix("\n")
