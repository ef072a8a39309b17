"""What a run is asked to do, read from texts."""

import pytest

from motorloops.experiments.parsing import MAX_SEEDS, whole_number
from motorloops.model.network.build import build_network
from motorloops.model.network.graphml import write_graphml
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import PRESETS, preset
from tests.helpers.invalid import invalid
from tests.helpers.requests import asked
from tests.helpers.tables import Tables


def test_the_usual_run_is_the_standard_task():
    request = asked()
    assert request.network.body.name == "arm"
    assert request.network.digest == build_network("arm").digest
    assert request.params == Params()
    assert request.timeline.trying() == (300, 1300)
    assert request.timeline.duration_ms == 5000
    assert list(request.seeds) == [1]


def test_seeds_count_up():
    assert list(asked("--seed", "7", "--seeds", "3").seeds) == [7, 8, 9]
    assert list(asked("--seed", str(2**64 - 2), "--seeds", "2").seeds) == [2**64 - 2, 2**64 - 1]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_brings_its_levers_and_body(name):
    request = asked("--preset", name)
    assert request.params == Params().replace(**PRESETS[name].changes)
    assert request.network.body.name == (PRESETS[name].body or "arm")


def test_what_is_typed_wins_over_the_preset():
    request = asked("--preset", "cervical", "--body", "ring:5", "--set", "loss_cerebellum=0.1")
    assert request.network.body.name == "ring:5"
    assert request.params.loss_basal_ganglia == preset("cervical").changes["loss_basal_ganglia"]
    assert request.params.loss_cerebellum == 0.1
    part = asked("--preset", "severe", "--set", "loss_spinal=0").params
    assert [getattr(part, name) for name in LOSSES] == [0.8, 0.8, 0.8, 0.0]
    whole = asked("--preset", "cortex", "--set", "loss=0.5").params
    assert [getattr(whole, name) for name in LOSSES] == [0.5] * 4


def test_the_last_one_typed_wins():
    assert asked("--effort", "0.2", "--set", "effort=0.6").params.effort == 0.6
    assert asked("--set", "effort=0.6", "--effort", "0.2").params.effort == 0.2
    assert asked("--agonist", "triceps", "--set", " agonist = biceps ").params.agonist == "biceps"


def test_a_network_from_a_file_brings_its_body(tmp_path):
    write_graphml(build_network("hand"), tmp_path / "hand.graphml")
    assert asked("--network", str(tmp_path / "hand.graphml")).network.body.name == "hand"


@pytest.mark.parametrize("option", ["--body", "--atlas"])
def test_a_network_from_a_file_takes_no_other_body(option):
    with invalid(option, "arm"):
        asked("--network", "x.graphml", option, "arm")


def test_an_atlas_of_ones_own_is_used(tmp_path):
    tables = Tables(tmp_path / "atlas")
    tables.set("bodies/bodies.csv", 0, "title", "My arm")
    request = asked("--atlas", str(tables.folder))
    assert request.network.body.title == "My arm"
    assert request.network.digest == asked().network.digest  # a title is no number
    tables.set("bodies/arm.csv", 0, "moment_arm", "0.5")
    assert asked("--atlas", str(tables.folder)).network.digest != request.network.digest


@pytest.mark.parametrize("text", ["", "x", "1.5", "1e3", "-1", "0", "1_0", "٣", "9" * 5000, "nan"])
def test_only_whole_numbers_in_range_are_read(text):
    with invalid("seeds", text):
        whole_number("seeds", text, 1, MAX_SEEDS)


def test_a_run_that_memory_cannot_hold_is_refused_before_it_starts():
    with invalid("seconds", 3600.0):
        asked("--body", "chain:1000", "--seconds", "3600")
