"""Where chunks are worked on: threads here, processes here, or a Dask cluster (:mod:`.cluster`).

Each kind is a context that hands out futures; the runner does not know which it has.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

from experiments.sweep.study import Executor
from experiments.sweep.work import Task, run_chunk


class Workers(Protocol):
    """Workers of one kind.

    Attributes:
        broken: what a future raises if the worker of its chunk died.
        retries: how often a chunk is tried alone after that, until it has died three times.
    """

    broken: tuple[type[Exception], ...]
    retries: int

    @property
    def room(self) -> int:
        """Chunks that may be under way or wait at a time."""
        ...

    def submit(self, task: Task) -> Future[int]:
        """Have a chunk worked on."""
        ...

    def mend(self) -> None:
        """Replace what broke."""
        ...


class Threads:
    """Threads of this process: the compiled engine lets them run side by side."""

    broken: tuple[type[Exception], ...] = ()
    retries = 0

    def __init__(self, count: int) -> None:
        self.room = 2 * count
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(count)

    def submit(self, task: Task) -> Future[int]:
        """Have a chunk worked on."""
        return self._pool.submit(run_chunk, task, self._stop)

    def mend(self) -> None:
        """Nothing: a thread does not die alone."""

    def close(self) -> None:
        """End after the block of runs that each thread is at."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)


def _begin_process() -> None:
    """Leave Ctrl-C to the driver, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


class Processes:
    """Processes of this machine, for runs that hold the interpreter."""

    broken: tuple[type[Exception], ...] = (BrokenExecutor,)
    retries = 2

    def __init__(self, count: int) -> None:
        self.room = count + 1
        self._count = count
        self._others = set(multiprocessing.active_children())
        self._pool = self._made()

    def _made(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, context, _begin_process)

    def submit(self, task: Task) -> Future[int]:
        """Have a chunk worked on."""
        return self._pool.submit(run_chunk, task)

    def mend(self) -> None:
        """Start new processes."""
        self.close()
        self._pool = self._made()

    def close(self) -> None:
        """End now: what the processes are at is lost."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - self._others:
            process.kill()


@contextmanager
def threads(count: int) -> Iterator[Workers]:
    """``count`` threads of this process."""
    workers = Threads(count)
    try:
        yield workers
    finally:
        workers.close()


@contextmanager
def processes(count: int) -> Iterator[Workers]:
    """``count`` processes of this machine."""
    workers = Processes(count)
    try:
        yield workers
    finally:
        workers.close()


def cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers_of(kind: Executor, count: int, address: str | None) -> Any:
    """The context of the workers that a sweep asks for; ``count`` 0 means one a core."""
    from experiments.sweep.cluster import local_cluster, running_cluster

    if address is not None:
        return running_cluster(address)
    makers = {"threads": threads, "processes": processes, "dask": local_cluster}
    return makers[kind](count or cores())
