"""Progress is rare, plain when logged, and gone from a terminal at the end."""

import io
import sys

import pytest

from experiments import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    ticks = iter(range(0, 1000, 3))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(ticks)))


def test_a_log_gets_plain_lines(clock, monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(3)
    for done in (1, 2, 3):
        tell(done)
    tell.clear()
    assert log.getvalue() == "1 of 3 runs done\n2 of 3 runs done\n"


def test_a_terminal_gets_one_line_that_goes(clock, monkeypatch):
    log = Terminal()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(3)
    tell(1)
    tell(2)
    tell.clear()
    assert log.getvalue() == "\r1 of 3 runs done\r2 of 3 runs done\r\033[K"


def test_a_quick_command_says_nothing(monkeypatch):
    log = Terminal()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(3)
    tell(1)
    tell.clear()
    assert log.getvalue() == ""


def test_without_standard_error_nothing_breaks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    tell = progress.Progress(2)
    tell(1)
    tell.clear()
