"""Levers, timelines, results and live models can be copied and pickled."""

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from motorloops import (
    PRESETS,
    Configuration,
    MotorModel,
    NetworkAgent,
    Params,
    PopulationAgent,
    hold,
    simulate,
)


def test_values_survive_pickling() -> None:
    for value in (Params(), hold(0.3), PRESETS["mild"], Configuration(stimuli={"M1": 0.5})):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_a_trajectory_survives_pickling() -> None:
    trajectory = simulate(Params(), hold(0.05), seeds=[1])
    again = pickle.loads(pickle.dumps(trajectory))
    assert again.timeline == trajectory.timeline
    assert again.network.digest == trajectory.network.digest


def pickled(model: MotorModel) -> MotorModel:
    return pickle.loads(pickle.dumps(model))


each_way = pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])


def busy() -> MotorModel:
    """A model in the middle of everything that can go on."""
    model = MotorModel(seed=3, loss=0.3, touch=0.5, plasticity=1.0, fatigue=0.4, collect_every=20)
    model.advance(90)
    model.lesion("GPI/biceps", 0.4)
    model.stimulate("M1/triceps", 0.1)
    model.set_levers(stress=0.5)
    model.command = 0.8
    model.step()
    return model


def onwards(model: MotorModel) -> tuple[bytes, ...]:
    """Every bit of a model after a while, by the engine and by the agents."""
    model.advance(45)
    for _ in range(5):
        model.step()
    model.lesion("GPI/biceps", 0.0)
    model.advance(10)
    return tuple(array.tobytes() for array in model.state)


@each_way
def test_a_copied_model_continues_as_the_original_does(
    copied: Callable[[MotorModel], MotorModel],
) -> None:
    model = busy()
    again = copied(model)
    assert (again.time_ms, again.params, again.command) == (91, model.params, 0.8)
    after = onwards(again)
    assert model.time_ms == 91  # the copy has not moved it
    assert onwards(model) == after
    assert again.frame().equals(model.frame())
    rows = [one.datacollector.get_agent_vars_dataframe() for one in (model, again)]
    assert rows[0].equals(rows[1])
    assert model.random.random() == again.random.random()
    assert model.rng.random() == again.rng.random()


def test_a_copy_shares_the_network_alone() -> None:
    model = busy()
    again = copy.deepcopy(model)
    assert again.network is model.network
    for own, other in zip(model.state, again.state, strict=True):
        assert not np.shares_memory(own, other)
    assert not set(again.agents) & set(model.agents)
    assert all(agent.model is again for agent in again.agents)
    assert {cell.agents[0] for cell in again.space.all_cells} == set(again.agents)


class Mine(MotorModel):
    """A model with a state and an argument of its own."""

    def __init__(self, threshold: float) -> None:
        super().__init__(seed=2, body="chain:1")
        self.threshold, self.above = threshold, 0

    def step(self) -> None:
        super().step()
        self.above += int(self.rate.max() > self.threshold)


class Tired(PopulationAgent):
    """A population that counts its steps and fires less and less."""

    steps = 0

    def respond(self, drive: float) -> float:
        self.steps += 1
        return 0.5 / (1 + 0.1 * self.steps)


@each_way
def test_what_a_user_added_is_copied(copied: Callable[[MotorModel], MotorModel]) -> None:
    model = Mine(0.3)
    (old,) = [one for one in model.agents if getattr(one, "key", "") == "M1/flexor_0"]
    assert isinstance(old, NetworkAgent)
    assert old.cell is not None
    cell, index = old.cell, old.index
    old.remove()
    agent = Tired(model, cell, index)
    model.advance(15)
    again = copied(model)
    assert type(again) is Mine
    assert (again.threshold, again.above) == (0.3, model.above)
    (twin,) = again.agents.select(agent_type=Tired)
    assert isinstance(twin, Tired)
    assert (twin.steps, twin.unique_id) == (15, agent.unique_id)
    assert twin is not agent
    for one in (model, again):
        one.advance(10)
    assert model.rate.tobytes() == again.rate.tobytes()
    assert twin.steps == agent.steps == 25
    numbers = [one.unique_id for one in again.agents]
    place = twin.cell
    assert place is not None
    twin.remove()
    assert Tired(again, place, index).unique_id not in numbers
