"""Hold and release: what else works while one muscle holds, and how long it goes on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.protocols.observing import measures, observe
from experiments.protocols.paradigm import CHOSEN, HEALTHY, Findings, Paradigm, healthy_like
from model.measures import MEASURES, overflow_by_distance
from model.network import Network
from model.params import Params
from model.protocol import hold
from model.trajectory import Trajectory
from model.view import view

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("co_contraction_index", "agonist_activation", "overflow", "muscles_recruited",
            "after_contraction")  # fmt: skip
FARTHEST = 6  # joints from the task that are told one by one


def _see(trajectory: Trajectory) -> np.ndarray:
    by_distance = overflow_by_distance(view(trajectory))[: FARTHEST + 1]
    return np.concatenate([measures(MEASURED)(trajectory), by_distance])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    healthy, chosen = observe(network, (healthy_like(base), base), hold(), seeds, _see)
    findings = Findings()
    for k, name in enumerate(MEASURED):
        findings.add(name, MEASURES[name].unit, {HEALTHY: healthy[k], CHOSEN: chosen[k]})
    for distance, k in enumerate(range(len(MEASURED), len(healthy))):
        values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
        findings.add("activity_by_distance", "MVC", values, "joints away", float(distance))
    return findings.frame()


PARADIGM = Paradigm(
    "hold_and_release",
    "Hold and release",
    "While one muscle holds still and then lets go: which others join in, and do they let go too?",
    "The clinic records the EMG of many muscles during a steady hold and after it. Here: 0.3 s of "
    "rest, 1 s of the effort with one muscle, 1 s of relaxing; the steady part is the last 0.6 s "
    "of the hold. Co-contraction is the common over the total activity of the muscle and its "
    "opponents; activity counts in shares of the strongest contraction.",
    "falconer1985",
    _run,
)
