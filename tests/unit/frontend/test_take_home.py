"""What a visitor of Explore takes home: Python lines that run, and the same time course as CSV."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from motorloops.model.network.build import build_network
from motorloops.model.recording import Recording, read_recording, recording_to_dict, write_recording
from motorloops.model.simulate import simulate
from tests.helpers.app_modules import in_node
from tests.helpers.browser_engine import session

SAMPLE = [("arm", "moderate_touch"), ("hand", "writers_cramp"), ("neck", "cervical")]
OPEN = """
  const { Live } = await app('live.js');
  const live = new Live(await engine());
  live.open(given);
"""
LINES = OPEN + "return (await app('python_lines.js')).pythonLines(live.recording());"
COURSE = OPEN + "return (await app('time_course.js')).timeCourse(live);"


def replayed(recording: Recording) -> pd.DataFrame:
    """The time course by the model's own replay."""
    network = build_network(recording.start.body)
    timeline = recording.timeline(network)
    seeds = [recording.seed]
    return simulate(recording.start.params, timeline, seeds, network, every_ms=10).frame()


def run_lines(lines: str) -> dict[str, object]:
    """The names that a script leaves."""
    names: dict[str, object] = {}
    exec(compile(lines, "lines.py", "exec"), names)
    return names


@pytest.mark.parametrize(("body", "preset"), SAMPLE)
def test_the_lines_repeat_the_recording(body, preset, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recording = session(body, preset, seed=11, ms=800)
    names = run_lines(in_node(LINES, write_recording(recording)))
    assert names["session"] == recording
    pd.testing.assert_frame_equal(pd.read_csv("motorloops.csv"), replayed(recording))


def test_the_lines_of_a_setting_that_has_not_run_yet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_lines(in_node(LINES, '{"body": "neck", "levers": {"stress": 0.25}, "command": 0}'))
    made = names["session"]
    assert isinstance(made, Recording)
    assert (made.start.body, made.start.params.stress, made.command) == ("neck", 0.25, 0)
    assert made.ms > 0
    assert pd.read_csv("motorloops.csv")["time_ms"].iloc[-1] == made.ms


def test_the_command_names_the_file_that_is_saved():
    line = in_node(OPEN + "return (await app('python_lines.js')).commandLine(live.session);",
                   '{"body": "neck", "seed": 18446744073709551615}')  # fmt: skip
    words = line.split()
    assert words[:3] == ["motorloops", "run", "--from"]
    assert words[3] == "motorloops-neck-18446744073709551615.json"


def table(text: str) -> pd.DataFrame:
    """A CSV file."""
    return pd.read_csv(io.StringIO(text))


@pytest.mark.parametrize(("body", "preset"), SAMPLE)
def test_the_csv_is_the_time_course_of_the_model(body, preset):
    recording = session(body, preset, seed=12, ms=3003)
    made = table(in_node(COURSE, write_recording(recording)))
    expected = replayed(recording)
    assert list(made.columns) == [*expected.columns, "co_contraction_index"]
    pd.testing.assert_frame_equal(made.drop(columns="co_contraction_index"), expected)
    assert made["co_contraction_index"].between(0.0, 1.0).all()
    assert made["co_contraction_index"].std() > 0.0


def test_the_csv_has_the_last_30_seconds_and_does_not_depend_on_how_time_passed():
    steps = """
      const { Live } = await app('live.js');
      const { timeCourse } = await app('time_course.js');
      const made = [];
      for (const step of [17, 100]) {
        const live = new Live(await engine(), { preset: 'torticollis' });
        for (const end of [30600, 31000]) {
          while (live.time < end) live.advance(Math.min(step, end - live.time));
          if (end === 30600) live.touch(1, undefined, 200);
        }
        made.push(await timeCourse(live), live.file());
      }
      return made;
    """
    slow, saved, fast, _ = in_node(steps)
    assert slow == fast
    rows = list(csv.DictReader(io.StringIO(slow)))
    assert [int(row["time_ms"]) for row in rows] == list(range(1010, 31001, 10))
    expected = replayed(read_recording(saved)).tail(len(rows)).reset_index(drop=True)
    pd.testing.assert_frame_equal(table(slow).drop(columns="co_contraction_index"), expected)


def test_a_copy_of_a_session_goes_on_as_the_session_does():
    work = OPEN + """
      const { copySession } = await app('time_course.js');
      const copy = copySession(live);
      copy.advance(500);
      const before = live.time;
      live.session.advance(500);
      const rates = [copy, live.session].map((session) => [...session.values('rate')]);
      return [before, ...rates, copy.recording() === live.file()];
    """  # fmt: skip
    recording = session("neck", "cervical", seed=13, ms=900)
    before, copied, own, same_file = in_node(work, write_recording(recording))
    assert before == recording.ms
    np.testing.assert_array_equal(copied, own)
    assert same_file


def test_long_work_can_be_cancelled():
    work = (
        OPEN
        + """
      const { timeCourse } = await app('time_course.js');
      const control = new AbortController();
      const shares = [];
      const progress = (share) => { shares.push(share); control.abort(); };
      const told = await timeCourse(live, { signal: control.signal, progress })
        .catch((error) => error.name);
      return [told, shares];
    """
    )
    long = Recording(session("arm", "moderate_touch", seed=1, ms=10).start, ms=20_000)
    told, shares = in_node(work, write_recording(long))
    assert told == "AbortError"
    assert len(shares) == 1
    assert 0.0 < shares[0] < 1.0


def test_the_recording_of_the_lines_is_the_saved_one():
    recording = session("hand", "writers_cramp", seed=14, ms=300)
    assert recording_to_dict(recording)["events"]  # the sample changes something
    lines = in_node(LINES, write_recording(recording))
    assert lines.count("Event(") == len(recording.events)


def test_sound_tells_asked_muscles_from_others_and_left_from_right():
    work = """
      const { placeOf, loudness } = await app('voices.js');
      const { bodies } = await engine();
      const places = Object.fromEntries(Object.values(bodies).map((body) =>
        [body.name, body.muscles.map((muscle, k) => [muscle.side, placeOf(body, k)])]));
      return [places, [true, false].map((asked) => loudness(0.25, asked)), loudness(0, true)];
    """
    places, (asked, joined), silent = in_node(work)
    for side, at in places["neck"]:
        assert at == {"left": -1, "right": 1, "": 0}[side]
    for body in ("arm", "hand"):
        heard = [at for _, at in places[body]]
        assert heard == sorted(set(heard))
        assert heard[0] == -heard[-1]
    assert asked["soft"] > 0 == asked["hard"]
    assert joined["hard"] > 0 == joined["soft"]
    assert silent == {"soft": 0, "hard": 0}
