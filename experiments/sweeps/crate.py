"""The metadata that makes the folder of a finished sweep an RO-Crate (Research Object Crate 1.1).

``ro-crate-metadata.json`` says in a standard vocabulary (schema.org) which files there are, what
the columns mean and in which unit they are, which software made them when, and which publications
to cite: those that the network's tables name. Archives such as Zenodo read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from motorloops.experiments.sweeps.dataset import write_whole
from motorloops.experiments.sweeps.folder import LOCK, NETWORK, PROVENANCE, STUDY, SweepFolder
from motorloops.experiments.sweeps.provenance import Record
from motorloops.experiments.sweeps.study import Study
from motorloops.model.network.atlas import Reference, load_atlas
from motorloops.model.params import levers

CRATE = "ro-crate-metadata.json"
SOFTWARE, SWEEP = "#motorloops", "#sweep"
LICENCES = "https://spdx.org/licenses/"
NO_LICENCE = "The authors of the study have not stated a licence."
FORMATS = {
    ".csv": "text/csv", ".graphml": "application/graphml+xml", ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet", ".toml": "application/toml",
}  # fmt: skip
INPUTS = (".toml", ".csv", ".graphml", ".npz", ".py")
DESCRIPTIONS = {
    STUDY: "The study, with all its defaults",
    PROVENANCE: "Code, libraries and sessions that made the rows, and their hash",
    NETWORK: "The network of the study",
}


def write_crate(folder: SweepFolder, study: Study, record: Record) -> None:
    """Write the metadata of a finished sweep into its folder.

    Args:
        folder: of the sweep.
        study: the study of the folder.
        record: its provenance, with the hash of the rows.

    Raises:
        OSError: if it cannot be written.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.model.softwareapplication import SoftwareApplication
    from rocrate.rocrate import ROCrate

    def described(identifier: str, kind: str, **properties: Any) -> Any:
        return crate.add(ContextEntity(crate, identifier, {"@type": kind, **properties}))

    crate = ROCrate(version="1.1")
    sessions = record["sessions"]
    ended = next((s["ended"] for s in reversed(sessions) if "ended" in s), sessions[-1]["started"])
    crate.name, crate.datePublished = study.name, datetime.fromisoformat(ended)
    crate.license = NO_LICENCE
    if study.license:
        named = study.license if "://" in study.license else f"{LICENCES}{study.license}"
        crate.license = described(named, "CreativeWork", name=study.license)
    people = [described(link or f"#author{number}", "Person", name=name)
              for number, (name, link) in enumerate(map(_person, study.authors))]  # fmt: skip
    if people:
        crate.root_dataset["author"] = people
    crate.description = study.description or f"Rows of the study {study.name}, by motorloops"
    files = {path: crate.add_file(dest_path=name, properties=_file(path))
             for path, name in _files(folder.path)}  # fmt: skip
    package = metadata("motorloops")
    software = crate.add(SoftwareApplication(crate, SOFTWARE, {
        "name": package["Name"], "softwareVersion": record["motorloops"],
        "description": package["Summary"], "author": package["Author"],
        "license": package["License-Expression"],
    }))  # fmt: skip
    crate.add_action(
        software, SWEEP, object=_one_or_all(files, lambda path: path.suffix in INPUTS),
        result=_one_or_all(files, lambda path: path.parent == folder.data),
        properties={
            "name": "motorloops sweep", "startTime": sessions[0]["started"], "endTime": ended,
        },
    )  # fmt: skip
    crate.root_dataset["identifier"] = f"sha256:{record['hash']}"
    crate.root_dataset["variableMeasured"] = [
        described(f"#{name}", "PropertyValue", name=name, description=meaning, unitText=unit)
        for name, meaning, unit in _variables(study)
    ]
    crate.root_dataset["citation"] = [software, *(
        described(_identifier(source), "ScholarlyArticle", name=source.title,
                  author=source.authors, datePublished=str(source.year), isPartOf=source.journal)
        for source in sources(study)
    )]  # fmt: skip
    text = json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False) + "\n"
    write_whole(folder.path / CRATE, text.encode())


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of the folder that belong to the crate, and their names in it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in (CRATE, LOCK) and not name.startswith("."):
            yield path, name


def _one_or_all(files: dict[Path, Any], wanted: Callable[[Path], bool]) -> Any:
    """The entities of the wanted files; RO-Crate asks for a single one without a list."""
    found = [entity for path, entity in files.items() if wanted(path)]
    return found[0] if len(found) == 1 else found


def _person(text: str) -> tuple[str, str]:
    """Name and link of an author written as ``Name <link>``; the link may be missing."""
    name, _, link = text.partition("<")
    return name.strip(), link.strip(" >")


def _file(path: Path) -> dict[str, str]:
    found = {
        "name": path.name,
        "contentSize": str(path.stat().st_size),
        "encodingFormat": FORMATS.get(path.suffix, "application/octet-stream"),
    }
    if path.name in DESCRIPTIONS:
        found["description"] = DESCRIPTIONS[path.name]
    return found


def _variables(study: Study) -> Iterator[tuple[str, str, str]]:
    """Name, meaning and unit of each column that a lever or a measure gives."""
    for name in study.design.names:
        lever = levers().get(name)
        yield name, lever.meaning if lever else f"axis {name}", lever.unit if lever else ""
    for name in study.measures:
        column = study.column(name)
        yield name, column.meaning, column.unit


def sources(study: Study) -> tuple[Reference, ...]:
    """The publications that populations and projections of the study's network name."""
    network = study.network()
    named = {row.source for row in network.populations}
    named |= {row.reference for row in network.projections}
    return tuple(row for row in load_atlas(study.source.atlas).references if row.key in named)


def _identifier(source: Reference) -> str:
    return f"https://doi.org/{source.doi}" if source.doi else f"#{source.key}"
