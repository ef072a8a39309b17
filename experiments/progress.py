"""How far a long command has come, on standard error."""

import sys
import time

EVERY_S = 2.0  # nothing is said before, nor more often


class Progress:
    """Tells how many of ``total`` runs are done.

    On a terminal one line is written over and over and wiped at the end; elsewhere, and for
    whoever reads a log, a plain line now and then.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._told_at = time.monotonic()
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def __call__(self, done: int) -> None:
        """Tell it, if it is time to."""
        now = time.monotonic()
        if done < self._total and now >= self._told_at + EVERY_S:
            self._told_at = now
            self._say(f"{done} of {self._total} runs done")

    def _say(self, text: str) -> None:
        if self._terminal:
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
            self._shown = True
        else:
            print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Wipe the line, so that nothing is left on the screen."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
