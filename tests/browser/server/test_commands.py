"""What a visitor does and takes back in headless Chromium, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.helpers.visitor import READY, Visitor, appearances, check_appearances, small_targets

DEEDS = "did=100:lesion+TH:0.5,120:touch:1:300,300:stimulus+GPI%2Fbiceps:-0.5&ms=400"
TIME = "(ms) => motorloops.frame.time === ms"


@pytest.fixture
def meet(server_url, new_page):
    """Opens Explore by its address; nothing may go wrong on it."""
    visitors: list[Visitor] = []

    def enter(query: str = "", size=(1280, 800), **options) -> Visitor:
        visitors.append(Visitor(new_page(width=size[0], height=size[1], **options), server_url))
        page = visitors[-1].page
        page.goto(f"{server_url}/?{query}")
        page.wait_for_function("window.motorloops && motorloops.frame", timeout=READY)
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.check()


def test_keys_go_back_and_take_back_and_do_again(meet):
    visitor = meet(DEEDS)
    page = visitor.page
    visitor.wait(TIME, 400)
    for expected in (390, 380):
        page.keyboard.press(",")
        visitor.wait(TIME, expected)
    page.keyboard.press("u")
    visitor.wait(TIME, 400)
    page.keyboard.press("y")
    visitor.wait(TIME, 380)
    page.keyboard.press("t")
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("u")
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "true")


def test_a_brief_touch_ends_while_time_runs(meet):
    visitor = meet("touch_site=elbow&did=0:touch:1:300")
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "true", timeout=READY)
    visitor.button("Play").press("Enter")
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "false", timeout=READY)
    visitor.button("Pause").press("Enter")


def test_a_neighbour_is_stimulated_and_restored_by_keyboard(meet):
    visitor = meet()
    page = visitor.page
    page.locator("[data-node='population:GPI']").press("Enter")
    page.locator(".ml-inspector .ml-named", has_text="Thalamus").first.press("Enter")
    expect(page.locator(".ml-inspector h2")).to_contain_text("(TH)")
    page.locator("input[name=stimulus][value='0.15']").press("Space")
    status = page.locator(".ml-stimulation [role=status]")
    expect(status).to_contain_text("all muscles: gently more")
    visitor.button("Restore").press("Enter")
    expect(status).to_be_empty()
    page.locator("summary", has_text="What was done").press("Enter")
    expect(page.locator(".ml-log")).to_contain_text("Start: Healthy")


def test_a_moment_outlives_a_change_of_page(meet):
    visitor = meet("ms=400")
    visitor.wait(TIME, 400)
    visitor.button("Keep this moment").press("Enter")
    expect(visitor.page.get_by_text("Moment 1: 0.40 s, Healthy, arm")).to_be_visible()
    visitor.button("Reset").press("Enter")
    visitor.wait(TIME, 0)
    visitor.page.get_by_role("link", name="About", exact=True).press("Enter")
    expect(visitor.page.get_by_role("heading", name="Not medical advice")).to_be_visible()
    visitor.page.get_by_role("link", name="Explore", exact=True).press("Enter")
    visitor.button("Go back to moment 1").press("Enter")
    visitor.wait(TIME, 400)
    visitor.button("Remove moment 1").press("Enter")
    expect(visitor.page.get_by_text("No moment is kept yet.")).to_be_visible()


def test_each_speed_can_be_chosen(meet):
    visitor = meet()
    speed = visitor.page.get_by_role("combobox", name="Speed")
    for name in ("Slow motion (25 times slower)", "Fast (3 times faster)"):
        speed.select_option(label=name)
        expect(speed.locator("option:checked")).to_have_text(name)


def test_no_accessibility_rule_is_broken_by_what_was_done(meet, axe_script):
    many = ",".join(f"{k}:stress:0.{k % 9 + 1}" for k in range(10, 90))
    visitor = meet(f"did={many}&ms=400")
    page = visitor.page
    visitor.wait(TIME, 400)
    visitor.button("Keep this moment").press("Enter")
    page.locator("[data-node='population:TH']").press("Enter")
    page.locator("input[name=stimulus][value='-0.5']").press("Space")
    expect(page.locator(".ml-stimulation [role=status]")).to_contain_text("strongly less")
    page.evaluate("document.querySelectorAll('.ml-fold').forEach((part) => { part.open = true; })")
    check_appearances(page, axe_script)
    for _ in appearances(page):
        assert small_targets(page) == []
