"""Seeds are pure functions of the root and the run's place."""

import numpy as np

from motorloops.experiments.sweeps.design import run_seed, run_seeds


def test_common_seeds_depend_on_the_replicate_alone():
    expected = np.random.SeedSequence(7, spawn_key=(3,)).generate_state(1, np.uint64)[0] >> 11
    assert {run_seed(7, "common", point, 3) for point in range(5)} == {int(expected)}


def test_independent_seeds_depend_on_point_and_replicate():
    expected = np.random.SeedSequence(7, spawn_key=(4, 3)).generate_state(1, np.uint64)[0] >> 11
    assert run_seed(7, "independent", 4, 3) == int(expected)


def test_no_two_runs_share_an_independent_seed():
    point, replicate = (side.ravel() for side in np.mgrid[0:50, 0:20])
    seeds = run_seeds(1, "independent", point, replicate)
    assert seeds.dtype == np.int64
    assert 0 <= seeds.min() <= seeds.max() < 2**53
    assert len(set(seeds.tolist())) == len(seeds)
    assert seeds[37] == run_seed(1, "independent", point[37], replicate[37])


def test_a_list_of_common_seeds_is_the_same_as_one_by_one():
    seeds = run_seeds(5, "common", np.arange(6), np.array([0, 0, 1, 1, 2, 9]))
    assert seeds.tolist() == [run_seed(5, "common", 0, r) for r in (0, 0, 1, 1, 2, 9)]


def test_another_root_gives_other_seeds():
    assert run_seed(1, "common", 0, 0) != run_seed(2, "common", 0, 0)
