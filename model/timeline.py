"""Timelines: the person's commands during a run, and the changes of levers, stimuli and lesions.

A :class:`Timeline` is a sequence of phases. :func:`hold`, :func:`rest`, :func:`tap` and
:func:`reach` create the predefined ones, which :data:`TIMELINES` lists by name. Their times are
made by functions that are also compiled, for the engine in the browser.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from motorloops.model.arguments import (
    MAPPING,
    NUMBER,
    SHARE,
    WHOLE,
    above_zero,
    check,
    check_fields,
    checked,
    each,
)
from motorloops.model.errors import InputError
from motorloops.model.params import Params, expand

if TYPE_CHECKING:
    import numpy as np

NOTHING: Mapping[str, float] = MappingProxyType({})
MAX_SECONDS = 3600.0
FASTEST_TAP_HZ = 20.0
SECONDS, RATE = above_zero(MAX_SECONDS), above_zero(FASTEST_TAP_HZ)


@dataclass(frozen=True)
class Phase:
    """A part of a timeline with constant levers, command, stimuli and lesions.

    Attributes:
        at_ms: start, in milliseconds from the start of the run.
        command: share of the ``effort`` lever that is given (0 = relax, 1 = try).
        levers: changes to :class:`~motorloops.model.params.Params` that hold from here to the end.
        stimuli: extra input by node key, during this phase only.
        lesions: share of a node's output removed, by node key, from here to the end.

    Examples:
        >>> touched = Phase(500, command=1.0, levers={"touch": 1.0}, stimuli={"M1/biceps": 0.1})
        >>> touched.at_ms, dict(touched.levers), dict(touched.stimuli)
        (500, {'touch': 1.0}, {'M1/biceps': 0.1})
    """

    at_ms: int
    command: float = 0.0
    levers: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    stimuli: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    lesions: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        check_fields(
            self, at_ms=NUMBER, command=NUMBER, levers=MAPPING, stimuli=MAPPING, lesions=MAPPING
        )
        expand(self.levers)
        for node, share in self.lesions.items():
            check(f"lesion of {node}", share, SHARE)
        for node, current in self.stimuli.items():
            check(f"stimulus to {node}", current, NUMBER)

    def __reduce__(self) -> tuple[type[Phase], tuple[object, ...]]:
        """Pickle and copy by value: read-only mappings, as the defaults are, cannot be pickled."""
        mappings = (dict(self.levers), dict(self.stimuli), dict(self.lesions))
        return type(self), (self.at_ms, self.command, *mappings)


PHASES = each(Phase, allowed="give a sequence of Phase")


@dataclass(frozen=True)
class Timeline:
    """A named sequence of phases.

    Attributes:
        name: short name for reports.
        duration_ms: length of the run, in milliseconds.
        phases: in order of time; the first begins at 0.

    Raises:
        InputError: if the phases do not begin at 0 and rise, or the duration is not above 0
            and at most :data:`MAX_SECONDS`.

    Examples:
        >>> brief = Timeline("brief", 400, (Phase(0), Phase(100, command=1.0), Phase(250)))
        >>> [(phase.command, start, end) for phase, start, end in brief.spans()]
        [(0.0, 0, 100), (1.0, 100, 250), (0.0, 250, 400)]
    """

    name: str
    duration_ms: int
    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        check_fields(self, duration_ms=WHOLE, phases=PHASES)
        starts = [phase.at_ms for phase in self.phases]
        if not starts or starts[0] != 0 or sorted(set(starts)) != starts:
            raise InputError("phases", starts, "start at 0 and rise")
        if not 0 < self.duration_ms <= MAX_SECONDS * 1000:
            raise InputError(
                "seconds", self.duration_ms / 1000, f"give more than 0, at most {MAX_SECONDS:g}"
            )

    def spans(self) -> list[tuple[Phase, int, int]]:
        """Each phase with its start and end (ms) inside the duration."""
        ends = [phase.at_ms for phase in self.phases[1:]] + [self.duration_ms]
        clipped = (
            (phase, phase.at_ms, min(end, self.duration_ms))
            for phase, end in zip(self.phases, ends, strict=True)
        )
        return [(phase, start, end) for phase, start, end in clipped if end > start]

    def trying(self) -> tuple[int, int]:
        """First and last moment (ms) of the command: (duration, duration) if there is none."""
        starts = [phase.at_ms for phase in self.phases]
        commands = [phase.command for phase in self.phases]
        return trying(starts, commands, len(starts), self.duration_ms)

    def changed(self, levers: Mapping[str, object]) -> Timeline:
        """The same, with levers that change :data:`LATER_MS` after the command.

        Args:
            levers: to change; if empty, the timeline itself is returned.

        Raises:
            InputError: if a phase begins later.
        """
        if not levers:
            return self
        later = Phase(self.trying()[1] + LATER_MS, levers=levers)
        return Timeline(f"{self.name}, then changed", self.duration_ms, (*self.phases, later))


def params_after(params: Sequence[Params], phases: Sequence[Phase]) -> tuple[Params, ...]:
    """The levers of R runs after the lever changes of some phases, the last change winning.

    Args:
        params: (R,) levers and constants of each run before.
        phases: in order of time.

    Returns:
        (R,) levers and constants of each run after.
    """
    changes = {name: value for phase in phases for name, value in phase.levers.items()}
    return tuple(p.replace(**changes) for p in params) if changes else tuple(params)


# --- compiled: the times of the predefined timelines ----------------------------------------------

HOLD, REST, TAP, REACH = range(4)
SETTLED = 0.4  # share of the command that passes before its steady part begins
LATER_MS = 1000  # from the end of the command to levers that change after it
_TAPS_FROM, _RELAXED_MS = 300, 1000  # first effort, and rest after the last; ms


def milliseconds(seconds: float) -> int:
    """The duration of a run."""
    return max(1, round(seconds * 1000))


def _efforts(duration: int, half: int) -> tuple[int, int]:
    """Number of half cycles of tapping, and the length of one (ms)."""
    end = max(_TAPS_FROM + 1, duration - _RELAXED_MS)
    return -((_TAPS_FROM - end) // half), half


def phases_of(kind: int, duration: int, first: float, second: float) -> int:
    """Number of phases of a predefined timeline; arguments as of :func:`phase_of`."""
    if kind == REST:
        return 1
    if kind == HOLD:
        return 3
    if kind == REACH:
        return 4
    return 2 + _efforts(duration, round(500 / first))[0]


def phase_of(kind: int, k: int, duration: int, first: float, second: float) -> tuple[int, float]:
    """Start (ms) and command of a phase of a predefined timeline.

    Args:
        kind: HOLD, REST, TAP or REACH.
        k: of the phase, from 0.
        duration: ms.
        first: seconds of rest (HOLD), or efforts per second (TAP).
        second: seconds of effort (HOLD).
    """
    if k == 0:
        return 0, 0.0
    if kind == HOLD:
        return (round(first * 1000), 1.0) if k == 1 else (round((first + second) * 1000), 0.0)
    if kind == TAP:
        efforts, half = _efforts(duration, round(500 / first))
        return _TAPS_FROM + (k - 1) * half, 1.0 if k % 2 == 1 and k <= efforts else 0.0
    if k == 1:
        return 300, 1.0
    return (450, 0.5) if k == 2 else (1300, 0.0)


def trying(starts: Any, commands: Any, count: int, duration: int) -> tuple[int, int]:
    """First and last moment (ms) of the command of some phases; the duration if there is none."""
    on, off = duration, duration
    found = False
    for k in range(count):
        end = min(starts[k + 1], duration) if k + 1 < count else duration
        if commands[k] > 0.0 and end > starts[k]:
            on = on if found else starts[k]
            off, found = end, True
    return on, off


def steady_from(on: int, off: int) -> int:
    """The moment (ms) at which the steady part of a command begins."""
    return math.floor(on + SETTLED * (off - on))


class Course(NamedTuple):
    """The phases of a predefined timeline, at most P, and the times of at most T samples."""

    start: np.ndarray  # (P,) int64, ms
    command: np.ndarray  # (P,)
    moments: np.ndarray  # (6,) int64: phases, duration, on, steady, off, later levers; ms
    times: np.ndarray  # (T,) int64, ms; a sample a millisecond


def set_course(kind: Any, asked: Any, course: Any) -> None:
    """Fill a :class:`Course` with a predefined timeline.

    Args:
        kind: HOLD, REST, TAP or REACH.
        asked: (3,) seconds of the run, and the options of :func:`phase_of`.
        course: written.
    """
    duration = milliseconds(asked[0])
    count = phases_of(kind, duration, asked[1], asked[2])
    for k in range(count):
        course.start[k], course.command[k] = phase_of(kind, k, duration, asked[1], asked[2])
    on, off = trying(course.start, course.command, count, duration)
    course.moments[0], course.moments[1], course.moments[2] = count, duration, on
    course.moments[3], course.moments[4] = steady_from(on, off), off
    course.moments[5] = off + LATER_MS
    for k in range(duration):
        course.times[k] = k + 1


@cache
def compiled_course() -> Any:
    """:func:`set_course`, compiled; what compiles is loaded only then, as it takes long."""
    from numba.extending import register_jitable

    from motorloops.model.compilation import compiled

    for function in (milliseconds, _efforts, phases_of, phase_of, trying, steady_from):
        register_jitable(function)
    return compiled(set_course, (sys.modules[__name__],))


def _made(
    name: str, kind: int, seconds: float, first: float = 0.0, second: float = 0.0
) -> Timeline:
    duration = milliseconds(seconds)
    count = phases_of(kind, duration, first, second)
    made = (phase_of(kind, k, duration, first, second) for k in range(count))
    return Timeline(name, duration, tuple(Phase(at, command=command) for at, command in made))


# --- the predefined timelines --------------------------------------------------------------------


@checked(seconds=SECONDS, rest_s=NUMBER, hold_s=NUMBER)
def hold(seconds: float = 2.3, rest_s: float = 0.3, hold_s: float = 1.0) -> Timeline:
    """Rest, hold the effort, then relax to the end: the standard task of the model.

    Args:
        seconds: duration of the run.
        rest_s: seconds of rest before the effort.
        hold_s: seconds of effort.

    Returns:
        The timeline ``"hold"``.

    Raises:
        InputError: if ``seconds`` is not above 0 and at most :data:`MAX_SECONDS`.

    Examples:
        >>> hold(2.0, rest_s=0.5, hold_s=1.2).trying()  # the command begins and ends, ms
        (500, 1700)
    """
    return _made("hold", HOLD, seconds, rest_s, hold_s)


@checked(seconds=SECONDS)
def rest(seconds: float = 2.3) -> Timeline:
    """Do nothing: the relaxed network.

    Args:
        seconds: duration of the run.

    Returns:
        The timeline ``"rest"``.

    Raises:
        InputError: if ``seconds`` is not above 0 and at most :data:`MAX_SECONDS`.

    Examples:
        >>> rest(1.5).duration_ms, len(rest(1.5).phases)
        (1500, 1)
    """
    return _made("rest", REST, seconds)


@checked(seconds=SECONDS, rate_hz=RATE)
def tap(seconds: float = 5.0, rate_hz: float = 2.0) -> Timeline:
    """Repeat short efforts, on for half of each cycle, from 0.3 s to 1 s before the end.

    Args:
        seconds: duration of the run.
        rate_hz: efforts per second.

    Returns:
        The timeline ``"tap"``.

    Raises:
        InputError: if ``seconds`` is not above 0 and at most :data:`MAX_SECONDS`, or the rate
            not above 0 and at most :data:`FASTEST_TAP_HZ`.

    Examples:
        >>> [phase.at_ms for phase in tap(3.0, rate_hz=2.0).phases if phase.command]
        [300, 800, 1300, 1800]
    """
    return _made("tap", TAP, seconds, rate_hz)


@checked(seconds=SECONDS)
def reach(seconds: float = 3.0) -> Timeline:
    """One brisk movement: full effort for 150 ms, a weak hold for 850 ms, then relax.

    Args:
        seconds: duration of the run.

    Returns:
        The timeline ``"reach"``.

    Raises:
        InputError: if ``seconds`` is not above 0 and at most :data:`MAX_SECONDS`.

    Examples:
        >>> [(phase.at_ms, phase.command) for phase in reach().phases]
        [(0, 0.0), (300, 1.0), (450, 0.5), (1300, 0.0)]
    """
    return _made("reach", REACH, seconds)


TIMELINES = {"hold": hold, "rest": rest, "tap": tap, "reach": reach}
