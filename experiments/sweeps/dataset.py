"""The rows of a sweep on disk: shards while it runs, a Parquet data set at the end, and its hash.

A worker writes one shard per chunk atomically. The name of a shard holds its chunk
and the digest of its bytes, so that a truncated or altered file is recognised by its name, and two
workers that ran the same chunk write the same file. :func:`compact` joins the shards of a finished
sweep into a few large files, in order, without holding all rows in memory.

The hash of a data set depends on its rows alone, not on how they are split into files. For each
column, in order, a SHA-256 runs over all its values: numbers as little-endian bytes (every NaN as
the same one), texts as UTF-8 with a zero byte after each. The hash is the SHA-256 of the lines
``name:type:digest``.
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
    """A shard whose bytes do not match the digest in its name."""


def fsync_folder(folder: Path) -> None:
    """Sync a folder, so that renames survive a power cut; Windows neither allows nor needs it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically and sync it to the disk.

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
    """Digest of a chunk's number and bytes."""
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
    """The chunk of a shard, by its name; None if the file is no shard."""
    match = NAME.fullmatch(path.name)
    return None if match is None else int(match[1])


def shard_paths(folder: Path) -> Iterator[Path]:
    """The shards of a folder in order of chunk; of two for one chunk, the first by name."""
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
        CorruptShardError: if its bytes do not match the digest in its name.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = path.read_bytes()
    if not _is_whole(path, content):
        raise CorruptShardError(path.name)
    return parquet.read_table(pa.BufferReader(content))


def remove_corrupt(folder: Path) -> None:
    """Remove partial files that a crash left, and shards that do not match their digest."""
    for path in sorted(folder.iterdir()):
        if not _is_whole(path, path.read_bytes()):
            path.unlink()


class RowHash:
    """The hash of rows that arrive in tables; it does not depend on how they are split."""

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


GROUP_ROWS = 2**16  # of a row group: fixed, so that the files do not depend on the chunks
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
    """Write the data set from its shards; ``data`` is created atomically.

    Args:
        shards: folder of the shards; it must be complete.
        data: folder to create.
        about: metadata of each file, so that a single file identifies itself.

    Returns:
        The hash of the rows.

    Raises:
        CorruptShardError: if a shard's bytes have changed.
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
        with path.open("rb+") as stream:  # Windows syncs files open for writing only
            os.fsync(stream.fileno())
    fsync_folder(part)
    part.rename(data)
    fsync_folder(data.parent)
    return rows.value()


def hash_of(data: Path) -> str:
    """The hash of the rows of a data set, read from its files."""
    from pyarrow import parquet

    rows = RowHash()
    for path in sorted(data.glob("*.parquet")):
        with parquet.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                rows.update(file.read_row_group(group))
    return rows.value()
