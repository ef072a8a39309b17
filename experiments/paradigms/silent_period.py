"""Cortical silent period: suppression of a steady contraction by a shock to motor cortex."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe
from motorloops.experiments.paradigms.paired_pulse_inhibition import (
    MIN,
    MOTONEURONE,
    shock_to,
    shocked,
)
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import task_channel
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.5, 1.0, 2.0, 4.0)  # at the first of these efforts
EFFORTS = (0.12, 0.16, 0.2, 0.4)  # at the third of those strengths
WEAK, DEFAULT = EFFORTS[0], STRENGTHS[2]
SHOCK_MS, AFTER_MS, EVERY_MS = 600, 400, 2
QUIET = 0.5  # share of the motor neurones' rate without the shock
UNITS = {
    "evoked_response": "share", "silenced": "share of runs", "silent_period": "ms",
    "silence_begins": "ms", "lowest_rate": "% of unshocked",
}  # fmt: skip


def silence(given: np.ndarray, spared: np.ndarray) -> np.ndarray:
    """The answer to a shock and the silence after it, from rates with and without the shock.

    Args:
        given: (T, R) rates from the shock on, every 2 ms, as shares of the largest.
        spared: (T, R) of the same runs without the shock.

    Returns:
        (5, R) in the order and units of :data:`UNITS`: the peak of ``given`` over ``spared``;
        whether there is a stretch, after that peak, in which ``given`` is less than half of
        ``spared``; how long the first one lasts and when it begins, NaN where there is none; the
        lowest ``given`` after the peak, NaN where ``spared`` is negligible throughout.
    """
    rise, time = given - spared, np.arange(len(given))[:, None]
    after = time > rise.argmax(axis=0)
    share = np.full(given.shape, np.inf)
    np.divide(given, spared, out=share, where=after & (spared > MIN))
    quiet = share < QUIET
    first = quiet.argmax(axis=0)
    again = ~quiet & (time > first)
    end = np.where(again.any(axis=0), again.argmax(axis=0), len(given))
    stretch = np.stack([end - first, first]).astype(np.float64) * EVERY_MS
    silenced = quiet.any(axis=0)
    stretch[:, ~silenced] = np.nan
    lowest = 100.0 * share.min(axis=0)
    lowest[np.isinf(lowest)] = np.nan
    return np.stack([rise.max(axis=0), silenced, *stretch, lowest])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    wanted = task_channel(base, network.body)
    muscle = network.body.muscles[wanted].key
    node, result = network.nodes_of(MOTONEURONE).start + wanted, ParadigmResult()
    held = isometric(network)

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-AFTER_MS // EVERY_MS :, node]

    def rates(effort: float, strength: float) -> np.ndarray:
        """(2, T, seeds) from the shock on."""
        tried = base.replace(effort=effort)
        timeline = shocked({SHOCK_MS: shock_to(muscle, strength)}, 1.0, SHOCK_MS + AFTER_MS)
        return observe(held, (healthy_like(tried), tried), timeline, seeds, course,
                       keep_rates=True, every_ms=EVERY_MS)  # fmt: skip

    spared = {effort: rates(effort, 0.0) for effort in EFFORTS}

    def add(suffix: str, along: str, at: float, effort: float, strength: float) -> None:
        given = rates(effort, strength)
        healthy, chosen = (silence(*pair) for pair in zip(given, spared[effort], strict=True))
        for k, (name, unit) in enumerate(UNITS.items()):
            values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
            result.add(name + suffix, unit, values, along, at)

    for strength in STRENGTHS:
        add("", "strength of the shock (input)", strength, WEAK, strength)
    for effort in EFFORTS:
        add("_by_effort", "effort (share of full)", effort, effort, DEFAULT)
    return result.frame()


PARADIGM = Paradigm(
    "silent_period",
    "Cortical silent period",
    "How long does a magnetic shock to motor cortex suppress a contracting muscle?",
    "The clinic gives a magnetic shock, at up to 1.5 times the threshold, during a steady "
    "contraction against a support, and measures the muscle's answer and the gap in its EMG that "
    "follows. Here: a "
    "pulse of 5 ms to the wanted muscle's motor cortex and its inhibitory cells together, 600 ms "
    "into a contraction of a held limb, in four strengths (at effort 0.12) and at four efforts "
    "(strength 2). The silent period is the first stretch, after the answer, in which the "
    "motor neurones' rate is less than half of that of the same run without the shock; silenced is "
    "the share of runs that have one, and the others have no value. Rates have no silence "
    "of their own, as EMG has. Whether patients' silent period is short is contested in print.",
    "orth2004",
    _run,
)
