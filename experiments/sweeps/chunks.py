"""The chunks of a sweep: their plan, and the workers that make them.

The runs are ordered by replicate, then by point, and cut into chunks of equal size, so that an
interrupted sweep has complete replicates first: an even sample of its points. Few chunks are
submitted at a time, and a chunk that fails does not stop the others.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.sweeps.dataset import (
    CorruptShardError,
    chunk_of,
    read_shard,
    shard_paths,
)
from motorloops.experiments.sweeps.design import Points, design_points
from motorloops.experiments.sweeps.executors import Workers
from motorloops.experiments.sweeps.known_rows import RowJoiner, Source
from motorloops.experiments.sweeps.provenance import (
    code_digest,
)
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.worker import (
    ChunkTask,
    RunGroup,
)
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pyarrow as pa

SEEN_S = 30.0  # time for a shared file system to show a shard that a worker wrote
POLL_S = 0.5


class MissingRowsError(Exception):
    """A shard is missing, damaged, or does not hold all rows of its chunk."""


@dataclass(frozen=True)
class ChunkPlan:
    """All chunks of a study; each task is made when it is asked for.

    Attributes:
        sources: finished sweeps; the rows that they hold are not run.
    """

    study: Study
    group: RunGroup
    points: Points
    runs: int
    chunk: int
    shards: Path
    sources: tuple[Source, ...] = ()

    def __len__(self) -> int:
        """Number of chunks."""
        return math.ceil(self.runs / self.chunk)

    def rows(self, chunk: int) -> np.ndarray:
        """Row numbers of a chunk."""
        return np.arange(chunk * self.chunk, min((chunk + 1) * self.chunk, self.runs))

    def _new(self, rows: np.ndarray) -> np.ndarray:
        """Whether each of some rows is to be run."""
        new = np.full(len(rows), True)
        if not self.sources:
            return new
        replicate, point = np.divmod(rows, len(self.points))
        for source in self.sources:
            new &= source.rows(point, replicate + self.group.first) < 0
        return new

    def size(self, chunk: int) -> int:
        """Number of runs to make in a chunk."""
        if not self.sources:
            return min(self.chunk, self.runs - chunk * self.chunk)
        return int(self._new(self.rows(chunk)).sum())

    def task(self, chunk: int) -> ChunkTask:
        """The work of one chunk."""
        rows = self.rows(chunk)
        new = self._new(rows)
        columns = {name: column[new] for name, column in self._columns(rows).items()}
        return ChunkTask(self.group, chunk, rows[new], columns, self.shards)

    def _columns(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        first, last = int(rows[0]), int(rows[-1]) + 1
        parts = []
        while first < last:
            point = first % len(self.points)
            end = min(len(self.points), point + last - first)
            parts.append(self.points.rows(point, end))
            first += end - point
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def missing(self, done: bytearray) -> Iterator[int]:
        """The chunks that are not done, in order."""
        return (chunk for chunk in range(len(self)) if not done[chunk])

    def tables(self) -> Iterator[pa.Table]:
        """All rows, in order: those of the shards, and those of finished sweeps.

        Raises:
            MissingRowsError: if a shard is not there, or not whole.
        """
        paths = {chunk_of(path): path for path in shard_paths(self.shards)}
        joiner = RowJoiner(self.sources, self.study)
        for chunk in range(len(self)):
            size, own = self.size(chunk), None
            if size:
                try:
                    own = read_shard(paths[chunk], self.group.stamp)
                except (KeyError, CorruptShardError, FileNotFoundError):
                    raise MissingRowsError(chunk) from None
                if len(own) != size:
                    raise MissingRowsError(chunk)
            rows = self.rows(chunk)
            replicate, point = np.divmod(rows, len(self.points))
            yield joiner.join(point, replicate + self.group.first, self._columns(rows), own)


def run_group(study: Study, points: int, base: Params | None = None) -> RunGroup:
    """The settings that all runs of a study share; ``base`` replaces the study's own levers."""
    return RunGroup(
        study.source, study.network().digest, study.timeline_name, study.seconds,
        base or study.base(), study.seeds.root, study.seeds.kind, study.measures, study.engine,
        study.precision, points, study.seeds.first, f"{study.digest} {study.chunk} {code_digest()}",
        study.paradigms, study.own.fixed(), study.initial,
        study.weights_digest, study.healthy_reference,
    )  # fmt: skip


def chunk_plan(study: Study, shards: Path, sources: tuple[Source, ...] = ()) -> ChunkPlan:
    """The plan of a study whose shards go to a folder.

    Args:
        study: to be run.
        shards: the folder.
        sources: finished sweeps whose rows it takes over.

    Raises:
        InputError: if its points cannot be generated.
    """
    points = design_points(study)
    runs = len(points) * study.seeds.count
    group = run_group(study, len(points))
    return ChunkPlan(study, group, points, runs, study.chunk, shards.absolute(), sources)


@dataclass
class ChunkRunner:
    """Runs the missing chunks.

    Attributes:
        plan: all chunks.
        workers: the workers that run them.
        report: called with the number of runs that are done.
        before: runs done in earlier sessions.
        runs: runs done by this runner.
    """

    plan: ChunkPlan
    workers: Workers
    report: Callable[[int], None]
    before: int
    runs: int = 0
    _lost: list[int] = field(default_factory=list)
    _pending: dict[Future[int], int] = field(default_factory=dict)
    _suspects: deque[int] = field(default_factory=deque)
    _unseen: set[int] = field(default_factory=set)

    def run(self, missing: Iterator[int]) -> None:
        """Run chunks until none is missing.

        A worker that dies takes all its chunks with it, and any of them may be the cause: each is
        then tried alone. One that ends its workers every time is left until the others are done.

        Raises:
            OSError: if a shard cannot be written, or does not appear in the folder.
            RuntimeError: if chunks ended their workers every time.
        """
        self.report(self.before)  # from here on its rate is measured
        more = True
        while more or self._pending or self._suspects:
            while more and not self._suspects and len(self._pending) < self.workers.room:
                chunk = next(missing, None)
                more = chunk is not None
                if chunk is not None:
                    self._submit(chunk)
            if self._pending:
                self._collect()
            elif self._suspects:
                self._alone(self._suspects.popleft())
        if self._lost:
            rows = self.plan.rows(self._lost[0])
            raise RuntimeError(
                f"rows {rows[0]} to {rows[-1]} ended their worker process each time that they were "
                f"tried, {1 + self.workers.retries} times (out of memory, or killed?)"
            )

    def _submit(self, chunk: int) -> None:
        try:
            self._pending[self.workers.submit(self.plan.task(chunk))] = chunk
        except self.workers.broken:
            self._suspects.append(chunk)
            self.workers.repair()

    def _collect(self) -> None:
        done, _ = wait(self._pending, return_when=FIRST_COMPLETED)
        broke = False
        for future in done:
            chunk = self._pending.pop(future)
            try:
                self._count(chunk, future.result())
            except self.workers.broken:
                broke = True
                self._suspects.append(chunk)
        if broke and not self._pending:
            self.workers.repair()

    def _alone(self, chunk: int) -> None:
        task = self.plan.task(chunk)
        for _ in range(self.workers.retries):
            try:
                self._count(chunk, self.workers.submit(task).result())
            except self.workers.broken:
                self.workers.repair()
            else:
                return
        self._lost.append(chunk)

    def _count(self, chunk: int, runs: int) -> None:
        if self._sees_shard(chunk):
            self.runs += runs
            self.report(self.before + self.runs)
        elif chunk not in self._unseen and self.plan.shards.is_dir():  # removed at once? Once more
            self._unseen.add(chunk)
            self._submit(chunk)
        else:
            raise OSError(
                f"a worker says that it wrote chunk {chunk}, but it is not in {self.plan.shards}: "
                "put the folder on a file system that all workers share"
            )

    def _sees_shard(self, chunk: int) -> bool:
        """Wait until the driver can see the shard that a worker has written; False if it cannot."""
        deadline = time.monotonic() + SEEN_S
        shards = self.plan.shards
        while not any(chunk_of(path) == chunk for path in shards.glob(f"{chunk:09d}-*.parquet")):
            if time.monotonic() > deadline or not shards.is_dir():
                return False
            time.sleep(POLL_S)
        return True
