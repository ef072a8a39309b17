"""What one axis does: dose-response curves, and where they cross the healthy limit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.cells import INTERVAL, spread
from experiments.analysis.curves import MOST_CURVES, draw_crossings, draw_curves
from experiments.analysis.dose import dose_response
from experiments.analysis.part import Part
from experiments.analysis.threshold import thresholds
from experiments.analysis.words import (
    amount,
    interval,
    label_of,
    level_text,
    measure_label,
    name_of,
    title_of,
    unit_of,
)
from experiments.limits import HEALTHY

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 3.9
TOLD = 3  # curves that the text goes into


def curve_parts(table: "pd.DataFrame", axis: str, measure: str, *, common: bool) -> Iterator[Part]:
    """Dose-response along one axis, and its thresholds if the measure has a healthy limit.

    Args:
        table: of :func:`~experiments.analysis.cells.cells` with one or two index levels.
        axis: the level along which the dose rises.
        measure: what the table holds.
        common: whether all points share their noise, so that differences are paired.
    """
    told = dose_response(table, axis)
    yield _dose(told, axis, measure, common=common)
    limit = HEALTHY.get(measure)
    numbers = not isinstance(table.index.unique(axis)[0], str)
    if limit is not None and numbers and len(table.index.unique(axis)) > 1:
        yield _thresholds(table, axis, measure, limit)


def _other(told: "pd.DataFrame", axis: str) -> str:
    return next((str(name) for name in told.index.names if name != axis), "")


def _curves(told: "pd.DataFrame", axis: str) -> "dict[str, pd.DataFrame]":
    """The curves that are shown, by what tells them apart; by an empty text if there is one."""
    other = _other(told, axis)
    if not other:
        return {"": told}
    levels = told.index.unique(other)
    places = told.index.get_level_values(other)
    return {
        level_text(level): told[places == level].droplevel([other])
        for level in levels[spread(len(levels), MOST_CURVES)]
    }


def _dose(told: "pd.DataFrame", axis: str, measure: str, *, common: bool) -> Part:
    other, curves = _other(told, axis), _curves(told, axis)
    by = f", by {name_of(other)}" if other else ""
    labels = label_of(axis), measure_label(measure), label_of(other) if other else ""
    doses = told.index.unique(axis)
    told_of = [list(curves)[place] for place in spread(len(curves), TOLD)]
    return Part(
        key=f"dose-{measure}-{axis}" + (f"-{other}" if other else ""),
        title=f"{title_of(measure)} along {name_of(axis)}{by}",
        seen=(
            *(_change(curves[name], name, other, measure) for name in told_of),
            "Changes are paired: the lowest and the highest dose of a seed share their noise."
            if common
            else "Every run has noise of its own, so changes are not paired.",
        ),
        alternative=f"{len(curves)} curve{'s' if len(curves) > 1 else ''} of "
        f"{title_of(measure).lower()} against {name_of(axis)} from {doses.min()} to {doses.max()}, "
        "each with a band for its interval.",
        draw=lambda figure: draw_curves(figure, curves, labels, HEALTHY.get(measure)),
        height=HEIGHT,
        table=told,
        brief=_brief(told, axis),
    )


def _brief(told: "pd.DataFrame", axis: str) -> "pd.DataFrame":
    """The curves that are shown, at about six doses."""
    other = _other(told, axis)
    doses = told.index.unique(axis)
    kept = told.index.get_level_values(axis).isin(doses[spread(len(doses), MOST_CURVES)])
    if other:
        levels = told.index.unique(other)
        kept &= told.index.get_level_values(other).isin(levels[spread(len(levels), MOST_CURVES)])
    columns = [*INTERVAL, "change_mean", "change_low", "change_high"]
    return told.loc[kept, columns].swaplevel() if other else told.loc[kept, columns]


def _change(curve: "pd.DataFrame", name: str, other: str, measure: str) -> str:
    unit, first, last = unit_of(measure), curve.iloc[0], curve.iloc[-1]
    where = f"{name_of(other)} {name}: from " if other else "From "
    shift = float(last["change_mean"])
    if not np.isfinite(shift):
        return f"{where}{amount(first['mean'], unit)}; no change can be told."
    sure = last["change_low"] > 0 or last["change_high"] < 0
    doubt = "" if sure else ", which may be chance"
    gap = interval(last["change_low"], last["change_high"])
    way = f"{'up' if shift > 0 else 'down'} by {amount(abs(shift))}" if shift else "no change"
    return (
        f"{where}{amount(first['mean'])} at the lowest dose to {amount(last['mean'], unit)} at the "
        f"highest: {way} {gap}{doubt}; n = {int(last['change_n'])}."
    )


def _thresholds(table: "pd.DataFrame", axis: str, measure: str, limit: float) -> Part:
    found = thresholds(table, axis, limit)
    other = _other(table, axis)
    if other:
        found = found.set_index(other)
    shown = found.iloc[spread(len(found), MOST_CURVES)]
    told = shown.iloc[spread(len(shown), TOLD)]
    ends = table.index.unique(axis)
    step = level_text(float(np.diff(ends.to_numpy(np.float64)).max()))
    unit = unit_of(measure)
    return Part(
        key=f"threshold-{measure}-{axis}" + (f"-{other}" if other else ""),
        title=f"Where {title_of(measure).lower()} crosses {amount(limit, unit)} along "
        f"{name_of(axis)}",
        seen=(
            *(_crossing(level, row, other) for level, row in told.iterrows()),
            "Each seed's own curve is followed to its first crossing, by a straight line between "
            "the two doses around it; what does not cross within the doses looked at is counted, "
            f"never guessed. Doses are {step} apart: where a curve jumps, the crossing is known to "
            "within such a step, which the interval over seeds does not cover.",
        ),
        alternative=f"{name_of(axis)} at which the limit is crossed, with intervals"
        + (f", one row for each of {len(found)} levels of {name_of(other)}." if other else "."),
        draw=lambda figure: draw_crossings(
            figure, found, label_of(axis), label_of(other) if other else "",
            (float(ends.min()), float(ends.max())),
        ),
        height=2.2 if not other else 3.6,
        table=found,
        brief=shown,
    )  # fmt: skip


def _crossing(level: object, row: "pd.Series", other: str) -> str:
    where = f"{name_of(other)} {level_text(level)}: " if other else ""
    total = int(row["replicates"])
    parts = []
    if row["n"]:
        reach = interval(row["low"], row["high"])
        parts.append(
            f"it {row['direction']} the limit at {amount(row['mean'])} {reach}".rstrip()
            + f" in {int(row['n'])} of {total} seeds"
        )
    for fate, words in (
        ("never", "it never crosses in"),
        ("beyond", "it starts beyond the limit in"),
        ("gap", "a missing value hides it in"),
    ):
        if row[fate]:
            parts.append(f"{words} {int(row[fate])} of {total} seeds")
    text = "; ".join(parts)
    return f"{where}{text if where else text[:1].upper() + text[1:]}."
