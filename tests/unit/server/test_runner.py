"""One visitor's simulation: starts paused, obeys the levers, and refuses nonsense in one line."""

import numpy as np
import pytest

from motorloops.model.params import Params
from motorloops.server.live.commands import STEP_MS
from tests.helpers.fake_view import started


def test_it_starts_paused_at_time_zero():
    runner, view = started()
    assert not runner.shown.playing
    assert len(view.frames) == 1
    assert view.time_ms == 0


def test_a_step_moves_on_and_pauses():
    runner, view = started()
    runner.toggle_play()
    view.acknowledge()
    runner.step()
    view.acknowledge()
    assert view.time_ms == STEP_MS
    assert not runner.shown.playing


def test_reset_gives_the_same_run_again():
    runner, view = started()
    runs = []
    for _ in range(2):
        for _ in range(5):
            runner.step()
            view.acknowledge()
        runs.append(np.array(runner.model.rate))
        runner.reset()
        view.acknowledge()
        assert view.time_ms == 0
    np.testing.assert_array_equal(*runs)


def test_other_noise_gives_another_run():
    runner, _ = started()
    runner.step()
    first = np.array(runner.model.rate)
    runner.new_seed()
    runner.step()
    assert runner.shown.seed == 2
    assert not np.array_equal(first, runner.model.rate)


def test_levers_act_while_it_runs():
    runner, view = started()
    before = view.strengths.copy()
    runner.set_lever("loss_cortex", 0.5)
    view.acknowledge()
    assert runner.model.params.loss_cortex == 0.5
    assert (view.strengths < before).any()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss_cortex", 1.5), ("loss_cortex", -0.1), ("loss_cortex", float("nan")),
        ("loss_cortex", float("inf")), ("loss_cortex", "much"), ("loss_cortex", None),
        ("loss_cortex", True), ("loss_cortx", 0.5), ("agonist", "bicep"), ("agonist", 3),
        ("touch_site", "knee"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_and_changes_nothing(name, value):
    runner, _ = started()
    runner.set_lever(name, value)
    assert "\n" not in runner.shown.problem
    assert "not allowed" in runner.shown.problem
    assert runner.shown.params == Params() == runner.model.params
    runner.set_lever("effort", 0.5)
    assert runner.shown.problem == ""


@pytest.mark.parametrize("call", ["set_body", "set_speed", "load_preset"])
def test_a_wrong_name_is_told(call):
    runner, _ = started()
    before = runner.shown
    getattr(runner, call)("nonsense")
    assert "nonsense" in runner.shown.problem
    assert runner.shown.body == before.body
    assert runner.shown.params == before.params


def test_touch_toggles():
    runner, _ = started()
    runner.toggle_touch()
    assert runner.shown.touching
    assert runner.model.params.touch == 1
    runner.toggle_touch()
    assert not runner.shown.touching


def test_trying_and_relaxing():
    runner, view = started()
    runner.try_to_move(False)
    assert runner.model.command == 0
    view.acknowledge()
    assert view.last[2] == 0
    runner.reset()
    assert runner.model.command == 0  # a reset keeps what the person does


def test_a_new_body_starts_anew_and_forgets_muscles():
    runner, view = started()
    runner.set_lever("agonist", "triceps")
    runner.set_lever("stress", 0.5)
    runner.select("muscle:triceps")
    runner.step()
    runner.set_body("neck")
    assert runner.shown.params == Params().replace(stress=0.5)
    assert runner.shown.selected == ""
    assert runner.model.time_ms == 0
    assert len(view.spec["muscles"]) == len(runner.model.network.body.muscles)


def test_a_population_is_switched_off_until_it_is_restored():
    runner, view = started()
    thalamus = runner.model.network.nodes_of("TH")
    runner.lesion("TH", 1.0)
    view.acknowledge()
    assert (runner.model.coefficients.keep[thalamus] == 0).all()
    assert (view.strengths == 0).any()
    runner.reset()
    assert (runner.model.coefficients.keep[thalamus] == 0).all()  # a reset keeps what was done
    runner.lesion("TH", 0.0)
    assert runner.shown.lesions == {}
    assert (runner.model.coefficients.keep[thalamus] == 1).all()


def test_a_preset_restores_what_was_switched_off():
    runner, _ = started()
    runner.lesion("GPI", 0.5)
    runner.load_preset("healthy")
    assert runner.shown.lesions == {}
    assert (runner.model.coefficients.keep == 1).all()


@pytest.mark.parametrize(("population", "share"), [("GPX", 0.5), ("GPI", 2.0), ("GPI", -1.0)])
def test_a_lesion_that_makes_no_sense_is_told(population, share):
    runner, _ = started()
    runner.lesion(population, share)
    assert "not allowed" in runner.shown.problem
    assert runner.shown.lesions == {}


def test_undo_goes_back_step_by_step():
    runner, _ = started()
    assert not runner.shown.undoable
    seen = [runner.shown.setting]
    for act in (
        lambda: runner.set_lever("stress", 0.5),
        lambda: runner.lesion("TH", 0.5),
        lambda: runner.set_body("neck"),
        lambda: runner.load_preset("severe"),
    ):
        act()
        seen.append(runner.shown.setting)
    for before in reversed(seen[:-1]):
        assert runner.shown.undoable
        runner.undo()
        assert runner.shown.setting == before
        assert runner.model.params == before.params
        assert runner.model.network.body.name == before.body
    assert not runner.shown.undoable
    runner.undo()  # nothing is left, nothing happens
    assert runner.shown.setting == seen[0]


def test_one_drag_is_undone_as_one():
    runner, _ = started()
    for step in range(10):
        runner.set_lever("stress", step / 10)
    runner.undo()
    assert runner.shown.params == Params()


def test_a_refused_value_leaves_nothing_to_undo():
    runner, _ = started()
    runner.set_lever("stress", 7)
    runner.set_body("moon")
    assert not runner.shown.undoable


def test_selecting_twice_lets_go():
    runner, view = started()
    runner.select("population:GPI")
    assert view.selected == "population:GPI"
    runner.select("population:GPI")
    assert view.selected == ""


@pytest.mark.parametrize(
    "message",
    [
        {}, {"type": "nonsense"}, {"type": "select"}, {"type": "select", "node": "muscle:<b>"},
        {"type": "key", "action": "quit"}, {"type": "key", "action": []}, {"type": "ack"},
        {"type": "ack", "seq": "x"},
    ],
)  # fmt: skip
def test_what_a_browser_makes_up_is_ignored(message):
    runner, view = started()
    before = runner.shown
    view.say(**message)
    assert runner.shown == before


def test_keys_do_what_buttons_do():
    runner, view = started()
    view.say(type="key", action="play")
    assert runner.shown.playing
    assert view.playing
    view.say(type="key", action="touch")
    assert runner.shown.touching


def test_sessions_do_not_share():
    (one, _), (other, _) = started(), started()
    one.set_lever("stress", 1)
    one.step()
    assert other.shown.params == Params()
    assert other.model.time_ms == 0
