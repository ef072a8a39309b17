"""Ishigami's function with noise of known size, common to all points or independent.

Every index of its mean outcome is known, and so is every component of the variance of its runs.
"""

import numpy as np

PROBLEM = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
FIRST = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0]) / VARIANCE
X1_X3 = (B**2 * np.pi**8 * (1 / 18 - 1 / 50)) / VARIANCE
TOTAL = FIRST + np.array([X1_X3, 0.0, X1_X3])

# Standard deviations over seeds: of the coefficients, of the shift of all points, of each run.
SPREAD_A, SPREAD_B, SHIFT = 2.0, 0.03, 3.0


def mean_outcome(x, a=A, b=B):
    """Ishigami's function of (..., 3) settings."""
    return np.sin(x[..., 0]) + a * np.sin(x[..., 1]) ** 2 + b * x[..., 2] ** 4 * np.sin(x[..., 0])


def noisy(x, seeds, rng, *, common, noise=3.0):
    """(points, seeds) runs; with common noise a seed has its own coefficients and shift."""
    runs = np.empty((len(x), seeds))
    for k in range(seeds):
        own = [A, B, 0.0]
        if common:
            own = np.array(own) + np.array([SPREAD_A, SPREAD_B, SHIFT]) * rng.standard_normal(3)
        runs[:, k] = mean_outcome(x, own[0], own[1]) + own[2]
    return runs + noise * rng.standard_normal(runs.shape)


def components(*, common, noise=3.0):
    """Variance of the mean outcome, of the shift of all points (0 if independent), of the rest."""
    if not common:
        return VARIANCE, 0.0, noise**2
    # Moments over x: of sin(x2)^2, 1/2 and 3/8; of x3^4 sin(x1), 0 and pi^8/18.
    rest = SPREAD_A**2 * (3 / 8 - 1 / 4) + SPREAD_B**2 * np.pi**8 / 18 + noise**2
    return VARIANCE, SHIFT**2 + (SPREAD_A / 2) ** 2, rest


def random_blocks(count, rng):
    """(points, 3) settings of Saltelli's design with blocks that are drawn independently."""
    a, b = rng.uniform(-np.pi, np.pi, (2, count, 3))
    mixed = [np.where(np.arange(3) == k, b, a) for k in range(3)]
    return np.stack([a, *mixed, b], axis=1).reshape(-1, 3)
