"""The fitted sets that come with the package: the same network with other weights, as good a fit.

They were made by the command that stands in ``fitted/calibration.json``; the packaged table of
projections is the best of them.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from experiments.calibration.folder import ASKED, SETS, FittedSet, read_sets
from experiments.calibration.starts import fitted
from experiments.calibration.weights import reweighted
from model.network import Network, build_network

FITTED = Path(__file__).with_name("fitted")


@cache
def found_sets() -> tuple[FittedSet, ...]:
    """All sets that were found, in the order of their starts."""
    return tuple(read_sets(FITTED / SETS))


@cache
def fitted_sets() -> tuple[FittedSet, ...]:
    """All sets that fit about as well as the best, best first."""
    return tuple(fitted(found_sets()))


def fitted_networks(body: str) -> list[Network]:
    """A body with the weights of each fitted set, best first."""
    network = build_network(body)
    return [reweighted(network, found.weights) for found in fitted_sets()]


def asked() -> dict[str, Any]:
    """What the calibration that made them was asked for."""
    return json.loads((FITTED / ASKED).read_text(encoding="utf-8"))
