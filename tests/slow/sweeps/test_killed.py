"""Processes that are killed for real: a driver, and a worker of a Dask cluster."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from motorloops.experiments.sweeps import executors as dask_cluster
from motorloops.experiments.sweeps.executors import ONE_THREAD
from tests.helpers import poisoned_worker as poison
from tests.helpers.command import call
from tests.helpers.studies import RUNS, study, sweep
from tests.helpers.waiting import wait_until

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
SLOW = {"body": "chain:60", "seconds": 1.0, "chunk": 3}  # long enough to be killed at work


def shard_count(out):
    return len(list((out / "shards").glob("*.parquet")))


def wait_for_shards(driver, out, count):
    """Wait until a sweep in another process has written some shards."""
    wait_until(lambda: shard_count(out) >= count or driver.poll() is not None)
    assert driver.poll() is None, driver.communicate()


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A study that takes some seconds, and its hash as one thread makes it."""
    place = tmp_path_factory.mktemp("slow")
    path = study(place, **SLOW)
    return path, sweep(path, place / "out", "--threads", "1")["hash"]


def start(path, out):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [PROGRAM, "sweep", str(path), "--out", str(out), "--threads", "2"]
    return subprocess.Popen(command, **pipes)


def test_a_driver_that_is_killed_loses_only_what_it_was_at(tmp_path, slow):
    path, expected = slow
    out = tmp_path / "out"
    driver = start(path, out)
    wait_for_shards(driver, out, 2)
    driver.kill()
    driver.communicate()
    done = shard_count(out)
    assert 2 <= done < 16
    assert json.loads(call("status", str(out), "--json").out)["state"] == "stopped"
    told = sweep(path, out, "--resume")
    assert (told["hash"], told["done"]) == (expected, RUNS)
    record = json.loads((out / "provenance.json").read_text())
    assert record["sessions"][-1]["runs_before"] == done * 3
    assert len(record["sessions"]) == 2


def test_ctrl_c_stops_soon_and_says_how_to_go_on(tmp_path, slow):
    path, expected = slow
    out = tmp_path / "out"
    driver = start(path, out)
    wait_for_shards(driver, out, 1)
    driver.send_signal(signal.SIGINT)
    told, err = driver.communicate()
    assert (driver.returncode, told) == (130, "")
    line = f"go on with: motorloops sweep {out}/study.toml --out {out} --resume"
    assert err.splitlines()[-1].endswith(line), err
    assert "Traceback" not in err
    assert sweep(out / "study.toml", out, "--resume")["hash"] == expected


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", env=ONE_THREAD
    ) as made, Client(made) as client:  # fmt: skip
        yield client


def test_a_worker_of_a_cluster_is_killed_and_nothing_is_lost(tmp_path, slow, cluster):
    path, expected = slow
    out, killed = tmp_path / "out", []
    pids = cluster.run(os.getpid)
    assert len({*pids.values(), os.getpid()}) == 3

    def kill_one_at_work():
        wait_until(lambda: shard_count(out) >= 2)
        busy = []

        def at_work():
            busy.extend(address for address, keys in cluster.processing().items() if keys)
            return busy

        wait_until(at_work)
        os.kill(pids[busy[0]], signal.SIGKILL)
        killed.append((pids[busy[0]], shard_count(out)))

    killer = threading.Thread(target=kill_one_at_work)
    killer.start()
    told = sweep(path, out, "--scheduler", cluster.scheduler.address)
    killer.join()
    (pid, done), *_ = killed
    assert done < 16, "the sweep had ended before the kill"
    assert pid not in cluster.run(os.getpid).values()
    assert (told["hash"], told["ok"]) == (expected, RUNS)


class PoisonedCluster(dask_cluster.Cluster):
    def submit(self, task):
        return self._sent(poison.run_chunk, task)


def test_a_chunk_that_kills_its_workers_stops_a_local_cluster(tmp_path, expected):
    path, out = study(tmp_path), tmp_path / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dask_cluster, "Cluster", PoisonedCluster)
        code, told, err = call("sweep", str(path), "--out", str(out), "--workers", "2")
    assert (code, told) == (1, "")
    assert "rows 14 to 20" in err.splitlines()[-1]
    told = json.loads(call("status", str(out), "--json").out)
    assert (told["done"], told["ok"]) == (RUNS - 7, RUNS - 7)
    assert sweep(path, out, "--resume", "--workers", "2")["hash"] == expected


def test_processes_end_with_their_driver(tmp_path):
    out = tmp_path / "out"
    path = study(tmp_path, **SLOW | {"executor": "processes"})
    driver = start_processes(path, out)
    wait_for_shards(driver, out, 1)
    family = children(driver.pid)
    assert len(family) >= 2
    driver.kill()
    driver.communicate()
    wait_until(lambda: not any(alive(pid) for pid in family))


def start_processes(path, out):
    command = [PROGRAM, "sweep", str(path), "--out", str(out), "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children(pid):
    import psutil

    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def alive(pid):
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
