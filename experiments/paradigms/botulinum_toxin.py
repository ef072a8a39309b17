"""Botulinum toxin: rising doses in one muscle, by default the opponent of the wanted one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.lever_steps import add_changes, add_steps, by_steps
from motorloops.experiments.paradigms.observe import measures, ordered_mean, task_turn
from motorloops.experiments.paradigms.paradigm import Paradigm, ParadigmResult
from motorloops.model.coefficients import injected_channel
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("co_contraction_index", "overflow")
OWN = {"drive_to_injected_muscle": "MVC", "pull_of_injected_muscle": "MVC", "task_turn": "deg"}
DOSES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def _see(trajectory: Trajectory) -> np.ndarray:
    """The measures; drive and pull of the injected muscle; angle of the task joint."""
    seen, body, runs = measure_input(trajectory), trajectory.network.body, trajectory.params
    drive = seen.level[[injected_channel(p, body) for p in runs], np.arange(len(runs))]
    turn = np.degrees(ordered_mean(task_turn(trajectory)[seen.steady]))
    left = drive * (1.0 - np.array([p.toxin for p in runs]))
    return np.concatenate([measures(MEASURED)(trajectory), [drive, left, turn]])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result = ParadigmResult()
    healthy, chosen = by_steps(network, base, seeds, "toxin", DOSES, _see)
    units = {name: MEASURES[name].unit for name in MEASURED} | OWN
    place = ("dose (share of fibres)", DOSES)
    for what, *figures in zip(units.items(), healthy, chosen, strict=True):
        add_steps(result, what, (figures[0], figures[1]), place)
        add_changes(result, what, figures[1], place)
    return result.frame()


PARADIGM = Paradigm(
    "botulinum_toxin",
    "Botulinum toxin",
    "How does weakening one muscle change its pull, the movement and the other muscles?",
    "In the clinic, the EMG of the injected muscle and its neighbours is recorded before the "
    "injection and weeks after it. Here: the hold task at six doses in one muscle (by default the "
    "opponent of the wanted one). Silent fibres give no EMG, so the injected muscle's EMG is its "
    "pull, the drive times the fibres left; the turn of the task joint shows what the person "
    "gains.",
    "assumption",
    _run,
)
