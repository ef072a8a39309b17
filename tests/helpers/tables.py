"""A copy of the packaged tables that a test can spoil cell by cell."""

import csv
import shutil
from pathlib import Path

from motorloops.model.network.atlas import PACKAGED_ATLAS


class Tables:
    """The packaged atlas copied to a folder; rows are counted from 0, without the header."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(PACKAGED_ATLAS, folder)
        self.folder = folder

    def read(self, table: str) -> list[list[str]]:
        with (self.folder / table).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    def write(self, table: str, rows: list[list[str]]) -> None:
        with (self.folder / table).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)

    def set(self, table: str, row: int, column: str, value: str) -> None:
        rows = self.read(table)
        rows[row + 1][rows[0].index(column)] = value
        self.write(table, rows)

    def get(self, table: str, row: int, column: str) -> str:
        rows = self.read(table)
        return rows[row + 1][rows[0].index(column)]

    def repeat(self, table: str, row: int) -> int:
        """Append a copy of a row; return its index."""
        rows = self.read(table)
        self.write(table, [*rows, rows[row + 1]])
        return len(rows) - 1

    def drop(self, table: str, row: int) -> None:
        rows = self.read(table)
        del rows[row + 1]
        self.write(table, rows)

    def drop_column(self, table: str, column: str) -> None:
        rows = self.read(table)
        index = rows[0].index(column)
        self.write(table, [row[:index] + row[index + 1 :] for row in rows])

    def find(self, table: str, **cells: str) -> int:
        """Return the index of the first row with these cells."""
        header, *rows = self.read(table)
        wanted = {header.index(column): value for column, value in cells.items()}
        return next(
            index
            for index, row in enumerate(rows)
            if all(row[column] == value for column, value in wanted.items())
        )
