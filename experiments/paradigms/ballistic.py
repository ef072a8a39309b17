"""Ballistic movement: bursts of the wanted muscle and its opponents, and the joint's movement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe, task_turn
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import opponents
from motorloops.model.measures import measure_input, total
from motorloops.model.measuring import ACTIVE
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

EFFORTS = {"fast": 1.0, "slow": 0.4}
# Unlike `reach`, the hold is so weak that the agonist falls below half of its peak at full effort.
FLICK = Timeline(
    "flick", 1600, (Phase(0), Phase(300, command=1.0), Phase(450, command=0.25), Phase(1300))
)
UNITS = {
    "agonist_onset": "ms", "agonist_duration": "ms", "agonist_peak": "MVC",
    "antagonist_onset": "ms", "antagonist_duration": "ms", "antagonist_peak": "MVC",
    "overlap": "share", "top_speed": "deg/s", "time_to_top_speed": "ms",
    "deceleration_over_acceleration": "1",
}  # fmt: skip


def burst(activity: np.ndarray) -> np.ndarray:
    """First burst of (T, R) activity, a sample a ms: (3, R) onset, duration (ms) and peak.

    A burst begins at the first active sample, and lasts while activity is above half of its peak;
    onset and duration are NaN where there is no activity.
    """
    time = np.arange(len(activity))[:, None]
    active = activity >= ACTIVE
    onset = active.argmax(axis=0)
    silent_again = ~active & (time > onset)
    end = np.where(silent_again.any(axis=0), silent_again.argmax(axis=0), len(activity))
    own = np.where((time >= onset) & (time < end), activity, 0.0)
    peak = own.max(axis=0)
    above = own >= np.maximum(peak / 2.0, ACTIVE)
    first = above.argmax(axis=0)
    below = ~above & (time > first)
    last = np.where(below.any(axis=0), below.argmax(axis=0), len(activity))
    any_burst = active.any(axis=0)
    figures = np.stack([onset, last - first, peak]).astype(np.float64)
    figures[:2, ~any_burst] = np.nan
    figures[2, ~any_burst] = activity.max(axis=0)[~any_burst]
    return figures


def _movement(speed: np.ndarray) -> np.ndarray:
    """Of (T, R) deg/s: (3, R) top speed, when (ms), and time from it to rest over time to it."""
    time = np.arange(len(speed))[:, None]
    top, when = speed.max(axis=0), speed.argmax(axis=0)
    slow = speed < top / 20.0
    start = np.where(slow & (time < when), time, 0).max(axis=0)
    stopped = slow & (time > when)
    end = np.where(stopped.any(axis=0), stopped.argmax(axis=0), len(speed))
    return np.stack([top, when, (end - when) / np.maximum(when - start, 1)])


def bursts(trajectory: Trajectory) -> np.ndarray:
    """The figures of :data:`UNITS`, times counted from the command."""
    seen = measure_input(trajectory)
    on, off = trajectory.timeline.trying()
    wanted = int(seen.agonist[0])
    agonist = trajectory.activation[on:off, wanted]
    antagonist = np.zeros_like(agonist)
    for channel, share in opponents(trajectory.params[0], trajectory.network.body):
        antagonist += trajectory.activation[on:off, channel] * share
    common = total(np.minimum(agonist, antagonist)) / total(agonist)
    speed = np.diff(np.degrees(task_turn(trajectory)[on:off]), axis=0) * 1000.0
    return np.concatenate([burst(agonist), burst(antagonist), [common], _movement(speed)])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    result = ParadigmResult()
    for speed, effort in EFFORTS.items():
        tried = base.replace(effort=effort)
        healthy, chosen = observe(network, (healthy_like(tried), tried), FLICK, seeds, bursts)
        for k, (name, unit) in enumerate(UNITS.items()):
            values = {HEALTHY: healthy[k], CHOSEN: chosen[k]}
            result.add(name, unit, values, "movement", speed)
    return result.frame()


PARADIGM = Paradigm(
    "ballistic",
    "Ballistic movement",
    "In one brisk movement, when and how long does each muscle burst, and how does the joint move?",
    "In the clinic, the EMG of biceps and triceps is recorded during a rapid bend of the elbow, "
    "and during a deliberately slow one. Here: 150 ms of full command, then a hold at a quarter of "
    "it for 850 ms; fast at full effort, slow at 0.4. A burst begins at 5 % of the strongest "
    "contraction; its duration is the time above half its peak. overlap is the part of the "
    "agonist's activity that the antagonist matches.",
    "assumption",
    _run,
)
