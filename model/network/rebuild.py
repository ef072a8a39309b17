"""Rebuild a network from its graph, edited or not.

A graph that motorloops exported (:attr:`motorloops.model.network.build.Network.graph`) may be
edited in networkx, Gephi, Cytoscape, igraph or yEd: synapses may be changed, added and removed, and
the numbers of each node changed. :func:`from_graph` checks the graph and returns the network that
it describes. Whatever an attribute says is used, compared with what it follows from, or one of
the texts and positions that no run depends on; ``docs/tutorials/own_network.md`` lists them all.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import networkx as nx
import numpy as np
from pydantic import Field

from motorloops.model.arguments import checked, of
from motorloops.model.dynamics import STEP_MS
from motorloops.model.errors import InputError, choose
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
    NEXT_STEP_MS,
    Network,
    node_arrays,
    sources,
    synapse_arrays,
)
from motorloops.model.network.wiring import RULES, SITES, Wiring, mechanics

NODE_KINDS = ("population", "muscle", "joint")
# The kinds of the nodes that an edge joins, by the kind of the edge.
EDGE_KINDS = {
    "synapse": ("population", "population"), "neuromuscular": ("population", "muscle"),
    "moment arm": ("muscle", "joint"), "stretch": ("joint", "population"),
}  # fmt: skip
MOST = 999_999  # index of a node, number of a projection
TASKS_FIELD = "graph attribute tasks"
EXPORTED = "give a network that motorloops exported"
EXAMPLES = {"population": "GPI/biceps", "muscle": "muscle/biceps", "joint": "joint/elbow/flexion"}
UNNAMED = "network"  # name of a body whose graph has lost it
ADDED = "A synapse that was added to the graph."
DIGITS = 12  # of a projection's weight, which follows from its synapses
ALIKE = 0.8  # of the letters of a misspelt attribute (difflib's ratio)
Index = Annotated[int, Field(ge=0, le=MOST)]
Mechanics = Annotated[float, Field(gt=0, le=1000)]  # as in the table of joints
Sign = Literal["excitatory", "inhibitory"]


class GraphRow(Row):
    """The attributes of the graph that are used."""

    body: Text = UNNAMED
    title: str = ""
    sentence: str = ""
    agonist: str = ""
    tasks: str = ""  # in JSON
    healthy_index: Share = HEALTHY_INDEX


class PopulationNode(Population):
    """The attributes of a population's node in one channel; ``key`` is its ``population``."""

    index: Index
    name: str = ""
    x: Share = 0.5
    y: Share = 0.5
    sentence: str = ""
    source: str = ASSUMPTION
    note: str = ""


class MuscleNode(Row):
    """The attributes of a muscle's node; ``agonist`` is 1 in the muscle that is usually wanted."""

    index: Index
    name: str = ""
    side: Literal["", "left", "right"] = ""
    joint: Text
    group: str
    strength: Strength = 1.0
    length: NeutralLength = 1.0
    agonist: int = Field(0, ge=0, le=1)


class JointNode(Row):
    """The attributes of the node of a degree of freedom."""

    index: Index
    name: str = ""
    joint: Text
    neighbours: str = ""
    stiffness: Mechanics
    damping: Mechanics
    inertia: Mechanics
    x: Share = 0.5
    y: Share = 0.5


class SynapseEdge(Row):
    """The attributes of a synapse; the ranges are those of ``projections.csv``, with a sign."""

    order: int = Field(0, ge=-MOST, le=MOST)
    projection: str = ""
    topology: Literal["same", "antagonist", "neighbour", "diffuse"] = "same"
    sign: Sign = "excitatory"
    weight: float = Field(ge=-20, le=20)
    total: float = Field(0.0, ge=0, le=20)  # in files of older versions
    delay_ms: int = Field(ge=1, le=200)
    site: Site = ""
    plastic: int = Field(0, ge=0, le=1)
    sentence: str = ADDED
    reference: str = ASSUMPTION
    note: str = ""


class PullEdge(Row):
    """The attributes of a moment arm; the range is that of the table of muscles."""

    weight: float = Field(ge=-10, le=10)
    sign: Sign = "excitatory"
    delay_ms: int = Field(NEXT_STEP_MS, ge=1, le=200)


class FixedEdge(Row):
    """The attributes of an edge whose weight and delay follow from others."""

    weight: float = Field(1.0, ge=-10, le=10)
    sign: Sign = "excitatory"
    delay_ms: int = Field(NEXT_STEP_MS, ge=1, le=200)


KNOWN = {
    name
    for model in (GraphRow, PopulationNode, MuscleNode, JointNode, SynapseEdge)
    for name in model.model_fields
} | {"kind", "key", "population", "muscle", "digest"}


@checked(graph=of(nx.DiGraph, allowed="give a directed graph that motorloops exported"))
def from_graph(graph: nx.DiGraph) -> Network:
    """The network that a graph describes; the inverse of ``Network.graph``.

    A synapse that was added needs only a ``weight``: the rest is that of the other synapses of its
    projection, and must be given where there are none. The ids of nodes may be any that have no
    ``/``, because other programs number them anew; attributes of other programs are left alone.

    Args:
        graph: a graph that motorloops exported, edited or not; it is not changed. The digest of
            the network follows from it, whatever ``digest`` the graph carries.

    Returns:
        The network; an unedited graph gives the network it came from, bit for bit.

    Raises:
        InputError: for the first node, edge or attribute that is missing, out of range, or at odds
            with what it follows from (such as a ``sign`` with that of the ``weight``).

    Examples:
        >>> graph = build_network("chain:1").graph.copy()
        >>> graph.nodes["GPI/flexor_0"]["tau_ms"] = 40.0
        >>> from_graph(graph).digest == build_network("chain:1").digest
        False
    """
    if graph.is_multigraph():
        raise InputError("graph", type(graph).__name__, "give a simple directed graph")
    graph = _renamed(graph)
    _check_kinds(graph)
    _place_nodes(graph)
    nodes = _nodes(graph, "population", PopulationNode)
    body = _body(graph)
    populations = _populations(nodes, body)
    _check_periphery(graph, populations, body)
    projections, synapses = _synapses(graph, nodes, body)
    arrays, projection = synapse_arrays(synapses, len(nodes))
    columns = _edited(node_arrays(populations, len(body.muscles)), list(nodes.values()))
    motoneurons = np.flatnonzero(columns["rule"] == RULES.index("recruitment"))
    wiring = Wiring(**columns, **arrays, **mechanics(body), motoneuron=motoneurons.astype(np.int64))
    return Network(_with_tasks(graph, body), populations, projections, wiring, projection)


def _node_field(key: object, column: str) -> str:
    return f"graph node {key} {'population' if column == 'key' else column}"


def _edge_field(source: object, target: object, column: str) -> str:
    return f"graph edge {source} {target} {column}"


_graph_field = "graph attribute {}".format


# Nodes by the keys that motorloops gives them, whatever their ids.


def _renamed(graph: nx.DiGraph) -> nx.DiGraph:
    """A copy of the graph whose nodes have their keys as ids, without empty attributes."""
    keys: dict[object, str] = {}
    nodes: dict[str, object] = {}
    for node, data in graph.nodes(data=True):
        key = keys[node] = _key(node, _given(data))
        if key in nodes:
            raise InputError(f"graph node {node} key", key, f"the node {nodes[key]} has it already")
        nodes[key] = node
    copy = nx.DiGraph(**_given(graph.graph))
    copy.add_nodes_from((keys[node], _given(data)) for node, data in graph.nodes(data=True))
    copy.add_edges_from(
        (keys[source], keys[target], _given(data))
        for source, target, data in graph.edges(data=True)
    )
    return copy


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that have a value: other programs fill in or drop empty texts."""
    return {
        str(name): value
        for name, value in data.items()
        if not (value is None or (isinstance(value, str) and not value.strip()))
    }


def _key(node: object, data: Mapping[str, Any]) -> str:
    """The key of a node, from its attributes or its id, which may not contradict each other."""
    kind = choose(_node_field(node, "kind"), data.get("kind", MISSING), NODE_KINDS)
    first, slash, rest = str(node).partition("/")
    if kind == "population":
        parts = {"population": first, "muscle": rest}
    else:
        parts = {"key": rest if first == kind else ""}
    for name, in_id in parts.items():
        value = str(data.get(name, MISSING))
        if name not in data and not (slash and in_id):
            allowed = f"give it, or name the node as motorloops does, such as {EXAMPLES[kind]}"
            raise InputError(_node_field(node, name), MISSING, allowed)
        if name in data and slash and value != in_id:
            allowed = f"{in_id or EXAMPLES[kind]}, as in the id of the node"
            raise InputError(_node_field(node, name), data[name], allowed)
    named = "/".join(str(data.get(name, in_id)) for name, in_id in parts.items())
    return named if kind == "population" else f"{kind}/{named}"


def _place_nodes(graph: nx.DiGraph) -> None:
    """Scale the positions of another program's layout to 0..1.

    Muscles have a position only if another program has laid out the graph.
    """
    laid_out = [data for _, data in graph.nodes(data=True) if "x" in data and "y" in data]
    if not any(data["kind"] == "muscle" for data in laid_out):
        return
    for axis in ("x", "y"):
        try:
            places = np.array([float(data[axis]) for data in laid_out])
        except (TypeError, ValueError):
            return  # refused with the node's other attributes
        low, high = places.min(), places.max()
        if not np.isfinite(places).all() or (low >= 0.0 and high <= 1.0):
            continue
        scaled = (places - low) / ((high - low) or 1.0)
        for data, place in zip(laid_out, scaled.tolist(), strict=True):
            data[axis] = place


RowType = TypeVar("RowType", bound=Row)


def _row(model: type[RowType], data: Mapping[str, Any], where: Callable[[str], str]) -> RowType:
    """The checked attributes of a node, an edge or the graph.

    Raises:
        InputError: for an attribute that cannot be used, or is missing while another has nearly
            its name.
    """
    foreign = [name for name in data if name not in KNOWN]
    for column in model.model_fields.keys() - data.keys() if foreign else ():
        for name in foreign:
            if _alike(name, column):
                raise InputError(where(name), data[name], f'did you mean "{column}"?')
    return check_row(model, data, where)


def _alike(name: str, column: str) -> bool:
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    whole = column.replace("_", "")
    unit = column.rpartition("_")[2] if column.endswith(("_ms", "_hz")) else ""
    return plain in (whole, whole.removesuffix(unit)) or bool(
        get_close_matches(plain, [whole], cutoff=ALIKE)
    )


NodeType = TypeVar("NodeType", PopulationNode, MuscleNode, JointNode)


def _nodes(graph: nx.DiGraph, kind: str, model: type[NodeType]) -> dict[str, NodeType]:
    """The checked nodes of one kind, by key, in the order of their indices."""
    rows = {}
    for key, data in graph.nodes(data=True):
        if data["kind"] == kind:
            values = {**data, "key": key.partition("/")[0]} if kind == "population" else data
            rows[key] = _row(model, values, partial(_node_field, key))
    if not rows:
        raise InputError("graph", f"no nodes of kind {kind}", EXPORTED)
    ordered = sorted(rows.items(), key=lambda item: item[1].index)
    for number, (key, row) in enumerate(ordered):
        if row.index != number:
            allowed = f"number the nodes of kind {kind} 0, 1, 2, ...: {number} comes next"
            raise InputError(f"graph node {key} index", row.index, allowed)
    return dict(ordered)


# The body.


def _body(graph: nx.DiGraph) -> Body:
    names = _row(GraphRow, graph.graph, _graph_field)
    joint_nodes, muscle_nodes = (
        _nodes(graph, "joint", JointNode), _nodes(graph, "muscle", MuscleNode)
    )  # fmt: skip
    joints = tuple(dict.fromkeys(row.joint for row in joint_nodes.values()))
    dofs = tuple(
        Dof(key.removeprefix(f"{JOINT}/"), row.joint, row.name or row.joint, row.stiffness,
            row.damping, row.inertia, row.x, row.y)
        for key, row in joint_nodes.items()
    )  # fmt: skip
    neighbours, muscles = _neighbours(joint_nodes, joints), []
    for key, row in muscle_nodes.items():
        choose(f"graph node {key} joint", row.joint, joints)
        arms, short = _moment_arms(graph, key, joint_nodes), key.removeprefix(f"{MUSCLE}/")
        muscles.append(Muscle(short, row.name or short, row.side, row.joint, row.group, arms,
                              row.strength, row.length))  # fmt: skip
    body = Body(
        names.body, names.title or names.body, names.sentence, _agonist(names, muscle_nodes),
        tuple(muscles), dofs, joints, neighbours, healthy_index=names.healthy_index,
    )  # fmt: skip
    check_body(body, "graph muscles", "graph joints")
    return body


def _neighbours(
    nodes: Mapping[str, JointNode], joints: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    """The pairs of neighbouring joints; naming one on one side is enough."""
    named: dict[str, set[str]] = {}
    for key, row in nodes.items():
        others = [joint for joint in joints if joint != row.joint]
        own = {choose(f"graph node {key} neighbours", name, others)
               for name in row.neighbours.split()}  # fmt: skip
        if named.setdefault(row.joint, own) != own:
            allowed = (
                f"{' '.join(sorted(named[row.joint])) or 'nothing'}, as in the joint's other nodes"
            )
            raise InputError(f"graph node {key} neighbours", row.neighbours, allowed)
    pairs = {
        (min(pair), max(pair))
        for joint, others in named.items()
        for pair in [(joints.index(joint), joints.index(other)) for other in others]
    }
    return tuple(sorted(pairs))


def _agonist(names: GraphRow, nodes: Mapping[str, MuscleNode]) -> str:
    """The muscle that is wanted by default: an attribute of the graph, marked in its node too.

    Gephi cannot keep attributes of a graph, and files of older versions have no mark.
    """
    muscles = [key.removeprefix(f"{MUSCLE}/") for key in nodes]
    marked = [muscle for muscle, row in zip(muscles, nodes.values(), strict=True) if row.agonist]
    if not names.agonist:
        if len(marked) != 1:
            allowed = "name a muscle, or give the node of one muscle the attribute agonist = 1"
            raise InputError("graph attribute agonist", MISSING, allowed)
        return marked[0]
    choose("graph attribute agonist", names.agonist, muscles)
    given = any("agonist" in row.model_fields_set for row in nodes.values())
    if given and marked != [names.agonist]:
        key = f"{MUSCLE}/{next((m for m in marked if m != names.agonist), names.agonist)}"
        allowed = f"the graph's attribute agonist is {names.agonist}; change both"
        raise InputError(f"graph node {key} agonist", nodes[key].agonist, allowed)
    return names.agonist


def _with_tasks(graph: nx.DiGraph, body: Body) -> Body:
    """The body with the tasks of the graph, which are in JSON."""
    names = check_row(GraphRow, graph.graph, _graph_field)
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
        row = _row(PullEdge, data, partial(_edge_field, muscle, joint))
        if row.weight == 0.0:
            field = _edge_field(muscle, joint, "weight")
            raise InputError(field, row.weight, "a number from -10 to 10, not 0")
        _check_edge(muscle, joint, row, row.weight)
        arms.append((joints[joint].index, row.weight))
    return tuple(sorted(arms))


# Edges.


def _check_kinds(graph: nx.DiGraph) -> None:
    """Give every edge the kind that its ends say, or check the one that it has."""
    for source, target, data in graph.edges(data=True):
        ends = tuple(graph.nodes[node]["kind"] for node in (source, target))
        usual = next((kind for kind, pair in EDGE_KINDS.items() if pair == ends), None)
        if usual is None and "kind" not in data:
            allowed = f"no edge goes from a {ends[0]} to a {ends[1]}; leave it out"
            raise InputError(_edge_field(source, target, "kind"), MISSING, allowed)
        kind = choose(_edge_field(source, target, "kind"), data.get("kind", usual), EDGE_KINDS)
        columns = ("source", source), ("target", target)
        for (column, node), end, wanted in zip(columns, ends, EDGE_KINDS[kind], strict=True):
            if end != wanted:
                allowed = f"an edge of the kind {kind} has a {wanted} as its {column}"
                raise InputError(_edge_field(source, target, column), node, allowed)
        data["kind"] = kind


def _check_periphery(graph: nx.DiGraph, populations: Sequence[Population], body: Body) -> None:
    """Check the edges that muscles and their moment arms imply: all of them, and no others."""
    by_rule = {population.rule: population.key for population in populations}
    implied = {}
    for muscle in body.muscles:
        node = f"{MUSCLE}/{muscle.key}"
        implied[f"{by_rule['recruitment']}/{muscle.key}", node] = "neuromuscular", 1.0
        for dof, arm in muscle.moment_arms:
            ends = f"{JOINT}/{body.dofs[dof].key}", f"{by_rule['spindle']}/{muscle.key}"
            implied[ends] = "stretch", -arm
    for (source, target), (kind, weight) in implied.items():
        field = partial(_edge_field, source, target)
        if not graph.has_edge(source, target):
            allowed = f"{kind} edges follow from muscles and moment arms; give it, weight {weight}"
            raise InputError(field("kind"), MISSING, allowed)
        row = _row(FixedEdge, graph.edges[source, target], field)
        if "weight" in row.model_fields_set and row.weight != weight:
            why = "the moment arm, negative" if kind == "stretch" else "the only one possible"
            raise InputError(field("weight"), row.weight, f"{weight}: {why}")
        _check_edge(source, target, row, weight)
    for source, target, data in graph.edges(data=True):
        if data["kind"] in ("neuromuscular", "stretch") and (source, target) not in implied:
            allowed = f"{source} has no edge of the kind {data['kind']} to this node"
            raise InputError(_edge_field(source, target, "target"), target, allowed)


def _check_edge(source: str, target: str, row: PullEdge | FixedEdge, weight: float) -> None:
    """Check sign and delay of an edge that is no synapse."""
    if row.delay_ms != NEXT_STEP_MS:
        allowed = f"{NEXT_STEP_MS}: muscles, joints and spindles read the step before"
        raise InputError(_edge_field(source, target, "delay_ms"), row.delay_ms, allowed)
    _check_sign(row, weight, partial(_edge_field, source, target))


def _check_sign(
    row: PullEdge | FixedEdge | SynapseEdge, weight: float, where: Callable[[str], str]
) -> None:
    """The sign of an edge is that of its weight."""
    sign = "inhibitory" if weight < 0.0 else "excitatory"
    if "sign" in row.model_fields_set and weight != 0.0 and row.sign != sign:
        allowed = f"a weight of {weight:g} is {sign}; change both, or leave out the sign"
        raise InputError(where("sign"), row.sign, allowed)


# Populations and projections.


def _populations(nodes: Mapping[str, PopulationNode], body: Body) -> tuple[Population, ...]:
    """The table row of every population; its nodes may differ only in their own numbers."""
    keys, rows = list(nodes), list(nodes.values())
    for number, (key, row) in enumerate(nodes.items()):
        channel = number % len(body.muscles)
        first = rows[number - channel]
        expected = f"{first.key}/{body.muscles[channel].key}"
        if key != expected:
            allowed = f"number {number} is {expected}: populations, each in the order of muscles"
            raise InputError(f"graph node {key} index", row.index, allowed)
        for column in ("region", "agent", "rule", "max_hz"):
            value, usual = getattr(row, column), getattr(first, column)
            if value != usual:
                allowed = f"{usual}, as in the node {keys[number - channel]} of its population"
                raise InputError(_node_field(key, column), value, allowed)
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
    name = row.name or row.key
    texts = {"name": name, "sentence": row.sentence or f"{name}."}
    return Population(**{**row.model_dump(exclude={"index"}), **texts})


def _edited(arrays: dict[str, np.ndarray], rows: Sequence[PopulationNode]) -> dict[str, np.ndarray]:
    """The arrays of the populations, with the changes made to single nodes."""
    edited = {
        "step": [STEP_MS / row.tau_ms for row in rows],
        "rest": [row.rest for row in rows],
        "stress": [row.stress for row in rows],
        "expectation": [row.expectation for row in rows],
        "homeostasis": [row.homeostasis for row in rows],
    }
    return {**arrays, **{name: np.array(values, np.float64) for name, values in edited.items()}}


class _Edge(NamedTuple):
    """A synapse, with the populations that it joins and the channels of its ends."""

    source: str
    target: str
    row: SynapseEdge
    ends: tuple[str, str]
    channels: tuple[int, int]

    @property
    def path(self) -> tuple[str, str, str]:
        """What one projection has one of: two populations and a topology."""
        return (*self.ends, self.row.topology)


def _synapses(
    graph: nx.DiGraph, nodes: Mapping[str, PopulationNode], body: Body
) -> tuple[tuple[Projection, ...], dict[str, np.ndarray]]:
    listed = [
        (source, target, data)
        for source, target, data in graph.edges(data=True)
        if data["kind"] == "synapse"
    ]
    groups: dict[int, list[_Edge]] = {}
    for source, target, data in listed:
        if "order" in data:
            edge = _exported(source, target, data, nodes, body)
            first = groups.setdefault(edge.row.order, [edge])[0]
            if edge is not first:
                groups[edge.row.order].append(edge)
            _check_same_projection(edge, first)
    numbers = {group[0].path: order for order, group in groups.items()}
    if len(numbers) < len(groups):
        twice = next(group[0] for order, group in groups.items() if numbers[group[0].path] != order)
        allowed = f"{_title(twice)} is number {numbers[twice.path]}; give both the same"
        raise InputError(_edge_field(twice.source, twice.target, "order"), twice.row.order, allowed)
    for source, target, data in listed:
        if "order" not in data:
            edge = _added(source, target, data, nodes, body, groups)
            order = numbers.setdefault(edge.path, max(groups, default=-1) + 1)
            groups.setdefault(order, []).append(edge)
    ordered = [groups[order] for order in sorted(groups)]
    edges = [(edge, position) for position, group in enumerate(ordered) for edge in group]
    columns = {
        "target": [nodes[edge.target].index for edge, _ in edges],
        "source": [nodes[edge.source].index for edge, _ in edges],
        "delay": [edge.row.delay_ms for edge, _ in edges],
        "site": [SITES.index(edge.row.site) for edge, _ in edges],
        "plastic": [edge.row.plastic for edge, _ in edges],
        "projection": [position for _, position in edges],
    }
    arrays = {name: np.array(column, np.int64) for name, column in columns.items()}
    weights = np.array([edge.row.weight for edge, _ in edges], np.float64)
    return tuple(_projection(group, body) for group in ordered), {**arrays, "weight": weights}


def _ends(
    source: str, target: str, nodes: Mapping[str, PopulationNode], body: Body
) -> tuple[tuple[str, str], tuple[int, int]]:
    """The populations and the channels that an edge joins."""
    one, other, muscles = nodes[source], nodes[target], len(body.muscles)
    if other.rule == "skin":
        raise InputError(
            _edge_field(source, target, "target"), target, "only touch drives the skin"
        )
    return (one.key, other.key), (one.index % muscles, other.index % muscles)


def _exported(
    source: str, target: str, data: Mapping[str, Any], nodes: Mapping[str, PopulationNode],
    body: Body,
) -> _Edge:  # fmt: skip
    """A synapse of an exported projection."""
    where = partial(_edge_field, source, target)
    for column in ("topology", "plastic"):
        if column not in data:
            _row(SynapseEdge, data, where)  # names a misspelt attribute
            raise InputError(where(column), MISSING, "give it, or leave out the order as well")
    row = _row(SynapseEdge, data, where)
    edge = _Edge(source, target, row, *_ends(source, target, nodes, body))
    _check_sign(row, row.weight, where)
    if row.projection and row.projection != _title(edge):
        raise InputError(where("projection"), row.projection, f"{_title(edge)}, or leave it out")
    return edge


def _title(edge: _Edge) -> str:
    return "{}>{} {}".format(*edge.path)


def _check_same_projection(edge: _Edge, first: _Edge) -> None:
    where = partial(_edge_field, edge.source, edge.target)
    if edge.ends != first.ends:
        allowed = f"{edge.row.order} is the order of {_title(first)}; give each projection its own"
        raise InputError(where("order"), edge.row.order, allowed)
    if edge.row.topology != first.row.topology:
        allowed = f"{first.row.topology}, as in the edge {first.source} {first.target}"
        raise InputError(where("topology"), edge.row.topology, allowed)


def _added(
    source: str, target: str, data: Mapping[str, Any], nodes: Mapping[str, PopulationNode],
    body: Body, groups: Mapping[int, Sequence[_Edge]],
) -> _Edge:  # fmt: skip
    """A synapse that was added: what it lacks is that of the synapses of its projection."""
    where, more = partial(_edge_field, source, target), dict(data)
    ends, channels = _ends(source, target, nodes, body)
    paths = {group[0].row.topology: group[0] for group in groups.values() if group[0].ends == ends}
    if "topology" not in data:
        near = _topology(channels, body)
        more["topology"] = near if near in paths or len(paths) != 1 else next(iter(paths))
    like = paths.get(more["topology"])
    if like is not None:
        usual = like.row.model_dump(include={"delay_ms", "site", "plastic"})
        more = {**usual, **more}
    row = _row(SynapseEdge, more, where)
    edge = _Edge(source, target, row, ends, channels)
    _check_sign(row, row.weight, where)
    if row.projection and row.projection != _title(edge):
        raise InputError(where("projection"), row.projection, f"{_title(edge)}, or leave it out")
    return edge


def _topology(channels: tuple[int, int], body: Body) -> str:
    """The closest topology in which the first channel is a source of the second."""
    names = ("same", "antagonist", "neighbour")
    return next((name for name in names if _share(name, channels, body)), "diffuse")


def _share(topology: str, channels: tuple[int, int], body: Body) -> float:
    """Share of a projection's weight in a pair of source and target; 0 if it has none."""
    return _shares(topology, channels[1], body).get(channels[0], 0.0)


@lru_cache(maxsize=1024)
def _shares(topology: str, target: int, body: Body) -> dict[int, float]:
    return dict(sources(topology, body, target))


def _projection(edges: Sequence[_Edge], body: Body) -> Projection:
    """The table row of a projection, whose weight and sign follow from those of its synapses."""
    first = edges[0]
    where = partial(_edge_field, first.source, first.target)
    shares = [_share(first.row.topology, edge.channels, body) for edge in edges]
    whole = [abs(e.row.weight) / share for e, share in zip(edges, shares, strict=True) if share]
    whole = whole or [abs(edge.row.weight) for edge in edges]
    weight = float(f"{np.median(whole):.{DIGITS}g}")
    signed = sum(edge.row.weight for edge in edges)
    sign = first.row.sign if signed == 0.0 else "inhibitory" if signed < 0.0 else "excitatory"
    for edge in edges:
        if "total" in edge.row.model_fields_set and not math.isclose(
            edge.row.total, weight, rel_tol=1e-6
        ):
            allowed = f"{weight:g}, which follows from the weights; change these, or leave it out"
            field = _edge_field(edge.source, edge.target, "total")
            raise InputError(field, edge.row.total, allowed)
    table = {**first.row.model_dump(), "weight": weight, "sign": sign}
    return check_row(Projection, {**table, "source": first.ends[0], "target": first.ends[1]}, where)
