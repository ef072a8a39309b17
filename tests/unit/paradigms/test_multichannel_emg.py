"""Multichannel EMG: who works when one muscle alone is asked to."""

import numpy as np

from motorloops.experiments.paradigms.multichannel_emg import EFFORT
from motorloops.experiments.paradigms.observe import isometric
from motorloops.model.measures import measure_input
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from motorloops.model.timeline import hold
from tests.helpers.paradigm_runs import carried, mean

NAME = "multichannel_emg"
MUSCLES = [muscle.key for muscle in build_network("arm").body.muscles]


def when(muscle: str) -> str:
    return f"activity_when_{muscle}_tries"


def test_the_muscle_that_tries_is_the_most_active_one_in_health():
    frame = carried(NAME, loss=0.0)
    for tried in MUSCLES:
        rows = frame[(frame["measure"] == when(tried)) & (frame["condition"] == "healthy")]
        assert rows["at"].iloc[rows["mean"].argmax()] == tried


def test_a_loss_adds_activity_in_muscles_that_are_not_asked():
    frame = carried(NAME)
    added = [
        mean(frame, when(tried), "chosen - healthy", other)
        for tried in MUSCLES
        for other in MUSCLES
        if other != tried
    ]
    assert np.mean(added) > 0.01
    assert np.mean(np.array(added) < -0.01) < 0.1


def test_the_figures_are_those_of_a_held_limb():
    frame = carried(NAME, seeds=1, loss=0.5)
    levers = Params().replace(loss=0.5, effort=EFFORT, agonist="triceps")
    run = simulate(levers, hold(), [1], isometric(build_network("arm")))
    level = measure_input(run).level[:, 0]
    found = [mean(frame, when("triceps"), at=muscle) for muscle in MUSCLES]
    assert found == level.tolist()


def test_more_muscles_than_twelve_are_recorded_but_do_not_try():
    frame = carried(NAME, body="neck", seeds=1)
    rows = frame[frame["condition"] == "chosen"]
    assert len(rows[rows["measure"] == "activity_at_rest"]) == 14
    assert len(rows[rows["measure"] == "onset"]) == 12
