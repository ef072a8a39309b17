"""Muscle afferents: vibrated, or blocked."""

from collections.abc import Callable, Iterator

from experiments.claim import below
from experiments.evidence import margins
from experiments.evidence.laboratory import Laboratory
from experiments.evidence.question import Answer, Question
from experiments.protocols.paradigm import CHOSEN, HEALTHY
from experiments.protocols.steps import CHANGE
from model.measures import MEASURES

STRENGTH = 0.4  # of the vibration, the second strongest that is tried
ALL = 1.0  # share of the afferents blocked
INDEX = "co_contraction_index"
SAME = (1.0 - margins.SHARE, 1.0 + margins.SHARE)
UNCHANGED = (-margins.INDEX, margins.INDEX)


def _vibrated(measure: str) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("tendon_vibration")
        healthy, patient = (runs.of(measure, who, STRENGTH) for who in (HEALTHY, CHOSEN))
        return Answer(patient / healthy, healthy, patient)

    return answer


def _blocked(muscle: str) -> Callable[[Laboratory], Answer]:
    measure = f"{CHANGE}{INDEX}_{muscle}_blocked"
    return lambda lab: Answer(lab.runs("afferent_block").of(measure, CHOSEN, ALL))


def questions() -> Iterator[Question]:
    """All questions about muscle afferents."""
    yield Question(
        "AFF-3", "rise of sensory cortex at the vibrated muscle's place, patient over healthy",
        "1", _vibrated("change_of_sensory_cortex_at_rest"), below(1.0 - margins.RATIO),
        (0.52, 0.81), band_by="computed",
    )  # fmt: skip
    yield Question(
        "AFF-4", "rise of the vibrated muscle's activity at rest, patient over healthy",
        "1", _vibrated("change_of_vibrated_muscle_at_rest"), SAME, SAME, band_by="chosen",
    )  # fmt: skip
    yield Question(
        "AFF-5.1", "change of a patient's co-contraction index by a block of the afferents of the "
        "opponent, which is overactive",
        MEASURES[INDEX].unit, _blocked("opponent"), below(-margins.INDEX),
    )  # fmt: skip
    yield Question(
        "AFF-5.2", "change of a patient's co-contraction index by a block of the afferents of the "
        "wanted muscle",
        MEASURES[INDEX].unit, _blocked("wanted"), UNCHANGED, UNCHANGED, band_by="chosen",
    )  # fmt: skip
