"""What was set before, so that every change can be undone."""

import time
from collections import deque

from model.recording import Setting

MOST = 50  # changes that can be undone
ONE_GO_S = 1.0  # changes of one lever that follow each other faster are one drag


class History:
    """The settings before each change, the latest last."""

    def __init__(self) -> None:
        self._past: deque[Setting] = deque(maxlen=MOST)
        self._latest = ("", float("-inf"))  # what was changed last, and when

    def __bool__(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self._past)

    def note(self, before: Setting, what: str) -> None:
        """Remember the setting before a change; a drag of one ``what`` counts as one change."""
        now = time.monotonic()
        latest, at = self._latest
        if not what or what != latest or now - at > ONE_GO_S:
            self._past.append(before)
        self._latest = (what, now)

    def back(self) -> Setting:
        """Take back the latest change; there must be one."""
        self._latest = ("", float("-inf"))
        return self._past.pop()
