"""What a study would take: runs, time, space on the disk, and memory, from timing a few runs."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.sweeps.chunks import ChunkPlan, chunk_plan
from motorloops.experiments.sweeps.dataset import VALUE_BYTES
from motorloops.experiments.sweeps.design import run_seeds
from motorloops.experiments.sweeps.executors import cores
from motorloops.experiments.sweeps.folder import SweepFolder
from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.session import extended_session
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.worker import block_of, measure_runs, run_indices

SAMPLES = 5  # parts of the study that are timed
MEGA = 1e6


def estimate(
    study: Study, out: str | os.PathLike[str] = ".", *, extend: bool = False
) -> dict[str, Any]:
    """Estimate what a study takes on this machine by running small parts of it.

    Args:
        study: to estimate.
        out: folder for the results, which need not exist yet; the free space is that of its disk.
        extend: whether the study extends the finished one in ``out``: only the runs that it lacks
            take time.

    Returns:
        Size, time (s), space and memory (MB) of the study, by name. ``seconds_a_run`` is for one
        core; ``seconds_low`` and ``seconds_high`` follow from the fastest and the slowest of the
        parts that were timed. ``free_memory_megabytes`` is None where the system does not tell.
    """
    study = planned(study)
    there = Path(out).absolute()
    while not os.path.exists(there):
        there = there.parent
    session = extended_session(study, SweepFolder(Path(out))) if extend else None
    plan = chunk_plan(study, Path("shards")) if session is None else session.plan
    sizes = [plan.size(chunk) for chunk in range(len(plan))]
    new = sum(sizes) if session or not extend else 0
    seconds, part = _try_parts(plan, [k for k, size in enumerate(sizes) if size])
    process, separate = _process_memory(), study.executor != "threads"
    memory = cores() * (process if separate else part) + (0 if separate else process)
    columns = len(plan.task(0).columns) + len(study.measures)
    all_runs = new / cores()
    return {
        "study": study.name,
        "study_hash": study.digest,
        "points": len(plan.points),
        "seeds": study.seeds.count,
        "runs": plan.runs,
        "new_runs": new,
        "chunks": len(plan),
        "seconds_a_run": float(np.mean(seconds)),
        "cores": cores(),
        "seconds": float(np.mean(seconds)) * all_runs,
        "seconds_low": min(seconds) * all_runs,
        "seconds_high": max(seconds) * all_runs,
        "megabytes": round(plan.runs * columns * VALUE_BYTES / MEGA, 6),
        "free_megabytes": round(shutil.disk_usage(there).free / MEGA, 1),
        "memory_megabytes": round(memory / MEGA, 1),
        "free_memory_megabytes": _free_memory(),
    }


def _try_parts(plan: ChunkPlan, chunks: list[int]) -> tuple[list[float], int]:
    """Seconds of a run on one core in each of some of the chunks, and the bytes it needs."""
    places = np.unique(np.linspace(0, len(chunks) - 1, SAMPLES).astype(int)).tolist()
    _time_part(plan, chunks[0])  # the first call compiles
    tracemalloc.start()
    try:
        _time_part(plan, chunks[0])
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    timed = [chunks[place] for place in places * (SAMPLES // len(places))]
    return [_time_part(plan, chunk) for chunk in timed], memory


def _time_part(plan: ChunkPlan, chunk: int) -> float:
    """Seconds of a run, from the first runs of a chunk."""
    task = plan.task(chunk)
    count = min(len(task), block_of(plan.group))
    point, replicate = run_indices(task)
    seeds = run_seeds(plan.group.root, plan.group.seeds, point[:count], replicate[:count])
    columns = {name: column[:count] for name, column in task.columns.items()}
    began = time.perf_counter()
    measure_runs(plan.group, columns, seeds)
    return (time.perf_counter() - began) / count


def _process_memory() -> int:
    """The most bytes that this process has held, with all that a worker loads."""
    import pyarrow.parquet  # noqa: F401  which writes the shards

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def _free_memory() -> float | None:
    try:
        pages, size = os.sysconf("SC_AVPHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # macOS and Windows
        return None
    return round(pages * size / MEGA, 1)
