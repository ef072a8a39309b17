"""What the page tells belongs to the frame that it shows, while it plays and after a return."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.strings import translate
from tests.helpers.visitor import READY, Visitor

# After each of some painted frames: what is told of it, and what the page says.
TOLD = """async (pictures) => {
    const part = (name) => document.querySelector(`[data-reading="${name}"]`);
    const rows = [], text = (name) => part(name)?.textContent;
    for (let seen = motorloops.painted; rows.length < pictures;) {
        await new Promise((done) => requestAnimationFrame(done));
        if (motorloops.painted === seen) continue;
        seen = motorloops.painted;
        const { index, index_a, sentence } = motorloops.told.reading;
        rows.push([index ?? index_a, text("index") ?? text("index_a"), sentence, text("sentence")]);
    }
    return rows;
}"""
SAID = """() => ["index", "index_a", "sentence"].map(
    (name) => document.querySelector(`[data-reading="${name}"]`)?.textContent)"""


@pytest.fixture
def visit(server_url: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def enter(path: str) -> Visitor:
        visitors.append(Visitor(new_page(), server_url))
        visitors[-1].page.goto(server_url + path)
        visitors[-1].wait("motorloops.frame.time >= 300")
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.check()


@pytest.mark.parametrize("path", ["/?preset=moderate&play=1", "/compare?play=1"])
def test_gauge_and_sentence_are_those_of_the_painted_frame(visit, path):
    for told, shown, sentence, words in visit(path).page.evaluate(TOLD, 30):
        assert (told, sentence) == (shown, words)


@pytest.mark.parametrize(
    ("path", "name"), [("/?preset=moderate&play=1", "explore"), ("/compare?play=1", "compare")]
)
def test_a_return_from_another_page_shows_the_state_at_once(visit, path, name):
    visitor = visit(path)
    page = visitor.page
    visitor.button("Pause").click()
    expect(visitor.button("Play")).to_be_visible()
    visitor.wait("motorloops.told && motorloops.told.reading")
    page.evaluate("requestAnimationFrame(() => { window.drawn = true; })")
    page.wait_for_function("window.drawn")
    time, said = visitor.time(), page.evaluate(SAID)
    samples = page.evaluate("motorloops.frame.time / 10")
    page.get_by_role("link", name=translate("pages.about"), exact=True).click()
    expect(page.locator("[data-reading=sentence]")).to_have_count(0)  # the other page is shown
    page.get_by_role("link", name=translate(f"pages.{name}"), exact=True).click()
    expect(page.locator("[data-reading=sentence]")).to_have_text(said[2], timeout=READY)
    assert page.evaluate(SAID) == said
    assert visitor.time() == time
    count = page.evaluate("motorloops.frame.samples.length / motorloops.frame.commands.length")
    assert page.evaluate("motorloops.frame.commands.length") == int(samples)  # the curves too
    assert count == len(page.evaluate("[...motorloops.frame.activation]"))
    expect(visitor.button("Play")).to_be_visible()
