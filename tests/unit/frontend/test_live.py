"""What a visitor does in Explore is in the recording, and is done again to the same bits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.experiments.cli.run import session_request
from motorloops.model.recording import read_recording
from motorloops.model.simulate import Engine, simulate
from tests.helpers.app_modules import in_node
from tests.helpers.command import call
from tests.helpers.examples import examples

PLAY = """
const { Live } = await app("live.js");
const made = await engine();
const hex = ({ buffer }) => Buffer.from(buffer).toString("hex");
const names = ["rate", "activation", "angle"];
const bits = (live) => names.map((name) => hex(live.session.values(name)));
const shown = (live) => ({
  bits: bits(live), file: live.file(), address: live.address(), time: live.time,
});
const commands = {
  step: (live) => live.advance(10), back: (live) => live.stepBack(),
  far: (live) => live.stepBack(700), reset: (live) => live.reset(),
  seed: (live) => live.newSeed(), undo: (live) => live.undo(),
  redo: (live) => live.redo(), keep: (live) => live.keep(""), go: (live) => live.goTo(1),
};
return given.map(({ start, acts }) => {
  const live = new Live(made, start);
  const seen = [];
  for (const [what, ...rest] of acts) {
    try {
      if (what === "look") seen.push(shown(live));
      else if (commands[what]) commands[what](live);
      else live[what](...rest);
    } catch (error) {
      if (error.name !== "InputError") throw error;
    }
  }
  const again = new Live(made);
  again.open(live.file());
  const address = new Live(made);
  address.visit(live.address());
  return { ...shown(live), seen, again: bits(again), byAddress: bits(address) };
});
"""

ACTS: list[list[Any]] = [
    ["step"], ["step"], ["advance", 3], ["advance", 700], ["back"], ["far"], ["reset"], ["seed"],
    ["undo"], ["redo"], ["keep"], ["go"], ["set", "stress", 0.5], ["set", "loss", 0.4],
    ["set", "loss_side", ""], ["set", "agonist", "triceps"], ["set", "stress", 9],
    ["command", 0], ["command", 1], ["touch", 1], ["touch", 0], ["touch", 1, "wrist", 20],
    ["touch", 1, "elbow", 20], ["stimulate", "M1", 0.15], ["stimulate", "M1", 0.3, 15],
    ["stimulate", "M1", 0], ["lesion", "TH", 0.5], ["lesion", "TH", 0], ["preset", "moderate"],
    ["setBody", "hand"],
]  # fmt: skip


def played(*jobs: list[list[Any]], start: Any = None) -> list[dict[str, Any]]:
    return in_node(PLAY, [{"start": start or {}, "acts": acts} for acts in jobs])


def bits_of_the_model(file: str, engine: Engine = "compiled") -> list[str]:
    """Rates, activation and angles at the end, as the command computes them."""
    request = session_request(read_recording(file), engine)
    run = simulate(
        request.params, request.timeline, request.seeds, request.network, engine=engine,
        keep_rates=True,
    )  # fmt: skip
    return [part[-1, :, 0].tobytes().hex() for part in (run.rate, run.activation, run.angle)]


def check(found: dict[str, Any]) -> None:
    assert found["again"] == found["bits"]
    if found["time"]:
        assert bits_of_the_model(found["file"]) == found["bits"]
    if "did=" in found["address"] or not read_recording(found["file"]).events:
        assert found["byAddress"] == found["bits"]


@examples(40)
@given(st.lists(st.lists(st.sampled_from(ACTS), min_size=1, max_size=14), min_size=4, max_size=4))
def test_any_acts_can_be_done_again_from_the_recording(jobs):
    for found in played(*jobs):
        check(found)


LONG = [
    ["preset", "moderate"], ["lesion", "TH", 0.25], ["advance", 200], ["touch", 1],
    ["set", "stress", 0.5], ["set", "stress", 0.25], ["advance", 150], ["command", 0],
    ["lesion", "TH", 0], ["stimulate", "GPI", 0.1, 80], ["advance", 100], ["command", 1], ["undo"],
    ["set", "loss", 0.6], ["advance", 70], ["touch", 1, "wrist", 300], ["advance", 40],
]  # fmt: skip


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_command_and_the_agents_give_the_bits_of_the_page(engine, tmp_path):
    (found,) = played(LONG)
    assert bits_of_the_model(found["file"], engine) == found["bits"]
    path = tmp_path / "session.json"
    path.write_text(found["file"], encoding="utf-8")
    code, told, error = call("run", "--from", str(path), "--engine", engine)
    assert (code, error) == (0, "")
    assert told


LOOK = [["look"]]


def test_undoing_all_leads_back_and_redoing_all_leads_forth():
    acts = [["set", "stress", 0.5], ["touch", 1], ["lesion", "TH", 0.5], ["command", 0]]
    (found,) = played([*LOOK, *acts, *LOOK, *[["undo"]] * 4, *LOOK, *[["redo"]] * 4, *LOOK])
    before, after, undone, redone = (row["address"] for row in found["seen"])
    assert before == undone != after
    assert after == redone


@pytest.mark.parametrize("ms", [0, 30])
def test_a_brief_touch_ends_by_itself_at_time_zero_and_later(ms):
    (found,) = played([["advance", ms], ["touch", 1, "wrist", 20], *LOOK, ["advance", 40]])
    (event,) = [event for event in read_recording(found["file"]).events if event.what == "touch"]
    assert (event.at_ms, event.for_ms) == (ms, 20)
    assert read_recording(found["file"]).moments()[-1][1].over(1e9).configuration.params.touch == 0
    check(found)


def test_what_is_set_before_the_start_is_no_event():
    (found,) = played([["set", "stress", 0.5], ["command", 0]])
    recording = read_recording(found["file"])
    assert recording.events == ()
    assert (recording.start.params.stress, recording.command) == (0.5, 0)


@pytest.mark.parametrize("ms", [5, 10, 495, 505, 40_000])
def test_a_step_back_is_the_state_that_was(ms):
    (there, back) = played(
        [["advance", 100], ["set", "loss", 0.5], ["advance", ms]],
        [["advance", 100], ["set", "loss", 0.5], ["advance", ms], ["advance", 10], ["back"]],
    )
    assert back["time"] == there["time"]
    assert back["bits"] == there["bits"]
    assert back["file"] == there["file"]


def test_a_kept_moment_is_gone_back_to():
    (found,) = played(
        [["advance", 40], ["touch", 1], ["advance", 40], *LOOK, ["keep"], ["set", "loss", 0.9],
         ["advance", 90], ["go"], *LOOK]
    )  # fmt: skip
    kept, again = found["seen"]
    assert again["bits"] == kept["bits"]
    assert again["file"] == kept["file"]


def test_other_noise_gives_another_run_and_a_reset_the_same():
    (found,) = played(
        [["advance", 50], *LOOK, ["reset"], ["advance", 50], *LOOK, ["seed"], ["advance", 50],
         *LOOK]
    )  # fmt: skip
    first, again, other = found["seen"]
    assert first["bits"] == again["bits"] != other["bits"]
    seeds = [read_recording(row["file"]).seed for row in found["seen"]]
    assert seeds == [1, 1, 2]


def test_a_refused_value_changes_nothing():
    (found,) = played(
        [*LOOK, ["set", "stress", 9], ["touch", 1, "moon"], ["lesion", "XY", 1], *LOOK]
    )
    before, after = found["seen"]
    assert after == before


def test_too_much_for_an_address_leaves_what_is_set_now():
    acts = [act for k in range(200) for act in (["set", "stress", k % 7 / 10], ["advance", 10])]
    (found,) = played(acts)
    assert len(found["address"]) <= 1800
    assert found["address"] == "stress=0.3"
    assert len(read_recording(found["file"]).events) == 199
    assert found["again"] == found["bits"]


def test_pictures_lose_no_part_of_a_millisecond_and_a_hidden_page_does_not_catch_up():
    program = """
      const { PictureClock } = await app("live.js");
      const clock = new PictureClock();
      const sum = (count, ms, speed) => {
        let total = 0;
        for (let k = 0; k < count; k++) total += clock.steps(ms, speed);
        return total;
      };
      return [sum(600, 16.7, 1), sum(400, 16.7, 0.25), clock.steps(60000, 1)];
    """
    assert in_node(program) == pytest.approx([10020, 1670, 100], abs=1)
