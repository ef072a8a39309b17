"""Networks with other weights: the packaged fitted sets, and factors on single projections.

A calibration (:mod:`motorloops.experiments.calibration`) made the sets, which fit the behaviours
about equally well; sweeps, evidence and checks of robustness read them, so that conclusions do not
rest on one set. Factors are axes of sweeps and parameters of fits.
"""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from motorloops.model.errors import InputError, nearest
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Lever

FITTED = Path(__file__).parent / "calibration" / "fitted"
SETS_FILE = "sets.csv"
MORE_SETS_FILE = "more_sets.csv"  # of later starts; evidence and robustness do not use them
FITS_WITHIN = 2.5  # times the best loss: sets up to this loss count as fitted


def weights_of(network: Network) -> np.ndarray:
    """(projections,) magnitudes of a network's weights, in the order of its table."""
    return np.array([row.weight for row in network.projections])


def reweighted(network: Network, weights: np.ndarray) -> Network:
    """The same network with new projection weights (magnitudes, in the order of its table)."""
    return _scaled(network, weights, weights / weights_of(network))


def _scaled(network: Network, weights: np.ndarray, scale: np.ndarray) -> Network:
    """The network with other (projections,) weights, which are ``scale`` times its own."""
    wiring = network.wiring._replace(weight=network.wiring.weight * scale[network.projection])
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
def named_sets() -> tuple[FittedSet, ...]:
    """The sets that runs can name: :func:`fitted_sets`, then those of later starts, best first.

    Later starts were searched to have more networks to train estimators on, and to test them with.
    """
    first = fitted_sets()
    later = sorted(read_sets(FITTED / MORE_SETS_FILE), key=lambda one: one.loss)
    return (*first, *(one for one in later if one.loss <= FITS_WITHIN * first[0].loss))


@cache
def _projection_keys() -> tuple[str, ...]:
    """The projections whose weights the packaged sets hold, in order."""
    with (FITTED / SETS_FILE).open(encoding="utf-8", newline="") as stream:
        return tuple(next(csv.reader(stream))[2:])


@cache
def sets_digest() -> str:
    """Identity of the sets that runs can name."""
    files = (FITTED / name for name in (SETS_FILE, MORE_SETS_FILE))
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:12]


WEIGHTS = "weights"  # the axis of packaged sets of weights that runs use
PREFIX = "fitted:"


def check_weights(name: object, network: Network) -> str:
    """Check the name of a set of weights: ``fitted:K``, of :func:`named_sets`, or nothing.

    Raises:
        InputError: for anything else, or a network with other projections.
    """
    if name == "":
        return ""
    names = [f"{PREFIX}{number}" for number in range(len(named_sets()))]
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
    return reweighted(network, named_sets()[int(name.removeprefix(PREFIX))].weights)


FACTOR = "weight:"
LARGEST_FACTOR = 10.0


def is_factor(name: str) -> bool:
    """Whether the name of an axis is that of a factor, such as ``"weight:GPI>TH same"``."""
    return name.startswith(FACTOR)


def factor_lever(name: str) -> Lever:
    """The factor of a name as a lever: its label, range and check."""
    which = name.removeprefix(FACTOR)
    meaning = f"Factor by which the weights of {which} are multiplied."
    return Lever(
        name, 1.0, f"Weight of {which}", meaning, "constant", unit="times", high=LARGEST_FACTOR
    )


def _factor_names(network: Network) -> list[tuple[str, ...]]:
    """For each projection the factors that multiply its weight, most special first."""
    return [
        tuple(
            f"{FACTOR}{which}"
            for which in (row.key, f"{row.source}>{row.target}", f"{row.source}>", f">{row.target}")
        )
        for row in network.projections
    ]


def check_factor(name: str, network: Network) -> str:
    """Check the name of a factor.

    ``weight:A>B same`` multiplies the weight of one projection, ``weight:A>B`` those of all
    projections from A to B, ``weight:A>`` all that come from A, and ``weight:>B`` all that reach
    B. The factors of one weight multiply each other.

    Raises:
        InputError: if the network has no such projection.
    """
    known = dict.fromkeys(one for names in _factor_names(network) for one in names)
    if name not in known:
        near = nearest(name, known)
        allowed = f"write weight:A>B same, weight:A>B, weight:A> or weight:>B;{near}"
        raise InputError("weight", name, allowed)
    return name


@lru_cache(maxsize=512)
def _with_factors(network: Network, factors: tuple[tuple[str, float], ...]) -> Network:
    given = dict(factors)
    scale = np.array(
        [np.prod([given.get(name, 1.0) for name in names]) for names in _factor_names(network)]
    )
    return _scaled(network, weights_of(network) * scale, scale)


def network_key(row: Mapping[str, object]) -> tuple[tuple[str, Any], ...]:
    """The part of a row of a sweep that says what its weights are; empty for the network's own."""
    return tuple(
        (name, value) for name, value in row.items()
        if (name == WEIGHTS and value) or is_factor(name)
    )  # fmt: skip


def network_of_row(network: Network, key: tuple[tuple[str, Any], ...]) -> Network:
    """The network with the weights of a :func:`network_key`, the same object for the last keys."""
    named = with_weights(network, str(dict(key).get(WEIGHTS, "")))
    factors = tuple((name, float(value)) for name, value in key if is_factor(name))
    return _with_factors(named, factors) if factors else named


def fitted_networks(body: str) -> list[Network]:
    """A body with the weights of each fitted set, best first."""
    network = build_network(body)
    return [with_weights(network, f"{PREFIX}{number}") for number in range(len(fitted_sets()))]
