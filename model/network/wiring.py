"""The wiring: a network as plain arrays, and the positions of synapses and past outputs in them.

The equations read :class:`Wiring`; :func:`synapse_groups` and :func:`delay_buffers` are derived
from it.
"""

from typing import NamedTuple

import numpy as np

from motorloops.model.network.body import Body

# How a node turns its input into its output; a node stores the index of its rule.
RULES = ("rate", "recruitment", "command", "spindle", "skin")
RATE, RECRUITMENT, COMMAND, SPINDLE, SKIN = range(len(RULES))
# Which lever scales a synapse; a synapse stores the index of its site.
SITES = (
    "", "cortex", "basal_ganglia", "cerebellum", "spinal", "map_own", "map_spread",
    "striatal_input",
)  # fmt: skip
UNSCALED = SITES.index("")  # of the synapses that no lever scales
NOT_PLASTIC = -1


class Wiring(NamedTuple):
    """Nodes, synapses (grouped by target, then by site) and mechanics.

    Shapes: N nodes, E synapses, M muscles (= channels), D degrees of freedom,
    A moment arms, P plastic synapses. Integers are int64, the rest float64; times in ms, rates
    as shares.
    """

    rule: np.ndarray  # (N,) index into RULES
    channel: np.ndarray  # (N,) muscle that the node belongs to
    step: np.ndarray  # (N,) dt / tau
    rest: np.ndarray  # (N,) resting rate
    stress: np.ndarray  # (N,) share of the stress lever that reaches the node
    expectation: np.ndarray  # (N,) share of the expected touch that reaches the node
    homeostasis: np.ndarray  # (N,) share of a lasting change of resting input it compensates
    first: np.ndarray  # (N + 1,) first synapse of each node
    source: np.ndarray  # (E,) node
    weight: np.ndarray  # (E,) signed, per unit of the source's rate
    delay: np.ndarray  # (E,) ms
    site: np.ndarray  # (E,) index into SITES
    plastic: np.ndarray  # (E,) index among the plastic synapses, or NOT_PLASTIC
    motoneuron: np.ndarray  # (M,) node that drives each muscle
    strength: np.ndarray  # (M,) maximal force at the optimal length
    length: np.ndarray  # (M,) in the neutral posture, in optimal fibre lengths
    arm_first: np.ndarray  # (M + 1,) first moment arm of each muscle
    arm_dof: np.ndarray  # (A,)
    arm: np.ndarray  # (A,) signed
    pull_first: np.ndarray  # (D + 1,) the same arms grouped by degree of freedom
    pull_muscle: np.ndarray  # (A,)
    pull: np.ndarray  # (A,) signed
    inertia: np.ndarray  # (D,)
    damping: np.ndarray  # (D,)
    stiffness: np.ndarray  # (D,)

    @property
    def plastic_count(self) -> int:
        """Number of plastic synapses."""
        return int(self.plastic.max(initial=NOT_PLASTIC)) + 1


class Synapse(NamedTuple):
    """One input of a node: source, weight, delay (ms) and the lever that scales it."""

    source: int
    weight: float
    delay: int
    site: int
    plastic: int


def synapses_of(wiring: Wiring, node: int) -> list[Synapse]:
    """The inputs of a node, in the order in which they are summed."""
    own = slice(wiring.first[node], wiring.first[node + 1])
    columns = [getattr(wiring, name)[own].tolist() for name in Synapse._fields]
    return [Synapse(*row) for row in zip(*columns, strict=True)]


def grouped(index: np.ndarray, count: int) -> np.ndarray:
    """First position of each group in a sorted index, with the end appended: (count + 1,)."""
    return np.searchsorted(index, np.arange(count + 1)).astype(np.int64)


def mechanics(body: Body) -> dict[str, np.ndarray]:
    """The part of the wiring that the body determines: moment arms and mechanics."""
    rows = [
        (m, dof, arm) for m, muscle in enumerate(body.muscles) for dof, arm in muscle.moment_arms
    ]
    muscle = np.array([row[0] for row in rows], np.int64)
    dof = np.array([row[1] for row in rows], np.int64)
    arm = np.array([row[2] for row in rows], np.float64)
    by_dof = np.lexsort((muscle, dof))
    return {
        "arm_first": grouped(muscle, len(body.muscles)),
        "arm_dof": dof,
        "arm": arm,
        "pull_first": grouped(dof[by_dof], len(body.dofs)),
        "pull_muscle": muscle[by_dof],
        "pull": arm[by_dof],
        "strength": np.array([m.strength for m in body.muscles], np.float64),
        "length": np.array([m.length for m in body.muscles], np.float64),
        "inertia": np.array([d.inertia for d in body.dofs], np.float64),
        "damping": np.array([d.damping for d in body.dofs], np.float64),
        "stiffness": np.array([d.stiffness for d in body.dofs], np.float64),
    }


class SynapseGroups(NamedTuple):
    """Consecutive synapses of a node with the same site: one lever scales each group."""

    first: np.ndarray  # (N + 1,) first group of each node
    synapse: np.ndarray  # (B + 1,) first synapse of each group
    site: np.ndarray  # (B,) index into SITES


class DelayBuffers(NamedTuple):
    """Past outputs: the output of a node at step t is in row ``first + t % length * stride``."""

    first: np.ndarray  # (N,)
    stride: np.ndarray  # (N,)
    length: np.ndarray  # (N,)

    @property
    def rows(self) -> int:
        """Rows of all nodes together."""
        return int(self.length.sum())


def synapse_groups(wiring: Wiring) -> SynapseGroups:
    """Cut the synapses of each node where the site changes."""
    nodes = len(wiring.rule)
    target = np.repeat(np.arange(nodes), np.diff(wiring.first))
    edge = np.ones(len(target) + 1, bool)
    edge[1:-1] = (np.diff(target) != 0) | (np.diff(wiring.site) != 0)
    start = np.flatnonzero(edge) if len(target) else np.zeros(1, np.int64)
    return SynapseGroups(grouped(target[start[:-1]], nodes), start, wiring.site[start[:-1]])


def delay_buffers(wiring: Wiring) -> DelayBuffers:
    """Delay buffers, each as long as the slowest synapse of its node needs.

    Nodes with buffers of one length share a block, ordered by step, so that the outputs of one
    step are contiguous.
    """
    length = np.full(len(wiring.rule), 2, np.int64)  # muscles read the outputs of one step before
    np.maximum.at(length, wiring.source, wiring.delay + 1)
    order = np.argsort(length, kind="stable")
    kinds, begins, counts = np.unique(length[order], return_index=True, return_counts=True)
    block_first = np.cumsum(kinds * counts) - kinds * counts
    block = np.searchsorted(kinds, length)
    first = np.empty_like(length)
    first[order] = (block_first - begins)[block[order]] + np.arange(len(order))
    return DelayBuffers(first, counts[block], length)
