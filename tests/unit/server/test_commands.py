"""Whatever is done in whatever order, the recording tells it, and does it again bit for bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.cli.run import session_request
from motorloops.model.network.build import build_network
from motorloops.model.params import GROUPS, Params
from motorloops.model.recording import Recording, read_recording, write_recording
from motorloops.model.simulate import simulate
from motorloops.server.live.commands import BRIEF_MS, MAX_MOMENTS, STEP_MS
from motorloops.server.live.event_log import event_texts
from motorloops.server.live.runner import Runner
from motorloops.server.pages.explore import MAX_ROWS
from motorloops.server.url_state import read_query
from tests.helpers.examples import examples
from tests.helpers.fake_view import started

LEVERS = ("stress", "loss_cortex", "loss", "touch", "effort", "stimulation")
KEYS = ("TH", "GPI", "MN", "IA")
shares = st.sampled_from([0.0, 0.25, 1.0])
commands = st.one_of(
    st.tuples(st.just("set_lever"), st.sampled_from(LEVERS), shares),
    st.tuples(st.just("set_lever"), st.just("agonist"), st.sampled_from(["triceps", ""])),
    st.tuples(st.just("lesion"), st.sampled_from(KEYS), shares),
    st.tuples(st.just("stimulate"), st.sampled_from(KEYS), st.sampled_from([-0.5, 0.15, 0.0])),
    st.tuples(st.just("mend"), st.sampled_from(KEYS)),
    st.tuples(
        st.just("touch_at"), st.sampled_from(["elbow", "wrist", ""]), st.sampled_from([None, True])
    ),
    st.tuples(st.just("try_to_move"), st.booleans()),
    st.tuples(st.just("load_preset"), st.sampled_from(["healthy", "moderate", "severe"])),
    st.tuples(st.just("set_stimulus_kind"), st.booleans(), st.booleans()),
    st.tuples(st.sampled_from(["undo", "undo", "redo", "step_back", "step_back", "new_seed"])),
    st.tuples(st.just("run"), st.sampled_from([1, 3, BRIEF_MS // STEP_MS, 60])),
    st.tuples(st.just("keep_moment")),
    st.tuples(st.just("go_to_moment"), st.sampled_from([1, 2])),
    st.tuples(st.just("set_body"), st.sampled_from(["arm", "arm", "neck"])),
    st.tuples(st.just("reset")),
)


def do(runner: Runner, command: tuple) -> None:
    name, *given_ = command
    if name == "run":
        for _ in range(given_[0]):
            runner.step()
    elif name == "set_stimulus_kind":
        runner.set_stimulus(brief_stimulus=given_[0], one_channel=given_[1])
    else:
        getattr(runner, name)(*given_)


def bits(runner: Runner) -> list[bytes]:
    return [part.tobytes() for part in runner.model.state]


def check_replay(runner: Runner) -> None:
    recording = runner.recording()
    assert read_recording(write_recording(recording)) == recording
    other, _ = started()
    other.restore(recording)
    assert bits(other) == bits(runner)
    assert other.shown.setting == runner.shown.setting
    assert other.shown.trying == runner.shown.trying
    assert other.recording() == recording
    if read_query(runner.address()).ms == recording.ms:
        assert read_query(runner.address()) == recording
    if recording.ms:
        request = session_request(recording, "compiled")
        run = simulate(
            request.params, request.timeline, request.seeds, request.network, keep_rates=True
        )
        np.testing.assert_array_equal(runner.model.rate, run.rate[-1, :, 0])


@examples(100)
@given(st.lists(commands, min_size=1, max_size=14))
def test_any_commands_can_be_done_again_from_the_recording(done):
    runner, _ = started()
    for command in done:
        do(runner, command)
        assert runner.shown.setting == runner._simulation.setting
    check_replay(runner)
    assert event_texts(runner.recording(), runner.model.network)
    # What both go on with is the same too, as what is to end ends in both.
    other, _ = started()
    other.restore(runner.recording())
    for one in (runner, other):
        do(one, ("run", BRIEF_MS // STEP_MS + 1))
    assert bits(one) == bits(runner)


@examples(60)
@given(st.lists(commands.filter(lambda command: command[0] not in ("undo", "redo")), max_size=8))
def test_undoing_all_leads_back_and_redoing_all_leads_forth(done):
    runner, _ = started()
    start = runner.recording()
    for command in done:
        do(runner, command)
    if any(command[0] == "run" for command in done):
        while runner.shown.undoable:
            runner.undo()
        check_replay(runner)
        return
    end, undone = runner.recording(), 0
    while runner.shown.undoable:
        runner.undo()
        undone += 1
    assert runner.recording() == start
    for _ in range(undone):
        assert runner.shown.redoable
        runner.redo()
    assert not runner.shown.redoable
    assert runner.recording() == end


def test_an_opened_file_is_undone_wholly():
    runner, _ = started()
    runner.set_lever("stress", 0.5)
    do(runner, ("run", 30))
    runner.lesion("TH", 0.5)
    do(runner, ("run", 5))
    before, state = runner.recording(), bits(runner)
    runner.open(write_recording(Recording(seed=9, ms=200)))
    assert (runner.shown.seed, runner.model.time_ms) == (9, 200)
    runner.undo()
    assert (runner.recording(), bits(runner)) == (before, state)
    runner.redo()
    assert (runner.shown.seed, runner.model.time_ms) == (9, 200)


def test_steps_back_are_undone_as_one():
    runner, _ = started()
    do(runner, ("run", 20))
    runner.lesion("TH", 0.5)
    do(runner, ("run", 3))
    before, state = runner.recording(), bits(runner)
    for _ in range(7):
        runner.step_back()
    assert (runner.model.time_ms, runner.shown.lesions) == (160, {})
    assert runner.shown.stepped_ms == 160
    runner.undo()
    assert (runner.recording(), bits(runner)) == (before, state)


def test_a_reset_that_drops_a_brief_touch_is_undone():
    runner, _ = started()
    runner.touch_at("elbow", brief=True)
    before = runner.recording()
    runner.reset()
    assert not runner.shown.touching
    runner.undo()
    assert runner.recording() == before
    assert runner.shown.touching


def test_a_new_deed_ends_what_could_be_redone():
    runner, _ = started()
    runner.set_lever("stress", 0.5)
    runner.undo()
    assert runner.shown.redoable
    runner.lesion("TH", 0.5)
    assert not runner.shown.redoable


def test_undo_takes_back_that_alone():
    runner, _ = started()
    runner.step()
    runner.touch_at("elbow", brief=True)
    do(runner, ("run", 3))
    runner.set_lever("stress", 0.5)
    do(runner, ("run", BRIEF_MS // STEP_MS))  # meanwhile the touch has ended
    runner.undo()
    assert runner.shown.params == Params().replace(touch_site="elbow")
    runner.redo()
    assert runner.shown.params.stress == 0.5
    assert not runner.shown.touching


@pytest.mark.parametrize("key", [row.key for row in build_network("arm").populations])
def test_a_stimulus_excites_or_inhibits_every_population(key):
    """Beside the same noise without it, the pushed group is more, or less, active."""
    rates = {}
    for current in (-0.5, 0.0, 0.5):
        runner, _ = started()
        runner.stimulate(key, current)
        do(runner, ("run", 20))
        rates[current] = runner.model.rate[runner.model.network.nodes_of(key)].mean()
    assert rates[-0.5] <= rates[0.0] < rates[0.5]  # a group that is silent cannot be less active


def test_a_stimulus_of_one_channel_reaches_that_of_the_wanted_muscle():
    runner, _ = started()
    runner.set_stimulus(one_channel=True)
    runner.set_lever("agonist", "triceps")
    runner.stimulate("M1", 0.5)
    assert runner.shown.stimuli == {"M1/triceps": 0.5}
    bias, node = runner.model.coefficients.bias.copy(), runner.model.network.index("M1/triceps")
    runner.mend("M1")
    changed = np.flatnonzero((bias != runner.model.coefficients.bias).any(axis=1))
    assert changed.tolist() == [node]


def test_a_task_drops_a_wanted_muscle_that_it_does_not_use_and_a_body_drops_the_task():
    runner, _ = started()
    runner.set_lever("agonist", "wrist_flexor")
    runner.set_lever("task", "point")
    assert (runner.model.params.task, runner.model.params.agonist) == ("point", "")
    runner.set_lever("agonist", "triceps")
    runner.set_lever("agonist", "biceps")
    assert "not allowed" in runner.shown.problem
    assert runner.model.params.agonist == "triceps"
    runner.set_lever("task", "hold_cup")
    assert (runner.model.params.task, runner.model.params.agonist) == ("hold_cup", "")
    runner.undo()
    assert (runner.model.params.task, runner.model.params.agonist) == ("point", "triceps")
    other, _ = started()
    other.visit(runner.address())
    assert (other.model.params.task, other.model.params.agonist) == ("point", "triceps")
    runner.set_body("hand")
    assert (runner.model.params.task, runner.model.params.agonist) == ("", "")
    runner.set_lever("task", "point")
    assert "write" in runner.shown.problem


@pytest.mark.parametrize("population", ["XX", "", "TH/nobody"])
def test_a_stimulus_that_makes_no_sense_is_told(population):
    runner, _ = started()
    runner.stimulate(population, 0.15)
    assert "not allowed" in runner.shown.problem
    assert runner.shown.stimuli == {}
    for current in (2.0, float("nan"), float("inf"), True, "much"):
        runner.stimulate("TH", current)  # type: ignore[arg-type]
        assert "not allowed" in runner.shown.problem
    assert runner.shown.stimuli == {}


def test_only_ten_moments_are_kept():
    runner, _ = started()
    for _ in range(MAX_MOMENTS + 1):
        runner.keep_moment()
    assert len(runner.shown.moments) == MAX_MOMENTS
    assert "moments" in runner.shown.problem
    runner.drop_moment(3)
    runner.keep_moment()
    assert [moment.number for moment in runner.shown.moments][-1] == MAX_MOMENTS + 1


def test_the_log_says_what_was_done():
    runner, _ = started()
    do(runner, ("run", 12))
    runner.touch_at("elbow", brief=True)
    runner.lesion("GPI", 0.5)
    do(runner, ("run", 1))
    runner.load_preset("moderate")
    do(runner, ("run", 1))
    runner.set_stimulus(brief_stimulus=True, one_channel=True)
    runner.stimulate("TH", -0.5)
    do(runner, ("run", 1))
    runner.set_lever("loss_basal_ganglia", 0.3)
    rows = [(at, what) for at, what in event_texts(runner.recording(), runner.model.network)]
    assert rows[0][1] == "Start: Healthy, arm, random seed 1"
    words = {at: [what for when, what in rows if when == at] for at, _ in rows}
    assert "Light touch on the elbow, for 0.3 s" in words[120]
    assert any("switched off by 50 %" in what for what in words[120])
    assert any("Moderate" in what for what in words[130])
    assert len(words[130]) <= 3  # the levers of a condition are not told one by one
    assert any("biceps: strongly less, for 0.3 s" in what for what in words[140])
    assert any(what.endswith(": 30 %") for what in words[150])
    assert len(rows) < MAX_ROWS


def test_the_log_names_the_side_of_a_loss_and_an_expected_touch():
    runner, _ = started("neck")
    do(runner, ("run", 1))
    runner.set_lever("loss_side", "left")
    do(runner, ("run", 1))
    runner.set_lever("loss_side", "")
    do(runner, ("run", 1))
    runner.set_lever("touch_expected", 0.5)
    said = [what for _, what in event_texts(runner.recording(), runner.model.network)]
    assert said[1:] == [
        "Inhibition lost, Side of the body: left",
        "Inhibition lost, Side of the body: both sides",
        f"{GROUPS['sensory']}, Expected touch: 50 %",
    ]
