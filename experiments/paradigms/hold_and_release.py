"""Hold and release: activity of other muscles during a hold, and how long it outlasts it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.measures import MEASURES, measure_input, overflow_by_distance
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import hold

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("co_contraction_index", "agonist_activation", "overflow", "muscles_recruited",
            "after_contraction")  # fmt: skip
FARTHEST = 6  # joints from the task that are reported one by one


def _see(trajectory: Trajectory) -> np.ndarray:
    by_distance = overflow_by_distance(measure_input(trajectory))[: FARTHEST + 1]
    return np.concatenate([measures(MEASURED)(trajectory), by_distance])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    healthy, chosen = observe(network, (healthy_like(base), base), hold(), seeds, _see)
    result = ParadigmResult()
    for k, name in enumerate(MEASURED):
        result.add(name, MEASURES[name].unit, {HEALTHY: healthy[k], CHOSEN: chosen[k]})
    for distance, k in enumerate(range(len(MEASURED), len(healthy))):
        values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
        result.add("activity_by_distance", "MVC", values, "joints away", float(distance))
    return result.frame()


PARADIGM = Paradigm(
    "hold_and_release",
    "Hold and release",
    "Which muscles join in while one muscle holds, and do they relax when it relaxes?",
    "In the clinic, the EMG of many muscles is recorded during and after a steady hold. Here: 0.3 "
    "s of rest, 1 s of the effort with one muscle, 1 s of relaxing; the steady part is the last "
    "0.6 s of the hold. Co-contraction is the common over the total activity of the muscle and its "
    "opponents; activity is a share of the strongest contraction.",
    "falconer1985",
    _run,
)
