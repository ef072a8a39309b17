"""Stress: the same hold at increasing levels of arousal."""

from motorloops.experiments.paradigms.lever_steps import lever_step_by_step
from motorloops.experiments.paradigms.paradigm import Paradigm

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)

PARADIGM = Paradigm(
    "stress",
    "Stress",
    "What does stress change in the same task, in health and with the loss?",
    "In the laboratory, task and EMG are compared before and after a social stress test. Here: the "
    "hold task at five levels of arousal, which raise the gain of motor cortex and motor neurones, "
    "add a small drive and make the noise louder.",
    "assumption",
    lever_step_by_step("stress", "stress (share of full)", LEVELS),
)
