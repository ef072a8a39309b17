"""The lessons' modules that need no document: addresses, conditions, findings, marked words."""

import numpy as np
import pytest

from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold
from motorloops.server.lesson_data import lessons, lessons_for_pages
from tests.helpers.app_modules import in_node

READ = """
const { readPlace, routeOf } = await app("lessons/route.js");
const known = await engine();
return given.routes.map((route) => {
  const read = readPlace(known, given.lessons, route);
  return { ...read, route: routeOf(read.place) };
});
"""
NUMBER = {lesson.key: number for number, lesson in enumerate(lessons(), 1)}


def read(*routes):
    return in_node(READ, {"lessons": lessons_for_pages(), "routes": routes})


def test_an_address_names_the_same_place_when_it_is_written_again():
    rescue = NUMBER["rescue"]
    queries = {
        "": "",
        "teacher": "seed=21",
        "worksheets": "seed=41&answers=1&sheet=3",
        "words": "large=1",
        "5-observe": "guess=far&at=0.7",
        f"{rescue}-run": "seed=3&helpers=touch,stimulation",
    }
    routes = [{"screen": screen, "query": query} for screen, query in queries.items()]
    for route, found in zip(routes, read(*routes), strict=True):
        assert found["ignored"] == []
        assert found["route"] == {"page": "lessons", **route}


def test_an_address_of_the_former_pages_opens_the_same_lesson():
    query = "lesson=8&step=observe&helpers=toxin"
    former, glossary, both = read(
        {"query": query}, {"query": "view=glossary&seed=7"}, {"query": "lesson=5&at=0.5&large=1"}
    )
    assert former["ignored"] == glossary["ignored"] == both["ignored"] == []
    place = former["place"]
    assert place["number"] == NUMBER["rescue"]
    assert (place["step"], place["helpers"]) == ("observe", ["toxin"])
    assert former["route"]["query"] == "helpers=toxin"
    assert (glossary["place"]["view"], glossary["place"]["seed"]) == ("words", 7)
    assert both["place"]["number"] == NUMBER["touch"]
    assert (both["place"]["at"], both["place"]["large"]) == (0.5, True)


WRONG = [
    ("99-observe", "", ["screen"]),
    ("3-sleep", "", ["screen"]),
    ("nowhere", "", ["screen"]),
    ("5-run", "guess=quiet", ["guess"]),
    ("5-run", "at=1.5", ["at"]),
    ("5-run", "at=x", ["at"]),
    ("5-run", "helpers=touch", ["helpers"]),
    ("11-run", "helpers=touch,toxin,drug", ["helpers"]),
    ("", "seed=0", ["seed"]),
    ("", "seed=1e3", ["seed"]),
    ("", "large=yes", ["large"]),
    ("worksheets", "sheet=99", ["sheet"]),
    ("", "lesson=10", ["lesson"]),
    ("", "step=nap&view=moon", ["view", "step"]),
    ("", "colour=red", ["colour"]),
]


def test_what_an_address_cannot_mean_is_named_and_left_out():
    found = read(*({"screen": screen, "query": query} for screen, query, _ in WRONG))
    for (screen, query, ignored), row in zip(WRONG, found, strict=True):
        assert row["ignored"] == ignored, (screen, query)
        written = {part.partition("=")[0] for part in row["route"]["query"].split("&")}
        assert not written & set(ignored)


def test_a_lever_moves_the_conditions_in_which_it_has_the_lesson_s_value():
    moved = in_node(
        """
        const { conditionsOf, movedLevers } = await app("lessons/findings.js");
        const known = await engine();
        return given.map((lesson) => [
          Object.fromEntries(Object.entries(lesson.conditions).map(([key, condition]) =>
            [key, movedLevers(known, lesson, condition)])),
          conditionsOf(known, lesson, { at: 0.123 }),
        ]);
        """,
        lessons_for_pages(),
    )
    for lesson, (names, conditions) in zip(lessons(), moved, strict=True):
        for key, condition in lesson.conditions.items():
            assert set(names[key]) == lesson.moves(condition)
            levers = conditions[key]["levers"]
            assert {name for name, value in levers.items() if value == 0.123} == set(names[key])


def test_helpers_are_added_to_the_start_of_a_puzzle():
    lesson = next(lesson for lesson in lessons_for_pages() if lesson["helpers"])
    found = in_node(
        """
        const { conditionsOf } = await app("lessons/findings.js");
        return conditionsOf(await engine(), given, { helpers: ["toxin", "lighter"] }).yours;
        """,
        lesson,
    )
    assert found["preset"] == lessons()[NUMBER["rescue"] - 1].conditions["start"].preset
    assert found["levers"] == {"toxin": 0.8, "toxin_muscle": "wrist_flexor", "effort": 0.2}


def found_by(lesson, values):
    """Answers, direction and verdicts of a lesson for made-up values by condition."""
    return in_node(
        """
        const findings = await app("lessons/findings.js");
        const known = await engine();
        const { lesson, values } = given;
        const table = (keys, of) => Object.fromEntries(keys.map((key) => [key, of(key)]));
        const found = table(Object.keys(values), (key) =>
          table(Object.keys(known.measures), () => Float64Array.from(values[key])));
        return {
          answers: findings.answersOf(known, lesson, found),
          direction: findings.directionOf(known, lesson, found),
          verdicts: Object.fromEntries(Object.entries(lesson.claims).map(([key, rule]) =>
            [key, findings.verdictOf(known, lesson, found, rule)])),
        };
        """,
        {"lesson": lesson, "values": values},
    )


def test_rules_decide_the_answer_and_the_claims_and_can_fail():
    lesson = next(row for row in lessons_for_pages() if row["key"] == "neck")
    spread = np.linspace(-0.5, 0.5, 20)
    values = {"healthy": 1.0 + spread, "small": 3.0 + spread, "lost": 30.0 + spread}
    as_lists = {key: row.tolist() for key, row in values.items()}
    found = found_by(lesson, as_lists)
    assert found["answers"] == ["far"]
    assert found["direction"] == "more"
    # What a claim compares is not measured yet: neither true nor false.
    assert found["verdicts"] == {"healthy": True, "rest": None, "other": None}
    rest = {"rest": (9.0 + spread).tolist(), "other": (1.0 + spread).tolist()}
    found = found_by(lesson, {**as_lists, "lost": values["healthy"].tolist(), **rest})
    assert found["answers"] == ["still"]
    assert found["direction"] == "same"
    assert found["verdicts"] == {"healthy": True, "rest": False, "other": False}


def test_a_difference_that_the_lesson_calls_none_is_about_the_same():
    lesson = next(row for row in lessons_for_pages() if row["key"] == "strength")
    spread = np.linspace(-0.01, 0.01, 20)
    values = {"healthy": (0.85 + spread).tolist(), "lost": (0.87 + spread).tolist()}
    assert found_by(lesson, values)["direction"] == "same"


def test_values_are_shown_in_the_unit_of_the_page_and_never_as_minus_zero():
    shown = in_node(
        """
        const { shown } = await app("lessons/findings.js");
        return given.map(([value, unit]) => shown(value, unit));
        """,
        [[0.05949, "MVC"], [-0.0004, "1"], [4.96, "s"], [28.6, "deg"]],
    )
    assert shown == [
        {"value": 5.9, "digits": 1},
        {"value": 0, "digits": 2},
        {"value": 5, "digits": 1},
        {"value": 29, "digits": 0},
    ]


def test_an_axis_holds_all_values_and_is_not_mostly_empty():
    largest = [0.02, 0.7, 4.0, 7.0, 19.9, 20.0, 26.0, 140.0]
    axes = in_node(
        """
        const { axisFor } = await app("lessons/findings.js");
        return given.map((most) => axisFor([0, most], { high: 20, step: 2 }));
        """,
        largest,
    )
    for most, axis in zip(largest, axes, strict=True):
        assert axis["high"] >= most
        assert axis["high"] / axis["step"] == pytest.approx(round(axis["high"] / axis["step"]))
        assert axis["high"] <= 3.0 * max(most, 1.0)


def test_marked_words_are_found_in_a_text():
    found = in_node(
        """
        const { partsOf, plain, wordsIn } = await app("lessons/words.js");
        const text = "The [[cortex|motor cortex]] and [[biceps]] pull.";
        return [partsOf(text), plain(text), wordsIn([text, "[[biceps|it]]"])];
        """
    )
    assert found == [
        [
            "The ",
            {"key": "cortex", "seen": "motor cortex"},
            " and ",
            {"key": "biceps", "seen": "biceps"},
            " pull.",
        ],
        "The motor cortex and biceps pull.",
        ["cortex", "biceps"],
    ]


def test_every_condition_of_every_lesson_runs_on_its_body_and_its_course_begins_at_rest():
    courses = in_node(
        """
        const { conditionsOf, courseOf } = await app("lessons/findings.js");
        const known = await engine();
        return given.map((lesson) => {
          for (const { preset, levers, later } of Object.values(conditionsOf(known, lesson))) {
            const all = { ...levers, ...later };
            known.create({ body: lesson.body, preset, levers: all }).advance(20);
          }
          return courseOf(known, lesson);
        });
        """,
        lessons_for_pages(),
    )
    for lesson, course in zip(lessons(), courses, strict=True):
        assert course[0] == {"at": 0, "command": 0}
        assert course[1]["command"] > 0
        told_after = lesson.measure == "after_contraction" or lesson.protocol != "hold"
        assert (course[-1]["command"] == 0) == told_after


def test_a_lesson_s_seconds_of_effort_are_those_of_the_measured_runs():
    [level] = in_node(
        """
        const { measure } = await app("measure.js");
        const found = await measure(await engine(), {
          body: "arm", conditions: { lost: { levers: { loss: 0.4 } } }, timeline: "hold",
          seconds: 1.6, hold: 0.6, seeds: [1], measures: ["after_contraction"],
        });
        return [...found.lost.after_contraction];
        """
    )
    params = Params().replace(loss=0.4)
    run = simulate(params, hold(1.6, hold_s=0.6), [1], build_network("arm"))
    assert level == MEASURES["after_contraction"].compute(measure_input(run))[0]
    other = simulate(params, hold(1.6), [1], build_network("arm"))
    assert level != MEASURES["after_contraction"].compute(measure_input(other))[0]
