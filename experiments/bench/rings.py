"""Where past outputs stand in the C rival: rings no longer than their nodes' longest delay."""

from typing import NamedTuple

import numpy as np

from model.wiring import Wiring


class Rings(NamedTuple):
    """Nodes whose rings have one length share a block of rows: slot by slot, node by node.

    Shapes: N nodes, E synapses, M muscles, K lengths, J pairs of (length, delay).
    """

    ring: np.ndarray  # (N,) index of the length
    place: np.ndarray  # (N,) among the nodes of that length
    length: np.ndarray  # (K,) slots
    width: np.ndarray  # (K,) rows of a slot
    begin: np.ndarray  # (K,) first row of the block
    pair_ring: np.ndarray  # (J,) index of the length
    pair_delay: np.ndarray  # (J,) ms
    pair: np.ndarray  # (E,) pair of each synapse
    source: np.ndarray  # (E,) place of its source
    drives: np.ndarray  # (M,) place of the motoneuron
    drive_pair: np.ndarray  # (M,) pair of its last output

    @property
    def rows(self) -> int:
        """Of all blocks."""
        return int((self.length * self.width).sum())


def rings(wiring: Wiring) -> Rings:
    """Lay out the past of a network."""
    longest = np.ones(len(wiring.rule), np.int64)
    np.maximum.at(longest, wiring.source, wiring.delay)
    length, ring = np.unique(longest + 1, return_inverse=True)
    count = np.bincount(ring)
    begin = np.concatenate([[0], np.cumsum(length * count)[:-1]])
    place = np.zeros_like(ring)
    for k in range(len(length)):
        place[ring == k] = np.arange(count[k])
    sources = np.concatenate([wiring.source, wiring.motoneuron])
    delays = np.concatenate([wiring.delay, np.ones_like(wiring.motoneuron)])
    pairs, pair = np.unique(np.stack([ring[sources], delays]), axis=1, return_inverse=True)
    synapses = len(wiring.source)
    return Rings(
        ring, place, length, count, begin, pairs[0], pairs[1], pair[:synapses],
        place[wiring.source], place[wiring.motoneuron], pair[synapses:],
    )  # fmt: skip
