"""Have all missing chunks worked on: few at a time, and none that fails ends the rest."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from experiments.sweep.executors import Workers
from experiments.sweep.plan import Plan
from experiments.sweep.shards import chunk_of
from experiments.sweep.work import skip_chunk

SEEN_S = 30.0  # how long a shared file system may take to show what a worker wrote
LOOK_S = 0.5
POISON = "its chunk ended the worker process each of the three times that it was tried"


@dataclass
class Runner:
    """One session of a sweep.

    Attributes:
        plan: all chunks.
        workers: where they go.
        tell: called with the number of runs that are done.
        before: runs that were done before.
        runs: runs that this runner has seen done.
    """

    plan: Plan
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
