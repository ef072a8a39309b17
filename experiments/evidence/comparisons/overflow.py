"""Muscles that should be silent: how often they work, and what makes them."""

from collections.abc import Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    WRITER,
    Answer,
    Comparison,
    Laboratory,
    condition,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN
from motorloops.model.measures import MEASURES
from motorloops.model.measuring import ACTIVE
from motorloops.model.network.build import Network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.timeline import hold

EFFORTS = (0.1, 0.2, 0.3, 0.4, 0.5)  # with each muscle of the hand
TASK = hold(1.3)  # until the command ends
GRADES = tuple(round(0.05 * step, 2) for step in range(1, 13))  # losses of twelve patients
INDEX = "co_contraction_index"
CALM, TENSE = 0.0, 1.0
FAINT, FIRM = 0.05, 0.4  # efforts
HAND, GRIP = "hand", "finger_flexor"  # body of the writing hand; muscle that grips
TASK_JOINT = "elbow"  # of the arm's usual muscle


def _overflowing(network: Network, seeds: Sequence[int], name: str) -> np.ndarray:
    """(seeds,) number of tasks in which a muscle outside the task joint is active."""
    tasks = [
        condition(name, agonist=muscle.key, effort=effort)
        for muscle in network.body.muscles
        for effort in EFFORTS
    ]
    largest = observe(network, tasks, TASK, seeds, measures(("largest_overflow",)), every_ms=4)
    return (largest[:, 0] >= ACTIVE).sum(axis=0).astype(np.float64)


def _tasks(lab: Laboratory) -> Answer:
    """Half a task is added to both counts, so that health without overflow has a ratio too."""
    healthy, patient = (lab.once(HAND, _overflowing, name) for name in ("healthy", WRITER))
    return Answer((patient + 0.5) / (healthy + 0.5), healthy, patient)


def correlation(one: Sequence[float], other: np.ndarray) -> np.ndarray:
    """(R,) Pearson correlation of K levels with (K, R) figures; NaN where one does not vary."""
    x = np.asarray(one) - np.mean(one)
    y = other - other.mean(axis=0)
    size = np.sqrt((x @ x) * (y * y).sum(axis=0))
    figures = np.full(y.shape[1], np.nan)
    np.divide(x @ y, size, out=figures, where=size > 0.0)
    return figures


def _overflow_by_grade(network: Network, seeds: Sequence[int]) -> np.ndarray:
    settings = [condition(WRITER, loss=grade) for grade in GRADES]
    return observe(network, settings, TASK, seeds, measures(("overflow",)), every_ms=4)[:, 0]


def _severity(lab: Laboratory) -> Answer:
    return Answer(correlation(GRADES, lab.once(HAND, _overflow_by_grade)))


def _effort(lab: Laboratory) -> Answer:
    runs = lab.runs("graded_effort", agonist=GRIP)
    healthy, patient = (
        runs.of("overflow", who, FIRM) - runs.of("overflow", who, FAINT)
        for who in (HEALTHY, CHOSEN)
    )
    return Answer(healthy, healthy, patient)


def _tension(measure: str, lab: Laboratory) -> tuple[np.ndarray, np.ndarray]:
    runs = lab.runs("stress")
    healthy, patient = (
        runs.of(measure, who, TENSE) - runs.of(measure, who, CALM) for who in (HEALTHY, CHOSEN)
    )
    return healthy, patient


def _co_contraction_under_stress(lab: Laboratory) -> Answer:
    healthy, patient = _tension(INDEX, lab)
    return Answer(np.minimum(healthy, patient), healthy, patient)


def _overflow_under_stress(lab: Laboratory) -> Answer:
    healthy, patient = _tension("overflow", lab)
    return Answer(patient, healthy, patient)


def _sites(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(sites + 1, seeds) index of co-contraction, healthy first."""
    settings = [Params(), *(Params().replace(**{site: 1.0}) for site in LOSSES)]
    return observe(network, settings, TASK, seeds, measures((INDEX,)), every_ms=4)[:, 0]


def _every_site(lab: Laboratory) -> Answer:
    healthy, *lossy = lab.once(DEFAULT_BODY, _sites)
    weakest = np.min(lossy, axis=0)
    return Answer(weakest - healthy, healthy, weakest)


def _purkinje(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) muscles recruited by a local and a general loss of the Purkinje cells."""
    general = Params().replace(loss_cerebellum=1.0)
    local = general.replace(loss_region=TASK_JOINT, loss_width=0.5)
    names = ("muscles_recruited",)
    return observe(network, (local, general), TASK, seeds, measures(names), every_ms=4)[:, 0]


def _extent(lab: Laboratory) -> Answer:
    local, general = lab.once(DEFAULT_BODY, _purkinje)
    return Answer(general - local)


def comparisons() -> Iterator[Comparison]:
    """All comparisons about overflow and its causes."""
    yield Comparison(
        "OVF-1.1", "tasks of 60 of a hand with overflow, writing hand over healthy (half a task "
        "added to both)",
        "1", _tasks, above(1.0 + comparison.RATIO), (4.0, np.inf), "figure", "chosen",
    )  # fmt: skip
    yield Comparison(
        "OVF-1.2", "correlation of the overflow of a writing hand with its loss, over twelve "
        "losses",
        "r", _severity, above(comparison.CORRELATION), (0.47, 0.85), "figure", "computed",
    )  # fmt: skip
    yield Comparison(
        "EFF-1", "healthy overflow of a grip against a dynamometer at an effort of 0.4 less "
        "that at 0.05",
        MEASURES["overflow"].unit, _effort, above(comparison.ACTIVITY),
    )  # fmt: skip
    yield Comparison(
        "STR-1.1", "change of the co-contraction index by full stress, the smaller of health and "
        "patient", MEASURES[INDEX].unit, _co_contraction_under_stress,
        above(comparison.INDEX),
    )  # fmt: skip
    yield Comparison(
        "STR-1.2", "change of a patient's overflow by full stress",
        MEASURES["overflow"].unit, _overflow_under_stress, above(comparison.ACTIVITY),
    )  # fmt: skip
    yield Comparison(
        "LOC-1.1", "rise of the co-contraction index when one of the four sites loses all of its "
        "inhibition, the least of the four", MEASURES[INDEX].unit, _every_site,
        above(comparison.INDEX),
    )  # fmt: skip
    yield Comparison(
        "CB-3", "muscles recruited when all Purkinje cells fail, less those when only the task "
        "joint's do", "muscles", _extent, above(comparison.MUSCLES),
    )  # fmt: skip


TOPICS = {"Overflow and its causes": comparisons}
