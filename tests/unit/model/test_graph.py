"""The network as a graph: complete attributes, and GraphML that gives back every bit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from motorloops.model.errors import InputError
from motorloops.model.network.body import HEALTHY_INDEX
from motorloops.model.network.build import Network, build_network
from motorloops.model.network.graphml import read_graphml, write_graphml
from motorloops.model.network.rebuild import from_graph
from motorloops.model.network.wiring import delay_buffers
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold
from tests.helpers.invalid import invalid
from tests.helpers.runs import BODIES, bits

COMMON_NODE = {"kind", "index", "name"}
NODE = {
    "population": {"population", "muscle", "region", "agent", "rule", "tau_ms", "rest_hz", "max_hz",
                   "x", "y", "stress", "expectation", "homeostasis", "sentence", "source", "note"},
    "muscle": {"key", "side", "joint", "group", "strength", "length", "agonist"},
    "joint": {"key", "joint", "neighbours", "stiffness", "damping", "inertia", "x", "y"},
}  # fmt: skip
COMMON_EDGE = {"kind", "sign", "weight", "delay_ms", "sentence"}
EDGE = {
    "synapse": {"order", "projection", "topology", "site", "plastic", "reference", "note"},
    "neuromuscular": set(), "moment arm": set(), "stretch": set(),
}  # fmt: skip


def through_file(network: Network, folder: Path) -> Network:
    path = folder / "network.graphml"
    write_graphml(network, path)
    return read_graphml(path)


def trace(network: Network, **levers: object) -> tuple[bytes, ...]:
    params = Params().replace(loss=0.3, effort=0.6, plasticity=0.5, stress=0.4, **levers)
    timeline = hold(0.15, rest_s=0.03, hold_s=0.07)
    return bits(simulate(params, timeline, [3], network, keep_rates=True))


@pytest.mark.parametrize("name", BODIES)
def test_every_node_and_edge_has_all_its_attributes(name: str) -> None:
    network = build_network(name)
    graph, body = network.graph, network.body
    for _, data in graph.nodes(data=True):
        assert set(data) == COMMON_NODE | NODE[data["kind"]]
    for _, _, data in graph.edges(data=True):
        assert set(data) == COMMON_EDGE | EDGE[data["kind"]]
        assert data["sign"] == ("excitatory" if data["weight"] >= 0 else "inhibitory")
        assert data["delay_ms"] >= 1
        assert data["sentence"].endswith(".")
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    arms = sum(len(muscle.moment_arms) for muscle in body.muscles)
    assert kinds.count("population") == len(network.node_keys)
    assert kinds.count("muscle") == len(body.muscles)
    assert kinds.count("joint") == len(body.dofs)
    assert graph.number_of_edges() == len(network.wiring.source) + len(body.muscles) + 2 * arms


def test_the_graph_closes_the_loop_from_command_to_muscle_and_back() -> None:
    graph = build_network("arm").graph
    for node in ("M1/biceps", "GPI/triceps", "IA/biceps", "joint/elbow/flexion"):
        assert nx.has_path(graph, "CMD/biceps", node)
    assert nx.has_path(graph, "muscle/biceps", "M1/biceps")
    assert nx.has_path(graph, "SKIN/biceps", "M1/biceps")
    assert graph.edges["GPI/biceps", "TH/biceps"]["weight"] < 0
    assert graph.edges["muscle/triceps", "joint/elbow/flexion"]["weight"] == -1.0
    assert graph.edges["joint/elbow/flexion", "IA/triceps"]["weight"] == 1.0


def test_a_graph_edge_says_what_the_engine_computes() -> None:
    network = build_network("neck")
    wiring, graph = network.wiring, network.graph
    target = np.repeat(np.arange(len(network.node_keys)), np.diff(wiring.first))
    for e in range(0, len(target), 7):
        source = network.node_keys[wiring.source[e]]
        edge = graph.edges[source, network.node_keys[target[e]]]
        assert (edge["weight"], edge["delay_ms"]) == (wiring.weight[e], wiring.delay[e])


@pytest.mark.parametrize("name", [*BODIES, "chain:5"])
def test_graphml_gives_back_every_bit(name: str, tmp_path: Path) -> None:
    network = build_network(name)
    back = through_file(network, tmp_path)
    for field in network.wiring._fields:
        before, after = getattr(network.wiring, field), getattr(back.wiring, field)
        assert before.dtype == after.dtype, field
        assert before.shape == after.shape, field
        assert before.tobytes() == after.tobytes(), field
    assert back.projection.tobytes() == network.projection.tobytes()
    assert back.node_keys == network.node_keys
    assert back.populations == network.populations
    assert back.projections == network.projections
    assert back.digest == network.digest
    assert (back.body.name, back.body.agonist) == (network.body.name, network.body.agonist)
    assert (back.body.muscles, back.body.dofs) == (network.body.muscles, network.body.dofs)
    assert set(back.body.neighbours) == set(network.body.neighbours)
    assert back.body.healthy_index == network.body.healthy_index


@pytest.mark.parametrize("name", ["arm", "hand", "neck", "chain:5"])
def test_a_network_from_graphml_runs_bit_for_bit_the_same(name: str, tmp_path: Path) -> None:
    network = build_network(name)
    back = through_file(network, tmp_path)
    joint = network.body.joints[0]
    assert trace(back, loss_region=joint, touch=0.5) == trace(network, loss_region=joint, touch=0.5)


def test_two_exports_are_the_same_file(tmp_path: Path) -> None:
    network = build_network("arm")
    back = through_file(network, tmp_path)
    again = tmp_path / "again.graphml"
    write_graphml(back, again)
    assert again.read_bytes() == (tmp_path / "network.graphml").read_bytes()


# --- edited graphs ----------------------------------------------------------------------


def test_an_edited_weight_changes_only_its_synapse(tmp_path: Path) -> None:
    network = build_network("arm")
    graph = network.graph.copy()
    graph.edges["GPI/biceps", "TH/biceps"]["weight"] = -0.123
    path = tmp_path / "edited.graphml"
    nx.write_graphml(graph, path)
    edited = read_graphml(path)
    for field in network.wiring._fields:
        if field != "weight":
            assert (
                getattr(edited.wiring, field).tobytes() == getattr(network.wiring, field).tobytes()
            )
    (changed,) = np.flatnonzero(edited.wiring.weight != network.wiring.weight)
    assert edited.wiring.weight[changed] == -0.123
    assert edited.wiring.source[changed] == network.index("GPI/biceps")
    assert network.index("TH/biceps") == np.searchsorted(edited.wiring.first, changed, "right") - 1
    assert trace(edited) != trace(network)


@pytest.mark.parametrize(
    ("attribute", "value", "field", "expected"),
    [
        ("tau_ms", 40.0, "step", 1 / 40.0),
        ("rest_hz", 75.0, "rest", 0.5),
        ("stress", 0.5, "stress", 0.5),
        ("expectation", 0.25, "expectation", 0.25),
        ("homeostasis", 0.25, "homeostasis", 0.25),
    ],
)
def test_an_edited_node_changes_only_itself(attribute, value, field, expected) -> None:
    network = build_network("arm")
    graph = network.graph.copy()
    graph.nodes["GPI/triceps"][attribute] = value
    edited = from_graph(graph)
    (changed,) = np.flatnonzero(getattr(edited.wiring, field) != getattr(network.wiring, field))
    assert network.node_keys[changed] == "GPI/triceps"
    assert getattr(edited.wiring, field)[changed] == expected
    assert network.graph.nodes["GPI/triceps"][attribute] != value


@pytest.mark.parametrize(("attribute", "value"), [("strength", 0.25), ("length", 0.75)])
def test_an_edited_muscle_changes_only_itself(attribute: str, value: float, tmp_path: Path) -> None:
    network = build_network("arm")
    graph = network.graph.copy()
    graph.nodes["muscle/triceps"][attribute] = value
    path = tmp_path / "edited.graphml"
    nx.write_graphml(graph, path)
    edited = read_graphml(path)
    before, after = getattr(network.wiring, attribute), getattr(edited.wiring, attribute)
    (changed,) = np.flatnonzero(after != before)
    assert network.body.muscles[changed].key == "triceps"
    assert after[changed] == value
    assert edited.digest != network.digest
    assert trace(edited) != trace(network)


def test_a_graph_without_the_optional_numbers_has_their_defaults(tmp_path: Path) -> None:
    graph = build_network("arm").graph.copy()
    optional = {"strength": 1.0, "length": 1.0, "expectation": 0.0, "homeostasis": 1.0}
    for _, data in graph.nodes(data=True):
        for attribute in optional:
            data.pop(attribute, None)
    path = tmp_path / "older.graphml"
    nx.write_graphml(graph, path)
    assert not any(f'"{name}"' in path.read_text() for name in optional)
    wiring = read_graphml(path).wiring
    for attribute, value in optional.items():
        assert set(getattr(wiring, attribute).tolist()) == {value}, attribute


def test_a_file_carries_the_healthy_index(tmp_path: Path) -> None:
    network = build_network("arm")
    own = replace(network, body=replace(network.body, healthy_index=0.07))
    back = through_file(own, tmp_path)
    assert (back.body.healthy_index, back.digest) == (0.07, network.digest)
    graph = own.graph.copy()
    del graph.graph["healthy_index"]  # as in an older file
    assert from_graph(graph).body.healthy_index == HEALTHY_INDEX


@pytest.mark.parametrize("value", [-0.1, 1.1, "low"])
def test_a_healthy_index_of_a_file_that_cannot_be_used_is_named(
    value: object, tmp_path: Path
) -> None:
    graph, path = build_network("arm").graph.copy(), tmp_path / "edited.graphml"
    graph.graph["healthy_index"] = value
    nx.write_graphml(graph, path)
    with invalid("graph attribute healthy_index", value):
        read_graphml(path)


def test_an_edited_delay_moves_the_arrival() -> None:
    network = build_network("arm")
    graph = network.graph.copy()
    graph.edges["GPI/biceps", "TH/biceps"]["delay_ms"] = 90
    edited = from_graph(graph)
    assert delay_buffers(edited.wiring).length[network.index("GPI/biceps")] == 91
    assert (edited.wiring.delay != network.wiring.delay).sum() == 1
    assert edited.digest != network.digest


def test_a_removed_synapse_is_gone() -> None:
    network = build_network("arm")
    graph = network.graph.copy()
    graph.remove_edge("GPI/biceps", "TH/biceps")
    edited = from_graph(graph)
    assert len(edited.wiring.source) == len(network.wiring.source) - 1
    assert edited.projections == network.projections
    assert edited.digest != network.digest


def spoil(graph: nx.DiGraph, how: str) -> nx.DiGraph:
    edge, node = graph.edges["GPI/biceps", "TH/biceps"], graph.nodes["GPI/biceps"]
    elbow, muscle = "joint/elbow/flexion", graph.nodes["muscle/biceps"]
    actions = {
        "no weight": lambda: edge.pop("weight"),
        "no delay": lambda: edge.pop("delay_ms"),
        "no kind": lambda: node.pop("kind"),
        "no resting rate": lambda: node.pop("rest_hz"),
        "unknown site": lambda: edge.update(site="moon"),
        "unknown topology": lambda: [
            data.update(topology="moon")
            for *_, data in graph.edges(data=True)
            if data.get("projection") == edge["projection"]
        ],
        "text as weight": lambda: edge.update(weight="heavy"),
        "NaN weight": lambda: edge.update(weight=float("nan")),
        "infinite weight": lambda: edge.update(weight=float("inf")),
        "huge weight": lambda: edge.update(weight=1e300),
        "delay beyond 64 bits": lambda: edge.update(delay_ms=10**30),
        "number as neighbours": lambda: graph.nodes[elbow].update(neighbours=5),
        "huge pull": lambda: graph.edges["muscle/biceps", elbow].update(weight=float("inf")),
        "joint outside the picture": lambda: graph.nodes[elbow].update(x=float("nan")),
        "huge joint": lambda: graph.nodes[elbow].update(stiffness=1e300),
        "no time to travel": lambda: edge.update(delay_ms=0),
        "no time constant": lambda: node.update(tau_ms=0.0),
        "rest above maximum": lambda: node.update(rest_hz=1e6),
        "rest at zero": lambda: node.update(rest_hz=0.0),
        "NaN rest": lambda: node.update(rest_hz=float("nan")),
        "no maximal rate": lambda: node.update(max_hz=0.0),
        "text as stress": lambda: node.update(stress="much"),
        "a node too few": lambda: graph.remove_node("GPI/biceps"),
        "no muscles": lambda: graph.remove_nodes_from([n for n in graph if n.startswith("muscle")]),
        "no joints": lambda: graph.remove_nodes_from([n for n in graph if n.startswith("joint")]),
        "a muscle without a pull": lambda: graph.remove_edge("muscle/triceps", elbow),
        "no strength": lambda: muscle.update(strength=0.0),
        "huge strength": lambda: muscle.update(strength=10.1),
        "NaN strength": lambda: muscle.update(strength=float("nan")),
        "text as strength": lambda: muscle.update(strength="strong"),
        "too short": lambda: muscle.update(length=0.49),
        "too long": lambda: muscle.update(length=1.51),
        "NaN length": lambda: muscle.update(length=float("nan")),
        "homeostasis above 1": lambda: node.update(homeostasis=1.1),
        "NaN homeostasis": lambda: node.update(homeostasis=float("nan")),
        "expectation below 0": lambda: node.update(expectation=-0.1),
        "unknown neighbour": lambda: graph.nodes[elbow].update(neighbours="moon"),
        "weightless joint": lambda: graph.nodes[elbow].update(inertia=0.0),
        "infinite delay": lambda: edge.update(delay_ms=10**9),
        "no agonist": lambda: [graph.graph.clear(), muscle.pop("agonist")],
        "unknown agonist": lambda: graph.graph.update(agonist="moon"),
        "unknown agent": lambda: node.update(agent="Moon"),
        "unknown rule": lambda: node.update(rule="moon"),
        "empty": graph.clear,
    }  # fmt: skip
    actions[how]()
    return graph


SPOILT = (
    "no weight", "no delay", "no kind", "no resting rate", "unknown site", "unknown topology",
    "huge weight", "delay beyond 64 bits", "number as neighbours", "huge pull",
    "joint outside the picture", "huge joint",
    "text as weight", "NaN weight", "infinite weight", "no time to travel", "no time constant",
    "rest above maximum", "rest at zero", "NaN rest", "no maximal rate", "text as stress",
    "a node too few", "no muscles", "no joints", "a muscle without a pull", "unknown neighbour",
    "weightless joint", "infinite delay", "no agonist", "unknown agonist", "unknown agent",
    "unknown rule", "empty", "no strength", "huge strength", "NaN strength", "text as strength",
    "too short", "too long", "NaN length", "homeostasis above 1", "NaN homeostasis",
    "expectation below 0",
)  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_graph_is_refused_in_one_line(how: str) -> None:
    graph = spoil(build_network("arm").graph.copy(), how)
    with pytest.raises(InputError) as caught:
        from_graph(graph)
    assert "\n" not in str(caught.value)


BICEPS, TRICEPS, ELBOW, MUSCLE = "GPI/biceps", "GPI/triceps", "joint/elbow/flexion", "muscle/biceps"
SYNAPSE, PULL = (BICEPS, "TH/biceps"), (MUSCLE, ELBOW)
NOTHING = "nothing"
# (node or edge, attribute, new value or None to leave it out); the refusal names and shows them.
ATTRIBUTES = [
    *((BICEPS, name, None) for name in ("kind", "index", "rule", "agent", "tau_ms")),
    *((MUSCLE, name, None) for name in ("kind", "index", "joint", "group")),
    *((ELBOW, name, None) for name in ("kind", "index", "joint", "inertia")),
    *((SYNAPSE, name, None) for name in ("weight", "delay_ms", "topology", "plastic")),
    (PULL, "weight", None),
    (BICEPS, "kind", "planet"),
    (BICEPS, "index", "first"), (BICEPS, "index", 1.5), (BICEPS, "index", 0),
    (BICEPS, "population", "MOON"), (BICEPS, "rule", "recruitment"), (BICEPS, "agent", "Cortex"),
    (BICEPS, "tau_ms", "slow"), (BICEPS, "rest_hz", 0.0), (BICEPS, "max_hz", 0.0),
    (BICEPS, "region", "moon"), (ELBOW, "inertia", 0.0),
    (MUSCLE, "joint", "moon"), (ELBOW, "neighbours", "moon"), (ELBOW, "stiffness", "stiff"),
    (ELBOW, "x", "left"), (ELBOW, "y", 1.5), (ELBOW, "damping", -1.0),
    (SYNAPSE, "kind", "planet"), (SYNAPSE, "site", "moon"), (SYNAPSE, "plastic", "yes"),
    (SYNAPSE, "plastic", 2), (SYNAPSE, "delay_ms", "soon"), (SYNAPSE, "delay_ms", 2.5),
    (SYNAPSE, "delay_ms", 0),
    (SYNAPSE, "weight", "heavy"), (SYNAPSE, "order", "first"), (SYNAPSE, "order", 0),
    (PULL, "weight", "strong"), (PULL, "weight", 0.0),
    (MUSCLE, "strength", 0.0), (MUSCLE, "strength", "strong"), (MUSCLE, "length", 3.0),
    (BICEPS, "homeostasis", 1.5), (BICEPS, "expectation", -1.0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "attribute", "value"), ATTRIBUTES)
def test_an_attribute_that_cannot_be_used_is_named(
    what: str | tuple[str, str], attribute: str, value: object, tmp_path: Path
) -> None:
    graph, path = build_network("arm").graph.copy(), tmp_path / "edited.graphml"
    data = graph.nodes[what] if isinstance(what, str) else graph.edges[what]
    data.pop(attribute)
    if value is not None:
        data[attribute] = value
    nx.write_graphml(graph, path)
    name = f"node {what}" if isinstance(what, str) else f"edge {' '.join(what)}"
    with invalid(f"graph {name} {attribute}", NOTHING if value is None else value):
        read_graphml(path)


def swap_index(one: str, other: str) -> Callable[[nx.DiGraph], object]:
    def swap(graph: nx.DiGraph) -> None:
        a, b = graph.nodes[one], graph.nodes[other]
        a["index"], b["index"] = b["index"], a["index"]

    return swap


def update(prefix: str, **values: object) -> Callable[[nx.DiGraph], object]:
    return lambda graph: [
        graph.nodes[key].update(values) for key in graph if key.startswith(prefix)
    ]


def remove(prefix: str) -> Callable[[nx.DiGraph], object]:
    return lambda graph: graph.remove_nodes_from([key for key in graph if key.startswith(prefix)])


def connect(source: str, target: str, like: tuple[str, str]) -> Callable[[nx.DiGraph], object]:
    return lambda graph: graph.add_edge(source, target, **graph.edges[like])


ARM = build_network("arm")
STRUCTURE: dict[str, tuple[Callable[[nx.DiGraph], object], str, object]] = {
    "no agonist": (
        lambda graph: [graph.graph.pop("agonist"), graph.nodes[MUSCLE].pop("agonist")],
        "graph attribute agonist", NOTHING,
    ),
    "an unknown agonist": (
        lambda graph: graph.graph.update(agonist="moon"), "graph attribute agonist", "moon",
    ),
    "two populations of motoneurons": (
        update("GPI/", rule="recruitment", agent="SpinalCord"), "graph attribute rule",
        "2 x recruitment",
    ),
    "no motoneurons": (
        update("MN/", rule="rate", rest_hz=1.0), "graph attribute rule", "0 x recruitment",
    ),
    "an agent that cannot follow its rule": (
        update("MN/", agent="Cortex"), "graph node MN/anterior_deltoid rule", "recruitment",
    ),
    "an invalid key": (
        update("GPI/", population="G P"), "graph node GPI/anterior_deltoid population", "G P",
    ),
    "a population left out": (
        remove("GPI/"), "graph node TH/anterior_deltoid index", ARM.nodes_of("TH").start,
    ),
    "nodes swapped": (
        swap_index(BICEPS, TRICEPS), f"graph node {TRICEPS} index", ARM.index(BICEPS),
    ),
    "muscles swapped": (swap_index(MUSCLE, "muscle/triceps"), "graph node CMD/biceps index", 2),
    "a node renamed": (
        lambda graph: nx.relabel_nodes(graph, {BICEPS: "GPI/moon"}, copy=False),
        "graph node GPI/moon muscle", "biceps",
    ),
    "a joint renamed": (
        update("joint/elbow/", joint="moon"), "graph node joint/shoulder/flexion neighbours",
        "elbow",
    ),
    "a synapse to a muscle": (
        connect(BICEPS, MUSCLE, SYNAPSE), f"graph edge {BICEPS} {MUSCLE} target", MUSCLE,
    ),
    "a synapse from a joint": (
        connect(ELBOW, BICEPS, SYNAPSE), f"graph edge {ELBOW} {BICEPS} source", ELBOW,
    ),
    "a muscle that pulls a population": (
        connect(MUSCLE, BICEPS, PULL), f"graph edge {MUSCLE} {BICEPS} target", BICEPS,
    ),
    "a node of another program": (
        lambda graph: graph.add_node("extra"), "graph node extra kind", NOTHING,
    ),
    "an edge of another program": (
        lambda graph: graph.add_edge(BICEPS, TRICEPS), f"graph edge {BICEPS} {TRICEPS} weight",
        NOTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", STRUCTURE)
def test_a_structure_that_cannot_be_used_is_named(how: str, tmp_path: Path) -> None:
    change, field, value = STRUCTURE[how]
    graph, path = build_network("arm").graph.copy(), tmp_path / "edited.graphml"
    change(graph)
    nx.write_graphml(graph, path)
    with invalid(field, value):
        read_graphml(path)


def test_a_graph_of_something_else_is_refused() -> None:
    with invalid("graph node 1 kind", NOTHING):
        from_graph(nx.DiGraph([(1, 2)]))
    with invalid("graph", "MultiDiGraph"):
        from_graph(nx.MultiDiGraph())


def test_numbers_of_numpy_are_numbers() -> None:
    graph = build_network("arm").graph.copy()
    graph.edges[SYNAPSE].update(weight=np.float32(-0.5), delay_ms=np.int64(7))
    edited = from_graph(graph)
    assert (edited.wiring.weight == -0.5).any()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"<graphml>", b"\xff\xfe\x00", b"<html></html>",
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"></graphml>',
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        b'<graph edgedefault="directed"></graph></graphml>',
    ],
)  # fmt: skip
def test_a_file_that_holds_no_network_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.graphml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_graphml(path)
    assert "\n" not in str(caught.value)


def test_files_of_the_wrong_kind_are_refused(tmp_path: Path) -> None:
    with invalid("network file", str(tmp_path / "nothing.graphml")):
        read_graphml(tmp_path / "nothing.graphml")
    with invalid("network file", str(tmp_path)):
        read_graphml(tmp_path)
    path = tmp_path / "graph.graphml"
    nx.write_graphml(nx.Graph(build_network("tree:1").graph), path)
    with invalid("network file", str(path)):
        read_graphml(path)
    nx.write_graphml(nx.MultiDiGraph([("a", "b"), ("a", "b")]), path)
    with invalid("network file", str(path)):
        read_graphml(path)


def test_a_file_with_a_wrong_attribute_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    write_graphml(build_network("tree:1"), path)
    text = path.read_text()
    for old, new in ((">recruitment<", ">moon<"), ("</node>", "</nod>"), (">synapse<", ">x<")):
        assert old in text
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(InputError):
            read_graphml(path)


@pytest.mark.parametrize("name", ["arm", "hand", "neck"])
def test_a_file_carries_the_tasks(name: str, tmp_path: Path) -> None:
    path = tmp_path / "body.graphml"
    write_graphml(build_network(name), path)
    assert read_graphml(path).body.tasks == build_network(name).body.tasks


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[", "graph attribute tasks"), ("{}", "graph attribute tasks"),
        ("[1]", "graph attribute tasks"),
        ('[{"task": "a", "title": "A", "sentence": "A.", "muscles": {"bicep": 1}}]',
         "graph attribute tasks a bicep muscle"),
        ('[{"task": "a", "title": "A", "sentence": "A.", "muscles": {"biceps": 2}}]',
         "graph attribute tasks a biceps share"),
        ('[{"title": "A", "sentence": "A.", "muscles": {"biceps": 1}}]',
         "graph attribute tasks nothing biceps task"),
    ],
)  # fmt: skip
def test_tasks_that_cannot_be_used_are_named(text: str, field: str) -> None:
    graph = build_network("arm").graph.copy()
    graph.graph["tasks"] = text
    with invalid(field):
        from_graph(graph)
