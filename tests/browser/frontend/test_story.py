"""The story, read from what the body does: degrees and muscles, never from its texts."""

import pytest

from tests.helpers.site import body, open_screen, open_site, wait_for_body

# From the first page: one act to the screen (a dot), one act on it, ten seconds in all.
ACT = ".ml-acts button"


def visit(page, name):
    """Reach a screen from the first page in one act."""
    open_site(page)
    page.wait_for_selector(".ml-screen-opening .ml-stage svg")
    page.click(f".ml-dots a[href$='/{name}']")
    page.wait_for_selector(f".ml-screen-{name} .ml-stage svg")


def test_the_first_page_shows_a_twisting_neck_beside_a_normal_test_of_strength(page):
    open_site(page)
    page.wait_for_selector(".ml-screen-opening .ml-stage svg")
    now = wait_for_body(page, "now.away > 30")
    assert abs(now["tilt"]) > 30
    assert 90 <= int(page.get_attribute(".ml-strength", "data-percent")) <= 110


def test_a_movement_is_a_go_and_a_stop(page):
    visit(page, "gostop")
    assert body(page)["elbow"] == pytest.approx(0, abs=5)
    page.click(ACT)
    now = wait_for_body(page, "now.elbow > 45")
    assert now["joined"] == 0
    streams = page.evaluate("() => window.motorloops.live.session.streams()")
    assert streams["asked"] > 0.3 > streams["other"]
    assert all(share == pytest.approx(1, abs=0.05) for share in streams["stop"])


def test_with_less_stop_the_opponent_wakes(page):
    visit(page, "stoplost")
    triceps = """() => {
      const { live } = window.motorloops;
      const at = live.body.muscles.findIndex((muscle) => muscle.key === "triceps");
      return live.session.values("activation")[at];
    }"""
    before = page.evaluate(triceps)
    page.focus(".ml-acts input")
    for _ in range(5):
        page.keyboard.press("PageDown")
    page.wait_for_function(f"(before) => ({triceps})() > before + 0.08", arg=before)


def test_neighbours_join_and_the_posture_goes(page):
    visit(page, "spread")
    assert body(page)["away"] < 8
    page.click(ACT)
    now = wait_for_body(page, "now.away > 40")
    assert now["joined"] >= 3


def test_just_relax_does_not_help(page):
    visit(page, "relax")
    before = body(page)
    assert before["away"] > 40
    page.click(ACT)
    now = wait_for_body(page, f"now.time > {before['time'] + 4000}")
    assert not page.evaluate("() => window.motorloops.live.trying")
    assert now["away"] > 40


@pytest.mark.parametrize("name", ["stress", "effort"])
def test_stress_and_effort_make_the_pull_grow(page, name):
    visit(page, name)
    before = body(page)
    page.click(ACT)
    wait_for_body(page, f"now.away > {before['away'] + 15}")


def test_the_person_who_tries_harder_is_not_weak(page):
    visit(page, "effort")
    assert 90 <= int(page.get_attribute(".ml-strength", "data-percent")) <= 110


def test_a_touch_brings_the_head_back_and_its_end_lets_it_go(page):
    visit(page, "touch")
    before = body(page)["away"]
    page.click(ACT)
    helped = wait_for_body(page, f"now.away < {before / 2}")
    assert helped["away"] < before / 2
    page.click(ACT)
    wait_for_body(page, f"now.away > {0.8 * before}")


def test_the_help_of_a_touch_fades(page):
    open_screen(page, "touch")
    page.click(ACT)
    wait_for_body(page, "now.away < 35")
    page.evaluate("() => window.motorloops.live.advance(1000)")
    least = body(page)["away"]
    page.evaluate("() => window.motorloops.live.advance(25000)")
    assert body(page)["away"] > least + 5


def test_each_of_four_places_is_enough(page):
    visit(page, "network")
    index = "() => window.motorloops.live.session.readout(0).co_contraction"
    line = page.evaluate("() => window.motorloops.live.body.healthy_index")
    for press in page.query_selector_all(".ml-places button"):
        press.click()
        page.wait_for_function(f"(line) => ({index})() > line", arg=line)


def test_the_story_goes_by_keyboard_alone(page):
    open_screen(page, "opening")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".ml-screen-gostop .ml-stage svg")
    assert page.evaluate("() => document.activeElement.tagName") == "H1"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.ml-acts button')"):
            break
    page.keyboard.press("Enter")
    wait_for_body(page, "now.elbow > 45")


def test_every_screen_has_its_address_and_says_how_sure_it_is_with_its_source(page):
    open_site(page)
    page.wait_for_selector(".ml-dots")
    screens = page.eval_on_selector_all(".ml-dots a", "links => links.map((a) => a.hash)")
    assert len(screens) == len(set(screens)) >= 11
    for address in screens:
        name = address.removeprefix("#/story/")
        open_screen(page, name)
        page.click(".ml-sure summary")
        page.wait_for_function("() => document.querySelector('.ml-cite').textContent.length > 40")
    assert page.faults == page.strangers == []


def test_the_diary_stays_in_the_browser_and_is_erased_by_one_click(page):
    open_screen(page, "you")
    page.click(ACT)
    page.fill("#ml-diary-note", "after lunch <b>")
    page.click("dialog button[type=submit]")
    stored = "() => JSON.parse(localStorage.getItem('motorloops.diary'))"
    page.wait_for_function(f"() => ({stored})()?.length === 1")
    assert page.evaluate(stored)[0]["note"] == "after lunch <b>"
    assert page.locator(".ml-notes b").count() == 0
    page.reload()
    page.wait_for_selector(ACT)
    page.click(ACT)
    assert page.locator(".ml-notes > li").count() == 1
    page.locator("dialog .ml-row > .ml-button").last.click()
    page.click(".ml-ask .ml-main")
    page.wait_for_function(f"() => ({stored})() === null")
    assert page.strangers == []


def test_a_broken_diary_is_read_as_far_as_it_can_be(page):
    open_screen(page, "you")
    good = {
        "date": "2026-01-02",
        "where": "chin",
        "helped": "a-lot",
        "lasted": "moment",
        "note": "",
    }
    page.evaluate("(rows) => localStorage.setItem('motorloops.diary', JSON.stringify(rows))",
                  [good, {**good, "where": "moon"}, 7, None])  # fmt: skip
    page.click(ACT)
    assert page.locator(".ml-notes > li").count() == 1
    page.keyboard.press("Escape")
    page.evaluate("() => localStorage.setItem('motorloops.diary', '{')")
    page.click(ACT)
    assert page.locator(".ml-notes > li").count() == 0
