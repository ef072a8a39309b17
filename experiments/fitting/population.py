"""Approximate Bayesian computation by population Monte Carlo with adaptive tolerance.

After Lenormand, Jabot and Deffuant (2013), doi:10.1007/s00180-013-0428-3: each generation adds
new particles to those that were kept and keeps the best of all; the tolerance is the distance of
the worst that is kept. Parameters are moved on the normal scale, z = Phi^-1(F(value)), where the
prior is a standard normal distribution for each parameter, whatever its own distribution F: a
move never leaves the prior's range, and categories need no rule of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from motorloops.experiments.sweeps.distributions import axis_values, frozen
from motorloops.experiments.sweeps.study import CATEGORIES, Axis
from motorloops.experiments.sweeps.study_file import is_text

KERNEL = 2.0  # covariance of a move, in covariances of the population


@dataclass(frozen=True)
class Population:
    """Weighted particles.

    Attributes:
        z: (N, parameters) on the normal scale.
        weights: (N,) ratios of the prior to the density that each was drawn from.
        distance: (N,) largest implausibility of a target.
        means: (N, targets) of the measures.
        implausibility: (N, targets).
    """

    z: np.ndarray
    weights: np.ndarray
    distance: np.ndarray
    means: np.ndarray
    implausibility: np.ndarray

    def __len__(self) -> int:
        """Number of particles."""
        return len(self.z)

    def joined(self, other: Population) -> Population:
        """The particles of both, these first."""
        return Population(
            **{
                name: np.concatenate([value, getattr(other, name)])
                for name, value in vars(self).items()
            }
        )

    def chosen(self, index: np.ndarray) -> Population:
        """The particles of an (M,) index."""
        return Population(**{name: value[index] for name, value in vars(self).items()})

    def best(self, count: int) -> np.ndarray:
        """Index of at most ``count`` particles of least distance, in order; all are measured."""
        order = np.argsort(self.distance, kind="stable")[:count]
        return order[np.isfinite(self.distance[order])]

    @property
    def shares(self) -> np.ndarray:
        """(N,) weights whose sum is 1."""
        return self.weights / self.weights.sum()

    @property
    def effective_size(self) -> float:
        """Number of equally weighted particles that would be as informative."""
        return float(1.0 / np.sum(self.shares**2))


def stream(root: int, *key: int) -> np.random.Generator:
    """The random numbers of one proposal; ``key`` is its generation and its number."""
    return np.random.default_rng(np.random.SeedSequence(root, spawn_key=key))


def prior_draws(root: int, count: int, parameters: int) -> np.ndarray:
    """(count, parameters) draws of the prior on the normal scale."""
    return np.array([stream(root, 0, k).standard_normal(parameters) for k in range(count)])


def _covariance(population: Population) -> np.ndarray:
    """(parameters, parameters) covariance of a move."""
    shares = population.shares
    from_mean = population.z - np.einsum("n,ni->i", shares, population.z)
    spread = np.einsum("n,ni,nj->ij", shares, from_mean, from_mean)
    floor = 1e-9 * np.eye(len(spread))  # few effective particles may lie in a plane
    return KERNEL * spread + floor


def proposals(population: Population, root: int, generation: int, count: int) -> np.ndarray:
    """(count, parameters) moves of particles that are drawn by their weights."""
    factor = np.linalg.cholesky(_covariance(population))
    ends = np.cumsum(population.shares)
    moved = np.empty((count, population.z.shape[1]))
    for k in range(count):
        random = stream(root, generation, k)
        parent = min(int(np.searchsorted(ends, random.random(), side="right")), len(ends) - 1)
        step = np.einsum("ij,j->i", factor, random.standard_normal(len(factor)))
        moved[k] = population.z[parent] + step
    return moved


def importance_weights(population: Population, z: np.ndarray) -> np.ndarray:
    """(M,) ratios of the prior to the density of :func:`proposals` at (M, parameters) places."""
    from scipy.special import logsumexp

    factor = np.linalg.cholesky(_covariance(population))
    inverse = np.linalg.inv(factor)
    log_shares = np.log(population.shares)
    log_prior = -0.5 * np.sum(z**2, axis=1)  # the factors of 2 pi cancel
    log_density = np.empty(len(z))
    for k, place in enumerate(z):
        scaled = np.einsum("ij,nj->ni", inverse, place - population.z)
        log_density[k] = logsumexp(log_shares - 0.5 * np.sum(scaled**2, axis=1))
    log_density -= np.sum(np.log(np.diag(factor)))
    return np.maximum(np.exp(log_prior - log_density), np.finfo(float).tiny)


def values(axis: Axis, z: np.ndarray) -> np.ndarray:
    """(N,) values of a parameter from its (N,) places on the normal scale."""
    from scipy.special import ndtr

    share = ndtr(z)
    if axis.distribution == CATEGORIES:
        return axis_values(axis, share, text=is_text(axis.name))
    return np.clip(frozen(axis).ppf(share), axis.low, axis.high)  # rounding may leave the ends


def weighted_quantiles(z: np.ndarray, shares: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Quantiles of (N,) numbers with (N,) weights: the least numbers that reach each share."""
    order = np.argsort(z, kind="stable")
    reached = np.cumsum(shares[order])
    index = np.searchsorted(reached, at - 1e-12)  # rounding of the sum
    return z[order][np.minimum(index, len(z) - 1)]
