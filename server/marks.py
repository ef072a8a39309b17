"""States that a run was in, kept now and then, so that going back costs little."""

import numpy as np

from model.motor import MotorModel

EVERY_MS = 500
RECENT_MS = 8000  # all of the last so long are kept
MOST = 40  # of the older ones; then every second one goes, and they lie twice as far apart


class Marks:
    """A few moments of a run, the first at time zero, the recent ones close together."""

    def __init__(self) -> None:
        self._kept: dict[int, list[np.ndarray]] = {}
        self._apart = EVERY_MS

    def next_after(self, at_ms: int) -> int:
        """The next moment (ms) that wants to be kept."""
        return (at_ms // EVERY_MS + 1) * EVERY_MS

    def keep(self, model: MotorModel) -> None:
        """Keep the present state, if it is the time for it."""
        now = model.time_ms
        if now % EVERY_MS:
            return
        self._kept[now] = [part.copy() for part in model.state]
        while now // self._apart > MOST:
            self._apart *= 2
        old = now - RECENT_MS
        for at in [at for at in self._kept if at < old and at % self._apart]:
            del self._kept[at]

    def last_before(self, at_ms: int) -> int:
        """The latest moment (ms) that is kept and is not after this one."""
        return max(at for at in self._kept if at <= at_ms)

    def bring_back(self, model: MotorModel, at_ms: int) -> None:
        """Put a model into the state of a kept moment, and forget what came after it."""
        self._kept = {at: kept for at, kept in self._kept.items() if at <= at_ms}
        for part, kept in zip(model.state, self._kept[at_ms], strict=True):
            part[...] = kept
        model.steps = at_ms
