"""The Compare page: two conditions with one clock, live and measured over several runs."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import solara

from motorloops.experiments.formatting import NOTHING, figure, in_words
from motorloops.experiments.statistics import Summary, summarise
from motorloops.model.agents import MotorModel
from motorloops.model.measures import MEASURES
from motorloops.model.network.body import Body
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration, in_nodes
from motorloops.model.simulate import simulate_outcomes
from motorloops.model.timeline import Timeline, hold
from motorloops.server.components.elements import Button, Choice, Picker, Table, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.components.levers import Levers
from motorloops.server.components.readout import sentence, toxin_note
from motorloops.server.components.toolbar import TASKS, speeds
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.compare.route import PAIRS, SIDES, CompareRoute, Key, usual_setting
from motorloops.server.pages.compare.runner import CompareRunner, CompareView, CompareViewState
from motorloops.server.paradigm_job import PATIENCE_S, SLOTS
from motorloops.server.shell import Address, Heading, follow_address, starter, use_kept, use_runner
from motorloops.server.strings import string_table, translate
from motorloops.server.url_state import write_query

YOURS = "yours"


@dataclass(frozen=True)
class Side:
    """One side of a comparison, for the controls of its levers."""

    pair: CompareRunner
    key: Key

    @property
    def model(self) -> MotorModel:
        """The model of this side."""
        return self.pair.model(self.key)

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever of this side."""
        self.pair.set_lever(self.key, name, value)


@solara.component
def Bar(pair: CompareRunner, shown: CompareViewState) -> solara.Element:
    """The clock and the task of both sides."""
    word, icon = ("pause", "pause") if shown.playing else ("play", "play")
    clock = tag(
        "div",
        Button(
            translate(f"toolbar.{word}"), pair.toggle_play, icon=icon, classes="ml-primary ml-play"
        ),
        Button(
            translate("toolbar.step"), pair.step, icon="step", title=translate("toolbar.step_help")
        ),
        Button(
            translate("toolbar.reset"),
            pair.reset,
            icon="reset",
            title=translate("toolbar.reset_help"),
        ),
        classes="ml-clock",
    )
    task = Choice(
        name="person", legend=translate("toolbar.task"), value=TASKS[shown.route.command],
        options=[{"value": name, "label": translate(f"toolbar.{name}")} for name in TASKS],
        event_pick=lambda name: pair.try_to_move(name == "try"),
    )  # fmt: skip
    speed = Picker(
        legend=translate("toolbar.speed"),
        options=speeds(),
        value=shown.speed,
        event_pick=pair.set_speed,
    )
    pace = tag("p", role="status", data_reading="behind", classes="ml-behind")
    label = translate("toolbar.label")
    return tag("div", clock, task, speed, pace, classes="ml-bar", role="group", aria_label=label)


@solara.component
def Options(pair: CompareRunner, seed: int) -> solara.Element:
    """Shortcuts and the random seed, in a collapsed menu."""
    _, redraw = solara.use_state(pair.view.shortcuts)

    def switch() -> None:
        pair.view.shortcuts = not pair.view.shortcuts
        redraw(pair.view.shortcuts)

    return tag(
        "details",
        tag("summary", translate("toolbar.more")),
        tag(
            "div",
            Button(translate("toolbar.shortcuts"), switch, pressed=pair.view.shortcuts),
            tag("p", translate("compare.keys")),
            tag("p", translate("toolbar.seed", seed=seed)),
            Button(translate("toolbar.new_seed"), pair.new_seed),
            classes="ml-sheet",
        ),
        classes="ml-menu",
        name_="menu",
    )


@solara.component
def Scene(pair: CompareRunner, shown: CompareViewState, yours: Configuration) -> solara.Element:
    """The choice of pair and body."""
    route = shown.route
    pairs = [{"value": name, "label": translate(f"pairs.{name}")} for name in PAIRS]
    pairs.append({"value": YOURS, "label": translate("compare.yours")})
    healthy = usual_setting("healthy", yours.body)
    is_yours = not route.pair and route.settings == (yours, healthy)
    name = route.pair or (YOURS if is_yours else "")
    if not name:
        pairs.insert(0, {"value": "", "label": translate("compare.own")})
    note = (
        translate(f"pairs.{name}_text")
        if route.pair
        else translate(f"compare.{name or 'own'}_text")
    )

    def pick(chosen: str) -> None:
        if chosen == YOURS:
            pair.beside_healthy(yours)
        elif chosen:
            pair.choose_pair(chosen)

    return tag(
        "div",
        Picker(legend=translate("compare.pair"), options=pairs, value=name, event_pick=pick),
        Choice(
            name="body", legend=translate("toolbar.body"), options=NETWORKS.options(route.body),
            value=route.body,
            event_pick=pair.set_body,
        ),
        tag("p", note, classes="ml-note"),
        classes="ml-scene",
    )  # fmt: skip


@solara.component
def SideCard(pair: CompareRunner, shown: CompareViewState, key: Key) -> solara.Element:
    """The setting of one side."""
    setting: Configuration = getattr(shown.route, key)
    letter, start = key.upper(), PRESETS[setting.preset]
    presets = [{"value": p.name, "label": p.title} for p in NETWORKS.presets.values()]
    own = setting.lesions or setting.stimuli
    own = own or setting.params != Params().replace(**start.changes)
    if own:
        presets.insert(0, {"value": "", "label": translate("toolbar.own")})
    note = translate("toolbar.own_help", title=start.title) if own else start.sentence
    return tag(
        "section",
        tag("h2", tag("span", classes=f"ml-key-{key}", aria_hidden="true"),
            translate("compare.side", side=letter)),
        tag("a", translate("compare.open", side=letter), classes="ml-press",
            href=f"/?{write_query(shown.route.recording(key))}"),
        Picker(
            legend=translate("compare.preset", side=letter), options=presets,
            value="" if own else setting.preset,
            event_pick=lambda name: pair.load_preset(key, name or setting.preset),
        ),
        tag("p", note, classes="ml-note"),
        classes="ml-card ml-side",
    )  # fmt: skip


@solara.component
def Now(route: CompareRoute, body: Body) -> solara.Element:
    """The differences now; the live view fills in the ``data-reading`` parts."""
    rows = [
        (translate("compare.index", side="A"), "index_a"),
        (translate("compare.index", side="B"), "index_b"),
        (translate("compare.index_difference"), "difference"),
    ]
    return tag(
        "section",
        tag("h2", translate("compare.now")),
        tag(
            "dl",
            *(tag("div", tag("dt", name), tag("dd", data_reading=part)) for name, part in rows),
            classes="ml-indices",
        ),
        *sentence(),
        *[note for setting in route.settings for note in toxin_note(setting.params, body)][:1],
        classes="ml-card ml-now",
    )


@solara.component
def SideLevers(pair: CompareRunner, shown: CompareViewState) -> solara.Element:
    """The levers of one side at a time, so that each lever is on the page only once."""
    key, choose_side = solara.use_state("a")
    side = SIDES[key == "b"]
    setting: Configuration = getattr(shown.route, side)
    options = [{"value": k, "label": translate("compare.side", side=k.upper())} for k in SIDES]
    return tag(
        "div",
        Choice(
            name="side", legend=translate("compare.levers_of"), options=options, value=side,
            event_pick=choose_side,
        ),
        Levers(Side(pair, side), setting.params, setting.body).key(f"levers {side}"),
        classes="ml-side-levers",
    )  # fmt: skip


RUNS = 10  # pairs of runs, each pair with its own noise
MAIN = (
    "co_contraction_index", "agonist_activation", "overflow", "muscles_recruited",
    "posture_error", "twist", "after_contraction",
)  # fmt: skip


@dataclass(frozen=True)
class Contrasted:
    """One measure on both sides.

    Attributes:
        measure: One of ``MEASURES``.
        a: Side A over the runs.
        b: Side B over the runs.
        difference: B minus A, run by run on the same noise.
    """

    measure: str
    a: Summary
    b: Summary
    difference: Summary

    @property
    def verdict(self) -> str:
        """``differs``, ``alike`` or ``unknown``: whether the interval excludes zero."""
        low, high = self.difference.low, self.difference.high
        if low is None or high is None:
            return "unknown"
        return "differs" if low > 0.0 or high < 0.0 else "alike"

    def cells(self) -> list[str]:
        """The row of the table."""
        unit = "" if self.a.unit == "1" else f" ({self.a.unit})"
        summaries = [_interval_text(part) for part in (self.a, self.b, self.difference)]
        return [in_words(self.measure).capitalize() + unit, *summaries,
                translate(f"measured.{self.verdict}")]  # fmt: skip


def _interval_text(summary: Summary) -> str:
    if summary.mean is None:
        return NOTHING
    ends = {"mean": figure(summary.mean), "low": figure(summary.low), "high": figure(summary.high)}
    return translate("measured.cell", **ends).replace("-", "−")


def _measure(setting: Configuration, seeds: Sequence[int]) -> dict[str, np.ndarray]:
    """The standard hold of one side, (R,) by measure."""
    network = NETWORKS.network(setting.body)
    plain, driven = hold(), setting.driven(network)
    phases = tuple(replace(phase, stimuli=driven) for phase in plain.phases)
    timeline = Timeline(plain.name, plain.duration_ms, phases)
    lesions = [in_nodes(network, setting.lesions)] * len(seeds)
    return simulate_outcomes(
        [setting.params] * len(seeds), timeline, seeds, network, lesions=lesions
    ).measures


def measure_route(route: CompareRoute, runs: int = RUNS) -> list[Contrasted]:
    """Run both sides on the same noise and compare them.

    Args:
        route: The comparison; its seed is the first of the runs.
        runs: Pairs of runs.
    """
    seeds = range(route.seed, route.seed + runs)
    a, b = (_measure(setting, seeds) for setting in route.settings)
    return [
        Contrasted(name, *(summarise(v, MEASURES[name].unit) for v in (a[name], b[name], d)))
        for name in MAIN
        for d in (b[name] - a[name],)
    ]


def use_measured(order: CompareRoute | None) -> tuple[bool, list[Contrasted]]:
    """Measure in a separate thread; a hook.

    Args:
        order: What to measure; another order, or None, drops the previous one.

    Returns:
        Whether it is running, and the results for this order.
    """
    key = order.address() if order else None
    found, keep = solara.use_state(("", []))

    def work(cancel: threading.Event) -> None:
        while order is not None and not cancel.is_set():
            if not SLOTS.acquire(timeout=PATIENCE_S):
                continue
            try:
                rows = measure_route(order)
            finally:
                SLOTS.release()
            if not cancel.is_set():
                keep((key, rows))  # type: ignore[arg-type]
            return

    use_background(work, [key])
    done = found[0] == key and bool(found[1])
    return key is not None and not done, found[1] if done else []


def use_compare_runner() -> tuple[CompareRunner, CompareViewState]:
    """The comparison of this session and its state; it follows the address; a hook."""
    search = solara.use_router().search
    pair = use_kept("compare", lambda: CompareRunner(CompareView()))
    own = starter(pair.play)
    shown, show = solara.use_state(pair.shown)

    def follow() -> Callable[[], None]:
        pair.on_change = show

        def leave() -> None:
            pair.on_change = lambda shown: None
            pair.pause()

        return leave

    solara.use_effect(follow, [])
    solara.use_effect(lambda: follow_address(pair, search, own), [search])
    use_background(pair.loop, [])
    return pair, shown


def findings(rows: list[Contrasted]) -> list[solara.Element]:
    """The table of the measures, once they are available."""
    if not rows:
        return []
    columns = string_table()["measured"]["columns"]
    cells = [row.cells() for row in rows]
    return [Table(caption=translate("measured.table"), columns=columns, rows=cells, sentences=True)]


@solara.component
def Measured(shown: CompareViewState) -> solara.Element:
    """Both sides measured over several runs, on request."""
    wanted, want = solara.use_state("")
    here = shown.route.address() + "!"
    busy, rows = use_measured(shown.route if wanted == here else None)
    toxin = any(setting.params.toxin for setting in shown.route.settings)
    differing = sum(row.verdict == "differs" for row in rows)
    done = (
        translate("measured.done", count=differing, all=len(rows))
        if rows
        else translate("measured.empty")
    )
    return tag(
        "section",
        tag("h2", translate("measured.title", runs=RUNS)),
        tag("p", translate("measured.text"), classes="ml-note"),
        *([tag("p", translate("measured.toxin"), classes="ml-note")] if toxin else []),
        tag(
            "div",
            Button(translate("measured.run"), lambda: want(here), icon="play", classes="ml-primary",
                  idle=busy),
            tag("p", translate("measured.busy") if busy else done, role="status"),
            classes="ml-order",
        ),
        *findings(rows),
        classes="ml-card ml-contrasted",
    )  # fmt: skip


@solara.component
def Compare() -> solara.Element:
    """The Compare page."""
    pair, shown = use_compare_runner()
    yours = use_runner().shown.setting
    problem = [tag("p", shown.problem, classes="ml-problem")] if shown.problem else []
    return tag(
        "div",
        Address(query=shown.route.address()),
        tag(
            "div",
            Heading(text=translate("compare.heading")),
            tag("div", Options(pair, shown.route.seed), classes="ml-menus"),
            classes="ml-head",
        ),
        tag("p", translate("compare.text"), classes="ml-note"),
        Bar(pair, shown),
        Scene(pair, shown, yours),
        tag("div", *problem, role="alert"),
        tag(
            "div",
            tag("div", *(SideCard(pair, shown, key) for key in SIDES), classes="ml-sides"),
            Now(shown.route, pair.body),
            tag("div", pair.view, classes="ml-view"),
            SideLevers(pair, shown),
            Measured(shown),
            classes="ml-versus",
        ),
        classes="ml-compare",
    )
