"""Coverage of the 95 % intervals: how often they hold the truth, over repeated studies.

The intended share is 0.95. Its standard error is 0.007 over 1000 repeats, 0.011 over 400 and 0.015
over 200, and the intervals are asymptotic. The shares are printed with ``pytest -s``.
"""

import numpy as np
import pytest
from SALib.sample import morris as trajectories
from SALib.sample import sobol as saltelli

from motorloops.experiments.analysis import sensitivity
from motorloops.experiments.analysis.sensitivity import _distances, _slices, morris, pawn, sobol
from motorloops.experiments.analysis.uncertainty import components
from tests.helpers import noisy_ishigami as truth

SEEDS = 4
MANY = 10  # a variance between seeds needs more of them than a mean
NOISES = pytest.mark.parametrize("common", [False, True], ids=["independent", "common"])


def covered(table, values):
    return ((table.low <= values) & (values <= table.high)).to_numpy()


def sobol_coverage(draw, repeats, common):
    rng = np.random.default_rng(1)
    values = np.concatenate([truth.FIRST, truth.TOTAL])
    found = []
    for repeat in range(repeats):
        y = truth.noisy(draw(rng, repeat), SEEDS, rng, common=common)
        table = sobol(y, truth.PROBLEM, second_order=False, common=common).table
        found.append(covered(table, values))
    return np.mean(found, axis=0)


@NOISES
def test_sobol_intervals_of_independent_blocks_cover_the_indices(common):
    share = sobol_coverage(lambda rng, _: truth.random_blocks(512, rng), 1000, common)
    print("Sobol", "common" if common else "independent", share)
    assert ((share >= 0.92) & (share <= 0.98)).all()


@NOISES
def test_sobol_intervals_of_quasi_random_blocks_cover_at_least_as_often(common):
    """Saltelli's points are more even than random ones, so intervals may cover too often."""

    def draw(_, repeat):
        seed = np.random.default_rng(repeat)
        return saltelli.sample(truth.PROBLEM, 256, calc_second_order=False, seed=seed)

    share = sobol_coverage(draw, 400, common)
    print("Sobol, Saltelli's design", "common" if common else "independent", share)
    assert (share >= 0.92).all()


@NOISES
def test_morris_intervals_cover_mu_star(common):
    """mu* of the mean outcome on the four levels of the design, by all their steps."""
    x = trajectories.sample(truth.PROBLEM, 20_000, num_levels=4, seed=1)
    y = truth.mean_outcome(x)
    values = morris(y, x, truth.PROBLEM, 4).table.query("index == 'mu_star'").value.to_numpy()
    rng = np.random.default_rng(2)
    found = []
    for repeat in range(400):
        x = trajectories.sample(truth.PROBLEM, 60, num_levels=4, seed=np.random.default_rng(repeat))
        y = truth.noisy(x, SEEDS, rng, common=common, noise=1.0)
        table = morris(y, x, truth.PROBLEM, 4, common=common).table.query("index == 'mu_star'")
        found.append(covered(table, values))
    share = np.mean(found, axis=0)
    print("Morris mu*", "common" if common else "independent", share)
    assert ((share >= 0.92) & (share <= 0.98)).all()


@NOISES
def test_pawn_intervals_cover_the_index_of_a_very_large_sample(common, monkeypatch):
    """The interval also spans the bias, which is large for the weak lever x3."""
    monkeypatch.setattr(sensitivity, "SHUFFLES", 1)  # the floor is not looked at
    rng = np.random.default_rng(3)
    x = rng.uniform(-np.pi, np.pi, (200_000, 3))
    y = np.concatenate(
        [truth.noisy(part, 1, rng, common=common) for part in np.array_split(x, 20_000)]
    )
    values = _distances(_slices(x), y)[0]
    found = []
    for _ in range(200):
        x = rng.uniform(-np.pi, np.pi, (1000, 3))
        y = truth.noisy(x, SEEDS, rng, common=common)
        table = pawn(y, x, truth.PROBLEM, common=common).table.query("index == 'pawn'")
        found.append(covered(table, values))
    share = np.mean(found, axis=0)
    print("PAWN", "common" if common else "independent", values, share)
    assert (share >= 0.92).all()


@NOISES
def test_intervals_of_the_components_of_variance_cover_them(common):
    rng = np.random.default_rng(4)
    levers, shift, rest = truth.components(common=common)
    share = rest / MANY / (levers + rest / MANY)
    values = [levers, rest, share] + ([shift] if common else [])
    found, seen = [], []
    for _ in range(1000):
        x = rng.uniform(-np.pi, np.pi, (400, 3))
        made = components(truth.noisy(x, MANY, rng, common=common)[:, None], common=common)
        assert made is not None
        parts = [made.levers, made.chance, made.share, *([made.seeds] if made.seeds else [])]
        found.append([p.low <= value <= p.high for p, value in zip(parts, values, strict=True)])
        seen.append([part.value for part in parts])
    cover = np.mean(found, axis=0)
    print("components", "common" if common else "independent", cover)
    np.testing.assert_allclose(np.mean(seen, axis=0), values, rtol=0.05)
    assert ((cover >= 0.92) & (cover <= 0.98)).all()
