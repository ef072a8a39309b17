"""Effort, stress and two treatments, step by step: what turns with the lever, and what does not."""

import pytest

from tests.helpers.paradigm_runs import carried, mean


def test_more_effort_spreads_only_where_inhibition_is_lost():
    frame = carried("graded_effort")
    spread = [mean(frame, "overflow", at=effort) for effort in (0.15, 0.25, 0.4, 0.6)]
    assert spread == sorted(spread)
    assert mean(frame, "overflow", "chosen - healthy", 0.6) > 0.05
    unspread = carried("graded_effort", loss=0.0)
    assert mean(unspread, "overflow", at=1.0) < 0.01


def test_stress_changes_nothing_once_its_mechanism_is_gone():
    assert mean(carried("stress"), "change_of_overflow", at=1.0) > 0.0
    still = carried("stress", stress_gain=0.0, stress_bias=0.0, noise_stress=0.0)
    assert mean(still, "change_of_overflow", at=1.0) == 0.0


def test_the_drug_acts_through_the_striatum_alone():
    assert mean(carried("anticholinergic"), "change_of_overflow", at=1.0) < 0.0
    without = carried("anticholinergic", anticholinergic_gain=0.0)
    assert mean(without, "change_of_co_contraction_index", at=1.0) == 0.0


def test_toxin_takes_the_pull_of_its_muscle_and_frees_the_movement():
    frame = carried("botulinum_toxin")
    assert mean(frame, "pull_of_injected_muscle", at=0.0) > 0.1
    assert mean(frame, "pull_of_injected_muscle", at=1.0) == 0.0
    assert mean(frame, "change_of_task_turn", at=0.8) > 0.0


def test_toxin_in_the_wanted_muscle_weakens_the_movement():
    frame = carried("botulinum_toxin", toxin_muscle="biceps")
    assert mean(frame, "change_of_task_turn", at=0.8) < 0.0


def test_a_lever_that_the_paradigm_turns_is_not_left_where_the_preset_had_it():
    calm, tense = (carried("stress", stress=level) for level in (0.0, 0.5))
    assert mean(calm, "overflow", at=0.0) == pytest.approx(mean(tense, "overflow", at=0.0))
