"""The sentences of the message: known answers on synthetic observations, and what a row says."""

import json
from dataclasses import replace

import numpy as np
import pytest

from motorloops.experiments.calibration.message import (
    PATIENTS,
    QUESTIONS,
    Lock,
    Question,
    Seen,
    ask,
    lock_of,
    measure_message,
    message_as_dict,
    message_markdown,
    message_settings,
    message_text,
    touched_joints,
)
from motorloops.experiments.calibration.observations import BODIES, Observation, observe_settings
from motorloops.model.measures import roles
from motorloops.model.network.build import build_network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import preset

SEEDS = 3
UNITS = {"1", "MVC", "s", "degrees", "share"}


def observed(**known: float) -> Observation:
    """An observation of three seeds: two degrees of freedom, of which the task turns the first."""

    def of(name: str) -> np.ndarray:
        return np.full(SEEDS, known.get(name, 0.0))

    turn = np.stack([of("asked_turn"), of("other_turn")])
    return Observation(
        agonist=of("agonist"), index=of("index"), distance=np.zeros((3, SEEDS)),
        overflow=of("overflow"), highest=of("highest"), before=of("before"), late=of("late"),
        after=of("after"), latency=np.zeros((3, SEEDS)), turn=turn,
        rest_turn=np.stack([of("rest_turn"), np.zeros(SEEDS)]), opponents=of("opponents"),
        asked=np.array([True, False]),
    )  # fmt: skip


def a_seen() -> Seen:
    """Observations whose figures are known."""
    by = {
        "healthy": observed(agonist=0.497, asked_turn=30.0, index=0.1),
        "healthy full": observed(agonist=0.797),
        "healthy hard": observed(asked_turn=50.0),
        "dystonia": observed(
            agonist=0.997, asked_turn=18.0, other_turn=-20.0, after=0.3, overflow=0.297,
            opponents=0.25, rest_turn=4.0, index=0.6,
        ),
        "dystonia full": observed(agonist=0.397),
        "dystonia hard": observed(asked_turn=50.0, other_turn=25.0, overflow=0.397),
        "stress": observed(overflow=0.5),
        "touch": observed(overflow=0.147, asked_turn=30.0, other_turn=-10.0),
        "touch far": observed(overflow=0.267, asked_turn=30.0, other_turn=-19.0),
    }  # fmt: skip
    by |= {f"only {site}": observed(overflow=0.2 + 0.1 * k) for k, site in enumerate(LOSSES)}
    lock = Lock(np.full(SEEDS, 40.0), np.full(SEEDS, 1.0), np.full(SEEDS, 0.9))
    return Seen(by, lock, (np.full(SEEDS, 0.6), np.full(SEEDS, 0.2)), ("head", "shoulder_right"))


KNOWN = (
    ("Wanted muscle, ratio", 0.5),
    ("Go arrives: wanted muscle, ratio", 2.0),
    ("Stop does not: opponents of the wanted muscle, rise", 0.25),
    ("Time that any muscle works on after the command, rise", 0.3),
    ("Activity outside the task joint, rise", 0.297),
    ("Largest turn not asked for, beyond the twin's", 20.0),
    ("Task joint, pulled off its healthy place", 12.0),
    ("Largest turn 4 to 5 s after relaxing", 40.0),
    ("Largest turn at the same time, never having tried", 1.0),
    ("Activity left 4 to 5 s after relaxing", 0.9),
    ("Activity outside the task joint, rise", 0.203),
    ("Activity outside the task joint, drop", 0.5),
    ("Largest turn not asked for, drop", 0.5),
    ("Activity outside the task joint, difference of the drops", 0.4),
    ("Largest turn not asked for, difference of the drops", 0.45),
    ("Activity outside the task joint, difference of the drops", 0.4),
    ("Activity outside the task joint, the least rise of the four", 0.2),
    ("Activity outside the task joint, rise", 0.1),
    ("Largest turn not asked for beyond the twin's, rise", 5.0),
)


def question(measured: str) -> Question:
    return next(question for question in QUESTIONS if question.measured == measured)


@pytest.mark.parametrize(
    ("asked", "known"), list(zip(QUESTIONS, KNOWN, strict=True)), ids=range(len(KNOWN))
)
def test_each_question_has_its_known_answer(asked: Question, known: tuple[str, float]) -> None:
    row = ask(asked, "neck", a_seen())
    assert (asked.measured, row.result.n) == (known[0], SEEDS)
    assert row.result.mean == pytest.approx(known[1], abs=1e-9)
    assert row.result.holds == (asked.need[0] <= known[1] <= asked.need[1])


def test_a_touch_is_told_with_its_joints():
    row = ask(question("Largest turn not asked for, difference of the drops"), "neck", a_seen())
    assert (row.condition, row.against) == ("touch (head)", "touch (shoulder right)")


def test_a_body_without_a_far_joint_is_not_asked_for_the_place():
    seen = a_seen()
    near = {name: one for name, one in seen.by.items() if name != "touch far"}
    asked = question("Largest turn not asked for, difference of the drops")
    row = ask(asked, "arm", replace(seen, by=near, joints=("elbow", "")))
    assert (row.result.n, row.result.holds) == (0, False)
    assert "joints away" in row.reason
    (told,) = message_as_dict([row])["rows"]
    assert told["mean"] is told["low"] is told["holds"] is None
    assert f"cannot be asked: {row.reason}" in message_text([row])
    assert "0 of 0 rows are shown (arm 0 of 0). 1 cannot be asked." in message_markdown([row])


def test_relaxing_is_asked_only_of_a_body_that_is_locked():
    seen = a_seen()
    asked = question("Activity left 4 to 5 s after relaxing")
    free = replace(seen.lock, left=np.full(SEEDS, np.nan))
    assert ask(asked, "arm", replace(seen, lock=free)).reason == "no run is locked"
    some = replace(seen.lock, left=np.array([0.9, np.nan, 0.9]))
    row = ask(asked, "arm", replace(seen, lock=some))
    assert (row.reason, row.result.n, row.result.holds) == ("", 2, False)


def test_what_is_left_of_a_lock_is_measured_against_the_twin_and_the_hold():
    held, late = np.full((2, 2), 0.8), np.array([[0.4, 0.0], [0.4, 0.04]])
    healthy = np.array([[1.0, 1.0], [0.0, 0.0]])
    tried, never = np.array([[11.0, 1.0], [-30.0, 2.0]]), np.array([[1.0, 4.0], [0.0, 0.0]])
    lock = lock_of(held, late, np.stack([healthy, tried, never]))
    np.testing.assert_allclose(lock.posture, [30.0, 2.0])
    np.testing.assert_allclose(lock.untried, [0.0, 3.0])
    np.testing.assert_allclose(lock.left, [0.5, np.nan])


@pytest.mark.parametrize("body", BODIES)
def test_the_conditions_are_those_of_the_presets(body: str) -> None:
    patient, ready = PATIENTS[body], preset(PATIENTS[body].preset)
    assert ready.body in (None, body)
    assert patient.dystonia == ready.changes
    assert dict(patient.severe) == {**preset("severe").changes, **patient.place}
    settings = message_settings(build_network(body).body)
    assert settings["healthy"] == Params()
    assert settings["dystonia"] == Params().replace(**ready.changes)
    for site in LOSSES:
        lost = settings[f"only {site}"].as_dict()
        assert {name for name in LOSSES if lost[name]} == {site}


def test_the_farthest_joint_is_two_away_or_there_is_none():
    assert touched_joints(build_network("arm").body) == ("elbow", "fingers")
    assert touched_joints(build_network("chain:2").body)[1] == ""


def test_opponents_are_the_muscles_against_the_wanted_one_by_their_share():
    network = build_network("neck")
    seen = observe_settings(network, {"a": Params(), "b": Params(loss_cortex=1.0)}, [1, 2])
    assert [one.opponents.shape for one in seen.values()] == [(2,), (2,)]
    shares = roles(network, [Params()]).opposing
    assert shares.sum() == pytest.approx(1.0)
    assert (seen["b"].opponents >= 0.0).all()


@pytest.fixture(scope="module")
def rows():
    return measure_message({body: build_network(body) for body in BODIES}, [1, 2])


def test_every_sentence_is_put_to_every_body(rows):
    assert [(row.question, row.body) for row in rows] == [
        (question, body) for question in QUESTIONS for body in BODIES
    ]
    assert {row.result.unit for row in rows} <= UNITS
    for row in rows:
        assert row.result.n == 0 if row.reason else row.result.n > 0
        assert "{" not in row.condition + row.against


def test_the_table_is_told_in_full_as_values_text_and_markdown(rows):
    told = json.loads(json.dumps(message_as_dict(rows), allow_nan=False))
    assert len(told["rows"]) == len(rows)
    assert set(told["conditions"]) == set(BODIES)
    assert {"sentence", "measured", "body", "condition", "against", "mean", "low", "high", "n",
            "unit", "need", "holds", "reason"} == set(told["rows"][0])  # fmt: skip
    text, page = message_text(rows), message_markdown(rows)
    for row in rows:
        assert f"\n{row.question.sentence}\n" in text
        assert f"**{row.question.sentence}**" in page
    cells = [line.count(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert set(cells) == {8}
    assert text.count("\n  ") >= len(QUESTIONS)


def test_bodies_that_are_not_given_are_left_out():
    rows = measure_message({"arm": build_network("arm")}, [1, 2])
    assert {row.body for row in rows} == {"arm"}
    assert "hand" not in message_as_dict(rows)["conditions"]
