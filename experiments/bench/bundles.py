"""Synapses in bundles: those of one node that one lever scales."""

from typing import NamedTuple

import numpy as np

from model.wiring import Wiring


class Bundles(NamedTuple):
    """Where bundles begin, in a wiring's synapses: N nodes, B bundles."""

    bundle_first: np.ndarray  # (N + 1,) first bundle of each node
    bundle_synapse: np.ndarray  # (B + 1,) first synapse of each bundle
    bundle_site: np.ndarray  # (B,) index into SITES


def bundles(wiring: Wiring) -> Bundles:
    """Bundle the synapses of a network."""
    nodes = len(wiring.rule)
    target = np.repeat(np.arange(nodes), np.diff(wiring.first))
    begins = np.ones(len(target), bool)
    begins[1:] = (np.diff(target) != 0) | (np.diff(wiring.site) != 0)
    start = np.flatnonzero(begins)
    first = np.searchsorted(target[start], np.arange(nodes + 1))
    return Bundles(first, np.append(start, len(target)), wiring.site[start])
