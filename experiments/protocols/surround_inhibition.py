"""Surround inhibition: how a neighbour of the wanted muscle answers a shock, around a movement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.protocols.observing import observe
from experiments.protocols.paradigm import CHOSEN, HEALTHY, Findings, Paradigm, healthy_like
from model.condition import task_channel
from model.errors import BadInput
from model.network import Network
from model.params import Params
from model.protocol import Phase, Protocol
from model.trajectory import Trajectory

if TYPE_CHECKING:
    import pandas as pd

COMMAND_MS = 500
AFTER_MS = (10, 25, 50, 100, 200, 400, 800)  # tests, from the command
REST_MS = 300  # the test at rest
PULSE_MS, PULSE = 5, 1.0
WINDOW_MS = 60  # in which the answer comes
LEAST = 1e-3  # share of the largest rate: a smaller answer at rest is no measure
SHOCKS = {"cortical_response": "M1", "spinal_response": "IA"}  # and where they are given
MOTONEURONE = "MN"


def _neighbour(network: Network, wanted: int) -> int:
    """First muscle of a joint beside the task's."""
    body = network.body
    beside = np.flatnonzero(body.distances(int(body.joint_of[wanted]))[body.joint_of] == 1)
    if not len(beside):
        raise BadInput("body", body.name, "give one with a joint beside the task's")
    return int(beside[0])


def _protocol(test_ms: int, node: str, pulse: float) -> Protocol:
    starts = sorted({0, COMMAND_MS, test_ms, test_ms + PULSE_MS})
    phases = tuple(
        Phase(
            t,
            command=float(t >= COMMAND_MS),
            stimuli={node: pulse} if test_ms <= t < test_ms + PULSE_MS else {},
        )
        for t in starts
    )
    return Protocol("surround", test_ms + WINDOW_MS, phases)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    neighbour = _neighbour(network, task_channel(base, network.body))
    key = network.body.muscles[neighbour].key
    node = network.nodes_of(MOTONEURONE).start + neighbour
    settings, findings = (healthy_like(base), base), Findings()

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-WINDOW_MS:, node]

    def answer(test_ms: int, target: str) -> np.ndarray:
        """(2, seeds) peak of the motor neurones' rate over that without the shock."""
        given, spared = (
            observe(network, settings, _protocol(test_ms, f"{target}/{key}", pulse), seeds,
                    course, keep_rates=True)
            for pulse in (PULSE, 0.0)
        )  # fmt: skip
        return (given - spared).max(axis=1)

    for name, target in SHOCKS.items():
        rest = answer(REST_MS, target)
        findings.add(f"{name}_at_rest", "share", {HEALTHY: rest[0], CHOSEN: rest[1]})
        for after in AFTER_MS:
            share = np.full(rest.shape, np.nan)
            found = answer(COMMAND_MS + after, target)
            np.divide(100.0 * found, rest, out=share, where=rest > LEAST)
            values = {HEALTHY: share[0], CHOSEN: share[1]}
            findings.add(name, "% of rest", values, "ms from the command", float(after))
    return findings.frame()


PARADIGM = Paradigm(
    "surround_inhibition",
    "Surround inhibition",
    "When one muscle begins to work, is its neighbour held back: in the cortex, in the cord?",
    "The clinic gives a magnetic shock to motor cortex around the start of a finger movement, and "
    "tells the answer of a relaxed neighbour as a share of that at rest; reflexes tell the part of "
    "the cord. Here: a pulse of 5 ms to motor cortex, or to the spindle afferents, of the first "
    "muscle of a joint beside the task's. The answer is the peak rate of its motor neurones over "
    "the same run without the pulse. Patients' loss of this inhibition is contested in print.",
    "assumption",
    _run,
)
