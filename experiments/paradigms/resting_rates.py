"""Resting rates: mean firing rate of every nucleus at rest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import strongest_opponent
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import rest

if TYPE_CHECKING:
    import pandas as pd

SECONDS, EVERY_MS, SETTLED_MS = 3.0, 10, 500
UNCOMPENSATED = "chosen, homeostasis 0"
ALONG = "population"


def mean_rates(trajectory: Trajectory) -> np.ndarray:
    """(populations, R) mean rate (Hz) over time and over the cells of all muscles."""
    network, late = trajectory.network, trajectory.time_ms > SETTLED_MS
    settled = ordered_mean(trajectory.rate[late])
    return np.stack([p.max_hz * ordered_mean(settled[network.nodes_of(p.key)])
                     for p in network.populations])  # fmt: skip


def least_active_pair(trajectory: Trajectory) -> np.ndarray:
    """(1, R) mean activity of the less active of the wanted muscle and its opponent."""
    seen, body = measure_input(trajectory), trajectory.network.body
    wanted = int(seen.agonist[0])
    opponent = strongest_opponent(trajectory.params[0], body)
    pair = ordered_mean(trajectory.activation[:, [wanted, opponent]])
    return pair.min(axis=0)[None]


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    settings = healthy_like(base), base, base.replace(homeostasis=0.0)
    seen = observe(network, settings, rest(SECONDS), seeds, mean_rates, keep_rates=True,
                   every_ms=EVERY_MS)  # fmt: skip
    result = ParadigmResult()
    for k, population in enumerate(network.populations):
        healthy, chosen, free = seen[:, k]
        result.add("rate", "Hz", {HEALTHY: healthy, CHOSEN: chosen}, ALONG, population.key)
        result.add("rate", "Hz", {UNCOMPENSATED: free}, ALONG, population.key)
        if healthy.all():
            ratios = {CHOSEN: chosen / healthy, UNCOMPENSATED: free / healthy}
            for condition, ratio in ratios.items():
                result.add("rate_over_healthy", "share", {condition: ratio}, ALONG, population.key)
    return result.frame()


PARADIGM = Paradigm(
    "resting_rates",
    "Resting rates",
    "What is the firing rate of each nucleus at rest, in health and with the loss?",
    "Surgeons record single units of the pallidum in awake patients at rest; awake macaques "
    "represent health (GPi 82.5 and GPe 69.7 Hz, in dystonia 55.3 and 54.0 Hz). Here: mean rate "
    "over 2.5 s of rest and over all muscles' cells. The cells of cortex, thalamus and cerebellum "
    "make up for a lasting loss at rest, those of the basal ganglia do not (the column homeostasis "
    "of the populations); in the third condition none does.",
    "starr2005",
    _run,
)
