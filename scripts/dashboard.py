"""Measure the dashboard in headless Chromium, for docs/dashboard.md: `make dashboard`."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names
from motorloops.model.recording import Recording, write_recording
from scripts import browser as chromium
from scripts.marked import ROOT, replace_marked
from scripts.served import Served
from scripts.visitor import Visitor

DOCUMENT = ROOT / "docs" / "dashboard.md"
READY_MS = 120_000
WARM_S = 3.0
THROTTLE = 6  # slowdown of the CPU
LEAVING_S = 60.0
Row = tuple[str, str, str]
CHECKED_MS = 2_000  # of model time that the agents rerun
# Pictures of the person that were drawn, a second.
WATCH = """async (ms) => {
  const person = document.querySelector("svg.person");
  let pictures = 0, last = person.innerHTML;
  const start = performance.now();
  while (performance.now() - start < ms) {
    await new Promise(requestAnimationFrame);
    if (person.innerHTML !== last) pictures += 1;
    last = person.innerHTML;
  }
  return 1000 * pictures / (performance.now() - start);
}"""


@contextmanager
def served() -> Iterator[Served]:
    """Start a separate server."""
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as server:
        yield server


def play(browser: Browser, url: str, body: str) -> Page:
    """Open Explore for a visitor, with the simulation running."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{url}/explore?body={body}&preset=moderate&play=1")
    page.locator("svg.person").wait_for(timeout=READY_MS)
    page.wait_for_timeout(WARM_S * 1000)
    return page


def one_visitor(browser: Browser, seconds: float) -> list[Row]:
    """Measure each body separately, then the first on a slow machine."""
    rows: list[Row] = []
    bodies = body_names(load_atlas())
    with served() as server:
        for body in bodies:
            page = play(browser, server.url, body)
            cpu = server.cpu_s()
            rate = page.evaluate(WATCH, 1000 * seconds)
            spent = 100 * (server.cpu_s() - cpu) / seconds
            rows += [
                (f"{body}: pictures a second", f"{rate:.0f}", "at least 30"),
                (f"{body}: server CPU while it plays", f"{spent:.1f} % of a core", "0"),
            ]
            page.context.close()
        page = play(browser, server.url, bodies[0])
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        rate = page.evaluate(WATCH, 1000 * seconds)
        slow = f"{bodies[0]}, CPU {THROTTLE} times slower"
        rows.append((f"{slow}: pictures a second", f"{rate:.0f}", "at least 10"))
        page.context.close()
    return rows


def arrive(url: str, number: int) -> list[Visitor]:
    """Open visitors without a browser, one by one."""
    visitors = []
    for _ in range(number):
        visitor = Visitor(url)
        visitor.run()
        if not visitor.ready.wait(READY_MS / 1000):
            raise TimeoutError("the server gives no page")
        visitors.append(visitor)
    return visitors


def crowd(sessions: int) -> list[Row]:
    """Measure many open pages, a check by the agents beside them, and after they leave."""
    with served() as server:
        for visitor in arrive(server.url, 1):  # modules loaded for the first stay in memory
            visitor.leave()
        time.sleep(LEAVING_S / 4)
        threads, empty, cpu = server.threads(), server.memory_mb(), server.cpu_s()
        visitors = arrive(server.url, sessions)
        spent, full = server.cpu_s() - cpu, server.memory_mb()
        began = time.perf_counter()
        visitors[0].check(write_recording(Recording(ms=CHECKED_MS)))
        answer = visitors[0].checks.get(timeout=READY_MS / 1000)
        took = time.perf_counter() - began
        if "problem" in answer:
            raise RuntimeError(answer["problem"])
        for visitor in visitors:
            visitor.drop()  # as when a tab crashes: no close message
        time.sleep(LEAVING_S)
        left = server.threads()
    many = f"{sessions} open pages"
    return [
        (f"{many}: server CPU to open one", f"{1000 * spent / sessions:.0f} ms", ""),
        (f"{many}: memory a session", f"{(full - empty) / sessions:.1f} MB", "at most 5 MB"),
        ("A check by the agents", f"{took:.1f} s", ""),
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
    parser.add_argument("--sessions", type=int, default=100, help="open pages at once")
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
        rows = one_visitor(browser, chosen.seconds)
        rows += crowd(chosen.sessions)
        version = browser.version
        browser.close()
    machine = (
        f"Python {platform.python_version()}, Chromium {version}, {os.cpu_count()} cores, load "
        f"{busy:.1f} before. The {chosen.sessions} open pages were those of visitors without a "
        "browser (`scripts/visitor.py`)."
    )
    text = f"{table(rows)}\n\n{machine}"
    print(text)
    if not chosen.dry:
        replace_marked(DOCUMENT, "dashboard", text)


if __name__ == "__main__":
    main()
