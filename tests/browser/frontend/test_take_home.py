"""What a visitor takes home: link, QR code, pictures, animation, recordings, sound."""

import io
import json
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from playwright.sync_api import Page, expect

from tests.helpers.take_home_page import ORIGIN, open_take_home
from tests.helpers.waiting import wait_until


@pytest.fixture
def home(new_page: Callable[..., Page]) -> Page:
    """A page at time zero, on which AudioContexts are counted."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("""
      window.contexts = [];
      window.AudioContext = class extends AudioContext {
        constructor() { super(); contexts.push(this); }
      };
    """)
    open_take_home(page)
    return page


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """Name and content of the file that a button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's policy refuses the polling of Playwright."""
    wait_until(lambda: page.evaluate(condition))


def test_the_link_restores_the_setting_and_its_code_needs_no_script(home):
    home.evaluate("page.live.advance(700); page.live.touch(1); page.live.advance(300)")
    home.get_by_role("button", name="Copy the link").click()
    link = home.evaluate("navigator.clipboard.readText()")
    assert link == home.get_by_label("Link", exact=True).input_value()
    start, query = link.split("?")
    assert start == f"{ORIGIN}/#/explore"
    fields = query.split("&")
    assert "play=1" in fields
    fields.remove("play=1")
    restored = home.evaluate(
        """(query) => {
          const other = new Live(page.live.engine);
          other.visit(query);
          return other.file() === page.live.file();
        }""",
        "&".join(fields),
    )
    assert restored
    home.get_by_label("It waits for Play").check()
    assert "play" not in home.get_by_label("Link", exact=True).input_value()
    code = home.get_by_label("Code to embed").input_value()
    frame = home.evaluate(
        """(code) => {
          const { body } = new DOMParser().parseFromString(code, "text/html");
          const { localName, src, title, width, height } = body.firstElementChild;
          return [body.children.length, localName, src, title, width, height];
        }""",
        code,
    )
    count, name, source, title, width, height = frame
    assert (count, name) == (1, "iframe")
    assert source.endswith("&embed=1")
    assert source.removesuffix("&embed=1") == home.get_by_label("Link", exact=True).input_value()
    assert title
    assert width.isdigit()
    assert height.isdigit()


def test_the_qr_code_is_dark_on_light_in_the_dark_theme_too(home):
    home.emulate_media(color_scheme="dark")
    home.get_by_role("button", name="QR code", exact=True).click()
    shown = home.get_by_role("img", name="QR code of a link")
    expect(shown).to_be_visible()
    picture = np.asarray(Image.open(io.BytesIO(shown.screenshot())).convert("L"))
    assert picture[2:6].min() > 250  # the quiet zone
    assert picture.min() < 5
    name, text = saved(home, "Save the QR code as SVG")
    assert name == "motorloops-neck-1-qr.svg"
    assert b"var(" not in text
    home.get_by_role("button", name="Close").click()
    expect(home.locator("dialog")).to_have_count(0)


def test_a_link_that_is_too_long_for_a_qr_code_is_said_so(home):
    home.evaluate("page.live.address = () => 'x'.repeat(2400)")
    home.get_by_role("button", name="QR code", exact=True).click()
    expect(home.get_by_role("status").filter(has_text="2,331")).to_be_visible()
    expect(home.locator("dialog")).to_have_count(0)


def test_pictures_are_saved(home):
    name, png = saved(home, "Body as PNG")
    assert name == "motorloops-neck-1-body.png"
    assert Image.open(io.BytesIO(png)).size == (600, 400)
    for button, kind in (("Body", "body"), ("Network", "network"), ("Gauge", "gauge")):
        name, svg = saved(home, f"{button} as SVG")
        assert name == f"motorloops-neck-1-{kind}.svg"
        assert svg.startswith(b"<svg")


def test_an_animated_png_shows_the_next_seconds_and_is_the_same_each_time(home):
    home.get_by_label("Animated PNG").check()
    home.get_by_label("3 sec").check()
    before = home.evaluate("page.live.file()")
    name, first = saved(home, "Make the animation")
    assert name == "motorloops-neck-1-animation.png"
    film = PngImageFile(io.BytesIO(first))
    assert film.n_frames == 30
    frames = []
    for k in range(film.n_frames):
        film.seek(k)
        frames.append(np.asarray(film.convert("RGB")))
    assert film.info["duration"] == 100
    assert (frames[0] != frames[-1]).any()
    _, second = saved(home, "Make the animation")
    assert second == first
    assert home.evaluate("page.live.file()") == before  # the session itself stands still
    assert home.evaluate("document.querySelectorAll('.ml-home-hidden svg').length") == 0


def test_a_video_is_recorded_where_the_browser_can(home):
    home.get_by_label("Video").check()
    home.get_by_label("3 sec").check()
    name, video = saved(home, "Make the animation")
    assert name == "motorloops-neck-1-animation.webm"
    assert video[:4] == b"\x1a\x45\xdf\xa3"  # EBML, of which WebM is a kind
    assert len(video) > 5000


def test_an_animation_can_be_stopped(home):
    home.get_by_label("10 sec").check()
    home.get_by_role("button", name="Make the animation").click()
    home.get_by_role("button", name="Stop", exact=True).click()
    expect(home.get_by_role("status").filter(has_text="Stopped")).to_be_visible()
    expect(home.get_by_role("progressbar")).to_be_hidden()
    assert home.evaluate("document.querySelectorAll('.ml-home-hidden svg').length") == 0


def test_the_lines_follow_the_session(home):
    home.evaluate("page.live.advance(100); page.live.set('stress', 0.75)")
    lines = home.get_by_label("Python lines")
    wait_until(lambda: 'Event(100, "stress", 0.75)' in lines.input_value())


def test_a_recording_is_opened_and_a_bad_one_is_refused_in_one_line(home):
    chooser = home.locator("input[type=file]")
    chooser.set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b'{"body": "leg"}'}
    )
    expect(home.locator("#problem")).to_have_text("body: leg; choose from arm, hand, neck")
    good = {"body": "hand", "ms": 120, "seed": 2**64 - 1, "events": [[40, "stress", 0.5]]}
    chooser.set_input_files(
        {"name": "b.json", "mimeType": "application/json", "buffer": json.dumps(good).encode()}
    )
    until(home, "page.live.body.name === 'hand'")
    assert json.loads(home.evaluate("page.live.file()"))["seed"] == 2**64 - 1
    home.get_by_role("button", name="Save the recording").click()
    assert home.evaluate("page.saved") == 1


def test_the_muscles_sound_only_when_asked_and_only_while_they_move(home):
    home.evaluate("page.live.play()")
    assert home.evaluate("[contexts.length, page.sound.on]") == [0, False]
    press = home.get_by_role("button", name="Listen to the muscles")
    expect(home.get_by_label("Volume")).to_be_hidden()
    press.click()
    expect(press).to_have_attribute("aria-pressed", "true")
    expect(home.get_by_label("Volume")).to_be_visible()
    until(home, "contexts.length === 1 && contexts[0].state === 'running'")
    home.evaluate("page.live.pause()")
    until(home, "contexts[0].state === 'suspended'")
    home.evaluate("page.live.play()")
    until(home, "contexts[0].state === 'running'")
    home.evaluate("""
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    """)
    until(home, "contexts[0].state === 'suspended'")
    press.click()
    until(home, "contexts[0].state === 'closed'")


def test_the_sound_ends_with_its_page(home):
    home.evaluate("page.live.play()")
    home.get_by_role("button", name="Listen to the muscles").click()
    home.evaluate("page.sound.element.remove()")
    until(home, "contexts[0].state === 'closed'")


def test_a_muscle_sounds_on_its_side_and_crackles_if_nobody_asked_it(home):
    heard = home.evaluate("""async () => {
      const { Voices } = await import("/app/voices.js");
      const { body } = page.live;
      const sound = async (side, asked) => {
        const context = new OfflineAudioContext(2, 16000, 16000);
        const k = body.muscles.findIndex((muscle) => muscle.side === side);
        const activation = body.muscles.map((_, m) => (m === k ? 0.5 : 0));
        new Voices(context, body).set(activation, new Set(asked ? [body.muscles[k].key] : []), 1);
        const made = await context.startRendering();
        return [0, 1].map((channel) => {
          const samples = made.getChannelData(channel).subarray(8000);
          const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
          const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          return [power, peak / Math.sqrt(power)];
        });
      };
      return [await sound("left", true), await sound("right", true), await sound("left", false)];
    }""")
    left, right, joined = heard
    assert left[0][0] > 1e-5
    assert left[0][0] > 100 * left[1][0]
    assert right[1][0] > 100 * right[0][0]
    assert joined[0][0] > 100 * joined[1][0]
    assert joined[0][1] > 1.5 * left[0][1]  # peaks over the mean: crackles stand out
