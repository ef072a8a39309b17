"""Morris's elementary effects: a cheap first look at which levers matter (SALib)."""

from typing import Any

import numpy as np

from experiments.analysis.indices import (
    SEED,
    Indices,
    Problem,
    half_width,
    resamples,
    row,
    whole,
)

LEAST_TRAJECTORIES = 4
RESAMPLED = 300  # each resample is one call of SALib
KINDS = ("mu_star", "mu", "sigma")


def morris(means: np.ndarray, settings: np.ndarray, problem: Problem, levels: int) -> Indices:
    """Mean absolute effect (mu*), mean effect (mu) and spread of effects (sigma) of each lever.

    An effect is the change of the measure when one lever moves over its whole range. Intervals
    come from resampling whole trajectories, as their steps share points.

    Args:
        means: (points,) measure at each point in the order of the design; NaN is a gap.
        settings: (points, levers) where each point is.
        problem: the levers, in the order of the design.
        levels: of the design's grid.

    Raises:
        BadInput: if fewer than 4 trajectories have no gap, or nothing changes.
    """
    import pandas as pd

    size = problem["num_vars"] + 1
    kept = whole(means, size, LEAST_TRAJECTORIES, "trajectories")
    y = means.reshape(-1, size)[kept]
    x = settings.reshape(-1, size, problem["num_vars"])[kept]
    rng = np.random.default_rng(SEED)
    draws = rng.integers(len(y), size=(min(RESAMPLED, resamples(y.size)), len(y)))
    found = _analyse(x, y, problem, levels)
    spread = [_analyse(x[draw], y[draw], problem, levels) for draw in draws]
    rows, names = [], problem["names"]
    for kind in KINDS:
        half = half_width(np.array([one[kind] for one in spread]))
        rows += [row(name, "", kind, found[kind][k], half[k]) for k, name in enumerate(names)]
    return Indices("Morris", pd.DataFrame(rows), "trajectories", len(y), len(kept))


def _analyse(x: np.ndarray, y: np.ndarray, problem: Problem, levels: int) -> dict[str, Any]:
    from SALib.analyze import morris as salib

    flat = np.ascontiguousarray(x.reshape(-1, problem["num_vars"]), np.float64)
    # Two resamples are the fewest that SALib's own interval, which is not used, can do with.
    return salib.analyze(problem, flat, y.ravel(), num_resamples=2, num_levels=levels, seed=SEED)
