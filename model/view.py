"""What the measures read: the tally of some runs, with the roles and windows of their task."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from model.condition import task_channel
from model.engine import Sizes
from model.kernels import TALLY_LANES, tally_trace
from model.network import Network
from model.params import Params
from model.protocol import Protocol
from model.tally import NEVER, Roles, Tally, Windows, empty_tally
from model.tile import FLOAT64, Trace, pack

if TYPE_CHECKING:
    from model.trajectory import Trajectory

SETTLED = 0.4  # share of the command that is left out before the steady part


def windows(protocol: Protocol) -> Windows:
    """When samples count."""
    on, off = protocol.trying()
    return Windows(on, math.floor(on + SETTLED * (off - on)), off)


def roles(network: Network, params: Sequence[Params]) -> Roles:
    """Which muscle is wanted in each run, and which oppose it."""
    body = network.body
    agonist = np.zeros((len(body.muscles), len(params)))
    opposing = np.zeros_like(agonist)
    for run, setting in enumerate(params):
        wanted = task_channel(setting, body)
        agonist[wanted, run] = 1.0
        for channel, share in body.antagonists(wanted):
            opposing[channel, run] = share
    return Roles(agonist, opposing)


def total(values: np.ndarray) -> np.ndarray:
    """Sum over the first axis, entry by entry, so that no other column can change a bit."""
    return np.cumsum(values, axis=0)[-1] if len(values) else np.zeros(values.shape[1:])


@dataclass(frozen=True, eq=False)
class View:
    """The tally of R runs of one protocol.

    Attributes:
        network: of all runs.
        protocol: of all runs.
        params: the setting of each run.
        time_ms: (T,) time of each sample.
        tally: of M muscles and D degrees of freedom.
    """

    network: Network
    protocol: Protocol
    params: tuple[Params, ...]
    time_ms: np.ndarray
    tally: Tally

    @cached_property
    def agonist(self) -> np.ndarray:
        """(R,) channel of the wanted muscle."""
        return np.array([task_channel(params, self.network.body) for params in self.params])

    @cached_property
    def distance(self) -> np.ndarray:
        """(M, R) graph distance of each muscle's joint from the task joint."""
        body = self.network.body
        known = {a: body.distances(int(body.joint_of[a]))[body.joint_of] for a in set(self.agonist)}
        return np.stack([known[a] for a in self.agonist], axis=1)

    @cached_property
    def windows(self) -> Windows:
        """When samples count."""
        return windows(self.protocol)

    @cached_property
    def steady(self) -> slice:
        """Samples of the steady part of the command."""
        return self._samples(self.windows.steady, self.windows.off)

    def _samples(self, start_ms: float, end_ms: float) -> slice:
        first, last = np.searchsorted(self.time_ms, [start_ms, end_ms], side="right")
        return slice(int(first), int(last))

    def steady_mean(self, sums: np.ndarray) -> np.ndarray:
        """A steady sum over its number of samples; NaN if there is none."""
        count = self.steady.stop - self.steady.start
        return sums / count if count else np.full(sums.shape, np.nan)

    @cached_property
    def level(self) -> np.ndarray:
        """(M, R) mean activation in the steady part."""
        return self.steady_mean(self.tally.level)

    @cached_property
    def onset_ms(self) -> np.ndarray:
        """(M, R) time from the command to each muscle's first activity; NaN if none."""
        onset = self.tally.onset
        return np.where(onset == NEVER, np.nan, onset - self.windows.on)

    @cached_property
    def around(self) -> list[np.ndarray]:
        """(M, R) for each distance from the task: which muscles are there, the agonist left out."""
        found = []
        for distance in range(int(self.distance.max()) + 1):
            there = self.distance == distance
            there[self.agonist, np.arange(len(self.agonist))] = False
            found.append(there)
        return found


def view(trajectory: Trajectory) -> View:
    """Tally what happened in a trajectory."""
    time, settings = trajectory.time_ms, trajectory.params
    samples, muscles, runs = trajectory.activation.shape
    dofs = trajectory.angle.shape[1]
    own = roles(trajectory.network, settings)
    whole = empty_tally((muscles, dofs, samples), runs, FLOAT64)
    sizes = Sizes(0, muscles, dofs, 0, 0)
    limits = windows(trajectory.protocol)
    for first in range(0, runs, TALLY_LANES):
        part = slice(first, first + TALLY_LANES)
        kept = Trace(
            trajectory.activation[..., part], trajectory.angle[..., part], np.zeros((0, 1))
        )
        tile = empty_tally((muscles, dofs, samples), TALLY_LANES, FLOAT64)
        tally_trace()(
            pack(kept, TALLY_LANES, FLOAT64), tile,
            pack(Roles(*(a[:, part] for a in own)), TALLY_LANES, FLOAT64),
            time.astype(np.int64), limits, sizes,
        )  # fmt: skip
        for rows, array in zip(tile, whole, strict=True):
            array[:, part] = rows[:, : array[:, part].shape[1]]
    return View(trajectory.network, trajectory.protocol, settings, time, whole)
