"""The read-out of a live page: which muscles are active now, co-contraction and overflow.

It is computed from samples of the last second, so that it changes no faster than one can read.
The functions are compiled, for the dashboard and for the engine in the browser.
"""

import sys
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model import measuring
from motorloops.model.coefficients import opponents, task_channel, task_distance
from motorloops.model.compilation import compiled
from motorloops.model.engine import _accumulators
from motorloops.model.engine._accumulators import ACTIVE
from motorloops.model.measuring import co_contraction_index, unblocked
from motorloops.model.network.body import Body
from motorloops.model.params import Params

SAMPLE_MS = 10  # between two samples
MEMORY = 1000 // SAMPLE_MS  # samples that the read-out knows: one second
NOW = 20  # samples that count as now, 0.2 s: short enough to agree with the picture


class Recent(NamedTuple):
    """Samples of the activity of M muscles in R runs; a ring of S samples."""

    samples: np.ndarray  # (S, M, R) share of MVC, after the toxin
    place: np.ndarray  # (2,) int64, index of the oldest sample, and number of samples


class Aim(NamedTuple):
    """The muscles that R persons want to use, and those that oppose them."""

    wanted: np.ndarray  # (R,) int64, channel of the wanted muscle
    opposing: np.ndarray  # (M, R) share with which each muscle opposes it
    distance: np.ndarray  # (M, R) int64, joints to the nearest joint of the task


class ReadOut(NamedTuple):
    """What R persons' muscles do now."""

    level: np.ndarray  # (M, R) mean activity of now, share of MVC
    active: np.ndarray  # (M, R) int64, 1 for a muscle that is clearly active, else 0
    co_contraction: np.ndarray  # (R,) index of the joint of the task; 0 while it is silent
    overflow: np.ndarray  # (R,) mean activity of the muscles outside the task joint, or NaN


@register_jitable
def is_active(now: float, over_all: float) -> bool:
    """Whether a muscle is clearly active, from its mean of now and of all samples.

    A muscle near the limit would come and go with the noise. So one that was above the limit
    over all samples counts until it falls below half of it.
    """
    return now >= ACTIVE or (over_all >= ACTIVE and now >= ACTIVE / 2)


def take_sample(activation: Any, injected: Any, toxin: Any, recent: Any) -> None:
    """Add the present activity, after the toxin, to the samples; the oldest makes room.

    Args:
        activation: (M, R) share of MVC.
        injected: (R,) channel of the injected muscle.
        toxin: (R,) share of its force that is blocked.
        recent: :class:`Recent`, changed.
    """
    room = recent.samples.shape[0]
    if recent.place[1] == room:
        recent.place[0] = (recent.place[0] + 1) % room
    else:
        recent.place[1] += 1
    last = (recent.place[0] + recent.place[1] - 1) % room
    for m in range(activation.shape[0]):
        for run in range(activation.shape[1]):
            share = unblocked(m, injected[run], toxin[run])
            recent.samples[last, m, run] = activation[m, run] * share


@register_jitable
def _mean(recent: Any, first: int, m: int, run: int) -> float:
    """Mean activity of a muscle from sample ``first`` on."""
    room, count, total = recent.samples.shape[0], recent.place[1], 0.0
    for k in range(first, count):
        total += recent.samples[(recent.place[0] + k) % room, m, run]
    return total / (count - first)


def set_readout(recent: Any, aim: Any, out: Any) -> None:
    """Fill ``out``, a :class:`ReadOut`, from one sample or more; see the other classes."""
    room, count = recent.samples.shape[0], recent.place[1]
    now = max(0, count - NOW)
    muscles = out.level.shape[0]
    for run in range(out.co_contraction.size):
        wanted, outside, others, anything, opposed = aim.wanted[run], 0.0, 0, False, 0.0
        for m in range(muscles):
            level = _mean(recent, now, m, run)
            active = is_active(level, _mean(recent, 0, m, run))
            out.level[m, run] = level
            out.active[m, run] = 1 if active else 0
            anything = anything or active
            opposed += aim.opposing[m, run] * level
            if aim.distance[m, run] > 0:
                outside += level
                others += 1
        common, both = 0.0, 0.0
        for k in range(now, count):
            at, against = (recent.place[0] + k) % room, 0.0
            for m in range(muscles):
                against += aim.opposing[m, run] * recent.samples[at, m, run]
            common += 2.0 * min(recent.samples[at, wanted, run], against)
            both += recent.samples[at, wanted, run] + against
        silent = not anything or out.level[wanted, run] + opposed < ACTIVE
        out.co_contraction[run] = 0.0 if silent else co_contraction_index(common, both)
        out.overflow[run] = outside / others if others > 0 else np.nan


@cache
def compiled_function(function: Any) -> Any:
    """:func:`take_sample` or :func:`set_readout`, compiled."""
    return compiled(function, (measuring, _accumulators, sys.modules[__name__]))


def aim_of(body: Body, params: Params) -> Aim:
    """The aim of one person."""
    opposing = np.zeros((len(body.muscles), 1))
    for channel, share in opponents(params, body):
        opposing[channel] = share
    return Aim(
        np.array([task_channel(params, body)]),
        opposing,
        task_distance(params, body)[:, None].copy(),
    )


def empty_readout(muscles: int, runs: int) -> ReadOut:
    """A read-out before it is set."""
    return ReadOut(
        np.zeros((muscles, runs)), np.zeros((muscles, runs), np.int64), np.zeros(runs),
        np.zeros(runs),
    )  # fmt: skip


def read_out(samples: np.ndarray, aim: Aim | None = None) -> ReadOut:
    """The read-out of one run.

    Args:
        samples: (S, M) activity, S > 0, the oldest first.
        aim: of the person; without it, index and overflow have no meaning.
    """
    count, muscles = samples.shape
    if aim is None:
        nobody = np.zeros((muscles, 1))
        aim = Aim(np.zeros(1, np.int64), nobody, nobody.astype(np.int64))
    recent = Recent(samples.astype(np.float64)[..., None].copy(), np.array([0, count]))
    out = empty_readout(muscles, 1)
    compiled_function(set_readout)(recent, aim, out)
    return out
