"""Draw the noise of one step: for each run of a row, or for all nodes of one seed.

Both give the draw that (seed, node, step) has in :mod:`motorloops.model.noise`. Runs that share
a seed share the draws.
"""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model.engine._simd import aligned, as_float, constant_lanes, counting, lower_half
from motorloops.model.noise import (
    BLOCK,
    ROUNDS,
    WEYL_0,
    WEYL_1,
    byte_sum,
    philox,
    philox_round,
    standardised,
)

WIDTH = 16  # blocks of nodes drawn together for one seed


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
    """The draws of one step for a block of nodes, where each run has its own.

    Compiled code reads both in parts of at most WIDTH runs, because the generator's words of
    more runs would not fit into the registers.
    """

    key: np.ndarray  # (2, lanes) uint64, low and high words of the runs' seeds
    round_key: np.ndarray  # (2 x ROUNDS, lanes) uint64, part by part: see set_round_keys
    normals: np.ndarray  # (BLOCK, lanes)


def own_width(lanes: int) -> int:
    """Number of runs of a row whose noise is drawn together."""
    return min(lanes, WIDTH)


def own_draws(key: np.ndarray, normals: np.ndarray) -> Own:
    """Memory for the draws of runs with their own seeds; ``key`` and ``normals`` as in Own."""
    return Own(key, aligned((2 * ROUNDS, key.shape[1]), key.dtype), normals)


@register_jitable
def set_round_keys(own: Any, parts: int) -> None:
    """Work out the key words of each round once, for all draws that follow."""
    for part in range(parts):
        low, high = own.key[part], own.key[parts + part]
        for k in range(ROUNDS):
            place = (part * ROUNDS + k) * 2
            own.round_key[place], own.round_key[place + 1] = low, high
            low, high = low + WEYL_0, high + WEYL_1


@register_jitable
def draw_own(block: int, step: int, own: Any, parts: int) -> None:
    """Draw for a block of four nodes and every run of a batch, part by part."""
    for part in range(parts):
        first = part * ROUNDS * 2
        a, b = constant_lanes(block, own.key[0]), constant_lanes(step, own.key[0])
        c, d = constant_lanes(0, a), constant_lanes(0, a)
        for k in range(ROUNDS):
            low, high = own.round_key[first + 2 * k], own.round_key[first + 2 * k + 1]
            a, b, c, d = philox_round(a, b, c, d, low, high)
        words = a, b, c, d
        for k in range(BLOCK):
            place = k * parts + part
            own.normals[place] = standardised(
                as_float(byte_sum(lower_half(words[k])), own.normals[place])
            )


@register_jitable
def draw_shared(step: int, low: int, high: int, groups: int, out: Any) -> None:
    """Draw for all nodes of one seed, WIDTH blocks at a time: fills ``Shared.by_block``."""
    for group in range(groups):
        block = counting(group * WIDTH, out[0])
        words = philox(
            block,
            constant_lanes(step, block),
            constant_lanes(low, block),
            constant_lanes(high, block),
        )
        for k in range(BLOCK):
            out[k * groups + group] = standardised(as_float(byte_sum(lower_half(words[k])), out[0]))


@register_jitable
def draw_nodes(low: int, high: int, step: int, shared: Any, groups: int, out: Any) -> None:
    """Fill ``out`` (nodes,) with the draws of one seed at one step; ``shared`` is overwritten."""
    draw_shared(step, low, high, groups, shared.by_block)
    for node in range(out.size):
        out[node] = shared.by_node[place_of(node, groups)]
