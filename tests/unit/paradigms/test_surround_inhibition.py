"""Shocks to a neighbour of the wanted muscle: answers that change with the movement only."""

import pytest

from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.paradigms.surround_inhibition import REST_MS, answers
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.invalid import invalid
from tests.helpers.paradigm_runs import carried, mean

NAMES = ("cortical_response", "spinal_response")


@pytest.mark.parametrize("name", NAMES)
def test_a_shock_is_answered_and_the_answer_changes_with_the_movement_only(name):
    moving, still = carried("surround_inhibition", seeds=6), carried(
        "surround_inhibition", seeds=6, effort=0.0
    )  # fmt: skip
    assert mean(moving, f"{name}_at_rest", "healthy") > 0.01
    change = [abs(mean(f, name, "healthy", 100.0) - 100.0) for f in (moving, still)]
    assert change[0] > 2 * change[1]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_loss_nothing_differs_from_health(name):
    frame = carried("surround_inhibition", loss=0.0)
    assert mean(frame, name, "chosen - healthy", 200.0) == 0.0


def test_a_body_without_neighbours_is_refused():
    with invalid("body", "chain:1"):
        PARADIGMS["surround_inhibition"].run(build_network("chain:1"), Params(), [1])


def test_the_tested_muscle_may_be_named():
    hand, settings = build_network("hand"), (Params(),)
    usual, wrist, thumb = (
        answers(hand, settings, [1], (REST_MS,), *named)
        for named in ((), ("wrist_flexor",), ("thumb_flexor",))
    )
    assert (usual == wrist).all()
    assert (usual != thumb).any()
    with invalid("muscle", "thumb_bender"):
        answers(hand, settings, [1], (REST_MS,), "thumb_bender")
