"""Paired cortical shocks: inhibited early by cortex; no twitch of a held limb is felt later."""

import pytest

from motorloops.experiments.paradigms.paired_pulse_inhibition import EFFORT, shock_to, shocked
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.paradigm_runs import carried, mean

NAME = "paired_pulse_inhibition"
EARLY, LATE = "short_interval_at_rest", "long_interval_at_rest"


def test_a_weak_shock_inhibits_through_the_cortex_and_nothing_else():
    frame = carried(NAME, loss=0.0, loss_cortex=1.0)
    assert mean(frame, EARLY, "healthy", 5.0) < 95.0
    assert mean(frame, EARLY, "chosen", 5.0) == pytest.approx(100.0, abs=0.5)
    elsewhere = carried(NAME, loss=0.0, loss_basal_ganglia=1.0, loss_cerebellum=1.0)
    change = mean(elsewhere, EARLY, "chosen - healthy", 5.0)
    assert abs(change) < (100.0 - mean(frame, EARLY, "healthy", 5.0)) / 2.0


def test_a_graded_loss_in_the_cortex_takes_a_part_of_it():
    shares = [mean(carried(NAME, loss=loss), EARLY, "chosen", 5.0) for loss in (0.0, 0.35, 0.7)]
    assert shares == sorted(shares)


def test_a_held_limb_gives_its_spindles_no_twitch_to_report():
    frame = carried(NAME, loss=0.0, proprioceptive_gain=0.0)
    for interval in (100.0, 150.0, 200.0):
        felt, numb = (mean(frame, LATE, name, interval) for name in ("healthy", "chosen"))
        assert felt == pytest.approx(numb, abs=1.0)


def test_without_a_loss_nothing_differs_from_health_whatever_the_effort_lever():
    frame = carried(NAME, loss=0.0, effort=0.9)
    differences = frame[frame["condition"] == "chosen - healthy"]["mean"]
    assert (differences == 0.0).all()
    usual = PARADIGMS[NAME].run(build_network("arm"), Params(effort=EFFORT), [1, 2, 3])
    assert usual["mean"].equals(frame["mean"])


def test_shocks_that_overlap_add_up():
    timeline = shocked({10: shock_to("biceps", 1.0), 12: {"INH/biceps": 0.5}}, 1.0, 30)
    given = {phase.at_ms: dict(phase.stimuli) for phase in timeline.phases}
    assert given == {
        0: {},
        10: {"M1/biceps": 1.0, "INH/biceps": 1.0},
        12: {"M1/biceps": 1.0, "INH/biceps": 1.5},
        15: {"INH/biceps": 0.5},
        17: {},
    }
    assert {phase.command for phase in timeline.phases} == {1.0}
