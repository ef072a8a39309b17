"""Shards: what workers write, one file a chunk, whole or not there.

A shard's name says its chunk and the digest of its bytes, so that a file that was cut off or
changed is known by its name alone, and two workers that ran the same chunk wrote the same file.

The hash of a data set: the same for the same rows, however they lie in files.

For each column, in order, a SHA-256 runs over all its values: numbers as little-endian bytes
(every NaN as the same one), texts as UTF-8 with a zero byte after each. The hash is the SHA-256
of the lines ``name:type:digest``.

Join the shards of a finished sweep into a few large files, in order, without holding them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

NAME = re.compile(r"(\d{9})-([0-9a-f]{16})\.parquet")
COMPRESSION = "zstd"


class CorruptShardError(Exception):
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
        raise CorruptShardError(path.name)
    return parquet.read_table(pa.BufferReader(content))


def remove_corrupt(folder: Path) -> None:
    """Remove what a crash left half-written, and what is not what was written."""
    for path in sorted(folder.iterdir()):
        if not _is_whole(path, path.read_bytes()):
            path.unlink()


class RowHash:
    """Takes tables one after the other; how the rows are split among them does not matter."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[str, hashlib._Hash]] = {}

    def update(self, table: pa.Table) -> None:
        """Add the rows of a table."""
        for field, column in zip(table.schema, table.columns, strict=True):
            _, digest = self._columns.setdefault(field.name, (str(field.type), hashlib.sha256()))
            if str(field.type) == "string":
                digest.update("".join(f"{text}\0" for text in column.to_pylist()).encode())
                continue
            values = column.to_numpy()
            if values.dtype.kind == "f":
                values = np.where(np.isnan(values), np.nan, values)
            digest.update(values.astype(values.dtype.newbyteorder("<")).tobytes())

    def value(self) -> str:
        """The hash of all rows so far, 64 hexadecimal digits."""
        lines = [f"{name}:{kind}:{d.hexdigest()}\n" for name, (kind, d) in self._columns.items()]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


GROUP_ROWS = 2**16  # of a row group: fixed, so that the files do not show how the work was cut
FILE_BYTES = 128 * 2**20
VALUE_BYTES = 8


def _groups(shards: Path) -> Iterator[pa.Table]:
    """All rows by chunk, in tables of ``GROUP_ROWS``."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    for path in shard_paths(shards):
        waiting.append(read_shard(path))
        while sum(map(len, waiting)) >= GROUP_ROWS:
            rows = pa.concat_tables(waiting)
            yield rows.slice(0, GROUP_ROWS).combine_chunks()
            waiting = [rows.slice(GROUP_ROWS).combine_chunks()]
    rows = pa.concat_tables(waiting)
    if len(rows):
        yield rows.combine_chunks()


def compact(shards: Path, data: Path, about: dict[str, str]) -> str:
    """Write the data set from its shards; it is at ``data`` as a whole, or not at all.

    Args:
        shards: folder of the shards, all there.
        data: folder to make.
        about: what each file says of itself, so that it tells enough when it is carried away.

    Returns:
        The hash of the rows.

    Raises:
        SpoiltShard: if a shard's bytes have changed.
        OSError: if the files cannot be written.
    """
    from pyarrow import parquet

    part = data.with_name(f".{data.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    rows = RowHash()
    with ExitStack() as stack:
        writer: parquet.ParquetWriter | None = None
        for number, group in enumerate(_groups(shards)):
            rows.update(group)
            a_file = max(1, FILE_BYTES // (VALUE_BYTES * group.num_columns * GROUP_ROWS))
            tagged = group.replace_schema_metadata(about)
            if number % a_file == 0:
                stack.close()
                path = part / f"part-{number // a_file:05d}.parquet"
                made = parquet.ParquetWriter(path, tagged.schema, compression=COMPRESSION)
                writer = stack.enter_context(made)
            assert writer is not None  # noqa: S101  the first group opens the first file
            writer.write_table(tagged, row_group_size=GROUP_ROWS)
    for path in part.iterdir():
        with path.open("rb") as stream:
            _sync(stream.fileno())
    fsync_folder(part)
    part.rename(data)
    fsync_folder(data.parent)
    return rows.value()


def _sync(handle: int) -> None:
    import os

    os.fsync(handle)


def hash_of(data: Path) -> str:
    """The hash of the rows of a data set, read from its files."""
    from pyarrow import parquet

    rows = RowHash()
    for path in sorted(data.glob("*.parquet")):
        with parquet.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                rows.update(file.read_row_group(group))
    return rows.value()
