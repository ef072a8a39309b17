"""Mean and interval over runs, with and without values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from motorloops.experiments.statistics import Summary, summarise

values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(values)
def test_the_interval_is_students(seen):
    summary = summarise(np.array(seen), "ms")
    spread = stats.sem(seen)
    low, high = stats.t.interval(0.95, len(seen) - 1, np.mean(seen), spread or 1e-300)
    assert summary.mean == pytest.approx(np.mean(seen))
    assert summary.low == pytest.approx(low, abs=1e-6)
    assert summary.high == pytest.approx(high, abs=1e-6)
    assert summary.n == len(seen)
    assert summary.unit == "ms"


def test_runs_without_a_value_do_not_count():
    with_gaps = summarise(np.array([1.0, np.nan, 2.0, np.inf, 3.0]), "s")
    assert with_gaps == summarise(np.array([1.0, 2.0, 3.0]), "s")
    assert with_gaps.n == 3


def test_one_run_has_a_mean_and_no_interval():
    assert summarise(np.array([np.nan, 4.0]), "s") == Summary(4.0, None, None, 1, "s")


@pytest.mark.parametrize("seen", [[], [np.nan, np.inf]])
def test_no_value_is_no_mean(seen):
    assert summarise(np.array(seen), "s") == Summary(None, None, None, 0, "s")


def test_counts_are_summarised_too():
    assert summarise(np.array([1, 3]), "muscles").mean == 2.0
