"""Sweeps in their own processes, disturbed for real: the same rows, or one line that says why."""

import itertools
import json
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from motorloops.experiments.sweeps.results import resume_line
from tests.helpers.command import call
from tests.helpers.studies import study, sweep
from tests.helpers.waiting import wait_until

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
SLOW = {"body": "chain:60", "seconds": 1.0, "chunk": 3}  # long enough to be disturbed at work
FILE_BYTES = 4096  # a limit that shards of 3 runs keep and the data set does not


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A study that takes some seconds, and its hash as one thread makes it."""
    place = tmp_path_factory.mktemp("slow")
    path = study(place, **SLOW)
    return path, sweep(path, place / "out", "--threads", "1")["hash"]


def start(path, out, *argv, **more):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [PROGRAM, "sweep", str(path), "--out", str(out), "--threads", "2", *argv]
    return subprocess.Popen(command, **pipes, **more)


def shard_count(out):
    return len(list((out / "shards").glob("*.parquet")))


def wait_for_shards(driver, out, count):
    wait_until(lambda: shard_count(out) >= count or driver.poll() is not None)
    assert driver.poll() is None, driver.communicate()


def state(out):
    return json.loads(call("status", str(out), "--json").out)


def ended(driver):
    """Exit code and last line of a driver that failed without a traceback."""
    told, err = driver.communicate()
    assert (told, "Traceback" in err) == ("", False), (told, err)
    return driver.returncode, err.splitlines()[-1] if err else ""


def test_killed_again_and_again_it_still_ends_in_the_same_rows(tmp_path, slow):
    path, expected = slow
    out = tmp_path / "out"
    for signals, shards in zip(
        itertools.cycle([signal.SIGKILL, signal.SIGTERM]), (1, 3, 6, 10), strict=False
    ):
        driver = start(path, out, "--resume")
        wait_for_shards(driver, out, shards)
        driver.send_signal(signals)
        driver.communicate()
        assert state(out)["state"] == "stopped"
        assert shard_count(out) >= shards
    assert sweep(path, out, "--resume")["hash"] == expected
    assert len(json.loads((out / "provenance.json").read_text())["sessions"]) == 5


def test_an_extension_that_is_killed_goes_on(tmp_path, slow):
    path, expected = slow
    small, out = study(tmp_path, **SLOW, seeds__count=2), tmp_path / "out"
    before = sweep(small, out)
    driver = start(path, out, "--extend")
    wait_for_shards(driver, out / "extension", 2)
    driver.kill()
    driver.communicate()
    told = state(out)
    assert (told["hash"], told["extension"]["state"]) == (before["hash"], "stopped")
    assert sweep(path, out, "--extend")["hash"] == expected


def test_files_that_may_not_grow_stop_a_sweep_in_one_line(tmp_path, slow):
    """As a full disk or a quota does."""
    path, expected = slow
    out = tmp_path / "out"

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))

    code, line = ended(start(path, out, preexec_fn=limit))
    assert code == 1
    assert resume_line(str(out)) in line
    assert not (out / "data").exists()
    assert sweep(path, out, "--resume")["hash"] == expected


def move_away(out):
    out.rename(out.with_name("elsewhere"))


def replace_shards(out):
    (out / "shards").rename(out / "elsewhere")
    (out / "shards").write_text("a file")


@pytest.mark.parametrize("disturb", [move_away, replace_shards])
def test_a_folder_that_vanishes_stops_a_sweep_in_one_line(tmp_path, slow, disturb):
    path, _ = slow
    out = tmp_path / "out"
    driver = start(path, out)
    wait_for_shards(driver, out, 2)
    disturb(out)
    code, line = ended(driver)
    assert code == 1
    assert "shards" in line
    assert "--resume" in line


def test_all_shards_removed_at_work_are_made_again(tmp_path, slow):
    path, expected = slow
    out = tmp_path / "out"
    driver = start(path, out)
    wait_for_shards(driver, out, 4)
    for shard in sorted((out / "shards").glob("*.parquet"))[:3]:
        shard.unlink()
    told, err = driver.communicate()
    assert driver.returncode == 0, err
    assert "complete, 48 of 48 runs" in told
    assert expected in told


def test_of_two_drivers_at_once_one_works(tmp_path, slow):
    path, expected = slow
    out = tmp_path / "out"
    drivers = [start(path, out) for _ in range(2)]
    told = [driver.communicate() for driver in drivers]
    codes = sorted(driver.returncode for driver in drivers)
    assert codes == [0, 2], told
    assert state(out)["hash"] == expected


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs a superuser")
    yield place
    subprocess.run([str(shutil.which("umount")), "-l", str(place)], check=True)


def test_a_full_disk_stops_a_sweep_in_one_line(small_disk, slow):
    path, expected = slow
    out, filler = small_disk / "out", small_disk / "filler"
    driver = start(path, out)
    wait_for_shards(driver, out, 2)
    with suppress(OSError), filler.open("wb", buffering=0) as stream:
        while stream.write(b"0" * 4096):
            pass
    code, line = ended(driver)
    assert code == 1
    assert "No space left on device" in line
    filler.unlink()
    assert sweep(path, out, "--resume")["hash"] == expected
