"""The shell: one bar of pages on all of them, and addresses that the server knows."""

import pytest
import solara

from motorloops.server import app
from motorloops.server.admission import PLACES
from motorloops.server.routes import EMBEDDABLE, PAGES, page_at, title
from motorloops.server.shell import Shell, use_runner
from motorloops.server.strings import string_table, translate
from tests.helpers.rendered import below, buttons, templates, texts


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


@pytest.mark.parametrize("name", PAGES)
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
        use_runner()
        return solara.v.Html(tag="p")

    with pytest.raises(RuntimeError):
        solara.render(Alone(), handle_error=False)


def test_the_session_outlives_a_change_of_page():
    runners = []

    @solara.component
    def One():  # noqa: N802
        runners.append(use_runner())
        return solara.v.Html(tag="p")

    @solara.component
    def Other():  # noqa: N802
        runners.append(use_runner())
        return solara.v.Html(tag="b")

    _, context = solara.render(Shell(children=[One()]), handle_error=False)
    context.render(Shell(children=[Other()]))
    assert len(runners) >= 2
    assert len(set(map(id, runners))) == 1
    context.close()


BAD = [
    ("explore", "test=zzz", "address: 'test' is not allowed"),
    ("explore", "play=2", "play: '2' is not allowed"),
    ("explore", "embed=yes", "embed: 'yes' is not allowed"),
    ("explore", "colour=red", "address: 'colour' is not allowed"),
    ("compare", "play=x", "play: 'x' is not allowed"),
    ("compare", "stress=1", "address: 'stress' is not allowed"),
    ("lessons", "colour=red", "address: 'colour' is not allowed"),
    ("lessons", "step=run", "step: 'run' is not allowed; it needs a lesson"),
    ("sweeps", "embed=1", "address: 'embed' is not allowed"),
    ("laboratory", "test=zzz", "test: 'zzz' is not allowed"),
    ("laboratory", "play=1", "address: 'play' is not allowed"),
    ("about", "stress=1", "address: 'stress' is not allowed"),
]


@pytest.mark.parametrize(("name", "search", "told"), BAD)
def test_every_page_reports_what_its_address_does_not_have(name, search, told):
    box, context = shown(PAGES[name], search)
    alerts = [w for w in below(box) if (getattr(w, "attributes", {}) or {}).get("role") == "alert"]
    assert told in " ".join(map(texts, alerts))
    context.close()


@pytest.mark.parametrize("name", ["explore", "compare"])
@pytest.mark.parametrize(
    ("search", "word"), [("", "play"), ("play=0", "play"), ("play=1", "pause")]
)
def test_a_page_starts_by_itself_only_if_its_address_asks_for_it(name, search, word):
    box, context = shown(PAGES[name], search)
    assert translate(f"toolbar.{word}") in buttons(box)
    context.close()


@pytest.mark.parametrize("name", ["explore", "compare"])
@pytest.mark.parametrize("search", ["play=1", "embed=1&play=1", "play=1&embed=1"])
def test_a_page_that_would_start_by_itself_on_a_busy_server_says_so(monkeypatch, name, search):
    monkeypatch.setattr(PLACES, "most", 0)
    box, context = shown(PAGES[name], search)
    assert translate("toolbar.play") in buttons(box)
    assert translate("full.running", most=0) in texts(box)
    context.close()


@pytest.mark.parametrize("name", EMBEDDABLE)
def test_in_a_frame_a_page_keeps_its_notice_and_leaves_out_the_bar(name):
    box, context = shown(PAGES[name], "embed=1")
    assert not [part for part in below(box) if hasattr(part, "pages")]
    assert translate("page.notice") in texts(box)
    addresses = [part.query for part in templates(box) if hasattr(part, "query")]
    assert all(query.startswith("embed=1") for query in addresses)  # a reload stays in the frame
    context.close()


def test_choices_on_a_page_have_names_of_their_own():
    """Two groups of radio buttons with one name would take the mark from each other."""
    for name in ("explore", "compare"):
        box, context = shown(PAGES[name])
        names = [
            part.name
            for part in templates(box)
            if hasattr(part, "options") and hasattr(part, "name")
        ]
        assert len(set(names)) == len(names)
        context.close()
