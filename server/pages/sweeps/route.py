"""The address of the Sweeps page, and the reducer that changes it.

A visitor may act before the page has rendered. The reducer changes the latest route, not the
rendered one, so that no change undoes the previous one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES
from motorloops.model.presets import PRESETS
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.sweeps.design import (
    DEFAULT_MEASURE,
    OWN,
    SEEDS,
    Range,
    SweepDesign,
    movable,
    whole_range,
)
from motorloops.server.strings import translate
from motorloops.server.url_state import fields_of

AXES = {"x": "across", "y": "down"}  # names of the two levers in the address


@dataclass(frozen=True)
class SweepsRoute:
    """The state of the page.

    Attributes:
        plan: the design in the form.
        study: name of the open sweep or study; empty for none.
        along: ``"x"`` or ``"y"``, the lever on the axis of the bands.
        at: index of the other lever's value, from 0.
        own: the address of the setting in Explore, if the plan starts from it.
    """

    plan: SweepDesign = field(default_factory=SweepDesign)
    study: str = ""
    along: str = "x"
    at: int = 0
    own: str = ""

    def query(self) -> str:
        """Its query, without values that equal the defaults."""
        plan, usual = self.plan, SweepDesign()
        fields: dict[str, object] = {}
        for axis, name in AXES.items():
            own, first = getattr(plan, name), getattr(usual, name)
            whole = whole_range(own.lever)
            fields[axis] = "" if own.lever == first.lever else own.lever
            fields[f"{axis}low"] = "" if own.low == whole.low else repr(own.low)
            fields[f"{axis}high"] = "" if own.high == whole.high else repr(own.high)
            fields[f"{axis}steps"] = "" if own.steps == whole.steps else own.steps
        for name in ("seeds", "body", "start", "measure"):
            value = getattr(plan, name)
            fields[name] = "" if value == getattr(usual, name) else value
        fields |= {"study": self.study, "own": self.own if plan.start == OWN else ""}
        fields |= {"along": "" if self.along == "x" else self.along, "at": self.at or ""}
        return urlencode({name: value for name, value in fields.items() if value != ""})


def read_route(search: str | None) -> tuple[SweepsRoute, str]:
    """Read the query of an address.

    Returns:
        The route without invalid parts, and a message about them (empty if none).
    """
    try:
        given = {name: text for name, text in fields_of(search or "").items() if text}
    except InputError as problem:
        return SweepsRoute(), str(problem)
    problems: list[str] = []

    def take(name: str, read: Callable[[str], Any], usual: Any) -> Any:
        if name not in given:
            return usual
        try:
            return read(given.pop(name))
        except InputError as problem:
            problems.append(str(problem))
            return usual

    plan = SweepDesign(
        seeds=take("seeds", lambda text: _among("seeds", text, SEEDS), SEEDS[0]),
        body=take("body", NETWORKS.check_body, NETWORKS.default_body),
        start=take("start", lambda text: choose("start", text[:40], [*PRESETS, OWN]), "healthy"),
        measure=take(
            "measure", lambda text: choose("measure", text[:40], MEASURES), DEFAULT_MEASURE
        ),
    )
    for axis, name in AXES.items():
        usual = getattr(plan, name)
        lever = take(axis, lambda text, axis=axis: choose(axis, text[:40], movable()), usual.lever)
        whole = whole_range(lever)
        read = Range(
            lever,
            take(f"{axis}low", lambda text, axis=axis: _number(f"{axis}low", text), whole.low),
            take(f"{axis}high", lambda text, axis=axis: _number(f"{axis}high", text), whole.high),
            take(f"{axis}steps", lambda text, axis=axis: _whole(f"{axis}steps", text), whole.steps),
        )
        plan = replace(plan, **{name: read})
    route = SweepsRoute(
        plan,
        study=take("study", str, ""),
        along=take("along", lambda text: choose("along", text[:40], AXES), "x"),
        at=take("at", lambda text: _whole("at", text), 0),
        own=take("own", str, ""),
    )
    problems += [str(_unknown(field)) for field in given]
    return route, problems[0] if problems else ""


def _unknown(field: str) -> InputError:
    return InputError("address", field[:40], translate("sweeps.unknown_field"))


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise InputError(name, text[:40], "give a number")
    return value


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,7}", text):
        raise InputError(name, text[:40], "give a whole number")
    return int(text)


def _among(name: str, text: str, options: tuple[int, ...]) -> int:
    return int(choose(name, text[:40], map(str, options)))


@dataclass(frozen=True)
class RouteReducer:
    """Applies changes to the route of a page.

    Attributes:
        put: called with a function from the previous route to the next.
    """

    put: Callable[[Callable[[SweepsRoute], SweepsRoute]], None]

    def route(self, **fields: object) -> None:
        """Change fields of the route."""
        self.put(lambda route: replace(route, **fields))

    def plan(self, **fields: object) -> None:
        """Change fields of its plan."""
        self.put(lambda route: replace(route, plan=replace(route.plan, **fields)))

    def values(self, way: str, **fields: object) -> None:
        """Change fields of the values ``"across"`` or ``"down"``."""

        def adjusted(route: SweepsRoute) -> SweepsRoute:
            values = replace(getattr(route.plan, way), **fields)
            return replace(route, plan=replace(route.plan, **{way: values}))

        self.put(adjusted)
