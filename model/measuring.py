"""The arithmetic of the measures, compiled: plain arrays in, plain arrays out.

:mod:`motorloops.model.measures` computes the measures with it, and so does the engine in the
browser, from the same accumulators and with the same bits. All arrays are float64, of R runs with
M muscles, D degrees of freedom and T samples, unless said.
"""

import math
import sys
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model.compilation import compiled
from motorloops.model.engine import _accumulators
from motorloops.model.engine._accumulators import ACTIVE, NEVER

LATE_MS = 500  # from the end of the command; healthy muscles are silent by then
DEGREES = 180.0 / math.pi
_TINY = 1e-12


class Seen(NamedTuple):
    """What the measures read of the runs besides their accumulators; int64."""

    agonist: np.ndarray  # (R,) channel of the wanted muscle
    wanted: np.ndarray  # (M, R) 1 for a commanded muscle, else 0
    distance: np.ndarray  # (M, R) joints to the nearest joint of the task
    muscle_joint: np.ndarray  # (M,) joint of each muscle
    dof_joint: np.ndarray  # (D,) joint of each degree of freedom


class Figures(NamedTuple):
    """The measures of each run by name, (R,) each, and the turns they are computed from."""

    co_contraction_index: np.ndarray
    co_contraction_level: np.ndarray
    agonist_activation: np.ndarray
    overflow: np.ndarray
    largest_overflow: np.ndarray
    muscles_recruited: np.ndarray
    spread_latency: np.ndarray
    spread_speed: np.ndarray
    posture_error: np.ndarray
    twist: np.ndarray
    after_contraction: np.ndarray
    burst_duration: np.ndarray
    turn: np.ndarray  # (D, R) mean angle in the steady part, degrees


class Turns(NamedTuple):
    """Mean angles (degrees) of a run and of its healthy twin; R such pairs."""

    held: np.ndarray  # (D, R) in the steady part of the command
    twin_held: np.ndarray  # (D, R)
    late: np.ndarray  # (D, R) more than LATE_MS after the command
    twin_late: np.ndarray  # (D, R)
    asked: np.ndarray  # (D,) int64, 1 for what the wanted muscles turn, else 0


@register_jitable
def co_contraction_index(common: Any, both: Any) -> Any:
    """Co-contraction index: the common activity over the total, 0..1.

    Args:
        common: twice the lesser of agonist and antagonist, summed over time; a number or an array.
        both: agonist and antagonist, summed over time; of the same shape.

    Returns:
        The index; 0 where both are silent. Source: falconer1985.

    Examples:
        >>> agonist, antagonist = 0.4, 0.1
        >>> index = co_contraction_index(2 * min(agonist, antagonist), agonist + antagonist)
        >>> round(float(index), 3)
        0.4
    """
    return common / np.maximum(both, _TINY)


@register_jitable
def _larger(value: float, largest: float) -> bool:
    """Whether a value becomes the largest; a missing one does, and stays."""
    return value > largest or math.isnan(value)


@register_jitable
def _levels(sums: Any, seen: Any, run: int, steady: float, out: Any) -> None:
    """The measures of the mean activity in the steady part."""
    muscles = seen.wanted.shape[0]
    total, largest, outside, others = 0.0, -np.inf, 0, 0.0
    for m in range(muscles):
        level = sums.level[m, run] / steady
        if seen.distance[m, run] > 0:
            total += level
            outside += 1
            if not math.isnan(largest) and _larger(level, largest):
                largest = level
        if math.isnan(level):
            others = np.nan
        elif level >= ACTIVE and seen.wanted[m, run] == 0:
            others += 1.0
    out.agonist_activation[run] = sums.level[seen.agonist[run], run] / steady
    out.overflow[run] = total / outside if outside > 0 else np.nan
    out.largest_overflow[run] = largest if outside > 0 else np.nan
    out.muscles_recruited[run] = others
    out.co_contraction_index[run] = co_contraction_index(
        sums.common[0, run] / steady, sums.both[0, run] / steady
    )
    out.co_contraction_level[run] = sums.graded[0, run] / steady


@register_jitable
def _first(sums: Any, seen: Any, run: int, distance: int) -> float:
    """Time (ms) of the first activity at a distance from the task, but of the wanted muscles.

    It is that at any distance above 0 if ``distance`` is 0, and infinite if there is none.
    """
    first = np.inf
    for m in range(seen.wanted.shape[0]):
        here = seen.distance[m, run]
        at = here == distance and seen.wanted[m, run] == 0
        counts = here > 0 if distance == 0 else at
        onset = sums.onset[m, run]
        if counts and onset != NEVER and onset < first:
            first = onset
    return first


@register_jitable
def _spread(sums: Any, seen: Any, run: int, on: int, out: Any) -> None:
    """When activity reaches the other joints, and how fast (joints/s) from nearest to farthest."""
    first = _first(sums, seen, run, 0)
    out.spread_latency[run] = first - on if first < np.inf else np.nan
    farthest = 0
    for m in range(seen.wanted.shape[0]):
        farthest = max(farthest, seen.distance[m, run])
    near, far, near_ms, far_ms = 0, 0, 0.0, 0.0
    for distance in range(1, farthest + 1):
        onset = _first(sums, seen, run, distance)
        if onset < np.inf:
            far, far_ms = distance, onset - on
            if near == 0:
                near, near_ms = distance, onset - on
    span = far_ms - near_ms
    out.spread_speed[run] = 1000.0 * (far - near) / span if span > 0.0 else np.nan


@register_jitable
def _turns(sums: Any, seen: Any, run: int, steady: float, out: Any) -> None:
    """The turns of all joints, and the mean and the largest of those outside the task."""
    total, outside, largest = 0.0, 0, -np.inf
    for d in range(seen.dof_joint.size):
        turn = sums.angle[d, run] / steady * DEGREES
        out.turn[d, run] = turn
        at_task = False
        for m in range(seen.wanted.shape[0]):
            joint = seen.muscle_joint[m] == seen.dof_joint[d]
            at_task = at_task or (joint and seen.wanted[m, run] != 0)
        if not at_task and not math.isnan(turn):
            total += abs(turn)
            outside += 1
            largest = max(largest, abs(turn))
    out.posture_error[run] = total / outside if outside > 0 else np.nan
    out.twist[run] = largest if outside > 0 else np.nan


@register_jitable
def _set_bursts(trace: Any, samples: int, limit: Any, burst: Any) -> None:
    """Samples of the agonist's first period above half of its peak; none if a sample is missing.

    Both loops go along the memory. ``limit``, (R,), is memory: the peak, then half of it.
    """
    runs = burst.size
    for run in range(runs):
        limit[run], burst[run] = 0.0, 0.0
    for k in range(samples):
        for run in range(runs):
            value, peak = trace[k, run], limit[run]
            limit[run] = value if _larger(value, peak) else peak
    for run in range(runs):
        if not math.isnan(limit[run]):
            limit[run] = max(limit[run] / 2.0, ACTIVE)
    for k in range(samples):
        for run in range(runs):
            count = burst[run]  # below 0 once the period has ended
            more = count + 1.0 if trace[k, run] >= limit[run] else -count
            burst[run] = more if count >= 0.0 else count
    for run in range(runs):
        burst[run] = abs(burst[run])


def set_figures(sums: Any, seen: Any, windows: Any, times: Any, samples: int, out: Any) -> None:
    """Fill :class:`Figures`.

    Args:
        sums: :class:`~motorloops.model.engine._accumulators.Accumulators`, whose trace may be of
            float32.
        seen: :class:`Seen`.
        windows: of the timeline.
        times: (T,) int64, of the samples, ms.
        samples: T.
        out: written; NaN where a measure has no value.
    """
    steady, after = 0, False
    for k in range(samples):
        if windows.steady < times[k] <= windows.off:
            steady += 1
        after = after or times[k] > windows.off
    _set_bursts(sums.trace, samples, out.after_contraction, out.burst_duration)
    for run in range(seen.agonist.size):
        # Where no sample is in the steady part, a division by NaN leaves no value.
        _levels(sums, seen, run, steady if steady > 0 else np.nan, out)
        _turns(sums, seen, run, steady if steady > 0 else np.nan, out)
        _spread(sums, seen, run, windows.on, out)
        last = sums.last[0, run]
        if last == NEVER:
            last = 1.0 * windows.off
        out.after_contraction[run] = (last - windows.off) / 1000.0 if after else np.nan
        if samples > 0:
            out.burst_duration[run] *= times[0]


def set_late_turn(angle: Any, times: Any, samples: int, off: int, late: Any) -> None:
    """Fill ``late`` of :class:`Turns` from the angles of a trace.

    Args:
        angle: (T x D, R) rad, sample by sample.
        times: (T,) int64, of the samples, ms.
        samples: T.
        off: end of the command, ms.
        late: (D, R), written; NaN if no sample is late enough.
    """
    dofs = late.shape[0]
    for run in range(late.shape[1]):
        for d in range(dofs):
            total, count = 0.0, 0
            for k in range(samples):
                if times[k] > off + LATE_MS:
                    total += angle[k * dofs + d, run]
                    count += 1
            late[d, run] = total / count * DEGREES if count > 0 else np.nan


def set_unasked_turn(turns: Any, out: Any) -> None:
    """Fill the largest turn that the task does not ask for, beyond the healthy twin's.

    During the hold in the degrees of freedom that the wanted muscles do not turn; after the
    command in any.

    Args:
        turns: :class:`Turns`.
        out: (R,) degrees, written; NaN where a turn is missing.
    """
    for run in range(out.size):
        largest = 0.0
        for d in range(turns.asked.size):
            held = abs(turns.held[d, run] - turns.twin_held[d, run])
            late = abs(turns.late[d, run] - turns.twin_late[d, run])
            if (math.isnan(held) and turns.asked[d] == 0) or math.isnan(late):
                largest = np.nan
            if turns.asked[d] == 0 and held > largest:
                largest = held
            largest = max(largest, late)
        out[run] = largest


@register_jitable
def unblocked(muscle: int, injected: int, toxin: float) -> float:
    """Share of a muscle's fibres that botulinum toxin leaves working."""
    return 1.0 - toxin if muscle == injected else 1.0


def keep_pull(activation: Any, muscles: int, first: int, end: int, injected: Any,
              toxin: Any) -> None:  # fmt: skip
    """Turn the drive in some samples of a trace into the pull that botulinum toxin leaves.

    Args:
        activation: (T x M, R) share of MVC, sample by sample; changed.
        muscles: M.
        first: index of the first sample.
        end: index after the last.
        injected: (R,) int64, channel of the injected muscle.
        toxin: (R,) share of its force that is blocked.
    """
    for sample in range(first, end):
        for m in range(muscles):
            row = sample * muscles + m
            for run in range(activation.shape[1]):
                share = unblocked(m, injected[run], toxin[run])
                activation[row, run] = activation[row, run] * share


@cache
def compiled_function(function: Any) -> Any:
    """A function of this module, compiled."""
    return compiled(function, (_accumulators, sys.modules[__name__]))


def empty_figures(dofs: int, runs: int) -> Figures:
    """Figures before they are set."""
    each = {name: np.zeros(runs) for name in Figures._fields}
    return Figures(**{**each, "turn": np.zeros((dofs, runs))})


def empty_turns(dofs: int, runs: int) -> Turns:
    """Turns before they are set."""
    each = {name: np.zeros((dofs, runs)) for name in Turns._fields}
    return Turns(**{**each, "asked": np.zeros(dofs, np.int64)})
