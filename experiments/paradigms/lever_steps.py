"""Vary one lever step by step, in health and in the chosen condition."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import See, measures, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, ParadigmResult, Run, healthy_like
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import hold

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("agonist_activation", "co_contraction_index", "overflow")
CHANGE = "change_of_"  # prefix of a measure: its value minus that of the first step


def by_steps(
    network: Network,
    base: Params,
    seeds: Sequence[int],
    lever: str,
    steps: Sequence[float],
    see: See,
) -> tuple[np.ndarray, np.ndarray]:
    """Observe the hold task at each step of a lever, all on the same noise.

    Returns:
        Health and the chosen condition: (K, steps, seeds) each, K figures of ``see``.
    """
    settings = [
        condition.replace(**{lever: step})
        for condition in (healthy_like(base), base)
        for step in steps
    ]
    seen = observe(network, settings, hold(), seeds, see)
    healthy, chosen = np.split(seen, 2)
    return healthy.swapaxes(0, 1), chosen.swapaxes(0, 1)


def add_steps(
    result: ParadigmResult,
    what: tuple[str, str],
    figures: tuple[np.ndarray, np.ndarray],
    place: tuple[str, Sequence[float]],
) -> None:
    """Add one measure at each step.

    Args:
        result: table that receives the rows.
        what: name of the measure and its unit.
        figures: health and the chosen condition, (steps, seeds) each.
        place: name and unit of the lever (``along``), and the steps.
    """
    (name, unit), (along, steps) = what, place
    for healthy, chosen, step in zip(*figures, steps, strict=True):
        result.add(name, unit, {HEALTHY: healthy, CHOSEN: chosen}, along, step)


def add_changes(
    result: ParadigmResult,
    what: tuple[str, str],
    figures: np.ndarray,
    place: tuple[str, Sequence[float]],
) -> None:
    """Add how a measure of the chosen condition, (steps, seeds), changes from the first step."""
    (name, unit), (along, steps) = what, place
    for values, step in list(zip(figures - figures[0], steps, strict=True))[1:]:
        result.add(CHANGE + name, unit, {CHOSEN: values}, along, step)


def lever_step_by_step(lever: str, along: str, steps: Sequence[float]) -> Run:
    """Create a paradigm that varies one lever: measures at each step, and their changes.

    Args:
        lever: name of the lever.
        along: its name in the frame.
        steps: its values, the first one without effect.
    """

    def run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
        result, place = ParadigmResult(), (along, steps)
        healthy, chosen = by_steps(network, base, seeds, lever, steps, measures(MEASURED))
        for name, *figures in zip(MEASURED, healthy, chosen, strict=True):
            what = name, MEASURES[name].unit
            add_steps(result, what, (figures[0], figures[1]), place)
            add_changes(result, what, figures[1], place)
        return result.frame()

    return run
