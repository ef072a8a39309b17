"""Many starts: searches that begin at other tables, so that the fit is not one lucky set."""

from collections.abc import Sequence

import numpy as np

from experiments.calibration.folder import FittedSet

FITTED = 2.5  # times the best loss: up to there a set counts as fitted as well


def start(number: int, width: float, points: int, seed: int) -> np.ndarray:
    """(points,) where a start stands: the table itself for 0, then at random around it."""
    if number == 0:
        return np.zeros(points)
    return np.random.default_rng([seed, number]).uniform(-width, width, points)


def fitted(sets: Sequence[FittedSet]) -> list[FittedSet]:
    """The sets that fit about as well as the best, best first."""
    ordered = sorted(sets, key=lambda one: one.loss)
    return [one for one in ordered if one.loss <= FITTED * ordered[0].loss]
