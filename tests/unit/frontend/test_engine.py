"""The engine compiled for the browser: the bits of the native engine, in WebAssembly."""

import json
from dataclasses import replace

import numpy as np
import pytest
import wasmtime

from motorloops.model.coefficients import injected_channel
from motorloops.model.network.build import build_network
from motorloops.model.params import Params, levers
from motorloops.model.readout import MEMORY, SAMPLE_MS, aim_of, read_out, unblocked
from motorloops.model.recording import Event, read_recording
from motorloops.model.simulate import simulate
from scripts.browser_engine import update
from tests.helpers.browser_engine import (
    BODIES,
    TWIN,
    WebAssembly,
    built,
    header,
    in_node,
    in_wasmtime,
    native,
    native_streams,
    refused,
    session,
)

SAMPLE = [("arm", "moderate_touch"), ("hand", "writers_cramp"), ("neck", "cervical")]


@pytest.mark.parametrize(("body", "preset"), SAMPLE)
def test_wasmtime_gives_the_bits_of_the_engine(body, preset):
    recording = session(body, preset, seed=1)
    assert in_wasmtime(recording, TWIN) == native(recording, TWIN)


def test_the_pages_module_gives_the_bits_of_the_engine_and_records_what_was_set():
    jobs = [(session(body, preset, seed=2), TWIN) for body, preset in SAMPLE]
    replayed = in_node(jobs)
    for k, (recording, twin) in enumerate(jobs):
        assert replayed.states[k] == native(recording, twin)
        again = read_recording(replayed.recordings[k])
        assert again == recording


def test_the_read_out_is_that_of_the_model():
    recording = session("hand", "writers_cramp", seed=5, ms=1500)
    last = Event(recording.ms - 1000, "toxin", 0.5)  # no sample is of other levers
    kept = (event for event in recording.events if event.at_ms < last.at_ms)
    recording = replace(recording, events=(*kept, last))
    network, params = build_network("hand"), recording.moments()[-1][1].configuration.params
    timeline = recording.timeline(network)
    run = simulate(recording.start.params, timeline, [recording.seed], network, every_ms=SAMPLE_MS)
    injected, muscles = injected_channel(params, network.body), len(network.body.muscles)
    shares = np.array([unblocked(m, injected, params.toxin) for m in range(muscles)])
    samples = run.activation[-MEMORY:, :, 0] * shares
    expected = read_out(samples, aim_of(network.body, params))
    (shown, _), *_ = in_node([(recording, TWIN)]).readouts
    assert (shares < 1.0).any()
    assert shown["level"] == expected.level[:, 0].tolist()
    assert shown["active"] == expected.active[:, 0].tolist()
    assert any(shown["active"])
    assert shown["co_contraction"] == expected.co_contraction[0] > 0.0
    assert shown["overflow"] == expected.overflow[0] > 0.0


def test_the_streams_are_those_of_the_model():
    jobs = [(session(body, preset, seed=6, ms=1000), TWIN) for body, preset in SAMPLE]
    replayed = in_node(jobs)
    for (recording, twin), shown, read in zip(
        jobs, replayed.streams, replayed.readouts, strict=True
    ):
        level = np.array([run["level"] for run in read]).T.copy()
        assert shown == native_streams(recording, twin, level)
        assert 0.0 < min(shown[0]["stop"]) < 1.0


def test_the_two_runs_differ_only_by_the_twins_levers():
    recording = session("arm", "moderate", seed=3, ms=300)
    person, twin = native(recording, TWIN)
    assert person != twin
    person, twin = in_wasmtime(recording, {})
    assert person == twin


BAD = {
    "engine.create({ body: 'leg' })": "body",
    "engine.create({ body: 'arm', preset: 'none' })": "preset",
    "session.rename('none')": "preset",
    "engine.create({ seed: -1 })": "seed",
    "engine.create({ seed: 2n ** 64n })": "seed",
    "engine.create({ seed: 0.5 })": "seed",
    "engine.create({ levers: { stres: 1 } })": "lever",
    "engine.create({ levers: { stress: 1.01 } })": "stress",
    "engine.create({ twin: { loss: 2 } })": "loss_cortex",
    "engine.create({ lesions: { XY: 1 } })": "lesion",
    "engine.create({ stimuli: { 'M1/leg': 1 } })": "node",
    "session.advance(-1)": "ms",
    "session.advance(0.5)": "ms",
    "session.set('stress', NaN)": "stress",
    "session.set('stress', '1')": "stress",
    "session.set('loss_side', 'up')": "loss_side",
    "session.set('task', 'write')": "task",
    "session.touch(2)": "touch",
    "session.touch(1, 10001)": "touch for_ms",
    "session.stimulate('M1', 1.5)": "stimulus M1",
    "session.stimulate('XY', 0.5)": "population",
    "session.lesion('GPI', -0.1)": "lesion GPI",
    "session.command(2)": "command",
    "session.values('mood')": "array",
}


def test_bad_input_is_refused_by_name_and_changes_nothing():
    for (call, field), told in zip(BAD.items(), refused(list(BAD)), strict=True):
        assert [told[0], told[1], told[3]] == ["InputError", field, "unchanged"], call
        assert told[2], call


def test_a_wanted_muscle_that_a_new_task_does_not_use_is_no_longer_wanted():
    neck, task = build_network("neck").body, "turn_head"
    (unused, *_) = set(range(len(neck.muscles))) - set(dict(neck.task(task).muscles))
    calls = [
        f"session.set('agonist', '{neck.muscles[unused].key}'); session.set('task', '{task}');"
        "if (session.now.levers.agonist === '') throw { name: JSON.stringify(session.events) }"
    ]
    ((events, *_),) = refused(calls)
    assert json.loads(events) == [[5, "task", task], [5, "agonist", ""]]


def test_the_code_imports_its_memory_and_nothing_else():
    module = wasmtime.Module(wasmtime.Engine(), built()[0])
    assert [(entry.module, entry.name) for entry in module.imports] == [("env", "memory")]
    assert {entry.name for entry in module.exports} == {
        "advance", "set_coefficients", "set_readout", "set_resting_bias", "set_streams",
        "take_sample", "__heap_base",
    }  # fmt: skip


def test_the_stack_and_the_constants_of_the_code_end_below_the_arrays():
    code = WebAssembly("arm")
    assert code.exports["__heap_base"].value(code.store) <= header()["base"]


def test_the_data_holds_what_the_tables_hold():
    data = header()
    assert data["bodies"].keys() == set(BODIES)
    assert {name: row["default"] for name, row in data["levers"].items()} == Params().as_dict()
    assert [name for name, row in levers().items() if row.kind == "number"] == data["rows"]
    for name, body in data["bodies"].items():
        network = build_network(name)
        assert body["digest"] == network.digest
        assert body["healthy_index"] == network.body.healthy_index
        assert [row["name"] for row in body["muscles"]] == [m.name for m in network.body.muscles]


def test_files_that_are_up_to_date_are_left_alone(capsys):
    built()
    update()
    assert not capsys.readouterr().out
