"""Input and output of runs: a specification, raw samples, a trajectory.

Both backends take a :class:`RunSpec` and fill a :class:`Record`;
:func:`motorloops.model.simulate.simulate` returns a :class:`Trajectory`, and
:mod:`motorloops.model.measures` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from motorloops.model.checkpoint import Checkpoint
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The samples of R runs of one timeline, taken at regular intervals.

    Attributes:
        network: the network of all runs.
        timeline: the timeline of all runs.
        params: (R,) levers and constants of each run at its start.
        seeds: (R,) seed of each run's noise.
        time_ms: (T,) time of each sample; a sample is the state after that millisecond.
        activation: (T, M, R) muscle activation, share of maximal voluntary contraction.
        angle: (T, D, R) joint angles, rad.
        rate: (T, N, R) rates as shares of the maximal rate; (0, N, R) where they were not
            recorded.

    Examples:
        >>> run = simulate(Params(), rest(0.2), [1], "chain:1", every_ms=10)
        >>> run.frame().columns.tolist()
        ['time_ms', 'muscle/flexor_0', 'muscle/extensor_0', 'joint/j0/flexion']
    """

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    time_ms: np.ndarray
    activation: np.ndarray
    angle: np.ndarray
    rate: np.ndarray

    def frame(self, run: int = 0) -> pd.DataFrame:
        """One run as a table.

        Args:
            run: index of the run, 0..R-1.

        Returns:
            A row for each sample; the columns are ``time_ms``, ``muscle/KEY`` (activation),
            ``joint/KEY`` (rad) and, where rates were recorded, ``POPULATION/MUSCLE`` (share of
            the maximal rate).

        Raises:
            IndexError: if there is no such run.
        """
        import pandas as pd  # imported here: workers that only compute outcomes do not need it

        body = self.network.body
        columns: dict[str, np.ndarray] = {"time_ms": self.time_ms}
        for m, muscle in enumerate(body.muscles):
            columns[f"muscle/{muscle.key}"] = self.activation[:, m, run]
        for d, dof in enumerate(body.dofs):
            columns[f"joint/{dof.key}"] = self.angle[:, d, run]
        if len(self.rate):
            for n, key in enumerate(self.network.node_keys):
                columns[key] = self.rate[:, n, run]
        return pd.DataFrame(columns)


class Record(NamedTuple):
    """Raw samples of R runs: T samples, M muscles, D degrees of freedom, N nodes (or none)."""

    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R) or (0, N, R)


DOUBLE = np.dtype(np.float64)


@dataclass(frozen=True)
class RunSpec:
    """R runs of one timeline to be simulated: ``params`` and ``seeds`` have an entry each.

    Attributes:
        network: the network of all runs.
        timeline: the timeline of all runs.
        params: (R,) levers and constants of each run.
        seeds: (R,) seed of each run.
        every_ms: milliseconds between two samples.
        keep_rates: whether the rates of all nodes are sampled.
        initial: the state in which all runs start; None for the network at rest.
        lesions: (R,) for each run the share of output removed, by node key; ``()`` for none.
        dtype: in which the engine computes.
    """

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    every_ms: int
    keep_rates: bool
    initial: Checkpoint | None = None
    lesions: tuple[Mapping[str, float], ...] = ()
    dtype: np.dtype = DOUBLE

    def part(self, runs: Sequence[int]) -> RunSpec:
        """The specification of some of the runs, by index."""
        params, seeds = tuple(self.params[r] for r in runs), tuple(self.seeds[r] for r in runs)
        lesions = tuple(self.lesions[r] for r in runs) if self.lesions else ()
        return replace(self, params=params, seeds=seeds, lesions=lesions)

    def empty_record(self) -> Record:
        """Arrays of zeros for the samples of all runs."""
        wiring, runs = self.network.wiring, len(self.seeds)
        samples = self.timeline.duration_ms // self.every_ms
        rate_samples = samples if self.keep_rates else 0
        return Record(
            np.zeros((samples, len(wiring.motoneuron), runs)),
            np.zeros((samples, len(wiring.inertia), runs)),
            np.zeros((rate_samples, len(wiring.rule), runs)),
        )
