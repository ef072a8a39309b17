"""Tendon vibration: responses of muscles and sensory cortex while spindles are driven."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import See, isometric, observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import opponents, task_channel
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.1, 0.2, 0.4, 0.8)  # a strength of 1 drives the spindle afferents fully
EFFORT = 0.15  # of the weak hold
ALONG = "strength of the vibration (input)"
STATES = {"at_rest": 0.0, "holding": 1.0}  # command
VIBRATION_MS, END_MS, EVERY_MS = 500, 1500, 4
SETTLED_MS = 500  # of the vibration, before it is measured
AFFERENT, SENSORY = "IA", "S1"
UNITS = {"vibrated_muscle": "MVC", "opponent": "MVC", "overflow": "MVC", "sensory_cortex": "Hz"}
TURN = "turn_of_free_joint"  # deg, in the direction of the vibrated muscle


def _timeline(command: float, node: str, strength: float) -> Timeline:
    vibrated = Phase(VIBRATION_MS, command=command, stimuli={node: strength})
    return Timeline("vibration", END_MS, (Phase(0, command=command), vibrated))


def _see(network: Network, wanted: int) -> See:
    """Return a function that reads the figures of :data:`UNITS`: means over the later vibration."""
    node = network.nodes_of(SENSORY).start + wanted
    hertz = network.population_of(node).max_hz

    def see(trajectory: Trajectory) -> np.ndarray:
        settled = trajectory.time_ms > VIBRATION_MS + SETTLED_MS
        activation = ordered_mean(trajectory.activation[settled])
        outside = measure_input(trajectory).distance[:, 0] > 0
        overflow = np.full(activation.shape[1], np.nan)  # a body of one joint
        if outside.any():
            overflow = ordered_mean(activation[outside])
        against = np.zeros_like(activation[wanted])
        for channel, share in opponents(trajectory.params[0], network.body):
            against += activation[channel] * share
        felt = hertz * ordered_mean(trajectory.rate[settled, node])
        return np.stack([activation[wanted], against, overflow, felt])

    return see


def _turn(trajectory: Trajectory) -> np.ndarray:
    """(1, R) mean turn of the vibrated muscle's joint in the later vibration, deg."""
    settled = trajectory.time_ms > VIBRATION_MS + SETTLED_MS
    body = trajectory.network.body
    wanted = body.muscles[task_channel(trajectory.params[0], body)]
    turn = sum(
        np.sign(arm) * ordered_mean(trajectory.angle[settled, dof])
        for dof, arm in wanted.moment_arms
    )
    return np.degrees(turn)[None]


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    wanted = task_channel(base, network.body)
    node = f"{AFFERENT}/{network.body.muscles[wanted].key}"
    tried, result, held = base.replace(effort=EFFORT), ParadigmResult(), isometric(network)
    settings = healthy_like(tried), tried

    def seen(command: float, strength: float) -> np.ndarray:
        return observe(
            held, settings, _timeline(command, node, strength), seeds,
            _see(network, wanted), keep_rates=True, every_ms=EVERY_MS,
        )  # fmt: skip

    for state, command in STATES.items():
        still = seen(command, 0.0)
        for strength in STRENGTHS:
            healthy, chosen = seen(command, strength) - still
            for k, (name, unit) in enumerate(UNITS.items()):
                values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
                result.add(f"change_of_{name}_{state}", unit, values, ALONG, strength)
    still, *turned = (
        observe(network, settings, _timeline(0.0, node, strength), seeds, _turn, every_ms=EVERY_MS)
        for strength in (0.0, *STRENGTHS)
    )
    for strength, turn in zip(STRENGTHS, turned, strict=True):
        healthy, chosen = (turn - still)[:, 0]
        values = {HEALTHY: healthy, CHOSEN: chosen}
        result.add(f"change_of_{TURN}_at_rest", "deg", values, ALONG, strength)
    return result.frame()


PARADIGM = Paradigm(
    "tendon_vibration",
    "Tendon vibration",
    "When the spindles of a muscle are driven, do muscles respond, and is a stretch felt?",
    "The clinic vibrates a muscle's tendon for many seconds, at about 100 times a second, and "
    "measures the movement that this brings about (the tonic vibration reflex) or, with the "
    "vibrated arm held and in the other arm of a blindfolded person, the movement that is felt. "
    "Here: a steady push to the spindle afferents of the wanted muscle for a second, at rest and "
    "in a weak hold (effort 0.15) of a held limb, and at rest with the joint free to turn. "
    "Reported is the change, in its second half, from the same run without: activity of the "
    "vibrated muscle, of its opponents and of muscles elsewhere, and, for what is felt, the rate "
    "of sensory cortex at the muscle's place; of the free joint, its turn. A reflex "
    "that builds up over seconds cannot show.",
    "yoneda2000",
    _run,
)
