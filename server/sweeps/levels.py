"""Levers and their values as people read them: shares are told in per cent, as on all pages."""

from experiments.analysis.words import name_of
from model.params import SHORT_FORMS, levers
from server.controls import scale_of
from server.words import say


def scale(axis: str) -> float:
    """By what a value of an axis is multiplied before it is shown."""
    return scale_of(levers()[SHORT_FORMS.get(axis, (axis,))[0]])


def unit(axis: str) -> str:
    """The unit that its values are shown in."""
    known = levers()[SHORT_FORMS.get(axis, (axis,))[0]].unit
    return say("lever.percent") if scale(axis) > 1 else known


def level(axis: str, value: float) -> str:
    """A value of an axis with its unit."""
    return f"{value * scale(axis):.4g} {unit(axis)}"


def place(axis: str, value: float) -> str:
    """An axis at a value."""
    return f"{name_of(axis)} {level(axis, value)}"
