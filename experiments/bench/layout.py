"""The wiring as the array libraries take it: gathers, matrices and index lists."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from model.layout import bundles
from model.wiring import COMMAND, RATE, RECRUITMENT, SKIN, SPINDLE, UNSCALED, Wiring


class Layout(NamedTuple):
    """What array code needs of a wiring.

    Shapes: N nodes, M muscles, D degrees of freedom, B bundles, J pairs of a source and a delay.
    """

    source: np.ndarray  # (J,) node
    delay: np.ndarray  # (J,) ms
    weights: sparse.csr_array  # (B, J) synapses of each bundle
    gather: sparse.csr_array  # (N, B) which bundles arrive at a node
    scaled: np.ndarray  # bundles that a lever scales
    site: np.ndarray  # of each of them
    channel: np.ndarray  # of each of them
    by_rule: dict[int, np.ndarray]  # nodes of each rule
    noisy: np.ndarray  # nodes with noise
    arms: np.ndarray  # (M, D) moment arms
    depth: int  # steps of past output that the longest delay needs


def layout(wiring: Wiring) -> Layout:
    """Lay out a wiring for array code."""
    own = bundles(wiring)
    nodes, count = len(wiring.rule), len(own.site)
    pairs, pair = np.unique(np.stack([wiring.source, wiring.delay]), axis=1, return_inverse=True)
    weights = sparse.csr_array((wiring.weight, pair, own.synapse), shape=(count, pairs.shape[1]))
    gather = sparse.csr_array((np.ones(count), np.arange(count), own.first), shape=(nodes, count))
    scaled = np.flatnonzero(own.site != UNSCALED)
    target = np.repeat(np.arange(nodes), np.diff(own.first))
    arms = np.zeros((len(wiring.motoneuron), len(wiring.inertia)))
    muscle = np.repeat(np.arange(len(arms)), np.diff(wiring.arm_first))
    np.add.at(arms, (muscle, wiring.arm_dof), wiring.arm)
    return Layout(
        pairs[0], pairs[1], weights, gather, scaled, own.site[scaled],
        wiring.channel[target[scaled]],
        {rule: np.flatnonzero(wiring.rule == rule) for rule in
         (RATE, RECRUITMENT, COMMAND, SPINDLE, SKIN)},
        np.flatnonzero((wiring.rule != SPINDLE) & (wiring.rule != SKIN)), arms,
        int(wiring.delay.max(initial=1)) + 1,
    )  # fmt: skip
