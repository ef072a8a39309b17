"""Read and write networks as GraphML, and rebuild a network from its graph.

A graph that motorloops exported (:attr:`motorloops.model.network.build.Network.graph`) may be
edited, in networkx, Gephi or Cytoscape: the weight and delay of each synapse and the numbers of
each node. :func:`from_graph` checks it and returns the network that it describes.
"""

import warnings
import zlib
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
from pydantic import ValidationError

from motorloops.model.errors import InputError, choose
from motorloops.model.network.atlas import Population, Projection, check_populations
from motorloops.model.network.body import Body, Dof, Muscle, check_body
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
EXPORTED = "give a network that motorloops exported"
LONGEST_DELAY_MS = 200  # as in projections.csv; it bounds the delay buffers
LARGEST_WEIGHT = 20.0  # magnitude, as in projections.csv
LARGEST_MECHANICS = 1000.0  # as in the table of joints
LARGEST_ARM = 10.0  # magnitude, as in the table of muscles
LARGEST_STRENGTH = 10.0
SHORTEST, LONGEST = 0.5, 1.5  # neutral length of a muscle
# What networkx, its XML parser and its decompression raise for files that hold no GraphML.
UNREADABLE = (
    OSError, EOFError, zlib.error, ParseError, nx.NetworkXError, ValueError, LookupError,
    TypeError, AttributeError, RecursionError,
)  # fmt: skip


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
    try:
        return _read(graph)
    except InputError:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        found = "nothing" if first["type"] == "missing" else first["input"]
        raise InputError(f"graph attribute {first['loc'][0]}", found, first["msg"]) from None
    except KeyError as error:
        raise InputError("graph", f"nothing for {error}", EXPORTED) from None
    except (ValueError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise InputError("graph", str(error), EXPORTED) from None


def _read(graph: nx.DiGraph) -> Network:
    for _, data in graph.nodes(data=True):
        choose("graph attribute kind", data["kind"], NODE_KINDS)
    for *_, data in graph.edges(data=True):
        choose("graph attribute kind", data["kind"], EDGE_KINDS)
    parts = {kind: _nodes(graph, kind) for kind in NODE_KINDS}
    body = _body(graph, parts["muscle"], parts["joint"])
    rows = _populations(parts["population"], body)
    populations = tuple(rows[:: len(body.muscles)])
    check_populations(populations)
    projections, synapses = _synapses(graph, parts["population"])
    arrays, projection = synapse_arrays(synapses, len(parts["population"]))
    nodes = _edited(node_arrays(populations, len(body.muscles)), rows)
    motoneurons = np.flatnonzero(nodes["rule"] == RULES.index("recruitment"))
    wiring = Wiring(**nodes, **arrays, **mechanics(body), motoneuron=motoneurons.astype(np.int64))
    return Network(body, populations, projections, wiring, projection)


def _nodes(graph: nx.DiGraph, kind: str) -> dict[str, dict[str, Any]]:
    chosen = [(key, data) for key, data in graph.nodes(data=True) if data["kind"] == kind]
    ordered = sorted(chosen, key=lambda item: item[1]["index"])
    if not ordered or [data["index"] for _, data in ordered] != list(range(len(ordered))):
        raise InputError(
            "graph", f"{len(ordered)} nodes of kind {kind}", "number them 0, 1, 2, ..."
        )
    return dict(ordered)


def _body(graph: nx.DiGraph, muscles: dict[str, Any], joints: dict[str, Any]) -> Body:
    names = tuple(dict.fromkeys(data["joint"] for data in joints.values()))
    dofs = tuple(
        Dof(key.removeprefix(f"{JOINT}/"), data["joint"], data["name"], data["stiffness"],
            data["damping"], data["inertia"], data["x"], data["y"])
        for key, data in joints.items()
    )  # fmt: skip
    pairs: set[tuple[int, int]] = set()
    for data in joints.values():
        here = names.index(data["joint"])
        there = [names.index(other) for other in data["neighbours"].split()]
        pairs |= {(min(here, other), max(here, other)) for other in there}
    made = []
    for key, data in muscles.items():
        pulls = graph.out_edges(key, data=True)
        arms = [(joints[joint]["index"], edge["weight"]) for _, joint, edge in pulls]
        made.append(Muscle(key.removeprefix(f"{MUSCLE}/"), data["name"], data["side"],
                           data["joint"], data["group"], tuple(sorted(arms)),
                           data.get("strength", 1.0), data.get("length", 1.0)))  # fmt: skip
    for muscle in made:
        _check_muscle(muscle)
        for dof, arm in muscle.moment_arms:
            if not 0.0 < abs(arm) <= LARGEST_ARM:
                field = f"graph edge {MUSCLE}/{muscle.key} {JOINT}/{dofs[dof].key} weight"
                allowed = f"a number from {-LARGEST_ARM:g} to {LARGEST_ARM:g}, not 0"
                raise InputError(field, arm, allowed)
    words = {name: graph.graph[name] for name in ("title", "sentence", "agonist")}
    body = Body(graph.graph["body"], **words, muscles=tuple(made), dofs=dofs, joints=names,
                neighbours=tuple(sorted(pairs)))  # fmt: skip
    check_body(body, "graph muscles", "graph joints")
    choose("graph attribute agonist", body.agonist, [muscle.key for muscle in made])
    for dof in dofs:
        mechanics = (dof.stiffness, dof.damping, dof.inertia)
        if not (0.0 <= dof.x <= 1.0 and 0.0 <= dof.y <= 1.0):
            raise InputError(f"graph joint {dof.key} x, y", (dof.x, dof.y), "numbers from 0 to 1")
        if not all(0.0 < value <= LARGEST_MECHANICS for value in mechanics):
            allowed = "stiffness, damping and inertia must be above 0"
            allowed += f" and at most {LARGEST_MECHANICS:g}"
            raise InputError(f"graph joint {dof.key}", mechanics, allowed)
    return body


def _check_muscle(muscle: Muscle) -> None:
    if not 0.0 < muscle.strength <= LARGEST_STRENGTH:
        allowed = f"a number above 0 to {LARGEST_STRENGTH:g}"
        raise InputError(f"graph node {MUSCLE}/{muscle.key} strength", muscle.strength, allowed)
    if not SHORTEST <= muscle.length <= LONGEST:
        allowed = f"a number from {SHORTEST:g} to {LONGEST:g}"
        raise InputError(f"graph node {MUSCLE}/{muscle.key} length", muscle.length, allowed)


def _populations(nodes: dict[str, Any], body: Body) -> list[Population]:
    """The table row of every node; nodes of one population may differ only in their numbers."""
    rows: list[Population] = []
    for index, (key, data) in enumerate(nodes.items()):
        channel = index % len(body.muscles)
        row = Population.model_validate({**data, "key": data["population"]})
        kind = rows[index - channel] if channel else row
        same = (row.key, row.agent, row.rule) == (kind.key, kind.agent, kind.rule)
        if not same or key != f"{kind.key}/{body.muscles[channel].key}":
            raise InputError(f"graph node {key}", row.key, f"{EXPORTED}, its nodes in order")
        if not row.can_rest:
            allowed = f"above 0 (rule rate) and below max_hz {row.max_hz:g}"
            raise InputError(f"graph node {key} rest_hz", row.rest_hz, allowed)
        rows.append(row)
    return rows


def _edited(arrays: dict[str, np.ndarray], rows: list[Population]) -> dict[str, np.ndarray]:
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
    graph: nx.DiGraph, nodes: dict[str, Any]
) -> tuple[tuple[Projection, ...], dict[str, np.ndarray]]:
    edges = [(s, t, data) for s, t, data in graph.edges(data=True) if data["kind"] == "synapse"]
    table: dict[int, Projection] = {}
    for source, target, data in edges:
        if data["order"] not in table:
            row = {**data, "weight": data["total"], "source": nodes[source]["population"],
                   "target": nodes[target]["population"]}  # fmt: skip
            table[data["order"]] = Projection.model_validate(row)
    numbers = sorted(table)
    columns = {
        "target": [nodes[target]["index"] for _, target, _ in edges],
        "source": [nodes[source]["index"] for source, _, _ in edges],
        "delay": [data["delay_ms"] for *_, data in edges],
        "site": [SITES.index(data["site"]) for *_, data in edges],
        "plastic": [data["plastic"] for *_, data in edges],
        "projection": [numbers.index(data["order"]) for *_, data in edges],
    }
    arrays = {name: np.array(column, np.int64) for name, column in columns.items()}
    weights = np.array([data["weight"] for *_, data in edges], np.float64)
    unusable = np.flatnonzero(~(np.abs(weights) <= LARGEST_WEIGHT))
    if unusable.size:
        source, target, data = edges[unusable[0]]
        allowed = f"a number from {-LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}"
        raise InputError(f"graph edge {source} {target} weight", data["weight"], allowed)
    for delay in (arrays["delay"].min(initial=1), arrays["delay"].max(initial=1)):
        if not 1 <= delay <= LONGEST_DELAY_MS:
            raise InputError("graph attribute delay_ms", int(delay), f"1 to {LONGEST_DELAY_MS}")
    return tuple(table[number] for number in numbers), {**arrays, "weight": weights}


def read_graphml(path: Path) -> Network:
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
            graph = nx.read_graphml(path)
    except UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        allowed = f"it must be readable GraphML ({reason})"
        raise InputError("network file", str(path), allowed) from None
    if not graph.is_directed() or graph.is_multigraph():
        raise InputError("network file", str(path), "it must hold a simple directed graph")
    return from_graph(graph)


def write_graphml(network: Network, path: Path) -> None:
    """Write a network as GraphML, for networkx, Gephi and Cytoscape.

    Args:
        network: what to write.
        path: the file; an existing one is replaced.

    Raises:
        OSError: if the file cannot be written.

    Examples:
        >>> import networkx as nx
        >>> write_graphml(build_network("chain:1"), "chain.graphml")
        >>> nx.read_graphml("chain.graphml").nodes["muscle/flexor_0"]["joint"]
        'j0'
    """
    nx.write_graphml(network.graph, path)
