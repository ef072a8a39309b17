"""Display names of levers and measures, and figures with their intervals."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from motorloops.experiments.fitted_sets import factor_lever, is_factor
from motorloops.experiments.formatting import figure, in_words
from motorloops.experiments.statistics import CONFIDENCE
from motorloops.experiments.sweeps.study import Column, Study, is_paradigm_column
from motorloops.model.measures import MEASURES
from motorloops.model.params import SHORT_FORMS, levers


def percent(share: float, decimals: int = 0) -> str:
    """A share as a percentage."""
    return f"{share:.{decimals}%}".replace("%", " %")


PERCENT = percent(CONFIDENCE)


def name_of(axis: str) -> str:
    """Display name of a lever, constant or short form."""
    table = levers()
    if is_factor(axis):
        return factor_lever(axis).label
    if axis in SHORT_FORMS:
        return f"{axis.capitalize()}: everywhere"
    if axis not in table:
        return axis.replace("_", " ").capitalize()
    short = next((form for form, full in SHORT_FORMS.items() if axis in full), "")
    label = table[axis].label
    return f"{short.capitalize()}: {label.lower()}" if short else label


def label_of(axis: str) -> str:
    """The same with its unit, for an axis of a figure."""
    lever = levers().get(SHORT_FORMS.get(axis, (axis,))[0])
    return f"{name_of(axis)} ({lever.unit})" if lever and lever.unit else name_of(axis)


_COLUMNS: ContextVar[Mapping[str, Column] | None] = ContextVar("columns", default=None)


@contextmanager
def columns_of(study: Study) -> Iterator[None]:
    """Inside the block, columns that are no packaged measures have the units of a study."""
    token = _COLUMNS.set(study.columns)
    try:
        yield
    finally:
        _COLUMNS.reset(token)


def unit_of(measure: str) -> str:
    """Unit of a measure; empty for a plain number, and for an own measure outside its study."""
    described = {**MEASURES, **(_COLUMNS.get() or {})}.get(measure)
    return "" if described is None or described.unit == "1" else described.unit


def title_of(measure: str) -> str:
    """Display name of a measure, or of a figure of a paradigm."""
    if not is_paradigm_column(measure):
        return in_words(measure).capitalize()
    paradigm, _, figure_of = measure.partition(".")
    name, _, place = figure_of.partition("@")
    at = f" at {place}" if place else ""
    words = f"{in_words(paradigm)}: {in_words(name)}{at}".removesuffix("-healthy")
    return (
        words[:1].upper() + words[1:] + (", minus healthy" if measure.endswith("-healthy") else "")
    )


def measure_label(measure: str) -> str:
    """The same with its unit, for an axis of a figure."""
    unit = unit_of(measure)
    return f"{title_of(measure)} ({unit})" if unit else title_of(measure)


def outcome_of(measure: str, where: list[str]) -> str:
    """Name of the outcome that is a measure at given levels of other axes."""
    return title_of(measure).lower() + (f" ({', '.join(where)})" if where else "")


def measure_of(outcome: str) -> str:
    """The measure of an outcome named by :func:`outcome`."""
    return outcome.partition(" (")[0]


def amount(value: float | None, unit: str = "") -> str:
    """A figure with its unit."""
    known = None if value is None or not math.isfinite(value) else float(value)
    return f"{figure(known)} {unit}".rstrip()


def level_text(level: object) -> str:
    """A level of an axis: a number, or a name (empty means none)."""
    return f"{level:.4g}" if isinstance(level, int | float) else str(level) or "none"


def interval(low: float, high: float) -> str:
    """A 95 % interval in brackets; empty where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"({PERCENT} interval {figure(low)} to {figure(high)})"


def between(low: float, high: float) -> str:
    """Bounds on a figure: ``0.3``, ``0.3 to 0.5``, ``at least 0.3``, ``at most 0.5``."""
    if low == high:
        return figure(low)
    if math.isfinite(low) and math.isfinite(high):
        return f"{figure(low)} to {figure(high)}"
    if math.isfinite(low):
        return f"at least {figure(low)}"
    return f"at most {figure(high)}" if math.isfinite(high) else "unknown"


def listed(texts: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))
