"""Graded effort: the same hold from weak to full effort."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from motorloops.experiments.paradigms.lever_steps import add_steps, by_steps
from motorloops.experiments.paradigms.observe import isometric, measures
from motorloops.experiments.paradigms.paradigm import Paradigm, ParadigmResult
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pandas as pd

MEASURED = ("agonist_activation", "co_contraction_index", "overflow", "muscles_recruited")
EFFORTS = (0.05, 0.15, 0.25, 0.4, 0.6, 0.8, 1.0)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result = ParadigmResult()
    healthy, chosen = by_steps(
        isometric(network), base, seeds, "effort", EFFORTS, measures(MEASURED)
    )
    for name, *figures in zip(MEASURED, healthy, chosen, strict=True):
        place = ("effort (share of full)", EFFORTS)
        add_steps(result, (name, MEASURES[name].unit), (figures[0], figures[1]), place)
    return result.frame()


PARADIGM = Paradigm(
    "graded_effort",
    "Graded effort",
    "Do other muscles become more active as the effort of one muscle increases?",
    "In the clinic, the EMG of muscles that are not needed is recorded at increasing forces "
    "against a dynamometer, up to the strongest contraction. Here: the hold task of a held limb "
    "at seven efforts; effort is the command, agonist_activation the resulting share of the "
    "strongest contraction.",
    "assumption",
    _run,
)
