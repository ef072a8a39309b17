"""Errors of figures over design points and seeds, and the part of a variance that is chance.

The runs of a sampled design form a table of blocks (of points that belong together) by seeds. With
common noise the table is crossed: a seed acts on all blocks. With independent noise it is nested:
a seed belongs to one run. A figure is linearised to one number a cell, whose mean over the table
is the figure, and the errors follow from these numbers: the infinitesimal jackknife over blocks,
and with common noise over seeds as well.
"""

import math
from dataclasses import dataclass

import numpy as np

from motorloops.experiments.statistics import CONFIDENCE

UPPER = 0.5 + CONFIDENCE / 2.0  # the quantile of the upper end of an interval


@dataclass(frozen=True)
class Estimate:
    """A figure, with its squared standard error in two parts.

    Attributes:
        value: of the figure.
        design: the part that shrinks with the number of blocks.
        seeds: the part that shrinks only with the number of seeds, as a seed acts on all blocks;
            0 for independent noise, whose effect is part of ``design``; NaN if there is one seed.
        freedom: degrees of freedom of ``design`` and of ``seeds``.
    """

    value: float
    design: float
    seeds: float
    freedom: tuple[int, int]

    @property
    def error(self) -> float:
        """Standard error; with one seed of common noise, of the design alone."""
        return math.sqrt(self.design + (0.0 if math.isnan(self.seeds) else self.seeds))

    def half(self, quantile: float = UPPER) -> float:
        """Half width of an interval whose upper end is this quantile.

        Each part has Student's t of its own degrees of freedom: few seeds are not made up for by
        many blocks.
        """
        from scipy.special import stdtrit

        square = self.design * float(stdtrit(self.freedom[0], quantile)) ** 2
        if self.seeds > 0.0:
            square += self.seeds * float(stdtrit(self.freedom[1], quantile)) ** 2
        return math.sqrt(square)


def estimate(cells: np.ndarray, *, common: bool) -> Estimate:
    """The mean of a table of blocks by seeds, with its error.

    With independent noise the blocks are independent of each other, noise included, so the spread
    of their means holds all of the error. With common noise the mean squares of blocks, seeds and
    their interaction are added as ``blocks + seeds - interaction`` (two-way analysis of
    variance): the interaction is in both of the others and counts once. A part of the seeds that
    is estimated below zero counts as none.

    Args:
        cells: (blocks, seeds) linearised figure, at least two blocks.
        common: whether the columns share their noise.
    """
    blocks, seeds = cells.shape
    rows = cells.mean(axis=1)
    value = float(rows.mean())
    by_block = float(np.square(rows - value).sum()) / (blocks * (blocks - 1))
    freedom = (blocks - 1, seeds - 1)
    if not common:
        return Estimate(value, by_block, 0.0, freedom)
    if seeds == 1:
        return Estimate(value, by_block, np.nan, freedom)
    columns = cells.mean(axis=0)
    by_seed = float(np.square(columns - value).sum()) / (seeds * (seeds - 1))
    rest = cells - rows[:, None] - columns + value
    both = float(np.square(rest).sum()) / (blocks * seeds * (blocks - 1) * (seeds - 1))
    return Estimate(value, by_block, max(0.0, by_seed - both), freedom)


class Runs:
    """The runs of blocks of points, and products of two points that are free of chance.

    The product of the means of two points over the same seeds contains the noise that they share
    (of a point with itself: all of it). The mean over pairs of different seeds does not: it is
    unbiased for the product of the mean outcomes. One seed has no such pairs, and its products
    contain the noise.

    Attributes:
        mean: (blocks, points) mean over the seeds that have a value.
        common: whether a seed has the same noise at all points.
    """

    def __init__(self, values: np.ndarray, *, common: bool) -> None:
        """Prepare the products.

        Args:
            values: (blocks, points, seeds) with at least one value at each point (two, for more
                than one seed); NaN is a gap.
            common: whether a seed has the same noise at all points.
        """
        there = np.isfinite(values)
        self._there = there
        self._values = np.where(there, values, 0.0)
        self._sum, self._count = self._values.sum(axis=-1), there.sum(axis=-1)
        self.mean = self._sum / self._count
        self.common = common
        self.seeds = values.shape[-1]
        # A value that is missing moves the mean by nothing; the others weigh more.
        weight = self.seeds / self._count[..., None]
        self._moves = np.where(there, values - self.mean[..., None], 0.0) * weight

    def product(self, one: int, other: int) -> np.ndarray:
        """(blocks, seeds) linearised product of two points of each block."""
        a, b = self.mean[:, one], self.mean[:, other]
        product = a * b
        if self.seeds > 1 and (self.common or one == other):
            both = self._there[:, one] & self._there[:, other]
            same = (self._values[:, one] * self._values[:, other] * both).sum(axis=-1)
            pairs = self._count[:, one] * self._count[:, other] - both.sum(axis=-1)
            product = (self._sum[:, one] * self._sum[:, other] - same) / pairs
        move = self._moves[:, one] * b[:, None] + a[:, None] * self._moves[:, other]
        return product[:, None] + move

    def squares(self) -> np.ndarray:
        """(blocks, seeds) linearised mean square over the points of each block."""
        points = self.mean.shape[1]
        return np.mean([self.product(k, k) for k in range(points)], axis=0)

    def scatter(self) -> np.ndarray:
        """(blocks, seeds) linearised variance between the runs of a point, mean over points."""
        freedom = np.maximum(self._count - 1, 1)[..., None]
        spread = np.square(self._values - self.mean[..., None]) * self._there
        own = spread * (self.seeds / freedom)
        return own.mean(axis=1)


def centred(values: np.ndarray, reference: np.ndarray, *, common: bool) -> np.ndarray:
    """Subtract what all points share: the mean of each seed, or one mean of independent noise.

    Args:
        values: (..., seeds) runs.
        reference: (points, seeds) the runs that the means are taken over.
        common: whether a seed has the same noise at all points.
    """
    if not common:
        return values - np.nanmean(reference)
    there = np.isfinite(reference)
    count = there.sum(axis=0)
    means = np.where(there, reference, 0.0).sum(axis=0) / np.maximum(count, 1)
    return values - means


@dataclass(frozen=True)
class Component:
    """A component of variance: its unbiased estimate, which may be below 0, and 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Components:
    """The variance of single runs, divided into what levers, seeds and chance contribute.

    Attributes:
        levers: variance of the mean outcome between points.
        seeds: common noise: variance of what a seed adds to all points. It is the same at all
            points, so it moves no difference between them. None for independent noise.
        chance: common noise: variance of the interaction of point and seed, by which the noise
            changes differences between points; independent noise: variance between the runs of a
            point.
        share: share of the variance between the points' means that is chance. Above 1 where
            ``levers`` is estimated below 0.
        replicates: seeds behind a mean (harmonic mean over points).
    """

    levers: Component
    seeds: Component | None
    chance: Component
    share: Component
    replicates: float


MIN_BLOCKS, MIN_REPLICATES = 2, 2


def components(values: np.ndarray, *, common: bool) -> Components | None:
    """Estimate the components of variance of a sampled design.

    With common noise the design is crossed (points by seeds): a seed's effect on all points is
    taken out before the rest is divided. With independent noise it is nested (runs in points).
    The estimates are those of the analysis of variance, which are unbiased and may fall below 0;
    intervals resample blocks (and common seeds) as those of the indices do, so that no normal
    distribution of the outcomes over points is assumed.

    Args:
        values: (blocks, points, seeds); NaN is a gap. Blocks are independent of each other.
        common: whether a seed has the same noise at all points.

    Returns:
        The components; None if under two blocks have two runs at each point, or all runs agree.
    """
    enough = (np.isfinite(values).sum(axis=-1) >= MIN_REPLICATES).all(axis=1)
    values = values[enough]
    if len(values) < MIN_BLOCKS:
        return None
    blocks, seeds = len(values), values.shape[-1]
    original = values
    values = centred(values, values.reshape(-1, seeds), common=common)
    runs, middles = Runs(values, common=common), Runs(_middles(values), common=common)
    # The centre is a mean of the same runs, and takes a part of their variance with it.
    levers = runs.squares() + middles.product(0, 0) / (blocks - 1)
    chance = runs.scatter()
    if common:
        chance += middles.scatter() / (blocks - 1)
    replicates = float(1.0 / np.mean(1.0 / np.isfinite(values).sum(axis=-1)))
    total = float(levers.mean() + chance.mean() / replicates)
    if total <= 0.0:
        return None
    share = float(chance.mean() / replicates) / total
    line = (chance / replicates * (1.0 - share) - share * levers) / total + share
    return Components(
        _component(levers, common=common),
        _between_seeds(original, float(middles.scatter().mean())) if common else None,
        _positive(chance, common=common),
        _positive(line, common=common),
        replicates,
    )


def _middles(values: np.ndarray) -> np.ndarray:
    """(blocks, 1, seeds) mean over the points of each block that have a value."""
    count = np.isfinite(values).sum(axis=1)
    sums = np.where(np.isfinite(values), values, 0.0).sum(axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)[:, None, :]


def _component(cells: np.ndarray, *, common: bool) -> Component:
    found = estimate(cells, common=common)
    return Component(found.value, found.value - found.half(), found.value + found.half())


def _positive(cells: np.ndarray, *, common: bool) -> Component:
    """A component that cannot be below 0: its interval is symmetric on a scale of logarithms."""
    found = estimate(cells, common=common)
    if found.value <= 0.0:
        return Component(found.value, 0.0, found.half())
    ratio = math.exp(min(found.half() / found.value, 50.0))
    return Component(found.value, found.value / ratio, found.value * ratio)


def _between_seeds(values: np.ndarray, chance: float) -> Component:
    """The variance of what each seed adds to all points; its interval is that of a variance.

    Args:
        values: (blocks, points, seeds).
        chance: variance between the seeds of a block's mean, once that is taken out.
    """
    from scipy.special import chdtri

    shifts = values - np.nanmean(values, axis=-1, keepdims=True)
    means = np.nanmean(shifts.reshape(-1, values.shape[-1]), axis=0)
    freedom = len(means) - 1
    spread, noise = float(means.var(ddof=1)), chance / max(1, len(values) - 1)
    low, high = (freedom * spread / float(chdtri(freedom, q)) for q in (1.0 - UPPER, UPPER))
    return Component(spread - noise, low - noise, high - noise)
