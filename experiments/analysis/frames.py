"""Arrange runs as a table of points by replicates, and summarise each point."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.statistics import summarise
from motorloops.model.arguments import FRAME, TEXT, checked, each
from motorloops.model.errors import InputError, choose

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = ["mean", "low", "high", "n"]


def check_columns(frame: "pd.DataFrame", field: str, names: Iterable[str]) -> None:
    """Refuse names that are no columns of a frame.

    Raises:
        InputError: for the first one; the message suggests the nearest column.
    """
    for name in names:
        choose(field, name, map(str, frame.columns))


@checked(frame=FRAME, keys=each(str, allowed="give a list of columns"), measure=TEXT)
def cells(frame: "pd.DataFrame", keys: Sequence[str], measure: str) -> "pd.DataFrame":
    """Return one measure as a table.

    Args:
        frame: one row per run, with the columns ``replicate``, ``keys`` and ``measure``.
        keys: columns that identify a point.
        measure: name of the measure.

    Returns:
        (points, replicates), indexed by ``keys`` in rising order; NaN where a run has no value.

    Raises:
        InputError: for a column that the frame does not have.

    Examples:
        >>> import pandas as pd
        >>> rows = [(0.0, 0, 1.0), (0.0, 1, 3.0), (0.5, 0, 4.0), (0.5, 1, 8.0)]
        >>> runs = pd.DataFrame(rows, columns=["loss", "replicate", "twist"])
        >>> cells(runs, ["loss"], "twist").to_numpy().tolist()
        [[1.0, 3.0], [4.0, 8.0]]
    """
    if not keys:
        raise InputError("keys", keys, "give at least one column")
    check_columns(frame, "keys", [*keys, "replicate"])
    check_columns(frame, "measure", [measure])
    grouped = frame.groupby([*keys, "replicate"], observed=True)[measure].mean()
    return grouped.unstack("replicate")


@checked(table=FRAME)
def summaries(table: "pd.DataFrame") -> "pd.DataFrame":
    """Mean and 95 % interval over replicates of each point.

    Args:
        table: (points, replicates), from :func:`cells`.

    Returns:
        A row for each point, with the columns mean, low, high (95 % interval of the mean) and n.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> import pandas as pd
        >>> summaries(pd.DataFrame([[1.0, 3.0], [4.0, 8.0]]))[["mean", "n"]].to_numpy().tolist()
        [[2.0, 2.0], [6.0, 2.0]]
    """
    import pandas as pd

    rows = [summarise(values, "") for values in table.to_numpy(np.float64)]
    statistics = [[row.mean, row.low, row.high, row.n] for row in rows]
    return pd.DataFrame(statistics, table.index, INTERVAL).astype(
        dict.fromkeys(INTERVAL[:3], float)
    )


def run_table(frame: "pd.DataFrame", measure: str, points: int) -> np.ndarray:
    """Arrange one measure by point and replicate.

    Args:
        frame: one row per run, with the columns ``point``, ``replicate`` and ``measure``.
        measure: name of the measure.
        points: number of points of the design.

    Returns:
        (points, replicates) NaN where a run has no value, or is not done.
    """
    replicates, column = np.unique(frame["replicate"].to_numpy(np.int64), return_inverse=True)
    table = np.full((points, len(replicates)), np.nan)
    values = frame[measure].to_numpy(np.float64)
    table[frame["point"].to_numpy(np.int64), column] = np.where(np.isfinite(values), values, np.nan)
    return table


def spread(size: int, most: int) -> list[int]:
    """Indices of at most ``most`` of ``size`` items, evenly spaced, including first and last."""
    return sorted({round(place) for place in np.linspace(0, size - 1, min(most, size))})
