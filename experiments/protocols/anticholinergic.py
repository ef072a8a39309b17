"""Anticholinergic drug: doses beside placebo, in the same trials."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.protocols.paradigm import Paradigm
from experiments.protocols.steps import steps_of_measures
from model.network import Network
from model.params import Params

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("agonist_activation", "co_contraction_index", "overflow")
DOSES = (0.0, 0.25, 0.5, 0.75, 1.0)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    place = ("dose (share of full)", DOSES)
    return steps_of_measures(network, base, seeds, "anticholinergic", MEASURED, place).frame()


PARADIGM = Paradigm(
    "anticholinergic",
    "Anticholinergic drug",
    "How much does a drug that calms the input of the striatum help, beside placebo?",
    "Trials give drug and placebo to the same people, in turn and blinded. Here: the hold task "
    "at five doses, the first none, on the same noise; change_of_ rows are drug less placebo. The "
    "drug lowers the gain of the striatum's input; side effects are not in the model.",
    "assumption",
    _run,
)
