"""The seed of every run: a pure function of the study's root and the run's place.

``SeedSequence`` with a spawn key is NumPy's way to derive streams that do not overlap:
``(replicate,)`` for noise that all points share, ``(point, replicate)`` for noise of its own.
"""

import numpy as np

from experiments.sweep.study import SeedKind


def run_seed(root: int, kind: SeedKind, point: int, replicate: int) -> int:
    """The seed (0 to 2^64 - 1) of one run."""
    key = (replicate,) if kind == "common" else (point, replicate)
    sequence = np.random.SeedSequence(root, spawn_key=key)
    return int(sequence.generate_state(1, np.uint64)[0])


def run_seeds(root: int, kind: SeedKind, point: np.ndarray, replicate: np.ndarray) -> np.ndarray:
    """(R,) seeds of runs, by their point and replicate."""
    if kind == "common":
        known = {r: run_seed(root, kind, 0, r) for r in np.unique(replicate).tolist()}
        return np.array([known[r] for r in replicate.tolist()], np.uint64)
    pairs = zip(point.tolist(), replicate.tolist(), strict=True)
    return np.array([run_seed(root, kind, p, r) for p, r in pairs], np.uint64)
