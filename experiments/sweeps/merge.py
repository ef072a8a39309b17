"""Merge finished sweeps of one study that differ in their seeds or points alone."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.sweeps.chunks import ChunkPlan, chunk_plan
from motorloops.experiments.sweeps.design import Grid, Pairs, PointTable, design_points, levels
from motorloops.experiments.sweeps.folder import Record, SweepFolder, stored_study, sweep_folder
from motorloops.experiments.sweeps.known_rows import same_study, source_of
from motorloops.experiments.sweeps.provenance import FORMAT, identity_of, now, taken_over
from motorloops.experiments.sweeps.results import Results, check_data, resume_line
from motorloops.experiments.sweeps.session import SweepSession, differing, holds_sweep, points_of
from motorloops.experiments.sweeps.study import Axis, Design, Study
from motorloops.experiments.sweeps.study_file import MAX_RUNS, default_chunk
from motorloops.model.arguments import PATH, TEXT, checked, each
from motorloops.model.errors import InputError


@checked(
    out=PATH,
    folders=each(str, os.PathLike, allowed="give a list of folders"),
    command=TEXT,
)
def merge_studies(
    out: str | os.PathLike[str],
    folders: Sequence[str | os.PathLike[str]],
    *,
    command: str = "merge_studies",
) -> Results:
    """Merge finished sweeps of one study into a new folder; nothing is run.

    The rows are those of the merged study run in one go. Its points are the union of theirs: of a
    grid or of pairs, the levels of each axis together; of a list, the points of all lists; a
    sampled design is the largest of them, of which the others are the beginning. Its replicates
    are theirs together (``seeds.first`` makes them differ).

    Args:
        out: folder for the results: new or empty.
        folders: of two or more finished sweeps. A run that several of them hold must have the same
            row in all.
        command: name of the session in the provenance.

    Returns:
        The results, opened.

    Raises:
        InputError: for a folder without a finished sweep, studies, networks or versions of the
            model that differ, rows that differ, or a point or replicate that no folder holds;
            nothing is written then.

    Examples:
        >>> design = {"kind": "grid", "axes": {"loss": [0.0, 0.5]}}
        >>> table = {"body": "chain:1", "seconds": 0.4, "design": design}
        >>> _ = run_study({**table, "seeds": {"count": 2}}, "one")
        >>> _ = run_study({**table, "seeds": {"count": 3, "first": 2}}, "other")
        >>> results = merge_studies("both", ["one", "other"])
        >>> sorted(set(results.frame(["replicate"])["replicate"]))
        [0, 1, 2, 3, 4]
    """
    target = SweepFolder(Path(out))
    if os.path.isfile(target.study):  # False for a name that is too long, too
        raise InputError("OUT", os.fspath(out), "a sweep is there; give a new or empty folder")
    holds_sweep(target, resume=False)
    if len(folders) < 2:
        raise InputError("folders", [os.fspath(f) for f in folders], "give two sweeps or more")
    parts = [_part(os.fspath(folder)) for folder in folders]
    study, plan = _merged(parts)
    first = parts[0].folder.record()
    record = first | {
        "study": study.digest, "identity": identity_of(study), "chunk": study.chunk,
        "points": points_of(study), "rows": None, "hash": None, "files": None,
        "sessions": [s for part in parts for s in part.folder.record()["sessions"]],
        "takes_over": [taken_over(part.folder.record()) for part in parts],
    }  # fmt: skip
    record["sessions"].append({"command": command, "started": now()})
    _write(target, study, plan, record)
    return Results(target)


def _part(folder: str) -> Results:
    """A sweep to merge: finished, and whole."""
    results = Results(sweep_folder(folder))
    record = results.folder.record()
    if not results.complete:
        raise InputError("DIR", folder, f"finish the sweep first: {resume_line(folder)}")
    if record.get("format") != FORMAT:
        allowed = "an older version of motorloops has written it, with seeds of another kind"
        raise InputError("DIR", folder, f"{allowed}; run the study again")
    check_data(results.folder, whole=True)
    return results


def _merged(parts: list[Results]) -> tuple[Study, ChunkPlan]:
    """The merged study, and the plan that takes its rows from the parts."""
    one, *others = parts
    for part in others:
        where = str(part.folder.path)
        try:
            same_study(one.study, part.study)
        except InputError as error:
            raise InputError(f"{where}: {error.field}", error.value, error.allowed) from None
        changed = differing(one.folder.record(), part.folder.record())
        if changed:
            allowed = f"{changed} differs from {one.folder.path}"
            raise InputError("DIR", where, f"{allowed}; only sweeps of one model can be merged")
    seeds = [part.study.seeds for part in parts]
    first, last = min(s.first for s in seeds), max(s.first + s.count for s in seeds)
    study = dataclasses.replace(
        one.study,
        design=_union([part.study for part in parts]),
        seeds=dataclasses.replace(seeds[0], first=first, count=last - first),
    )
    points = design_points(study)
    if len(points) * study.seeds.count > MAX_RUNS:
        size = f"{len(points)} points x {study.seeds.count} seeds"
        raise InputError("DIR", size, f"the merged study may have at most {MAX_RUNS} runs")
    study = dataclasses.replace(study, chunk=default_chunk(study))
    sources = tuple(source_of(part, study) for part in parts)
    plan = chunk_plan(study, Path("shards"), sources)
    _check_all_there(plan)
    return study, plan


def _check_all_there(plan: ChunkPlan) -> None:
    for chunk in range(len(plan)):
        if not plan.size(chunk):
            continue
        task = plan.task(chunk)
        row = int(task.rows[0])
        replicate, point = divmod(row, len(plan.points))
        values = ", ".join(f"{name} = {column[0]}" for name, column in task.columns.items())
        allowed = "no folder has its row; together they must hold every point and replicate"
        place = f"point {point}, replicate {replicate + plan.group.first}"
        raise InputError(place, values, allowed)


def _union(studies: list[Study]) -> Design:
    """The design that holds the points of all studies."""
    designs = [study.design for study in studies]
    made = [design_points(study) for study in studies]
    one = made[0]
    if isinstance(one, Grid | Pairs):
        axes = [
            _union_axis(
                [design.axes[k] for design in designs],
                [levels(study.design.axes[k], study).tolist() for study in studies],
            )
            for k in range(len(designs[0].axes))
        ]
        return dataclasses.replace(designs[0], axes=tuple(axes))
    largest = max(range(len(made)), key=lambda k: len(made[k]))
    if designs[0].kind != "list":
        return designs[largest]
    tables = [table for table in made if isinstance(table, PointTable)]
    columns = [[*zip(*(c.tolist() for c in t.columns.values()), strict=True)] for t in tables]
    union: list[tuple[Any, ...]] = list(columns[0])
    for points in columns[1:]:
        known = set(union)
        union += [point for point in points if point not in known]
    if len(union) == len(columns[largest]):
        return designs[largest]
    values = zip(*union, strict=True)
    axes = [Axis(axis.name, column) for axis, column in zip(designs[0].axes, values, strict=True)]
    return dataclasses.replace(designs[0], axes=tuple(axes), file="")


def _union_axis(axes: list[Axis], values: list[list[Any]]) -> Axis:
    """An axis with the levels of all: rising if theirs rise, else in order of appearance."""
    union = dict.fromkeys(value for own in values for value in own)
    for axis, own in zip(axes, values, strict=True):
        if len(own) == len(union):
            return axis
    numbers = all(isinstance(value, float) for value in union)
    rise = numbers and all(np.all(np.diff(own) > 0) for own in values)
    return Axis(axes[0].name, tuple(sorted(union) if rise else union))


def _write(target: SweepFolder, study: Study, plan: ChunkPlan, record: Record) -> None:
    """Write the merged sweep beside its place, then move it there."""
    path = target.path.absolute()
    part = SweepFolder(path.with_name(f".{path.name}.part"))
    try:
        shutil.rmtree(part.path, ignore_errors=True)
        part.path.mkdir(parents=True)
        part.write_study(study)
        shards = dataclasses.replace(plan, shards=part.shards)
        SweepSession(part, stored_study(part), shards).run(None, lambda done: None, record)
        if path.is_dir():  # empty, but for hidden files and what a stopped sweep has left
            shutil.rmtree(path)
        part.path.rename(path)
    except OSError as error:
        raise RuntimeError(f"{error.strerror or error}: nothing was written") from error
    finally:
        shutil.rmtree(part.path, ignore_errors=True)
