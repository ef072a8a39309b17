"""Every claim of every lesson, over 20 seeds: what the model no longer shows fails here."""

import math
from itertools import combinations

import numpy as np
import pytest

from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import build_network
from motorloops.model.simulate import simulate
from motorloops.server.lesson_data import Condition, Lesson, Rule, lessons
from tests.helpers.lesson_runs import RUNS, SEED, Measured, helped, measured, run_conditions

ALIKE = Condition()  # health, with no lever moved
CLAIMS = [(lesson.key, key) for lesson in lessons() for key in lesson.claims]
OPTIONS = [(lesson.key, key) for lesson in lessons() for key in lesson.options]
KEYS = [lesson.key for lesson in lessons()]


def lesson_named(key: str) -> Lesson:
    return next(lesson for lesson in lessons() if lesson.key == key)


def needs_levers(rule: Rule) -> bool:
    """Whether a rule asks for something that is not there while all conditions are alike."""
    balanced = math.isclose(sum(rule.take.values()), 0.0, abs_tol=1e-9)
    low = -math.inf if rule.low is None else rule.low
    high = math.inf if rule.high is None else rule.high
    return low > 0.0 or high < 0.0 or (balanced and not low <= 0.0 <= high)


def test_a_lesson_is_measured_over_enough_seeds():
    assert RUNS >= 20


@pytest.mark.parametrize(("lesson", "claim"), CLAIMS)
def test_a_claim_holds(lesson, claim):
    found = measured(lesson)
    rule = found.lesson.claims[claim]
    assert len(found.values(rule)) == RUNS
    assert found.holds(rule), found.values(rule)


@pytest.mark.parametrize(("lesson", "option"), OPTIONS)
def test_only_the_answer_is_what_the_model_does(lesson, option):
    found = measured(lesson)
    assert (option in found.answers()) == (option == found.lesson.answer)


@pytest.mark.parametrize("lesson", KEYS)
def test_the_answer_does_not_hang_on_the_seed(lesson):
    assert measured(lesson, 1001).answers() == [lesson_named(lesson).answer]


@pytest.mark.parametrize("lesson", lessons(), ids=KEYS)
def test_without_its_levers_a_lesson_shows_no_difference(lesson):
    alike = run_conditions(lesson, dict.fromkeys(lesson.conditions, ALIKE), range(1, 6))
    rules = [rule for rule in lesson.rules if needs_levers(rule)]
    assert rules
    assert not any(map(alike.holds, rules))


@pytest.mark.parametrize("lesson", KEYS)
def test_the_bars_fit_on_the_scale_of_the_worksheet(lesson):
    found, scale = measured(lesson), lesson_named(lesson).scale
    shown = 100.0 if MEASURES[found.lesson.measure].unit == "MVC" else 1.0  # in percent
    tallest = max(shown * found.mean(bar) for bar in found.lesson.bars)
    assert scale.high / 5 < tallest <= scale.high
    steps = scale.high / scale.step
    assert steps == pytest.approx(round(steps))


# The puzzle --------------------------------------------------------------------------------


def puzzle() -> Lesson:
    (lesson,) = [lesson for lesson in lessons() if lesson.helpers]
    return lesson


def solves(*helpers: str) -> bool:
    lesson = puzzle()
    yours = {"yours": helped(lesson, helpers)}
    found = run_conditions(lesson, yours, range(SEED, SEED + RUNS))
    return found.holds(Rule(take={"yours": 1.0}, high=lesson.aim))


def test_the_puzzle_cannot_be_left_as_it_is_and_has_several_solutions():
    helpers = list(puzzle().helpers)
    assert not any(solves(helper) for helper in helpers)
    pairs = list(combinations(helpers, 2))
    solved = [pair for pair in pairs if solves(*pair)]
    assert 2 <= len(solved) < len(pairs)


def test_the_aim_of_the_puzzle_is_a_third_as_its_text_says():
    lesson = puzzle()
    assert lesson.aim / measured(lesson.key).mean(lesson.bars[0]) == pytest.approx(1 / 3, abs=0.03)


def test_no_helper_is_to_be_calm_and_a_calm_day_is_not_enough():
    """Stress is what the day is like; the person is not asked to feel otherwise."""
    lesson = puzzle()
    names = {name for helper in lesson.helpers.values() for name in helper.levers}
    assert "stress" not in names
    assert measured(lesson.key).holds(Rule(take={"calm": 1.0}, low=lesson.aim))


def test_the_toxin_goes_to_the_muscle_that_leaks_most():
    lesson = puzzle()
    start, network = lesson.conditions[lesson.bars[0]], build_network(lesson.body)
    view = measure_input(simulate(start.params(), lesson.timeline(), range(1, 6), network))
    leaks = np.where(view.distance > 0, view.level, 0.0).mean(axis=1)
    levers = lesson.helpers["toxin"].levers
    assert network.body.muscles[int(leaks.argmax())].key == levers["toxin_muscle"]


# How rules are judged ------------------------------------------------------------------------


def given(**figures: list[float]) -> Measured:
    lesson = lessons()[0]
    return Measured(lesson, {k: {lesson.measure: np.array(v)} for k, v in figures.items()})


def test_a_rule_is_judged_by_the_interval_of_the_mean_not_by_the_mean():
    found = given(one=[1.0, 1.2, 1.1, 0.9], other=[0.0, 0.2, 0.1, -0.1])
    both = {"one": 1.0, "other": -1.0}
    assert found.holds(Rule(take=both, low=0.99, high=1.01))
    assert not found.holds(Rule(take={"one": 1.0}, low=1.0))
    assert found.holds(Rule(take={"one": 1.0}, low=0.8, high=1.3))
    assert not found.holds(Rule(take={"one": 2.0}, high=2.0))


def test_a_seed_without_a_figure_decides_nothing():
    assert not given(one=[1.0, 1.0, math.nan]).holds(Rule(take={"one": 1.0}, low=0.0))


def test_later_levers_act_once_the_person_has_relaxed():
    lesson = lesson_named("spread")
    keys = ("large", "restored")
    found = run_conditions(lesson, {k: lesson.conditions[k] for k in keys}, range(2))
    assert (found.figures["restored"]["after_contraction"] > 1.0).all()
    same = "co_contraction_index"  # of the effort, which comes before
    assert (found.figures["restored"][same] == found.figures["large"][same]).all()


def test_a_lesson_gives_the_same_figures_again_and_others_for_another_seed():
    lesson = lessons()[1]
    first = measured(lesson.key).figures[lesson.after][lesson.measure]
    again = run_conditions(lesson, lesson.conditions, range(SEED, SEED + RUNS))
    assert (again.figures[lesson.after][lesson.measure] == first).all()
    assert not (measured(lesson.key, 1001).figures[lesson.after][lesson.measure] == first).all()
