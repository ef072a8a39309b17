"""Stress: the same hold by a calm and by a tense person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.protocols.paradigm import Paradigm
from experiments.protocols.steps import steps_of_measures
from model.network import Network
from model.params import Params

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("agonist_activation", "co_contraction_index", "overflow")
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    place = ("stress (share of full)", LEVELS)
    return steps_of_measures(network, base, seeds, "stress", MEASURED, place).frame()


PARADIGM = Paradigm(
    "stress",
    "Stress",
    "What does being tense add to the same task, in health and with the loss?",
    "The laboratory puts people under a social stress test and compares task and EMG with those "
    "before it. Here: the hold task at five levels of arousal, which raise the gain of motor "
    "cortex and motor neurones, add a small drive and make the noise louder.",
    "assumption",
    _run,
)
