"""What explains figures, as the site works it out in the visitor's browser."""

import numpy as np
import pytest

from motorloops.model.params import LOSSES
from motorloops.server.explain_conditions import (
    CONDITIONS,
    LEVELS,
    drawn_shares,
    figures,
    site_conditions,
)
from motorloops.server.explanation import all_kinds, bodies, estimator_of
from tests.helpers.app_modules import in_node

POINTS, SEED = 200, 5
TESTS = {"three": ("graded_effort", "multichannel_emg", "stress"), "one": ("graded_effort",)}
ANSWERS = """
const { Conditions } = await app("explain/conditions.js");
return given.asked.map(({ body, rows, kinds }) => {
  const conditions = new Conditions(given.data.bodies[body], given.data);
  return rows.map((row) => conditions.answer(row, kinds));
});
"""
GIVEN = """
const { Conditions } = await app("explain/conditions.js");
const conditions = new Conditions(given.data.bodies[given.body], given.data);
return conditions.given(given.example, new Map(given.moved));
"""


def ask(asked):
    return in_node(ANSWERS, {"data": site_conditions(), "asked": asked})


def kinds_of(body, tests):
    return [k for k, row in enumerate(site_conditions()["bodies"][body]["sliders"])
            if row["test"] in tests]  # fmt: skip


def means(body, example):
    return site_conditions()["bodies"][body]["examples"][example]["means"]


@pytest.fixture(scope="module", params=bodies())
def drawn(request):
    """Conditions of the prior that the page does not have, and the answers to their figures."""
    estimator = estimator_of(request.param)
    generator = np.random.Generator(np.random.Philox(SEED))
    shares = generator.random((POINTS, len(estimator.levers)))
    rows = figures(estimator, shares, generator).tolist()
    answers = ask([
        {"body": request.param, "rows": rows, "kinds": kinds_of(request.param, tests)}
        for tests in TESTS.values()
    ])  # fmt: skip
    truth = estimator.from_logits(np.log(shares / (1.0 - shares)))
    return truth, dict(zip(TESTS, answers, strict=True))


def figure(answers, key):
    return np.array([[lever[key] for lever in answer["levers"]] for answer in answers])


def test_the_intervals_hold_nine_in_ten(drawn):
    truth, told = drawn
    for answers in told.values():
        inside = (figure(answers, "low") <= truth) & (truth <= figure(answers, "high"))
        # Four standard deviations of a share of so many points, and what 1500 conditions cost.
        assert (inside.mean(axis=0) > 0.8).all()
        assert (inside.mean(axis=0) < 0.985).all()


def test_more_tests_tell_more(drawn):
    truth, told = drawn
    error = {
        tests: np.abs(figure(answers, "mean") - truth).mean(axis=0)
        for tests, answers in told.items()
    }
    before = np.abs(truth - truth.mean(axis=0)).mean(axis=0)
    assert (error["three"] < before).all()
    assert error["three"].sum() < error["one"].sum()


def test_few_conditions_of_the_model_are_unlike_it(drawn):
    for answers in drawn[1].values():
        assert np.mean([answer["unlike"] for answer in answers]) < 0.05


def test_an_answer_is_a_distribution(drawn):
    answer = drawn[1]["three"][0]
    assert sum(answer["largest"].values()) == pytest.approx(1)
    for lever in answer["levers"]:
        assert sum(lever["bars"]) == pytest.approx(1)
        assert lever["low"] < lever["mean"] < lever["high"]


@pytest.mark.parametrize("body", bodies())
def test_of_the_examples_only_health_may_be_healthy(body):
    every = site_conditions()["bodies"][body]["examples"]
    for tests in (TESTS["one"], TESTS["three"], estimator_of(body).paradigms):
        rows = [example["means"] for example in every.values()]
        [answers] = ask([{"body": body, "rows": rows, "kinds": kinds_of(body, tests)}])
        told = {name: answer["healthy"] for name, answer in zip(every, answers, strict=True)}
        assert told == {name: name == "healthy" for name in every}
        assert not any(answer["unlike"] for answer in answers)


@pytest.mark.parametrize("body", bodies())
@pytest.mark.parametrize("tests", TESTS.values(), ids=TESTS)
def test_conditions_near_health_are_seldom_unlike_the_model(body, tests):
    estimator = estimator_of(body)
    generator = np.random.Generator(np.random.Philox(SEED))
    shares = generator.uniform(0.02, 0.1, (POINTS, len(estimator.levers)))
    rows = figures(estimator, shares, generator).tolist()
    [answers] = ask([{"body": body, "rows": rows, "kinds": kinds_of(body, tests)}])
    assert np.mean([answer["unlike"] for answer in answers]) < 0.05
    assert np.mean([answer["healthy"] for answer in answers]) > 0.5


@pytest.mark.parametrize("body", bodies())
@pytest.mark.parametrize("tests", TESTS.values(), ids=TESTS)
def test_where_most_losses_are_small_few_conditions_are_unlike_the_model(body, tests):
    estimator = estimator_of(body)
    generator = np.random.Generator(np.random.Philox(SEED))
    shares = np.clip(generator.random((POINTS, len(estimator.levers))) ** 4, 0.001, 0.999)
    rows = figures(estimator, shares, generator).tolist()
    [answers] = ask([{"body": body, "rows": rows, "kinds": kinds_of(body, tests)}])
    assert np.mean([answer["unlike"] for answer in answers]) < 0.1


@pytest.mark.parametrize("body", bodies())
def test_figures_put_together_from_many_conditions_are_unlike_the_model(body):
    """More often than if distances were not compared with how far conditions lie apart."""
    estimator = estimator_of(body)
    generator = np.random.Generator(np.random.Philox(SEED))
    shares = generator.random((POINTS, len(estimator.levers)))
    rows = generator.permuted(figures(estimator, shares, generator), axis=0).tolist()
    [answers] = ask([{"body": body, "rows": rows, "kinds": kinds_of(body, TESTS["three"])}])
    assert np.mean([answer["unlike"] for answer in answers]) > 0.6


@pytest.mark.parametrize("body", bodies())
def test_a_lost_site_is_found(body):
    every = kinds_of(body, estimator_of(body).paradigms)
    [[spinal]] = ask([{"body": body, "rows": [means(body, "loss_spinal")], "kinds": every}])
    assert max(spinal["largest"], key=spinal["largest"].get) == "loss_spinal"
    assert set(spinal["largest"]) == set(LOSSES) & {lever["name"] for lever in spinal["levers"]}


def test_figures_that_no_condition_has_are_called_unlike_the_model():
    body = bodies()[0]
    kinds = kinds_of(body, TESTS["three"])
    row = list(means(body, "healthy"))
    off = kinds[0]
    row[off] = 3.5  # an overflow as in the worst condition, and all else as in health
    [[answer]] = ask([{"body": body, "rows": [row], "kinds": kinds}])
    assert (answer["unlike"], answer["off"]) == (True, off)


def test_a_moved_slider_moves_its_kind_by_the_change_of_its_score():
    body = bodies()[0]
    data = site_conditions()["bodies"][body]
    example = data["examples"]["healthy"]
    moved = in_node(GIVEN, {"data": site_conditions(), "body": body, "example": "healthy",
                            "moved": [[2, 7]]})  # fmt: skip
    expected = list(example["means"])
    expected[2] += data["sliders"][2]["scores"][7] - example["scores"][2]
    assert moved == pytest.approx(expected)


def test_every_example_is_at_a_stop_of_its_sliders():
    for data in site_conditions()["bodies"].values():
        for example in data["examples"].values():
            for row, value in zip(data["sliders"], example["values"], strict=True):
                low, high = row["values"][0], row["values"][-1]
                assert value in row["values"] or not low <= value <= high
                assert row["values"] == sorted(set(row["values"]))


def test_conditions_count_as_the_prior_has_them():
    generator = np.random.Generator(np.random.Philox(1))
    shares, counts = drawn_shares(100_000, 5, generator)
    mean = np.average(shares, axis=0, weights=counts)
    spread = np.sqrt(np.average((shares - mean) ** 2, axis=0, weights=counts))
    assert mean == pytest.approx(np.full(5, 0.5), abs=0.01)
    assert spread == pytest.approx(np.full(5, np.sqrt(1 / 12)), abs=0.01)
    assert (shares < 0.1).all(axis=1).mean() > 30 * 0.1**5
    assert 0 < shares.min() < 1 / LEVELS
    assert 1 - 1 / LEVELS < shares.max() < 1


def test_there_is_one_slider_for_each_kind_and_as_many_conditions_as_said():
    for name, data in site_conditions()["bodies"].items():
        keys = [f"{row['test']}.{row['figure']}" for row in data["sliders"]]
        assert keys == list(all_kinds(estimator_of(name)))
        assert len(data["counts"]) == CONDITIONS
