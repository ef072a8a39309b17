"""Find the ranges of levers in which an outcome is frequent: boxes of the runs of any study.

This is our own implementation of the Patient Rule Induction Method of Friedman & Fisher 1999
(Statistics and Computing 9, 123-143): thin layers are peeled off the space of the points one by
one, then pasted back where that does no harm. Boxes are found on one half of the points and judged
on the other, so that a range which fits the first half by chance is not reported.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.analysis.frames import check_columns
from motorloops.experiments.analysis.sensitivity import SEED, independent
from motorloops.experiments.statistics import healthy_limit
from motorloops.experiments.sweeps.design import design_points
from motorloops.experiments.sweeps.study import LESION, DesignKind, Study
from motorloops.model.arguments import FRAME, TEXT, checked, of
from motorloops.model.errors import InputError, choose

if TYPE_CHECKING:
    import pandas as pd

PEEL = 0.05  # least share of the points of a box in one layer
STARTS = (0.25, 0.5)  # shares of the points in the parts of an axis that searches start from
SMALLEST = 0.05  # least share of the points of a half in a box
MIN_POINTS = 40  # of a study, half of which find the boxes
MAX_SEARCHED = 20_000  # points that find the boxes; all others judge them
MIN_HELD = 5  # held-out points in a box
ROUNDED = 0.01  # most points that rounding an end of a range moves in or out, as a share of all
MIN_ODDS = 2.0  # least ratio of the odds in a box to those of all held-out points
MAX_BOXES = 3
WEIGHT = 0.25  # of coverage against density in the F measure of a box
PERMUTATIONS = 1999
LEVEL = 0.01  # of the test of a box; divided by the number of its restrictions


@dataclass(frozen=True)
class Outcome:
    """What a run shows if a measure is above (or below) a limit.

    Attributes:
        measure: a column of the study.
        above: whether values above the limit count, else those below.
        limit: in the unit of the measure.
    """

    measure: str
    above: bool
    limit: float

    def shown(self, values: np.ndarray) -> np.ndarray:
        """Whether each value counts."""
        return values > self.limit if self.above else values < self.limit

    def __str__(self) -> str:
        """The outcome as it is typed, such as ``overflow>0.03``."""
        return f"{self.measure}{'>' if self.above else '<'}{self.limit!r}"


PATTERN = re.compile(r"\s*([^<>\s]+)\s*([<>])\s*([^<>\s]+)\s*")


def read_outcome(text: str, measures: Sequence[str]) -> Outcome:
    """Read ``MEASURE>NUMBER`` or ``MEASURE<NUMBER``.

    Raises:
        InputError: for another form, an unknown measure, or a limit that is no finite number.
    """
    allowed = "give MEASURE>NUMBER or MEASURE<NUMBER, as overflow>0.03"
    found = PATTERN.fullmatch(text)
    if found is None:
        raise InputError("region", text, allowed)
    measure, sign, number = found.groups()
    choose("region", measure, measures)
    try:
        limit = float(number)
    except ValueError:
        limit = math.nan
    if not math.isfinite(limit):
        raise InputError("region", text, allowed)
    return Outcome(measure, sign == ">", limit)


Restriction = tuple[float, float] | frozenset[str]


def ends_of(allowed: tuple[float, float], end: Restriction) -> tuple[float | None, float | None]:
    """The lowest and highest level of a range; None at an end that it does not restrict."""
    low, high = allowed
    if low == high:
        return low, high
    lowest, highest = end
    return None if low == lowest else low, None if high == highest else high


@dataclass(frozen=True)
class Box:
    """Ranges of levers, and how often the outcome occurs there in the held-out points.

    Attributes:
        restrictions: by axis, the lowest and highest level (both included), or the names allowed.
        density: share of the runs in the box that show the outcome.
        coverage: share of all runs with the outcome that lie in the box.
        points: held-out points in the box.
        runs: their runs.
        shown: those of them that show the outcome.
    """

    restrictions: Mapping[str, Restriction]
    density: float
    coverage: float
    points: int
    runs: int
    shown: int


@dataclass(frozen=True)
class Regions:
    """The boxes of one outcome; all shares are of the held-out points.

    Attributes:
        outcome: that is looked for.
        ends: by axis, the lowest and highest level examined, or the names examined.
        boxes: in the order found. A point counts for the first box that holds it.
        share: of all held-out runs that show the outcome.
        points: with a value, in both halves.
        held: those of them that were held out.
        runs: of all points used, with a value.
        shown: those of them that show the outcome.
        gaps: runs left out, as they have no value.

    Examples:
        >>> axes = {"effort": {"low": 0.1, "high": 1}, "touch": {"low": 0, "high": 1}}
        >>> design = {"kind": "lhs", "samples": 100, "axes": axes}
        >>> table = {"body": "chain:1", "design": design, "seeds": {"count": 2}}
        >>> sweep = run_study(table, "regions")
        >>> found = regions_of(sweep.study, sweep.frame(), "agonist_activation > 0.5")
        >>> found.points, found.held, found.runs, found.gaps
        (100, 50, 200, 0)
    """

    outcome: Outcome
    ends: Mapping[str, Restriction]
    boxes: tuple[Box, ...]
    share: float
    points: int
    held: int
    runs: int
    shown: int
    gaps: int


@dataclass(frozen=True, eq=False)
class _Points:
    """Points with the number of their runs and of those that show the outcome."""

    axes: Mapping[str, np.ndarray]
    shown: np.ndarray
    runs: np.ndarray

    def __len__(self) -> int:
        return len(self.runs)

    def at(self, chosen: np.ndarray) -> "_Points":
        axes = {name: levels[chosen] for name, levels in self.axes.items()}
        return _Points(axes, self.shown[chosen], self.runs[chosen])

    def density(self, chosen: np.ndarray) -> float:
        runs = self.runs[chosen].sum()
        return float(self.shown[chosen].sum() / runs) if runs else 0.0

    def inside(self, restrictions: Mapping[str, Restriction]) -> np.ndarray:
        """(points,) whether each point is in a box."""
        chosen = np.ones(len(self), bool)
        for name, allowed in restrictions.items():
            levels = self.axes[name]
            if isinstance(allowed, frozenset):
                chosen &= np.isin(levels, list(allowed))
            else:
                chosen &= (levels >= allowed[0]) & (levels <= allowed[1])
        return chosen


@dataclass
class _Search:
    """The search for one box in the points of the first half."""

    points: _Points
    ends: Mapping[str, Restriction]
    box: dict[str, Restriction] = field(init=False)

    def __post_init__(self) -> None:
        self.box = dict(self.ends)

    def restrictions(self) -> dict[str, Restriction]:
        """The box without the axes that it does not restrict."""
        return {name: allowed for name, allowed in self.box.items() if allowed != self.ends[name]}

    def peel(self, least: int) -> None:
        """Peel down to ``least`` points from several starts, and keep the best box on the way.

        Where the outcome is frequent at both ends of an axis, layers can be peeled off either end
        but never off the middle, so a search from the whole range ends with a box that holds all
        of it. Searches that start from a part of an axis have one of its ends already.
        """
        most = -1.0
        for start in self._starts(least):
            for box, score in self._peeled(start, least):
                if score > most:
                    self.box, most = box, score

    def _starts(self, least: int) -> Iterator[dict[str, Restriction]]:
        """The whole range, and it with one axis cut to a part at either end, or to one name."""
        found = [dict(self.ends)]
        for name, end in self.ends.items():
            levels = self.points.axes[name]
            if isinstance(end, frozenset):
                parts: list[Restriction] = [frozenset([level]) for level in sorted(end)]
            else:
                low = np.quantile(levels, STARTS, method="lower")
                high = np.quantile(levels, 1.0 - np.array(STARTS), method="higher")
                parts = [(end[0], float(cut)) for cut in low]
                parts += [(float(cut), end[1]) for cut in high]
            found += [{**self.ends, name: part} for part in dict.fromkeys(parts) if part != end]
        yield from (box for box in found if np.count_nonzero(self.points.inside(box)) >= least)

    def _peeled(
        self, box: dict[str, Restriction], least: int
    ) -> Iterator[tuple[dict[str, Restriction], float]]:
        """The boxes from ``box`` down to ``least`` points, each with its score.

        The layer that raises the density most for each point that it takes is peeled, since
        layers of a grid or of names differ in size.
        """
        shown, runs = self.points.shown, self.points.runs
        inside = self.points.inside(box)
        while True:
            yield box, self._score(inside)
            here = shown[inside].sum(), runs[inside].sum()
            density, count = here[0] / here[1], np.count_nonzero(inside)
            best, most = None, 0.0
            for name, allowed, taken in self._layers(box, inside):
                if count - len(taken) < least:
                    continue
                left = here[0] - shown[taken].sum(), here[1] - runs[taken].sum()
                gain = (left[0] / left[1] - density) / len(taken)
                if best is None or gain > most:
                    best, most = (name, allowed, taken), gain
            if best is None:
                return
            box = {**box, best[0]: best[1]}
            inside[best[2]] = False

    def _layers(
        self, box: Mapping[str, Restriction], inside: np.ndarray
    ) -> Iterator[tuple[str, Restriction, np.ndarray]]:
        """The layers that can be peeled: an axis, what is left of it, and the points taken."""
        for name, allowed in box.items():
            levels = self.points.axes[name]
            if isinstance(allowed, frozenset):
                for level in sorted(allowed) if len(allowed) > 1 else ():
                    taken = np.flatnonzero(inside & (levels == level))
                    if len(taken):
                        yield name, allowed - {level}, taken
                continue
            order = self._order[name]
            order = order[inside[order]]
            sorted_levels = levels[order]
            take = max(1, math.ceil(PEEL * len(order)))
            up = int(np.searchsorted(sorted_levels, sorted_levels[take - 1], side="right"))
            down = int(np.searchsorted(sorted_levels, sorted_levels[-take], side="left"))
            if up < len(order):
                yield name, (float(sorted_levels[up]), allowed[1]), order[:up]
            if down > 0:
                yield name, (allowed[0], float(sorted_levels[down - 1])), order[down:]

    @cached_property
    def _order(self) -> dict[str, np.ndarray]:
        """By axis of numbers, the points in the order of their levels."""
        return {
            name: np.argsort(levels, kind="stable")
            for name, levels in self.points.axes.items()
            if levels.dtype != object
        }

    def paste(self) -> None:
        """Widen the box by layers as long as its score rises.

        By the density alone a peeled box that is narrow by chance would stay so.
        """
        most = self._score(self.points.inside(self.box))
        while True:
            found = None
            for box in self._wider(int(np.count_nonzero(self.points.inside(self.box)))):
                score = self._score(self.points.inside(box))
                if score > most:
                    found, most = box, score
            if found is None:
                return
            self.box = found

    def _score(self, inside: np.ndarray) -> float:
        """The F measure of density and coverage of the points of a box.

        Density weighs more, as later boxes can cover what this one leaves.
        """
        shown, runs = self.points.shown[inside].sum(), self.points.runs[inside].sum()
        return float((1.0 + WEIGHT) * shown / (runs + WEIGHT * self.points.shown.sum()))

    def _wider(self, count: int) -> Iterator[dict[str, Restriction]]:
        """The box with each of the layers that can be pasted."""
        take = max(1, math.ceil(PEEL * count))
        for name, allowed in self.restrictions().items():
            end = self.ends[name]
            others = {key: kept for key, kept in self.box.items() if key != name}
            levels = self.points.axes[name][self.points.inside(others)]
            if isinstance(allowed, frozenset) or isinstance(end, frozenset):
                for level in sorted(frozenset(end) - frozenset(allowed)):
                    yield {**self.box, name: frozenset([*allowed, level])}  # type: ignore[list-item]
                continue
            below = np.sort(levels[levels < allowed[0]])[::-1]
            above = np.sort(levels[levels > allowed[1]])
            if allowed[0] > end[0]:
                low = float(below[take - 1]) if len(below) > take else end[0]
                yield {**self.box, name: (low, allowed[1])}
            if allowed[1] < end[1]:
                high = float(above[take - 1]) if len(above) > take else end[1]
                yield {**self.box, name: (allowed[0], high)}


def _rounded(
    restrictions: Mapping[str, Restriction], points: _Points, ends: Mapping[str, Restriction]
) -> dict[str, Restriction]:
    """The box with each end of a range at as few decimals as hardly move a point in or out."""
    made: dict[str, Restriction] = {}
    for name, allowed in restrictions.items():
        levels, end = points.axes[name], ends[name]
        made[name] = allowed
        if isinstance(allowed, frozenset) or isinstance(end, frozenset):
            continue
        if len(np.unique(levels)) <= len(levels) / 2:  # points share levels, as in a grid
            continue
        low, high = (
            there if there == bound else _short(there, levels)
            for there, bound in zip(allowed, end, strict=True)
        )
        made[name] = (max(low, end[0]), min(high, end[1]))
    return made


def _short(bound: float, levels: np.ndarray) -> float:
    for decimals in range(-8, 17):
        short = round(bound, decimals)
        moved = (levels >= min(short, bound)) & (levels <= max(short, bound)) & (levels != bound)
        if np.count_nonzero(moved) <= ROUNDED * len(levels):
            return short
    return bound


def _chance(points: _Points, inside: np.ndarray, rng: np.random.Generator) -> float:
    """Probability that a box is as dense as it is if the restriction does not matter.

    Points are permuted with all of their runs: the runs of a point are not independent, and with
    common seeds a seed acts on all points alike.

    Args:
        points: held out, in the box or outside it by this restriction alone.
        inside: (points,) which of them are in the box.
        rng: of the permutations.
    """
    kinds, counts = np.unique(
        np.stack([points.shown, points.runs], axis=1), axis=0, return_counts=True
    )
    # How many points of each kind a permutation puts into the box.
    drawn = rng.multivariate_hypergeometric(
        counts, int(np.count_nonzero(inside)), PERMUTATIONS, method="marginals"
    )
    shown, runs = (drawn @ kinds).T
    return float(
        (1 + np.count_nonzero(shown / runs >= points.density(inside))) / (1 + PERMUTATIONS)
    )


def _tested(
    restrictions: dict[str, Restriction], held: _Points, rng: np.random.Generator
) -> dict[str, Restriction]:
    """Drop the restrictions, worst first, that do not matter in the held-out points."""
    while restrictions:
        inside = held.inside(restrictions)
        chances = {}
        for name in restrictions:
            others = {key: kept for key, kept in restrictions.items() if key != name}
            wide = held.inside(others)
            chances[name] = _chance(held.at(wide), inside[wide], rng) if inside.any() else 1.0
        worst = max(chances, key=lambda name: chances[name])
        if chances[worst] <= LEVEL / len(restrictions):
            return restrictions
        restrictions = {name: kept for name, kept in restrictions.items() if name != worst}
    return restrictions


def find_regions(frame: "pd.DataFrame", axes: Sequence[str], outcome: Outcome) -> Regions:
    """Find boxes in which an outcome is more frequent than elsewhere.

    Args:
        frame: one row per run, with the columns ``point``, ``axes`` and the measure; the points
            must be independent of each other.
        axes: columns of numbers or names that identify a point.
        outcome: that is looked for.

    Returns:
        The boxes in the order found, with what the held-out points say of them; none if all runs
        or no run show the outcome.

    Raises:
        InputError: for under 40 points with a value.
    """
    values = frame[outcome.measure].to_numpy(np.float64)
    there = np.isfinite(values)
    known = frame.loc[there, ["point", *axes]].assign(shown=outcome.shown(values[there]))
    grouped = known.groupby("point", sort=True)
    counts = grouped["shown"].agg(["sum", "size"])
    if len(counts) < MIN_POINTS:
        raise InputError("points with a value", len(counts), f"at least {MIN_POINTS} are needed")
    levels = {name: _levels(grouped[name].first()) for name in axes}
    points = _Points(levels, counts["sum"].to_numpy(float), counts["size"].to_numpy(float))
    ends = {name: _ends(column) for name, column in levels.items()}
    rng = np.random.default_rng(np.random.SeedSequence(SEED))
    order = rng.permutation(len(points))
    half = min(len(order) // 2, MAX_SEARCHED)
    first, held = points.at(order[:half]), points.at(order[half:])
    boxes = tuple(_cover(first, held, ends, rng))
    share = held.density(np.ones(len(held), bool))
    return Regions(
        outcome, ends, boxes, share, len(points), len(held), int(counts["size"].sum()),
        int(counts["sum"].sum()), int(np.count_nonzero(~there)),
    )  # fmt: skip


def _levels(column: "pd.Series") -> np.ndarray:
    from pandas.api.types import is_numeric_dtype

    numbers = is_numeric_dtype(column)
    return column.to_numpy(np.float64) if numbers else column.astype(str).to_numpy(object)


def _ends(levels: np.ndarray) -> Restriction:
    if levels.dtype == object:
        return frozenset(levels.tolist())
    return float(levels.min()), float(levels.max())


def _cover(
    first: _Points, held: _Points, ends: Mapping[str, Restriction], rng: np.random.Generator
) -> Iterator[Box]:
    """Find box after box, each in the points that the ones before leave."""
    least = max(MIN_HELD, math.ceil(SMALLEST * len(first)))
    total, base = held.shown.sum(), held.density(np.ones(len(held), bool))
    if not total:
        return
    for _ in range(MAX_BOXES):
        if len(first) <= least or not first.shown.any():
            return
        search = _Search(first, ends)
        search.peel(least)
        search.paste()
        restrictions = _tested(_rounded(search.restrictions(), first, ends), held, rng)
        inside = held.inside(restrictions)
        density = held.density(inside)
        clear = density > base and density * (1.0 - base) >= MIN_ODDS * base * (1.0 - density)
        if not restrictions or np.count_nonzero(inside) < MIN_HELD or not clear:
            return
        shown, runs = int(held.shown[inside].sum()), int(held.runs[inside].sum())
        yield Box(restrictions, density, float(shown / total), int(inside.sum()), runs, shown)
        first, held = first.at(~first.inside(restrictions)), held.at(~inside)


FREE: tuple[DesignKind, ...] = ("grid", "list", "lhs", "sobol")  # designs whose points are apart


@checked(study=of(Study), frame=FRAME, outcome=TEXT)
def regions_of(study: Study, frame: "pd.DataFrame", outcome: str) -> Regions:
    """Find the ranges of a study's levers in which an outcome is frequent.

    Of a ``sobol`` design, only the points that were drawn independently are used.

    Args:
        study: whose design is a grid, a list, lhs or sobol.
        frame: one row per run, with the columns ``point``, the axes of the design and the measure.
        outcome: ``MEASURE>NUMBER`` or ``MEASURE<NUMBER``, the number in the unit of the measure.

    Returns:
        The boxes in the order found, with what the held-out half of the points says of them.

    Raises:
        InputError: for a design of another kind, an outcome that cannot be read, a column that
            the frame does not have, or under 40 points with a value.

    Examples:
        >>> axes = {"effort": {"low": 0.1, "high": 1}, "touch": {"low": 0, "high": 1}}
        >>> design = {"kind": "lhs", "samples": 100, "axes": axes}
        >>> table = {"body": "chain:1", "design": design, "seeds": {"count": 2}}
        >>> sweep = run_study(table, "drawn")
        >>> found = regions_of(sweep.study, sweep.frame(), "agonist_activation > 0.5")
        >>> [sorted(box.restrictions) for box in found.boxes]
        [['effort']]
    """
    check_free(study)
    names = list(study.design.names)
    known = read_outcome(outcome, study.measures)
    check_columns(frame, "frame", ["point", *names, known.measure])
    if study.design.kind == "sobol":
        count = len(design_points(study))
        alone = independent(count, len(names), second_order=study.design.second_order)
        frame = frame[alone[frame["point"].to_numpy(np.int64)]]
    return find_regions(frame, names, known)


def check_free(study: Study) -> None:
    """Check that regions can be found in a study's design.

    Raises:
        InputError: if its points do not draw all levers freely of each other.
    """
    kind = study.design.kind
    if kind not in FREE:
        allowed = f"regions need levers that vary freely of each other: {', '.join(FREE)}"
        raise InputError("design", kind, allowed)


def levers_vary_freely(study: Study) -> bool:
    """Whether regions can be found in a design and say more than other analyses.

    Of a single lever a threshold says more, and of lesions their clusters.
    """
    names = study.design.names
    return study.design.kind in FREE and len(names) > 1 and LESION not in names


def free_points(study: Study) -> int:
    """The number of points of a design that regions can use."""
    design = study.design
    return 2 * design.samples if design.kind == "sobol" else len(design_points(study))


def unhealthy_outcomes(study: Study) -> tuple[Outcome, ...]:
    """The outcomes beyond a healthy limit of the study's body, for the measures that have one."""
    body = study.network().body
    limits = [(measure, healthy_limit(measure, body)) for measure in study.measures]
    return tuple(
        Outcome(measure, above=True, limit=limit) for measure, limit in limits if limit is not None
    )
