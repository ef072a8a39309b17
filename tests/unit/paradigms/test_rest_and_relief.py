"""Rates at rest, and what a touch or stimulation takes away for as long as it is there."""

import pytest

from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.experiments.paradigms.sensory_trick import STARTS_MS, UNFADING
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.paradigm_runs import carried, mean

FREE = "chosen, homeostasis 0"


def test_the_relaxed_network_rests_at_the_rates_of_the_atlas():
    frame = carried("resting_rates", loss=0.0, noise_floor=0.0, noise_slope=0.0)
    for population in build_network("arm").populations:
        rate = mean(frame, "rate", "chosen", population.key)
        assert rate == pytest.approx(population.rest_hz, rel=1e-6, abs=1e-9), population.key


def test_noise_moves_the_rates_of_health_by_less_than_a_tenth():
    frame = carried("resting_rates")
    for population in build_network("arm").populations:
        rate = mean(frame, "rate", "healthy", population.key)
        assert rate == pytest.approx(population.rest_hz, rel=0.1, abs=0.3), population.key


def test_the_loss_is_made_up_for_in_the_thalamus_and_not_in_the_pallidum():
    frame = carried("resting_rates")
    assert mean(frame, "rate_over_healthy", "chosen", "TH") == pytest.approx(1.0, abs=0.02)
    assert mean(frame, "rate_over_healthy", FREE, "TH") > 1.05
    assert mean(frame, "rate_over_healthy", "chosen", "GPI") < 0.95
    without = carried("resting_rates", loss=0.0)
    assert mean(without, "rate_over_healthy", FREE, "GPI") == 1.0


@pytest.mark.parametrize(
    ("name", "condition", "removed"),
    [
        ("sensory_trick", "touch", {"loss_cortex": 1.0, "loss_basal_ganglia": 0.0}),
        ("pallidal_stimulation", "stimulation", {"stimulation_share": 0.0}),
    ],
)
def test_relief_lasts_as_long_as_its_cause_and_as_its_mechanism(name, condition, removed):
    frame = carried(name)
    assert mean(frame, "relief_over_time", condition, -0.5) == 0.0
    during = mean(frame, "relief_over_time", condition, 1.5)
    rows = frame[(frame["measure"] == "relief_over_time") & (frame["condition"] == condition)]
    assert during > 0.2
    assert abs(rows["mean"].iloc[-1]) < 0.1
    run = PARADIGMS[name].run
    base = Params().replace(loss=0.35).replace(**removed)
    less = mean(run(build_network("arm"), base, [1, 2]), "relief_over_time", condition, 1.5)
    assert less < during / 2


def test_a_touch_helps_more_near_than_far_and_less_once_held():
    frame = carried("sensory_trick")
    near, far = (mean(frame, "relief_by_place", "touch", at) for at in ("elbow", "fingers"))
    assert near > far
    faded = carried("sensory_trick", touch_adaptation=0.0)
    held = [mean(f, "relief_over_time", "touch", 7.5) for f in (frame, faded)]
    assert held[0] < held[1] - 0.05


def test_a_held_touch_fades_and_one_that_cannot_does_not():
    frame, name = carried("sensory_trick"), "relief_over_time"
    lost = {
        condition: mean(frame, name, condition, 1.5) - mean(frame, name, condition, 7.5)
        for condition in ("touch", UNFADING)
    }
    assert abs(lost[UNFADING]) < lost["touch"] / 2
    assert mean(frame, name, UNFADING, -0.5) == 0.0


def test_a_touch_works_from_any_start_but_fades_from_its_own():
    frame, unfading = carried("sensory_trick"), carried("sensory_trick", touch_adaptation=0.0)
    starts = [start / 1000.0 for start in STARTS_MS]
    assert min(mean(frame, "relief_by_start", "touch", start) for start in starts) > 0.2
    later = [mean(frame, "relief_later_by_start", "touch", start) for start in starts]
    assert later == sorted(later)
    same = [mean(unfading, "relief_later_by_start", "touch", start) for start in starts]
    assert max(same) - min(same) < (later[-1] - later[0]) / 2


def test_joints_are_turned_only_once_the_hold_has_begun():
    frame = carried("sensory_trick")
    turns = [mean(frame, "turn_before_touch", "untreated", start / 1000.0) for start in STARTS_MS]
    assert turns[-1] > 10 * max(turns[:-1])


def test_no_overflow_has_no_relief():
    frame = carried("pallidal_stimulation", loss=0.0, effort=0.0)
    relief = frame[(frame["measure"] == "relief_over_time") & (frame["at"] > 0)]
    assert (relief["n"] == 0).all()
    assert relief["mean"].isna().all()
