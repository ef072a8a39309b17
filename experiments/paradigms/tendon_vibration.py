"""Tendon vibration: responses of muscles and sensory cortex while spindles are driven."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import See, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import task_channel
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.1, 0.2, 0.4, 0.8)  # a strength of 1 drives the spindle afferents fully
EFFORT = 0.15  # of the weak hold
STATES = {"at_rest": 0.0, "holding": 1.0}  # command
VIBRATION_MS, END_MS, EVERY_MS = 500, 1500, 4
SETTLED_MS = 500  # of the vibration, before it is measured
AFFERENT, SENSORY = "IA", "S1"
UNITS = {"vibrated_muscle": "MVC", "opponent": "MVC", "overflow": "MVC", "sensory_cortex": "Hz"}


def _timeline(command: float, node: str, strength: float) -> Timeline:
    vibrated = Phase(VIBRATION_MS, command=command, stimuli={node: strength})
    return Timeline("vibration", END_MS, (Phase(0, command=command), vibrated))


def _see(network: Network, wanted: int) -> See:
    """Return a function that reads the figures of :data:`UNITS`: means over the later vibration."""
    node = network.nodes_of(SENSORY).start + wanted
    hertz = network.population_of(node).max_hz

    def see(trajectory: Trajectory) -> np.ndarray:
        settled = trajectory.time_ms > VIBRATION_MS + SETTLED_MS
        activation = trajectory.activation[settled].mean(axis=0)
        outside = measure_input(trajectory).distance[:, 0] > 0
        overflow = np.full(activation.shape[1], np.nan)  # a body of one joint
        if outside.any():
            overflow = activation[outside].mean(axis=0)
        against = [activation[c] * share for c, share in network.body.antagonists(wanted)]
        felt = hertz * trajectory.rate[settled, node].mean(axis=0)
        return np.stack([activation[wanted], np.sum(against, axis=0), overflow, felt])

    return see


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    wanted = task_channel(base, network.body)
    node = f"{AFFERENT}/{network.body.muscles[wanted].key}"
    tried, result = base.replace(effort=EFFORT), ParadigmResult()

    def seen(command: float, strength: float) -> np.ndarray:
        return observe(
            network, (healthy_like(tried), tried), _timeline(command, node, strength), seeds,
            _see(network, wanted), keep_rates=True, every_ms=EVERY_MS,
        )  # fmt: skip

    for state, command in STATES.items():
        still = seen(command, 0.0)
        for strength in STRENGTHS:
            healthy, chosen = seen(command, strength) - still
            for k, (name, unit) in enumerate(UNITS.items()):
                values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
                along = "strength of the vibration (input)"
                result.add(f"change_of_{name}_{state}", unit, values, along, strength)
    return result.frame()


PARADIGM = Paradigm(
    "tendon_vibration",
    "Tendon vibration",
    "When the spindles of a muscle are driven, do muscles respond, and is a stretch felt?",
    "The clinic vibrates a muscle's tendon for many seconds, at about 100 times a second, and "
    "measures the contraction that this brings about (the tonic vibration reflex) and, in the "
    "other arm of a blindfolded person, the movement that is felt. Here: a steady push to the "
    "spindle afferents of the wanted muscle for a second, at rest and in a weak hold (effort "
    "0.15). Reported is the change, in its second half, from the same run without: activity of the "
    "vibrated muscle, of its opponents and of muscles elsewhere, and, for what is felt, the rate "
    "of sensory cortex at the muscle's place. A reflex that builds up over seconds cannot show.",
    "yoneda2000",
    _run,
)
