"""Distributions of the axes of drawn designs: from the unit interval to values of a lever.

A design is drawn on the unit cube, and each axis is the quantile function of its distribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.sweeps.study import CATEGORIES, SHAPES, UNIFORM, Axis

if TYPE_CHECKING:
    from scipy.stats.distributions import rv_frozen


def frozen(axis: Axis) -> rv_frozen:
    """The SciPy distribution of an axis of numbers; a normal one is truncated to its ends."""
    from scipy import stats

    low, span = axis.low, axis.high - axis.low
    given = dict(zip(SHAPES[axis.distribution], axis.shape, strict=True))
    match axis.distribution:
        case "loguniform":
            return stats.loguniform(axis.low, axis.high)
        case "normal":
            mean, sd = given["mean"], given["sd"]
            return stats.truncnorm((low - mean) / sd, (axis.high - mean) / sd, mean, sd)
        case "beta":
            return stats.beta(given["a"], given["b"], low, span)
        case "triangular":
            return stats.triang((given["mode"] - low) / span, low, span)
    return stats.uniform(low, span)


def category_index(axis: Axis, share: np.ndarray) -> np.ndarray:
    """(points,) index of the category at each (points,) place in the unit interval."""
    ends = np.cumsum(axis.shape or np.full(len(axis.values), 1.0 / len(axis.values)))
    return np.searchsorted(ends[:-1], share, side="right")


def axis_values(axis: Axis, drawn: np.ndarray, *, text: bool) -> np.ndarray:
    """(points,) values of an axis.

    Args:
        axis: of a drawn design.
        drawn: (points,) its column of the design: values if it is uniform, else places in the
            unit interval.
        text: whether the values are names.
    """
    if axis.distribution == CATEGORIES:
        values = np.array(axis.values, object if text else np.float64)
        return values[category_index(axis, drawn)]
    if axis.distribution == UNIFORM:
        return drawn.copy()
    return np.clip(frozen(axis).ppf(drawn), axis.low, axis.high)  # rounding may leave the ends


def share_inside(axis: Axis) -> float:
    """Share of an axis's normal distribution that lies between its ends; 1 for others."""
    if axis.distribution != "normal":
        return 1.0
    from scipy.special import ndtr

    mean, sd = axis.shape
    return float(ndtr((axis.high - mean) / sd) - ndtr((axis.low - mean) / sd))


def described(axis: Axis) -> str:
    """The distribution of an axis in words; empty for a uniform one."""
    if axis.distribution == UNIFORM:
        return ""
    if axis.distribution == CATEGORIES:
        shares = axis.shape or (1.0 / len(axis.values),) * len(axis.values)
        named = [
            f"{'none' if value == '' else value} ({share:.3g})"
            for value, share in zip(axis.values, shares, strict=True)
        ]
        return f"one of {', '.join(named)}, with these probabilities"
    given = zip(SHAPES[axis.distribution], axis.shape, strict=True)
    numbers = ", ".join(f"{name} {value:g}" for name, value in given)
    ends = f"from {axis.low:g} to {axis.high:g}"
    outside = 1.0 - share_inside(axis)
    cut = f", truncated to that range, which leaves out {outside:.2%} of it" if outside else ""
    return f"{axis.distribution}{f' ({numbers})' if numbers else ''} {ends}{cut}"
