"""Workers of a Dask cluster use the network that the study names, as threads do."""

import json

import pytest

from motorloops.model.network.build import build_network
from tests.helpers.own_studies import KEYS, own_study, write_networks
from tests.helpers.studies import RUNS, study, sweep


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder with an own atlas, and the same network as a GraphML file."""
    return write_networks(tmp_path_factory.mktemp("own"))


@pytest.mark.parametrize("kind", KEYS)
def test_dask_workers_give_the_rows_of_threads_on_an_own_network(own, tmp_path, expected, kind):
    path = own_study(own, tmp_path, kind)
    threads = sweep(path, tmp_path / "threads", "--threads", "2")
    dask = sweep(path, tmp_path / "dask", "--workers", "2")
    assert (dask["done"], dask["hash"]) == (RUNS, threads["hash"])
    assert dask["hash"] != expected  # that of the packaged network
    records = [
        json.loads((tmp_path / name / "provenance.json").read_text())
        for name in ("threads", "dask")
    ]
    assert records[0]["atlas"] == records[1]["atlas"] != build_network("chain:2").digest


@pytest.mark.parametrize("option", KEYS)
def test_dask_workers_use_the_network_of_an_option(own, tmp_path, option):
    words = (f"--{option}", str(own / KEYS[option][option]))
    threads = sweep(study(tmp_path), tmp_path / "threads", *words, "--threads", "2")
    dask = sweep(study(tmp_path), tmp_path / "dask", *words, "--workers", "2")
    assert (dask["done"], dask["hash"]) == (RUNS, threads["hash"])
