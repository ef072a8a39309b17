"""The controls of the Compare page: clock, pair, both sides and their levers."""

from dataclasses import dataclass

import solara

from model.atlas import load_atlas
from model.body import body_names
from model.motor import MotorModel
from model.params import Params
from model.presets import PRESETS
from model.setting import Setting
from server.address import query
from server.compare.pair import Pair, PairShown
from server.compare.place import PAIRS, SIDES, Key, usual_setting
from server.controls import Levers
from server.elements import Choice, Picker, Press, tag
from server.toolbar import TASKS, speeds
from server.words import say, sentence_case

YOURS = "yours"


@dataclass(frozen=True)
class Side:
    """One side of a comparison, for the controls of its levers."""

    pair: Pair
    key: Key

    @property
    def model(self) -> MotorModel:
        """The model of this side."""
        return self.pair.model(self.key)

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever of this side."""
        self.pair.set_lever(self.key, name, value)


@solara.component
def Bar(pair: Pair, shown: PairShown) -> solara.Element:  # noqa: N802
    """The one clock of both sides, and what both persons do."""
    word, icon = ("pause", "pause") if shown.playing else ("play", "play")
    clock = tag(
        "div",
        Press(say(f"toolbar.{word}"), pair.toggle_play, icon=icon, classes="ml-primary ml-play"),
        Press(say("toolbar.step"), pair.step, icon="step", title=say("toolbar.step_help")),
        Press(say("toolbar.reset"), pair.reset, icon="reset", title=say("toolbar.reset_help")),
        classes="ml-clock",
    )
    task = Choice(
        name="task", legend=say("toolbar.task"), value=TASKS[shown.place.command],
        options=[{"value": name, "label": say(f"toolbar.{name}")} for name in TASKS],
        event_pick=lambda name: pair.try_to_move(name == "try"),
    )  # fmt: skip
    speed = Picker(
        legend=say("toolbar.speed"),
        options=speeds(),
        value=shown.speed,
        event_pick=pair.set_speed,
    )
    pace = tag("p", role="status", data_reading="behind", classes="ml-behind")
    label = say("toolbar.label")
    return tag("div", clock, task, speed, pace, classes="ml-bar", role="group", aria_label=label)


@solara.component
def Options(pair: Pair, seed: int) -> solara.Element:  # noqa: N802
    """Shortcuts and the random seed, folded away."""
    _, redraw = solara.use_state(pair.view.shortcuts)

    def switch() -> None:
        pair.view.shortcuts = not pair.view.shortcuts
        redraw(pair.view.shortcuts)

    return tag(
        "details",
        tag("summary", say("toolbar.more")),
        tag(
            "div",
            Press(say("toolbar.shortcuts"), switch, pressed=pair.view.shortcuts),
            tag("p", say("compare.keys")),
            tag("p", say("toolbar.seed", seed=seed)),
            Press(say("toolbar.new_seed"), pair.new_seed),
            classes="ml-sheet",
        ),
        classes="ml-menu",
        name_="menu",
    )


@solara.component
def Scene(pair: Pair, shown: PairShown, yours: Setting) -> solara.Element:  # noqa: N802
    """Which pair, and on which body."""
    place = shown.place
    bodies = [{"value": name, "label": sentence_case(name)} for name in body_names(load_atlas())]
    pairs = [{"value": name, "label": say(f"pairs.{name}")} for name in PAIRS]
    pairs.append({"value": YOURS, "label": say("compare.yours")})
    healthy = usual_setting("healthy", yours.body)
    is_yours = not place.pair and place.settings == (yours, healthy)
    name = place.pair or (YOURS if is_yours else "")
    if not name:
        pairs.insert(0, {"value": "", "label": say("compare.own")})
    told = say(f"pairs.{name}_text") if place.pair else say(f"compare.{name or 'own'}_text")

    def pick(chosen: str) -> None:
        if chosen == YOURS:
            pair.beside_healthy(yours)
        elif chosen:
            pair.choose_pair(chosen)

    return tag(
        "div",
        Picker(legend=say("compare.pair"), options=pairs, value=name, event_pick=pick),
        Choice(
            name="body", legend=say("toolbar.body"), options=bodies, value=place.body,
            event_pick=pair.set_body,
        ),
        tag("p", told, classes="ml-note"),
        classes="ml-scene",
    )  # fmt: skip


@solara.component
def SideCard(pair: Pair, shown: PairShown, key: Key) -> solara.Element:  # noqa: N802
    """What is set up on one side."""
    setting: Setting = getattr(shown.place, key)
    letter, start = key.upper(), PRESETS[setting.preset]
    presets = [{"value": p.name, "label": p.title} for p in PRESETS.values()]
    own = setting.lesions or setting.stimuli
    own = own or setting.params != Params().replace(**start.changes)
    if own:
        presets.insert(0, {"value": "", "label": say("toolbar.own")})
    told = say("toolbar.own_help", title=start.title) if own else start.sentence
    return tag(
        "section",
        tag("h2", tag("span", classes=f"ml-key-{key}", aria_hidden="true"),
            say("compare.side", side=letter)),
        tag("a", say("compare.open", side=letter), classes="ml-press",
            href=f"/?{query(shown.place.recording(key))}"),
        Picker(
            legend=say("compare.preset", side=letter), options=presets,
            value="" if own else setting.preset,
            event_pick=lambda name: pair.load_preset(key, name or setting.preset),
        ),
        tag("p", told, classes="ml-note"),
        classes="ml-card ml-side",
    )  # fmt: skip


@solara.component
def Now() -> solara.Element:  # noqa: N802
    """What differs now; the live view fills in the ``data-reading`` parts."""
    rows = [
        (say("compare.index", side="A"), "index_a"),
        (say("compare.index", side="B"), "index_b"),
        (say("compare.index_difference"), "difference"),
    ]
    return tag(
        "section",
        tag("h2", say("compare.now")),
        tag(
            "dl",
            *(tag("div", tag("dt", name), tag("dd", data_reading=part)) for name, part in rows),
            classes="ml-indices",
        ),
        tag("p", role="status", classes="ml-sentence", data_reading="sentence"),
        classes="ml-card ml-now",
    )


@solara.component
def SideLevers(pair: Pair, shown: PairShown) -> solara.Element:  # noqa: N802
    """The levers of one side at a time: a lever stands once on the page."""
    key, choose_side = solara.use_state("a")
    side = SIDES[key == "b"]
    setting: Setting = getattr(shown.place, side)
    options = [{"value": k, "label": say("compare.side", side=k.upper())} for k in SIDES]
    return tag(
        "div",
        Choice(
            name="side", legend=say("compare.levers_of"), options=options, value=side,
            event_pick=choose_side,
        ),
        Levers(Side(pair, side), setting.params, setting.body).key(f"levers {side}"),
        classes="ml-side-levers",
    )  # fmt: skip
