"""The browser's engine on every preset of every body, by the agents too, and built twice."""

import numpy as np
import pandas as pd
import pytest

from motorloops.model.agents import NEVER, MotorModel
from motorloops.model.network.build import build_network
from motorloops.model.recording import read_recording
from scripts.browser_engine import CODE, DATA, PLACE, build
from tests.helpers.browser_engine import (
    BODIES,
    TWIN,
    all_presets,
    built,
    in_chromium,
    in_node,
    in_wasmtime,
    native,
    session,
)
from tests.helpers.command import call

SEEDS = (11, 12)


def jobs_of(body: str, seed: int):
    return [(session(own, preset, seed), TWIN) for own, preset in all_presets() if own == body]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("body", BODIES)
def test_wasmtime_node_and_chromium_give_the_bits_of_the_engine(page, body, seed):
    jobs = jobs_of(body, seed)
    expected = [native(recording, twin) for recording, twin in jobs]
    assert [in_wasmtime(recording, twin) for recording, twin in jobs] == expected
    assert in_node(jobs).states == expected
    assert in_chromium(page, jobs).states == expected


@pytest.mark.parametrize(
    ("body", "preset"), [("arm", "moderate_toxin"), ("hand", "writers_cramp"), ("neck", "cervical")]
)
def test_the_agents_and_the_command_replay_a_session_of_the_browser(tmp_path, body, preset):
    replayed = in_node([(session(body, preset, seed=13), {})])
    state = {name: np.frombuffer(data) for name, data in replayed.states[0][0].items()}
    recording = read_recording(replayed.recordings[0])

    network = build_network(body)
    model = MotorModel(recording.start.params, network, recording.seed, 1.0, collect_every=NEVER)
    for phase, start, end in recording.timeline(network).spans():
        model.enter(phase)
        for _ in range(start, end):
            model.step()
    for name in ("rate", "activation", "angle", "strength", "past"):
        assert getattr(model.state, name)[:, 0].tobytes() == state[name].tobytes(), name

    source, table = tmp_path / "session.json", tmp_path / "out.csv"
    source.write_text(replayed.recordings[0], encoding="utf-8")
    code, _, error = call("run", "--from", str(source), "--out", str(table))
    assert (code, error) == (0, "")
    last = pd.read_csv(table, float_precision="round_trip").iloc[-1]
    assert last.filter(like="muscle/").tolist() == state["activation"].tolist()
    assert last.filter(like="joint/").tolist() == state["angle"].tolist()


def test_two_builds_of_the_same_sources_give_the_same_bytes(tmp_path):
    built()
    build(tmp_path)
    for name in (CODE, DATA):
        assert (tmp_path / name).read_bytes() == (PLACE / name).read_bytes(), name
