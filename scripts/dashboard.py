"""Measure the dashboard in headless Chromium, for docs/dashboard.md: `make dashboard`."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names
from scripts import browser as chromium
from scripts.marked import ROOT, replace_marked
from scripts.served import Served
from scripts.visitor import Visitor

DOCUMENT = ROOT / "docs" / "dashboard.md"
READY_MS = 120_000
WARM_S = 3.0
THROTTLE = 6  # slowdown of the CPU
PRESSES = 20
LEAVING_S = 60.0
Row = tuple[str, str, str]
# From a key to the picture that answers it: the clock goes back to zero, and is painted.
LAG = """async () => {
  const painted = () => new Promise(requestAnimationFrame);
  while (motorloops.frame.time < 500) await painted();
  const before = motorloops.frame.time, start = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "r" }));
  while (motorloops.frame.time >= before) await painted();
  await painted();
  return (performance.now() - start) / 1000;
}"""


@contextmanager
def served() -> Iterator[Served]:
    """Start a separate server."""
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as server:
        yield server


def play(browser: Browser, url: str, body: str) -> Page:
    """Open a visitor's page, with the simulation running."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{url}/?body={body}")
    page.wait_for_function("window.motorloops && motorloops.frame", timeout=READY_MS)
    page.keyboard.press("Space")
    page.wait_for_function("motorloops.frame.time > 100", timeout=READY_MS)
    return page


def watch(page: Page, server: Served, seconds: float) -> tuple[float, float, float]:
    """Measure a page while it plays.

    Returns:
        Frames a second, model seconds a second, and the server's CPU in ms a frame.
    """
    page.wait_for_timeout(WARM_S * 1000)
    now = "({frames: motorloops.frames, model: motorloops.frame.time, at: performance.now()})"
    cpu, before = server.cpu_s(), page.evaluate(now)
    page.wait_for_timeout(seconds * 1000)
    spent, after = server.cpu_s() - cpu, page.evaluate(now)
    frames, passed = after["frames"] - before["frames"], after["at"] - before["at"]
    speed = (after["model"] - before["model"]) / passed
    return 1000 * frames / passed, speed, 1000 * spent / frames


def one_visitor(browser: Browser, seconds: float) -> list[Row]:
    """Measure each body separately, then the first on a slow machine."""
    rows: list[Row] = []
    bodies = body_names(load_atlas())
    with served() as server:
        for body in bodies:
            page = play(browser, server.url, body)
            rate, speed, cpu = watch(page, server, seconds)
            rows += [
                (f"{body}: frames a second", f"{rate:.1f}", "at least 20"),
                (f"{body}: model seconds a second", f"{speed:.2f}", "1"),
                (f"{body}: server CPU a frame", f"{cpu:.1f} ms", "at most 5 ms"),
            ]
            page.context.close()
        page = play(browser, server.url, bodies[0])
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        rate, *_ = watch(page, server, seconds)
        lags = sorted(page.evaluate(LAG) for _ in range(PRESSES))
        usual = f"{statistics.median(lags):.2f} s"
        slow = f"{bodies[0]}, CPU {THROTTLE} times slower"
        rows += [
            (f"{slow}: frames a second", f"{rate:.1f}", ""),
            (f"{slow}: lag, median of {PRESSES}", usual, "below 0.3 s"),
            (f"{slow}: lag, longest", f"{lags[-1]:.2f} s", ""),
        ]
        page.context.close()
    return rows


def counts(pages: list[Page], visitors: list[Visitor]) -> list[int]:
    """Frames so far, of each session."""
    return [page.evaluate("motorloops.frames") for page in pages] + [v.frames for v in visitors]


def arrive(url: str, number: int) -> list[Visitor]:
    """Open visitors without a browser, one by one, all playing."""
    visitors = []
    for _ in range(number):
        visitor = Visitor(url)
        visitor.run()
        if not visitor.ready.wait(READY_MS / 1000):
            raise TimeoutError("the server gives no page")
        visitor.play()
        visitors.append(visitor)
    return visitors


def crowd(
    browser: Browser, sessions: int, real: int, minutes: float, wait: Callable[[float], None]
) -> list[Row]:
    """Measure many simultaneous sessions, some of them pages in Chromium, and after they leave."""
    with served() as server:
        first = Visitor(server.url)  # modules loaded for the first visitor stay in memory
        first.run()
        first.ready.wait(READY_MS / 1000)
        first.leave()
        wait(LEAVING_S / 4)
        threads, empty = server.threads(), server.memory_mb()
        pages = [play(browser, server.url, "arm") for _ in range(real)]
        visitors = arrive(server.url, sessions - real)
        wait(WARM_S)
        full, cpu, before = server.memory_mb(), server.cpu_s(), counts(pages, visitors)
        start = time.perf_counter()
        wait(60 * minutes)
        passed = time.perf_counter() - start
        after, spent, last = counts(pages, visitors), server.cpu_s() - cpu, server.memory_mb()
        rates = sorted((b - a) / passed for a, b in zip(before, after, strict=True))
        for page in pages:
            page.context.close()
        for visitor in visitors:
            visitor.drop()  # as when a tab crashes: no close message
        wait(LEAVING_S)
        left = server.threads()
    many = f"{sessions} sessions at once"
    return [
        (f"{many}: frames a second, slowest", f"{rates[0]:.1f}", "above 5"),
        (f"{many}: frames a second, median", f"{statistics.median(rates):.1f}", ""),
        (f"{many}: server CPU", f"{100 * spent / passed:.0f} % of a core", ""),
        (f"{many}: memory a session", f"{(full - empty) / sessions:.1f} MB", ""),
        (f"{many}: memory after {minutes:g} min more", f"{last - full:+.1f} MB", "flat"),
        ("Threads before them", f"{threads}", ""),
        ("Threads a minute after they are gone", f"{left}", f"at most {threads}"),
    ]


def table(rows: list[Row]) -> str:
    """Rows as a Markdown table."""
    head = ["| What | Measured | Wanted |", "| --- | --- | --- |"]
    return "\n".join(head + [f"| {' | '.join(row)} |" for row in rows])


def main() -> None:
    """Measure, print, and replace the text between the marks of the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20, help="sessions at once")
    parser.add_argument("--real", type=int, default=2, help="of them, pages in Chromium")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long they play")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long one page plays")
    parser.add_argument("--dry", action="store_true", help="print only")
    chosen = parser.parse_args()
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    busy = os.getloadavg()[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        idle = browser.new_page()
        rows = one_visitor(browser, chosen.seconds)
        rows += crowd(
            browser, chosen.sessions, chosen.real, chosen.minutes,
            lambda seconds: idle.wait_for_timeout(1000 * seconds),
        )  # fmt: skip
        version = browser.version
        browser.close()
    machine = (
        f"Python {platform.python_version()}, Chromium {version}, {os.cpu_count()} cores, load "
        f"{busy:.1f} before. Of {chosen.sessions} sessions, {chosen.real} were pages in Chromium; "
        "the others were visitors without a browser, who answer each frame (`scripts/visitor.py`)."
    )
    text = f"{table(rows)}\n\n{machine}"
    print(text)
    if not chosen.dry:
        replace_marked(DOCUMENT, "dashboard", text)


if __name__ == "__main__":
    main()
