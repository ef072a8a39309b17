"""The undo stack of a session."""

import time
from collections import deque
from dataclasses import dataclass

from motorloops.model.recording import ControlState, Event, Recording, changes

MAX = 50  # commands that can be undone
ONE_GO_S = 1.0  # changes of one lever that follow each other faster are one drag


@dataclass(frozen=True)
class Change:
    """Something that was set while the run went on.

    Attributes:
        before: What stood before it.
        after: What stood after it.
        at_ms: When it was done.
    """

    before: ControlState
    after: ControlState
    at_ms: int

    def back(self) -> tuple[Event, ...]:
        """What takes it back; all else stays as it is now."""
        return tuple(changes(self.after, self.before, self.at_ms))

    def forth(self) -> tuple[Event, ...]:
        """What does it again."""
        return tuple(changes(self.before, self.after, self.at_ms))


Command = Change | Recording  # a recording: all that was before another run took its place


class UndoStack:
    """The commands that can be undone, and those that were taken back, the latest last."""

    def __init__(self) -> None:
        self.done: deque[Command] = deque(maxlen=MAX)
        self.undone: deque[Command] = deque(maxlen=MAX)
        self._latest = ("", float("-inf"))  # what was changed last, and when

    def change(self, change: Change, what: str) -> None:
        """Remember a change; a drag of one ``what`` counts as one."""
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
        """Remember what was before another run took its place; going on likewise counts as one."""
        latest, _ = self._latest
        self._latest = (what, float("-inf"))
        self.undone.clear()
        if not (what and what == latest and self.done):
            self.done.append(before)

    def forget_drag(self) -> None:
        """What comes now is a deed of its own."""
        self._latest = ("", float("-inf"))
