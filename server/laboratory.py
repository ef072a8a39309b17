"""The Laboratory page: a clinic's test, done to what is set up and to health beside it."""

import solara

from experiments.protocols.table import PARADIGMS
from model.params import Params
from model.presets import PRESETS
from server.address import TEST, named_test
from server.aim import Aim, aimed_node
from server.elements import Choice, Picker, Press, Table, tag
from server.runner import Runner
from server.shell import Address, Heading, problem_box, use_runner, use_shown
from server.shown import Shown
from server.sources import source_line
from server.toolbar import Scene
from server.trial import Findings, Order, use_findings
from server.words import say, table

SEEDS = (5, 10, 20)
FIRST = next(iter(PARADIGMS))


@solara.component_vue("frontend/findings.vue", vuetify=False)
def Picture(  # noqa: N802
    svg: str,
    text: str,
    csv: str,
    name: str,
    words: dict[str, str],
) -> None:
    """Picture and download of one test.

    Args:
        svg: The picture.
        text: The same in words.
        csv: All numbers, for a file.
        name: Of that file.
        words: ``picture_region`` and ``download``.
    """


def told(order: Order) -> str:
    """What was tested, in one line."""
    params, start = order.params, PRESETS[order.preset]
    own = params != Params().replace(**start.changes)
    return say(
        "laboratory.of",
        test=order.paradigm.title,
        condition=say("toolbar.own") if own else start.title,
        body=order.body,
        seeds=len(order.seeds),
    )


@solara.component
def Results(found: Findings) -> solara.Element:  # noqa: N802
    """What a test found."""
    if found.problem:
        inside = [tag("p", found.problem, classes="ml-problem")]
    else:
        words = {key: say(f"laboratory.{key}") for key in ("picture_region", "download")}
        name = f"motorloops-{found.order.test}.csv"
        columns, rows = table()["laboratory"]["columns"], [list(row) for row in found.rows]
        inside = [
            Picture(svg=found.svg, text=found.text, csv=found.csv, name=name, words=words),
            Table(caption=say("laboratory.table"), columns=columns, rows=rows),
        ]
    return tag("section", tag("h2", told(found.order)), *inside, classes="ml-card")


def _test(name: str, *choosers: "solara.Element") -> solara.Element:
    """The choosers, and what the chosen test is about."""
    paradigm = PARADIGMS[name]
    return tag(
        "section",
        *choosers,
        tag("h2", paradigm.question),
        tag("p", paradigm.method),
        tag("p", source_line(paradigm.source), classes="ml-meaning"),
        classes="ml-card",
    )


def _order(shown: Shown, test: str, seeds: int, number: int, node: str) -> Order:
    numbers = tuple(range(shown.seed, shown.seed + seeds))
    return Order(test, shown.params, shown.body, shown.preset, numbers, number, node)


def _address(runner: Runner, test: str) -> str:
    parts = [f"{TEST}={test}" if test != FIRST else "", runner.address()]
    return "&".join(part for part in parts if part)


@solara.component
def Laboratory() -> solara.Element:  # noqa: N802
    """Choose a test and carry it out."""
    runner = use_runner()
    shown = use_shown(runner)
    named = named_test(solara.use_router().search)
    test, choose = solara.use_state(named if named in PARADIGMS else FIRST)
    seeds, count = solara.use_state(SEEDS[0])
    node, aim = solara.use_state("")
    number, rise = solara.use_state(0)
    order, put = solara.use_state(None)
    busy, found = use_findings(order)

    network = runner.model.network
    aimed = aimed_node(node, network, shown.params) if PARADIGMS[test].aim else ""

    def press() -> None:
        rise(number + 1)
        put(None if busy else _order(shown, test, seeds, number, aimed))  # type: ignore[arg-type]

    tests = [{"value": name, "label": paradigm.title} for name, paradigm in PARADIGMS.items()]
    numbers = [{"value": str(n), "label": str(n)} for n in SEEDS]
    pick = Picker(
        legend=say("laboratory.test"), options=tests, value=test,
        event_pick=lambda name: choose(name if name in PARADIGMS else test),
    )  # fmt: skip
    many = Choice(
        name="seeds", legend=say("laboratory.seeds"), options=numbers, value=str(seeds),
        event_pick=lambda text: count(int(text) if text in map(str, SEEDS) else seeds),
    )  # fmt: skip
    status = say("laboratory.busy") if busy else "" if found else say("laboratory.empty")
    apart = shown.lesions or shown.stimuli
    left_out = [tag("p", say("laboratory.lesions"), classes="ml-note")] if apart else []
    return tag(
        "div",
        Address(query=_address(runner, test)),
        Heading(text=say("laboratory.heading")),
        tag("p", say("laboratory.text"), classes="ml-note"),
        Scene(runner, shown),
        *left_out,
        problem_box(shown),
        _test(test, pick, *([Aim(network, aimed, aim)] if aimed else [])),
        tag(
            "div",
            many,
            Press(say("laboratory.cancel" if busy else "laboratory.run"), press,
                  icon="pause" if busy else "play", classes="ml-primary"),
            tag("p", status, role="status"),
            classes="ml-order",
        ),
        *([Results(found)] if found else []),
        classes="ml-text",
    )  # fmt: skip
