"""Interaction of two levers: their joint effect beyond the sum of their separate effects."""

from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.analysis.frames import INTERVAL, summaries
from motorloops.model.arguments import FRAME, checked
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

PAIR = 2  # levers of an interaction


@checked(table=FRAME)
def interaction(table: "pd.DataFrame") -> "pd.DataFrame":
    """Compute the interaction of two levers, replicate by replicate.

    The base is where both are at their lowest level. Each contrast is
    ``(both - base) - (first - base) - (second - base)``, the interaction on the additive scale.

    Args:
        table: of :func:`~motorloops.experiments.analysis.frames.cells` with two index levels.

    Returns:
        One row per pair of levels above the lowest: mean of ``first`` and ``second`` alone, of
        their ``sum``, of both ``together`` (all as changes from the base); and mean, low, high
        and n of the interaction. All are over the n replicates that have a value at all four
        points.

    Raises:
        InputError: for a table without exactly two index levels.

    Examples:
        >>> import pandas as pd
        >>> levels = pd.MultiIndex.from_product([[0, 1], [0, 1]], names=["stress", "loss"])
        >>> table = pd.DataFrame([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [5.0, 7.0]], levels)
        >>> interaction(table)[["sum", "together", "mean"]].to_numpy().tolist()
        [[3.0, 6.0, 3.0]]
    """
    import pandas as pd

    if table.index.nlevels != PAIR:
        allowed = "give a table with two index levels, one for each lever"
        raise InputError("table", f"{table.index.nlevels} index levels", allowed)
    cube = table.stack().unstack([1, 2]).sort_index(axis=1)  # (first, second x replicates)
    replicates = len(table.columns)
    y = cube.to_numpy(np.float64).reshape(len(cube), -1, replicates)
    base, alone_1, alone_2 = y[:1, :1], y[1:, :1], y[:1, 1:]
    together, one, two = y[1:, 1:] - base, alone_1 - base, alone_2 - base
    beyond = together - one - two
    first, second = cube.index, cube.columns.unique(0)
    index = pd.MultiIndex.from_product([first[1:], second[1:]], names=[first.name, second.name])
    known = np.isfinite(beyond)  # of these replicates are all of the means, so that they add up
    effects = {
        name: _mean(np.where(known, part, np.nan)).ravel()
        for name, part in (("first", one), ("second", two), ("sum", one + two),
                           ("together", together))
    }  # fmt: skip
    contrasts = pd.DataFrame(beyond.reshape(-1, replicates), index)
    return pd.DataFrame(effects, index).join(summaries(contrasts)[INTERVAL])


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over the last axis of the values that are not NaN; NaN where there are none."""
    count = np.isfinite(values).sum(axis=-1)
    return np.where(count > 0, np.nansum(values, axis=-1) / np.maximum(count, 1), np.nan)


def at_equal_shares(
    effects: "pd.DataFrame", lowest: tuple[float, float], shares: tuple[float, ...]
) -> "pd.DataFrame":
    """The rows of :func:`interaction` nearest to equal shares of both levers' ranges.

    Args:
        effects: of :func:`interaction`.
        lowest: base level of each lever, which is not in ``told``.
        shares: of the range from there to the highest level.
    """
    chosen: list[tuple[float, float]] = []
    for share in shares:
        at = []
        for k, low in enumerate(lowest):
            levels = effects.index.unique(k).to_numpy(np.float64)
            wanted = low + share * (levels.max() - low)
            at.append(float(levels[np.abs(levels - wanted).argmin()]))
        if tuple(at) not in chosen:
            chosen.append((at[0], at[1]))
    return effects.loc[chosen]


def hidden_together(
    table: "pd.DataFrame", limit: float
) -> tuple[float, tuple[float, float] | None]:
    """Pairs of levels that are each below a limit alone, and above it together.

    Args:
        table: of :func:`~motorloops.experiments.analysis.frames.cells` with two index levels.
        limit: of the measure.

    Returns:
        Their share of all pairs above the lowest levels; and the one of them whose levels have
        the smallest sum as shares of both ranges, None if there is none.
    """
    means = table.mean(axis=1).unstack()
    y = means.to_numpy(np.float64)
    alone = (y[1:, :1] <= limit) & (y[:1, 1:] <= limit)
    both = alone & (y[1:, 1:] > limit)
    if not both.any():
        return 0.0, None
    one, two = means.index.to_numpy(float), means.columns.to_numpy(float)
    far = (one[1:, None] - one[0]) / np.ptp(one) + (two[None, 1:] - two[0]) / np.ptp(two)
    i, j = np.unravel_index(np.where(both, far, np.inf).argmin(), far.shape)
    return float(both.mean()), (float(one[i + 1]), float(two[j + 1]))
