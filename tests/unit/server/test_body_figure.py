"""Every body is drawn with all its joints, degrees of freedom and muscles."""

import dataclasses
import json

import numpy as np
import pytest

from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names, load_body
from motorloops.model.params import Params
from motorloops.server.live import view
from motorloops.server.live.body_figure import Figure, describe_figure, figure_of
from motorloops.server.live.widget import FRONTEND
from motorloops.server.strings import string_table
from tests.helpers.fake_view import started
from tests.helpers.source import ROOT

PICTURED = [path.stem for path in (FRONTEND / "bodies").glob("*.toml")]
BODIES = (*body_names(load_atlas()), "chain:1", "chain:5", "ring:6", "tree:7")
each_body = pytest.mark.parametrize("name", BODIES)


def body_of(name: str):
    return load_body(name, load_atlas())


@each_body
def test_every_degree_of_freedom_turns_a_part(name):
    turns = figure_of(body_of(name)).turns
    assert {turn.dof for turn in turns} == {dof.key for dof in body_of(name).dofs}
    for turn in turns:
        np.testing.assert_allclose(np.linalg.norm(turn.axis), 1)


@each_body
def test_every_joint_can_be_touched_and_every_muscle_is_drawn(name):
    body = body_of(name)
    figure = figure_of(body)
    assert sorted(spot.joint for spot in figure.spots) == sorted(body.joints)
    assert sorted(row.muscle for row in figure.muscles) == sorted(row.key for row in body.muscles)


@each_body
def test_parts_have_a_length_and_a_parent_that_is_placed_before_them(name):
    known = {""}
    for part in figure_of(body_of(name)).parts:
        assert part.parent in known
        assert part.part not in known
        assert np.linalg.norm(part.to) > 0
        known.add(part.part)


@each_body
def test_all_that_is_drawn_stands_on_a_part_and_in_a_view(name):
    figure = figure_of(body_of(name))
    parts, views = {part.part for part in figure.parts}, {view.name for view in figure.views}
    rows = [*figure.turns, *figure.spots, *figure.lines, *figure.caps]
    named = {row.part for row in rows} | {
        end for m in figure.muscles for end in (m.from_[0], m.to[0])
    }
    assert named <= parts
    assert {muscle.view for muscle in figure.muscles} <= {"", *views}


@each_body
def test_a_muscle_crosses_the_joint_that_it_moves(name):
    body = body_of(name)
    figure = figure_of(body)
    moved = {}
    for turn in figure.turns:
        moved.setdefault(turn.dof.split("/")[0], set()).add(turn.part)
    parents = {part.part: part.parent for part in figure.parts}

    def chain(part: str) -> set[str]:
        return {part} | (chain(parents[part]) if parents[part] else set())

    for strand in figure.muscles:
        joint = body.muscles[body.channel(strand.muscle)].joint
        assert chain(strand.to[0]) & moved[joint], strand.muscle
        assert not chain(strand.from_[0]) & moved[joint], strand.muscle


@each_body
def test_the_description_is_plain_json_and_says_both_ways(name):
    told = describe_figure(body_of(name), "")
    assert json.loads(json.dumps(told)) == told
    assert all(len(turn["said"]) == 2 for turn in told["turns"])
    assert all(turn["named"] for turn in told["turns"]) == (name in PICTURED)
    pictured = {path.stem for path in (ROOT / "server" / "frontend" / "bodies").glob("*.toml")}
    assert set(string_table()["views"]) == {*pictured, "schematic", "crowded"}


def test_the_touched_joint_is_told():
    body = body_of("arm")
    assert view.touched(Params(), body) == ""
    assert view.touched(Params().replace(touch=1.0), body) == "elbow"
    assert view.touched(Params().replace(touch=0.5, touch_site="wrist"), body) == "wrist"


@pytest.mark.parametrize(("name", "drawn"), [("arm", "arm"), ("chain:3", "schematic")])
def test_a_body_without_a_picture_is_drawn_as_a_schematic(name, drawn):
    assert figure_of(body_of(name)).name == drawn


def test_another_body_of_a_pictured_name_is_drawn_as_a_schematic():
    arm = body_of("arm")
    renamed = dataclasses.replace(body_of("chain:4"), name=arm.name)
    assert figure_of(renamed).name == "schematic"


def test_a_schematic_places_the_joints_as_the_table_does():
    body = body_of("tree:7")
    figure = figure_of(body)
    ends = {"": np.zeros(3)}
    for part in figure.parts:
        ends[part.part] = ends[part.parent] + part.at
    drawn = np.array([ends[spot.part][:2] for spot in figure.spots])
    at = {dof.joint: (dof.x, dof.y) for dof in body.dofs}
    table = np.array([at[spot.joint] for spot in figure.spots])
    drawn, table = drawn - drawn[0], table - table[0]
    np.testing.assert_allclose(drawn / np.abs(drawn).max(), table / np.abs(table).max(), atol=1e-9)


@pytest.mark.parametrize(("name", "count"), [("chain:12", 12), ("chain:13", 0)])
def test_a_schematic_has_buttons_while_there_is_room_for_them(name, count):
    assert len(figure_of(body_of(name)).spots) == count


def test_a_schematic_shows_the_connection_that_closes_a_ring():
    assert len(figure_of(body_of("ring:6")).ties) == 1


def test_a_schematic_keeps_joints_of_one_place_apart():
    chain = body_of("chain:3")
    dofs = tuple(dataclasses.replace(dof, x=0.5, y=0.5) for dof in chain.dofs)
    figure = figure_of(dataclasses.replace(chain, dofs=dofs))
    assert all(np.linalg.norm(part.to) > 0.1 for part in figure.parts)


def test_a_schematic_turns_a_link_about_itself_by_a_rotation():
    arm = body_of("arm")
    figure = figure_of(dataclasses.replace(arm, name="own"))
    assert figure.name == "schematic"
    axes = {turn.dof: (turn.axis, turn.part) for turn in figure.turns}
    along = {part.part: np.array(part.to) / np.linalg.norm(part.to) for part in figure.parts}
    for dof, (axis, part) in axes.items():
        about = abs(np.dot(axis, along[part]))
        assert about == pytest.approx(1 if dof.endswith("/rotation") else 0), dof
    assert axes["wrist/flexion"][0] == (0, 0, 1)
    assert axes["wrist/deviation"][0][2] == 0  # out of the plane of the picture


def test_a_schematic_places_a_muscle_by_what_it_bends_in_the_plane():
    """The head of the neck has a rotation first: it is no bend in the plane of the picture."""
    neck = dataclasses.replace(body_of("neck"), name="own")
    figure = figure_of(neck)
    strands = {strand.muscle: strand for strand in figure.muscles}
    to = {part.part: np.array(part.to[:2]) for part in figure.parts}

    def side(muscle: str) -> float:
        part, point = strands[muscle].to
        x, y = to[part]
        return float(np.sign(x * point[1] - y * point[0]))

    tilt = [dof.key for dof in neck.dofs].index("head/tilt")
    for muscle in neck.muscles:
        arm = dict(muscle.moment_arms).get(tilt, 0.0)
        if muscle.joint == "head":
            assert side(muscle.key) == np.sign(arm), muscle.key


@each_body
def test_a_joined_part_has_the_colour_of_its_parent(name):
    parts = {part.part: part for part in figure_of(body_of(name)).parts}
    for part in parts.values():
        if part.joined:
            assert parts[part.parent].paint == part.paint


def test_hair_covers_a_ball():
    figure = figure_of(body_of("neck"))
    balls = {part.part for part in figure.parts if part.ball}
    assert figure.caps
    assert {cap.part for cap in figure.caps} <= balls


def test_a_part_without_a_width_is_refused():
    row = {"part": "a", "at": [0, 0, 0], "to": [1, 0, 0], "width": [0, 1]}
    empty = {"views": [], "turns": [], "spots": [], "muscles": [], "lines": []}
    with pytest.raises(ValueError, match="width"):
        Figure.model_validate({"across": [0, 1], "up": [0, 1], "parts": [row], **empty})


def test_the_ring_that_shows_a_touch_lets_it_go():
    runner, view = started()
    runner.toggle_touch()  # over the task's joint, which is not named
    touched = view.spec["body"]["touched"]
    assert touched == "elbow"
    view.say(type="touch", joint=touched)
    assert not runner.shown.touching
    assert view.spec["body"]["touched"] == ""
