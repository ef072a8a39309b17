"""The conditioned reflex: inhibited early, through the spinal cord and nothing else."""

import pytest

from tests.helpers.paradigm_runs import carried, mean

REFLEX = "conditioned_reflex"


def test_health_inhibits_and_a_lossy_spine_less():
    frame = carried("reciprocal_inhibition")
    assert mean(frame, REFLEX, "healthy", 5.0) < 60.0
    assert mean(frame, REFLEX, "chosen - healthy", 5.0) > 5.0


def test_without_spinal_inhibition_there_is_none():
    frame = carried("reciprocal_inhibition", loss=0.0, loss_spinal=1.0)
    assert mean(frame, REFLEX, "chosen", 5.0) == pytest.approx(100.0, abs=1.0)


def test_a_loss_elsewhere_leaves_it_and_the_test_reflex_stays_as_large():
    frame = carried("reciprocal_inhibition", loss=0.0, loss_cerebellum=1.0)
    assert mean(frame, REFLEX, "chosen - healthy", 5.0) == pytest.approx(0.0, abs=3.0)
    healthy, chosen = (mean(frame, "test_reflex", name) for name in ("healthy", "chosen"))
    assert chosen == pytest.approx(healthy, rel=0.1)


def test_a_loss_in_the_basal_ganglia_weakens_it_by_way_of_the_pallidum():
    frame = carried("reciprocal_inhibition", loss=0.0, loss_basal_ganglia=1.0)
    assert mean(frame, REFLEX, "chosen - healthy", 100.0) > 1.0


def test_a_held_limb_gives_its_spindles_no_twitch_to_report():
    frame = carried("reciprocal_inhibition", loss=0.0, proprioceptive_gain=0.0)
    for interval in (75.0, 100.0, 200.0):
        felt, numb = (mean(frame, REFLEX, name, interval) for name in ("healthy", "chosen"))
        assert felt == pytest.approx(numb, abs=2.0)
