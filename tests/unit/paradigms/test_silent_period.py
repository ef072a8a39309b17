"""The silent period: told right of courses drawn by hand, and of a limb that is held."""

import numpy as np
import pytest

from motorloops.experiments.paradigms.silent_period import EFFORTS, UNITS, silence
from tests.helpers.paradigm_runs import carried, mean

NAME = "silent_period"


def told(course: list[float], unshocked: float = 0.2) -> dict[str, float]:
    given = np.repeat(course, 10)[:, None]  # stretches of 20 ms
    figures = silence(given, np.full(given.shape, unshocked))
    return dict(zip(UNITS, figures[:, 0].tolist(), strict=True))


def test_a_silent_period_is_told_right():
    figures = told([0.2, 0.5, 0.3, 0.09, 0.02, 0.15, 0.01])
    assert figures == pytest.approx({
        "evoked_response": 0.3, "silenced": 1.0, "silent_period": 40.0, "silence_begins": 60.0,
        "lowest_rate": 5.0,
    })  # fmt: skip


def test_a_pause_before_the_answer_is_none_and_one_to_the_end_ends_there():
    assert told([0.01, 0.5, 0.2, 0.2])["silenced"] == 0.0
    assert told([0.2, 0.5, 0.01, 0.01])["silent_period"] == 40.0


@pytest.mark.parametrize(("course", "unshocked"), [([0.2, 0.5, 0.11, 0.2], 0.2), ([0.0, 0.5], 0.0)])
def test_without_one_there_is_no_value(course, unshocked):
    figures = told(course, unshocked)
    assert figures["silenced"] == 0.0
    assert np.isnan(figures["silent_period"])
    assert np.isnan(figures["silence_begins"])
    assert np.isnan(figures["lowest_rate"]) == (unshocked == 0.0)


def test_a_stronger_shock_is_answered_more():
    frame = carried(NAME, loss=0.0)
    answers = [mean(frame, "evoked_response", "healthy", s) for s in (0.5, 1.0, 2.0, 4.0)]
    assert answers == sorted(answers)
    assert answers[0] > 0.0


def test_a_held_limb_gives_its_spindles_no_twitch_to_report():
    frame = carried(NAME, loss=0.0, proprioceptive_gain=0.0)
    for effort in EFFORTS:
        felt, numb = (
            mean(frame, "lowest_rate_by_effort", name, effort) for name in ("healthy", "chosen")
        )
        assert felt == pytest.approx(numb, abs=2.0)


def test_without_a_loss_nothing_differs_from_health():
    frame = carried(NAME, loss=0.0)
    differences = frame[frame["condition"] == "chosen - healthy"]["mean"].dropna()
    assert len(differences) > 8
    assert (differences == 0.0).all()
