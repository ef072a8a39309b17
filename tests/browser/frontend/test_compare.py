"""Compare on the site without a server, as a visitor meets it in Chromium."""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.strings.messages import say
from tests.helpers.site import open_site
from tests.helpers.visitor import check_appearances

PATIENCE_MS = 60_000
STEP_MS = 100
OPEN = "() => Boolean(window.motorloops?.compare)"
SVG = "{http://www.w3.org/2000/svg}"


class Compared:
    """The page of one visitor."""

    def __init__(self, page: Page, query: str) -> None:
        self.page = page
        open_site(page, f"#/compare{query}")
        self.until(OPEN)

    def until(self, condition: str) -> None:
        """Wait for a function; it is asked from outside, since the page forbids eval."""
        for _ in range(PATIENCE_MS // STEP_MS):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(STEP_MS)
        pytest.fail(f"{condition} did not come true: {self.seen()}")

    def seen(self) -> dict:
        return self.page.evaluate("() => motorloops.compare()")

    def reach(self, ms: int) -> dict:
        self.until(f"() => motorloops.compare().a.time >= {ms}")
        return self.seen()

    def play(self) -> None:
        self.page.keyboard.press("k")

    def address(self, part: str) -> dict[str, str]:
        """The fields of the address once it has a part."""
        self.page.wait_for_url(re.compile(re.escape(part)))
        return fields(self.page.url)


def fields(url: str) -> dict[str, str]:
    """The fields of the address of a page."""
    return dict(parse_qsl(url.partition("?")[2], keep_blank_values=True))


@pytest.fixture
def visit(new_page: Callable) -> Iterator[Callable[..., Compared]]:
    """Opens the page; nothing may go wrong on it."""
    visitors: list[Compared] = []

    def enter(query: str = "", size: tuple[int, int] = (1280, 800), **given) -> Compared:
        visitors.append(Compared(new_page(width=size[0], height=size[1], **given), query))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        assert vars(visitor.page)["faults"] == []
        assert vars(visitor.page)["strangers"] == []


def away(side: dict) -> float:
    """Degrees from the healthy twin."""
    return max(abs(side["pose"][k] - side["twin"][k]) for k in ("turn", "tilt", "nod"))


def test_a_neck_twists_beside_a_healthy_one_and_the_sentence_says_so(visit):
    visitor = visit()
    page = visitor.page
    before = visitor.seen()
    assert before["a"]["time"] == 0
    assert before["said"]["key"] == "compare-start"
    history = page.get_by_role("region", name=say("compare-history"))
    expect(history).to_be_hidden()
    visitor.play()
    visitor.reach(3000)
    visitor.play()
    page.wait_for_timeout(500)
    now = visitor.seen()
    assert not now["playing"]
    assert now["a"]["time"] == now["b"]["time"] == visitor.seen()["a"]["time"]
    assert away(now["a"]) < 5.0
    apart = now["b"]["pose"]["tilt"] - now["a"]["pose"]["tilt"]
    assert apart < -40.0
    said = now["said"]
    assert said["key"] == "compare-neck-tilt"
    assert (said["fields"]["side"], said["fields"]["way"]) == ("b", "minus")
    assert abs(said["fields"]["degrees"] + apart) <= 5.0
    assert said["fields"]["count"] == now["b"]["active"] - now["a"]["active"] > 0
    sentence = page.locator(".ml-sentence")
    expect(sentence).to_have_text(say(said["key"], place="right", **said["fields"]))
    expect(page.get_by_role("status").first).to_be_attached()
    expect(history).to_be_visible()
    paths = page.locator(".ml-chart .ml-two-line")
    curves = {path.get_attribute("d") for path in paths.all()}
    assert len(curves) == 2
    styles = {path.evaluate("(e) => getComputedStyle(e).strokeDasharray") for path in paths.all()}
    assert len(styles) == 2  # told apart without colour


def test_a_touch_on_one_side_brings_that_head_back_and_leaves_the_other(visit):
    visitor = visit("?" + urlencode({"a": "preset=torticollis", "b": "preset=torticollis"}))
    page = visitor.page
    visitor.play()
    both = visitor.reach(3000)
    assert both["a"]["pose"] == both["b"]["pose"]
    assert both["said"]["key"] == "compare-equal"
    twisted = away(both["b"])
    assert twisted > 40.0
    side = page.get_by_role("region", name="B ")
    side.get_by_role("button", name=say("explore-touch-neck")).click()
    limit = twisted / 2
    visitor.until(
        "() => { const { b } = motorloops.compare();"
        f" return Math.abs(b.pose.tilt - b.twin.tilt) < {limit}; }}"
    )
    now = visitor.seen()
    assert away(now["a"]) > 40.0
    expect(page.locator("#compare-b")).to_contain_text(say("compare-pair-touch-b"))
    assert visitor.address("touch")["b"] == "preset=torticollis&touch=1"


def test_equal_sides_are_equal(visit):
    visitor = visit("?body=hand&a=preset%3Dsevere&b=preset%3Dsevere&play=1")
    now = visitor.reach(1000)
    assert now["body"] == "hand"
    assert now["a"] == now["b"]
    assert now["a"]["most"] > 0.05


def test_pairs_and_settings_are_worked_by_keyboard_and_kept_in_the_address(visit):
    visitor = visit("?pair=touch&body=arm")
    page = visitor.page
    page.keyboard.press("s")
    assert visitor.seen()["a"]["time"] == 10
    page.get_by_label(say("compare-pair"), exact=True).select_option("stress")
    assert visitor.reach(50)["playing"]  # a chosen pair starts at once
    page.get_by_role("radio", name=say("explore-body-hand")).press("Space")
    visitor.until("() => motorloops.compare().body === 'hand'")
    given = visitor.address("writers_cramp")
    assert given["b"] == "preset=writers_cramp&stress=0.3"
    expect(page.locator("#compare-b")).to_contain_text(say("compare-pair-stress-b"))
    page.locator(".ml-side-a summary").first.press("Enter")
    side = page.get_by_role("region", name="A ")
    slider = side.get_by_role("slider", name=say("explore-effort"), exact=True)
    slider.press("End")
    visitor.address("effort")
    expect(page.locator("#compare-a")).to_have_text(
        "A " + say("compare-changed", name=say("compare-pair-stress-a"))
    )
    page.locator("h1").click()
    page.keyboard.press("w")
    page.wait_for_timeout(1500)
    swapped = fields(page.url)
    assert swapped["a"] == "preset=writers_cramp&stress=0.3"
    assert swapped["b"] == "preset=writers_cramp&effort=1"
    page.reload()
    visitor.until(OPEN)
    page.wait_for_timeout(1500)
    assert fields(page.url) == swapped
    rows = page.locator(".ml-apart tbody tr")
    expect(rows).to_have_count(2)
    side.get_by_text(say("compare-change", side="A")).click()
    side.get_by_role("button", name=say("compare-same", side="A", other="B")).click()
    expect(rows).to_have_count(0)


def test_a_link_with_cut_and_driven_parts(visit):
    given = {
        "body": "neck", "seed": "5", "command": "0",
        "a": "preset=mild&stress=0.25&cut=TH:0.5&driven=M1:-0.2", "b": "",
    }  # fmt: skip
    visitor = visit(f"?{urlencode(given)}")
    page = visitor.page
    page.wait_for_timeout(1500)
    assert fields(page.url) == given
    expect(page.locator(".ml-apart")).to_contain_text("TH")
    press = page.get_by_role("button", name=say("compare-measure"))
    expect(press).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text(say("compare-not-measurable"))).to_be_visible()


def test_a_wrong_address_is_one_line_and_a_pair_is_shown(visit):
    visitor = visit("?a=stress%3D9&b=")
    alert = visitor.page.get_by_role("alert")
    expect(alert).to_contain_text("stress")
    assert len(alert.locator("p").all()) == 1
    assert visitor.seen()["body"] == "neck"


def test_a_wrong_address_is_told_in_the_language_of_the_page(visit):
    page = visit("?a=stress%3D9&b=", locale="es").page
    value = say("model-problem", "es", field="stress", value="9", allowed="")
    expect(page.get_by_role("alert")).to_contain_text(say("explore-problem", "es", problem=value))


def test_both_sides_are_measured_on_request_and_the_table_can_be_saved(visit, axe_script):
    visitor = visit("?play=1", size=(390, 844))
    page = visitor.page
    expect(page.locator(".ml-measured table")).to_have_count(0)
    page.get_by_role("button", name=say("compare-measure")).click()
    rows = page.locator(".ml-measured tbody tr")
    expect(rows).to_have_count(3, timeout=PATIENCE_MS)
    expect(rows.last.locator("td").last).to_have_text(say("compare-measured-differs"))
    with page.expect_download() as download:
        page.get_by_role("button", name=say("compare-csv")).click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    cells = dict(zip(lines[0].split(","), lines[3].split(","), strict=True))
    assert cells["measure"] == "posture"
    assert float(cells["a_mean"]) < 5.0
    assert float(cells["b_mean"]) > 40.0
    visitor.reach(1000)
    visitor.page.get_by_role("button", name=say("explore-pause")).click()
    for part in page.locator("details:not(.ml-menu)").all():
        part.evaluate("(e) => { e.open = true; }")
    check_appearances(page, axe_script)
    page.locator(".ml-side-a summary").first.click()
    page.get_by_role("button", name=say("explore-touch-neck")).first.click()
    expect(rows).to_have_count(0)  # they belong to the former settings


def test_both_bodies_go_home_as_pictures_and_as_a_link(visit):
    visitor = visit("?play=1")
    visitor.reach(1500)
    page = visitor.page
    page.get_by_text(say("compare-home")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=say("compare-svg")).click()
    root = ElementTree.parse(download.value.path()).getroot()
    bodies = root.findall(f"{SVG}svg")
    assert len(bodies) == 2
    names = [text.text for text in root.findall(f"{SVG}text")]
    assert names == [f"{key.upper()}: {say(f'compare-pair-dystonia-{key}')}" for key in "ab"]
    text = ElementTree.tostring(root, "unicode")
    assert "var(" not in text
    with page.expect_download() as download:
        page.get_by_role("button", name=say("compare-png")).click()
    data = Path(download.value.path()).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width > height > 400
    link = page.get_by_label(say("compare-link")).input_value()
    assert fields(link)["b"] == "preset=torticollis"
    frame = page.get_by_label(say("compare-embed")).input_value()
    assert frame.startswith("<iframe")
    assert "embed=1" in frame


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (720, 900), (1280, 800)])
def test_the_bodies_are_side_by_side_or_one_under_the_other(visit, size):
    visitor = visit("?play=1", size=size)
    visitor.reach(2000)
    page = visitor.page
    a, b = (page.locator(f".ml-side-{key}").bounding_box() for key in "ab")
    assert a
    assert b
    assert (a["y"] == b["y"]) == (size[0] > 720)
    if size[0] > 720:
        play = page.get_by_role("button", name=say("explore-pause")).bounding_box()
        assert play
        assert play["y"] + play["height"] <= size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    place = "b" if size[0] <= 720 else "right"
    page.keyboard.press("k")
    page.wait_for_timeout(500)
    said = visitor.seen()["said"]
    text = say(said["key"], place=place, **said["fields"])
    expect(page.locator(".ml-sentence")).to_have_text(text)
    small = page.evaluate(
        "() => [...document.querySelectorAll('main button, main select, main summary, .ml-option')]"
        ".filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).length"
    )
    assert small == 0


def test_it_speaks_the_visitors_language(visit):
    visitor = visit("?play=1", size=(320, 640), locale="es-ES")
    visitor.reach(2500)
    page = visitor.page
    page.keyboard.press("k")
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("compare-title", "es"))
    said = visitor.seen()["said"]
    text = say(said["key"], "es", place="b", **said["fields"])
    expect(page.locator(".ml-sentence")).to_have_text(text)
    expect(page.locator("#compare-b")).to_contain_text(say("compare-pair-dystonia-b", "es"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_leaving_the_page_and_coming_back_finds_the_run_paused(visit):
    visitor = visit("?body=arm&pair=places&play=1")
    page = visitor.page
    visitor.reach(300)
    page.get_by_role("link", name=say("app-page-story")).first.click()
    visitor.until("() => !window.motorloops?.compare")
    page.get_by_role("link", name=say("app-page-compare"), exact=True).first.click()
    visitor.until(OPEN)
    now = visitor.seen()
    assert now["a"]["time"] >= 300
    assert not now["playing"]
    assert visitor.address("places") == {"pair": "places"}
