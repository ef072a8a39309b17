"""Read the rows of a sweep, finished or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.folder import Folder, kept_study, sweep_folder
from experiments.sweep.shards import SpoiltShard, chunk_of, read_shard, shard_paths
from experiments.sweep.study import Study
from experiments.sweep.work import OK

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Results:
    """The rows of a sweep, in order of replicate, then of point."""

    folder: Folder

    @cached_property
    def study(self) -> Study:
        """The study."""
        return kept_study(self.folder)

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self.folder.complete

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows that are done, table after table; all columns if None."""
        from pyarrow import parquet

        names = None if columns is None else list(columns)
        if not self.complete:
            for path in shard_paths(self.folder.shards):
                try:
                    rows = read_shard(path)
                except (SpoiltShard, FileNotFoundError):  # it will be made again; or joined now
                    continue
                yield rows if names is None else rows.select(names)
            return
        for path in sorted(self.folder.data.glob("*.parquet")):
            with parquet.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, names).replace_schema_metadata()

    def frame(
        self, columns: Sequence[str] | None = None, *, all_rows: bool = False
    ) -> pd.DataFrame:
        """The rows as one frame.

        Args:
            columns: those to read; all if None.
            all_rows: also those of runs that diverged, failed or were skipped.
        """
        import pandas as pd
        import pyarrow as pa

        wanted = None if columns is None else list(dict.fromkeys([*columns, "status"]))
        parts = list(self.tables(wanted))
        if not parts:
            return pd.DataFrame(columns=list(columns) if columns is not None else None)
        frame = pa.concat_tables(parts).to_pandas()
        if not all_rows:
            frame = frame[frame["status"] == OK]
        return frame if columns is None else frame[list(columns)]

    def row(self, number: int) -> dict[str, Any] | None:
        """One row by its place in the data set; None if its chunk is not done."""
        from pyarrow import parquet

        if not self.complete:
            chunk, place = divmod(number, self.study.chunk)
            for path in shard_paths(self.folder.shards):
                if chunk_of(path) == chunk:
                    return read_shard(path).slice(place, 1).to_pylist()[0]
            return None
        for path in sorted(self.folder.data.glob("*.parquet")):
            with parquet.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    count = file.metadata.row_group(group).num_rows
                    if number < count:
                        return file.read_row_group(group).slice(number, 1).to_pylist()[0]
                    number -= count
        return None


def open_results(folder: Path) -> Results:
    """The results of a sweep.

    Raises:
        BadInput: if the folder holds no sweep.
    """
    return Results(sweep_folder(str(folder)))
