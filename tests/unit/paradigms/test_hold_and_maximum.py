"""Holding and trying hard: what a loss of inhibition changes, and what it takes away again."""

import pytest

from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import load_body
from tests.helpers.paradigm_runs import carried, mean

DIFFERENCE = "chosen - healthy"


@pytest.mark.parametrize("name", ["hold_and_release", "maximal_contraction"])
def test_without_a_loss_nothing_differs_from_health(name):
    frame = carried(name, loss=0.0)
    same = frame[frame["condition"] == DIFFERENCE]
    assert len(same)
    assert (same["mean"] == 0.0).all()


def test_the_muscles_that_join_are_the_near_ones():
    frame = carried("hold_and_release")
    near, next_joint, far = (mean(frame, "activity_by_distance", at=d) for d in (0.0, 1.0, 2.0))
    assert near > next_joint > far


def test_each_muscle_is_tried_and_strength_falls_as_opponents_join_in():
    frame = carried("maximal_contraction")
    strength = frame[frame["measure"] == "strength_over_healthy"]
    assert len(strength) == len(load_body("arm", load_atlas()).muscles)
    severe = carried("maximal_contraction", loss=0.6)
    assert mean(severe, "mean_strength_over_healthy") < 0.9
    for muscle in ("biceps", "finger_flexor"):
        assert mean(frame, "co_contraction_index", DIFFERENCE, muscle) > 0.0
    healthy = carried("maximal_contraction", loss=0.0)
    assert mean(healthy, "mean_strength_over_healthy") == 1.0


def test_toxin_weakens_the_muscle_that_is_injected_and_no_other():
    frame = carried("maximal_contraction", loss=0.0, toxin=0.8, toxin_muscle="triceps")
    assert mean(frame, "strength_over_healthy", at="triceps") < 0.5
    assert mean(frame, "strength_over_healthy", at="wrist_flexor") == pytest.approx(1.0, abs=0.1)
