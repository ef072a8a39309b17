"""The loss: nothing inside an aim, growing outside, and never so large that it hides the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.calibration.search import NO_FIGURE, misses
from motorloops.experiments.calibration.targets import TARGETS

LOW, HIGH = np.array([target.aim for target in TARGETS]).T
SCALE = np.array([target.scale for target in TARGETS])
INSIDE = np.where(np.isfinite(LOW), LOW, HIGH - SCALE)  # an end of each aim belongs to it


def test_a_figure_inside_its_aim_is_no_miss():
    missed, slopes = misses(INSIDE)
    assert not missed.any()
    assert not slopes.any()


def test_a_missing_figure_is_a_large_miss_without_a_slope():
    figures = INSIDE.copy()
    figures[3] = np.nan
    missed, slopes = misses(figures)
    assert missed[3] > 5.0
    assert slopes[3] == 0.0
    assert np.count_nonzero(missed) == 1


@given(st.floats(0.1, 2 * NO_FIGURE), st.booleans())
def test_misses_have_their_sign_grow_and_have_the_slopes_that_they_say(away, below):
    end, sign = (LOW, -1.0) if below else (HIGH, 1.0)
    there = np.isfinite(end)
    figures = np.where(there, end + sign * away * SCALE, INSIDE)
    missed, slopes = misses(figures)
    assert (np.sign(missed[there]) == sign).all()
    assert (np.abs(missed[there]) < away).all()
    step = 1e-4 * SCALE
    further, _ = misses(figures + step)
    nearer, _ = misses(figures - step)
    np.testing.assert_allclose(((further - nearer) / (2 * step))[there], slopes[there], rtol=1e-4)


def test_a_miss_of_one_scale_counts_about_one():
    missed, _ = misses(np.where(np.isfinite(HIGH), HIGH + SCALE, INSIDE))
    assert missed[np.isfinite(HIGH)] == pytest.approx(1.0, abs=0.15)
