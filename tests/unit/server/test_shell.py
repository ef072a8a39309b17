"""The shell: one bar of pages on all of them, and addresses that the server knows."""

import pytest
import solara

from motorloops.server import app
from motorloops.server.routes import PAGES, page_at, title
from motorloops.server.shell import Shell, use_runner
from motorloops.server.strings import string_table, translate
from tests.helpers.rendered import below, templates, texts


def shown(path: str):
    """The rendered dashboard at an address."""
    page = solara.autorouting.RenderPage()
    routed = solara.RoutingProvider(children=[page], routes=app.routes, pathname=path)
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
