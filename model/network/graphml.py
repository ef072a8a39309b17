"""Read and write networks as GraphML, the files of networkx, Gephi, Cytoscape, igraph and yEd."""

import os
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring

import networkx as nx
from networkx.readwrite.graphml import GraphMLReader, GraphMLWriter

from motorloops.model.arguments import PATH, checked, of
from motorloops.model.errors import InputError
from motorloops.model.files import read_file
from motorloops.model.network.build import Network
from motorloops.model.network.rebuild import from_graph

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
NUMBER_TYPES: Mapping[str, Callable[[str], object]] = {
    "int": int, "long": int, "float": float, "double": float,
}  # fmt: skip
# What networkx and its XML parser raise for files that hold no GraphML.
UNREADABLE = (
    OSError, EOFError, ParseError, nx.NetworkXError, ValueError, LookupError,
    TypeError, AttributeError, RecursionError,
)  # fmt: skip


@checked(path=PATH)
def read_graphml(path: str | os.PathLike[str]) -> Network:
    """Read a network from a GraphML file.

    Args:
        path: a file that :func:`write_graphml` wrote, edited or not, or that another program
            wrote after reading it (see :func:`from_graph`).

    Returns:
        The network.

    Raises:
        InputError: if the file cannot be read, repeats a node or an edge, has undirected edges, or
            is not such a network.

    Examples:
        >>> write_graphml(build_network("ring:3"), "ring.graphml")
        >>> read_graphml("ring.graphml").digest == build_network("ring:3").digest
        True
    """
    try:
        content = read_file(path)
        root = _complete(fromstring(content))  # noqa: S314  expat bounds the expansion of entities
        reader = GraphMLReader()
        with warnings.catch_warnings(action="ignore"):  # of networkx, on files of other programs
            declared = reader.find_graphml_keys(root)
            graphs = [reader.make_graph(g, *declared) for g in root.findall(f"{NAMESPACE}graph")]
    except UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        allowed = f"it must be readable GraphML ({reason})"
        raise InputError("network file", str(path), allowed) from None
    if len(graphs) != 1:
        raise InputError("network file", str(path), f"it must hold one graph, not {len(graphs)}")
    (graph,) = graphs
    once = {
        "node": Counter(node.get("id") for node in root.iter(f"{NAMESPACE}node")),
        "edge": Counter(f"{edge.get('source')} {edge.get('target')}"
                        for edge in root.iter(f"{NAMESPACE}edge")),
    }  # fmt: skip
    for what, counts in once.items():
        if counts and max(counts.values()) > 1:
            ((name, count),) = counts.most_common(1)
            raise InputError("network file", str(path), f"the {what} {name} is there {count} times")
    if not graph.is_directed():
        allowed = "it must hold a directed graph: the direction says which end sends"
        raise InputError("network file", str(path), allowed)
    return from_graph(graph)


def _complete(root: Element) -> Element:
    """GraphML with all that networkx needs, which other programs may leave out.

    The namespace, the declarations of keys (Cytoscape.js has none), the direction of the edges,
    types that networkx knows and that all values have, and the defaults of keys.
    """
    for element in root.iter():
        if "}" not in element.tag:
            element.tag = f"{NAMESPACE}{element.tag}"
    keys = {key.get("id"): key for key in root.iter(f"{NAMESPACE}key")}
    for data in list(root.iter(f"{NAMESPACE}data")):
        name = data.get("key")
        if name not in keys:
            names = {"id": str(name), "attr.name": str(name), "attr.type": "string"}
            keys[name] = SubElement(root, f"{NAMESPACE}key", names)
        key = keys[name]
        kind = key.get("attr.type")
        if kind == "string" or "yfiles.type" in key.attrib:
            continue
        if kind is None or not _is(NUMBER_TYPES.get(kind), data.text or ""):
            key.set("attr.type", "string")
    for graph in root.iter(f"{NAMESPACE}graph"):
        graph.attrib.setdefault("edgedefault", "directed")
    for scope in ("node", "edge", "graph"):
        _fill_in(root, scope, keys)
    return root


def _is(kind: Callable[[str], object] | None, text: str) -> bool:
    try:
        return kind is not None and kind(text) is not None
    except ValueError:
        return False


def _fill_in(root: Element, scope: str, keys: Mapping[str | None, Element]) -> None:
    """Give each element of a scope the default of every key that it lacks."""
    usual = {}
    for name, key in keys.items():
        default = key.find(f"{NAMESPACE}default")
        if default is not None and key.get("for") in (scope, "all"):
            usual[name] = default.text
    for element in root.iter(f"{NAMESPACE}{scope}") if usual else ():
        own = {data.get("key") for data in element.findall(f"{NAMESPACE}data")}
        for name in usual.keys() - own:
            SubElement(element, f"{NAMESPACE}data", {"key": str(name)}).text = usual[name]


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
    writer = GraphMLWriter(infer_numeric_types=True)
    writer.add_graph_element(network.graph.copy())
    # Keys are named after their attributes: Gephi takes "d3" and "d7" for the labels of yEd.
    ids = {}
    for key in writer.xml.iter("key"):
        ids[key.get("id")] = f"{key.get('for')}_{key.get('attr.name')}"
        key.set("id", ids[key.get("id")])
    for data in writer.xml.iter("data"):
        data.set("key", ids[data.get("key")])

    @nx.utils.open_file(0, mode="wb")
    def write(stream: Any) -> None:
        writer.dump(stream)

    write(path)
