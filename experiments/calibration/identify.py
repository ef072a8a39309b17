"""Which weights the data pin: how much narrower the fitted sets lie than their starts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibration.folder import FittedSet
from experiments.calibration.weights import SMALLEST, Space
from model.network import Network

PINNED, SLOPPY = 0.5, 0.85  # of the starts' spread: below and above which a weight is called so
NEAR = 0.02  # log weight from a bound that counts as at it


@dataclass(frozen=True)
class Pinned:
    """One fitted weight over the sets.

    Attributes:
        key: its projection.
        weight: in the packaged table.
        low: least over the sets.
        high: greatest.
        narrowed: standard deviation of its logarithm over the sets, over that of the starts.
        bound: share of the sets in which it lies at one of its bounds.
        verdict: ``pinned``, ``loose`` or ``sloppy``.
    """

    key: str
    weight: float
    low: float
    high: float
    narrowed: float
    bound: float
    verdict: str


def _verdict(narrowed: float) -> str:
    if narrowed < PINNED:
        return "pinned"
    return "sloppy" if narrowed > SLOPPY else "loose"


def spread_of_starts(width: float) -> float:
    """Standard deviation of a start's logarithm of weight, drawn evenly within a width."""
    return width / np.sqrt(3.0)


def identify(network: Network, sets: Sequence[FittedSet], width: float) -> list[Pinned]:
    """How far each weight is pinned by the data.

    Args:
        network: with the packaged table.
        sets: fitted sets.
        width: of their starts, in log weight.
    """
    space = Space(network)
    logs = np.log([found.weights[space.free] for found in sets])  # (sets, P)
    at_bound = (logs > np.log(space.ceilings) - NEAR) | (logs < np.log(SMALLEST) + NEAR)
    narrowed = logs.std(axis=0, ddof=1) / spread_of_starts(width)
    weights = space.weights(np.zeros(len(space.keys)))[space.free]
    return [
        Pinned(
            key, float(weights[k]), float(np.exp(logs[:, k].min())),
            float(np.exp(logs[:, k].max())), float(narrowed[k]), float(at_bound[:, k].mean()),
            _verdict(float(narrowed[k])),
        )
        for k, key in enumerate(space.keys)
    ]  # fmt: skip


def stiff_directions(network: Network, sets: Sequence[FittedSet], width: float) -> np.ndarray:
    """Spread of the sets along their principal directions over that of the starts, least first.

    With N sets at most N - 1 directions can be told apart; the others are left out.
    """
    logs = np.log([found.weights[Space(network).free] for found in sets])
    spreads = np.linalg.svd(logs - logs.mean(axis=0), compute_uv=False)[: len(sets) - 1]
    return np.sort(spreads / np.sqrt(len(sets) - 1)) / spread_of_starts(width)
