"""The chunks of a sweep: rows by replicate, then by point, cut into equal parts.

A sweep that is interrupted has thus done whole replicates first: an even sample of its points.

Have all missing chunks worked on: few at a time, and none that fails ends the rest.

One session of a sweep in its folder: begin or go on, run, join the shards, write it down.
"""

from __future__ import annotations

import dataclasses
import math
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from motorloops.experiments.sweeps.dataset import (
    CorruptShardError,
    chunk_of,
    compact,
    fsync_folder,
    hash_of,
    remove_corrupt,
    shard_paths,
    write_whole,
)
from motorloops.experiments.sweeps.design import Points, design_points, points_digest
from motorloops.experiments.sweeps.executors import Workers
from motorloops.experiments.sweeps.folder import LISTED, SweepFolder, kept_study
from motorloops.experiments.sweeps.provenance import (
    Record,
    about,
    first_record,
    now,
    read_record,
    what_makes,
    write_record,
)
from motorloops.experiments.sweeps.study import Study, as_csv, as_toml
from motorloops.experiments.sweeps.worker import ChunkTask, RunGroup, skip_chunk
from motorloops.model.errors import InputError
from motorloops.model.params import Params


@dataclass(frozen=True)
class ChunkPlan:
    """All chunks of a study, made one by one."""

    job: RunGroup
    points: Points
    runs: int
    chunk: int
    shards: Path

    def __len__(self) -> int:
        """Number of chunks."""
        return math.ceil(self.runs / self.chunk)

    def size(self, chunk: int) -> int:
        """Number of runs in a chunk."""
        return min(self.chunk, self.runs - chunk * self.chunk)

    def task(self, chunk: int) -> ChunkTask:
        """The work of one chunk."""
        first = chunk * self.chunk
        return ChunkTask(
            self.job, chunk, first, self._columns(first, self.size(chunk)), self.shards
        )

    def _columns(self, first: int, count: int) -> dict[str, np.ndarray]:
        parts, last = [], first + count
        while first < last:
            point = first % len(self.points)
            end = min(len(self.points), point + last - first)
            parts.append(self.points.rows(point, end))
            first += end - point
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def missing(self, done: bytearray) -> Iterator[int]:
        """The chunks that are not done, in order."""
        return (chunk for chunk in range(len(self)) if not done[chunk])


def job_of(study: Study, points: int, base: Params | None = None) -> RunGroup:
    """What all runs of a study share; ``base`` in the place of the study's own setting."""
    return RunGroup(
        study.body, study.protocol, study.seconds, base or study.base(), study.seeds.root,
        study.seeds.kind, study.measures, study.engine, study.precision, points,
    )  # fmt: skip


def chunk_plan(study: Study, shards: Path) -> ChunkPlan:
    """The plan of a study whose shards go to a folder.

    Raises:
        BadInput: if its points cannot be made.
    """
    points = design_points(study)
    runs = len(points) * study.seeds.count
    return ChunkPlan(job_of(study, len(points)), points, runs, study.chunk, shards.absolute())


SEEN_S = 30.0  # how long a shared file system may take to show what a worker wrote
LOOK_S = 0.5
POISON = "its chunk ended the worker process each of the three times that it was tried"


@dataclass
class ChunkRunner:
    """One session of a sweep.

    Attributes:
        plan: all chunks.
        workers: where they go.
        tell: called with the number of runs that are done.
        before: runs that were done before.
        runs: runs that this runner has seen done.
    """

    plan: ChunkPlan
    workers: Workers
    tell: Callable[[int], None]
    before: int
    runs: int = 0
    _pending: dict[Future[int], int] = field(default_factory=dict)
    _suspects: deque[int] = field(default_factory=deque)

    def run(self, missing: Iterator[int]) -> None:
        """Work on chunks until none is missing.

        A worker that dies takes all chunks down that it had, and nobody knows which was to
        blame: each of them is then tried alone, and skipped if it is the one.

        Raises:
            OSError: if a shard cannot be written, or is not seen where it should be.
        """
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

    def _submit(self, chunk: int) -> None:
        try:
            self._pending[self.workers.submit(self.plan.task(chunk))] = chunk
        except self.workers.broken:
            self._suspects.append(chunk)
            self.workers.mend()

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
            self.workers.mend()

    def _alone(self, chunk: int) -> None:
        task = self.plan.task(chunk)
        for _ in range(self.workers.retries):
            try:
                self._count(chunk, self.workers.submit(task).result())
            except self.workers.broken:
                self.workers.mend()
            else:
                return
        skip_chunk(task, POISON)
        self._count(chunk, len(task))

    def _count(self, chunk: int, runs: int) -> None:
        self._see(chunk)
        self.runs += runs
        self.tell(self.before + self.runs)

    def _see(self, chunk: int) -> None:
        """Make sure that the shard is where the driver looks for it."""
        give_up = time.monotonic() + SEEN_S
        shards = self.plan.shards
        while not any(chunk_of(path) == chunk for path in shards.glob(f"{chunk:09d}-*.parquet")):
            if time.monotonic() > give_up:
                raise OSError(
                    f"a worker says that it wrote chunk {chunk}, but it is not in {shards}: "
                    "put the folder on a file system that all workers share"
                )
            time.sleep(LOOK_S)


OTHER_MODEL = {
    "code": "the model's code", "atlas": "the atlas", "points": "the sampling library",
    "base": "a preset or default",
}  # fmt: skip


def check_place(folder: SweepFolder, *, resume: bool) -> bool:
    """Whether the folder holds a sweep to go on with.

    Raises:
        BadInput: if it holds one and ``resume`` is not asked for, or holds something else.
    """
    path = folder.path
    if path.exists() and not path.is_dir():
        raise InputError("--out", str(path), "give a folder; this is a file")
    if folder.study.is_file():
        if not resume:
            state = "finished" if folder.complete else "unfinished"
            allowed = f"a sweep is there, {state}; add --resume to go on with it"
            raise InputError("--out", str(path), allowed)
        return True
    others = [p.name for p in path.iterdir() if p.name[0] != "."] if path.is_dir() else []
    if others:
        raise InputError("--out", str(path), f"give a new or empty folder (it holds {others[0]})")
    return False


def check_same(study: Study, folder: SweepFolder, points: str, *, chunk_given: bool) -> Study:
    """The study to go on with: the one in the folder, once it is known to be the same.

    Raises:
        BadInput: naming the first key that has changed, or what of the model has.
    """
    kept = kept_study(folder)
    old, new = kept.identity(), study.identity()
    for key in [*old, *new]:
        if old.get(key) != new.get(key):
            was = f"the sweep in {folder.path} has {_short(old.get(key))}"
            allowed = f"{was}; put it back, or take another folder"
            raise InputError(f"{study.name}: {key}", _short(new.get(key)), allowed)
    if chunk_given and study.chunk != kept.chunk:
        allowed = f"the sweep in {folder.path} has {kept.chunk}; put it back"
        raise InputError(f"{study.name}: chunk", study.chunk, allowed)
    record = read_record(folder)
    made = what_makes(kept, points)
    for key, told in OTHER_MODEL.items():
        if record and record.get(key) != made[key]:
            allowed = f"{told} has changed since the sweep began; start it in another folder"
            raise InputError("--resume", str(folder.path), allowed)
    return dataclasses.replace(kept, executor=study.executor, workers=study.workers)


def _short(value: object) -> object:
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} values from {value[0]} to {value[-1]}"
    return "nothing" if value is None else value


@dataclass
class SweepSession:
    """A sweep in its folder; the folder's lock is held by whoever has one."""

    folder: SweepFolder
    study: Study
    plan: ChunkPlan

    def prepare(self, command: str) -> Record:
        """Write what describes the sweep, if it is new; returns its provenance."""
        folder = self.folder
        if not folder.study.exists():
            study = self.study
            if study.design.file:
                write_whole(folder.listed, as_csv(study.design).encode())
                listed = dataclasses.replace(study.design, file=LISTED)
                study = dataclasses.replace(study, design=listed)
            write_whole(folder.study, as_toml(study).encode())
        if not folder.complete:
            folder.shards.mkdir(exist_ok=True)
        record = read_record(folder) or first_record(self.study, points_digest(self.plan.points))
        record["sessions"].append({"command": command, "started": now()})
        return record

    def done(self) -> bytearray:
        """One flag a chunk: whether its shard is there, and as it was written."""
        remove_corrupt(self.folder.shards)
        flags = bytearray(len(self.plan))
        for path in shard_paths(self.folder.shards):
            chunk = chunk_of(path)
            if chunk is not None and chunk < len(flags):
                flags[chunk] = 1
        return flags

    def run(self, workers: Workers, tell: Callable[[int], None], record: Record) -> None:
        """Do what is missing, then join the shards.

        Args:
            workers: who does it.
            tell: called with the number of runs that are done.
            record: the provenance, as :meth:`prepare` gave it.

        Raises:
            OSError: if something cannot be written; what is done is kept.
        """
        while not self.folder.complete:
            flags = self.done()
            before = sum(self.plan.size(chunk) for chunk, flag in enumerate(flags) if flag)
            record["sessions"][-1].setdefault("runs_before", before)
            write_record(self.folder, record)
            if not all(flags):
                runner = ChunkRunner(self.plan, workers, tell, before)
                self._work(runner, flags, record)
            self._join(record)
        self._finish(record)

    def _work(self, runner: ChunkRunner, flags: bytearray, record: Record) -> None:
        began = time.monotonic()
        try:
            runner.run(self.plan.missing(flags))
        finally:
            took, runs = max(time.monotonic() - began, 1e-9), runner.runs
            rate = round(runs / took, 1)
            record["sessions"][-1] |= {"ended": now(), "runs": runs, "runs_per_second": rate}
            with suppress(OSError):  # the disk is full: what ended the session is told, not this
                write_record(self.folder, record)

    def _join(self, record: Record) -> None:
        text = self.folder.study.read_text(encoding="utf-8")
        try:
            record["hash"] = compact(self.folder.shards, self.folder.data, about(text, record))
        except CorruptShardError:
            return  # the next round finds it missing
        record["rows"] = self.plan.runs

    def _finish(self, record: Record) -> None:
        if record["hash"] is None:  # an earlier session ended just before it could say so
            record["hash"], record["rows"] = hash_of(self.folder.data), self.plan.runs
        write_record(self.folder, record)
        shutil.rmtree(self.folder.shards, ignore_errors=True)
        fsync_folder(self.folder.path)
