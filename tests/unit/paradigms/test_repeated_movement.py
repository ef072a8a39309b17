"""Twenty taps: overflow grows only where links do, and only a body with sides has a mirror."""

import numpy as np
import pytest

from motorloops.experiments.paradigms.repeated_movement import (
    EVERY_MS,
    LIMIT,
    PLASTIC,
    TAP_MS,
    TAPPING,
    TAPS,
    by_tap,
    growth,
    mirror_channel,
    share_above,
)
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate
from tests.helpers.paradigm_runs import carried, mean


def test_each_tap_is_averaged_from_its_command_to_the_next():
    starts = [phase.at_ms for phase in TAPPING.phases if phase.command > 0.0]
    assert starts == [300 + TAP_MS * k for k in range(TAPS)]
    trajectory = simulate(Params(), TAPPING, [1], "chain:2", every_ms=EVERY_MS)
    inside = (trajectory.time_ms > starts[3]) & (trajectory.time_ms <= starts[4])
    expected = trajectory.activation[inside].mean(axis=0)
    assert by_tap(trajectory)[3] == pytest.approx(expected)


def test_taps_are_counted_and_their_growth_told():
    activity = np.linspace(0.0, 2 * LIMIT, TAPS)[:, None] * [1.0, 0.0]
    assert share_above(activity) == pytest.approx([0.5, 0.0])
    assert growth(activity) == pytest.approx([2 * LIMIT * 15 / 19, 0.0])
    assert np.isnan(share_above(np.full((TAPS, 1), np.nan))).all()


def test_overflow_builds_up_only_with_plasticity():
    frame = carried("repeated_movement")
    still, plastic = (mean(frame, "growth_of_overflow", f"chosen{end}") for end in ("", PLASTIC))
    first = mean(frame, "overflow_by_tap", "chosen", 1.0)
    assert first > mean(frame, "overflow_by_tap", "healthy", 1.0)
    assert abs(still) < first / 4
    assert plastic > 4 * abs(still)
    forgot = carried("repeated_movement", hebb_threshold=1.0)
    assert abs(mean(forgot, "growth_of_overflow", f"chosen{PLASTIC}")) < first / 4


def test_without_effort_no_tap_overflows():
    frame = carried("repeated_movement", effort=0.0)
    assert mean(frame, "taps_with_overflow") == 0.0
    assert mean(frame, "taps_with_overflow") < mean(
        carried("repeated_movement"), "taps_with_overflow"
    )


def test_activity_falls_with_distance():
    frame = carried("repeated_movement")
    activity = [mean(frame, f"activity_{d}_joints_away", "chosen", 1.0) for d in range(3)]
    assert activity == sorted(activity, reverse=True)


def test_only_a_body_with_sides_has_a_mirror():
    arm, neck = (build_network(name).body for name in ("arm", "neck"))
    assert {mirror_channel(arm, c) for c in range(len(arm.muscles))} == {None}
    for channel, muscle in enumerate(neck.muscles):
        other = mirror_channel(neck, channel)
        assert other is not None
        assert mirror_channel(neck, other) == channel
        assert neck.muscles[other].group == muscle.group
        assert neck.muscles[other].side != muscle.side
    assert not carried("repeated_movement")["measure"].str.contains("mirror").any()
    frame = carried("repeated_movement", body="neck", seeds=2)
    assert mean(frame, "mirror_activity_by_tap", "chosen", 1.0) > 0.0
    assert 0.0 <= mean(frame, "taps_with_mirror_activity") <= 1.0
