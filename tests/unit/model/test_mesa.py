"""What a Mesa user expects: levers as arguments, batch_run with replicates, rows from time 0."""

import inspect
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from motorloops import MotorModel, Params, levers
from motorloops.model.agents import NEVER
from motorloops.model.params import SHORT_FORMS
from tests.helpers.invalid import invalid

REPLICATES = (
    {"rng": [None] * 3} if "rng" in inspect.signature(mesa.batch_run).parameters
    else {"iterations": 3}
)  # fmt: skip
ONCE = {"number_processes": 1, "display_progress": False}


def batch(parameters: dict, **more: object) -> pd.DataFrame:
    """The rows of batch_run on a small body."""
    given = {"body": "chain:1", **parameters}
    return pd.DataFrame(mesa.batch_run(MotorModel, given, **{**ONCE, **more}))


# --- levers and seeds -------------------------------------------------------------------


def test_levers_are_arguments_of_a_model() -> None:
    model = MotorModel(Params(stress=0.1, effort=0.9), loss=0.3, stress=0.4, seed=1)
    assert model.params == Params(stress=0.4, effort=0.9).replace(loss=0.3)
    with invalid("stress", 2.0):
        MotorModel(stress=2.0)


@pytest.mark.parametrize(
    ("name", "suggested"), [("stres", "stress"), ("sed", "seed"), ("zzz", "params, body, seed")]
)
def test_an_unknown_argument_is_refused_with_what_is_allowed(name: str, suggested: str) -> None:
    with invalid("argument", name) as caught:
        MotorModel(**{name: 0.5})  # type: ignore[arg-type]
    assert suggested in caught.value.allowed


def test_the_signature_lists_every_lever() -> None:
    found = inspect.signature(MotorModel).parameters
    assert {*levers(), *SHORT_FORMS, "params", "body", "rng", "collect_every"} <= set(found)
    assert found["effort"].default == Params().effort
    assert not [name for name, one in found.items() if one.default is inspect.Parameter.empty]


def test_no_seed_is_another_seed_each_time() -> None:
    seeds = {MotorModel(body="chain:1", collect_every=NEVER).seed for _ in range(3)}
    assert len(seeds) == 3
    assert all(0 <= seed < 2**53 for seed in seeds)


@pytest.mark.parametrize("kind", ["int", "list", "sequence", "bits", "generator"])
def test_mesas_rng_gives_the_seed_by_a_documented_rule(kind: str) -> None:
    def rng() -> Any:
        makers: dict[str, Callable[[], Any]] = {
            "int": lambda: 5, "list": lambda: [5, 6], "sequence": lambda: np.random.SeedSequence(5),
            "bits": lambda: np.random.PCG64(5), "generator": lambda: np.random.default_rng(5),
        }  # fmt: skip
        return makers[kind]()

    expected = 5 if kind == "int" else int(np.random.default_rng(rng()).integers(2**53))
    models = [MotorModel(body="chain:1", rng=rng()) for _ in range(2)]
    assert [model.seed for model in models] == [expected] * 2
    assert models[0].random.random() == models[1].random.random()
    assert models[0].rng.random() == models[1].rng.random()


def test_one_generator_gives_models_different_seeds() -> None:
    generator = np.random.default_rng(1)
    assert MotorModel(rng=generator).seed != MotorModel(rng=generator).seed


@pytest.mark.parametrize("wrong", [-1, 1.5, True, "a", [-1], 2**64])
def test_a_wrong_rng_is_refused(wrong: object) -> None:
    with invalid("rng", wrong):
        MotorModel(rng=wrong)


def test_seed_and_rng_together_are_refused() -> None:
    with invalid("rng", 2):
        MotorModel(seed=1, rng=2)


# --- batch_run --------------------------------------------------------------------------


def test_replicates_differ_and_their_rows_say_how_to_repeat_them() -> None:
    rows = batch({"stress": 0.5}, max_steps=20, **REPLICATES)
    last = rows[rows["key"] == "M1/flexor_0"]
    assert last["level"].nunique() == last["seed"].nunique() == 3
    for seed, level in zip(last["seed"].tolist(), last["level"].tolist(), strict=True):
        model = MotorModel(stress=0.5, body="chain:1", seed=seed)
        model.advance(20)
        assert model.rate[model.network.index("M1/flexor_0")] == level


def test_levers_and_seeds_are_parameters() -> None:
    rows = batch({"loss": [0.0, 0.5], "seed": [1, 2]}, max_steps=10)
    runs = rows.groupby("RunId").first()
    assert set(zip(runs["loss"], runs["seed"], strict=True)) == {
        (0.0, 1), (0.0, 2), (0.5, 1), (0.5, 2)
    }  # fmt: skip
    assert runs["time_ms"].eq(10).all()


@pytest.mark.parametrize("every", [1, 7, None])
def test_a_row_holds_the_values_of_one_moment(every: int | None) -> None:
    given = {"seed": 1, "effort": 1.0} | ({"collect_every": every} if every else {})
    rows = batch(given, max_steps=25, data_collection_period=1)
    every = every or MotorModel(body="chain:1").collect_every
    assert set(rows["time_ms"]) == set(range(0, 26, every))
    assert (rows["time_ms"] == rows["Step"] // every * every).all()
    levels = rows[rows["key"] == "M1/flexor_0"].set_index("time_ms")["level"]
    assert set(levels.index) == set(rows["time_ms"])
    model = MotorModel(body="chain:1", seed=1, effort=1.0)
    for time in range(26):
        if time in levels.index:
            found = np.unique(levels[[time]])
            assert found.tolist() == [model.rate[model.network.index("M1/flexor_0")]]
        model.step()


# --- rows -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["step", "advance"])
def test_rows_begin_at_time_zero(how: str) -> None:
    model = MotorModel(seed=1, collect_every=5)
    assert model.frame().index.tolist() == [0]
    for _ in range(12):
        model.step() if how == "step" else model.advance(1)
    frame, agents = model.frame(), model.datacollector.get_agent_vars_dataframe()
    assert frame.index.tolist() == frame["time_ms"].tolist() == [0, 5, 10]
    assert agents.index.get_level_values("Step").unique().tolist() == [0, 5, 10]
    resting = agents.xs(0, level="Step").set_index("key")["level"]
    nodes = model.network.node_keys
    assert resting[list(nodes)].tolist() == model.network.wiring.rest.tolist()


@pytest.mark.parametrize("wrong", [0, -1, 10.5, 1.0, True, None, "10"])
def test_a_wrong_spacing_of_rows_is_refused_at_once(wrong: object) -> None:
    with invalid("collect_every", wrong):
        MotorModel(collect_every=wrong)  # type: ignore[arg-type]
    model = MotorModel(body="chain:1")
    with invalid("collect_every", wrong):
        model.collect_every = wrong  # type: ignore[assignment]
    model.advance(10)
    assert len(model.frame()) == 2


@pytest.mark.parametrize("wrong", [0, 1.5, 2.0, True, None, "5", float("nan")])
def test_a_wrong_number_of_milliseconds_is_refused_at_once(wrong: object) -> None:
    model = MotorModel(body="chain:1")
    with invalid("milliseconds", wrong):
        model.advance(wrong)  # type: ignore[arg-type]
    assert model.time_ms == 0
