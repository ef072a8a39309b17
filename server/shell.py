"""What all pages share: the navigation bar, the notice in the footer, and the visitor's setting."""

from collections.abc import Callable, Mapping
from typing import cast

import solara

from motorloops.server.components.elements import tag
from motorloops.server.components.error_boundary import ErrorBoundary
from motorloops.server.pages.browser_pages import BrowserPages
from motorloops.server.pages.sweeps.jobs import provide_job_manager
from motorloops.server.routes import BROWSER_PAGES, KEEPING, PAGES, page_at
from motorloops.server.setting import SettingState, Shown
from motorloops.server.strings import string_table, translate
from motorloops.server.theme import THEMES
from motorloops.server.url_state import split_query

_setting = solara.create_context(cast(SettingState | None, None))
_left = solara.create_context(cast(dict[str, str] | None, None))  # query of each page, by page name


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
    return _InBar(query=query)


def use_search() -> str:
    """The query of a page: that of its address, or else the last one in this session."""
    left, router = solara.use_context(_left) or {}, solara.use_router()
    return router.search or left.get(_page(router.path), "")


def _page(path: str | None) -> str:
    return page_at(f"/{(path or '').strip('/')}")


def use_setting() -> SettingState:
    """The setting of this visitor, the same on all pages of the server."""
    setting = solara.use_context(_setting)
    if setting is None:
        raise RuntimeError("a page stands inside the shell")
    return setting


def use_shown(state: SettingState, own: Mapping[str, Callable[[str], object]]) -> Shown:
    """What is set; the page renders again when it changes and follows its query; a hook.

    Args:
        state: The setting of this visitor.
        own: Fields that only this page has in its address. Each function is called with the
            text of its field, and raises InputError for one that is not allowed.
    """
    _, show = solara.use_state(state.shown)
    search = solara.use_router().search

    def follow() -> Callable[[], None]:
        state.on_change = show

        def leave() -> None:
            state.on_change = lambda shown: None

        return leave

    solara.use_effect(follow, [])
    solara.use_effect(lambda: follow_address(state, search, own), [search])
    return state.shown


def follow_address(
    owner: SettingState, search: str | None, own: Mapping[str, Callable[[str], object]]
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


def problem_box(shown: Shown) -> solara.Element:
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
    state = solara.use_memo(SettingState, [])
    _setting.provide(state)
    provide_job_manager()
    _left.provide(solara.use_memo(lambda: {}, []))
    current = _page(router.path)
    if current in BROWSER_PAGES:  # they draw navigation and notice themselves
        # Reacton gives every widget class this method.
        made = BrowserPages.element(on_explored=state.follow_explore)  # type: ignore[attr-defined]
        own = made.key("browser pages")
        return tag("div", own, classes="ml-app-place")
    pages = [
        {"name": name, "href": path, "label": translate(f"pages.{name}"), "keeps": name in KEEPING}
        for name, path in PAGES.items()
    ]

    def visit(name: str) -> None:
        """Go to a page, and pass the setting on to pages that show it."""
        address = state.for_explore() if name == "explore" else ""
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
