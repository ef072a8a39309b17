"""The `export` command: rows or time courses of a sweep as a table or as labelled arrays."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

import numpy as np

from motorloops.experiments.files import TABLE_SUFFIXES, check_output, table_file
from motorloops.experiments.parsing import whole_number
from motorloops.experiments.sweeps.arrays import (
    ARRAY_SUFFIXES,
    time_courses,
    to_xarray,
    trajectories,
    write_arrays,
)
from motorloops.experiments.sweeps.design import design_points
from motorloops.experiments.sweeps.results import Results, open_results, write_rows
from motorloops.model.errors import InputError

MANY_ROWS = 10_000  # most rows whose time courses are exported at a time


def export(options: Namespace) -> str:
    """Write the rows that are done, in order, or the time courses of some of them.

    Returns:
        One line that names the file and the number of rows.

    Raises:
        InputError: for a folder that holds no sweep, a study that no longer describes its rows, a
            row that is not there, or a file that cannot be written.
    """
    results = open_results(options.folder)
    _ = results.study  # refused if it was edited, in every format
    path = _output(options.file)
    arrays = path.suffix.lower() in ARRAY_SUFFIXES
    if options.time_courses:
        rows = _rows(options.rows, results)
        every = whole_number(
            "--every", options.every or "1", 1, round(1000 * results.study.seconds)
        )
        if arrays:
            write_arrays(time_courses(results, rows, every, rates=options.rates), path)
        else:
            _write_courses(results, rows, every, options)
        return f"Written: {options.file} (time courses of {len(rows)} rows)"
    for flag, value in (
        ("--rows", options.rows),
        ("--every", options.every),
        ("--rates", options.rates),
    ):
        if value:
            raise InputError(flag, value, "it belongs to --time-courses")
    if arrays:
        write_arrays(to_xarray(results), path)
        count = sum(map(len, results.tables(["status"])))
    else:
        count = write_rows(results, path)
    more = "" if results.complete else "; the sweep is not complete"
    return f"Written: {options.file} ({count} rows{more})"


def _output(text: str) -> Path:
    """The path to write to; a Zarr store is a folder, and is replaced like a file."""
    path = Path(text)
    if path.suffix.lower() == ".zarr" and (path / ".zgroup").is_file():
        return path.resolve()
    return check_output("FILE", text, (*TABLE_SUFFIXES, *ARRAY_SUFFIXES))


def _write_courses(results: Results, rows: list[int], every: int, options: Namespace) -> None:
    """Write a table with a line for each row and sample."""
    with table_file(check_output("FILE", options.file, TABLE_SUFFIXES)) as table:
        for numbers, run in trajectories(results, rows, every, rates=options.rates):
            for place, number in enumerate(numbers):
                frame = run.frame(place)
                frame.insert(0, "row", np.full(len(frame), number, np.int64))
                frame.insert(1, "seed", np.full(len(frame), run.seeds[place], np.uint64))
                table.append(frame)


def _rows(text: str | None, results: Results) -> list[int]:
    """Rows as typed: ``3``, ``0:100`` (without the last), or several with commas; all if None."""
    total = len(design_points(results.study)) * results.study.seeds.count
    rows: list[int] = []
    for part in (text or f"0:{total}").split(","):
        ends = re.fullmatch(r"\s*(\d{1,12})\s*(?::\s*(\d{1,12})\s*)?", part)
        if ends is None:
            raise InputError("--rows", text, "write rows as 3, 0:100 or 3,7,20:30")
        first, last = int(ends[1]), int(ends[2] or int(ends[1]) + 1)
        if not first < last <= total:
            raise InputError("--rows", part, f"give rows from 0 to {total - 1}")
        if len(rows) + last - first > MANY_ROWS:
            raise InputError("--rows", text or "all", f"take at most {MANY_ROWS} rows at a time")
        rows += range(first, last)
    return sorted(set(rows))
