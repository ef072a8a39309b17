"""Bodies from tables and synthetic ones; a spoilt body table is refused at the cell."""

from pathlib import Path

import numpy as np
import pytest

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import GROUP_LEAN, HEALTHY_INDEX, Body, body_names, load_body
from tests.helpers.invalid import invalid
from tests.helpers.tables import Tables

ARM, JOINTS, NECK = "bodies/arm.csv", "bodies/arm_joints.csv", "bodies/neck.csv"
NAMES = ("arm", "hand", "neck", "chain:7", "ring:5", "tree:9")


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path / "atlas")


def body(name: str) -> Body:
    return load_body(name, load_atlas())


def refused(tables: Tables, name: str, field: str, *words: str) -> None:
    """Load a body of the tables; expect a refusal that names ``field`` and says ``words``."""
    with pytest.raises(InputError) as caught:
        load_body(name, load_atlas(tables.folder))
    assert caught.value.field == field
    for word in words:
        assert word in str(caught.value)


# --- bodies -----------------------------------------------------------------------------


def test_the_arm_is_a_chain_of_four_joints_that_also_turns_and_bends_sideways() -> None:
    arm = body("arm")
    assert arm.joints == ("shoulder", "elbow", "wrist", "fingers")
    assert arm.neighbours == ((0, 1), (1, 2), (2, 3))
    assert arm.agonist == "biceps"
    assert [muscle.group for muscle in arm.muscles] == ["flexor", "extensor"] * 5
    assert [dof.key for dof in arm.dofs] == [
        "shoulder/flexion", "elbow/flexion", "elbow/rotation", "wrist/flexion", "wrist/deviation",
        "fingers/flexion",
    ]  # fmt: skip
    assert [muscle.moment_arms for muscle in arm.muscles[:2]] == [((0, 1.0),), ((0, -1.0),)]
    assert arm.joint_of.tolist() == [0, 0, 1, 1, 1, 1, 2, 2, 3, 3]
    assert arm.joint_of.dtype == np.int64


def test_the_forearm_has_opponents_that_turn_it() -> None:
    arm = body("arm")
    turns = arm.dofs.index(next(dof for dof in arm.dofs if dof.key == "elbow/rotation"))
    arms = {muscle.key: dict(muscle.moment_arms).get(turns, 0.0) for muscle in arm.muscles}
    assert arms["pronator"] > 0 > arms["supinator"]
    assert arms["biceps"] < 0
    opposing = [arm.muscles[m].key for m, _ in arm.antagonists(arm.channel("supinator"))]
    assert opposing == ["pronator"]


@pytest.mark.parametrize("name", ["arm", "hand", "neck"])
def test_opponents_are_not_equally_strong_and_no_muscle_is_beyond_its_table(name: str) -> None:
    muscles = body(name).muscles
    assert len({muscle.strength for muscle in muscles}) > 2
    assert all(0 < muscle.strength <= 10 and 0.5 <= muscle.length <= 1.5 for muscle in muscles)


def test_moment_arms_are_in_the_order_of_the_degrees_of_freedom(tables: Tables) -> None:
    rows = tables.read(ARM)
    tables.write(ARM, [rows[0], *rows[:0:-1]])
    arms = {m.key: m.moment_arms for m in load_body("arm", load_atlas(tables.folder)).muscles}
    assert arms == {muscle.key: muscle.moment_arms for muscle in body("arm").muscles}


def test_a_table_without_strength_and_length_has_ones(tables: Tables) -> None:
    for column in ("strength", "length"):
        tables.drop_column(ARM, column)
    arm = load_body("arm", load_atlas(tables.folder))
    assert {(muscle.strength, muscle.length) for muscle in arm.muscles} == {(1.0, 1.0)}
    assert [muscle.key for muscle in arm.muscles] == [muscle.key for muscle in body("arm").muscles]


def test_synthetic_muscles_are_alike() -> None:
    assert {(m.strength, m.length, m.side) for m in body("ring:5").muscles} == {(1.0, 1.0, "")}


# --- neighbours -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_neighbours_are_near_muscles_that_do_not_oppose(name: str) -> None:
    some = body(name)
    for channel in range(len(some.muscles)):
        found = dict(some.neighbours_of(channel))
        against = dict(some.antagonists(channel))
        apart = some.distances(int(some.joint_of[channel]))[some.joint_of]
        assert set(found) == {
            other
            for other in range(len(some.muscles))
            if apart[other] <= 1 and other != channel and other not in against
        }
        for other, share in found.items():
            assert dict(some.neighbours_of(other))[channel] == share


def test_a_pair_of_neighbours_does_not_depend_on_how_many_there_are() -> None:
    shares = {
        share
        for name in NAMES
        for channel in range(len(body(name).muscles))
        for _, share in body(name).neighbours_of(channel)
    }
    assert shares == {1.0 - GROUP_LEAN, 1.0 + GROUP_LEAN}


def test_synergists_of_one_joint_are_neighbours() -> None:
    neck, arm = body("neck"), body("arm")
    splenius = neck.channel("splenius_left")
    assert neck.channel("semispinalis_left") in dict(neck.neighbours_of(splenius))
    assert neck.channel("sternocleidomastoid_right") not in dict(neck.neighbours_of(splenius))
    assert arm.channel("supinator") in dict(arm.neighbours_of(arm.channel("biceps")))
    assert arm.channel("triceps") not in dict(arm.neighbours_of(arm.channel("biceps")))


def test_neighbours_of_one_side_or_without_sides_of_one_group_share_more() -> None:
    neck, arm = body("neck"), body("arm")
    shares = dict(neck.neighbours_of(neck.channel("scalene_left")))
    for other, share in shares.items():
        same = neck.muscles[other].side == "left"
        assert share == (1.0 + GROUP_LEAN if same else 1.0 - GROUP_LEAN)
    shares = dict(arm.neighbours_of(arm.channel("biceps")))
    assert shares[arm.channel("wrist_flexor")] == 1.0 + GROUP_LEAN
    assert shares[arm.channel("wrist_extensor")] == 1.0 - GROUP_LEAN


# --- sides ------------------------------------------------------------------------------


def test_a_body_knows_its_sides() -> None:
    assert body("neck").sides == ("left", "right")
    assert body("arm").sides == body("chain:7").sides == ()
    body("neck").check_choice("side", "right")
    with pytest.raises(InputError, match='did you mean "left"'):
        body("neck").check_choice("side", "lef")
    with invalid("side", "left"):
        body("arm").check_choice("side", "left")


def test_the_hand_has_six_joints_and_the_wrist_touches_every_digit() -> None:
    hand = body("hand")
    assert len(hand.muscles) == 12
    assert hand.agonist == "index_flexor"
    assert hand.distances(hand.joint_index("wrist")).tolist() == [0, 1, 1, 1, 1, 1]
    assert hand.distances(hand.joint_index("thumb")).tolist() == [1, 0, 1, 2, 2, 2]


def test_the_neck_mirrors_left_and_right() -> None:
    neck = body("neck")
    for muscle in neck.muscles:
        if muscle.side == "left":
            mirror = neck.muscles[neck.channel(muscle.key.replace("_left", "_right"))]
            arms = {neck.dofs[dof].key: arm for dof, arm in muscle.moment_arms}
            mirrored = {neck.dofs[dof].key: arm for dof, arm in mirror.moment_arms}
            assert mirror.side == "right"
            assert mirrored == {
                key.replace("_left", "_right"): arm
                if key.endswith(("flexion", "elevation"))
                else -arm
                for key, arm in arms.items()
            }


def test_the_sternocleidomastoid_turns_away_tilts_towards_and_bows() -> None:
    neck = body("neck")
    muscle = neck.muscles[neck.channel(neck.agonist)]
    arms = {neck.dofs[dof].key: arm for dof, arm in muscle.moment_arms}
    assert muscle.key == "sternocleidomastoid_left"
    assert arms["head/rotation"] > 0 > arms["head/tilt"]
    assert arms["head/flexion"] > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_body_is_connected_and_every_muscle_has_antagonists(name: str) -> None:
    some = body(name)
    assert some.muscles[some.channel(some.agonist)].key == some.agonist
    assert some.distances(0).min() == 0
    for channel, muscle in enumerate(some.muscles):
        shares = some.antagonists(channel)
        assert sum(share for _, share in shares) == pytest.approx(1)
        assert channel not in dict(shares)
        for other, _ in shares:
            assert some.joint_of[other] == some.joint_of[channel]
            assert channel in dict(some.antagonists(other))
        assert {some.dofs[dof].joint for dof, _ in muscle.moment_arms} == {muscle.joint}


@pytest.mark.parametrize("name", NAMES)
def test_within_agrees_with_the_distances(name: str) -> None:
    some = body(name)
    for joint in range(len(some.joints)):
        distances = some.distances(joint)
        for radius in (0, 1, 2):
            within = some.within(joint, radius)
            assert within[0] == joint
            assert sorted(within) == np.flatnonzero(distances <= radius).tolist()


def test_antagonists_share_by_how_much_they_oppose(tables: Tables) -> None:
    row = tables.find(ARM, muscle="triceps")
    for key, arm in (("anconeus", "-3"), ("brachialis", "2")):
        new = tables.repeat(ARM, row)
        tables.set(ARM, new, "muscle", key)
        tables.set(ARM, new, "moment_arm", arm)
    arm = load_body("arm", load_atlas(tables.folder))
    shares = {arm.muscles[other].key: share for other, share in arm.antagonists(2)}
    assert shares == {"triceps": pytest.approx(0.25), "anconeus": pytest.approx(0.75)}


def test_unknown_muscles_and_joints_suggest_the_nearest() -> None:
    with pytest.raises(InputError, match='did you mean "biceps"'):
        body("arm").channel("bicep")
    with pytest.raises(InputError, match='did you mean "elbow"'):
        body("arm").joint_index("elbo")


def test_body_names_and_unknown_bodies() -> None:
    assert body_names(load_atlas())[:3] == ("arm", "hand", "neck")
    with pytest.raises(InputError, match='did you mean "hand"'):
        body("hnd")
    with invalid("body", "zzz"):
        body("zzz")
    assert body("arm") is body("arm")


# --- synthetic bodies -------------------------------------------------------------------


def test_synthetic_bodies_have_their_shapes() -> None:
    assert body("chain:4").neighbours == ((0, 1), (1, 2), (2, 3))
    assert body("ring:4").distances(0).tolist() == [0, 1, 2, 1]
    assert body("tree:7").distances(0).tolist() == [0, 1, 1, 2, 2, 2, 2]
    assert [body(name).agonist for name in ("chain:7", "ring:7", "tree:7")] == [
        "flexor_3", "flexor_0", "flexor_0",
    ]  # fmt: skip
    two = body("chain:2")
    assert two.joints == ("j0", "j1")
    assert [muscle.key for muscle in two.muscles] == [
        "flexor_0", "extensor_0", "flexor_1", "extensor_1",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["chain", "ring", "tree"])
def test_ten_thousand_joints_are_made(shape: str) -> None:
    large = body(f"{shape}:10000")
    near = large.within(large.joint_of[large.channel(large.agonist)], 2)
    assert len(large.muscles) == 20_000
    assert len(near) == 7 if shape == "tree" else 5
    assert all(0 <= dof.x <= 1 and 0 <= dof.y <= 1 for dof in large.dofs)


@pytest.mark.parametrize(
    "name",
    ["chain:0", "chain:10001", "chain:-1", "chain:", "chain:1.5", "chain:x", "ring:2", "tree:0",
     "tree:99999999999999999999", "chain:²", "chain:٣",
     pytest.param("chain:" + "9" * 5000, id="5000 digits")],
)  # fmt: skip
def test_a_wrong_number_of_joints_is_refused(name: str) -> None:
    low = 3 if name.startswith("ring") else 1
    with invalid("body", name) as found:
        body(name)
    assert f"from {low} to 10000" in found.value.allowed


def test_the_smallest_synthetic_bodies_exist() -> None:
    assert [len(body(name).joints) for name in ("chain:1", "ring:3", "tree:1")] == [1, 3, 1]


# --- spoilt tables ----------------------------------------------------------------------


@pytest.mark.parametrize("table", [ARM, JOINTS])
def test_a_missing_body_table_is_refused(tables: Tables, table: str) -> None:
    (tables.folder / table).unlink()
    refused(tables, "arm", table, "readable")


@pytest.mark.parametrize(
    ("table", "column", "value", "word"),
    [
        (ARM, "moment_arm", "0", "lever"),
        (ARM, "moment_arm", "11", "from -10 to 10"),
        (ARM, "moment_arm", "-11", "from -10 to 10"),
        (ARM, "moment_arm", "nan", "a number"),
        (ARM, "strength", "0", "above 0"),
        (ARM, "strength", "10.1", "to 10"),
        (ARM, "strength", "strong", "a number"),
        (ARM, "strength", "", "a number"),
        (ARM, "length", "0.49", "from 0.5 to 1.5"),
        (ARM, "length", "1.51", "from 0.5 to 1.5"),
        (ARM, "length", "nan", "a number"),
        (ARM, "side", "middle", "left, right"),
        (ARM, "joint", "knee", "elbow"),
        (ARM, "dof", "twist", "flexion"),
        (ARM, "muscle", "", "letters"),
        (ARM, "group", "", "some text"),
        (ARM, "source", "nobody1900", "assumption"),
        (JOINTS, "stiffness", "0", "above 0"),
        (JOINTS, "damping", "-1", "above 0"),
        (JOINTS, "inertia", "0", "above 0"),
        (JOINTS, "inertia", "inf", "a number"),
        (JOINTS, "stiffness", "1001", "to 1000"),
        (JOINTS, "x", "1.1", "from 0 to 1"),
        (JOINTS, "y", "-0.1", "from 0 to 1"),
        (JOINTS, "neighbours", "elbow knee", "knee"),
        (JOINTS, "neighbours", "wrist elbow", "wrist"),
        (JOINTS, "source", "nobody1900", "assumption"),
    ],
)
def test_a_wrong_cell_is_refused(
    tables: Tables, table: str, column: str, value: str, word: str
) -> None:
    row = tables.find(table, joint="wrist")
    tables.set(table, row, column, value)
    refused(tables, "arm", f"{table} row {row + 2} column {column}", word)


@pytest.mark.parametrize("table", [ARM, JOINTS])
def test_an_assumption_without_a_note_is_refused(tables: Tables, table: str) -> None:
    tables.set(table, 2, "source", "assumption")
    tables.set(table, 2, "note", "")
    refused(tables, "arm", f"{table} row 4 column note", "says why")


def test_rows_given_twice_are_refused(tables: Tables) -> None:
    index = tables.repeat(ARM, 2)
    refused(tables, "arm", f"{ARM} row {index + 2} column dof", "different")
    tables.set(ARM, index, "moment_arm", "-1")  # a muscle that would oppose itself
    refused(tables, "arm", f"{ARM} row {index + 2} column dof", "different")
    index = tables.repeat(JOINTS, 1)
    refused(tables, "arm", f"{JOINTS} row {index + 2} column dof", "different")
    index = tables.repeat("bodies/bodies.csv", 0)
    refused(tables, "arm", f"bodies/bodies.csv row {index + 2} column body", "different")


def test_a_muscle_without_an_antagonist_is_refused(tables: Tables) -> None:
    tables.drop(ARM, tables.find(ARM, muscle="triceps"))
    refused(tables, "arm", ARM, "'biceps'", "antagonist")


def test_a_joint_that_is_cut_off_is_refused_by_its_muscle(tables: Tables) -> None:
    for row, joint in enumerate(row[0] for row in tables.read(JOINTS)[1:]):
        if joint in ("elbow", "wrist"):
            tables.set(JOINTS, row, "neighbours", {"elbow": "shoulder", "wrist": "fingers"}[joint])
    refused(tables, "arm", f"{JOINTS} column neighbours", "'wrist_flexor'", "connected")


def test_a_joint_without_muscles_is_refused(tables: Tables) -> None:
    for muscle in ("finger_flexor", "finger_extensor"):
        tables.drop(ARM, tables.find(ARM, muscle=muscle))
    refused(tables, "arm", f"{JOINTS} column joint", "'fingers'", "muscles")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "other"),
        ("side", "right"),
        ("group", "other"),
        ("strength", "2"),
        ("length", "0.7"),
    ],
)
def test_the_rows_of_one_muscle_must_agree(tables: Tables, column: str, value: str) -> None:
    tables.set(NECK, 1, column, value)
    refused(tables, "neck", f"{NECK} row 3 column {column}", "sternocleidomastoid_left")


def test_a_muscle_that_spans_two_joints_is_refused(tables: Tables) -> None:
    tables.set(NECK, 1, "joint", "neck")
    refused(tables, "neck", f"{NECK} row 3 column joint", "'head'")


def test_one_side_is_enough_to_make_neighbours(tables: Tables) -> None:
    others = {"shoulder": "elbow", "elbow": "wrist", "wrist": "fingers", "fingers": ""}
    for row, joint in enumerate(row[0] for row in tables.read(JOINTS)[1:]):
        tables.set(JOINTS, row, "neighbours", others[joint])
    assert load_body("arm", load_atlas(tables.folder)).neighbours == body("arm").neighbours


def test_an_unknown_default_agonist_is_refused(tables: Tables) -> None:
    tables.set("bodies/bodies.csv", 0, "agonist", "bicep")
    refused(tables, "arm", "bodies/bodies.csv row 2 column agonist", 'did you mean "biceps"')


@pytest.mark.parametrize("value", ["-0.01", "1.01", "nan", "low", ""])
def test_a_healthy_index_that_cannot_be_used_is_refused(tables: Tables, value: str) -> None:
    tables.set("bodies/bodies.csv", 1, "healthy_index", value)
    place = "bodies/bodies.csv row 3 column healthy_index"
    refused(tables, "arm", place, "a number from 0 to 1")


@pytest.mark.parametrize("value", ["0", "0.22", "1"])
def test_a_body_has_the_healthy_index_of_its_row(tables: Tables, value: str) -> None:
    others = [body(name).healthy_index for name in ("arm", "neck")]
    tables.set("bodies/bodies.csv", 1, "healthy_index", value)
    atlas = load_atlas(tables.folder)
    assert load_body("hand", atlas).healthy_index == float(value)
    assert [load_body(name, atlas).healthy_index for name in ("arm", "neck")] == others


def test_a_body_without_a_healthy_index_has_the_default(tables: Tables) -> None:
    tables.drop_column("bodies/bodies.csv", "healthy_index")
    atlas = load_atlas(tables.folder)
    assert {load_body(name, atlas).healthy_index for name in NAMES} == {HEALTHY_INDEX}
    assert {body(name).healthy_index for name in NAMES[3:]} == {HEALTHY_INDEX}


# --- tasks ------------------------------------------------------------------------------

TASKS = "bodies/tasks.csv"


@pytest.mark.parametrize("name", ["arm", "hand", "neck"])
def test_every_task_has_its_muscles_and_a_sentence(name: str) -> None:
    for task in body(name).tasks:
        assert len(task.muscles) > 1
        assert max(share for _, share in task.muscles) == 1.0
        assert all(0.0 < share <= 1.0 for _, share in task.muscles)
        assert task.sentence.endswith(".")
    assert body("chain:2").tasks == ()


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("body", "leg", "arm"), ("task", "", "letters"), ("task", "two words", "letters"),
        ("title", "", "text"), ("title", "Other", "'Hold a cup'"), ("muscle", "bicep", "biceps"),
        ("muscle", "biceps", "already"), ("share", "1.1", "0 to 1"), ("share", "-0.1", "0 to 1"),
        ("share", "nan", "0 to 1"), ("share", "much", "0 to 1"), ("sentence", "Other.", "rows of"),
        ("source", "nobody2000", "mean"), ("note", "", "says why"),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_used_is_named(
    column: str, value: str, allowed: str, tmp_path: Path
) -> None:
    tables = Tables(tmp_path / "atlas")
    tables.set(TASKS, 1, column, value)
    with invalid(f"{TASKS} row 3 column {column}") as caught:
        load_body("arm", load_atlas(tables.folder))
    if column != "source":
        assert allowed in str(caught.value)


def test_an_atlas_needs_no_tasks(tmp_path: Path) -> None:
    tables = Tables(tmp_path / "atlas")
    tables.write(TASKS, tables.read(TASKS)[:1])
    assert load_body("arm", load_atlas(tables.folder)).tasks == ()
    (tables.folder / TASKS).unlink()
    assert load_body("arm", load_atlas(tables.folder)).tasks == ()
