"""The undo stack of a session."""

import time
from collections import deque
from dataclasses import dataclass

from motorloops.model.recording import ControlState, Event, Recording, changes

MAX = 50  # commands that can be undone
ONE_GO_S = 1.0  # faster successive changes of one lever are one drag


@dataclass(frozen=True)
class Change:
    """A change of the setting during a run.

    Attributes:
        before: The setting before it.
        after: The setting after it.
        at_ms: Its time.
    """

    before: ControlState
    after: ControlState
    at_ms: int

    def back(self) -> tuple[Event, ...]:
        """The changes that undo it; other values stay as they are."""
        return tuple(changes(self.after, self.before, self.at_ms))

    def forth(self) -> tuple[Event, ...]:
        """The changes that redo it."""
        return tuple(changes(self.before, self.after, self.at_ms))


Command = Change | Recording  # a recording: the run before another run replaced it


class UndoStack:
    """The commands that can be undone, and those that were undone, the latest last."""

    def __init__(self) -> None:
        self.done: deque[Command] = deque(maxlen=MAX)
        self.undone: deque[Command] = deque(maxlen=MAX)
        self._latest = ("", float("-inf"))  # name and time of the last change

    def change(self, change: Change, what: str) -> None:
        """Store a change; a drag of one ``what`` counts as one."""
        now = time.monotonic()
        latest, at = self._latest
        self._latest = (what, now)
        self.undone.clear()
        same = what and what == latest and now - at <= ONE_GO_S
        if same and self.done and isinstance(last := self.done[-1], Change):
            self.done.pop()
            change = Change(last.before.over(change.at_ms), change.after, change.at_ms)
        self.done.append(change)

    def jump(self, before: Recording, what: str = "") -> None:
        """Store the replaced run; repeated replacements of the same kind count as one."""
        latest, _ = self._latest
        self._latest = (what, float("-inf"))
        self.undone.clear()
        if not (what and what == latest and self.done):
            self.done.append(before)

    def forget_drag(self) -> None:
        """Start a new command: later changes do not extend the last one."""
        self._latest = ("", float("-inf"))
