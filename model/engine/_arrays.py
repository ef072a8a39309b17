"""Pack runs into batches: arrays whose rows hold one number for each run of a batch.

Arrays (..., R) of the model become arrays (rows, lanes): the leading dimensions are flattened
and the runs fill the SIMD lanes of a row, so that a loop over runs is vector code. A batch with
fewer runs than lanes repeats its last run in the unused lanes.
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
    """Recorded states: T samples (of ``rate`` none, unless rates are recorded)."""

    activation: np.ndarray  # (T x M, lanes)
    angle: np.ndarray  # (T x D, lanes) rad
    rate: np.ndarray  # (T x N, lanes)


class Workspace(NamedTuple):
    """Positions in the arrays, and memory for the intermediate values of one step.

    A lag is a delay into delay buffers of one length; L lags serve all E synapses, B synapse
    groups, N nodes and M muscles.
    """

    group_first: np.ndarray  # (N + 1,) see motorloops.model.network.wiring.SynapseGroups
    group_synapse: np.ndarray  # (B + 1,)
    group_site: np.ndarray  # (B,)
    source_row: np.ndarray  # (E,) first row of the source's delay buffer
    source_lag: np.ndarray  # (E,) lag of the synapse
    own_row: np.ndarray  # (N,) first row of a node's delay buffer
    own_lag: np.ndarray  # (N,) lag of what a node sends now
    last_lag: np.ndarray  # (N,) lag of what a node sent one step before
    pool_row: np.ndarray  # (M,) first row of the delay buffer of each muscle's motoneurons
    pool_lag: np.ndarray  # (M,) lag of what left them one step before
    lag_delay: np.ndarray  # (L,) ms
    lag_length: np.ndarray  # (L,) of the delay buffers
    lag_stride: np.ndarray  # (L,) of the delay buffers
    lag_row: np.ndarray  # (L,) position of each lag in its delay buffer at this step
    scaled: np.ndarray  # (N,) 0 where no run scales a node's synaptic input, else 1
    altered: np.ndarray  # (N,) 0 where a node sends its rate now and did so last, else 1
    turn: np.ndarray  # (M, lanes) rad, in each muscle's shortening direction
    speed: np.ndarray  # (M, lanes) rad/s


class Normals(NamedTuple):
    """The draws of :class:`~motorloops.model.engine._draws.Own`, read as whole rows."""

    of: np.ndarray  # (DRAWN, lanes), one row a node


class BatchArrays(NamedTuple):
    """All arrays of one batch, or their raw views in compiled code."""

    net: Wiring
    given: Coefficients
    state: State
    work: Workspace
    shared: Shared
    own: Own
    normals: Normals
    trace: Trace
    accumulators: Accumulators
    roles: Roles


def workspace(wiring: Wiring, lanes: int, dtype: np.dtype) -> Workspace:
    """Positions of a network's arrays, and memory for one batch."""
    nodes, pools, buffers = np.arange(len(wiring.rule)), wiring.motoneuron, delay_buffers(wiring)
    node = np.concatenate([wiring.source, nodes, nodes, pools])
    delay = np.concatenate(
        [wiring.delay, np.zeros_like(nodes), np.ones_like(nodes), np.ones_like(pools)]
    )
    beyond = int(buffers.length.max(initial=0)) + 1
    kinds, lag = np.unique(delay * beyond + buffers.length[node], return_inverse=True)
    delays, lengths = np.divmod(kinds, beyond)
    stride_of = np.zeros(beyond, np.int64)
    stride_of[buffers.length] = buffers.stride
    strides = stride_of[lengths]
    ends = np.cumsum([len(wiring.source), len(nodes), len(nodes)])
    source_lag, own_lag, last_lag, pool_lag = np.split(lag, ends)
    turn, speed = (aligned((len(pools), lanes), dtype) for _ in range(2))
    return Workspace(
        *synapse_groups(wiring), buffers.first[wiring.source], source_lag, buffers.first, own_lag,
        last_lag, buffers.first[pools], pool_lag, delays, lengths, strides, np.zeros_like(delays),
        np.ones_like(nodes), np.ones_like(nodes), turn, speed,
    )  # fmt: skip


def cast(arrays: Packed, dtype: np.dtype) -> Packed:
    """Convert the floating-point arrays of a named tuple to another precision."""
    return type(arrays)(
        *(a.astype(dtype, copy=False) if a.dtype.kind == "f" else a for a in arrays)
    )


def pack(arrays: Packed, lanes: int, dtype: np.dtype) -> Packed:
    """Copy arrays (..., R) into new arrays (rows, lanes); unused lanes repeat the last run."""
    return type(arrays)(*(_pack_one(array, lanes, dtype) for array in arrays))


def pack_changed(arrays: Packed, before: Packed, rows: Packed) -> Packed:
    """:func:`pack` where ``before`` is packed as ``rows``: the same arrays are not copied again."""
    return type(arrays)(
        *(
            row if array is old else _pack_one(array, row.shape[1], row.dtype)
            for array, old, row in zip(arrays, before, rows, strict=True)
        )
    )


def _pack_one(array: np.ndarray, lanes: int, dtype: np.dtype) -> np.ndarray:
    row = _room(array, lanes, dtype)
    _fill_one(row, array)
    return row


def _room(array: np.ndarray, lanes: int, dtype: np.dtype) -> np.ndarray:
    rows = array.size // array.shape[-1]
    return aligned((rows, lanes), dtype if array.dtype.kind == "f" else UINT64)


def fill(rows: Packed, arrays: Packed) -> None:
    """Copy arrays (..., R) into arrays (rows, lanes); unused lanes repeat the last run."""
    for row, array in zip(rows, arrays, strict=True):
        _fill_one(row, array)


def _fill_one(row: np.ndarray, array: np.ndarray) -> None:
    runs = array.shape[-1]
    flat = array.reshape(-1, runs)
    row[:, :runs] = flat
    row[:, runs:] = flat[:, -1:]


def batch_arrays(runs: Sequence[T], lanes: int) -> tuple[T, ...]:
    """Extend one entry per run to one entry per lane; unused lanes repeat the last run."""
    return (*runs, *[runs[-1]] * (lanes - len(runs)))


def unpack(rows: Packed, into: Packed) -> None:
    """Copy arrays (rows, lanes) back to arrays (..., R)."""
    for packed, array in zip(rows, into, strict=True):
        array[...] = packed[:, : array.shape[-1]].reshape(array.shape)
