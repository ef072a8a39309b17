"""The drawn person's geometry, without a page."""

import math
from typing import Any

import pytest

from tests.helpers.person import bodies, in_node

BODIES = tuple(bodies())


def radians(values: list[float]) -> list[float]:
    return [math.radians(value) for value in values]


def posed(body: str, **angles: float) -> list[float]:
    """Angles in radians; those not named (`joint__angle`) are 0."""
    keys = [dof["key"] for dof in bodies()[body]["dofs"]]
    assert {name.replace("__", "/") for name in angles} <= set(keys)
    return radians([angles.get(key.replace("/", "__"), 0.0) for key in keys])


def poses(body: str, *angles: list[float]) -> list[dict[str, float]]:
    expression = "angles.map((angle) => m.poseOf(info, angle))"
    return in_node("person.js", expression, info=bodies()[body], angles=list(angles))


def test_head_and_neck_add_up():
    angle = posed("neck", head__rotation=30, neck__rotation=13, head__tilt=-40, neck__tilt=-29)
    (pose,) = poses("neck", angle)
    assert pose["turn"] == pytest.approx(43)
    assert pose["tilt"] == pytest.approx(-69)
    assert pose["neckTilt"] == pytest.approx(-29)


@pytest.mark.parametrize("body", BODIES)
def test_every_degree_of_freedom_is_drawn(body):
    count = len(bodies()[body]["dofs"])
    (zero, *moved) = poses(
        body, [0.0] * count, *([0.3 * (k == j) for k in range(count)] for j in range(count))
    )
    assert all(value == 0 for value in zero.values())
    assert all(pose != zero for pose in moved)


@pytest.mark.parametrize("body", BODIES)
def test_the_twin_is_not_drawn_where_it_coincides(body):
    count = len(bodies()[body]["dofs"])
    angles = (
        [0.0] * count,
        radians([2.9] + [0.0] * (count - 1)),
        radians([3.1] + [0.0] * (count - 1)),
    )
    expression = (
        "angles.map((angle) => m.coincide(m.poseOf(info, angles[0]), m.poseOf(info, angle)))"
    )
    same = in_node("person.js", expression, info=bodies()[body], angles=angles)
    assert same == [True, True, False]


def test_full_activation_makes_a_belly_two_and_a_half_times_as_wide():
    rest, full, beyond = in_node("belly.js", "[0, 1, 2].map((a) => m.halfWidth(10, a))")
    assert full == pytest.approx(2.5 * rest)
    assert beyond == full


def test_a_muscle_is_asked_for_or_works_unasked_or_rests():
    roles = in_node(
        "belly.js",
        "[['a', 0], ['b', 0.1], ['b', 0.2]].map(([key, a]) => m.roleOf(key, a, new Set(['a'])))",
    )
    assert roles == ["asked", "rest", "unasked"]


def head(**angles: float) -> dict[str, Any]:
    """Where the drawing has places of the head, in a pose of the neck."""
    pose = {
        "turn": 0,
        "tilt": 0,
        "nod": 0,
        "neckTilt": 0,
        "neckNod": 0,
        "liftLeft": 0,
        "liftRight": 0,
    }
    expression = (
        "(() => { const { view, y } = m.skeleton(pose); const at = (p) => view.show(p);"
        " return { crown: at([0, 100, 0]), chin: at([0, -86, 50]), nose: at([0, -20, 84]),"
        " ear: at([67, 0, -12]), y }; })()"
    )
    return in_node("neck.js", expression, pose={**pose, **angles})


def test_the_head_follows_the_models_signs():
    rest = head()
    right = head(tilt=40, neckTilt=15)  # the person's right is at the left of the picture
    assert right["crown"][0] < rest["crown"][0] - 50
    left = head(tilt=-40, neckTilt=-15)
    assert left["crown"][0] - 240 == pytest.approx(240 - right["crown"][0], abs=0.1)
    assert head(turn=40)["nose"][0] < rest["nose"][0] - 30
    assert head(nod=30)["nose"][1] > rest["nose"][1] + 20
    back = head(nod=-45)
    assert back["chin"][1] < rest["chin"][1] - 10
    height = rest["chin"][1] - rest["crown"][1]
    assert back["chin"][1] - back["crown"][1] < 0.85 * height  # foreshortened
    assert head(liftLeft=7)["y"]["left"] < -15
    assert head(liftLeft=7)["y"]["right"] == 0


def test_the_head_lies_on_the_shoulder_at_the_largest_tilt():
    tilted = head(turn=43, tilt=-69, nod=-10, neckTilt=-30, neckNod=5)
    assert 400 < tilted["crown"][0] < 470  # in the picture
    assert 300 < tilted["ear"][1] < 430  # above the shoulder


def arm(**angles: float) -> dict[str, list[float]]:
    """Joints of the arm, and where along the hand, to the thumb and to the back lead."""
    pose = {"shoulder": 0, "elbow": 0, "rotation": 0, "wrist": 0, "deviation": 0, "fingers": 0}
    return in_node("arm.js", "m.skeleton(pose)", pose={**pose, **angles})


def test_the_arm_follows_the_models_signs():
    rest = arm()
    assert arm(shoulder=60)["elbow"][0] > rest["elbow"][0] + 80
    bent = arm(elbow=61)
    assert bent["wrist"][1] < rest["wrist"][1] - 80
    assert abs(bent["wrist"][1] - bent["elbow"][1]) < 20  # the healthy forearm is level
    down = arm(elbow=61, rotation=60)  # the palm turns down: the back of the hand up
    assert down["back"][1] < bent["back"][1] - 0.5
    assert arm(wrist=40)["u"][2] > 0.3  # towards the palm, away from the viewer
    towards_thumb = arm(elbow=61, deviation=-30)
    assert towards_thumb["u"][1] < bent["u"][1] - 0.3


def hand(**angles: float) -> dict[str, Any]:
    pose = dict.fromkeys(("wrist", "deviation", "thumb", "middle", "ring", "little"), 0)
    expression = (
        "(({ at, wrist, ...rest }) => ({ ...rest, wrist, tip: rest.pen(0) }))(m.stand(pose))"
    )
    return in_node("hand.js", expression, pose={"index": 77, **pose, **angles})


def test_the_pen_stays_on_the_paper_until_the_wrist_lifts_it():
    held = hand()
    for angles in ({"wrist": 50}, {"wrist": -14}, {"deviation": -29}, {"thumb": 60}, {"index": 95}):
        assert hand(**angles)["tip"] == pytest.approx(held["tip"])
    assert hand(wrist=50)["wrist"][1] < held["wrist"][1]
    assert hand(wrist=-50)["tip"][1] < held["tip"][1] - 20


@pytest.mark.parametrize("finger", ["index", "middle", "ring", "little"])
def test_a_finger_that_bends_comes_nearer_to_the_palm(finger):
    def reach(flexion: float) -> float:
        points = hand(**{finger: flexion})[finger]
        return math.dist(points[0], points[3])

    bent = {"index": 110}.get(finger, 90)
    assert (
        reach(bent) < reach(77 if finger == "index" else 0) < reach(0 if finger == "index" else -40)
    )


def test_the_words_of_a_label_are_split_evenly():
    lines = in_node(
        "labels.js", "[m.wrap('asked to pull'), m.wrap('healthy twin'), m.wrap('gemelo')]"
    )
    assert lines == [["asked", "to pull"], ["healthy twin"], ["gemelo"]]


def test_limbs_and_outlines_run_clockwise():
    area = (
        "(m.clockwise([[0, 0], [0, 1], [1, 1], [1, 0]]).reduce((sum, [x, y], i, all) => {"
        " const [u, v] = all[(i + 1) % all.length]; return sum + x * v - u * y; }, 0))"
    )
    assert in_node("geometry.js", area) > 0
    assert in_node("geometry.js", "m.capsule([0, 0], 2, [0, 0], 5)").startswith("M-5 0")
