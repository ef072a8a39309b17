"""The Laboratory page: a paradigm run on the chosen condition and on a healthy model."""

from collections.abc import Callable

import solara

from motorloops.experiments.paradigms.lesion import usual_node
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.errors import choose
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.server.components.elements import Button, Choice, Picker, Table, source_line, tag
from motorloops.server.components.figures import FileToSave, Picture, picture_files
from motorloops.server.components.scene import Scene
from motorloops.server.paradigm_job import ParadigmFindings, ParadigmOrder, use_findings
from motorloops.server.setting import SettingState, Shown
from motorloops.server.shell import Address, Heading, problem_box, use_setting, use_shown
from motorloops.server.strings import sentence_case, string_table, translate
from motorloops.server.url_state import TEST, split_query


def aimed_node(node: str, network: Network, params: Params) -> str:
    """The node with this key, or the default one if the body has no such node."""
    return node if node in network.node_keys else usual_node(network, params)


@solara.component
def Aim(network: Network, node: str, event_aim: Callable[[str], None]) -> solara.Element:
    """Two lists: the group, and the muscle whose channel of it is meant.

    Args:
        network: The network with these nodes.
        node: Key of the chosen node.
        event_aim: Called with the key of the chosen node.
    """
    population, _, muscle = node.partition("/")
    groups = [{"value": row.key, "label": f"{row.name} ({row.key})"} for row in network.populations]
    muscles = [{"value": row.key, "label": sentence_case(row.name)} for row in network.body.muscles]

    def aim(key: str) -> None:
        if key in network.node_keys:
            event_aim(key)

    return tag(
        "div",
        Picker(
            legend=translate("laboratory.aim_group"),
            options=groups,
            value=population,
            event_pick=lambda picked: aim(f"{picked}/{muscle}"),
        ),
        Picker(
            legend=translate("laboratory.aim_muscle"),
            options=muscles,
            value=muscle,
            event_pick=lambda picked: aim(f"{population}/{picked}"),
        ),
        classes="ml-order",
    )


SEEDS = (5, 10, 20)
FIRST = next(iter(PARADIGMS))


OWN = "own"  # a setting that is no preset


def _condition(order: ParadigmOrder) -> str:
    """The name of the preset that an order runs, or :data:`OWN`."""
    preset = Params().replace(**PRESETS[order.preset].changes)
    return order.preset if order.params == preset else OWN


def order_text(order: ParadigmOrder) -> str:
    """The paradigm and its condition, in one line."""
    own = _condition(order) == OWN
    return translate(
        "laboratory.of",
        test=order.paradigm.title,
        condition=translate("toolbar.own") if own else PRESETS[order.preset].title,
        body=order.body,
        seeds=len(order.seeds),
    )


def _files(found: ParadigmFindings) -> list[FileToSave]:
    order = found.order
    return picture_files(
        lambda: found.svg, lambda: found.csv, order.test, order.node, order.body, _condition(order)
    )


@solara.component
def Results(found: ParadigmFindings) -> solara.Element:
    """The results of a paradigm."""
    if found.problem:
        inside = [tag("p", found.problem, classes="ml-problem")]
    else:
        columns, rows = string_table()["laboratory"]["columns"], [list(row) for row in found.rows]
        inside = [
            Picture(found.svg, found.text, _files(found)),
            Table(caption=translate("laboratory.table"), columns=columns, rows=rows),
        ]
    return tag("section", tag("h2", order_text(found.order)), *inside, classes="ml-card")


def _test(name: str, *choosers: "solara.Element") -> solara.Element:
    """The choices, and a description of the chosen paradigm."""
    paradigm = PARADIGMS[name]
    return tag(
        "section",
        *choosers,
        tag("h2", paradigm.question),
        tag("p", paradigm.method),
        tag("p", source_line(paradigm.source), classes="ml-meaning"),
        classes="ml-card",
    )


def _order(shown: Shown, test: str, seeds: int, number: int, node: str) -> ParadigmOrder:
    numbers, setting = tuple(range(shown.seed, shown.seed + seeds)), shown.setting
    return ParadigmOrder(test, setting.params, setting.body, setting.preset, numbers, number, node)


def _address(state: SettingState, test: str) -> str:
    parts = [f"{TEST}={test}" if test != FIRST else "", state.address()]
    return "&".join(part for part in parts if part)


@solara.component
def Laboratory() -> solara.Element:
    """The Laboratory page."""
    state = use_setting()
    shown = use_shown(state, {TEST: lambda text: choose(TEST, text[:40], PARADIGMS)})
    named = split_query(solara.use_router().search, [TEST])[0].get(TEST)
    test, name_test = solara.use_state(named if named in PARADIGMS else FIRST)
    seeds, count = solara.use_state(SEEDS[0])
    node, aim = solara.use_state("")
    number, rise = solara.use_state(0)
    order, put = solara.use_state(None)
    busy, found = use_findings(order)

    network, setting = state.network, shown.setting
    aimed = aimed_node(node, network, setting.params) if PARADIGMS[test].aim else ""

    def press() -> None:
        rise(number + 1)
        put(None if busy else _order(shown, test, seeds, number, aimed))  # type: ignore[arg-type]

    tests = [{"value": name, "label": paradigm.title} for name, paradigm in PARADIGMS.items()]
    numbers = [{"value": str(n), "label": str(n)} for n in SEEDS]
    pick = Picker(
        legend=translate("laboratory.test"), options=tests, value=test,
        event_pick=lambda name: name_test(name if name in PARADIGMS else test),
    )  # fmt: skip
    many = Choice(
        name="seeds", legend=translate("laboratory.seeds"), options=numbers, value=str(seeds),
        event_pick=lambda text: count(int(text) if text in map(str, SEEDS) else seeds),
    )  # fmt: skip
    status = (
        translate("laboratory.busy") if busy else "" if found else translate("laboratory.empty")
    )
    apart = setting.lesions or setting.stimuli
    left_out = [tag("p", translate("laboratory.lesions"), classes="ml-note")] if apart else []
    return tag(
        "div",
        Address(query=_address(state, test)),
        Heading(text=translate("laboratory.heading")),
        tag("p", translate("laboratory.text"), classes="ml-note"),
        Scene(state, setting),
        *left_out,
        problem_box(shown),
        _test(test, pick, *([Aim(network, aimed, aim)] if aimed else [])),
        tag(
            "div",
            many,
            Button(translate("laboratory.cancel" if busy else "laboratory.run"), press,
                  icon="pause" if busy else "play", classes="ml-primary"),
            tag("p", status, role="status"),
            classes="ml-order",
        ),
        *([Results(found)] if found else []),
        classes="ml-text",
    )  # fmt: skip
