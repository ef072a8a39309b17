"""Input files are read whole or refused at once, whatever their path leads to."""

import os
import socket

import pytest

from motorloops.model.files import read_csv, read_file


def test_a_regular_file_is_read_whole(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(range(256)))
    assert read_file(path, 256) == bytes(range(256))
    (tmp_path / "link").symlink_to(path)
    assert read_file(str(tmp_path / "link")) == bytes(range(256))


def test_a_larger_file_is_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(257))
    with pytest.raises(OSError, match="larger") as caught:
        read_file(path, 256)
    assert caught.value.filename == str(path)


def endless(folder):
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "socket"))
    (folder / "loop").symlink_to("loop")
    return [folder, folder / "pipe", folder / "socket", folder / "loop", "/dev/zero", "a\0b"]


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path):
    for path in endless(tmp_path):
        with pytest.raises(OSError, match=r".") as caught:
            read_file(path)
        assert caught.value.strerror


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [[]]),
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("\ufeffa,b\r\n1,2\r\n\r\n", [["a", "b"], ["1", "2"]]),
        ('a,b\n"x\ny",\u2028\n', [["a", "b"], ["x\ny", "\u2028"]]),
        ("a;b,c\n1,2\n", [["a;b", "c"], ["1", "2"]]),
    ],
)
def test_a_table_is_read_as_its_rows(tmp_path, text, rows):
    (tmp_path / "a.csv").write_bytes(text.encode())
    assert read_csv(tmp_path / "a.csv") == rows


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(tmp_path, mark, name):
    (tmp_path / "a.csv").write_text(f"effort{mark}loss\n0.1{mark}0.2\n")
    with pytest.raises(Exception, match=name):
        read_csv(tmp_path / "a.csv")
