"""Sensitivity indices against functions whose indices are known, with and without gaps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import pawn as salib_pawn
from SALib.analyze import sobol as salib_sobol
from SALib.sample import latin
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

from motorloops.experiments.analysis import sensitivity as pawn_module
from motorloops.experiments.analysis.sensitivity import (
    block_size,
    independent,
    morris,
    pawn,
    sensitivity_of,
    sobol,
)
from motorloops.experiments.sweeps.design import points
from motorloops.experiments.sweeps.study_file import check_study
from tests.helpers.invalid import invalid
from tests.helpers.noisy_ishigami import FIRST, TOTAL, X1_X3, noisy


def levers(count, low=0.0, high=1.0):
    """So many levers with one range, as SALib takes them."""
    names = [f"x{k}" for k in range(1, count + 1)]
    return {"num_vars": count, "names": names, "bounds": [[low, high]] * count}


CIRCLE = levers(3, -np.pi, np.pi)


def ishigami(second_order=True, size=2048):
    points = sobol_sample.sample(CIRCLE, size, calc_second_order=second_order, seed=1)
    return Ishigami.evaluate(points)


def pick(found, index):
    return found.table[found.table["index"] == index]


@pytest.mark.parametrize("second_order", [True, False])
def test_sobol_finds_the_closed_form_of_ishigami(second_order):
    found = sobol(ishigami(second_order), CIRCLE, second_order=second_order)
    for index, truth in (("first", FIRST), ("total", TOTAL)):
        part = pick(found, index)
        assert part.lever.tolist() == CIRCLE["names"]
        np.testing.assert_allclose(part.value, truth, atol=0.03)
        assert ((part.low <= truth) & (truth <= part.high)).all()
    pairs = pick(found, "second")
    assert len(pairs) == (3 if second_order else 0)
    if second_order:
        by_pair = pairs.set_index(["lever", "other"]).value
        assert by_pair["x1", "x3"] == pytest.approx(X1_X3, abs=0.05)
        assert by_pair["x1", "x2"] == pytest.approx(0.0, abs=0.05)
    assert (found.used, found.planned) == (2048, 2048)


def test_sobol_finds_the_closed_form_of_the_g_function():
    problem = levers(8)
    points = sobol_sample.sample(problem, 2048, calc_second_order=False, seed=1)
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    found = sobol(Sobol_G.evaluate(points, a=a), problem, second_order=False)
    np.testing.assert_allclose(pick(found, "first").value, Sobol_G.sensitivity_index(a), atol=0.03)
    np.testing.assert_allclose(
        pick(found, "total").value, Sobol_G.total_sensitivity_index(a), atol=0.03
    )


def test_a_gap_takes_its_whole_block_out_and_nothing_else():
    y = ishigami()
    y[[5, 100, 101]] = np.nan  # blocks of 8 points: 0, 12
    found = sobol(y, CIRCLE, second_order=True)
    assert (found.used, found.planned) == (2046, 2048)
    without = np.delete(y.reshape(-1, 8), [0, 12], axis=0).ravel()
    again = sobol(without, CIRCLE, second_order=True)
    assert found.table.equals(again.table)
    np.testing.assert_allclose(pick(found, "first").value, FIRST, atol=0.03)


def test_the_same_values_give_the_same_intervals():
    y = ishigami(size=64)
    one = sobol(y, CIRCLE, second_order=True).table
    assert sobol(y, CIRCLE, second_order=True).table.equals(one)


def test_too_few_blocks_and_constant_values_are_refused():
    y = ishigami(size=16)
    y[0] = np.nan
    with invalid("Saltelli blocks", 15):
        sobol(y, CIRCLE, second_order=True)
    with invalid("values", 0.3):
        sobol(np.full(8 * 32, 0.3), CIRCLE, second_order=True)


def test_points_drawn_independently_are_found():
    assert block_size(3, second_order=True) == 8
    assert np.flatnonzero(independent(16, 3, second_order=True)).tolist() == [0, 7, 8, 15]
    assert np.flatnonzero(independent(10, 3, second_order=False)).tolist() == [0, 4, 5, 9]


UNIT = levers(3)


def test_morris_finds_the_slopes_of_a_linear_model():
    x = morris_sample.sample(UNIT, 20, num_levels=4, seed=1)
    found = morris(x @ np.array([2.0, -5.0, 0.0]), x, UNIT, 4)
    np.testing.assert_allclose(pick(found, "mu_star").value, [2, 5, 0], atol=1e-9)
    np.testing.assert_allclose(pick(found, "mu").value, [2, -5, 0], atol=1e-9)
    np.testing.assert_allclose(pick(found, "sigma").value, 0, atol=1e-9)
    assert (found.used, found.planned) == (20, 20)


def test_morris_tells_an_interaction_by_its_spread():
    x = morris_sample.sample(UNIT, 50, num_levels=4, seed=1)
    found = morris(x[:, 0] * x[:, 1] + x[:, 2], x, UNIT, 4)
    sigma = pick(found, "sigma")
    assert sigma.low.tolist()[0] > 0.1
    assert sigma.value.tolist()[2] == pytest.approx(0.0, abs=1e-9)
    assert (sigma.high >= sigma.value).all()


def test_morris_leaves_out_whole_trajectories():
    x = morris_sample.sample(UNIT, 20, num_levels=4, seed=1)
    y = x @ np.array([2.0, -5.0, 0.0])
    y[[3, 9]] = np.nan  # trajectories 0 and 2
    found = morris(y, x, UNIT, 4)
    assert (found.used, found.planned) == (18, 20)
    np.testing.assert_allclose(pick(found, "mu").value, [2, -5, 0], atol=1e-9)
    y[: 17 * 4 : 4] = np.nan
    with invalid("trajectories", 3):
        morris(y, x, UNIT, 4)


def test_pawn_ranks_and_tells_chance_from_effect():
    problem = levers(4)
    x = latin.sample(problem, 1000, seed=1)
    found = pawn(3.0 * x[:, 0] - x[:, 1] + (x[:, 2] - 0.5) ** 2, x, problem)
    value = pick(found, "pawn").set_index("lever").value
    assert value["x1"] > value["x2"] > value["x3"]
    floor = pick(found, "floor").value.item()
    assert value["x4"] < 1.2 * floor < value["x2"]
    rank = pick(found, "rank").set_index("lever")
    assert rank.low["x1"] > 0.8
    assert rank.high["x2"] < 0.0
    assert rank.low["x4"] < 0.0 < rank.high["x4"]


def test_the_fast_statistic_is_salibs():
    x = latin.sample(UNIT, 997, seed=2)
    y = np.round(x[:, 0] + x[:, 1] ** 2, 1)  # many ties
    truth = salib_pawn.analyze(UNIT, x, y, S=pawn_module.SLICES)["median"]
    fast = pawn_module._distances(pawn_module._slices(x), y[:, None])[0]
    # SALib leaves the largest setting out of the last slice.
    np.testing.assert_allclose(fast, truth, atol=0.005)


def test_pawn_counts_points_without_a_value():
    x = latin.sample(UNIT, 300, seed=2)
    y = x[:, 0].copy()
    y[::3] = np.nan
    found = pawn(y, x, UNIT)
    assert (found.used, found.planned, found.unit) == (200, 300, "points")
    y[:250] = np.nan
    with invalid("points", 34):
        pawn(y, x, UNIT)


NOISES = pytest.mark.parametrize("common", [False, True], ids=["independent", "common"])


@NOISES
def test_without_noise_the_estimates_are_salibs_whatever_the_seeds(common):
    y = ishigami(size=256)
    truth = salib_sobol.analyze(CIRCLE, y, num_resamples=2, seed=1)
    found = sobol(np.tile(y[:, None], 3), CIRCLE, second_order=True, common=common)
    np.testing.assert_allclose(pick(found, "first").value, truth["S1"], atol=0.01)
    np.testing.assert_allclose(pick(found, "total").value, truth["ST"], atol=0.002)
    np.testing.assert_allclose(
        pick(found, "second").value, truth["S2"][np.triu_indices(3, 1)], atol=0.01
    )
    assert found.seeds == 3
    np.testing.assert_allclose(found.table.se_seeds, 0.0, atol=1e-12)
    x = morris_sample.sample(CIRCLE, 30, num_levels=4, seed=1)
    y = Ishigami.evaluate(x)
    truth = salib_morris.analyze(CIRCLE, x, y, num_levels=4, num_resamples=2, seed=1)
    found = morris(np.tile(y[:, None], 3), x, CIRCLE, 4, common=common)
    for index in ("mu_star", "mu", "sigma"):
        np.testing.assert_allclose(pick(found, index).value, truth[index], rtol=1e-9)


@NOISES
def test_seeds_take_the_noise_out_of_the_indices_and_one_seed_leaves_it_in(common):
    x = sobol_sample.sample(CIRCLE, 1024, calc_second_order=False, seed=1)
    y = noisy(x, 8, np.random.default_rng(1), common=common)
    many = sobol(y, CIRCLE, second_order=False, common=common)
    for index, truth in (("first", FIRST), ("total", TOTAL)):
        part = pick(many, index)
        assert ((part.low <= truth) & (truth <= part.high)).all()
    y = noisy(x, 1, np.random.default_rng(1), common=False)
    one = pick(sobol(y, CIRCLE, second_order=False, common=common), "total")
    assert (one.low > TOTAL).any()
    assert one.se_seeds.isna().all() == common


def test_common_seeds_widen_intervals_and_more_blocks_do_not_make_up_for_it():
    x = sobol_sample.sample(CIRCLE, 1024, calc_second_order=False, seed=1)
    y = noisy(x, 4, np.random.default_rng(1), common=True, noise=0.1)
    wide, narrow = (
        pick(sobol(y, CIRCLE, second_order=False, common=common), "total")
        for common in (True, False)
    )
    assert wide.value.tolist() == pytest.approx(narrow.value.tolist(), abs=0.02)
    assert (wide.high - wide.low > 2.0 * (narrow.high - narrow.low)).all()
    quarter = pick(sobol(y[: len(y) // 4], CIRCLE, second_order=False), "total")
    assert (wide.se_design < 0.7 * quarter.se_design).all()
    assert wide.se_seeds.mean() > 0.7 * quarter.se_seeds.mean()


def test_variance_that_is_chance_alone_has_no_indices():
    y = np.random.default_rng(6).normal(size=(5 * 64, 2))
    with invalid("variance between points"):
        sobol(y, CIRCLE, second_order=False)


def test_noise_is_no_part_of_sigma_and_lies_between_the_bounds_of_mu_star():
    x = morris_sample.sample(UNIT, 200, num_levels=4, seed=1)
    slopes = np.array([4.0, 1.0, 0.0])
    y = (x @ slopes)[:, None] + np.random.default_rng(2).normal(0.0, 0.5, (len(x), 4))
    found = morris(y, x, UNIT, 4, common=False)
    star = pick(found, "mu_star")
    assert ((star.low <= slopes) & (slopes <= star.high)).all()
    sigma = pick(found, "sigma")
    assert (sigma.low == 0.0).all()
    raw = pick(morris(y.mean(axis=1), x, UNIT, 4), "sigma")  # one seed leaves the noise in it
    assert (raw.low > sigma.value).all()


def test_a_gap_of_one_seed_leaves_the_other_seeds_of_the_point():
    x = sobol_sample.sample(CIRCLE, 256, calc_second_order=False, seed=1)
    y = noisy(x, 4, np.random.default_rng(1), common=True)
    y[::7, 2] = np.nan
    found = sobol(y, CIRCLE, second_order=False)
    assert (found.used, found.seeds) == (256, 4)
    part = pick(found, "total")
    assert ((part.low <= TOTAL) & (part.high >= TOTAL)).all()
    y[:, 1:] = np.nan
    assert sobol(y, CIRCLE, second_order=False).seeds == 1


def test_values_of_another_shape_are_refused():
    with invalid("values"):
        sobol(np.zeros((7, 2)), CIRCLE, second_order=False)
    with invalid("values"):
        sobol(np.zeros((5 * 16, 2, 2)), CIRCLE, second_order=False)


@pytest.mark.parametrize(
    "size", [{"kind": "sobol", "samples": 16}, {"kind": "morris", "trajectories": 16},
             {"kind": "lhs", "samples": 64}],
)  # fmt: skip
def test_a_measure_that_no_run_has_is_named(size) -> None:
    axes = {"stress": {"low": 0.0, "high": 1.0}, "touch": {"low": 0.0, "high": 1.0}}
    study = check_study({"body": "chain:1", "design": {**size, "axes": axes}}, Path("a.toml"))
    frame = pd.DataFrame({"point": range(len(points(study))), "replicate": 0, "overflow": np.nan})
    with invalid("measure", "overflow"):
        sensitivity_of(study, frame, "overflow")
