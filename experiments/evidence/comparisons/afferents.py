"""Muscle afferents (vibration, block) and reciprocal inhibition of a reflex (three phases)."""

from collections.abc import Callable, Iterator

import numpy as np

from motorloops.experiments.calibration.target import Range, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    NECK,
    PATIENT,
    WRITER,
    Answer,
    Comparison,
    Laboratory,
    Runs,
    central_losses,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.lever_steps import CHANGE
from motorloops.experiments.paradigms.paradigm import CHOSEN
from motorloops.model.measures import MEASURES

STRENGTH = 0.4  # of the vibration, the second strongest that is tried
ALL = 1.0  # share of the afferents blocked
INDEX = "co_contraction_index"
SAME = (1.0 - comparison.SHARE, 1.0 + comparison.SHARE)
UNCHANGED = (-comparison.INDEX, comparison.INDEX)


FOREARM = "wrist_flexor"  # stands for the flexor carpi radialis
# The arm of a person with cervical dystonia: the loss is in the brain, the cord is whole.
REMOTE_ARM = central_losses(NECK)


def _vibrated(measure: str, muscle: str = "") -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("tendon_vibration", "healthy", agonist=muscle, **REMOTE_ARM)
        healthy, patient = (runs.of(measure, who, STRENGTH) for who in (HEALTHY, CHOSEN))
        return Answer(patient / healthy, healthy, patient)

    return answer


def _blocked(muscle: str) -> Callable[[Laboratory], Answer]:
    measure = f"{CHANGE}{INDEX}_{muscle}_blocked"
    return lambda lab: Answer(lab.runs("afferent_block", WRITER).of(measure, CHOSEN, ALL))


def afferent_comparisons() -> Iterator[Comparison]:
    """All comparisons about muscle afferents."""
    yield Comparison(
        "AFF-3", "rise of sensory cortex at the place of the vibrated biceps of a held arm, with "
        "cervical dystonia over healthy",
        "1", _vibrated("change_of_sensory_cortex_at_rest"), below(1.0 - comparison.RATIO),
        (0.52, 0.81), band_by="computed",
    )  # fmt: skip
    yield Comparison(
        "AFF-4", "turn of the free wrist while its flexor is vibrated at rest, with cervical "
        "dystonia over healthy",
        "1", _vibrated("change_of_turn_of_free_joint_at_rest", FOREARM), SAME, SAME,
        band_by="chosen",
    )  # fmt: skip
    yield Comparison(
        "AFF-5.1", "change of a writing hand's co-contraction index by a block of the afferents of "
        "the opponent, which is overactive",
        MEASURES[INDEX].unit, _blocked("opponent"), below(-comparison.INDEX),
    )  # fmt: skip
    yield Comparison(
        "AFF-5.2", "change of a writing hand's co-contraction index by a block of the afferents of "
        "the wanted muscle",
        MEASURES[INDEX].unit, _blocked("wanted"), UNCHANGED, UNCHANGED, band_by="chosen",
    )  # fmt: skip


# Interval (ms) between the shocks at which each phase peaks, and healthy inhibition +- 1 SD (%).
PHASES: dict[int, tuple[float, Range]] = {
    1: (0.0, (24.0, 58.0)),
    2: (20.0, (27.0, 53.0)),
    3: (100.0, (16.0, 56.0)),
}
FIRST, LATER = (0.0,), (15.0, 100.0)  # peaks (ms) in the study of people with cervical dystonia
NO_CHANGE = (-comparison.PERCENT, comparison.PERCENT)  # points


def _inhibition(runs: Runs, who: str, intervals: tuple[float, ...]) -> np.ndarray:
    """(seeds,) inhibition of the reflex in percent, mean over the intervals."""
    reflexes = [runs.of("conditioned_reflex", who, interval) for interval in intervals]
    return 100.0 - np.mean(reflexes, axis=0)


def _less(
    intervals: tuple[float, ...], name: str, **levers: float | str
) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("reciprocal_inhibition", name, **levers)
        healthy, patient = (_inhibition(runs, who, intervals) for who in (HEALTHY, CHOSEN))
        return Answer(patient - healthy, healthy, patient)

    return answer


def reflex_comparisons() -> Iterator[Comparison]:
    """All comparisons about reciprocal inhibition."""
    for phase, (interval, band) in PHASES.items():
        yield Comparison(
            f"RI-1.{phase}",
            f"inhibition of the forearm flexor's reflex {interval:g} ms after the shock to the "
            "opponent's nerve, limb held, patient less healthy (size: healthy inhibition)",
            "% points", _less((interval,), PATIENT, agonist=FOREARM), below(-comparison.POINTS),
            band, "healthy", "published",
        )  # fmt: skip
    yield Comparison(
        "RI-2.1", "first phase in the arm of a patient with cervical dystonia (loss in the brain "
        "only), less healthy",
        "% points", _less(FIRST, "healthy", agonist=FOREARM, **REMOTE_ARM), NO_CHANGE, NO_CHANGE,
        band_by="chosen",
    )  # fmt: skip
    yield Comparison(
        "RI-2.2", "later phases in the arm of a patient with cervical dystonia (loss in the brain "
        "only), less healthy",
        "% points", _less(LATER, "healthy", agonist=FOREARM, **REMOTE_ARM),
        below(-comparison.POINTS),
    )  # fmt: skip


TOPICS = {"Muscle afferents": afferent_comparisons, "Reflexes": reflex_comparisons}
