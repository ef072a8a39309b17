"""Explore on paper, in forced colours, with more contrast, zoomed, and in another site's frame."""

import re
import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Page, expect

from motorloops.server.theme import DARK, DARK_MORE, LIGHT, LIGHT_MORE, PAPER
from scripts.served import Served
from tests.helpers.visitor import READY, SETTLED, Visitor, violations

COLOUR = "(name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)"
# The colours of the painted picture of the body, the most frequent first: [r, g, b].
PAINTED = """() => {
    const canvas = document.querySelector(".ml-figure canvas"), counts = new Map();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250) {
        const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        counts.set(key, (counts.get(key) || 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 12).map(([key]) => key);
}"""
# Where the ring of each joint lies in the picture, px.
RINGS = """() => {
    const { left, top } = document.querySelector(".ml-figure canvas").getBoundingClientRect();
    return [...document.querySelectorAll(".ml-spot")].map((ring) => ring.getBoundingClientRect())
        .map((box) => [Math.round(box.left - left), Math.round(box.top - top)]);
}"""
BOX = """(selector) => { const { width, height, bottom, top } =
    document.querySelector(selector).getBoundingClientRect();
    return { width, height, bottom, top }; }"""


@pytest.fixture
def visit(server_url: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def enter(query: str = "preset=moderate&ms=1000", **options: object) -> Visitor:
        visitors.append(Visitor(new_page(**options), server_url))
        visitors[-1].page.goto(f"{server_url}/?{query}")
        visitors[-1].wait("motorloops.painted > 0 && motorloops.frame.time >= 1000")
        expect(visitors[-1].button("Play")).to_be_visible(timeout=READY)
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.check()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_rings_stay_on_their_joints(visit, size, scheme):
    page = visit(width=size[0], height=size[1], color_scheme=scheme).page
    rings, figure = page.evaluate(RINGS), page.evaluate(BOX, ".ml-figure")
    page.emulate_media(media="print", color_scheme=scheme)
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    page.evaluate(SETTLED)
    assert {name: page.evaluate(COLOUR, name) for name in PAPER} == PAPER
    assert page.evaluate(RINGS) == rings
    paper = page.evaluate(BOX, ".ml-figure")
    assert (paper["width"], paper["height"]) == (figure["width"], figure["height"])
    soft = [str(int(PAPER["soft"][k : k + 2], 16)) for k in (1, 3, 5)]
    assert ",".join(soft) in page.evaluate(PAINTED)  # the canvas is painted again
    assert page.locator(":is(.ml-bar, .ml-nudge, .ml-menus, .ml-top):visible").count() == 0
    exact = "getComputedStyle(document.querySelector('.ml-zone')).printColorAdjust"
    assert page.evaluate(exact) == "exact"  # else a browser leaves the gauge's pattern out
    page.emulate_media(media="screen", color_scheme=scheme)
    page.evaluate(SETTLED)
    assert page.evaluate(COLOUR, "ink") == {"light": LIGHT, "dark": DARK}[scheme]["ink"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_icons_tracks_and_patterns(visit, axe_script, scheme):
    page = visit(forced_colors="active", color_scheme=scheme).page
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style = "([part, pseudo, name]) => getComputedStyle(document.querySelector(part), pseudo)[name]"
    ground = page.evaluate(style, [".ml-clock .ml-press:not(.ml-primary)", None, "backgroundColor"])
    assert page.evaluate(style, [".ml-icon-step", None, "backgroundColor"]) != ground
    for zone in ("raised", "high", "very_high"):
        pattern = page.evaluate(style, [f".ml-zone-{zone}", "::before", "backgroundImage"])
        assert "repeating-linear-gradient" in pattern
    for part in (".ml-track input", ".ml-needle", ".ml-icon"):
        assert page.evaluate(style, [part, None, "forcedColorAdjust"]) == "none"
    assert page.evaluate(COLOUR, "ink") == "CanvasText"
    skin = page.evaluate(PAINTED)[0]  # the canvas follows: the body has the colour of the ground
    assert skin == ("255,255,255" if scheme == "light" else "0,0,0")
    assert violations(page, axe_script) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_more_contrast_changes_the_page_and_its_pictures(visit, axe_script, size, scheme):
    page = visit(width=size[0], height=size[1], color_scheme=scheme).page
    before = page.evaluate(PAINTED)
    page.emulate_media(contrast="more", color_scheme=scheme)
    page.evaluate(SETTLED)
    more = {"light": LIGHT_MORE, "dark": DARK_MORE}[scheme]
    assert page.evaluate(COLOUR, "soft") == more["soft"]
    assert page.evaluate(PAINTED) != before
    assert violations(page, axe_script) == []


@pytest.mark.parametrize("body", ["arm", "hand", "neck"])
@pytest.mark.parametrize("size", [(640, 400), (390, 844), (320, 640)], ids=str)
def test_the_body_is_on_the_first_screen(visit, size, body):
    """640 x 400 is a page of 1280 x 800 at 200 %."""
    page = visit(f"body={body}&ms=1000", width=size[0], height=size[1]).page
    figure, clock = page.evaluate(BOX, ".ml-figure"), page.evaluate(BOX, ".ml-clock")
    gauge = page.evaluate(BOX, ".ml-readout")
    assert figure["bottom"] <= clock["top"] + 1
    assert figure["height"] >= 180
    assert gauge["bottom"] <= clock["top"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


class Site(BaseHTTPRequestHandler):
    """Another site, whose page shows the dashboard at the address in its query in a frame."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        address = escape(unquote(self.path.partition("?")[2]))
        self.wfile.write(f'<iframe src="{address}" width="760" height="600"></iframe>'.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[int]:
    """The port of another site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_frame_comes_back_after_a_lost_connection(tmp_path, new_page, site):
    """Browsers send no cookie from there."""
    with Served(tmp_path, "--embed-in", f"http://localhost:{site}") as server:
        page, routes = new_page(), []
        page.route_web_socket(
            re.compile("/channels"), lambda ws: routes.append((ws, ws.connect_to_server()))
        )
        page.goto(f"http://localhost:{site}/?{quote(f'{server.url}/?embed=1')}")
        inside = page.frame_locator("iframe")
        step, frame = inside.get_by_role("button", name="Step", exact=True), page.frames[1]
        for ms in (10, 20):
            step.click(timeout=READY)
            frame.wait_for_function(f"window.motorloops?.frame?.time === {ms}", timeout=READY)
        for side in routes[0]:
            side.close()
        expect(inside.locator(".ml-lost")).to_have_count(0)
        step.click()
        frame.wait_for_function("motorloops.frame.time === 30", timeout=READY)
        assert len(routes) == 2


def test_only_a_named_site_may_show_it_in_a_frame(tmp_path, new_page, site):
    named, other = f"http://localhost:{site}", f"http://127.0.0.1:{site}"
    with Served(tmp_path, "--embed-in", named) as server:
        address = quote(f"{server.url}/?preset=cervical&embed=1&play=1")
        page = new_page()
        page.goto(f"{named}/?{address}")
        inside = page.frame_locator("iframe")
        expect(inside.locator(".ml-sentence")).to_contain_text("sternocleidomastoid", timeout=READY)
        expect(inside.locator(".ml-figure")).to_be_visible()
        assert inside.locator(":is(.ml-top, .ml-net, .ml-menus):visible").count() == 0
        expect(inside.get_by_text("not medical advice")).to_be_visible()
        stranger, said = new_page(), []
        stranger.on("console", lambda message: said.append(message.text))
        stranger.goto(f"{other}/?{address}")
        expect(stranger.frame_locator("iframe").locator(".ml-page")).to_have_count(0)
        assert any("frame-ancestors" in text for text in said)
