"""Stress: the same hold at increasing levels of arousal."""

from motorloops.experiments.paradigms.lever_steps import lever_step_by_step
from motorloops.experiments.paradigms.paradigm import Paradigm

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)

PARADIGM = Paradigm(
    "stress",
    "Stress",
    "What does being tense add to the same task, in health and with the loss?",
    "The laboratory puts people under a social stress test and compares task and EMG with those "
    "before it. Here: the hold task at five levels of arousal, which raise the gain of motor "
    "cortex and motor neurones, add a small drive and make the noise louder.",
    "assumption",
    lever_step_by_step("stress", "stress (share of full)", LEVELS),
)
