"""The server's log: one line for what a browser did wrong, and never more than a page of it."""

import logging
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

LINES = 30  # of one logger and level in a minute
MINUTE_S = 60.0
LONGEST = 400  # characters of a line
PACKAGE = str(Path(__file__).resolve().parent.parent)
# Loggers whose errors come from the content of a browser's message.
OF_BROWSERS = ("Comm", "comm", "uvicorn.error")
# uvicorn's words for a websocket that was refused with a text, which is no error.
ORDINARY = "without completing handshake"


class BoundedLog(logging.Filter):
    """Shortens records about browsers to one line, and leaves out those above a rate.

    Args:
        clock: Seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._minutes: dict[tuple[str, int], tuple[float, int]] = {}  # when it began, how many

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write a record, which may be changed."""
        if ORDINARY in record.getMessage():
            return False
        key, now = (record.name, record.levelno), self._clock()
        begun, count = self._minutes.get(key, (now, 0))
        left_out = 0
        if now - begun >= MINUTE_S:
            left_out, begun, count = max(0, count - LINES), now, 0
        self._minutes[key] = begun, count + 1
        if count >= LINES:
            return False
        _shorten(record)
        if left_out:
            record.msg, record.args = f"({left_out} more lines were left out) {record.msg}", ()
        elif count == LINES - 1:
            record.msg, record.args = (
                f"{record.msg} (more of these in this minute are left out)",
                (),
            )
        return True


def _shorten(record: logging.LogRecord) -> None:
    """Make one line of a record, with the place of its error; a traceback of our own stays."""
    error = record.exc_info[1] if record.exc_info else None
    text = record.getMessage()
    if error is not None and record.name in OF_BROWSERS:
        text = f"{text.strip()}: {type(error).__name__}: {error} ({_place(error)})"
        record.exc_info = record.exc_text = None
    text = " ".join(text.split())
    record.msg, record.args = text if len(text) <= LONGEST else f"{text[:LONGEST]}...", ()


def _place(error: BaseException) -> str:
    """Where an error was raised: our innermost line, or the innermost if none is ours."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if str(Path(frame.filename).resolve()).startswith(PACKAGE)]
    inner = (ours or frames)[-1] if frames else None
    return f"{Path(inner.filename).name}:{inner.lineno}" if inner else "no traceback"


def set_up() -> None:
    """Write warnings and errors of the server and its libraries to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(BoundedLog())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
