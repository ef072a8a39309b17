"""The sensitivity indices of one measure of a sampled design, with intervals.

Sobol indices give the share of a measure's variance that each lever explains, Morris's elementary
effects screen the levers, and PAWN gives how far a lever shifts the whole distribution. SALib
estimates them; this module selects complete blocks of the design and reports the numbers of
points and runs behind the indices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.frames import check_columns, noise_share, point_means
from motorloops.experiments.analysis.labels import percent
from motorloops.experiments.statistics import CONFIDENCE
from motorloops.experiments.sweeps.design import drawn_settings, problem
from motorloops.experiments.sweeps.study import SAMPLED, Study
from motorloops.model.arguments import ARRAY, COUNT, FRAME, TEXT, Kind, checked, of
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 200  # of a confidence interval; fewer where the design is very large
RESAMPLED_CELLS = 1_000_000  # numbers held at a time while resampling: 8 MB an array
SEED = 1  # of resampling; not 0, which SALib reads as "any"

Problem = dict[str, Any]  # SALib's problem definition: the levers with names and bounds


@dataclass(frozen=True, eq=False)
class Indices:
    """Sensitivity indices of one measure.

    Attributes:
        method: name of the method, e.g. ``"Sobol"``.
        table: one row per index: lever, other (the second lever of a pair, else empty), index,
            value, low and high (95 % interval).
        unit: of what the method resamples: ``"blocks"``, ``"trajectories"`` or ``"points"``.
        used: how many of them had all values.
        planned: how many the design has.

    Examples:
        >>> import numpy as np
        >>> x = np.random.default_rng(1).random((200, 1))
        >>> indices = pawn(x[:, 0], x, {"num_vars": 1, "names": ["stress"], "bounds": [[0, 1]]})
        >>> indices.method, indices.used, indices.table["index"].tolist()
        ('PAWN', 200, ['pawn', 'floor', 'rank'])
    """

    method: str
    table: "pd.DataFrame"
    unit: str
    used: int
    planned: int


def resamples(size: int) -> int:
    """Number of resamples of ``size`` units that fit in a fixed amount of memory."""
    return max(100, min(RESAMPLES, RESAMPLED_CELLS // max(1, size)))


def _is_problem(value: object) -> bool:
    return isinstance(value, Mapping) and {"num_vars", "names", "bounds"} <= value.keys()


PROBLEM = Kind(_is_problem, "give a problem of SALib: num_vars, names and bounds")


def check_means(means: np.ndarray, size: int) -> None:
    """Refuse means that are no whole number of blocks of ``size`` points.

    Raises:
        InputError: for an array of another shape.
    """
    if means.ndim != 1 or len(means) % size:
        allowed = f"give one value for each point, {size} points in a block"
        raise InputError("means", f"shape {means.shape}", allowed)


def check_settings(settings: np.ndarray, means: np.ndarray, problem: Problem) -> None:
    """Refuse settings that do not have a row for each point and a column for each lever.

    Raises:
        InputError: for an array of another shape.
    """
    shape = (len(means), problem["num_vars"])
    if settings.shape != shape:
        allowed = f"give {shape[0]} points (rows) of {shape[1]} levers (columns)"
        raise InputError("settings", f"shape {settings.shape}", allowed)


def whole(means: np.ndarray, size: int, least: int, unit: str) -> np.ndarray:
    """Find the blocks of consecutive points that have a value at every point.

    SALib does not accept gaps, and the points of a block are only used together, so a block
    with a gap is left out as a whole.

    Args:
        means: (points,) NaN where a point has no value.
        size: points of a block.
        least: number of whole blocks that the method needs.
        unit: name of the blocks in messages.

    Returns:
        (blocks,) bool.

    Raises:
        InputError: if too few are left, or if the measure is the same everywhere.
    """
    complete = np.asarray(np.isfinite(means.reshape(-1, size)).all(axis=1))
    if complete.sum() < least:
        raise InputError(unit, int(complete.sum()), f"at least {least} without a gap are needed")
    inside = means.reshape(-1, size)[complete]
    if np.ptp(inside) <= 1e-12 * max(1.0, float(np.abs(inside).max())):
        raise InputError("values", float(inside.flat[0]), "the measure never changes here")
    return complete


def row(lever: str, other: str, index: str, value: float, half: float) -> dict[str, Any]:
    """One row of :attr:`Indices.table`, from an interval given by its half width."""
    return {"lever": lever, "other": other, "index": index, "value": float(value),
            "low": float(value - half), "high": float(value + half)}  # fmt: skip


def half_width(samples: np.ndarray) -> np.ndarray:
    """Half of the 95 % interval of (resamples, ...) resampled values, by their spread.

    The normal interval that SALib uses for Sobol and Morris, so that all methods agree.
    """
    from scipy.special import ndtri

    return float(ndtri(0.5 + CONFIDENCE / 2.0)) * samples.std(axis=0, ddof=1)


MIN_BLOCKS = 16


def block_size(levers: int, *, second_order: bool) -> int:
    """Points of one block of Saltelli's design: A, each AB, each BA (second order only), B."""
    return (2 * levers if second_order else levers) + 2


@checked(means=ARRAY, problem=PROBLEM, second_order=of(bool, np.bool_))
def sobol(means: np.ndarray, problem: Problem, *, second_order: bool) -> Indices:
    """First-order, total and, if the design has them, second-order indices.

    Args:
        means: (points,) measure at each point in the order of the design; NaN is a gap.
        problem: the levers, in the order of the design.
        second_order: whether the design has the points for pairs.

    Returns:
        The indices with their 95 % intervals, one row for each lever (or pair) and index.

    Raises:
        InputError: if fewer than 16 blocks have no gap, or nothing changes; for arrays of
            another size.

    Examples:
        >>> from SALib.sample import sobol as saltelli
        >>> problem = {"num_vars": 2, "names": ["loss", "stress"], "bounds": [[0, 1], [0, 1]]}
        >>> x = saltelli.sample(problem, 64, calc_second_order=False, seed=1)
        >>> sobol(x[:, 0], problem, second_order=False).table["value"].round(1).tolist()
        [1.0, 0.0, 1.0, 0.0]
    """
    import pandas as pd
    from SALib.analyze import sobol as salib

    size = block_size(problem["num_vars"], second_order=second_order)
    check_means(means, size)
    complete = whole(means, size, MIN_BLOCKS, "Saltelli blocks")
    estimates = salib.analyze(
        problem, means.reshape(-1, size)[complete].ravel(), calc_second_order=second_order,
        num_resamples=resamples(int(complete.sum())), conf_level=CONFIDENCE, seed=SEED,
    )  # fmt: skip
    names = problem["names"]
    rows = [
        row(name, "", index, estimates[key][k], estimates[f"{key}_conf"][k])
        for key, index in (("S1", "first"), ("ST", "total"))
        for k, name in enumerate(names)
    ]
    if second_order:
        rows += [
            row(one, other, "second", estimates["S2"][i, j], estimates["S2_conf"][i, j])
            for i, one in enumerate(names)
            for j, other in enumerate(names)
            if i < j
        ]
    return Indices("Sobol", pd.DataFrame(rows), "blocks", int(complete.sum()), len(complete))


def independent(means: np.ndarray, levers: int, *, second_order: bool) -> np.ndarray:
    """(points,) bool: the points of a Saltelli design that were drawn independently (A and B)."""
    size = block_size(levers, second_order=second_order)
    place = np.arange(len(means)) % size
    return (place == 0) | (place == size - 1)


MIN_TRAJECTORIES = 4
MORRIS_RESAMPLED = 300  # each resample is one call of SALib
KINDS = ("mu_star", "mu", "sigma")


@checked(means=ARRAY, settings=ARRAY, problem=PROBLEM, levels=COUNT)
def morris(means: np.ndarray, settings: np.ndarray, problem: Problem, levels: int) -> Indices:
    """Mean absolute effect (mu*), mean effect (mu) and spread of effects (sigma) of each lever.

    An effect is the change of the measure when one lever moves over its whole range. Intervals
    come from resampling whole trajectories, as their steps share points.

    Args:
        means: (points,) measure at each point in the order of the design; NaN is a gap.
        settings: (points, levers) lever values of each point.
        problem: the levers, in the order of the design.
        levels: of the design's grid.

    Returns:
        The indices with their 95 % intervals, one row for each lever (or pair) and index.

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
    check_means(means, size)
    check_settings(settings, means, problem)
    complete = whole(means, size, MIN_TRAJECTORIES, "trajectories")
    y = means.reshape(-1, size)[complete]
    x = settings.reshape(-1, size, problem["num_vars"])[complete]
    rng = np.random.default_rng(SEED)
    draws = rng.integers(len(y), size=(min(MORRIS_RESAMPLED, resamples(y.size)), len(y)))
    estimates = _analyse(x, y, problem, levels)
    spread = [_analyse(x[draw], y[draw], problem, levels) for draw in draws]
    rows, names = [], problem["names"]
    for kind in KINDS:
        half = half_width(np.array([one[kind] for one in spread]))
        rows += [row(name, "", kind, estimates[kind][k], half[k]) for k, name in enumerate(names)]
    return Indices("Morris", pd.DataFrame(rows), "trajectories", len(y), len(complete))


def _analyse(x: np.ndarray, y: np.ndarray, problem: Problem, levels: int) -> dict[str, Any]:
    from SALib.analyze import morris as salib

    flat = np.ascontiguousarray(x.reshape(-1, problem["num_vars"]), np.float64)
    # SALib's own interval is not used, but it needs at least two resamples.
    return salib.analyze(problem, flat, y.ravel(), num_resamples=2, num_levels=levels, seed=SEED)


SLICES = 10
MIN_POINTS = 100  # ten a slice
MAX_POINTS = 10_000  # of a larger design, the first ones: more take longer for the same result
PAWN_RESAMPLED = 200
FLOOR = 0.95  # quantile of the index that a lever without effect reaches by chance


@checked(means=ARRAY, settings=ARRAY, problem=PROBLEM)
def pawn(means: np.ndarray, settings: np.ndarray, problem: Problem) -> Indices:
    """PAWN index (median over slices) of each lever, with the floor that chance alone reaches.

    The index is SALib's, but for a lever of few values, whose slices are its values. The interval
    and the floor come from resampling points and from shuffling them among the slices; the table
    has one row ``floor`` whose lever is empty. ``rank`` is Spearman's correlation; it gives the
    direction of the effect, which PAWN does not. A lever of names (``nominal``) has no direction.

    Args:
        means: (points,) measure at each point; NaN is a gap.
        settings: (points, levers) lever values of each point, drawn independently.
        problem: the levers, in the order of the columns.

    Returns:
        The indices with their 95 % intervals, one row for each lever (or pair) and index.

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
    from scipy.stats import spearmanr

    check_means(means, 1)
    check_settings(settings, means, problem)
    complete = whole(means, 1, MIN_POINTS, "points")
    complete &= complete.cumsum() <= MAX_POINTS
    y, x = means[complete], settings[complete]
    slices = _slices(x)
    estimates = _medians(slices, y)
    rng = np.random.default_rng(SEED)
    draws = [rng.integers(len(y), size=len(y)) for _ in range(PAWN_RESAMPLED)]
    half = half_width(np.array([_medians(slices[draw], y[draw]) for draw in draws]))
    chance = [_medians(rng.permutation(slices[:, :1]), y)[0] for _ in range(PAWN_RESAMPLED)]
    rows = [row(name, "", "pawn", estimates[k], half[k]) for k, name in enumerate(problem["names"])]
    rows.append(row("", "", "floor", float(np.quantile(chance, FLOOR)), np.nan))
    ranks = np.array([spearmanr(column, y)[0] for column in x.T])
    # Fisher's interval of a correlation.
    reach = 1.96 / np.sqrt(len(y) - 3)
    for name, rank in zip(problem["names"], ranks, strict=True):
        if name in problem.get("nominal", ()):
            continue
        ends = np.tanh(np.arctanh(np.clip(rank, -0.999999, 0.999999)) + np.array([-1, 1]) * reach)
        rows.append(row(name, "", "rank", rank, 0.0) | {"low": ends[0], "high": ends[1]})
    return Indices("PAWN", pd.DataFrame(rows), "points", len(y), len(complete))


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


def _medians(slices: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(levers,) PAWN medians, without the p-values on which SALib spends nearly all its time."""
    order = np.argsort(y, kind="stable")
    last = np.append(np.diff(y[order]) > 0, True)  # of the distribution: ties count once
    everything = np.arange(1, len(y) + 1)[last, None] / len(y)
    medians = []
    for column in slices[order].T:
        inside = np.cumsum(column[:, None] == np.arange(SLICES), axis=0)
        count = inside[-1]
        part = inside[last][:, count > 0] / count[count > 0]
        medians.append(np.median(np.abs(part - everything).max(axis=0)))
    return np.array(medians)


@dataclass(frozen=True, eq=False)
class SensitivityResult:
    """All indices of one measure, with the numbers of points and runs behind them.

    Attributes:
        measure: name of the measure.
        indices: of each method that suits the design.
        missing: points without a value.
        points: of the design.
        replicates: fewest and most runs with a value, over points that have one.
        noise: share of the variance between points that is noise; None if it is unknown.

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
    noise: float | None


@checked(study=of(Study), frame=FRAME, measure=TEXT)
def sensitivity_of(study: Study, frame: "pd.DataFrame", measure: str) -> SensitivityResult:
    """Compute the indices of one measure by all methods that suit the design.

    Args:
        study: a study with a sampled design.
        frame: one row per run, with the columns ``point`` and ``measure``.
        measure: name of the measure.

    Returns:
        The indices by each method, with the numbers of points and replicates behind them.

    Raises:
        InputError: if too few points have a value, or the measure never changes; for a study
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
    check_columns(frame, "frame", ["point"])
    check_columns(frame, "measure", [measure])
    settings = drawn_settings(study)
    means, counts, variances = point_means(frame, measure, len(settings))
    if design.kind == "morris":
        indices = (morris(means, settings, levers, design.levels),)
    elif design.kind == "sobol":
        alone = independent(means, len(design.axes), second_order=design.second_order)
        indices = (
            sobol(means, levers, second_order=design.second_order),
            *_pawn(means[alone], settings[alone], levers),
        )
    else:
        indices = (pawn(means, settings, levers),)
    seen = counts[counts > 0]
    return SensitivityResult(
        measure, indices, int((counts == 0).sum()), len(means), (int(seen.min()), int(seen.max())),
        noise_share(means, counts, variances),
    )  # fmt: skip


def _pawn(means: np.ndarray, settings: np.ndarray, levers: Problem) -> tuple[Indices, ...]:
    """PAWN in addition to Sobol, if the design has enough points."""
    enough = np.isfinite(means).sum() >= MIN_POINTS
    return (pawn(means, settings, levers),) if enough else ()


def basis(result: SensitivityResult, indices: Indices) -> str:
    """One or two sentences on the numbers of runs and points behind the indices."""
    low, high = result.replicates
    runs = f"{low}" if low == high else f"{low} to {high}"
    text = f"Mean over {runs} run{'s' if high > 1 else ''} of each point; "
    text += f"n = {indices.used} of {indices.planned} {indices.unit}"
    if result.missing:
        text += (
            f", as {result.missing} of {result.points} points have no value"
            + (" and exclude theirs" if indices.unit != "points" else "")
            + ": the indices hold only where the measure has a value"
        )
    if result.noise is not None:
        share = percent(result.noise, 1)
        text += f". Noise between runs explains {share} of the variance between points"
    return f"{text}."
