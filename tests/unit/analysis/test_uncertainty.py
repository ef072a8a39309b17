"""Errors and components of variance against tables whose parts are known."""

import numpy as np
import pytest

from motorloops.experiments.analysis.uncertainty import Runs, components, estimate
from motorloops.experiments.statistics import summarise
from tests.helpers import noisy_ishigami as truth


def parts_of(values, common):
    """The components of runs that have some."""
    found = components(values, common=common)
    assert found is not None
    return found


NOISES = pytest.mark.parametrize("common", [False, True], ids=["independent", "common"])


def table(blocks, seeds, cells, shape=(40, 5), seed=1):
    """A table of blocks by seeds, with these standard deviations of its three parts."""
    rng = np.random.default_rng(seed)
    return (
        blocks * rng.normal(size=(shape[0], 1)) + seeds * rng.normal(size=(1, shape[1]))
        + cells * rng.normal(size=shape)
    )  # fmt: skip


def test_independent_noise_gives_the_interval_of_the_means_of_blocks():
    cells = table(1.0, 0.0, 2.0)
    found, plain = estimate(cells, common=False), summarise(cells.mean(axis=1), "")
    assert found.value - found.half() == pytest.approx(plain.low)
    assert found.seeds == 0.0


def test_the_error_of_a_crossed_table_is_that_of_its_analysis_of_variance():
    cells = table(1.0, 3.0, 2.0)
    found = estimate(cells, common=True)
    rows, columns = cells.mean(axis=1), cells.mean(axis=0)
    rest = cells - rows[:, None] - columns + cells.mean()
    squares = 5 * rows.var(ddof=1), 40 * columns.var(ddof=1), (rest**2).sum() / (39 * 4)
    assert found.error**2 == pytest.approx((squares[0] + squares[1] - squares[2]) / 200)
    assert found.half() > 2.77 * found.error * 0.9  # nearly all of it has 4 degrees of freedom


def test_a_seed_that_acts_on_all_blocks_is_no_smaller_an_error_in_more_blocks():
    few, many = (
        np.mean([
            estimate(table(0.1, 1.0, 0.1, (n, 8), seed), common=True).error for seed in range(50)
        ])
        for n in (20, 500)
    )  # fmt: skip
    assert many == pytest.approx(few, rel=0.15)
    assert many == pytest.approx(1.0 / np.sqrt(8), rel=0.15)


def test_one_common_seed_has_no_error_of_seeds():
    found = estimate(table(1.0, 0.0, 1.0)[:, :1], common=True)
    assert np.isnan(found.seeds)
    assert found.half() > 0.0


@NOISES
def test_products_of_different_seeds_hold_no_noise(common):
    rng = np.random.default_rng(1)
    values = rng.normal(0.0, 1.0, (20_000, 2, 3))
    values[..., 0, :] += 2.0
    if common:  # a seed shifts both points alike, in each block anew
        values += rng.normal(size=(20_000, 1, 3))
    runs = Runs(values, common=common)
    assert runs.product(0, 0).mean() == pytest.approx(4.0, abs=0.1)
    assert runs.product(0, 1).mean() == pytest.approx(0.0, abs=0.1)
    assert runs.scatter().mean() == pytest.approx(2.0 if common else 1.0, rel=0.05)


def test_products_with_gaps_are_the_means_over_all_pairs_of_different_seeds():
    values = np.array([[[1.0, np.nan, 3.0, 5.0], [2.0, 7.0, np.nan, 4.0]]])
    pairs = [values[0, 0, r] * values[0, 1, s] for r in range(4) for s in range(4) if r != s]
    found = Runs(values, common=True).product(0, 1).mean()
    assert found == pytest.approx(np.nanmean(pairs))


@NOISES
def test_the_components_are_unbiased(common):
    rng = np.random.default_rng(1)
    made = []
    for _ in range(60):
        x = rng.uniform(-np.pi, np.pi, (300, 3))
        made.append(parts_of(truth.noisy(x, 4, rng, common=common)[:, None], common))
    levers, shift, chance = truth.components(common=common)
    assert np.mean([one.levers.value for one in made]) == pytest.approx(levers, rel=0.05)
    assert np.mean([one.chance.value for one in made]) == pytest.approx(chance, rel=0.05)
    if common:
        assert np.mean([one.seeds.value for one in made]) == pytest.approx(shift, rel=0.3)
    else:
        assert all(one.seeds is None for one in made)


def test_what_a_common_seed_adds_to_all_points_is_not_chance():
    rng = np.random.default_rng(1)
    points = rng.normal(0.0, 1.0, (200, 1, 1))
    runs = points + 100.0 * rng.normal(size=4) + rng.normal(0.0, 0.1, (200, 1, 4))
    found = parts_of(runs, True)
    assert found.share.value == pytest.approx(0.0025, rel=0.3)
    assert found.seeds is not None
    assert found.seeds.low < 100.0**2 < found.seeds.high


def test_levers_without_effect_are_estimated_around_zero_and_not_clipped():
    found = [
        parts_of(np.random.default_rng(seed).normal(size=(50, 1, 4)), True) for seed in range(40)
    ]
    levers = [one.levers.value for one in found]
    assert min(levers) < 0.0 < max(levers)
    assert np.mean(levers) == pytest.approx(0.0, abs=0.05)
    assert max(one.share.value for one in found) > 1.0


def test_one_seed_has_no_components():
    assert components(np.random.default_rng(1).normal(size=(50, 1, 1)), common=True) is None
    assert components(np.ones((50, 1, 3)), common=True) is None
