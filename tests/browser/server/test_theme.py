"""Colours and motion, chosen once on any page, hold on all pages and after a reload."""

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.routes import BROWSER_PAGES, PAGES
from motorloops.server.strings import translate
from motorloops.server.theme import DARK, LIGHT
from tests.helpers.visitor import READY

ROOT_DATA = "({...document.documentElement.dataset})"
GROUND = "getComputedStyle(document.documentElement).getPropertyValue('--page')"


def arrive(page: Page) -> None:
    expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)


def menu(page: Page):
    """The menu of the bar, open."""
    page.get_by_text(translate("look.title"), exact=True).press("Enter")
    return page.locator(".ml-look")


SERVED = [name for name in PAGES if name not in BROWSER_PAGES]


@pytest.mark.parametrize("name", SERVED)
def test_it_is_chosen_on_any_page_and_survives_a_reload(page, server_url, name):
    page.goto(server_url + PAGES[name])
    arrive(page)
    assert page.evaluate(GROUND) == LIGHT["page"]
    part = menu(page)
    part.get_by_role("radio", name=translate("look.dark"), exact=True).check()
    part.get_by_role("button", name=translate("look.calm")).click()
    page.reload(wait_until="domcontentloaded")  # Solara's page has not been made yet
    assert page.evaluate(ROOT_DATA) == {"theme": "dark", "motion": "calm", "skin": "medium"}
    assert page.evaluate(GROUND) == DARK["page"]
    arrive(page)
    part = menu(page)
    expect(part.get_by_role("radio", name=translate("look.dark"), exact=True)).to_be_checked()
    expect(part.get_by_role("button", name=translate("look.calm"))).to_have_attribute(
        "aria-pressed", "true"
    )
    part.press("Escape")
    expect(part).not_to_have_attribute("open", "")


def test_it_holds_on_every_page_and_in_every_tab(page, server_url):
    page.goto(server_url + PAGES["laboratory"])
    arrive(page)
    other = page.context.new_page()
    other.goto(server_url + PAGES["about"])
    arrive(other)
    menu(page).get_by_role("radio", name=translate("look.dark"), exact=True).check()
    other.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.get_by_role("link", name=translate("pages.about"), exact=True).click()
    page.wait_for_url("**/about")
    assert page.evaluate(GROUND) == DARK["page"]


@pytest.mark.parametrize("kept", ["{", "null", '"dark"', '{"theme": "pink", "calm": 3}'])
def test_what_the_browser_kept_may_be_anything(page, server_url, kept):
    page.add_init_script(f"localStorage.setItem('motorloops.look', {kept!r})")
    page.goto(server_url + PAGES["about"])
    arrive(page)
    assert page.evaluate(ROOT_DATA) == {"motion": "full", "skin": "medium"}


def test_what_is_chosen_on_one_kind_of_page_is_kept_on_the_other(page, server_url):
    page.goto(server_url)
    expect(page.locator("svg.person")).to_be_visible(timeout=READY)
    choice = {"theme": "dark", "contrast": "more", "skin": "deep", "calm": False}
    page.evaluate("(look) => localStorage.setItem('motorloops.look', JSON.stringify(look))", choice)
    page.goto(server_url + PAGES["about"])
    arrive(page)
    kept = {"theme": "dark", "contrast": "more", "skin": "deep", "motion": "full"}
    assert page.evaluate(ROOT_DATA) == kept
    menu(page).get_by_role("button", name=translate("look.calm")).click()
    page.goto(server_url)
    expect(page.locator("svg.person")).to_be_visible(timeout=READY)
    assert page.evaluate(ROOT_DATA) == {**kept, "motion": "calm"}
