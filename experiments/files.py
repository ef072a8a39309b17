"""Files that a command writes: checked before the work starts, and whole or not there at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def _beside(path: Path) -> Path:
    """Where a file is made before it takes its place: the same folder, so that it can be moved."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def check_output(option: str, text: str, suffixes: Sequence[str]) -> Path:
    """The path that ``text`` names, once it is known that a file can be written there.

    Args:
        option: the option that gave the text, for the message.
        text: what was typed.
        suffixes: endings that the command can write, e.g. ``(".csv",)``.

    Raises:
        InputError: for another ending, or a place where no file can be made.
    """
    path = Path(text)
    if path.suffix.lower() not in suffixes:
        raise InputError(option, text, f"give a file name that ends in {' or '.join(suffixes)}")
    try:
        target = path.resolve()  # through a link, so that the link stays
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(0, "the file there may not be changed")
        trial = _beside(target)
        trial.touch(exist_ok=False)
        trial.unlink()
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"give a place where a file can be written ({reason})"
        raise InputError(option, text, allowed) from None
    return target


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write instead of ``path``; it takes its place only if the block succeeds."""
    part = _beside(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class TableFile:
    """A CSV or Parquet file that grows block by block.

    Args:
        stream: where it is written.
        suffix: ``".csv"`` or ``".parquet"``.
    """

    def __init__(self, stream: BinaryIO, suffix: str) -> None:
        self._stream, self._suffix = stream, suffix
        self._writer: Any = None  # pyarrow's CSVWriter or ParquetWriter

    def append(self, frame: "pd.DataFrame") -> None:
        """Add rows; the first call sets the columns."""
        import pyarrow as pa

        self.append_table(pa.Table.from_pandas(frame, preserve_index=False))

    def append_table(self, rows: "pa.Table") -> None:
        """Add the rows of an Arrow table."""
        from pyarrow import csv, parquet

        if self._writer is None:
            kind = {".csv": csv.CSVWriter, ".parquet": parquet.ParquetWriter}[self._suffix]
            self._writer = kind(self._stream, rows.schema)
        self._writer.write_table(rows)

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


TABLE_SUFFIXES = (".csv", ".parquet")
PLOT_SUFFIXES = (".png", ".svg")


@contextmanager
def table_file(path: Path) -> Iterator[TableFile]:
    """A table that stands at ``path`` as a whole once the block has succeeded."""
    with replacing(path) as part, part.open("wb") as stream:
        rows = TableFile(stream, path.suffix.lower())
        with closing(rows):
            yield rows
