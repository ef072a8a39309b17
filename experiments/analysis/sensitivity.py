"""The sensitivity indices of one measure of a sampled design, with intervals.

Sobol indices give the share of a measure's variance that each lever explains, Morris's elementary
effects screen the levers, and PAWN gives how far a lever shifts the whole distribution. SALib
draws the designs. The estimators are those that it uses, with one difference: where a study has
several seeds, products are formed between different seeds, so that the noise of the runs is no
part of an index. Intervals are over blocks of the design and over seeds (see
:mod:`~motorloops.experiments.analysis.uncertainty`).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.frames import check_columns, run_table
from motorloops.experiments.analysis.indices import Indices, steps_of
from motorloops.experiments.analysis.labels import amount, percent
from motorloops.experiments.analysis.uncertainty import (
    UPPER,
    Components,
    Estimate,
    Runs,
    centred,
    components,
    estimate,
)
from motorloops.experiments.statistics import CONFIDENCE
from motorloops.experiments.sweeps.design import drawn_settings, problem
from motorloops.experiments.sweeps.study import SAMPLED, Study
from motorloops.model.arguments import ARRAY, COUNT, FRAME, TEXT, Kind, checked, of
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

SEED = 1  # of resampling

Problem = dict[str, Any]  # SALib's problem definition: the levers with names and bounds


def _is_problem(value: object) -> bool:
    return isinstance(value, Mapping) and {"num_vars", "names", "bounds"} <= value.keys()


PROBLEM = Kind(_is_problem, "give a problem of SALib: num_vars, names and bounds")


def as_runs(values: np.ndarray, size: int) -> np.ndarray:
    """The values as (points, seeds); refuse those that are no whole number of blocks.

    Raises:
        InputError: for an array of another shape.
    """
    runs = values[:, None] if values.ndim == 1 else values
    if runs.ndim != 2 or len(runs) % size or not runs.shape[1]:
        allowed = (
            f"give one value for each point, or a column for each seed; {size} points in a block"
        )
        raise InputError("values", f"shape {values.shape}", allowed)
    return np.asarray(runs, np.float64)


def check_settings(settings: np.ndarray, runs: np.ndarray, problem: Problem) -> None:
    """Refuse settings that do not have a row for each point and a column for each lever.

    Raises:
        InputError: for an array of another shape.
    """
    shape = (len(runs), problem["num_vars"])
    if settings.shape != shape:
        allowed = f"give {shape[0]} points (rows) of {shape[1]} levers (columns)"
        raise InputError("settings", f"shape {settings.shape}", allowed)


def whole(runs: np.ndarray, size: int, least: int, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Find the blocks of consecutive points that have runs at every point.

    The points of a block are only used together, so a block with a gap is left out as a whole. A
    point needs two seeds for its noise to be taken out; if too few blocks have two, the mean of
    each point is used as if it were one seed.

    Args:
        runs: (points, seeds) NaN where a run has no value.
        size: points of a block.
        least: number of whole blocks that the method needs.
        unit: name of the blocks in messages.

    Returns:
        The values of the whole blocks, (blocks, size, seeds); and (all blocks,) bool, which they
        are.

    Raises:
        InputError: if too few are left, or if the measure is the same everywhere.
    """
    there = np.isfinite(runs).sum(axis=1).reshape(-1, size)
    complete = (there >= min(2, runs.shape[1])).all(axis=1)
    if complete.sum() < least:
        complete = (there >= 1).all(axis=1)
        sums = np.where(np.isfinite(runs), runs, 0.0).sum(axis=1, keepdims=True)
        count = there.reshape(-1, 1)
        runs = np.where(count > 0, sums / np.maximum(count, 1), np.nan)
    if complete.sum() < least:
        raise InputError(unit, int(complete.sum()), f"at least {least} without a gap are needed")
    inside = runs.reshape(-1, size, runs.shape[1])[complete]
    means = np.nanmean(inside, axis=2)
    if np.ptp(means) <= 1e-12 * max(1.0, float(np.abs(means).max())):
        raise InputError("values", float(means.flat[0]), "the measure never changes here")
    return inside, complete


def row(lever: str, other: str, index: str, found: Estimate) -> dict[str, Any]:
    """One row of :attr:`Indices.table`."""
    half = found.half()
    return {"lever": lever, "other": other, "index": index, "value": found.value,
            "low": found.value - half, "high": found.value + half,
            "se_design": math.sqrt(found.design), "se_seeds": math.sqrt(found.seeds)}  # fmt: skip


MIN_BLOCKS = 16
LEAST_ERRORS = 2.0  # by which the variance between points must exceed that of chance alone


def block_size(levers: int, *, second_order: bool) -> int:
    """Points of one block of Saltelli's design: A, each AB, each BA (second order only), B."""
    return (2 * levers if second_order else levers) + 2


@checked(values=ARRAY, problem=PROBLEM, second_order=of(bool, np.bool_), common=of(bool, np.bool_))
def sobol(
    values: np.ndarray, problem: Problem, *, second_order: bool, common: bool = True
) -> Indices:
    """First-order, total and, if the design has them, second-order indices.

    They are the indices of the mean outcome of a point: with two seeds or more, the noise between
    runs is taken out of them. With one seed it is part of the outcome.

    Args:
        values: (points, seeds) measure of each run, or (points,) for one seed, in the order of
            the design; NaN is a gap.
        problem: the levers, in the order of the design.
        second_order: whether the design has the points for pairs.
        common: whether a column has the same noise at all points.

    Returns:
        The indices with their 95 % intervals, one row for each lever (or pair) and index.

    Raises:
        InputError: if fewer than 16 blocks have no gap, or nothing changes but by chance; for
            arrays of another size.

    Examples:
        >>> from SALib.sample import sobol as saltelli
        >>> problem = {"num_vars": 2, "names": ["loss", "stress"], "bounds": [[0, 1], [0, 1]]}
        >>> x = saltelli.sample(problem, 64, calc_second_order=False, seed=1)
        >>> sobol(x[:, 0], problem, second_order=False).table["value"].round(1).tolist()
        [1.0, 0.0, 1.0, 0.0]
    """
    import pandas as pd

    size = block_size(problem["num_vars"], second_order=second_order)
    blocks, complete = whole(as_runs(values, size), size, MIN_BLOCKS, "Saltelli blocks")
    seeds = blocks.shape[2]
    reference = blocks[:, [0, -1]].reshape(-1, seeds)  # the points that were drawn independently
    y = Runs(centred(blocks, reference, common=common), common=common)
    a, b, levers = 0, size - 1, problem["num_vars"]
    from_b = range(1, levers + 1)  # point a with one lever from b
    from_a = range(levers + 1, 2 * levers + 1)  # point b with one lever from a
    square = y.product(a, a)
    variance = (square + y.product(b, b)) / 2.0
    total = float(variance.mean())
    if total <= LEAST_ERRORS * _error_of_none(reference, common=common):
        allowed = "it cannot be told from that of chance; run more seeds or blocks"
        raise InputError("variance between points", float(f"{total:.3g}"), allowed)

    def share(part: np.ndarray) -> np.ndarray:
        """A part of the variance as a share of it, linearised."""
        value = float(part.mean()) / total
        return (part - value * variance) / total + value

    def index(part: np.ndarray) -> Estimate:
        return estimate(share(part), common=common)

    first = [y.product(b, k) - y.product(b, a) for k in from_b]
    names = problem["names"]
    rows = [row(names[k], "", "first", index(part)) for k, part in enumerate(first)]
    for k, name in zip(from_b, names, strict=True):
        step = (square - 2.0 * y.product(a, k) + y.product(k, k)) / 2.0
        rows.append(row(name, "", "total", index(step)))
    if second_order:
        ends = y.product(a, b)
        rows += [
            row(names[i], names[j], "second",
                index(y.product(from_a[i], from_b[j]) - ends - first[i] - first[j]))
            for i in range(levers)
            for j in range(i + 1, levers)
        ]  # fmt: skip
    table = pd.DataFrame(rows)
    return Indices("Sobol", table, "blocks", len(blocks), len(complete), seeds)


def _error_of_none(reference: np.ndarray, *, common: bool) -> float:
    """Standard error of the variance between (points, seeds) runs, if all of it were chance."""
    seeds = reference.shape[1]
    if seeds == 1:
        return 0.0
    y = Runs(centred(reference, reference, common=common)[:, None], common=common)
    return float(y.scatter().mean()) * math.sqrt(2.0 / (seeds * (seeds - 1) * len(reference)))


def independent(count: int, levers: int, *, second_order: bool) -> np.ndarray:
    """(count,) bool: the points of a Saltelli design that were drawn independently (A and B)."""
    size = block_size(levers, second_order=second_order)
    place = np.arange(count) % size
    return (place == 0) | (place == size - 1)


MIN_TRAJECTORIES = 4
KINDS = ("mu_star", "mu", "sigma")


@checked(
    values=ARRAY, settings=ARRAY, problem=PROBLEM, levels=COUNT, common=of(bool, np.bool_)
)  # fmt: skip
def morris(
    values: np.ndarray, settings: np.ndarray, problem: Problem, levels: int, *, common: bool = True
) -> Indices:
    """Mean absolute effect (mu*), mean effect (mu) and spread of effects (sigma) of each lever.

    An effect is the change of the measure when one lever moves over its whole range. All three
    are of the mean outcome: with two seeds or more, the noise between runs is taken out of sigma,
    and mu* lies halfway between an estimate that the noise raises (the absolute value of the mean
    over seeds) and one that it lowers (each seed's effect with the sign that the other seeds
    give it). Its interval reaches from the lower end of one to the upper end of the other.

    Args:
        values: (points, seeds) measure of each run, or (points,) for one seed, in the order of
            the design; NaN is a gap.
        settings: (points, levers) lever values of each point.
        problem: the levers, in the order of the design.
        levels: of the design's grid.
        common: whether a column has the same noise at all points.

    Returns:
        The indices with their 95 % intervals, one row for each lever and index.

    Raises:
        InputError: if fewer than 4 trajectories have no gap, or nothing changes; for arrays of
            another size.

    Examples:
        >>> from SALib.sample import morris as trajectories
        >>> problem = {"num_vars": 2, "names": ["loss", "stress"], "bounds": [[0, 1], [0, 1]]}
        >>> x = trajectories.sample(problem, 10, num_levels=4, seed=1)
        >>> morris(2 * x[:, 0], x, problem, levels=4).table["value"].round(6).tolist()[:2]  # mu*
        [2.0, 0.0]
    """
    import pandas as pd

    size = problem["num_vars"] + 1
    runs = as_runs(values, size)
    check_settings(settings, runs, problem)
    blocks, complete = whole(runs, size, MIN_TRAJECTORIES, "trajectories")
    steps = effects(blocks, settings.reshape(-1, size, problem["num_vars"])[complete], problem)
    names = problem["names"]
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for k, name in enumerate(names):
        for kind, made in zip(KINDS, (_strength, _mean, _spread), strict=True):
            rows[kind].append(made(name, steps[:, k], common))
    table = pd.DataFrame([one for kind in KINDS for one in rows[kind]])
    return Indices("Morris", table, "trajectories", len(blocks), len(complete), blocks.shape[2])


def effects(blocks: np.ndarray, settings: np.ndarray, problem: Problem) -> np.ndarray:
    """(trajectories, levers, seeds) change of the measure over a lever's whole range.

    Args:
        blocks: (trajectories, points, seeds) measure of each run.
        settings: (trajectories, points, levers), of which one changes at a time.
        problem: the levers with their bounds.
    """
    low, high = np.array(problem["bounds"], np.float64).T
    moved = np.diff(settings, axis=1) / (high - low)
    lever = np.abs(moved).argmax(axis=2)
    step = np.take_along_axis(moved, lever[..., None], axis=2)
    change = np.diff(blocks, axis=1) / step
    ordered = np.empty_like(change)
    np.put_along_axis(ordered, lever[..., None], change, axis=1)
    return ordered


def _mean(name: str, steps: np.ndarray, common: bool) -> dict[str, Any]:
    """The row of mu; ``steps`` are (trajectories, seeds) effects of one lever."""
    return row(name, "", "mu", estimate(_signed(steps, np.ones_like(steps)), common=common))


def _signed(steps: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """(trajectories, seeds) linearised mean over seeds of effects times signs."""
    there = np.isfinite(steps)
    count = np.maximum(there.sum(axis=1, keepdims=True), 1)
    each = np.where(there, steps * signs, 0.0)
    mean = each.sum(axis=1, keepdims=True) / count
    return mean + np.where(there, each - mean, 0.0) * (steps.shape[1] / count)


def _strength(name: str, steps: np.ndarray, common: bool) -> dict[str, Any]:
    """The row of mu*."""
    from scipy.special import ndtr

    there = np.isfinite(steps)
    sums = np.where(there, steps, 0.0).sum(axis=1, keepdims=True)
    upper = estimate(_signed(steps, np.sign(sums)), common=common)
    made = row(name, "", "mu_star", upper)
    made["low"] = max(0.0, made["low"])
    if steps.shape[1] == 1:
        return made
    lower = estimate(_signed(steps, np.sign(sums - steps)), common=common)
    error = max(upper.error, lower.error)
    apart = max(0.0, upper.value - lower.value)
    quantile = float(ndtr(_reach(apart / error))) if error > 0.0 else UPPER
    return made | {
        "value": (lower.value + upper.value) / 2.0,
        "low": max(0.0, lower.value - lower.half(quantile)),
        "high": upper.value + upper.half(quantile),
    }


def _reach(apart: float) -> float:
    """Standard errors by which an interval must reach beyond two bounds on a figure.

    The figure lies between the bounds, so where they are far apart only one end of the interval
    can miss it. Source: Imbens and Manski, Confidence intervals for partially identified
    parameters.

    Args:
        apart: distance of the bounds, in standard errors.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    most = float(ndtri(UPPER)) + 1e-9
    found: Any = brentq(lambda z: ndtr(z + apart) - ndtr(-z) - CONFIDENCE, 1.0, most)
    return float(found)


def _spread(name: str, steps: np.ndarray, common: bool) -> dict[str, Any]:
    """The row of sigma: the root of a variance, which the noise may make negative; then 0."""
    count = len(steps)
    runs = Runs((steps - np.nanmean(np.nanmean(steps, axis=1)))[:, None, :], common=common)
    variance = estimate(runs.product(0, 0) * (count / (count - 1)), common=common)
    value = math.sqrt(max(0.0, variance.value))
    ends = (variance.value - variance.half(), variance.value + variance.half())
    low, high = (math.sqrt(max(0.0, end)) for end in ends)
    slope = 2.0 * max(value, 1e-12)
    return {"lever": name, "other": "", "index": "sigma", "value": value, "low": low, "high": high,
            "se_design": math.sqrt(variance.design) / slope,
            "se_seeds": math.sqrt(variance.seeds) / slope}  # fmt: skip


SLICES = 10
MIN_POINTS = 100  # ten a slice
MAX_RUNS = 40_000  # of a larger design, the first points: more take longer for the same result
HALVINGS = 20  # halves of the points, from which the bias is estimated
SHUFFLES = 200
FLOOR = 0.95  # quantile of the index that a lever without effect reaches by chance


@checked(values=ARRAY, settings=ARRAY, problem=PROBLEM, common=of(bool, np.bool_))
def pawn(
    values: np.ndarray, settings: np.ndarray, problem: Problem, *, common: bool = True
) -> Indices:
    """PAWN index (median over slices) of each lever, with the floor that chance alone reaches.

    The distributions are those of single runs, so the index does not depend on the number of
    seeds. A distance between distributions is a maximum, which few points raise: the interval
    reaches from that of the index to that of the index without this bias, which halves of the
    points show. The floor comes from shuffling the points among the slices; the table has one row
    ``floor`` whose lever is empty. ``rank`` is Spearman's correlation; it gives the direction of
    the effect, which PAWN does not. A lever of few values has a slice for each of them; one of
    names (``nominal``) has no direction.

    Args:
        values: (points, seeds) measure of each run, or (points,) for one seed; NaN is a gap.
        settings: (points, levers) lever values of each point, drawn independently.
        problem: the levers, in the order of the columns.
        common: whether a column has the same noise at all points.

    Returns:
        The indices with their 95 % intervals, one row for each lever and index.

    Raises:
        InputError: if fewer than 100 points have a value, or nothing changes; for arrays of
            another size.

    Examples:
        >>> import numpy as np
        >>> x = np.random.default_rng(1).random((500, 2))
        >>> problem = {"num_vars": 2, "names": ["loss", "stress"], "bounds": [[0, 1], [0, 1]]}
        >>> table = pawn(x[:, 0] ** 2, x, problem).table.set_index(["index", "lever"])["value"]
        >>> bool(table["pawn", "loss"] > table["floor", ""] > table["pawn", "stress"])
        True
    """
    import pandas as pd

    runs = as_runs(values, 1)
    check_settings(settings, runs, problem)
    blocks, complete = whole(runs, 1, MIN_POINTS, "points")
    y = blocks[: MAX_RUNS // blocks.shape[2], 0]
    x = settings[complete][: len(y)]
    slices = _slices(x)
    rng = np.random.default_rng(SEED)
    halves = []
    for _ in range(HALVINGS // 2):
        order = rng.permutation(len(y))
        for part in (order[: len(y) // 2], order[len(y) // 2 :]):
            halves.append(_distances(slices[part], y[part])[0])
    index, cells = _distances(slices, y)
    # An error that shrinks with the root of the points is 1.41 times as large in half of them.
    unbiased = index - (np.mean(halves, axis=0) - index) / (math.sqrt(2.0) - 1.0)
    shuffled = [_distances(rng.permutation(slices[:, :1]), y)[0][0] for _ in range(SHUFFLES)]
    rows, names = [], problem["names"]
    for k, name in enumerate(names):
        found = estimate(cells[k], common=common)
        half = found.half()
        rows.append(row(name, "", "pawn", found) | {
            "low": max(0.0, min(found.value, unbiased[k]) - half),
            "high": min(1.0, max(found.value, unbiased[k]) + half),
        })  # fmt: skip
    rows.append({"lever": "", "other": "", "index": "floor",
                 "value": float(np.quantile(shuffled, FLOOR))})  # fmt: skip
    for name, column in zip(names, x.T, strict=True):
        if name in problem.get("nominal", ()):
            continue
        made = row(name, "", "rank", estimate(_rank(column, y), common=common))
        made |= {"low": max(-1.0, made["low"]), "high": min(1.0, made["high"])}
        rows.append(made)
    return Indices("PAWN", pd.DataFrame(rows), "points", len(y), len(complete), y.shape[1])


def _slices(settings: np.ndarray) -> np.ndarray:
    """(points, levers) number of the slice, of equal share, that contains each setting.

    A lever of at most :data:`SLICES` values has a slice for each of them, however rare.
    """
    return np.stack([_slice_numbers(column) for column in settings.T], 1)


def _slice_numbers(settings: np.ndarray) -> np.ndarray:
    values, index = np.unique(settings, return_inverse=True)
    if len(values) <= SLICES:
        return index
    edges = np.quantile(settings, np.arange(1, SLICES) / SLICES)
    return np.searchsorted(edges, settings, "right")


def _distances(slices: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """The PAWN index of each lever, and its linearisation.

    The index is the median over slices of the largest distance between the distribution of the
    runs in a slice and that of all runs (Kolmogorov and Smirnov's), the mean of the two middle
    ones for an even number. SALib computes the same, but spends nearly all its time on p-values.

    Args:
        slices: (points, levers) of :func:`_slices`.
        y: (points, seeds) runs; NaN is a gap. Each point has the same weight.

    Returns:
        (levers,) and, for each lever, (points, seeds).
    """
    there = np.isfinite(y)
    count = there.sum(axis=1)
    weight = (there / count[:, None])[there]
    point = np.nonzero(there)[0]
    order = np.argsort(y[there], kind="stable")
    values, point, weight = y[there][order], point[order], weight[order]
    last = np.append(np.diff(values) > 0, True)  # of the distribution: ties count once
    everything = np.cumsum(weight)[last] / len(y)
    indices, lines = [], []
    for column in slices.T:
        size = np.bincount(column, minlength=SLICES)
        inside = np.zeros((len(values), SLICES))
        inside[np.arange(len(values)), column[point]] = weight
        part = np.cumsum(inside, axis=0)[last] / np.maximum(size, 1)
        apart = np.where(size > 0, part - everything[:, None], np.nan)
        farthest = np.abs(apart[:, size > 0]).argmax(axis=0)
        used = np.flatnonzero(size > 0)
        distance = apart[farthest, used]
        ranked = np.argsort(np.abs(distance), kind="stable")
        middle = ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1]
        line = np.zeros_like(y)
        for k in middle:
            below = np.where(there, y <= values[last][farthest[k]], 0.0)
            member = (column == used[k])[:, None]
            seen = there * (y.shape[1] / count[:, None])
            share, all_of = part[farthest[k], used[k]], everything[farthest[k]]
            mean = below.sum(axis=1, keepdims=True) / count[:, None]
            own = mean + (below - mean) * seen  # a point's share, moved by each seed's
            gap = member * (len(y) / size[used[k]]) * (own - share) - (own - all_of)
            line += np.sign(distance[k]) * gap / len(middle)
        index = float(np.abs(distance[middle]).mean())
        indices.append(index)
        lines.append(line + index)
    return np.array(indices), lines


def _rank(setting: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(points, seeds) linearised rank correlation of runs with a lever's setting."""
    from scipy.stats import rankdata

    there = np.isfinite(y)
    count = there.sum(axis=1, keepdims=True)
    ranks = np.zeros(y.shape)
    ranks[there] = rankdata(y[there])
    mean, x = ranks[there].mean(), rankdata(setting)
    x = ((x - x.mean()) / x.std())[:, None]
    z = np.where(there, (ranks - mean) / ranks[there].std(), 0.0)
    seen = there * (y.shape[1] / count)
    value = float((x * z * seen).mean())
    own = (z * seen).mean(axis=1, keepdims=True)
    line = x * own - value * (np.square(x) + (np.square(z) * seen).mean(axis=1, keepdims=True)) / 2
    return line + value + x * (z - own) * seen


@dataclass(frozen=True, eq=False)
class SensitivityResult:
    """All indices of one measure, with the numbers of points and runs behind them.

    Attributes:
        measure: name of the measure.
        indices: of each method that suits the design.
        missing: points without a value.
        points: of the design.
        replicates: fewest and most runs with a value, over points that have one.
        variance: what levers, seeds and chance contribute to the variance; None if there is one
            seed, which cannot tell.
        common: whether a seed has the same noise at all points.

    Examples:
        >>> axes = {"loss": {"low": 0, "high": 0.9}, "effort": {"low": 0.1, "high": 1}}
        >>> design = {"kind": "morris", "trajectories": 4, "levels": 4, "axes": axes}
        >>> table = {"body": "chain:2", "design": design, "seeds": {"count": 2}}
        >>> sweep = run_study(table, "screening")
        >>> result = sensitivity_of(sweep.study, sweep.frame(), "overflow")
        >>> result.points, result.replicates, [indices.method for indices in result.indices]
        (12, (2, 2), ['Morris'])
    """

    measure: str
    indices: tuple[Indices, ...]
    missing: int
    points: int
    replicates: tuple[int, int]
    variance: Components | None
    common: bool

    @property
    def noise(self) -> float | None:
        """Share of the variance between the points' means that is chance; None if unknown."""
        return None if self.variance is None else self.variance.share.value


@checked(study=of(Study), frame=FRAME, measure=TEXT)
def sensitivity_of(study: Study, frame: "pd.DataFrame", measure: str) -> SensitivityResult:
    """Compute the indices of one measure by all methods that suit the design.

    Args:
        study: a study with a sampled design.
        frame: one row per run, with the columns ``point``, ``replicate`` and ``measure``.
        measure: name of the measure.

    Returns:
        The indices by each method, with the numbers of points and replicates behind them.

    Raises:
        InputError: if no or too few points have a value, or the measure never changes; for a study
            without a sampled design, or a measure that the frame does not have.

    Examples:
        >>> axes = {"stress": {"low": 0, "high": 1}, "touch": {"low": 0, "high": 1}}
        >>> design = {"kind": "lhs", "samples": 100, "axes": axes}
        >>> table = {"body": "chain:1", "design": design, "seeds": {"count": 1}}
        >>> sweep = run_study(table, "sampled")
        >>> result = sensitivity_of(sweep.study, sweep.frame(), "agonist_activation")
        >>> result.indices[0].method, result.missing
        ('PAWN', 0)
    """
    design, levers = study.design, problem(study.design)
    if design.kind not in SAMPLED:
        raise InputError("study", design.kind, f"its design must be one of: {', '.join(SAMPLED)}")
    check_columns(frame, "frame", ["point", "replicate"])
    check_columns(frame, "measure", [measure])
    settings = drawn_settings(study)
    runs = run_table(frame, measure, len(settings))
    if not np.isfinite(runs).any():
        raise InputError("measure", measure, "choose another: no run has a value of it")
    common = study.seeds.kind == "common"
    size, apart = 1, runs[:, None, :]  # blocks of points that are independent of each other
    made: list[tuple[int, np.ndarray, Callable[[np.ndarray], Indices]]] = []

    def by_pawn(x: np.ndarray) -> Callable[[np.ndarray], Indices]:
        return lambda part: pawn(part, x[: len(part)], levers, common=common)

    if design.kind == "morris":
        size = len(design.axes) + 1
        apart = runs.reshape(-1, size, runs.shape[1])
        made.append((size, runs, lambda part: morris(
            part, settings[: len(part)], levers, design.levels, common=common
        )))  # fmt: skip
    elif design.kind == "sobol":
        size = block_size(len(design.axes), second_order=design.second_order)
        apart = runs.reshape(-1, size, runs.shape[1])[:, [0, -1]]
        made.append((size, runs, lambda part: sobol(
            part, levers, second_order=design.second_order, common=common
        )))  # fmt: skip
        alone = independent(len(runs), len(design.axes), second_order=design.second_order)
        if np.isfinite(runs[alone]).any(axis=1).sum() >= MIN_POINTS:
            made.append((1, runs[alone], by_pawn(settings[alone])))
    else:
        made.append((1, runs, by_pawn(settings)))
    indices = []
    for block, values, make in made:
        whole_set = make(values)
        steps = steps_of(whole_set, values, block, make)
        indices.append(replace(whole_set, convergence=steps))
    counts = np.isfinite(runs).sum(axis=1)
    seen = counts[counts > 0]
    return SensitivityResult(
        measure, tuple(indices), int((counts == 0).sum()), len(runs),
        (int(seen.min()), int(seen.max())), components(apart, common=common), common,
    )  # fmt: skip


ONE_SEED = (
    "One seed: chance between runs cannot be told from the levers. It is part of these indices, "
    "and their intervals leave it out. Run four seeds or more"
)


def basis(result: SensitivityResult, indices: Indices) -> str:
    """Some sentences on the runs and points behind the indices, and on the share of chance."""
    low, high = result.replicates
    runs = f"{low}" if low == high else f"{low} to {high}"
    text = f"{runs} run{'s' if high > 1 else ''} of each point; "
    text += f"n = {indices.used} of {indices.planned} {indices.unit}"
    if result.missing:
        text += (
            f", as {result.missing} of {result.points} points have no value"
            + (" and exclude theirs" if indices.unit != "points" else "")
            + ": the indices hold only where the measure has a value"
        )
    return f"{text}. {chance_of(result, indices)}."


def chance_of(result: SensitivityResult, indices: Indices) -> str:
    """What chance contributes to the variance, in words; or that one seed cannot tell."""
    if result.variance is None or indices.seeds == 1:
        return ONE_SEED
    found = result.variance
    single = [found.levers, found.chance, *([found.seeds] if found.seeds else [])]
    total = sum(max(0.0, part.value) for part in single)
    levers, chance, *seeds = (percent(max(0.0, part.value) / total, 1) for part in single)
    share = found.share
    text = (
        f"Chance makes {percent(share.value, 1)} of the variance between the means of points "
        f"({percent(CONFIDENCE)} interval {percent(share.low, 1)} to {percent(share.high, 1)})"
    )
    named = (
        f"{chance} by the interaction of seed and point, {seeds[0]} by what a seed adds to "
        "all points"
        if seeds
        else f"{chance} by chance"
    )
    text += f". Of the variance of single runs, {levers} is made by the levers, {named}"
    if (below := min(part.value for part in single)) < 0.0:
        text += (
            f". A part of {amount(below)} is estimated below 0, as can happen to a small one: it "
            "cannot be told from none, and counts as none"
        )
    return text
