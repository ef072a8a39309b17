"""What explains this? on the site without a server, as a visitor meets it in Chromium."""

from urllib.parse import parse_qsl

import pytest

from motorloops.server.explain_conditions import site_conditions
from motorloops.server.explanation import bodies, read_choices
from motorloops.server.strings.messages import say
from tests.helpers.site import open_site
from tests.helpers.visitor import check_appearances, small_targets

PATIENCE_MS, STEP_MS = 60_000, 100
# Choices are never seen beside the answer to the choices before them.
SLOW_FRAMES = "requestAnimationFrame = (told) => setTimeout(told, 500)"
SEEN = "() => window.motorloops?.explain?.() ?? null"


def until(page, condition):
    """Wait for a condition on what the page shows; the page forbids eval."""
    for _ in range(PATIENCE_MS // STEP_MS):
        seen = page.evaluate(SEEN)
        if seen and seen.get("answer") and condition(seen):
            return seen
        page.wait_for_timeout(STEP_MS)
    pytest.fail(f"it did not come true: {page.evaluate(SEEN)}")


def opened(page, query=""):
    open_site(page, f"#/explain{query}")
    return until(page, lambda _: True)


def fields(url):
    return dict(parse_qsl(url.partition("?")[2]))


def told_value(url):
    """The value of the first figure that an address says."""
    moved = fields(url).get("moved")
    return moved and float(moved.rpartition(":")[2])


def test_health_comes_first_and_one_test_leaves_most_open(page):
    seen = opened(page)
    assert (seen["body"], seen["example"]) == (bodies()[0], "healthy")
    assert seen["tests"] == ["graded_effort"]
    assert seen["answer"]["healthy"]
    assert page.get_by_text(say("explain-notice"), exact=True).is_visible()
    assert say("explain-none") in page.text_content(".ml-inferred")
    assert page.faults == page.strangers == []


def test_more_tests_narrow_the_answer(page):
    seen = opened(page, "?example=loss_cerebellum")
    width = [lever["high"] - lever["low"] for lever in seen["answer"]["levers"]]
    titles = site_conditions()["tests"]
    for test in ("multichannel_emg", "stress"):
        page.get_by_role("button", name=titles[test], exact=True).click()
    seen = until(page, lambda now: len(now["tests"]) == 3)
    assert sum(x["high"] - x["low"] for x in seen["answer"]["levers"]) < sum(width)
    page.wait_for_url("**tests=graded_effort,multichannel_emg,stress*")


def test_the_last_test_stays(page):
    opened(page)
    title = site_conditions()["tests"]["graded_effort"]
    button = page.get_by_role("button", name=title, exact=True)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.wait_for_timeout(100)  # more than a frame
    assert page.evaluate(SEEN)["tests"] == ["graded_effort"]


def test_a_slider_works_with_the_keyboard_and_its_address_opens_again(page):
    before = opened(page)["answer"]["levers"]
    slider = page.locator("input[type=range]").first
    slider.focus()
    for _ in range(6):
        page.keyboard.press("PageUp")
    stop = page.evaluate("() => Number(document.querySelector('input[type=range]').value)")
    seen = until(page, lambda now: now["moved"] and now["moved"][0][1] == stop)
    [[kind, _]] = seen["moved"]
    value = site_conditions()["bodies"][seen["body"]]["sliders"][kind]["values"][stop]
    page.wait_for_url(lambda url: told_value(url) == value)  # the address follows after a second
    assert seen["answer"]["levers"] != before
    choices = read_choices(page.url.partition("?")[2])  # the dashboard reads the same addresses
    assert [key for key, _ in choices.moved] == ["graded_effort.overflow"]
    query = page.url.partition("?")[2]
    page.goto("about:blank")
    assert opened(page, f"?{query}")["answer"] == seen["answer"]


def test_an_example_puts_the_sliders_back(page):
    page.add_init_script(SLOW_FRAMES)
    opened(page, "?moved=graded_effort.overflow:0.3")
    page.get_by_role("button", name=say("explain-healthy"), exact=True).click()
    assert until(page, lambda now: not now["moved"])["answer"]["healthy"]


def test_the_likely_condition_opens_in_explore(page):
    seen = opened(page, "?body=neck&example=loss_spinal&tests=graded_effort,stress")
    page.get_by_role("link", name=say("explain-explore")).click()
    page.wait_for_selector(".ml-explore .ml-stage svg")
    address = fields(page.url)
    assert address["body"] == "neck"
    for lever in seen["answer"]["levers"]:
        assert float(address[lever["name"]]) == pytest.approx(lever["mean"], abs=0.006)


def test_the_lesson_on_single_measurements_is_linked(page):
    opened(page)
    page.get_by_role("link", name=say("explain-lesson")).click()
    page.wait_for_selector(".ml-lessons h1")
    assert say("lesson-measurement-title") in page.text_content(".ml-lessons h1")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("body=leg", "body"),
        ("example=cold", "example"),
        ("tests=walking", "tests"),
        ("moved=graded_effort.overflow:9", "graded_effort.overflow"),
        ("moved=graded_effort.overflow:much", "graded_effort.overflow"),
        ("moved=graded_effort.overflow", "graded_effort.overflow"),
        ("moved=graded_effort.overflow:0.1:0.2", "graded_effort.overflow"),
        ("moved=graded_effort.overflow:0.1,graded_effort.overflow:0.2", "moved"),
        ("moved=nothing:1", "moved"),
        ("what=1", "address"),
    ],
)
def test_what_an_address_may_not_say_is_named(page, query, field):
    opened(page, f"?{query}")
    assert f" {field}: " in f" {page.text_content('.ml-explain > [role=alert]')}"
    assert page.evaluate(SEEN)["example"] == "healthy"


def test_a_problem_goes_away_with_the_next_choice(page):
    opened(page, "?body=leg")
    page.get_by_role("button", name=say("explain-healthy"), exact=True).click()
    assert page.text_content(".ml-explain > [role=alert]") == ""


def test_what_was_just_moved_is_kept_by_another_page_and_another_language(page):
    opened(page, "?example=loss_spinal")
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowRight")  # at once, before the address follows
    page.get_by_role("link", name=say("explain-explore")).click()
    page.wait_for_selector(".ml-explore .ml-stage svg")
    page.go_back()
    moved = until(page, lambda now: now["moved"])["moved"]
    page.locator("input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.evaluate("() => document.querySelector('.ml-settings').setAttribute('open', '')")
    page.locator(".ml-settings .ml-option", has_text="Español").click()
    page.get_by_text(say("explain-notice", "es"), exact=True).wait_for()
    assert until(page, lambda now: now["moved"])["moved"][0][1] == moved[0][1] + 1


def test_the_plain_address_is_the_start_unless_the_visitor_comes_back(page):
    opened(page, "?example=loss_spinal")
    page.evaluate("() => { location.hash = '#/explain'; }")
    until(page, lambda now: now["example"] == "healthy")
    page.evaluate("() => { location.hash = '#/explain?body=neck'; }")
    until(page, lambda now: now["body"] == "neck")
    page.evaluate("() => { location.hash = '#/lessons'; }")
    page.wait_for_selector(".ml-lessons h1")
    page.evaluate("() => { location.hash = '#/explain'; }")
    until(page, lambda now: now["body"] == "neck")
    page.wait_for_url("**body=neck*")


def test_other_languages_tell_the_same(page):
    english = opened(page)["answer"]
    page.evaluate("() => localStorage.setItem('motorloops.language', 'es')")
    page.reload()
    assert until(page, lambda _: True)["answer"] == english
    assert page.get_by_text(say("explain-notice", "es"), exact=True).is_visible()
    assert page.faults == []


def test_the_page_breaks_no_rule_in_any_size_or_colours(page, axe_script):
    opened(page, "?example=loss_cortex&tests=graded_effort,multichannel_emg")
    check_appearances(page, axe_script)
    assert small_targets(page, ":is(button, input[type=range], .ml-option, .ml-button)") == []
