"""Measure the site without a server in Chromium: sizes, first paint, answers, pictures a second.

Usage, from the root of the tree: ``python -m scripts.site_speed [--json]``. The site is written to
a temporary folder and served from here; every figure is a median of five visits.
"""

import argparse
import functools
import gzip
import http.server
import json
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from motorloops.server.static_site import SINGLE, write_site
from scripts import browser as chromium
from scripts.browser_engine import update

VISITS = 5
PLAYED_S = 4.0
EXPLORE = "#/explore?preset=torticollis"
PLAY = ".ml-over .ml-button"
# Milliseconds from a press of Play to the first picture in which the body has moved.
ANSWER = """async (selector) => {
  const body = document.querySelector(".ml-stage svg");
  const moved = new Promise((done) => {
    const seen = new MutationObserver(() => done(performance.now()));
    seen.observe(body, { attributes: true, subtree: true });
  });
  const start = performance.now();
  document.querySelector(selector).click();
  return (await moved) - start;
}"""
# Pictures a second, and the longest time between two, in milliseconds.
PICTURES = """async (ms) => {
  const times = [];
  const end = performance.now() + ms;
  await new Promise((done) => {
    const see = (now) => {
      times.push(now);
      if (performance.now() < end) requestAnimationFrame(see);
      else done();
    };
    requestAnimationFrame(see);
  });
  const gaps = times.slice(1).map((time, k) => time - times[k]);
  return [1000 * gaps.length / (times.at(-1) - times[0]), Math.max(...gaps)];
}"""
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Drop the line of a request."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder, served from this machine."""
    serve = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def sizes(folder: Path) -> dict[str, float]:
    """Kilobytes of the site after gzip: of the folder without the single file, and of that."""
    packed = {
        path.relative_to(folder).as_posix(): len(gzip.compress(path.read_bytes()))
        for path in folder.rglob("*")
        if path.is_file()
    }
    single = packed.pop(SINGLE)
    return {"site_kb": sum(packed.values()) / 1000, "single_file_kb": single / 1000}


def _visit(browser: Browser, address: str, throttle: float) -> dict[str, float]:
    """One visit of the story and of Explore, on a processor that is slower by a factor."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page: Page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    tools.send("Performance.enable")
    page.goto(address)
    page.wait_for_selector(".ml-screen-opening .ml-stage svg")
    paint = page.evaluate(PAINT)
    body = page.evaluate("() => performance.now()")
    page.goto(f"{address}{EXPLORE}")
    page.wait_for_selector(".ml-explore .ml-stage svg")
    page.wait_for_timeout(500)
    answer = page.evaluate(ANSWER, PLAY)

    def busy() -> float:
        found = tools.send("Performance.getMetrics")["metrics"]
        return {row["name"]: row["value"] for row in found}["TaskDuration"]

    before = busy()
    rate, longest = page.evaluate(PICTURES, 1000 * PLAYED_S)
    share = (busy() - before) / PLAYED_S
    context.close()
    return {
        "first_paint_ms": paint, "body_stands_ms": body, "play_answers_ms": answer,
        "pictures_per_s": rate, "longest_gap_ms": longest, "main_thread_share": share,
    }  # fmt: skip


def measure() -> dict[str, dict[str, float]]:
    """All figures."""
    update()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "site"
        write_site(folder)
        found = {"size": sizes(folder)}
        browser = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=["--no-sandbox"]
        )
        with serving(folder) as address:
            for throttle in (1, 4):
                visits = [_visit(browser, address, throttle) for _ in range(VISITS)]
                found[f"slowed {throttle} times"] = {
                    name: statistics.median(visit[name] for visit in visits) for name in visits[0]
                }
        browser.close()
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    found = measure()
    if parser.parse_args().json:
        print(json.dumps(found))
        return
    for part, figures in found.items():
        print(part)
        for name, value in figures.items():
            print(f"  {name:20} {value:8.2f}")


if __name__ == "__main__":
    main()
