"""The points of a study and the seed of every run, as pure functions of the study.

Grids and pairs are computed from the index of a point and are not stored in memory; sampled and
listed points are columns of (points,) values. Seeds use ``SeedSequence`` with a spawn key,
NumPy's way to derive independent streams: ``(replicate,)`` for noise that all points share,
``(point, replicate)`` for independent noise. They have 53 bits, so that they are exact wherever
numbers are doubles (R, JavaScript, spreadsheets) and signed integers.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.fitted_sets import factor_lever, is_factor
from motorloops.experiments.sweeps.distributions import axis_values, category_index
from motorloops.experiments.sweeps.study import (
    CATEGORIES,
    EVERY,
    LESION,
    SAMPLED,
    UNIFORM,
    Axis,
    Design,
    SeedKind,
    Study,
)
from motorloops.experiments.sweeps.study_file import is_text
from motorloops.model.errors import InputError
from motorloops.model.params import SHORT_FORMS

if TYPE_CHECKING:
    import pandas as pd


SEED_BITS = 53


def run_seed(root: int, kind: SeedKind, point: int, replicate: int) -> int:
    """The seed (0 to 2^53 - 1) of one run."""
    key = (replicate,) if kind == "common" else (point, replicate)
    sequence = np.random.SeedSequence(root, spawn_key=key)
    return int(sequence.generate_state(1, np.uint64)[0]) >> (64 - SEED_BITS)


def run_seeds(root: int, kind: SeedKind, point: np.ndarray, replicate: np.ndarray) -> np.ndarray:
    """(R,) int64 seeds of runs, by their (R,) point and (R,) replicate."""
    if kind == "common":
        seeds = {r: run_seed(root, kind, 0, r) for r in np.unique(replicate).tolist()}
        return np.array([seeds[r] for r in replicate.tolist()], np.int64)
    pairs = zip(point.tolist(), replicate.tolist(), strict=True)
    return np.array([run_seed(root, kind, p, r) for p, r in pairs], np.int64)


PAIR_COLUMN = "pair"
Columns = dict[str, np.ndarray]  # by name; float64, or object where the axis takes names


def problem(design: Design) -> dict[str, Any]:
    """The axes of a sampled design as a SALib problem definition.

    A uniform axis has the bounds of its range; any other one is drawn on the unit interval.
    ``nominal`` lists the axes whose values have no order; SALib does not read it.
    """
    bounds = [
        [axis.low, axis.high] if axis.distribution == UNIFORM else [0.0, 1.0]
        for axis in design.axes
    ]
    nominal = [axis.name for axis in design.axes if is_text(axis.name)]
    return {"num_vars": len(bounds), "names": list(design.names), "bounds": bounds,
            "nominal": nominal}  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """Every combination of the levels; the last axis changes fastest."""

    levels: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        """Number of points."""
        return int(np.prod([len(column) for column in self.levels.values()], dtype=np.int64))

    def rows(self, first: int, last: int) -> Columns:
        """The points from ``first`` up to, not including, ``last``."""
        shape = tuple(len(column) for column in self.levels.values())
        indices = np.unravel_index(np.arange(first, last), shape)
        return {
            name: column[index]
            for (name, column), index in zip(self.levels.items(), indices, strict=True)
        }


@dataclass(frozen=True)
class Pairs:
    """A grid for each pair of axes in turn, with all other axes at the base."""

    levels: Mapping[str, np.ndarray]
    base: Mapping[str, float | str]

    def grids(self) -> list[tuple[str, Grid]]:
        """The grid of each pair, and its name."""
        return [
            (f"{one}*{other}", Grid({one: self.levels[one], other: self.levels[other]}))
            for one, other in itertools.combinations(self.levels, 2)
        ]

    def __len__(self) -> int:
        """Number of points."""
        return sum(len(grid) for _, grid in self.grids())

    def rows(self, first: int, last: int) -> Columns:
        """The points from ``first`` up to, not including, ``last``; ``pair`` names the pair."""
        parts: list[Columns] = []
        start = 0
        for name, grid in self.grids():
            low, high = max(first - start, 0), min(last - start, len(grid))
            if low < high:
                parts.append(self._pair_rows(name, grid.rows(low, high), high - low))
            start += len(grid)
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _pair_rows(self, name: str, varied: Columns, count: int) -> Columns:
        columns = {PAIR_COLUMN: np.full(count, name, object)}
        for axis, levels in self.levels.items():
            columns[axis] = varied.get(axis, np.full(count, self.base[axis], levels.dtype))
        return columns


@dataclass(frozen=True)
class PointTable:
    """Points in memory."""

    columns: Columns

    def __len__(self) -> int:
        """Number of points."""
        return len(next(iter(self.columns.values())))

    def rows(self, first: int, last: int) -> Columns:
        """The points from ``first`` up to, not including, ``last``."""
        return {name: column[first:last] for name, column in self.columns.items()}


Points = Grid | Pairs | PointTable


def levels(axis: Axis, study: Study) -> np.ndarray:
    """(count,) values of an axis of a grid or list; ``every`` expands to all nodes."""
    if axis.name == LESION and axis.values == (EVERY,):
        return np.array(study.network().node_keys, object)
    if axis.values:
        return np.array(axis.values, object if is_text(axis.name) else np.float64)
    return np.linspace(axis.low, axis.high, axis.count)


def design_points(study: Study) -> Points:
    """The points of a study, made row by row on demand."""
    design = study.design
    if design.kind in SAMPLED:
        drawn = _sample(design, study.points_root)
        return PointTable(
            {
                axis.name: axis_values(axis, drawn[:, k], text=is_text(axis.name))
                for k, axis in enumerate(design.axes)
            }
        )
    columns = {axis.name: levels(axis, study) for axis in design.axes}
    if design.kind == "list":
        return PointTable(columns)
    if design.kind == "pairs":
        return Pairs(columns, _base(study))
    return Grid(columns)


def _base(study: Study) -> dict[str, float | str]:
    """The value of each axis of a pairs design while two others vary."""
    base = study.base().as_dict()
    values_at_base: dict[str, float | str] = {}
    for name in study.design.names:
        if is_factor(name):
            values_at_base[name] = factor_lever(name).default
            continue
        values = [base[lever] for lever in SHORT_FORMS.get(name, (name,)) if lever in base] or [""]
        if len(set(values)) > 1:
            allowed = f"{name} has no single value while others vary; name its levers"
            raise InputError("design.axes", name, allowed)
        values_at_base[name] = values[0]
    return values_at_base


def _sample(design: Design, root: int) -> np.ndarray:
    """(points, axes) drawn by SciPy and SALib, between the bounds of :func:`problem`."""
    seed = np.random.default_rng(np.random.SeedSequence(root))
    if design.kind == "lhs":
        from scipy.stats import qmc

        low, high = zip(*problem(design)["bounds"], strict=True)
        return qmc.scale(qmc.LatinHypercube(len(low), rng=seed).random(design.samples), low, high)
    if design.kind == "sobol":
        from SALib.sample import sobol

        return sobol.sample(
            problem(design), design.samples, calc_second_order=design.second_order, seed=seed
        )
    from SALib.sample import morris

    return morris.sample(problem(design), design.trajectories, num_levels=design.levels, seed=seed)


def drawn_settings(study: Study) -> np.ndarray:
    """(points, axes) of a sampled design, as numbers for an analysis of sensitivity.

    They lie between the bounds of :func:`problem`: the values of a uniform axis, and for other
    distributions the places in the unit interval, which rise with the values; an axis of
    categories has their indices.
    """
    drawn = _sample(study.design, study.points_root)
    for k, axis in enumerate(study.design.axes):
        if axis.distribution == CATEGORIES:
            drawn[:, k] = category_index(axis, drawn[:, k])
    return drawn


def points(study: Study) -> pd.DataFrame:
    """All points of a study: a row per point, a column per axis, ``pair`` first for pairs."""
    import pandas as pd

    made = design_points(study)
    return pd.DataFrame(made.rows(0, len(made)))


def points_digest(points: Points) -> str:
    """Identity of points; of a grid, that of the levels of its axes."""
    columns = points.columns if isinstance(points, PointTable) else points.levels
    digest = hashlib.sha256()
    for name, column in columns.items():
        digest.update(name.encode())
        text = column.dtype == object
        digest.update("\0".join(column).encode() if text else column.tobytes())
    return digest.hexdigest()[:16]
