"""Every page as a visitor meets it, in headless Chromium: accessible, within the screen, linked."""

import pytest
from playwright.sync_api import expect

from motorloops.model.presets import PRESETS
from motorloops.server.routes import BROWSER_PAGES, PAGES, title
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
        expect(page.locator("main h1").first).to_be_attached(timeout=READY)
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


SERVED = [name for name in PAGES if name not in BROWSER_PAGES]


def test_the_bar_leads_from_page_to_page_by_keyboard(meet):
    page = meet("laboratory", query="?preset=severe").page
    for name in [*SERVED[::-1], "laboratory"]:
        link = page.get_by_role("navigation", name="Pages").get_by_role(
            "link", name=translate(f"pages.{name}"), exact=True
        )
        link.press("Enter")
        expect(link).to_have_attribute("aria-current", "page")
        page.wait_for_function("document.activeElement.tagName === 'H1'", timeout=READY)
        assert page.title() == title(name)
    assert page.url.endswith("/laboratory?preset=severe")
    page.go_back()
    expect(page.locator(".ml-page h1")).to_have_text(translate("sweeps.heading"), timeout=READY)


def test_the_laboratory_starts_from_what_explore_shows_and_explore_goes_on(meet):
    page = meet("explore", query="?preset=severe&ms=50&did=20:stress:0.5").page
    page.get_by_role("link", name=translate("pages.laboratory"), exact=True).first.click()
    start = page.locator(".ml-scene select")
    expect(start.locator("option:checked")).to_have_text(translate("toolbar.own"), timeout=READY)
    start.select_option(label=PRESETS["writers_cramp"].title)
    page.get_by_role("link", name=translate("pages.explore"), exact=True).click()
    page.wait_for_url("**/explore?preset=writers_cramp**")
    expect(page.locator("svg.person-of-hand")).to_be_visible(timeout=READY)
    page.get_by_role("link", name=translate("pages.about"), exact=True).first.click()
    page.get_by_role("link", name=translate("pages.explore"), exact=True).click()
    expect(page.locator("svg.person-of-hand")).to_be_visible(timeout=READY)


def test_a_wrong_address_is_told_in_words(meet):
    for name in ("explore", "laboratory"):
        page = meet(name, query="?stress=9").page
        expect(page.get_by_role("alert").first).to_contain_text("stress", timeout=READY)


def test_an_old_address_of_explore_leads_there(meet):
    page = meet("story", query="?preset=severe").page
    assert page.url.endswith("/explore?preset=severe")


def test_a_test_is_run_with_picture_and_table(meet, axe_script):
    page = meet("laboratory", query="?test=graded_effort&preset=moderate").page
    page.get_by_role("button", name=translate("laboratory.run")).click()
    expect(page.locator(".ml-findings img")).to_be_visible(timeout=READY)
    assert page.locator(".ml-wide td").count() > 100
    assert violations(page, axe_script) == []
