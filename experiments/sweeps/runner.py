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
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.sweeps.crate import CRATE, write_crate
from motorloops.experiments.sweeps.dataset import (
    DATA_NAME,
    CorruptShardError,
    DamagedDataError,
    chunk_of,
    data_files,
    fsync_folder,
    intact_shards,
    read_shard,
    remove_shards,
    shard_paths,
    write_data,
    write_whole,
)
from motorloops.experiments.sweeps.design import Points, design_points, points_digest
from motorloops.experiments.sweeps.executors import Workers, workers_of
from motorloops.experiments.sweeps.folder import (
    POINTS,
    PROVENANCE,
    STUDY,
    Record,
    SweepFolder,
    in_use,
    stored_study,
)
from motorloops.experiments.sweeps.initial_states import SUFFIX
from motorloops.experiments.sweeps.known_rows import RowJoiner, Source, source_of
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.provenance import (
    about,
    changed_keys,
    code_digest,
    first_record,
    identity_of,
    now,
    taken_over,
    versions,
    what_makes,
    write_record,
)
from motorloops.experiments.sweeps.results import Results, check_data, resume_line
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import (
    MAX_WORKERS,
    check_study,
    default_chunk,
    find_study,
    read_study,
)
from motorloops.experiments.sweeps.worker import (
    MACHINE_ERRORS,
    ChunkTask,
    RunGroup,
)
from motorloops.model.arguments import FUNCTION, PATH, TEXT, WHOLE, checked, of, optional
from motorloops.model.errors import InputError
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pyarrow as pa

SEEN_S = 30.0  # time for a shared file system to show a shard that a worker wrote
POLL_S = 0.5
LOST_ROUNDS = 3  # times that shards may vanish before they are joined
MODEL_PARTS = {
    "format": "the form of the rows", "code": "the model's code", "atlas": "the network",
    "points": "the sampling library", "base": "a preset or default", "own": "own code",
    "initial": "an initial state",
}  # fmt: skip


def points_of(study: Study) -> str:
    """Identity of the points of a study."""
    return points_digest(design_points(study))


def differing(one: Record, other: Record) -> str:
    """The parts of the model, besides the points, that are not the same in two provenances."""
    keys = [
        key for key in MODEL_PARTS
        if key not in ("points", "initial") and one.get(key) != other.get(key)
    ]  # fmt: skip
    states, more = one.get("initial", {}), other.get("initial", {})
    if any(states[name] != more[name] for name in states.keys() & more.keys()):
        keys.append("initial")
    return " and ".join(MODEL_PARTS[key] for key in keys)


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

    def run(self, missing: Iterator[int]) -> None:
        """Run chunks until none is missing.

        A worker that dies takes all its chunks with it, and any of them may be the cause: each is
        then tried alone. One that ends its workers every time is left until the others are done.

        Raises:
            OSError: if a shard cannot be written, or does not appear in the folder.
            RuntimeError: if chunks ended their workers every time.
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
        self._await_shard(chunk)
        self.runs += runs
        self.report(self.before + self.runs)

    def _await_shard(self, chunk: int) -> None:
        """Wait until the driver can see the shard that a worker has written."""
        deadline = time.monotonic() + SEEN_S
        shards = self.plan.shards
        while not any(chunk_of(path) == chunk for path in shards.glob(f"{chunk:09d}-*.parquet")):
            if time.monotonic() > deadline or not shards.is_dir():
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
    try:
        path.exists()
    except OSError as error:  # a name that is too long
        allowed = f"give a folder that can be made ({error.strerror})"
        raise InputError("--out", str(path), allowed) from None
    if path.exists() and not path.is_dir():
        raise InputError("--out", str(path), "give a folder; this is a file")
    if os.path.isfile(folder.study):
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
        folder: folder of the sweep.

    Raises:
        InputError: naming all changes: of the study that is given, of that in the folder, of the
            network, or of a part of the model.
        DamagedDataError: if the provenance is missing or cannot be read.
    """
    record, stored = folder.record(), stored_study(folder)
    where = f"the sweep in {folder.path}"
    if not record:  # it ended before its first run
        record = first_record(stored, points_of(stored))
    check_stored(stored, record, folder)
    if changes := changed_keys(record, study):
        raise _changed(study.name, changes, where, "put it back, or use another folder")
    if study.chunk not in (stored.chunk, default_chunk(study)):
        allowed = f"{where} has {stored.chunk}; put it back"
        raise InputError(f"{study.name}: chunk", study.chunk, allowed)
    _check_model(study, stored, record, folder)
    return dataclasses.replace(
        stored, executor=study.executor, workers=study.workers, own=study.own
    )


def _changed(name: str, changes: list[tuple[str, Any, Any]], where: str, remedy: str) -> InputError:
    """The error for a study with other values than the sweep began with."""
    (key, old, new), *others = changes
    also = ", ".join(f"{k} ({_shown(o)}, now {_shown(n)})" for k, o, n in others)
    also = f"; also changed: {also}" if also else ""
    return InputError(f"{name}: {key}", _shown(new), f"{where} has {_shown(old)}{also}; {remedy}")


def _shown(value: object) -> object:
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} values from {value[0]} to {value[-1]}"
    return "nothing" if value is None else value


def check_stored(stored: Study, record: Record, folder: SweepFolder) -> None:
    """Check that the study file in a folder is the one that its sweep began with.

    Raises:
        InputError: naming all keys that have changed.
    """
    changes = changed_keys(record, stored)
    if "chunk" in record and record["chunk"] != stored.chunk and record.get("hash") is None:
        changes.append(("chunk", record["chunk"], stored.chunk))
    if changes:
        remedy = "put it back, or start another sweep in another folder"
        raise _changed(str(folder.study), changes, "its sweep", remedy)


def _check_model(study: Study, stored: Study, record: Record, folder: SweepFolder) -> None:
    """Check that the network and, for more rows, the model are those that a sweep began with."""
    for one in (stored, study):
        digest = one.network().digest
        if digest != record["atlas"]:
            allowed = f"the sweep in {folder.path} has network {record['atlas']}; start another in "
            raise InputError(f"{study.name}: network", digest, allowed + "another folder")
    if record.get("hash") is not None:  # no row is added
        return
    makes = what_makes(stored, points_of(stored))
    changed = [key for key in MODEL_PARTS if record.get(key) != makes.get(key)]
    if changed:
        what = " and ".join(MODEL_PARTS[key] for key in changed)
        digests = ", ".join(
            f"{key} {record.get(key)}, now {makes[key]}" for key in changed if key != "base"
        )
        digests = f" ({digests})" if digests else ""
        verb = "has" if len(changed) == 1 else "have"
        allowed = (
            f"{what} {verb} changed since the sweep began{digests}; start it in another folder"
        )
        raise InputError("--resume", str(folder.path), allowed)


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
                initial=self.plan.group.initial.in_folder(folder.path.absolute()),
            ),
        )  # fmt: skip
        record = folder.record() or self._first_record()
        session: Record = {"command": command, "started": now()}
        made = versions()
        session |= {key: made[key] for key in made if made[key] != record.get(key)}
        record["sessions"].append(session)
        return record

    def _first_record(self) -> Record:
        record = first_record(self.study, points_digest(self.plan.points))
        for source in self.plan.sources:
            old = source.results.folder.record()
            record["sessions"] += old["sessions"]
            record.setdefault("takes_over", []).append(taken_over(old))
        return record

    def done(self) -> bytearray:
        """One flag per chunk: whether all its rows are there and intact."""
        self.folder.shards.mkdir(exist_ok=True)
        flags = bytearray(self.plan.size(chunk) == 0 for chunk in range(len(self.plan)))
        for chunk, rows in intact_shards(self.folder.shards, self.plan.group.stamp):
            if chunk < len(flags) and rows == self.plan.size(chunk):
                flags[chunk] = 1
        return flags

    def run(self, workers: Workers | None, report: Callable[[int], None], record: Record) -> None:
        """Make the missing chunks, then join the shards.

        Args:
            workers: the workers that run the chunks; None if finished sweeps hold all rows.
            report: called with the number of runs that are done.
            record: the provenance, from :meth:`prepare`.

        Raises:
            OSError: if something cannot be written; the finished chunks remain.
        """
        if record["hash"] is None:
            self._remove_unrecorded()
            for _ in range(LOST_ROUNDS):
                self._make(workers, report, record)
                if self._join(record):
                    break
            else:
                raise OSError(f"files vanish from {self.folder.shards} while the sweep runs")
        remove_shards(self.folder.shards)
        write_crate(self.folder, self.study, self.folder.record())
        fsync_folder(self.folder.path)

    def _make(self, workers: Workers | None, report: Callable[[int], None], record: Record) -> None:
        flags = self.done()
        left = sum(self.plan.size(chunk) for chunk, flag in enumerate(flags) if not flag)
        before = self.plan.runs - left
        record["sessions"][-1].setdefault("runs_before", before)
        write_record(self.folder, record)
        if workers is not None and not all(flags):
            runner = ChunkRunner(self.plan, workers, report, before)
            self._work(runner, flags, record)

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

    def _remove_unrecorded(self) -> None:
        """Remove a data set that a session left just before it could record it.

        Raises:
            DamagedDataError: if the folder holds something else.
        """
        data = self.folder.data
        for path in data_files(data) if data.is_dir() else []:
            if not DATA_NAME.fullmatch(path.name):
                raise DamagedDataError(str(path), "no sweep has written it", "remove it")
        shutil.rmtree(data, ignore_errors=True)

    def _join(self, record: Record) -> bool:
        """Write the data set and record it; false if rows are missing."""
        text = self.folder.study.read_text(encoding="utf-8")
        try:
            made = write_data(self.plan.tables(), self.folder.data, about(text, record))
        except MissingRowsError:
            return False
        if made["rows"] != self.plan.runs:
            shutil.rmtree(self.folder.data)
            return False
        write_record(self.folder, record | made)
        return True


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
        RuntimeError: for what the machine does wrong: a full disk, too little memory, a worker that
            is killed each time, a file that does not appear; it can be resumed.

    Examples:
        >>> table = {
        ...     "body": "chain:2", "seconds": 0.5, "measures": ["overflow"],
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
    session = sweep_session(study, folder, resume=resume)
    if session is not None:
        _run(session, folder, make_workers, progress, command)
    return Results(folder)


@checked(
    study=of(Study, Mapping, str, os.PathLike, allowed="give a Study, its tables, or a file"),
    out=PATH,
    threads=optional(WHOLE),
    workers=optional(WHOLE),
    scheduler=optional(TEXT),
    progress=FUNCTION,
    command=TEXT,
)
def extend_study(
    study: Study | Mapping[str, Any] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    threads: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = _quiet,
    command: str = "extend_study",
) -> Results:
    """Add seeds or points to a finished study; only the runs that it lacks are made.

    The rows are those of the larger study run in one go. The sweep in ``out`` can be read as it was
    until the extension is complete. If the work is interrupted, call again to do the rest.

    Args:
        study: the larger study, in one of the forms of :func:`run_study`: it has all points of the
            study in ``out``, in the same order, all its seeds, and differs in nothing else.
        out: folder of the finished sweep.
        threads: as in :func:`run_study`.
        workers: as in :func:`run_study`.
        scheduler: as in :func:`run_study`.
        progress: called with the number of runs done and the number of all runs.
        command: name of the session in the provenance.

    Returns:
        The results, opened.

    Raises:
        InputError: for a study that is no extension, or a folder without a finished sweep.
        RuntimeError: as :func:`run_study`; it can be called again.

    Examples:
        >>> axes = {"loss": [0.0, 0.5]}
        >>> table = {"body": "chain:1", "seconds": 0.4, "design": {"kind": "grid", "axes": axes}}
        >>> _ = run_study({**table, "seeds": {"count": 1}}, "losses")
        >>> results = extend_study({**table, "seeds": {"count": 3}}, "losses")
        >>> results.frame(["loss"])["loss"].tolist()
        [0.0, 0.5, 0.0, 0.5, 0.0, 0.5]
    """
    study = _as_study(study)
    make_workers = choose_workers(study, threads, workers, scheduler)
    folder = SweepFolder(Path(out))
    session = extended_session(study, folder)
    if session is not None:
        _run(session, folder, make_workers, progress, command)
    return Results(folder)


def _run(
    session: SweepSession,
    folder: SweepFolder,
    make_workers: Callable[[], AbstractContextManager[Workers]],
    progress: Callable[[int, int], None],
    command: str,
) -> None:
    """Run a session under the lock of a folder, which it extends if it is not its own.

    Raises:
        InputError: if another driver is at work in the folder.
        RuntimeError: for what the machine does wrong; it names the command that goes on.
    """
    if folder.running:
        raise in_use(folder.path)
    seen = _content(session.folder)
    with make_workers() as pool:  # before anything is written: a cluster may not answer
        _make_folder(session.folder.path)
        with folder.locked():
            if _content(session.folder) != seen:  # another driver was faster
                raise in_use(folder.path)
            try:
                session.run(
                    pool,
                    lambda done: progress(done, session.plan.runs),
                    session.prepare(command),
                )
                if session.folder != folder:
                    adopt(folder)
            except MACHINE_ERRORS as error:
                option = "--resume" if session.folder == folder else "--extend"
                goes_on = resume_line(str(folder.path), str(session.folder.study), option)
                why = f"{_reason(error)}; finished runs are saved; go on with: {goes_on}"
                raise RuntimeError(why) from error


def _reason(error: BaseException) -> str:
    """What the machine did wrong, in a phrase."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    name = getattr(error, "filename", None)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror if name is None else f"{error.strerror}: {name}"
    text = " ".join(str(error).split())
    return text if isinstance(error, OSError | RuntimeError) else f"{type(error).__name__}: {text}"


def _content(folder: SweepFolder) -> list[bytes | None]:
    """The study and the provenance in a folder, to notice another driver."""
    paths = (folder.study, folder.provenance)
    return [path.read_bytes() if path.is_file() else None for path in paths]


def sweep_session(study: Study, folder: SweepFolder, *, resume: bool) -> SweepSession | None:
    """The session of a new sweep, or of one to resume; None if it has ended.

    Raises:
        InputError: if the folder holds something else, or another study.
        DamagedDataError: if the rows of a finished sweep are not whole.
    """
    there = holds_sweep(folder, resume=resume)
    study = planned(study, folder.record().get("own", {}) if there else None)
    if there:
        study = check_same(study, folder)
        if folder.complete:
            check_data(folder)
            remove_shards(folder.shards)  # of a session that ended just before it could
            if not (folder.path / CRATE).is_file():
                write_crate(folder, study, folder.record())
            return None
    return SweepSession(folder, study, chunk_plan(study, folder.shards))


def extended_session(study: Study, folder: SweepFolder) -> SweepSession | None:
    """The session that adds seeds or points to a finished sweep; None if it has them.

    The extension is a sweep in a folder of its own, inside that of the sweep, which stays as it is
    until the extension is complete.

    Raises:
        InputError: if there is no finished sweep, or its rows are no rows of the study.
        DamagedDataError: if its rows are not whole.
    """
    if not os.path.isfile(folder.study):  # False for a name that is too long, too
        allowed = "give the folder of a finished sweep, or leave out --extend"
        raise InputError("--extend", str(folder.path), allowed)
    inner = folder.extension
    if inner.study.is_file() and inner.complete:  # it ended just before it was adopted
        with folder.locked():
            adopt(folder)
    if not folder.complete:
        allowed = f"finish the sweep first: {resume_line(str(folder.path))}"
        raise InputError("--extend", str(folder.path), allowed)
    study = planned(study, folder.record().get("own", {}))
    results = Results(folder)
    if not changed_keys({"identity": identity_of(results.study)}, study):
        return None
    if inner.study.is_file():
        study = check_same(study, inner)
    if changed := differing(folder.record(), what_makes(study, "")):
        allowed = f"{changed} changed since the sweep was run; start it in another folder"
        raise InputError("--extend", str(folder.path), allowed)
    source = source_of(results, study)
    check_data(folder, whole=True)
    return SweepSession(inner, study, chunk_plan(study, inner.shards, (source,)))


def adopt(folder: SweepFolder) -> None:
    """Put the complete extension of a sweep in its place; it can be repeated after a crash."""
    inner, old = folder.extension, folder.path / ".data.old"
    if inner.data.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        if folder.data.is_dir():
            folder.data.rename(old)
        inner.data.rename(folder.data)
        fsync_folder(folder.path)
    for name in (POINTS, STUDY, PROVENANCE, CRATE):
        if (inner.path / name).is_file():
            write_whole(folder.path / name, (inner.path / name).read_bytes())
    for path in inner.path.glob(f"*{SUFFIX}"):
        write_whole(folder.path / path.name, path.read_bytes())
    gone = folder.path / ".extension.old"  # renamed first: half a folder would be taken for a sweep
    shutil.rmtree(gone, ignore_errors=True)
    inner.path.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


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
