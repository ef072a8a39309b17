"""The state of a batch of runs: arrays with the runs as the last, contiguous dimension."""

from typing import NamedTuple

import numpy as np

from motorloops.model.network.wiring import Wiring, delay_buffers
from motorloops.model.noise import keys


class State(NamedTuple):
    """Everything that changes from step to step.

    Shapes: N nodes, M muscles, D degrees of freedom, P plastic synapses, R runs. All float64
    but ``key``.
    """

    key: np.ndarray  # (2, R) int64, the generator's key of each run
    past: (
        np.ndarray
    )  # (rows, R) outputs of every node: see motorloops.model.network.wiring.DelayBuffers
    rate: np.ndarray  # (N, R) share of the maximal rate
    noise: np.ndarray  # (N, R) coloured noise on the input
    adaptation: np.ndarray  # (M, R) how far a held touch has faded
    strength: np.ndarray  # (P, R) of plastic synapses, 1 = unlearnt
    activation: np.ndarray  # (M, R) 0..1
    force: np.ndarray  # (M, R) share of maximal force
    torque: np.ndarray  # (D, R)
    angle: np.ndarray  # (D, R) rad
    velocity: np.ndarray  # (D, R) rad/s


def resting_state(wiring: Wiring, seeds: np.ndarray) -> State:
    """The healthy relaxed network at rest, before step 0, one run a seed.

    Args:
        wiring: the network.
        seeds: (runs,) non-negative integers below 2^64.
    """
    nodes, runs = len(wiring.rule), len(seeds)
    muscles, dofs = len(wiring.motoneuron), len(wiring.inertia)
    rest = np.repeat(wiring.rest[:, None], runs, axis=1)
    buffers = delay_buffers(wiring)
    past = np.zeros((buffers.rows, runs))
    for step in range(buffers.length.max(initial=0)):
        past[buffers.first + step % buffers.length * buffers.stride] = rest
    return State(
        key=keys(seeds),
        past=past,
        rate=rest.copy(),
        noise=np.zeros((nodes, runs)),
        adaptation=np.zeros((muscles, runs)),
        strength=np.ones((wiring.plastic_count, runs)),
        activation=np.zeros((muscles, runs)),
        force=np.zeros((muscles, runs)),
        torque=np.zeros((dofs, runs)),
        angle=np.zeros((dofs, runs)),
        velocity=np.zeros((dofs, runs)),
    )
