"""A finished sweep whose files were changed says which one, and what to do."""

import json
import shutil
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pytest
from pyarrow import parquet

from motorloops.experiments.sweeps import dataset
from motorloops.experiments.sweeps.results import open_results
from motorloops.model.errors import InputError
from motorloops.server.pages.sweeps.results import load_result
from tests.helpers.command import call, refused
from tests.helpers.studies import study, sweep

PART = "part-00000.parquet"
compute: Any = pyarrow.compute  # its functions are made at import


@pytest.fixture
def out(undisturbed, tmp_path):
    return shutil.copytree(undisturbed, tmp_path / "out")


def flip(folder, share=0.3):
    path = folder / "data" / PART
    content = bytearray(path.read_bytes())
    content[int(len(content) * share)] ^= 4
    path.write_bytes(content)


def flip_measure(folder):
    """Flip a bit in a column that only the analysis of its measure reads."""
    path = folder / "data" / PART
    group = parquet.ParquetFile(path).metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    (column,) = [c for c in columns if c.path_in_schema == "overflow"]
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size // 2] ^= 4
    path.write_bytes(content)


def flip_footer(folder):
    flip(folder, 0.9)


def cut(folder):
    path = folder / "data" / PART
    path.write_bytes(path.read_bytes()[:-100])


def delete(folder):
    (folder / "data" / PART).unlink()


def delete_all(folder):
    shutil.rmtree(folder / "data")


def add(folder):
    shutil.copy(folder / "data" / PART, folder / "data" / "part-00001.parquet")


def add_folder(folder):
    (folder / "data" / "more").mkdir()


def other_data(folder):
    path = folder / "data" / PART
    frame = pd.read_parquet(path)
    frame["overflow"] += 1e-12 * (frame.index == 3)
    frame.to_parquet(path)


DAMAGES = {
    flip: PART, flip_measure: PART, flip_footer: PART, cut: PART, delete: PART, delete_all: "data",
    add: "part-00001", add_folder: "more", other_data: PART,
}  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "name"), DAMAGES.items(), ids=[damage.__name__ for damage in DAMAGES]
)
def test_every_reader_names_a_damaged_file(out, tmp_path, damage, name):
    damage(out)
    for argv in (
        ("show", str(out)),
        ("export", str(out), str(tmp_path / "rows.csv")),
        ("run", "--from", str(out), "--row", "3"),
        ("status", str(out), "--verify"),
    ):
        line = refused(*argv)
        assert str(out / "data") in line, argv
        assert name in line, argv
    assert not (tmp_path / "rows.csv").exists()
    with pytest.raises(InputError, match=name):
        open_results(out).frame()
    assert name in load_result("mine", open_results(out)).problem


def test_sensitivity_names_a_damaged_file(tmp_path):
    design = {"kind": "lhs", "samples": 8, "axes": {"loss": {"low": 0.0, "high": 0.9}}}
    sweep(study(tmp_path, design=design), tmp_path / "out")
    flip(tmp_path / "out")
    assert PART in refused("sensitivity", str(tmp_path / "out"))


def test_no_flipped_bit_of_a_page_gives_other_rows(out):
    """Checksums of pages, and the digest of the footer, between them see every byte."""
    path = out / "data" / PART
    files = json.loads((out / "provenance.json").read_text())["files"]
    content, whole = path.read_bytes(), open_results(out).frame(all_rows=True)
    for place in range(0, len(content), 97):
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << place % 8
        path.write_bytes(spoilt)
        try:
            dataset.check_files(path.parent, files)
            rows = pd.concat([part.to_pandas() for part in dataset.read_file(path)])
        except dataset.DamagedDataError:
            continue
        pd.testing.assert_frame_equal(rows, whole)


def test_a_resumed_sweep_that_is_damaged_is_not_called_complete(out, tmp_path):
    cut(out)
    line = refused("sweep", str(study(tmp_path)), "--out", str(out), "--resume")
    assert PART in line
    assert "in another folder" in line


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"hash": "ab"}'])
def test_a_lost_or_foreign_provenance_is_named(out, tmp_path, content):
    path = out / "provenance.json"
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    for argv in (
        ("status", str(out)),
        ("show", str(out)),
        ("export", str(out), str(tmp_path / "rows.csv")),
        ("run", "--from", str(out), "--row", "3"),
        ("sweep", str(study(tmp_path)), "--out", str(out), "--resume"),
    ):
        assert "provenance.json" in refused(*argv), argv


def test_an_edited_study_does_not_describe_the_rows(out):
    path = out / "study.toml"
    path.write_text(path.read_text().replace("seconds = 0.4", "seconds = 0.5"))
    for argv in (
        ("status", str(out)),
        ("show", str(out)),
        ("export", str(out), str(out.parent / "rows.csv")),
        ("run", "--from", str(out), "--row", "3"),
    ):
        line = refused(*argv)
        assert [word for word in ("study.toml", "seconds", "0.4", "0.5") if word not in line] == []


def as_of_motorloops_0_1(folder):
    """Give a finished sweep the form that 0.1 wrote: NaN, seeds of 64 bits, no digests of files."""
    path = folder / "data" / PART
    rows = parquet.read_table(path)
    place = rows.column_names.index("spread_latency")
    frame = rows["spread_latency"].to_pandas()
    frame[::3] = float("nan")
    rows = rows.set_column(place, "spread_latency", pa.array(frame, from_pandas=False))
    seeds = [2**63 + seed for seed in rows["seed"].to_pylist()]
    rows = rows.set_column(2, "seed", pa.array(seeds, pa.uint64()))
    parquet.write_table(rows, path)
    record = json.loads((folder / "provenance.json").read_text())
    for key in ("files", "identity", "chunk", "format"):
        record.pop(key)
    record["hash"] = dataset.hash_of(folder / "data")
    (folder / "provenance.json").write_text(json.dumps(record))
    return seeds


def test_a_sweep_of_an_older_version_can_be_read_and_is_exported_with_nulls(out, tmp_path):
    seeds = as_of_motorloops_0_1(out)
    assert call("status", str(out), "--verify").code == 0
    assert call("show", str(out)).code == 0
    for name, read in (("rows.parquet", pd.read_parquet), ("rows.csv", pd.read_csv)):
        assert call("export", str(out), str(tmp_path / name)).code == 0
        rows = read(tmp_path / name)
        assert rows["seed"].tolist() == seeds
        assert rows["spread_latency"].isna()[::3].all()
    column = parquet.read_table(tmp_path / "rows.parquet")["spread_latency"]
    assert not compute.any(compute.is_nan(column)).as_py()
    told = json.loads(call("run", "--from", str(out), "--row", "1", "--json").out)
    assert told["seeds"] == [seeds[1]]
    cut(out)
    assert PART in refused("show", str(out))
