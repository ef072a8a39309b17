"""Surround inhibition: response of a neighbour of the wanted muscle to shocks around a movement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import task_distance
from motorloops.model.errors import InputError
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

COMMAND_MS = 300
AFTER_MS = (10, 25, 50, 100, 200, 400, 800)  # tests, from the command
REST_MS = 150  # the test at rest
PULSE_MS, PULSE = 5, 1.0
WINDOW_MS = 60  # window of the response
MIN = 1e-3  # share of the largest rate: a smaller response at rest is not evaluated
SHOCKS = {"cortical_response": "M1", "spinal_response": "IA"}  # and where they are applied
MOTONEURONE = "MN"


def _neighbour(network: Network, params: Params, key: str) -> int:
    """The named muscle, or the first one of a joint beside the task's."""
    body = network.body
    if key:
        return body.channel(key)
    beside = np.flatnonzero(task_distance(params, body) == 1)
    if not len(beside):
        raise InputError("body", body.name, "give one with a joint beside the task's")
    return int(beside[0])


def _timeline(test_ms: int, node: str, pulse: float) -> Timeline:
    starts = sorted({0, COMMAND_MS, test_ms, test_ms + PULSE_MS})
    phases = tuple(
        Phase(
            t,
            command=float(t >= COMMAND_MS),
            stimuli={node: pulse} if test_ms <= t < test_ms + PULSE_MS else {},
        )
        for t in starts
    )
    return Timeline("surround", test_ms + WINDOW_MS, phases)


def answers(
    network: Network,
    settings: Sequence[Params],
    seeds: Sequence[int],
    moments: Sequence[int],
    neighbour: str = "",
) -> np.ndarray:
    """Measure the response of the neighbour to a pulse.

    Args:
        network: of all runs.
        settings: S settings with one wanted muscle.
        seeds: of the noise; one run per setting and seed.
        moments: K times (ms) of the pulse; the command begins at :data:`COMMAND_MS`.
        neighbour: key of the muscle that is tested; by default the first one of a joint beside
            the task's.

    Returns:
        (shocks, K, S, seeds) peak of the motor neurones' rate over that without the pulse, for
        each of :data:`SHOCKS`.
    """
    channel = _neighbour(network, settings[0], neighbour)
    key = network.body.muscles[channel].key
    node = network.nodes_of(MOTONEURONE).start + channel

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-WINDOW_MS:, node]

    def seen(moment: int, target: str, pulse: float) -> np.ndarray:
        timeline = _timeline(moment, f"{target}/{key}", pulse)
        return observe(network, settings, timeline, seeds, course, keep_rates=True)

    targets = list(SHOCKS.values())
    spared = [seen(moment, targets[0], 0.0) for moment in moments]
    figures = [
        [
            (seen(moment, target, PULSE) - calm).max(axis=1)
            for moment, calm in zip(moments, spared, strict=True)
        ]
        for target in targets
    ]
    return np.array(figures)


def of_rest(answer: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Responses in % of that at rest; NaN where the one at rest is too small."""
    share = np.full(answer.shape, np.nan)
    np.divide(100.0 * answer, rest, out=share, where=rest > MIN)
    return share


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    settings, result = (healthy_like(base), base), ParadigmResult()
    moments = (REST_MS, *(COMMAND_MS + after for after in AFTER_MS))
    for name, (rest, *around) in zip(
        SHOCKS, answers(network, settings, seeds, moments), strict=True
    ):
        result.add(f"{name}_at_rest", "share", {HEALTHY: rest[0], CHOSEN: rest[1]})
        for after, figures in zip(AFTER_MS, around, strict=True):
            share = of_rest(figures, rest)
            values = {HEALTHY: share[0], CHOSEN: share[1]}
            result.add(name, "% of rest", values, "ms from the command", float(after))
    return result.frame()


PARADIGM = Paradigm(
    "surround_inhibition",
    "Surround inhibition",
    "When one muscle begins to work, is its neighbour inhibited, in the cortex or in the cord?",
    "The clinic gives a magnetic shock to motor cortex around the start of a finger movement, and "
    "gives the response of a relaxed neighbour as a share of that at rest; reflexes give the part "
    "of the cord. Here: a pulse of 5 ms to motor cortex, or to the spindle afferents, of the first "
    "muscle of a joint beside the task's. The answer is the peak rate of its motor neurones over "
    "the same run without the pulse. Patients' loss of this inhibition is contested in print.",
    "assumption",
    _run,
)
