"""The engine as the benchmark runs it: tile by tile, without trace or measures."""

import numpy as np

from benchmarks.task import Final, Task, joined
from motorloops.model.engine._batch import Batch, lanes_of
from motorloops.model.state import State, resting_state


def _tile(part: Task, dtype: np.dtype) -> Final:
    batch = Batch(part.network.wiring, part.state(), dtype)
    for condition, steps in part.spans:
        batch.advance(condition, steps)
    wiring = part.network.wiring
    state: State = resting_state(wiring, np.zeros(part.runs, np.uint64))
    batch.store(state)
    return Final(state.rate, state.activation, state.angle)


def run(task: Task, dtype: np.dtype) -> Final:
    """Run a task in the compiled engine, in float64 or float32."""
    size = lanes_of(task.runs, task.network.wiring, dtype)
    return joined([_tile(part, dtype) for part in task.parts(size)])
