"""Interactions against surfaces whose interaction is known."""

import numpy as np
import pytest

from motorloops.experiments.analysis.frames import cells
from motorloops.experiments.analysis.interaction import (
    at_equal_shares,
    hidden_together,
    interaction,
)
from tests.helpers.synthetic_runs import runs

LEVELS = {"a": [0.0, 0.1, 0.2, 0.4], "b": [0.0, 0.5, 1.0]}


def surface(function, **more):
    return cells(runs(LEVELS, function, **more), ["a", "b"], "y")


def test_a_product_is_found_and_common_noise_falls_out():
    told = interaction(surface(lambda a, b: 7.0 + a + 2.0 * b + 3.0 * a * b, noise=4.0))
    a, b = (told.index.get_level_values(k).to_numpy() for k in (0, 1))
    np.testing.assert_allclose(told["mean"], 3.0 * a * b, atol=1e-12)
    np.testing.assert_allclose(told.high - told.low, 0.0, atol=1e-12)
    np.testing.assert_allclose(told["first"], a)
    np.testing.assert_allclose(told.second, 2.0 * b)
    np.testing.assert_allclose(told["sum"], a + 2.0 * b)
    np.testing.assert_allclose(told.together, a + 2.0 * b + 3.0 * a * b)
    assert len(told) == 6
    assert (told.n == 8).all()


def test_a_sum_has_no_interaction():
    told = interaction(surface(lambda a, b: np.sin(a) + np.exp(b)))
    np.testing.assert_allclose(told["mean"], 0.0, atol=1e-12)


def test_independent_noise_gives_an_interval_that_covers_the_truth():
    covered = 0
    for seed in range(200):
        frame = runs(LEVELS, lambda a, b: a * b, replicates=10)
        frame["y"] += np.random.default_rng(seed).normal(0.0, 0.1, len(frame))
        told = interaction(cells(frame, ["a", "b"], "y")).iloc[-1]
        covered += told.low <= 0.4 <= told.high
    assert 0.9 <= covered / 200 <= 0.99


def test_a_missing_run_leaves_only_its_replicate_out():
    frame = runs(LEVELS, lambda a, b: a * b)
    frame.loc[(frame.replicate == 0) & (frame.a == 0.1) & (frame.b == 0.5), "y"] = np.nan
    told = interaction(cells(frame, ["a", "b"], "y"))
    assert told.n.loc[(0.1, 0.5)] == 7
    assert told.n.loc[(0.1, 1.0)] == 8
    frame.loc[(frame.replicate == 1) & (frame.a == 0.0) & (frame.b == 0.0), "y"] = np.nan
    assert interaction(cells(frame, ["a", "b"], "y")).n.max() == 7


def test_the_parts_are_over_the_same_seeds_as_the_interaction():
    frame = runs(LEVELS, lambda a, b: a * b)
    frame["y"] += frame.replicate * frame.a
    frame.loc[(frame.replicate == 7) & (frame.b == 1.0), "y"] = np.nan
    found = interaction(cells(frame, ["a", "b"], "y"))
    np.testing.assert_allclose(found.together - found["sum"], found["mean"], atol=1e-12)
    assert found["first"].loc[(0.4, 1.0)] == pytest.approx(0.4 * 3.0)  # seeds 0 to 6
    assert found["first"].loc[(0.4, 0.5)] == pytest.approx(0.4 * 3.5)


def test_rows_at_equal_shares_of_both_ranges():
    told = interaction(surface(lambda a, b: a * b))
    assert at_equal_shares(told, (0.0, 0.0), (0.5, 0.52, 1.0)).index.tolist() == [
        (0.2, 0.5), (0.4, 1.0),
    ]  # fmt: skip


def test_two_harmless_steps_that_harm_together():
    share, smallest = hidden_together(surface(lambda a, b: a + b / 10 + a * b), 0.45)
    # Alone neither passes 0.45; together (0.4, 0.5), (0.4, 1.0) and (0.2, 1.0) do.
    assert share == pytest.approx(3 / 6)
    assert smallest in [(0.4, 0.5), (0.2, 1.0)]
    assert hidden_together(surface(lambda a, b: a), 0.45) == (0.0, None)
