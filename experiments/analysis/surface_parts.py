"""What two axes do together: the phase diagram, and what goes beyond the sum of both."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.cells import spread, summaries
from experiments.analysis.interaction import at_equal_shares, hidden_together, interaction
from experiments.analysis.part import Part
from experiments.analysis.surfaces import draw_interaction, draw_phases
from experiments.analysis.words import (
    PERCENT,
    amount,
    interval,
    label_of,
    level_text,
    measure_label,
    name_of,
    percent,
    title_of,
    unit_of,
)
from experiments.behaviours import GRADES
from experiments.limits import HEALTHY

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 3.6
MOST_ROWS = 11  # of a grid shown as a table, either way
LEAST = 0.001  # smallest size that three decimals show


def surface_parts(table: "pd.DataFrame", measure: str) -> Iterator[Part]:
    """The phase diagram of two axes, and their interaction.

    Args:
        table: of :func:`~experiments.analysis.cells.cells` with two index levels of numbers.
        measure: what it holds.
    """
    yield _phases(table, measure)
    if min(len(table.index.unique(k)) for k in (0, 1)) > 1:
        told = interaction(table)
        if told["n"].any():
            yield _interaction(table, told, measure)


def _thinned(grid: "pd.DataFrame") -> "pd.DataFrame":
    """At most eleven levels of either axis, evenly spread, named by axis and level."""
    rows, columns = (spread(size, MOST_ROWS) for size in grid.shape)
    return grid.iloc[rows, columns]


def _phases(table: "pd.DataFrame", measure: str) -> Part:
    first, second = (str(name) for name in table.index.names)
    told = summaries(table)
    grid = told["mean"].unstack(0)
    limit = HEALTHY.get(measure)
    names = name_of(first), name_of(second)
    return Part(
        key=f"phases-{measure}-{first}-{second}",
        title=f"{title_of(measure)} by {names[0]} and {names[1]}",
        seen=tuple(_phase_sentences(table, grid, measure)),
        alternative=f"Map of {title_of(measure).lower()}: {names[0]} to the right, {names[1]} "
        f"upwards, from {amount(np.nanmin(grid))} (dark) to {amount(np.nanmax(grid))} (bright).",
        draw=lambda figure: draw_phases(
            figure, grid, (label_of(first), label_of(second), measure_label(measure)), limit
        ),
        height=HEIGHT,
        table=told,
        brief=_thinned(grid),
    )


def _phase_sentences(table: "pd.DataFrame", grid: "pd.DataFrame", measure: str) -> Iterator[str]:
    unit, z = unit_of(measure), grid.to_numpy(np.float64)
    yield (
        f"The mean over {len(table.columns)} runs of each point is {amount(z[0, 0], unit)} where "
        f"both are lowest and {amount(z[-1, -1], unit)} where both are highest; over the whole "
        f"map it lies between {amount(np.nanmin(z))} and {amount(np.nanmax(z), unit)}."
    )
    limit = HEALTHY.get(measure)
    if limit is not None:
        over = np.count_nonzero(z > limit) / np.count_nonzero(np.isfinite(z))
        told = f"the healthy limit of {amount(limit, unit)}"
        yield f"It is above {told} at {percent(over)} of the points."
        if z[0, 0] <= limit and min(z[-1, 0], z[0, -1]) > z[0, 0]:
            yield _hidden(table, limit)
    if not np.isfinite(z[0, 0]):
        yield (
            "What both do beyond their sum cannot be told: no run has a value where both are "
            "lowest."
        )
    if gaps := int((~np.isfinite(z)).sum()):
        yield f"{gaps} of {z.size} points have no value and are hatched."


def _hidden(table: "pd.DataFrame", limit: float) -> str:
    share, smallest = hidden_together(table, limit)
    if smallest is None:
        return "No two steps that each stay below it alone pass it together."
    steps = " with ".join(
        f"{name_of(str(name))} at {amount(level)}"
        for name, level in zip(table.index.names, smallest, strict=True)
    )
    return (
        f"At {percent(share)} of the points each alone stays below it and both together "
        f"pass it; the smallest such step is {steps}."
    )


def _interaction(table: "pd.DataFrame", told: "pd.DataFrame", measure: str) -> Part:
    first, second = (str(name) for name in table.index.names)
    lowest = tuple(float(table.index.unique(k).min()) for k in (0, 1))
    grades = at_equal_shares(told, (lowest[0], lowest[1]), GRADES)
    more, less = told["low"] > 0.0, told["high"] < 0.0
    grid = told["mean"].unstack(0)
    names = name_of(first), name_of(second)
    unit = unit_of(measure)
    return Part(
        key=f"interaction-{measure}-{first}-{second}",
        title=f"{title_of(measure)}: {names[0]} and {names[1]} together against their sum",
        seen=(
            *(_grade(at, row, unit) for at, row in grades.iterrows()),
            f"Both do more than their sum at {percent(more.mean())} of the {len(told)} points, "
            f"and less at {percent(less.mean())}: the {PERCENT} interval there leaves nought out. "
            "Each interval stands alone: about one in twenty would do so by chance. Dots mark the "
            "rest.",
        ),
        alternative=f"Map of the interaction: {names[0]} to the right, {names[1]} upwards, orange "
        "where both together do more than their sum, purple where less.",
        draw=lambda figure: draw_interaction(
            figure, grid, (more | less).unstack(0),
            (label_of(first), label_of(second), f"beyond the sum{f' ({unit})' if unit else ''}"),
        ),
        height=HEIGHT,
        table=told,
        brief=grades,
    )  # fmt: skip


def _grade(at: object, row: "pd.Series", unit: str) -> str:
    steps = " and ".join(level_text(level) for level in at) if isinstance(at, tuple) else ""
    beyond, reach = float(row["mean"]), interval(row["low"], row["high"])
    sure = row["low"] > 0 or row["high"] < 0
    size = amount(abs(beyond), unit) if abs(beyond) >= LEAST else f"under {amount(LEAST, unit)}"
    more = f"{size} {'more' if beyond > 0 else 'less'}"
    told = f"so {more} {reach}" if sure else f"which may be no difference {reach}"
    return (
        f"At {steps}: together {amount(row['together'], unit)}, the sum of both alone "
        f"{amount(row['sum'], unit)}, {told.rstrip()}; n = {int(row['n'])}."
    )
