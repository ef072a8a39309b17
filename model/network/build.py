"""Build the motor network: atlas x body -> nodes and synapses.

A node is one population in one muscle's channel, keyed ``"GPI/biceps"``; its index is
``population * muscles + channel``. A projection row becomes one synapse a (target, source)
pair; a projection that reaches several sources shares its weight among them, so that the
table's weight is the total, whatever the size of the body.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from motorloops.model.dynamics import STEP_MS
from motorloops.model.errors import choose
from motorloops.model.network.atlas import Atlas, Population, Projection, load_atlas
from motorloops.model.network.body import Body, load_body
from motorloops.model.network.wiring import NOT_PLASTIC, RULES, SITES, Wiring, grouped, mechanics

if TYPE_CHECKING:
    import networkx as nx

DIFFUSE_RADIUS = 2  # joints that a diffuse projection reaches


@dataclass(frozen=True, eq=False)
class Network:
    """Who is connected to whom: the tables it was made from, and the arrays of the engine.

    Attributes:
        populations: in node order.
        projections: in the order to which ``projection`` refers.
        projection: (E,) index of each synapse's projection.
        digest: identity of the tables, for provenance.
    """

    body: Body
    populations: tuple[Population, ...]
    projections: tuple[Projection, ...]
    wiring: Wiring
    projection: np.ndarray
    digest: str
    _index: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({key: i for i, key in enumerate(self.node_keys)})

    @cached_property
    def node_keys(self) -> tuple[str, ...]:
        """Keys of all nodes, ``"population/muscle"``."""
        return tuple(f"{p.key}/{m.key}" for p in self.populations for m in self.body.muscles)

    @cached_property
    def graph(self) -> "nx.DiGraph":
        """The network as a networkx graph with complete attributes (see motorloops.model.network.graphml)."""
        from motorloops.model.network.graphml import to_graph  # networkx is not needed to simulate

        return to_graph(self)

    def index(self, node_key: str) -> int:
        """Index of a node.

        Raises:
            BadInput: if there is none; the message suggests the nearest key.
        """
        return self._index[choose("node", node_key, self._index)]

    def nodes_of(self, population: str) -> slice:
        """The nodes of one population, one a channel in the order of the muscles."""
        keys = [p.key for p in self.populations]
        first = keys.index(choose("population", population, keys)) * len(self.body.muscles)
        return slice(first, first + len(self.body.muscles))

    def population_of(self, node: int) -> Population:
        """The population that a node belongs to."""
        return self.populations[node // len(self.body.muscles)]


Links = tuple[np.ndarray, np.ndarray, np.ndarray]


def _links(topology: str, body: Body) -> Links:
    """Channel pairs of a topology: (target, source, share), sorted by target then source."""
    rows: list[tuple[int, int, float]] = []
    muscles_at: list[list[int]] = [[] for _ in body.joints]
    for channel, joint in enumerate(body.joint_of):
        muscles_at[joint].append(channel)
    reached: dict[int, list[int]] = {}
    for channel, joint in enumerate(body.joint_of.tolist()):
        if topology == "same":
            rows.append((channel, channel, 1.0))
            continue
        if topology == "antagonist":
            rows.extend(
                (channel, other, share) for other, share in sorted(body.antagonists(channel))
            )
            continue
        if joint not in reached:
            near = body.within(joint, 1 if topology == "neighbour" else DIFFUSE_RADIUS)
            joints = [j for j in near if topology == "diffuse" or j != joint]
            reached[joint] = sorted(m for j in joints for m in muscles_at[j])
        sources = reached[joint]
        rows.extend((channel, source, 1.0 / len(sources)) for source in sources)
    table = np.array(rows, np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]


def node_arrays(populations: tuple[Population, ...], muscles: int) -> dict[str, np.ndarray]:
    """The part of the wiring that the populations give, one entry a node."""

    def each(values: list[float] | list[int], kind: type) -> np.ndarray:
        return np.repeat(np.array(values, kind), muscles)

    return {
        "rule": each([RULES.index(p.rule) for p in populations], np.int64),
        "channel": np.tile(np.arange(muscles, dtype=np.int64), len(populations)),
        "step": each([STEP_MS / p.tau_ms for p in populations], np.float64),
        "rest": each([p.rest for p in populations], np.float64),
        "stress": each([p.stress for p in populations], np.float64),
        "cholinergic": each([p.cholinergic for p in populations], np.float64),
    }


def synapse_arrays(
    columns: dict[str, np.ndarray], nodes: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Sort synapses by target, site, projection and source, and number the plastic ones.

    Args:
        columns: target, source, weight, delay, site, plastic (0 or 1), projection; (E,) each.
        nodes: number of nodes.

    Returns:
        The synapse part of the wiring, and (E,) the projection of each synapse.
    """
    order = np.lexsort([columns[name] for name in ("source", "projection", "site", "target")])
    ordered = {name: column[order] for name, column in columns.items()}
    plastic = ordered["plastic"] > 0
    numbered = np.where(plastic, np.cumsum(plastic) - 1, NOT_PLASTIC).astype(np.int64)
    wiring = {name: ordered[name] for name in ("source", "weight", "delay", "site")}
    first = grouped(ordered["target"], nodes)
    return {**wiring, "first": first, "plastic": numbered}, ordered["projection"]


def _synapses(atlas: Atlas, body: Body) -> dict[str, np.ndarray]:
    muscles = len(body.muscles)
    position = {p.key: k for k, p in enumerate(atlas.populations)}
    links = {name: _links(name, body) for name in {p.topology for p in atlas.projections}}
    parts: dict[str, list[np.ndarray]] = {
        name: []
        for name in ("target", "source", "weight", "delay", "site", "plastic", "projection")
    }
    for number, row in enumerate(atlas.projections):
        target, source, share = links[row.topology]
        whole = np.ones(len(target), np.int64)
        parts["target"].append(position[row.target] * muscles + target)
        parts["source"].append(position[row.source] * muscles + source)
        parts["weight"].append(row.signed_weight * share)
        parts["delay"].append(row.delay_ms * whole)
        parts["site"].append(SITES.index(row.site) * whole)
        parts["plastic"].append(row.plastic * whole)
        parts["projection"].append(number * whole)
    return {name: np.concatenate(columns) for name, columns in parts.items()}


def make_network(atlas: Atlas, body: Body) -> Network:
    """Build the network of a body from the tables of an atlas; the same call, the same network."""
    muscles = len(body.muscles)
    nodes = node_arrays(atlas.populations, muscles)
    synapses, projection = synapse_arrays(_synapses(atlas, body), len(nodes["rule"]))
    first_motoneuron = [p.rule for p in atlas.populations].index("recruitment") * muscles
    wiring = Wiring(
        **nodes, **synapses, **mechanics(body),
        motoneuron=first_motoneuron + np.arange(muscles, dtype=np.int64),
    )  # fmt: skip
    return Network(body, atlas.populations, atlas.projections, wiring, projection, atlas.digest)


@lru_cache(maxsize=16)
def build_network(body: str = "arm", atlas_folder: Path | None = None) -> Network:
    """The network of a body by name, from the packaged atlas or a user's own; cached.

    Args:
        body: ``"arm"``, ``"hand"``, ``"neck"``, or ``"chain:N"``, ``"ring:N"``, ``"tree:N"``.
        atlas_folder: folder of a user's own tables.

    Raises:
        BadInput: for an unknown body or a table that cannot be used.
    """
    atlas = load_atlas(atlas_folder)
    return make_network(atlas, load_body(body, atlas))
