"""The rules of the verdict."""

import numpy as np
import pytest

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence.comparison import ANYTHING, Answer, Comparison
from motorloops.experiments.evidence.verdict import (
    CONTESTED,
    DIRECTION,
    INSIDE,
    NOT,
    OUTSIDE,
    REPRODUCED,
    UNKNOWN,
    Size,
    interval,
    shows_direction,
    size,
    verdict,
)

RISE = above(0.0)
ONES = np.array([0.9, 1.0, 1.1])


def judged(*, contested=False, direction=True, how: Size = INSIDE, need=RISE):
    return verdict(contested=contested, direction=direction, size=how, need=need)


@pytest.mark.parametrize(
    ("values", "need", "holds"),
    [
        (ONES, above(0.5), True),
        (ONES, above(0.9), False),  # the interval reaches lower than the mean
        (ONES, below(0.5), False),
        (-ONES, below(-0.5), True),
        (np.zeros(3), above(0.0), False),  # no change is no direction
        (np.array([1.0, np.nan, 1.1]), above(0.5), False),  # a run without a figure
        (np.array([1.0]), above(0.5), False),  # one run has no interval
        (ONES, (0.0, 2.0), True),
        (ONES, ANYTHING, True),
    ],
)
def test_direction(values, need, holds):
    assert shows_direction(values, need) is holds


@pytest.mark.parametrize(
    ("values", "band", "told"),
    [
        (ONES, (0.5, 1.5), INSIDE),
        (ONES, (1.2, 1.5), INSIDE),  # overlaps: 1.0 +- 0.25
        (ONES, (1.3, 1.5), OUTSIDE),
        (ONES, (2.0, np.inf), OUTSIDE),
        (ONES, (0.5, np.inf), INSIDE),
        (ONES, None, UNKNOWN),
        (None, (0.0, 1.0), UNKNOWN),
        (np.array([1.0, np.nan]), (0.0, 2.0), OUTSIDE),
    ],
)
def test_size(values, band, told):
    assert size(values, band) == told


def test_interval_is_students():
    low, high = interval(ONES)
    assert (low + high) / 2 == pytest.approx(1.0)
    assert (high - low) / 2 == pytest.approx(4.302653 * 0.1 / np.sqrt(3), rel=1e-5)


def test_direction_and_size_reproduce():
    assert judged() == REPRODUCED


@pytest.mark.parametrize("how", [OUTSIDE, UNKNOWN])
def test_direction_without_the_size_is_direction_only(how):
    assert judged(how=how) == DIRECTION


@pytest.mark.parametrize("how", [INSIDE, OUTSIDE, UNKNOWN])
def test_without_direction_nothing_is_reproduced(how):
    assert judged(direction=False, how=how) == NOT


@pytest.mark.parametrize("how", [INSIDE, OUTSIDE, UNKNOWN])
@pytest.mark.parametrize("direction", [True, False])
def test_a_contested_finding_stays_contested_whatever_the_model_does(direction, how):
    assert judged(contested=True, direction=direction, how=how) == CONTESTED


def test_a_finding_without_direction_hangs_on_its_size():
    assert judged(need=ANYTHING) == REPRODUCED
    assert judged(need=ANYTHING, how=OUTSIDE) == NOT


def test_a_band_needs_its_origin():
    with pytest.raises(ValueError, match="band_by"):
        Comparison("RI-1.1", "a figure", "1", lambda lab: Answer(ONES), above(0.0), (0.0, 1.0))
