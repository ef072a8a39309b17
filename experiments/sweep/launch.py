"""The `sweep` command: check all, then run a study in its folder, or say how long it would take."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from experiments.progress import Progress, duration
from experiments.sweep.compaction import VALUE_BYTES
from experiments.sweep.designs import points_digest
from experiments.sweep.executors import Workers, cores
from experiments.sweep.folder import Folder, in_use
from experiments.sweep.plan import Plan, plan_of
from experiments.sweep.request import Asked, read_asked
from experiments.sweep.seeds import run_seeds
from experiments.sweep.session import Session, check_place, check_same
from experiments.sweep.status import resume_line, status, status_text
from experiments.sweep.store import Results
from experiments.sweep.work import BLOCK, measured, places
from model.errors import BadInput


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
        raise BadInput("--out", "nothing", "name a folder for the results")
    folder = Folder(Path(options.out))
    session = _open(asked, folder, resume=options.resume)
    _run(session, asked, options.out)
    told = status(Results(folder))
    return json.dumps(told, allow_nan=False) if options.json else status_text(told, options.out)


def _open(asked: Asked, folder: Folder, *, resume: bool) -> Session:
    study, plan = asked.study, plan_of(asked.study, folder.shards)
    if check_place(folder, resume=resume):
        points = points_digest(plan.points)
        study = check_same(study, folder, points, chunk_given=asked.chunk_given)
        plan = plan_of(study, folder.shards)
    return Session(folder, study, plan)


def _run(session: Session, asked: Asked, out: str) -> None:
    if session.folder.running:
        raise in_use(session.folder.path)
    with asked.workers() as workers:  # before anything is written: a cluster may not answer
        _run_with(workers, session, asked.command, out)


def _run_with(workers: Workers, session: Session, command: str, out: str) -> None:
    folder, progress = session.folder, Progress(session.plan.runs, rate=True)
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = f"give a folder that can be made ({error.strerror})"
        raise BadInput("--out", out, allowed) from None
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


def _seconds_a_run(plan: Plan) -> float:
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


def _estimate(asked: Asked) -> dict[str, Any]:
    study, plan = asked.study, plan_of(asked.study, Path("shards"))
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
