"""`show`, `sensitivity` and `compare` on real sweeps: what they say, write and refuse."""

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


def test_show_as_json_is_the_whole_report(folders):
    code, out, err = call("show", str(folders / "grid"), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    report = sweep_report(open_results(folders / "grid"))
    assert (found["study"], found["study_hash"]) == (report.study.name, report.study.digest)
    assert (found["facts"], found["refused"]) == ([*report.facts], [*report.refused])
    for section, part in zip(found["sections"], report.sections, strict=True):
        assert (section["key"], section["title"]) == (part.key, part.title)
        assert section["sentences"] == [*part.sentences]
        assert len(section["rows"]) == len(part.table)
        assert section["columns"][section["index"] :] == [str(name) for name in part.table]
        assert {len(row) for row in section["rows"]} == {len(section["columns"])}
    (dose,) = (one for one in found["sections"] if one["key"] == "dose-overflow-effort-loss")
    change = dose["columns"].index("change_mean")
    assert None in [row[change] for row in dose["rows"]]  # at the lowest dose


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A finished lhs design of 60 points."""
    home = tmp_path_factory.mktemp("drawn")
    design = {**SOBOL, "kind": "lhs", "samples": 60}
    small.sweep(small.write(home, small.table(design=design)), home / "lhs")
    return home / "lhs"


def test_show_tells_the_region_of_an_outcome(drawn, tmp_path):
    page = tmp_path / "page.html"
    wanted = ["--region", "agonist_activation > 0.15", "--region", "overflow>9"]
    code, out, err = call("show", str(drawn), *wanted, "--html", str(page), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    (region,) = (one for one in found["sections"] if one["key"].startswith("region"))
    assert region["columns"][: region["index"]] == ["region", "lever"]
    assert [row[1] for row in region["rows"]] == ["effort"]
    assert any("no run shows it" in line for line in found["refused"])
    assert f'id="{region["key"]}"' in page.read_text()
    code, out, err = call("show", str(drawn), *wanted)
    assert (code, err) == (0, "")
    assert all(sentence in out for sentence in region["sentences"])


@pytest.mark.parametrize("text", ["overflow", "overfow>1", "overflow>x", "overflow>=1", ">1"])
def test_an_outcome_that_cannot_be_read_is_refused(drawn, tmp_path, text):
    page = tmp_path / "page.html"
    assert "region" in refused("show", str(drawn), "--region", text, "--html", str(page))
    assert not page.exists()


def test_compare_pairs_the_runs_of_two_sweeps(folders, tmp_path):
    changed = small.table(preset="moderate")
    small.sweep(small.write(tmp_path, changed), tmp_path / "moderate")
    one, other, page = folders / "grid", tmp_path / "moderate", tmp_path / "page.html"
    code, out, err = call("compare", str(one), str(other), "--json", "--html", str(page))
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["points"] == {"first": 12, "second": 12, "both": 12}
    assert found["paired"]
    assert "preset" in [row["what"] for row in found["differences"]]
    frames = [open_results(folder).frame(all_rows=True) for folder in (one, other)]
    both = frames[0].merge(frames[1], on=["loss", "effort", "seed"])
    change = found["measures"]["agonist_activation"]
    gap = both["agonist_activation_y"] - both["agonist_activation_x"]
    assert change["difference"] == pytest.approx(gap.mean())
    assert change["changed"] == pytest.approx((gap != 0).mean())
    assert change["low"] <= change["difference"] <= change["high"]
    assert page.read_text().startswith("<!doctype html>")
    code, out, err = call("compare", str(one), str(other))
    assert (code, err) == (0, "")
    assert "They differ in preset: healthy in the first, moderate in the second." in out


def test_sweeps_that_share_nothing_are_refused_in_one_line(folders, tmp_path):
    line = refused("compare", str(folders / "grid"), str(folders / "sobol"))
    assert "DIR2" in line
    assert "shares no point" in line
    assert "give the folder of a sweep" in refused("compare", str(folders / "grid"), str(tmp_path))


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
    assert (method["seeds"], found["noise"]) == (4, "common")
    assert set(found["variance"]) == {"levers", "seeds", "chance", "share", "replicates"}
    assert found["noise_share"] == found["variance"]["share"]["value"]
    steps = method["convergence"]
    assert steps["enough"] == (steps["reached"] <= steps["target"])
    assert {(row["units"], row["seeds"]) for row in steps["steps"]} == {(16, 2), (16, 4)}
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


def test_sensitivity_writes_its_page(folders, tmp_path):
    page = tmp_path / "page.html"
    code, _, err = call("sensitivity", str(folders / "sobol"), "--html", str(page))
    assert (code, err) == (0, "")
    text = page.read_text()
    assert 'id="sobol-agonist_activation"' in text
    assert 'id="convergence-sobol-agonist_activation"' in text
    assert ".html" in refused("sensitivity", str(folders / "sobol"), "--html", "page.txt")


def test_one_seed_is_warned_of(tmp_path):
    small.sweep(small.write(tmp_path, small.table(design=SOBOL, seeds__count=1)), tmp_path / "one")
    code, out, err = call("sensitivity", str(tmp_path / "one"))
    assert (code, err) == (0, "")
    assert "One seed" in out
    code, out, err = call("sensitivity", str(tmp_path / "one"), "--json")
    found = json.loads(out)["measures"]["agonist_activation"]
    assert (found["noise_share"], found["variance"], found["methods"][0]["seeds"]) == (
        None,
        None,
        1,
    )


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
