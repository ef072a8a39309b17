"""The levers, built from the parameter table, which defines all ranges and defaults."""

from dataclasses import replace
from math import floor, log10
from typing import Protocol

import solara

from motorloops.model.agents import MotorModel
from motorloops.model.network.body import Body
from motorloops.model.params import GROUPS, SHORT_FORMS, Lever, Params, levers
from motorloops.server.components.elements import Choice, Slider, tag
from motorloops.server.strings import sentence_case, translate

HIDDEN = ("constant",)  # groups that are equations, not levers
OPEN = ("inhibition", "task")  # groups that are open at first
FINEST = 50  # least number of steps between low and high


class Settable(Protocol):
    """The owner of the levers: a session, or one side of a comparison."""

    @property
    def model(self) -> MotorModel:
        """The model that the levers act on."""
        ...

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever; an invalid value is reported and changes nothing."""
        ...


def scale_of(lever: Lever) -> float:
    """Shares are shown in per cent, all other values in their own unit."""
    return 100.0 if lever.unit.startswith("share") else 1.0


def slider_spec(lever: Lever) -> dict[str, object]:
    """What the browser needs to show a number lever; all numbers in the displayed unit."""
    scale = scale_of(lever)
    unit = translate("lever.percent") if scale > 1 else lever.unit
    usual = round(float(lever.default) * scale, 6)
    words = {
        key: translate(f"lever.{key}", label=lever.label) for key in ("less", "more", "number")
    }
    return {
        "name": lever.name,
        "label": lever.label,
        "meaning": lever.meaning,
        "unit": unit,
        "low": lever.low * scale,
        "high": lever.high * scale,
        "step": 10.0 ** floor(log10((lever.high - lever.low) * scale / FINEST)),
        "usual": usual,
        "words": {**words, "usual": translate("lever.usual", value=f"{usual:g} {unit}")},
    }


def choices(lever: Lever, body: Body, task: str = "") -> list[dict[str, str]]:
    """The options of a choice lever, the default first; the wanted muscle is one of the task."""
    options = [{"value": "", "label": sentence_case(lever.otherwise)}]
    if lever.of == "joint":
        keys = [(key, key.replace("_", " ")) for key in body.joints]
    elif lever.of == "side":
        keys = [(side, side) for side in body.sides]
    elif lever.of == "task":
        keys = [(task.key, task.title) for task in body.tasks]
    else:
        narrow = lever.name == "agonist" and task
        used = dict(body.task(task).muscles) if narrow else range(len(body.muscles))
        keys = [(body.muscles[m].key, body.muscles[m].name) for m in used]
    return options + [{"value": key, "label": sentence_case(name)} for key, name in keys]


def offered(lever: Lever, body: Body) -> bool:
    """Whether the body has what the lever chooses from: it may have no sides and no tasks."""
    return bool({"side": body.sides, "task": body.tasks}.get(lever.of, True))


@solara.component
def LeverBox(
    lever: Lever, value: float | str, runner: Settable, body: str, task: str
) -> solara.Element:
    """One lever of either kind; the names of body and task redraw the choices if they change."""
    if lever.kind == "choice":
        options = choices(lever, runner.model.network.body, task)
        return tag(
            "div",
            Choice(
                name=lever.name,
                legend=lever.label,
                options=options,
                value=str(value),
                event_pick=lambda picked: runner.set_lever(lever.name, picked),
            ),
            tag("p", lever.meaning, classes="ml-meaning"),
            classes="ml-lever",
        )
    scale = scale_of(lever)
    return Slider(
        spec=slider_spec(lever),
        value=round(float(value) * scale, 6),
        event_pick=lambda picked: runner.set_lever(lever.name, to_model(picked, scale)),
    )


def to_model(shown: object, scale: float) -> object:
    """Convert a displayed number to the lever's unit; other values are left for its validation."""
    if isinstance(shown, bool) or not isinstance(shown, (int, float)):
        return shown
    return round(shown / scale, 6)


@solara.component
def Everywhere(runner: Settable, params: Params) -> solara.Element:
    """All losses of inhibition at once, set by the model's alias; no number while they differ."""
    names = SHORT_FORMS["loss"]
    lever = replace(
        levers()[names[0]],
        name="loss",
        label=translate("lever.loss"),
        meaning=translate("lever.loss_meaning"),
    )
    scale = scale_of(lever)
    low, *_, high = sorted(round(getattr(params, name) * scale, 6) for name in names)
    unit = translate("lever.percent")
    differ = translate("lever.differ", low=f"{low:g} {unit}", high=f"{high:g} {unit}")
    return Slider(
        spec={**slider_spec(lever), "differ": differ if low < high else ""},
        value=low,
        event_pick=lambda picked: runner.set_lever("loss", to_model(picked, scale)),
    )


@solara.component
def Levers(runner: Settable, params: Params, body: str) -> solara.Element:
    """All levers in their groups, each under a collapsible heading."""
    sections = []
    for group, title in GROUPS.items():
        if group in HIDDEN:
            continue
        boxes = [
            LeverBox(lever, getattr(params, lever.name), runner, body, params.task)
            for lever in levers().values()
            if lever.group == group and offered(lever, runner.model.network.body)
        ]
        if group == "inhibition":
            boxes.insert(0, Everywhere(runner, params))
        unfolded = {"open": "open"} if group in OPEN else {}
        heading = tag("summary", tag("h3", title))
        sections.append(tag("details", heading, *boxes, classes="ml-group", **unfolded))
    return tag(
        "aside",
        tag("h2", translate("page.levers")),
        *sections,
        classes="ml-levers",
        aria_label=translate("page.levers"),
    )
