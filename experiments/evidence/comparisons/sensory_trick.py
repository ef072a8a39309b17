"""Sensory trick: does it work, already before the touch, and in whom."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    NECK,
    Answer,
    Comparison,
    Laboratory,
    condition,
)
from motorloops.experiments.evidence.comparisons.overflow import correlation
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.sensory_trick import TOUCH
from motorloops.experiments.paradigms.time_course import BEGIN_MS, MIN, Course, relief
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import LOSSES, Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Timeline, hold

TOUCHED = Course("touch", TOUCH, 1300, 2300, 2300)
SETTLED_MS = 500  # of each window
HALF = 0.5  # fall of a muscle's EMG that was counted
LIGHT = 0.25  # strength of a light touch
EVERY_MS = 4
INDEX, NECK_BODY = "co_contraction_index", "neck"  # muscles of a neck share their joints
SHARES = tuple(round(0.45 + 0.05 * step, 2) for step in range(12))  # of the losses, 12 patients


def _by_severity_of_loss(**levers: float) -> list[Params]:
    """Twelve patients: the losses of the preset in proportion, from about half of them to all."""
    losses = {site: getattr(condition(NECK), site) for site in LOSSES}
    return [
        condition(NECK, **levers, **{site: share * loss for site, loss in losses.items()})
        for share in SHARES
    ]


def _by_muscle(trajectory: Trajectory) -> np.ndarray:
    """(2 M, R) activity of all muscles but the wanted one before and after contact, MVC."""
    time = trajectory.time_ms
    others = np.arange(trajectory.activation.shape[1]) != measure_input(trajectory).agonist[0]
    windows = (
        (time > start + SETTLED_MS) & (time <= end)
        for start, end in ((BEGIN_MS, TOUCHED.on_ms), (TOUCHED.on_ms, TOUCHED.end_ms))
    )
    return np.concatenate([trajectory.activation[inside][:, others].mean(0) for inside in windows])


def _reached(strength: float) -> Timeline:
    """The hold with a touch that is expected from its start, while the hand reaches for it."""
    timeline = TOUCHED.timeline(strength)
    first, hold, *later = timeline.phases
    hold = replace(hold, levers={"touch_expected": strength})
    return replace(timeline, phases=(first, hold, *later))


def _falls(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) percent of patients in whom a muscle falls by half: before contact, only then.

    A muscle counts where it is active without the touch.
    """
    patients = _by_severity_of_loss()
    without, touched = (
        observe(network, patients, _reached(strength), seeds, _by_muscle, every_ms=EVERY_MS)
        for strength in (0.0, 1.0)
    )
    fallen = (without > MIN) & (touched <= HALF * without)
    before, after = (half.any(axis=1) for half in np.split(fallen, 2, axis=1))
    return 100.0 * np.stack([before.mean(axis=0), (after & ~before).mean(axis=0)])


def _before(lab: Laboratory) -> Answer:
    return Answer(lab.once(NECK_BODY, _falls)[0])


def _on_contact(lab: Laboratory) -> Answer:
    return Answer(lab.once(NECK_BODY, _falls)[1])


def _lightly_touched(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(seeds,) share of a patient's co-contraction index that a light touch takes away."""
    settings = condition(NECK), condition(NECK, touch=LIGHT)
    seen = observe(network, settings, hold(1.3), seeds, measures((INDEX,)), every_ms=EVERY_MS)
    return relief(*seen[:, 0])


def _light(lab: Laboratory) -> Answer:
    return Answer(lab.once(NECK_BODY, _lightly_touched))


def _relief_by_grade(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(patients, seeds) share of the co-contraction index that a light touch takes away."""
    settings = [*_by_severity_of_loss(), *_by_severity_of_loss(touch=LIGHT)]
    seen = observe(network, settings, hold(1.3), seeds, measures((INDEX,)), every_ms=EVERY_MS)
    without, touched = np.split(seen[:, 0], 2)
    return relief(without, touched)


def _by_severity(lab: Laboratory) -> Answer:
    return Answer(correlation(SHARES, lab.once(NECK_BODY, _relief_by_grade)))


def comparisons() -> Iterator[Comparison]:
    """All comparisons about the sensory trick."""
    yield Comparison(
        "TRK-2.1", "patients (of twelve severities) in whom a neck muscle falls to half before "
        "contact",
        "% of patients", _before, above(comparison.PERCENT), (33.5, 70.0), "figure", "computed",
    )  # fmt: skip
    yield Comparison(
        "TRK-2.2", "patients (of twelve severities) in whom one falls to half only once there is "
        "contact",
        "% of patients", _on_contact, above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "TRK-3", f"share of the neck's co-contraction index gone by a light touch (strength "
        f"{LIGHT:g}) on the head",
        "share", _light, above(comparison.SHARE),
    )  # fmt: skip
    yield Comparison(
        "TRK-4", "correlation of the relief of the neck by a light touch with the loss, over "
        "twelve losses",
        "r", _by_severity, below(-comparison.CORRELATION),
    )  # fmt: skip


TOPICS = {"Sensory trick": comparisons}
