"""The package works in a Dask worker beside files of the user with the package's names."""

from motorloops import Params, hold, measure, simulate
from tests.helpers.own_folder import OWN, run_in_own_folder

DASK = """
from distributed import Client, LocalCluster

with LocalCluster(
    n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
) as cluster, Client(cluster) as client:
    print(json.dumps(client.submit(run, 3).result()))
"""


def test_a_dask_worker_uses_the_package_and_the_users_files(tmp_path) -> None:
    frame = measure(simulate(Params(), hold(0.05, 0.01, 0.02), [3], "chain:2"))
    worker = run_in_own_folder(tmp_path, DASK)
    assert worker["value"] == float(frame["agonist_activation"].iloc[0])
    assert worker["own"] == list(OWN)
    assert worker["misses"] == [0, 0]
