"""Reciprocal inhibition of a reflex: three phases in people."""

from collections.abc import Callable, Iterator

import numpy as np

from experiments.claim import Range, below
from experiments.evidence import margins
from experiments.evidence.laboratory import PATIENT, Laboratory, Runs
from experiments.evidence.question import Answer, Question
from experiments.protocols.paradigm import CHOSEN, HEALTHY

# Interval (ms) between the shocks at which each phase peaks, and healthy inhibition +- 1 SD (%).
PHASES: dict[int, tuple[float, Range]] = {
    1: (0.0, (24.0, 58.0)),
    2: (20.0, (27.0, 53.0)),
    3: (100.0, (16.0, 56.0)),
}
FIRST, LATER = (0.0,), (15.0, 100.0)  # peaks (ms) in the study of people with cervical dystonia
# What stands for an arm that is not affected: loss about the shoulder, reflex of the fingers.
ELSEWHERE = {"loss": 0.75, "loss_region": "shoulder", "agonist": "finger_flexor"}
NO_CHANGE = (-margins.PERCENT, margins.PERCENT)  # points


def _inhibition(runs: Runs, who: str, intervals: tuple[float, ...]) -> np.ndarray:
    """(seeds,) percent of the reflex that is taken away, mean over the intervals."""
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


def questions() -> Iterator[Question]:
    """All questions about reciprocal inhibition."""
    for phase, (interval, band) in PHASES.items():
        yield Question(
            f"RI-1.{phase}",
            f"inhibition {interval:g} ms after the shock to the opponent's nerve, patient less "
            "healthy (size: healthy inhibition)",
            "% points", _less((interval,), PATIENT), below(-margins.POINTS),
            band, "healthy", "published",
        )  # fmt: skip
    yield Question(
        "RI-2.1", "first phase in a part of the body without the loss, patient less healthy",
        "% points", _less(FIRST, "healthy", **ELSEWHERE), NO_CHANGE, NO_CHANGE, band_by="chosen",
    )  # fmt: skip
    yield Question(
        "RI-2.2", "later phases in a part of the body without the loss, patient less healthy",
        "% points", _less(LATER, "healthy", **ELSEWHERE), below(-margins.POINTS),
    )  # fmt: skip
