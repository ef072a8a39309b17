"""A fit recovers known levers, whoever does the work and however often it is interrupted."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import tomli_w

from motorloops import PARADIGMS, Params, build_network, hold, simulate_outcomes
from motorloops.experiments.analysis.report import report_html
from motorloops.experiments.fitted_sets import reweighted, weights_of
from motorloops.experiments.fitting.figures import fit_report
from motorloops.experiments.fitting.fit import fit_levers
from motorloops.experiments.fitting.fit_file import check_fit
from motorloops.experiments.fitting.report import facts, fit_as_dict
from motorloops.experiments.sweeps import dataset
from motorloops.experiments.sweeps.paradigm_columns import paradigm_columns, paradigm_values
from motorloops.experiments.sweeps.results import open_results
from motorloops.experiments.sweeps.study_file import read_study, read_toml
from tests.helpers.command import call, refused
from tests.helpers.fits import SECONDS, TRUTH, fit_table
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


def test_a_generation_without_its_study_is_begun_again(fitted, table, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit_levers(table, tmp_path, threads=1, report=_interrupt)
    begun = tmp_path / "generation_001"
    begun.mkdir()
    (begun / "points.csv").write_text("loss,effort\n")
    again = fit_levers(table, tmp_path, resume=True, threads=1)
    pd.testing.assert_frame_equal(again.ensemble(), fitted[1].ensemble(), check_exact=True)


def _interrupt(_):
    raise KeyboardInterrupt


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


def test_contradicting_targets_are_told_apart_from_unreachable_ones(table, tmp_path):
    target = table["targets"][1]
    targets = [{**target, "value": share * target["value"]} for share in (0.5, 1.0)]
    fit = fit_levers({**table, "targets": targets, "tolerance": 1.0}, tmp_path)
    assert (fit.nearest < 1.0).all()
    assert fit.population.distance.min() > 1.0
    report = fit_as_dict(fit)
    assert [one["nearest"] for one in report["targets"]] == fit.nearest.tolist()
    assert "contradict" in " ".join(facts(fit))


def test_figures_of_paradigms_are_targets(tmp_path):
    network, truth = build_network("chain:2"), Params().replace(loss=0.4)
    name = "hold_and_release.co_contraction_index"
    paradigm = PARADIGMS["hold_and_release"]
    columns = list(paradigm_columns(paradigm, network, [truth]))
    value = float(paradigm_values([paradigm], columns, network, [truth], [1])[name][0])
    table = fit_table(targets=[{"measure": name, "value": value, "sd": 0.2, "unit": "1"}],
                      parameters={"loss": {"low": 0.0, "high": 0.8}}, particles=10)  # fmt: skip
    fit = fit_levers(table, tmp_path, threads=1)
    frame = open_results(tmp_path / "generation_000").frame()
    assert name in frame
    assert "overflow" not in frame
    ensemble = fit.ensemble()
    assert (ensemble["target_1"] - value).abs().max() < 1.0
    assert fit_as_dict(fit)["targets"][0]["unit"] == "1"


def test_factors_on_weights_are_fitted_beside_levers(table, tmp_path):
    name = "weight:INH>M1"
    parameters = {**table["parameters"], name: {"low": 0.2, "high": 1.0}}
    fit = fit_levers({**table, "parameters": parameters, "generations": 2}, tmp_path, threads=1)
    best = fit.ensemble().iloc[0]
    levers = Params().replace(loss=best["loss"], effort=best["effort"])
    rows = pd.concat([open_results(tmp_path / f"generation_00{k}").frame() for k in (0, 1)])
    rows = rows[rows[name] == best[name]]
    network = build_network("chain:2")
    magnitudes = weights_of(network) * np.array(
        [best[name] if (p.source, p.target) == ("INH", "M1") else 1.0 for p in network.projections]
    )
    alone = simulate_outcomes(
        [levers] * len(rows), hold(SECONDS), rows["seed"].tolist(), reweighted(network, magnitudes)
    )
    assert alone.measures["overflow"] == pytest.approx(rows["overflow"], rel=1e-4)
    assert rows["overflow"].mean() == pytest.approx(best["target_1"], rel=1e-12)


def test_a_measure_that_no_setting_has_is_named(table, tmp_path):
    targets = [table["targets"][0],
               {"measure": "spread_latency", "value": 50.0, "sd": 5.0, "unit": "ms"}]  # fmt: skip
    parameters = {"effort": {"low": 0.001, "high": 0.002}}
    with invalid("targets.2", "spread_latency"):
        fit_levers({**table, "targets": targets, "parameters": parameters}, tmp_path)


def test_a_generation_that_the_machine_stops_names_the_fit(table, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "write_shard", full)
        with pytest.raises(RuntimeError) as stopped:
            fit_levers(table, tmp_path / "out", threads=1)
    line = f"motorloops fit {tmp_path}/out/fit.toml --out {tmp_path}/out --resume"
    assert str(stopped.value).endswith(line)
    words = line.split()[1:]
    code, _, err = call(*words, "--threads", "1")
    assert code == 0, err


def test_the_page_shows_targets_convergence_and_each_parameter(fitted, table, tmp_path):
    _, fit = fitted
    page = report_html(fit_report(fit))
    found = re.findall(r'<section id="([^"]*)"', page)
    assert found == ["targets", "convergence", "parameter-loss", "parameter-effort"]
    assert page.count("<svg") == 4
    sections = {section.key: section.table for section in fit_report(fit).sections}
    for name in table["parameters"]:
        shares = sections[f"parameter-{name}"]
        assert shares["prior"].sum() == pytest.approx(1.0)
        assert shares["ensemble"].sum() == pytest.approx(1.0)
    assert len(sections["convergence"]) == len(fit.generations)


def test_the_template_runs_as_it_stands(tmp_path):
    file = tmp_path / "mine.toml"
    assert "--json" in refused("fit", str(file), "--template", "--json")
    assert call("fit", str(file), "--template").code == 0
    refused("fit", str(file), "--template")
    code, told, err = call("fit", str(file), "--dry-run", "--json")
    assert code == 0, err
    size = json.loads(told)
    assert size["most_runs"] == size["first_runs"] + (size["generations"] - 1) * size["later_runs"]
    problem = check_fit(read_toml(file), file)
    assert len(problem.targets) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_bad_input_leaves_nothing_behind(table, tmp_path):
    file, out = tmp_path / "small.toml", tmp_path / "out"
    file.write_text(tomli_w.dumps({**table, "particles": 1}))
    refused("fit", str(file), "--out", str(out))
    file.write_text(tomli_w.dumps(table))
    refused("fit", str(file), "--out", str(out), "--threads", "0")
    refused("fit", str(file), "--out", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]
