"""The work on one chunk of runs: simulate, measure, and say of each run how it ended.

Whoever imports this may be a worker on another machine: it loads no more than that needs.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.sweeps.design import run_seeds
from motorloops.experiments.sweeps.study import LESION, SeedKind
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import SHORT_FORMS, Params, levers
from motorloops.model.simulate import Engine, Outcomes, Precision, simulate_outcomes
from motorloops.model.timeline import TIMELINES, Timeline

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 256  # runs between two looks at whether to stop
OK, DIVERGED, FAILED, SKIPPED = "ok", "diverged", "failed", "skipped"
LEFT = "left the finite numbers"
Columns = Mapping[str, np.ndarray]


class Cancelled(Exception):  # noqa: N818  nothing is wrong
    """The sweep was asked to stop before the chunk was done."""


@dataclass(frozen=True)
class RunGroup:
    """What is the same for all runs of a sweep."""

    body: str
    protocol: str
    seconds: float
    base: Params
    root: int
    seeds: SeedKind
    measures: tuple[str, ...]
    engine: Engine
    precision: Precision
    points: int


@dataclass(frozen=True)
class ChunkTask:
    """One chunk: rows ``first`` and on of the sweep, with what the axes are there."""

    job: RunGroup
    chunk: int
    first: int
    columns: Columns
    shards: Path

    def __len__(self) -> int:
        """Number of runs."""
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True, eq=False)
class ChunkRows:
    """(R,) measures by name, status and reason of R runs."""

    measures: dict[str, np.ndarray]
    status: list[str]
    reason: list[str]


def setting(base: Params, values: Mapping[str, object]) -> Params:
    """The setting of one run: the base with the run's levers, short forms in the order given."""
    return base.replace(**{k: v for k, v in values.items() if k in levers() or k in SHORT_FORMS})


def _lesions(columns: Columns) -> list[dict[str, float]]:
    keys = columns[LESION].tolist() if LESION in columns else []
    return [{key: 1.0} if key else {} for key in keys]


def _by_agents(
    params: Params, timeline: Timeline, seed: int, network: Network, lesion: Mapping[str, float]
) -> Outcomes:
    from motorloops.model.measures import measure_input
    from motorloops.model.simulate import simulate

    start, *rest = timeline.phases
    hurt = dataclasses.replace(start, lesions={**start.lesions, **lesion})
    timeline = dataclasses.replace(timeline, phases=(hurt, *rest))
    run = simulate(params, timeline, [seed], network, engine="agents")
    finite = np.array([np.isfinite(run.activation).all() and np.isfinite(run.angle).all()])
    seen = measure_input(run)
    values = {
        name: np.where(finite, entry.compute(seen), np.nan) for name, entry in MEASURES.items()
    }
    return Outcomes(values, ~finite)


def _simulate(job: RunGroup, columns: Columns, seeds: np.ndarray) -> Outcomes:
    network, timeline = build_network(job.body), TIMELINES[job.protocol](job.seconds)
    names = list(columns)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    params = [setting(job.base, dict(zip(names, row, strict=True))) for row in rows]
    lesions = _lesions(columns)
    if job.engine == "agents":
        (one,), (seed,) = params, seeds.tolist()
        return _by_agents(one, timeline, seed, network, lesions[0] if lesions else {})
    return simulate_outcomes(
        params, timeline, seeds.tolist(), network, precision=job.precision, lesions=lesions
    )


def measured(job: RunGroup, columns: Columns, seeds: np.ndarray) -> ChunkRows:
    """Run and measure; a run that raises is a row of its own, told apart by halving.

    Args:
        job: what all runs share.
        columns: (R,) each, the axes.
        seeds: (R,).
    """
    count = len(seeds)
    try:
        done = _simulate(job, columns, seeds)
    except Exception as error:  # whatever a run raises is its row's reason, not the sweep's end
        if count == 1 and isinstance(error, MemoryError):  # the machine's doing, not the run's
            raise
        if count == 1:
            nothing = {name: np.full(1, np.nan) for name in job.measures}
            return ChunkRows(
                nothing, [FAILED], [" ".join(f"{type(error).__name__}: {error}".split())]
            )
        halves = (slice(0, count // 2), slice(count // 2, None))
        return joined([
            measured(job, {name: column[half] for name, column in columns.items()}, seeds[half])
            for half in halves
        ])  # fmt: skip
    status = np.where(done.diverged, DIVERGED, OK).tolist()
    reason = np.where(done.diverged, LEFT, "").tolist()
    return ChunkRows({name: done.measures[name] for name in job.measures}, status, reason)


def joined(parts: Sequence[ChunkRows]) -> ChunkRows:
    """Rows one after the other."""
    names = parts[0].measures
    return ChunkRows(
        {name: np.concatenate([part.measures[name] for part in parts]) for name in names},
        [status for part in parts for status in part.status],
        [reason for part in parts for reason in part.reason],
    )


def places(task: ChunkTask) -> tuple[np.ndarray, np.ndarray]:
    """(R,) point and (R,) replicate of a chunk's runs."""
    replicate, point = np.divmod(np.arange(task.first, task.first + len(task)), task.job.points)
    return point, replicate


def as_table(task: ChunkTask, rows: ChunkRows) -> pa.Table:
    """The rows of a chunk as they are stored."""
    import pyarrow as pa

    point, replicate = places(task)
    job = task.job
    columns = {
        "point": pa.array(point, pa.int64()),
        "replicate": pa.array(replicate, pa.int32()),
        "seed": pa.array(run_seeds(job.root, job.seeds, point, replicate), pa.uint64()),
    }
    for name, column in task.columns.items():
        columns[name] = pa.array(column, pa.string() if column.dtype == object else pa.float64())
    for name, column in rows.measures.items():
        columns[name] = pa.array(column, pa.float64())
    columns["status"] = pa.array(rows.status, pa.string())
    columns["reason"] = pa.array(rows.reason, pa.string())
    return pa.table(columns)


def run_chunk(task: ChunkTask, stop: threading.Event | None = None) -> int:
    """Run a chunk and write its shard; returns the number of runs.

    Raises:
        Stopped: if ``stop`` was set on the way; nothing is written then.
        OSError: if the shard cannot be written.
    """
    from motorloops.experiments.sweeps.dataset import write_shard

    point, replicate = places(task)
    seeds = run_seeds(task.job.root, task.job.seeds, point, replicate)
    size = 1 if task.job.engine == "agents" else BLOCK
    parts = []
    for first in range(0, len(task), size):
        if stop is not None and stop.is_set():
            raise Cancelled
        own = slice(first, first + size)
        columns = {name: column[own] for name, column in task.columns.items()}
        parts.append(measured(task.job, columns, seeds[own]))
    write_shard(task.shards, task.chunk, as_table(task, joined(parts)))
    return len(task)


def skip_chunk(task: ChunkTask, reason: str) -> None:
    """Write the shard of a chunk that cannot be run: rows without figures, and why."""
    from motorloops.experiments.sweeps.dataset import write_shard

    nothing = {name: np.full(len(task), np.nan) for name in task.job.measures}
    rows = ChunkRows(nothing, [SKIPPED] * len(task), [reason] * len(task))
    write_shard(task.shards, task.chunk, as_table(task, rows))
