"""A measure along one lever: its middle and how it scatters over seeds, as figure and table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.drawing import COLOURS, GREY, STYLE
from experiments.analysis.words import measure_label, name_of, title_of
from experiments.limits import HEALTHY
from experiments.text import NOTHING, figure
from server.sweeps.grid import Grid
from server.sweeps.levels import level, place, scale, unit
from server.trial import svg_of
from server.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

PERCENTILES = {"low": 2.5, "lower": 25.0, "median": 50.0, "upper": 75.0, "high": 97.5}
SIZE = (6.4, 3.6)  # inches


@dataclass(frozen=True)
class Bands:
    """The bands of a measure along one lever.

    Attributes:
        title: what is shown, in one line.
        svg: the figure.
        rows: cells of the table.
        csv: the table in full, for a file.
    """

    title: str
    svg: str
    rows: tuple[tuple[str, ...], ...]
    csv: str


def bands_frame(grid: Grid, measure: str, along: str, at: float) -> "pd.DataFrame":
    """Percentiles over seeds at each value of a lever.

    Args:
        grid: what was run.
        measure: to look at.
        along: the lever.
        at: the value of the other lever.

    Returns:
        Indexed by the values: a column each of :data:`PERCENTILES`, and ``n``, the runs that have
        a value; NaN where none has.
    """
    import pandas as pd

    across, down = grid.axes
    table = grid.runs(measure).xs(at, level=down if along == across else across)
    rows = []
    for values in table.to_numpy(np.float64):
        seen = values[np.isfinite(values)]
        found = np.percentile(seen, [*PERCENTILES.values()]) if len(seen) else [np.nan] * 5
        rows.append([*found, len(seen)])
    return pd.DataFrame(rows, table.index, [*PERCENTILES, "n"]).astype({"n": int})


def bands(grid: Grid, measure: str, along: str, at: float) -> Bands:
    """The bands of a measure, drawn and told; arguments as for :func:`bands_frame`."""
    across, down = grid.axes
    frame = bands_frame(grid, measure, along, at)
    other = down if along == across else across
    rows = tuple(
        (
            level(along, value), _figure(row["median"]), _reach(row, "lower", "upper"),
            _reach(row, "low", "high"), f"{row['n']:.0f}",
        )
        for value, (_, row) in zip(frame.index.to_numpy(np.float64), frame.iterrows(), strict=True)
    )  # fmt: skip
    title = say(
        "sweeps.bands", measure=title_of(measure), along=name_of(along), other=place(other, at)
    )
    return Bands(title, svg_of(lambda: _draw(frame, measure, along)), rows, frame.to_csv())


def _figure(value: float) -> str:
    return figure(float(value)) if np.isfinite(value) else NOTHING


def _reach(row: "pd.Series", low: str, high: str) -> str:
    if not np.isfinite(row[low]):
        return NOTHING
    return say("laboratory.range", low=_figure(row[low]), high=_figure(row[high]))


def _draw(frame: "pd.DataFrame", measure: str, along: str) -> "Figure":
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = STYLE
    with mpl.rc_context(settings):
        drawn = Figure(figsize=SIZE, layout="constrained")
        axes = drawn.subplots()
        x = frame.index.to_numpy(np.float64) * scale(along)
        for low, high, alpha in (("low", "high", 0.2), ("lower", "upper", 0.4)):
            axes.fill_between(
                x, frame[low], frame[high], color=COLOURS[0], alpha=alpha, lw=0,
                label=say(f"sweep_bands.{low}"),
            )  # fmt: skip
        axes.plot(x, frame["median"], color=COLOURS[0], lw=1.8, marker="o", ms=4,
                  label=say("sweep_bands.median"))  # fmt: skip
        limit = HEALTHY.get(measure)
        if limit is not None:
            axes.axhline(limit, color=GREY, ls="--", lw=1.2, label=say("sweep_bands.limit"))
        axes.set_xlabel(f"{name_of(along)} ({unit(along)})")
        axes.set_ylabel(measure_label(measure))
        drawn.legend(loc="outside upper left", ncols=4, fontsize=9)
    return drawn
