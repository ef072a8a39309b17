"""Thresholds against curves whose crossing is known, and curves that have none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.analysis.dose_response import first_crossing, thresholds
from motorloops.experiments.analysis.frames import cells
from tests.helpers.synthetic_runs import runs

DOSES = np.linspace(0.0, 1.0, 11)


@given(slope=st.floats(0.5, 50.0), limit=st.floats(0.01, 0.49))
def test_a_straight_line_is_crossed_where_algebra_says(slope, limit):
    dose, fate = first_crossing(DOSES, slope * DOSES, limit)
    assert fate == "crossed"
    assert dose == pytest.approx(limit / slope, rel=1e-9)


def test_the_first_crossing_counts():
    values = np.array([0, 0, 2, 0, 0, 2, 2, 2, 2, 2, 2.0])
    assert first_crossing(DOSES, values, 1.0) == (pytest.approx(0.15), "crossed")


@pytest.mark.parametrize(
    ("values", "fate"),
    [
        (np.zeros(11), "never"),
        (np.ones(11), "never"),  # at the limit is not above it
        (np.linspace(2, 3, 11), "beyond"),
        (np.array([np.nan, *np.full(10, 2.0)]), "gap"),
        (np.array([0, np.nan, *np.full(9, 2.0)]), "gap"),
        (np.array([0, 0, np.nan, *np.zeros(8)]), "gap"),
    ],
)
def test_what_does_not_cross_is_never_guessed(values, fate):
    dose, found = first_crossing(DOSES, values, 1.0)
    assert found == fate
    assert np.isnan(dose)


def test_a_gap_after_the_crossing_does_no_harm():
    values = np.array([0.0, 2.0, *np.full(9, np.nan)])
    assert first_crossing(DOSES, values, 1.0) == (pytest.approx(0.05), "crossed")


def test_the_interval_is_over_those_that_cross_and_the_rest_is_counted():
    frame = runs({"dose": DOSES}, lambda dose: dose, replicates=20)
    frame.loc[frame.replicate < 5, "y"] = 0.0
    frame.loc[frame.replicate == 5, "y"] += 1.0
    frame.loc[(frame.replicate == 6) & (frame.dose == 0.2), "y"] = np.nan
    frame["y"] += np.where(frame.replicate >= 7, frame.replicate * 0.001, 0.0)
    told = thresholds(cells(frame, ["dose"], "y"), "dose", 0.55).iloc[0]
    assert (told.replicates, told.n, told.never, told.beyond, told.gap) == (20, 13, 5, 1, 1)
    assert told["mean"] == pytest.approx(0.55 - 0.001 * np.arange(7, 20).mean())
    assert told.low < told["mean"] < told.high
    assert told.direction == "rises above"


def test_a_falling_curve_is_looked_at_for_falling_below():
    frame = runs({"a": [0.0, 1.0], "dose": DOSES}, lambda a, dose: a + 1.0 - dose)
    told = thresholds(cells(frame, ["a", "dose"], "y"), "dose", 0.45)
    assert told.direction.tolist() == ["falls below", "falls below"]
    assert told["mean"].iloc[0] == pytest.approx(0.55)
    assert told.never.tolist() == [0, 8]
    assert np.isnan(told["mean"].iloc[1])
