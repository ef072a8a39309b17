"""Every page as a visitor meets it, in headless Chromium: accessible, within the screen, linked."""

import pytest
from playwright.sync_api import expect

from motorloops.server.routes import PAGES, title
from motorloops.server.strings import translate
from tests.helpers.visitor import (
    READY,
    SIZES,
    Visitor,
    appearances,
    check_appearances,
    small_targets,
    violations,
)

each_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def meet(server_url, new_page):
    """Opens a page by its address; nothing may go wrong on it."""
    visitors: list[Visitor] = []

    def enter(name: str, size=(1280, 800), query: str = "", **options) -> Visitor:
        visitors.append(Visitor(new_page(width=size[0], height=size[1], **options), server_url))
        page = visitors[-1].page
        page.goto(f"{server_url}{PAGES[name]}{query}")
        expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.check()


@each_page
def test_no_accessibility_rule_is_broken(meet, axe_script, name):
    page = meet(name, SIZES[-1]).page
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[-1][0]
    check_appearances(page, axe_script)
    for _ in appearances(page):
        assert small_targets(page) == []


def test_the_bar_leads_from_page_to_page_by_keyboard(meet):
    page = meet("explore", query="?preset=severe").page
    for name in [*list(PAGES)[1:], "explore"]:
        link = page.get_by_role("navigation", name="Pages").get_by_role(
            "link", name=translate(f"pages.{name}"), exact=True
        )
        link.press("Enter")
        expect(link).to_have_attribute("aria-current", "page")
        page.wait_for_function("document.activeElement.tagName === 'H1'", timeout=READY)
        assert page.title() == title(name)
    assert page.url.endswith("/?preset=severe")
    page.go_back()
    expect(page.locator(".ml-page h1")).to_have_text(translate("about.heading"), timeout=READY)


def test_what_was_done_survives_a_reload(meet):
    visitor = meet("explore")
    page = visitor.page
    visitor.wait("window.motorloops && motorloops.frame")
    visitor.button("Cortex: more").click()
    page.wait_for_url("**/?loss_cortex=0.05")  # the lever waits a moment for further presses
    visitor.button("Step").click()
    page.wait_for_url("**/?loss_cortex=0.05&ms=10")
    page.reload()
    visitor.wait("window.motorloops && motorloops.frame && motorloops.frame.time === 10")
    slider = page.get_by_role("slider", name="Cortex", exact=True)
    expect(slider).to_have_value("5")


def test_a_wrong_address_is_told_in_words(meet):
    page = meet("explore", query="?stress=9").page
    expect(page.get_by_role("alert")).to_contain_text("stress", timeout=READY)


def test_a_test_is_run_with_picture_and_table(meet, axe_script):
    page = meet("laboratory", query="?test=graded_effort&preset=moderate").page
    page.get_by_role("button", name=translate("laboratory.run")).click()
    expect(page.locator(".ml-findings img")).to_be_visible(timeout=READY)
    assert page.locator(".ml-wide td").count() > 100
    assert violations(page, axe_script) == []
