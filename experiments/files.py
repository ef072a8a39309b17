"""Output files of a command: checked before the work starts, and written atomically."""

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
    """Temporary path of a file being written: in the same folder, so that it can be moved."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def check_output(option: str, text: str, suffixes: Sequence[str]) -> Path:
    """Check that a file can be written at the path ``text``, and return the path.

    Args:
        option: name of the option, for the message.
        text: what was typed.
        suffixes: endings that the command can write, e.g. ``(".csv",)``.

    Raises:
        InputError: for another suffix, or a path where no file can be created.
    """
    path = Path(text)
    if path.suffix.lower() not in suffixes:
        raise InputError(option, text, f"give a file name that ends in {' or '.join(suffixes)}")
    try:
        target = path.resolve()  # a symbolic link is kept and its target replaced
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        if target.exists() and not target.is_file():
            raise OSError(0, "what is there is no regular file")
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


def check_new_output(option: str, text: str, suffixes: Sequence[str]) -> Path:
    """The same for a file that must not be there yet.

    Raises:
        InputError: as :func:`check_output`, and for a file that is there.
    """
    path = check_output(option, text, suffixes)
    if path.exists():
        raise InputError(option, text, "give the name of a new file; this one is there")
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces ``path`` if the block succeeds."""
    part = _beside(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class TableFile:
    """A CSV or Parquet file that is written block by block.

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
    """Yield a table that is written to ``path`` if the block succeeds."""
    with replacing(path) as part, part.open("wb") as stream:
        rows = TableFile(stream, path.suffix.lower())
        with closing(rows):
            yield rows
