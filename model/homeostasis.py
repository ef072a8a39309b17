"""Homeostasis: the bias of each population, and what a lasting change leaves of its resting rate.

In health every population rests at its tabulated rate, because its bias makes up the difference
between the input that this takes and the input that the others send. A lasting loss of inhibition
or a lesion changes that input. A population compensates for a share of the change (its
``homeostasis``); one that compensates for less than all of it rests at another rate, which changes
the input of the others in turn, so that the resting rates are a fixed point.
"""

import hashlib
import inspect
import sys
from functools import cache
from typing import Any

import numpy as np
from numba import njit

from motorloops.model import dynamics
from motorloops.model.network.wiring import RATE, RECRUITMENT, Wiring

SWEEPS = 200  # over all free populations, at most
STEP = 0.5  # of a resting rate towards the rate that its input gives
SETTLED = 1e-12  # largest change of a rate in the last sweep


def _set_biases(
    first: Any, source: Any, weight: Any, site: Any, channel: Any, rule: Any, rest: Any,
    point: Any, healthy: Any, factor: Any, keep: Any, share: Any, bias: Any,
) -> None:  # fmt: skip
    nodes, runs = share.shape
    rates, before = np.empty(nodes), np.zeros(nodes)
    for node in range(nodes):
        for e in range(first[node], first[node + 1]):
            before[node] += weight[e] * healthy[site[e], channel[node]] * rest[source[e]]
    for run in range(runs):
        rates[:] = rest
        for _ in range(SWEEPS):
            largest = 0.0
            for node in range(nodes):
                of = rule[node]
                if share[node, run] >= 1.0 or (of != RATE and of != RECRUITMENT):
                    continue
                arriving = 0.0
                for e in range(first[node], first[node + 1]):
                    sent = keep[source[e], run] * rates[source[e]]
                    arriving += weight[e] * factor[site[e], channel[node], run] * sent
                change = arriving - before[node]
                drive = point[node, run] + (1.0 - share[node, run]) * change
                if of == RATE:
                    goal = dynamics.rate_function(drive)
                else:
                    goal = dynamics.recruitment(drive)
                step = STEP * (goal - rates[node])
                rates[node] += step
                largest = max(largest, abs(step))
            if largest < SETTLED:
                break
        for node in range(nodes):
            arriving = 0.0
            for e in range(first[node], first[node + 1]):
                sent = keep[source[e], run] * rates[source[e]]
                arriving += weight[e] * factor[site[e], channel[node], run] * sent
            change = arriving - before[node]
            bias[node, run] = point[node, run] - before[node] - share[node, run] * change


@cache
def _compiled() -> Any:
    texts = [inspect.getsource(module) for module in (dynamics, sys.modules[__name__])]
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()
    _set_biases.__qualname__ = f"set_biases_{digest}"  # numba's cache does not see the callees
    return njit(cache=True, nogil=True, error_model="numpy")(_set_biases)


def biases(
    wiring: Wiring, point: np.ndarray, healthy: np.ndarray, factor: np.ndarray, keep: np.ndarray,
    share: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Compute the bias of every node under lasting changes.

    Shapes: N nodes, S sites, M muscles, R runs; all float64. A run's result does not depend on
    the other runs.

    Args:
        wiring: the network.
        point: (N, R) input at which each node rests at its tabulated rate.
        healthy: (S, M) the same as ``factor``, in health.
        factor: (S, M, R) share of a synapse's weight that is left, by site and target channel.
        keep: (N, R) share of a node's output that lasting lesions leave.
        share: (N, R) of a change of its resting input that each node compensates.

    Returns:
        (N, R) biases.
    """
    bias = np.empty_like(point)
    _compiled()(
        wiring.first, wiring.source, wiring.weight, wiring.site, wiring.channel, wiring.rule,
        wiring.rest, point, healthy, factor, keep, share, bias,
    )  # fmt: skip
    return bias
