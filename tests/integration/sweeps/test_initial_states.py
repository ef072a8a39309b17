"""Runs of a study start from checkpoints, as `simulate` does, on every path."""

import json

import numpy as np
import pytest

from motorloops import MotorModel, Params, measure, simulate, write_checkpoint
from motorloops.experiments.sweeps.results import open_results
from motorloops.experiments.sweeps.study_file import read_study
from motorloops.model.errors import InputError
from tests.helpers.command import call, refused
from tests.helpers.studies import study, sweep

AXES = {"initial": ["", "tired.npz", "other.npz"], "effort": [0.3, 0.9]}


def write_states(folder):
    """Two states that differ from rest."""
    settings = {"tired": Params(fatigue=1.0), "other": Params(loss_cortex=0.6)}
    for name, params in settings.items():
        model = MotorModel(params, "chain:2", seed=3)
        model.advance(250)
        write_checkpoint(model.checkpoint(), folder / f"{name}.npz")


def prepared(folder, **changes):
    write_states(folder)
    return study(folder, precision="float64", design__axes=AXES, **changes)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("initial")
    sweep(prepared(folder), folder / "out")
    return folder / "out"


def test_rows_are_those_of_runs_from_the_state(out):
    from motorloops import read_checkpoint

    results = open_results(out)
    for number in (1, 3, 5, 17):
        row = results.row(number)
        assert row is not None
        start = read_checkpoint(out / row["initial"]) if row["initial"] else None
        run = simulate(
            Params(effort=row["effort"]), results.study.timeline(), [row["seed"]], "chain:2",
            initial=start,
        )  # fmt: skip
        assert measure(run)["agonist_activation"].item() == row["agonist_activation"]
    frame = results.frame()
    by_state = frame[frame["replicate"] == 0].pivot(
        index="effort", columns="initial", values="agonist_activation"
    )
    assert by_state.nunique(axis=1).eq(3).all()


def test_agents_and_processes_give_the_same_rows(out, tmp_path):
    expected = json.loads((out / "provenance.json").read_text())["hash"]
    path = prepared(tmp_path, executor="processes")
    assert sweep(path, tmp_path / "processes")["hash"] == expected
    few = study(tmp_path, engine="agents", seeds__count=1, design__axes=AXES)
    sweep(few, tmp_path / "agents")
    rows = open_results(tmp_path / "agents").frame()
    same = open_results(out).frame().iloc[: len(rows)]
    assert np.array_equal(rows["overflow"], same["overflow"])


def test_rows_and_time_courses_come_out_again_from_the_folder_alone(out, tmp_path):
    file = tmp_path / "row.csv"
    code, told, err = call("run", "--from", str(out), "--row", "3", "--json", "--out", str(file))
    assert (code, err) == (0, "")
    report = json.loads(told)
    assert (report["same"], report["initial"]) == (True, "tired.npz")
    assert file.stat().st_size > 0


def test_a_state_is_added_to_a_finished_study(tmp_path, out):
    write_states(tmp_path)
    axes = {**AXES, "initial": ["", "tired.npz"]}
    sweep(study(tmp_path, precision="float64", design__axes=axes), tmp_path / "out")
    larger = study(tmp_path, precision="float64", design__axes=AXES)
    done = sweep(larger, tmp_path / "out", "--extend")
    assert done["hash"] == json.loads((out / "provenance.json").read_text())["hash"]
    assert (tmp_path / "out" / "other.npz").is_file()
    assert json.loads(call("run", "--from", str(tmp_path / "out"), "--row", "5", "--json").out)[
        "same"
    ]


def test_a_changed_state_is_refused(tmp_path):
    path = prepared(tmp_path)
    sweep(path, tmp_path / "out")
    (tmp_path / "out" / "tired.npz").write_bytes((tmp_path / "other.npz").read_bytes())
    line = refused("run", "--from", str(tmp_path / "out"), "--row", "3")
    assert "initial" in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.npz", ("'none.npz'", "No such file")),
        ("../tired.npz", ("'../tired.npz'", "beside the study")),
        (".npz", ("'.npz'", "beside the study")),
        ("tired.txt", ("'tired.txt'", "beside the study")),
        (3, ("3", "beside the study")),
        ("small.npz", ("'small.npz'", "network")),
        ("damaged.npz", ("damaged.npz",)),
    ],
)
def test_a_state_that_cannot_be_used_is_refused(tmp_path, name, words):
    write_states(tmp_path)
    write_checkpoint(MotorModel(body="chain:1", seed=1).checkpoint(), tmp_path / "small.npz")
    content = (tmp_path / "tired.npz").read_bytes()
    (tmp_path / "damaged.npz").write_bytes(content[: len(content) // 2])
    path = study(tmp_path, design__axes={"initial": ["", name], "effort": [0.3]})
    with pytest.raises(InputError) as caught:
        read_study(path)
    line = str(caught.value)
    assert "design.axes.initial" in line
    assert [word for word in words if word not in line] == [], line


def test_paradigms_and_states_do_not_go_together(tmp_path):
    path = prepared(tmp_path, paradigms=["reciprocal_inhibition"])
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert "design.axes.initial" in line
    assert not (tmp_path / "out").exists()
