"""PAWN: how far a lever shifts the whole distribution of a measure, not only its variance."""

import numpy as np

from experiments.analysis.indices import SEED, Indices, Problem, half_width, row, whole

SLICES = 10
LEAST_POINTS = 100  # ten a slice
MOST_POINTS = 10_000  # the first of a larger design: more cost time and change nothing
RESAMPLED = 200
FLOOR = 0.95  # quantile of what a lever that does nothing reaches by chance


def pawn(means: np.ndarray, settings: np.ndarray, problem: Problem) -> Indices:
    """PAWN index (median over slices) of each lever, with the floor below which it is chance.

    The index is SALib's. The interval and the floor come from resampling points and from shuffling
    them among the slices; the table has one row ``floor`` whose lever is empty. ``rank`` is
    Spearman's correlation, which tells the direction that PAWN does not.

    Args:
        means: (points,) measure at each point; NaN is a gap.
        settings: (points, levers) where each point is, drawn independently.
        problem: the levers, in the order of the columns.

    Raises:
        BadInput: if fewer than 100 points have a value, or nothing changes.
    """
    import pandas as pd
    from SALib.analyze import pawn as salib
    from scipy.stats import spearmanr

    kept = whole(means, 1, LEAST_POINTS, "points")
    kept &= kept.cumsum() <= MOST_POINTS
    y, x = means[kept], settings[kept]
    with np.errstate(invalid="ignore"):  # SALib divides by a mean that may be nought
        found = salib.analyze(problem, x, y, S=SLICES)["median"]
    slices = _slices(x)
    rng = np.random.default_rng(SEED)
    draws = [rng.integers(len(y), size=len(y)) for _ in range(RESAMPLED)]
    half = half_width(np.array([_medians(slices[draw], y[draw]) for draw in draws]))
    chance = [_medians(rng.permutation(slices[:, :1]), y)[0] for _ in range(RESAMPLED)]
    rows = [row(name, "", "pawn", found[k], half[k]) for k, name in enumerate(problem["names"])]
    rows.append(row("", "", "floor", float(np.quantile(chance, FLOOR)), np.nan))
    ranks = np.array([spearmanr(column, y)[0] for column in x.T])
    # Fisher's interval of a correlation.
    reach = 1.96 / np.sqrt(len(y) - 3)
    for name, rank in zip(problem["names"], ranks, strict=True):
        ends = np.tanh(np.arctanh(np.clip(rank, -0.999999, 0.999999)) + np.array([-1, 1]) * reach)
        rows.append(row(name, "", "rank", rank, 0.0) | {"low": ends[0], "high": ends[1]})
    return Indices("PAWN", pd.DataFrame(rows), "points", len(y), len(kept))


def _slices(settings: np.ndarray) -> np.ndarray:
    """(points, levers) number of the slice of equal share that each setting lies in."""
    edges = np.quantile(settings, np.arange(1, SLICES) / SLICES, axis=0)
    return np.stack(
        [np.searchsorted(edges[:, k], column, "right") for k, column in enumerate(settings.T)], 1
    )


def _medians(slices: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(levers,) PAWN medians, without the p-values on which SALib spends nearly all its time."""
    order = np.argsort(y, kind="stable")
    last = np.append(np.diff(y[order]) > 0, True)  # steps of the distribution: ties count once
    everything = np.arange(1, len(y) + 1)[last, None] / len(y)
    medians = []
    for column in slices[order].T:
        inside = np.cumsum(column[:, None] == np.arange(SLICES), axis=0)
        count = inside[-1]
        part = inside[last][:, count > 0] / count[count > 0]
        medians.append(np.median(np.abs(part - everything).max(axis=0)))
    return np.array(medians)
