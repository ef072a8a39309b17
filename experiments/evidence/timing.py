"""How long a signal travels: from cortex to muscle, from pallidum to cortex."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from experiments.evidence.laboratory import Laboratory
from experiments.evidence.question import ANYTHING, Answer, Question
from experiments.evidence.shocks import answers, onset
from experiments.options import USUAL_BODY
from model.network import Network
from model.params import Params

MILD = 0.2  # share of effort: the latency is taken in a mild contraction
TO_HAND = Params().replace(agonist="finger_flexor", effort=MILD)
FROM_PALLIDUM = Params()
SHOCK = (1.0,)


def _latency(
    network: Network, seeds: Sequence[int], base: Params, way: tuple[str, str], command: float
) -> np.ndarray:
    return onset(answers(network, seeds, base, way, SHOCK, command)[0, 0])


def _delay(base: Params, way: tuple[str, str], command: float) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        found = lab.ask(USUAL_BODY, _latency, base, way, command)
        return Answer(found, found)

    return answer


def questions() -> Iterator[Question]:
    """All questions about delays."""
    yield Question(
        "NRM-1", "from a shock to motor cortex to the first answer of the motor neurones of a "
        "finger muscle that works a little",
        "ms", _delay(TO_HAND, ("M1", "MN"), 1.0), ANYTHING, (16.9, 22.5), "healthy", "published",
    )  # fmt: skip
    yield Question(
        "NRM-2", "from a shock to the inner pallidum to the first answer of motor cortex",
        "ms", _delay(FROM_PALLIDUM, ("GPI", "M1"), 0.0), ANYTHING, (9.4, 12.4), "healthy",
        "computed",
    )  # fmt: skip
