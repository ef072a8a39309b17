"""The rows of a sweep on disk: shards while it runs, a Parquet data set at the end, and its hash.

A worker writes one shard per chunk atomically. The name of a shard holds its chunk
and the digest of its bytes, so that a truncated or altered file is recognised by its name, and two
workers that ran the same chunk write the same file. Its metadata hold the stamp of its sweep, so
that the shard of another one is recognised. :func:`write_data` joins the rows of a finished sweep
into a few large files, in order, without holding all rows in memory.

What a run did not measure is null, never NaN: Parquet readers compare and average NaN as a number.

The hash of a data set depends on its rows alone, not on how they are split into files. For each
column, in order, a SHA-256 runs over all its values: numbers as little-endian bytes (null as NaN,
every NaN as the same one), texts as UTF-8 with a zero byte after each. The hash is the SHA-256 of
the lines ``name:type:digest``.

Files of a data set are verified when they are used. Their pages hold checksums, which the reader
compares; name, size, number of rows, and the digests of the whole file and of its footer, which
no checksum covers, are in the provenance.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

NAME = re.compile(r"(\d{9})-([0-9a-f]{16})\.parquet")
DATA_FILE = "part-{:05d}.parquet"
DATA_NAME = re.compile(r"part-\d{5}\.parquet")
COMPRESSION = "zstd"
STAMP = b"motorloops.sweep"  # key of a shard's metadata


class CorruptShardError(Exception):
    """A shard whose bytes do not match the digest in its name."""


class DamagedDataError(InputError):
    """A file of a sweep that is missing, or not as it was written.

    ``field`` is its path, ``value`` says what was found, ``allowed`` says what can be done.
    """

    def __str__(self) -> str:
        """Return the one-line message."""
        return " ".join(f"{self.field}: {self.value}; {self.allowed}".split())


def damaged(path: Path, found: str) -> DamagedDataError:
    """The error for a file of a finished data set, or for its folder ``data``."""
    study = next((p for up in path.parents if (p := up / "study.toml").exists()), "the study")
    remedy = f"restore it from a copy, or run {study} again in another folder"
    return DamagedDataError(str(path), found, remedy)


def with_nulls(table: pa.Table) -> pa.Table:
    """The rows with null in place of every NaN."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        column = table.column(place)
        if not pa.types.is_floating(field.type):
            continue
        values = column.to_numpy()  # null as NaN
        if np.count_nonzero(np.isnan(values)) > column.null_count:
            with_null = pa.array(values, field.type, from_pandas=True)
            table = table.set_column(place, field, pa.chunked_array([with_null]))
    return table


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


def write_shard(folder: Path, chunk: int, table: pa.Table, stamp: str) -> None:
    """Write the rows of a chunk.

    Args:
        folder: of the shards.
        chunk: number of the chunk.
        table: its rows.
        stamp: of the sweep.
    """
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    stamped = table.replace_schema_metadata({STAMP: stamp.encode()})
    parquet.write_table(stamped, sink, compression=COMPRESSION)
    content = sink.getvalue().to_pybytes()
    write_whole(folder / f"{chunk:09d}-{_digest(chunk, content)}.parquet", content)


def chunk_of(path: Path) -> int | None:
    """The chunk of a shard, by its name; None if the file is no shard."""
    match = NAME.fullmatch(path.name)
    return None if match is None else int(match[1])


def _check_is_file(path: Path) -> None:
    """Reject a folder, a dangling link or a pipe among the shards.

    Raises:
        DamagedDataError: naming it; a file that has vanished is no error.
    """
    if path.is_file() or not (path.is_symlink() or path.exists()):
        return
    kind = "a folder" if path.is_dir() else "a dangling link" if path.is_symlink() else "no file"
    raise DamagedDataError(str(path), f"it is {kind} among the shards", "remove it")


def shard_paths(folder: Path) -> Iterator[Path]:
    """The shards of a folder in order of chunk; of two for one chunk, the first by name.

    Raises:
        DamagedDataError: for anything among the shards that is not a file.
    """
    last = None
    names = sorted(os.listdir(folder)) if folder.is_dir() else []
    for name in names:
        path = folder / name
        if not name.startswith("."):
            _check_is_file(path)
        if (chunk := chunk_of(path)) is not None and chunk != last:
            last = chunk
            yield path


def read_shard(path: Path, stamp: str | None = None) -> pa.Table:
    """The rows of a shard.

    Args:
        path: of the shard.
        stamp: that it must have; None for any.

    Raises:
        CorruptShardError: if its bytes do not match the digest in its name.
        DamagedDataError: if it is whole, but has another stamp.
        FileNotFoundError: if it has vanished.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = path.read_bytes()
    if not _is_whole(path, content):
        raise CorruptShardError(path.name)
    table = parquet.read_table(pa.BufferReader(content))
    if stamp is not None and (table.schema.metadata or {}).get(STAMP) != stamp.encode():
        raise DamagedDataError(str(path), "it belongs to another sweep", "remove it")
    return with_nulls(table.replace_schema_metadata())


def intact_shards(folder: Path, stamp: str) -> Iterator[tuple[int, int]]:
    """The chunk and the number of rows of each intact shard of a sweep.

    Partial files that a crash left, and shards that do not match their digest, are removed.

    Raises:
        DamagedDataError: for a shard of another sweep, or anything that is not a file.
    """
    for path in [folder / name for name in sorted(os.listdir(folder))]:
        if path.name.startswith("."):
            if path.suffix == ".part":
                path.unlink(missing_ok=True)
            continue
        _check_is_file(path)
        chunk = chunk_of(path)
        if chunk is None:
            continue
        try:
            yield chunk, len(read_shard(path, stamp))
        except CorruptShardError:
            path.unlink(missing_ok=True)
        except FileNotFoundError:  # it has vanished
            continue


def remove_shards(folder: Path) -> None:
    """Remove the shards of a finished sweep; files of others are left alone."""
    for path in list(shard_paths(folder)) if folder.is_dir() else []:
        for twin in folder.glob(f"{path.name[:9]}-*.parquet"):
            twin.unlink(missing_ok=True)
    with suppress(OSError):  # something else is in it
        folder.rmdir()


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


def _groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """All rows, in tables of ``GROUP_ROWS``."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        while sum(map(len, waiting)) >= GROUP_ROWS:
            rows = pa.concat_tables(waiting)
            yield rows.slice(0, GROUP_ROWS).combine_chunks()
            waiting = [rows.slice(GROUP_ROWS).combine_chunks()]
    rows = pa.concat_tables(waiting)
    if len(rows):
        yield rows.combine_chunks()


def write_data(tables: Iterable[pa.Table], data: Path, about: dict[str, str]) -> dict[str, Any]:
    """Write a data set; ``data`` is created atomically, once its files have been read back.

    Args:
        tables: all rows, in order.
        data: folder to create.
        about: metadata of each file, so that a single file identifies itself.

    Returns:
        What the provenance holds of it: ``rows`` (their number), ``hash`` and ``files``.

    Raises:
        OSError: if the files cannot be written, or do not hold what was written.
    """
    part = data.with_name(f".{data.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    rows, count = RowHash(), 0
    with ExitStack() as stack:
        writer: Any = None  # of pyarrow
        for number, group in enumerate(_groups(tables)):
            rows.update(group)
            count += len(group)
            a_file = max(1, FILE_BYTES // (VALUE_BYTES * group.num_columns * GROUP_ROWS))
            tagged = group.replace_schema_metadata(about)
            if number % a_file == 0:
                stack.close()
                path = part / DATA_FILE.format(number // a_file)
                writer = stack.enter_context(_parquet_writer(path, tagged.schema))
            writer.write_table(tagged, row_group_size=GROUP_ROWS)
    for path in part.iterdir():
        with path.open("rb+") as stream:  # Windows syncs files open for writing only
            os.fsync(stream.fileno())
    fsync_folder(part)
    made = {"rows": count, "hash": rows.value(), "files": [_described(p) for p in data_files(part)]}
    if hash_of(part, made["files"]) != made["hash"]:
        raise OSError(f"{part} does not hold what was written to it: check the disk")
    part.rename(data)
    fsync_folder(data.parent)
    return made


def _parquet_writer(path: Path, schema: pa.Schema) -> Any:
    from pyarrow import parquet

    return parquet.ParquetWriter(path, schema, compression=COMPRESSION, write_page_checksum=True)


def data_files(data: Path) -> list[Path]:
    """The files of a data set, in order; hidden ones are no part of it."""
    return sorted(path for path in data.iterdir() if not path.name.startswith("."))


FOOTER_END = 8  # bytes: the length of the footer, and the magic number


def _footer_digest(path: Path) -> str:
    """Digest of the footer of a Parquet file: schema, metadata and places of the columns."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - FOOTER_END))
        end = stream.read()
        stream.seek(max(0, size - FOOTER_END - int.from_bytes(end[:4], "little")))
        return hashlib.sha256(stream.read()).hexdigest()[:16]


def _file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _described(path: Path) -> dict[str, Any]:
    """What the provenance holds of a file of the data set."""
    from pyarrow import parquet

    return {
        "name": path.name, "bytes": path.stat().st_size,
        "rows": parquet.read_metadata(path).num_rows, "footer": _footer_digest(path),
        "sha256": _file_digest(path),
    }  # fmt: skip


def check_files(data: Path, files: Sequence[Mapping[str, Any]], *, whole: bool = False) -> None:
    """Check the files of a data set against what the provenance holds of them.

    Args:
        data: folder of the data set.
        files: from :func:`write_data`.
        whole: whether to read every byte, not only the footers.

    Raises:
        DamagedDataError: for the first file that is missing, not the same, or too many.
    """
    for file in files:
        path = data / file["name"]
        try:
            size = path.stat().st_size
        except OSError as error:
            found = "it is missing" if isinstance(error, FileNotFoundError) else str(error.strerror)
            raise damaged(path, found) from None
        if size != file["bytes"]:
            raise damaged(path, f"it has {size} bytes, not the {file['bytes']} that were written")
        with _naming(path):
            same = _footer_digest(path) == file["footer"]
            same = same and not (whole and _file_digest(path) != file["sha256"])
        if not same:
            raise damaged(path, "it is not what was written")
    known = {file["name"] for file in files}
    for path in data_files(data):
        if path.name not in known:
            allowed = "remove it: programs that read the folder would read it as well"
            raise DamagedDataError(str(path), "it does not belong to the data set", allowed)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Make errors of reading a file of the data set name the file."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise damaged(path, f"it cannot be read ({reason})") from None


def read_file(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The row groups of a file of a data set, verified by the checksums of its pages.

    Args:
        path: of the file.
        columns: to read; all if None.

    Raises:
        DamagedDataError: if it cannot be read, or is not what was written.
    """
    from pyarrow import parquet

    with ExitStack() as stack:
        with _naming(path):
            opened = parquet.ParquetFile(path, page_checksum_verification=True)
            file = stack.enter_context(opened)
        for group in range(file.num_row_groups):
            with _naming(path):
                rows = file.read_row_group(group, None if columns is None else list(columns))
            yield with_nulls(rows.replace_schema_metadata())


def count_rows(path: Path) -> int:
    """The number of rows of a file of a data set, from its footer.

    Raises:
        DamagedDataError: if it cannot be read.
    """
    from pyarrow import parquet

    with _naming(path):
        return int(parquet.read_metadata(path).num_rows)


def hash_of(data: Path, files: Sequence[Mapping[str, Any]] | None = None) -> str:
    """The hash of the rows of a data set, read from its files.

    Args:
        data: folder of the data set.
        files: what the provenance holds of the files, to be checked byte by byte; None where it
            holds nothing.

    Raises:
        DamagedDataError: if a file is missing or not what was written.
    """
    if files is not None:
        check_files(data, files, whole=True)
    rows = RowHash()
    for path in data_files(data):
        for group in read_file(path):
            rows.update(group)
    return rows.value()
