"""Connectivity from the tables alone, independent of :mod:`motorloops.model.network.build`."""

from typing import NamedTuple

import networkx as nx
import numpy as np

from motorloops.model.network.body import GROUP_LEAN, LEAST_OPPOSITION, Body
from motorloops.model.network.build import Network

RADIUS = 2  # joints that a diffuse projection reaches


class Links(NamedTuple):
    """Synapses as columns, (E,) each; a node is ``population * muscles + channel``."""

    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray  # signed, the share of this source included
    delay_ms: np.ndarray
    site: np.ndarray  # name of the lever that scales it
    plastic: np.ndarray  # 0 or 1


def moment_arms(body: Body) -> np.ndarray:
    """(M, D) signed moment arm of each muscle about each degree of freedom."""
    arms = np.zeros((len(body.muscles), len(body.dofs)))
    for channel, muscle in enumerate(body.muscles):
        for dof, arm in muscle.moment_arms:
            arms[channel, dof] = arm
    return arms


def joint_steps(body: Body) -> np.ndarray:
    """(J, M) steps along the body from each joint to the joint of each muscle."""
    graph = nx.Graph(body.neighbours)
    graph.add_nodes_from(range(len(body.joints)))
    joints = [body.joints.index(muscle.joint) for muscle in body.muscles]
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    return np.array([[lengths[start][end] for end in joints] for start in range(len(body.joints))])


def opponents(body: Body) -> np.ndarray:
    """(M, M) share with which each other muscle opposes each muscle; rows sum to 1."""
    arms = moment_arms(body)
    size = np.sqrt((arms * arms).sum(axis=1))
    against = -(arms @ arms.T)
    against[against <= LEAST_OPPOSITION * np.outer(size, size)] = 0.0
    return against / against.sum(axis=1, keepdims=True)


def _shares(topology: str, body: Body) -> np.ndarray:
    """(M, M) share of a projection's weight that each target gets from each source."""
    if topology == "same":
        return np.eye(len(body.muscles))
    if topology == "antagonist":
        return opponents(body)
    own = [body.joints.index(muscle.joint) for muscle in body.muscles]
    steps = joint_steps(body)[own]
    if topology == "diffuse":
        reached = (steps <= RADIUS).astype(float)
        return reached / reached.sum(axis=1, keepdims=True)
    kind = np.array([muscle.side or muscle.group for muscle in body.muscles])
    near = (steps <= 1) & ~np.eye(len(own), dtype=bool) & (opponents(body) == 0.0)
    return near * np.where(kind[:, None] == kind, 1.0 + GROUP_LEAN, 1.0 - GROUP_LEAN)


def read_links(network: Network) -> Links:
    """All synapses, from the rows of the projections table."""
    muscles = len(network.body.muscles)
    first = {row.key: k * muscles for k, row in enumerate(network.populations)}
    rows: list[tuple[int, int, float, int, str, int]] = []
    for row in network.projections:
        weight = -row.weight if row.sign == "inhibitory" else row.weight
        shares = _shares(row.topology, network.body)
        for target, source in np.argwhere(shares > 0.0).tolist():
            ends = first[row.source] + source, first[row.target] + target
            share = weight * float(shares[target, source])
            rows.append((*ends, share, row.delay_ms, row.site, row.plastic))
    return Links(*(np.array(column) for column in zip(*rows, strict=True)))
