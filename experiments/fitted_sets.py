"""The packaged ensemble: sets of weights that fit the behaviours about equally well.

A calibration (:mod:`motorloops.experiments.calibration`) made them; sweeps, evidence and checks of
robustness read them, so that conclusions do not rest on one set.
"""

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from motorloops.model.network.build import Network, build_network

FITTED = Path(__file__).parent / "calibration" / "fitted"
SETS_FILE = "sets.csv"
FITS_WITHIN = 2.5  # times the best loss: sets up to this loss count as fitted


def weights_of(network: Network) -> np.ndarray:
    """(projections,) magnitudes of a network's weights, in the order of its table."""
    return np.array([row.weight for row in network.projections])


def reweighted(network: Network, weights: np.ndarray) -> Network:
    """The same network with new projection weights (magnitudes, in the order of its table)."""
    scale = (weights / weights_of(network))[network.projection]
    wiring = network.wiring._replace(weight=network.wiring.weight * scale)
    projections = tuple(
        row.model_copy(update={"weight": float(weight)})
        for row, weight in zip(network.projections, weights, strict=True)
    )
    return replace(network, wiring=wiring, projections=projections)


class FittedSet(NamedTuple):
    """The result of one start: its loss and (projections,) weights."""

    start: int
    loss: float
    weights: np.ndarray


def read_sets(path: Path) -> list[FittedSet]:
    """The sets of a ``sets.csv``."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    return [
        FittedSet(
            int(line.pop("start")), float(line.pop("loss")), np.array([*map(float, line.values())])
        )
        for line in lines
    ]


def best_sets(sets: Sequence[FittedSet]) -> list[FittedSet]:
    """The sets that fit about as well as the best, best first."""
    ordered = sorted(sets, key=lambda one: one.loss)
    return [one for one in ordered if one.loss <= FITS_WITHIN * ordered[0].loss]


@cache
def packaged_sets() -> tuple[FittedSet, ...]:
    """All packaged sets, in the order of their starts."""
    return tuple(read_sets(FITTED / SETS_FILE))


@cache
def fitted_sets() -> tuple[FittedSet, ...]:
    """The packaged sets that fit about as well as the best, best first."""
    return tuple(best_sets(packaged_sets()))


def fitted_networks(body: str) -> list[Network]:
    """A body with the weights of each fitted set, best first."""
    network = build_network(body)
    return [reweighted(network, each.weights) for each in fitted_sets()]
