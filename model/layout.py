"""Where synapses and past outputs stand in the arrays: worked out from the wiring alone."""

from typing import NamedTuple

import numpy as np

from model.wiring import Wiring, grouped


class Bundles(NamedTuple):
    """Synapses of a node that stand together and have one site, which one lever scales."""

    first: np.ndarray  # (N + 1,) first bundle of each node
    synapse: np.ndarray  # (B + 1,) first synapse of each bundle
    site: np.ndarray  # (B,) index into SITES


class Rings(NamedTuple):
    """Past outputs: step t of a node stands in row ``first + t % length * stride``."""

    first: np.ndarray  # (N,)
    stride: np.ndarray  # (N,)
    length: np.ndarray  # (N,)

    @property
    def rows(self) -> int:
        """Rows of all nodes together."""
        return int(self.length.sum())


def bundles(wiring: Wiring) -> Bundles:
    """Cut the synapses of each node where the site changes."""
    nodes = len(wiring.rule)
    target = np.repeat(np.arange(nodes), np.diff(wiring.first))
    edge = np.ones(len(target) + 1, bool)
    edge[1:-1] = (np.diff(target) != 0) | (np.diff(wiring.site) != 0)
    start = np.flatnonzero(edge) if len(target) else np.zeros(1, np.int64)
    return Bundles(grouped(target[start[:-1]], nodes), start, wiring.site[start[:-1]])


def rings(wiring: Wiring) -> Rings:
    """Keep each node's past for no longer than its slowest synapse needs.

    Nodes with rings of one length share a block, step by step, so that what is written in one
    step lies together.
    """
    length = np.full(len(wiring.rule), 2, np.int64)  # muscles read what left one step before
    np.maximum.at(length, wiring.source, wiring.delay + 1)
    order = np.argsort(length, kind="stable")
    kinds, begins, counts = np.unique(length[order], return_index=True, return_counts=True)
    block_first = np.cumsum(kinds * counts) - kinds * counts
    block = np.searchsorted(kinds, length)
    first = np.empty_like(length)
    first[order] = (block_first - begins)[block[order]] + np.arange(len(order))
    return Rings(first, counts[block], length)
