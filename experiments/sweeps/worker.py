"""Run one chunk: simulate, measure, and record how each run ended.

Workers on other machines import this module, so it imports only what they need.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numba.core.errors import NumbaError

from motorloops.experiments.sweeps.design import run_seeds
from motorloops.experiments.sweeps.study import LESION, NetworkSource, SeedKind
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import SHORT_FORMS, Params, levers
from motorloops.model.simulate import Engine, Outcomes, Precision, simulate_outcomes
from motorloops.model.timeline import TIMELINES, Timeline

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 256  # runs between two checks for cancellation
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


def with_lesion(timeline: Timeline, lesion: Mapping[str, float]) -> Timeline:
    """The timeline with more lesions from its start, as shares of output removed by node."""
    start, *rest = timeline.phases
    lesioned = dataclasses.replace(start, lesions={**start.lesions, **lesion})
    return dataclasses.replace(timeline, phases=(lesioned, *rest))


def _by_agents(
    params: Params, timeline: Timeline, seed: int, network: Network, lesion: Mapping[str, float]
) -> Outcomes:
    from motorloops.model.measures import measure_input
    from motorloops.model.simulate import simulate

    run = simulate(params, with_lesion(timeline, lesion), [seed], network, engine="agents")
    finite = np.array([np.isfinite(run.activation).all() and np.isfinite(run.angle).all()])
    seen = measure_input(run)
    values = {
        name: np.where(finite, entry.compute(seen), np.nan) for name, entry in MEASURES.items()
    }
    return Outcomes(values, ~finite)


def _simulate(group: RunGroup, columns: Columns, seeds: np.ndarray) -> Outcomes:
    network = _network(group.network, group.network_digest)
    timeline = TIMELINES[group.timeline](group.seconds)
    names = list(columns)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    params = [run_params(group.base, dict(zip(names, row, strict=True))) for row in rows]
    lesions = _lesions(columns)
    if group.engine == "agents":
        (one,), (seed,) = params, seeds.tolist()
        return _by_agents(one, timeline, seed, network, lesions[0] if lesions else {})
    return simulate_outcomes(
        params, timeline, seeds.tolist(), network, precision=group.precision, lesions=lesions
    )


def _rows(columns: Columns, rows: slice) -> dict[str, np.ndarray]:
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
        done = _simulate(group, columns, seeds)
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


def run_chunk(task: ChunkTask, stop: threading.Event | None = None) -> int:
    """Run a chunk and write its shard.

    Returns:
        The number of runs.

    Raises:
        Cancelled: if ``stop`` was set during the run; nothing is written then.
        InputError: if the network cannot be read here, or is another one.
        OSError: if the shard cannot be written, or any other of :data:`MACHINE_ERRORS`.
    """
    from motorloops.experiments.sweeps.dataset import write_shard

    _network(task.group.network, task.group.network_digest)  # not a failure of the runs
    point, replicate = run_indices(task)
    seeds = run_seeds(task.group.root, task.group.seeds, point, replicate)
    size = 1 if task.group.engine == "agents" else BLOCK
    parts = []
    for first in range(0, len(task), size):
        if stop is not None and stop.is_set():
            raise Cancelled
        own = slice(first, first + size)
        parts.append(measure_runs(task.group, _rows(task.columns, own), seeds[own]))
    write_shard(task.shards, task.chunk, as_table(task, concatenate(parts)), task.group.stamp)
    return len(task)
