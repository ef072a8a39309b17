"""What is done in the page is kept, and done again bit for bit: in the page and by the command."""

import numpy as np
import pytest

from motorloops.experiments.cli.run import session_request
from motorloops.model.network.build import build_network
from motorloops.model.recording import MAX_MS, Recording, read_recording, write_recording
from motorloops.model.simulate import simulate
from motorloops.server.live.runner import Runner
from motorloops.server.live.view import SAMPLE_MS, WINDOW_MS
from motorloops.server.url_state import LONGEST, read_query, write_query
from tests.helpers.command import call
from tests.helpers.fake_view import started


def steps(runner: Runner, count: int) -> None:
    for _ in range(count):
        runner.step()


def lived(body: str = "arm") -> Runner:
    """A session in which much was changed while time ran, and changed back."""
    runner, view = started(body)
    view.acknowledge()
    runner.load_preset("moderate")
    runner.new_seed()
    runner.lesion("TH", 0.25)
    steps(runner, 20)
    runner.toggle_touch()
    runner.set_lever("stress", 0.5)
    runner.set_lever("stress", 0.25)  # at the same moment: the later one counts
    steps(runner, 15)
    runner.try_to_move(False)
    runner.lesion("TH", 0.0)
    runner.lesion("GPI", 1.0)
    steps(runner, 10)
    runner.try_to_move(True)
    runner.undo()
    runner.set_lever("loss", 0.6)
    steps(runner, 7)
    runner.toggle_touch()
    return runner


def state(runner: Runner) -> list[np.ndarray]:
    model = runner.model
    return [np.array(part) for part in (model.rate, model.activation, model.angle)]


def same(runner: Runner, other: Runner) -> None:
    assert runner.model.time_ms == other.model.time_ms
    assert runner.shown.setting == other.shown.setting
    assert runner.shown.seed == other.shown.seed
    assert runner.shown.trying == other.shown.trying
    for one, two in zip(state(runner), state(other), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("body", ["arm", "neck"])
def test_a_session_goes_on_from_its_address_and_from_its_file(body):
    runner = lived(body)
    file = write_recording(runner.recording())
    for again in (read_query(runner.address()), read_recording(file)):
        other, _ = started()
        other.restore(again)
        assert other.shown.problem == ""
        same(runner, other)
        assert other.recording() == runner.recording()
        steps(other, 5)
        twin, _ = started()
        twin.restore(again)
        steps(twin, 5)
        same(other, twin)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_command_runs_the_same_bits(engine):
    runner = lived()
    request = session_request(runner.recording(), engine)
    trajectory = simulate(
        request.params, request.timeline, request.seeds, request.network, engine=engine,
        keep_rates=True,
    )  # fmt: skip
    end = (trajectory.rate, trajectory.activation, trajectory.angle)
    for one, two in zip(state(runner), end, strict=True):
        np.testing.assert_array_equal(one, two[-1, :, 0])


def test_every_sample_of_the_page_is_in_the_command_s_table(tmp_path):
    runner = lived()
    source, table = tmp_path / "session.json", tmp_path / "out.csv"
    source.write_text(write_recording(runner.recording()), encoding="utf-8")
    code, told, error = call("run", "--from", str(source), "--out", str(table))
    assert (code, error) == (0, "")
    assert "timeline recorded" in told
    import pandas as pd

    frame = pd.read_csv(table)
    activation = frame.filter(like="muscle/").to_numpy(np.float32)
    view = runner.view
    runner.restore(runner.recording())
    view.acknowledge()  # type: ignore[attr-defined]
    muscles = len(runner.model.network.body.muscles)
    count = runner.model.time_ms // SAMPLE_MS
    samples = view.last[-(muscles + 1) * count : -count]  # type: ignore[attr-defined]
    np.testing.assert_array_equal(
        samples.reshape(-1, muscles), activation[SAMPLE_MS - 1 :: SAMPLE_MS]
    )


def test_the_address_holds_only_what_is_not_as_usual():
    runner, _ = started()
    assert runner.address() == ""
    runner.set_lever("stress", 0.5)
    assert runner.address() == "stress=0.5"
    runner.load_preset("writers_cramp")
    assert runner.address() == "preset=writers_cramp"
    runner.set_lever("loss_region", "")
    assert runner.address() == "preset=writers_cramp&loss_region="
    assert read_query(runner.address()).start == runner.shown.setting


def test_a_preset_brings_its_body_in_an_address():
    assert read_query("preset=cervical").start.body == "neck"
    assert read_query("preset=cervical&body=arm").start.body == "arm"


def test_too_much_for_an_address_leaves_what_is_set_up_now():
    runner, _ = started()
    for k in range(300):
        runner.set_lever("stress", (k % 7) / 10)
        runner.step()
    assert len(runner.address()) <= LONGEST
    again = read_query(runner.address())
    assert again.ms == 0
    assert again.start == runner.shown.setting
    assert read_recording(write_recording(runner.recording())) == runner.recording()


def test_a_long_recording_shows_its_last_seconds():
    runner, view = started()
    view.acknowledge()
    seen = len(view.frames)
    runner.restore(Recording(ms=WINDOW_MS + 333))
    assert runner.model.time_ms == WINDOW_MS + 333
    assert sum(frame[3] for frame in view.frames[seen:]) == WINDOW_MS // SAMPLE_MS
    other, _ = started()
    other.restore(Recording(ms=WINDOW_MS))
    other.restore(Recording(ms=WINDOW_MS + 333))
    same(runner, other)


def test_what_is_set_up_before_the_start_is_no_event():
    runner, _ = started()
    runner.set_lever("stress", 0.5)
    assert runner.recording().events == ()
    runner.step()
    runner.reset()
    assert runner.recording() == Recording(runner.shown.setting)


@pytest.mark.parametrize(
    "wrong",
    ["body=moon", "body=chain:99", "stress=9", "nonsense=1", "seed=-1", "seed=99999999999999999999",
     "ms=600001", "did=5", "did=9:touch:1", "did=5:command:2&ms=9", "cut=XY:1", "cut=TH:2",
     "command=2", "agonist=nobody", "preset=none", "schema=2", "touch_site=knee", "ms=1e3",
     "a=" + "x" * 9000],
)  # fmt: skip
def test_a_wrong_address_changes_nothing_and_is_told_in_one_line(wrong):
    runner, _ = started()
    before = runner.shown.setting
    runner.visit(wrong)
    assert "not allowed" in runner.shown.problem
    assert "\n" not in runner.shown.problem
    assert len(runner.shown.problem) < 400
    assert runner.shown.setting == before
    runner.set_lever("stress", 0.5)
    assert runner.shown.problem == ""


def test_an_address_is_visited_once():
    runner, _ = started()
    runner.visit("stress=0.5")
    steps(runner, 3)
    runner.visit(runner.address())
    assert runner.model.time_ms > 0
    runner.visit("")
    assert runner.shown.params.stress == 0.5


def test_an_opened_file_can_be_undone():
    runner, _ = started()
    runner.set_lever("stress", 0.5)
    runner.open(write_recording(lived().recording()))
    assert runner.shown.params.loss_cortex == 0.6
    runner.undo()
    assert runner.shown.params.stress == 0.5
    assert runner.shown.params.loss_cortex == 0
    runner.open("{")
    assert "recording" in runner.shown.problem


def test_a_session_that_is_too_long_to_keep_says_so(monkeypatch):
    runner, _ = started()
    runner.step()
    monkeypatch.setattr(type(runner.model), "time_ms", MAX_MS + 10)
    assert runner.address() == ""
    assert runner.save() == ""
    assert "ms" in runner.shown.problem


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
