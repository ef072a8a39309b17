"""What all pages share: the navigation bar, the notice in the footer, and the session's runner."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar, cast

import solara

from motorloops.model.errors import InputError
from motorloops.server.components.elements import tag
from motorloops.server.components.error_boundary import ErrorBoundary
from motorloops.server.live.runner import Runner
from motorloops.server.live.session import ViewState
from motorloops.server.live.widget import LiveView
from motorloops.server.pages.sweeps.jobs import provide_job_manager
from motorloops.server.routes import EMBEDDABLE, KEEPING, PAGES, page_at
from motorloops.server.strings import string_table, translate
from motorloops.server.theme import THEMES
from motorloops.server.url_state import EMBED, PLAY, split_query, switched_on

T = TypeVar("T")
_session = solara.create_context(cast(Runner | None, None))
_left = solara.create_context(cast(dict[str, str] | None, None))  # query of each page, by page name
_kept = solara.create_context(cast(dict[str, object] | None, None))  # of each page, by page name
_embedded = solara.create_context(False)  # whether the page stands in the frame of another site


@solara.component_vue("frontend/navigation.vue", vuetify=False)
def Navigation(
    pages: list[dict[str, object]],
    current: str,
    words: dict[str, str],
    event_visit: Callable[[str], None],
) -> None:
    """The navigation bar, preceded by a link that skips it.

    Args:
        pages: ``{"name", "href", "label", "keeps"}`` each; those with ``keeps`` carry the setting
            in their address.
        current: Name of the page that is shown.
        words: ``name`` of the program, ``label`` of the bar, ``skip`` to the page.
        event_visit: Called with the name of the page that a visitor opens.
    """


@solara.component_vue("frontend/look.vue", vuetify=False)
def Look(themes: list[str], words: dict[str, str]) -> None:
    """The menu of colours and motion; only the browser stores the choice, see ``look.js``.

    Args:
        themes: Names of the choices of colours.
        words: The texts under ``look``.
    """


@solara.component_vue("frontend/heading.vue", vuetify=False)
def Heading(text: str) -> None:
    """The main heading of a page; it takes the focus after a change of page."""


@solara.component_vue("frontend/address.vue", vuetify=False)
def _InBar(query: str) -> None:
    """Keeps the query in the browser's address bar up to date."""


@solara.component
def Address(query: str) -> solara.Element:
    """Keeps the query in the address bar and in the session, for the next visit to the page."""
    left, path = solara.use_context(_left), solara.use_router().path
    if left is not None:
        left[_page(path)] = query
    own = [f"{EMBED}=1"] if solara.use_context(_embedded) else []
    return _InBar(query="&".join([*own, *filter(None, [query])]))


def use_search() -> str:
    """The query of a page: that of its address, or else the last one in this session."""
    left, router = solara.use_context(_left) or {}, solara.use_router()
    return router.search or left.get(_page(router.path), "")


def _page(path: str | None) -> str:
    return page_at(f"/{(path or '').strip('/')}")


def use_kept(name: str, make: Callable[[], T]) -> T:
    """A value that the session keeps while its visitor is on other pages; a hook.

    Args:
        name: Of the value.
        make: Called on the first visit.
    """
    kept = solara.use_context(_kept)

    def get() -> T:
        if kept is None:
            return make()
        if name not in kept:
            kept[name] = make()
        return cast(T, kept[name])

    return solara.use_memo(get, [])


def use_runner() -> Runner:
    """The runner of this session, the same on all pages."""
    runner = solara.use_context(_session)
    if runner is None:
        raise RuntimeError("a page stands inside the shell")
    return runner


def use_shown(runner: Runner, own: Mapping[str, Callable[[str], object]]) -> ViewState:
    """What the runner shows; the page renders again when it changes and follows its query; a hook.

    Args:
        runner: The runner of this session.
        own: Fields that only this page has in its address. Each function is called with the
            text of its field, and raises InputError for one that is not allowed.
    """
    _, show = solara.use_state(runner.shown)
    search = solara.use_router().search

    def follow() -> Callable[[], None]:
        runner.on_change = show

        def leave() -> None:
            runner.on_change = lambda shown: None
            runner.pause()

        return leave

    solara.use_effect(follow, [])
    solara.use_effect(lambda: follow_address(runner, search, own), [search])
    return runner.shown


class Visited(Protocol):
    """Follows an address: the session's runner, or a comparison."""

    def visit(self, search: str | None) -> bool:
        """Restore the setting of a query, and return whether it is valid."""
        ...

    def attempt(self, action: Callable[[], object]) -> bool:
        """Run an action; show an invalid value's error, and return whether there was none."""
        ...


def follow_address(
    owner: Visited, search: str | None, own: Mapping[str, Callable[[str], object]]
) -> None:
    """Restore what an address says; of several invalid values, the first is reported.

    Args:
        owner: Shows the setting.
        search: The query.
        own: See :func:`use_shown`.
    """
    fields, rest = split_query(search, own)

    def read() -> None:
        for name, text in fields.items():
            own[name](text)

    if owner.visit(rest) and fields:
        owner.attempt(read)  # once, as each attempt clears what the one before has reported


def starter(play: Callable[[], None]) -> dict[str, Callable[[str], object]]:
    """The fields of a page that can start by itself and stand in a frame, for :func:`use_shown`.

    Args:
        play: Starts the clock.
    """

    def start(text: str) -> None:
        if switched_on({PLAY: text}, PLAY):
            play()

    return {PLAY: start, EMBED: lambda text: switched_on({EMBED: text}, EMBED)}


def problem_box(shown: ViewState) -> solara.Element:
    """The most recently rejected input, as an alert; empty if there is none."""
    problem = [tag("p", shown.problem, classes="ml-problem")] if shown.problem else []
    return tag("div", *problem, role="alert")


@solara.component
def Whole(children: list[solara.Element] | None = None) -> solara.Element:
    """The shell, or an error message if the shell itself fails."""
    return ErrorBoundary([Shell(children)])


@solara.component
def Shell(children: list[solara.Element] | None = None) -> solara.Element:
    """A page with the navigation bar above it and the notice below it."""
    router = solara.use_router()
    runner = solara.use_memo(lambda: Runner(LiveView()), [])
    _session.provide(runner)
    provide_job_manager()
    _left.provide(solara.use_memo(lambda: {}, []))
    _kept.provide(solara.use_memo(lambda: {}, []))
    current = _page(router.path)
    embedded = solara.use_memo(lambda: _asks_for_frame(current, router.search), [])
    _embedded.provide(embedded)
    pages = [
        {"name": name, "href": path, "label": translate(f"pages.{name}"), "keeps": name in KEEPING}
        for name, path in PAGES.items()
    ]

    def visit(name: str) -> None:
        """Go to a page, and pass the setting on to pages that show it."""
        address = runner.address() if name in KEEPING else ""
        if name in PAGES:
            router.push(PAGES[name] + (f"?{address}" if address else ""))

    content = tag(
        "main",
        # A key, so that another page starts without the failure of the previous one.
        ErrorBoundary(children or []).key(f"page {current}"),
        id="content",
        tabindex="-1",
    )
    notice = tag("p", translate("page.notice"))
    if embedded:
        whole = tag("a", translate("page.whole"), href=PAGES["explore"], target="_blank")
        return tag(
            "div", content, tag("footer", notice, tag("p", whole)), classes="ml-page ml-embedded"
        )
    return tag(
        "div",
        tag(
            "header",
            Navigation(
                pages=pages,
                current=current,
                words={key: translate(f"page.{key}") for key in ("name", "label", "skip")},
                event_visit=visit,
            ),
            Look(themes=list(THEMES), words=string_table()["look"]),
            classes="ml-top",
        ),
        content,
        tag("footer", notice),
        classes="ml-page",
    )


def _asks_for_frame(page: str, search: str | None) -> bool:
    """Whether an address asks for a page without navigation; a wrong value is reported there."""
    try:
        return page in EMBEDDABLE and switched_on(split_query(search, [EMBED])[0], EMBED)
    except InputError:
        return False
