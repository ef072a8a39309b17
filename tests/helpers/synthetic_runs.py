"""Runs whose truth is known, as a sweep would store them."""

import itertools

import numpy as np
import pandas as pd


def runs(levels, function, replicates=8, noise=0.0, seed=1):
    """A row a run of a full grid: ``function(**levels)`` plus noise that each replicate shares.

    Args:
        levels: by axis name, the values it takes.
        function: of one value of each axis, by name.
        replicates: runs of each point.
        noise: standard deviation of what a replicate adds to all its points.
        seed: of the noise.
    """
    shared = np.random.default_rng(seed).normal(0.0, 1.0, replicates) * noise
    points = [
        dict(zip(levels, values, strict=True)) for values in itertools.product(*levels.values())
    ]
    rows = [
        {"point": p, "replicate": r, **point, "y": function(**point) + shared[r]}
        for r in range(replicates)
        for p, point in enumerate(points)
    ]
    return pd.DataFrame(rows)
