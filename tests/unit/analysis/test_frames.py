"""Runs as points by replicates, with means and intervals."""

import numpy as np
import pytest

from motorloops.experiments.analysis.frames import cells, run_table, summaries
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


def test_a_point_without_a_value_is_a_gap_not_zero():
    frame = runs({"a": [0.0, 1.0, 2.0]}, lambda a: a, replicates=2)
    frame.loc[frame.point == 1, "y"] = np.nan
    frame = frame[frame.point != 2]
    table = run_table(frame, "y", 4)
    np.testing.assert_array_equal(table, [[0.0, 0.0], [np.nan] * 2, [np.nan] * 2, [np.nan] * 2])
