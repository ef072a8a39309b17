"""Afferent block: what the spindles of a muscle add, and that no more than this is taken away."""

import pytest

from motorloops.experiments.paradigms.afferent_block import SHARES
from motorloops.experiments.paradigms.lever_steps import MEASURED
from tests.helpers.paradigm_runs import carried, mean

NAME = "afferent_block"
INDEX = "co_contraction_index"


def test_a_block_of_the_overactive_opponent_relieves_and_of_the_wanted_muscle_does_not():
    frame = carried(NAME)
    opponent, wanted = (
        mean(frame, f"change_of_{INDEX}_{blocked}_blocked", at=1.0)
        for blocked in ("opponent", "wanted")
    )
    assert opponent < 0.0
    assert wanted > opponent / 2.0
    told = [mean(frame, f"{INDEX}_opponent_blocked", at=share) for share in SHARES]
    assert told == sorted(told, reverse=True)


def test_the_wanted_muscle_keeps_its_activity():
    frame = carried(NAME)
    for blocked in ("opponent", "wanted"):
        activity = [mean(frame, f"agonist_activation_{blocked}_blocked", at=s) for s in (0.0, 1.0)]
        assert activity[1] == pytest.approx(activity[0], rel=0.2)


@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.parametrize("condition", ["healthy", "chosen"])
def test_with_nothing_blocked_it_is_the_hold_task(name, condition):
    frame, calm = carried(NAME), mean(carried("stress"), name, condition, 0.0)
    for blocked in ("opponent", "wanted"):
        assert mean(frame, f"{name}_{blocked}_blocked", condition, 0.0) == calm


def test_without_a_loss_nothing_differs_from_health():
    frame = carried(NAME, loss=0.0)
    assert (frame[frame["condition"] == "chosen - healthy"]["mean"] == 0.0).all()
