"""The random numbers: known answers of the generator, exact moments, and independence."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.engine._draws import shared_draws
from motorloops.model.engine._kernel import draw_step
from motorloops.model.noise import BLOCK, WORD, keys, normal, philox

MASK = 0xFFFFFFFF
words = st.integers(0, MASK)
# Known answers for Philox4x32 with 7 rounds, from the kat_vectors of Random123:
# counter (4 words), key (2 words), output (4 words).
KNOWN = (
    "00000000 00000000 00000000 00000000 00000000 00000000 5f6fb709 0d893f64 4f121f81 4f730a48",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 5207ddc2 45165e59 4d8ee751 8c52f662",
    "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 4dfccaba 190a87f0 c47362ba b6b5242a",
)


def reference(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x32-7 of any counter, written down a second time from its publication."""
    c0, c1, c2, c3 = counter
    for round_ in range(7):
        k0 = (key[0] + round_ * 0x9E3779B9) % 2**32
        k1 = (key[1] + round_ * 0xBB67AE85) % 2**32
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
    return [c0, c1, c2, c3]


@pytest.mark.parametrize("line", KNOWN)
def test_the_reference_gives_the_known_answers(line: str) -> None:
    numbers = [int(word, 16) for word in line.split()]
    assert reference(numbers[:4], numbers[4:6]) == numbers[6:]


compiled_philox = numba.njit(philox)
compiled_normal = numba.njit(normal)


def draws(seed: int, step: int, nodes: int) -> np.ndarray:
    low, high = keys(np.array([seed], np.uint64))[:, 0].tolist()
    out = np.full(nodes, np.nan)
    draw_step()(low, high, step, shared_draws(nodes, out.dtype), out)
    return out


def test_the_model_uses_the_generator_with_the_known_answers() -> None:
    expected = tuple(int(word, 16) for word in KNOWN[0].split()[6:])
    assert philox(0, 0, 0, 0) == expected
    assert compiled_philox(0, 0, 0, 0) == expected


@given(words, words, words, words)
def test_python_machine_code_and_reference_agree(block, step, low, high) -> None:
    expected = reference([block, step, 0, 0], [low, high])
    assert list(philox(block, step, low, high)) == expected
    assert list(compiled_philox(block, step, low, high)) == expected
    for word in expected:
        assert 0 <= word <= MASK
        assert compiled_normal(word) == normal(word)


@given(words)
def test_a_draw_is_the_standardised_sum_of_four_bytes(word: int) -> None:
    total = sum(word.to_bytes(4, "little"))
    assert normal(word) == pytest.approx((total - 510) / np.sqrt(4 * (256**2 - 1) / 12), abs=1e-12)


def test_mean_and_variance_are_exact_over_all_byte_values() -> None:
    count = np.ones(1)
    for _ in range(4):
        count = np.convolve(count, np.ones(256))
    # One word of every possible sum of bytes, from 0 to 4 * 255.
    made = [
        sum(min(255, max(0, total - 255 * k)) << (8 * k) for k in range(4)) for total in range(1021)
    ]
    values = np.array([normal(word) for word in made])
    share = count / count.sum()
    assert (share * values).sum() == pytest.approx(0.0, abs=1e-12)
    assert (share * values**2).sum() == pytest.approx(1.0, abs=1e-12)
    assert (share * values**4).sum() == pytest.approx(3.0 - 0.3, abs=0.01)
    assert values.max() == -values.min() == pytest.approx(3.4506, abs=1e-3)


def test_seeds_are_split_into_two_words() -> None:
    seeds = np.array([0, 5, 2**32 + 5, 2**64 - 1], np.uint64)
    assert keys(seeds).tolist() == [[0, 5, 5, WORD], [0, 0, 1, WORD]]
    assert keys(seeds).dtype == np.int64


def test_seeds_above_32_bits_differ() -> None:
    seeds = [5, 2**32 + 5, 2**33 + 5, 2**63 + 5, 2**64 - 1]
    assert len({draws(seed, 3, 40).tobytes() for seed in seeds}) == len(seeds)


@pytest.mark.parametrize("nodes", [1, 3, BLOCK, 4 * BLOCK + 1, 50])
def test_a_whole_step_is_drawn_as_node_by_node(nodes: int) -> None:
    seed, step = 2**40 + 7, 123_456
    low, high = seed & MASK, seed >> 32
    alone = [normal(philox(k // BLOCK, step, low, high)[k % BLOCK]) for k in range(nodes)]
    assert draws(seed, step, nodes).tolist() == alone


def test_a_node_draws_the_same_in_a_larger_network() -> None:
    assert draws(1, 9, 400)[:13].tolist() == draws(1, 9, 13).tolist()


@pytest.fixture(scope="module")
def sample() -> np.ndarray:
    """(seeds, steps, nodes) draws."""
    return np.array([[draws(seed, step, 64) for step in range(256)] for seed in range(16)])


def test_moments_of_many_draws(sample: np.ndarray) -> None:
    n = sample.size
    assert abs(sample.mean()) < 4 / np.sqrt(n)
    assert abs(sample.var() - 1) < 4 * np.sqrt(1.7 / n)
    assert abs((sample**3).mean()) < 4 * np.sqrt(15 / n)
    assert (sample**4).mean() == pytest.approx(2.7, abs=0.05)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation in units of its standard deviation for independent draws."""
    return abs((one * other).mean()) * np.sqrt(one.size)


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["seeds", "steps", "nodes"])
@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5])
def test_neighbouring_draws_are_independent(sample: np.ndarray, axis: int, lag: int) -> None:
    length = sample.shape[axis]
    one = np.take(sample, range(length - lag), axis)
    other = np.take(sample, range(lag, length), axis)
    assert correlation(one, other) < 4.5
    assert correlation(one**2 - 1, other**2 - 1) < 4.5 * 1.7


def test_no_draw_is_repeated(sample: np.ndarray) -> None:
    assert len({block.tobytes() for block in sample.reshape(-1, BLOCK)}) == sample.size // BLOCK
