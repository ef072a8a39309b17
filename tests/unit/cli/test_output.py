"""Files are checked before the work starts, and are whole or not there at all."""

import os

import pandas as pd
import pytest

from motorloops.experiments.files import check_output, replacing, table_file
from tests.helpers.invalid import invalid

FRAME = pd.DataFrame({"time_ms": [1, 2], "biceps": [0.1, 1 / 3]})


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_good_place_is_accepted_and_left_as_it_was(tmp_path):
    assert check_output("--out", str(tmp_path / "a.csv"), (".csv",)) == tmp_path / "a.csv"
    assert check_output("--out", str(tmp_path / "B.CSV"), (".csv",)) == tmp_path / "B.CSV"
    assert names(tmp_path) == []


@pytest.mark.parametrize("text", ["", "a", "a.txt", ".csv", "a.csv/", "csv"])
def test_another_ending_is_refused(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    if text == "a.csv/":
        (tmp_path / "a.csv").mkdir()
    with invalid("--out", text):
        check_output("--out", text, (".csv", ".parquet"))


def test_the_message_names_the_endings():
    with invalid("--out", "a.txt"):
        check_output("--out", "a.txt", (".csv", ".parquet"))


@pytest.mark.parametrize("name", ["missing/a.csv", "file/a.csv", f"{'a' * 300}.csv", "a\0.csv"])
def test_a_place_that_takes_no_file_is_refused(tmp_path, name):
    (tmp_path / "file").write_text("here")
    with invalid("--out", str(tmp_path / name)):
        check_output("--out", str(tmp_path / name), (".csv",))
    assert names(tmp_path) == ["file"]


def test_a_file_that_may_not_be_changed_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("mine")
    # An administrator may write anything, so the answer of the system is set here.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with invalid("--out", str(path)):
        check_output("--out", str(path), (".csv",))
    assert path.read_text() == "mine"


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with replacing(check_output("--out", str(tmp_path / "link.csv"), (".csv",))) as part:
        part.write_text("new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_the_file_appears_only_at_the_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with replacing(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def fail():
        with replacing(path) as part:
            part.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


def test_the_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").touch()
    with replacing(tmp_path / "a.csv") as part:
        part.touch()
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize(("name", "read"), [("a.csv", pd.read_csv), ("a.PARQUET", pd.read_parquet)])
def test_a_table_grows_block_by_block_and_keeps_every_bit(tmp_path, name, read):
    with table_file(tmp_path / name) as rows:
        rows.append(FRAME)
        rows.append(FRAME)
    pd.testing.assert_frame_equal(
        read(tmp_path / name), pd.concat([FRAME, FRAME]).reset_index(drop=True), check_exact=True
    )


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_table_that_fails_leaves_nothing(tmp_path, name):
    def fail():
        with table_file(tmp_path / name) as rows:
            rows.append(FRAME)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names(tmp_path) == []
