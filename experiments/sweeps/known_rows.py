"""Rows that finished sweeps hold already: where they are in a larger study, and their reuse.

A run is a pure function of its point and its seed, and the rows of every sweep are ordered by
replicate, then by point. So the rows of a finished sweep are rows of any study that has all its
points, in the same order, and all its replicates: they are copied, and only the others are run.
With noise that all points share, the seed depends on the replicate alone, and new points may stand
anywhere between the old ones. With independent noise it depends on the number of the point too, so
the old points must keep their numbers: new ones come after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.sweeps.dataset import DamagedDataError
from motorloops.experiments.sweeps.design import (
    Columns,
    Grid,
    Pairs,
    PointTable,
    design_points,
    run_seeds,
)
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.study import SAMPLED, Study
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Find = Callable[[np.ndarray], np.ndarray]  # numbers of points to those in a source, or -1
BLOCK = 2**20  # points looked at together


def _level_numbers(name: str, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """(new levels,) the number of each level among the old ones, or -1."""
    numbers = np.full(len(new), -1, np.int64)
    at = {value: place for place, value in enumerate(new.tolist())}
    last = -1
    for number, value in enumerate(old.tolist()):
        if value not in at:
            raise InputError(
                f"design.axes.{name}", list(new.tolist()), f"it must hold {value!r} too"
            )
        if at[value] < last:
            allowed = f"keep the order of the levels: {old.tolist()}"
            raise InputError(f"design.axes.{name}", list(new.tolist()), allowed)
        last = at[value]
        numbers[last] = number
    return numbers


def _find_in_grid(old: Grid, new: Grid) -> Find:
    numbers = [_level_numbers(n, old.levels[n], levels) for n, levels in new.levels.items()]
    shapes = [tuple(len(v) for v in grid.levels.values()) for grid in (old, new)]

    def find(point: np.ndarray) -> np.ndarray:
        at = np.unravel_index(point, shapes[1])
        seen = [own[index] for own, index in zip(numbers, at, strict=True)]
        there = np.all([own >= 0 for own in seen], axis=0)
        inside = tuple(np.where(there, own, 0) for own in seen)
        return np.where(there, np.ravel_multi_index(inside, shapes[0]), -1)

    return find


def _find_in_pairs(old: Pairs, new: Pairs) -> Find:
    parts = [
        (len(a), len(b), _find_in_grid(a, b))
        for (_, a), (_, b) in zip(old.grids(), new.grids(), strict=True)
    ]

    def find(point: np.ndarray) -> np.ndarray:
        found = np.full(len(point), -1, np.int64)
        start_old = start_new = 0
        for size_old, size_new, inner in parts:
            own = (point >= start_new) & (point < start_new + size_new)
            inside = inner(point[own] - start_new)
            found[own] = np.where(inside >= 0, inside + start_old, -1)
            start_old, start_new = start_old + size_old, start_new + size_new
        return found

    return find


def _is_prefix(old: PointTable, new: PointTable) -> bool:
    return len(old) <= len(new) and all(
        np.array_equal(column, new.columns[name][: len(old)])
        for name, column in old.columns.items()
    )


def _find_in_table(old: PointTable, new: PointTable) -> Find:
    if _is_prefix(old, new):
        return lambda point: np.where(point < len(old), point, -1)
    numbers = np.full(len(new), -1, np.int64)
    waiting = enumerate(_tuples(old))
    number, values = next(waiting)
    for place, point in enumerate(_tuples(new)):
        if point == values:
            numbers[place] = number
            number, values = next(waiting, (-1, ()))
    if number >= 0:
        what = ", ".join(f"{name} = {v!r}" for name, v in zip(old.columns, values, strict=True))
        allowed = f"it must hold the point {what} too, in the same order as before"
        raise InputError("design", f"{len(new)} points", allowed)
    return lambda point: numbers[point]


def _tuples(table: PointTable) -> Iterator[tuple[object, ...]]:
    return zip(*(column.tolist() for column in table.columns.values()), strict=True)


def _find(old: Study, new: Study) -> Find:
    """Find the points of a study among those of an older one.

    Raises:
        InputError: unless the new study has all points of the old one, in the same order, and, with
            independent noise, with the same numbers.
    """
    before, after = design_points(old), design_points(new)
    if isinstance(before, Grid) and isinstance(after, Grid):
        find = _find_in_grid(before, after)
    elif isinstance(before, Pairs) and isinstance(after, Pairs):
        find = _find_in_pairs(before, after)
    else:
        assert isinstance(before, PointTable)  # noqa: S101  the kinds are the same
        assert isinstance(after, PointTable)  # noqa: S101
        if new.design.kind in SAMPLED and not _is_prefix(before, after):
            allowed = (
                f"a {new.design.kind} design of this size does not begin with the points that are "
                "there; only more seeds can be added"
            )
            raise InputError("design", f"{len(after)} points", allowed)
        find = _find_in_table(before, after)
    if new.seeds.kind == "independent":
        _check_numbers_kept(find, len(after))
    return find


def _check_numbers_kept(find: Find, points: int) -> None:
    for first in range(0, points, BLOCK):
        point = np.arange(first, min(first + BLOCK, points))
        number = find(point)
        if not np.array_equal(number[number >= 0], point[number >= 0]):
            allowed = (
                "independent noise goes by the number of a point: add points after the others "
                "(of a grid: at the end of its first axis), or run them in another folder"
            )
            raise InputError("design", f"{points} points", allowed)


def same_study(old: Study, new: Study) -> None:
    """Check that two studies differ in their seeds and points alone.

    Raises:
        InputError: naming the first key that differs.
    """
    one, other = old.identity(), new.identity()
    for key in [*one, *other]:
        if key in MAY_DIFFER or key.startswith("design.axes."):
            continue
        if one.get(key) != other.get(key):
            allowed = f"the rows that are there have {one.get(key)!r}"
            raise InputError(key, other.get(key), allowed)


MAY_DIFFER = {"seeds.count", "seeds.first", "design.samples", "design.trajectories"}


@dataclass(frozen=True)
class Source:
    """A finished sweep whose rows are part of a larger study.

    Attributes:
        results: of the sweep.
        points: number of its points.
        find: its points among those of the larger study.
    """

    results: Results
    points: int
    find: Find

    def rows(self, point: np.ndarray, replicate: np.ndarray) -> np.ndarray:
        """(R,) row numbers of runs in the finished sweep, or -1."""
        seeds = self.results.study.seeds
        own, turn = self.find(point), replicate - seeds.first
        there = (own >= 0) & (turn >= 0) & (turn < seeds.count)
        return np.where(there, turn * self.points + own, -1)


def source_of(results: Results, study: Study) -> Source:
    """A finished sweep as a source of rows of a study.

    Raises:
        InputError: if its rows are no rows of the study.
    """
    same_study(results.study, study)
    old, new = results.study.seeds, study.seeds
    if not new.first <= old.first <= old.first + old.count <= new.first + new.count:
        allowed = f"give at least {old.first + old.count - new.first}"
        raise InputError("seeds.count", new.count, f"{allowed}: those that are there stay")
    return Source(results, len(design_points(results.study)), _find(results.study, study))


class RowJoiner:
    """Joins new rows and those of finished sweeps, in order.

    Args:
        sources: the finished sweeps; all their rows are used, in their order.
        study: the larger study.
    """

    def __init__(self, sources: tuple[Source, ...], study: Study) -> None:
        self._sources, self._study = sources, study
        self._readers = [_Reader(source.results) for source in sources]

    def join(
        self, point: np.ndarray, replicate: np.ndarray, axes: Columns, own: pa.Table | None
    ) -> pa.Table:
        """The rows of some runs, in order.

        Args:
            point: (R,) of the runs.
            replicate: (R,).
            axes: (R,) values of each axis, and the pair.
            own: the new rows; None if there are none.

        Raises:
            InputError: if two sweeps hold different rows for one run.
            DamagedDataError: if rows are not those of their point and seed.
        """
        import pyarrow as pa

        if not self._sources and own is not None:
            return own
        tables, place = [], np.full(len(point), -1, np.int64)
        size = 0
        for source, reader in zip(self._sources, self._readers, strict=True):
            there = np.flatnonzero(source.rows(point, replicate) >= 0)
            rows = self._renumbered(reader, there, point, replicate, axes)
            twice = place[there] >= 0
            if twice.any():
                before = pa.concat_tables(tables).take(pa.array(place[there[twice]]))
                _check_equal(before, rows.filter(pa.array(twice)), reader.name)
            place[there[~twice]] = size + np.flatnonzero(~twice)
            tables.append(rows)
            size += len(rows)
        left = np.flatnonzero(place < 0)
        if own is not None:
            place[left[: len(own)]] = size + np.arange(len(own))
            tables.append(own)
        return pa.concat_tables(tables).take(pa.array(place)).combine_chunks()

    def _renumbered(
        self, reader: _Reader, there: np.ndarray, point: np.ndarray, replicate: np.ndarray,
        axes: Columns,
    ) -> pa.Table:  # fmt: skip
        """The next rows of a source, with the numbers of their points in the larger study."""
        import pyarrow as pa

        rows, seeds = reader.take(len(there)), self._study.seeds
        expected = run_seeds(seeds.root, seeds.kind, point[there], replicate[there])
        same = np.array_equal(rows["seed"].to_numpy(), expected)
        for name, column in axes.items():
            same = same and np.array_equal(rows[name].to_numpy(), column[there])
        if not same:
            found = "its rows are not those of its study"
            raise DamagedDataError(reader.name, found, "restore it from a copy")
        return rows.set_column(0, "point", pa.array(point[there], pa.int64()))


class _Reader:
    """The rows of a finished sweep, one after the other."""

    def __init__(self, results: Results) -> None:
        self.name = str(results.folder.path)
        self._tables = results.tables()
        self._waiting: list[pa.Table] = []

    def take(self, count: int) -> pa.Table:
        """The next rows."""
        import pyarrow as pa

        while sum(map(len, self._waiting)) < max(count, 1):
            table = next(self._tables, None)
            if table is None:
                break
            self._waiting.append(table)
        rows = pa.concat_tables(self._waiting)
        self._waiting = [rows.slice(count)]
        return rows.slice(0, count)


def _check_equal(one: pa.Table, other: pa.Table, name: str) -> None:
    if one.equals(other):
        return
    for column in one.column_names:
        for row, (a, b) in enumerate(
            zip(one[column].to_pylist(), other[column].to_pylist(), strict=True)
        ):
            if a != b:
                point, replicate = one["point"][row].as_py(), one["replicate"][row].as_py()
                allowed = f"another sweep has {a!r} for point {point}, replicate {replicate}"
                raise InputError(f"{name}: {column}", b, allowed)
