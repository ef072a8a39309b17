"""Join the shards of a finished sweep into a few large files, in order, without holding them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.sweep.rowhash import RowHash
from experiments.sweep.shards import COMPRESSION, fsync_folder, read_shard, shard_paths

if TYPE_CHECKING:
    import pyarrow as pa

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
