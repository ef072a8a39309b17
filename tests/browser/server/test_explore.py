"""The Explore page as a visitor meets it, in headless Chromium, with no network but its own."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from motorloops.model.network.build import build_network
from motorloops.model.presets import preset
from motorloops.server.live.view import merge
from motorloops.server.strings import translate
from tests.helpers.visitor import (
    READY,
    SETTLED,
    Visitor,
    appearances,
    check_appearances,
    small_targets,
)

CALM_MS = 500 - 1  # view.js: two pictures a second; a timer may be a part of a ms early
BARE = "() => ({time: motorloops.frame.time, kept: [...motorloops.frame.strengths]})"


@pytest.fixture
def visit(server_url: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Visitor]]:
    """Opens the page for a visitor of their own; nothing may go wrong on it."""
    visitors: list[Visitor] = []

    def enter(width: int = 1280, height: int = 800, **options: object) -> Visitor:
        visitors.append(Visitor(new_page(width=width, height=height, **options), server_url))
        return visitors[-1].enter()

    yield enter
    for visitor in visitors:
        visitor.check()


def test_it_starts_paused_then_runs_and_pauses(visit):
    visitor = visit()
    assert visitor.time() == 0
    visitor.button("Play").click()
    visitor.wait("motorloops.frames > 10 && motorloops.frame.time >= 500")
    visitor.button("Pause").click()
    expect(visitor.button("Play")).to_be_visible()
    visitor.page.wait_for_timeout(500)
    stopped = visitor.time()
    visitor.page.wait_for_timeout(500)
    assert visitor.time() == stopped


def test_the_picture_shows_every_frame(visit):
    visitor = visit()
    pixels = "document.querySelector('.ml-stage canvas').toDataURL()"
    before = visitor.page.evaluate(pixels)
    visitor.button("Play").click()
    visitor.wait("motorloops.frames > 10")
    assert visitor.page.evaluate(pixels) != before


def test_a_lever_changes_the_picture(visit):
    visitor = visit()
    before = visitor.page.evaluate(BARE)
    assert min(before["kept"]) == pytest.approx(1)
    visitor.button("Cortex: more").click()
    visitor.wait("Math.min(...motorloops.frame.strengths) < 0.99")
    after = visitor.page.evaluate(BARE)
    assert after["time"] == before["time"]
    faded = [k for k, kept in enumerate(after["kept"]) if kept < 0.99]
    network = build_network("arm")
    edges = [edge.projections for edge in merge(network)]
    assert faded == [k for k, rows in enumerate(edges) if any(r.site == "cortex" for r in rows)]
    slider = visitor.page.get_by_role("slider", name="Cortex", exact=True)
    assert float(slider.input_value()) == 5


def test_a_slider_moves_by_keyboard_and_number(visit):
    visitor = visit()
    visitor.page.get_by_role("slider", name="Spinal cord", exact=True).press("End")
    visitor.wait("Math.min(...motorloops.frame.strengths) < 0.01")
    number = visitor.page.get_by_role("spinbutton", name="Spinal cord, as a number")
    expect(number).to_have_value("100")
    number.fill("30")
    number.press("Enter")
    visitor.wait("Math.abs(Math.min(...motorloops.frame.strengths) - 0.7) < 0.01")


def test_a_wrong_number_is_told_in_words(visit):
    visitor = visit()
    number = visitor.page.get_by_role("spinbutton", name="Stress, as a number")
    visitor.page.get_by_role("heading", name="State of the person").click()
    number.fill("900")
    number.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("stress: 9.0 is not allowed")
    expect(number).to_have_value("0")


def test_touch_is_a_toggle(visit):
    visitor = visit()
    touch = visitor.button("Light touch")
    expect(touch).to_have_attribute("aria-pressed", "false")
    touch.click()
    expect(touch).to_have_attribute("aria-pressed", "true")
    touch.click()
    expect(touch).to_have_attribute("aria-pressed", "false")


def test_the_read_out_speaks(visit):
    visitor = visit()
    status = visitor.page.locator(".ml-sentence")
    expect(status).to_contain_text("Press Play")
    visitor.button("Play").click()
    expect(status).to_contain_text("Biceps", timeout=READY)
    elbow = visitor.page.get_by_role("listitem").filter(has_text="bend of the elbow")
    expect(elbow).to_contain_text(re.compile(r"[1-9]\d*°"))


def test_a_node_is_chosen_by_keyboard_alone(visit):
    visitor = visit()
    page = visitor.page
    page.locator(".ml-skip").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.node") == "population:M1"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Primary motor cortex (M1)")).to_be_visible()
    expect(page.locator("[data-node='population:M1']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ml-inspector [data-live]").first).to_have_text(re.compile(r"\d+ Hz"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A closer look")).to_be_visible()


def test_a_population_is_switched_off_and_closed_by_keyboard(visit):
    visitor = visit()
    page = visitor.page
    page.locator("[data-node='population:TH']").press("Enter")
    page.get_by_role("group", name="Switch off its output").get_by_label("100 %").press("Space")
    visitor.wait("motorloops.frame.strengths.filter((kept) => kept < 0.01).length > 0")
    visitor.button("Close").press("Enter")
    visitor.wait("document.activeElement.dataset.node === 'population:TH'")


def test_keys_work_outside_fields_and_can_be_switched_off(visit):
    visitor = visit()
    page = visitor.page
    page.keyboard.press("Space")
    expect(visitor.button("Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(visitor.button("Play")).to_be_visible()
    before = visitor.time()
    page.keyboard.press(".")
    visitor.wait("(before) => motorloops.frame.time > before", before)
    page.keyboard.press("r")
    visitor.wait("motorloops.frame.time === 0")
    page.keyboard.press("t")
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("?")
    expect(page.get_by_text("How to read the picture")).to_be_visible()
    page.get_by_role("spinbutton", name="Cortex, as a number").press("t")
    page.get_by_text("Options", exact=True).click()
    visitor.button("Keyboard shortcuts").click()
    expect(visitor.button("Keyboard shortcuts")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("t")
    page.wait_for_timeout(500)
    expect(visitor.button("Light touch")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("body", ["Hand", "Neck"])
def test_another_body_is_drawn(visit, body):
    visitor = visit()
    before = visitor.page.locator(".ml-muscle").count()
    visitor.page.get_by_role("radio", name=body).check()
    visitor.wait("(before) => document.querySelectorAll('.ml-muscle').length > before", before)
    visitor.button("Play").click()
    visitor.wait("motorloops.frame.time >= 300")


def test_a_task_is_chosen_by_its_title_and_marks_all_its_muscles(visit):
    visitor = visit()
    marked = visitor.page.locator(".ml-lane-wanted")
    expect(marked).to_have_count(1)
    visitor.page.get_by_role("radio", name="Point", exact=True).check()
    expect(marked).to_have_count(4)
    expect(visitor.page).to_have_url(re.compile("task=point"))
    visitor.button("Play").click()
    visitor.wait("motorloops.frame.time >= 300")


# Pairs of groups of the network whose boxes cover each other.
COVERED = """() => {
    const boxes = [...document.querySelectorAll(".ml-node")]
        .map((node) => [node.textContent.trim(), node.getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right && b.left < a.right
        && a.top < b.bottom && b.top < a.bottom;
    return boxes.flatMap(([name, box], i) => boxes.slice(i + 1)
        .filter(([, other]) => meet(box, other)).map(([other]) => [name, other]));
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_group_of_the_network_covers_another(visit, width):
    visitor = visit(width=width)
    assert visitor.page.locator(".ml-node").count() == len(build_network("arm").populations)
    assert visitor.page.evaluate(COVERED) == []


def test_a_preset_moves_the_levers_and_is_undone(visit):
    visitor = visit()
    visitor.page.get_by_label(translate("toolbar.preset")).select_option("severe")
    slider = visitor.page.get_by_role("slider", name="Basal ganglia", exact=True)
    expect(slider).to_have_value(f"{100 * float(preset('severe').changes['loss']):g}")
    visitor.wait("motorloops.frame.strengths.filter((kept) => kept < 0.5).length > 5")
    visitor.button("Undo").click()
    expect(slider).to_have_value("0")
    expect(visitor.button("Undo")).to_have_attribute("aria-disabled", "true")


def test_two_visitors_do_not_share(visit):
    one, other = visit(), visit()
    one.button("Play").click()
    one.button("Light touch").click()
    one.wait("motorloops.frame.time >= 300")
    assert other.time() == 0
    expect(other.button("Play")).to_be_visible()
    expect(other.button("Light touch")).to_have_attribute("aria-pressed", "false")


def test_less_motion_for_those_who_ask(visit):
    visitor = visit(reduced_motion="reduce")
    # The clock of the page at each of some pictures.
    paints = """async () => { const at = new Set();
        while (at.size < 4) {
            at.add(motorloops.paintedAt);
            await new Promise((done) => setTimeout(done, 50)); }
        return [...at]; }"""
    visitor.button("Play").click()
    visitor.wait("motorloops.frames > 5")
    at = visitor.page.evaluate(paints)
    assert all(later - earlier >= CALM_MS for earlier, later in pairwise(at))


def test_no_accessibility_rule_is_broken(visit, axe_script):
    visitor = visit()
    page = visitor.page
    visitor.button("Play").click()
    page.locator("[data-node='population:GPI']").click()
    expect(page.get_by_role("heading", name="Inner pallidum (GPI)")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    check_appearances(page, axe_script)


def test_nothing_is_wider_than_the_screen(visit):
    page = visit(320, 800).page
    wide = "document.documentElement.scrollWidth"
    for width in (320, 390, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(SETTLED)
        assert page.evaluate(wide) <= width
        for node in ("S1", "PC", "SKIN"):  # their names open beside them
            page.locator(f"[data-node='population:{node}']").hover()
            assert page.evaluate(wide) <= width


def test_everything_pressable_is_large_enough(visit):
    page = visit(390, 844).page
    pressable = ":is(main :is(button, select, summary), header summary, .ml-option):not(.ml-skip)"
    for _ in appearances(page):
        assert small_targets(page, pressable) == []
