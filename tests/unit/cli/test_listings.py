"""Presets, levers and bodies as lists: everything of the tables, and nothing else."""

import json

from motorloops.experiments.cli import listings
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import LARGEST, SMALLEST, body_names, load_body
from motorloops.model.params import GROUPS, LOSSES, levers
from motorloops.model.presets import PRESETS
from tests.helpers.tables import Tables


def test_presets_are_the_table():
    listing = listings.presets()
    assert [row["name"] for row in listing["presets"]] == list(PRESETS)
    for row in listing["presets"]:
        assert row["changes"] == PRESETS[row["name"]].changes
    text = listings.presets_text(listing)
    for entry in PRESETS.values():
        assert any(
            line.startswith(f"{entry.name} ") and line.endswith(entry.sentence)
            for line in text.splitlines()
        )


def test_levers_are_the_fields_of_params():
    listing = listings.all_levers()
    told = {row["name"]: row for row in [*listing["levers"], *listing["constants"]]}
    assert list(told) == list(levers())
    for name, lever in levers().items():
        row = told[name]
        assert (row["default"], row["unit"], row["meaning"]) == (
            lever.default, lever.unit, lever.meaning,
        )  # fmt: skip
        assert row["range"] == ([lever.low, lever.high] if lever.kind == "number" else None)
    assert {row["group"] for row in listing["constants"]} == {"constant"}
    assert listing["short_forms"] == {"loss": list(LOSSES)}


def test_levers_are_told_group_by_group_with_constants_last():
    lines = listings.levers_text(listings.all_levers()).splitlines()
    at = [lines.index(heading) for heading in GROUPS.values()]
    assert at == sorted(at)
    for name, lever in levers().items():
        line = next(line for line in lines if line.startswith(f"{name} "))
        assert line.endswith(lever.meaning)
        assert lines.index(line) > lines.index(GROUPS[lever.group])


def test_bodies_are_those_of_the_atlas_and_the_synthetic_ones():
    listing, atlas = listings.bodies(None), load_atlas()
    assert [row["name"] for row in listing["bodies"]] == list(body_names(atlas))
    for row in listing["bodies"]:
        body = load_body(row["name"], atlas)
        assert row["muscles"] == [muscle.key for muscle in body.muscles]
        assert row["agonist"] in row["muscles"]
        for task in row["tasks"]:
            assert set(task["muscles"]) <= set(row["muscles"])
    assert [row["name"] for row in listing["synthetic"]] == [f"{shape}:N" for shape in SMALLEST]
    for row in listing["synthetic"]:
        assert row["range"][1] == LARGEST
        assert " N joints " in row["sentence"]
    text = listings.bodies_text(listing)
    assert all(row["name"] in text for row in listing["bodies"] + listing["synthetic"])
    assert all(task["name"] in text for row in listing["bodies"] for task in row["tasks"])


def test_bodies_of_an_atlas_of_ones_own(tmp_path):
    tables = Tables(tmp_path / "atlas")
    tables.set("bodies/bodies.csv", 0, "title", "My arm")
    assert listings.bodies(str(tables.folder))["bodies"][0]["title"] == "My arm"


def test_all_are_strict_json():
    for listing in (listings.presets(), listings.all_levers(), listings.bodies(None)):
        assert json.loads(json.dumps(listing, allow_nan=False)) == listing
