"""What a run did not measure is null wherever it is stored, and no tool takes it for a number."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pytest
from pyarrow import csv, dataset, parquet

from motorloops.experiments.files import table_file
from motorloops.experiments.sweeps import worker
from motorloops.experiments.sweeps.dataset import RowHash, with_nulls
from motorloops.experiments.sweeps.study import NetworkSource
from motorloops.model.params import Params
from tests.helpers.command import call
from tests.helpers.studies import study, sweep

compute: Any = pyarrow.compute  # its functions are made at import
MISSING = 16  # runs at the highest effort


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The small sweep, of which no run at the highest effort has a latency."""
    place, whole = tmp_path_factory.mktemp("nulls"), worker.simulate_outcomes

    def measure(params, *args, **more):
        found = whole(params, *args, **more)
        lost = np.array([p.effort == 0.9 for p in params])
        found.measures["spread_latency"][:] = np.where(lost, np.nan, 100.0)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "simulate_outcomes", measure)
        sweep(study(place), place / "out")
    return place / "out"


def check(column):
    assert column.null_count == MISSING
    assert not compute.any(compute.is_nan(column)).as_py()
    assert compute.sum(compute.greater(column, 500.0)).as_py() == 0
    assert compute.sum(compute.less_equal(column, 999.0)).as_py() == 48 - MISSING
    assert compute.mean(column).as_py() == 100.0


def test_the_data_set_has_nulls(out):
    check(dataset.dataset(out / "data", format="parquet").to_table()["spread_latency"])


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_exports_have_nulls(out, tmp_path, name):
    assert call("export", str(out), str(tmp_path / name)).code == 0
    read = parquet.read_table if name.endswith("parquet") else csv.read_csv
    check(read(tmp_path / name)["spread_latency"])
    if name.endswith("csv"):
        assert "nan" not in (tmp_path / name).read_text().lower()


def test_shards_and_their_export_have_nulls(out, tmp_path):
    task_rows = worker.ChunkRows({"overflow": np.array([np.nan, 1.0])}, ["ok"] * 2, [""] * 2)
    group = worker.RunGroup(
        NetworkSource("chain:2"),
        "",
        "hold",
        1.0,
        Params(),
        1,
        "common",
        (),
        "compiled",
        "float32",
        2,
    )
    task = worker.ChunkTask(group, 0, np.arange(2), {"loss": np.zeros(2)}, tmp_path)
    assert worker.as_table(task, task_rows)["overflow"].to_pylist() == [None, 1.0]


def test_a_table_with_nan_is_written_with_nulls(tmp_path):
    for name in ("a.parquet", "a.csv"):
        with table_file(tmp_path / name) as rows:
            rows.append(pd.DataFrame({"a": [np.nan, 1.0], "b": [1, 2]}))
        read = parquet.read_table if name.endswith("parquet") else csv.read_csv
        assert read(tmp_path / name)["a"].to_pylist() == [None, 1.0]


def test_the_hash_is_the_same_for_nan_and_null():
    old = pa.table({"a": pa.array([float("nan"), 1.0]), "b": ["x", "y"]})
    new = with_nulls(old)
    assert new["a"].to_pylist() == [None, 1.0]
    values = []
    for table in (old, new):
        rows = RowHash()
        rows.update(table)
        values.append(rows.value())
    assert values[0] == values[1]


def test_seeds_are_exact_in_every_tool(out):
    column = parquet.read_table(out / "data" / "part-00000.parquet")["seed"]
    assert column.type == pa.int64()
    assert 0 <= compute.min(column).as_py() <= compute.max(column).as_py() < 2**53
    first = column[0].as_py()
    assert compute.sum(compute.equal(column, first)).as_py() == 12
    assert int(float(first)) == first
