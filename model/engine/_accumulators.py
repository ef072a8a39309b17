"""Accumulators: the sums and times that the measures need, updated while runs advance."""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model.dynamics import where
from motorloops.model.engine._simd import aligned, spread

ACTIVE = 0.05  # activation (share of MVC) from which a muscle counts as active
NEVER = -1.0  # the time of an event that has not happened
_TINY = 1e-12


class Roles(NamedTuple):
    """The muscles of the task, in each run: M muscles, R runs."""

    agonist: np.ndarray  # (M, R) 1 for the wanted muscle, else 0
    opposing: np.ndarray  # (M, R) share with which each muscle opposes it at the task joint


class Windows(NamedTuple):
    """Times (ms) that bound the windows of the measures; a window excludes its start."""

    on: int  # the command begins
    steady: int  # its steady part begins
    off: int  # it ends


class Accumulators(NamedTuple):
    """Sums and moments of R runs with M muscles, D degrees of freedom and T samples.

    Activations are shares of MVC, times ms, angles rad. "Steady" sums run over the samples of
    the steady part of the command.
    """

    level: np.ndarray  # (M, R) steady sum of activation
    onset: np.ndarray  # (M, R) time of the first activity during the command, or NEVER
    angle: np.ndarray  # (D, R) steady sum
    last: np.ndarray  # (1, R) time of the last activity after the command, or NEVER
    common: np.ndarray  # (1, R) steady sum of twice the lesser of agonist and opponents
    both: np.ndarray  # (1, R) steady sum of agonist and opponents
    graded: np.ndarray  # (1, R) steady sum of (lesser / greater) (agonist + opponents)
    trace: np.ndarray  # (T, R) activation of the agonist


def empty_accumulators(size: tuple[int, int, int], runs: int, dtype: np.dtype) -> Accumulators:
    """Accumulators before the first sample; ``size`` is (M, D, T)."""
    muscles, dofs, samples = size
    counts = (muscles, muscles, dofs, 1, 1, 1, 1, samples)
    accumulators = Accumulators(*(aligned((rows, runs), dtype) for rows in counts))
    accumulators.onset[:] = NEVER
    accumulators.last[:] = NEVER
    return accumulators


@register_jitable
def accumulate_muscles(accumulators: Any, roles: Any, activation: Any, first: int, muscles: int,
                       time: int, windows: Windows) -> tuple[Any, Any]:  # fmt: skip
    """Add one sample of all muscles, whose rows of activation begin at ``first``.

    Returns:
        Activation of the agonist, and of its opponents.
    """
    agonist, opponents = spread(0.0, activation[first]), spread(0.0, activation[first])
    now, last = spread(time, activation[first]), accumulators.last[0]
    trying, steady = windows.on < time <= windows.off, windows.steady < time <= windows.off
    for m in range(muscles):
        active = activation[first + m]
        agonist += roles.agonist[m] * active
        opponents += roles.opposing[m] * active
        if steady:
            accumulators.level[m] = accumulators.level[m] + active
        if trying:
            onset = accumulators.onset[m]
            begins = where(active >= ACTIVE, now, onset)
            accumulators.onset[m] = where(onset >= 0.0, onset, begins)
        elif time > windows.off:
            last = where(active >= ACTIVE, now, last)
    if time > windows.off:
        accumulators.last[0] = last
    return agonist, opponents


@register_jitable
def accumulate_sample(
    accumulators: Any,
    roles: Any,
    activation: Any,
    angle: Any,
    first: tuple[int, int],
    size: tuple[int, int],
    moment: tuple[int, int],
    windows: Windows,
) -> None:
    """Add one sample.

    Args:
        accumulators: raw views; they are changed.
        roles: raw views.
        activation: rows; those of this sample begin at ``first[0]``.
        angle: rows; those of this sample begin at ``first[1]``.
        first: first row of activation and of angle.
        size: number of muscles and of degrees of freedom.
        moment: index of the sample, and its time (ms).
        windows: of the timeline.
    """  # fmt: skip
    sample, time = moment
    agonist, opponents = accumulate_muscles(
        accumulators, roles, activation, first[0], size[0], time, windows
    )
    accumulators.trace[sample] = agonist
    if windows.steady < time <= windows.off:
        less = where(agonist < opponents, agonist, opponents)
        more = where(agonist < opponents, opponents, agonist)
        floored = where(more > _TINY, more, _TINY)
        accumulators.common[0] = accumulators.common[0] + 2.0 * less
        accumulators.both[0] = accumulators.both[0] + (agonist + opponents)
        accumulators.graded[0] = accumulators.graded[0] + less / floored * (agonist + opponents)
        for d in range(size[1]):
            accumulators.angle[d] = accumulators.angle[d] + angle[first[1] + d]


@register_jitable
def accumulate_samples(trace: Any, accumulators: Any, roles: Any, times: Any, samples: int,
                  windows: Windows, sizes: Any) -> None:  # fmt: skip
    """Add the first samples of a trace; ``times`` (T,) are in ms."""
    for sample in range(samples):
        accumulate_sample(
            accumulators, roles, trace.activation, trace.angle,
            (sample * sizes.muscles, sample * sizes.dofs), (sizes.muscles, sizes.dofs),
            (sample, times[sample]), windows,
        )  # fmt: skip
