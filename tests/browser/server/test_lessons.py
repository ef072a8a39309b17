"""A lesson as a visitor meets it in headless Chromium: by keyboard, in any light, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.pages.lessons.elements import lesson_text
from motorloops.server.pages.lessons.lesson import lessons
from motorloops.server.pages.lessons.measure import RUNS
from tests.helpers.visitor import READY, Visitor, appearances, check_appearances, small_targets

SLOTS = (
    "",
    "lesson=5",
    "lesson=8&step=run&helpers=touch,stimulation",
    "lesson=3&step=observe&guess=one",
    "lesson=6&step=explain",
    "view=teacher",
    "view=worksheets",
)
FOCUS = "(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()"
MOST_TABS = 60


class Pupil(Visitor):
    """A visitor of the lessons."""

    def open(self, search: str = "") -> "Pupil":
        self.page.goto(f"{self.url}/lessons?{search}", timeout=READY)
        expect(self.page.get_by_role("navigation", name=lesson_text("page.views"))).to_be_visible(
            timeout=READY
        )
        if "observe" in search or "explain" in search:
            self.page.wait_for_selector(".ml-bars, .ml-verdict", timeout=READY)
        # Who leaves before the letters have come breaks off their request.
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self

    def tab_to(self, text: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate(FOCUS) == text:
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"no way to {text!r} by keyboard")

    def go(self, text: str, key: str = "Enter") -> None:
        self.tab_to(text)
        self.page.keyboard.press(key)

    def arrive(self, heading: str) -> None:
        """The focus follows to the heading of the step."""
        self.page.wait_for_function(f"(text) => {FOCUS} === text", arg=heading, timeout=READY)


@pytest.fixture
def visit(server_url: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Pupil]]:
    """Opens the lessons for a visitor of their own; nothing may go wrong on the page."""
    pupils: list[Pupil] = []

    def enter(search: str = "", width: int = 1280, height: int = 800, **options: object) -> Pupil:
        pupils.append(Pupil(new_page(width=width, height=height, **options), server_url))
        return pupils[-1].open(search)

    yield enter
    for pupil in pupils:
        pupil.check()


def test_a_lesson_is_walked_through_by_keyboard_alone(visit):
    pupil = visit()
    page = pupil.page
    pupil.go(lesson_text("page.open", number=2))
    expect(page.get_by_role("heading", level=1)).to_have_text("Lesson 2: Brakes", timeout=READY)
    pupil.tab_to(lesson_text("predict.none"))
    page.keyboard.press("ArrowUp")
    expect(
        page.get_by_role("radio", name=lesson_text("lesson.brakes.options.leaky"))
    ).to_be_checked()
    pupil.go("Next: Run")
    pupil.arrive("Run")
    pupil.go(lesson_text("run.go", runs=RUNS))
    expect(page.get_by_text(lesson_text("run.done", runs=RUNS))).to_be_visible(timeout=READY)
    pupil.go("Next: Observe")
    pupil.arrive("Observe")
    expect(page.locator(".ml-answer p")).to_have_text(
        [lesson_text("lesson.brakes.options.leaky")] * 2, timeout=READY
    )
    expect(page.locator(".ml-bar-dot")).to_have_count(2 * RUNS)
    pupil.go("Next: Explain")
    pupil.arrive("Explain")
    expect(page.get_by_text(lesson_text("explain.holds")).first).to_be_visible(timeout=READY)
    pupil.go("Next: Try")
    pupil.arrive("Try")
    pupil.go(lesson_text("try.open"))
    lever = page.get_by_role("slider", name="Basal ganglia", exact=True)
    expect(lever).to_have_value("100", timeout=READY)


def test_an_address_opens_the_same_place_again(visit):
    pupil = visit("lesson=5&step=observe&seed=7&guess=more")
    figures = pupil.page.locator(".ml-bar-figure").all_text_contents()
    expect(pupil.page.locator(".ml-answer p").first).to_have_text(
        lesson_text("lesson.touch.options.more")
    )
    pupil.page.reload()
    expect(pupil.page.locator(".ml-bar-figure")).to_have_text(figures, timeout=READY)
    pupil.page.get_by_role("link", name="1. Predict").click()
    pupil.arrive("Predict")
    pupil.page.go_back()
    pupil.arrive("Observe")


@pytest.mark.parametrize("search", SLOTS)
def test_every_part_is_accessible_and_fits(visit, axe_script, search):
    page = visit(search).page
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    check_appearances(page, axe_script)
    assert page.locator("h1").count() == 1
    for _ in appearances(page):
        assert small_targets(page, "main :is(button, a, summary, .ml-option)") == []


def test_a_teacher_finds_whole_addresses(visit):
    pupil = visit("view=teacher&seed=7")
    expect(pupil.page.locator(".ml-teacher code")).to_have_text(
        [f"{pupil.url}/lessons?lesson={n}&seed=7" for n in range(1, len(lessons()) + 1)],
        timeout=READY,
    )


def test_large_type_is_larger(visit):
    size = "parseFloat(getComputedStyle(document.querySelector('.ml-question')).fontSize)"
    normal = visit("lesson=1").page.evaluate(size)
    assert visit("lesson=1&large=1").page.evaluate(size) >= 1.25 * normal


def test_on_paper_there_is_a_page_a_lesson_and_nothing_to_press(visit):
    page = visit("view=worksheets").page
    page.emulate_media(media="print")
    assert page.locator(".ml-paper").count() == len(lessons())
    assert page.locator(":is(a, button):visible").count() == 0
    tall = (
        "[...document.querySelectorAll('.ml-paper')].map((p) => p.getBoundingClientRect().height)"
    )
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    assert max(page.evaluate(tall)) <= 1047
