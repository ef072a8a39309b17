"""Sweeps over the packaged sets of weights."""

from dataclasses import replace

import numpy as np
import pytest

from motorloops import Params, build_network, hold, run_study, simulate, simulate_outcomes
from motorloops.experiments.fitted_sets import (
    fitted_networks,
    named_sets,
    reweighted,
    with_weights,
)
from motorloops.experiments.sweeps import study, worker
from motorloops.experiments.sweeps.arrays import trajectories
from motorloops.experiments.sweeps.chunks import chunk_plan
from motorloops.experiments.sweeps.replay import replay
from motorloops.experiments.sweeps.results import open_results
from motorloops.experiments.sweeps.study_file import read_study
from motorloops.model.errors import InputError
from tests.helpers.invalid import invalid

SETS = ["", "fitted:0", "fitted:5", "fitted:5"]
STUDY = {
    "name": "ensemble",
    "body": "arm",
    "seconds": 1.3,
    "measures": ["co_contraction_index"],
    "precision": "float64",
    "design": {"kind": "list", "axes": {"weights": SETS, "loss": [0.3, 0.3, 0.3, 0.5]}},
    "seeds": {"count": 2, "kind": "independent"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "sweep"
    run_study(STUDY, path, threads=1)
    return path


def test_each_row_is_that_of_its_own_set(folder):
    rows = open_results(folder).frame(["weights", "loss", "seed", "co_contraction_index"])
    own, fitted = build_network("arm"), fitted_networks("arm")
    for weights, loss, seed, found in rows.itertuples(index=False):
        network = fitted[int(weights.removeprefix("fitted:"))] if weights else own
        alone = simulate_outcomes(
            [Params().replace(loss=loss)], hold(1.3), [seed], network, precision="float64"
        )
        assert alone.measures["co_contraction_index"][0] == found


def test_sets_differ(folder):
    frame = open_results(folder).frame(["weights", "loss", "co_contraction_index"])
    means = frame[frame.loss == 0.3].groupby("weights")["co_contraction_index"].mean()
    assert means.nunique() == 3


def test_chunks_do_not_change_the_rows(folder, tmp_path):
    other = run_study({**STUDY, "chunk": 3}, tmp_path / "other", threads=2)
    assert other.folder.record()["hash"] == open_results(folder).folder.record()["hash"]


def test_a_row_is_rerun_on_its_set(folder):
    assert all(replay(str(folder), row)["same"] for row in range(8))


def test_time_courses_are_those_of_the_set(folder):
    [(rows, course)] = trajectories(open_results(folder), [2])
    alone = simulate(course.params, course.timeline, course.seeds, fitted_networks("arm")[5])
    assert rows == [2]
    assert (course.activation == alone.activation).all()


def test_paradigms_run_on_the_set_too(tmp_path):
    table = {key: STUDY[key] for key in ("name", "seconds", "seeds")} | {
        "body": "chain:2",
        "paradigms": ["hold_and_release"],
        "design": {"kind": "list", "axes": {"weights": ["", "fitted:9"]}},
        "seeds": {"count": 1},
    }
    frame = run_study(table, tmp_path / "sweep", threads=1).frame(
        ["hold_and_release.agonist_activation"]
    )
    assert frame.nunique().item() == 2


def test_provenance_names_the_sets(folder):
    assert len(open_results(folder).folder.record()["weights"]) == 12


@pytest.fixture
def other_sets(monkeypatch):
    for module in (study, worker):
        monkeypatch.setattr(module, "sets_digest", lambda: "0123456789ab")


@pytest.mark.usefixtures("other_sets")
def test_rows_are_not_computed_again_with_other_sets(folder):
    results = open_results(folder)
    for again in (lambda: replay(str(folder), 1), lambda: next(trajectories(results, [1]))):
        with pytest.raises(InputError) as error:
            again()
        assert error.value.field == "weights"


def test_a_worker_with_other_sets_runs_nothing(folder, tmp_path, monkeypatch):
    task = chunk_plan(open_results(folder).study, tmp_path).task(0)
    monkeypatch.setattr(worker, "sets_digest", lambda: "0123456789ab")
    with pytest.raises(InputError) as error:
        worker.run_chunk(task)
    assert error.value.field == "weights of a worker"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["fitted:-1", f"fitted:{len(named_sets())}", "best", 3, None])
def test_an_unknown_set_is_refused(name, tmp_path):
    table = {**STUDY, "design": {"kind": "grid", "axes": {"weights": ["", name]}}}
    with pytest.raises(InputError) as error:
        run_study(table, tmp_path / "sweep")
    assert "weights" in error.value.field
    assert not (tmp_path / "sweep").exists()


def test_states_and_sets_exclude_each_other(tmp_path):
    axes = {"weights": ["fitted:1"], "initial": [""]}
    with pytest.raises(InputError) as error:
        run_study({**STUDY, "design": {"kind": "grid", "axes": axes}}, tmp_path / "sweep")
    assert error.value.field.endswith("design.axes.weights")


def test_a_network_with_other_projections_is_refused():
    arm = build_network("arm")
    fewer = replace(arm, projections=arm.projections[1:])
    with pytest.raises(InputError) as error:
        with_weights(fewer, "fitted:1")
    assert error.value.field == "weights"


def test_an_empty_name_is_the_network_itself():
    arm = build_network("arm")
    assert with_weights(arm, "") is arm


FACTORS = {
    "name": "factors",
    "body": "chain:2",
    "seconds": 0.6,
    "measures": ["co_contraction_index"],
    "precision": "float64",
    "design": {
        "kind": "grid",
        "axes": {
            "weight:INH>M1 same": [0.5, 1.0],
            "weight:>M1": {"low": 0.8, "high": 1.2, "count": 2},
            "weight:>IAIN": [1.1],
        },
    },
    "seeds": {"count": 2, "kind": "independent"},
}


@pytest.fixture(scope="module")
def factors(tmp_path_factory):
    path = tmp_path_factory.mktemp("factors") / "sweep"
    run_study(FACTORS, path, threads=1)
    return path


def test_factors_multiply_the_weights_that_they_name(factors):
    names = list(FACTORS["design"]["axes"])
    network = build_network("chain:2")
    rows = open_results(factors).frame([*names, "seed", "co_contraction_index"])
    assert len(rows) == 8
    for one, to_cortex, to_spinal, seed, found in rows.itertuples(index=False):
        weights = [
            row.weight
            * (one if row.key == "INH>M1 same" else 1.0)
            * (to_cortex if row.target == "M1" else 1.0)
            * (to_spinal if row.target == "IAIN" else 1.0)
            for row in network.projections
        ]
        own = reweighted(network, np.array(weights))
        alone = simulate_outcomes([Params()], hold(0.6), [seed], own, precision="float64")
        assert alone.measures["co_contraction_index"][0] == pytest.approx(found, rel=1e-9)
    assert rows["co_contraction_index"].nunique() == 8


def test_chunks_and_threads_do_not_change_the_rows_of_factors(factors, tmp_path):
    other = run_study({**FACTORS, "chunk": 3}, tmp_path / "other", threads=2)
    assert other.folder.record()["hash"] == open_results(factors).folder.record()["hash"]


def test_a_row_of_factors_is_rerun_and_its_time_course_is_its_own(factors):
    assert all(replay(str(factors), row)["same"] for row in range(8))
    [(rows, course)] = trajectories(open_results(factors), [3])
    assert rows == [3]
    changed = course.network.wiring.weight != build_network("chain:2").wiring.weight
    assert changed.any()


@pytest.mark.parametrize("kind", ["lhs", "pairs"])
def test_factors_are_axes_of_other_designs(tmp_path, kind):
    spread = {"low": 0.5, "high": 2.0}
    ends = [0.5, 2.0]
    losses = {"low": 0.0, "high": 0.5}
    designs = {
        "lhs": {"kind": "lhs", "samples": 3, "axes": {"weight:M1>MN": spread, "loss": losses}},
        "pairs": {"kind": "pairs", "axes": {"weight:M1>MN": ends, "effort": [0.2, 0.4]}},
    }
    results = run_study({**FACTORS, "design": designs[kind]}, tmp_path / "sweep", threads=1)
    assert read_study(results.folder.study).digest == results.study.digest
    assert results.frame(["weight:M1>MN"])["weight:M1>MN"].between(0.5, 2.0).all()


def test_a_factor_of_no_projection_is_refused(tmp_path):
    axes = {"weight:INH>M2": [0.5, 1.0]}
    with invalid("study.toml: design.axes.weight:INH>M2", "weight:INH>M2"):
        run_study({**FACTORS, "design": {"kind": "grid", "axes": axes}}, tmp_path / "sweep")
    axes = {"weight:INH>M1": [0.5, 11.0]}
    with invalid("study.toml: design.axes.weight:INH>M1", 11.0):
        run_study({**FACTORS, "design": {"kind": "grid", "axes": axes}}, tmp_path / "sweep")
