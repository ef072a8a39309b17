"""The same rows, by hash, whoever works and whatever happens on the way."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import types
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from numba.core.errors import NumbaError

from motorloops.experiments.sweeps import executors, worker
from motorloops.experiments.sweeps.design import run_seeds
from motorloops.experiments.sweeps.results import open_results, resume_line
from motorloops.experiments.sweeps.study_file import check_study, read_study
from motorloops.model.measures import measure
from motorloops.model.network.build import build_network
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold
from tests.helpers import poisoned_worker as poison
from tests.helpers.command import call
from tests.helpers.source import ROOT
from tests.helpers.studies import RUNS, study, sweep


def test_rows_stand_by_replicate_then_point(undisturbed):
    frame = pd.read_parquet(undisturbed / "data")
    assert list(frame) == [
        "point", "replicate", "seed", "loss", "effort", "overflow", "agonist_activation",
        "spread_latency", "status", "reason",
    ]  # fmt: skip
    assert frame["point"].tolist() == list(range(12)) * 4
    assert frame["replicate"].tolist() == np.repeat(range(4), 12).tolist()
    seeds = run_seeds(1, "common", frame["point"].to_numpy(), frame["replicate"].to_numpy())
    assert frame["seed"].tolist() == seeds.tolist()
    assert set(frame["status"]) == {"ok"}
    assert not (undisturbed / "shards").exists()


def test_rows_are_what_the_model_gives(tmp_path):
    out = tmp_path / "out"
    sweep(study(tmp_path, precision="float64", fixed={"stress": 0.3}), out)
    frame, base = pd.read_parquet(out / "data"), read_study(out / "study.toml").base()
    for row in frame.iloc[[0, 17, 47]].to_dict("records"):
        setting = base.replace(loss=row["loss"], effort=row["effort"])
        seen = measure(simulate(setting, hold(0.4), [row["seed"]], "chain:2"))
        for name in ("overflow", "agonist_activation", "spread_latency"):
            np.testing.assert_array_equal(row[name], seen[name][0])
        assert setting.stress == 0.3


@pytest.mark.parametrize("argv", [
    ("--threads", "3"),
    ("--set", "executor=processes", "--workers", "2"),
    ("--set", "chunk=48"),
    ("--set", "chunk=5"),
])  # fmt: skip
def test_who_works_and_in_what_parts_does_not_show(tmp_path, expected, undisturbed, argv):
    told = sweep(study(tmp_path), tmp_path / "out", *argv)
    assert (told["hash"], told["done"]) == (expected, RUNS)
    one, other = (p / "data" / "part-00000.parquet" for p in (undisturbed, tmp_path / "out"))
    kept = [pd.read_parquet(path) for path in (one, other)]
    pd.testing.assert_frame_equal(kept[0], kept[1])


def test_agents_give_the_same_rows_as_the_engine_in_float64(tmp_path):
    small = {"seconds": 0.35, "seeds__count": 1, "chunk": None}
    axes = {"design__axes": {"loss": [0.0, 0.6], "lesion": ["", "GPI/flexor_0"]}}
    names = ("agents", "compiled")
    rows = []
    for engine in names:
        place = tmp_path / engine
        place.mkdir()
        made = study(place, engine=engine, precision="float64", **small, **axes)
        sweep(made, place / "out")
        rows.append(pd.read_parquet(place / "out" / "data"))
    pd.testing.assert_frame_equal(rows[0], rows[1])
    assert rows[0].loc[0, "agonist_activation"] != rows[0].loc[1, "agonist_activation"]


def bad_runs(monkeypatch):
    """Let runs at the highest effort raise, and those without loss leave the finite numbers."""
    whole = worker.simulate_outcomes

    def some_fail(params, *args, **more):
        if any(p.effort == 0.9 for p in params):
            raise ZeroDivisionError("no\nmuscle")
        found = whole(params, *args, **more)
        lost = np.array([p.loss_cortex == 0.0 for p in params])
        for values in found.measures.values():
            values[lost] = np.nan
        found.diverged[:] = lost
        return found

    monkeypatch.setattr(worker, "simulate_outcomes", some_fail)


def test_a_run_that_fails_is_a_row(tmp_path, monkeypatch, undisturbed):
    bad_runs(monkeypatch)
    told = sweep(study(tmp_path), tmp_path / "out", "--threads", "2")
    assert (told["done"], told["failed"], told["diverged"], told["ok"]) == (48, 16, 8, 24)
    frame, usual = (pd.read_parquet(p / "data") for p in (tmp_path / "out", undisturbed))
    failed, lost = frame["effort"] == 0.9, (frame["loss"] == 0.0) & (frame["effort"] != 0.9)
    assert set(frame[failed].status) == {"failed"}
    assert set(frame[failed].reason) == {"ZeroDivisionError: no muscle"}
    assert set(frame[lost].status) == {"diverged"}
    assert frame[failed | lost].overflow.isna().all()
    ok = ~(failed | lost)
    pd.testing.assert_frame_equal(frame[ok], usual[ok])
    assert len(open_results(tmp_path / "out").frame(["overflow"])) == 24
    assert "without figures: 8 diverged, 16 failed" in call("status", str(tmp_path / "out")).out


def test_a_chunk_that_kills_its_process_three_times_stops_the_sweep(tmp_path, expected):
    """What kills a process is the machine's doing: no row says so, and the others are made."""
    path, out = study(tmp_path, executor="processes"), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "Processes", poison.PoisonedProcesses)
        code, told, err = call("sweep", str(path), "--out", str(out), "--workers", "2")
    assert (code, told) == (1, "")
    assert "rows 14 to 20" in err.splitlines()[-1]
    assert resume_line(str(out)) in err.splitlines()[-1]
    assert len(list(out.glob("tried-*"))) == 3
    told = json.loads(call("status", str(out), "--json").out)
    assert (told["state"], told["done"], told["ok"]) == ("stopped", 41, 41)
    assert sweep(path, out, "--resume", "--workers", "2")["hash"] == expected


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"), MemoryError(), ImportError("no module"),
        RuntimeError("cannot cache function"), NumbaError("cannot compile"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_what_the_machine_does_wrong_is_no_row(tmp_path, expected, error):
    def fail(*args, **more):
        raise error

    path, out = study(tmp_path), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "simulate_outcomes", fail)
        code, told, err = call("sweep", str(path), "--out", str(out), "--threads", "2")
    assert (code, told, err.count("\n")) == (1, "", 1)
    assert resume_line(str(out)) in err
    assert json.loads(call("status", str(out), "--json").out)["done"] == 0
    assert sweep(path, out, "--resume")["hash"] == expected


def test_no_more_chunks_are_under_way_than_there_is_room_for(tmp_path):
    plan_size, most = [], []

    class Few(executors.Threads):
        def submit(self, task):
            plan_size.append(task.chunk)
            future = super().submit(task)
            most.append(self._pool._work_queue.qsize())
            return future

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor():
        patch.setattr(executors, "Threads", Few)
        sweep(study(tmp_path, chunk=1), tmp_path / "out", "--threads", "2")
    assert plan_size == list(range(48))
    assert max(most) <= 4


def test_independent_seeds_differ_in_every_row(tmp_path):
    sweep(study(tmp_path, seeds__kind="independent"), tmp_path / "out")
    frame = pd.read_parquet(tmp_path / "out" / "data")
    assert frame["seed"].nunique() == 48


def test_a_table_of_points_travels_with_its_sweep(tmp_path):
    (tmp_path / "points.csv").write_text("loss,effort\n0.1,0.3\n0.30000000000000004,0.9\n")
    path, out = study(tmp_path, design={"kind": "list", "file": "points.csv"}), tmp_path / "out"
    sweep(path, out)
    (tmp_path / "points.csv").unlink()
    kept = read_study(out / "study.toml")
    assert kept.design.axes[0].values == (0.1, 0.30000000000000004)
    assert call("status", str(out)).code == 0


def test_exports_hold_all_rows(tmp_path, undisturbed):
    frame = pd.read_parquet(undisturbed / "data")
    for suffix, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet)):
        code, out, err = call("export", str(undisturbed), str(tmp_path / f"rows{suffix}"))
        assert (code, err) == (0, "")
        assert "48 rows" in out
        seen = read(tmp_path / f"rows{suffix}")
        assert list(seen) == list(frame)
        pd.testing.assert_series_equal(seen["overflow"], frame["overflow"])
        assert seen["seed"].tolist() == frame["seed"].tolist()


def test_provenance_says_what_made_the_data_and_not_who(undisturbed):
    record = json.loads((undisturbed / "provenance.json").read_text())
    made = check_study({**_table(undisturbed)}, undisturbed / "study.toml")
    assert record["study"] == made.digest
    assert record["atlas"] == build_network("chain:2").digest
    assert {"numpy", "numba", "pyarrow"} <= set(record["libraries"])
    assert (record["rows"], record["precision"]) == (48, "float32")
    session = record["sessions"][0]
    assert session["command"] == "motorloops sweep small.toml --threads 1"
    assert session["started"] <= session["ended"]
    assert str(undisturbed.parent) not in json.dumps(record)
    assert os.uname().nodename not in json.dumps(record)


def _table(out):
    import tomllib

    return tomllib.loads((out / "study.toml").read_text())


def test_a_dry_run_writes_nothing(tmp_path):
    told = json.loads(call("sweep", str(study(tmp_path)), "--dry-run", "--json").out)
    assert (told["points"], told["seeds"], told["runs"], told["chunks"]) == (12, 4, 48, 7)
    assert 0 < told["seconds_low"] <= told["seconds"] <= told["seconds_high"]
    assert told["memory_megabytes"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_a_dry_run_tells_the_room_that_is_free_where_the_results_go(tmp_path, monkeypatch):
    argv = "sweep", str(study(tmp_path)), "--dry-run", "--out", str(tmp_path / "a" / "b")
    told = json.loads(call(*argv, "--json").out)
    assert told["free_megabytes"] > told["megabytes"]
    assert "NOT ENOUGH" not in call(*argv).out
    full = types.SimpleNamespace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", {tmp_path: full}.__getitem__)  # nearest that exists
    assert "NOT ENOUGH" in call(*argv).out


def test_a_dry_run_tells_the_memory_of_its_workers(tmp_path):
    argv = "sweep", str(study(tmp_path)), "--dry-run", "--json"
    threads = json.loads(call(*argv).out)
    processes = json.loads(call(*argv, "--set", "executor=processes").out)
    if threads["cores"] > 1:
        assert processes["memory_megabytes"] > threads["memory_megabytes"]
    assert threads["free_memory_megabytes"] is None or threads["free_memory_megabytes"] > 0


def test_the_commands_that_are_told_work_in_a_shell(tmp_path):
    out = str(tmp_path / "with space")
    told = call("sweep", str(study(tmp_path)), "--out", out).out
    shown = told.partition("motorloops show ")[2].splitlines()[0]
    assert shlex.split(shown) == [out]
    line = resume_line(out)
    assert shlex.split(line)[1:] == ["sweep", f"{out}/study.toml", "--out", out, "--resume"]


def test_what_a_worker_loads_is_light():
    heavy = ["mesa", "solara", "matplotlib", "dask", "SALib", "pandas"]
    code = (
        "import sys, motorloops.experiments.sweeps.worker, motorloops.experiments.sweeps.dataset; "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
