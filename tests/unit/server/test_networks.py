"""The networks that the dashboard shows: the packaged ones, a user's tables, or a GraphML file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from motorloops.experiments.cli.main import BAD_INPUT, main
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import write_graphml
from motorloops.model.params import Params
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration
from motorloops.server.networks import MAX_SYNTHETIC, NETWORKS
from motorloops.server.pages.sweeps.design import SweepDesign
from motorloops.server.pages_data import networks
from motorloops.server.paradigm_job import ParadigmOrder, carry_out
from motorloops.server.setting import SettingState
from motorloops.server.url_state import read_query, write_query
from tests.helpers.browser_engine import built, header_of
from tests.helpers.invalid import invalid
from tests.helpers.own_network import write_atlas


@pytest.fixture
def leg(tmp_path: Path) -> Iterator[Path]:
    """The server shows the leg of an atlas of one's own."""
    folder = write_atlas(tmp_path / "atlas")
    NETWORKS.use(atlas=str(folder))
    yield folder
    NETWORKS.use()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Path]:
    """The server shows a chain from a GraphML file."""
    path = tmp_path / "network.graphml"
    write_graphml(build_network("chain:4"), path)
    NETWORKS.use(network=str(path))
    yield path
    NETWORKS.use()


def test_the_packaged_bodies_and_presets_are_offered_by_default():
    assert NETWORKS.is_packaged
    assert NETWORKS.default_body == "arm"
    assert {*NETWORKS.presets} == {*PRESETS}


def test_an_atlas_offers_its_bodies_and_the_presets_that_fit(leg):
    assert NETWORKS.bodies == ("leg",)
    assert NETWORKS.default_body == "leg"
    assert {p.body for p in NETWORKS.presets.values()} == {None}
    assert NETWORKS.study_keys("leg") == {"body": "leg", "atlas": str(leg)}


def test_a_file_offers_its_body_alone(chain):
    assert NETWORKS.bodies == ("chain:4",)
    assert NETWORKS.study_keys("chain:4") == {"network": str(chain)}
    with invalid("body", "ring:4"):
        NETWORKS.network("ring:4")


def test_a_table_that_is_edited_while_the_server_runs_changes_nothing(leg):
    before = NETWORKS.network("leg")
    (leg / "bodies" / "leg.csv").write_text("spoilt", encoding="utf-8")
    assert NETWORKS.network("leg") is before


@pytest.mark.parametrize("name", ["chain:5", "ring:6", "tree:7", f"chain:{MAX_SYNTHETIC}"])
def test_a_synthetic_body_can_be_shown(name):
    assert NETWORKS.network(name).body.name == name
    assert [option["value"] for option in NETWORKS.options(name)][-1] == name


@pytest.mark.parametrize(
    "name", ["chain:0", "ring:2", f"chain:{MAX_SYNTHETIC + 1}", "chain:", "chain:05", "star:3"]
)
def test_another_synthetic_body_is_refused(name):
    with pytest.raises(InputError) as refused:
        NETWORKS.check_body(name)
    assert refused.value.field == "body"


def test_an_address_leads_back_to_ones_own_body(leg):
    address = "body=leg&preset=moderate&seed=3&ms=20&did=10:touch:1"
    found = read_query(address)
    assert found.start.body == "leg"
    assert read_query(write_query(found)) == found
    assert read_query("preset=writers_cramp").start.body == "leg"


def test_a_preset_of_another_body_starts_on_ones_own(leg):
    state = SettingState()
    assert state.shown.setting.body == "leg"
    state.load_preset("cervical")
    assert state.shown.setting.body == "leg"
    state.set_body("arm")
    assert "arm" in state.shown.problem


def test_ones_own_body_is_tested(leg):
    order = ParadigmOrder("graded_effort", Params(), "leg", "healthy", (1, 2), 1)
    assert carry_out(order).rows


def bodies_of(data: bytes) -> dict:
    """The bodies in the data of the browser's engine."""
    return header_of(data)["bodies"]


def test_the_browser_gets_ones_own_bodies_alone(leg):
    (body,) = bodies_of(networks()).values()
    assert body["digest"] == NETWORKS.network("leg").digest
    assert [row["key"] for row in body["dofs"]] == [
        dof.key for dof in NETWORKS.network("leg").body.dofs
    ]


def test_the_browser_gets_the_body_of_a_file(chain):
    assert list(bodies_of(networks())) == ["chain:4"]


def test_the_packaged_bodies_are_those_that_were_built():
    assert networks() == built()[1]


def test_sources_are_those_of_the_atlas(leg):
    table = leg / "references.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text + "own2026,An Author,2026,A title,A journal,\n", encoding="utf-8")
    NETWORKS.use(atlas=str(leg))
    assert "A title" in NETWORKS.citation("own2026")


def test_a_source_without_a_table_is_named_by_its_key(chain):
    assert NETWORKS.citation("unknown2026") == "unknown2026"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--atlas", "{folder}/none"], "atlas folder"),
        (["--network", "{folder}/none.graphml"], "network file"),
        (["--atlas", "{folder}", "--network", "{folder}/x.graphml"], "--network"),
    ],
)
def test_a_network_that_cannot_be_used_stops_the_server_in_one_line(
    tmp_path, capsys, options, named
):
    typed = [option.format(folder=tmp_path) for option in options]
    assert main(["serve", "--port", "0", *typed]) == BAD_INPUT
    said = capsys.readouterr().err.strip()
    assert named in said
    assert "\n" not in said
    assert NETWORKS.is_packaged


def test_a_sweep_of_ones_own_body_names_its_network(leg):
    study = SweepDesign().study(Configuration(body="leg"))
    assert study.body == "leg"
    assert study.source.atlas == leg
    assert study.network().digest == NETWORKS.network("leg").digest
