"""A few cheap comparisons, and weights in place of a fitted set."""

from functools import cache

from motorloops.experiments.evidence.comparison import BODIES
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.fitted_sets import reweighted
from motorloops.model.network.build import Network, build_network

CHEAP = ("BST-1.3", "COC-2.1", "LOC-1.1", "OVF-1.2", "STN-1", "TRK-2.2", "SI-2")


@cache
def default_weights() -> dict[str, Network]:
    """Every body with the packaged weights."""
    return {body: build_network(body) for body in BODIES}


def other_weights(factor: float) -> dict[str, Network]:
    """Every body with all weights this many times the packaged ones."""
    import numpy as np

    return {
        body: reweighted(network, factor * np.array([row.weight for row in network.projections]))
        for body, network in default_weights().items()
    }


def comparisons_of(*ids: str):
    """The comparisons with these findings, with their topics."""
    chosen = [(topic, one) for topic, one in COMPARISONS if one.finding in ids]
    assert len(chosen) == len(ids)
    return chosen
