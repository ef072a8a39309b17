"""Take the pictures of the pages for the README and the docs: `make screenshots`.

With names as arguments (``film``, ``story``, ``explore``, ``compare``, ``lessons``, ``sweeps``),
only these are taken. All but the sweep are of the site without a server.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from motorloops.server.static_site import write_site
from motorloops.server.strings import translate
from scripts import browser as chromium
from scripts.browser_engine import update
from scripts.marked import ROOT
from scripts.served import Served
from scripts.site_speed import serving

FOLDER = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=800)
TALL = ViewportSize(width=1280, height=1060)
READY_MS = 120_000
MOST_BYTES = 220_000
COLOURS = 192
STAGE = ".ml-stage svg"


def _stop_at(page: Page, ms: int) -> None:
    """Let a page's model stand at a time, so that a picture can be taken again."""
    page.locator(STAGE).first.wait_for(timeout=READY_MS)
    page.evaluate(
        "(ms) => { const { live } = motorloops; live.pause(); live.advance(ms - live.time); }", ms
    )


def story(page: Page, url: str) -> None:
    """The first screen."""
    page.goto(f"{url}#/story/opening")
    _stop_at(page, 4000)


def explore(page: Page, url: str) -> None:
    """Explore, three seconds after a touch of the face."""
    page.goto(f"{url}#/explore?preset=torticollis")
    _stop_at(page, 7000)
    page.evaluate("motorloops.live.touch(1)")
    _stop_at(page, 10_000)


def compare(page: Page, url: str) -> None:
    """A healthy neck, and one with dystonia."""
    page.goto(f"{url}#/compare?play=1")
    page.wait_for_function("() => window.motorloops?.compare?.().a.time >= 3000", timeout=READY_MS)


def lessons(page: Page, url: str) -> None:
    """What the lesson on touch measures."""
    page.goto(f"{url}#/lessons/6-observe")
    page.locator(".ml-bar-name").first.wait_for(timeout=READY_MS)
    page.wait_for_timeout(4000)


def sweeps(page: Page, url: str) -> None:
    """The map of a sweep over the loss in cortex and spinal cord."""
    page.goto(f"{url}/sweeps?measure=overflow")
    page.get_by_role("button", name=translate("sweeps.run"), exact=True).click(timeout=READY_MS)
    page.locator(".ml-findings img").wait_for(timeout=READY_MS)
    page.locator(".ml-outcome").evaluate("part => part.scrollIntoView()")


FILM = FOLDER / "touch.webp"
MOST_FILM_BYTES = 1_500_000
WIDE = ViewportSize(width=1120, height=700)
WIDTH_PX = 840  # of the film
FRAME_MS = 100  # each frame is shown so long
# What happens: milliseconds of the model, how many of them pass in one frame, and the act before.
SCENES = (
    (1500, 100, ""),  # the neck twists
    (4000, 100, ".ml-acts button"),  # a touch: the head comes back
    (16_000, 500, ""),  # the touch lasts, and its help fades
    (3000, 100, ".ml-acts button"),  # the hand is taken away
)


def film(page: Page, url: str) -> None:
    """Record the neck, the touch and the return, in the time of the model.

    Raises:
        SystemExit: If it is too large for a README.
    """
    page.goto(f"{url}#/story/touch")
    _stop_at(page, 3500)
    frames: list[Image.Image] = []
    for length, step, act in SCENES:
        if act:
            page.click(act)
            page.evaluate("motorloops.live.pause()")
            page.mouse.move(0, 0)
        for _ in range(length // step):
            page.evaluate("(ms) => { motorloops.live.advance(ms); motorloops.paint(ms); }", step)
            shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
            height = round(shot.height * WIDTH_PX / shot.width)
            frames.append(shot.resize((WIDTH_PX, height), Image.Resampling.LANCZOS))
    frames[0].save(
        FILM, save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0,
        quality=60, method=6,
    )  # fmt: skip
    if FILM.stat().st_size > MOST_FILM_BYTES:
        raise SystemExit(f"{FILM} is larger than {MOST_FILM_BYTES} bytes")


PICTURES: dict[str, tuple[Callable[[Page, str], None], ViewportSize]] = {
    "story": (story, SIZE), "explore": (explore, SIZE), "compare": (compare, SIZE),
    "lessons": (lessons, SIZE), "sweeps": (sweeps, TALL),
}  # fmt: skip


def take(page: Page, name: str) -> None:
    """Save a screenshot of the page as a small file.

    Raises:
        SystemExit: If it is too large for a README.
    """
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)  # what is shown settles
    path = FOLDER / f"{name}.png"
    shot = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def main() -> None:
    """Take each picture in a new window."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    wanted = sys.argv[1:] or ["film", *PICTURES]
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )

        def window(size: ViewportSize) -> Page:
            return browser.new_context(viewport=size, color_scheme="light").new_page()

        update()
        write_site(Path(folder) / "site")
        with serving(Path(folder) / "site") as address:
            if "film" in wanted:
                film(window(WIDE), address)
            for name in wanted:
                if name in PICTURES and name != "sweeps":
                    show, size = PICTURES[name]
                    page = window(size)
                    show(page, address)
                    take(page, name)
        if "sweeps" in wanted:
            with Served(Path(folder)) as server:
                page = window(TALL)
                sweeps(page, server.url)
                take(page, "sweeps")
        browser.close()


if __name__ == "__main__":
    main()
