"""The command: a short fit for real, and what it refuses."""

import csv
import json
import shutil

import pytest

from motorloops.experiments.calibration.targets import TARGETS
from motorloops.model.network.atlas import load_atlas
from tests.helpers.command import call, refused


def test_a_short_fit_writes_a_table_that_the_model_takes_and_goes_on_from_there(tmp_path):
    out = tmp_path / "fit"
    ask = ("calibrate", "--out", str(out), "--rounds", "1", "--seeds", "1")
    done = call(*ask)
    assert done.code == 0, done.err
    assert "1 of 1 starts fit" in done.out
    assert sorted(path.name for path in out.iterdir()) == [
        "calibration.json", "losses.csv", "projections.csv", "sets.csv",
    ]  # fmt: skip
    packaged = load_atlas()
    assert json.loads((out / "calibration.json").read_text())["rounds"] == 1
    with (out / "losses.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == len(TARGETS)
    mine = tmp_path / "atlas"
    shutil.copytree(packaged.folder, mine)
    shutil.copy(out / "projections.csv", mine)
    assert [row.key for row in load_atlas(mine).projections] == [
        row.key for row in packaged.projections
    ]
    again = call(*ask)
    assert again.code == 0
    assert again.out == done.out
    assert "round" not in again.err  # nothing was searched again


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--starts", "0", "starts: '0'"),
        ("--rounds", "many", "rounds: 'many'"),
        ("--width", "1.5", "width: '1.5'"),
        ("--width", "wide", "width: 'wide'"),
        ("--seeds", "-1", "seeds: '-1'"),
        ("--seed", "x", "seed: 'x'"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(tmp_path, option, value, told):
    out = tmp_path / "fit"
    assert told in refused("calibrate", "--out", str(out), f"{option}={value}")
    assert not out.exists()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--draws", "1", "draws: '1'"),
        ("--width", "2", "width: '2'"),
        ("--seeds", "0", "seeds: '0'"),
    ],
)
def test_robustness_refuses_too(option, value, told):
    assert told in refused("robustness", f"{option}={value}")
