"""Anticholinergic drug: doses compared with placebo, on the same noise."""

from motorloops.experiments.paradigms.lever_steps import lever_step_by_step
from motorloops.experiments.paradigms.paradigm import Paradigm

DOSES = (0.0, 0.25, 0.5, 0.75, 1.0)

PARADIGM = Paradigm(
    "anticholinergic",
    "Anticholinergic drug",
    "How much does a drug that reduces the input of the striatum help, compared with placebo?",
    "Trials give drug and placebo to the same people, in turn and blinded. Here: the hold task "
    "at five doses, the first zero, on the same noise; change_of_ is drug minus placebo. The "
    "drug lowers the gain of the striatum's input; side effects are not in the model.",
    "assumption",
    lever_step_by_step("anticholinergic", "dose (share of full)", DOSES),
)
