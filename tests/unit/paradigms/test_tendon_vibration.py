"""Tendon vibration: a reflex by the cord, a feeling by the map, and each without the other."""

import pytest

from motorloops.experiments.paradigms.tendon_vibration import STRENGTHS
from tests.helpers.paradigm_runs import carried, mean

NAME = "tendon_vibration"
STATES = ("at_rest", "holding")
REFLEX, FELT, OPPONENT = (
    f"change_of_{name}_" for name in ("vibrated_muscle", "sensory_cortex", "opponent")
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", [REFLEX, FELT])
def test_the_stronger_the_vibration_the_more_comes_of_it(state, name):
    told = [mean(carried(NAME), name + state, "healthy", at) for at in STRENGTHS]
    assert told == sorted(told)
    assert told[-1] > 0.0


@pytest.mark.parametrize(
    ("state", "left"),
    [("at_rest", 0.6), ("holding", 0.5)],  # a part of it goes through cortex
)
def test_a_blurred_map_takes_the_feeling_and_leaves_the_reflex(state, left):
    frame = carried(NAME, loss=0.0, map_overlap=1.0)
    felt, blurred = (mean(frame, FELT + state, name, 0.8) for name in ("healthy", "chosen"))
    reflex, other = (mean(frame, REFLEX + state, name, 0.8) for name in ("healthy", "chosen"))
    assert blurred < felt / 5.0
    assert other > reflex * left


@pytest.mark.parametrize("state", STATES)
def test_a_healthy_opponent_stays_out(state):
    assert mean(carried(NAME), OPPONENT + state, "healthy", 0.8) <= 0.0


def test_without_a_loss_nothing_differs_from_health_whatever_the_effort_lever():
    frame = carried(NAME, loss=0.0, effort=0.9)
    assert (frame[frame["condition"] == "chosen - healthy"]["mean"] == 0.0).all()


def test_a_free_joint_turns_further_the_stronger_the_vibration():
    measure = "change_of_turn_of_free_joint_at_rest"
    turns = [mean(carried(NAME), measure, "healthy", at) for at in STRENGTHS]
    assert turns == sorted(turns)
    assert turns[-1] > 1.0
