"""A study on the user's own atlas or GraphML network, by key of its file and by option."""

import json
import shutil

import pytest

from motorloops.experiments.sweeps.results import open_results
from motorloops.experiments.sweeps.runner import run_study
from motorloops.experiments.sweeps.study_file import read_study
from motorloops.model.errors import InputError
from motorloops.model.network.atlas import PACKAGED_ATLAS
from motorloops.model.network.build import build_network
from tests.helpers.command import call, refused
from tests.helpers.own_studies import KEYS, own_study, write_networks
from tests.helpers.studies import RUNS, study, sweep


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder with an own atlas, and the same network as a GraphML file."""
    return write_networks(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def rows(own, tmp_path_factory):
    """The hash of the small sweep on the own network."""
    place = tmp_path_factory.mktemp("rows")
    return sweep(own_study(own, place, "atlas"), place / "out")["hash"]


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    "argv", [("--threads", "2"), ("--set", "executor=processes", "--workers", "2")], ids=" ".join
)
def test_rows_are_those_of_the_own_network(own, tmp_path, rows, expected, kind, argv):
    path, out = own_study(own, tmp_path, kind), tmp_path / "out"
    assert sweep(path, out, *argv)["hash"] == rows != expected
    digest = json.loads((out / "provenance.json").read_text())["atlas"]
    assert digest == open_results(out).study.network().digest != build_network("chain:2").digest


@pytest.mark.parametrize("kind", KEYS)
def test_the_folder_is_enough(own, tmp_path, kind, rows):
    out = tmp_path / "moved"
    place = tmp_path / "begun"
    place.mkdir()
    sweep(own_study(own, place, kind), place / "out")
    shutil.move(place / "out", out)
    shutil.rmtree(place)
    assert call("status", str(out), "--verify").code == 0
    assert call("show", str(out)).code == 0
    code, told, _ = call("run", "--from", str(out), "--row", "20", "--json")
    assert (code, json.loads(told)["same"]) == (0, True)
    assert sweep(out / "study.toml", out, "--resume")["hash"] == rows
    assert sweep(out / "study.toml", tmp_path / "again")["hash"] == rows


@pytest.mark.parametrize("option", ["atlas", "network"])
def test_an_option_replaces_the_network_of_the_study(own, tmp_path, rows, option):
    value = own / {"atlas": "tables", "network": "net.graphml"}[option]
    out = tmp_path / "out"
    assert sweep(study(tmp_path), out, f"--{option}", str(value))["hash"] == rows
    record = (out / "provenance.json").read_text()
    assert str(own) not in record
    assert str(own) not in (out / "study.toml").read_text()


def test_another_network_is_refused_on_resume_and_replay(own, tmp_path):
    path, out = own_study(own, tmp_path, "atlas"), tmp_path / "out"
    sweep(path, out)
    line = refused("sweep", str(study(tmp_path)), "--out", str(out), "--resume")
    assert [word for word in ("network", build_network("chain:2").digest) if word not in line] == []
    shutil.copy(PACKAGED_ATLAS / "projections.csv", out / "atlas" / "projections.csv")
    assert "made with atlas" in refused("run", "--from", str(out), "--row", "0")
    assert "network" in refused("sweep", str(path), "--out", str(out), "--resume")


def header(folder):
    path = folder / "projections.csv"
    path.write_text(path.read_text().replace("delay_ms", "delay", 1))


def remove(folder):
    (folder / "projections.csv").unlink()


@pytest.mark.parametrize("damage", [header, remove])
@pytest.mark.parametrize("by", ["key", "option"])
def test_a_bad_atlas_is_refused(own, tmp_path, damage, by):
    path = own_study(own, tmp_path, "atlas") if by == "key" else study(tmp_path)
    if by == "option":
        shutil.copytree(own / "tables", tmp_path / "tables")
    damage(tmp_path / "tables")
    argv = ["--atlas", str(tmp_path / "tables")] if by == "option" else []
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), *argv)
    assert "projections.csv" in line
    assert ("small.toml: atlas" in line) == (by == "key")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"atlas": "none"}, ("small.toml: atlas", "none")),
        ({"atlas": 3}, ("small.toml: atlas", "3")),
        ({"atlas": "tables", "body": "amr"}, ("small.toml: body", "'amr'", '"arm"')),
        ({"network": "none.graphml", "body": None}, ("small.toml: network", "none.graphml")),
        ({"network": "small.toml", "body": None}, ("small.toml: network", "GraphML")),
        ({"network": "net.graphml"}, ("small.toml: body", "'chain:2'", "leave it out")),
        ({"network": "net.graphml", "atlas": "tables", "body": None}, ("small.toml: atlas",)),
    ],
)
def test_a_bad_network_key_is_refused(own, tmp_path, changes, words):
    path = own_study(own, tmp_path, "atlas")
    path = study(tmp_path, **changes)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert [word for word in words if word not in line] == [], line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--atlas", "none"), ("atlas folder", "none")),
        (("--network", "none.graphml"), ("network file", "none.graphml")),
        (("--atlas", "a", "--network", "b"), ("--network", "--atlas")),
    ],
)
def test_a_bad_network_option_is_refused(tmp_path, argv, words):
    line = refused("sweep", str(study(tmp_path)), "--out", str(tmp_path / "out"), *argv)
    assert [word for word in words if word not in line] == [], line
    assert not (tmp_path / "out").exists()


def test_an_edited_table_is_another_network(own, tmp_path):
    """In one process, as in a notebook: the study is read again after an edit."""
    path = own_study(own, tmp_path, "atlas")
    before = read_study(path).network().digest
    table = tmp_path / "tables" / "projections.csv"
    shutil.copy(PACKAGED_ATLAS / "projections.csv", table)
    assert read_study(path).network().digest != before


def test_a_study_is_run_from_python(tmp_path, expected):
    path, seen = study(tmp_path), []
    results = run_study(
        path, tmp_path / "out", threads=1, progress=lambda done, total: seen.append((done, total))
    )
    assert (len(results.frame()), seen[-1]) == (RUNS, (RUNS, RUNS))
    assert call("status", str(tmp_path / "out"), "--json").out.count(expected) == 1
    with pytest.raises(InputError) as caught:
        run_study(path, tmp_path / "out")
    assert caught.value.field == "--out"
    assert len(run_study(path, tmp_path / "out", resume=True).frame()) == RUNS


def test_a_study_is_run_from_its_tables(tmp_path):
    table = {
        "body": "chain:2", "seconds": 0.4, "measures": ["overflow"],
        "design": {"kind": "grid", "axes": {"loss": [0.0, 0.5]}}, "seeds": {"count": 2},
    }  # fmt: skip
    assert list(run_study(table, tmp_path / "out").frame()["loss"]) == [0.0, 0.5] * 2


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"threads": 0}, "--threads"),
        ({"threads": 1, "workers": 1}, "--workers"),
        ({"scheduler": "here"}, "--scheduler"),
    ],
)
def test_workers_that_cannot_be_used_are_refused(tmp_path, where, field):
    with pytest.raises(InputError) as caught:
        run_study(study(tmp_path), tmp_path / "out", **where)
    assert caught.value.field == field
    assert not (tmp_path / "out").exists()
