"""A sweep that was disturbed goes on, and ends in the same rows by hash; or says why not."""

import errno
import json
import os

import pytest

from motorloops.experiments.sweeps import dataset, folder
from motorloops.experiments.sweeps.results import open_results
from motorloops.model.errors import InputError
from tests.helpers.command import call, refused
from tests.helpers.studies import study, sweep


def half_done(place, chunks=3):
    """The small sweep, interrupted by a full disk after some chunks."""
    path, written = study(place), []
    whole = dataset.write_whole

    def write(target, content):
        if target.suffix == ".parquet":
            if len(written) == chunks:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))
            written.append(target)
        whole(target, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "write_whole", write)
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

    monkeypatch.setattr(dataset.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        dataset.write_whole(tmp_path / "a.parquet", b"rows")
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

    def fail_while_joining(folder):
        if folder.name == ".data.part":
            fail()

    with monkeypatch.context() as patch:
        patch.setattr("motorloops.experiments.sweeps.dataset.fsync_folder", fail_while_joining)
        assert call("sweep", str(path), "--out", str(out)).code == 1
    assert not (out / "data").exists()
    assert (out / ".data.part").exists()

    def fail_late(place, record):
        if place.data.is_dir():
            fail()

    with monkeypatch.context() as patch:  # it ends just after the data came to stand there
        patch.setattr("motorloops.experiments.sweeps.runner.write_record", fail_late)
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
    monkeypatch.setattr("motorloops.experiments.sweeps.provenance.code_digest", lambda: "other")
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    assert "the model's code has changed" in line


def test_two_drivers_cannot_share_a_folder(tmp_path, expected):
    path, _ = half_done(tmp_path)
    out = tmp_path / "out"
    with folder.SweepFolder(out).locked():
        assert "another sweep is writing there" in refused(
            "sweep", str(path), "--out", str(out), "--resume"
        )
        assert json.loads(call("status", str(out), "--json").out)["state"] == "running"
        with pytest.raises(InputError), folder.SweepFolder(out).locked():
            pass
    assert sweep(path, out, "--resume")["hash"] == expected
