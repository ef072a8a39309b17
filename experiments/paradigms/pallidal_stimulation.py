"""Pallidal stimulation: on, off, and its time course in a long hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from motorloops.experiments.paradigms.paradigm import Paradigm, ParadigmResult
from motorloops.experiments.paradigms.time_course import Course, add_course
from motorloops.model.network.build import Network
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pandas as pd

COURSE = Course("pallidal_stimulation", "stimulation", 1300, 5300, 8300)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result = ParadigmResult()
    add_course(result, COURSE, network, base, seeds)
    return result.frame()


PARADIGM = Paradigm(
    "pallidal_stimulation",
    "Pallidal stimulation",
    "What is the effect of replacing the output of the inner pallidum, how fast, and afterwards?",
    "In the clinic, stimulation is compared with sham in patients who are blinded to it. Here: "
    "one long hold, stimulated for 4 s in the middle, beside the same hold without (sham, the same "
    "noise), in windows of 1 s. Months of benefit, or of relapse, need slow change that is off by "
    "default in the model.",
    "assumption",
    _run,
)
