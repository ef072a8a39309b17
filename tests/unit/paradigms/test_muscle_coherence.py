"""Fluctuation of muscles in a long hold: together only where something drives both."""

import numpy as np
import pytest

from motorloops.experiments.paradigms.muscle_coherence import (
    REPORTED_HZ,
    SEGMENTS,
    SHIFTED,
    helper_of,
    synergist,
)
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.paradigm_runs import carried, mean

PAIR = "coherence_agonist_antagonist"
LOW = [float(hertz) for hertz in REPORTED_HZ if hertz < 4]


def _coherence(frame, measure=PAIR, condition="chosen"):
    return np.mean([mean(frame, measure, condition, hertz) for hertz in LOW])


def test_a_loss_makes_opponents_fluctuate_together_and_shifting_them_undoes_it():
    frame = carried("muscle_coherence", seeds=4)
    healthy = np.nan_to_num(_coherence(frame, condition="healthy"))  # of a silent opponent: none
    assert _coherence(frame) > healthy + 0.1
    assert _coherence(frame) > 4.0 / SEGMENTS
    rows = frame[frame["condition"] == SHIFTED]
    assert rows["mean"].mean() == pytest.approx(1.0 / SEGMENTS, abs=0.015)


def test_muscles_are_told_at_rest_to_be_silent():
    frame = carried("muscle_coherence", effort=0.0, loss=0.0)
    assert mean(frame, "fluctuation_3_to_12_hz", "chosen", "agonist") < 1e-3
    silent = frame["measure"].str.contains("coherence|share_3|phase|spectrum")
    assert (frame[silent]["n"] == 0).all()


def test_noise_makes_most_of_the_fluctuation_and_little_of_the_pallidal_rate():
    quiet = carried("muscle_coherence", loss=0.0, noise_floor=0.0, noise_slope=0.0)
    loud = carried("muscle_coherence", loss=0.0)
    for name in ("fluctuation_3_to_12_hz", "pallidal_fluctuation_3_to_12_hz"):
        ratio = mean(quiet, name, "chosen", "neighbour") / mean(loud, name, "chosen", "neighbour")
        assert ratio < 0.5
    assert mean(quiet, "pallidal_rate", "chosen", "agonist") == pytest.approx(
        mean(loud, "pallidal_rate", "chosen", "agonist"), rel=0.05
    )


def test_a_phase_is_told_only_where_half_of_the_runs_are_coherent():
    frame = carried("muscle_coherence", seeds=4)
    rows = frame[frame["measure"].str.startswith("phase")]
    assert set(rows["n"]) <= {0, 2, 3, 4}
    assert (rows["mean"].dropna().abs() <= 180.0).all()
    assert rows["mean"].notna().any()


def test_health_has_the_pallidal_rate_of_its_muscle():
    frame = carried("muscle_coherence", loss=0.0)
    rates = {at: mean(frame, "pallidal_rate", "chosen", at) for at in ("agonist", "neighbour")}
    rest = next(p.rest_hz for p in build_network("arm").populations if p.key == "GPI")
    assert rates["agonist"] < rest < rates["neighbour"]
    assert mean(frame, "fluctuation_3_to_12_hz", "chosen - healthy", "agonist") == 0.0


def test_a_muscle_is_helped_by_the_one_with_the_same_levers_and_in_a_task_by_the_next():
    body = build_network("neck").body
    for side in ("left", "right"):
        helper = synergist(body, body.channel(f"splenius_{side}"))
        assert helper == body.channel(f"semispinalis_{side}")
    turn, alone = (Params(task=task, agonist="splenius_right") for task in ("turn_head", ""))
    assert helper_of(turn, body) == body.channel("sternocleidomastoid_left")
    assert helper_of(alone, body) == body.channel("semispinalis_right")


def test_muscles_that_turn_the_head_together_have_a_coherence():
    healthy = carried("muscle_coherence", body="neck", loss=0.0, task="turn_head")
    pairs = healthy[healthy["measure"] == "coherence_agonist_synergist"]
    assert (pairs["n"] > 0).all()


def test_where_no_muscle_helps_no_pair_is_given():
    body = build_network("chain:3").body
    assert synergist(body, 0) is None
    frame = carried("muscle_coherence", body="chain:3")
    rows = frame[frame["measure"].str.contains("synergist")]
    assert (rows["n"] == 0).all()
