"""What several tests of the simulation share: bodies, a noiseless setting, and exact comparison."""

import numpy as np

from motorloops.model.coefficients import Coefficients
from motorloops.model.engine._batch import Batch, lanes_of
from motorloops.model.network.wiring import Wiring, delay_buffers
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.state import State

BODIES = ("arm", "hand", "neck", "chain:3", "ring:3", "tree:3")
QUIET = Params(noise_floor=0.0, noise_slope=0.0)
SIGNALS = ("activation", "angle", "rate")


def bits(trajectory: Trajectory, run: int | None = None) -> tuple[bytes, ...]:
    """Every bit of a trajectory, or of one of its runs; refuses a trajectory without rates."""
    arrays = [getattr(trajectory, name) for name in SIGNALS]
    assert all(array.size and np.isfinite(array).all() for array in arrays)
    chosen = arrays if run is None else [array[..., run] for array in arrays]
    return tuple(np.ascontiguousarray(array).tobytes() for array in chosen)


def row(wiring: Wiring, node: int, step: int) -> int:
    """Where a state's ``past`` holds what left a node at a step."""
    ring = delay_buffers(wiring)
    return int(ring.first[node] + step % ring.length[node] * ring.stride[node])


def advance(
    wiring: Wiring, coefficients: Coefficients, state: State, start: int, steps: int
) -> None:
    """Advance any number of runs by the engine, in place, tile by tile."""
    runs = state.rate.shape[1]
    size = lanes_of(runs, wiring, state.rate.dtype)
    for first in range(0, runs, size):
        own = slice(first, first + size)
        part = State(*(array[..., own] for array in state))
        batch = Batch(wiring, part, done=start)
        batch.advance(Coefficients(*(array[..., own] for array in coefficients)), steps)
        batch.store(part)
