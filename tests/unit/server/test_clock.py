"""A clock that falls behind says so in words, not more often than can be read."""

from itertools import pairwise

import pytest

from motorloops.server.components.toolbar import speeds
from motorloops.server.live.pacing import BEHIND, PERIOD_S, SAY_EVERY_S, SPEEDS, Rate
from tests.helpers.fake_view import started


def run(rate: Rate, ms: int, share: float, seconds: float, start: float = 0.0) -> list[str]:
    """What is told at each picture while time runs at a share of what is asked for."""
    apart = PERIOD_S / share
    return [rate.text(start + k * apart, ms) for k in range(int(seconds / apart))]


@pytest.mark.parametrize("ms", SPEEDS.values())
def test_a_clock_in_time_says_nothing(ms):
    assert set(run(Rate(), ms, 1.0, 12)) == {""}
    assert set(run(Rate(), ms, BEHIND + 0.05, 12)) == {""}


@pytest.mark.parametrize("ms", SPEEDS.values())
def test_a_clock_behind_says_how_fast_it_runs(ms):
    told = run(Rate(), ms, 0.5, 12)
    assert "50 %" in told[-1]
    silent = told.index(next(filter(None, told)))
    assert silent * PERIOD_S / 0.5 >= SAY_EVERY_S


def test_words_change_only_every_few_seconds():
    rate = Rate()
    told = []
    for k in range(400):  # each picture takes as long as chance will have it
        told.append(rate.text(k * 0.1 + (k * 7 % 13) * 0.004, 50))
    kept = [k for k in range(1, len(told)) if told[k] != told[k - 1]]
    apart = [(b - a) * 0.1 for a, b in pairwise(kept)]
    assert all(gap > SAY_EVERY_S - 0.2 for gap in apart)


def test_another_speed_or_a_pause_measures_anew():
    rate = Rate()
    run(rate, 50, 0.5, 6)
    assert rate.text(7.0, 150) == ""
    run(rate, 150, 0.5, 6, 7.0)
    rate.begin()
    assert rate.text(20.0, 150) == ""


def test_a_pause_takes_the_words_back():
    runner, view = started()
    runner._behind = "slow"
    runner.toggle_play()
    runner.toggle_play()
    view.acknowledge()
    view.acknowledge()
    assert view.readings[-1]["behind"] == ""


def test_each_speed_has_a_name_and_tells_how_fast_it_is():
    assert len(SPEEDS) >= 4
    words = {speed["value"]: speed["label"] for speed in speeds()}
    assert words["slowest"] == "Slow motion (25 times slower)"
    assert words["normal"] == "Normal (as in real life)"
    assert words["fast"] == "Fast (3 times faster)"
    assert len(set(words.values())) == len(SPEEDS)
