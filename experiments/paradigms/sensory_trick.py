"""Sensory trick: effect of a touch by place, strength and duration."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.observe import measures, observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import Paradigm, ParadigmResult
from motorloops.experiments.paradigms.time_course import (
    UNTREATED,
    WINDOW_MS,
    Course,
    add_course,
    relief,
)
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline, hold

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.25, 0.5, 0.75, 1.0)
MAX = 12  # most joints that are touched in turn
TOUCH = "touch"
UNFADING = "touch that does not fade"
COURSE = Course("touch", TOUCH, 1300, 9300, 12300)
MOVE_MS = 1500
STARTS_MS = (-1000, 0, 3000)  # of the touch, from the command
LATE_MS = 4000  # from the command: a window after every start
BEFORE_MS = 100
EVERY_MS = 4
FIRST, LATE, TURN = range(3)


def _begun(start_ms: int, strength: float) -> Timeline:
    """A hold with a touch that begins at a time relative to the command, and stays."""
    starts = sorted({0, MOVE_MS, MOVE_MS + start_ms})
    phases = tuple(
        Phase(
            t,
            command=float(t >= MOVE_MS),
            levers={"touch": strength} if t == MOVE_MS + start_ms else {},
        )
        for t in starts
    )
    return Timeline("begun", MOVE_MS + LATE_MS + WINDOW_MS, phases)


def _posture(trajectory: Trajectory, start_ms: int) -> np.ndarray:
    """(3, R) overflow when touch and command have begun, and late; turn before the touch."""
    seen, body = measure_input(trajectory), trajectory.network.body
    time, outside = trajectory.time_ms - MOVE_MS, seen.distance[:, 0] > 0
    if not outside.any():
        return np.full((3, len(trajectory.seeds)), np.nan)
    others = ordered_mean(trajectory.activation[:, outside], axis=1)
    joints = {muscle.joint for muscle, out in zip(body.muscles, outside, strict=True) if out}
    dofs = [dof.joint in joints for dof in body.dofs]
    turn = ordered_mean(np.degrees(np.abs(trajectory.angle[:, dofs])), axis=1)

    def during(values: np.ndarray, first: int, length: int) -> np.ndarray:
        return ordered_mean(values[(time > first) & (time <= first + length)])

    both = during(others, max(start_ms, 0), WINDOW_MS)
    late = during(others, LATE_MS, WINDOW_MS)
    return np.stack([both, late, during(turn, start_ms - BEFORE_MS, BEFORE_MS)])


def _add_starts(
    result: ParadigmResult, network: Network, own: Params, seeds: Sequence[int]
) -> None:
    """Add the effect of a touch by its start, and the posture at that time."""
    along = "s from the command to the touch"
    for start in STARTS_MS:
        untouched, touched = (
            observe(network, (own,), _begun(start, strength), seeds,
                    partial(_posture, start_ms=start), every_ms=EVERY_MS)[0]
            for strength in (0.0, 1.0)
        )  # fmt: skip
        at = start / 1000.0
        result.add("turn_before_touch", "deg", {UNTREATED: untouched[TURN]}, along, at)
        for name, k in (("relief_by_start", FIRST), ("relief_later_by_start", LATE)):
            result.add(name, "share", {TOUCH: relief(untouched[k], touched[k])}, along, at)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result, joints = ParadigmResult(), network.body.joints[:MAX]
    own = base.replace(touch=0.0)
    places = [own.replace(touch=1.0, touch_site=joint) for joint in joints]
    strengths = [own.replace(touch=strength) for strength in STRENGTHS]
    names = ("overflow", "co_contraction_index")
    settings = (own, *places, *strengths)
    untouched, *touched = observe(network, settings, hold(), seeds, measures(names))
    steps = [("touched joint", joint) for joint in joints]
    steps += [("strength of the touch", strength) for strength in STRENGTHS]
    for (along, at), figures in zip(steps, touched, strict=True):
        by = "by_place" if isinstance(at, str) else "by_strength"
        for name, unit, before, after in zip(names, ("MVC", "1"), untouched, figures, strict=True):
            result.add(f"{name}_{by}", unit, {UNTREATED: before, TOUCH: after}, along, at)
        result.add(f"relief_{by}", "share", {TOUCH: relief(untouched[0], figures[0])}, along, at)
    _add_starts(result, network, own, seeds)
    unfading = {UNFADING: own.replace(touch_adaptation=0.0)}
    add_course(result, COURSE, network, base, seeds, unfading)
    return result.frame()


PARADIGM = Paradigm(
    "sensory_trick",
    "Sensory trick",
    "Does a light touch reduce unwanted activity, and does its place, strength or duration matter?",
    "The clinic records EMG while the patient touches the skin, and where a touch helps. Here: a "
    "full touch from the start of the hold task at each joint in turn, touches of rising strength "
    "where the condition touches (by default the task's joint), and a touch 8 s long in the middle "
    "of a long hold, as it fades and as it would not. Relief is the share of overflow that is "
    "gone, by the same noise; by start, in the first second of touch and command together, and in "
    "the fifth second of the hold (later), of a touch that begins before the command, with it, or "
    "3 s into the hold, when the joints are already turned (turn before touch). Nobody in the "
    "model expects a touch: it can help only through the skin.",
    "assumption",
    _run,
)
