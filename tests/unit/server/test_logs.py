"""One line for what a browser did wrong, all of our own errors, and never too much of either."""

import logging

import pytest

from motorloops.server.logs import LINES, LONGEST, MINUTE_S, BoundedLog


class Log(logging.Handler):
    """Keeps what would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.lines = 0.0, []
        self.addFilter(BoundedLog(lambda: self.now))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def say(self, text: str, name: str = "x", level: int = logging.WARNING, error=None) -> None:
        info = (type(error), error, error.__traceback__) if error else None
        self.handle(logging.LogRecord(name, level, __file__, 1, text, (), info))


@pytest.fixture
def log() -> Log:
    return Log()


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_an_error_of_a_message_is_one_line(log):
    log.say("Exception in comm_msg", "Comm", logging.ERROR, raised(KeyError("one\ntwo")))
    (line,) = log.lines
    assert "\n" not in line
    assert "KeyError" in line
    assert "test_logs.py" in line


def test_our_own_error_keeps_its_traceback(log):
    log.say("a page failed", "motorloops.server", logging.ERROR, raised(ValueError("x")))
    assert "Traceback" in log.lines[0]


def test_a_line_is_short_and_is_one(log):
    log.say("a\nb" + "x" * 10_000)
    assert "\n" not in log.lines[0]
    assert len(log.lines[0]) < LONGEST + 10


def test_a_flood_is_cut_and_counted(log):
    for _ in range(10 * LINES):
        log.say("again")
    assert len(log.lines) == LINES
    log.say("other", level=logging.ERROR)  # hidden by no flood
    log.say("other", name="y")
    assert len(log.lines) == LINES + 2
    log.now = MINUTE_S
    log.say("later")
    assert f"{9 * LINES} more lines" in log.lines[-1]


def test_what_is_no_error_is_not_written(log):
    log.say("ASGI callable returned without completing handshake.", "uvicorn.error")
    assert log.lines == []
