"""States that a run was in, kept now and then, so that going back costs little."""

import numpy as np

from model.motor import MotorModel

MOST = 40  # states that are kept; then every second one goes, and they lie twice as far apart
FIRST_MS = 1000  # how far the first ones lie apart


class Marks:
    """A few moments of a run, evenly spread, the first at time zero."""

    def __init__(self) -> None:
        self._kept: dict[int, list[np.ndarray]] = {}
        self._apart = FIRST_MS

    def next_after(self, at_ms: int) -> int:
        """The next moment (ms) that wants to be kept."""
        return (at_ms // self._apart + 1) * self._apart

    def keep(self, model: MotorModel) -> None:
        """Keep the present state, if it is the time for it."""
        if model.time_ms % self._apart or model.time_ms in self._kept:
            return
        if len(self._kept) >= MOST:
            self._apart *= 2
            self._kept = {at: kept for at, kept in self._kept.items() if at % self._apart == 0}
        if model.time_ms % self._apart == 0:
            self._kept[model.time_ms] = [part.copy() for part in model.state]

    def last_before(self, at_ms: int) -> int:
        """The latest moment (ms) that is kept and is not after this one."""
        return max(at for at in self._kept if at <= at_ms)

    def bring_back(self, model: MotorModel, at_ms: int) -> None:
        """Put a model into the state of a kept moment, and forget what came after it."""
        self._kept = {at: kept for at, kept in self._kept.items() if at <= at_ms}
        for part, kept in zip(model.state, self._kept[at_ms], strict=True):
            part[...] = kept
        model.steps = at_ms
