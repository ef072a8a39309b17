"""Shocks to motor cortex: a neighbour around a movement, and how the answer grows."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from experiments.claim import above, below
from experiments.evidence import margins
from experiments.evidence.laboratory import PATIENT, Laboratory, condition
from experiments.evidence.question import ANYTHING, Answer, Question, patients_less_health
from experiments.evidence.shocks import answers
from experiments.options import USUAL_BODY
from experiments.protocols.paradigm import CHOSEN, HEALTHY
from model.network import Network

ONSET, HOLDING = 50.0, 800.0  # ms from the command
SHORT_MS, LONG_MS = 3.0, 80.0  # between two shocks
STRONG = 2.0  # input of the shock of the silent period
INTENSITIES = (0.25, 0.5, 0.75, 1.0)  # inputs of the shock


def _beyond_rest(measure: str, at: float) -> Callable[[Laboratory], Answer]:
    """A healthy neighbour's answer over that at rest, in percent more."""

    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("surround_inhibition")
        healthy, patient = (runs.of(measure, who, at) for who in (HEALTHY, CHOSEN))
        return Answer(healthy - 100.0, healthy - 100.0, patient - 100.0)

    return answer


def _slopes(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) growth of the answer with the shock, health and patient."""
    found = answers(network, seeds, condition(PATIENT), ("M1", "MN"), INTENSITIES).max(axis=2)
    return np.stack([np.polyfit(INTENSITIES, who, 1)[0] for who in found])


def _recruitment(lab: Laboratory) -> Answer:
    healthy, patient = lab.ask(USUAL_BODY, _slopes)
    return Answer(100.0 * (patient / healthy - 1.0), healthy, patient)


def _silent_period(lab: Laboratory) -> tuple[np.ndarray, np.ndarray]:
    runs = lab.runs("silent_period")
    return runs.of("silent_period", HEALTHY, STRONG), runs.of("silent_period", CHOSEN, STRONG)


def _silence(lab: Laboratory) -> Answer:
    healthy, patient = _silent_period(lab)
    return Answer(healthy, healthy, patient)


def _shorter(lab: Laboratory) -> Answer:
    healthy, patient = _silent_period(lab)
    return Answer(patient - healthy, healthy, patient)


def _paired() -> Iterator[Question]:
    yield Question(
        "SICI-1", f"answer at rest to a second shock {SHORT_MS:g} ms after a weak one, patient "
        "less healthy (% of test)", "% points",
        patients_less_health("paired_pulse_inhibition", "short_interval_at_rest", SHORT_MS),
        above(margins.PERCENT),
    )  # fmt: skip
    yield Question(
        "LICI-1", f"answer in a weak contraction to a second shock {LONG_MS:g} ms after a strong "
        "one, patient less healthy (% of test)", "% points",
        patients_less_health("paired_pulse_inhibition", "long_interval_contracting", LONG_MS),
        above(margins.PERCENT),
    )  # fmt: skip
    yield Question(
        "CSP-1", "healthy silent period after a cortical shock in a weak contraction",
        "ms", _silence, ANYTHING, (102.6, 239.6), "healthy", "published",
    )  # fmt: skip
    yield Question(
        "CSP-2", "silent period, patient less healthy", "ms", _shorter,
        below(-margins.DURATION_MS),
    )  # fmt: skip


def questions() -> Iterator[Question]:
    """All questions that shock motor cortex."""
    yield Question(
        "SI-1.1", "a healthy neighbour's answer to a cortical shock as the movement starts, over "
        "that at rest", "%", _beyond_rest("cortical_response", ONSET), below(-margins.PERCENT),
    )  # fmt: skip
    yield Question(
        "SI-1.2", "a healthy neighbour's answer to a cortical shock while the wanted muscle holds, "
        "over that at rest", "%", _beyond_rest("cortical_response", HOLDING),
        above(margins.PERCENT),
    )  # fmt: skip
    yield Question(
        "SI-2", "a neighbour's answer to a cortical shock as the movement starts, patient less "
        "healthy (% of rest)",
        "% points", patients_less_health("surround_inhibition", "cortical_response", ONSET),
        above(margins.PERCENT),
    )  # fmt: skip
    yield Question(
        "SI-3", "a healthy neighbour's answer to a shock to its own afferents as the movement "
        "starts, over that at rest", "%", _beyond_rest("spinal_response", ONSET),
        above(margins.PERCENT),
    )  # fmt: skip
    yield from _paired()
    yield Question(
        "REC-1", "growth of the answer to a cortical shock at rest with its strength, patient "
        "over healthy, less 100 %", "%", _recruitment, above(margins.PERCENT),
    )  # fmt: skip
