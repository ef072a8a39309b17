"""Fit the weights: the loss over all targets, and the search from one start.

The search is bounded least squares over the distances of all figures from their aims. Each round
measures the slopes of all figures (one trial a weight) and then descends; during the descent,
Broyden's update corrects the slopes from every trial, without further runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from motorloops.experiments.calibration.observations import (
    MODERATE,
    TASK_BODY,
    locking,
    observe_all,
)
from motorloops.experiments.calibration.target import Target, paradigm_figures
from motorloops.experiments.calibration.targets import TARGETS, targets_of
from motorloops.experiments.calibration.weights import Space
from motorloops.experiments.fitted_sets import reweighted
from motorloops.model.network.build import Network
from motorloops.model.params import Params

# Misses above this many scales are compressed by a square root, so that none dominates.
LARGE_MISS = 4.0
NO_FIGURE = 20.0  # miss of a figure without a value

Networks = Mapping[str, Network]  # by body, all from one atlas


@dataclass(frozen=True, eq=False)
class Score:
    """The score of a table of weights.

    Attributes:
        targets: the targets measured.
        weights: (projections,) magnitudes.
        figures: (targets,) mean of each figure over the seeds; NaN if it has no value.
        misses: (targets,) distance of each figure from its aim in units of its scale, compressed.
    """

    targets: Sequence[Target]
    weights: np.ndarray
    figures: np.ndarray
    misses: np.ndarray

    @property
    def loss(self) -> float:
        """Sum of the squared misses."""
        return float(self.misses @ self.misses)


def misses(
    figures: np.ndarray, targets: Sequence[Target] = TARGETS
) -> tuple[np.ndarray, np.ndarray]:
    """Distances of mean figures from their aims, and their derivatives.

    Args:
        figures: (..., targets) mean figures; NaN where there is none.
        targets: of these figures.

    Returns:
        (..., targets) signed distances in units of the target's scale, large ones compressed; and
        their slopes over the figures.
    """
    low, high = np.array([target.aim for target in targets]).T
    scales = np.array([target.scale for target in targets])
    beyond = np.minimum(figures - low, 0.0) + np.maximum(figures - high, 0.0)
    there = np.isfinite(figures)
    raw = np.where(there, beyond / scales, NO_FIGURE)
    large = np.abs(raw) / LARGE_MISS
    slope = (1.0 + large / 2.0) / (1.0 + large) ** 1.5 / scales
    return raw / np.sqrt(1.0 + large), np.where(there & (raw != 0.0), slope, 0.0)


def score(networks: Networks, weights: np.ndarray, seeds: Sequence[int]) -> Score:
    """Run all conditions with these weights.

    Args:
        networks: by body; the targets of other bodies are left out.
        weights: (projections,) magnitudes.
        seeds: of the noise; the same for all tables, so that scores differ by the weights alone.
    """
    fitted = {name: reweighted(network, weights) for name, network in networks.items()}
    seen = observe_all(fitted, seeds, threads=1)
    paradigms = paradigm_figures(fitted, seeds, Params().replace(loss=MODERATE))
    locked, never = locking(fitted[TASK_BODY], seeds)
    paradigms = {**paradigms, "locked": locked, "never tried": never}
    seen["healthy"] = replace(seen["healthy"], paradigms=paradigms)
    targets = targets_of(networks)
    figures = np.array([float(np.mean(target.figure(seen))) for target in targets])
    return Score(targets, weights, figures, misses(figures, targets)[0])


PULL = 0.15  # misses a unit of log weight: a weak prior, so that weights without effect stay
STEP = 0.05  # of the slopes, in log weight: well above the noise of a last bit
TRIALS = 16  # of a descent, at most
ENOUGH = 0.01  # share of the loss; a smaller gain ends the search
ROOM = 1e-9  # trials stay strictly inside the bounds

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
        """The search space around the table of the given networks."""
        return Space(self.networks[TASK_BODY])

    def score(self, x: np.ndarray) -> Score:
        """The score of the weights at a point."""
        return score(self.networks, self.space.weights(x), self.seeds)

    def slopes(self, x: np.ndarray) -> np.ndarray:
        """(targets, P) slope of each figure over each log weight; 0 where a figure is missing."""
        steps = np.where(x + STEP < self.space.bounds[1], STEP, -STEP)
        results = map(self.score, [x, *(x + np.diag(steps))])
        here, *there = (one.figures for one in results)
        return np.nan_to_num((np.stack(there, axis=1) - here[:, None]) / steps)

    def run(self, start: np.ndarray, rounds: int, report: Report) -> np.ndarray:
        """Search from a point.

        Args:
            start: (P,).
            rounds: largest number of times to measure the slopes and descend.
            report: called with a line of progress after each round.

        Returns:
            The best point, (P,).
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
    """One round: least squares whose slopes are corrected at each trial by Broyden's update."""

    def __init__(self, search: Search, slopes: np.ndarray) -> None:
        self._search, self._slopes = search, slopes
        self._figures: dict[bytes, np.ndarray] = {}  # (targets,) by point
        self._targets: Sequence[Target] = ()
        self._last: np.ndarray | None = None
        self.least = np.inf

    def _residuals(self, x: np.ndarray) -> np.ndarray:
        """All misses, followed by the prior towards the table."""
        results = self._search.score(x)
        if self._last is not None:
            self._correct(x - self._last, results.figures - self._figures[self._last.tobytes()])
        self._figures[x.tobytes()] = results.figures
        self._targets = results.targets
        self.least = min(self.least, results.loss)
        return np.append(results.misses, PULL * x)

    def _correct(self, step: np.ndarray, change: np.ndarray) -> None:
        """Broyden's update: the least change of the slopes that explains the measured change."""
        wrong = np.nan_to_num(change - self._slopes @ step)
        self._slopes += np.outer(wrong, step) / max(float(step @ step), 1e-12)

    def _slopes_of_residuals(self, x: np.ndarray) -> np.ndarray:
        self._last = x.copy()
        _, steepness = misses(self._figures[x.tobytes()], self._targets)
        return np.concatenate([steepness[:, None] * self._slopes, PULL * np.eye(len(x))])

    def run(self, start: np.ndarray) -> np.ndarray:
        """Descend from a point (P,), and return the lowest (P,)."""
        from scipy.optimize import least_squares  # needed for fitting only

        lowest, highest = self._search.space.bounds
        inside = np.clip(start, lowest - ROOM, highest + ROOM)
        results = least_squares(
            self._residuals, inside, cast(Any, self._slopes_of_residuals),
            (lowest - 2 * ROOM, highest + 2 * ROOM), x_scale=1.0, ftol=ENOUGH, max_nfev=TRIALS,
        )  # fmt: skip
        return self._search.space.clip(results.x)
