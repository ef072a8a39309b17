"""A study that cannot be run is one line naming file, key and value, and leaves nothing behind."""

from pathlib import Path

import pytest

from motorloops.experiments.sweeps.study import as_toml
from motorloops.experiments.sweeps.study_file import check_study, read_study, ready_studies
from tests.helpers.command import call, refused
from tests.helpers.invalid import invalid
from tests.helpers.studies import study, table, write

RANGE = {"low": 0.0, "high": 1.0}
STEPS = {**RANGE, "count": 1_000_000}
TWO = {"loss_cortex": RANGE, "touch": RANGE}


def design(kind, axes, **more):
    return {"design": {"kind": kind, "axes": axes, **more}}


BAD = {
    "unknown key": ({"sedonds": 1.0}, ("sedonds", '"seconds"')),
    "unknown key in a table": ({"seeds__cuont": 2}, ("seeds.cuont", '"count"')),
    "unknown key of an axis": ({"design__axes__loss__step": 1}, ("design.axes.loss.step",)),
    "name": ({"name": 3}, ("name", "3", "text in quotes")),
    "body": ({"body": "amr"}, ("body", "'amr'", '"arm"')),
    "preset": ({"preset": "mildd"}, ("preset", "'mildd'", '"mild"')),
    "timeline": ({"timeline": "hodl"}, ("timeline", "'hodl'", '"hold"')),
    "seconds": ({"seconds": 0}, ("seconds", "0", "more than 0")),
    "seconds before the command": ({"seconds": 0.1}, ("seconds", "0.1", "at least 0.301")),
    "seconds before the measure": (
        {"seconds": 1.0, "measures": ["after_contraction"]}, ("seconds", "1.0", "1.301")),
    "nothing to measure at rest": (
        {"timeline": "rest", "measures": ["overflow"]}, ("measures", "overflow", "command")),
    "nothing to measure at one joint": (
        {"body": "chain:1", "measures": ["overflow"]}, ("measures", "overflow", "joints")),
    "seconds as text": ({"seconds": "3"}, ("seconds", "'3'", "finite number")),
    "measure": ({"measures": ["overflo"]}, ("measures", "'overflo'", '"overflow"')),
    "measure twice": ({"measures": ["overflow"] * 2}, ("measures", "'overflow'", "once")),
    "no measures": ({"measures": []}, ("measures", "[]", "list of names")),
    "engine": ({"engine": "agent"}, ("engine", "'agent'", '"agents"')),
    "precision": ({"precision": "float16"}, ("precision", "'float16'", "float")),
    "agents in float32": (
        {"engine": "agents", "precision": "float32"}, ("precision", "'float32'", "agents")),
    "agents on threads": (
        {"engine": "agents", "executor": "threads"}, ("executor", "'threads'", "processes")),
    "chunk": ({"chunk": 0}, ("chunk", "0", "from 1")),
    "workers": ({"workers": -1}, ("workers", "-1", "from 0")),
    "executor": ({"executor": "ray"}, ("executor", "'ray'", "threads, processes, dask")),
    "seed count": ({"seeds__count": 0}, ("seeds.count", "0", "from 1")),
    "seed count as text": ({"seeds__count": "4"}, ("seeds.count", "'4'", "whole number")),
    "seed kind": ({"seeds__kind": "comon"}, ("seeds.kind", "'comon'", '"common"')),
    "seed root": ({"seeds__root": -1}, ("seeds.root", "-1", "from 0")),
    "no table": ({"seeds": 3}, ("seeds", "3", "[seeds]")),
    "fixed lever": ({"fixed__strss": 0.1}, ("fixed.strss", "'strss'", '"stress"')),
    "fixed range": ({"fixed__stress": 2.0}, ("fixed.stress", "2.0", "from 0 to 1")),
    "fixed muscle": ({"fixed__toxin_muscle": "bicep"}, ("fixed.toxin_muscle", "'bicep'")),
    "fixed and moved": ({"fixed__effort": 0.5}, ("design.axes.effort", "fixed.effort")),
    "fixed by short form": (
        {"fixed__loss_cortex": 0.5}, ("design.axes.loss", "fixed.loss_cortex")),
    "fixed twice": (
        {"fixed": {"loss_cortex": 0.1, "loss": 0.1}, "design__axes__loss": None},
        ("fixed.loss", "0.1", "loss_cortex")),
    "no design": ({"design": None}, ("design", "[design]")),
    "no kind": ({"design__kind": None}, ("design.kind", "sobol")),
    "kind": ({"design__kind": "gird"}, ("design.kind", "'gird'", '"grid"')),
    "no axes": ({"design__axes": None}, ("design.axes", "[design.axes]")),
    "lever": (
        {"design__axes__los_cortex": [0.1]}, ("design.axes.los_cortex", '"loss_cortex"')),
    "value out of range": (
        {"design__axes__touch": [0, 1.5]}, ("design.axes.touch", "1.5", "0 to 1")),
    "value twice": ({"design__axes__touch": [0.1, 0.1]}, ("design.axes.touch", "0.1", "once")),
    "value as text": ({"design__axes__touch": ["much"]}, ("design.axes.touch", "'much'")),
    "no values": ({"design__axes__touch": []}, ("design.axes.touch", "[]", "at least one")),
    "one number": ({"design__axes__touch": 0.3}, ("design.axes.touch", "0.3", "list of values")),
    "high out of range": (
        {"design__axes__touch": {"low": 0, "high": 2, "count": 3}},
        ("design.axes.touch.high", "2.0", "0 to 1")),
    "high under low": (
        {"design__axes__touch": {"low": 0.5, "high": 0.1, "count": 3}},
        ("design.axes.touch.high", "0.1", "more than low (0.5)")),
    "not a number": (
        {"design__axes__touch": {"low": float("nan"), "high": 0.1, "count": 3}},
        ("design.axes.touch.low", "nan")),
    "no count": ({"design__axes__touch": RANGE}, ("design.axes.touch.count", "nothing")),
    "no low": ({"design__axes__touch": {"high": 1, "count": 2}}, ("design.axes.touch.low",)),
    "range of names": ({"design__axes__agonist": STEPS}, ("design.axes.agonist", "list of values")),
    "muscle": ({"design__axes__agonist": ["elbow"]}, ("design.axes.agonist", "'elbow'")),
    "task": ({"design__axes__task": ["point"]}, ("design.axes.task", "'point'", "no tasks")),
    "muscle of another task": (
        {"body": "arm",
         **design("grid", {"task": ["", "point"], "agonist": ["triceps", "biceps"]})},
        ("design.axes.agonist", "'biceps'", "triceps", "point")),
    "fixed muscle of another task": (
        {"body": "arm", "fixed": {"agonist": "biceps"}, **design("grid", {"task": ["point"]})},
        ("fixed.agonist", "'biceps'", "triceps", "point")),
    "node": ({"design__axes__lesion": ["GPI/x"]}, ("design.axes.lesion", "'GPI/x'")),
    "lever by short form": (
        {"design__axes__loss_cortex": [0.1]}, ("design.axes.loss_cortex", "design.axes.loss")),
    "samples of a grid": ({"design__samples": 64}, ("design.samples", "64", "lhs and sobol")),
    "levels of a grid": ({"design__levels": 4}, ("design.levels", "4", "morris")),
    "too many points": (
        design("grid", {"loss_cortex": STEPS, "touch": STEPS}), ("design", "1000000000000 points")),
    "too many seeds": ({"seeds__count": 10**6 * 10}, ("seeds.count", "10000000")),
    "too many runs": (
        {**design("grid", {"touch": STEPS}), "seeds": {"count": 10**6}},
        ("design", "1000000 points x 1000000 seeds", "at most 100000000")),
    "too many samples": (
        {**design("lhs", TWO, samples=10**8), "seeds": {}},
        ("design", "100000000 points x 2 axes")),
    "one axis of pairs": (design("pairs", {"loss": [0.1]}), ("design.axes", "two axes")),
    "samples no power of two": (design("sobol", TWO, samples=100), ("100", "64 or 128")),
    "no samples": (design("sobol", TWO), ("design.samples", "nothing")),
    "count of a sample": (
        design("lhs", {"touch": {**RANGE, "count": 3}}, samples=8),
        ("design.axes.touch.count", "leave it out")),
    "values of a sample": (
        design("lhs", {"touch": [0.1]}, samples=8), ("design.axes.touch", "needs a range")),
    "names of a sample": (
        design("lhs", {"agonist": ["flexor_1"]}, samples=8), ("design.axes.agonist", "categories")),
    "second order of lhs": (
        design("lhs", TWO, samples=8, second_order=True), ("design.second_order", "sobol")),
    "second order as text": (
        design("sobol", TWO, samples=8, second_order="yes"), ("design.second_order", "true")),
    "odd levels": (
        design("morris", TWO, trajectories=4, levels=5), ("design.levels", "5", "even")),
    "no trajectories": (design("morris", TWO), ("design.trajectories", "nothing")),
    "list of two lengths": (
        design("list", {"touch": [0, 1], "stress": [0.5]}),
        ("design.axes.stress", "1 values", "touch has 2")),
    "file and axes": (
        design("list", {"touch": [0]}, file="points.csv"), ("design.axes", "table gives")),
    "file of a grid": ({"design__file": "points.csv"}, ("design.file", "list")),
    "no file": (
        {"design": {"kind": "list", "file": "none.csv"}}, ("design.file", "none.csv", "No such")),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), BAD.values(), ids=BAD)
def test_a_bad_study_is_refused_in_one_line(tmp_path, changes, words):
    path = study(tmp_path, **changes)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert [word for word in ("small.toml", *words) if word not in line] == [], line
    assert not (tmp_path / "out").exists()


TABLES = {
    "empty": ("", ("points.csv", "rows")),
    "header alone": ("touch\n", ("points.csv with 0 rows",)),
    "unknown column": ("touhc\n0.1\n", ("points.csv header", "'touhc'", '"touch"')),
    "value": ("touch\n0.1\n7\n", ("points.csv row 3 column touch", "'7'", "0 to 1")),
    "no value": ("touch,stress\n0.1,\n", ("points.csv row 2 column stress", "''")),
    "cells": ("touch,stress\n0.1\n", ("points.csv row 2", "1 cells", "header has 2")),
    "column twice": ("touch,touch\n0.1,0.2\n", ("points.csv column touch", "repeated")),
    "missing column": ("touch\n0.1\n", ("points.csv column stress", "missing")),
    "binary": (b"\xff\xfe\x00", ("design.file", "points.csv", "readable CSV")),
}


@pytest.mark.parametrize(("text", "words"), TABLES.values(), ids=TABLES)
def test_a_bad_table_is_refused_in_one_line(tmp_path, text, words):
    (tmp_path / "points.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    columns = (
        {"columns": ["touch", "stress"]} if "stress" in words[0] and "missing" in words else {}
    )
    path = study(tmp_path, design={"kind": "list", "file": "points.csv", **columns})
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert [word for word in words if word not in line] == [], line
    assert not (tmp_path / "out").exists()


FILES = {
    "missing": (None, ("No such file",)),
    "syntax": (b"body = arm", ("readable TOML", "line 1")),
    "key twice": (b"[design]\nkind='grid'\nkind='list'", ("readable TOML",)),
    "binary": (b"\xff\xfe\x00", ("readable TOML",)),
    "depth": (b"body = " + b"[" * 100_000, ("readable TOML",)),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES)
def test_an_unreadable_file_is_refused_in_one_line(tmp_path, content, words):
    path = tmp_path / "odd.toml"
    if content is not None:
        path.write_bytes(content)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert [word for word in ("odd.toml", *words) if word not in line] == [], line
    assert not (tmp_path / "out").exists()


OPTIONS = [
    (("inhibition_gird",), ("study", "'inhibition_gird'", '"inhibition_grid"')),
    (("effort_by_loss", "--levers", "loss_cortex"), ("--levers", "pairs")),
    (("inhibition_grid", "--levers", "loss_cortx"), ("--levers", '"loss_cortex"')),
    (("inhibition_grid", "--levers", "loss_cortex"), ("design.axes", "two axes")),
    (("inhibition_grid", "--seeds", "few"), ("--seeds", "'few'", "whole number")),
    (("inhibition_grid", "--precision", "double"), ("precision", "'double'")),
    (("inhibition_grid", "--set", "seconds"), ("--set", "'seconds'", "key=value")),
    (("inhibition_grid", "--set", "secods=2"), ("secods", '"seconds"')),
    (("inhibition_grid", "--set", "seconds.a=2"), ("--set", "'seconds.a'")),
    (("inhibition_grid", "--threads", "0"), ("--threads", "'0'")),
    (("inhibition_grid", "--threads", "2", "--workers", "2"), ("--workers", "--threads")),
    (("inhibition_grid", "--scheduler", "here"), ("--scheduler", "'here'", "Dask")),
    (("inhibition_grid", "extra"), ("argument", "'extra'", "STUDY")),
]


@pytest.mark.parametrize(("argv", "words"), OPTIONS, ids=" ".join)
def test_bad_options_are_refused_in_one_line(tmp_path, argv, words):
    line = refused("sweep", *argv, "--out", str(tmp_path / "out"))
    assert [word for word in words if word not in line] == [], line
    assert not (tmp_path / "out").exists()


def test_a_place_for_the_results_is_needed():
    assert "--out" in refused("sweep", "inhibition_grid")


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("all of it")
    line = refused("sweep", str(study(tmp_path)), "--out", str(tmp_path))
    assert "empty folder" in line
    assert (tmp_path / "thesis.txt").read_text() == "all of it"


@pytest.mark.parametrize("name", ready_studies())
def test_ready_studies_can_be_read_and_written(name, tmp_path):
    ready = read_study(ready_studies()[name])
    assert ready.name == name
    assert ready.description
    copy = tmp_path / "copy.toml"
    copy.write_text(as_toml(ready))
    assert read_study(copy) == ready


@pytest.mark.parametrize(
    "changes",
    [
        {"description": 'a "quoted" \\ tab\t line\nand é', "fixed": {"toxin_muscle": "flexor_1"}},
        design("morris", TWO, trajectories=4, levels=6),
        design("sobol", TWO, samples=8, second_order=True),
        {"preset": "moderate", "seeds__kind": "independent", "seeds__root": 2**64 - 1},
        design("list", {"lesion": ["", "GPI/flexor_1"], "noise_floor": [0.1, 1e-17]}),
    ],
)
def test_a_study_is_written_as_it_was_read(tmp_path, changes):
    first = read_study(write(tmp_path, table(**changes)))
    (tmp_path / "again.toml").write_text(as_toml(first), encoding="utf-8")
    assert read_study(tmp_path / "again.toml") == first


def test_help_names_the_ready_studies():
    code, out, _ = call("sweep", "--help")
    assert code == 0
    assert "STUDY" in out


def test_a_list_may_pair_each_task_with_a_muscle_of_its_own(tmp_path):
    axes = {"task": ["hold_cup", "point"], "agonist": ["biceps", "triceps"]}
    assert len(read_study(study(tmp_path, body="arm", **design("list", axes))).design.axes) == 2


def test_a_study_that_was_run_is_read_though_nothing_could_be_measured():
    short = {**table(), "seconds": 0.1}
    assert check_study(short, Path("old.toml"), new=False).seconds == 0.1
    with invalid("old.toml: seconds", 0.1):
        check_study(short, Path("old.toml"))
