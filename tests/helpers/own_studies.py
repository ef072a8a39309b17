"""The small study on networks of a user: an atlas, and the same network as a GraphML file."""

import shutil
from pathlib import Path

import pandas as pd

from motorloops.model.network.atlas import PACKAGED_ATLAS
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import write_graphml
from tests.helpers.studies import study

KEYS = {"atlas": {"atlas": "tables"}, "network": {"network": "net.graphml", "body": None}}


def write_networks(folder: Path) -> Path:
    """Write the packaged atlas with half the weight of its first projection, in both forms."""
    tables = folder / "tables"
    shutil.copytree(PACKAGED_ATLAS, tables)
    path = tables / "projections.csv"
    table = pd.read_csv(path, keep_default_na=False, dtype=str)
    table.loc[0, "weight"] = str(float(str(table.loc[0, "weight"])) / 2)
    table.to_csv(path, index=False)
    write_graphml(build_network("chain:2", tables), folder / "net.graphml")
    return folder


def own_study(own: Path, place: Path, kind: str, **changes) -> Path:
    """The small study and the networks that it may name, in one folder.

    Args:
        own: what :func:`write_networks` wrote.
        place: the folder to write to.
        kind: key of the study file that names the network, one of :data:`KEYS`.
        changes: further changes of the small study.
    """
    for name in ("tables", "net.graphml"):
        copy = shutil.copytree if name == "tables" else shutil.copy
        copy(own / name, place / name)
    return study(place, **KEYS[kind], **changes)
