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
from motorloops.model.network.wiring import RATE, RECRUITMENT

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


@register_jitable
def _arriving(net: Any, given: Any, rates: Any, node: int, run: int) -> float:
    """Input of a node at the given rates."""
    total, channel = 0.0, net.channel[node]
    for e in range(net.first[node], net.first[node + 1]):
        source = net.source[e]
        sent = given.keep[source, run] * rates[source]
        total += net.weight[e] * given.factor[net.site[e], channel, run] * sent
    return total


@register_jitable
def _sweep(net: Any, given: Any, before: Any, rates: Any, run: int) -> float:
    """Move the rates that may move towards their inputs; return the largest step."""
    largest = 0.0
    for node in range(rates.size):
        rule, share = net.rule[node], given.share[node, run]
        if share >= 1.0 or rule not in (RATE, RECRUITMENT):
            continue
        change = _arriving(net, given, rates, node, run) - before[node]
        drive = given.point[node, run] + (1.0 - share) * change
        responding = dynamics.rate_function(drive) if rule == RATE else dynamics.recruitment(drive)
        step = STEP * (responding - rates[node])
        rates[node] += step
        largest = max(largest, abs(step))
    return largest


@register_jitable
def set_biases(net: Any, given: Any, rates: Any, before: Any, bias: Any) -> None:
    """Compute the bias of every node under lasting changes; a run does not depend on the others.

    Args:
        net: the :class:`~motorloops.model.network.wiring.Wiring`.
        given: :class:`Changes` of R runs.
        rates: (N,) memory for the resting rates of one run.
        before: (N,) memory for the input of each node in health.
        bias: (N, R), written.
    """
    nodes, runs = bias.shape
    for node in range(nodes):
        before[node] = 0.0
        for e in range(net.first[node], net.first[node + 1]):
            left = given.healthy[net.site[e], net.channel[node], 0]
            before[node] += net.weight[e] * left * net.rest[net.source[e]]
    for run in range(runs):
        for node in range(nodes):
            rates[node] = net.rest[node]
        for _ in range(SWEEPS):
            if _sweep(net, given, before, rates, run) < SETTLED:
                break
        for node in range(nodes):
            change = _arriving(net, given, rates, node, run) - before[node]
            kept = before[node] + given.share[node, run] * change
            bias[node, run] = given.point[node, run] - kept
