"""Picture, gauge and sentence of a frame belong to one moment, also after a visit elsewhere."""

from dataclasses import asdict

import numpy as np
import pytest

from motorloops.model.coefficients import injected_channel
from motorloops.model.network.build import build_network
from motorloops.model.presets import PRESETS
from motorloops.model.recording import Configuration, Recording
from motorloops.server.live.readout import unblocked
from motorloops.server.live.simulation import Simulation
from motorloops.server.live.view import SAMPLE_MS
from motorloops.server.strings import translate
from tests.helpers import paired
from tests.helpers.fake_view import HEAD, FakeView, started

BODIES = ["arm", "hand", "neck"]


def activity(view: FakeView) -> np.ndarray:
    """Muscle activity in the last frame."""
    muscles = len(view.spec["muscles"])
    first = HEAD + len(view.spec["populations"]) * muscles + len(view.spec["edges"])
    return view.last[first : first + muscles]


def count(view: FakeView) -> int:
    return int(view.last[HEAD - 1])


def live(body: str, ms: int, **levers: object) -> Simulation:
    setting = Configuration(Configuration().params.replace(**levers), body)
    simulation = Simulation(Recording(setting))
    simulation.advance(ms)
    return simulation


def test_every_frame_carries_the_read_out_of_its_own_moment():
    runner, view = started()
    runner.load_preset("moderate")
    runner.toggle_play()
    for k in range(30):
        if k == 15:
            runner.try_to_move(False)
        view.acknowledge()
        before = len(view.frames)
        runner._beat(k * 0.05)
        assert len(view.frames) == len(view.readings) == before + 1
        assert view.readings[-1] == {**asdict(runner.reading()), "behind": ""}
        assert view.time_ms == runner.model.time_ms


def test_silent_muscles_are_never_said_to_work():
    """The sentence and the gauge follow the picture within a fifth of a second."""
    runner, view = started()
    runner.toggle_play()
    for at, trying in ((0, True), (20, False)):
        runner.try_to_move(trying)
        for k in range(at, at + 20):
            view.acknowledge()
            runner._beat(k * 0.05)
    assert activity(view).max() < 0.01
    assert view.readings[-1]["sentence"] == translate("readout.silent")
    assert view.readings[-1]["index"] == translate("readout.none")
    assert view.readings[-1]["level"] == 0.0


@pytest.mark.parametrize("made", [started, paired.started], ids=["explore", "compare"])
def test_a_page_that_comes_back_gets_everything_at_once(made):
    runner, view = made()
    for _ in range(30):
        runner.step()
        view.acknowledge()
    assert count(view) <= 1
    reading = view.readings[-1]
    view.say(type="ready")  # the browser has a new page, and no frame
    assert count(view) == runner.model.time_ms // SAMPLE_MS if made is started else 30
    assert view.readings[-1] == reading
    assert reading["sentence"]


def test_samples_remember_when_the_person_tried():
    runner, view = started()
    for trying in (True, False):
        runner.try_to_move(trying)
        for _ in range(10):
            runner.step()
    view.acknowledge()
    view.say(type="ready")
    assert count(view) == 20
    assert view.last[-20:].tolist() == [1.0] * 10 + [0.0] * 10


def test_the_sides_of_a_comparison_are_told_at_the_same_moment():
    pair, view = paired.started()
    pair.toggle_play()
    for k in range(20):
        view.acknowledge()
        pair._beat(k * 0.05)
        assert view.readings[-1] == {**asdict(pair._models.contrast()), "behind": ""}
    pair.try_to_move(False)
    for k in range(20, 40):
        view.acknowledge()
        pair._beat(k * 0.05)
    said = view.readings[-1]
    assert said["sentence"] == translate("compare.silent")
    assert said["index_a"] == said["index_b"] == translate("readout.none")


# The toxin ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", BODIES)
def test_the_toxin_lowers_the_gauge(body):
    without = live(body, 2000, loss=0.35).reading().level
    levels = [live(body, 2000, loss=0.35, toxin=dose).reading().level for dose in (0.4, 0.8, 1.0)]
    assert without > max(levels)
    assert levels == sorted(levels, reverse=True)


def test_a_muscle_is_shown_after_the_toxin():
    dosed = live("arm", 1000, loss=0.35, toxin=0.8)
    body, params = dosed.network.body, dosed.setting.params
    (injected,) = np.flatnonzero(unblocked(params, body) < 1.0)
    assert injected == injected_channel(params, body) == body.channel("triceps")
    drive = np.array(dosed.model.activation)
    assert dosed.activity()[injected] == pytest.approx(0.2 * drive[injected])
    assert (np.delete(dosed.activity(), injected) == np.delete(drive, injected)).all()
    assert dosed.recent()[-1] == pytest.approx(dosed.activity())


# The ready conditions -------------------------------------------------------------------------

LOSSES = [
    (preset.name, preset.body or body)
    for preset in PRESETS.values()
    for body in (BODIES if preset.body is None else [preset.body])
    if any(name.startswith("loss") and value for name, value in preset.changes.items())
    and preset.name not in ("mild", "moderate_touch", "moderate_toxin")  # at the line; relieved
]


@pytest.mark.parametrize(("name", "body"), LOSSES)
def test_a_condition_with_a_loss_is_seen_and_told(name, body):
    found = live(body, 3000, **PRESETS[name].changes)
    quiet = translate("readout.others_quiet")
    assert quiet not in found.reading().sentence
    if body == (PRESETS[name].body or "arm"):
        assert found.reading().level > build_network(body).body.healthy_index


def test_the_neck_is_pulled_out_of_line():
    """The preset of the neck: far from where the same command brings a healthy head."""
    turned = np.degrees(
        live("neck", 3000, **PRESETS["cervical"].changes).model.angle
        - live("neck", 3000).model.angle
    )
    names = [dof.name for dof in build_network("neck").body.dofs]
    tilts = {name: abs(float(by)) for name, by in zip(names, turned, strict=True)}
    assert tilts["tilt of the neck, to the right"] > 15.0
    assert tilts["tilt of the head, to the right"] > 10.0
