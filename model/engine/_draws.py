"""Draw the noise of one step: for each run of a row, or for all nodes of one seed.

Both give the draw that (seed, node, step) has in :mod:`motorloops.model.noise`. Runs that share
a seed share the draws.
"""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model.engine._simd import (
    aligned,
    as_float,
    byte_sums,
    constant_lanes,
    counting,
    evens_first,
    lower_halves,
)
from motorloops.model.noise import (
    BLOCK,
    ROUNDS,
    WEYL_0,
    WEYL_1,
    philox,
    philox_round,
    standardised,
)

WIDTH = 16  # blocks of nodes drawn together for one seed
DRAWN = 2 * BLOCK  # nodes drawn together for seeds of their own: two blocks that share key words


class Shared(NamedTuple):
    """The draws of one step that all runs of a row share: one memory, two views."""

    by_block: np.ndarray  # (BLOCK x groups, WIDTH)
    by_node: np.ndarray  # the same, flat: see :func:`place_of`


@register_jitable
def groups_of(nodes: int) -> int:
    """Number of groups of WIDTH blocks that hold all nodes."""
    return -(-nodes // (BLOCK * WIDTH))


def shared_draws(nodes: int, dtype: np.dtype) -> Shared:
    """Memory for the draws of all nodes at one step."""
    whole = aligned((BLOCK * groups_of(nodes), WIDTH), dtype)
    return Shared(whole, whole.reshape(-1))


@register_jitable
def place_of(node: int, groups: int) -> int:
    """Index of a node's draw in ``Shared.by_node``."""
    return node % BLOCK * groups * WIDTH + node // BLOCK


class Own(NamedTuple):
    """The draws of one step for DRAWN nodes, where each run has its own.

    Compiled code reads both in parts of at most WIDTH runs, because the generator's words of
    more runs would not fit into the registers.
    """

    key: np.ndarray  # (2, lanes) uint64, low and high words of the runs' seeds
    round_key: np.ndarray  # (2 x ROUNDS, lanes) uint64, part by part: see set_round_keys
    normals: np.ndarray  # (DRAWN, lanes)


def own_width(lanes: int) -> int:
    """Number of runs of a row whose noise is drawn together."""
    return min(lanes, WIDTH)


def own_draws(key: np.ndarray, normals: np.ndarray) -> Own:
    """Memory for the draws of runs with their own seeds; ``key`` and ``normals`` as in Own."""
    return Own(key, aligned((2 * ROUNDS, key.shape[1]), key.dtype), normals)


@register_jitable
def set_round_keys(own: Any, parts: int) -> None:
    """Work out the key words of each round once, for all draws that follow.

    In each part they stand in the order of :func:`~motorloops.model.engine._simd.evens_first`.
    """
    for part in range(parts):
        low, high = evens_first(own.key[part]), evens_first(own.key[parts + part])
        for k in range(ROUNDS):
            place = (part * ROUNDS + k) * 2
            own.round_key[place], own.round_key[place + 1] = low, high
            low, high = low + WEYL_0, high + WEYL_1


@register_jitable
def _normals(word: Any, like: Any) -> Any:
    """Standard normal draws from words in the order of evens_first, as floats of a kind."""
    return standardised(as_float(byte_sums(lower_halves(word)), like))


@register_jitable
def draw_own(group: int, step: int, own: Any, parts: int) -> None:
    """Draw for the nodes from ``group`` x DRAWN and every run of a batch, part by part."""
    for part in range(parts):
        zeros = constant_lanes(0, own.key[0])
        now = constant_lanes(step, zeros)
        one = constant_lanes(2 * group, zeros), now, zeros, zeros
        other = constant_lanes(2 * group + 1, zeros), now, zeros, zeros
        for k in range(ROUNDS):
            place = (part * ROUNDS + k) * 2
            low, high = own.round_key[place], own.round_key[place + 1]
            one = philox_round(*one, low, high)
            other = philox_round(*other, low, high)
        words = one + other
        for k in range(DRAWN):
            place = k * parts + part
            own.normals[place] = _normals(words[k], own.normals[place])


@register_jitable
def draw_shared(step: int, low: int, high: int, groups: int, out: Any) -> None:
    """Draw for all nodes of one seed, WIDTH blocks at a time: fills ``Shared.by_block``."""
    for group in range(groups):
        block = evens_first(counting(group * WIDTH, out[0]))
        words = philox(
            block,
            constant_lanes(step, block),
            constant_lanes(low, block),
            constant_lanes(high, block),
        )
        for k in range(BLOCK):
            out[k * groups + group] = _normals(words[k], out[0])


@register_jitable
def draw_nodes(low: int, high: int, step: int, shared: Any, groups: int, out: Any) -> None:
    """Fill ``out`` (nodes,) with the draws of one seed at one step; ``shared`` is overwritten."""
    draw_shared(step, low, high, groups, shared.by_block)
    for node in range(out.size):
        out[node] = shared.by_node[place_of(node, groups)]
