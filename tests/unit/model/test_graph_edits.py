"""Edited graphs: no edit is ignored in silence, and what other programs write is read."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import read_graphml, write_graphml
from motorloops.model.network.rebuild import from_graph
from tests.helpers.examples import examples
from tests.helpers.invalid import invalid
from tests.helpers.source import ROOT

NETWORK = build_network("chain:2")
GRAPH = NETWORK.graph
ARM = build_network("arm")
NOTHING = "nothing"
USED, COMPARED, KEPT = range(3)


@cache
def classes() -> dict[tuple[str, str], int]:
    """The class of each attribute by the kind of its node or edge, as the documents say."""
    text = (ROOT / "docs/tutorials/own_network.md").read_text(encoding="utf-8")
    table = text.partition("| of | used | compared | kept |")[2].partition("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        kind, *cells = line.strip("|").split("|")
        for place, cell in enumerate(cells):
            found |= {(kind.strip(), name): place for name in re.findall(r"`(\w+)`", cell)}
    return found


def exported() -> dict[tuple[str, str], list[Any]]:
    """Every exported attribute by kind and name, with the nodes or edges that have it."""
    found: dict[tuple[str, str], list[Any]] = {("graph", name): [None] for name in ARM.graph.graph}
    for where, data in [*GRAPH.nodes(data=True), *((e[:2], e[2]) for e in GRAPH.edges(data=True))]:
        for name in data:
            found.setdefault((data["kind"], name), []).append(where)
    return found


EXPORTED = exported()
NODES = ("population", "muscle", "joint")


def test_the_documents_say_what_each_exported_attribute_does() -> None:
    of_nodes = {(kind, "kind") for kind in NODES}  # what a node is; a wrong one is refused
    assert set(classes()) == set(EXPORTED) - of_nodes - {("graph", "digest")}


def data_of(graph: nx.DiGraph, where: Any) -> dict[str, Any]:
    return graph.graph if where is None else (
        graph.edges[where] if isinstance(where, tuple) else graph.nodes[where]
    )  # fmt: skip


CHOICES = {
    "site": ["", "cortex", "spinal", "striatal_input", "cortx"],
    "sign": ["excitatory", "inhibitory"],
    "side": ["", "left", "right", "lefft"], "joint": ["j0", "j1", "j2"],
    "neighbours": ["", "j1", "moon"], "topology": ["same", "antagonist", "neighbour"],
    "rule": ["rate", "skin"], "agent": ["Cortex", "Thalamus"], "region": ["cortex", "thalamus"],
    "kind": ["synapse", "stretch", "moment arm", "neuromuscular", "population", "muscle"],
    "agonist": [0, 1, "flexor_0", "flexor_1"], "plastic": [0, 1, 2],
    "tasks": ['[{"task": "a", "title": "A", "sentence": "A.", "muscles": {"flexor_0": 1}}]', "["],
}  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-3, 300), st.floats(-25, 25).map(lambda x: round(x, 3)), st.floats(0, 1)
)
TEXTS = st.sampled_from(["moon", "GPI", "M1>M1 same", "extensor_1", "flexor_1"])


def differ(one: object, other: object) -> bool:
    """Whether two values of an attribute say something else; 7 and 7.0 do not."""
    return one != other and str(one).strip() != str(other).strip()


@st.composite
def edits(draw: st.DrawFn) -> tuple[Any, str, int, object]:
    """A node, edge or the graph, an attribute of it, the class of the attribute, and a value."""
    kind, name = draw(st.sampled_from(sorted(classes())))
    where = draw(st.sampled_from(EXPORTED[kind, name]))
    before = data_of(GRAPH, where).get(name, "")
    if name in CHOICES:
        values: st.SearchStrategy[object] = st.sampled_from(CHOICES[name])
    elif isinstance(before, int | float):
        values = st.one_of(NUMBERS, st.just("text"))
    else:
        values = TEXTS
    value = draw(values.filter(lambda new: differ(new, before)))
    return where, name, classes()[kind, name], value


@examples(300)
@given(edits())
def test_no_edit_is_ignored_in_silence(edit: tuple[Any, str, int, object]) -> None:
    where, name, place, value = edit
    graph = GRAPH.copy()
    data_of(graph, where)[name] = value
    try:
        network = from_graph(graph)
    except InputError:
        return  # aloud
    assert place != COMPARED, "what disagrees must be refused"
    if place == USED and name != "order":  # another number may leave the order as it was
        assert network.digest != NETWORK.digest
    if place == KEPT:
        assert network.digest == NETWORK.digest


@pytest.mark.parametrize(("kind", "name"), [k for k, v in classes().items() if v == COMPARED])
def test_what_is_compared_may_be_left_out(kind: str, name: str) -> None:
    for where in EXPORTED[kind, name][:3]:
        graph = GRAPH.copy()
        data_of(graph, where).pop(name)
        if name in ("agonist", "topology"):  # one node has no mark; the order needs a topology
            data_of(graph, where).pop("order", None)
            for node in graph:
                graph.nodes[node].pop("agonist", None)
        assert from_graph(graph).digest == NETWORK.digest


def test_edits_of_single_nodes_are_written_and_read_again(tmp_path: Path) -> None:
    graph = ARM.graph.copy()
    graph.nodes["GPI/triceps"].update(tau_ms=37.0, rest_hz=41.7, stress=0.3, homeostasis=0.2)
    graph.edges["GPI/biceps", "TH/biceps"].update(weight=0.3, sign="excitatory", plastic=1)
    edited = from_graph(graph)
    write_graphml(edited, tmp_path / "edited.graphml")
    assert read_graphml(tmp_path / "edited.graphml").digest == edited.digest != ARM.digest


SYNAPSE, STRETCH = ("GPI/biceps", "TH/biceps"), ("joint/elbow/flexion", "IA/biceps")
DRIVE, PULL = ("MN/biceps", "muscle/biceps"), ("muscle/biceps", "joint/elbow/flexion")


@pytest.mark.parametrize(
    ("edge", "name", "value"),
    [
        (SYNAPSE, "delay_ms", 7.5), (SYNAPSE, "sign", "excitatory"), (SYNAPSE, "total", 0.4),
        (SYNAPSE, "site", "cortx"), (SYNAPSE, "projection", "GPI>TH diffuse"),
        (STRETCH, "weight", 0.5), (STRETCH, "delay_ms", 7.5), (STRETCH, "delay_ms", 2),
        (STRETCH, "sign", "excitatory"), (DRIVE, "weight", 0.5), (DRIVE, "sign", "inhibitory"),
        (DRIVE, "delay_ms", 4), (PULL, "delay_ms", 3), (PULL, "sign", "inhibitory"),
    ],
)  # fmt: skip
def test_an_edge_at_odds_with_the_rest_is_refused(
    edge: tuple[str, str], name: str, value: object
) -> None:
    graph = ARM.graph.copy()
    graph.edges[edge][name] = value
    with invalid(f"graph edge {' '.join(edge)} {name}", value):
        from_graph(graph)


@pytest.mark.parametrize("edge", [STRETCH, DRIVE])
def test_an_edge_that_muscles_imply_cannot_be_removed(edge: tuple[str, str]) -> None:
    graph = ARM.graph.copy()
    graph.remove_edge(*edge)
    with invalid(f"graph edge {' '.join(edge)} kind", NOTHING):
        from_graph(graph)


def test_the_sign_of_a_weight_is_refused_where_it_contradicts_the_mark() -> None:
    graph = ARM.graph.copy()
    excited = next(e[:2] for e in graph.edges(data="sign") if e[2] == "excitatory")
    graph.edges[excited]["weight"] = -1.152
    with invalid(f"graph edge {' '.join(excited)} sign", "excitatory"):
        from_graph(graph)
    del graph.edges[excited]["sign"]
    assert from_graph(graph).wiring.weight.min() <= -1.152


@pytest.mark.parametrize("name", ["arm", "hand", "neck"])
def test_files_of_older_versions_have_a_total(name: str) -> None:
    network = build_network(name)
    graph = network.graph.copy()
    for _, _, data in graph.edges(data=True):
        if data["kind"] == "synapse":
            data["total"] = network.projections[data["order"]].weight
    back = from_graph(graph)
    assert (back.digest, back.projections) == (network.digest, network.projections)


def test_the_weight_of_a_projection_follows_its_synapses() -> None:
    graph, row = ARM.graph.copy(), ARM.projections[0]
    for _, _, data in graph.edges(data=True):
        if data.get("order") == 0:
            data["weight"] *= 0.5
    (changed,) = [k for k, one in enumerate(from_graph(graph).projections)
                  if one != ARM.projections[k]]  # fmt: skip
    assert from_graph(graph).projections[changed].weight == pytest.approx(row.weight / 2)


# --- new edges --------------------------------------------------------------------------


def test_a_new_synapse_with_a_weight_alone_is_like_those_of_its_projection() -> None:
    graph = ARM.graph.copy()
    old = graph.edges[SYNAPSE].copy()
    graph.remove_edge(*SYNAPSE)
    graph.add_edge(*SYNAPSE, weight=old["weight"])
    assert from_graph(graph).digest == ARM.digest
    graph.add_edge("GPI/biceps", "TH/triceps", weight=-0.1)
    edited = from_graph(graph)
    target = np.repeat(np.arange(len(ARM.node_keys)), np.diff(edited.wiring.first))
    (new,) = np.flatnonzero((target == ARM.index("TH/triceps"))
                            & (edited.wiring.source == ARM.index("GPI/biceps")))  # fmt: skip
    assert (edited.wiring.weight[new], edited.wiring.delay[new]) == (-0.1, old["delay_ms"])


def test_a_new_synapse_between_other_populations_needs_a_delay() -> None:
    graph, edge = ARM.graph.copy(), ("PC/biceps", "GPI/biceps")
    graph.add_edge(*edge, weight=0.2)
    with invalid(f"graph edge {' '.join(edge)} delay_ms", NOTHING):
        from_graph(graph)
    graph.edges[edge]["delay_ms"] = 4
    edited = from_graph(graph)
    assert edited.projections[-1].key == "PC>GPI same"
    assert edited.projections[:-1] == ARM.projections


@pytest.mark.parametrize(
    ("edge", "attributes", "column"),
    [
        (("GPI/biceps", "TH/triceps"), {}, "weight"),
        (("GPI/biceps", "TH/triceps"), {"Weight": -0.1}, "Weight"),
        (("PC/biceps", "GPI/biceps"), {"weight": 0.2, "delay": 4}, "delay"),
        (("GPI/biceps", "muscle/biceps"), {"weight": 1.0}, "target"),
        (("joint/elbow/flexion", "GPI/biceps"), {"weight": 1.0}, "target"),
        (("muscle/biceps", "GPI/biceps"), {"weight": 1.0}, "kind"),
        (("GPI/biceps", "SKIN/biceps"), {"weight": 1.0, "delay_ms": 4}, "target"),
    ],
)
def test_a_new_edge_that_cannot_be_used_is_named(
    edge: tuple[str, str], attributes: Mapping[str, object], column: str
) -> None:
    graph = ARM.graph.copy()
    graph.add_edge(*edge, **attributes)
    with invalid(f"graph edge {' '.join(edge)} {column}"):
        from_graph(graph)


def test_an_attribute_that_is_there_may_have_a_namesake_of_another_program() -> None:
    graph = ARM.graph.copy()
    graph.nodes["GPI/biceps"]["Stress"] = 12.0  # a centrality of Cytoscape
    assert from_graph(graph).digest == ARM.digest
    del graph.nodes["GPI/biceps"]["stress"]
    with invalid("graph node GPI/biceps Stress", 12.0):
        from_graph(graph)


def test_a_wanted_muscle_is_marked_once() -> None:
    graph = ARM.graph.copy()
    del graph.graph["agonist"]
    assert from_graph(graph).digest == ARM.digest
    graph.nodes["muscle/biceps"]["agonist"] = 0
    with invalid("graph attribute agonist", NOTHING):
        from_graph(graph)
    graph.graph["agonist"] = "triceps"
    graph.nodes["muscle/triceps"]["agonist"] = 1
    assert from_graph(graph).body.agonist == "triceps"
    graph.graph["agonist"] = "biceps"
    with invalid("graph node muscle/triceps agonist", 1):
        from_graph(graph)


# --- what other programs write ----------------------------------------------------------


def document(keys: str, graph: str, attributes: str = 'edgedefault="directed"') -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f"{keys}<graph {attributes}>{graph}</graph></graphml>"
    )


def values(data: Mapping[str, object], prefix: str = "", *, empty: bool = False) -> str:
    texts = {name: "" if value is None else str(value) for name, value in data.items()}
    return "".join(f'<data key="{prefix}{name}">{escape(text)}</data>'
                   for name, text in texts.items() if text or empty)  # fmt: skip


def names(rows: Sequence[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def key(name: str, scope: str, kind: str, number: str) -> str:
    return f'<key id="{number}" attr.name="{name}" attr.type="{kind}" for="{scope}"/>'


def kind_of(value: object) -> str:
    return {int: "long", float: "double"}.get(type(value), "string")


def gephi(graph: nx.DiGraph) -> str:
    """Gephi 0.10: no attributes of the graph, no empty texts, weights in single precision."""
    nodes = [data for _, data in graph.nodes(data=True)]
    edges = [data for *_, data in graph.edges(data=True)]
    keys = key("label", "node", "string", "label") + key(
        "Edge Label", "edge", "string", "edgelabel"
    )
    keys += key("weight", "edge", "double", "weight")
    keys += "".join(key(name, "node", "int", name) for name in "rgb")
    keys += "".join(key(name, "node", "float", name) for name in ("x", "y", "size"))
    for scope, rows in (("node", nodes), ("edge", edges)):
        for name in names(rows):
            kinds = {kind_of(row[name]) for row in rows if name in row}
            if name not in ("x", "y", "weight"):
                keys += key(name, scope, kinds.pop(), f"{scope}_{name}")
    body = ""
    for number, (node, data) in enumerate(graph.nodes(data=True)):
        own = {name: value for name, value in data.items() if name not in ("x", "y")}
        drawn = {"size": 10.0, "r": 0, "g": 153, "b": 7, "x": -312.25 + 7 * number, "y": 18.5}
        body += f'<node id="{node}">{values({"label": node})}{values(own, "node_")}'
        body += f"{values(drawn)}</node>"
    for number, (source, target, data) in enumerate(graph.edges(data=True)):
        own = {name: value for name, value in data.items() if name != "weight"}
        single = float(np.float32(data["weight"]))
        body += f'<edge id="{number}" source="{source}" target="{target}">'
        body += f"{values({'weight': single})}{values(own, 'edge_')}</edge>"
    return document(keys, body)


def igraph(graph: nx.DiGraph) -> str:
    """igraph: numbered nodes, every number a double, empty texts where there are none."""
    number = {node: f"n{k}" for k, node in enumerate(graph)}
    keys = "".join(key(name, "graph", kind_of(value).replace("long", "double"), f"g_{name}")
                   for name, value in graph.graph.items())  # fmt: skip
    body = values(graph.graph, "g_")
    rows = {"node": [{"id": n, **data} for n, data in graph.nodes(data=True)],
            "edge": [data for *_, data in graph.edges(data=True)]}  # fmt: skip
    ends = [f' source="{number[s]}" target="{number[t]}"' for s, t in graph.edges]
    heads = {"node": [f' id="{number[n]}"' for n in graph], "edge": ends}
    for scope, data in rows.items():
        columns = {name: next(kind_of(row[name]) for row in data if name in row)
                   for name in names(data)}  # fmt: skip
        prefix = f"{scope[0].replace('n', 'v')}_"
        for name, kind in columns.items():
            keys += key(name, scope, "string" if kind == "string" else "double", prefix + name)
        for head, row in zip(heads[scope], data, strict=True):
            full = {name: row.get(name, "") for name, kind in columns.items()
                    if kind == "string" or name in row}  # fmt: skip
            body += f"<{scope}{head}>{values(full, prefix, empty=True)}</{scope}>"
    return document(keys, body, 'id="G" edgedefault="directed"')


def cytoscape_js(graph: nx.DiGraph) -> str:
    """Cytoscape.js: no keys, no direction, positions among the values."""
    body = ""
    for node, data in graph.nodes(data=True):
        place = {"x": 48.0 + len(node), "y": -6.9 * data["index"]}
        style = {"background-color": "rgb(0,153,7)", "label": node}
        body += f'<node id="{node}">{values({**style, **data, **place})}</node>'
    for k, (source, target, data) in enumerate(graph.edges(data=True)):
        body += f'<edge id="e{k}" source="{source}" target="{target}">{values(data)}</edge>'
    return document("", body, "")


def yed(graph: nx.DiGraph) -> str:
    """yEd: numbered nodes, drawings among the values, integers and doubles of its own choice."""
    drawn = 'xmlns:y="http://www.yworks.com/xml/graphml"'
    keys = '<key for="node" id="d90" yfiles.type="nodegraphics"/>'
    keys += '<key for="edge" id="d91" yfiles.type="edgegraphics"/>'
    for scope, rows in (("node", [d for _, d in graph.nodes(data=True)]),
                        ("edge", [d for *_, d in graph.edges(data=True)])):  # fmt: skip
        keys += "".join(key(name, scope, "string", f"{scope}{name}") for name in names(rows))
    number = {node: f"n{k}" for k, node in enumerate(graph)}
    body = ""
    for node, data in graph.nodes(data=True):
        body += f'<node id="{number[node]}">{values(data, "node")}<data key="d90"><y:ShapeNode '
        body += f'{drawn}><y:Geometry height="30.0" width="30.0" x="{77.0 * data["index"]}" '
        body += f'y="-15.0"/><y:NodeLabel>{node}</y:NodeLabel></y:ShapeNode></data></node>'
    for k, (source, target, data) in enumerate(graph.edges(data=True)):
        body += f'<edge id="e{k}" source="{number[source]}" target="{number[target]}">'
        body += f'{values(data, "edge")}<data key="d91"><y:PolyLineEdge {drawn}/></data></edge>'
    return document(keys, body, 'edgedefault="directed" id="G"')


PROGRAMS = {"gephi": gephi, "igraph": igraph, "cytoscape.js": cytoscape_js, "yEd": yed}


@pytest.mark.parametrize("name", ["arm", "neck", "chain:3"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_file_of_another_program_is_read(program: str, name: str, tmp_path: Path) -> None:
    network = build_network(name)
    path = tmp_path / "edited.graphml"
    path.write_text(PROGRAMS[program](network.graph), encoding="utf-8")
    back = read_graphml(path)
    for field in network.wiring._fields:
        before, after = getattr(network.wiring, field), getattr(back.wiring, field)
        if program == "gephi" and field in ("weight", "arm", "pull"):
            before = before.astype(np.float32)
        np.testing.assert_array_equal(after, before, err_msg=field)
    assert back.node_keys == network.node_keys
    assert back.body.agonist == network.body.agonist
    places = np.array([(dof.x, dof.y) for dof in back.body.dofs])
    assert (places >= 0).all()
    assert (places <= 1).all()


def test_nodes_and_edges_alone_make_the_same_network() -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(NETWORK.graph.nodes(data=True))
    graph.add_edges_from(NETWORK.graph.edges(data=True))
    back = from_graph(graph)
    assert (back.digest, back.body.name) == (NETWORK.digest, "network")
    numbered = nx.DiGraph(nx.convert_node_labels_to_integers(graph))
    assert from_graph(numbered).digest == NETWORK.digest


def test_two_nodes_of_one_key_are_refused() -> None:
    graph = nx.DiGraph(nx.convert_node_labels_to_integers(NETWORK.graph))
    graph.nodes[1].update(graph.nodes[0])
    with invalid("graph node 1 key", "CMD/flexor_0"):
        from_graph(graph)


def test_parallel_edges_and_a_second_graph_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.graphml"
    text = gephi(NETWORK.graph)
    edge = text[text.index('<edge id="0"') : text.index("</edge>") + len("</edge>")]
    path.write_text(text.replace("</graph>", f"{edge}</graph>"), encoding="utf-8")
    with invalid("network file", str(path)):
        read_graphml(path)
    path.write_text(text.replace("</graphml>", "<graph/></graphml>"), encoding="utf-8")
    with invalid("network file", str(path)):
        read_graphml(path)


def test_the_default_of_a_key_counts_for_every_node_without_a_value(tmp_path: Path) -> None:
    path = tmp_path / "default.graphml"
    write_graphml(NETWORK, path)
    text = re.sub(r'<data key="node_strength">[^<]*</data>', "", path.read_text())
    text, changed = re.subn(
        r'(<key id="node_strength"[^>]*?) */>', r"\1><default>0.5</default></key>", text
    )
    assert changed == 1
    path.write_text(text)
    assert set(read_graphml(path).wiring.strength.tolist()) == {0.5}


def test_a_file_has_no_key_that_gephi_takes_for_a_label(tmp_path: Path) -> None:
    write_graphml(ARM, tmp_path / "arm.graphml")
    ids = re.findall(r'<key id="([^"]*)"', (tmp_path / "arm.graphml").read_text())
    assert len(set(ids)) == len(ids)
    assert not {"d3", "d7", "label", "id", "size"} & set(ids)
