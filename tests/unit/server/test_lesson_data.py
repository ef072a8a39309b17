"""The lessons as data: each is whole, and what is broken is refused."""

import json

import pytest
from pydantic import ValidationError

from motorloops.model.measures import MEASURES
from motorloops.model.network.build import build_network
from motorloops.server.lesson_data import Condition, Lesson, Rule, lessons, lessons_for_pages
from tests.helpers.messages import read

each = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.key)


def test_keys_are_unique_and_all_bodies_are_used():
    keys = [lesson.key for lesson in lessons()]
    assert len(set(keys)) == len(keys)
    assert {lesson.body for lesson in lessons()} == {"arm", "hand", "neck"}


def test_some_claims_are_built_in_and_some_are_found():
    claims = [claim for lesson in lessons() for claim in lesson.claims.values()]
    assert {claim.tuned for claim in claims} == {True, False}
    assert {lesson.tuned for lesson in lessons()} == {True, False}


@each
def test_conditions_fit_the_body(lesson):
    body = build_network(lesson.body).body
    muscles = {"", *(muscle.key for muscle in body.muscles)}
    tasks = {"", *(task.key for task in body.tasks)}
    for condition in lesson.conditions.values():
        params = condition.params()
        assert {params.agonist, params.toxin_muscle} <= muscles
        assert params.task in tasks


@each
def test_every_measure_has_a_name_a_meaning_and_a_unit(lesson):
    texts = read("en", "lessons.ftl")
    assert f"lessons-measure-{lesson.measure}-name" in texts
    assert f"lessons-measure-{lesson.measure}-meaning" in texts
    assert texts[f"lessons-unit-{MEASURES[lesson.measure].unit}"].variables == {"value"}
    assert f"lessons-body-{lesson.body}" in texts


@each
def test_a_lesson_is_for_an_age_and_a_time(lesson):
    youngest, oldest = lesson.ages
    assert 8 <= youngest < oldest <= 18
    assert 5 <= lesson.minutes <= 30


@each
def test_the_line_is_the_aim_or_the_healthy_limit_of_the_body(lesson):
    if lesson.aim:
        assert lesson.line == lesson.aim
    elif lesson.marked:
        assert lesson.line == build_network(lesson.body).body.healthy_index
    else:
        assert lesson.line == 0.0


def test_rows_for_the_pages_are_json_and_hold_the_same_lessons():
    rows = json.loads(json.dumps(lessons_for_pages(), allow_nan=False))
    for row, lesson in zip(rows, lessons(), strict=True):
        assert row.pop("line") == lesson.line
        assert Lesson.model_validate(row) == lesson


def test_a_lever_moves_the_conditions_that_have_the_lesson_s_value():
    (places,) = [lesson for lesson in lessons() if lesson.key == "places"]
    assert places.moves(places.conditions["healthy"]) == set()
    assert places.moves(places.conditions["cortex"]) == {"loss_cortex"}
    assert places.moves(Condition(levers={"loss": 1.0})) == {
        "loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal",
    }  # fmt: skip


def broken(**changes: object) -> dict[str, object]:
    return lessons()[0].model_dump(exclude={"rules"}) | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "strength"},
        {"protocol": "jump"},
        {"bars": ("light", "nobody")},
        {"answer": "nothing"},
        {"at": 0.123},
        {"lever": "luck"},
        {"conditions": {"light": {"preset": "broken"}, "heavy": {}}},
        {"claims": {"works": {"take": {"nobody": 1.0}, "low": 0.0, "tuned": True}}},
        {"claims": {"works": {"take": {"heavy": 1.0}, "low": 0.0}}},
        {"check": {"options": ("one", "two"), "answer": "three"}},
        {"evidence": {"focus": {"sources": ["mink1996"], "sure": "certain"}}},
        {"key": "Hold a cup"},
        {"unknown": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_broken_lesson_is_refused(changes):
    Lesson.model_validate(broken())
    with pytest.raises(ValidationError):
        Lesson.model_validate(broken(**changes))


def test_a_rule_without_a_bound_is_refused():
    with pytest.raises(ValidationError):
        Rule(take={"one": 1.0})
