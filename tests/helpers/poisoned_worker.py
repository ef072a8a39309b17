"""Chunks that go wrong in a worker; worker processes import this by name."""

import os
import signal

from motorloops.experiments.sweeps import executors, worker

POISON = 2


def run_chunk(task):
    """Chunk 2 ends its process, every time, and leaves a mark that it was tried."""
    if task.chunk == POISON:
        mark = task.shards.parent / f"tried-{os.getpid()}"
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return worker.run_chunk(task)


class PoisonedProcesses(executors.Processes):
    def submit(self, task):
        return self._pool.submit(run_chunk, task)
