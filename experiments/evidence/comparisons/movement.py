"""Brisk movements, holding, letting go, strength."""

from collections.abc import Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    GENERALISED,
    NECK,
    PATIENT,
    WRITER,
    Answer,
    Comparison,
    Laboratory,
    condition,
    patients_less_health,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, healthy_like
from motorloops.experiments.paradigms.resting_rates import least_active_pair
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import hold, rest

FAST, SLOW = "fast", "slow"
SYMMETRIC = 1.0  # time to slow down over time to speed up
REST_S = 1.5
RELAXING = ("wrist_flexor", "biceps")
LEFT = 0.1  # share of the steady torque below which the muscle counts as relaxed
RELAX = hold()


def _longer_than_slow(lab: Laboratory) -> Answer:
    runs = lab.runs("ballistic")
    healthy = runs.of("agonist_duration", HEALTHY, SLOW)
    patient = runs.of("agonist_duration", CHOSEN, FAST)
    return Answer(patient - healthy, healthy, patient)


def _speed(lab: Laboratory) -> Answer:
    runs = lab.runs("ballistic")
    healthy, patient = (runs.of("top_speed", who, FAST) for who in (HEALTHY, CHOSEN))
    return Answer(100.0 * (patient / healthy - 1.0), healthy, patient)


def _symmetry(lab: Laboratory) -> Answer:
    runs = lab.runs("ballistic")
    healthy, patient = (
        runs.of("deceleration_over_acceleration", who, FAST) for who in (HEALTHY, CHOSEN)
    )
    return Answer(np.abs(patient - SYMMETRIC) - np.abs(healthy - SYMMETRIC), healthy, patient)


def _weakness(lab: Laboratory) -> Answer:
    share = lab.runs("maximal_contraction", NECK).of("mean_strength_over_healthy", CHOSEN, None)
    return Answer(100.0 * (share - 1.0), None, 100.0 * (share - 1.0))


def _rest(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) of health, and the mean of people with generalised dystonia."""
    settings = [Params().replace(loss=loss) for loss in (0.0, *GENERALISED)]
    seen = observe(network, settings, rest(REST_S), seeds, least_active_pair)[:, 0]
    return np.stack([seen[0], seen[1:].mean(axis=0)])


def _resting_pair(lab: Laboratory) -> Answer:
    healthy, patient = lab.once(DEFAULT_BODY, _rest)
    return Answer(patient - healthy, healthy, patient)


def relaxation(trajectory: Trajectory) -> np.ndarray:
    """(1, R) s from the end of the command until the torque stays low."""
    seen = measure_input(trajectory)
    wanted = trajectory.network.body.muscles[int(seen.agonist[0])]
    torque = np.abs(sum(np.sign(arm) * trajectory.angle[:, dof] for dof, arm in wanted.moment_arms))
    _, off = trajectory.timeline.trying()
    after = torque[trajectory.time_ms > off] >= LEFT * torque[seen.steady].mean(axis=0)
    last = len(after) - after[::-1].argmax(axis=0)
    return np.where(after.any(axis=0), last, 0.0)[None] / 1000.0


def _relaxations(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) of wrist and elbow together, health and patient."""
    held, found = isometric(network), []
    for muscle in RELAXING:
        base = condition(PATIENT, agonist=muscle)
        seen = observe(held, (healthy_like(base), base), RELAX, seeds, relaxation)
        found.append(seen[:, 0])
    return np.mean(found, axis=0)


def _slow_to_relax(lab: Laboratory) -> Answer:
    healthy, patient = lab.once(DEFAULT_BODY, _relaxations)
    return Answer(patient - healthy, healthy, patient)


def _bursts() -> Iterator[Comparison]:
    yield Comparison(
        "BST-1.1", "first burst of the wanted muscle in a fast movement, patient less healthy",
        "ms", patients_less_health("ballistic", "agonist_duration", FAST),
        above(comparison.DURATION_MS),
    )  # fmt: skip
    yield Comparison(
        "BST-1.2", "first burst of the patient's fast less the healthy slow movement",
        "ms", _longer_than_slow, above(comparison.DURATION_MS),
    )  # fmt: skip
    yield Comparison(
        "BST-1.3", "top speed of the fast movement, patient over healthy, less 100 %",
        "%", _speed, below(-comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "BST-1.4", "part of the wanted muscle's activity that its opponent matches in the fast "
        "movement, patient less healthy",
        "share", patients_less_health("ballistic", "overlap", FAST),
        above(comparison.SHARE),
    )  # fmt: skip
    yield Comparison(
        "BST-1.5", "distance of slowing over speeding time from 1, patient less healthy",
        "1", _symmetry, below(-comparison.SHARE),
    )  # fmt: skip


def comparisons() -> Iterator[Comparison]:
    """All comparisons about movement and force."""
    yield from _bursts()
    yield Comparison(
        "COC-1", "co-contraction index of the writing hand, patient less healthy",
        "1", patients_less_health("hold_and_release", "co_contraction_index", name=WRITER),
        above(comparison.INDEX),
    )  # fmt: skip
    yield Comparison(
        "COC-2.1", "activity at rest of the less active of two opponents, mean of four patients "
        "with losses from 0.35 to 0.8, less healthy",
        "MVC", _resting_pair, above(comparison.ACTIVITY),
    )  # fmt: skip
    yield Comparison(
        "REL-1", "time for the torque of a held wrist or elbow to fall to a tenth after the "
        "command, patient less healthy", "s", _slow_to_relax,
        above(comparison.DURATION_S),
    )  # fmt: skip
    yield Comparison(
        "MVC-2", "net torque of the neck's muscles at full effort in a rig, over healthy, less "
        "100 %",
        "%", _weakness, below(-comparison.PERCENT), (-44.0, -25.0), "figure", "published",
    )  # fmt: skip


TOPICS = {"Movement and force": comparisons}
