"""What helps: a touch, pallidal stimulation, a drug, the toxin, a pallidal lesion."""

from collections.abc import Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    GENERALISED,
    NECK,
    Answer,
    Comparison,
    Laboratory,
    central_losses,
    condition,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN
from motorloops.experiments.paradigms.time_course import relief
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import hold

INDEX, OVERFLOW = "co_contraction_index", "overflow"
NONE, FULL = 0.0, 1.0  # doses
TREATED, STIMULATED_S = "stimulation", 3.5  # the last second of it
TOXIN, TOXIN_MUCH = 0.4, 0.8
NO_CHANGE = (-comparison.PERCENT, comparison.PERCENT)


def _stimulated_arm(lab: Laboratory) -> Answer:
    """Overflow that stimulation takes away, on and off in one hold."""
    runs = lab.runs("pallidal_stimulation")
    return Answer(runs.of("relief_over_time", TREATED, STIMULATED_S))


def _stimulated_neck(lab: Laboratory) -> Answer:
    """The index, as the overflow of a neck says little: its muscles share their joints."""
    (before, _), (after, _) = lab.once("neck", _treated, NECK, "pallidal_stimulation")
    return Answer(relief(before, after))


def _slower(lab: Laboratory) -> Answer:
    """The arm of a person with cervical dystonia, without and with stimulation."""
    off, treated = (
        lab.runs("ballistic", "healthy", **central_losses(NECK), pallidal_stimulation=strength)
        .of("top_speed", CHOSEN, "fast")
        for strength in (NONE, FULL)
    )  # fmt: skip
    return Answer(100.0 * (treated / off - 1.0))


def _drug(lab: Laboratory) -> Answer:
    runs = lab.runs("anticholinergic")
    before, after = (runs.of(OVERFLOW, CHOSEN, dose) for dose in (NONE, FULL))
    return Answer(relief(before, after))


def _injected(lab: Laboratory) -> Answer:
    runs = lab.runs("botulinum_toxin", NECK)
    before, after = (runs.of("pull_of_injected_muscle", CHOSEN, dose) for dose in (NONE, TOXIN))
    return Answer(100.0 * (after / before - 1.0))


def _gained(lab: Laboratory) -> Answer:
    runs = lab.runs("botulinum_toxin", NECK)
    before, after = (runs.of("task_turn", CHOSEN, dose) for dose in (NONE, TOXIN_MUCH))
    return Answer(after - before, runs.of("task_turn", HEALTHY, NONE), after)


def _treated(network: Network, seeds: Sequence[int], name: str, lever: str) -> np.ndarray:
    """(2, measures, seeds) index and overflow of a preset without and with a lever."""
    settings = condition(name), condition(name, **{lever: FULL})
    return observe(network, settings, hold(1.3), seeds, measures((INDEX, OVERFLOW)), every_ms=4)


def _levels(trajectory: Trajectory) -> np.ndarray:
    """(M, R) steady activity of every muscle."""
    return measure_input(trajectory).level


def _from_normal(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) mean distance of all muscles' activity from health, before and after a lesion.

    It is the literal reading of a more normal EMG: opponents and muscles elsewhere count alike.
    """
    patients = [
        Params().replace(loss=loss, lesion_pallidum=lesion)
        for lesion in (0.0, FULL)
        for loss in GENERALISED
    ]
    healthy, *lossy = observe(network, (Params(), *patients), hold(1.3), seeds, _levels, every_ms=4)
    distances = np.abs(np.stack(lossy) - healthy).mean(axis=1)
    return distances.reshape(2, len(GENERALISED), -1).mean(axis=1)


def _pallidotomy(lab: Laboratory) -> Answer:
    before, after = lab.once(DEFAULT_BODY, _from_normal)
    return Answer(after - before)


def _turn(trajectory: Trajectory) -> np.ndarray:
    """(1, R) mean turn of the task joint in the hold, in the direction of the wanted muscle."""
    seen = measure_input(trajectory)
    wanted = trajectory.network.body.muscles[int(seen.agonist[0])]
    turns = (np.sign(arm) * trajectory.angle[seen.steady, dof] for dof, arm in wanted.moment_arms)
    return np.mean(sum(turns), axis=0)[None]


def _touched(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) turn of a healthy task joint without and with a touch."""
    settings = condition("healthy"), condition("healthy", touch=FULL)
    return observe(network, settings, hold(1.3), seeds, _turn, every_ms=4)[:, 0]


def _touched_health(lab: Laboratory) -> Answer:
    before, after = lab.once(DEFAULT_BODY, _touched)
    return Answer(100.0 * (after / before - 1.0))


def _stimulation() -> Iterator[Comparison]:
    yield Comparison(
        "DBS-1", "share of overflow gone in the fourth second of pallidal stimulation, on against "
        "off", "share", _stimulated_arm, above(comparison.SHARE), (0.29, 0.55),
        "figure", "computed",
    )  # fmt: skip
    yield Comparison(
        "DBS-2", "share of the neck's co-contraction index gone by pallidal stimulation, over "
        "sham", "share", _stimulated_neck, above(comparison.SHARE), (0.2, 0.6),
        "figure", "chosen",
    )  # fmt: skip
    yield Comparison(
        "DBS-3", "top speed of a fast movement of the arm of a patient with cervical dystonia, "
        "stimulated over not stimulated, less 100 %", "%", _slower, below(-comparison.PERCENT),
    )  # fmt: skip


def comparisons() -> Iterator[Comparison]:
    """All comparisons about care."""
    yield from _stimulation()
    yield Comparison(
        "DRG-1", "share of overflow gone by the full dose", "share", _drug, above(comparison.SHARE)
    )
    yield Comparison(
        "BTX-1.1", f"change of the injected neck muscle's EMG (pull) by a dose of {TOXIN:g}",
        "%", _injected, below(-comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "BTX-1.2", f"turn of the head gained by a dose of {TOXIN_MUCH:g} in the opponent",
        "deg", _gained, above(comparison.TURN_DEG),
    )  # fmt: skip
    yield Comparison(
        "COC-2.2", "change of the mean distance of all muscles' activity from health by a full "
        "pallidal lesion, in four patients with losses from 0.35 to 0.8",
        "MVC", _pallidotomy, below(-comparison.ACTIVITY),
    )  # fmt: skip
    yield Comparison(
        "TRK-5", "change of the turn of a healthy task joint by a touch on it",
        "%", _touched_health, NO_CHANGE, NO_CHANGE, "figure", "chosen",
    )  # fmt: skip


TOPICS = {"Care": comparisons}
