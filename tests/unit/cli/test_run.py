"""One condition over its seeds: the figures are those of the model, whatever the blocks."""

import numpy as np
import pytest

from motorloops.experiments import run
from motorloops.experiments.run import HOLD, REST, run_request
from motorloops.model.measures import MEASURES, measure, measure_input, overflow_by_distance
from motorloops.model.simulate import simulate
from tests.helpers.requests import asked
from tests.helpers.tables import Tables

SHORT = ("--seconds", "1.4")


def assert_same(one, other):
    """Equal but for the order in which numpy adds up, which hangs on the number of runs."""
    for name, values in one.measures.items():
        np.testing.assert_allclose(other.measures[name], values, rtol=1e-12)
    np.testing.assert_allclose(other.mvc, one.mvc, rtol=1e-12)
    np.testing.assert_allclose(other.overflow_by_distance, one.overflow_by_distance, rtol=1e-12)
    for moment in (REST, HOLD):
        np.testing.assert_allclose(other.rates[moment], one.rates[moment], rtol=1e-12)


def outcome_of(*argv, observers=()):
    return run_request(asked(*SHORT, *argv), observers, lambda done: None)


@pytest.fixture(scope="module")
def moderate():
    return outcome_of("--preset", "moderate", "--seeds", "4")


def test_measures_are_those_of_the_model(moderate):
    request = asked(*SHORT, "--preset", "moderate", "--seeds", "4")
    trajectory = simulate(request.params, request.timeline, request.seeds)
    frame = measure(trajectory)
    assert list(moderate.measures) == list(MEASURES)
    for name, values in moderate.measures.items():
        np.testing.assert_array_equal(values, frame[name])
    np.testing.assert_array_equal(
        moderate.overflow_by_distance, overflow_by_distance(measure_input(trajectory))
    )
    assert not moderate.diverged.any()


def test_blocks_change_nothing(moderate, monkeypatch):
    seen, told = [], []
    request = asked(*SHORT, "--preset", "moderate", "--seeds", "4")
    body = request.network.body
    cells = 1400 * (len(body.muscles) + len(body.dofs))
    monkeypatch.setattr(run, "BLOCK_CELLS", cells * 3)  # three runs at a time
    again = run_request(request, [lambda t: seen.append(t.seeds)], told.append)
    assert seen == [(1, 2, 3), (4,)]
    assert told == [3, 4]
    assert_same(moderate, again)


def test_agents_give_the_same_figures():
    argv = ("--seconds", "0.6", "--body", "chain:1", "--seeds", "2")
    compiled, agents = outcome_of(*argv), outcome_of(*argv, "--engine", "agents")
    assert_same(compiled, agents)


def test_full_effort_is_compared_with_health_on_the_same_noise():
    assert (outcome_of("--set", "effort=0.1", "--seeds", "2").mvc == 1.0).all()
    changed = outcome_of("--agonist", "triceps", "--set", "loss=0.3", "--seeds", "2").mvc
    assert np.isfinite(changed).all()
    assert (changed != 1.0).all()


def test_mean_rates_rest_at_the_table_and_rise_with_the_command(moderate):
    populations = asked().network.populations
    keys = [population.key for population in populations]
    table = np.array([population.rest_hz for population in populations])
    healthy = outcome_of("--seeds", "8")
    inner = [k for k, p in enumerate(populations) if p.rule == "rate"]
    np.testing.assert_allclose(healthy.rates[REST].mean(axis=1)[inner], table[inner], rtol=0.3)
    for key in ("CMD", "M1", "MN"):
        here = keys.index(key)
        assert (healthy.rates[HOLD][here] > healthy.rates[REST][here]).all()


def test_without_a_command_nothing_is_held():
    outcome = outcome_of("--timeline", "rest")
    assert np.isnan(outcome.rates[HOLD]).all()
    assert np.isfinite(outcome.rates[REST]).all()
    assert np.isnan(outcome.measures["agonist_activation"]).all()


def test_a_run_that_leaves_the_finite_numbers_has_no_figures(tmp_path):
    tables = Tables(tmp_path / "atlas")
    joints = "bodies/arm_joints.csv"
    for row in range(len(asked().network.body.dofs)):
        for column, value in (("stiffness", "1000"), ("damping", "1000"), ("inertia", "0.0000001")):
            tables.set(joints, row, column, value)
    outcome = outcome_of("--atlas", str(tables.folder), "--seeds", "2")
    assert outcome.diverged.all()
    for values in (*outcome.measures.values(), outcome.mvc, *outcome.rates.values()):
        assert np.isnan(values).all()
