"""The lessons of a site without a server: steps, bodies, figures, claims, words, teachers."""

import functools
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.lesson_data import Lesson, lessons
from motorloops.server.static_site import write_site
from motorloops.server.strings.messages import say
from motorloops.server.url_state import read_query
from tests.helpers.app_modules import in_node
from tests.helpers.browser_engine import built
from tests.helpers.lesson_runs import measured
from tests.helpers.visitor import Visitor, check_appearances, small_targets, violations
from tests.helpers.waiting import wait_until

NUMBER = {lesson.key: number for number, lesson in enumerate(lessons(), 1)}
STEPS = ("predict", "run", "observe", "explain", "try")
SEEN = "() => globalThis.motorloops?.lessons() ?? null"
SMALLEST = 320  # px


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """Address of a site as `motorloops site` writes it, on a plain web server."""
    built()
    folder = tmp_path_factory.mktemp("site") / "site"
    write_site(folder)
    answer = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def enter(site: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens a screen of the lessons; nothing may go wrong on it."""
    visitors = []

    def opened(screen: str = "", width: int = 1280, height: int = 800, **options) -> Page:
        options.setdefault("locale", "en-GB")
        visitors.append(Visitor(new_page(width=width, height=height, **options), site))
        page = visitors[-1].page
        page.goto(f"{site}/#/lessons{screen and '/'}{screen}")
        expect(page.locator(".ml-lessons h1")).to_be_visible()
        return page

    yield opened
    for visitor in visitors:
        visitor.check()


def seen(page: Page) -> dict:
    found = page.evaluate(SEEN)
    return found or {}


def until(page: Page, holds: Callable[[dict], object]) -> dict:
    """Wait until what the page shows meets a condition, and return it."""
    wait_until(lambda: holds(seen(page)))
    return seen(page)


def step(key: str, name: str) -> str:
    return f"{NUMBER[key]}-{name}"


def lesson_named(key: str) -> Lesson:
    return lessons()[NUMBER[key] - 1]


def text(key: str, part: str) -> str:
    return say(f"lesson-{key}-{part}")


# Steps ------------------------------------------------------------------------------------------


def test_the_list_leads_to_every_lesson_and_each_step_has_an_address(enter):
    page = enter()
    expect(page.locator(".ml-lesson-card")).to_have_count(len(lessons()))
    page.locator(".ml-lesson-card a").first.press("Enter")
    until(page, lambda found: found.get("place", {}).get("step") == STEPS[0])
    for name in STEPS[1:]:
        link = page.locator(".ml-steps a").nth(STEPS.index(name))
        link.press("Enter")
        expect(page.locator('.ml-steps [aria-current="step"]')).to_have_count(1)
        until(page, lambda found, name=name: found.get("place", {}).get("step") == name)
        assert urlsplit(page.url).fragment == f"/lessons/1-{name}"
        expect(page.locator(".ml-step h2")).to_be_focused()
    page.go_back()
    until(page, lambda found: found["place"]["step"] == "explain")


def test_the_arrow_keys_turn_the_steps_but_not_from_a_control(enter):
    page = enter(step("cup", "predict"))
    page.locator(".ml-steps a").first.press("ArrowRight")
    until(page, lambda found: found["place"]["step"] == "run")
    page.get_by_role("slider").press("ArrowRight")
    assert seen(page)["place"]["step"] == "run"


def test_a_guess_is_in_the_address_and_stands_beside_the_answer(enter):
    page = enter(step("cup", "predict"))
    page.locator('input[value="equal"]').check()
    page.locator(".ml-onward .ml-main").click()
    assert seen(page)["place"]["guess"] == "equal"
    assert "guess=equal" in page.url
    expect(page.locator(".ml-step .ml-help").first).not_to_have_text(say("lessons-nudge"))
    page.locator(".ml-onward .ml-main").click()
    expect(page.locator(".ml-answer").first).to_contain_text(text("cup", "option-equal"))


def test_what_an_address_cannot_mean_is_told(enter):
    page = enter(f"{step('cup', 'predict')}?guess=nonsense&colour=red")
    expect(page.get_by_role("alert")).to_contain_text("guess")
    expect(page.get_by_role("alert")).to_contain_text("colour")
    assert urlsplit(page.url).fragment == "/lessons/1-predict"


# Bodies -----------------------------------------------------------------------------------------


def pose(found: dict, side: int) -> list[float]:
    return list(found["bodies"][side]["pose"].values())


def test_before_the_guess_one_body_is_shown_and_then_the_two_that_are_compared(enter):
    lesson = lesson_named("neck")
    page = enter(step("neck", "predict"))
    found = until(page, lambda now: now.get("ms", 0) > 300)
    assert [body["condition"] for body in found["bodies"]] == [lesson.bars[0]]
    page.locator(".ml-steps a").nth(1).click()
    found = until(page, lambda now: len(now.get("bodies", ())) == 2)
    assert [body["condition"] for body in found["bodies"]] == [lesson.bars[0], lesson.after]
    assert (found["ms"], found["playing"]) == (0, False)


def test_run_lets_both_bodies_move_on_the_same_noise(enter):
    page = enter(step("neck", "run"))
    until(page, lambda found: found.get("bodies"))
    page.locator(".ml-run button").click()
    found = until(page, lambda now: now["ms"] > 3000)
    healthy, lost = pose(found, 0), pose(found, 1)
    assert max(map(abs, healthy)) < 25.0
    assert max(map(abs, lost)) > 40.0
    page.get_by_role("button", name=say("explore-relax")).click()
    at = seen(page)["ms"]
    found = until(page, lambda now: now["ms"] > at + 3000)
    assert not found["trying"]
    assert max(map(abs, pose(found, 1))) < 10.0
    page.get_by_role("button", name=say("explore-pause")).click()
    assert not seen(page)["playing"]


def test_the_bodies_go_through_what_is_measured_where_that_comes_after_relaxing(enter):
    page = enter(step("spread", "observe"))
    found = until(page, lambda now: now.get("ms", 0) > 4000)
    assert not found["trying"]
    small, large = (max(body["activation"]) for body in found["bodies"])
    assert small < 0.05
    assert large > 0.2
    # The second body may be any bar: here one whose stop is restored after relaxing.
    page.locator(".ml-body-head select").select_option("restored")
    until(page, lambda now: now["bodies"][1]["condition"] == "restored")
    found = until(page, lambda now: now["ms"] > 5000)
    assert max(found["bodies"][1]["activation"]) < 0.05


def test_a_body_is_told_in_words_that_change_only_with_what_it_does(enter):
    page = enter(step("touch", "observe"))
    page.evaluate("""() => {
      window.told = [];
      const spoken = document.querySelector('.ml-lessons > [role="status"]');
      const observer = new MutationObserver(() => told.push(spoken.textContent));
      observer.observe(spoken, { childList: true });
    }""")
    until(page, lambda found: found.get("ms", 0) > 6000)
    told = page.evaluate("told")
    assert told
    assert len(told) == len(set(told)) <= 3
    assert text("touch", "condition-touched") in told[-1]


# Figures and claims -----------------------------------------------------------------------------


def test_no_plot_is_shown_before_it_has_something_in_it(enter):
    page = enter(step("neck", "observe"))
    assert page.locator(".ml-bars, .ml-track").count() == 0
    expect(page.locator(".ml-waiting progress")).to_be_visible()
    expect(page.locator(".ml-bars li").first).to_be_visible()
    expect(page.locator(".ml-waiting")).to_have_count(0)


# The model's own runs of many seeds are in 32 bits.
@pytest.mark.parametrize("key", ["cup", "stop"])
def test_the_figures_are_those_of_the_model_over_20_seeds(enter, key):
    lesson, model = lesson_named(key), measured(key)
    page = enter(step(key, "observe"))
    found = until(page, lambda now: now.get("complete"))
    for condition in lesson.bars:
        assert found["means"][condition] == pytest.approx(model.mean(condition), rel=1e-5)
        row = page.locator(f'.ml-bars [data-condition="{condition}"]')
        assert row.locator(".ml-dot").count() == 20
        assert row.locator(".ml-interval").count() == 1
    assert page.locator("[data-answer]").get_attribute("data-answer") == lesson.answer
    page.locator(".ml-bars summary").click()
    expect(page.locator(".ml-table tbody tr")).to_have_count(len(lesson.bars))
    assert page.locator(".ml-mark").count() == (len(lesson.bars) if lesson.line else 0)


def test_each_claim_has_its_verdict_and_whether_it_was_tuned(enter):
    lesson = lesson_named("strength")
    page = enter(step("strength", "explain"))
    until(page, lambda now: now.get("complete"))
    for key, claim in lesson.claims.items():
        row = page.locator(f'[data-claim="{key}"]')
        expect(row).to_have_attribute("data-verdict", "holds")
        expect(row.locator(".ml-badge-tuned")).to_have_count(int(claim.tuned))
        expect(row.locator(".ml-badge-itself")).to_have_count(int(not claim.tuned))


def test_a_claim_that_fails_says_so(enter):
    # Without a loss the opponent does not pull, and the wanted muscle works as in health.
    page = enter(f"{step('strength', 'explain')}?at=0")
    until(page, lambda now: now.get("complete"))
    expect(page.locator('[data-claim="opponent"]')).to_have_attribute("data-verdict", "fails")


def test_a_moved_lever_is_in_the_address_and_in_the_runs(enter):
    page = enter(step("cup", "run"))
    slider = page.get_by_role("slider")
    slider.fill("0.3")
    page.locator(".ml-run button").click()
    assert "at=0.3" in page.url
    found = until(page, lambda now: now.get("complete"))
    assert found["means"]["heavy"] == found["means"]["light"]
    page.get_by_role("button", name=say("lessons-run-back")).click()
    expect(slider).to_have_value("0.6")


def test_helpers_solve_the_puzzle_or_do_not(enter):
    page = enter(step("rescue", "run"))
    helpers = page.locator('[role="group"] button')
    helpers.nth(0).click()
    helpers.nth(1).click()
    helpers.nth(2).click(force=True)  # idle: two are enough
    assert helpers.nth(2).get_attribute("aria-pressed") == "false"
    page.locator(".ml-run button").click()
    assert "helpers=touch,stimulation" in page.url
    until(page, lambda now: now.get("complete"))
    page.locator(".ml-steps a").nth(2).click()
    expect(page.locator("[data-solved]")).to_have_attribute("data-solved", "true")


def test_a_former_address_opens_its_puzzle(enter):
    page = enter("?lesson=8&step=observe&helpers=toxin")
    found = until(page, lambda now: now.get("complete"))
    assert found["place"]["number"] == NUMBER["rescue"]
    assert found["bodies"][1]["condition"] == "yours"
    expect(page.locator("[data-solved]")).to_have_attribute("data-solved", "false")
    assert urlsplit(page.url).fragment == f"/lessons/{step('rescue', 'observe')}?helpers=toxin"


# Words, evidence, check, try ----------------------------------------------------------------------


def test_a_marked_word_opens_its_meaning_by_keyboard(enter):
    page = enter(step("cup", "predict"))
    word = page.locator('[data-word="biceps"]').first
    word.focus()
    word.press("Enter")
    meaning = page.locator("dialog.ml-word-meaning")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text(say("glossary-biceps-meaning"))
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()
    word.click()
    expect(meaning).to_be_visible()
    meaning.get_by_role("button").click()
    expect(meaning).to_be_hidden()


def test_a_source_is_one_click_away(enter):
    page = enter(step("cup", "explain"))
    card = page.locator(".ml-evidence").first
    expect(card).to_contain_text(say("story-level-well-measured"))
    card.locator("summary").click()
    expect(card.locator(".ml-cite a")).to_have_attribute("href", re.compile("https://doi.org/"))


def test_the_check_question_tells_right_from_wrong_and_why(enter):
    page = enter(step("cup", "explain"))
    check = page.locator(".ml-check")
    check.locator('input[value="both"]').check()
    expect(check.locator(".ml-told")).to_have_attribute("data-right", "false")
    assert text("cup", "check-why") not in check.inner_text()
    check.locator('input[value="stretch"]').check()
    expect(check.locator(".ml-told")).to_have_attribute("data-right", "true")
    expect(check).to_contain_text(text("cup", "check-why"))


@pytest.mark.parametrize("key", ["touch", "rescue", "spread"])
def test_explore_opens_with_the_setting_of_the_lesson_and_its_noise(enter, key):
    lesson = lesson_named(key)
    page = enter(f"{step(key, 'try')}?seed=7")
    href = page.locator(".ml-step .ml-main").get_attribute("href") or ""
    recording = read_query(href.partition("?")[2])
    condition = lesson.conditions[lesson.explore or lesson.after]
    assert recording.seed == 7
    assert recording.start.body == lesson.body
    assert recording.start.params == condition.params()


# Teachers -----------------------------------------------------------------------------------------


def test_a_teacher_copies_whole_addresses_and_shows_their_codes(enter, site):
    page = enter("teacher?seed=21", permissions=["clipboard-read", "clipboard-write"])
    rows = page.locator(".ml-teacher-lesson")
    expect(rows).to_have_count(len(lessons()))
    page.locator(".ml-address button").first.click()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == f"{site}/#/lessons/1-predict?seed=21"
    path = rows.first.locator(".ml-qr-dark").get_attribute("d")
    code = 'const { qrCode, qrPath } = await app("qr.js"); return qrPath(qrCode(given)).path;'
    assert path == in_node(code, address)
    page.goto(address)
    until(page, lambda found: found.get("place", {}).get("seed") == 21)


def test_a_projector_shows_large_type(enter):
    page = enter(step("cup", "predict"))
    size = "parseFloat(getComputedStyle(document.querySelector('.ml-step p')).fontSize)"
    usual = page.evaluate(size)
    page.goto(page.url + "?large=1")
    until(page, lambda found: found.get("place", {}).get("large"))
    assert page.evaluate(size) >= 1.3 * usual


def test_worksheets_print_one_a_page_with_their_scales(enter):
    page = enter("worksheets")
    expect(page.locator(".ml-sheet-page")).to_have_count(len(lessons()))
    for k, lesson in enumerate(lessons()):
        sheet = page.locator(".ml-sheet-page").nth(k)
        assert sheet.locator(".ml-track").count() == len(lesson.bars)
        assert sheet.locator(".ml-tick").count() >= 4
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == len(lessons())


def test_answers_of_a_worksheet_are_hidden_until_they_are_shown(enter):
    page = enter(f"worksheets?sheet={NUMBER['cup']}")
    answer = page.locator(".ml-sheet-answer")
    expect(answer).to_be_hidden()
    page.get_by_role("link", name=say("lessons-sheet-show")).click()
    expect(answer).to_contain_text(text("cup", "option-quiet"))
    expect(answer).to_contain_text(text("cup", "check-option-stretch"))
    expect(page.locator(".ml-sheet-page .ml-bar")).to_have_count(2)
    page.get_by_role("link", name=say("lessons-sheet-hide")).click()
    expect(page.locator(".ml-sheet-answer")).to_be_hidden()


# Every screen -----------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", ["", "teacher", "worksheets", "words"])
def test_no_accessibility_rule_is_broken_on_the_pages_about_lessons(enter, axe_script, screen):
    page = enter(screen)
    check_appearances(page, axe_script)
    assert small_targets(page) == []
    page.set_viewport_size({"width": SMALLEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST


@pytest.mark.parametrize("name", STEPS)
def test_no_accessibility_rule_is_broken_in_a_step(enter, axe_script, name):
    page = enter(step("touch" if name == "predict" else "stop", name))
    if name in ("observe", "explain"):
        until(page, lambda found: found.get("complete"))
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
    check_appearances(page, axe_script)
    assert small_targets(page) == []
    page.emulate_media(forced_colors="active")
    assert violations(page, axe_script) == []
    page.set_viewport_size({"width": SMALLEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST


@pytest.mark.parametrize("language", ["en-GB", "es-ES"])
def test_every_lesson_has_its_texts(enter, language):
    page = enter(locale=language)
    for number in NUMBER.values():
        for name in ("predict", "run", "try"):
            page.evaluate(f"location.hash = '/lessons/{number}-{name}'")
            here = {"number": number, "step": name}
            until(page, lambda found, here=here: here.items() <= found.get("place", {}).items())
            expect(page.locator(".ml-step h2")).not_to_be_empty()
    assert page.locator("html").get_attribute("lang") == language.partition("-")[0]
