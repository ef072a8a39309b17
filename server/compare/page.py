"""The Compare page: a pair of conditions, one clock, and what tells them apart."""

from collections.abc import Callable

import solara

from server.boundary import use_background
from server.compare.controls import Bar, Now, Options, Scene, SideCard, SideLevers
from server.compare.measured import RUNS, Contrasted, use_measured
from server.compare.pair import Pair, PairShown
from server.compare.place import SIDES
from server.compare.view import PairView
from server.elements import Press, Table, tag
from server.shell import Address, Heading, use_runner, use_search
from server.words import say, table


def use_pair() -> tuple[Pair, PairShown]:
    """The comparison of this visit and what it shows; it follows the address, and ends with it."""
    met, search = use_search(), solara.use_router().search
    pair = solara.use_memo(lambda: Pair(PairView(), met), [])
    shown, show = solara.use_state(pair.shown)

    def follow() -> Callable[[], None]:
        pair.on_change = show

        def leave() -> None:
            pair.on_change = lambda shown: None
            pair.pause()

        return leave

    solara.use_effect(follow, [])
    solara.use_effect(lambda: pair.visit(search), [search])
    use_background(pair.loop, [])
    return pair, shown


def findings(rows: list[Contrasted]) -> list[solara.Element]:
    """The table of the measures, once there is one."""
    if not rows:
        return []
    columns = table()["measured"]["columns"]
    cells = [row.cells() for row in rows]
    return [Table(caption=say("measured.table"), columns=columns, rows=cells, told=True)]


@solara.component
def Measured(shown: PairShown) -> solara.Element:  # noqa: N802
    """Both sides measured over some runs, when asked for."""
    wanted, want = solara.use_state("")
    here = shown.place.address() + "!"
    busy, rows = use_measured(shown.place if wanted == here else None)
    differing = sum(row.verdict == "differs" for row in rows)
    done = say("measured.done", count=differing, all=len(rows)) if rows else say("measured.empty")
    return tag(
        "section",
        tag("h2", say("measured.title", runs=RUNS)),
        tag("p", say("measured.text"), classes="ml-note"),
        tag(
            "div",
            Press(say("measured.run"), lambda: want(here), icon="play", classes="ml-primary",
                  idle=busy),
            tag("p", say("measured.busy") if busy else done, role="status"),
            classes="ml-order",
        ),
        *findings(rows),
        classes="ml-card ml-contrasted",
    )  # fmt: skip


@solara.component
def Compare() -> solara.Element:  # noqa: N802
    """Two conditions side by side."""
    pair, shown = use_pair()
    yours = use_runner().shown.setting
    told = [tag("p", shown.problem, classes="ml-problem")] if shown.problem else []
    return tag(
        "div",
        Address(query=shown.place.address()),
        tag(
            "div",
            Heading(text=say("compare.heading")),
            tag("div", Options(pair, shown.place.seed), classes="ml-menus"),
            classes="ml-head",
        ),
        tag("p", say("compare.text"), classes="ml-note"),
        Bar(pair, shown),
        Scene(pair, shown, yours),
        tag("div", *told, role="alert"),
        tag(
            "div",
            tag("div", *(SideCard(pair, shown, key) for key in SIDES), classes="ml-sides"),
            Now(),
            tag("div", pair.view, classes="ml-view"),
            SideLevers(pair, shown),
            Measured(shown),
            classes="ml-versus",
        ),
        classes="ml-compare",
    )
