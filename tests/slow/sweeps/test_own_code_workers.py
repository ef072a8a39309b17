"""Worker processes and a Dask cluster execute the own code of a study, as threads do."""

import pytest

from tests.helpers.own_code import own_code_study
from tests.helpers.studies import sweep


@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_workers_give_the_rows_of_threads_with_own_code(tmp_path, executor):
    path = own_code_study(tmp_path, chunk=6)
    threads = sweep(path, tmp_path / "threads", "--threads", "1")
    other = sweep(path, tmp_path / "out", "--set", f"executor={executor}", "--set", "workers=2")
    assert other["ok"] == other["total"]
    assert other["hash"] == threads["hash"]
