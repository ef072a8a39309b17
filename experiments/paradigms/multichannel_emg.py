"""Multichannel EMG: the activity of every muscle while each muscle in turn makes a weak effort."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import hold

if TYPE_CHECKING:
    import pandas as pd

EFFORT = 0.3
MAX = 12  # most muscles that try in turn
MEASURED = ("after_contraction", "low_frequency_power")
ALONG_TRIED, ALONG = "muscle that tries", "muscle"


def _see(trajectory: Trajectory) -> np.ndarray:
    """Activity of each muscle in the steady part, then at rest; onset; the measures."""
    seen, runs = measure_input(trajectory), np.arange(len(trajectory.seeds))
    before = trajectory.time_ms <= seen.windows.on
    onset = seen.onset_ms[seen.agonist, runs]
    figures = [seen.level, ordered_mean(trajectory.activation[before]), onset[None]]
    return np.concatenate([*figures, *(MEASURES[n].compute(seen)[None] for n in MEASURED)])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result, held, muscles = ParadigmResult(), isometric(network), network.body.muscles
    count = len(muscles)
    for tried in muscles[:MAX]:
        levers = base.replace(effort=EFFORT, task="", agonist=tried.key)
        healthy, chosen = observe(held, (healthy_like(levers), levers), hold(), seeds, _see)

        def add(measure: str, unit: str, row: int, along: str, at: str,
                pair: tuple[np.ndarray, np.ndarray] = (healthy, chosen)) -> None:  # fmt: skip
            values = {HEALTHY: pair[0][row], CHOSEN: pair[1][row]}
            result.add(measure, unit, values, along, at)

        if tried is muscles[0]:  # nobody tries yet, so that this is the same for all of them
            for k, muscle in enumerate(muscles):
                add("activity_at_rest", "MVC", count + k, ALONG, muscle.key)
        for k, muscle in enumerate(muscles):
            add(f"activity_when_{tried.key}_tries", "MVC", k, ALONG, muscle.key)
        add("onset", "ms", 2 * count, ALONG_TRIED, tried.key)
        for k, name in enumerate(MEASURED):
            add(name, MEASURES[name].unit, 2 * count + 1 + k, ALONG_TRIED, tried.key)
    return result.frame()


PARADIGM = Paradigm(
    "multichannel_emg",
    "Multichannel EMG",
    "Which muscles are active when one muscle alone is asked to work?",
    "In the clinic, surface EMG of several muscles is recorded while the person makes a weak "
    "isometric effort with one of them; children with dystonia did this with four muscles of the "
    "hand. Here: the hold task of a held limb at 30 % of the command, with each muscle in turn "
    "(twelve at most), and the steady activity of all muscles.",
    "young2011",
    _run,
)
