"""The figure of a paradigm: one panel per measure, the conditions side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from motorloops.experiments.analysis.plots import (
    COLOURS,
    DOTS_PER_INCH,
    GREY,
    MARKERS,
    NO_RECORD,
    STYLE,
)
from motorloops.experiments.formatting import in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEALTHY = "healthy"  # the condition with the first colour
MINUS = " - "  # in the name of a difference between two conditions
ACROSS = 3  # panels in a row
WIDTH, HEIGHT = 3.6, 2.9  # inches of a panel
LONGEST = 5  # most letters, and most names, for horizontal labels
ASIDE = 0.16  # between conditions at one place, in places


def is_difference(condition: str) -> bool:
    """Whether a row holds the difference of two conditions."""
    return MINUS in condition


def _name_places(axes: "Axes", places: list[str]) -> None:
    upright = len(places) <= LONGEST and max(map(len, places)) <= 2 * LONGEST
    axes.set_xticks(
        range(len(places)), [place.replace("_", " ") for place in places], fontsize="small",
        rotation=0 if upright else 60, ha="center" if upright else "right", rotation_mode="anchor",
    )  # fmt: skip
    axes.set_xlim(-0.6, len(places) - 0.4)


def _panel(axes: "Axes", rows: "pd.DataFrame", conditions: list[str]) -> None:
    """Draw one measure; ``conditions`` are those of all panels, so that colours agree."""
    from matplotlib.ticker import MaxNLocator

    along = rows["along"].iloc[0]
    at = list(rows["at"] if along else rows["condition"])
    numeric = isinstance(at[0], float)
    places = list(dict.fromkeys(at))
    here = [condition for condition in conditions if (rows["condition"] == condition).any()]
    for k, condition in enumerate(here):
        own = rows[rows["condition"] == condition]
        x = [
            spot if numeric else places.index(spot) for spot in own["at" if along else "condition"]
        ]
        aside = ASIDE * (k - (len(here) - 1) / 2) if along and not numeric else 0.0
        mean, colour = own["mean"].to_numpy(), conditions.index(condition)
        reach = np.nan_to_num(np.abs(own[["low", "high"]].to_numpy().T - mean))
        axes.errorbar(
            np.array(x) + aside, mean, yerr=reach, color=COLOURS[colour], marker=MARKERS[colour],
            ms=4, lw=1.2, capsize=2, ls="-" if numeric else "none", label=condition,
        )  # fmt: skip
    if not numeric:
        _name_places(axes, places)
    elif all(spot.is_integer() for spot in places):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.axhline(0.0, color=GREY, lw=0.5)  # zero is shown, so that a small difference looks small
    axes.set_xlabel(along)


def draw_panels(frame: "pd.DataFrame") -> "Figure":
    """Draw a paradigm's frame: mean and 95 % interval; differences are left to the table."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    shown = frame[~frame["condition"].map(is_difference)]
    kinds = list(dict.fromkeys(shown["measure"]))
    down = -(-len(kinds) // ACROSS)
    across = min(ACROSS, len(kinds))
    settings: Any = STYLE
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH * across, HEIGHT * down + 0.3), layout="constrained")
        grid = figure.subplots(down, across, squeeze=False).ravel()
        conditions = sorted(dict.fromkeys(shown["condition"]), key=lambda name: name != HEALTHY)
        for axes, kind in zip(grid, kinds, strict=False):
            rows = shown[shown["measure"] == kind]
            _panel(axes, rows, conditions)
            axes.set_title(in_words(kind), loc="left", fontsize="medium")
            axes.set_ylabel(rows["unit"].iloc[0].replace("1", "index"))
        for axes in grid[len(kinds) :]:
            axes.remove()
        named = {}
        for axes in figure.axes:
            named |= dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
        figure.legend(named.values(), named, loc="outside upper left", ncols=len(named))
    return figure


def write_panels(figure: "Figure", path: Path | BinaryIO, suffix: str) -> None:
    """Write a figure as ``.png`` or ``.svg``; the same figures give the same file.

    Matplotlib's settings are global: only one thread may write at a time.
    """
    import matplotlib as mpl

    kind = suffix.lower().removeprefix(".")
    metadata = NO_RECORD if kind == "svg" else {}
    settings: Any = {**STYLE, "svg.hashsalt": kind}
    with mpl.rc_context(settings):
        figure.savefig(path, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)
