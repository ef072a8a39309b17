"""What all sensitivity methods share: the levers, whole blocks of a design, and the result."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.summary import CONFIDENCE
from model.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 200  # of a confidence interval; fewer where the design is very large
RESAMPLED_CELLS = 1_000_000  # numbers held at a time while resampling: 8 MB an array
SEED = 1  # of resampling; not 0, which SALib reads as "any"

Problem = dict[str, Any]  # the levers with names and bounds, as SALib takes them


@dataclass(frozen=True, eq=False)
class Indices:
    """Sensitivity indices of one measure.

    Attributes:
        method: how they were made, e.g. ``"Sobol"``.
        table: a row an index: lever, other (the second lever of a pair, else empty), index,
            value, low and high (95 % interval).
        unit: of what the method resamples: ``"blocks"``, ``"trajectories"`` or ``"points"``.
        used: how many of them had all values.
        planned: how many the design has.
    """

    method: str
    table: "pd.DataFrame"
    unit: str
    used: int
    planned: int


def resamples(size: int) -> int:
    """How often to resample ``size`` units within a fixed amount of memory."""
    return max(100, min(RESAMPLES, RESAMPLED_CELLS // max(1, size)))


def whole(means: np.ndarray, size: int, least: int, unit: str) -> np.ndarray:
    """Which blocks of consecutive points have a value at every point.

    SALib cannot take gaps: a block with one is left out whole, as its points only mean
    something together.

    Args:
        means: (points,) NaN where a point has no value.
        size: points of a block.
        least: number of whole blocks that the method needs.
        unit: what the blocks are called.

    Returns:
        (blocks,) bool.

    Raises:
        BadInput: if too few are left, or if the measure is the same everywhere.
    """
    kept = np.asarray(np.isfinite(means.reshape(-1, size)).all(axis=1))
    if kept.sum() < least:
        raise BadInput(unit, int(kept.sum()), f"at least {least} without a gap are needed")
    inside = means.reshape(-1, size)[kept]
    if np.ptp(inside) <= 1e-12 * max(1.0, float(np.abs(inside).max())):
        raise BadInput("values", float(inside.flat[0]), "the measure never changes here")
    return kept


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
