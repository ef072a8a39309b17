"""Shards: what workers write, one file a chunk, whole or not there.

A shard's name says its chunk and the digest of its bytes, so that a file that was cut off or
changed is known by its name alone, and two workers that ran the same chunk wrote the same file.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

NAME = re.compile(r"(\d{9})-([0-9a-f]{16})\.parquet")
COMPRESSION = "zstd"


class SpoiltShard(Exception):  # noqa: N818  says what it is
    """A shard whose bytes are not those that were written."""


def fsync_folder(folder: Path) -> None:
    """Make what was renamed inside a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there as a whole, on the disk, or not at all.

    Raises:
        OSError: if it cannot be written, e.g. because the disk is full.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    fsync_folder(path.parent)


def _digest(chunk: int, content: bytes) -> str:
    """Of the bytes and the place they belong to."""
    return hashlib.sha256(chunk.to_bytes(8, "little") + content).hexdigest()[:16]


def _is_whole(path: Path, content: bytes) -> bool:
    match = NAME.fullmatch(path.name)
    return match is not None and _digest(int(match[1]), content) == match[2]


def write_shard(folder: Path, chunk: int, table: pa.Table) -> None:
    """Write the rows of a chunk."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression=COMPRESSION)
    content = sink.getvalue().to_pybytes()
    write_whole(folder / f"{chunk:09d}-{_digest(chunk, content)}.parquet", content)


def chunk_of(path: Path) -> int | None:
    """The chunk that a file is the shard of, by its name; None if it is none."""
    match = NAME.fullmatch(path.name)
    return None if match is None else int(match[1])


def shard_paths(folder: Path) -> Iterator[Path]:
    """The shards of a folder by chunk; of a chunk that has two, the first by name."""
    last = None
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    for name in names:
        path = folder / name
        if (chunk := chunk_of(path)) is not None and chunk != last:
            last = chunk
            yield path


def read_shard(path: Path) -> pa.Table:
    """The rows of a shard.

    Raises:
        SpoiltShard: if its bytes are not those that its name promises.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = path.read_bytes()
    if not _is_whole(path, content):
        raise SpoiltShard(path.name)
    return parquet.read_table(pa.BufferReader(content))


def remove_spoilt(folder: Path) -> None:
    """Remove what a crash left half-written, and what is not what was written."""
    for path in sorted(folder.iterdir()):
        if not _is_whole(path, path.read_bytes()):
            path.unlink()
