"""Touches, held or brief: they end when they should, and do so again in every rerun."""

import numpy as np
import pytest

from motorloops.experiments.cli.run import session_request
from motorloops.model.recording import read_recording, write_recording
from motorloops.model.simulate import simulate
from motorloops.server.live.commands import BRIEF_MS, STEP_MS
from motorloops.server.live.runner import Runner
from motorloops.server.url_state import read_query
from tests.helpers.fake_view import started

BRIEF = BRIEF_MS // STEP_MS


def steps(runner: Runner, count: int) -> None:
    for _ in range(count):
        runner.step()


def test_a_held_touch_stays_until_it_is_let_go():
    runner, _ = started()
    runner.touch_at("elbow")
    steps(runner, BRIEF + 5)
    assert runner.shown.touching
    assert runner.shown.params.touch_site == "elbow"
    runner.touch_at("wrist")  # elsewhere: the touch moves
    assert runner.shown.params.touch_site == "wrist"
    assert runner.shown.touching
    runner.touch_at("wrist")
    assert not runner.shown.touching


@pytest.mark.parametrize("before", [0, 7])
def test_a_brief_touch_ends_by_itself(before):
    runner, _ = started()
    steps(runner, before)
    runner.set_touch_kind("brief")
    assert runner.shown.brief_touch
    runner.touch_at("elbow")
    steps(runner, BRIEF - 1)
    assert runner.model.params.touch == 1
    runner.step()
    assert runner.model.params.touch == 0
    assert not runner.shown.touching
    (event,) = [event for event in runner.recording().events if event.what == "touch"]
    assert (event.at_ms, event.value, event.for_ms) == (before * STEP_MS, 1, BRIEF_MS)


def test_a_brief_touch_that_is_repeated_begins_anew():
    runner, _ = started()
    runner.touch_at("elbow", brief=True)
    steps(runner, BRIEF - 1)
    runner.touch_at("elbow", brief=True)
    steps(runner, BRIEF - 1)
    assert runner.shown.touching
    runner.step()
    assert not runner.shown.touching


def test_a_brief_touch_can_become_a_held_one():
    runner, _ = started()
    runner.touch_at("elbow", brief=True)
    steps(runner, 3)
    runner.touch_at("wrist", brief=False)
    steps(runner, 2 * BRIEF)
    assert runner.shown.touching


@pytest.mark.parametrize("end", [3, BRIEF - 1, BRIEF, BRIEF + 5])
def test_a_session_that_is_kept_within_a_touch_goes_on_with_it(end):
    runner, _ = started()
    steps(runner, 5)
    runner.touch_at("elbow", brief=True)
    runner.touch_at("shoulder", brief=True)  # at the same moment: the later one counts
    steps(runner, end)
    file = write_recording(runner.recording())
    for again in (read_query(runner.address()), read_recording(file)):
        other, _ = started()
        other.restore(again)
        assert other.recording() == runner.recording()
        steps(other, 40 - end)
        twin, _ = started()
        steps(twin, 5)
        twin.touch_at("shoulder", brief=True)
        steps(twin, 40)
        assert not other.shown.touching
        np.testing.assert_array_equal(other.model.rate, twin.model.rate)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_command_replays_a_brief_touch_bit_for_bit(engine):
    runner, _ = started()
    runner.touch_at("elbow", brief=True)
    steps(runner, BRIEF + 10)
    runner.touch_at("wrist", brief=True)
    steps(runner, BRIEF // 2)
    request = session_request(runner.recording(), engine)
    run = simulate(
        request.params, request.timeline, request.seeds, request.network, engine=engine,
        keep_rates=True,
    )  # fmt: skip
    np.testing.assert_array_equal(runner.model.rate, run.rate[-1, :, 0])
    quiet, _ = started()
    steps(quiet, BRIEF + 10 + BRIEF // 2)
    assert not np.array_equal(quiet.model.rate, runner.model.rate)  # the touch does act


@pytest.mark.parametrize("joint", ["knee", "", 3, None, ["elbow"], {"a": 1}, "elbow\n", "x" * 9999])
def test_a_joint_that_a_browser_makes_up_is_ignored(joint):
    runner, view = started()
    before = runner.shown
    view.say(type="touch", joint=joint)
    assert runner.shown == before
    view.say(type="touch", joint="elbow")
    assert runner.shown.touching


def test_a_joint_or_a_kind_that_is_not_there_is_told():
    runner, _ = started()
    runner.touch_at("knee")
    assert "knee" in runner.shown.problem
    assert not runner.shown.touching
    runner.set_touch_kind("long")
    assert "long" in runner.shown.problem
