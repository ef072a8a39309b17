"""Runs as points by replicates, with means, intervals and what chance explains."""

import numpy as np
import pytest

from motorloops.experiments.analysis.frames import cells, noise_share, point_means, summaries
from motorloops.experiments.statistics import summarise
from tests.helpers.synthetic_runs import runs


def test_points_are_rows_and_replicates_columns_whatever_the_order_of_runs():
    frame = runs({"a": [0.0, 0.5], "b": [0.0, 1.0]}, lambda a, b: a + 10 * b, noise=1.0)
    table = cells(frame, ["a", "b"], "y")
    assert table.shape == (4, 8)
    shuffled = cells(frame.sample(frac=1.0, random_state=1), ["a", "b"], "y")
    assert shuffled.equals(table)
    one = frame[(frame.a == 0.5) & (frame.b == 1.0) & (frame.replicate == 3)]
    assert table.loc[(0.5, 1.0), 3] == one.y.item()


def test_intervals_are_those_of_all_other_reports():
    frame = runs({"a": [0.0]}, lambda a: 2.0, noise=1.0)
    frame.loc[2, "y"] = np.nan
    told = summaries(cells(frame, ["a"], "y")).iloc[0]
    truth = summarise(frame.y.to_numpy(), "")
    assert (told["mean"], told.low, told.high, told.n) == pytest.approx(
        (truth.mean, truth.low, truth.high, 7)
    )


def test_a_point_without_a_value_is_a_gap_not_nought():
    frame = runs({"a": [0.0, 1.0, 2.0]}, lambda a: a, replicates=2)
    frame.loc[frame.point == 1, "y"] = np.nan
    frame = frame[frame.point != 2]
    means, counts, _ = point_means(frame, "y", 4)
    np.testing.assert_array_equal(means, [0.0, np.nan, np.nan, np.nan])
    assert counts.tolist() == [2, 0, 0, 0]


def test_chance_is_told_as_a_share_of_what_varies():
    rng = np.random.default_rng(2)
    frame = runs({"a": np.arange(400.0)}, lambda a: 0.0, replicates=10)
    frame["y"] = rng.normal(size=len(frame))
    assert noise_share(*point_means(frame, "y", 400)) == pytest.approx(1.0, abs=0.15)
    frame["y"] += frame.a
    assert (noise_share(*point_means(frame, "y", 400)) or 1.0) < 1e-4
    single = runs({"a": [0.0, 1.0]}, lambda a: a, replicates=1)
    assert noise_share(*point_means(single, "y", 2)) is None
