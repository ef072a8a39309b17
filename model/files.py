"""Read input files whole; what is no regular file, or too large, is refused before it is read."""

from __future__ import annotations

import csv
import errno
import io
import os
import stat

LARGEST_FILE = 2**31  # bytes
MEGABYTE = 2**20


def read_file(path: str | os.PathLike[str], largest: int = LARGEST_FILE) -> bytes:
    """Read a regular file.

    A pipe may never end and a device may never answer, so neither is opened for reading.

    Args:
        path: the file.
        largest: largest size (bytes) that is read.

    Raises:
        OSError: if it cannot be read, is not a regular file, or is larger; ``strerror`` says which.
    """
    name = os.fspath(path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except ValueError:  # a null character
        raise OSError(errno.EINVAL, "no file has this name", name) from None
    with open(handle, "rb") as stream:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise OSError(errno.EISDIR, "it is a folder", name)
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a regular file", name)
        content = stream.read(largest + 1)
    if len(content) > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest // MEGABYTE} MB", name)
    return content


def read_csv(path: str | os.PathLike[str], largest: int = LARGEST_FILE) -> list[list[str]]:
    """Read the rows of a CSV table, its header first; without lines at the end that are blank.

    Args:
        path: the file.
        largest: largest size (bytes) that is read.

    Raises:
        OSError: as :func:`read_file`.
        UnicodeDecodeError: if it is not UTF-8.
        csv.Error: if it is not CSV, or its columns are not separated by commas.
    """
    text = read_file(path, largest).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    while rows[1:] and not rows[-1]:
        rows.pop()
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(rows[0]) == 1 and mark in rows[0][0]:
            raise csv.Error(f"its columns are separated by {name}; separate them by commas")
    return rows
