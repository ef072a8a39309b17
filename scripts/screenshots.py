"""Take the screenshots of the dashboard for the README and the docs: `make screenshots`.

With the argument `animation`, only the animation is recorded.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from motorloops.server.strings import translate
from motorloops.server.strings.messages import say
from scripts import browser as chromium
from scripts.marked import ROOT
from scripts.served import Served

FOLDER = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=1060)
READY_MS = 120_000
MOST_BYTES = 150_000
COLOURS = 128
# Configuration, seed and time are in the address, so that the pictures are reproducible.
EXPLORE = "/explore?preset=torticollis&seed=7&ms=3000"
SWEEPS = "/sweeps?measure=overflow"


def story(page: Page, url: str) -> None:
    """The first screen of the story."""
    page.goto(url)
    page.locator("svg.person").wait_for(timeout=READY_MS)


def explore(page: Page, url: str) -> None:
    """Explore, paused after three seconds of a neck that twists."""
    page.goto(url + EXPLORE)
    page.locator("svg.person").wait_for(timeout=READY_MS)


def sweeps(page: Page, url: str) -> None:
    """The map of a sweep over the loss in cortex and spinal cord."""
    page.goto(url + SWEEPS)
    page.get_by_role("button", name=translate("sweeps.run"), exact=True).click()
    page.locator(".ml-findings img").wait_for(timeout=READY_MS)
    page.locator(".ml-outcome").evaluate("part => part.scrollIntoView()")


ANIMATION = FOLDER / "explore.webp"
MOST_ANIMATED_BYTES = 1_500_000
WIDE = ViewportSize(width=1200, height=800)
WIDTH_PX = 900  # of the animation
FRAME_MS = 240  # duration of each frame
SETTLING_MS = 1000  # until what the page shows follows a change
CAPTION = """text => {
    const box = document.querySelector('#caption') || document.body.appendChild(
        Object.assign(document.createElement('div'), {id: 'caption'}));
    box.style.cssText = 'position:fixed;left:0;right:0;bottom:0;z-index:9999;padding:12px;'
        + 'background:#102027;color:#fff;font:600 24px sans-serif;text-align:center';
    box.textContent = text;
}"""


def set_loss(page: Page, percent: int) -> None:
    """Take the stop signal away at all four sites."""
    slider = page.get_by_role("slider", name=re.compile(say("explore-loss")))
    slider.first.evaluate(
        "(one, value) => { one.value = value; one.dispatchEvent(new Event('input')); }",
        percent / 100,
    )


def animate(page: Page, url: str) -> None:
    """Record Explore while the stop signal is lost and then the face is touched.

    Raises:
        SystemExit: If it is too large for a README.
    """
    page.goto(f"{url}/explore?preset=torticollis&loss=0&seed=7&ms=1000")
    page.locator("svg.person").wait_for(timeout=READY_MS)
    frames: list[Image.Image] = []

    def film(caption: str, ms: float) -> None:
        """Take a frame every so often while the model runs."""
        page.evaluate(CAPTION, caption)
        for _ in range(max(1, round(ms / FRAME_MS))):
            page.wait_for_timeout(FRAME_MS)
            shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
            height = round(shot.height * WIDTH_PX / shot.width)
            frames.append(shot.resize((WIDTH_PX, height), Image.Resampling.LANCZOS))

    page.keyboard.press("k")
    film("Healthy: the head turns gently, as it was asked to", 1500)
    for percent in (20, 40, 55):
        set_loss(page, percent)
        film(f"{percent} % of the stop signal is lost", SETTLING_MS)
    film("Muscles join in that nobody asked", 1500)
    page.keyboard.press("t")
    film("A light touch of the face", SETTLING_MS)
    film("A light touch of the face: the head comes back", 1500)
    frames[0].save(
        ANIMATION, save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0,
        quality=55, method=6,
    )  # fmt: skip
    if ANIMATION.stat().st_size > MOST_ANIMATED_BYTES:
        raise SystemExit(f"{ANIMATION} is larger than {MOST_ANIMATED_BYTES} bytes")


PICTURES = {"story": story, "explore": explore, "sweeps": sweeps}


def take(page: Page, name: str) -> None:
    """Save a screenshot of the page as a small file.

    Raises:
        SystemExit: If it is too large for a README.
    """
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)  # displayed activity settles
    path = FOLDER / f"{name}.png"
    shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def main() -> None:
    """Start a server, and take each picture in a new window."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Served(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport=WIDE, color_scheme="light").new_page()
        animate(page, server.url)
        page.context.close()
        for name, show in () if sys.argv[1:] == ["animation"] else PICTURES.items():
            page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
            show(page, server.url)
            take(page, name)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
