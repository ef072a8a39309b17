"""Maximal contraction: each muscle in turn at full effort, and the torque that results."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import (
    isometric,
    main_dof,
    measures,
    observe,
    ordered_mean,
    task_turn,
)
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import hold

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("agonist_activation", "co_contraction_index", "overflow")
FULL_EFFORT = 1.0
MAX = 12  # most muscles that are tested in turn
ALONG = "muscle that tries"


def _see(trajectory: Trajectory) -> np.ndarray:
    """The measures, then the net torque about the wanted muscle's main axis."""
    seen, network = measure_input(trajectory), trajectory.network
    dof, _ = main_dof(network.body, int(seen.agonist[0]))
    torque = network.wiring.stiffness[dof] * ordered_mean(task_turn(trajectory)[seen.steady])
    return np.concatenate([measures(MEASURED)(trajectory), torque[None]])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result, whole, held = ParadigmResult(), [], isometric(network)
    for muscle in network.body.muscles[:MAX]:
        tried = base.replace(effort=FULL_EFFORT, task="", agonist=muscle.key)
        healthy, chosen = observe(held, (healthy_like(tried), tried), hold(), seeds, _see)
        share = np.divide(chosen[-1], healthy[-1], where=healthy[-1] > 0,
                          out=np.full(len(seeds), np.nan))  # fmt: skip
        whole.append(share)
        for k, name in enumerate(MEASURED):
            values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
            result.add(name, MEASURES[name].unit, values, ALONG, muscle.key)
        result.add("strength_over_healthy", "share", {CHOSEN: share}, ALONG, muscle.key)
    result.add("mean_strength_over_healthy", "share", {CHOSEN: np.mean(whole, axis=0)})
    return result.frame()


PARADIGM = Paradigm(
    "maximal_contraction",
    "Maximal contraction",
    "How strong is each muscle at full effort, compared with the healthy one?",
    "In the clinic, the limb is fixed in a rig and the strongest pull in each direction is "
    "measured. So it is here: every joint is held, and the net torque is what the rig feels, its "
    "stiffness times the tiny turn that it allows; co-contraction reduces it.",
    "assumption",
    _run,
)
