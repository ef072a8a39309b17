"""Dose-response curves along one axis, and the doses at which they cross a limit.

A crossing is located in each replicate, by linear interpolation, and never extrapolated: a
replicate that does not cross gives a bound.
"""

from typing import TYPE_CHECKING, Literal

import numpy as np

from motorloops.experiments.analysis.frames import INTERVAL, summaries
from motorloops.experiments.statistics import CONFIDENCE, summarise
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


def first_crossing(
    doses: np.ndarray, values: np.ndarray, limit: float
) -> tuple[float, float, Fate]:
    """Locate the dose at which one curve first exceeds a limit, or the doses it lies between.

    Args:
        doses: (D,) ascending.
        values: (D,) measure at each dose; NaN is a gap.
        limit: of the measure.

    Returns:
        The lowest and the highest dose at which the curve may cross, and its fate: ``crossed``,
        both doses are the crossing, interpolated; ``never``, it is not above the limit at any
        dose, so it crosses after the last, if at all (the highest is infinite); ``beyond``, it is
        above the limit at the lowest dose already, so it crosses at that dose or below (the
        lowest is minus infinite); ``gap``, it crosses somewhere around missing values.
    """
    over, known = values > limit, np.isfinite(values)
    first = int(over.argmax()) if over.any() else len(values)
    if known[: first + 1].all():
        if first == len(values):
            return float(doses[-1]), np.inf, "never"
        if first == 0:
            return -np.inf, float(doses[0]), "beyond"
        below, above = values[first - 1], values[first]
        share = (limit - below) / (above - below)
        dose = float(doses[first - 1] + share * (doses[first] - doses[first - 1]))
        return dose, dose, "crossed"
    gap = int((~known).argmax())
    low = float(doses[gap - 1]) if gap else -np.inf
    return low, float(doses[first]) if first < len(values) else np.inf, "gap"


def median_of_bounds(low: np.ndarray, high: np.ndarray) -> tuple[float, float, float, float]:
    """Median of figures that are known to lie between two bounds each, and its 95 % interval.

    The interval is the sign test's, from order statistics: it holds for any distribution, and a
    figure without a bound needs no guess. Under six figures give no interval.

    Args:
        low: (n,) lower bounds; minus infinity for none.
        high: (n,) upper bounds; infinity for none.

    Returns:
        The lowest and highest value of the median, and the ends of its interval.
    """
    from scipy.special import bdtr

    below, above = np.sort(low), np.sort(high)
    n = len(below)
    middle = (n - 1) // 2, n // 2
    ends = [float(np.mean(part[[*middle]])) for part in (below, above)]
    # The largest number of figures that may be cut off at either end.
    cut = sum(bool(bdtr(k, n, 0.5) <= (1.0 - CONFIDENCE) / 2.0) for k in range(n)) - 1
    reach = (float(below[cut]), float(above[n - 1 - cut])) if cut >= 0 else (-np.inf, np.inf)
    return ends[0], ends[1], *reach


@checked(table=FRAME, limit=NUMBER)
def thresholds(table: "pd.DataFrame", axis: str, limit: float) -> "pd.DataFrame":
    """Find where each curve of a table crosses a limit, over replicates.

    For a curve whose mean starts above the limit, the crossing is the fall below it. A replicate
    that does not cross within the doses is not left out, which would bias the result towards
    those that do: it counts as a bound on its crossing.

    Args:
        table: of :func:`.frames.cells`; all index levels but ``axis`` tell
            curves apart.
        axis: the index level along which the dose rises.
        limit: of the measure.

    Returns:
        One row per curve: its levels; direction (``rises above`` or ``falls below``); the median
        crossing over all replicates as at_least and at_most, which are equal if the median is
        known, and infinite where there is no bound; low and high, its 95 % interval, with infinite
        ends likewise (both for under six replicates); mean, the mean crossing with mean_low and
        mean_high (95 % interval), NaN unless every replicate crosses; n, the number that cross;
        the number of replicates; and how many of them never cross, start beyond the limit, or have
        a gap.

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
        found = [first_crossing(doses, sign * v, sign * limit) for v in part.to_numpy(float).T]
        lows, highs = (np.array([one[k] for one in found]) for k in (0, 1))
        fates = [one[2] for one in found]
        at_least, at_most, low, high = median_of_bounds(lows, highs)
        crossed = fates.count("crossed")
        every = summarise(lows if crossed == len(fates) else np.array([]), "")
        levels = dict(zip(curves, key if isinstance(key, tuple) else (key,), strict=True))
        rows.append(
            {
                **levels,
                "direction": "falls below" if sign < 0 else "rises above",
                "at_least": at_least, "at_most": at_most, "low": low, "high": high,
                "mean": every.mean, "mean_low": every.low, "mean_high": every.high,
                "n": crossed,
                "replicates": len(fates),
                **{fate: fates.count(fate) for fate in ("never", "beyond", "gap")},
            }
        )  # fmt: skip
    return pd.DataFrame(rows).astype(dict.fromkeys(("mean", "mean_low", "mean_high"), float))
