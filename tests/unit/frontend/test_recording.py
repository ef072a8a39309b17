"""Addresses and files as the pages read and write them: the same as Python, both ways."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from motorloops.model.errors import InputError
from motorloops.model.recording import Recording, read_recording, write_recording
from motorloops.server.networks import NETWORKS
from motorloops.server.url_state import LONGEST, read_query, write_query
from tests.helpers.app_modules import in_node
from tests.helpers.browser_engine import all_presets, session

READ_QUERIES = """
const { readQuery, writeQuery, begin, apply } = await app("recording.js");
const made = await engine();
return given.map((query) => {
  try {
    const recording = readQuery(made, query);
    const run = begin(made, recording, {});
    for (const event of recording.events) { run.advance(event[0] - run.time); apply(run, event); }
    run.advance(recording.ms - run.time);
    return { file: run.recording(), query: writeQuery(made, recording, recording) };
  } catch (error) {
    return { error: error.name, field: error.field, line: error.message };
  }
});
"""
READ_FILES = """
const { readFile, writeQuery } = await app("recording.js");
const made = await engine();
return given.map((text) => {
  try {
    return { query: writeQuery(made, readFile(made, text), {}) };
  } catch (error) {
    return { error: error.name, field: error.field, line: error.message };
  }
});
"""
SEEDS = 3


def many() -> list[Recording]:
    """Recordings on every preset of every body, short enough for an address."""
    found = [
        session(body, preset, seed, ms=60, changes=4)
        for body, preset in all_presets() for seed in range(SEEDS)
    ]  # fmt: skip
    plain = [Recording(row.start, (row.seed + 2**63) % 2**64, row.command) for row in found]
    return [*found, *plain]


def test_what_python_writes_the_page_reads_and_writes_again():
    recordings = many()
    queries = [write_query(row) for row in recordings]
    assert max(map(len, queries)) <= LONGEST
    for recording, query, read in zip(
        recordings, queries, in_node(READ_QUERIES, queries), strict=True
    ):
        whole = read_query(query)
        assert read_recording(read["file"]) == whole
        assert read_query(read["query"]) == whole
        assert whole in (recording, replace(recording, ms=0, events=()))


def test_a_file_is_read_as_an_address_is():
    recordings = many()
    files = [write_recording(row) for row in recordings]
    for recording, read in zip(recordings, in_node(READ_FILES, files), strict=True):
        assert read_query(read["query"]) == recording


BAD = [
    "body=moon", "stress=9", "nonsense=1", "seed=-1", "seed=99999999999999999999", "ms=600001",
    "did=5", "did=9:touch:1", "did=5:command:2&ms=9", "cut=XY:1", "cut=TH:2", "command=2",
    "agonist=nobody", "preset=none", "schema=2", "touch_site=knee", "ms=1e3", "stress=0x0",
    "stress=", "stress=nan", "stress=1&stress=1", "loss=7", "los=0.5", "driven=M1:2",
    "driven=XY:0.1", "driven=M1/leg:0.1", "did=5:stress:2&ms=9", "did=5:touch:1:99999&ms=9",
    "did=5:stress:0.5:300&ms=9", "did=5:preset:none&ms=9", "did=9:touch:1,5:touch:0&ms=9",
    "did=5:nonsense:1&ms=9", "play=1", "seed=0.5", "ms=-1", "cut=TH", "a=" + "x" * 9000,
    "&".join(f"a{k}=1" for k in range(300)), "loss_side=up", "preset=cervical&loss_side=front",
    "preset=cervical&body=arm", "constructor=1", "__proto__=1", "did=0:toString:1",
    "did=0:stimulus:1", "did=0:lesion:1",
]  # fmt: skip


def checked(recording: Recording) -> Recording:
    """A recording that its body can be in."""
    recording.check(NETWORKS.network(recording.start.body))
    return recording


def test_a_bad_address_is_one_line_in_both():
    for query, read in zip(BAD, in_node(READ_QUERIES, BAD), strict=True):
        with pytest.raises(InputError):
            checked(read_query(query))
        assert read.get("error") == "InputError", query
        assert "\n" not in read["line"], query
        assert len(read["line"]) < 600, query


GOOD = [
    "", "preset=torticollis", "loss=0.5&loss_cortex=0.1",
    "loss_cortex=0.1&loss=0.5", "did=5:loss:0.5&ms=9", "did=5:preset:severe&ms=9", "stress=.5",
    "stress=5e-1", "body=hand&task=write", "driven=M1:-0.5,GPI:0.1", "cut=TH:0.25&ms=12",
    "did=0:touch:1:300&ms=2", "seed=18446744073709551615",
]  # fmt: skip


@pytest.mark.parametrize("k", range(len(GOOD)), ids=GOOD)
def test_a_good_address_is_the_same_in_both(k, read_in_node):
    whole = read_query(GOOD[k])
    assert read_recording(read_in_node[k]["file"]).moments()[-1][1] == whole.moments()[-1][1]
    assert read_query(read_in_node[k]["query"]).start == whole.start


@pytest.fixture(scope="module")
def read_in_node() -> list[dict[str, str]]:
    return in_node(READ_QUERIES, GOOD)


BAD_FILES = [
    "", "{", "[]", "null", "1", '{"motorloops": "study"}', '{"schema": 2}', '{"body": "moon"}',
    '{"colour": 1}', '{"levers": []}', '{"levers": {"stress": 9}}', '{"events": {}}',
    '{"events": [[5, "touch", 1]]}', '{"ms": -1}', '{"ms": 1.5}', '{"seed": -1}', '{"seed": 1.5}',
    '{"lesions": {"XY": 1}}', '{"events": [[0, 1, 2]]}', '{"preset": "none"}', '{"command": 2}',
    '{"levers": {"constructor": 1}}', '{"events": [[0, "stimulus ", 1]]}', '{"body": "toString"}',
]  # fmt: skip


def test_a_bad_file_is_one_line_in_both():
    for text, read in zip(BAD_FILES, in_node(READ_FILES, BAD_FILES), strict=True):
        with pytest.raises(InputError):
            checked(read_recording(text))
        assert read.get("error") == "InputError", text
        assert "\n" not in read["line"]


def test_the_shown_body_is_the_usual_one_or_the_first_that_is_offered():
    program = """
    const { defaultBody, complete } = await app("recording.js");
    const made = await engine();
    const own = { ...made, bodies: { leg: made.bodies.arm, foot: made.bodies.hand } };
    Object.setPrototypeOf(own, Object.getPrototypeOf(made));
    return [defaultBody(made), defaultBody(own), complete(own, { preset: "moderate" }).body];
    """
    assert in_node(program) == ["arm", "leg", "leg"]


def test_an_address_of_any_text_is_a_recording_or_one_line():
    odd = ["%", "%ff", "=", "&&", "a", "?", "did=,,", "did=::", "cut=:", "body=%00", "é=ü",
           urlencode({"preset": "\ud7ff"}), json.dumps({"a": 1})]  # fmt: skip
    for query, read in zip(odd, in_node(READ_QUERIES, odd), strict=True):
        assert "file" in read or read["error"] == "InputError", query
