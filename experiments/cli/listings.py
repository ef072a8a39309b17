"""The commands `presets`, `levers`, `bodies` and `network`, which list or export the model."""

import json
from pathlib import Path
from typing import Any

from motorloops.experiments.files import check_output, replacing
from motorloops.experiments.formatting import columns
from motorloops.experiments.parsing import read_network
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import LARGEST, SMALLEST, Body, body_names, load_body
from motorloops.model.params import GROUPS, SHORT_FORMS, Lever, levers
from motorloops.model.presets import PRESETS

Listing = dict[str, Any]
EXAMPLE = 3  # joints of the synthetic bodies whose descriptions are shown


def presets() -> Listing:
    """All presets."""
    rows = [
        {"name": p.name, "title": p.title, "sentence": p.sentence, "body": p.body,
         "changes": dict(p.changes)}
        for p in PRESETS.values()
    ]  # fmt: skip
    return {"presets": rows}


def presets_text(listing: Listing) -> str:
    """The presets as text."""
    rows = [["preset", "body", "levers moved", "what is changed"]]
    for row in listing["presets"]:
        moved = " ".join(f"{name}={value}" for name, value in row["changes"].items())
        rows.append([row["name"], row["body"] or "any", moved or "none", row["sentence"]])
    return columns(rows) + "\n\nUse one with: motorloops run --preset NAME"


def _lever(lever: Lever) -> Listing:
    is_number = lever.kind == "number"
    return {
        "name": lever.name,
        "label": lever.label,
        "kind": lever.kind,
        "default": lever.default,
        "range": [lever.low, lever.high] if is_number else None,
        "chooses": lever.of or None,
        "otherwise": lever.otherwise or None,
        "unit": lever.unit,
        "meaning": lever.meaning,
        "group": lever.group,
        "source": lever.source,
    }


def all_levers() -> Listing:
    """All levers, then the constants of the equations."""
    rows = [_lever(lever) for lever in levers().values()]
    return {
        "levers": [row for row in rows if row["group"] != "constant"],
        "constants": [row for row in rows if row["group"] == "constant"],
        "short_forms": {name: list(full) for name, full in SHORT_FORMS.items()},
    }


def _range(row: Listing) -> str:
    if row["range"] is None:
        return f"a {row['chooses']}"
    low, high = row["range"]
    return f"{low:g} to {high:g}"


def _lever_rows(rows: list[Listing]) -> list[list[str]]:
    lines = []
    for row in rows:
        default = row["default"] if row["range"] is None else f"{row['default']:g}"
        lines.append([row["name"], default or "empty", _range(row), row["unit"], row["meaning"]])
    return lines


def levers_text(listing: Listing) -> str:
    """The levers as text, group by group."""
    rows = [["lever", "default", "range", "unit", "meaning"]]
    every = [*listing["levers"], *listing["constants"]]
    for group, heading in GROUPS.items():
        members = _lever_rows([row for row in every if row["group"] == group])
        rows += [[""], [heading], *members]
    short = [f"{name} sets {', '.join(full)}" for name, full in listing["short_forms"].items()]
    return "\n\n".join([columns(rows), *short, "Set one with: motorloops run --set LEVER=VALUE"])


def _body(body: Body) -> Listing:
    return {
        "name": body.name, "title": body.title, "joints": list(body.joints),
        "muscles": [muscle.key for muscle in body.muscles], "agonist": body.agonist,
        "sentence": body.sentence,
        "tasks": [
            {"name": task.key, "title": task.title, "sentence": task.sentence,
             "muscles": {body.muscles[m].key: share for m, share in task.muscles}}
            for task in body.tasks
        ],
    }  # fmt: skip


def bodies(folder: str | None, file: str | None = None) -> Listing:
    """List the bodies of an atlas and examples of synthetic ones, or the body of a network file.

    Args:
        folder: of the atlas; None for the packaged one.
        file: of the network; None for an atlas.

    Raises:
        InputError: for an atlas or a file that cannot be used.
    """
    if file is not None:
        network = read_network(None, folder, file)
        return {"bodies": [_body(network.body)], "synthetic": []}
    atlas = load_atlas(None if folder is None else Path(folder))
    rows = [_body(load_body(name, atlas)) for name in body_names(atlas)]
    synthetic = []
    for shape, smallest in SMALLEST.items():
        body = load_body(f"{shape}:{EXAMPLE}", atlas)
        sentence = body.sentence.replace(str(EXAMPLE), "N")
        row = {"name": f"{shape}:N", "range": [smallest, LARGEST], "sentence": sentence}
        synthetic.append(row)
    return {"bodies": rows, "synthetic": synthetic}


def bodies_text(listing: Listing) -> str:
    """The bodies as text."""
    rows = [["body", "joints", "muscles", "wanted muscle", "what it is"]]
    for row in listing["bodies"]:
        sizes = [str(len(row["joints"])), str(len(row["muscles"]))]
        rows.append([row["name"], *sizes, row["agonist"], row["sentence"]])
    for row in listing["synthetic"]:
        low, high = row["range"]
        rows.append([row["name"], f"{low} to {high}", "", "", row["sentence"]])
    details = [
        f"{row['name']}: joints {', '.join(row['joints'])}; muscles {', '.join(row['muscles'])}"
        for row in listing["bodies"]
    ]
    tasks = [["body", "task", "muscles (share of the effort)", "what it is"]]
    for row in listing["bodies"]:
        for task in row["tasks"]:
            used = ", ".join(f"{muscle} {share:g}" for muscle, share in task["muscles"].items())
            tasks.append([row["name"], task["name"], used, task["sentence"]])
    if tasks[1:]:
        details.append(columns(tasks))
    return "\n\n".join([columns(rows), *details, "Use one with: motorloops run --body NAME"])


SUFFIXES = (".graphml", ".json")


def export_network(body: str | None, folder: str | None, out: str, file: str | None = None) -> str:
    """Write a network as GraphML or as networkx's node-link JSON.

    Args:
        body: name of the body; None for the default.
        folder: of the atlas; None for the packaged one.
        out: file to write; its suffix selects the format.
        file: GraphML file of a network, in place of body and atlas.

    Returns:
        One line that names the file and the size of the network.

    Raises:
        InputError: for a network that cannot be used, or a file that cannot be written.
    """
    path = check_output("--out", out, SUFFIXES)
    network = read_network(body, folder, file)
    import networkx as nx

    from motorloops.model.network.graphml import write_graphml

    graph = network.graph
    with replacing(path) as part:
        if path.suffix.lower() == ".graphml":
            write_graphml(network, part)
        else:
            text = json.dumps(nx.node_link_data(graph), allow_nan=False)
            part.write_text(text, encoding="utf-8")
    return f"Written: {out} ({len(graph)} nodes, {graph.number_of_edges()} edges)"
