"""Answers from an estimator whose networks are given."""

import dataclasses
import json

import numpy as np
import pytest

from motorloops.experiments.analysis.report import report_html, report_text
from motorloops.experiments.inference.answer import accepted_measures, clinic_minutes, infer
from motorloops.experiments.inference.measurements import (
    Measurement,
    Measurements,
    read_measurements,
)
from motorloops.experiments.inference.posterior import (
    INFORMATION_RATIO,
    LIKE,
    Misfit,
    chance,
    draw,
    like,
    log_density,
    misfit,
    reference_misfit,
)
from motorloops.experiments.inference.report import DISTANCE, answer_as_dict, answer_report
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.errors import InputError
from tests.helpers.estimators import LEVERS, NODES, estimator, silent_period

ROWS = (
    Measurement("graded_effort", "overflow@0.4", 0.15, 0.02, 4, "MVC"),
    Measurement("graded_effort", "agonist_activation@0.4", 0.5, 0.02, 4, "MVC"),
)


@pytest.fixture(scope="module")
def answer():
    return infer(Measurements("arm", ROWS), estimator())


def test_an_interval_holds_what_it_says(answer):
    for k, (lever, prior) in enumerate(zip(answer.levers.values(), LEVERS, strict=True)):
        drawn = answer.draws[:, k]
        assert prior.low <= lever.low <= lever.mean <= lever.high <= prior.high
        assert ((drawn >= lever.low) & (drawn <= lever.high)).mean() == pytest.approx(0.9, abs=0.01)
        assert sum(lever.histogram) == pytest.approx(1.0)
        assert sum(lever.parts.values()) == pytest.approx(1.0)
        assert min(lever.parts.values()) >= 0.0


def test_probabilities_sum_to_one(answer):
    assert sum(answer.places["loss_region"].values()) == pytest.approx(1.0)
    assert sum(answer.largest.values()) == pytest.approx(1.0)
    assert sum(chance for _, chance in answer.nodes) == pytest.approx(1.0)
    assert sorted(key for key, _ in answer.nodes) == sorted(NODES)


def test_the_same_seed_gives_the_same_answer(answer):
    again = infer(Measurements("arm", ROWS), estimator())
    other = infer(Measurements("arm", ROWS), estimator(), seed=2)
    assert answer_as_dict(again) == answer_as_dict(answer)
    assert not np.array_equal(other.draws, answer.draws)


def test_only_tests_that_were_not_done_are_proposed(answer):
    assert [test.paradigm for test in answer.next_tests] == ["ballistic"]
    [test] = answer.next_tests
    assert test.information >= 0.0
    assert test.minutes == clinic_minutes()["ballistic"]
    own = infer(Measurements("arm", ROWS), estimator(), minutes={"ballistic": 3.0})
    assert own.next_tests[0].minutes == 3.0


def test_single_nodes_are_told_with_errors_as_small_as_those_of_their_trials():
    rows = tuple(dataclasses.replace(row, spread=1e-6) for row in ROWS)
    found = {
        trials: infer(Measurements("arm", rows), estimator(node_trials=trials)) for trials in (2, 8)
    }
    assert dict(found[2].nodes) != pytest.approx(dict(found[8].nodes))
    assert np.array_equal(found[2].draws, found[8].draws)


def test_a_place_is_said_to_hold_only_if_anything_was_lost():
    own = infer(Measurements("arm", ROWS), estimator())
    sentences = []
    for low, known in ((0.0, True), (0.3, True), (0.3, False)):
        levers = {
            name: dataclasses.replace(lever, low=low, known=known)
            for name, lever in own.levers.items()
        }
        report = answer_report(dataclasses.replace(own, levers=levers))
        [place] = [one for one in report.sections if one.key == "loss_region"]
        sentences.append(place.sentences[0])
    assert ["elbow" in sentence for sentence in sentences] == [False, True, False]


def test_a_loss_that_is_not_known_may_be_none():
    own = infer(Measurements("arm", ROWS), estimator())
    cortex, spinal = own.levers.values()

    def may_be_healthy(low, known):
        first = dataclasses.replace(cortex, low=low, known=known)
        second = dataclasses.replace(spinal, low=0.01, known=True)
        answer = dataclasses.replace(own, levers={"loss_cortex": first, "loss_spinal": second})
        assert answer_as_dict(answer)["may_be_healthy"] == answer.may_be_healthy
        return answer.may_be_healthy

    assert may_be_healthy(0.04, known=True)
    assert may_be_healthy(0.06, known=False)
    assert not may_be_healthy(0.06, known=True)


def test_names_with_signs_of_mathematics_are_drawn_as_they_are():
    nodes = ("GPI/$\\frac1$", "GPI/triceps", "MN/$x_1^{$")
    report = answer_report(infer(Measurements("arm", ROWS), estimator(nodes=nodes)))
    page = report_html(report)
    assert all(page.count(name) > 1 for name in nodes)  # in the figure, and in the table


def test_a_long_list_of_tests_is_shown_in_part():
    own = infer(Measurements("arm", ROWS), estimator())
    many = [dataclasses.replace(own.next_tests[0], paradigm=name) for name in list(PARADIGMS)[:15]]
    report = answer_report(dataclasses.replace(own, next_tests=many))
    [section] = [one for one in report.sections if one.key == "next"]
    assert len(section.table) == 15
    shown = report_text(report).partition(section.title)[2]
    assert [name for name in section.table.index if name in shown] == list(section.table.index[:12])
    assert "motorloops show" not in report_html(report)


def test_every_paradigm_with_minutes_is_one():
    assert set(clinic_minutes()) <= set(PARADIGMS)
    assert min(clinic_minutes().values()) > 0.0


def test_a_test_whose_measures_do_not_depend_on_the_levers_tells_nothing():
    own = estimator()
    (weight, bias), *more = own.layers["figures"]
    blind = {**own.layers, "figures": ((weight * 0.0, bias), *more)}
    seeing = infer(Measurements("arm", ROWS), own).next_tests[0].information
    assert seeing > 0.2
    found = infer(Measurements("arm", ROWS), estimator(layers=blind))
    assert found.next_tests[0].information == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "more", "field"),
    [
        (ROWS, {"seed": -1}, "seed"),
        ((), {}, "measurements"),
        (ROWS, {"minutes": {"singing": 3.0}}, "minutes"),
        (ROWS, {"minutes": {"stress": "long"}}, "minutes of stress"),
        (ROWS, {"minutes": {"stress": -5.0}}, "minutes of stress"),
    ],
)
def test_bad_arguments_are_refused(rows, more, field):
    with pytest.raises(InputError) as error:
        infer(Measurements("arm", rows), estimator(), **more)
    assert error.value.field == field


def test_own_minutes_replace_those_that_are_assumed_one_by_one():
    found = infer(
        Measurements("arm", ROWS), estimator(further=silent_period(2.0, 0.5)),
        minutes={"silent_period": 7.0},
    )  # fmt: skip
    assert {test.paradigm: test.minutes for test in found.next_tests} == {
        "ballistic": clinic_minutes()["ballistic"], "silent_period": 7.0
    }  # fmt: skip


def test_further_tests_are_worth_a_share_of_what_a_linear_model_expects():
    found = [
        infer(Measurements("arm", ROWS), estimator(further=silent_period(2.0, 0.5), **more))
        for more in ({}, {"calibration": {INFORMATION_RATIO: 0.5}})
    ]
    whole, half = (
        next(test.information for test in one.next_tests if not test.accepted) for one in found
    )
    assert half == pytest.approx(whole / 2.0)


def test_the_value_of_a_further_test_is_that_of_a_measure_with_noise():
    """Of a normal lever, a measure with noise tells log2 of the ratio of standard deviations."""
    for slope, noise in ((0.0, 0.5), (1.0, 0.5), (2.0, 0.5), (1.0, 3.0)):
        own = estimator(further=silent_period(slope, noise))
        answer = infer(Measurements("arm", ROWS), own)
        [test] = [test for test in answer.next_tests if test.paradigm == "silent_period"]
        assert not test.accepted
        share = (answer.draws[:, 0] / 0.7).clip(1e-4, 1.0 - 1e-4)
        signal = slope**2 * np.var(np.log(share / (1.0 - share)))
        error = noise**2 * (0.05 + 0.5)  # what is systematic at least, and the mean of two trials
        assert test.information == pytest.approx(
            np.log2(1.0 + signal / error) / 2.0, rel=0.15, abs=1e-6
        )
        assert slope == 0.0 or test.shrinks[0] == "loss_cortex"
    assert [test.accepted for test in answer.next_tests if test.paradigm == "ballistic"] == [True]


def test_a_value_that_no_run_gave_is_named():
    rows = (ROWS[0], dataclasses.replace(ROWS[1], value=0.99), Measurement(
        "ballistic", "top_speed@fast", 5000.0, 10.0, 4, "deg/s"))  # fmt: skip
    found = infer(Measurements("arm", rows), estimator())
    assert found.unlike
    assert found.most_off.measurement.measure == "top_speed@fast"
    assert answer_as_dict(found)["fit"]["most_off"] == "ballistic.top_speed@fast"
    assert [fit.outside for fit in found.fits] == [False, False, True]


@pytest.mark.parametrize(("value", "outside"), [(985.0, False), (1010.0, True)])
def test_a_value_may_be_a_tenth_of_the_range_beyond_it(value, outside):
    row = Measurement("ballistic", "top_speed@fast", value, 10.0, 4, "deg/s")  # runs have 10 to 900
    [fit] = infer(Measurements("arm", (row,)), estimator()).fits
    assert fit.outside == outside


def test_values_far_from_all_predictions_are_unlike_the_model():
    own = estimator()
    usual = own.unscore(own.reference[:1])[0]
    far = own.unscore(-2.0 * np.sign(own.reference.mean(axis=0)))
    chances = []
    for values in (usual, far):
        rows = [
            Measurement(paradigm, measure, value, 0.0, 4, unit)
            for (paradigm, measure), value, unit in zip(
                (name.split(".", 1) for name in own.measures), values, own.units, strict=True
            )
        ]
        chances.append(infer(Measurements("arm", tuple(rows)), own).chance)
    assert chances[1] < 0.01 < chances[0]


@pytest.mark.parametrize("taken", [[0], [2, 3], [0, 1, 2, 3]])
def test_runs_of_the_model_are_seldom_called_unlike_it(taken):
    """Whatever part of the measures was taken."""
    own = estimator()
    half = estimator(reference=own.reference[:500])
    errors = own.noise / np.sqrt(2.0)
    chosen = np.isin(np.arange(4), taken)
    generator = np.random.default_rng(1)
    seen = misfit(half, np.where(chosen, own.reference[500:], np.nan), errors, generator)
    beside = reference_misfit(half, np.where(chosen, 0.0, np.nan), errors, generator)
    chances = chance(seen, beside)
    assert (chances < 0.1).mean() == pytest.approx(0.1, abs=0.06)
    assert (chances < 0.5).mean() == pytest.approx(0.5, abs=0.1)


def misfits(levers, ratios):
    """Misfits of runs with one lever and no measures."""
    count = len(ratios)
    nothing = np.zeros((count, 0))
    levers = np.array(levers, float).reshape(count, 1)
    return Misfit(
        np.zeros(0, int), nothing[:, None], np.zeros(0), nothing, np.array(ratios), levers
    )


def test_a_misfit_is_judged_by_those_of_similar_runs():
    generator = np.random.default_rng(1)
    small = np.repeat([False, True], 300)  # predictions are ten times worse where losses are small
    levers = np.where(small, -1.7, 0.0) + 0.1 * generator.normal(size=600)
    reference = misfits(
        levers, np.where(small, 10.0, 1.0) * generator.lognormal(sigma=0.2, size=600)
    )
    at = [-1.7, -1.7, 0.0, 0.0]
    chances = chance(misfits(at, [10.0, 30.0, 1.0, 10.0]), reference)
    assert (chances[[0, 2]] > 0.2).all()
    assert (chances[[1, 3]] < 0.01).all()
    near = like(misfits(at, np.ones(4)), reference)
    assert near.shape == (4, LIKE)
    assert small[near[:2]].all()
    assert not small[near[2:]].any()


def test_a_small_reference_judges_too():
    one = misfits([0.0], [1.0])
    assert chance(misfits([0.0], [2.0]), one).tolist() == [0.5]
    few = misfits(np.zeros(40), np.geomspace(0.5, 2.0, 40))
    [usual, worse] = chance(misfits([0.0, 0.0], [1.0, 9.0]), few)
    assert worse == pytest.approx(1 / 41)
    assert usual > 0.3


def test_the_distance_of_a_measure_is_in_those_of_similar_runs(monkeypatch):
    def distance(changed):
        """Of the first measure, where reference runs of some ranks of likeness fit worse."""

        def reference(*given):
            found = reference_misfit(*given)
            order = np.argsort(((found.levers - levers) ** 2).sum(axis=1))
            found.alone[order[changed]] *= 10.0
            return found

        monkeypatch.setattr("motorloops.experiments.inference.answer.reference_misfit", reference)
        return infer(Measurements("arm", ROWS), own).fits[0].distance

    own = estimator()
    drawn = infer(Measurements("arm", ROWS), own).draws
    levers = own.standardized(drawn).mean(axis=0)
    plain = distance(slice(0, 0))
    assert distance(slice(5 * LIKE, None)) == pytest.approx(plain)
    assert distance(slice(0, 5 * LIKE)) == pytest.approx(plain / 10.0)


def test_nodes_that_are_taken_for_each_other_form_a_group():
    confusion = np.array([[0.4, 0.35, 0.25], [0.35, 0.4, 0.25], [0.05, 0.05, 0.9]])
    found = infer(Measurements("arm", ROWS), estimator(confusion=confusion))
    assert found.node_groups == [("GPI/biceps", "GPI/triceps")]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.15, 0.1, 0.2], ["0.150", "0.100", "0.200"]),
        ([0.0004, 0.0, 0.00012], ["0.00040", "0.00000", "0.00012"]),
        ([-0.000001, -0.004, 0.003], ["0.0000", "-0.0040", "0.0030"]),
        ([0.0, 0.0, 0.0], ["0.000"] * 3),
        ([1e-17, 0.0, 0.0], ["0.000"] * 3),
    ],
)
def test_small_figures_of_a_fit_keep_two_digits(values, shown):
    value, low, high = values
    found = dataclasses.replace(infer(Measurements("arm", ROWS), estimator()), chance=0.5)
    measured = dataclasses.replace(ROWS[0], value=value)
    fit = dataclasses.replace(
        found.fits[0], measurement=measured, low=low, high=high, outside=False
    )
    text = report_text(answer_report(dataclasses.replace(found, fits=[fit])))
    assert f" is {shown[0]} MVC, " in text
    assert f" predicts {shown[1]} to {shown[2]}." in text


def test_a_single_measurement_is_not_compared_with_others():
    one, two = (answer_report(infer(Measurements("arm", ROWS[:n]), estimator())) for n in (1, 2))
    [alone], [both] = ([part for part in own.sections if part.key == "fit"] for own in (one, two))
    assert len(alone.sentences) == 1
    assert both.sentences[1] == DISTANCE


def test_of_many_nodes_the_first_are_named():
    found = infer(Measurements("arm", ROWS), estimator())
    group = tuple(f"MN/muscle_{k}" for k in range(22))
    text = report_text(answer_report(dataclasses.replace(found, node_groups=[group])))
    assert f"{group[9]} and 12 more." in text
    assert group[10] not in text


def test_levers_that_replace_each_other_are_named():
    own = estimator()
    last = own.layers["levers"][-1]
    size, parts = 2, own.components
    weight, bias = last[0] * 0.0, last[1] * 0.0
    ends = np.cumsum([parts, parts * size, parts * size])
    bias[ends[1] : ends[2]] = 0.0
    bias[ends[2] :] = 3.0  # rows of the precision's factor point along the sum of both
    layers = {**own.layers, "levers": (*own.layers["levers"][:-1], (weight, bias))}
    found = infer(Measurements("arm", ROWS), estimator(layers=layers))
    assert found.together == [("loss_cortex", "loss_spinal")]
    bias[ends[2] :] = -3.0
    assert infer(Measurements("arm", ROWS), estimator(layers=layers)).together == []


def test_measurements_of_another_body_are_refused():
    with pytest.raises(InputError) as error:
        infer(Measurements("hand", ROWS), estimator())
    assert error.value.field == "body"


def test_a_file_may_hold_the_measures_of_the_estimator_alone(tmp_path):
    path = tmp_path / "person.csv"
    path.write_text("paradigm,measure,value,spread,n\nballistic,top_speed@fast,100,5,4\n")
    known = accepted_measures(estimator())
    assert read_measurements(path, known=known).rows[0].unit == "deg/s"
    for old, new in (("top_speed@fast", "agonist_peak@fast"), ("ballistic", "silent_period")):
        path.write_text(path.read_text().replace(old, new))
        with pytest.raises(InputError) as error:
            read_measurements(path, known=known)
        assert error.value.value == new


def test_the_report_says_what_cannot_be_told(answer):
    report = answer_report(answer)
    assert [section.key for section in report.sections] == [
        "levers", "loss_region", "nodes", "fit", "uncertainty", "next",
    ]  # fmt: skip
    unknown = [name for name, lever in answer.levers.items() if not lever.known]
    levers = report.sections[0]
    assert (levers.table["told"] == "cannot tell").sum() == len(unknown)
    assert json.loads(json.dumps(answer_as_dict(answer), allow_nan=False))["body"] == "arm"


def test_draws_agree_with_the_density():
    """The mean of a function over draws is its integral under the density."""
    layers = estimator().layers
    *hidden, (weight, bias) = layers["levers"]
    narrow = bias.copy()
    narrow[2 + 4 : 2 + 8] += 2.0  # diagonals of the precision's factors, so that a grid holds all
    own = estimator(layers={**layers, "levers": (*hidden, (weight, narrow))})
    inputs = np.zeros((1, 8))
    drawn = draw(own, inputs, 20_000, np.random.default_rng(1))
    grid = np.linspace(-12.0, 12.0, 161)
    one, other = np.meshgrid(grid, grid, indexing="ij")
    points = np.stack([one.ravel(), other.ravel()], axis=1)
    total, mean = 0.0, np.zeros(2)
    for place in range(2):
        rows = np.repeat(inputs, len(points), 0)
        density = np.exp(log_density(own, rows, points, np.full(len(points), place)))
        cell = (grid[1] - grid[0]) ** 2
        share = density.sum() * cell
        assert share == pytest.approx((drawn.combination == place).mean(), abs=0.02)
        total += share
        mean += (points * density[:, None]).sum(axis=0) * cell
    assert total == pytest.approx(1.0, abs=0.01)
    assert drawn.logits[0].mean(axis=0) == pytest.approx(mean, abs=0.05)
