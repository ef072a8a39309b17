"""The bar of buttons: the clock, the touch, what the person does, and where to start from."""

import solara

from model.atlas import load_atlas
from model.body import body_names
from model.params import Params
from model.presets import PRESETS
from server.clock import PERIOD_S, SPEEDS
from server.elements import Choice, Picker, Press, tag
from server.runner import Runner
from server.shown import Shown
from server.words import say, sentence_case

TASKS = ("relax", "try")


@solara.component
def Clock(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """Play, step, reset and touch: what must always be within reach."""
    playing = shown.playing
    return tag(
        "div",
        Press(
            say("toolbar.pause" if playing else "toolbar.play"),
            runner.toggle_play,
            icon="pause" if playing else "play",
            classes="ml-primary ml-play",
        ),
        Press(say("deeds.back"), runner.step_back, icon="back", title=say("deeds.back_help")),
        Press(say("toolbar.step"), runner.step, icon="step", title=say("toolbar.step_help")),
        Press(say("toolbar.reset"), runner.reset, icon="reset", title=say("toolbar.reset_help")),
        Press(
            say("toolbar.touch"),
            runner.toggle_touch,
            icon="touch",
            pressed=shown.touching,
            title=say("toolbar.touch_help"),
        ),
        classes="ml-clock",
    )


def relative(speed: str) -> str:
    """How fast a named speed is beside real life, in words."""
    ratio = SPEEDS[speed] / 1000 / PERIOD_S
    if ratio == 1:
        return say("speed.real")
    return say("speed.slower" if ratio < 1 else "speed.faster", times=f"{max(ratio, 1 / ratio):g}")


def speeds() -> list[dict[str, str]]:
    """The speeds to choose from, each with how fast it is beside real life."""
    words = {speed: {"name": say(f"speed.{speed}"), "ratio": relative(speed)} for speed in SPEEDS}
    return [{"value": s, "label": say("speed.named", **fields)} for s, fields in words.items()]


@solara.component
def Bar(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """The clock, and beside it what the person does and how fast time runs."""
    return tag(
        "div",
        Clock(runner, shown),
        Choice(
            name="task",
            legend=say("toolbar.task"),
            options=[{"value": task, "label": say(f"toolbar.{task}")} for task in TASKS],
            value=TASKS[shown.trying],
            event_pick=lambda task: runner.try_to_move(task == "try"),
        ),
        Picker(
            legend=say("toolbar.speed"),
            options=speeds(),
            value=shown.speed,
            event_pick=runner.set_speed,
        ),
        tag("p", role="status", data_reading="behind", classes="ml-behind"),
        classes="ml-bar",
        role="group",
        aria_label=say("toolbar.label"),
    )


@solara.component
def Scene(runner: Runner, shown: Shown) -> solara.Element:  # noqa: N802
    """Which body, and which condition to start from."""
    bodies = [{"value": name, "label": sentence_case(name)} for name in body_names(load_atlas())]
    presets = [{"value": p.name, "label": p.title} for p in PRESETS.values()]
    start = PRESETS[shown.preset]
    own = shown.lesions or shown.stimuli or shown.params != Params().replace(**start.changes)
    if own:
        presets.insert(0, {"value": "", "label": say("toolbar.own")})
    told = say("toolbar.own_help", title=start.title) if own else start.sentence
    return tag(
        "div",
        Choice(
            name="body",
            legend=say("toolbar.body"),
            options=bodies,
            value=shown.body,
            event_pick=runner.set_body,
        ),
        Picker(
            legend=say("toolbar.preset"),
            options=presets,
            value="" if own else shown.preset,
            event_pick=lambda name: runner.load_preset(name or shown.preset),
        ),
        Press(
            say("toolbar.undo"),
            runner.undo,
            icon="undo",
            idle=not shown.undoable,
            title=say("toolbar.undo_help"),
        ),
        Press(
            say("deeds.redo"),
            runner.redo,
            icon="redo",
            idle=not shown.redoable,
            title=say("deeds.redo_help"),
        ),
        tag("p", told, classes="ml-note"),
        classes="ml-scene",
    )
