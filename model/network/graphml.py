"""Read and write networks as GraphML, and rebuild a network from its graph.

A graph that motorloops exported (:attr:`motorloops.model.network.build.Network.graph`) may be
edited, in networkx, Gephi or Cytoscape: the weight and delay of each synapse and the numbers of
each node. :func:`from_graph` checks it and returns the network that it describes.
"""

import io
import json
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, TypeVar
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
from pydantic import Field

from motorloops.model.arguments import PATH, TEXT, check, checked, of
from motorloops.model.errors import InputError, choose
from motorloops.model.files import read_file
from motorloops.model.network.atlas import (
    ASSUMPTION,
    MISSING,
    Population,
    Projection,
    Row,
    Share,
    Site,
    Text,
    check_populations,
    check_row,
)
from motorloops.model.network.body import (
    HEALTHY_INDEX,
    Body,
    Dof,
    Muscle,
    NeutralLength,
    Strength,
    TaskRow,
    check_body,
    make_tasks,
)
from motorloops.model.network.build import (
    JOINT,
    MUSCLE,
    Network,
    node_arrays,
    synapse_arrays,
)
from motorloops.model.network.wiring import RULES, SITES, Wiring, mechanics

NODE_KINDS = ("population", "muscle", "joint")
EDGE_KINDS = ("synapse", "neuromuscular", "moment arm", "stretch")
MOST = 999_999  # index of a node, number of a projection
TASKS_FIELD = "graph attribute tasks"
EXPORTED = "give a network that motorloops exported"
Index = Annotated[int, Field(ge=0, le=MOST)]
Mechanics = Annotated[float, Field(gt=0, le=1000)]  # as in the table of joints


class GraphRow(Row):
    """The attributes of the graph that are used."""

    body: Text
    title: str
    sentence: str
    agonist: Text
    tasks: str = ""  # in JSON
    healthy_index: Share = HEALTHY_INDEX


class PopulationNode(Population):
    """The attributes of a population's node in one channel; ``key`` is its ``population``."""

    index: Index


class MuscleNode(Row):
    """The attributes of a muscle's node."""

    index: Index
    name: str
    side: str
    joint: Text
    group: str
    strength: Strength = 1.0
    length: NeutralLength = 1.0


class JointNode(Row):
    """The attributes of the node of a degree of freedom."""

    index: Index
    name: str
    joint: Text
    neighbours: str
    stiffness: Mechanics
    damping: Mechanics
    inertia: Mechanics
    x: Share
    y: Share


class SynapseEdge(Row):
    """The attributes of a synapse; the ranges are those of ``projections.csv``, with a sign."""

    order: int = Field(ge=-MOST, le=MOST)
    weight: float = Field(ge=-20, le=20)
    delay_ms: int = Field(ge=1, le=200)
    site: Site
    plastic: int = Field(ge=0, le=1)


class PullEdge(Row):
    """The attributes of a moment arm; the range is that of the table of muscles."""

    weight: float = Field(ge=-10, le=10)


# What networkx and its XML parser raise for files that hold no GraphML.
UNREADABLE = (
    OSError, EOFError, ParseError, nx.NetworkXError, ValueError, LookupError,
    TypeError, AttributeError, RecursionError,
)  # fmt: skip


@checked(graph=of(nx.DiGraph, allowed="give a directed graph that motorloops exported"))
def from_graph(graph: nx.DiGraph) -> Network:
    """The network that a graph describes; the inverse of ``Network.graph``.

    Args:
        graph: a graph that motorloops exported. The weights and delays of single synapses and
            the numbers of single nodes may have been edited; the digest of the network follows
            from them, whatever ``digest`` the graph carries.

    Returns:
        The network; an unedited graph gives the network it came from, bit for bit.

    Raises:
        InputError: if nodes or attributes are missing or out of range.

    Examples:
        >>> graph = build_network("chain:1").graph.copy()
        >>> graph.nodes["GPI/flexor_0"]["tau_ms"] = 40.0
        >>> from_graph(graph).digest == build_network("chain:1").digest
        False
    """
    if graph.is_multigraph():
        raise InputError("graph", type(graph).__name__, "give a simple directed graph")
    for key, data in graph.nodes(data=True):
        check("graph node", key, TEXT)
        choose(f"graph node {key} kind", data.get("kind", MISSING), NODE_KINDS)
    for source, target, data in graph.edges(data=True):
        choose(f"graph edge {source} {target} kind", data.get("kind", MISSING), EDGE_KINDS)
    nodes = _nodes(graph, "population", PopulationNode)
    body = _body(graph)
    populations = _populations(nodes, body)
    projections, synapses = _synapses(graph, nodes)
    arrays, projection = synapse_arrays(synapses, len(nodes))
    columns = _edited(node_arrays(populations, len(body.muscles)), list(nodes.values()))
    motoneurons = np.flatnonzero(columns["rule"] == RULES.index("recruitment"))
    wiring = Wiring(**columns, **arrays, **mechanics(body), motoneuron=motoneurons.astype(np.int64))
    return Network(_with_tasks(graph, body), populations, projections, wiring, projection)


NodeType = TypeVar("NodeType", PopulationNode, MuscleNode, JointNode)


def _nodes(graph: nx.DiGraph, kind: str, model: type[NodeType]) -> dict[str, NodeType]:
    """The checked nodes of one kind, by key, in the order of their indices."""
    rows = {}
    for key, data in graph.nodes(data=True):
        if data["kind"] == kind:
            values = {name: value for name, value in data.items() if name != "key"}
            if "population" in data:
                values["key"] = data["population"]
            rows[key] = check_row(model, values, partial(_node_field, key))
    if not rows:
        raise InputError("graph", f"no nodes of kind {kind}", EXPORTED)
    ordered = sorted(rows.items(), key=lambda item: item[1].index)
    for number, (key, row) in enumerate(ordered):
        if row.index != number:
            allowed = f"number the nodes of kind {kind} 0, 1, 2, ...: {number} comes next"
            raise InputError(f"graph node {key} index", row.index, allowed)
    return dict(ordered)


def _node_field(key: str, column: str) -> str:
    return f"graph node {key} {'population' if column == 'key' else column}"


def _edge_field(source: str, target: str, column: str) -> str:
    return f"graph edge {source} {target} {column}"


def _total_field(source: str, target: str, column: str) -> str:
    """The weight of a projection is the attribute ``total`` of its synapses."""
    return _edge_field(source, target, "total" if column == "weight" else column)


def _body(graph: nx.DiGraph) -> Body:
    names = check_row(GraphRow, graph.graph, "graph attribute {}".format)
    joint_nodes, muscle_nodes = (
        _nodes(graph, "joint", JointNode), _nodes(graph, "muscle", MuscleNode)
    )  # fmt: skip
    joints = tuple(dict.fromkeys(row.joint for row in joint_nodes.values()))
    dofs = tuple(
        Dof(key.removeprefix(f"{JOINT}/"), row.joint, row.name, row.stiffness, row.damping,
            row.inertia, row.x, row.y)
        for key, row in joint_nodes.items()
    )  # fmt: skip
    pairs: set[tuple[int, int]] = set()
    for key, row in joint_nodes.items():
        here = joints.index(row.joint)
        for name in row.neighbours.split():
            other = joints.index(choose(f"graph node {key} neighbours", name, joints))
            pairs.add((min(here, other), max(here, other)))
    muscles = []
    for key, row in muscle_nodes.items():
        choose(f"graph node {key} joint", row.joint, joints)
        arms = _moment_arms(graph, key, joint_nodes)
        muscles.append(Muscle(key.removeprefix(f"{MUSCLE}/"), row.name, row.side, row.joint,
                              row.group, arms, row.strength, row.length))  # fmt: skip
    body = Body(names.body, names.title, names.sentence, names.agonist, tuple(muscles), dofs,
                joints, tuple(sorted(pairs)), healthy_index=names.healthy_index)  # fmt: skip
    check_body(body, "graph muscles", "graph joints")
    choose("graph attribute agonist", body.agonist, [muscle.key for muscle in muscles])
    return body


def _with_tasks(graph: nx.DiGraph, body: Body) -> Body:
    """The body with the tasks of the graph, which are in JSON."""
    names = check_row(GraphRow, graph.graph, "graph attribute {}".format)
    if not names.tasks:
        return body
    allowed = 'a JSON list of {"task", "title", "sentence", "muscles": {muscle: share}}'
    try:
        given = json.loads(names.tasks)
        if not isinstance(given, list):
            raise TypeError
        listed = [
            ({**task, "body": names.body, "source": ASSUMPTION, "note": ""}, muscle, share)
            for task in given
            for muscle, share in task["muscles"].items()
        ]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise InputError(TASKS_FIELD, names.tasks, allowed) from None
    rows = []
    for task, muscle, share in listed:
        where = partial(_task_field, str(task.get("task", MISSING)), muscle)
        rows.append((where, check_row(TaskRow, {**task, "muscle": muscle, "share": share}, where)))
    return replace(body, tasks=make_tasks(rows, [muscle.key for muscle in body.muscles]))


def _task_field(task: str, muscle: str, column: str) -> str:
    return f"{TASKS_FIELD} {task} {muscle} {column}"


def _moment_arms(
    graph: nx.DiGraph, muscle: str, joints: Mapping[str, JointNode]
) -> tuple[tuple[int, float], ...]:
    """The moment arms of a muscle by index of the degree of freedom."""
    arms = []
    for _, joint, data in graph.out_edges(muscle, data=True):
        choose(f"graph edge {muscle} {joint} target", joint, joints)
        row = check_row(PullEdge, data, partial(_edge_field, muscle, joint))
        if row.weight == 0.0:
            field = _edge_field(muscle, joint, "weight")
            raise InputError(field, row.weight, "a number from -10 to 10, not 0")
        arms.append((joints[joint].index, row.weight))
    return tuple(sorted(arms))


def _populations(nodes: Mapping[str, PopulationNode], body: Body) -> tuple[Population, ...]:
    """The table row of every population; its nodes may differ only in their numbers."""
    keys, rows = list(nodes), list(nodes.values())
    for number, (key, row) in enumerate(nodes.items()):
        channel = number % len(body.muscles)
        first = rows[number - channel]
        for column in ("key", "agent", "rule"):
            value, usual = getattr(row, column), getattr(first, column)
            if value != usual:
                allowed = f"{usual}, as in the node {keys[number - channel]} of its population"
                raise InputError(_node_field(key, column), value, allowed)
        expected = f"{first.key}/{body.muscles[channel].key}"
        if key != expected:
            allowed = f"number {number} is {expected}: populations, each in the order of muscles"
            raise InputError(f"graph node {key} index", row.index, allowed)
        if not row.can_rest:
            allowed = f"above 0 (rule rate) and below max_hz {row.max_hz:g}"
            raise InputError(f"graph node {key} rest_hz", row.rest_hz, allowed)
    firsts = range(0, len(rows), len(body.muscles))
    populations = tuple(_population(rows[first]) for first in firsts)
    check_populations(
        populations,
        lambda index, column: _node_field(keys[firsts[index]], column),
        "graph attribute rule",
    )
    return populations


def _population(row: PopulationNode) -> Population:
    return Population(**row.model_dump(exclude={"index"}))


def _edited(arrays: dict[str, np.ndarray], rows: Sequence[PopulationNode]) -> dict[str, np.ndarray]:
    """The arrays of the populations, with the changes made to single nodes."""
    edited = {
        "step": [1.0 / row.tau_ms for row in rows],
        "rest": [row.rest for row in rows],
        "stress": [row.stress for row in rows],
        "expectation": [row.expectation for row in rows],
        "homeostasis": [row.homeostasis for row in rows],
    }
    return {**arrays, **{name: np.array(values, np.float64) for name, values in edited.items()}}


def _synapses(
    graph: nx.DiGraph, nodes: Mapping[str, PopulationNode]
) -> tuple[tuple[Projection, ...], dict[str, np.ndarray]]:
    table: dict[int, Projection] = {}
    edges: list[tuple[str, str, SynapseEdge]] = []
    for source, target, data in graph.edges(data=True):
        if data["kind"] != "synapse":
            continue
        where = partial(_edge_field, source, target)
        for end, key in (("source", source), ("target", target)):
            if key not in nodes:
                raise InputError(where(end), key, "a synapse connects two populations")
        edge = check_row(SynapseEdge, data, where)
        ends = {"source": nodes[source].key, "target": nodes[target].key}
        if edge.order not in table:
            row = {**data, **ends, "weight": data.get("total", MISSING)}
            table[edge.order] = check_row(Projection, row, partial(_total_field, source, target))
        row = table[edge.order]
        if (row.source, row.target) != (ends["source"], ends["target"]):
            allowed = f"{edge.order} is the order of {row.key}; give each projection its own"
            raise InputError(where("order"), edge.order, allowed)
        edges.append((source, target, edge))
    numbers = {order: position for position, order in enumerate(sorted(table))}
    columns = {
        "target": [nodes[target].index for _, target, _ in edges],
        "source": [nodes[source].index for source, _, _ in edges],
        "delay": [edge.delay_ms for *_, edge in edges],
        "site": [SITES.index(edge.site) for *_, edge in edges],
        "plastic": [edge.plastic for *_, edge in edges],
        "projection": [numbers[edge.order] for *_, edge in edges],
    }
    arrays = {name: np.array(column, np.int64) for name, column in columns.items()}
    weights = np.array([edge.weight for *_, edge in edges], np.float64)
    return tuple(table[number] for number in sorted(table)), {**arrays, "weight": weights}


@checked(path=PATH)
def read_graphml(path: str | os.PathLike[str]) -> Network:
    """Read a network from a GraphML file.

    Args:
        path: a file that :func:`write_graphml` wrote, edited or not.

    Returns:
        The network.

    Raises:
        InputError: if the file cannot be read or is not such a network.

    Examples:
        >>> write_graphml(build_network("ring:3"), "ring.graphml")
        >>> read_graphml("ring.graphml").digest == build_network("ring:3").digest
        True
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of networkx, on files of other programs
            graph = nx.read_graphml(io.BytesIO(read_file(path)))
    except UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        allowed = f"it must be readable GraphML ({reason})"
        raise InputError("network file", str(path), allowed) from None
    if not graph.is_directed() or graph.is_multigraph():
        raise InputError("network file", str(path), "it must hold a simple directed graph")
    return from_graph(graph)


@checked(network=of(Network), path=PATH)
def write_graphml(network: Network, path: str | os.PathLike[str]) -> None:
    """Write a network as GraphML, for networkx, Gephi and Cytoscape.

    Args:
        network: what to write.
        path: the file; an existing one is replaced.

    Raises:
        InputError: for an argument of another kind.
        OSError: if the file cannot be written.

    Examples:
        >>> import networkx as nx
        >>> write_graphml(build_network("chain:1"), "chain.graphml")
        >>> nx.read_graphml("chain.graphml").nodes["muscle/flexor_0"]["joint"]
        'j0'
    """
    nx.write_graphml(network.graph, path)
