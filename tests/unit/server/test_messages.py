"""Whatever a browser says: known things are done, all else is ignored, and nothing breaks."""

from hypothesis import given
from hypothesis import strategies as st

from motorloops.server.live.commands import STEP_MS
from tests.helpers.examples import examples
from tests.helpers.fake_view import started

kinds = st.sampled_from(["touch", "select", "key", "ready", "ack", "step", ""]) | st.text(
    max_size=8
)
names = st.sampled_from(
    ["elbow", "wrist", "knee", "population:TH", "population:", "muscle:biceps", "muscle:biceps\n",
     "play", "step", "back", "reset", "touch", "undo", "redo", "loop", "__init__", "x" * 999]
)  # fmt: skip
plain = st.none() | st.booleans() | st.integers() | st.floats() | names | st.text(max_size=8)
values = (
    plain | st.lists(plain, max_size=3) | st.dictionaries(st.text(max_size=4), plain, max_size=3)
)
fields = st.dictionaries(st.sampled_from(["joint", "node", "action", "seq", "brief"]), values)
messages = st.tuples(kinds | values, fields).map(lambda pair: {"type": pair[0], **pair[1]})


@examples(500)
@given(st.lists(messages, max_size=5))
def test_any_messages_leave_a_session_that_works(said):
    runner, view = RUNNER
    for message in said:
        view.say(**message)
    shown = runner.shown
    assert shown.problem == ""
    joints = runner.model.network.body.joints
    assert shown.params.touch_site in ("", *joints)
    assert shown.selected.partition(":")[0] in ("", "population", "muscle")
    assert runner.recording().ms == runner.model.time_ms
    before = runner.model.time_ms
    runner.step()
    assert runner.model.time_ms == before + STEP_MS


@examples(300)
@given(values, values)
def test_any_value_of_a_control_is_taken_or_told_in_one_line(one, two):
    runner, _ = RUNNER
    for act in (runner.set_lever, runner.lesion, runner.stimulate):
        act(str(one), two)
        assert "\n" not in runner.shown.problem
    for act in (runner.touch_at, runner.set_touch_kind, runner.set_body, runner.load_preset):
        act(str(one))
        assert "\n" not in runner.shown.problem
    runner.mend(str(one))
    runner.reset()
    assert runner.shown.setting == runner._simulation.setting


RUNNER = started()
