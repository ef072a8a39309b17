"""Reciprocal inhibition: a reflex of the wanted muscle after a shock to its opponent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import strongest_opponent, task_channel
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

INTERVALS_MS = (0, 2, 5, 10, 15, 20, 30, 50, 75, 100, 200)
TEST_MS, PULSE_MS, PULSE = 400, 5, 1.0  # a pulse of 1 drives the spindle afferents fully
WINDOW_MS = 60  # window of the reflex after the test
MIN = 1e-3  # share of the largest rate: a smaller reflex cannot be halved
AFFERENT, MOTONEURONE = "IA", "MN"


def _timeline(test: str, conditioning: str, interval: int | None) -> Timeline:
    """A test shock, and one to the opponent before it unless ``interval`` (ms) is None."""
    pulses = [(TEST_MS, test)]
    if interval is not None:
        pulses.append((TEST_MS - interval, conditioning))
    starts = sorted({0, *(at for at, _ in pulses), *(at + PULSE_MS for at, _ in pulses)})
    phases = tuple(
        Phase(t, stimuli={node: PULSE for at, node in pulses if at <= t < at + PULSE_MS})
        for t in starts
    )
    return Timeline("reflex", TEST_MS + WINDOW_MS, phases)


def _reflex(trajectory: Trajectory) -> np.ndarray:
    """(1, R) peak rate of the motor neurones after the test, as a share of the largest."""
    network = trajectory.network
    wanted = task_channel(trajectory.params[0], network.body)
    node = network.nodes_of(MOTONEURONE).start + wanted
    return trajectory.rate[TEST_MS:, node].max(axis=0)[None]


def reflexes(
    network: Network,
    settings: Sequence[Params],
    seeds: Sequence[int],
    intervals: Sequence[int | None],
) -> np.ndarray:
    """The reflex of the wanted muscle, at rest in a held limb.

    Args:
        network: of all runs.
        settings: S settings with one wanted muscle.
        seeds: of the noise; one run per setting and seed.
        intervals: I times (ms) from the shock to the opponent to the test; None without it.

    Returns:
        (I, S, seeds) peak rate of the motor neurones, as a share of the largest.
    """
    body, wanted = network.body, task_channel(settings[0], network.body)
    held = isometric(network)
    opponent = strongest_opponent(settings[0], body)
    nodes = [f"{AFFERENT}/{body.muscles[channel].key}" for channel in (wanted, opponent)]
    figures = [
        observe(held, settings, _timeline(nodes[0], nodes[1], interval), seeds, _reflex,
                keep_rates=True)[:, 0]
        for interval in intervals
    ]  # fmt: skip
    return np.stack(figures)


def of_test(conditioned: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Conditioned reflexes in % of the test reflex; NaN where the test reflex is too small."""
    share = np.full(conditioned.shape, np.nan)
    np.divide(100.0 * conditioned, test, out=share, where=test > MIN)
    return share


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    settings = healthy_like(base), base
    test, *conditioned = reflexes(network, settings, seeds, (None, *INTERVALS_MS))
    result = ParadigmResult()
    result.add("test_reflex", "share", {HEALTHY: test[0], CHOSEN: test[1]})
    for interval, reflex in zip(INTERVALS_MS, conditioned, strict=True):
        share = of_test(reflex, test)
        values = {HEALTHY: share[0], CHOSEN: share[1]}
        result.add("conditioned_reflex", "% of test", values, "interval (ms)", float(interval))
    return result.frame()


PARADIGM = Paradigm(
    "reciprocal_inhibition",
    "Reciprocal inhibition",
    "How far does an earlier shock to the opponent's nerve reduce a muscle's reflex?",
    "The clinic tests the H reflex of the forearm flexors at rest, with a shock to the radial "
    "nerve 0 to some 100 ms before, and gives its size as a share of the reflex without. Here: a "
    "pulse of 5 ms to the spindle afferents of the wanted muscle, and one to those of its opponent "
    "before; the reflex is the peak rate of the motor neurones. The limb is held, as in the "
    "clinic, so that no twitch stretches a muscle between the shocks. People show three phases of "
    "inhibition (at about 0, 15 to 20, and 100 ms).",
    "day1984",
    _run,
)
