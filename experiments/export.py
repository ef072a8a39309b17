"""The `network` command: the network as a file."""

import json

from experiments.output import check_output, replacing
from experiments.request import read_network

SUFFIXES = (".graphml", ".json")


def export(body: str, atlas: str | None, out: str) -> str:
    """Write the network of a body as GraphML or as networkx's node-link JSON.

    Args:
        body: name of the body.
        atlas: folder of a user's own tables; None for the packaged ones.
        out: file to write; its ending tells the format.

    Returns:
        What was written, in one line.

    Raises:
        BadInput: for an unknown body, a broken table or a place that cannot be written.
    """
    path = check_output("--out", out, SUFFIXES)
    network = read_network(body, atlas)
    import networkx as nx

    from model.graph import write_graphml

    graph = network.graph
    with replacing(path) as part:
        if path.suffix.lower() == ".graphml":
            write_graphml(network, part)
        else:
            text = json.dumps(nx.node_link_data(graph), allow_nan=False)
            part.write_text(text, encoding="utf-8")
    return f"Written: {out} ({len(graph)} nodes, {graph.number_of_edges()} edges)"
