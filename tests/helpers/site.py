"""The site without a server, opened in Chromium at an address that only the test answers.

``open_site(page, "#/story/touch")`` answers every request from the files that
``motorloops site`` would write. Requests for anything else are in ``page.strangers``, messages of
the console that tell of a fault in ``page.faults``.
"""

from functools import cache
from typing import Any

from playwright.sync_api import Page, Route

from motorloops.server.static_site import site_files
from scripts.browser_engine import update

ORIGIN = "http://site.test"
KINDS = {
    "html": "text/html", "js": "text/javascript", "css": "text/css", "json": "application/json",
    "wasm": "application/wasm", "bin": "application/octet-stream",
}  # fmt: skip
DEGREES = """() => {
  const { live, scene } = window.motorloops;
  return { away: scene.away, ...scene.person.pose, time: live.time, joined: scene.joined.length };
}"""
CLAIMS = "(expected) => { const now = (%s)(); return %s; }"


@cache
def files() -> dict[str, bytes]:
    """The files of the site by their path."""
    update()
    return dict(site_files())


def answer(page: Page) -> None:
    """Answer the requests of a page with the files of the site, and note what else it asks."""
    page.strangers, page.faults = [], []  # type: ignore[attr-defined]

    def give(route: Route) -> None:
        url = route.request.url
        name = url.removeprefix(f"{ORIGIN}/").split("?")[0].split("#")[0] or "index.html"
        if url.startswith(ORIGIN) and name in files():
            route.fulfill(body=files()[name], content_type=KINDS[name.rpartition(".")[2]])
            return
        page.strangers.append(url)  # type: ignore[attr-defined]
        route.abort()

    def note(kind: str, text: str) -> None:
        page.faults.append(f"{kind}: {text}")  # type: ignore[attr-defined]

    page.route("**/*", give)
    page.on("console", lambda m: note(m.type, m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: note("error", str(error)))


def open_site(page: Page, route: str = "") -> None:
    """Open the site at a route such as ``#/explore?preset=torticollis``."""
    if not hasattr(page, "strangers"):
        answer(page)
    page.goto(f"{ORIGIN}/{route}")


def open_screen(page: Page, name: str) -> None:
    """Open a screen of the story, and wait for the body to stand."""
    open_site(page, f"#/story/{name}")
    page.wait_for_selector(f".ml-screen-{name} .ml-stage svg")


def body(page: Page) -> dict[str, Any]:
    """What the body does now, in degrees."""
    return page.evaluate(DEGREES)


def wait_for_body(page: Page, condition: str, seconds: float = 10) -> dict[str, Any]:
    """Wait until a condition in JavaScript on ``now`` holds, such as ``now.away > 30``."""
    page.wait_for_function(f"() => {{ const now = ({DEGREES})(); return {condition}; }}",
                           timeout=1000 * seconds)  # fmt: skip
    return body(page)
