"""GO and STOP: what drives the muscles that were asked, and what holds the others back.

Each of five regions has two numbers. With k the muscles (channels), ``c`` their share of the
effort, ``r`` the rate of a node (share of its maximum), ``r0`` that rate at rest, ``s`` what leaves
a node (``keep * r + clamp``; the delay of some milliseconds is left out), ``w`` the weight of a
synapse and ``f`` the share of it that is left:

- GO is how far the output population of the region works for the muscles asked, from rest (0) to
  the most that it can do (1): the mean over k, weighted by ``c``, of ``(r - r0) / (1 - r0)``. The
  output of the basal ganglia is a brake; there GO is how far it lets go, ``(r0 - s) / r0``. It is
  kept within 0 and 1.
- STOP is how much of the inhibition that holds the other muscles (``c = 0``) back in a healthy
  twin arrives in the person: the sum over synapses of ``|w| f min(s, s')``, divided by that of
  ``|w| f' s'``; the dashes are the twin's, whose run is the last. The synapses are those that the
  lever of the region's loss scales; the thalamus has no such lever, and there they are those from
  the inner pallidum.

STOP is 1 while person and twin have the same levers, 0 where all is lost, and never above 1: where
muscles that were not asked work, they call up inhibition that a healthy person does not need, and
that does not make up for what is lost. It falls with the share left, and also where less is sent:
with less inhibition in the basal ganglia, less of it reaches the thalamus. Values are in
``docs/concepts/streams.md``.
"""

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model.coefficients import ABSENT, PALLIDUM, THALAMUS, Coefficients, choices
from motorloops.model.compilation import compiled
from motorloops.model.network import wiring as wiring_module
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import NOT_PLASTIC, SITES
from motorloops.model.params import Params
from motorloops.model.state import State

# The population whose output leaves a region, and the site that the lever of its loss scales.
OUTPUTS = {
    "cortex": "M1", "basal_ganglia": PALLIDUM, "thalamus": THALAMUS, "cerebellum": "DCN",
    "spinal_cord": "MN",
}  # fmt: skip
LOSSES = {
    "cortex": "cortex", "basal_ganglia": "basal_ganglia", "cerebellum": "cerebellum",
    "spinal_cord": "spinal",
}  # fmt: skip
REGIONS = tuple(OUTPUTS)


class Paths(NamedTuple):
    """Where GO and STOP run: G regions, K synapses that hold back; int64."""

    output: np.ndarray  # (G,) first node of the output population, or ABSENT
    brake: np.ndarray  # (G,) 1 where the output is a brake, else 0
    region: np.ndarray  # (K,)
    synapse: np.ndarray  # (K,) place among the synapses of the wiring
    target: np.ndarray  # (K,) node


class Streams(NamedTuple):
    """The strengths in G regions of R runs; float64."""

    go: np.ndarray  # (G, R) 0..1
    stop: np.ndarray  # (G, R) 0..1
    asked: np.ndarray  # (R,) mean activity of the muscles asked, share of MVC
    other: np.ndarray  # (R,) activity of the busiest of the other muscles, share of MVC


@register_jitable
def _sent(given: Any, state: Any, node: int, run: int) -> float:
    """What leaves a node."""
    return given.keep[node, run] * state.rate[node, run] + given.clamp[node, run]


@register_jitable
def _left(net: Any, given: Any, state: Any, e: int, target: int, run: int) -> float:
    """What is left of the weight of a synapse; its sign is left out."""
    weight = abs(net.weight[e]) * given.factor[net.site[e], net.channel[target], run]
    if net.plastic[e] != NOT_PLASTIC:
        weight *= state.strength[net.plastic[e], run]
    return weight


@register_jitable
def _worked(net: Any, paths: Any, given: Any, state: Any, region: int, m: int, run: int) -> float:
    """How far a region works for a muscle, from rest to the most that it can do."""
    node = paths.output[region] + m
    rest = net.rest[node]
    if paths.brake[region] == 1:
        return (rest - _sent(given, state, node, run)) / rest if rest > 0.0 else 0.0
    return (state.rate[node, run] - rest) / (1.0 - rest) if rest < 1.0 else 0.0


def set_streams(net: Any, paths: Any, chosen: Any, given: Any, state: Any, level: Any,
                streams: Any) -> None:  # fmt: skip
    """Fill ``streams``, a :class:`Streams`.

    Args:
        net: the :class:`~motorloops.model.network.wiring.Wiring`.
        paths: :class:`Paths`.
        chosen: :class:`~motorloops.model.coefficients.Choices` of R runs, the last of the twin.
        given: :class:`~motorloops.model.coefficients.Coefficients` of the runs.
        state: :class:`~motorloops.model.state.State` of the runs.
        level: (M, R) activity of the muscles, as in :class:`~motorloops.model.readout.ReadOut`.
        streams: written.
    """
    muscles, runs = level.shape
    regions, twin = paths.output.size, runs - 1
    for run in range(runs):
        whole, asked, other = 0.0, 0.0, 0.0
        for m in range(muscles):
            share = chosen.commanded[m, run]
            whole += share
            asked += share * level[m, run]
            if share == 0.0:
                other = max(other, level[m, run])
        streams.asked[run] = asked / whole if whole > 0.0 else 0.0
        streams.other[run] = other
        for region in range(regions):
            total = 0.0
            if paths.output[region] != ABSENT:
                for m in range(muscles):
                    share = chosen.commanded[m, run]
                    if share > 0.0:
                        worked = _worked(net, paths, given, state, region, m, run)
                        total += share * min(1.0, max(0.0, worked))
            streams.go[region, run] = total / whole if whole > 0.0 else 0.0
    for run in range(runs):
        for region in range(regions):
            arrives, needed = 0.0, 0.0
            for k in range(paths.synapse.size):
                e, target = paths.synapse[k], paths.target[k]
                if paths.region[k] != region:
                    continue
                if chosen.commanded[net.channel[target], run] > 0.0:
                    continue
                healthy = _sent(given, state, net.source[e], twin)
                sent = min(healthy, _sent(given, state, net.source[e], run))
                arrives += _left(net, given, state, e, target, run) * sent
                needed += _left(net, given, state, e, target, twin) * healthy
            streams.stop[region, run] = min(1.0, arrives / needed) if needed > 0.0 else 1.0


@cache
def compiled_function(function: Any) -> Any:
    """:func:`set_streams`, compiled."""
    return compiled(function, (wiring_module, sys.modules[__name__]))


def paths_of(network: Network) -> Paths:
    """Where GO and STOP run in a network; a custom network may lack some of it."""
    wiring, present = network.wiring, {population.key for population in network.populations}
    output = [network.nodes_of(key).start if key in present else ABSENT for key in OUTPUTS.values()]
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    found = []
    for region, (name, key) in enumerate(OUTPUTS.items()):
        if name in LOSSES:
            holds = wiring.site == SITES.index(LOSSES[name])
        elif {key, PALLIDUM} <= present:
            own, source = network.nodes_of(key), network.nodes_of(PALLIDUM)
            to_own = (target >= own.start) & (target < own.stop)
            holds = to_own & (wiring.source >= source.start) & (wiring.source < source.stop)
            holds &= wiring.weight < 0.0
        else:
            continue
        found += [(region, e, target[e]) for e in np.flatnonzero(holds)]
    region, synapse, to = np.array(found, np.int64).reshape(-1, 3).T
    return Paths(
        np.array(output, np.int64),
        np.array([key == PALLIDUM for key in OUTPUTS.values()], np.int64),
        *(np.ascontiguousarray(column) for column in (region, synapse, to)),
    )


def empty_streams(runs: int) -> Streams:
    """The streams of R runs before they are set."""
    shape = (len(REGIONS), runs)
    return Streams(np.zeros(shape), np.zeros(shape), np.zeros(runs), np.zeros(runs))


def streams_of(
    network: Network, runs: Sequence[Params], given: Coefficients, state: State, level: np.ndarray
) -> Streams:
    """The streams of R runs, of which the last is the healthy twin.

    Args:
        network: their network.
        runs: their levers.
        given: their coefficients.
        state: their state.
        level: (M, R) activity of the muscles, share of MVC.
    """
    out = empty_streams(len(runs))
    compiled_function(set_streams)(
        network.wiring, paths_of(network), choices(network.body, runs), given, state, level, out
    )
    return out
