"""Run one chunk: simulate, measure, and record how each run ended.

Workers on other machines import this module, so it imports only what they need.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numba.core.errors import NumbaError

from motorloops.experiments.fitted_sets import (
    WEIGHTS,
    is_factor,
    network_key,
    network_of_row,
    sets_digest,
)
from motorloops.experiments.sweeps.design import run_seeds
from motorloops.experiments.sweeps.initial_states import NO_STATES, InitialStates
from motorloops.experiments.sweeps.own_code import (
    NO_CODE,
    OwnCode,
    OwnMeasure,
    TrajectoryMeasure,
    load,
)
from motorloops.experiments.sweeps.study import (
    INITIAL,
    LESION,
    NetworkSource,
    SeedKind,
    is_paradigm_column,
)
from motorloops.model.checkpoint import Checkpoint
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, Measure, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import SHORT_FORMS, Params, levers
from motorloops.model.simulate import (
    Engine,
    Outcomes,
    Precision,
    simulate,
    simulate_outcomes,
    simulate_runs,
)
from motorloops.model.timeline import TIMELINES, Timeline

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 256  # runs between two checks for cancellation
PARADIGM_BLOCK = 126  # with the healthy reference of each half, full rows of the engine
TRAJECTORY_CELLS = 2**24  # values of the trajectories held at a time: 128 MB
# The last one is found in sweeps of motorloops 0.1 only.
OK, DIVERGED, FAILED, SKIPPED = "ok", "diverged", "failed", "skipped"
# Raised by the machine (disk, memory, installation, compiler), whatever is run.
MACHINE_ERRORS = (OSError, MemoryError, ImportError, RuntimeError, SystemError, NumbaError)
LEFT = "left the finite numbers"
Columns = Mapping[str, np.ndarray]


class Cancelled(Exception):  # noqa: N818  it is not an error
    """The sweep was cancelled before the chunk was done."""


@dataclass(frozen=True)
class RunGroup:
    """The settings that all runs of a sweep share.

    Attributes:
        network: source of the network.
        network_digest: expected digest of the network.
        timeline: name of the timeline.
        seconds: duration of a run.
        base: levers before the design changes some.
        root: of the seeds.
        points: number of design points.
        first: number of the first replicate.
        stamp: identity of the sweep, stored in each shard.
        paradigms: names of paradigms, as in the study file.
        own: own code of the study; each module has an expected digest.
        initial: the states that runs may start from.
        weights: expected digest of the packaged sets of weights; empty if the runs use none.
        healthy_reference: whether paradigms run the healthy condition beside the chosen one.
    """

    network: NetworkSource
    network_digest: str
    timeline: str
    seconds: float
    base: Params
    root: int
    seeds: SeedKind
    measures: tuple[str, ...]
    engine: Engine
    precision: Precision
    points: int
    first: int = 0
    stamp: str = ""
    paradigms: tuple[str, ...] = ()
    own: OwnCode = NO_CODE
    initial: InitialStates = NO_STATES
    weights: str = ""
    healthy_reference: bool = True


@dataclass(frozen=True)
class ChunkTask:
    """The runs of one chunk.

    Attributes:
        rows: (R,) their row numbers in the sweep, rising.
        columns: (R,) values of each axis.
        shards: folder to write to.
    """

    group: RunGroup
    chunk: int
    rows: np.ndarray
    columns: Columns
    shards: Path

    def __len__(self) -> int:
        """Number of runs."""
        return len(self.rows)


@lru_cache(maxsize=4)
def _network(source: NetworkSource, digest: str) -> Network:
    """The network of a sweep, read once per process.

    Raises:
        InputError: if it cannot be read here, or is not the network that the sweep began with.
    """
    network = source.read()
    if network.digest != digest:
        allowed = f"the sweep has {digest}; all workers need the same motorloops and tables"
        raise InputError("network of a worker", network.digest, allowed)
    return network


@dataclass(frozen=True, eq=False)
class ChunkRows:
    """(R,) measures by name, status and reason of R runs."""

    measures: dict[str, np.ndarray]
    status: list[str]
    reason: list[str]


def run_params(base: Params, values: Mapping[str, object]) -> Params:
    """The levers of one run: the base with the values of the axes, in the order given."""
    return base.replace(**{k: v for k, v in values.items() if k in levers() or k in SHORT_FORMS})


def _lesions(columns: Columns) -> list[dict[str, float]]:
    keys = columns[LESION].tolist() if LESION in columns else []
    return [{key: 1.0} if key else {} for key in keys]


@lru_cache(maxsize=64)
def _state(states: InitialStates, name: str, network: Network) -> Checkpoint | None:
    """The state of a name, read once per process."""
    return states.checkpoint(name, network)


def _states(group: RunGroup, columns: Columns) -> list[Checkpoint | None]:
    """(R,) the state that each run starts from; one object for each name."""
    if INITIAL not in columns:
        return [None] * len(next(iter(columns.values())))
    names = columns[INITIAL].tolist()
    network = _network(group.network, group.network_digest)
    return [_state(group.initial, name, network) for name in names]


def with_lesion(timeline: Timeline, lesion: Mapping[str, float]) -> Timeline:
    """The timeline with more lesions from its start, as shares of output removed by node."""
    start, *rest = timeline.phases
    lesioned = dataclasses.replace(start, lesions={**start.lesions, **lesion})
    return dataclasses.replace(timeline, phases=(lesioned, *rest))


@dataclass(frozen=True)
class Runs:
    """(R,) levers, seed, lesions and initial state of each run; None for the network at rest."""

    params: Sequence[Params]
    seeds: Sequence[int]
    lesions: Sequence[Mapping[str, float]]
    initial: Sequence[Checkpoint | None]


def _by_trajectory(
    group: RunGroup, network: Network, timeline: Timeline, runs: Runs,
    measures: Mapping[str, OwnMeasure],
) -> Outcomes:  # fmt: skip
    """Measure the trajectories of some runs: those of agents, or for functions of a trajectory.

    The trajectories are float64.
    """
    rates = any(isinstance(m, TrajectoryMeasure) and m.keep_rates for m in measures.values())
    values = {name: np.full(len(runs.seeds), np.nan) for name in measures}
    diverged = np.full(len(runs.seeds), False)
    for own in _in_memory(group, network, timeline, runs, rates=rates):
        lesioned, start = with_lesion(timeline, runs.lesions[own[0]]), runs.initial[own[0]]
        params, seeds = [runs.params[k] for k in own], [runs.seeds[k] for k in own]
        if group.engine == "agents":
            trajectory = simulate(
                params, lesioned, seeds, network, engine="agents", keep_rates=rates, initial=start
            )
        else:
            trajectory = simulate_runs(
                params, lesioned, seeds, network, keep_rates=rates, threads=1, initial=start
            )
        ended = np.isfinite(trajectory.activation).all(axis=(0, 1))
        ended &= np.isfinite(trajectory.angle).all(axis=(0, 1))
        diverged[own] = ~ended
        seen = measure_input(trajectory)
        with np.errstate(all="ignore"):  # diverged runs become NaN
            for name, measure in measures.items():
                view = trajectory if isinstance(measure, TrajectoryMeasure) else seen
                values[name][own] = np.where(ended, measure.compute(view), np.nan)  # type: ignore[arg-type]
    return Outcomes(values, diverged)


def _in_memory(
    group: RunGroup, network: Network, timeline: Timeline, runs: Runs, *, rates: bool
) -> Iterator[list[int]]:
    """Indices of runs that start alike and whose trajectories fit into memory; of agents, one."""
    body = network.body
    width = len(body.muscles) + len(body.dofs) + rates * len(network.node_keys)
    together = max(1, TRAJECTORY_CELLS // (width * timeline.duration_ms))
    together = 1 if group.engine == "agents" else together
    alike: dict[tuple[object, ...], list[int]] = {}
    for run, (lesion, start) in enumerate(zip(runs.lesions, runs.initial, strict=True)):
        alike.setdefault((id(start), *lesion), []).append(run)
    for own in alike.values():
        yield from (own[k : k + together] for k in range(0, len(own), together))


def _by_timeline(group: RunGroup, network: Network, names: Sequence[str], runs: Runs) -> Outcomes:
    """Run the timeline and measure it: by the accumulators of the engine where that is enough."""
    code = load(group.own) if group.own.references else None
    own = code.measures() if code else {}
    measures: dict[str, OwnMeasure] = {name: own.get(name) or MEASURES[name] for name in names}
    timeline = (
        TIMELINES[group.timeline](group.seconds)
        if group.timeline in TIMELINES or code is None
        else code.timeline(group.timeline, group.seconds)
    )
    slow = {n: m for n, m in measures.items() if isinstance(m, TrajectoryMeasure)}
    if group.engine == "agents" or (slow and group.precision == "float64"):
        return _by_trajectory(group, network, timeline, runs, measures)
    fast = {n: m for n, m in measures.items() if isinstance(m, Measure)}
    done = simulate_outcomes(
        runs.params, timeline, runs.seeds, network, precision=group.precision,
        lesions=runs.lesions, initial=runs.initial, measures=fast,
    )  # fmt: skip
    if not slow:
        return done
    more = _by_trajectory(group, network, timeline, runs, slow)
    return Outcomes({**done.measures, **more.measures}, done.diverged | more.diverged)


def _by_weights(columns: Columns) -> dict[tuple[tuple[str, object], ...], np.ndarray]:
    """The runs that share a network: by :func:`.network_key`, the indices of the runs."""
    names = [name for name in columns if name == WEIGHTS or is_factor(name)]
    if not names:
        return {(): np.arange(len(next(iter(columns.values()))))}
    groups: dict[tuple[tuple[str, object], ...], list[int]] = {}
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    for run, row in enumerate(rows):
        groups.setdefault(network_key(dict(zip(names, row, strict=True))), []).append(run)
    return {key: np.array(runs) for key, runs in groups.items()}


def measure_group(group: RunGroup, columns: Columns, seeds: np.ndarray) -> Outcomes:
    """Run and measure; runs with the same weights share calls of the engine.

    Args:
        group: the settings that all runs share.
        columns: (R,) each, the axes.
        seeds: (R,).

    Raises:
        OwnCodeError: if own code of the study cannot measure the runs.
    """
    base = _network(group.network, group.network_digest)
    measures = {name: np.full(len(seeds), np.nan) for name in group.measures}
    diverged = np.full(len(seeds), False)
    for weights, own in _by_weights(columns).items():
        network = network_of_row(base, weights)
        done = _measure_on(network, group, _rows(columns, own), seeds[own])
        for name, values in done.measures.items():
            measures[name][own] = values
        diverged[own] = done.diverged
    return Outcomes(measures, diverged)


def _measure_on(network: Network, group: RunGroup, columns: Columns, seeds: np.ndarray) -> Outcomes:
    """Run and measure on one network."""
    names = list(columns)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    params = [run_params(group.base, dict(zip(names, row, strict=True))) for row in rows]
    runs = Runs(
        params, seeds.tolist(), _lesions(columns) or [{}] * len(params), _states(group, columns)
    )
    by_timeline = [name for name in group.measures if not is_paradigm_column(name)]
    done = Outcomes({}, np.full(len(params), False))
    if by_timeline:
        done = _by_timeline(group, network, by_timeline, runs)
    if not group.paradigms:
        return done
    from motorloops.experiments.paradigms.registry import PARADIGMS
    from motorloops.experiments.sweeps.paradigm_columns import paradigm_values

    paradigms = [
        PARADIGMS[text] if text in PARADIGMS else load(group.own).paradigm(text)
        for text in group.paradigms
    ]
    figures = [name for name in group.measures if is_paradigm_column(name)]
    found = paradigm_values(
        paradigms, figures, network, params, runs.seeds, _lesions(columns),
        reference=group.healthy_reference, precision=group.precision,
    )  # fmt: skip
    return Outcomes({**done.measures, **found}, done.diverged)


def _rows(columns: Columns, rows: slice | np.ndarray) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in columns.items()}


def measure_runs(group: RunGroup, columns: Columns, seeds: np.ndarray) -> ChunkRows:
    """Run and measure; a run that raises is isolated by halving and becomes a failed row.

    Args:
        group: the settings that all runs share.
        columns: (R,) each, the axes.
        seeds: (R,).

    Raises:
        MACHINE_ERRORS: what the machine does wrong is no result of a run.
    """
    count = len(seeds)
    try:
        done = measure_group(group, columns, seeds)
    except MACHINE_ERRORS as error:
        if count == 1 or not isinstance(error, MemoryError):  # fewer runs need less memory
            raise
    except Exception as error:  # becomes the reason of its row; the sweep continues
        if count == 1:
            nothing = {name: np.full(1, np.nan) for name in group.measures}
            return ChunkRows(
                nothing, [FAILED], [" ".join(f"{type(error).__name__}: {error}".split())]
            )
    else:
        return _as_rows(group, done)
    halves = (slice(0, count // 2), slice(count // 2, None))
    return concatenate([measure_runs(group, _rows(columns, h), seeds[h]) for h in halves])


def _as_rows(group: RunGroup, done: Outcomes) -> ChunkRows:
    status = np.where(done.diverged, DIVERGED, OK).tolist()
    reason = np.where(done.diverged, LEFT, "").tolist()
    return ChunkRows({name: done.measures[name] for name in group.measures}, status, reason)


def concatenate(parts: Sequence[ChunkRows]) -> ChunkRows:
    """The rows of all parts, in order."""
    names = parts[0].measures
    return ChunkRows(
        {name: np.concatenate([part.measures[name] for part in parts]) for name in names},
        [status for part in parts for status in part.status],
        [reason for part in parts for reason in part.reason],
    )


def _in_order(rows: ChunkRows, order: np.ndarray) -> ChunkRows:
    """Rows that were run in some order, put back in place."""
    place = np.argsort(order)
    return ChunkRows(
        {name: values[place] for name, values in rows.measures.items()},
        [rows.status[k] for k in place],
        [rows.reason[k] for k in place],
    )


def run_indices(task: ChunkTask) -> tuple[np.ndarray, np.ndarray]:
    """(R,) point and (R,) replicate of a chunk's runs."""
    replicate, point = np.divmod(task.rows, task.group.points)
    return point, replicate + task.group.first


def as_table(task: ChunkTask, rows: ChunkRows) -> pa.Table:
    """The rows of a chunk as they are stored."""
    import pyarrow as pa

    point, replicate = run_indices(task)
    group = task.group
    columns = {
        "point": pa.array(point, pa.int64()),
        "replicate": pa.array(replicate, pa.int32()),
        "seed": pa.array(run_seeds(group.root, group.seeds, point, replicate), pa.int64()),
    }
    for name, column in task.columns.items():
        columns[name] = pa.array(column, pa.string() if column.dtype == object else pa.float64())
    for name, column in rows.measures.items():
        columns[name] = pa.array(column, pa.float64(), from_pandas=True)  # null, not NaN
    columns["status"] = pa.array(rows.status, pa.string())
    columns["reason"] = pa.array(rows.reason, pa.string())
    return pa.table(columns)


def block_of(group: RunGroup) -> int:
    """Number of runs between two checks for cancellation."""
    if group.engine == "agents":
        return 1
    return PARADIGM_BLOCK if group.paradigms else BLOCK


def run_chunk(task: ChunkTask, stop: threading.Event | None = None) -> int:
    """Run a chunk and write its shard.

    Returns:
        The number of runs.

    Raises:
        Cancelled: if ``stop`` was set during the run; nothing is written then.
        InputError: if the network cannot be read here, or it or the sets of weights are others.
        OSError: if the shard cannot be written, or any other of :data:`MACHINE_ERRORS`.
    """
    from motorloops.experiments.sweeps.dataset import write_shard

    _network(task.group.network, task.group.network_digest)  # not a failure of the runs
    _states(task.group, task.columns)  # nor is this
    if task.group.weights and task.group.weights != sets_digest():
        allowed = f"the sweep has {task.group.weights}; all workers need the same motorloops"
        raise InputError("weights of a worker", sets_digest(), allowed)
    if task.group.own.references:
        load(task.group.own)
    point, replicate = run_indices(task)
    seeds = run_seeds(task.group.root, task.group.seeds, point, replicate)
    size = block_of(task.group)
    alike = _by_weights(task.columns).values()  # they fill the rows of the engine
    blocks = [runs[k : k + size] for runs in alike for k in range(0, len(runs), size)]
    parts = []
    for own in blocks:
        if stop is not None and stop.is_set():
            raise Cancelled
        parts.append(measure_runs(task.group, _rows(task.columns, own), seeds[own]))
    write_shard(
        task.shards,
        task.chunk,
        as_table(task, _in_order(concatenate(parts), np.concatenate(blocks))),
        task.group.stamp,
    )
    return len(task)
