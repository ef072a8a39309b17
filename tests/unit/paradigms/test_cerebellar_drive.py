"""Bursts to the cerebellar nuclei at an unchanged mean: what they do, they do by their pattern."""

import pytest

from motorloops.experiments.paradigms import cerebellar_drive
from motorloops.experiments.paradigms.cerebellar_drive import (
    BURSTS_HZ,
    COMMAND_MS,
    DRIVE_MS,
    END_MS,
    PUSH,
    REGULAR,
    drive,
)
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.paradigm_runs import carried, mean

NODES: tuple[str, ...] = ("DCN/biceps", "DCN/triceps")
SLOW = BURSTS_HZ[0]


@pytest.mark.parametrize("bursts", [REGULAR, *BURSTS_HZ])
def test_every_pattern_has_the_same_mean_push(bursts):
    pushed = dict.fromkeys(NODES, 0.0)
    trying = set()
    for phase, start, end in drive(NODES, bursts).spans():
        trying |= {start} if phase.command else set()
        for node, push in phase.stimuli.items():
            pushed[node] += push * (end - start)
    assert min(trying) == COMMAND_MS
    for total in pushed.values():
        assert total == pytest.approx(PUSH * (END_MS - DRIVE_MS), rel=0.05)


def test_bursts_keep_the_mean_rate_of_the_nuclei():
    frame = carried("cerebellar_drive")
    for when in ("at_rest", "in_hold"):
        rows = frame[frame["measure"] == f"change_of_nuclear_rate_{when}"]
        assert len(rows) == 3 * len(BURSTS_HZ)
        assert rows["mean"].abs().max() < 10.0


def test_bursts_shake_muscles_more_than_an_even_push_does_even_in_health():
    frame = carried("cerebellar_drive")
    for condition in ("healthy", "chosen"):
        for when in ("at_rest", "in_hold"):
            name = f"change_of_muscle_fluctuation_{when}"
            slow, fast = (mean(frame, name, condition, at) for at in (4.0, BURSTS_HZ[-1]))
            assert slow > max(fast, 0.0)


def test_more_rate_alone_adds_less_than_bursts_do(monkeypatch):
    frame = carried("cerebellar_drive")
    monkeypatch.setattr(cerebellar_drive, "PUSH", 1.2 * PUSH)
    network, base = build_network("arm"), Params().replace(loss=0.35)
    more = PARADIGMS["cerebellar_drive"].run(network, base, [1, 2, 3])

    def gain(other, name, at):
        return mean(other, name, "chosen", at) - mean(frame, name, "chosen", REGULAR)

    rate, index = "nuclear_rate_in_hold", "co_contraction_index"
    assert gain(more, rate, REGULAR) > gain(frame, rate, SLOW)
    assert gain(more, index, REGULAR) < gain(frame, index, SLOW)


def test_without_the_thalamus_bursts_reach_no_muscle():
    whole, cut = carried("cerebellar_drive"), carried("cerebellar_drive", lesion_thalamus=1.0)
    for name in ("change_of_muscle_fluctuation_in_hold", "change_of_co_contraction_index"):
        assert abs(mean(cut, name, "chosen", SLOW)) < mean(whole, name, "chosen", SLOW) / 10
