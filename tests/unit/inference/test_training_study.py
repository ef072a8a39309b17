"""Studies that cannot train an estimator are refused before anything is run."""

import sys
from pathlib import Path

import numpy as np
import pytest
import tomli_w

from motorloops.experiments.fitted_sets import named_sets
from motorloops.experiments.inference import train as steps
from motorloops.experiments.inference.answer import clinic_minutes
from motorloops.experiments.inference.estimator import packaged_estimator
from motorloops.experiments.sweeps.design import points
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError
from tests.helpers.command import refused

STUDY = {
    "body": "chain:1",
    "paradigms": ["hold_and_release"],
    "healthy_reference": False,
    "design": {"kind": "lhs", "samples": 8, "axes": {"loss_cortex": {"low": 0.0, "high": 0.7}}},
    "seeds": {"count": 2, "kind": "independent"},
}
BAD = {
    "a grid": ({"design": {"kind": "grid", "axes": {"stress": [0.0, 1.0]}}}, "design.kind"),
    "one trial": ({"seeds": {"count": 1, "kind": "independent"}}, "seeds"),
    "common noise": ({"seeds": {"count": 2, "kind": "common"}}, "seeds"),
    "measures of a timeline": ({"measures": ["overflow"]}, "measures"),
    "no paradigm": ({"paradigms": None, "healthy_reference": None}, "measures"),
    "another distribution": (
        {"design": {"kind": "lhs", "samples": 8, "axes": {
            "stress": {"low": 0.1, "high": 1.0, "distribution": "loguniform"}}}},
        "design.axes.stress"),
    "names alone": (
        {"design": {"kind": "lhs", "samples": 8, "axes": {
            "weights": {"categories": ["fitted:0", "fitted:1"]}}}},
        "design.axes"),
    "lesions": (
        {"design": {"kind": "lhs", "samples": 8, "axes": {
            "stress": {"low": 0.0, "high": 1.0}, "lesion": {"categories": ["MN/flexor_0", ""]}}}},
        "design.axes.lesion"),
}  # fmt: skip


def train(tmp_path, *more, **changes):
    table = {key: value for key, value in {**STUDY, **changes}.items() if value is not None}
    (tmp_path / "study.toml").write_text(tomli_w.dumps(table))
    return ("train", str(tmp_path / "study.toml"), "--out", str(tmp_path / "out"), *more)


@pytest.mark.parametrize(("changes", "field"), BAD.values(), ids=BAD)
def test_a_study_that_cannot_train_is_refused(tmp_path, changes, field):
    assert f"{field}: " in refused(*train(tmp_path, **changes))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "value"), [("--seed", "-1"), ("--epochs", "0"), ("--epochs", "many")]
)
def test_bad_options_are_refused(tmp_path, option, value):
    assert option in refused(*train(tmp_path, option, value))
    assert not (tmp_path / "out").exists()


def test_without_torch_one_line_says_how_to_install_it(tmp_path, monkeypatch):
    for name in ("torch", "sbi"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "infer" in refused(*train(tmp_path))
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_refused(tmp_path, monkeypatch):
    for name in ("torch", "sbi"):
        monkeypatch.setitem(sys.modules, name, sys)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "note.txt").write_text("mine")
    assert "--out" in refused(*train(tmp_path))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["note.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path, monkeypatch):
    for name in ("torch", "sbi"):
        monkeypatch.setitem(sys.modules, name, sys)
    (tmp_path / "out").write_text("mine")
    for more in ((), ("--resume",)):
        assert "--out" in refused(*train(tmp_path, *more))
    assert (tmp_path / "out").read_text() == "mine"


def test_the_command_trains_as_the_packaged_estimators_were_trained(tmp_path, monkeypatch):
    plans = []

    def stop(plan, *_args, **_more):
        plans.append(plan)
        raise InputError("plan", "taken", "nothing more")

    monkeypatch.setattr(steps, "train_folder", stop)
    refused(*train(tmp_path))
    assert plans[0].epochs == packaged_estimator("arm").training["epochs"]
    assert plans[0].seed == packaged_estimator("arm").training["seed"]


def test_only_the_sweeps_that_are_wanted_are_run():
    axes = {
        "loss_cortex": {"low": 0.0, "high": 0.7},
        "weights": {"categories": ["fitted:0", "fitted:1"]},
    }
    table = {**STUDY, "design": {"kind": "lhs", "samples": 8, "axes": axes}}
    study = planned(check_study(table, Path("study.toml")))
    few = steps.studies_of(steps.Plan(study, nodes=False, further=False))
    assert set(few) == {"levers", "other_weights", "small_losses"}
    found = steps.studies_of(steps.Plan(study, further=False))
    assert set(found) == {"levers", "nodes", "other_weights", "small_losses"}
    keys = study.network().node_keys
    assert found["nodes"].design.samples == steps.POINTS_PER_NODE * len(keys)
    assert {name: own.seeds.count for name, own in found.items()} == {
        "levers": 2, "nodes": steps.TRIALS_PER_NODE, "other_weights": 2, "small_losses": 2
    }  # fmt: skip


def test_the_sweep_of_nodes_has_few_sets_of_weights():
    every = [f"fitted:{number}" for number in range(steps.NODE_SETS + 5)]
    axes = {"loss_cortex": {"low": 0.0, "high": 0.7}, "weights": {"categories": every}}
    table = {**STUDY, "design": {"kind": "lhs", "samples": 8, "axes": axes}}
    study = planned(check_study(table, Path("study.toml")))
    found = steps.studies_of(steps.Plan(study, further=False))["nodes"]
    [weights] = [axis.values for axis in found.design.axes if axis.name == "weights"]
    assert list(weights) == every[: steps.NODE_SETS]


@pytest.mark.parametrize(("left", "swept"), [(2, True), (1, False), (0, False)])
def test_other_weights_are_learnt_from_two_sets_or_more(left, swept):
    every = [f"fitted:{number}" for number in range(len(named_sets()))]
    axes = {
        "loss_cortex": {"low": 0.0, "high": 0.7},
        "weights": {"categories": every[: len(every) - left]},
    }
    table = {**STUDY, "design": {"kind": "lhs", "samples": 8, "axes": axes}}
    study = planned(check_study(table, Path("study.toml")))
    found = steps.studies_of(steps.Plan(study, nodes=False, further=False))
    assert ("other_weights" in found) == swept


def test_most_losses_are_small_in_a_sweep_of_its_own():
    axes = {
        "loss_cortex": {"low": 0.0, "high": 0.7},
        "stress": {"low": 0.2, "high": 1.0},  # health, 0, is not in its range
        "weights": {"categories": ["fitted:0", "fitted:1"]},
    }
    table = {**STUDY, "design": {"kind": "lhs", "samples": 400, "axes": axes}}
    study = planned(check_study(table, Path("study.toml")))
    sweeps = steps.studies_of(steps.Plan(study, nodes=False, further=False))
    small = planned(sweeps["small_losses"])
    drawn = points(small)
    assert len(drawn) == 400
    assert np.median(drawn["loss_cortex"]) < 0.07
    assert drawn["loss_cortex"].max() > 0.5
    assert drawn["stress"].min() >= 0.2
    assert np.median(drawn["stress"]) == pytest.approx(0.6, abs=0.01)
    assert set(drawn["weights"]) == set(points(planned(sweeps["other_weights"]))["weights"])
    assert not set(drawn["weights"]) & {"fitted:0", "fitted:1"}


def test_further_tests_are_those_of_a_clinic_that_the_study_does_not_have():
    study = planned(check_study(STUDY, Path("study.toml")))
    found = steps.studies_of(steps.Plan(study, nodes=False))["further_tests"]
    not_possible = {"surround_inhibition"}  # with one joint
    assert set(found.paradigms) == set(clinic_minutes()) - {"hold_and_release"} - not_possible
    assert found.design.samples == 8


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_a_network_that_was_cut_off_is_trained_again(tmp_path, share):
    layers = ((np.arange(6.0).reshape(2, 3), np.ones(2)),)
    path = tmp_path / "networks" / "levers.npz"
    steps._store(path, "one", (layers, 0.5))
    found = steps._stored(path, "one")
    assert found is not None
    assert found[1] == 0.5
    assert (found[0][0][0] == layers[0][0]).all()
    assert steps._stored(path, "other") is None
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert steps._stored(path, "one") is None
