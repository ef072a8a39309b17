"""An atlas folder or a network file of one's own, on every command that uses a network."""

import json
from argparse import Namespace

import pytest

from motorloops.experiments.cli.main import COMMANDS
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import write_graphml
from tests.helpers.command import call, refused
from tests.helpers.tables import Tables

LOCAL = ("sweep", "serve")  # have own tests
USERS = [
    name for name, command in COMMANDS.items()
    if name not in LOCAL and "--network" in {option.flag for option in command.options}
]  # fmt: skip
ARGUMENTS = {
    "run": ("--seconds", "0.4"),
    "paradigm": ("hold_and_release", "--seeds", "2"),
    "behaviours": ("--seeds", "2"),
    "robustness": ("--draws", "2", "--seeds", "1"),
    "evidence": ("--seeds", "2", "--sets", "0"),
}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder with an atlas, in which one weight is changed, and networks made from it."""
    folder = tmp_path_factory.mktemp("own")
    tables = Tables(folder / "atlas")
    tables.set("projections.csv", 0, "weight", "0.9")
    for body in ("arm", "chain:2"):
        network = build_network(body, tables.folder)
        write_graphml(network, folder / f"{body.partition(':')[0]}.graphml")
    return folder


def test_every_command_with_a_network_takes_both_options():
    assert {"run", "paradigm", "behaviours", "evidence", "network", "bodies", "calibrate",
            "robustness"} <= set(USERS)  # fmt: skip
    for name in USERS:
        assert "--atlas" in {option.flag for option in COMMANDS[name].options}


@pytest.mark.parametrize("option", ["--atlas", "--network"])
@pytest.mark.parametrize("name", USERS)
def test_what_cannot_be_read_is_refused(tmp_path, monkeypatch, name, option):
    monkeypatch.chdir(tmp_path)
    out = {"network": ("--out", "a.json"), "calibrate": ("--out", "folder")}.get(name, ())
    given = ARGUMENTS[name][:1] if name == "paradigm" else ()
    line = refused(name, *given, *out, option, "missing")
    assert "missing" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name in USERS if name != "network"])
def test_a_file_and_an_atlas_together_are_refused(tmp_path, name):
    out = ("--out", str(tmp_path / "folder")) if name == "calibrate" else ()
    given = ARGUMENTS[name][:1] if name == "paradigm" else ()
    line = refused(name, *given, *out, "--atlas", "a", "--network", "b.graphml")
    assert "--atlas: 'a'" in line


@pytest.mark.parametrize("name", ["run", "paradigm"])
def test_one_body_runs_from_both(own, name):
    argv = (name, *ARGUMENTS[name], "--json")
    by_file = json.loads(call(*argv, "--network", str(own / "chain.graphml")).out)
    by_atlas = json.loads(call(*argv, "--atlas", str(own / "atlas"), "--body", "chain:2").out)
    assert by_file == by_atlas
    packaged = json.loads(call(*argv, "--body", "chain:2").out)
    assert by_file["atlas"] != packaged["atlas"]


def test_a_network_is_exported_from_both(own, tmp_path):
    for k, source in enumerate([("--atlas", own / "atlas"), ("--network", own / "arm.graphml")]):
        call("network", source[0], str(source[1]), "--out", str(tmp_path / f"{k}.json"))
    assert (tmp_path / "0.json").read_text() == (tmp_path / "1.json").read_text()


def test_the_body_of_a_file_is_listed(own):
    listing = json.loads(call("bodies", "--network", str(own / "chain.graphml"), "--json").out)
    assert [row["name"] for row in listing["bodies"]] == ["chain:2"]


@pytest.mark.parametrize("name", ["behaviours", "robustness", "evidence", "calibrate"])
def test_commands_on_several_bodies_need_the_arm(own, tmp_path, name):
    out = ("--out", str(tmp_path / "folder")) if name == "calibrate" else ()
    assert '"arm"' in refused(name, *out, "--network", str(own / "chain.graphml"))
    assert list(tmp_path.iterdir()) == []


def test_behaviours_of_bodies_that_a_file_lacks_are_left_out_with_a_line(own):
    code, out, err = call(
        "behaviours", "--seeds", "2", "--network", str(own / "arm.graphml"), "--json"
    )
    assert code == 0
    groups = {row["group"] for row in json.loads(out)["rows"]}
    assert "Health" in groups
    assert not any("other bodies" in group for group in groups)
    message = json.loads(out)["message"]
    assert {row["body"] for row in message["rows"]} == set(message["conditions"]) == {"arm"}
    assert len(err.splitlines()) == 1


def test_packaged_sets_are_left_out_of_evidence_with_a_line(own, monkeypatch):
    from motorloops.experiments.cli import evidence as module

    seen = Namespace()

    def measure(networks, sets, seeds, published):
        seen.networks, seen.sets = networks, sets
        return [], {}

    monkeypatch.setattr(module, "measure_evidence", measure)
    code, _, err = call("evidence", "--json", "--atlas", str(own / "atlas"))
    assert (code, seen.sets, len(err.splitlines())) == (0, 0, 1)
    assert seen.networks["arm"].digest != build_network("arm").digest
