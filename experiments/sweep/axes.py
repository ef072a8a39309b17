"""The axes of a design, read from a study file and checked against the levers and the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.sweep.section import Section
from experiments.sweep.study import EVERY, LESION, SAMPLED, Axis, Kind
from model.errors import choose
from model.network import Network
from model.params import SHORT_FORMS, expand, levers

MOST_STEPS = 1_000_000  # of one axis


def names_to_move() -> list[str]:
    """All that an axis can be: levers, constants, short forms, and ``lesion``."""
    return [*levers(), *SHORT_FORMS, LESION]


def is_text(name: str) -> bool:
    """Whether an axis takes names (of muscles, joints or nodes) instead of numbers."""
    return name == LESION or (name in levers() and levers()[name].kind == "choice")


def check_value(name: str, value: object, network: Network) -> float | str:
    """One value of a lever, a short form or ``lesion``, as its own type.

    Raises:
        BadInput: if it is out of range, or names nothing of the body.
    """
    if name == LESION:
        return choose("node", value, ["", *network.node_keys])  # type: ignore[arg-type]
    checked = next(iter(expand({name: value}).values()))
    if checked and isinstance(checked, str):
        body, of = network.body, levers()[name].of
        _ = body.channel(checked) if of == "muscle" else body.joint_index(checked)
    return checked


def check_apart(section: Section, names: Sequence[str], held: Mapping[str, str]) -> None:
    """Refuse two names that set the same lever.

    Args:
        section: where the names stand.
        names: levers and short forms.
        held: by lever, the key that already sets it.
    """
    owner = dict(held)
    for name in names:
        for lever in SHORT_FORMS.get(name, (name,)):
            if lever in owner:
                allowed = f"leave it out here or there: {owner[lever]} sets {lever} too"
                raise section.refused(name, section.table.get(name, name), allowed)
            owner[lever] = f"design.axes.{name}"


def read_axes(section: Section, kind: Kind, network: Network) -> tuple[Axis, ...]:
    """The axes of a design, in the order of the file.

    Raises:
        BadInput: at the first that cannot be used.
    """
    axes = []
    for name in section.table:
        with section.naming(name):
            choose("lever", name, names_to_move())
        axes.append(_axis(section, name, kind, network))
    return tuple(axes)


def _axis(section: Section, name: str, kind: Kind, network: Network) -> Axis:
    given = section.get(name)
    if name == LESION and given == EVERY:
        given = [EVERY]
    if isinstance(given, list) and kind not in SAMPLED:
        return Axis(name, _values(section, name, given, kind, network))
    ranged = isinstance(given, dict) and kind != "list" and not is_text(name)
    if not ranged:
        raise section.refused(name, given, _forms(name, kind))
    return _range(section, name, kind, network)


def _forms(name: str, kind: Kind) -> str:
    if kind in SAMPLED and is_text(name):
        return f"a {kind} design draws numbers; use a grid or a list for names"
    if kind in SAMPLED:
        return f"a {kind} design needs a range: {{ low = .., high = .. }}"
    if kind == "list" or is_text(name):
        return "give a list of values"
    return "give a list of values, or a range { low = .., high = .., count = .. }"


def _values(
    section: Section, name: str, given: list[Any], kind: Kind, network: Network
) -> tuple[float | str, ...]:
    if name == LESION and given == [EVERY]:
        return (EVERY,)
    if not given:
        raise section.refused(name, given, "give at least one value")
    checked = []
    for value in given:
        with section.naming(name):
            checked.append(check_value(name, value, network))
    if kind != "list" and len(set(checked)) < len(checked):
        repeated = next(v for k, v in enumerate(checked) if v in checked[:k])
        raise section.refused(name, repeated, "give each value once")
    return tuple(checked)


def _range(section: Section, name: str, kind: Kind, network: Network) -> Axis:
    inner = section.section(name)
    low, high = inner.number("low"), inner.number("high")
    for key, value in (("low", low), ("high", high)):
        with inner.naming(key):
            check_value(name, value, network)
    if not low < high:
        raise inner.refused("high", high, f"give more than low ({low:g})")
    count = 0 if kind in SAMPLED else inner.whole("count", 2, MOST_STEPS)
    if kind in SAMPLED and "count" in inner.table:
        allowed = f"leave it out: a {kind} design draws its points by the keys of [design]"
        raise inner.refused("count", inner.table["count"], allowed)
    inner.close()
    return Axis(name, low=low, high=high, count=count)
