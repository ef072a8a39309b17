"""Any row of a sweep comes out again, bit for bit, from its folder alone."""

import json

import numpy as np
import pandas as pd
import pytest

from motorloops.experiments.sweeps.results import open_results
from motorloops.model.measures import windows
from tests.helpers.command import call, refused
from tests.helpers.studies import study, sweep

KINDS = {
    "grid": {},
    "float64": {"precision": "float64"},
    "pairs": {"design__kind": "pairs", "preset": "moderate"},
    "names": {
        "fixed": {"stress": 0.5},
        "design__axes": {"lesion": ["", "GPI/flexor_0"], "agonist": ["", "extensor_1"]},
    },
    "independent": {"seeds__kind": "independent", "seeds__root": 9},
    "drawn": {"design": {"kind": "lhs", "samples": 6, "axes": {
        "noise_tau": {"low": 10.0, "high": 90.0}, "loss": {"low": 0.0, "high": 0.9}}}},
}  # fmt: skip


@pytest.mark.parametrize("changes", KINDS.values(), ids=KINDS)
def test_a_row_comes_out_again(tmp_path, changes):
    out = tmp_path / "out"
    total = sweep(study(tmp_path, **changes), out)["total"]
    for row in (0, total // 2, total - 1):
        code, told, err = call("run", "--from", str(out), "--row", str(row), "--json")
        assert (code, err) == (0, "")
        seen = json.loads(told)
        assert (seen["row"], seen["same"], seen["status"]) == (row, True, "ok")
        assert all(one["mean"] == one["stored"] for one in seen["measures"].values())
        assert seen["measures"]["agonist_activation"]["mean"] is not None


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    place = tmp_path_factory.mktemp("replay")
    sweep(study(place), place / "out")
    return place / "out"


def test_a_row_is_told_in_words(out):
    code, told, _ = call("run", "--from", str(out), "--row", "13")
    assert code == 0
    assert "row 13 of small: point 1" in told
    assert "The same, bit for bit." in told


def test_a_row_that_differs_is_said_to(out, monkeypatch):
    monkeypatch.setattr("motorloops.experiments.sweeps.replay._same", lambda *args: False)
    code, told, _ = call("run", "--from", str(out), "--row", "13")
    assert code == 1
    assert "NOT the same" in told


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--row", "48"), ("--row", "48", "counted from 0")),
        (("--row", "-1"), ("--row", "'-1'", "whole number")),
        ((), ("--row", "give both")),
        (("--row", "0", "--preset", "mild"), ("--preset", "'mild'", "leave it out")),
        (("--row", "0", "--effort", "0.2"), ("effort=0.2", "leave it out")),
    ],
)
def test_a_row_that_is_not_there_is_refused(out, argv, words):
    line = refused("run", "--from", str(out), *argv)
    assert [word for word in words if word not in line] == [], line


def test_the_time_courses_of_a_row_give_its_figures(tmp_path):
    out, file = tmp_path / "out", tmp_path / "row.csv"
    axes = {"lesion": ["", "GPI/flexor_0"], "effort": [0.4, 0.9]}
    sweep(study(tmp_path, precision="float64", design__axes=axes), out)
    code, told, err = call(
        "run", "--from", str(out), "--row", "3", "--json", "--out", str(file),
        "--plot", str(tmp_path / "row.svg"),
    )  # fmt: skip
    assert (code, err) == (0, "")
    seen = json.loads(told)
    (seed,) = seen["seeds"]
    rows = pd.read_csv(file)
    assert rows["seed"].eq(seed).all()
    window = windows(open_results(out).study.timeline())
    steady = rows["muscle/flexor_1"][window.steady : window.off].mean()
    assert np.isclose(steady, seen["measures"]["agonist_activation"]["stored"], rtol=1e-9)
    assert (tmp_path / "row.svg").stat().st_size > 0


def test_a_row_needs_its_sweep(tmp_path):
    assert "--from" in refused("run", "--row", "3")
    assert "study.toml" in refused("run", "--from", str(tmp_path), "--row", "3")


def changed_record(out, **changes):
    path = out / "provenance.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_another_atlas_is_refused_and_other_code_is_said(tmp_path):
    sweep(study(tmp_path), tmp_path / "out")
    changed_record(tmp_path / "out", code="another")
    code, _, err = call("run", "--from", str(tmp_path / "out"), "--row", "0")
    assert code == 0
    assert "figures may differ" in err
    changed_record(tmp_path / "out", atlas="another")
    line = refused("run", "--from", str(tmp_path / "out"), "--row", "0")
    assert "it was made with atlas another" in line


def test_the_data_says_what_made_it(out):
    from pyarrow import parquet

    told = parquet.read_schema(out / "data" / "part-00000.parquet").metadata
    assert told[b"motorloops.study"] == (out / "study.toml").read_bytes()
    record = json.loads((out / "provenance.json").read_text())
    assert json.loads(told[b"motorloops"])["atlas"] == record["atlas"]
