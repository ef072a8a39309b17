"""Recordings by the command and as addresses: what is wrong is refused in one line."""

import pytest

from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.recording import (
    Configuration,
    Event,
    Recording,
    read_recording,
    write_recording,
)
from motorloops.server.url_state import LONGEST, is_of_explore, read_query, write_query
from tests.helpers.command import call


def test_the_address_holds_only_what_is_not_as_usual():
    assert write_query(Recording()) == ""
    stressed = Recording(Configuration(Params(stress=0.5)))
    assert write_query(stressed) == "stress=0.5"
    cramp = read_query("preset=writers_cramp")
    assert write_query(cramp) == "preset=writers_cramp"
    everywhere = read_query("preset=writers_cramp&loss_region=")
    assert write_query(everywhere) == "preset=writers_cramp&loss_region="


def test_a_preset_brings_its_body_in_an_address():
    assert read_query("preset=cervical").start.body == "neck"
    assert read_query("preset=cervical&body=arm").start.body == "arm"


def test_too_much_for_an_address_leaves_what_is_set_up_now():
    events = tuple(Event(10 * k, "stress", (k % 7) / 10) for k in range(300))
    whole = Recording(ms=3000, events=events)
    assert len(write_query(whole)) <= LONGEST
    again = read_query(write_query(whole))
    assert again.ms == 0
    assert again.start.params.stress == (299 % 7) / 10
    assert read_recording(write_recording(whole)) == whole


@pytest.mark.parametrize(
    ("search", "explores"),
    [("preset=severe", True), ("loss=0.5", True), ("did=10:touch:1&ms=20", True), ("play=1", True),
     ("", False), ("screen=touch", False), ("embed=1", False), ("screen=2&embed=1", False),
     ("utm_source=mail", False), ("%ff=%00", False)],
)  # fmt: skip
def test_which_addresses_are_of_explore(search, explores):
    assert is_of_explore(search) is explores


@pytest.mark.parametrize("duration", [1, 10, 130])
def test_short_recordings_can_be_measured(duration, tmp_path):
    source = tmp_path / "short.json"
    source.write_text(write_recording(Recording(ms=duration)), encoding="utf-8")
    code, _, error = call("run", "--from", str(source), "--json")
    assert (code, error) == (0, "")


@pytest.mark.parametrize(
    ("text", "options"),
    [("{}", ()), ("[]", ()), ("", ()), ('{"ms": 50}', ("--seed", "3")),
     ('{"ms": 50, "body": "moon"}', ()),
     ('{"ms": 50, "lesions": {"XY": 1}}', ()), ("\xff", ()), ("[" * 99_999, ())],
)  # fmt: skip
def test_the_command_refuses_in_one_line(text, options, tmp_path):
    source = tmp_path / "wrong.json"
    source.write_bytes(text.encode("latin-1"))
    code, told, error = call("run", "--from", str(source), *options)
    assert (code, told) == (2, "")
    assert error.count("\n") == 1
    assert "not allowed" in error


def test_a_file_that_is_not_there_is_refused(tmp_path):
    code, _, error = call("run", "--from", str(tmp_path / "none.json"))
    assert code == 2
    assert "--from" in error


def test_names_are_checked_against_the_body():
    network = build_network("neck")
    for text in ('{"events": [[0, "agonist", "biceps"]]}', '{"lesions": {"XX": 1}}'):
        with pytest.raises(ValueError, match="not allowed"):
            read_recording(text).check(network)
    assert write_query(Recording()) == ""
