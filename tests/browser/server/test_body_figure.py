"""The body, its touch, the gauge and the dots of Explore, as a visitor meets them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.visitor import appearances, check_appearances

READY = 60_000  # ms; two busy cores and a first visit
BODIES = ("arm", "hand", "neck")
FIGURE = "document.querySelector('.ml-figure canvas').toDataURL()"
SPOT = ".ml-spot[data-joint='{}']"
# Where the end of each turned part goes when its degree of freedom alone is turned by 0.3 rad.
MOVES = """async () => {
  const { pose } = await import("/frontend/body_bones.js");
  const { spec } = motorloops.body, places = (angles) => pose(spec.body, angles);
  const rest = places(spec.dofs.map(() => 0));
  return spec.body.turns.map((turn) => {
    const turned = places(spec.dofs.map((_, i) => (i === turn.angle ? 0.3 : 0)));
    const part = spec.body.parts.find((row) => row.part === turn.part);
    const went = (point) => turned.get(part.part)(point)
      .map((value, i) => value - rest.get(part.part)(point)[i]);
    return { dof: turn.dof, end: went(part.to), face: went([0, 0, 1]), top: went([0, 1, 0]) };
  });
}"""


@pytest.fixture
def explore(server_url: str, new_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens Explore with what an address sets up; no error may be written on it."""
    wrong: list[str] = []

    def enter(query: str = "", **options: object) -> Page:
        page = new_page(**options)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{server_url}/{query}")
        page.wait_for_function("window.motorloops && motorloops.frame", timeout=READY)
        return page

    yield enter
    assert not wrong


def play_until(page: Page, ms: int) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("(ms) => motorloops.frame.time >= ms", arg=ms, timeout=READY)


@pytest.mark.parametrize("body", BODIES)
def test_the_angles_move_the_body(explore, body):
    page = explore(f"?body={body}&preset=severe")
    page.wait_for_function("motorloops.painted > 0", timeout=READY)
    before = page.evaluate(FIGURE)
    play_until(page, 1000)
    assert page.evaluate("motorloops.frame.angles.some((angle) => Math.abs(angle) > 0.001)")
    assert page.evaluate(FIGURE) != before


def moves(page: Page) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in page.evaluate(MOVES):
        found.setdefault(row["dof"], []).append(row)
    return found


def test_the_joints_of_the_arm_bend_upwards_and_forwards(explore):
    for dof, parts in moves(explore("?body=arm")).items():
        for row in parts:
            assert row["end"][0 if dof == "shoulder/flexion" else 1] > 0, dof


def test_fingers_bend_towards_the_palm_and_the_thumb_across_it(explore):
    for dof, parts in moves(explore("?body=hand")).items():
        for row in parts:
            across = dof == "thumb/flexion"
            assert row["end"][2 if across else 1] < 0, dof


def test_the_head_turns_tilts_and_nods_as_the_names_say(explore):
    """The person faces the viewer: their right is the viewer's left."""
    found = {dof: rows[0] for dof, rows in moves(explore("?body=neck")).items()}
    for joint in ("head", "neck"):
        assert found[f"{joint}/rotation"]["face"][0] < 0
        assert found[f"{joint}/tilt"]["top"][0] < 0
        assert found[f"{joint}/flexion"]["face"][1] < 0
    for side in ("left", "right"):
        assert found[f"shoulder_{side}/elevation"]["end"][1] > 0


def test_a_spot_is_touched_by_keyboard_and_let_go(explore):
    page = explore()
    spot = page.get_by_role("button", name="Touch the skin over the wrist")
    expect(spot).to_have_attribute("aria-pressed", "false")
    spot.press("Enter")
    expect(spot).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Light touch")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.dataset.joint") == "wrist"
    expect(page.locator("input[name=touch_site][value=wrist]")).to_be_checked()
    spot.press("Enter")
    expect(spot).to_have_attribute("aria-pressed", "false")


def test_a_brief_touch_lets_go_by_itself(explore):
    page = explore()
    page.get_by_role("radio", name="One brief touch").check()
    page.locator(SPOT.format("shoulder")).click()
    expect(page.locator(SPOT.format("shoulder"))).to_have_attribute("aria-pressed", "true")
    play_until(page, 600)
    expect(page.locator(SPOT.format("shoulder"))).to_have_attribute("aria-pressed", "false")


def test_a_twisted_joint_and_a_stiff_one_are_named(explore):
    page = explore("?body=neck&preset=severe")
    play_until(page, 2000)
    head = page.locator(f"{SPOT.format('head')} + .ml-joint-text")
    expect(head).to_contain_text("turned to the right")
    expect(head).to_contain_text("stiff")


def test_the_gauge_points_at_the_word_that_stands_beside_it(explore):
    page = explore("?preset=severe")
    play_until(page, 1500)
    here = page.locator(".ml-zone.ml-here")
    expect(here).to_have_text("very high")
    expect(page.locator("[data-reading='index']")).to_contain_text("very high")


def test_dots_run_while_time_does_and_not_for_those_who_ask_for_calm(explore):
    count = """() => { window.dots = 0; const old = CanvasRenderingContext2D.prototype.arc;
        CanvasRenderingContext2D.prototype.arc = function (...a) {
            if (this.canvas.closest('.ml-stage')) window.dots += 1;
            return old.apply(this, a); }; }"""
    page = explore()
    page.evaluate(count)
    play_until(page, 1500)
    assert page.evaluate("dots") > 0
    calm = explore(reduced_motion="reduce")
    calm.evaluate(count)
    play_until(calm, 1500)
    assert calm.evaluate("dots") == 0


def test_the_first_hint_is_read_once(explore):
    page = explore()
    hint = page.get_by_role("complementary", name="First steps")
    expect(hint).to_contain_text("Basal ganglia")
    hint.get_by_role("button").click()
    expect(hint).to_have_count(0)
    page.reload()
    page.wait_for_function("window.motorloops && motorloops.frame", timeout=READY)
    expect(hint).to_have_count(0)


@pytest.mark.parametrize("body", BODIES)
def test_spots_are_large_apart_and_break_no_rule(explore, axe_script, body):
    page = explore(f"?body={body}&preset=severe")
    play_until(page, 500)
    page.get_by_role("button", name="Pause", exact=True).click()
    check_appearances(page, axe_script, ".ml-grid")
    for _ in appearances(page):
        check_spots(page)


def check_spots(page: Page) -> None:
    """Each spot is large enough, and its centre is pressed on its own."""
    boxes = page.evaluate("""() => [...document.querySelectorAll(".ml-spot")].map((spot) => {
        const { x, y, width, height } = spot.getBoundingClientRect();
        // The size before a shift by parts of a pixel, which rounds it.
        const size = Math.min(spot.offsetWidth, spot.offsetHeight);
        return { x: x + width / 2, y: y + height / 2, size }; })""")
    assert min(box["size"] for box in boxes) >= 44
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert max(abs(a["x"] - b["x"]), abs(a["y"] - b["y"])) >= 24
