"""The page "What explains this?" in headless Chromium: by keyboard, from figures to Explore."""

import re

import pytest
from playwright.sync_api import expect

from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from tests.helpers.visitor import READY, SIZES, Visitor, small_targets, violations

OVERFLOW = "Overflow at 0.4"


@pytest.fixture
def visitor(server_url, new_page):
    width, height = SIZES[-1]
    met = Visitor(new_page(width=width, height=height), server_url)
    met.page.goto(f"{server_url}{PAGES['explain']}?example=loss_cortex")
    expect(met.page.locator(".ml-posterior").first).to_be_visible(timeout=READY)
    yield met
    met.check()


def test_a_slider_is_moved_by_keyboard_and_the_answer_warns(visitor, axe_script):
    page = visitor.page
    slider, output = page.get_by_label(OVERFLOW), page.locator(".ml-slide output").first
    before = output.text_content()
    slider.press("ArrowRight")
    expect(output).not_to_have_text(before or "", timeout=READY)
    expect(slider).to_have_attribute("aria-valuetext", output.text_content() or "")
    page.wait_for_url(re.compile("moved=graded_effort.overflow"), timeout=READY)
    slider.press("End")
    warning = page.get_by_role("alert").filter(has_text=translate("explain.unlike", what=""))
    expect(warning).to_be_visible(timeout=READY)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[-1][0]
    assert small_targets(page) == []
    assert violations(page, axe_script) == []


def test_a_table_is_pasted_and_a_wrong_one_is_refused_in_one_line(visitor):
    page = visitor.page
    page.get_by_text(translate("explain.table")).press("Enter")
    box = page.get_by_label(translate("explain_table.label"))
    use = page.get_by_role("button", name=translate("explain_table.use"))
    box.fill("paradigm,measure,value,spread,n\nchess,luck,1,1,1")
    use.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="chess")).to_be_visible(timeout=READY)
    page.get_by_role("button", name=translate("explain_table.fill")).press("Enter")
    use.press("Enter")
    expect(page.get_by_text(translate("explain.table_used"))).to_be_visible(timeout=READY)
    expect(page.get_by_role("alert").filter(has_text="chess")).to_have_count(0)


def test_the_likely_condition_opens_in_explore(visitor):
    page = visitor.page
    page.get_by_role("link", name=translate("explain.explore")).press("Enter")
    page.wait_for_url(re.compile("/explore\\?.*loss_cortex=0"), timeout=READY)
    expect(page.locator("svg.person-of-arm")).to_be_visible(timeout=READY)
    page.go_back()
    expect(page.locator(".ml-posterior").first).to_be_visible(timeout=READY)
    assert "example=loss_cortex" in page.url
