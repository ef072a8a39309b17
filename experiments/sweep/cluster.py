"""The workers of a Dask cluster: one that is running, or one of processes of this machine."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any

from experiments.sweep.executors import Workers
from experiments.sweep.work import Task, run_chunk
from model.errors import BadInput

ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
NO_DASK = "install the extra for it: pip install motorloops[cluster]"
ANSWER_S = 10  # how long a scheduler may take to answer


class Cluster:
    """The workers of a Dask cluster.

    Dask's own executor fetches results from the worker that has them, and may wait for ever if
    that one dies. Here a chunk is done once the scheduler says so: what matters is its shard.
    """

    def __init__(self, client: Any, retries: int) -> None:
        from distributed import KilledWorker

        self.broken: tuple[type[Exception], ...] = (KilledWorker,)
        self._client, self.retries = client, retries
        self._sent_to: set[Any] = set()  # Dask forgets the work of a future that nobody holds

    @property
    def room(self) -> int:
        """Four chunks a thread of the workers that are there now."""
        return 4 * max(1, sum(self._client.nthreads().values()))

    def submit(self, task: Task) -> Future[int]:
        """Have a chunk worked on."""
        return self._sent(run_chunk, task)

    def _sent(self, work: Callable[[Task], int], task: Task) -> Future[int]:
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

    def mend(self) -> None:
        """Nothing: Dask starts its workers again."""


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Have processes that start now leave Ctrl-C to their driver, and say nothing of it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may change this
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def local_cluster(count: int) -> Iterator[Workers]:
    """A Dask cluster of ``count`` processes of this machine."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise BadInput("--workers", count, NO_DASK) from None
    settings = {"distributed.scheduler.allowed-failures": 0}  # the runner tries again, alone
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(settings))
        with _deaf_to_ctrl_c():
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
        BadInput: if none answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--scheduler", address, NO_DASK) from None
    try:
        client = Client(address, timeout=ANSWER_S)
    except (OSError, ValueError, TimeoutError) as error:
        allowed = f"give the address of a running Dask scheduler ({error})"
        raise BadInput("--scheduler", address, allowed) from None
    with client:
        yield Cluster(client, retries=1)  # its scheduler has tried some times
