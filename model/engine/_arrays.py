"""Pack runs into tiles: arrays whose rows hold one number for each of a fixed count of runs.

The engine works on whole rows, so that its loops over runs are SIMD code. A tile that is not
full repeats its last run in the lanes left over.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from motorloops.model.coefficients import Coefficients
from motorloops.model.engine._accumulators import Accumulators, Roles
from motorloops.model.engine._draws import Own, Shared
from motorloops.model.engine._simd import aligned
from motorloops.model.network.wiring import Wiring, delay_buffers, synapse_groups
from motorloops.model.state import State

Packed = TypeVar("Packed", bound=tuple)
T = TypeVar("T")
UINT64, FLOAT64 = np.dtype("uint64"), np.dtype("float64")


class Trace(NamedTuple):
    """What is kept of the states: T samples; those of ``rate`` may be none."""

    activation: np.ndarray  # (T x M, lanes)
    angle: np.ndarray  # (T x D, lanes) rad
    rate: np.ndarray  # (T x N, lanes)


class Workspace(NamedTuple):
    """Where everything stands, and room for what one step works out on the way.

    A lag is a delay into rings of one length: L of them serve all synapses.
    """

    bundle_first: np.ndarray  # (N + 1,) see motorloops.model.network.wiring.SynapseGroups
    bundle_synapse: np.ndarray  # (B + 1,)
    bundle_site: np.ndarray  # (B,)
    source_row: np.ndarray  # (E,) first row of the source's ring
    source_lag: np.ndarray  # (E,) lag of the synapse
    own_row: np.ndarray  # (N,) first row of a node's ring
    own_lag: np.ndarray  # (N,) lag of what a node puts out now
    pool_row: np.ndarray  # (M,) first row of the ring of each muscle's motoneurons
    pool_lag: np.ndarray  # (M,) lag of what left them one step before
    lag_delay: np.ndarray  # (L,) ms
    lag_length: np.ndarray  # (L,) of the rings
    lag_stride: np.ndarray  # (L,) of the rings
    lag_row: np.ndarray  # (L,) how far into its ring each lag is at this step
    turn: np.ndarray  # (M, lanes) rad, in each muscle's shortening direction
    speed: np.ndarray  # (M, lanes) rad/s


class Normals(NamedTuple):
    """The draws of :class:`~motorloops.model.engine._draws.Own`, to be seen in whole rows."""

    of: np.ndarray  # (BLOCK, lanes), one row a node of the block


class BatchArrays(NamedTuple):
    """All arrays of one tile, or the views of them in compiled code."""

    net: Wiring
    given: Coefficients
    state: State
    work: Workspace
    shared: Shared
    own: Own
    normals: Normals
    trace: Trace
    tally: Accumulators
    roles: Roles


def workspace(wiring: Wiring, lanes: int, dtype: np.dtype) -> Workspace:
    """Room for one tile."""
    nodes, pools, ring = np.arange(len(wiring.rule)), wiring.motoneuron, delay_buffers(wiring)
    node = np.concatenate([wiring.source, nodes, pools])
    delay = np.concatenate([wiring.delay, np.zeros_like(nodes), np.ones_like(pools)])
    beyond = int(ring.length.max(initial=0)) + 1
    kinds, lag = np.unique(delay * beyond + ring.length[node], return_inverse=True)
    delays, lengths = np.divmod(kinds, beyond)
    stride_of = np.zeros(beyond, np.int64)
    stride_of[ring.length] = ring.stride
    strides = stride_of[lengths]
    source_lag, own_lag, pool_lag = np.split(lag, np.cumsum([len(wiring.source), len(nodes)]))
    turn, speed = (aligned((len(pools), lanes), dtype) for _ in range(2))
    return Workspace(
        *synapse_groups(wiring), ring.first[wiring.source], source_lag, ring.first, own_lag,
        ring.first[pools], pool_lag, delays, lengths, strides, np.zeros_like(delays), turn, speed,
    )  # fmt: skip


def cast(arrays: Packed, dtype: np.dtype) -> Packed:
    """The same arrays, those of floats in another precision."""
    return type(arrays)(
        *(a.astype(dtype, copy=False) if a.dtype.kind == "f" else a for a in arrays)
    )


def pack(arrays: Packed, lanes: int, dtype: np.dtype) -> Packed:
    """Arrays (..., R) as rows (rows, lanes); the last run fills what is left over."""
    tiles = type(arrays)(*(_room(array, lanes, dtype) for array in arrays))
    fill(tiles, arrays)
    return tiles


def _room(array: np.ndarray, lanes: int, dtype: np.dtype) -> np.ndarray:
    rows = array.size // array.shape[-1]
    return aligned((rows, lanes), dtype if array.dtype.kind == "f" else UINT64)


def fill(tiles: Packed, arrays: Packed) -> None:
    """Copy arrays (..., R) into the rows of a tile; the last run fills what is left over."""
    for tile, array in zip(tiles, arrays, strict=True):
        runs = array.shape[-1]
        flat = array.reshape(-1, runs)
        tile[:, :runs] = flat
        tile[:, runs:] = flat[:, -1:]


def batch_arrays(runs: Sequence[T], lanes: int) -> tuple[T, ...]:
    """One entry a lane; the last run fills what is left over."""
    return (*runs, *[runs[-1]] * (lanes - len(runs)))


def unpack(tiles: Packed, into: Packed) -> None:
    """Copy the rows of a tile back to arrays (..., R)."""
    for tile, array in zip(tiles, into, strict=True):
        array[...] = tile[:, : array.shape[-1]].reshape(array.shape)
