"""A fit that is killed, or is run by processes or a cluster, ends in the same ensemble."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w
from distributed import LocalCluster

from motorloops.experiments.sweeps.executors import ONE_THREAD
from tests.helpers.command import call
from tests.helpers.fits import fit_table
from tests.helpers.waiting import wait_until

PROGRAM = str(Path(sys.executable).with_name("motorloops"))
ENSEMBLE = ("ensemble.csv", "ensemble.toml")


def fit(file, out, *words):
    code, told, err = call("fit", str(file), "--out", str(out), "--json", *words)
    assert code == 0, err
    return json.loads(told), [(out / name).read_bytes() for name in ENSEMBLE]


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A fit of levers and weights that takes some seconds, and what one thread makes of it."""
    place = tmp_path_factory.mktemp("slow")
    table = fit_table(particles=60, seeds=3, tolerance=0.5, generations=5)
    table["parameters"]["weight:INH>M1"] = {"low": 0.5, "high": 1.5}
    file = place / "slow.toml"
    file.write_text(tomli_w.dumps(table))
    return file, fit(file, place / "out", "--threads", "1")


@pytest.mark.parametrize("generation", [0, 2])
def test_a_fit_that_is_killed_goes_on(tmp_path, slow, generation):
    file, expected = slow
    out = tmp_path / "out"
    command = [PROGRAM, "fit", str(file), "--out", str(out), "--threads", "1"]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    at_work = out / f"generation_{generation:03}"
    wait_until(lambda: at_work.exists() or driver.poll() is not None)
    driver.kill()
    _, err = driver.communicate()
    assert driver.returncode < 0, err
    assert not (out / "ensemble.csv").exists()
    assert fit(out / "fit.toml", out, "--resume", "--threads", "2") == expected


def test_worker_processes_give_the_same_ensemble(tmp_path, slow):
    file, expected = slow
    assert fit(file, tmp_path / "out", "--workers", "2") == expected


def test_a_dask_cluster_gives_the_same_ensemble(tmp_path, slow):
    file, expected = slow
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", env=ONE_THREAD
    )
    with closing(cluster):
        assert fit(file, tmp_path / "out", "--scheduler", cluster.scheduler_address) == expected
