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


def test_the_arm_turns_as_the_names_say(explore):
    """x forwards, y up, z to the viewer; at rest the thumb is up and the palm faces away."""
    found = moves(explore("?body=arm"))
    assert found["shoulder/flexion"][0]["end"][0] > 0
    assert found["elbow/flexion"][0]["end"][1] > 0
    rotated = found["elbow/rotation"][0]
    assert rotated["top"][2] < 0  # the thumb goes inwards,
    assert rotated["face"][1] > 0  # and the back of the hand comes up
    assert found["wrist/flexion"][0]["end"][2] < 0
    assert found["wrist/deviation"][0]["end"][1] < 0
    assert len(found["fingers/flexion"]) == 8
    for row in found["fingers/flexion"]:
        assert row["end"][2] < 0


def test_fingers_bend_towards_the_palm_and_the_thumb_across_it(explore):
    found = moves(explore("?body=hand"))
    (sideways,) = found.pop("wrist/deviation")
    assert sideways["end"][2] < 0  # the little finger is away from the viewer
    for dof, parts in found.items():
        for row in parts:
            assert row["end"][1] < 0, dof
            if dof == "thumb/flexion":
                assert row["end"][2] < 0


# The parts that move, in the groups that cover each other, the farthest first.
LAYERS = """async (angles) => {
  const { pose, lens } = await import("/frontend/body_bones.js");
  const { groups } = await import("/frontend/body_shapes.js");
  const { spec } = motorloops.body, { body: figure } = spec, rad = Math.PI / 180;
  const named = new Map(figure.turns.map((turn) => [turn.angle, turn.dof]));
  const places = pose(figure, spec.dofs.map((_, i) => (angles[named.get(i)] || 0) * rad));
  return groups(figure, places, lens(figure, figure.views[0], 370, 300), (part) => !part.still)
    .map((group) => group.parts.map(({ part }) => part.part));
}"""


def order(page: Page, **angles: float) -> list[str]:
    """The parts of the first view, the farthest first; angles in degrees, ``elbow_flexion=30``."""
    turned = {"/".join(key.rsplit("_", 1)): value for key, value in angles.items()}
    return [part for group in page.evaluate(LAYERS, turned) for part in group]


def test_the_palm_covers_a_bent_finger_and_not_a_straight_one(explore):
    page = explore("?body=hand")
    straight, bent = order(page), order(page, ring_flexion=60)
    assert straight.index("palm") < straight.index("ring")
    assert bent.index("ring_tip") < bent.index("ring_middle") < bent.index("palm")
    assert bent.index("palm") < bent.index("middle")


def test_the_head_covers_the_ear_that_it_turns_away(explore):
    page = explore("?body=neck")
    for side, away, near in ((1, "right", "left"), (-1, "left", "right")):
        turned = order(page, head_rotation=40 * side)
        assert turned.index(f"ear_{away}") < turned.index("head") < turned.index(f"ear_{near}")
        assert turned.index("neck") < turned.index("head") < turned.index("nose")


FACE = """async (degrees) => {
  const { pose, lens } = await import("/frontend/body_bones.js");
  const { spec } = motorloops.body, { body: figure } = spec;
  const which = (dof) => figure.turns.find((turn) => turn.dof === dof).angle;
  const places = pose(figure, spec.dofs.map((_, i) => {
    const dof = Object.keys(degrees).find((key) => which(key) === i);
    return dof ? (degrees[dof] * Math.PI) / 180 : 0; }));
  const show = lens(figure, figure.views[0], 370, 300);
  const at = (part, point) => show(places.get(part)(point));
  return { nose: at("nose", [0, -0.36, 0.2]), head: at("head", [0, 1.4, 0]),
    top: at("head", [0, 2.5, 0]), chin: at("jaw", [0, -0.1, 0.6]) };
}"""


def test_turn_tilt_and_nod_look_different_from_the_front(explore):
    page = explore("?body=neck")

    def face(**degrees: float) -> dict[str, list[float]]:
        return page.evaluate(FACE, {f"head/{dof}": value for dof, value in degrees.items()})

    rest, turned, tilted = face(), face(rotation=30), face(tilt=30)
    forwards, backwards = face(flexion=30), face(flexion=-30)
    # The person's right is the viewer's left; y of the canvas points down.
    assert turned["nose"][0] < rest["nose"][0] - 15
    assert turned["head"][0] == pytest.approx(rest["head"][0])
    assert tilted["top"][0] < rest["top"][0] - 40
    assert tilted["chin"][0] == pytest.approx(rest["chin"][0], abs=10)
    assert forwards["nose"][1] - forwards["head"][1] > rest["nose"][1] - rest["head"][1] + 10
    assert backwards["nose"][1] - backwards["head"][1] < rest["nose"][1] - rest["head"][1] - 10


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
    page = explore("?body=neck&preset=cervical")
    play_until(page, 2000)
    head = page.locator(f"{SPOT.format('head')} + .ml-joint-text")
    expect(head).to_contain_text("turned to the right")
    expect(head).to_contain_text("stiff")


LABELS = """() => [...document.querySelectorAll(".ml-joint-text:not(:empty)")]
    .map((note) => { const { left, top, right, bottom } = note.getBoundingClientRect();
      return [note.textContent, left, top, right, bottom]; })"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["?preset=severe", "?preset=writers_cramp", "?preset=cervical"])
def test_labels_stay_in_the_picture_and_apart(explore, address, width):
    page = explore(address, width=width)
    play_until(page, 1500)
    page.get_by_role("button", name="Pause", exact=True).click()
    labelled = "() => document.querySelectorAll('.ml-joint-text:not(:empty)').length > 2"
    page.wait_for_function(labelled)
    box = page.locator(".ml-figure").bounding_box()
    labels = page.evaluate(LABELS)
    assert box
    for text, left, top, right, bottom in labels:
        assert min(left - box["x"], box["x"] + box["width"] - right) >= -1, text
        assert min(top - box["y"], box["y"] + box["height"] - bottom) >= -1, text
    for i, (text, left, top, right, bottom) in enumerate(labels):
        for other, x0, y0, x1, y1 in labels[i + 1 :]:
            apart = left >= x1 - 2 or x0 >= right - 2 or top >= y1 - 2 or y0 >= bottom - 2
            assert apart, (text, other)


def test_labels_can_be_placed_before_another_body_is_painted(explore):
    page = explore("?body=arm&preset=severe")
    play_until(page, 500)
    page.evaluate("""() => {
      const { body } = motorloops, other = structuredClone(body.spec);
      for (const part of other.body.parts) {
        part.part += "'";
        if (part.parent) part.parent += "'";
      }
      for (const turn of other.body.turns) turn.part += "'";
      body.picture.resize(other, 300, 300);
      body.picture.covered();
    }""")


def test_the_list_of_postures_says_the_direction(explore):
    page = explore("?body=arm&preset=severe")
    play_until(page, 1500)
    row = page.locator(".ml-posture li", has_text="bend of the elbow")
    expect(row.locator(".ml-turn")).to_contain_text("° bent")
    assert page.locator(".ml-posture li").count() == 6
    assert "−" not in page.locator(".ml-posture").inner_text()


def test_only_opponents_that_work_at_once_make_a_joint_stiff(explore):
    page = explore("?body=arm")
    stiff = """async (active) => {
      const { isStiff } = await import("/frontend/body_spots.js"), { spec } = motorloops.body;
      return isStiff(spec, "elbow", spec.muscles.map(({ key }) => active[key] || 0));
    }"""
    assert page.evaluate(stiff, {"biceps": 0.5, "triceps": 0.3})
    assert page.evaluate(stiff, {"pronator": 0.5, "supinator": 0.5})
    assert not page.evaluate(stiff, {"biceps": 0.5, "triceps": 0.06})  # as in health
    assert not page.evaluate(stiff, {"biceps": 0.5, "pronator": 0.5})
    assert not page.evaluate(stiff, {"biceps": 0.5, "supinator": 0.5})


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
