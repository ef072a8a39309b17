"""Homeostasis: the bias of each population, and what a lasting change leaves of its resting rate.

In health every population rests at its tabulated rate, because its bias makes up the difference
between the input that this takes and the input that the others send. A lasting loss of inhibition
or a lesion changes that input. A population compensates for a share of the change (its
``homeostasis``); one that compensates for less than all of it rests at another rate, which changes
the input of the others in turn, so that the resting rates are a fixed point.
"""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model import dynamics
from motorloops.model.network.wiring import RATE, RECRUITMENT, UNSCALED

SWEEPS = 200  # over all free populations, at most
STEP = 0.5  # of a resting rate towards the rate that its input gives
SETTLED = 1e-14  # largest change of a rate in the last sweep


class Changes(NamedTuple):
    """What lasting changes leave of a network; N nodes, S sites, M muscles, R runs; float64."""

    point: np.ndarray  # (N, R) input at which each node rests at its tabulated rate
    healthy: np.ndarray  # (S, M, 1) the same as factor, in health
    factor: np.ndarray  # (S, M, R) share of a synapse's weight that is left, by target channel
    keep: np.ndarray  # (N, R) share of a node's output that lasting lesions leave
    share: np.ndarray  # (N, R) of a change of its resting input that each node compensates


class Work(NamedTuple):
    """Memory in which the biases of R runs are computed."""

    rates: np.ndarray  # (N, R) resting rates
    sent: np.ndarray  # (N, R) what of them leaves the node
    free: np.ndarray  # (N,) int64, 0 for a node that compensates for all of a change in all runs
    before: np.ndarray  # (N,) input of each node in health
    arriving: np.ndarray  # (R,) input of one node
    largest: np.ndarray  # (R,) largest change of a rate in the last sweep
    settled: np.ndarray  # (R,) int64, 1 for a run whose rates are at rest


def empty_work(nodes: int, runs: int) -> Work:
    """Memory for :func:`set_biases`."""
    return Work(
        np.zeros((nodes, runs)), np.zeros((nodes, runs)), np.zeros(nodes, np.int64),
        np.zeros(nodes), np.zeros(runs), np.zeros(runs), np.zeros(runs, np.int64),
    )  # fmt: skip


# All loops over runs are innermost and have no branch that depends on the run, so that LLVM makes
# SIMD code of them; each run still sees the same operations in the same order.


@register_jitable
def _set_arriving(net: Any, given: Any, work: Any, node: int) -> None:
    """Input of a node at the present rates."""
    arriving, sent, channel = work.arriving, work.sent, net.channel[node]
    runs = arriving.size
    for run in range(runs):
        arriving[run] = 0.0
    for e in range(net.first[node], net.first[node + 1]):
        weight, source, site = net.weight[e], net.source[e], net.site[e]
        if site == UNSCALED:  # its factor is 1
            for run in range(runs):
                arriving[run] += weight * sent[source, run]
        else:
            for run in range(runs):
                arriving[run] += weight * given.factor[site, channel, run] * sent[source, run]


@register_jitable
def _respond(given: Any, work: Any, node: int, respond: Any) -> None:
    """Move the rates of a node towards those that its input gives, in runs not yet at rest."""
    before = work.before[node]
    for run in range(work.arriving.size):
        change = work.arriving[run] - before
        drive = given.point[node, run] + (1.0 - given.share[node, run]) * change
        step = STEP * (respond(drive) - work.rates[node, run])
        moves = work.settled[run] == 0 and given.share[node, run] < 1.0
        if moves:
            work.rates[node, run] += step
            work.largest[run] = max(work.largest[run], abs(step))
        work.sent[node, run] = given.keep[node, run] * work.rates[node, run]


@register_jitable
def _sweep(net: Any, given: Any, work: Any) -> bool:
    """Move all rates that may move towards their inputs; return whether all are at rest."""
    runs = work.arriving.size
    for run in range(runs):
        work.largest[run] = 0.0
    for node in range(work.before.size):
        rule = net.rule[node]
        if work.free[node] == 0 or rule not in (RATE, RECRUITMENT):
            continue
        _set_arriving(net, given, work, node)
        if rule == RATE:
            _respond(given, work, node, dynamics.rate_function)
        else:
            _respond(given, work, node, dynamics.recruitment)
    done = True
    for run in range(runs):
        if work.largest[run] < SETTLED:
            work.settled[run] = 1
        done = done and work.settled[run] != 0
    return done


@register_jitable
def set_biases(net: Any, given: Any, work: Any, bias: Any) -> None:
    """Compute the bias of every node under lasting changes; a run does not depend on the others.

    Args:
        net: the :class:`~motorloops.model.network.wiring.Wiring`.
        given: :class:`Changes` of R runs.
        work: :class:`Work`, overwritten.
        bias: (N, R), written.
    """
    nodes, runs = bias.shape
    for node in range(nodes):
        work.before[node] = 0.0
        for e in range(net.first[node], net.first[node + 1]):
            left = given.healthy[net.site[e], net.channel[node], 0]
            work.before[node] += net.weight[e] * left * net.rest[net.source[e]]
        work.free[node] = 0
        for run in range(runs):
            work.rates[node, run] = net.rest[node]
            work.sent[node, run] = given.keep[node, run] * net.rest[node]
            work.free[node] |= given.share[node, run] < 1.0
    for run in range(runs):
        work.settled[run] = 0
    for _ in range(SWEEPS):
        if _sweep(net, given, work):
            break
    for node in range(nodes):
        _set_arriving(net, given, work, node)
        for run in range(runs):
            change = work.arriving[run] - work.before[node]
            kept = work.before[node] + given.share[node, run] * change
            bias[node, run] = given.point[node, run] - kept
