"""Search for weights from one start: bounded least squares over the misses of all claims.

Each round measures the slopes of all figures (a trial for each weight) and then descends; on
the way the slopes are mended by Broyden's update, which every trial gives for nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from experiments.calibration.score import Networks, Score, misses, origin, score
from experiments.calibration.weights import Space

PULL = 0.15  # misses a unit of log weight: a weak wish for the first table, so idle weights stay
STEP = 0.05  # of the slopes, in log weight: well above the noise of a last bit
TRIALS = 16  # of a descent, at most
ENOUGH = 0.01  # share of the loss; a round that gains less is the last
ROOM = 1e-9  # a trial must lie inside the bounds, not on them

Report = Callable[[str], None]


@dataclass(frozen=True)
class Search:
    """A search; the same arguments find the same weights.

    Attributes:
        networks: the bodies to fit on, by name; their table is the origin.
        seeds: of the noise, the same for all tables.
    """

    networks: Networks
    seeds: Sequence[int]

    @cached_property
    def space(self) -> Space:
        """Where it goes: around the packaged table, or that of the given atlas."""
        return Space(origin(self.networks))

    def score(self, x: np.ndarray) -> Score:
        """How the weights at a point do."""
        return score(self.networks, self.space.weights(x), self.seeds)

    def slopes(self, x: np.ndarray) -> np.ndarray:
        """(claims, P) change of each figure with each log weight; 0 where a figure is missing."""
        steps = np.where(x + STEP < self.space.bounds[1], STEP, -STEP)
        found = map(self.score, [x, *(x + np.diag(steps))])
        here, *there = (one.figures for one in found)
        return np.nan_to_num((np.stack(there, axis=1) - here[:, None]) / steps)

    def run(self, start: np.ndarray, rounds: int, report: Report) -> np.ndarray:
        """Search from a point.

        Args:
            start: (P,).
            rounds: how often to measure the slopes and descend, at most.
            report: called with a line of progress after each round.

        Returns:
            (P,) the best point.
        """
        x, loss = self.space.clip(start), np.inf
        for number in range(rounds):
            descent = _Descent(self, self.slopes(x))
            x, before = descent.run(x), loss
            loss = descent.least
            report(f"round {number + 1}: loss {loss:.3f}")
            if loss > (1.0 - ENOUGH) * before:
                break
        return x


class _Descent:
    """One round: least squares with slopes that each trial mends."""

    def __init__(self, search: Search, slopes: np.ndarray) -> None:
        self._search, self._slopes = search, slopes
        self._figures: dict[bytes, np.ndarray] = {}  # (claims,) by point
        self._last: np.ndarray | None = None
        self.least = np.inf

    def _residuals(self, x: np.ndarray) -> np.ndarray:
        """What is to be made small: all misses, and the pull."""
        found = self._search.score(x)
        if self._last is not None:
            self._mend(x - self._last, found.figures - self._figures[self._last.tobytes()])
        self._figures[x.tobytes()] = found.figures
        self.least = min(self.least, found.loss)
        return np.append(found.misses, PULL * x)

    def _mend(self, step: np.ndarray, change: np.ndarray) -> None:
        """Broyden's update: the least change of the slopes that explains what was seen."""
        wrong = np.nan_to_num(change - self._slopes @ step)
        self._slopes += np.outer(wrong, step) / max(float(step @ step), 1e-12)

    def _slopes_of_residuals(self, x: np.ndarray) -> np.ndarray:
        self._last = x.copy()
        _, steepness = misses(self._figures[x.tobytes()])
        return np.concatenate([steepness[:, None] * self._slopes, PULL * np.eye(len(x))])

    def run(self, start: np.ndarray) -> np.ndarray:
        """Descend from a point (P,), and return the lowest (P,)."""
        from scipy.optimize import least_squares  # needed for fitting only

        lowest, highest = self._search.space.bounds
        inside = np.clip(start, lowest - ROOM, highest + ROOM)
        found = least_squares(
            self._residuals, inside, cast(Any, self._slopes_of_residuals),
            (lowest - 2 * ROOM, highest + 2 * ROOM), x_scale=1.0, ftol=ENOUGH, max_nfev=TRIALS,
        )  # fmt: skip
        return self._search.space.clip(found.x)
