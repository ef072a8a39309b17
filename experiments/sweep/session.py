"""One session of a sweep in its folder: begin or go on, run, join the shards, write it down."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from experiments.sweep.compaction import compact, hash_of
from experiments.sweep.designs import points_digest
from experiments.sweep.executors import Workers
from experiments.sweep.folder import LISTED, Folder, kept_study
from experiments.sweep.plan import Plan
from experiments.sweep.provenance import (
    Record,
    about,
    first_record,
    now,
    read_record,
    what_makes,
    write_record,
)
from experiments.sweep.runner import Runner
from experiments.sweep.shards import (
    SpoiltShard,
    chunk_of,
    fsync_folder,
    remove_spoilt,
    shard_paths,
    write_whole,
)
from experiments.sweep.study import Study
from experiments.sweep.toml import as_csv, as_toml
from model.errors import BadInput

OTHER_MODEL = {
    "code": "the model's code", "atlas": "the atlas", "points": "the sampling library",
    "base": "a preset or default",
}  # fmt: skip


def check_place(folder: Folder, *, resume: bool) -> bool:
    """Whether the folder holds a sweep to go on with.

    Raises:
        BadInput: if it holds one and ``resume`` is not asked for, or holds something else.
    """
    path = folder.path
    if path.exists() and not path.is_dir():
        raise BadInput("--out", str(path), "give a folder; this is a file")
    if folder.study.is_file():
        if not resume:
            state = "finished" if folder.complete else "unfinished"
            allowed = f"a sweep is there, {state}; add --resume to go on with it"
            raise BadInput("--out", str(path), allowed)
        return True
    others = [p.name for p in path.iterdir() if p.name[0] != "."] if path.is_dir() else []
    if others:
        raise BadInput("--out", str(path), f"give a new or empty folder (it holds {others[0]})")
    return False


def check_same(study: Study, folder: Folder, points: str, *, chunk_given: bool) -> Study:
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
            raise BadInput(f"{study.name}: {key}", _short(new.get(key)), allowed)
    if chunk_given and study.chunk != kept.chunk:
        allowed = f"the sweep in {folder.path} has {kept.chunk}; put it back"
        raise BadInput(f"{study.name}: chunk", study.chunk, allowed)
    record = read_record(folder)
    made = what_makes(kept, points)
    for key, told in OTHER_MODEL.items():
        if record and record.get(key) != made[key]:
            allowed = f"{told} has changed since the sweep began; start it in another folder"
            raise BadInput("--resume", str(folder.path), allowed)
    return dataclasses.replace(kept, executor=study.executor, workers=study.workers)


def _short(value: object) -> object:
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} values from {value[0]} to {value[-1]}"
    return "nothing" if value is None else value


@dataclass
class Session:
    """A sweep in its folder; the folder's lock is held by whoever has one."""

    folder: Folder
    study: Study
    plan: Plan

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
        remove_spoilt(self.folder.shards)
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
                runner = Runner(self.plan, workers, tell, before)
                self._work(runner, flags, record)
            self._join(record)
        self._finish(record)

    def _work(self, runner: Runner, flags: bytearray, record: Record) -> None:
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
        except SpoiltShard:
            return  # the next round finds it missing
        record["rows"] = self.plan.runs

    def _finish(self, record: Record) -> None:
        if record["hash"] is None:  # an earlier session ended just before it could say so
            record["hash"], record["rows"] = hash_of(self.folder.data), self.plan.runs
        write_record(self.folder, record)
        shutil.rmtree(self.folder.shards, ignore_errors=True)
        fsync_folder(self.folder.path)
