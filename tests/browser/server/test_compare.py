"""The Compare page as a visitor meets it in Chromium."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from motorloops.server.pages.compare.page import MAIN, RUNS
from motorloops.server.strings import translate
from tests.helpers.paired import SEVERE
from tests.helpers.visitor import READY, Visitor, check_appearances


@pytest.fixture
def visit(server_url: str, new_page: Callable) -> Iterator[Callable[..., Visitor]]:
    """Opens the page for a visitor of their own; nothing may go wrong on it."""
    visitors: list[Visitor] = []

    def enter(query: str = "", size: tuple[int, int] = (1280, 800), **given: object) -> Visitor:
        visitors.append(Visitor(new_page(width=size[0], height=size[1], **given), server_url))
        visitors[-1].page.goto(f"{server_url}/compare{query}")
        visitors[-1].wait("window.motorloops && motorloops.frame")
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.check()


def test_both_sides_run_on_one_clock_and_pause(visit):
    visitor = visit()
    assert visitor.time() == 0
    visitor.button("Play").click()
    visitor.wait("motorloops.frame.time >= 1500")
    assert visitor.page.evaluate("motorloops.frame.time === motorloops.other.time")
    sentence = visitor.page.locator("[data-reading=sentence]")
    expect(sentence).to_contain_text("side B", timeout=READY)
    visitor.button("Pause").click()
    expect(visitor.button("Play")).to_be_visible()
    visitor.page.wait_for_timeout(500)
    stopped = visitor.time()
    visitor.page.wait_for_timeout(500)
    assert visitor.time() == stopped


def test_equal_sides_are_equal_in_the_browser(visit):
    visitor = visit("?a=preset%3Dsevere&b=preset%3Dsevere")
    visitor.button("Play").click()
    visitor.wait("motorloops.frame.time >= 1000")
    equal = "motorloops.frame.activation.every((v, i) => v === motorloops.other.activation[i])"
    assert visitor.page.evaluate(equal)
    assert visitor.page.evaluate("Math.max(...motorloops.frame.activation)") > 0.05


def test_it_is_worked_by_keyboard(visit):
    visitor = visit("?pair=touch")
    page = visitor.page
    page.keyboard.press(".")
    visitor.wait("motorloops.frame.time === 10")
    page.keyboard.press(" ")
    visitor.wait("motorloops.frame.time > 200")
    page.keyboard.press(" ")
    expect(visitor.button("Play")).to_be_visible()
    page.keyboard.press("r")
    visitor.wait("motorloops.frame.time === 0")
    page.get_by_label(translate("compare.preset", side="A")).select_option("severe")
    page.wait_for_url(re.compile("a=preset"))
    slider = page.get_by_role("slider", name="Cortex", exact=True)
    expect(slider).to_have_value("80")  # that of side A
    side_b = page.get_by_role("radio", name=translate("compare.side", side="B"))
    side_b.press("Space")
    expect(side_b).to_be_checked()
    expect(slider).to_have_value("35")  # that of side B
    slider.press("End")
    page.wait_for_url(re.compile("loss_cortex"))
    page.reload()
    visitor.wait("window.motorloops && motorloops.frame")
    given = parse_qs(urlsplit(page.url).query)
    assert given["a"] == [f"preset={SEVERE.preset}"]
    assert "loss_cortex=1" in given["b"][0]
    expect(page.get_by_label(translate("compare.preset", side="A"))).to_have_value("severe")


def test_the_measures_are_told_and_readable(visit, axe_script):
    page = visit("?body=hand&pair=places").page
    page.get_by_role("button", name=translate("measured.run")).click()
    expect(page.get_by_role("heading", name=translate("measured.title", runs=RUNS))).to_be_visible()
    cells = page.locator(".ml-contrasted tbody tr td:last-child")
    expect(cells).to_have_count(len(MAIN), timeout=READY)
    assert set(cells.all_text_contents()) <= {
        translate(f"measured.{word}") for word in ("differs", "alike", "unknown")
    }
    page.locator(".ml-table summary").click()
    check_appearances(page, axe_script)


def test_a_wrong_address_is_told_in_words(visit):
    page = visit("?a=stress%3D9&b=").page
    expect(page.get_by_role("alert")).to_contain_text("stress", timeout=READY)


def test_leaving_the_page_and_coming_back(visit):
    visitor = visit()
    page = visitor.page
    page.get_by_label(translate("compare.preset", side="A")).select_option("severe")
    page.wait_for_url(re.compile("a=preset"))
    visitor.button("Play").click()
    visitor.wait("motorloops.frame.time > 200")
    page.get_by_role("link", name=translate("pages.about"), exact=True).click()
    page.wait_for_url("**/about")
    page.evaluate("delete window.motorloops")
    page.get_by_role("link", name=translate("pages.compare"), exact=True).click()
    visitor.wait("motorloops.frame.time > 200")  # the run goes on where it was left
    expect(visitor.button("Play")).to_be_visible(timeout=READY)
    expect(page.get_by_label(translate("compare.preset", side="A"))).to_have_value("severe")
