"""The pictures of the network and the gauge in Chromium, on sessions of the engine."""

import re

import pytest

from tests.helpers.pictures import open_pictures

LOST = {"body": "neck", "levers": {"loss": 0.6, "effort": 0.2}}


def run(page, script):
    return page.evaluate(f"(async () => {{ {script} }})()")


def test_the_streams_show_what_is_lost_what_leaks_and_what_is_felt(page):
    open_pictures(page, {"body": "neck", "levers": {"effort": 0.2}})
    run(page, "await play(2000)")
    seen = page.locator(".ml-streams-picture")
    assert seen.locator(".ml-weak").count() == 0
    assert not seen.locator(".ml-leak").is_visible()
    assert not seen.locator(".ml-felt-head").is_visible()
    whole = seen.get_attribute("aria-label")
    run(page, "act('loss', .8, 'stop'); await play(4000)")
    assert seen.locator(".ml-weak").count() == 4
    assert seen.locator(".ml-leak").is_visible()
    assert seen.get_attribute("aria-label") != whole
    run(page, "act('touch', 1, 'touch'); await play(1000)")
    assert seen.locator(".ml-felt-head").is_visible()
    assert seen.locator(".ml-weak").count() == 4  # touch repairs nothing


def test_drift_stops_where_calm_is_wanted(page, new_page):
    for one, moves in ((page, True), (new_page(reduced_motion="reduce"), False)):
        open_pictures(one, {"body": "arm"})
        run(one, "await play(2000)")
        script = """
          const now = { ...session.streams(), weak: new Set(), touch: false };
          const paths = [];
          for (let k = 0; k < 60; k++) {
            streams.update(now);
            paths.push(document.querySelector('.ml-rungs').getAttribute('d'));
            await new Promise(requestAnimationFrame);
          }
          return new Set(paths.slice(-10)).size;
        """
        assert (run(one, script) > 1) is moves


def test_elements_stand_while_the_pictures_move(page):
    open_pictures(page, LOST)
    run(page, "await play(1000)")
    script = """
      const added = [];
      const note = (rows) => added.push(...rows.flatMap((row) => [...row.addedNodes]));
      const watch = new MutationObserver(note);
      watch.observe(document.querySelector('.page'), { childList: true, subtree: true });
      await settle(30);
      return added.filter((node) => node.nodeType === Node.ELEMENT_NODE).length;
    """
    assert run(page, script) == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_boxes_are_buttons_that_arrows_reach_and_a_click_chooses(new_page, width):
    page = new_page(width=width)
    open_pictures(page, LOST)
    run(page, "await play(500)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.locator(".ml-box")
    for box in boxes.all():
        size = box.bounding_box()
        assert min(size["width"], size["height"]) >= 44
        assert box.evaluate("(b) => b.scrollWidth <= b.clientWidth")
    assert page.locator(".ml-box[tabindex='0']").count() == 1
    boxes.first.focus()
    before = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") != before
    page.keyboard.press("Enter")
    assert page.evaluate("selected.length") == 1
    chosen = page.locator(".ml-box[aria-pressed='true']")
    assert chosen.count() == 1
    assert page.evaluate("document.activeElement.ariaPressed") == "true"
    page.evaluate("wiring.select('')")
    assert chosen.count() == 0


def test_the_wiring_marks_what_has_changed(page):
    open_pictures(page, {"body": "arm"})
    run(page, "await play(500)")
    weak = page.locator(".ml-box.ml-weak")
    assert weak.count() == 0
    assert page.locator(".ml-changed").count() == 0
    run(page, "act('loss_cerebellum', .5); await play(100)")
    assert weak.count() == 1
    assert page.locator(".ml-changed").count() == 1
    run(page, "act('lesion_pallidum', .5); await play(100)")
    assert page.locator(".ml-lesioned").count() == 1


def test_the_gauge_tells_number_word_and_what_a_touch_did(page):
    open_pictures(page, LOST)
    run(page, "await play(3000); act('touch', 1, 'touch'); await play(3000)")
    page.wait_for_timeout(300)  # the number is held for a quarter of a second, to be read
    run(page, "gauge.update()")
    index = page.evaluate("session.readout().co_contraction")
    assert float(page.locator(".ml-gauge-number").text_content()) == round(index, 2)
    blocks = page.locator(".ml-block.ml-on").count()
    assert abs(blocks / 10 - index) <= 0.05 + 1e-9
    assert page.locator(".ml-sign-touch").count() >= 1
    assert len(re.findall(r"\d\.\d\d", page.evaluate("gauge.describe()"))) == 5
    page.evaluate("gauge.clear(); gauge.update()")
    assert page.locator(".ml-chart .ml-sign").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_are_accessible(page, axe_script, theme):
    open_pictures(page, LOST, theme)
    run(page, "await play(2000); act('touch', 1, 'touch'); await settle(20)")
    page.evaluate(axe_script)
    rules = {"page-has-heading-one": {"enabled": False}, "region": {"enabled": False}}
    found = page.evaluate("(rules) => axe.run({ rules })", rules)
    assert [(row["id"], row["nodes"][0]["html"]) for row in found["violations"]] == []


def test_the_pictures_say_in_words_what_they_show_in_both_languages(page):
    for language in ("en", "es"):
        open_pictures(page, LOST, language=language)
        run(page, "await play(1000); act('touch', 1, 'touch'); await play(1000)")
        for name in ("streams", "wiring", "gauge", "traces"):
            assert len(page.evaluate(f"{name}.describe()")) > 40
