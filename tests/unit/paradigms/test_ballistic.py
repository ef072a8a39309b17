"""Bursts found in signals with known answers, and what a lost brake does to a brisk movement."""

import numpy as np

from motorloops.experiments.paradigms.ballistic import burst
from tests.helpers.paradigm_runs import carried, mean


def test_a_burst_is_found_where_it_was_put():
    time = np.arange(400)
    bell = 0.8 * np.exp(-((time - 150) ** 2) / (2 * 20.0**2))  # half of its peak for 2.355 x 20 ms
    weak = np.full(400, 0.01)
    endless = np.where(time < 30, 0.0, 0.6)
    later = np.where((time >= 20) & (time < 60), 0.2, 0.0) + np.where(time > 200, 0.9, 0.0)
    onset, duration, peak = burst(np.stack([bell, weak, endless, later], axis=1))
    assert abs(onset[0] - (150 - 20 * np.sqrt(2 * np.log(0.8 / 0.05)))) <= 1
    assert abs(duration[0] - 47.1) <= 1.5
    assert np.isnan([onset[1], duration[1]]).all()
    np.testing.assert_array_equal([onset[2], duration[2]], [30, 370])
    np.testing.assert_array_equal([onset[3], duration[3]], [20, 40])
    np.testing.assert_allclose(peak, [0.8, 0.01, 0.6, 0.2])


def test_health_is_faster_with_more_effort():
    fast, slow = (mean(carried("ballistic"), "top_speed", "healthy", at) for at in ("fast", "slow"))
    assert fast > 1.2 * slow


def test_lost_inhibition_brings_the_opponent_in_early_and_slows_the_movement():
    frame = carried("ballistic")
    difference = "chosen - healthy"
    assert mean(frame, "overlap", difference, "fast") > 0.1
    assert mean(frame, "antagonist_onset", difference, "fast") < 0.0
    assert mean(frame, "top_speed", difference, "fast") < 0.0
    healthy = carried("ballistic", loss=0.0)
    assert mean(healthy, "top_speed", difference, "fast") == 0.0
