"""What one `sweep` is asked to do, read from texts.

The `sweep` command: check all, then run a study in its folder, or say how long it would take.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motorloops.experiments.inputs import whole_number
from motorloops.experiments.progress import Progress, duration
from motorloops.experiments.sweeps.dataset import VALUE_BYTES
from motorloops.experiments.sweeps.design import points_digest, run_seeds
from motorloops.experiments.sweeps.executors import Workers, cores, workers_of
from motorloops.experiments.sweeps.folder import SweepFolder, in_use
from motorloops.experiments.sweeps.results import Results, resume_line, status, status_text
from motorloops.experiments.sweeps.runner import (
    ChunkPlan,
    SweepSession,
    check_place,
    check_same,
    chunk_plan,
)
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import (
    MAX_SEEDS,
    MAX_WORKERS,
    check_study,
    find_study,
    read_toml,
)
from motorloops.experiments.sweeps.worker import BLOCK, measured, places
from motorloops.model.errors import InputError, choose

WAYS = ("threads", "workers", "scheduler")


@dataclass(frozen=True)
class SweepRequest:
    """A study, with what the command line changed, and where it is to run."""

    study: Study
    chunk_given: bool
    workers: Callable[[], AbstractContextManager[Workers]]
    command: str  # what was typed, less what is nobody's business


def _put(table: dict[str, Any], key: str, value: object) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
        if not isinstance(table, dict):
            raise InputError("--set", key, f"{parent} holds no keys")
    table[last] = value


def _parsed(text: str) -> tuple[str, Any]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key:
        raise InputError("--set", text, "write it as key=value, e.g. design.samples=64")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:  # a text without its quotes
        return key, value


def _narrowed(table: dict[str, Any], text: str) -> None:
    """Leave only some levers of a study of pairs."""
    design = table.get("design", {})
    axes = design.get("axes", {}) if isinstance(design, dict) else {}
    if not isinstance(axes, dict) or design.get("kind") != "pairs":
        raise InputError("--levers", text, "this narrows a study of kind pairs; the study is none")
    wanted = [choose("--levers", name.strip(), axes) for name in text.split(",")]
    design["axes"] = {name: axes[name] for name in axes if name in wanted}


def read_changed(options: Namespace) -> tuple[Study, bool]:
    """The study that is asked for, and whether it says how large its chunks are.

    Raises:
        BadInput: for anything that cannot be used.
    """
    path = find_study(options.study)
    table = read_toml(path)
    if options.levers is not None:
        _narrowed(table, options.levers)
    for text in options.changes:
        _put(table, *_parsed(text))
    if options.seeds is not None:
        _put(table, "seeds.count", whole_number("--seeds", options.seeds, 1, MAX_SEEDS))
    if options.precision is not None:
        _put(table, "precision", options.precision)
    return check_study(table, path), "chunk" in table


def _workers(options: Namespace, study: Study) -> Callable[[], AbstractContextManager[Workers]]:
    given = [way for way in WAYS if getattr(options, way) is not None]
    if len(given) > 1:
        other = f"--{given[1]}"
        raise InputError(
            other, getattr(options, given[1]), f"choose one of --{given[0]} and {other}"
        )
    kind, count = study.executor, study.workers
    if options.threads is not None:
        count = whole_number("--threads", options.threads, 1, MAX_WORKERS)
        if study.engine == "agents":
            raise InputError("--threads", count, "the agents need processes; give --workers")
        kind = "threads"
    if options.workers is not None:
        count = whole_number("--workers", options.workers, 1, MAX_WORKERS)
        kind = "dask" if kind == "threads" else kind
    return lambda: workers_of(kind, count, options.scheduler)


def _command(options: Namespace) -> str:
    words = ["motorloops", "sweep", Path(options.study).name]
    for name in ("threads", "workers", "seeds", "precision", "levers"):
        if (value := getattr(options, name)) is not None:
            words += [f"--{name}", value]
    words += [word for text in options.changes for word in ("--set", text)]
    words += ["--scheduler", "ADDRESS"] if options.scheduler else []
    return " ".join([*words, *(["--resume"] if options.resume else [])])


def read_asked(options: Namespace) -> SweepRequest:
    """Read the options of `sweep`.

    Raises:
        BadInput: for anything that cannot be used.
    """
    study, chunk_given = read_changed(options)
    return SweepRequest(study, chunk_given, _workers(options, study), _command(options))


def sweep(options: Namespace) -> str:
    """Do what the options ask for.

    Args:
        options: those of the command `sweep`.

    Returns:
        What came of it, in words or as JSON.

    Raises:
        BadInput: for anything that cannot be used; nothing has been written then.
        RuntimeError: if it ended on the way; it can be resumed.
    """
    asked = read_asked(options)
    if options.dry_run:
        told = _estimate(asked)
        return json.dumps(told, allow_nan=False) if options.json else _estimate_text(told)
    if options.out is None:
        raise InputError("--out", "nothing", "name a folder for the results")
    folder = SweepFolder(Path(options.out))
    session = _open(asked, folder, resume=options.resume)
    _run(session, asked, options.out)
    told = status(Results(folder))
    return json.dumps(told, allow_nan=False) if options.json else status_text(told, options.out)


def _open(asked: SweepRequest, folder: SweepFolder, *, resume: bool) -> SweepSession:
    study, plan = asked.study, chunk_plan(asked.study, folder.shards)
    if check_place(folder, resume=resume):
        points = points_digest(plan.points)
        study = check_same(study, folder, points, chunk_given=asked.chunk_given)
        plan = chunk_plan(study, folder.shards)
    return SweepSession(folder, study, plan)


def _run(session: SweepSession, asked: SweepRequest, out: str) -> None:
    if session.folder.running:
        raise in_use(session.folder.path)
    with asked.workers() as workers:  # before anything is written: a cluster may not answer
        _run_with(workers, session, asked.command, out)


def _run_with(workers: Workers, session: SweepSession, command: str, out: str) -> None:
    folder, progress = session.folder, Progress(session.plan.runs, rate=True)
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = f"give a folder that can be made ({error.strerror})"
        raise InputError("--out", out, allowed) from None
    go_on = f"what is done is kept; go on with: {resume_line(out)}"
    with folder.locked():
        try:
            session.run(workers, progress, session.prepare(command))
        except KeyboardInterrupt:
            progress.clear()
            print(f"motorloops: stopped; {go_on}", file=sys.stderr)
            raise
        except OSError as error:
            raise RuntimeError(f"{error.strerror or error}; {go_on}") from error
        finally:
            progress.clear()


def _seconds_a_run(plan: ChunkPlan) -> float:
    """Time that one run takes on one core, compiled already."""
    task = plan.task(0)
    count = min(len(task), 1 if plan.job.engine == "agents" else BLOCK)
    point, replicate = places(task)
    seeds = run_seeds(plan.job.root, plan.job.seeds, point[:count], replicate[:count])
    columns = {name: column[:count] for name, column in task.columns.items()}
    took = 0.0
    for _ in range(2):  # the first may compile
        began = time.perf_counter()
        measured(plan.job, columns, seeds)
        took = time.perf_counter() - began
    return took / count


def _estimate(asked: SweepRequest) -> dict[str, Any]:
    study, plan = asked.study, chunk_plan(asked.study, Path("shards"))
    one = _seconds_a_run(plan)
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
        "megabytes": round(plan.runs * columns * VALUE_BYTES / 1e6, 1),
    }


def _estimate_text(told: dict[str, Any]) -> str:
    size = f"{told['points']} points x {told['seeds']} seeds = {told['runs']} runs"
    took = f"{duration(told['seconds'])} on the {told['cores']} cores of this machine"
    one = f"{1000 * told['seconds_a_run']:.3g} ms each"
    more = f"in {told['chunks']} chunks; about {told['megabytes']:.3g} MB"
    return f"{told['study']}: {size} {more}\nabout {took} ({one}); nothing was run or written"
