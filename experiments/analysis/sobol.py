"""Sobol indices: which share of a measure's variance each lever explains (SALib)."""

import numpy as np

from experiments.analysis.indices import SEED, Indices, Problem, resamples, row, whole
from experiments.summary import CONFIDENCE

LEAST_BLOCKS = 16


def block_size(levers: int, *, second_order: bool) -> int:
    """Points of one block of Saltelli's design: A, each AB, each BA (second order only), B."""
    return (2 * levers if second_order else levers) + 2


def sobol(means: np.ndarray, problem: Problem, *, second_order: bool) -> Indices:
    """First-order, total and, if the design has them, second-order indices.

    Args:
        means: (points,) measure at each point in the order of the design; NaN is a gap.
        problem: the levers, in the order of the design.
        second_order: whether the design has the points for pairs.

    Raises:
        BadInput: if fewer than 16 blocks have no gap, or nothing changes.
    """
    import pandas as pd
    from SALib.analyze import sobol as salib

    size = block_size(problem["num_vars"], second_order=second_order)
    kept = whole(means, size, LEAST_BLOCKS, "Saltelli blocks")
    found = salib.analyze(
        problem, means.reshape(-1, size)[kept].ravel(), calc_second_order=second_order,
        num_resamples=resamples(int(kept.sum())), conf_level=CONFIDENCE, seed=SEED,
    )  # fmt: skip
    names = problem["names"]
    rows = [
        row(name, "", index, found[key][k], found[f"{key}_conf"][k])
        for key, index in (("S1", "first"), ("ST", "total"))
        for k, name in enumerate(names)
    ]
    if second_order:
        rows += [
            row(one, other, "second", found["S2"][i, j], found["S2_conf"][i, j])
            for i, one in enumerate(names)
            for j, other in enumerate(names)
            if i < j
        ]
    return Indices("Sobol", pd.DataFrame(rows), "blocks", int(kept.sum()), len(kept))


def independent(means: np.ndarray, levers: int, *, second_order: bool) -> np.ndarray:
    """(points,) bool: the points of a Saltelli design that were drawn independently (A and B)."""
    size = block_size(levers, second_order=second_order)
    place = np.arange(len(means)) % size
    return (place == 0) | (place == size - 1)
