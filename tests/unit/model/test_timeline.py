"""Timelines: what each timeline asks for and when, and what is no timeline."""

from itertools import pairwise

import numpy as np
import pytest

from motorloops.model.errors import InputError
from motorloops.model.timeline import (
    LATER_MS,
    TIMELINES,
    Course,
    Phase,
    Timeline,
    compiled_course,
    hold,
    reach,
    rest,
    tap,
)
from tests.helpers.invalid import invalid


def commands(timeline: Timeline) -> list[tuple[int, int, float]]:
    return [(start, end, phase.command) for phase, start, end in timeline.spans()]


def test_hold_rests_tries_and_relaxes() -> None:
    timeline = hold()
    assert (timeline.name, timeline.duration_ms) == ("hold", 2300)
    assert commands(timeline) == [(0, 300, 0.0), (300, 1300, 1.0), (1300, 2300, 0.0)]
    assert timeline.trying() == (300, 1300)
    assert commands(hold(1.0, rest_s=0.1, hold_s=0.2)) == [
        (0, 100, 0.0), (100, 300, 1.0), (300, 1000, 0.0),
    ]  # fmt: skip


def test_rest_never_tries() -> None:
    assert commands(rest(0.5)) == [(0, 500, 0.0)]
    assert rest(0.5).trying() == (500, 500)


def test_tap_repeats_at_its_rate_and_ends_relaxed() -> None:
    spans = commands(tap(5.0, rate_hz=2.0))
    tries = [(start, end) for start, end, command in spans if command]
    assert [start for start, _ in tries] == list(range(300, 4000, 500))
    assert {end - start for start, end in tries} == {250}
    assert spans[-1][1:] == (5000, 0.0)
    assert spans[-1][0] <= 4250


def test_reach_is_brisk_then_weak_then_relaxed() -> None:
    assert commands(reach()) == [
        (0, 300, 0.0), (300, 450, 1.0), (450, 1300, 0.5), (1300, 3000, 0.0),
    ]  # fmt: skip
    assert reach().trying() == (300, 1300)


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("seconds", [0.0004, 0.2, 0.31, 1.0, 7.5])
def test_a_protocol_of_any_length_covers_exactly_its_time(name: str, seconds: float) -> None:
    timeline = TIMELINES[name](seconds)
    assert timeline.name == name
    assert timeline.duration_ms == max(1, round(1000 * seconds))
    spans = timeline.spans()
    assert spans[0][1] == 0
    assert spans[-1][2] == timeline.duration_ms
    assert all(one[2] == other[1] for one, other in pairwise(spans))
    assert all(end > start for _, start, end in spans)


def test_trying_spans_the_first_to_the_last_command() -> None:
    phases = (Phase(0), Phase(10, 0.2), Phase(20), Phase(30, 1.0), Phase(40), Phase(90, 1.0))
    assert Timeline("twice", 80, phases).trying() == (10, 40)
    assert Timeline("cut", 35, phases).trying() == (10, 35)


@pytest.mark.parametrize("seconds", [0, -1, 3601, float("nan"), float("inf")])
@pytest.mark.parametrize("name", TIMELINES)
def test_a_wrong_duration_is_refused(name: str, seconds: float) -> None:
    with invalid("seconds", seconds):
        TIMELINES[name](seconds)


@pytest.mark.parametrize("starts", [(), (5,), (0, 10, 10), (0, 20, 10)])
def test_phases_start_at_zero_and_rise(starts: tuple[int, ...]) -> None:
    with invalid("phases"):
        Timeline("wrong", 100, tuple(Phase(at) for at in starts))


def test_a_phase_checks_its_levers_and_lesions_at_once() -> None:
    with pytest.raises(InputError, match='did you mean "stress"'):
        Phase(0, levers={"stres": 0.1})
    with invalid("effort", 2):
        Phase(0, levers={"effort": 2})
    for share in (-0.1, 1.1, float("nan")):
        with invalid("lesion of GPI/biceps"):
            Phase(0, lesions={"GPI/biceps": share})


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, 21.0, float("nan")])
def test_a_tap_has_a_rate_that_a_person_could_have(rate_hz: float) -> None:
    with invalid("rate_hz", rate_hz):
        tap(rate_hz=rate_hz)


def test_a_stimulus_is_finite() -> None:
    with invalid("stimulus to M1/biceps"):
        Phase(0, stimuli={"M1/biceps": float("nan")})


def test_levers_may_change_once_the_person_has_relaxed() -> None:
    changed = hold(3.0).changed({"loss": 0.2})
    (*same, later) = changed.phases
    assert (tuple(same), changed.duration_ms) == (hold(3.0).phases, 3000)
    assert (later.at_ms, later.command, later.levers) == (1300 + LATER_MS, 0.0, {"loss": 0.2})
    assert hold(3.0).changed({}) == hold(3.0)


@pytest.mark.parametrize("name", TIMELINES)
@pytest.mark.parametrize("seconds", [0.2, 0.31, 1.0, 7.5, 60.0])
def test_the_compiled_course_is_that_of_the_timeline(name: str, seconds: float) -> None:
    """As the engine in the browser uses it."""
    kind, timeline = list(TIMELINES).index(name), TIMELINES[name](seconds)
    options = {"hold": (0.3, 1.0), "tap": (2.0, 0.0)}.get(name, (0.0, 0.0))
    course = Course(
        np.zeros(300, np.int64), np.zeros(300), np.zeros(6, np.int64), np.zeros(60_000, np.int64)
    )
    compiled_course()(kind, np.array([seconds, *options]), course)
    count, duration, on, _, off, later = course.moments.tolist()
    assert (duration, on, off) == (timeline.duration_ms, *timeline.trying())
    assert later == off + LATER_MS
    phases = list(zip(course.start[:count].tolist(), course.command[:count].tolist(), strict=True))
    assert phases == [(phase.at_ms, phase.command) for phase in timeline.phases]
    assert course.times[:duration].tolist() == list(range(1, duration + 1))
