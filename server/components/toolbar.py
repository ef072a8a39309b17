"""The toolbar: the clock, the touch, the task, the body and the preset."""

import solara

from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.server.components.elements import Button, Choice, Picker, tag
from motorloops.server.live.pacing import PERIOD_S, SPEEDS
from motorloops.server.live.runner import Runner
from motorloops.server.live.session import ViewState
from motorloops.server.networks import NETWORKS
from motorloops.server.strings import translate

TASKS = ("relax", "try")


@solara.component
def Clock(runner: Runner, shown: ViewState) -> solara.Element:
    """Play, step, reset and touch, the controls that are always visible."""
    playing = shown.playing
    return tag(
        "div",
        Button(
            translate("toolbar.pause" if playing else "toolbar.play"),
            runner.toggle_play,
            icon="pause" if playing else "play",
            classes="ml-primary ml-play",
        ),
        Button(
            translate("commands.back"),
            runner.step_back,
            icon="back",
            title=translate("commands.back_help"),
        ),
        Button(
            translate("toolbar.step"),
            runner.step,
            icon="step",
            title=translate("toolbar.step_help"),
        ),
        Button(
            translate("toolbar.reset"),
            runner.reset,
            icon="reset",
            title=translate("toolbar.reset_help"),
        ),
        Button(
            translate("toolbar.touch"),
            runner.toggle_touch,
            icon="touch",
            pressed=shown.touching,
            title=translate("toolbar.touch_help"),
        ),
        classes="ml-clock",
    )


def relative(speed: str) -> str:
    """The ratio of a named speed to real time, in words."""
    ratio = SPEEDS[speed] / 1000 / PERIOD_S
    if ratio == 1:
        return translate("speed.real")
    return translate(
        "speed.slower" if ratio < 1 else "speed.faster", times=f"{max(ratio, 1 / ratio):g}"
    )


def speeds() -> list[dict[str, str]]:
    """The available speeds, each with its ratio to real time."""
    words = {
        speed: {"name": translate(f"speed.{speed}"), "ratio": relative(speed)} for speed in SPEEDS
    }
    return [
        {"value": s, "label": translate("speed.named", **fields)} for s, fields in words.items()
    ]


@solara.component
def Bar(runner: Runner, shown: ViewState) -> solara.Element:
    """The clock, the person's task and the speed."""
    return tag(
        "div",
        Clock(runner, shown),
        Choice(
            name="person",  # a lever is named task
            legend=translate("toolbar.task"),
            options=[{"value": task, "label": translate(f"toolbar.{task}")} for task in TASKS],
            value=TASKS[shown.trying],
            event_pick=lambda task: runner.try_to_move(task == "try"),
        ),
        Picker(
            legend=translate("toolbar.speed"),
            options=speeds(),
            value=shown.speed,
            event_pick=runner.set_speed,
        ),
        tag("p", role="status", data_reading="behind", classes="ml-behind"),
        classes="ml-bar",
        role="group",
        aria_label=translate("toolbar.label"),
    )


@solara.component
def Scene(runner: Runner, shown: ViewState) -> solara.Element:
    """The choice of body and of preset."""
    presets = [{"value": p.name, "label": p.title} for p in NETWORKS.presets.values()]
    start = PRESETS[shown.preset]
    own = shown.lesions or shown.stimuli or shown.params != Params().replace(**start.changes)
    if own:
        presets.insert(0, {"value": "", "label": translate("toolbar.own")})
    note = translate("toolbar.own_help", title=start.title) if own else start.sentence
    return tag(
        "div",
        Choice(
            name="body",
            legend=translate("toolbar.body"),
            options=NETWORKS.options(shown.body),
            value=shown.body,
            event_pick=runner.set_body,
        ),
        Picker(
            legend=translate("toolbar.preset"),
            options=presets,
            value="" if own else shown.preset,
            event_pick=lambda name: runner.load_preset(name or shown.preset),
        ),
        Button(
            translate("toolbar.undo"),
            runner.undo,
            icon="undo",
            idle=not shown.undoable,
            title=translate("toolbar.undo_help"),
        ),
        Button(
            translate("commands.redo"),
            runner.redo,
            icon="redo",
            idle=not shown.redoable,
            title=translate("commands.redo_help"),
        ),
        tag("p", note, classes="ml-note"),
        classes="ml-scene",
    )
