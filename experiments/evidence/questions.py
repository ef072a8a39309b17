"""Every question that the model is asked."""

from experiments.evidence import (
    care,
    cortical,
    movement,
    nuclei,
    rhythm,
    sensory,
    spinal,
    spread,
    timing,
    trick,
)
from experiments.evidence.question import Question

TOPICS = {
    "Reflexes": spinal,
    "Shocks to the cortex": cortical,
    "Movement and force": movement,
    "Overflow and its causes": spread,
    "Muscle afferents": sensory,
    "Sensory trick": trick,
    "Care": care,
    "Nuclei": nuclei,
    "Rhythms": rhythm,
    "Delays": timing,
}
QUESTIONS: tuple[tuple[str, Question], ...] = tuple(
    (topic, question) for topic, module in TOPICS.items() for question in module.questions()
)
