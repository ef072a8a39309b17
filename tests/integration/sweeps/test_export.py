"""What is exported is what the sweep holds, in every format."""

import json
import sys

import numpy as np
import pandas as pd
import pytest
import xarray

from motorloops import Params, simulate, to_xarray
from motorloops.experiments.sweeps.results import open_results
from tests.helpers.command import call, refused
from tests.helpers.studies import RUNS, study, sweep

DESIGNS = {
    "grid": {},
    "names": {"design__axes": {"lesion": ["", "GPI/flexor_0"], "effort": [0.2, 0.9]}},
    "pairs": {"design__kind": "pairs"},
    "drawn": {"design": {"kind": "lhs", "samples": 6, "axes": {
        "noise_tau": {"low": 10.0, "high": 90.0}, "loss": {"low": 0.0, "high": 0.9}}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    sweep(study(folder, precision="float64"), folder / "out")
    return folder / "out"


def export(out, path, *argv):
    code, told, err = call("export", str(out), str(path), *argv)
    assert (code, err) == (0, "")
    return told


def opened(path):
    engine = "h5netcdf" if path.suffix == ".nc" else "zarr"
    with xarray.open_dataset(path, engine=engine) as data:
        return data.load()


@pytest.mark.parametrize("suffix", [".nc", ".zarr"])
@pytest.mark.parametrize("changes", DESIGNS.values(), ids=DESIGNS)
def test_arrays_hold_the_rows(tmp_path, suffix, changes):
    sweep(study(tmp_path, **changes), tmp_path / "out")
    export(tmp_path / "out", tmp_path / f"a{suffix}")
    data = opened(tmp_path / f"a{suffix}")
    rows = open_results(tmp_path / "out").frame(all_rows=True)
    names = ["overflow", "seed", "status"]
    for name in names:  # rows are ordered by replicate, then by point, as the arrays are
        assert np.array_equal(data[name].values.ravel(), rows[name].to_numpy())
    if "point" not in data.dims:
        assert data["overflow"].dims == (
            "replicate",
            *changes.get("design__axes", ["loss", "effort"]),
        )
    assert data["overflow"].attrs["units"] == "MVC"
    assert data["noise_tau" if "noise_tau" in data else "effort"].attrs["long_name"]


def test_a_grid_is_read_by_its_levels(out, tmp_path):
    data = to_xarray(open_results(out))
    rows = open_results(out).frame()
    one = rows[(rows["effort"] == 0.9) & (rows["replicate"] == 2)]
    assert np.array_equal(data["overflow"].sel(effort=0.9, replicate=2).values, one["overflow"])


def test_rows_that_are_not_done_are_missing(tmp_path, out, monkeypatch):
    some = next(open_results(out).tables())
    monkeypatch.setattr(
        "motorloops.experiments.sweeps.results.Results.tables", lambda *_: [some.slice(0, 5)]
    )
    data = to_xarray(open_results(out))
    assert (data["status"].values == "missing").sum() == RUNS - 5
    assert np.isnan(data["overflow"].values).sum() == RUNS - 5


def test_time_courses_are_those_of_the_runs(out, tmp_path):
    told = export(out, tmp_path / "a.nc", "--time-courses", "--rows", "40,3:5", "--every", "5",
                  "--rates")  # fmt: skip
    assert "3 rows" in told
    data = opened(tmp_path / "a.nc")
    assert data["row"].values.tolist() == [3, 4, 40]
    results = open_results(out)
    stored = results.row(40)
    assert stored is not None
    levers = Params().replace(loss=stored["loss"], effort=stored["effort"])
    run = simulate(
        levers, results.study.timeline(), [stored["seed"]], "chain:2", every_ms=5, keep_rates=True
    )
    mine = data.sel(row=40)
    assert int(mine["seed"]) == stored["seed"]
    assert np.array_equal(mine["activation"].values, run.activation[:, :, 0])
    assert np.array_equal(mine["angle"].values, run.angle[:, :, 0])
    assert np.array_equal(mine["rate"].values, run.rate[:, :, 0])
    assert data["time"].attrs["units"] == "ms"
    assert float(mine["loss"]) == stored["loss"]


def test_time_courses_as_a_table_and_as_arrays_agree(out, tmp_path):
    argv = ("--time-courses", "--rows", "0:13", "--every", "20")
    for name in ("a.csv", "a.parquet", "a.zarr"):
        export(out, tmp_path / name, *argv)
    table, same = pd.read_csv(tmp_path / "a.csv"), pd.read_parquet(tmp_path / "a.parquet")
    data = opened(tmp_path / "a.zarr")
    for rows in (table, same):
        assert rows["row"].unique().tolist() == list(range(13))
        values = rows["muscle/flexor_1"].to_numpy().reshape(13, -1)
        assert np.allclose(values, data["activation"].sel(muscle="flexor_1").values, rtol=1e-12)


def test_the_file_says_what_made_it(out, tmp_path):
    export(out, tmp_path / "a.nc")
    data = opened(tmp_path / "a.nc")
    record = json.loads((out / "provenance.json").read_text())
    assert json.loads(data.attrs["motorloops"])["code"] == record["code"]
    assert data.attrs["study"] == (out / "study.toml").read_text()


def test_a_part_with_later_replicates_is_exported_like_any_sweep(tmp_path):
    sweep(study(tmp_path, seeds__first=7), tmp_path / "out")
    results = open_results(tmp_path / "out")
    data, rows = to_xarray(results), results.frame(all_rows=True)
    assert data["replicate"].values.tolist() == sorted(set(rows["replicate"]))
    assert data["replicate"].values[0] == 7
    assert np.array_equal(data["seed"].values.ravel(), rows["seed"])
    export(tmp_path / "out", tmp_path / "a.nc", "--time-courses", "--rows", "0,13", "--every", "50")
    assert opened(tmp_path / "a.nc")["seed"].values.tolist() == rows["seed"][[0, 13]].tolist()


def test_an_array_file_is_replaced_and_a_foreign_folder_is_not(out, tmp_path):
    for name in ("a.nc", "a.zarr"):
        export(out, tmp_path / name, "--time-courses", "--rows", "3", "--every", "50")
        export(out, tmp_path / name)
        assert opened(tmp_path / name).sizes["replicate"] > 1
    (tmp_path / "mine.zarr").mkdir()
    (tmp_path / "mine.zarr" / "notes.txt").write_text("mine")
    assert "it is a folder" in refused("export", str(out), str(tmp_path / "mine.zarr"))
    assert (tmp_path / "mine.zarr" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("a.xls",), ("'a.xls'", ".zarr")),
        (("a.nc", "--rows", "3"), ("--rows", "--time-courses")),
        (("a.csv", "--every", "3"), ("--every", "--time-courses")),
        (("a.csv", "--rates"), ("--rates", "--time-courses")),
        (("a.nc", "--time-courses", "--rows", "3:99"), ("--rows", "'3:99'", "47")),
        (("a.nc", "--time-courses", "--rows", "5:5"), ("--rows", "'5:5'")),
        (("a.nc", "--time-courses", "--rows", "a"), ("--rows", "'a'", "3,7,20:30")),
        (("a.nc", "--time-courses", "--every", "0"), ("--every", "'0'", "from 1 to 400")),
        (("none/a.nc",), ("FILE", "No such file")),
    ],
)
def test_what_cannot_be_exported_is_refused(out, tmp_path, monkeypatch, argv, words):
    monkeypatch.chdir(tmp_path)
    line = refused("export", str(out), *argv)
    assert [word for word in words if word not in line] == [], line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.nc", "a.zarr"])
def test_a_library_that_is_missing_is_named(out, tmp_path, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "xarray", None)
    line = refused("export", str(out), str(tmp_path / name))
    assert "motorloops[arrays]" in line
    assert list(tmp_path.iterdir()) == []
