"""The network as a file that networkx reads."""

import json

import networkx as nx
import pytest

from motorloops.experiments.cli.listings import export_network
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import read_graphml


def test_graphml_can_be_read_back(tmp_path):
    told = export_network("hand", None, str(tmp_path / "hand.graphml"))
    network = read_graphml(tmp_path / "hand.graphml")
    assert network.body.name == "hand"
    assert f"({len(network.graph)} nodes" in told


def test_json_is_networkx_node_link_data(tmp_path):
    export_network("arm", None, str(tmp_path / "arm.json"))
    data = json.loads((tmp_path / "arm.json").read_text())
    graph, original = nx.node_link_graph(data), build_network("arm").graph
    assert dict(graph.nodes(data=True)) == dict(original.nodes(data=True))
    assert list(graph.edges(data=True)) == list(original.edges(data=True))


@pytest.mark.parametrize(
    ("body", "atlas", "name"),
    [("tail", None, "a.json"), ("arm", "missing", "a.json"), ("arm", None, "a.png")],
)
def test_what_cannot_be_done_leaves_nothing(tmp_path, body, atlas, name):
    with pytest.raises(InputError):
        export_network(body, atlas, str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []
