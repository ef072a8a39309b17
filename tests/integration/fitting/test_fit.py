"""A fit recovers known levers, whoever does the work and however often it is interrupted."""

import json

import numpy as np
import pandas as pd
import pytest
import tomli_w

from motorloops.experiments.fitting.fit import fit_levers
from motorloops.experiments.sweeps.results import open_results
from motorloops.experiments.sweeps.study_file import read_study
from tests.helpers.command import call, refused
from tests.helpers.fits import TRUTH, fit_table
from tests.helpers.invalid import invalid


@pytest.fixture(scope="module")
def table():
    return fit_table()


@pytest.fixture(scope="module")
def fitted(table, tmp_path_factory):
    out = tmp_path_factory.mktemp("fit") / "out"
    return out, fit_levers(table, out, threads=1)


def test_known_levers_lie_inside_the_ensemble(fitted):
    _, fit = fitted
    ensemble = fit.ensemble()
    assert fit.outcome == "fits"
    assert len(ensemble) == 20
    assert ensemble["implausibility"].max() < 3.0
    assert ensemble["weight"].sum() == pytest.approx(1.0)
    for name, value in TRUTH.items():
        assert ensemble[name].min() < value < ensemble[name].max()
        assert np.ptp(ensemble[name]) < 0.5  # of a prior of 0.9 or 1


def test_the_tolerance_never_rises(fitted):
    _, fit = fitted
    tolerances = [one.tolerance for one in fit.generations]
    assert len(tolerances) > 1
    assert tolerances == sorted(tolerances, reverse=True)


def test_the_means_are_those_of_the_sweeps(fitted):
    out, fit = fitted
    best = fit.ensemble().iloc[0]
    rows = pd.concat([open_results(out / f"generation_{one.number:03}").frame()
                      for one in fit.generations])  # fmt: skip
    same = rows[(rows["loss"] == best["loss"]) & (rows["effort"] == best["effort"])]
    assert len(same) == 2
    assert same["overflow"].mean() == pytest.approx(best["target_1"], rel=1e-12)
    assert same["agonist_activation"].mean() == pytest.approx(best["target_2"], rel=1e-12)


def test_the_ensemble_is_written_as_a_table_and_a_study(fitted):
    out, fit = fitted
    ensemble = fit.ensemble()
    pd.testing.assert_frame_equal(pd.read_csv(out / "ensemble.csv"), ensemble)
    study = read_study(out / "ensemble.toml")
    assert study.design.kind == "list"
    for axis in study.design.axes:
        assert list(axis.values) == ensemble[axis.name].tolist()


def test_two_threads_give_the_same_ensemble(fitted, table, tmp_path):
    again = fit_levers(table, tmp_path, threads=2)
    pd.testing.assert_frame_equal(again.ensemble(), fitted[1].ensemble(), check_exact=True)


def test_an_interrupted_fit_ends_in_the_same_ensemble(fitted, table, tmp_path):
    begun = []

    def stop(done, total):
        begun.append(done)
        if (tmp_path / "generation_001").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_levers(table, tmp_path, threads=1, progress=stop)
    with invalid("--out"):
        fit_levers(table, tmp_path)
    again = fit_levers(table, tmp_path, resume=True, threads=1)
    pd.testing.assert_frame_equal(again.ensemble(), fitted[1].ensemble(), check_exact=True)
    assert again.generations == fitted[1].generations


def test_a_fit_is_resumed_with_its_own_file_only(fitted, table):
    out, fit = fitted
    with invalid("fit.toml: root", 2):
        fit_levers({**table, "root": 2}, out, resume=True)
    shorter = fit_levers({**table, "generations": 1}, out, resume=True)
    assert (shorter.outcome, len(shorter.generations)) == ("generations", 1)
    assert fit_levers(table, out, resume=True).generations == fit.generations


def test_targets_that_no_setting_meets_are_told(table, tmp_path):
    target = {"measure": "agonist_activation", "value": 5.0, "sd": 0.01, "unit": "MVC"}
    fit = fit_levers({**table, "targets": [target]}, tmp_path)
    assert fit.outcome == "stalled"
    assert fit.population.distance.min() > 100.0


def test_each_target_has_its_own_condition(table, tmp_path):
    parameters = {"loss": {"categories": [0.0, 0.5]}}
    targets = [
        {**table["targets"][0], "sd": 1.0, "condition": {"effort": 0.9}},
        {**table["targets"][1], "sd": 1.0},
        {**table["targets"][1], "sd": 1.0, "condition": {"effort": 0.9}},
    ]
    fit = fit_levers({**table, "parameters": parameters, "targets": targets}, tmp_path)
    frame = open_results(tmp_path / "generation_000").frame()
    assert set(frame["effort"]) == {0.9, fit.problem.study.base().effort}
    means = frame.groupby(["loss", "effort"])["agonist_activation"].agg(["min", "max"])
    ensemble = fit.ensemble()
    assert set(ensemble["loss"]) == {0.0, 0.5}
    for _, one in ensemble.iterrows():
        for effort, name in ((0.9, "target_3"), (fit.problem.study.base().effort, "target_2")):
            low, high = means.loc[(one["loss"], effort)]
            assert low <= one[name] <= high


def test_the_command_reports_the_fit(table, tmp_path):
    file, out = tmp_path / "small.toml", tmp_path / "out"
    file.write_text(tomli_w.dumps({**table, "generations": 1}))
    code, told, err = call("fit", str(file), "--out", str(out), "--threads", "1", "--json")
    assert code == 0, err
    report = json.loads(told)
    assert (report["fit"], report["particles"], report["runs"]) == ("small", 20, 80)
    assert [one["name"] for one in report["parameters"]] == ["loss", "effort"]
    assert all(0.0 < one["prior_left"] <= 1.0 for one in report["parameters"])
    assert len(report["targets"]) == 2
    refused("fit", str(file), "--out", str(out))
    code, text, _ = call("fit", str(file), "--out", str(out), "--resume")
    assert code == 0
    assert "overflow" in text


def test_bad_input_leaves_nothing_behind(table, tmp_path):
    file, out = tmp_path / "small.toml", tmp_path / "out"
    file.write_text(tomli_w.dumps({**table, "particles": 1}))
    refused("fit", str(file), "--out", str(out))
    file.write_text(tomli_w.dumps(table))
    refused("fit", str(file), "--out", str(out), "--threads", "0")
    refused("fit", str(file), "--out", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]
