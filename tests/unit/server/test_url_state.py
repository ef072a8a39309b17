"""Whatever stands in an address or a file: a valid state, or one clear line; never a traceback."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names
from motorloops.model.network.build import build_network
from motorloops.model.params import levers
from motorloops.model.presets import PRESETS
from motorloops.model.recording import (
    LESION,
    STIMULUS,
    Recording,
    read_recording,
    recording_to_dict,
    write_recording,
)
from motorloops.server.url_state import check_known, read_query, split_query, write_query
from tests.helpers.examples import examples

NETWORKS = {name: build_network(name) for name in body_names(load_atlas())}
NAMES = [*recording_to_dict(Recording()), *levers(), "cut", "driven", "did", "loss", "self", "",
         "lesion TH", "stimulus GPI/biceps"]  # fmt: skip
NUMBERS = ["0", "1", "0.5", "-0", "nan", "inf", "1e999", "9" * 400]
WORDS = ["biceps", "TH:0.5", "10:touch:1", "10:lesion TH:1,20:command:0", ":", ",", "%", "é",
         "GPI/biceps:-0.5", "0:touch:1:300,9:stimulus TH:0.15:20", "5:preset:severe"]  # fmt: skip
VALUES = [*NUMBERS, *WORDS, "\x00", "\ud800"]
words = st.sampled_from(NAMES) | st.text(max_size=12)
texts = st.sampled_from([*VALUES, *PRESETS, *NETWORKS]) | st.text(max_size=30)
addresses = st.lists(st.tuples(words, texts), max_size=6).map(
    lambda pairs: urlencode(pairs, errors="replace")
) | st.text(max_size=60)

plain = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
changes = words | st.sampled_from([f"{LESION}TH", f"{STIMULUS}GPI", "touch", "preset"])
rows = st.tuples(st.integers(-5, 90), changes, plain).map(list) | st.tuples(
    st.integers(0, 90), changes, plain | st.just(0.5), st.integers(-5, 400) | plain
).map(list)
nearly = st.fixed_dictionaries(
    {},
    optional={
        "body": texts, "preset": texts, "seed": plain, "command": plain, "schema": plain,
        "ms": st.integers(-5, 90) | plain, "levers": st.dictionaries(words, plain, max_size=3),
        "lesions": st.dictionaries(words, plain, max_size=3), "events": st.lists(rows, max_size=4),
        "stimuli": st.dictionaries(words, plain | st.just(0.5), max_size=3),
    },
)  # fmt: skip
files = (nearly | values).map(json.dumps) | st.text(max_size=80)


def check(found: Recording | InputError) -> None:
    """One clear line, or a state that its own body can be in."""
    if isinstance(found, InputError):
        line = str(found)
        assert "not allowed" in line
        assert "\n" not in line
        assert len(line) < 600
        return
    assert read_recording(write_recording(found)) == found
    network = NETWORKS.get(found.start.body)
    if network is None:
        return
    try:
        found.check(network)
    except InputError as problem:
        check(problem)
    else:
        assert read_query(write_query(found)).start == found.start
        if found.ms:
            assert found.timeline(network).duration_ms == found.ms


def attempt(act, text: str) -> Recording | InputError:
    try:
        return act(text)
    except InputError as problem:
        return problem


@examples(1000)
@given(addresses)
def test_any_address(text):
    check(attempt(read_query, text))


@examples(1000)
@given(files)
@example('{"levers": {"self": 0}}')
def test_any_file(text):
    check(attempt(read_recording, text))


LOSSES = ("loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal")


def losses(search: str) -> list[float]:
    return [getattr(read_query(search).start.params, name) for name in LOSSES]


def test_a_short_form_sets_all_that_it_stands_for_as_on_the_command_line():
    assert losses("loss=0.5") == [0.5] * 4
    assert losses("preset=severe&loss=0.2") == [0.2] * 4
    assert losses("loss=0.5&loss_cortex=0.1") == [0.1, 0.5, 0.5, 0.5]
    assert losses("loss_cortex=0.1&loss=0.5") == [0.5] * 4
    events = read_query("ms=200&did=100:loss:0.5").events
    assert [(event.at_ms, event.what, event.value) for event in events] == [
        (100, name, 0.5) for name in LOSSES
    ]


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("loss=7", "loss: '7' is not allowed; give a number from 0 to 1 (share)"),
        ("los=0.5", "address: 'los' is not allowed; did you mean \"loss\"?"),
        ("test=zzz", "address: 'test' is not allowed"),
        ("stress=0.1&stress=0.2", "address: 'stress' is not allowed; give each field once"),
        ("play=1", "address: 'play' is not allowed"),  # where a page does not take it out
    ],
)
def test_what_an_address_does_not_have_is_told(search, told):
    with pytest.raises(InputError) as problem:
        read_query(search)
    assert str(problem.value).startswith(told)


def test_a_page_takes_its_own_fields_out():
    assert split_query("play=1&stress=0.5&did=1:touch:1", ["play", "embed"]) == (
        {"play": "1"}, "stress=0.5&did=1:touch:1",
    )  # fmt: skip
    assert split_query("stress=0.5", ["play"]) == ({}, "stress=0.5")
    assert split_query(None, ["play"]) == ({}, "")
    assert split_query("play=1&play=0", ["play"]) == ({}, "play=1&play=0")  # told by its reader
    with pytest.raises(InputError, match="no settings"):
        check_known(["a"], ())
