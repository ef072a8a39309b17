"""What is compiled to machine code, and when it is compiled anew.

Numba caches machine code by the file, name and closure of a function: it does not see a change
in a function that is compiled into it, and fails where a type in its cache has moved. So every
kernel carries a digest of all sources in its name.
"""

import hashlib
import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import njit

from model import draws, dynamics, engine, lanes, noise, rows, tally, wiring
from model.draws import WIDTH, Shared, draw_nodes, own_width
from model.engine import Plan, Sizes, run
from model.rows import rows as views
from model.tally import Roles, Tally, Windows, tally_samples
from model.tile import Tile, Trace

TALLY_LANES = 8  # float64


def sources() -> str:
    """Digest of the modules whose functions and numbers are compiled into the kernels."""
    modules = (dynamics, lanes, rows, noise, draws, tally, wiring, engine)
    texts = [inspect.getsource(module) for module in modules]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def compiled(function: Callable[..., None]) -> Any:
    """Compile a kernel without fast-math, and cache it for as long as no source changes."""
    function.__qualname__ = f"{function.__name__}_{sources()}"
    return njit(cache=True, nogil=True, error_model="numpy")(function)


@cache
def advance_rows(count: int) -> Callable[..., None]:
    """The engine for rows of ``count`` runs: see :func:`model.engine.run`."""
    part = own_width(count)

    def advance(tile: Tile, windows: Windows, sizes: Sizes, plan: Plan) -> None:
        seen = Tile(
            views(tile.net, count), views(tile.given, count), views(tile.state, count),
            views(tile.work, count), views(tile.shared, WIDTH), views(tile.own, part),
            views(tile.normals, count), views(tile.trace, count),
            views(tile.tally, count), views(tile.roles, count),
        )  # fmt: skip
        run(seen, windows, sizes, plan)

    return compiled(advance)


@cache
def draw_step() -> Callable[..., None]:
    """A function that draws the random numbers of one run at one step.

    It takes the low and the high word of the seed, the step, room to work in (from
    :func:`~model.draws.shared_draws`, float64), and fills a float64 array, one entry a node.
    """

    def draw(low: int, high: int, step: int, shared: Shared, out: np.ndarray) -> None:
        groups = draws.groups_of(out.size)
        draw_nodes(low, high, step, views(shared, WIDTH), groups, out)

    return compiled(draw)


@cache
def tally_trace() -> Callable[..., None]:
    """A function that tallies a trace of rows of ``TALLY_LANES`` runs in float64."""

    def tally_all(trace: Trace, tally: Tally, roles: Roles, times: np.ndarray,
                  windows: Windows, sizes: Sizes) -> None:  # fmt: skip
        tally_samples(
            views(trace, TALLY_LANES), views(tally, TALLY_LANES), views(roles, TALLY_LANES),
            times, windows, sizes,
        )  # fmt: skip

    return compiled(tally_all)
