"""A sweep that was disturbed goes on, and ends in the same rows by hash; or says why not."""

import errno
import itertools
import json
import os
import shutil

import pytest

from motorloops.experiments.sweeps import chunks, dataset, folder, provenance, session
from motorloops.experiments.sweeps.chunks import ChunkRunner
from motorloops.experiments.sweeps.results import open_results
from motorloops.model.errors import InputError
from tests.helpers.command import call, refused
from tests.helpers.studies import study, sweep


def half_done(place, chunks=3, error=errno.ENOSPC, **changes):
    """The small sweep, interrupted by a full disk (or another error) after some chunks."""
    path, written = study(place, **changes), []
    whole = dataset.write_whole

    def write(target, content):
        if target.suffix == ".parquet":
            if len(written) == chunks:
                raise OSError(error, os.strerror(error), str(target))
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


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """A study of points, and the folder of its sweep, which stopped before its study file."""
    (tmp_path / "points.csv").write_text("loss,effort\n0.1,0.3\n0.3,0.9\n")
    path, out = study(tmp_path, design={"kind": "list", "file": "points.csv"}), tmp_path / "out"
    whole = folder.write_whole

    def write(target, content):
        if target.name == folder.STUDY:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        whole(target, content)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "write_whole", write)
        ended = call("sweep", str(path), "--out", str(out))
    assert (ended.code, "--resume" in ended.err) == (1, False)  # there is nothing to go on with
    assert sorted(p.name for p in out.iterdir() if p.name[0] != ".") == ["points.csv"]
    return path, out


@pytest.mark.parametrize("option", [[], ["--resume"]])
def test_a_sweep_that_stopped_before_its_study_was_written_is_begun_again(begun, tmp_path, option):
    path, out = begun
    assert sweep(path, out, *option)["hash"] == sweep(path, tmp_path / "undisturbed")["hash"]
    assert not (out / folder.BEGUN).exists()


def test_another_sweep_may_begin_there_and_keeps_nothing_of_the_first(begun, tmp_path, expected):
    (tmp_path / "other").mkdir()
    assert sweep(study(tmp_path / "other"), begun[1])["hash"] == expected
    assert not (begun[1] / "points.csv").exists()


def test_what_others_have_put_there_is_neither_overwritten_nor_removed(begun, tmp_path):
    path, out = begun
    (out / "thesis.txt").write_text("mine")
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    finished = [tmp_path / name for name in ("one", "two")]
    for place, seed in zip(finished, (1, 2), strict=True):
        sweep(path, place, "--set", f"seeds.first={seed}")
    assert "thesis.txt" in refused("sweep", str(path), "--out", str(out), "--resume")
    assert "thesis.txt" in refused("merge", str(out), *map(str, finished))
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


@pytest.mark.parametrize("name", ["..", ".", "", "../study.toml", "/etc", ".hidden"])
def test_names_outside_the_folder_are_no_leftovers(tmp_path, name):
    (tmp_path / folder.BEGUN).write_text(f"points.csv\n{name}\n")
    assert folder.SweepFolder(tmp_path).leftovers() == {"points.csv"}


@pytest.mark.parametrize("error", [errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES])
def test_a_disk_that_fails_is_told_with_the_file(tmp_path, expected, error):
    path, ended = half_done(tmp_path, error=error)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert os.strerror(error) in ended.err
    assert str(tmp_path / "out" / "shards") in ended.err
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected


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
        patch.setattr("motorloops.experiments.sweeps.session.write_record", fail_late)
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


EDITS = {
    "chunk": ("chunk = 7", "chunk = 5", ("chunk", "5", "has 7")),
    "seconds": ("seconds = 0.4", "seconds = 0.5", ("seconds", "0.5", "has 0.4")),
    "root": ("root = 1", "root = 2", ("seeds.root", "2", "has 1")),
    "precision": ('"float32"', '"float64"', ("precision", "float64", "has float32")),
}


@pytest.mark.parametrize(("old", "new", "words"), EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("given", ["its_own", "the_first"])
def test_an_edited_study_in_the_folder_is_refused(tmp_path, expected, old, new, words, given):
    """The provenance, not the file beside it, says what the sweep began with."""
    path, _ = half_done(tmp_path)
    out = tmp_path / "out"
    kept = (out / "study.toml").read_text()
    assert old in kept
    (out / "study.toml").write_text(kept.replace(old, new))
    resumed = out / "study.toml" if given == "its_own" else path
    line = refused("sweep", str(resumed), "--out", str(out), "--resume")
    assert [word for word in ("study.toml", *words) if word not in line] == [], line
    (out / "study.toml").write_text(kept)
    assert sweep(out / "study.toml", out, "--resume")["hash"] == expected


def test_all_changed_keys_are_named_with_their_values(tmp_path):
    half_done(tmp_path)
    path = study(tmp_path, seconds=0.5, seeds__root=9)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    for words in ("0.5", "has 0.4", "seeds.root (1, now 9)"):
        assert words in line


@pytest.mark.parametrize("content", [None, "", '{"sessions"', "[1]", '{"rows": 48}'])
def test_a_sweep_without_its_provenance_does_not_go_on(tmp_path, content):
    path, _ = half_done(tmp_path)
    record = tmp_path / "out" / "provenance.json"
    record.unlink()
    if content is not None:
        record.write_text(content)
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    assert "provenance.json" in line
    assert "in another folder" in line


def test_a_sweep_that_ended_before_its_first_run_begins_again(tmp_path, expected):
    path, out = study(tmp_path), tmp_path / "out"

    def fail(*args):
        raise OSError(errno.EIO, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("motorloops.experiments.sweeps.session.write_record", fail)
        assert call("sweep", str(path), "--out", str(out)).code == 1
    assert not (out / "provenance.json").exists()
    assert sweep(path, out, "--resume")["hash"] == expected


def test_rows_of_an_older_form_are_not_mixed_with_new_ones(tmp_path):
    path, _ = half_done(tmp_path)
    record = tmp_path / "out" / "provenance.json"
    stored = json.loads(record.read_text())
    stored.pop("format")
    record.write_text(json.dumps(stored))
    line = refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    assert "the form of the rows" in line


def vanishing(monkeypatch, chunks, times=1):
    """Let shards vanish as soon as the workers have ended."""
    whole, left = ChunkRunner.run, [times]

    def run(self, missing):
        whole(self, missing)
        for path in sorted(self.plan.shards.glob("*.parquet"))[chunks] if left[0] else []:
            path.unlink()
        left[0] -= left[0] > 0

    monkeypatch.setattr(ChunkRunner, "run", run)


@pytest.mark.parametrize("chunks", [slice(2, 4), slice(-1, None), slice(None)])
def test_shards_that_vanish_are_made_again_in_the_same_command(
    tmp_path, expected, monkeypatch, chunks
):
    vanishing(monkeypatch, chunks)
    told = sweep(study(tmp_path), tmp_path / "out")
    assert (told["hash"], told["done"], told["state"]) == (expected, 48, "complete")
    assert call("status", str(tmp_path / "out"), "--verify").code == 0


def test_a_sweep_whose_shards_always_vanish_is_not_complete(tmp_path, expected):
    path, out = study(tmp_path), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        vanishing(patch, slice(0, 1), times=99)
        code, _, err = call("sweep", str(path), "--out", str(out))
    assert code == 1
    assert "vanish" in err
    assert json.loads(call("status", str(out), "--json").out)["state"] == "stopped"
    assert sweep(path, out, "--resume")["hash"] == expected


def test_an_empty_data_folder_is_no_data_set(tmp_path, expected):
    path, _ = half_done(tmp_path)
    out = tmp_path / "out"
    (out / "data").mkdir()
    told = json.loads(call("status", str(out), "--json").out)
    assert (told["state"], told["done"], told["complete"]) == ("stopped", 21, False)
    assert len(list((out / "shards").glob("*.parquet"))) == 3
    (out / "data" / "notes.txt").write_text("mine")
    assert "notes.txt" in refused("sweep", str(path), "--out", str(out), "--resume")
    assert len(list((out / "shards").glob("*.parquet"))) == 3
    (out / "data" / "notes.txt").unlink()
    assert sweep(path, out, "--resume")["hash"] == expected


def test_shards_stay_until_the_data_set_was_read_back(tmp_path, expected):
    path, out = study(tmp_path), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "hash_of", lambda *args: "another")
        code, _, err = call("sweep", str(path), "--out", str(out))
    assert (code, not (out / "data").exists()) == (1, True)
    assert "check the disk" in err
    assert len(list((out / "shards").glob("*.parquet"))) == 7
    assert sweep(path, out, "--resume")["hash"] == expected


def make_folder(path):
    path.mkdir()


def make_dangling_link(path):
    path.symlink_to(path.with_name("nowhere"))


@pytest.mark.parametrize("make", [make_folder, make_dangling_link])
@pytest.mark.parametrize("name", ["000000002-0123456789abcdef.parquet", "notes"])
def test_what_is_no_file_among_the_shards_is_named(tmp_path, expected, make, name):
    path, _ = half_done(tmp_path)
    odd = tmp_path / "out" / "shards" / name
    make(odd)
    assert str(odd) in refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    assert str(odd) in refused("status", str(tmp_path / "out"))
    odd.unlink() if odd.is_symlink() else odd.rmdir()
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected


def test_a_file_of_others_among_the_shards_stays(tmp_path, expected):
    path, _ = half_done(tmp_path)
    (tmp_path / "out" / "shards" / "notes.txt").write_text("mine")
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected
    assert [p.name for p in (tmp_path / "out" / "shards").iterdir()] == ["notes.txt"]


def test_a_shard_of_another_sweep_is_named(tmp_path, expected):
    path, _ = half_done(tmp_path)
    (tmp_path / "other").mkdir()
    half_done(tmp_path / "other", seconds=0.5)
    foreign = sorted((tmp_path / "other" / "out" / "shards").iterdir())[1]
    copy = tmp_path / "out" / "shards" / foreign.name
    shutil.copy(foreign, copy)
    assert str(copy) in refused("sweep", str(path), "--out", str(tmp_path / "out"), "--resume")
    copy.unlink()
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected


def test_a_clock_that_jumps_changes_no_row(tmp_path, expected, monkeypatch):
    times = itertools.cycle(["2040-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00"])
    monkeypatch.setattr(session, "now", lambda: next(times))
    monkeypatch.setattr("time.time", lambda: float(len(list(tmp_path.iterdir()))))
    assert sweep(study(tmp_path), tmp_path / "out")["hash"] == expected


def test_other_libraries_are_recorded_with_the_session(tmp_path, expected, monkeypatch):
    path, _ = half_done(tmp_path)
    monkeypatch.setattr(provenance, "_versions", lambda: {"numpy": "9.9"})
    assert sweep(path, tmp_path / "out", "--resume")["hash"] == expected
    record = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert [session.get("libraries") for session in record["sessions"]] == [None, {"numpy": "9.9"}]


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


def test_a_shard_removed_before_the_driver_sees_it_is_made_again(tmp_path, expected, monkeypatch):
    monkeypatch.setattr(chunks, "SEEN_S", 0.0)
    whole = ChunkRunner._sees_shard
    left: list[int | None] = [2]

    def sees(self, chunk):
        if chunk == left[0]:
            left[0] = None
            for path in self.plan.shards.glob(f"{chunk:09d}-*.parquet"):
                path.unlink()
        return whole(self, chunk)

    monkeypatch.setattr(ChunkRunner, "_sees_shard", sees)
    told = sweep(study(tmp_path), tmp_path / "out")
    assert (told["hash"], told["done"], told["state"]) == (expected, 48, "complete")


def test_a_folder_that_never_shows_a_shard_stops_the_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr(ChunkRunner, "_sees_shard", lambda self, chunk: chunk != 2)
    code, _, err = call("sweep", str(study(tmp_path)), "--out", str(tmp_path / "out"))
    assert code == 1
    assert "chunk 2" in err
