"""Progress is rare, plain when logged, and gone from a terminal at the end."""

import io
import sys

import pytest

from motorloops.experiments import progress


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
    tell = progress.Progress(5)
    for done in (1, 2, 3, 4, 5):
        tell(done)
    tell.clear()
    assert log.getvalue() == "1 of 5 runs done\n3 of 5 runs done\n"


def test_a_long_log_stays_short(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(1_000_000)
    for now[0] in range(3600):
        tell(int(now[0]))
    assert len(log.getvalue().splitlines()) < 70


def test_a_sweep_is_told_its_rate_and_the_time_left(clock, monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(1000, rate=True)
    for done in (30, 60, 90):
        tell(done)
    lines = log.getvalue().splitlines()
    assert lines == ["30 of 1000 runs done", "90 of 1000 runs done, 10 runs/s, 91 s left"]


@pytest.mark.parametrize(
    ("seconds", "told"), [(3, "3 s"), (99, "99 s"), (150, "2 min"), (7200, "2.0 h")]
)
def test_times_are_told_in_fitting_units(seconds, told):
    assert progress.duration(seconds) == told


def test_a_terminal_gets_a_bar_that_goes(clock, monkeypatch):
    log = Terminal()
    monkeypatch.setattr(sys, "stderr", log)
    tell = progress.Progress(3)
    tell(1)
    tell(2)
    assert "\n" not in log.getvalue()
    tell.clear()
    assert "2 of 3 runs done" in log.getvalue()
    assert log.getvalue().endswith("\x1b[1A\x1b[2K")


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
