"""How well a table of weights meets the aims of all claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.behaviours import MODERATE, TASK_BODY, observe_all
from experiments.calibration.weights import reweighted
from experiments.claims import CLAIMS
from experiments.clinic import clinic
from model.network import Network
from model.params import Params

# Scales of a claim: beyond, a miss counts with its root, so that no row hides the others.
LARGE_MISS = 4.0
NO_FIGURE = 20.0  # scales that a missing figure counts as

Networks = Mapping[str, Network]  # by body, all of one atlas


@dataclass(frozen=True, eq=False)
class Score:
    """How a table of weights does.

    Attributes:
        weights: (projections,) magnitudes.
        figures: (claims,) mean figure of each claim over the seeds; NaN if it has none.
        misses: (claims,) how far each figure is from its aim, in the claim's scale, bounded.
    """

    weights: np.ndarray
    figures: np.ndarray
    misses: np.ndarray

    @property
    def loss(self) -> float:
        """Sum of the squared misses."""
        return float(self.misses @ self.misses)


_AIMS = np.array([claim.aim for claim in CLAIMS])
_SCALES = np.array([claim.scale for claim in CLAIMS])


def misses(figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far mean figures are from their aims, and how fast that changes with them.

    Args:
        figures: (..., claims) mean figures; NaN where there is none.

    Returns:
        (..., claims) signed distances in units of the claim's scale, large ones drawn in; and
        their slopes over the figures.
    """
    beyond = np.minimum(figures - _AIMS[:, 0], 0.0) + np.maximum(figures - _AIMS[:, 1], 0.0)
    there = np.isfinite(figures)
    raw = np.where(there, beyond / _SCALES, NO_FIGURE)
    large = np.abs(raw) / LARGE_MISS
    slope = (1.0 + large / 2.0) / (1.0 + large) ** 1.5 / _SCALES
    return raw / np.sqrt(1.0 + large), np.where(there & (raw != 0.0), slope, 0.0)


def score(networks: Networks, weights: np.ndarray, seeds: Sequence[int]) -> Score:
    """Run all conditions with these weights.

    Args:
        networks: the bodies, by name.
        weights: (projections,) magnitudes.
        seeds: of the noise; the same for all tables, so that only weights tell them apart.
    """
    fitted = {name: reweighted(network, weights) for name, network in networks.items()}
    seen = observe_all(fitted, seeds, threads=1)
    tests = clinic(fitted[TASK_BODY], seeds, Params().replace(loss=MODERATE))
    seen["healthy"] = replace(seen["healthy"], clinic=tests)
    figures = np.array([float(np.mean(claim.figure(seen))) for claim in CLAIMS])
    return Score(weights, figures, misses(figures)[0])


def origin(networks: Networks) -> Network:
    """The network whose table is the origin of the search."""
    return networks[TASK_BODY]
