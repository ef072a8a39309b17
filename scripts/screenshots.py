"""Take the pictures of the README anew: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from scripts import browser as chromium
from scripts.marked import ROOT
from scripts.served import Served

FOLDER = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=1060)
READY_MS = 120_000
MOST_BYTES = 300_000
# Setting, seed and time stand in the address, so that the same picture comes out again.
EXPLORE = "/?preset=moderate&seed=7&ms=3000"
LESSONS = "/lessons?lesson=2&step=observe"
SEEN = "localStorage.setItem('motorloops.hint', 'seen')"  # not the first visit


def explore(page: Page, url: str) -> None:
    """Explore, paused after three seconds of a moderate loss."""
    page.goto(url + EXPLORE)
    page.wait_for_function("window.motorloops && motorloops.frame?.time >= 3000", timeout=READY_MS)


def lessons(page: Page, url: str) -> None:
    """What the second lesson measures."""
    page.goto(url + LESSONS)
    page.locator(".ml-answers").wait_for(timeout=READY_MS)


PICTURES = {"explore": explore, "lessons": lessons}


def take(page: Page, name: str) -> None:
    """Keep what the page shows, as a small file.

    Raises:
        SystemExit: If it is too large for a README.
    """
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)  # displayed activity settles
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def main() -> None:
    """Start a server, and take each picture in a window of its own."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Served(Path(folder))
        try:
            server.start()
            browser = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"]
            )
            for name, show in PICTURES.items():
                page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
                page.add_init_script(SEEN)
                show(page, server.url)
                take(page, name)
                page.context.close()
            browser.close()
            server.stop()
        finally:
            server.kill()


if __name__ == "__main__":
    main()
