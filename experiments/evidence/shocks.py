"""A single shock to a node, and how another answers: size and latency."""

from collections.abc import Sequence

import numpy as np

from experiments.protocols.observing import observe
from experiments.protocols.paradigm import healthy_like
from model.condition import task_channel
from model.network import Network
from model.params import Params
from model.protocol import Phase, Protocol
from model.trajectory import Trajectory

SHOCK_MS, PULSE_MS, AFTER_MS = 400, 5, 150
ONSET = 0.1  # share of the largest answer at which it begins


def _protocol(node: str, pulse: float, command: float) -> Protocol:
    return Protocol(
        "shock",
        SHOCK_MS + AFTER_MS,
        (
            Phase(0, command=command),
            Phase(SHOCK_MS, command=command, stimuli={node: pulse}),
            Phase(SHOCK_MS + PULSE_MS, command=command),
        ),
    )


def answers(
    network: Network,
    seeds: Sequence[int],
    base: Params,
    way: tuple[str, str],
    pulses: tuple[float, ...],
    command: float = 0.0,
) -> np.ndarray:
    """How far a shock moves a rate, by the same noise without it.

    Args:
        network: of all runs.
        seeds: one run a condition and pulse.
        base: levers of the condition beside health.
        way: population that is shocked and the one that answers, in the wanted muscle's channel.
        pulses: P inputs of :data:`PULSE_MS`.
        command: share of the effort that is given all the time.

    Returns:
        (2, P, AFTER_MS, seeds) rate less that without the shock, health first; share of its
        largest, from the start of the shock.
    """
    wanted = task_channel(base, network.body)
    shocked, told = (network.nodes_of(population).start + wanted for population in way)
    node = network.node_keys[shocked]

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-AFTER_MS:, told]

    spared, *given = (
        observe(network, (healthy_like(base), base), _protocol(node, pulse, command), seeds,
                course, keep_rates=True)
        for pulse in (0.0, *pulses)
    )  # fmt: skip
    return np.stack([found - spared for found in given], axis=1)


def onset(courses: np.ndarray) -> np.ndarray:
    """(R,) ms from the shock to the first share of the largest answer, of (T, R) courses."""
    size = np.abs(courses)
    begun = size >= ONSET * size.max(axis=0)
    return np.where(size.any(axis=0), begun.argmax(axis=0) + 1.0, np.nan)
