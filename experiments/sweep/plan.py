"""The chunks of a sweep: rows by replicate, then by point, cut into equal parts.

A sweep that is interrupted has thus done whole replicates first: an even sample of its points.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.sweep.designs import Points, design_points
from experiments.sweep.study import Study
from experiments.sweep.work import Job, Task
from model.params import Params


@dataclass(frozen=True)
class Plan:
    """All chunks of a study, made one by one."""

    job: Job
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

    def task(self, chunk: int) -> Task:
        """The work of one chunk."""
        first = chunk * self.chunk
        return Task(self.job, chunk, first, self._columns(first, self.size(chunk)), self.shards)

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


def job_of(study: Study, points: int, base: Params | None = None) -> Job:
    """What all runs of a study share; ``base`` in the place of the study's own setting."""
    return Job(
        study.body, study.protocol, study.seconds, base or study.base(), study.seeds.root,
        study.seeds.kind, study.measures, study.engine, study.precision, points,
    )  # fmt: skip


def plan_of(study: Study, shards: Path) -> Plan:
    """The plan of a study whose shards go to a folder.

    Raises:
        BadInput: if its points cannot be made.
    """
    points = design_points(study)
    runs = len(points) * study.seeds.count
    return Plan(job_of(study, len(points)), points, runs, study.chunk, shards.absolute())
