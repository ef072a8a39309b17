"""The form of a sweep: two levers with their values, runs of each setting, body and start."""

from collections.abc import Callable
from dataclasses import replace
from math import floor, isnan, log10
from urllib.parse import quote

import solara

from motorloops.experiments.analysis.labels import name_of, title_of
from motorloops.experiments.sweeps.study import Study, as_toml
from motorloops.model.measures import MEASURES
from motorloops.model.recording import Configuration
from motorloops.server.components.elements import Choice, Picker, tag
from motorloops.server.components.units import to_model
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.sweeps.design import (
    LARGEST,
    MAX_RUNS,
    MAX_STEPS,
    MIN,
    OWN,
    SEEDS,
    Range,
    SweepDesign,
    movable,
    scale,
    unit,
)
from motorloops.server.pages.sweeps.route import RouteReducer
from motorloops.server.strings import translate

FINEST = 100  # arrow steps of a number box over the full range of a lever


@solara.component_vue("../../frontend/sweeps_number.vue", vuetify=False)
def Number(
    label: str,
    name: str,
    value: float,
    span: list[float],
    unit: str,
    event_change: Callable[[object], None],
) -> None:
    """A number in a box.

    Args:
        label: Visible label.
        name: Full accessible name.
        value: The present number, as text.
        span: Lowest, highest, and the step of its arrows.
        unit: Text after the box.
        event_change: Called with the number that a visitor types.
    """


def _usable(value: object) -> float | None:
    """A number from the browser, or None; a far too large one is cut but stays too large."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and isnan(value):
        return None
    return float(max(-LARGEST, min(LARGEST, value)))


@solara.component
def RangeBox(way: str, own: Range, other: Range, reducer: RouteReducer) -> solara.Element:
    """One lever and its values.

    Args:
        way: ``"across"`` or ``"down"``.
        own: the present choice.
        other: the other lever's sweep: one lever cannot be chosen twice.
        reducer: receives the visitor's choices.
    """
    table, factor = movable(), scale(own.lever)
    lever, words = table[own.lever], name_of(own.lever)
    options = [{"value": name, "label": name_of(name)} for name in table if name != other.lever]

    def pick(name: str) -> None:
        if name in table and name not in (own.lever, other.lever):
            lever = table[name]
            reducer.values(way, lever=name, low=lever.low, high=lever.high)

    def put(key: str, shown: object) -> None:
        value = _usable(shown)
        if value is not None and key != "steps":
            reducer.values(way, **{key: to_model(value, factor)})
        elif value is not None and value.is_integer():
            reducer.values(way, steps=int(value))

    span = [lever.low * factor, lever.high * factor]
    span.append(10.0 ** floor(log10((span[1] - span[0]) / FINEST)))
    ends = [
        Number(
            label=translate(f"sweeps.{key}"), name=translate(f"sweeps.{key}_of", lever=words),
            value=round(getattr(own, key) * factor, 6), span=span, unit=unit(own.lever),
            event_change=lambda shown, key=key: put(key, shown),
        )
        for key in ("low", "high")
    ]  # fmt: skip
    steps = Number(
        label=translate("sweeps.steps"), name=translate("sweeps.steps_of", lever=words),
        value=own.steps,
        span=[MIN, MAX_STEPS, 1], unit="", event_change=lambda shown: put("steps", shown),
    )  # fmt: skip
    return tag(
        "fieldset",
        tag("legend", translate(f"sweeps.{way}")),
        Picker(legend=translate("sweeps.lever"), options=options, value=own.lever, event_pick=pick),
        *ends,
        steps,
        tag("p", lever.meaning, classes="ml-meaning"),
        classes="ml-range",
    )


@solara.component
def Form(plan: SweepDesign, own: Configuration, reducer: RouteReducer) -> solara.Element:
    """The form of a sweep.

    Args:
        plan: the present choices.
        own: the setting in Explore.
        reducer: receives the visitor's choices.
    """
    starts = [{"value": p.name, "label": p.title} for p in NETWORKS.presets.values()]
    starts.append({"value": OWN, "label": translate("sweeps.own")})
    numbers = [{"value": str(n), "label": str(n)} for n in SEEDS]

    def begin(name: str) -> None:
        if name in NETWORKS.presets or name == OWN:
            body = NETWORKS.presets[name].body if name != OWN else own.body
            reducer.plan(start=name, body=body or plan.body)

    left_out = tag("p", translate("sweeps.left_out"), classes="ml-note")
    return tag(
        "div",
        RangeBox("across", plan.across, plan.down, reducer),
        RangeBox("down", plan.down, plan.across, reducer),
        tag(
            "div",
            Choice(
                name="seeds", legend=translate("sweeps.seeds"), options=numbers,
                value=str(plan.seeds),
                event_pick=lambda text: reducer.plan(
                    seeds=int(text) if text in map(str, SEEDS) else plan.seeds
                ),
            ),
            Choice(
                name="body", legend=translate("toolbar.body"), options=NETWORKS.options(plan.body),
                value=plan.body,
                event_pick=lambda name: reducer.plan(
                    body=name if name in NETWORKS.bodies else plan.body
                ),
            ),
            Picker(
                legend=translate("toolbar.preset"), options=starts, value=plan.start,
                event_pick=begin,
            ),
            classes="ml-rest",
        ),
        *([left_out] if plan.start == OWN and own.lesions else []),
        classes="ml-form",
    )  # fmt: skip


@solara.component
def Measures(names: tuple[str, ...], measure: str, change: Callable[[str], None]) -> solara.Element:
    """The choice of the measure, and its meaning."""
    options = [{"value": name, "label": title_of(name)} for name in names]
    return tag(
        "div",
        Picker(
            legend=translate("sweeps.measure"), options=options, value=measure,
            event_pick=lambda name: change(name if name in names else measure),
        ),
        tag("p", f"{MEASURES[measure].meaning}.", classes="ml-meaning"),
        classes="ml-measure",
    )  # fmt: skip


def size_of(plan: SweepDesign) -> str:
    """The number of runs, in one line."""
    sizes = {"across": plan.across.steps, "down": plan.down.steps, "seeds": plan.seeds}
    return translate("sweeps.size", **sizes, runs=plan.runs, most=MAX_RUNS)


def study_file(study: Study) -> solara.Element:
    """The study as a file to download, and the command that runs it.

    A visitor's file names the folder or file of an own network, but not where the server has it.
    """
    source = study.source.named
    own = source.atlas or source.file
    beside = [translate("sweeps.command_beside", name=own)] if own else []
    text = quote(as_toml(replace(study, source=source)))
    file = f"{study.name}.toml"
    return tag(
        "details",
        tag("summary", translate("sweeps.command")),
        *(
            tag("p", line, classes="ml-note")
            for line in (translate("sweeps.command_text"), *beside)
        ),
        tag("pre", tag("code", f"motorloops sweep {file} --out {study.name}")),
        tag(
            "a", translate("sweeps.download_toml"), classes="ml-press", download=file,
            href=f"data:application/toml;charset=utf-8,{text}",
        ),
        classes="ml-command",
    )  # fmt: skip
