"""One session of a sweep in its folder: new, resumed, or extending a finished sweep.

Whatever the rows depend on is compared with the provenance before a run is added.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motorloops.experiments.sweeps.crate import CRATE, write_crate
from motorloops.experiments.sweeps.dataset import (
    DATA_NAME,
    DamagedDataError,
    data_files,
    fsync_folder,
    intact_shards,
    remove_shards,
    write_data,
    write_whole,
)
from motorloops.experiments.sweeps.design import design_points, points_digest
from motorloops.experiments.sweeps.executors import Workers
from motorloops.experiments.sweeps.folder import (
    POINTS,
    PROVENANCE,
    STUDY,
    Record,
    SweepFolder,
    stored_study,
)
from motorloops.experiments.sweeps.initial_states import SUFFIX
from motorloops.experiments.sweeps.known_rows import source_of
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.provenance import (
    about,
    changed_keys,
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
    default_chunk,
)
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    pass
from motorloops.experiments.sweeps.chunks import (
    ChunkPlan,
    ChunkRunner,
    MissingRowsError,
    chunk_plan,
)

LOST_ROUNDS = 3  # times that shards may vanish before they are joined
MODEL_PARTS = {
    "format": "the form of the rows", "code": "the model's code", "atlas": "the network",
    "points": "the sampling library", "base": "a preset or default", "own": "own code",
    "initial": "an initial state", "weights": "the packaged sets of weights",
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
    left = folder.leftovers()  # of a sweep that was stopped before its study file was written
    names = [p.name for p in path.iterdir() if p.name[0] != "."] if path.is_dir() else []
    others = sorted(set(names) - left)
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
        folder.begun.unlink(missing_ok=True)  # of one that was stopped just before it was removed
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
