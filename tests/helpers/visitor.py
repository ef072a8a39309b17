"""A visitor of the dashboard in Chromium, and what goes wrong on the pages."""

import re
from collections.abc import Iterator, Sequence

from playwright.sync_api import Page, expect

READY = 60_000  # ms; two busy cores and a first visit
SIZES = ((1280, 800), (390, 844))
PRESSABLE = ":is(a, button, select, summary, .ml-option, .ml-file):not([class*=skip], :is(p, td) *)"
# Sizes on the browser's grid of 1/64 px, without the rounding of 32-bit positions.
SMALL = """(pressable) => [...document.querySelectorAll(pressable)]
    .filter((part) => part.checkVisibility())
    .map((part) => [part.textContent, ...["width", "height"].map(
        (side) => Math.round(64 * part.getBoundingClientRect()[side]) / 64)])
    .filter(([, width, height]) => Math.min(width, height) < 44)"""


def small_targets(page: Page, pressable: str = PRESSABLE) -> list[list[str | float]]:
    """Visible elements of a selector that are smaller than 44 px: text, width and height."""
    return page.evaluate(SMALL, pressable)


class Visitor:
    """A page and everything that went wrong on it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.foreign: list[str] = []
        self.wrong: list[str] = []
        page.on("request", self._note)
        page.on("requestfailed", self._failed)
        page.on("response", lambda r: self.wrong.append(r.url) if r.status >= 400 else None)
        page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _note(self, request) -> None:
        if not re.match(rf"{re.escape(self.url)}/|data:|blob:{re.escape(self.url)}/", request.url):
            self.foreign.append(request.url)

    def _failed(self, request) -> None:
        # The browser itself drops what a page that is being left still asks for.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def enter(self) -> "Visitor":
        self.page.goto(self.url)
        self.page.wait_for_function("window.motorloops && motorloops.frame", timeout=READY)
        expect(self.button("Play")).to_be_visible(timeout=READY)
        return self

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def frames(self) -> int:
        return self.page.evaluate("motorloops.frames")

    def time(self) -> float:
        return self.page.evaluate("motorloops.frame.time")

    def wait(self, condition: str, argument: object = None) -> None:
        """Wait until an expression, or a function of the argument, holds in the page.

        A page that has just been opened has no frame yet: no condition on one holds then.
        """
        if "motorloops.frame." in condition:
            first, _, _ = condition.partition("motorloops")
            holds = f"({condition})(given)" if "=>" in first else condition
            condition = f"(given) => window.motorloops && motorloops.frame && ({holds})"
        self.page.wait_for_function(condition, arg=argument, timeout=READY)

    def check(self) -> None:
        assert not self.foreign
        assert not self.wrong


COLOUR_RULES = ("color-contrast", "link-in-text-block")
# Two frames after a change of size or colours its consequences are drawn, except transitions.
SETTLED = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
}"""


def appearances(page: Page) -> Iterator[tuple[int, str]]:
    """Show a page in each size and colour scheme, without loading it again: (width, scheme)."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            yield width, scheme


def violations(page: Page, axe: str, root: str = "", only: Sequence[str] = ()) -> list[object]:
    """Rules of accessibility that a page breaks, with the elements that break them.

    Args:
        page: The page.
        axe: Source of axe-core.
        root: Selector of the part to check; the whole page if empty.
        only: Names of the rules to check; all rules of A and AA if empty.
    """
    if not page.evaluate("!!window.axe"):
        page.evaluate(axe)
    options = {"runOnly": {"type": "rule", "values": list(only)}} if only else {}
    found = page.evaluate(
        "async ([root, options]) => (await axe.run(root || document, options)).violations",
        [root, options],
    )
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]


def check_appearances(page: Page, axe: str, root: str = "") -> None:
    """A page breaks no rule of accessibility and fits, in each size and colour scheme.

    Every rule is checked at each size; those of colours in the second scheme too.
    """
    for width, scheme in appearances(page):
        only = COLOUR_RULES if scheme == "dark" else ()
        assert (width, scheme, violations(page, axe, root, only)) == (width, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
