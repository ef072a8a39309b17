"""The points of a ``list`` design from a CSV table."""

from __future__ import annotations

import csv
from pathlib import Path

from experiments.sweep.axes import check_value, is_text, names_to_move
from experiments.sweep.section import Section
from experiments.sweep.study import Axis
from model.errors import BadInput, choose
from model.network import Network

MOST_ROWS = 1_000_000


def read_list(section: Section, path: Path, network: Network) -> tuple[Axis, ...]:
    """One axis a column of the table, with one value a point.

    The key ``columns`` names those to take; without it all are.

    Raises:
        BadInput: for a table that cannot be read, an unknown or missing column, or a value that
            cannot be used, naming its row (the header is row 1).
    """
    if "axes" in section.table:
        allowed = "leave it out: the table gives the values"
        raise section.refused("axes", list(section.table["axes"]), allowed)
    header, rows = _read(section, path)
    wanted = header
    if section.get("columns") is not None:
        wanted = list(section.names("columns", names_to_move()))
    axes = []
    for name in wanted:
        if header.count(name) != 1:
            what = "a missing column" if name not in header else "a repeated column"
            raise BadInput(f"{path.name} column {name}", what, "each column appears once")
        choose(f"{path.name} header", name, names_to_move())
        axes.append(Axis(name, _column(path, rows, name, header.index(name), network)))
    return tuple(axes)


def _read(section: Section, path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = list(csv.reader(stream, strict=True)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        allowed = f"it must be a readable CSV file ({reason})"
        raise section.refused("file", path.name, allowed) from None
    while rows and not rows[-1]:  # a blank line at the end is no row
        rows.pop()
    if not 1 <= len(rows) <= MOST_ROWS:
        allowed = f"the table needs 1 to {MOST_ROWS} rows below its header"
        raise section.refused("file", f"{path.name} with {len(rows)} rows", allowed)
    for index, row in enumerate(rows):
        if len(row) != len(header):
            where = f"{path.name} row {index + 2}"
            raise BadInput(where, f"{len(row)} cells", f"the header has {len(header)}")
    return [name.strip() for name in header], rows


def _column(
    path: Path, rows: list[list[str]], name: str, position: int, network: Network
) -> tuple[float | str, ...]:
    values: list[float | str] = []
    for index, row in enumerate(rows):
        cell = row[position].strip()
        try:
            values.append(check_value(name, cell, network))
        except BadInput as error:
            where = f"{path.name} row {index + 2} column {name}"
            raise BadInput(where, error.value, error.allowed) from None
        if not cell and not is_text(name):
            raise BadInput(f"{path.name} row {index + 2} column {name}", cell, "give a number")
    return tuple(values)
