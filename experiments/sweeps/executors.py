"""Workers that run chunks: threads or processes of this machine, or a Dask cluster.

Each kind is a context manager that gives :class:`Workers`, whose ``submit`` returns a future; the
runner does not know which kind it has.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from motorloops.experiments.sweeps.study import ExecutorKind
from motorloops.experiments.sweeps.worker import ChunkTask, run_chunk
from motorloops.model.errors import InputError


class Workers(Protocol):
    """Workers of one kind.

    Attributes:
        broken: what a future raises if the worker of its chunk died.
        retries: number of times such a chunk is then tried alone before it is skipped.
    """

    broken: tuple[type[Exception], ...]
    retries: int

    @property
    def room(self) -> int:
        """Number of chunks that may be submitted at a time."""
        ...

    def submit(self, task: ChunkTask) -> Future[int]:
        """Have a chunk made; the future gives its number of runs."""
        ...

    def repair(self) -> None:
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

    def submit(self, task: ChunkTask) -> Future[int]:
        """Have a chunk made; the future gives its number of runs."""
        return self._pool.submit(run_chunk, task, self._stop)

    def repair(self) -> None:
        """Do nothing: a thread does not die separately."""

    def close(self) -> None:
        """Stop each thread after the block of runs that it is working on."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)


def _begin_process() -> None:
    """Leave Ctrl-C to the driver, and exit when the driver has exited for any reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


NO_PROCESSES = (
    "the worker processes do not start; a script must call run_study below "
    'if __name__ == "__main__":'
)


class Processes:
    """Processes of this machine, for runs that hold the interpreter lock."""

    broken: tuple[type[Exception], ...] = (BrokenExecutor,)
    retries = 2

    def __init__(self, count: int) -> None:
        self.room = count + 1
        self._count = count
        self._others = set(multiprocessing.active_children())
        self._pool = self._new_pool()
        try:
            self._pool.submit(os.getpid).result()
        except BrokenExecutor:
            self.close()
            raise RuntimeError(NO_PROCESSES) from None

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, context, _begin_process)

    def submit(self, task: ChunkTask) -> Future[int]:
        """Have a chunk made; the future gives its number of runs."""
        return self._pool.submit(run_chunk, task)

    def repair(self) -> None:
        """Start new processes."""
        self.close()
        self._pool = self._new_pool()

    def close(self) -> None:
        """Kill the processes; the chunks that they are working on are lost."""
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


def workers_of(kind: ExecutorKind, count: int, address: str | None) -> Any:
    """The context manager of the workers of a kind; ``count`` 0 means one per core."""
    if address is not None:
        return running_cluster(address)
    makers = {"threads": threads, "processes": processes, "dask": local_cluster}
    return makers[kind](count or cores())


ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
NO_DASK = "install the extra for it: pip install motorloops[cluster]"
ANSWER_S = 10  # timeout of the connection to a scheduler


class Cluster:
    """The workers of a Dask cluster.

    Dask's own executor fetches results from the worker that holds them, and may wait forever if
    that worker dies. Here a chunk is done once the scheduler says so: its result is its shard.
    """

    def __init__(self, client: Any, retries: int) -> None:
        from distributed import KilledWorker

        self.broken: tuple[type[Exception], ...] = (KilledWorker,)
        self._client, self.retries = client, retries
        self._sent_to: set[Any] = set()  # Dask drops the work of a future without a reference

    @property
    def room(self) -> int:
        """Four chunks per thread of the workers that are connected now."""
        return 4 * max(1, sum(self._client.nthreads().values()))

    def submit(self, task: ChunkTask) -> Future[int]:
        """Have a chunk made; the future gives its number of runs."""
        return self._sent(run_chunk, task)

    def _sent(self, work: Callable[[ChunkTask], int], task: ChunkTask) -> Future[int]:
        done: Future[int] = Future()
        remote = self._client.submit(work, task, pure=False)

        def settle(ended: Any) -> None:
            if ended.status == "finished":
                done.set_result(len(task))
            elif ended.status == "error":
                done.set_exception(ended.exception())
            else:
                done.set_exception(ConnectionError("the cluster is gone"))
            self._sent_to.discard(ended)
            ended.release()

        self._sent_to.add(remote)
        remote.add_done_callback(settle)
        return done

    def repair(self) -> None:
        """Do nothing: Dask restarts its workers."""


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    """Make processes that are started now ignore Ctrl-C: their driver handles it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may change this
        return
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def local_cluster(count: int) -> Iterator[Workers]:
    """A Dask cluster of ``count`` processes of this machine."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError("--workers", count, NO_DASK) from None
    settings = {"distributed.scheduler.allowed-failures": 0}  # the runner retries
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(settings))
        with _ignoring_ctrl_c():
            cluster = LocalCluster(
                n_workers=count, threads_per_worker=1, processes=True, dashboard_address=":0",
                env=ONE_THREAD, silence_logs=logging.CRITICAL,
            )  # fmt: skip
        client = stack.enter_context(Client(stack.enter_context(cluster)))
        yield Cluster(client, retries=2)


@contextmanager
def running_cluster(address: str) -> Iterator[Workers]:
    """The Dask cluster whose scheduler listens at an address.

    Raises:
        InputError: if none answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--scheduler", address, NO_DASK) from None
    try:
        # Not the default of this process, which a client without a scheduler would stay.
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        allowed = f"give the address of a running Dask scheduler ({error})"
        raise InputError("--scheduler", address, allowed) from None
    with client:
        yield Cluster(client, retries=1)  # its scheduler has retried already
