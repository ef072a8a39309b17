"""The search, on figures that follow from the weights by a formula: it meets their aims."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from motorloops.experiments.calibration.ensemble import start
from motorloops.experiments.calibration.observations import TASK_BODY
from motorloops.experiments.calibration.search import Score, Search, misses
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.fitted_sets import FITS_WITHIN, FittedSet, best_sets
from motorloops.model.network.build import build_network

LOW, HIGH = np.array([target.aim for target in TARGETS]).T
SCALE = np.array([target.scale for target in TARGETS])
INSIDE = np.where(np.isfinite(LOW), LOW + 0.1 * SCALE, HIGH - 0.1 * SCALE)


@dataclass(frozen=True)
class Formula(Search):
    """Figures that meet all aims near one point, and bend away from it."""

    @cached_property
    def goal(self) -> np.ndarray:
        """Within the bounds, at which a number of the table may lie."""
        anywhere = np.random.default_rng(5).uniform(-0.15, 0.15, len(self.space.keys))
        return self.space.clip(anywhere)

    @cached_property
    def _mixing(self) -> np.ndarray:
        shape = len(TARGETS), len(self.space.keys)
        return SCALE[:, None] * np.random.default_rng(6).normal(0.0, 4.0, shape)

    def score(self, x: np.ndarray) -> Score:
        away = x - self.goal
        figures = INSIDE + self._mixing @ (away + 0.5 * away**2)
        return Score(TARGETS, self.space.weights(x), figures, misses(figures)[0])


@pytest.fixture(scope="module")
def search():
    return Formula({TASK_BODY: build_network(TASK_BODY)}, (1,))


def test_a_search_meets_aims_that_can_be_met(search):
    begin = start(3, 0.2, len(search.space.keys), 1)
    lines = []
    x = search.run(begin, 4, lines.append)
    assert search.score(begin).loss > 100.0
    assert search.score(x).loss < 1.0
    assert lines[0].startswith("round 1: loss ")


def test_the_slopes_are_those_of_the_figures(search):
    slopes = search.slopes(search.goal)
    step = np.eye(len(search.goal))[7] * 1e-6
    exact = (search.score(search.goal + step).figures - search.score(search.goal).figures) / 1e-6
    np.testing.assert_allclose(slopes[:, 7], exact, rtol=0.05, atol=1e-6)


def test_the_search_stays_within_its_bounds(search):
    lowest, highest = search.space.bounds
    x = search.run(highest + 1.0, 1, lambda line: None)
    assert (x >= lowest).all()
    assert (x <= highest).all()


def test_starts_are_the_table_first_and_then_their_own_each():
    points = 55
    assert not start(0, 0.2, points, 1).any()
    one, other = start(1, 0.2, points, 1), start(2, 0.2, points, 1)
    assert (np.abs(one) <= 0.2).all()
    assert (one != other).all()
    np.testing.assert_array_equal(one, start(1, 0.2, points, 1))
    assert (one != start(1, 0.2, points, 2)).any()


def test_sets_far_above_the_best_do_not_count_as_fitted():
    weights = np.ones(3)
    losses = (2.0 * FITS_WITHIN + 0.2, 2.0, 2.0 * FITS_WITHIN, 2.0 * FITS_WITHIN + 0.1)
    sets = [FittedSet(k, loss, weights) for k, loss in enumerate(losses)]
    assert [one.start for one in best_sets(sets)] == [1, 2]
