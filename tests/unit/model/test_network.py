"""Nodes and synapses: the same call gives the same network, and each topology its pairs."""

import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import Projection, load_atlas
from motorloops.model.network.body import GROUP_LEAN, load_body
from motorloops.model.network.build import Network, build_network, make_network
from motorloops.model.network.graphml import from_graph
from motorloops.model.network.wiring import SITES
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline, rest
from tests.helpers.runs import BODIES, QUIET
from tests.helpers.tables import Tables

each_body = pytest.mark.parametrize("name", [*BODIES, "tree:7"])


def fresh(name: str) -> Network:
    """A network that no cache has seen."""
    return make_network(load_atlas(), load_body(name, load_atlas()))


def pairs_of(network: Network, projection: Projection) -> dict[tuple[int, int], float]:
    """{(target channel, source channel): weight} of one projection."""
    wiring, keys = network.wiring, [p.key for p in network.populations]
    number = network.projections.index(projection)
    muscles = len(network.body.muscles)
    found = {}
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    for e in np.flatnonzero(network.projection == number):
        t, s = int(target[e]), int(wiring.source[e])
        assert t // muscles == keys.index(projection.target)
        assert s // muscles == keys.index(projection.source)
        found[t % muscles, s % muscles] = float(wiring.weight[e])
    return found


def expected_pairs(network: Network, topology: str) -> set[tuple[int, int]]:
    """Channel pairs of a topology by brute force over all pairs of muscles."""
    body = network.body
    apart = np.array([body.distances(j)[body.joint_of] for j in body.joint_of])
    every = [(t, s) for t in range(len(body.muscles)) for s in range(len(body.muscles))]
    return {
        "same": {(t, s) for t, s in every if t == s},
        "antagonist": {(t, s) for t, s in every if s in dict(body.antagonists(t))},
        "neighbour": {
            (t, s)
            for t, s in every
            if t != s and apart[t, s] <= 1 and s not in dict(body.antagonists(t))
        },
        "diffuse": {(t, s) for t, s in every if apart[t, s] <= 2},
    }[topology]


@each_body
def test_the_same_call_gives_the_same_arrays_and_graph(name: str) -> None:
    one, other = fresh(name), fresh(name)
    assert one is not other
    for first, second in zip(one.wiring, other.wiring, strict=True):
        assert first.tobytes() == second.tobytes()
    assert one.projection.tobytes() == other.projection.tobytes()
    assert one.node_keys == other.node_keys
    assert one.digest == other.digest
    assert re.fullmatch("[0-9a-f]{12}", one.digest)
    assert list(one.graph.nodes(data=True)) == list(other.graph.nodes(data=True))
    assert list(one.graph.edges(data=True)) == list(other.graph.edges(data=True))
    assert build_network(name) is build_network(name)


@each_body
def test_every_projection_joins_the_pairs_of_its_topology(name: str) -> None:
    network = fresh(name)
    assert {row.topology for row in network.projections} == {
        "same", "antagonist", "neighbour", "diffuse",
    }  # fmt: skip
    for row in network.projections:
        assert set(pairs_of(network, row)) == expected_pairs(network, row.topology), row.key


@each_body
def test_the_weight_of_a_neighbour_pair_does_not_depend_on_their_number(name: str) -> None:
    network = fresh(name)
    muscles = network.body.muscles
    for row in network.projections:
        if row.topology != "neighbour":
            continue
        for (target, source), weight in pairs_of(network, row).items():
            one, other = muscles[target], muscles[source]
            alike = (one.side or one.group) == (other.side or other.group)
            lean = GROUP_LEAN if alike else -GROUP_LEAN
            assert weight == row.signed_weight * (1.0 + lean)


def test_an_added_muscle_leaves_the_other_neighbour_pairs_alone(tmp_path: Path) -> None:
    tables = Tables(tmp_path / "atlas")
    index = tables.repeat("bodies/arm.csv", tables.find("bodies/arm.csv", muscle="finger_flexor"))
    tables.set("bodies/arm.csv", index, "muscle", "second_finger_flexor")
    before, after = build_network("arm"), build_network("arm", tables.folder)
    for row in before.projections:
        if row.topology == "neighbour":
            kept = pairs_of(after, after.projections[before.projections.index(row)])
            assert pairs_of(before, row).items() < kept.items()


@each_body
def test_the_shares_of_other_projections_add_up_to_their_weight(name: str) -> None:
    network = fresh(name)
    for row in network.projections:
        if row.topology == "neighbour":
            continue
        totals: dict[int, float] = {}
        for (target, _), weight in pairs_of(network, row).items():
            totals[target] = totals.get(target, 0.0) + weight
        assert totals
        assert list(totals.values()) == pytest.approx([row.signed_weight] * len(totals))


def test_several_antagonists_share_by_how_much_they_oppose() -> None:
    network = fresh("neck")
    shares = {
        (target, source): share
        for target in range(len(network.body.muscles))
        for source, share in network.body.antagonists(target)
    }
    assert len(shares) > len(network.body.muscles)
    assert len({round(share, 6) for share in shares.values()}) > 2
    for row in network.projections:
        if row.topology == "antagonist":
            expected = {pair: row.signed_weight * share for pair, share in shares.items()}
            assert pairs_of(network, row) == pytest.approx(expected)


@each_body
def test_synapses_have_the_delay_site_and_plasticity_of_their_row(name: str) -> None:
    network = fresh(name)
    wiring = network.wiring
    for e, number in enumerate(network.projection):
        row = network.projections[number]
        assert wiring.delay[e] == row.delay_ms
        assert SITES[wiring.site[e]] == row.site
        assert (wiring.plastic[e] >= 0) == bool(row.plastic)


@each_body
def test_nodes_are_populations_by_channel(name: str) -> None:
    network = fresh(name)
    muscles, wiring = network.body.muscles, network.wiring
    for index, key in enumerate(network.node_keys):
        population, muscle = key.split("/")
        row = network.population_of(index)
        assert network.index(key) == index
        assert (row.key, muscles[wiring.channel[index]].key) == (population, muscle)
        assert wiring.rest[index] == row.rest_hz / row.max_hz
        assert wiring.step[index] == 1.0 / row.tau_ms
        for column in ("stress", "expectation", "homeostasis"):
            assert getattr(wiring, column)[index] == getattr(row, column)
    assert wiring.strength.tolist() == [muscle.strength for muscle in muscles]
    assert wiring.length.tolist() == [muscle.length for muscle in muscles]
    motoneurons = [network.node_keys[node] for node in wiring.motoneuron]
    assert motoneurons == [f"MN/{muscle.key}" for muscle in muscles]
    first = network.nodes_of("GPI")
    assert network.node_keys[first][0] == f"GPI/{muscles[0].key}"
    assert first.stop - first.start == len(muscles)


def test_unknown_nodes_and_populations_suggest_the_nearest() -> None:
    with pytest.raises(InputError, match='did you mean "GPI/biceps"'):
        build_network().index("GPI/bicep")
    with pytest.raises(InputError, match='did you mean "GPI"'):
        build_network().nodes_of("GPi")


def test_a_users_own_tables_make_their_own_network(tmp_path) -> None:
    tables = Tables(tmp_path / "atlas")
    row = tables.find("projections.csv", source="GPI", target="TH")
    tables.set("projections.csv", row, "weight", "0.123")
    own = build_network("arm", tables.folder)
    assert set(pairs_of(own, own.projections[row]).values()) == {-0.123}
    assert own.digest != build_network("arm").digest


def digests(tables: Tables) -> dict[str, str]:
    """The digest of every body's network, read from the tables as they are now."""
    atlas = load_atlas(tables.folder)
    return {name: make_network(atlas, load_body(name, atlas)).digest for name in BODIES}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("populations.csv", "name"), ("populations.csv", "sentence"), ("populations.csv", "note"),
        ("populations.csv", "x"), ("projections.csv", "sentence"), ("projections.csv", "note"),
        ("references.csv", "title"), ("bodies/bodies.csv", "title"),
        ("bodies/arm_joints.csv", "name"), ("bodies/arm_joints.csv", "y"),
        ("bodies/arm_joints.csv", "note"), ("bodies/arm.csv", "note"),
        ("bodies/tasks.csv", "note"), ("bodies/bodies.csv", "healthy_index"),
    ],
)  # fmt: skip
def test_the_digest_covers_no_words_no_positions_and_no_healthy_line(
    table: str, column: str, tmp_path: Path
) -> None:
    tables = Tables(tmp_path / "atlas")
    before = digests(tables)
    tables.set(
        table, 0, column, "0.25" if column in ("x", "y", "healthy_index") else "Other words."
    )
    assert digests(tables) == before == {name: build_network(name).digest for name in BODIES}


def test_the_digest_does_not_depend_on_line_endings(tmp_path: Path) -> None:
    tables = Tables(tmp_path / "atlas")
    for path in tables.folder.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digests(tables) == {name: build_network(name).digest for name in BODIES}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("projections.csv", "weight", "0.5"), ("projections.csv", "delay_ms", "9"),
        ("projections.csv", "site", "cortex"), ("projections.csv", "plastic", "1"),
        ("projections.csv", "sign", "inhibitory"), ("populations.csv", "tau_ms", "51"),
        ("populations.csv", "max_hz", "51"), ("populations.csv", "stress", "0.5"),
        ("populations.csv", "expectation", "0.5"), ("populations.csv", "homeostasis", "0.5"),
    ],
)  # fmt: skip
def test_a_number_of_the_atlas_changes_the_digest_of_every_body(
    table: str, column: str, value: str, tmp_path: Path
) -> None:
    tables = Tables(tmp_path / "atlas")
    tables.set(table, 0, column, value)
    changed = digests(tables)
    assert [name for name in BODIES if changed[name] == build_network(name).digest] == []


def test_a_removed_projection_changes_the_digest(tmp_path: Path) -> None:
    tables = Tables(tmp_path / "atlas")
    tables.drop("projections.csv", 0)
    changed = digests(tables)
    assert [name for name in BODIES if changed[name] == build_network(name).digest] == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("bodies/arm.csv", "moment_arm", "0.5"), ("bodies/arm_joints.csv", "stiffness", "2"),
        ("bodies/arm.csv", "strength", "0.5"), ("bodies/arm.csv", "length", "0.7"),
        ("bodies/arm_joints.csv", "inertia", "0.005"), ("bodies/bodies.csv", "agonist", "triceps"),
        ("bodies/tasks.csv", "share", "0.9"),
    ],
)  # fmt: skip
def test_a_number_of_a_body_changes_its_own_digest_alone(
    table: str, column: str, value: str, tmp_path: Path
) -> None:
    tables = Tables(tmp_path / "atlas")
    tables.set(table, 0, column, value)
    changed = digests(tables)
    assert [name for name in BODIES if changed[name] != build_network(name).digest] == ["arm"]


@each_body
def test_the_healthy_relaxed_network_stays_at_its_tabulated_rates(name: str) -> None:
    network = fresh(name)
    run = simulate(QUIET, rest(0.4), [1], network, keep_rates=True, every_ms=50)
    rates = np.repeat(
        [p.rest_hz / p.max_hz for p in network.populations], len(network.body.muscles)
    )
    assert np.abs(run.rate[..., 0] - rates).max() < 1e-9
    assert not run.activation.any()
    assert not run.angle.any()


def test_the_network_leaves_its_resting_rates_when_pushed() -> None:
    push = Timeline("push", 400, (Phase(0, stimuli={"M1/biceps": 0.01}),))
    run = simulate(QUIET, push, [1], "arm", keep_rates=True)
    assert np.abs(run.rate[-1, :, 0] - run.network.wiring.rest).max() > 1e-4


# --- the graph is read-only -------------------------------------------------------------

EDGE = ("GPI/biceps", "TH/biceps")


@pytest.mark.parametrize(
    "edit",
    [
        lambda graph: graph.edges[EDGE].update(weight=9.0),
        lambda graph: graph[EDGE[0]][EDGE[1]].__setitem__("weight", 9.0),
        lambda graph: graph.pred[EDGE[1]][EDGE[0]].pop("weight"),
        lambda graph: nx.set_edge_attributes(graph, {EDGE: {"weight": 9.0}}),
        lambda graph: graph.nodes["GPI/biceps"].__setitem__("tau_ms", 40.0),
        lambda graph: graph.nodes["GPI/biceps"].__ior__({"tau_ms": 40.0}),
        lambda graph: nx.set_node_attributes(graph, {"GPI/biceps": 40.0}, "tau_ms"),
        lambda graph: graph.graph.clear(),
        lambda graph: graph.graph.setdefault("new", 1),
        lambda graph: graph.remove_edge(*EDGE),
        lambda graph: graph.add_node("moon"),
    ],
)
def test_the_graph_of_a_network_cannot_be_edited(edit: Callable[[nx.DiGraph], object]) -> None:
    network = build_network("arm")
    with pytest.raises((TypeError, nx.NetworkXError)):
        edit(network.graph)
    assert from_graph(network.graph).digest == network.digest


@pytest.mark.parametrize(
    "copied",
    [nx.DiGraph.copy, nx.DiGraph, nx.DiGraph.reverse, nx.DiGraph.to_undirected,
     lambda graph: graph.subgraph(EDGE).copy()],
)  # fmt: skip
def test_a_copy_of_the_graph_can_be_edited(copied: Callable[[nx.DiGraph], nx.Graph]) -> None:
    graph = copied(build_network("arm").graph)
    edge = next(iter(graph.edges))
    graph.edges[edge]["weight"] = 9.0
    graph.nodes[EDGE[0]]["tau_ms"] = 40.0
    graph.graph["title"] = "Mine"
    graph.add_node("moon")
    assert graph.edges[edge]["weight"] == 9.0


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_network_with_a_graph_can_be_copied(copied: Callable[[Network], Network]) -> None:
    network = build_network("chain:3")
    edges = set(network.graph.edges)
    again = copied(network)
    assert again.digest == network.digest
    assert set(again.graph.edges) == edges
