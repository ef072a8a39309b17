"""Counter-based random numbers: the same draw for the same (seed, node, step), on every path.

The generator is Philox4x32 with 7 rounds: a pure function of a key and a counter, so any
run can be recomputed alone, in any order, on any number of workers. The key is the run's
seed, the counter is (block of four nodes, step, 0, 0), and each of the four output words
serves one node of the block.

A word becomes a standard normal draw by adding its four bytes: mean and variance are exactly
0 and 1, in integer arithmetic that every platform repeats bit for bit. The sum of four
uniforms is bounded at +-3.45 and has an excess kurtosis of -0.3; the model passes it through
an Ornstein-Uhlenbeck filter of tens of steps, which leaves less than -0.01 of that.
"""

import math

import numpy as np
from numba.extending import register_jitable

from motorloops.model.errors import InputError

SEED_LIMIT = 2**64  # seeds are whole numbers below this
DRAWN_LIMIT = 2**53  # drawn ones are below this, so that every table holds them exactly
WORD = 0xFFFFFFFF
BLOCK = 4  # nodes served by one counter
ROUNDS = 7
_MULTIPLY_0, _MULTIPLY_1 = 0xD2511F53, 0xCD9E8D57
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85  # added to the key words after each round
_BYTES_MEAN = 4 * 255 / 2
_PER_SD = 1.0 / math.sqrt(4 * (256**2 - 1) / 12)


@register_jitable
def philox_round(a: int, b: int, c: int, d: int, key_low: int,
                 key_high: int) -> tuple[int, int, int, int]:  # fmt: skip
    """One round of Philox4x32 of four words.

    Only the lower 32 bits of a word are used; the upper bits that products, sums and
    exclusive-ors leave need not be cleared.
    """
    even, odd = _MULTIPLY_0 * (a & WORD), _MULTIPLY_1 * (c & WORD)
    return (odd >> 32) ^ b ^ key_low, odd, (even >> 32) ^ d ^ key_high, even


@register_jitable
def philox(block: int, step: int, key_low: int, key_high: int) -> tuple[int, int, int, int]:
    """Philox4x32-7 of counter (block, step, 0, 0): four independent 32-bit words."""
    a, b, c, d = block, step, 0, 0
    for _ in range(ROUNDS):
        a, b, c, d = philox_round(a, b, c, d, key_low, key_high)
        key_low, key_high = key_low + WEYL_0, key_high + WEYL_1
    return a & WORD, b & WORD, c & WORD, d & WORD


@register_jitable
def byte_sum(word: int) -> int:
    """Sum of the four bytes of a 32-bit word."""
    pairs = (word & 0x00FF00FF) + ((word >> 8) & 0x00FF00FF)
    return (pairs + (pairs >> 16)) & 0xFFFF


@register_jitable
def standardised(total: float) -> float:
    """A byte sum, less its mean, over its standard deviation."""
    return (total - _BYTES_MEAN) * _PER_SD


@register_jitable
def normal(word: int) -> float:
    """Standard normal draw from a 32-bit word: the standardised sum of its four bytes."""
    return standardised(1.0 * byte_sum(word))


def check_seed(seed: object, field: str = "seed") -> int:
    """Return a seed as an int.

    Args:
        seed: the value.
        field: what the error names.

    Raises:
        InputError: unless it is a whole number from 0 to 2^64 - 1.
    """
    if (
        isinstance(seed, bool)
        or not isinstance(seed, int | np.integer)
        or not 0 <= seed < SEED_LIMIT
    ):
        raise InputError(field, seed, "give a whole number from 0 to 2^64 - 1")
    return int(seed)


def noise_seed(seed: object = None, rng: object = None) -> int:
    """The seed of a run's noise from the two ways in which Mesa seeds a model.

    A whole number is the seed itself. Anything else that ``numpy.random.default_rng`` takes as
    ``rng`` is given to it, and the seed is its first draw: ``default_rng(rng).integers(2**53)``. A
    generator therefore gives one model after another different seeds. With neither, the draw comes
    from the entropy of the operating system.

    Args:
        seed: a whole number from 0 to 2^64 - 1, or None.
        rng: the same, a sequence of whole numbers, a NumPy ``SeedSequence``, ``BitGenerator`` or
            ``Generator``, or None.

    Returns:
        The seed, from 0 to 2^64 - 1.

    Raises:
        InputError: for both at once, or a value of another kind.
    """
    if seed is not None and rng is not None:
        raise InputError("rng", rng, "give seed or rng, not both")
    if seed is not None:
        return check_seed(seed)
    if isinstance(rng, float | int | np.integer):
        return check_seed(rng, "rng")
    try:
        generator = np.random.default_rng(rng)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InputError("rng", rng, "give what numpy.random.default_rng takes") from None
    return int(generator.integers(DRAWN_LIMIT))


def keys(seeds: np.ndarray) -> np.ndarray:
    """Split 64-bit seeds into the generator's two key words.

    Args:
        seeds: (runs,) unsigned or non-negative integers.

    Returns:
        (2, runs) int64: low and high word of each seed.
    """
    wide = np.asarray(seeds, np.uint64)
    low = (wide & np.uint64(WORD)).astype(np.int64)
    high = (wide >> np.uint64(32)).astype(np.int64)
    return np.stack([low, high])
