"""The rules of the verdict on a finding.

*Direction*: every run has a figure, and the whole 95 % interval of their mean is within the
range that the finding needs, which begins at the smallest change that counts
(:mod:`motorloops.experiments.evidence.comparison`). *Size*: the 95 % interval of the figure
that has a published size overlaps its band. Then:

- a contested finding is *contested in the literature*, independently of the model;
- without the direction it is *not reproduced*;
- with direction and size it is *reproduced*;
- with the direction, but a size that is missed or was not published, it is *direction only*;
- a finding that has a size and no direction is *reproduced* or *not reproduced* by its size.

The interval is over noise seeds with the default weights: it describes the variation of trials of
this one model. The variation over other sets of weights that fit as well is reported separately
and does not change the verdict.
"""

from typing import Literal

import numpy as np

from motorloops.experiments.calibration.target import Range
from motorloops.experiments.evidence.comparison import ANYTHING
from motorloops.experiments.statistics import summarise

Verdict = Literal["reproduced", "direction only", "not reproduced", "contested in the literature"]
Size = Literal["inside the band", "outside the band", "no size published"]
REPRODUCED: Verdict = "reproduced"
DIRECTION: Verdict = "direction only"
NOT: Verdict = "not reproduced"
CONTESTED: Verdict = "contested in the literature"
INSIDE: Size = "inside the band"
OUTSIDE: Size = "outside the band"
UNKNOWN: Size = "no size published"
VERDICTS = {
    REPRODUCED: "the direction is as published, and so is the size: the 95 % interval overlaps "
    "the band of the published one",
    DIRECTION: "the direction is as published; the size is not, or none was published",
    NOT: "the direction is not as published, or a run had no figure",
    CONTESTED: "published reports disagree, so no answer would be right; the figure is shown all "
    "the same",
}


def interval(values: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean of (runs,) values; NaN unless every run has a value."""
    summary = summarise(values, "")
    if summary.n < len(values) or summary.low is None or summary.high is None:
        return np.nan, np.nan
    return summary.low, summary.high


def shows_direction(values: np.ndarray, need: Range) -> bool:
    """Whether the whole interval of (runs,) values is within the needed range."""
    low, high = interval(values)
    return bool(need[0] < low and high < need[1])


def size(values: np.ndarray | None, band: Range | None) -> Size:
    """Whether the interval of (runs,) values overlaps the band."""
    if band is None or values is None:
        return UNKNOWN
    low, high = interval(values)
    return INSIDE if low <= band[1] and high >= band[0] else OUTSIDE


def verdict(*, contested: bool, direction: bool, size: Size, need: Range) -> Verdict:
    """The verdict on a finding, by the rules of this module."""
    if contested:
        return CONTESTED
    if not direction or (need == ANYTHING and size != INSIDE):
        return NOT
    return REPRODUCED if size == INSIDE else DIRECTION
