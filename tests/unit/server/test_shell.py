"""The shell: one bar of pages on all of them, and addresses that the server knows."""

import pytest
import solara

from motorloops.server import app
from motorloops.server.pages.browser_pages import BrowserPages
from motorloops.server.routes import BROWSER_PAGES, PAGES, page_at, title
from motorloops.server.setting import SettingState
from motorloops.server.shell import use_setting
from motorloops.server.strings import string_table, translate
from tests.helpers.rendered import at_page, below, templates, texts


def shown(path: str, search: str = ""):
    """The rendered dashboard at an address."""
    page = solara.autorouting.RenderPage()
    where = f"{path}?{search}" if search else path
    routed = solara.RoutingProvider(children=[page], routes=app.routes, pathname=where)
    return solara.render(routed, handle_error=False)


def bar(box):
    (found,) = [part for part in below(box) if hasattr(part, "pages") and hasattr(part, "current")]
    return found


def test_every_page_has_a_component_an_address_and_a_name():
    assert set(app.COMPONENTS) == set(PAGES) == set(string_table()["pages"])
    assert len(set(PAGES.values())) == len(PAGES)
    assert [route.path for route in app.routes] == [p.strip("/") or "/" for p in PAGES.values()]


SERVED = [name for name in PAGES if name not in BROWSER_PAGES]


@pytest.mark.parametrize("name", SERVED)
def test_the_bar_marks_the_page_that_is_shown(name):
    box, context = shown(PAGES[name])
    found = bar(box)
    assert found.current == name
    assert [page["label"] for page in found.pages] == [translate(f"pages.{page}") for page in PAGES]
    assert translate("page.notice") in texts(box)
    written = [str(getattr(part.template, "template", part.template)) for part in templates(box)]
    headings = [text for text in written if "<h1" in text]
    assert len(headings) == 1
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_named_in_the_browser(name):
    assert title(name) == f"{translate(f'pages.{name}')} – motorloops"
    assert page_at(PAGES[name]) == name


def test_an_unknown_address_is_no_page():
    assert page_at("/nonsense") == ""


def test_a_page_needs_the_shell():
    @solara.component
    def Alone():  # noqa: N802
        use_setting()
        return solara.v.Html(tag="p")

    with pytest.raises(RuntimeError):
        solara.render(Alone(), handle_error=False)


def test_the_session_outlives_a_change_of_page():
    states = []

    @solara.component
    def One():  # noqa: N802
        states.append(use_setting())
        return solara.v.Html(tag="p")

    @solara.component
    def Other():  # noqa: N802
        states.append(use_setting())
        return solara.v.Html(tag="b")

    _, context = solara.render(at_page(One()), handle_error=False)
    context.render(at_page(Other()))
    assert len(states) >= 2
    assert len(set(map(id, states))) == 1
    context.close()


BAD = [
    ("sweeps", "embed=1", "address: 'embed' is not allowed"),
    ("laboratory", "test=zzz", "test: 'zzz' is not allowed"),
    ("laboratory", "play=1", "address: 'play' is not allowed"),
    ("explain", "tests=chess", "tests: 'chess' is not allowed"),
    ("about", "stress=1", "address: 'stress' is not allowed"),
]


@pytest.mark.parametrize(("name", "search", "told"), BAD)
def test_every_page_reports_what_its_address_does_not_have(name, search, told):
    box, context = shown(PAGES[name], search)
    alerts = [w for w in below(box) if (getattr(w, "attributes", {}) or {}).get("role") == "alert"]
    assert told in " ".join(map(texts, alerts))
    context.close()


def widget(box) -> BrowserPages:
    (found,) = [part for part in below(box) if isinstance(part, BrowserPages)]
    return found


@pytest.mark.parametrize("name", BROWSER_PAGES)
def test_a_page_of_the_browser_fills_the_place(name):
    box, context = shown(PAGES[name])
    assert widget(box).pages[name] == PAGES[name]
    assert not [part for part in below(box) if hasattr(part, "current")]
    context.close()


def test_the_server_starts_from_what_explore_shows_and_gives_back_what_was_changed():
    state = SettingState()
    state.follow_explore("preset=severe&ms=20&did=10:stress:0.5")
    assert state.shown.setting.params.stress == 0.5
    assert state.for_explore() == ""  # Explore goes on where it was left
    state.load_preset("writers_cramp")
    assert state.for_explore() == "preset=writers_cramp"
    state.follow_explore("stress=9")
    assert "stress" in state.shown.problem
    assert state.shown.setting.preset == "writers_cramp"


def test_an_address_is_visited_once():
    state = SettingState()
    assert state.visit("stress=0.5")
    assert state.visit("")
    assert state.shown.setting.params.stress == 0.5
    assert not state.visit("stress=9")
    assert state.shown.setting.params.stress == 0.5
