"""Dose-response curves: a measure along one axis, and what each dose changes."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.cells import INTERVAL, summaries

if TYPE_CHECKING:
    import pandas as pd

CHANGE = [f"change_{name}" for name in INTERVAL]


def dose_response(table: "pd.DataFrame", axis: str) -> "pd.DataFrame":
    """The measure at each dose, and its difference from the lowest dose, replicate by replicate.

    With common random numbers the difference is paired: chance that both doses share falls out.
    With independent seeds replicate numbers pair runs at random, and the interval is merely wide.

    Args:
        table: of :func:`~experiments.analysis.cells.cells`; all index levels but ``axis`` tell
            curves apart.
        axis: the index level along which the dose rises; every curve starts at the same dose.

    Returns:
        A row a point in the order of the table: mean, low, high, n, and the same of the change
        from the lowest dose of its curve, with ``change_`` before the name; NaN at that dose.
    """
    curves = [name for name in table.index.names if name != axis]
    curve = table.groupby(level=curves).ngroup().to_numpy() if curves else np.zeros(len(table), int)
    doses = table.index.get_level_values(axis).to_numpy()
    first = doses == doses.min()
    lowest = table.to_numpy(np.float64)[first][np.argsort(curve[first])]
    change = summaries(table - lowest[curve]).set_axis(CHANGE, axis=1)
    change.loc[first, CHANGE] = np.nan
    return summaries(table).join(change)
