"""Run a study: :func:`run_study` plans its chunks, runs them on workers, and joins the shards.

The runs are ordered by replicate, then by point, and cut into chunks of equal size, so that an
interrupted sweep has complete replicates first: an even sample of its points. Few chunks are
submitted at a time, and a chunk that fails does not stop the others.
"""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.sweeps.dataset import (
    VALUE_BYTES,
    CorruptShardError,
    chunk_of,
    compact,
    fsync_folder,
    hash_of,
    remove_corrupt,
    shard_paths,
)
from motorloops.experiments.sweeps.design import Points, design_points, points_digest, run_seeds
from motorloops.experiments.sweeps.executors import Workers, cores, workers_of
from motorloops.experiments.sweeps.folder import SweepFolder, in_use, stored_study
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.provenance import (
    Record,
    about,
    first_record,
    now,
    read_record,
    what_makes,
    write_record,
)
from motorloops.experiments.sweeps.results import Results, resume_line
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import (
    MAX_WORKERS,
    check_study,
    default_chunk,
    find_study,
    read_study,
)
from motorloops.experiments.sweeps.worker import (
    ChunkTask,
    RunGroup,
    block_of,
    measure_runs,
    run_indices,
    skip_chunk,
)
from motorloops.model.arguments import FUNCTION, PATH, TEXT, WHOLE, checked, of, optional
from motorloops.model.errors import InputError
from motorloops.model.params import Params

SEEN_S = 30.0  # time for a shared file system to show a shard that a worker wrote
POLL_S = 0.5
POISON = "its chunk ended the worker process each of the three times that it was tried"
MODEL_PARTS = {
    "code": "the model's code", "points": "the sampling library", "base": "a preset or default",
}  # fmt: skip


@dataclass(frozen=True)
class ChunkPlan:
    """All chunks of a study; each task is made when it is asked for."""

    group: RunGroup
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
        columns = self._columns(first, self.size(chunk))
        return ChunkTask(self.group, chunk, first, columns, self.shards)

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


def run_group(study: Study, points: int, base: Params | None = None) -> RunGroup:
    """The settings that all runs of a study share; ``base`` replaces the study's own levers."""
    return RunGroup(
        study.source, study.network().digest, study.timeline_name, study.seconds,
        base or study.base(), study.seeds.root, study.seeds.kind, study.measures, study.engine,
        study.precision, points, paradigms=study.paradigms, own=study.own.fixed(),
    )  # fmt: skip


def chunk_plan(study: Study, shards: Path) -> ChunkPlan:
    """The plan of a study whose shards go to a folder.

    Raises:
        InputError: if its points cannot be generated.
    """
    points = design_points(study)
    runs = len(points) * study.seeds.count
    return ChunkPlan(run_group(study, len(points)), points, runs, study.chunk, shards.absolute())


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
    _pending: dict[Future[int], int] = field(default_factory=dict)
    _suspects: deque[int] = field(default_factory=deque)

    def run(self, missing: Iterator[int]) -> None:
        """Run chunks until none is missing.

        A worker that dies takes all its chunks with it, and any of them may be the cause: each is
        then tried alone, and skipped if it is the cause.

        Raises:
            OSError: if a shard cannot be written, or does not appear in the folder.
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
        skip_chunk(task, POISON)
        self._count(chunk, len(task))

    def _count(self, chunk: int, runs: int) -> None:
        self._await_shard(chunk)
        self.runs += runs
        self.report(self.before + self.runs)

    def _await_shard(self, chunk: int) -> None:
        """Wait until the driver can see the shard that a worker has written."""
        deadline = time.monotonic() + SEEN_S
        shards = self.plan.shards
        while not any(chunk_of(path) == chunk for path in shards.glob(f"{chunk:09d}-*.parquet")):
            if time.monotonic() > deadline:
                raise OSError(
                    f"a worker says that it wrote chunk {chunk}, but it is not in {shards}: "
                    "put the folder on a file system that all workers share"
                )
            time.sleep(POLL_S)


def holds_sweep(folder: SweepFolder, *, resume: bool) -> bool:
    """Whether the folder holds a sweep to resume.

    Raises:
        InputError: if it holds one and ``resume`` is false, or holds something else.
    """
    path = folder.path
    if path.exists() and not path.is_dir():
        raise InputError("--out", str(path), "give a folder; this is a file")
    if folder.study.is_file():
        if not resume:
            state = "finished" if folder.complete else "unfinished"
            allowed = f"a sweep is there, {state}; add --resume to continue it"
            raise InputError("--out", str(path), allowed)
        return True
    others = [p.name for p in path.iterdir() if p.name[0] != "."] if path.is_dir() else []
    if others:
        raise InputError("--out", str(path), f"give a new or empty folder (it holds {others[0]})")
    return False


def check_same(study: Study, folder: SweepFolder) -> Study:
    """Check that the study in a folder is the one to run, and return the stored one.

    Args:
        study: the study to run.
        folder: folder of the unfinished sweep.

    Raises:
        InputError: naming the first change: a key, the network, or a part of the model.
    """
    stored, record = stored_study(folder), read_record(folder)
    old, new = stored.identity(), study.identity()
    for key in [*old, *new]:
        if old.get(key) != new.get(key):
            was = f"the sweep in {folder.path} has {_short(old.get(key))}"
            allowed = f"{was}; put it back, or use another folder"
            raise InputError(f"{study.name}: {key}", _short(new.get(key)), allowed)
    network, began = study.network().digest, record.get("atlas", stored.network().digest)
    if not network == began == stored.network().digest:
        other = network if network != began else stored.network().digest
        allowed = f"the sweep in {folder.path} has network {began}; start another in another folder"
        raise InputError(f"{study.name}: network", other, allowed)
    if study.chunk not in (stored.chunk, default_chunk(study)):
        allowed = f"the sweep in {folder.path} has {stored.chunk}; put it back"
        raise InputError(f"{study.name}: chunk", study.chunk, allowed)
    makes = what_makes(stored, points_digest(design_points(stored)))
    for key, part in MODEL_PARTS.items():
        if record and record.get(key) != makes[key]:
            allowed = f"{part} has changed since the sweep began; start it in another folder"
            raise InputError("--resume", str(folder.path), allowed)
    return dataclasses.replace(
        stored, executor=study.executor, workers=study.workers, own=study.own
    )


def _short(value: object) -> object:
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} values from {value[0]} to {value[-1]}"
    return "nothing" if value is None else value


@dataclass
class SweepSession:
    """One session of a sweep in its folder, whose lock the caller holds."""

    folder: SweepFolder
    study: Study
    plan: ChunkPlan

    def prepare(self, command: str) -> Record:
        """Write the study and the provenance of a new sweep; return the provenance."""
        folder = self.folder
        if not folder.study.exists():
            folder.write_study(self.study)
        source = stored_study(folder).source  # from now on a custom network is read from its copy
        self.plan = dataclasses.replace(
            self.plan,
            group=dataclasses.replace(
                self.plan.group, network=source,
                own=self.plan.group.own.in_folder(folder.path.absolute()),
            ),
        )  # fmt: skip
        if not folder.complete:
            folder.shards.mkdir(exist_ok=True)
        record = read_record(folder) or first_record(self.study, points_digest(self.plan.points))
        record["sessions"].append({"command": command, "started": now()})
        return record

    def done(self) -> bytearray:
        """One flag per chunk: whether its shard exists and is intact."""
        remove_corrupt(self.folder.shards)
        flags = bytearray(len(self.plan))
        for path in shard_paths(self.folder.shards):
            chunk = chunk_of(path)
            if chunk is not None and chunk < len(flags):
                flags[chunk] = 1
        return flags

    def run(self, workers: Workers, report: Callable[[int], None], record: Record) -> None:
        """Make the missing chunks, then join the shards.

        Args:
            workers: the workers that run the chunks.
            report: called with the number of runs that are done.
            record: the provenance, from :meth:`prepare`.

        Raises:
            OSError: if something cannot be written; the finished chunks remain.
        """
        while not self.folder.complete:
            flags = self.done()
            before = sum(self.plan.size(chunk) for chunk, flag in enumerate(flags) if flag)
            record["sessions"][-1].setdefault("runs_before", before)
            write_record(self.folder, record)
            if not all(flags):
                runner = ChunkRunner(self.plan, workers, report, before)
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
            with suppress(OSError):  # full disk: the first error is reported
                write_record(self.folder, record)

    def _join(self, record: Record) -> None:
        text = self.folder.study.read_text(encoding="utf-8")
        try:
            record["hash"] = compact(self.folder.shards, self.folder.data, about(text, record))
        except CorruptShardError:
            return  # the next round finds it missing
        record["rows"] = self.plan.runs

    def _finish(self, record: Record) -> None:
        if record["hash"] is None:  # an earlier session ended just before it could record it
            record["hash"], record["rows"] = hash_of(self.folder.data), self.plan.runs
        write_record(self.folder, record)
        shutil.rmtree(self.folder.shards, ignore_errors=True)
        fsync_folder(self.folder.path)


def _quiet(done: int, total: int) -> None:
    """Report no progress."""


def choose_workers(
    study: Study, threads: int | None, workers: int | None, scheduler: str | None
) -> Callable[[], AbstractContextManager[Workers]]:
    """Return a function that starts the workers of a study.

    Args:
        study: its ``executor`` and ``workers`` are the defaults.
        threads: number of threads of this process.
        workers: number of worker processes of this machine.
        scheduler: address of a Dask scheduler that is running.

    Raises:
        InputError: if more than one is given, or one cannot be used.
    """
    given = {"--threads": threads, "--workers": workers, "--scheduler": scheduler}
    given = {option: value for option, value in given.items() if value is not None}
    if len(given) > 1:
        one, other = list(given)[:2]
        raise InputError(other, given[other], f"choose one of {one} and {other}")
    for option, count in (("--threads", threads), ("--workers", workers)):
        if count is not None and not 1 <= count <= MAX_WORKERS:
            raise InputError(option, count, f"give a whole number from 1 to {MAX_WORKERS}")
    if threads is not None and study.engine == "agents":
        raise InputError("--threads", threads, "the agents need processes; give --workers")
    kind = study.executor if threads is None else "threads"
    if workers is not None and kind == "threads":
        kind = "dask"
    count = threads or workers or study.workers
    return lambda: workers_of(kind, count, scheduler)


@checked(
    study=of(Study, Mapping, str, os.PathLike, allowed="give a Study, its tables, or a file"),
    out=PATH,
    threads=optional(WHOLE),
    workers=optional(WHOLE),
    scheduler=optional(TEXT),
    progress=FUNCTION,
    command=TEXT,
)
def run_study(
    study: Study | Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    resume: bool = False,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = _quiet,
    command: str = "run_study",
) -> Results:
    """Run a study and return its results.

    The folder ``out`` then holds the study, its provenance, copies of a custom network, and the
    rows as Parquet. If the work is interrupted, the finished chunks remain; call again with
    ``resume=True`` to do the rest. The rows do not depend on the workers or on the number of
    sessions.

    Args:
        study: a checked study, the tables of a study file, the path of one, or the name of a
            study that comes with motorloops, e.g. ``"effort_by_loss"``.
        out: folder for the results: new or empty, or the folder of the sweep to resume.
        resume: whether to continue the sweep in ``out``, if there is one.
        threads: number of threads of this process; default: the study's ``workers``, or one per
            core.
        workers: number of separate worker processes of this machine instead.
        scheduler: address of a running Dask scheduler instead.
        progress: called with the number of runs done and the number of all runs.
        command: name of the session in the provenance.

    Returns:
        The results, opened.

    Raises:
        InputError: for a study, network or folder that cannot be used; nothing is written then.
        RuntimeError: if the disk is full, or a worker's file does not appear; it can be resumed.

    Examples:
        >>> table = {
        ...     "body": "chain:2", "seconds": 0.3, "measures": ["overflow"],
        ...     "design": {"kind": "grid", "axes": {"loss": [0.0, 0.5]}}, "seeds": {"count": 2},
        ... }
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     len(run_study(table, folder).frame())
        4
    """
    study = _as_study(study)
    make_workers = choose_workers(study, threads, workers, scheduler)
    folder = SweepFolder(Path(out))
    there = holds_sweep(folder, resume=resume)
    study = planned(study, read_record(folder).get("own", {}) if there else None)
    if there:
        study = check_same(study, folder)
    session = SweepSession(folder, study, chunk_plan(study, folder.shards))
    if folder.running:
        raise in_use(folder.path)
    with make_workers() as pool:  # before anything is written: a cluster may not answer
        _make_folder(folder.path)
        with folder.locked():
            try:
                session.run(
                    pool,
                    lambda done: progress(done, session.plan.runs),
                    session.prepare(command),
                )
            except OSError as error:
                goes_on = f"finished runs are saved; go on with: {resume_line(str(out))}"
                raise RuntimeError(f"{error.strerror or error}; {goes_on}") from error
    return Results(folder)


def _as_study(study: Study | Mapping[str, Any] | str | os.PathLike[str]) -> Study:
    if isinstance(study, Study):
        return study
    if isinstance(study, Mapping):
        return check_study(dict(study), Path("study.toml"))
    return read_study(find_study(os.fspath(study)))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = f"give a folder that can be made ({error.strerror})"
        raise InputError("--out", str(path), allowed) from None


def estimate(study: Study, out: str | os.PathLike[str] = ".") -> dict[str, Any]:
    """Estimate the size of a study and its run time on this machine by timing a few runs.

    Args:
        study: to estimate.
        out: folder for the results, which need not exist yet; the free space is that of its disk.

    Returns:
        The size and the time (s) of the study, by name; ``seconds_a_run`` is for one core.
    """
    study = planned(study)
    there = Path(out).absolute()
    while not os.path.exists(there):
        there = there.parent
    plan = chunk_plan(study, Path("shards"))
    one = _seconds_per_run(plan)
    columns = len(plan.task(0).columns) + len(study.measures)
    return {
        "study": study.name,
        "study_hash": study.digest,
        "points": len(plan.points),
        "seeds": study.seeds.count,
        "runs": plan.runs,
        "chunks": len(plan),
        "seconds_a_run": one,
        "cores": cores(),
        "seconds": one * plan.runs / cores(),
        "megabytes": round(plan.runs * columns * VALUE_BYTES / 1e6, 6),
        "free_megabytes": round(shutil.disk_usage(there).free / 1e6, 1),
    }


def _seconds_per_run(plan: ChunkPlan) -> float:
    """Time of one run on one core, without compiling."""
    task = plan.task(0)
    count = min(len(task), block_of(plan.group))
    point, replicate = run_indices(task)
    seeds = run_seeds(plan.group.root, plan.group.seeds, point[:count], replicate[:count])
    columns = {name: column[:count] for name, column in task.columns.items()}
    took = 0.0
    for _ in range(2):  # the first may compile
        began = time.perf_counter()
        measure_runs(plan.group, columns, seeds)
        took = time.perf_counter() - began
    return took / count
