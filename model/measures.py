"""Outcomes of a trajectory: one number a run for each measure, with its unit and definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.condition import task_channel
from model.trajectory import Trajectory

if TYPE_CHECKING:
    import pandas as pd

ACTIVE = 0.05  # activation (share of MVC) from which a muscle counts as active
SETTLED = 0.4  # share of the command that is left out before the steady part
LOW_HZ, HIGH_HZ = 3.0, 12.0
_TINY = 1e-12


def co_contraction_index(agonist: np.ndarray, antagonist: np.ndarray) -> np.ndarray:
    """Co-contraction index: twice the common activity over the total, 0..1.

    Args:
        agonist: (T, ...) activation.
        antagonist: (T, ...) activation.

    Returns:
        (...) index; 0 where both are silent. Source: falconer1985.
    """
    common = 2.0 * np.minimum(agonist, antagonist).sum(axis=0)
    total = (agonist + antagonist).sum(axis=0)
    return common / np.maximum(total, _TINY)


def co_contraction_level(agonist: np.ndarray, antagonist: np.ndarray) -> np.ndarray:
    """Co-contraction that also weighs how much both are active. Source: rudolph2000.

    The mean over time of (less active / more active) * (less active + more active).
    """
    less, more = np.minimum(agonist, antagonist), np.maximum(agonist, antagonist)
    return (less / np.maximum(more, _TINY) * (less + more)).mean(axis=0)


@dataclass(frozen=True, eq=False)
class View:
    """A trajectory with the windows and roles that its protocol and levers give it."""

    trajectory: Trajectory

    @cached_property
    def agonist(self) -> np.ndarray:
        """(R,) channel of the wanted muscle."""
        body = self.trajectory.network.body
        return np.array([task_channel(params, body) for params in self.trajectory.params])

    @cached_property
    def distance(self) -> np.ndarray:
        """(M, R) graph distance of each muscle's joint from the task joint."""
        body = self.trajectory.network.body
        known = {a: body.distances(int(body.joint_of[a]))[body.joint_of] for a in set(self.agonist)}
        return np.stack([known[a] for a in self.agonist], axis=1)

    @cached_property
    def steady(self) -> slice:
        """Samples of the steady part of the command."""
        on, off = self.trajectory.protocol.trying()
        return self._samples(on + SETTLED * (off - on), off)

    def _samples(self, start_ms: float, end_ms: float) -> slice:
        first, last = np.searchsorted(self.trajectory.time_ms, [start_ms, end_ms], side="right")
        return slice(int(first), int(last))

    @cached_property
    def level(self) -> np.ndarray:
        """(M, R) mean activation in the steady part."""
        return _mean(self.trajectory.activation[self.steady])

    def task_pair(self) -> tuple[np.ndarray, np.ndarray]:
        """(T, R) activation of the agonist and of its opponents, over the steady part."""
        activation, body = self.trajectory.activation[self.steady], self.trajectory.network.body
        runs = np.arange(activation.shape[2])
        opposing = np.zeros((activation.shape[0], len(runs)))
        for run in runs:
            for channel, share in body.antagonists(int(self.agonist[run])):
                opposing[:, run] += share * activation[:, channel, run]
        return activation[:, self.agonist, runs], opposing

    def overflow_at(self, distance: int) -> np.ndarray:
        """(R,) mean activation of the muscles that many joints away, the agonist left out."""
        there = self.distance == distance
        there[self.agonist, np.arange(len(self.agonist))] = False
        return _masked_mean(self.level, there)

    @cached_property
    def onset_ms(self) -> np.ndarray:
        """(M, R) time from the command to each muscle's first activity; NaN if none."""
        on, off = self.trajectory.protocol.trying()
        active = self.trajectory.activation[self._samples(on, off)] >= ACTIVE
        times = self.trajectory.time_ms[self._samples(on, off)] - on
        if not len(times):
            return np.full(active.shape[1:], np.nan)
        return np.where(active.any(axis=0), times[active.argmax(axis=0)], np.nan)


def _mean(values: np.ndarray) -> np.ndarray:
    return values.mean(axis=0) if len(values) else np.full(values.shape[1:], np.nan)


def _masked_mean(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    count = mask.sum(axis=0)
    return np.where(count > 0, (values * mask).sum(axis=0) / np.maximum(count, 1), np.nan)


def _largest(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(R,) largest value under the mask; NaN where there is none, or no value."""
    largest = np.where(mask, values, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(np.isneginf(largest), np.nan, largest)


def _index(view: View) -> np.ndarray:
    agonist, opponent = view.task_pair()
    return co_contraction_index(agonist, opponent) if len(agonist) else agonist.sum(axis=0) * np.nan


def _rudolph(view: View) -> np.ndarray:
    agonist, opponent = view.task_pair()
    return co_contraction_level(agonist, opponent) if len(agonist) else agonist.sum(axis=0) * np.nan


def _overflow(view: View) -> np.ndarray:
    return _masked_mean(view.level, view.distance > 0)


def _largest_overflow(view: View) -> np.ndarray:
    return _largest(view.level, view.distance > 0)


def _recruited(view: View) -> np.ndarray:
    active = np.where(np.isnan(view.level), np.nan, view.level >= ACTIVE)
    return active.sum(axis=0) - np.take_along_axis(active, view.agonist[None], 0)[0]


def _spread_latency(view: View) -> np.ndarray:
    onsets = np.where(view.distance > 0, view.onset_ms, np.nan)
    first = np.where(np.isnan(onsets), np.inf, onsets).min(axis=0, initial=np.inf)
    return np.where(np.isinf(first), np.nan, first)


def _spread_speed(view: View) -> np.ndarray:
    """Joints a second, from the nearest to the farthest distance that joined."""
    speed = np.full(len(view.agonist), np.nan)
    for run in range(len(speed)):
        onset, distance = view.onset_ms[:, run], view.distance[:, run]
        reached = {d: np.nanmin(onset[distance == d]) for d in set(distance[~np.isnan(onset)])}
        outside = {d: t for d, t in reached.items() if d > 0}
        if len(outside) > 1 and (span := outside[max(outside)] - outside[min(outside)]) > 0:
            speed[run] = 1000.0 * (max(outside) - min(outside)) / span
    return speed


def _outside_angles(view: View) -> np.ndarray:
    """(D, R) steady turn (deg) of the joints outside the task; NaN at the task joint."""
    trajectory, body = view.trajectory, view.trajectory.network.body
    degrees = np.degrees(_mean(trajectory.angle[view.steady]))
    joints = np.array([body.joint_index(dof.joint) for dof in body.dofs])
    return np.where(joints[:, None] == body.joint_of[view.agonist][None], np.nan, np.abs(degrees))


def _posture_error(view: View) -> np.ndarray:
    angles = _outside_angles(view)
    return _masked_mean(np.nan_to_num(angles), ~np.isnan(angles))


def _twist(view: View) -> np.ndarray:
    angles = _outside_angles(view)
    return _largest(angles, ~np.isnan(angles))


def _after_contraction(view: View) -> np.ndarray:
    _, off = view.trajectory.protocol.trying()
    time = view.trajectory.time_ms
    if not (time > off).any():  # no command, or no time after it
        return np.full(len(view.agonist), np.nan)
    active = (view.trajectory.activation >= ACTIVE).any(axis=1) & (time > off)[:, None]
    last = np.where(active, time[:, None], off).max(axis=0, initial=off)
    return (last - off) / 1000.0


def _agonist(view: View) -> np.ndarray:
    return np.take_along_axis(view.level, view.agonist[None], 0)[0]


def _burst(view: View) -> np.ndarray:
    """First stretch of the agonist above half of its peak, in ms."""
    trajectory = view.trajectory
    agonist = trajectory.activation[:, view.agonist, np.arange(len(view.agonist))]
    above = agonist >= np.maximum(agonist.max(axis=0) / 2.0, ACTIVE)
    started = np.cumsum(above, axis=0) > 0
    ended = np.cumsum(started & ~above, axis=0) > 0
    step = trajectory.time_ms[0] if len(trajectory.time_ms) else 0
    return (started & ~ended).sum(axis=0) * float(step)


def _low_frequency_power(view: View) -> np.ndarray:
    """Share of the agonist's fluctuation in the steady part that lies in 3-12 Hz."""
    agonist, _ = view.task_pair()
    if len(agonist) < 2:
        return np.full(len(view.agonist), np.nan)
    wave = agonist - agonist.mean(axis=0)
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave))[:, None], axis=0)) ** 2
    step_s = float(view.trajectory.time_ms[0]) / 1000.0
    hertz = np.fft.rfftfreq(len(wave), step_s)
    band = (hertz >= LOW_HZ) & (hertz <= HIGH_HZ)
    return power[band].sum(axis=0) / np.maximum(power[hertz > 0].sum(axis=0), _TINY)


@dataclass(frozen=True)
class Measure:
    """A measure: its unit, what it means, where the definition comes from."""

    unit: str
    meaning: str
    compute: Callable[[View], np.ndarray]
    source: str = "assumption"


MEASURES: dict[str, Measure] = {
    "co_contraction_index": Measure(
        "1", "Common activity of agonist and antagonist over their total", _index, "falconer1985"
    ),
    "co_contraction_level": Measure(
        "1", "Co-contraction weighted by how much both are active", _rudolph, "rudolph2000"
    ),
    "agonist_activation": Measure("MVC", "Steady activity of the wanted muscle", _agonist),
    "overflow": Measure("MVC", "Mean activity of the muscles outside the task joint", _overflow),
    "largest_overflow": Measure(
        "MVC", "Activity of the most active muscle outside the task joint", _largest_overflow
    ),
    "muscles_recruited": Measure(
        "muscles", "Muscles besides the agonist above 5 % of MVC", _recruited
    ),
    "spread_latency": Measure(
        "ms", "From the command to the first muscle outside the task joint", _spread_latency
    ),
    "spread_speed": Measure("joints/s", "How fast activity reaches farther joints", _spread_speed),
    "posture_error": Measure("deg", "Mean turn of the joints outside the task", _posture_error),
    "twist": Measure("deg", "Largest turn of a joint outside the task", _twist),
    "after_contraction": Measure(
        "s", "How long any muscle stays above 5 % of MVC once the command ends", _after_contraction
    ),
    "burst_duration": Measure("ms", "First stretch of the agonist above half of its peak", _burst),
    "low_frequency_power": Measure(
        "share", "Share of the agonist's fluctuation at 3-12 Hz", _low_frequency_power
    ),
}


def overflow_by_distance(trajectory: Trajectory) -> np.ndarray:
    """(distances, R) mean activity (MVC) by joints from the task; 0 = the task joint's others."""
    view = View(trajectory)
    return np.stack([view.overflow_at(d) for d in range(int(view.distance.max()) + 1)])


def measure(trajectory: Trajectory) -> pd.DataFrame:
    """All measures of all runs.

    Returns:
        A row a run, with its seed, and a column a measure of :data:`MEASURES`; NaN where a
        measure has no value (no spread, no command).
    """
    import pandas as pd  # kept out of compiled workers

    view = View(trajectory)
    columns = {name: entry.compute(view) for name, entry in MEASURES.items()}
    return pd.DataFrame({"seed": trajectory.seeds, **columns})
