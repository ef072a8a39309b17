"""The packaged ensemble: sets of weights that fit the behaviours about equally well.

A calibration (:mod:`motorloops.experiments.calibration`) made them; sweeps, evidence and checks of
robustness read them, so that conclusions do not rest on one set.
"""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from motorloops.model.errors import InputError
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


@cache
def _projection_keys() -> tuple[str, ...]:
    """The projections whose weights the packaged sets hold, in order."""
    with (FITTED / SETS_FILE).open(encoding="utf-8", newline="") as stream:
        return tuple(next(csv.reader(stream))[2:])


@cache
def sets_digest() -> str:
    """Identity of the packaged sets."""
    return hashlib.sha256((FITTED / SETS_FILE).read_bytes()).hexdigest()[:12]


PREFIX = "fitted:"


def check_weights(name: object, network: Network) -> str:
    """Check the name of a set of weights: ``fitted:K``, from the best (0), or nothing.

    Raises:
        InputError: for anything else, or a network with other projections.
    """
    if name == "":
        return ""
    names = [f"{PREFIX}{number}" for number in range(len(fitted_sets()))]
    if name not in names:
        allowed = f"name a packaged set, {names[0]} to {names[-1]}; empty is the network's own"
        raise InputError("weights", name, allowed)
    if tuple(row.key for row in network.projections) != _projection_keys():
        allowed = "the network has other projections than the packaged sets; leave it out"
        raise InputError("weights", name, allowed)
    return str(name)


@lru_cache(maxsize=128)
def with_weights(network: Network, name: str) -> Network:
    """The network with the weights of a set.

    Args:
        network: with the projections of the packaged atlas.
        name: as for :func:`check_weights`.

    Returns:
        A reweighted network, the same object each time; the network itself for an empty name.

    Raises:
        InputError: as :func:`check_weights`.
    """
    if not check_weights(name, network):
        return network
    return reweighted(network, fitted_sets()[int(name.removeprefix(PREFIX))].weights)


def fitted_networks(body: str) -> list[Network]:
    """A body with the weights of each fitted set, best first."""
    network = build_network(body)
    return [with_weights(network, f"{PREFIX}{number}") for number in range(len(fitted_sets()))]
