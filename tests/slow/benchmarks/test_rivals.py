"""The rivals compute what the engine computes, and who does not is refused."""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks import agreement, c_rival, engine, mesa_agents, numpy_rival
from benchmarks.agreement import DisagreementError
from benchmarks.task import Final, task

FLOAT64 = np.dtype("float64")
exact_numpy = partial(numpy_rival.run, dtype=FLOAT64)


@pytest.fixture(scope="module")
def in_c():
    with tempfile.TemporaryDirectory() as folder:
        library = c_rival.build(Path(folder), FLOAT64)
        yield lambda asked: c_rival.run(library, asked, FLOAT64)


def spoilt(run, factor):
    """A rival whose rates are a little wrong."""

    def wrong(asked):
        final = run(asked)
        return Final(final.rate * factor, final.activation, final.angle)

    return wrong


@pytest.mark.parametrize("common", [False, True])
def test_c_gives_the_bits_of_the_engine(in_c, common):
    asked = task(70, milliseconds=400, common=common)  # more than a tile
    ours, theirs = engine.run(asked, FLOAT64), in_c(asked)
    assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
    assert ours.rate.std() > 0.1


def test_c_is_right_on_other_bodies(in_c):
    for body in ("neck", "chain:6"):
        asked = task(5, milliseconds=200, body=body)
        ours, theirs = engine.run(asked, FLOAT64), in_c(asked)
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True)), body


def test_numpy_follows_the_engine():
    assert agreement.check_quiet("numpy", exact_numpy, 1e-12, exact=True, runs=3) < 1e-12


def test_mesa_gives_the_bits_of_the_engine():
    asked = task(2, milliseconds=60)
    ours, theirs = engine.run(asked, FLOAT64), mesa_agents.run(asked)
    assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_noise_of_its_own_must_have_the_same_spread():
    run = partial(engine.run, dtype=np.dtype("float32"))
    assert abs(agreement.check_spread("engine", run)) < 0.01


@pytest.mark.parametrize("wrong", [1.001, 0.0, np.nan])
def test_wrong_rates_are_refused(wrong):
    rival = spoilt(partial(engine.run, dtype=FLOAT64), wrong)
    with pytest.raises(DisagreementError, match="rival is refused: it differs from the engine"):
        agreement.check_quiet("rival", rival, 1e-6, exact=True, runs=2)


def test_noise_of_the_wrong_size_is_refused():
    def louder(asked):
        final, calm = (engine.run(t, FLOAT64) for t in (asked, asked.quiet()))
        return final._replace(rate=calm.rate + 1.5 * (final.rate - calm.rate))

    with pytest.raises(DisagreementError, match=r"rival is refused: .* times the engine's"):
        agreement.check_spread("rival", louder)
    with pytest.raises(DisagreementError, match="rival is refused"):
        agreement.check_common("rival", lambda asked: engine.run(asked.quiet(), FLOAT64))


def test_runs_that_do_not_share_their_noise_are_refused():
    def apart(asked):
        return engine.run(asked.__class__(
            asked.network, asked.timeline, asked.params, tuple(range(asked.runs))), FLOAT64
        )  # fmt: skip

    with pytest.raises(DisagreementError, match="do not share their noise"):
        agreement.check_common("rival", apart)


def test_parts_of_a_task_are_the_task():
    asked = task(5, milliseconds=50)
    whole, parts = asked.spans, asked.parts(2)
    assert [part.runs for part in parts] == [2, 2, 1]
    for k, part in enumerate(parts):
        for (all_runs, steps), (own, own_steps) in zip(whole, part.spans, strict=True):
            assert steps == own_steps
            assert np.array_equal(own.bias, all_runs.bias[:, 2 * k : 2 * k + 2])
