"""The folder of a finished sweep is an RO-Crate that says what it holds and what to cite."""

import json
from typing import Any

import pytest
from rocrate.rocrate import ROCrate

from motorloops.experiments.sweeps.crate import CRATE
from motorloops.model.measures import MEASURES
from motorloops.model.network.atlas import load_atlas
from tests.helpers.studies import study, sweep


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crate")
    authors = ["A. Name <https://orcid.org/0000-0000-0000-0000>", "B. Name"]
    sweep(study(folder, authors=authors, license="CC-BY-4.0"), folder / "out")
    return folder / "out"


def entity(out, identifier):
    return next(row for row in graph(out) if row["@id"] == identifier)


def graph(out):
    return json.loads((out / CRATE).read_text(encoding="utf-8"))["@graph"]


def test_the_crate_is_read_by_its_library_and_names_every_file(out):
    crate = ROCrate(out)
    parts: Any = crate.root_dataset["hasPart"]
    named = {part.id: part for part in parts}
    files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert set(named) == {name for name in files if name != CRATE and not name.startswith(".")}
    for name, part in named.items():
        assert int(part["contentSize"]) == (out / name).stat().st_size
    assert crate.root_dataset["name"] == "small"
    assert crate.root_dataset["datePublished"]


def test_every_column_has_its_meaning_and_unit(out):
    overflow = entity(out, "#overflow")
    assert overflow["unitText"] == MEASURES["overflow"].unit
    assert overflow["description"] == MEASURES["overflow"].meaning
    measured = {row["@id"] for row in entity(out, "./")["variableMeasured"]}
    assert measured == {
        "#loss", "#effort", "#overflow", "#agonist_activation", "#spread_latency"
    }  # fmt: skip


def test_it_says_what_made_it_and_what_to_cite(out):
    record = json.loads((out / "provenance.json").read_text())
    root, made = entity(out, "./"), entity(out, "#sweep")
    assert root["identifier"] == f"sha256:{record['hash']}"
    assert entity(out, made["instrument"]["@id"])["softwareVersion"] == record["motorloops"]
    assert made["startTime"] <= made["endTime"]
    cited = {row["@id"] for row in root["citation"]}
    used = {row.source for row in load_atlas().populations}
    with_doi = {r.doi for r in load_atlas().references if r.key in used and r.doi}
    assert with_doi
    assert {f"https://doi.org/{doi}" for doi in with_doi} <= cited


def test_authors_and_licence_are_those_of_the_study(out, tmp_path):
    root = entity(out, "./")
    assert root["license"]["@id"].endswith("/CC-BY-4.0")
    first, second = (entity(out, row["@id"])["name"] for row in root["author"])
    assert (first, second) == ("A. Name", "B. Name")
    assert root["author"][0]["@id"] == "https://orcid.org/0000-0000-0000-0000"
    sweep(study(tmp_path), tmp_path / "out")
    assert "author" not in entity(tmp_path / "out", "./")
    assert isinstance(entity(tmp_path / "out", "./")["license"], str)


def test_authors_do_not_change_the_rows(out, tmp_path):
    sweep(study(tmp_path), tmp_path / "out")
    hashes = [json.loads((place / "provenance.json").read_text())["hash"]
              for place in (out, tmp_path / "out")]  # fmt: skip
    assert hashes[0] == hashes[1]
