"""The same rows, by hash, whoever works and whatever happens on the way."""

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from experiments.sweep import executors, folder, shards, work
from experiments.sweep.reading import check_study, read_study
from experiments.sweep.seeds import run_seeds
from experiments.sweep.store import open_results
from model.errors import BadInput
from model.measures import measure
from model.network import build_network
from model.protocol import hold
from model.trajectory import simulate
from tests.experiments.called import call, refused
from tests.experiments.sweep import poison
from tests.experiments.sweep.small import RUNS, study, sweep


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The small sweep as one thread makes it."""
    place = tmp_path_factory.mktemp("undisturbed")
    sweep(study(place), place / "out", "--threads", "1")
    return place / "out"


@pytest.fixture(scope="module")
def expected(undisturbed):
    return json.loads(call("status", str(undisturbed), "--json").out)["hash"]


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
    small = {"seconds": 0.05, "seeds__count": 1, "chunk": None}
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


def half_done(place, chunks=3):
    """The small sweep, interrupted by a full disk after some chunks."""
    path, written = study(place), []
    whole = shards.write_whole

    def write(target, content):
        if target.suffix == ".parquet":
            if len(written) == chunks:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))
            written.append(target)
        whole(target, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "write_whole", write)
        return path, call("sweep", str(path), "--out", str(place / "out"), "--threads", "1")


def test_a_full_disk_is_told_and_the_sweep_goes_on_later(tmp_path, expected):
    path, ended = half_done(tmp_path)
    out = tmp_path / "out"
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "No space left on device" in ended.err
    assert f"motorloops sweep {out}/study.toml --out {out} --resume" in ended.err
    told = json.loads(call("status", str(out), "--json").out)
    assert (told["state"], told["done"], told["hash"]) == ("stopped", 21, None)
    assert len(open_results(out).frame()) == 21
    assert sweep(path, out, "--resume")["hash"] == expected


def test_a_disk_that_is_full_half_way_through_a_file_leaves_no_part(tmp_path, monkeypatch):
    def fail(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shards.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        shards.write_whole(tmp_path / "a.parquet", b"rows")
    assert list(tmp_path.iterdir()) == []


def truncate(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b"")


def rename(path):
    path.rename(path.with_name(path.name.replace("00000000", "00000009", 1)))


@pytest.mark.parametrize("damage", [truncate, flip, empty, rename, os.remove])
def test_a_spoilt_shard_is_made_again(tmp_path, expected, damage):
    path, _ = half_done(tmp_path)
    damage(sorted((tmp_path / "out" / "shards").glob("*.parquet"))[1])
    (tmp_path / "out" / "shards" / ".000000004-ab.parquet.1.2.part").write_bytes(b"half")
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected


def test_a_crash_while_shards_are_joined_is_mended(tmp_path, expected, monkeypatch):
    path, out = study(tmp_path), tmp_path / "out"

    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("experiments.sweep.compaction.fsync_folder", fail)
        assert call("sweep", str(path), "--out", str(out)).code == 1
    assert not (out / "data").exists()
    assert (out / ".data.part").exists()

    def fail_late(place, record):
        if place.complete:
            fail()

    with monkeypatch.context() as patch:  # it ends just after the data came to stand there
        patch.setattr("experiments.sweep.session.write_record", fail_late)
        assert call("sweep", str(path), "--out", str(out), "--resume").code == 1
    assert (out / "data").exists()
    told = sweep(path, out, "--resume")
    assert (told["hash"], told["complete"]) == (expected, True)
    assert not (out / "shards").exists()
    assert call("status", str(out), "--verify").code == 0


def test_a_finished_sweep_is_not_run_again(tmp_path, expected):
    path, out = study(tmp_path), tmp_path / "out"
    sweep(path, out)
    before = {p: p.stat().st_mtime_ns for p in (out / "data").iterdir()}
    assert sweep(path, out, "--resume")["hash"] == expected
    assert {p: p.stat().st_mtime_ns for p in (out / "data").iterdir()} == before


def test_a_sweep_goes_on_only_if_asked_to(tmp_path):
    path, _ = half_done(tmp_path)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"))
    assert "unfinished" in line
    assert "--resume" in line


@pytest.mark.parametrize(("changes", "words"), [
    ({"seconds": 0.5}, ("seconds", "0.5", "has 0.4")),
    ({"seeds__count": 5}, ("seeds.count", "5", "has 4")),
    ({"fixed": {"stress": 0.2}}, ("fixed.stress", "0.2", "has nothing")),
    ({"design__axes__effort": [0.2, 0.9]}, ("design.axes.effort", "[0.2, 0.9]", "0.5")),
    ({"measures": ["overflow"]}, ("measures", "overflow")),
    ({"precision": "float64"}, ("precision", "'float64'", "float32")),
    ({"chunk": 8}, ("chunk", "8", "has 7")),
])  # fmt: skip
def test_a_changed_study_is_refused(tmp_path, changes, words):
    half_done(tmp_path)
    line = refused(
        "sweep", str(study(tmp_path, **changes)), "--out", str(tmp_path / "out"), "--resume"
    )
    assert [word for word in words if word not in line] == [], line


def test_changed_words_and_ways_are_no_change(tmp_path, expected):
    half_done(tmp_path)
    path = study(tmp_path, description="other words", executor="processes", chunk=None)
    assert sweep(path, tmp_path / "out", "--resume", "--workers", "1")["hash"] == expected


def test_a_changed_model_is_refused(tmp_path, monkeypatch):
    path, _ = half_done(tmp_path)
    monkeypatch.setattr("experiments.sweep.provenance.code_digest", lambda: "other")
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    assert "the model's code has changed" in line


def test_two_drivers_cannot_share_a_folder(tmp_path, expected):
    path, _ = half_done(tmp_path)
    out = tmp_path / "out"
    with folder.Folder(out).locked():
        assert "another sweep is writing there" in refused(
            "sweep", str(path), "--out", str(out), "--resume"
        )
        assert json.loads(call("status", str(out), "--json").out)["state"] == "running"
        with pytest.raises(BadInput), folder.Folder(out).locked():
            pass
    assert sweep(path, out, "--resume")["hash"] == expected


def bad_runs(monkeypatch):
    """Let runs at the highest effort raise, and those without loss leave the finite numbers."""
    whole = work.outcomes

    def some_fail(params, *args, **more):
        if any(p.effort == 0.9 for p in params):
            raise ZeroDivisionError("no\nmuscle")
        found = whole(params, *args, **more)
        lost = np.array([p.loss_cortex == 0.0 for p in params])
        for values in found.measures.values():
            values[lost] = np.nan
        found.diverged[:] = lost
        return found

    monkeypatch.setattr(work, "outcomes", some_fail)


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


def test_a_chunk_that_kills_its_process_three_times_is_skipped(tmp_path, monkeypatch, undisturbed):
    monkeypatch.setattr(executors, "Processes", poison.PoisonedProcesses)
    told = sweep(study(tmp_path, executor="processes"), tmp_path / "out", "--workers", "2")
    assert (told["done"], told["skipped"], told["ok"]) == (48, 7, 41)
    assert len(list((tmp_path / "out").glob("tried-*"))) == 3
    frame, usual = (pd.read_parquet(p / "data") for p in (tmp_path / "out", undisturbed))
    skipped = frame.index // 7 == poison.POISON
    assert set(frame[skipped].status) == {"skipped"}
    assert frame[skipped].reason.str.contains("three times").all()
    pd.testing.assert_frame_equal(frame[~skipped], usual[~skipped])


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
    assert told["seconds"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_altered_data_does_not_pass_for_the_original(tmp_path):
    sweep(study(tmp_path), tmp_path / "out")
    path = tmp_path / "out" / "data" / "part-00000.parquet"
    frame = pd.read_parquet(path)
    frame["overflow"] += 1e-12 * (frame.index == 3)
    frame.to_parquet(path)
    code, out, _ = call("status", str(tmp_path / "out"), "--verify")
    assert code == 1
    assert "NOT what the files hold" in out
