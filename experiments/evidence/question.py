"""A question to the model: which figure answers a finding, which way, and how large."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from experiments.claim import ANY, Range
from experiments.evidence.laboratory import PATIENT, Laboratory
from experiments.protocols.paradigm import CHOSEN, HEALTHY

__all__ = ["ANYTHING", "Answer", "Question", "patients_less_health"]

ANYTHING: Range = (-ANY, ANY)  # a finding that has a size but no direction


class Answer(NamedTuple):
    """What the model gave, (seeds,) each.

    Attributes:
        figure: decides the direction.
        healthy: of health alone, where there is such a figure.
        patient: of the condition alone.
    """

    figure: np.ndarray
    healthy: np.ndarray | None = None
    patient: np.ndarray | None = None


@dataclass(frozen=True)
class Question:
    """How the model is asked one finding.

    Attributes:
        finding: its id.
        measured: what the figure is, in words.
        unit: of the figure.
        answer: runs the laboratory.
        need: range that is the published direction.
        band: range that is the published size; None if none was published.
        band_of: which figure of the answer has that size.
        band_by: whether the band stands in print, was computed from printed numbers, or was
            chosen by this project.
    """

    finding: str
    measured: str
    unit: str
    answer: Callable[[Laboratory], Answer]
    need: Range
    band: Range | None = None
    band_of: Literal["figure", "healthy", "patient"] = "figure"
    band_by: Literal["", "published", "computed", "chosen"] = ""

    def __post_init__(self) -> None:
        if (self.band is None) != (not self.band_by):
            raise ValueError(f"{self.finding}: a band needs a word on who made it")


def patients_less_health(
    paradigm: str, measure: str, at: object = None, name: str = PATIENT, **levers: float | str
) -> Callable[[Laboratory], Answer]:
    """How the condition of a preset differs from health, run by run, in a row of a paradigm."""

    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs(paradigm, name, **levers)
        healthy, patient = (runs.of(measure, who, at) for who in (HEALTHY, CHOSEN))
        return Answer(patient - healthy, healthy, patient)

    return answer
