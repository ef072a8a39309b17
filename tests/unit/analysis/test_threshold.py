"""Thresholds against curves whose crossing is known, and curves that have none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import quantile_test

from motorloops.experiments.analysis.dose_response import (
    first_crossing,
    median_of_bounds,
    thresholds,
)
from motorloops.experiments.analysis.frames import cells
from tests.helpers.synthetic_runs import runs

DOSES = np.linspace(0.0, 1.0, 11)


@given(slope=st.floats(0.5, 50.0), limit=st.floats(0.01, 0.49))
def test_a_straight_line_is_crossed_where_algebra_says(slope, limit):
    low, high, fate = first_crossing(DOSES, slope * DOSES, limit)
    assert fate == "crossed"
    assert low == high == pytest.approx(limit / slope, rel=1e-9)


def test_the_first_crossing_counts():
    values = np.array([0, 0, 2, 0, 0, 2, 2, 2, 2, 2, 2.0])
    assert first_crossing(DOSES, values, 1.0) == (*[pytest.approx(0.15)] * 2, "crossed")


@pytest.mark.parametrize(
    ("values", "fate", "bounds"),
    [
        (np.zeros(11), "never", (1.0, np.inf)),
        (np.ones(11), "never", (1.0, np.inf)),  # at the limit is not above it
        (np.linspace(2, 3, 11), "beyond", (-np.inf, 0.0)),
        (np.array([np.nan, *np.full(10, 2.0)]), "gap", (-np.inf, DOSES[1])),
        (np.array([0, np.nan, *np.full(9, 2.0)]), "gap", (0.0, DOSES[2])),
        (np.array([0, 0, np.nan, *np.zeros(8)]), "gap", (DOSES[1], np.inf)),
    ],
)
def test_what_does_not_cross_is_bounded_and_never_guessed(values, fate, bounds):
    assert first_crossing(DOSES, values, 1.0) == (*bounds, fate)


def test_a_gap_after_the_crossing_does_no_harm():
    values = np.array([0.0, 2.0, *np.full(9, np.nan)])
    assert first_crossing(DOSES, values, 1.0) == (*[pytest.approx(0.05)] * 2, "crossed")


def test_seeds_that_do_not_cross_count_as_bounds_and_are_counted():
    frame = runs({"dose": DOSES}, lambda dose: dose, replicates=20)
    frame.loc[frame.replicate < 5, "y"] = 0.0
    frame.loc[frame.replicate == 5, "y"] += 1.0
    frame.loc[(frame.replicate == 6) & (frame.dose == 0.2), "y"] = np.nan
    frame["y"] += np.where(frame.replicate >= 7, frame.replicate * 0.001, 0.0)
    found = thresholds(cells(frame, ["dose"], "y"), "dose", 0.55).iloc[0]
    assert (found.replicates, found.n, found.never, found.beyond, found.gap) == (20, 13, 5, 1, 1)
    assert np.isnan([found["mean"], found.mean_low, found.mean_high]).all()
    # In order: at most 0, 13 crossings from 0.531 to 0.543 (one hidden from 0.1 to 0.6), never 5.
    assert found.at_least == pytest.approx(0.55 - 0.001 * (12 + 11) / 2)
    assert found.at_most == pytest.approx(0.55 - 0.001 * (11 + 10) / 2)
    assert found.low == pytest.approx(0.55 - 0.001 * 16)
    assert found.high == pytest.approx(0.6)
    assert found.direction == "rises above"


def test_a_mean_is_given_only_where_every_seed_crosses():
    frame = runs({"dose": DOSES}, lambda dose: dose, replicates=8, noise=0.05)
    every = thresholds(cells(frame, ["dose"], "y"), "dose", 0.55).iloc[0]
    truth = 0.55 - frame[frame.dose == 0.0].y.to_numpy()
    assert every["mean"] == pytest.approx(truth.mean())
    assert every.mean_low < every["mean"] < every.mean_high
    assert every.at_least == every.at_most == pytest.approx(np.median(truth))
    assert (every.low, every.high) == pytest.approx((truth.min(), truth.max()))  # of 8 seeds


def test_the_median_of_censored_seeds_is_unbiased_where_the_mean_of_those_that_cross_is_not():
    rng = np.random.default_rng(1)
    crossing = 0.8 + 0.2 * rng.standard_normal(2001)  # 16 % lie beyond the last dose
    table = pd.DataFrame(DOSES[:, None] - crossing, pd.Index(DOSES, name="dose"))
    found = thresholds(table, "dose", 0.0).iloc[0]
    assert found.at_least == found.at_most == pytest.approx(np.median(crossing))
    assert found.low < 0.8 < found.high
    assert crossing[(crossing > 0.0) & (crossing < 1.0)].mean() < found.low
    assert np.isnan(found["mean"])


@pytest.mark.parametrize("n", [6, 9, 20])
def test_the_interval_of_the_median_is_the_sign_tests(n):
    values = np.random.default_rng(n).normal(size=n)
    truth = quantile_test(values, p=0.5).confidence_interval(0.95)
    assert median_of_bounds(values, values)[2:] == pytest.approx((truth.low, truth.high))


def test_five_seeds_give_no_interval_of_the_median():
    values = np.arange(5.0)
    assert median_of_bounds(values, values) == (2.0, 2.0, -np.inf, np.inf)


def test_a_falling_curve_is_searched_for_falling_below():
    frame = runs({"a": [0.0, 1.0], "dose": DOSES}, lambda a, dose: a + 1.0 - dose)
    found = thresholds(cells(frame, ["a", "dose"], "y"), "dose", 0.45)
    assert found.direction.tolist() == ["falls below", "falls below"]
    assert found["mean"].iloc[0] == pytest.approx(0.55)
    assert found.never.tolist() == [0, 8]
    assert np.isnan(found["mean"].iloc[1])
    assert (found.at_least.iloc[1], found.at_most.iloc[1]) == (1.0, np.inf)
