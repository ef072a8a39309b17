"""The weighted ensemble is the posterior of a problem whose posterior is known."""

import numpy as np
import pytest
from scipy import stats

from motorloops.experiments.fitting.population import (
    Population,
    importance_weights,
    prior_draws,
    proposals,
    values,
    weighted_quantiles,
)
from motorloops.experiments.sweeps.study import Axis


def population(z, weights=None):
    count = len(z)
    one = np.ones(count) if weights is None else weights
    return Population(z, one, np.zeros(count), np.zeros((count, 1)), np.zeros((count, 1)))


def test_weights_turn_the_proposals_back_into_the_prior():
    narrow = population(0.8 + 0.9 * prior_draws(1, 400, 1))
    z = proposals(narrow, 1, 1, 4000)
    weights = importance_weights(narrow, z)
    shares = weights / weights.sum()
    assert z.mean() > 0.6
    assert np.sum(shares * z[:, 0]) == pytest.approx(0.0, abs=0.12)
    assert np.sum(shares * z[:, 0] ** 2) == pytest.approx(1.0, abs=0.2)
    assert weights.mean() == pytest.approx(1.0, abs=0.1)  # the integral of the prior


def test_moves_have_twice_the_weighted_covariance():
    z = prior_draws(2, 300, 2) @ np.array([[1.0, 0.8], [0.0, 0.3]])
    weights = np.linspace(0.1, 2.0, 300)
    moved = proposals(population(z, weights), 3, 1, 5000)
    expected = 3.0 * np.cov(z.T, aweights=weights, ddof=0)  # of the parent, and of the move
    assert np.cov(moved.T) == pytest.approx(expected, abs=0.25)


def test_a_proposal_depends_on_its_number_alone():
    some = population(prior_draws(1, 50, 2))
    assert np.array_equal(proposals(some, 5, 2, 4), proposals(some, 5, 2, 9)[:4])
    assert not np.array_equal(proposals(some, 5, 3, 4), proposals(some, 5, 2, 4))
    assert not np.array_equal(proposals(some, 6, 2, 4), proposals(some, 5, 2, 4))


@pytest.mark.parametrize(
    ("axis", "law"),
    [
        (Axis("loss", low=0.2, high=0.6), stats.uniform(0.2, 0.4)),
        (Axis("loss", low=0.0, high=1.0, distribution="beta", shape=(2.0, 5.0)), stats.beta(2, 5)),
    ],
)
def test_values_follow_the_prior(axis, law):
    drawn = values(axis, prior_draws(4, 2000, 1)[:, 0])
    assert stats.kstest(drawn, law.cdf).pvalue > 0.01


def test_categories_follow_their_probabilities():
    axis = Axis("loss", (0.1, 0.7), distribution="categories", shape=(0.25, 0.75))
    drawn = values(axis, prior_draws(4, 2000, 1)[:, 0])
    assert np.mean(drawn == 0.1) == pytest.approx(0.25, abs=0.04)


def test_weighted_quantiles_count_weights():
    found = weighted_quantiles(
        np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.6, 0.3]), np.array([0.5, 0.7, 0.95])
    )
    assert found.tolist() == [1.0, 2.0, 3.0]


def test_the_best_leave_out_what_was_not_measured():
    some = population(np.zeros((4, 1)))
    some.distance[:] = [2.0, np.inf, 1.0, np.inf]
    assert some.best(3).tolist() == [2, 0]


def test_the_effective_size_is_that_of_equal_weights():
    z = np.zeros((4, 1))
    assert population(z).effective_size == pytest.approx(4.0)
    assert population(z, np.array([1.0, 1.0, 1e-12, 1e-12])).effective_size == pytest.approx(2.0)
