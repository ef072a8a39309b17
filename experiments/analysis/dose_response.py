"""Dose-response curves along one axis, and the doses at which they cross a limit.

A crossing is located in each replicate, by linear interpolation, and never extrapolated.
"""

from typing import TYPE_CHECKING, Literal

import numpy as np

from motorloops.experiments.analysis.frames import INTERVAL, summaries
from motorloops.experiments.statistics import summarise
from motorloops.model.arguments import FRAME, NUMBER, checked
from motorloops.model.errors import choose

if TYPE_CHECKING:
    import pandas as pd

CHANGE = [f"change_{name}" for name in INTERVAL]


@checked(table=FRAME)
def dose_response(table: "pd.DataFrame", axis: str) -> "pd.DataFrame":
    """The measure at each dose, and its difference from the lowest dose, replicate by replicate.

    With common random numbers the difference is paired, and noise that both doses share cancels.
    With independent seeds the pairs are arbitrary: the interval remains valid but is wider.

    Args:
        table: of :func:`.frames.cells`; all index levels but ``axis`` tell
            curves apart.
        axis: the index level along which the dose rises; every curve starts at the same dose.

    Returns:
        One row per point in the order of the table: mean, low, high, n, and the same for the
        change from the lowest dose of its curve, prefixed ``change_``; NaN at that dose.

    Raises:
        InputError: for an axis that is no index level of the table.

    Examples:
        >>> import pandas as pd
        >>> table = pd.DataFrame([[1.0, 2.0], [3.0, 5.0]], pd.Index([0.0, 0.5], name="loss"))
        >>> dose_response(table, "loss")["change_mean"].tolist()  # from the lowest dose
        [nan, 2.5]
    """
    choose("axis", axis, map(str, table.index.names))
    curves = [name for name in table.index.names if name != axis]
    curve = table.groupby(level=curves).ngroup().to_numpy() if curves else np.zeros(len(table), int)
    doses = table.index.get_level_values(axis).to_numpy()
    first = doses == doses.min()
    lowest = table.to_numpy(np.float64)[first][np.argsort(curve[first])]
    change = summaries(table - lowest[curve]).set_axis(CHANGE, axis=1)
    change.loc[first, CHANGE] = np.nan
    return summaries(table).join(change)


Fate = Literal["crossed", "never", "beyond", "gap"]


def first_crossing(doses: np.ndarray, values: np.ndarray, limit: float) -> tuple[float, Fate]:
    """The dose at which a curve first rises above a limit.

    Args:
        doses: (D,) rising.
        values: (D,) the measure of one replicate at each dose.
        limit: to be crossed; a value equal to it is not above it.

    Returns:
        The dose by linear interpolation between the last dose below and the first above, NaN if
        there is none; and the outcome: ``crossed``; ``never`` within the doses examined;
        ``beyond``, above the limit already at the lowest dose; ``gap``, a missing value where the
        curve may have crossed.
    """
    over = values > limit
    first = int(over.argmax()) if over.any() else len(values)
    if not np.isfinite(values[: first + 1]).all():
        return np.nan, "gap"
    if first == len(values):
        return np.nan, "never"
    if first == 0:
        return np.nan, "beyond"
    below, above = values[first - 1], values[first]
    share = (limit - below) / (above - below)
    return float(doses[first - 1] + share * (doses[first] - doses[first - 1])), "crossed"


@checked(table=FRAME, limit=NUMBER)
def thresholds(table: "pd.DataFrame", axis: str, limit: float) -> "pd.DataFrame":
    """Find where each curve of a table crosses a limit, over replicates.

    For a curve whose mean starts above the limit, the crossing is the fall below it.

    Args:
        table: of :func:`.frames.cells`; all index levels but ``axis`` tell
            curves apart.
        axis: the index level along which the dose rises.
        limit: of the measure.

    Returns:
        One row per curve: its levels; direction (``rises above`` or ``falls below``); mean, low,
        high (95 % interval over the replicates that cross) and n of the crossing dose; number of
        replicates; and how many of them never cross, start beyond the limit, or have a gap.

    Examples:
        >>> import pandas as pd
        >>> table = pd.DataFrame([[0.0, 0.1], [0.4, 0.3]], pd.Index([0.0, 1.0], name="loss"))
        >>> thresholds(table, "loss", limit=0.2)[["direction", "n"]].to_numpy().tolist()
        [['rises above', 2]]
    """
    import pandas as pd

    choose("axis", axis, map(str, table.index.names))
    curves = [name for name in table.index.names if name != axis]
    parts = table.groupby(level=curves) if curves else [((), table)]
    rows = []
    for key, part in parts:
        doses = part.index.get_level_values(axis).to_numpy(np.float64)
        start = part.iloc[0].mean()
        sign = -1.0 if start > limit else 1.0
        crossings = [first_crossing(doses, sign * v, sign * limit) for v in part.to_numpy(float).T]
        fates = [fate for _, fate in crossings]
        crossing = summarise(np.array([dose for dose, _ in crossings]), "")
        levels = dict(zip(curves, key if isinstance(key, tuple) else (key,), strict=True))
        rows.append(
            {
                **levels,
                "direction": "falls below" if sign < 0 else "rises above",
                "mean": crossing.mean, "low": crossing.low, "high": crossing.high, "n": crossing.n,
                "replicates": len(crossings),
                **{fate: fates.count(fate) for fate in ("never", "beyond", "gap")},
            }
        )  # fmt: skip
    return pd.DataFrame(rows).astype(dict.fromkeys(("mean", "low", "high"), float))
