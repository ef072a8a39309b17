"""The motor network: atlas x body -> nodes and synapses, as arrays and as a graph.

A node is one population in one muscle's channel, keyed ``"GPI/biceps"``; its index is
``population * muscles + channel``. A row of ``projections.csv`` becomes one synapse for each
connected pair of nodes. A ``neighbour`` pair gets the table's weight however many neighbours
there are; the other topologies that reach several sources divide the weight among them, so that
the table's weight is the total.

:func:`build_network` builds a network by name; :attr:`Network.graph` is the same network as a
networkx graph.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from motorloops.model.arguments import PATH, TEXT, checked, of, optional
from motorloops.model.dynamics import STEP_MS
from motorloops.model.errors import choose
from motorloops.model.network.atlas import Atlas, Population, Projection, load_atlas
from motorloops.model.network.body import Body, load_body
from motorloops.model.network.wiring import NOT_PLASTIC, RULES, SITES, Wiring, grouped, mechanics

if TYPE_CHECKING:
    import networkx as nx

DIFFUSE_RADIUS = 2  # joints that a diffuse projection reaches
MUSCLE, JOINT = "muscle", "joint"  # prefixes of the graph's nodes that are not populations
NEXT_STEP_MS = 1  # muscles, joints and spindles read the state of the step before


@dataclass(frozen=True, eq=False)
class Network:
    """A network of populations, muscles and joints: N nodes, E synapses.

    Attributes:
        body: muscles and joints.
        populations: rows of ``populations.csv``, in the order of the nodes.
        projections: rows of ``projections.csv``, in the order that ``projection`` refers to.
        wiring: the arrays that the equations read.
        projection: (E,) index of each synapse's projection.

    Examples:
        >>> arm = build_network("arm")
        >>> arm.node_keys[arm.index("GPI/biceps")], arm.population_of(arm.index("GPI/biceps")).key
        ('GPI/biceps', 'GPI')
    """

    body: Body
    populations: tuple[Population, ...]
    projections: tuple[Projection, ...]
    wiring: Wiring
    projection: np.ndarray
    _index: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({key: i for i, key in enumerate(self.node_keys)})

    @cached_property
    def node_keys(self) -> tuple[str, ...]:
        """Keys of all nodes, ``"population/muscle"``, in order."""
        return tuple(f"{p.key}/{m.key}" for p in self.populations for m in self.body.muscles)

    @cached_property
    def digest(self) -> str:
        """Identity of the network's numbers and topology: 12 hexadecimal digits.

        Two networks with the same digest give the same results. It covers the wiring (weights,
        delays, time constants, resting rates, mechanics), the maximal rates, the keys of
        populations, muscles and joints, the sides of muscles, which joints are neighbours, and the
        tasks. It covers no names, sentences, notes, sources or positions in a picture, no
        ``healthy_index``, and no other body.
        """
        body = self.body
        topology = {
            "populations": [(row.key, row.max_hz) for row in self.populations],
            "muscles": [(muscle.key, muscle.joint) for muscle in body.muscles],
            "dofs": [(dof.key, dof.joint) for dof in body.dofs],
            "joints": body.joints,
            "neighbours": sorted(body.neighbours),
            "agonist": body.agonist,
        }
        if body.sides:  # the loss may be on one side
            topology["sides"] = [muscle.side for muscle in body.muscles]
        if body.tasks:
            topology["tasks"] = [(task.key, task.muscles) for task in body.tasks]
        digest = hashlib.sha256(json.dumps(topology).encode())
        for name, array in self.wiring._asdict().items():
            digest.update(f"{name} {array.dtype.name} {array.shape}".encode())
            digest.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return digest.hexdigest()[:12]

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The whole loop as a directed graph: populations, muscles, joints and back.

        Nodes and edges carry the fields of their table rows. A node has ``kind`` (population,
        muscle, joint), ``index`` and ``name``; an edge has ``kind`` (synapse, neuromuscular,
        moment arm, stretch), ``sign``, ``weight``, ``delay_ms`` and ``sentence``.

        The graph is read-only, because all models of the network share it. Edit a copy
        (``graph.copy()``), and :func:`~motorloops.model.network.graphml.from_graph` makes a
        network of it.
        """
        import networkx as nx  # not needed to simulate

        body = self.body
        graph = nx.DiGraph(
            body=body.name, title=body.title, sentence=body.sentence, agonist=body.agonist,
            healthy_index=body.healthy_index, digest=self.digest,
        )  # fmt: skip
        if body.tasks:
            graph.graph["tasks"] = _tasks(body)
        _add_populations(graph, self)
        _add_body(graph, body)
        _add_synapses(graph, self)
        _add_periphery(graph, self)
        return _frozen(graph)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: all but the graph, which follows from the rest."""
        return {name: value for name, value in vars(self).items() if name != "graph"}

    def index(self, node_key: str) -> int:
        """Index of a node.

        Raises:
            InputError: if there is none; the message suggests the nearest key.
        """
        return self._index[choose("node", node_key, self._index)]

    def nodes_of(self, population: str) -> slice:
        """The nodes of one population, one for each channel in the order of the muscles.

        Raises:
            InputError: if there is no such population; the message suggests the nearest key.
        """
        keys = [p.key for p in self.populations]
        first = keys.index(choose("population", population, keys)) * len(self.body.muscles)
        return slice(first, first + len(self.body.muscles))

    def population_of(self, node: int) -> Population:
        """The population that a node belongs to, by the node's index."""
        return self.populations[node // len(self.body.muscles)]


class _ReadOnly(dict[str, Any]):
    """Attributes of the graph, a node or an edge; its copies are ordinary dictionaries."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            "the graph of a network is read-only; edit graph.copy() and give it to from_graph"
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = popitem = clear = _refuse  # type: ignore[assignment]

    def pop(self, key: str, *default: Any) -> Any:
        # networkx takes a graph's ``id`` out while it writes GraphML; ours has none.
        return default[0] if default and key not in self else self._refuse()

    def __deepcopy__(self, memo: dict[int, object]) -> dict[str, Any]:
        return deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple[type[dict], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


def _frozen(graph: Any) -> nx.DiGraph:
    """Make a graph read-only, its attributes included, which networkx would leave as they are."""
    import networkx as nx

    graph.graph = _ReadOnly(graph.graph)
    for key, data in graph._node.items():
        graph._node[key] = _ReadOnly(data)
    for source, edges in graph._adj.items():
        for target, data in edges.items():
            edges[target] = graph._pred[target][source] = _ReadOnly(data)
    return nx.freeze(graph)


def _tasks(body: Body) -> str:
    """The tasks as an attribute of the graph, in JSON: GraphML has no lists."""
    rows = [
        {"task": task.key, "title": task.title, "sentence": task.sentence,
         "muscles": {body.muscles[m].key: share for m, share in task.muscles}}
        for task in body.tasks
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False)


def _sign(weight: float, row: Projection) -> str:
    return row.sign if weight == 0.0 else "inhibitory" if weight < 0.0 else "excitatory"


def _own_numbers(network: Network, node: int) -> dict[str, float]:
    """The numbers of a node, which may differ from those of its population in an edited graph."""
    wiring, row = network.wiring, network.population_of(node)
    step, rest = float(wiring.step[node]), float(wiring.rest[node])

    def solved(usual: float, guess: float, gives: Callable[[float], float], value: float) -> float:
        near = (usual, guess, math.nextafter(guess, 0.0), math.nextafter(guess, math.inf))
        return next((number for number in near if gives(number) == value), guess)

    return {
        "tau_ms": solved(row.tau_ms, STEP_MS / step, lambda tau: STEP_MS / tau, step),
        "rest_hz": solved(row.rest_hz, rest * row.max_hz, lambda hz: hz / row.max_hz, rest),
        "stress": float(wiring.stress[node]),
        "expectation": float(wiring.expectation[node]),
        "homeostasis": float(wiring.homeostasis[node]),
    }


def _add_populations(graph: nx.DiGraph, network: Network) -> None:
    for index, key in enumerate(network.node_keys):
        population = network.population_of(index)
        muscle = network.body.muscles[int(network.wiring.channel[index])]
        row = population.model_dump() | _own_numbers(network, index)
        graph.add_node(
            key, kind="population", index=index, population=row.pop("key"), muscle=muscle.key, **row
        )


def _add_body(graph: nx.DiGraph, body: Body) -> None:
    adjacent: dict[str, list[str]] = {joint: [] for joint in body.joints}
    for one, other in body.neighbours:
        adjacent[body.joints[one]].append(body.joints[other])
    for index, muscle in enumerate(body.muscles):
        graph.add_node(
            f"{MUSCLE}/{muscle.key}", kind="muscle", index=index, key=muscle.key, name=muscle.name,
            side=muscle.side, joint=muscle.joint, group=muscle.group, strength=muscle.strength,
            length=muscle.length, agonist=int(muscle.key == body.agonist),
        )  # fmt: skip
    for index, dof in enumerate(body.dofs):
        graph.add_node(
            f"{JOINT}/{dof.key}", kind="joint", index=index, key=dof.key, name=dof.name,
            joint=dof.joint, neighbours=" ".join(adjacent[dof.joint]), stiffness=dof.stiffness,
            damping=dof.damping, inertia=dof.inertia, x=dof.x, y=dof.y,
        )  # fmt: skip


def _add_synapses(graph: nx.DiGraph, network: Network) -> None:
    wiring, keys = network.wiring, network.node_keys
    target = np.repeat(np.arange(len(keys)), np.diff(wiring.first))
    for e, (t, s) in enumerate(zip(target.tolist(), wiring.source.tolist(), strict=True)):
        number = int(network.projection[e])
        row = network.projections[number]
        graph.add_edge(
            keys[s], keys[t], kind="synapse", order=number, projection=row.key,
            topology=row.topology, sign=_sign(wiring.weight[e], row),
            weight=float(wiring.weight[e]), delay_ms=int(wiring.delay[e]),
            site=SITES[wiring.site[e]], plastic=int(wiring.plastic[e] != NOT_PLASTIC),
            sentence=row.sentence, reference=row.reference, note=row.note,
        )  # fmt: skip


def _add_periphery(graph: nx.DiGraph, network: Network) -> None:
    body = network.body
    populations = {population.rule: population.key for population in network.populations}
    for muscle in body.muscles:
        muscle_node = f"{MUSCLE}/{muscle.key}"
        graph.add_edge(
            f"{populations['recruitment']}/{muscle.key}", muscle_node, kind="neuromuscular",
            sign="excitatory", weight=1.0, delay_ms=NEXT_STEP_MS,
            sentence="Motoneurons make their muscle contract.",
        )  # fmt: skip
        for dof, arm in muscle.moment_arms:
            joint_node = f"{JOINT}/{body.dofs[dof].key}"
            graph.add_edge(
                muscle_node, joint_node, kind="moment arm", weight=arm, delay_ms=NEXT_STEP_MS,
                sign="excitatory" if arm > 0 else "inhibitory",
                sentence="The muscle's pull turns the joint.",
            )  # fmt: skip
            graph.add_edge(
                joint_node, f"{populations['spindle']}/{muscle.key}", kind="stretch", weight=-arm,
                sign="excitatory" if arm < 0 else "inhibitory", delay_ms=NEXT_STEP_MS,
                sentence="The joint's turn stretches the muscle and its spindles.",
            )  # fmt: skip


Links = tuple[np.ndarray, np.ndarray, np.ndarray]


def sources(topology: str, body: Body, channel: int) -> list[tuple[int, float]]:
    """The sources of one channel in a topology, each with its share of the weight."""
    if topology == "same":
        return [(channel, 1.0)]
    if topology == "antagonist":
        return body.antagonists(channel)
    if topology == "neighbour":
        return body.neighbours_of(channel)
    near = body.muscles_within(int(body.joint_of[channel]), DIFFUSE_RADIUS)
    return [(source, 1.0 / len(near)) for source in near]


def _links(topology: str, body: Body) -> Links:
    """Channel pairs of a topology: (target, source, share), sorted by target then source."""
    rows = [
        (channel, source, share)
        for channel in range(len(body.muscles))
        for source, share in sorted(sources(topology, body, channel))
    ]
    table = np.array(rows, np.float64).reshape(-1, 3)
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]


def node_arrays(populations: tuple[Population, ...], muscles: int) -> dict[str, np.ndarray]:
    """The part of the wiring that the populations determine, one entry per node."""

    def each(values: list[float] | list[int], kind: type) -> np.ndarray:
        return np.repeat(np.array(values, kind), muscles)

    return {
        "rule": each([RULES.index(p.rule) for p in populations], np.int64),
        "channel": np.tile(np.arange(muscles, dtype=np.int64), len(populations)),
        "step": each([STEP_MS / p.tau_ms for p in populations], np.float64),
        "rest": each([p.rest for p in populations], np.float64),
        "stress": each([p.stress for p in populations], np.float64),
        "expectation": each([p.expectation for p in populations], np.float64),
        "homeostasis": each([p.homeostasis for p in populations], np.float64),
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


@checked(atlas=of(Atlas), body=of(Body))
def make_network(atlas: Atlas, body: Body) -> Network:
    """Build the network of a body from the tables of an atlas.

    Args:
        atlas: populations and projections.
        body: muscles and joints.

    Returns:
        The network; equal arguments give equal arrays, bit for bit.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> atlas = load_atlas()
        >>> make_network(atlas, load_body("hand", atlas)).digest == build_network("hand").digest
        True
    """
    muscles = len(body.muscles)
    nodes = node_arrays(atlas.populations, muscles)
    synapses, projection = synapse_arrays(_synapses(atlas, body), len(nodes["rule"]))
    first_motoneuron = [p.rule for p in atlas.populations].index("recruitment") * muscles
    wiring = Wiring(
        **nodes, **synapses, **mechanics(body),
        motoneuron=first_motoneuron + np.arange(muscles, dtype=np.int64),
    )  # fmt: skip
    return Network(body, atlas.populations, atlas.projections, wiring, projection)


@lru_cache(maxsize=16)
def _build(body: str, atlas: Atlas) -> Network:
    return make_network(atlas, load_body(body, atlas))


@checked(body=TEXT, atlas_folder=optional(PATH))
def build_network(body: str = "arm", atlas_folder: str | os.PathLike[str] | None = None) -> Network:
    """The network of a body by name, from the packaged atlas or a custom one; cached.

    Args:
        body: a body of the atlas (the packaged one has ``"arm"``, ``"hand"``, ``"neck"``), or
            ``"chain:N"``, ``"ring:N"``, ``"tree:N"`` with N joints.
        atlas_folder: folder of the tables; None for the packaged atlas.

    Returns:
        The network; the same object for the same arguments until a table is edited. Do not
        change it.

    Raises:
        InputError: for an unknown body or a table that cannot be used.

    Examples:
        >>> network = build_network("chain:100")
        >>> len(network.body.muscles), network is build_network("chain:100")
        (200, True)
    """
    return _build(body, load_atlas(atlas_folder))
