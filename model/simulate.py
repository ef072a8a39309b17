"""Run a timeline on many settings and seeds, and hold what happened.

The measures of many runs, with_lesions their traces: what a sweep needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from motorloops.model.coefficients import Coefficients, make_coefficients, with_lesions
from motorloops.model.engine._arrays import FLOAT64, batch_arrays, cast, unpack
from motorloops.model.engine._batch import Batch, lanes_of
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES, MeasureInput, roles, windows
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params
from motorloops.model.state import resting_state
from motorloops.model.timeline import NOTHING, Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

SEED_LIMIT = 2**64
Engine = Literal["compiled", "agents"]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What R runs of one timeline did, sampled every ``every_ms``.

    Attributes:
        time_ms: (T,) time of each sample.
        activation: (T, M, R) muscle activation, 0..1.
        angle: (T, D, R) joint angles, rad.
        rate: (T, N, R) rates as shares of the maximal rate, or (0, N, R) if not kept.
        params: the setting of each run.
        seeds: the seed of each run.
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
        """One run as a table: a row a sample, a column a muscle, joint or kept node."""
        import pandas as pd  # kept out of compiled workers

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
    """The samples of R runs: T samples, M muscles, D degrees of freedom, N nodes or none."""

    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R) or (0, N, R)


@dataclass(frozen=True)
class RunSpec:
    """What to run: one entry of ``params`` and of ``seeds`` a run."""

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    every_ms: int
    keep_rates: bool

    def part(self, runs: Sequence[int]) -> RunSpec:
        """The job of some of the runs."""
        params, seeds = tuple(self.params[r] for r in runs), tuple(self.seeds[r] for r in runs)
        return replace(self, params=params, seeds=seeds)

    def empty_record(self) -> Record:
        """Room for the samples of all runs."""
        wiring, runs = self.network.wiring, len(self.seeds)
        samples = self.timeline.duration_ms // self.every_ms
        kept = samples if self.keep_rates else 0
        return Record(
            np.zeros((samples, len(wiring.motoneuron), runs)),
            np.zeros((samples, len(wiring.inertia), runs)),
            np.zeros((kept, len(wiring.rule), runs)),
        )


def changed(params: Sequence[Params], phases: Sequence[Phase]) -> tuple[Params, ...]:
    """The settings of all runs after the lever changes of some phases."""
    changes = {name: value for phase in phases for name, value in phase.levers.items()}
    return tuple(p.replace(**changes) for p in params) if changes else tuple(params)


def coefficients_by_phase(
    network: Network, timeline: Timeline, params: Sequence[Params]
) -> Iterator[tuple[Coefficients, int]]:
    """What the runs are like in each phase of a timeline, and for how many milliseconds."""
    seen, lesions = [], {}
    for phase, start, end in timeline.spans():
        seen.append(phase)
        lesions.update(phase.lesions)
        levers = changed(params, seen)
        yield make_coefficients(network, levers, phase.command, phase.stimuli, lesions), end - start


def run_compiled(job: RunSpec) -> Record:
    """Run a job of at most one tile of runs in the compiled engine."""
    wiring = job.network.wiring
    batch = Batch(wiring, resting_state(wiring, np.array(job.seeds, np.uint64)))
    batch.keep_trace(job.timeline.duration_ms, job.every_ms, job.keep_rates)
    for coefficients, steps in coefficients_by_phase(job.network, job.timeline, job.params):
        batch.advance(coefficients, steps)
    record = job.empty_record()
    unpack(batch.trace, record)
    return record


def _run_batches(job: RunSpec, threads: int | None) -> Record:
    """Run a job tile by tile, runs with the same seed together: they share its noise."""
    order = sorted(range(len(job.seeds)), key=job.seeds.__getitem__)
    size = lanes_of(len(order), job.network.wiring, np.dtype("float64"))
    tiles = [job.part(order[k : k + size]) for k in range(0, len(order), size)]
    if len(tiles) == 1:
        records = [run_compiled(tiles[0])]
    else:
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            records = list(pool.map(run_compiled, tiles))
    place = np.argsort(order)
    return Record(
        *(np.concatenate(arrays, axis=2)[..., place] for arrays in zip(*records, strict=True))
    )


def _run_agents(job: RunSpec) -> Record:
    from motorloops.model.agents import run_agents  # Mesa is loaded only when agents are asked for

    records = [run_agents(job.part([r])) for r in range(len(job.seeds))]
    return Record(*(np.concatenate(arrays, axis=2) for arrays in zip(*records, strict=True)))


def check_seed(seed: object) -> int:
    """Return a seed as an int, or raise BadInput."""
    if (
        isinstance(seed, bool)
        or not isinstance(seed, int | np.integer)
        or not 0 <= seed < SEED_LIMIT
    ):
        raise InputError("seed", seed, "give a whole number from 0 to 2^64 - 1")
    return int(seed)


def simulate(
    params: Params | Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    body: str | Network = "arm",
    *,
    engine: Engine = "compiled",
    every_ms: int = 1,
    keep_rates: bool = False,
    threads: int | None = None,
) -> Trajectory:
    """Run a timeline for every setting with every seed.

    Args:
        params: one setting or several; runs are ordered by setting, then by seed. Settings
            with the same seed share their noise (common random numbers).
        timeline: the timeline.
        seeds: whole numbers from 0 to 2^64 - 1.
        body: name of a body, or a network.
        engine: ``"compiled"`` or ``"agents"``: the same figures, bit for bit.
        every_ms: sampling interval.
        keep_rates: whether to keep the rates of all nodes.
        threads: number of threads; all cores if None.

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """
    settings = (params,) if isinstance(params, Params) else tuple(params)
    checked = tuple(check_seed(seed) for seed in seeds)
    choose("engine", engine, ("compiled", "agents"))
    if every_ms < 1:
        raise InputError("every_ms", every_ms, "give a whole number from 1 up")
    if not settings or not checked:
        raise InputError("seeds", list(seeds), "give at least one setting and one seed")
    job = RunSpec(
        network=body if isinstance(body, Network) else build_network(body),
        timeline=timeline,
        params=tuple(p for p in settings for _ in checked),
        seeds=checked * len(settings),
        every_ms=every_ms,
        keep_rates=keep_rates,
    )
    record = _run_batches(job, threads) if engine == "compiled" else _run_agents(job)
    samples = np.arange(1, timeline.duration_ms // every_ms + 1) * every_ms
    return Trajectory(job.network, timeline, job.params, job.seeds, samples, *record)


Precision = Literal["float32", "float64"]
PRECISIONS: tuple[Precision, ...] = ("float32", "float64")


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of R runs.

    Attributes:
        measures: (R,) by name of :data:`~motorloops.model.measures.MEASURES`; NaN where there is no value.
        diverged: (R,) whether the run left the finite numbers; its measures are NaN.
    """

    measures: dict[str, np.ndarray]
    diverged: np.ndarray


@dataclass(frozen=True)
class _Runs:
    """Runs of one timeline: one entry a run."""

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    lesions: tuple[Mapping[str, float], ...]
    dtype: np.dtype

    def part(self, first: int, size: int) -> _Runs:
        own = slice(first, first + size)
        return _Runs(
            self.network, self.timeline, self.params[own], self.seeds[own], self.lesions[own],
            self.dtype,
        )  # fmt: skip


def _measured(runs: _Runs) -> Outcomes:
    """Run and measure one tile."""
    wiring, count = runs.network.wiring, len(runs.seeds)
    batch = Batch(wiring, resting_state(wiring, np.array(runs.seeds, np.uint64)), runs.dtype)
    duration = runs.timeline.duration_ms
    batch.keep_tally(duration, roles(runs.network, runs.params), windows(runs.timeline))
    for coefficients, steps in coefficients_by_phase(runs.network, runs.timeline, runs.params):
        batch.advance(with_lesions(coefficients, runs.network, runs.lesions), steps)
    # The lanes left over are measured too: so a run's figures depend on nothing beside it.
    settings = batch_arrays(runs.params, batch.lanes)
    times = np.arange(1, duration + 1)
    diverged = batch.diverged()
    with np.errstate(all="ignore"):  # what a diverged run yields is struck out
        tally = cast(batch.tally, FLOAT64)
        seen = MeasureInput(runs.network, runs.timeline, settings, times, tally)
        measures = {
            name: np.where(diverged, np.nan, entry.compute(seen))[:count]
            for name, entry in MEASURES.items()
        }
    return Outcomes(measures, diverged[:count])


def simulate_outcomes(
    params: Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    network: Network,
    *,
    precision: Precision = "float32",
    threads: int = 1,
    lesions: Sequence[Mapping[str, float]] = (),
) -> Outcomes:
    """Run each setting with its seed and measure it; no trace is kept.

    Args:
        params: the setting of each run.
        timeline: the timeline of all runs.
        seeds: the seed of each run. Runs with equal seeds that stand side by side share the
            work of drawing their noise.
        network: the network.
        precision: of the engine: float64 gives the figures of ``simulate``, float32 is faster.
        threads: tiles of runs worked on at a time.
        lesions: share of output removed by node key, one entry a run; () for none.

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """
    choose("precision", precision, PRECISIONS)
    dtype = np.dtype(precision)
    whole = _Runs(
        network, timeline, tuple(params), tuple(seeds),
        tuple(lesions) or (NOTHING,) * len(seeds), dtype,
    )  # fmt: skip
    size = lanes_of(len(seeds), network.wiring, dtype)
    tiles = [whole.part(first, size) for first in range(0, len(seeds), size)]
    if threads == 1 or len(tiles) == 1:
        parts = [_measured(tile) for tile in tiles]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(_measured, tiles))
    return Outcomes(
        {name: np.concatenate([part.measures[name] for part in parts]) for name in MEASURES},
        np.concatenate([part.diverged for part in parts]),
    )
