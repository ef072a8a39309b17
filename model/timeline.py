"""Timelines: the person's commands during a run, and the changes of levers, stimuli and lesions.

A :class:`Timeline` is a sequence of phases. :func:`hold`, :func:`rest`, :func:`tap` and
:func:`reach` create the predefined ones, which :data:`TIMELINES` lists by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

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
        active = [(start, end) for phase, start, end in self.spans() if phase.command > 0.0]
        if not active:
            return self.duration_ms, self.duration_ms
        return active[0][0], active[-1][1]


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


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


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
    on, off = round(rest_s * 1000), round((rest_s + hold_s) * 1000)
    return Timeline("hold", _milliseconds(seconds), (Phase(0), Phase(on, command=1.0), Phase(off)))


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
    return Timeline("rest", _milliseconds(seconds), (Phase(0),))


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
    duration, half = _milliseconds(seconds), round(500 / rate_hz)
    starts = range(300, max(301, duration - 1000), half)
    phases = [Phase(at, command=float(k % 2 == 0)) for k, at in enumerate(starts)]
    last = phases[-1].at_ms + half
    return Timeline("tap", duration, (Phase(0), *phases, Phase(last)))


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
    phases = (Phase(0), Phase(300, command=1.0), Phase(450, command=0.5), Phase(1300))
    return Timeline("reach", _milliseconds(seconds), phases)


TIMELINES = {"hold": hold, "rest": rest, "tap": tap, "reach": reach}
