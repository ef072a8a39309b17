"""The task of the engine and all rivals: one network, one timeline, many settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from motorloops.model.coefficients import Coefficients
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params
from motorloops.model.simulate import coefficients_by_phase
from motorloops.model.state import State, resting_state
from motorloops.model.timeline import Timeline, hold

SECONDS = 5.0
TURNED = (
    "loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal", "stress", "touch",
    "effort",
)  # fmt: skip


class Final(NamedTuple):
    """Final state of R runs: N nodes, M muscles, D degrees of freedom."""

    rate: np.ndarray  # (N, R) share of the maximal rate
    activation: np.ndarray  # (M, R)
    angle: np.ndarray  # (D, R) rad


def settings(runs: int, seed: int = 1) -> tuple[Params, ...]:
    """Settings that differ in every lever of TURNED, drawn evenly from its lower half."""
    drawn = np.random.default_rng(seed).uniform(0.0, 0.5, (runs, len(TURNED)))
    return tuple(Params().replace(**dict(zip(TURNED, row, strict=True))) for row in drawn.tolist())


@dataclass(frozen=True)
class Task:
    """Runs of one timeline, with one entry of ``params`` and of ``seeds`` per run."""

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]

    @cached_property
    def spans(self) -> tuple[tuple[Coefficients, int], ...]:
        """The coefficients of the runs in each phase, and its number of steps."""
        return tuple(coefficients_by_phase(self.network, self.timeline, self.params))

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.seeds)

    @property
    def node_steps(self) -> int:
        """Nodes times steps times runs."""
        return len(self.network.wiring.rule) * self.timeline.duration_ms * self.runs

    def state(self) -> State:
        """The state of the runs before their first step."""
        return resting_state(self.network.wiring, np.array(self.seeds, np.uint64))

    def parts(self, size: int) -> list[Task]:
        """The task in parts of that many runs; the coefficients are not computed again."""
        return [self._part(slice(k, k + size)) for k in range(0, self.runs, size)]

    def _part(self, own: slice) -> Task:
        part = Task(self.network, self.timeline, self.params[own], self.seeds[own])
        part.__dict__["spans"] = tuple(
            (Coefficients(*(array[..., own] for array in condition)), steps)
            for condition, steps in self.spans
        )
        return part

    def quiet(self, velocity: bool = True) -> Task:
        """The same without noise, and with or without the spindles' sense of velocity.

        Spindles respond to the square root of velocity, whose slope is unbounded at rest: without
        noise, rounding at a joint at rest is soon amplified. Only float64 is compared with it.
        """
        off = {"noise_floor": 0.0, "noise_slope": 0.0} | (
            {} if velocity else {"spindle_velocity": 0.0}
        )
        calm = tuple(params.replace(**off) for params in self.params)
        return Task(self.network, self.timeline, calm, self.seeds)


def joined(finals: Sequence[Final]) -> Final:
    """Join the final states of the parts of a task."""
    return Final(*(np.concatenate(arrays, axis=1) for arrays in zip(*finals, strict=True)))


def task(
    runs: int, *, milliseconds: int = round(SECONDS * 1000), common: bool = False,
    body: str = "arm",
) -> Task:  # fmt: skip
    """Create the task of the benchmark: hold, then relax, scaled to the length of the run.

    Args:
        runs: number of runs, each with different settings.
        milliseconds: length of a run.
        common: whether all runs share one seed, and so their noise; otherwise each has its own.
        body: name of a body.
    """
    seconds = milliseconds / 1000
    share = min(1.0, seconds / 2.3)  # relative to the times of the default hold
    timeline = hold(seconds, 0.3 * share, share)
    seeds = (1,) * runs if common else tuple(range(1, runs + 1))
    return Task(build_network(body), timeline, settings(runs), seeds)
