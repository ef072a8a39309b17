"""`show` and `sensitivity` on real sweeps: what they tell, what they write, what they refuse."""

import json
import shutil

import pandas as pd
import pytest

from motorloops.experiments.analysis.report import sweep_report
from motorloops.experiments.formatting import NOTICE
from motorloops.experiments.sweeps.results import open_results
from tests.helpers import studies as small
from tests.helpers.command import call, refused

SOBOL = {
    "kind": "sobol",
    "samples": 16,
    "axes": {"loss": {"low": 0.0, "high": 0.8}, "effort": {"low": 0.1, "high": 1.0}},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A finished grid, a finished sobol design, and a sweep that has no row yet."""
    home = tmp_path_factory.mktemp("sweeps")
    small.sweep(small.study(home), home / "grid")
    drawn = small.table(design=SOBOL)
    small.sweep(small.write(home, drawn), home / "sobol")
    shutil.copytree(home / "grid", home / "begun")
    shutil.rmtree(home / "begun" / "data")
    (home / "begun" / "provenance.json").unlink()
    return home


def test_show_tells_what_the_frames_hold(folders):
    code, out, err = call("show", str(folders / "grid"))
    assert (code, err) == (0, "")
    assert out.rstrip().endswith(NOTICE)
    assert "12 points, 4 seeds each, 48 runs" in out
    report = sweep_report(open_results(folders / "grid"))
    for part in report.sections:
        assert part.title in out
        assert all(sentence in out for sentence in part.sentences)


def test_show_writes_the_page_and_every_figure_with_its_numbers(folders, tmp_path):
    page, place = tmp_path / "page.html", tmp_path / "deep" / "figures"
    code, _, err = call("show", str(folders / "grid"), "--html", str(page), "--figures", str(place))
    assert (code, err) == (0, "")
    assert page.read_text().startswith("<!doctype html>")
    report = sweep_report(open_results(folders / "grid"))
    wanted = {f"{part.key}{end}" for part in report.sections for end in (".svg", ".png", ".csv")}
    assert {path.name for path in place.iterdir()} == wanted
    for part in report.sections:
        kept = pd.read_csv(place / f"{part.key}.csv")
        assert len(kept) == len(part.table)
        if "mean" in kept:
            assert kept["mean"].to_numpy() == pytest.approx(
                part.table["mean"].to_numpy(float), nan_ok=True
            )


def test_sensitivity_is_one_json_object_with_intervals_and_counts(folders):
    code, out, err = call("sensitivity", str(folders / "sobol"), "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["study"], told["design"]) == ("small", "sobol")
    assert set(told["measures"]) == set(small.GRID["measures"])
    found = told["measures"]["agonist_activation"]
    assert (found["points"], found["missing"], found["replicates"]) == (64, 0, [4, 4])
    (method,) = found["methods"]
    assert (method["method"], method["used"], method["planned"]) == ("Sobol", 16, 16)
    total = {row["lever"]: row for row in method["indices"] if row["index"] == "total"}
    assert total["effort"]["low"] < total["effort"]["value"] < total["effort"]["high"]
    assert total["effort"]["value"] > total["loss"]["value"]
    assert "refused" in told["measures"]["spread_latency"]


def test_sensitivity_tells_the_same_to_people(folders):
    code, out, err = call("sensitivity", str(folders / "sobol"))
    assert (code, err) == (0, "")
    assert "Agonist activation: Sobol" in out
    assert "n = 16 of 16 blocks" in out
    assert "Spread latency: Saltelli blocks" in out
    assert call("sensitivity", str(folders / "sobol")).out == out


def test_what_cannot_be_read_is_refused_in_one_line(folders, tmp_path):
    grid = str(folders / "grid")
    assert "give the folder of a sweep" in refused("show", str(tmp_path))
    assert "give the folder of a sweep" in refused("sensitivity", str(tmp_path / "none"))
    assert "kind lhs, sobol, morris" in refused("sensitivity", grid)
    assert ".html" in refused("show", grid, "--html", str(tmp_path / "page.txt"))
    taken = tmp_path / "taken"
    taken.touch()
    assert "--figures" in refused("show", grid, "--figures", str(taken))
    assert "runs that are done" in refused("show", str(folders / "begun"))
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_too_few_points_are_refused_by_number(tmp_path):
    design = {**SOBOL, "samples": 8}
    small.sweep(small.write(tmp_path, small.table(design=design)), tmp_path / "few")
    line = refused("sensitivity", str(tmp_path / "few"))
    assert "Saltelli blocks: 8 is not allowed; at least 16" in line
