"""Pack runs into tiles: arrays whose rows hold one number for each of a fixed count of runs.

The engine works on whole rows, so that its loops over runs are SIMD code. A tile that is not
full repeats its last run in the lanes left over.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from model.condition import Condition
from model.draws import Shared, shared_draws
from model.noise import BLOCK
from model.rows import aligned
from model.state import State
from model.tally import Roles, Tally
from model.wiring import Wiring

Packed = TypeVar("Packed", bound=tuple)
T = TypeVar("T")
UINT32 = np.dtype("uint32")


class Trace(NamedTuple):
    """What is kept of the states: T samples; those of ``rate`` may be none."""

    activation: np.ndarray  # (T x M, lanes)
    angle: np.ndarray  # (T x D, lanes) rad
    rate: np.ndarray  # (T x N, lanes)


class Workspace(NamedTuple):
    """Room for what one step works out on the way."""

    normals: np.ndarray  # (BLOCK, lanes) draws for a block of nodes
    turn: np.ndarray  # (M, lanes) rad, in each muscle's shortening direction
    speed: np.ndarray  # (M, lanes) rad/s
    back: np.ndarray  # (E,) row of a synapse's delayed source, from the first row written now


class Tile(NamedTuple):
    """All arrays of one tile, or the views of them in compiled code."""

    net: Wiring
    given: Condition
    state: State
    work: Workspace
    shared: Shared
    trace: Trace
    tally: Tally
    roles: Roles


def workspace(wiring: Wiring, lanes: int, dtype: np.dtype) -> tuple[Workspace, Shared]:
    """Room for one tile."""
    muscles = len(wiring.motoneuron)
    own = Workspace(
        aligned((BLOCK, lanes), dtype), aligned((muscles, lanes), dtype),
        aligned((muscles, lanes), dtype), wiring.source - wiring.delay * len(wiring.rule),
    )  # fmt: skip
    return own, shared_draws(len(wiring.rule), dtype)


def cast(arrays: Packed, dtype: np.dtype) -> Packed:
    """The same arrays, those of floats in another precision."""
    return type(arrays)(
        *(a.astype(dtype, copy=False) if a.dtype.kind == "f" else a for a in arrays)
    )


def pack(arrays: Packed, lanes: int, dtype: np.dtype) -> Packed:
    """Arrays (..., R) as rows (rows, lanes); the last run fills what is left over."""
    return type(arrays)(*(_pack(a, lanes, dtype) for a in arrays))


def _pack(array: np.ndarray, lanes: int, dtype: np.dtype) -> np.ndarray:
    runs = array.shape[-1]
    flat = array.reshape(-1, runs)
    tile = aligned((len(flat), lanes), dtype if array.dtype.kind == "f" else UINT32)
    tile[:, :runs] = flat
    tile[:, runs:] = flat[:, -1:]
    return tile


def tile_of(runs: Sequence[T], lanes: int) -> tuple[T, ...]:
    """One entry a lane; the last run fills what is left over."""
    return (*runs, *[runs[-1]] * (lanes - len(runs)))


def unpack(tiles: Packed, into: Packed) -> None:
    """Copy the rows of a tile back to arrays (..., R)."""
    for tile, array in zip(tiles, into, strict=True):
        array.reshape(-1, array.shape[-1])[:] = tile[:, : array.shape[-1]]
