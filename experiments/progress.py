"""Progress of a long command on standard error: done, rate, and time left."""

import sys
import time
from collections import deque
from contextlib import suppress
from typing import Any

EVERY_S = 2.0  # before the first report, and between reports on a terminal
LONGEST_S = 60.0  # between two lines of a log: the wait doubles up to this, so a log stays short
WINDOW = 30  # samples over which the rate is measured


def duration(seconds: float) -> str:
    """Format a time (s) to two figures."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


class Progress:
    """Reports how many of ``total`` runs, or other units, are done.

    On a terminal it is a bar that is removed at the end; elsewhere, as in a log, an occasional
    plain line.

    Args:
        total: number of units.
        rate: whether to report units a second and the time left.
        what: the units, in the plural.
    """

    def __init__(self, total: int, *, rate: bool = False, what: str = "runs") -> None:
        self._total, self._rate, self._what = total, rate, what
        self._reported_at, self._wait = time.monotonic(), EVERY_S
        self._seen: deque[tuple[float, int]] = deque(maxlen=WINDOW)
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._bar: Any = None  # rich's Progress, imported on first use

    def __call__(self, done: int) -> None:
        """Report the number of units done, if a report is due."""
        now = time.monotonic()
        if not self._seen or now >= self._seen[-1][0] + EVERY_S / 2:
            self._seen.append((now, done))
        if done < self._total and now >= self._reported_at + self._wait:
            self._reported_at = now
            self._report(self._text(done), done)

    def _text(self, done: int) -> str:
        text = f"{done} of {self._total} {self._what} done"
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        if not self._rate or last <= first:
            return text
        speed = (last - first) / (end - start)
        left = duration((self._total - done) / speed)
        return f"{text}, {speed:.3g} {self._what}/s, {left} left"

    def _report(self, text: str, done: int) -> None:
        if not self._terminal:
            self._wait = min(2.0 * self._wait, LONGEST_S)
            log(text)
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            console = Console(file=sys.stderr)
            columns = (BarColumn(bar_width=20), TextColumn("{task.description}"))
            self._bar = Progress(*columns, console=console, transient=True)
            self._bar.add_task(text, total=self._total)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=done, description=text, refresh=True)

    def clear(self) -> None:
        """Remove the bar from the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def log(line: str) -> None:
    """Write a line to standard error; where that is closed or full, the line is lost."""
    with suppress(OSError):
        if sys.stderr is not None:  # print() would fall back to standard output
            print(line, file=sys.stderr, flush=True)
