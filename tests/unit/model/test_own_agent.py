"""What a user replaces, adds, removes or changes takes part in `step` and in `advance` alike."""

from collections.abc import Callable
from unittest.mock import patch

import mesa
import numpy as np
import pytest

from motorloops.model import agents
from motorloops.model.agents import (
    Joint,
    MotorModel,
    Muscle,
    NetworkAgent,
    PopulationAgent,
    Thalamus,
)
from tests.helpers.runs import QUIET


class Stuck(PopulationAgent):
    """A population that fires at a fixed rate, whatever comes in."""

    def respond(self, drive: float) -> float:
        """The same whatever arrives."""
        return 0.9


class Copy(PopulationAgent):
    """The packaged pallidum, written once more."""

    def respond(self, drive: float) -> float:
        """Saturate."""
        return 0.5 + drive / (1.0 + 4.0 * drive * drive) ** 0.5


def with_own(kind: type[PopulationAgent]) -> MotorModel:
    model = MotorModel(QUIET, seed=4)
    (old,) = [agent for agent in model.agents if getattr(agent, "key", "") == "GPI/biceps"]
    assert isinstance(old, NetworkAgent)
    cell, index = old.cell, old.index
    assert cell is not None
    old.remove()
    kind(model, cell, index)
    for _ in range(60):
        model.step()
    return model


def test_a_users_own_agent_takes_part_on_the_agent_path() -> None:
    packaged = MotorModel(QUIET, seed=4)
    packaged.advance(60)
    own = with_own(Stuck)
    node, target = packaged.network.index("GPI/biceps"), packaged.network.index("TH/biceps")
    left = (1 - packaged.network.wiring.step[node]) ** 60
    rest = packaged.network.wiring.rest[node]
    assert own.rate[node] == pytest.approx(0.9 + (rest - 0.9) * left)
    assert own.rate[node] > packaged.rate[node] + 0.1
    assert own.rate[target] < packaged.rate[target]
    assert np.isfinite(own.rate).all()
    assert len(own.agents) == len(packaged.agents)


def test_an_equal_agent_of_a_user_gives_the_same_run() -> None:
    packaged = MotorModel(QUIET, seed=4)
    packaged.advance(60)
    assert with_own(Copy).rate == pytest.approx(packaged.rate, abs=1e-12)


# --- the fast path ----------------------------------------------------------------------


def agent_at(model: MotorModel, key: str) -> NetworkAgent:
    (found,) = [agent for agent in model.agents if getattr(agent, "key", "") == key]
    assert isinstance(found, NetworkAgent)
    return found


def replaced(model: MotorModel) -> None:
    old = agent_at(model, "TH/biceps")
    cell, index = old.cell, old.index
    assert cell is not None
    old.remove()
    Stuck(model, cell, index)


class Watcher(mesa.Agent):
    """An agent without a node, which drives one."""

    def sense(self) -> None:
        """Nothing to read."""

    def advance(self) -> None:
        """Hold a rate."""
        model = self.model
        assert isinstance(model, MotorModel)
        model.state.rate[model.network.index("M1/biceps"), 0] = 0.8


class Loud(MotorModel):
    """Whose outputs are twice as high."""

    def put_out(self, node: int, value: float) -> None:
        """Double what is sent."""
        super().put_out(node, 2.0 * value)


class Scheduled(MotorModel):
    """Which changes a lever at a time."""

    def step(self) -> None:
        """Begin to try hard after 10 ms."""
        if self.time_ms == 11:
            self.set_levers(effort=1.0)
        super().step()


def respond(drive: float) -> float:
    """The same rate whatever arrives."""
    return 0.9


CHANGES: dict[str, Callable[[MotorModel], object]] = {
    "replaced": replaced,
    "removed": lambda model: agent_at(model, "M1/biceps").remove(),
    "added": Watcher,
    "method of an agent": lambda model: setattr(agent_at(model, "TH/biceps"), "respond", respond),
    "number of an agent": lambda model: setattr(agent_at(model, "TH/biceps"), "step_size", 0.9),
    "inputs of an agent": lambda model: setattr(agent_at(model, "TH/biceps"), "groups", ()),
    "muscle": lambda model: setattr(agent_at(model, "muscle/biceps"), "neutral_length", 0.7),
    "joint": lambda model: setattr(
        agent_at(model, "joint/elbow/flexion"), "mechanics", (0.01, 1.0, 1.0)
    ),
    "method of the model": lambda model: setattr(model, "stretch", lambda muscle: (0.5, 0.0)),
    "without its registration": lambda model: model.agents.discard(agent_at(model, "M1/biceps")),
}


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("late", [False, True])
def test_changed_agents_act_in_advance_as_in_step(how: str, late: bool) -> None:
    stepped, advanced, packaged = (MotorModel(QUIET, seed=4) for _ in range(3))
    if late:  # the engine has been used before
        for model in (stepped, advanced, packaged):
            model.advance(20)
    CHANGES[how](stepped)
    CHANGES[how](advanced)
    for _ in range(60):
        stepped.step()
    advanced.advance(60)
    packaged.advance(60)
    assert advanced.time_ms == stepped.time_ms
    assert [array.tobytes() for array in advanced.state] == [
        array.tobytes() for array in stepped.state
    ]
    assert any(
        (own != usual).any() for own, usual in zip(advanced.state, packaged.state, strict=True)
    )
    assert advanced.frame().equals(stepped.frame())


@pytest.mark.parametrize("kind", [Loud, Scheduled])
def test_a_subclass_of_the_model_acts_in_advance_as_in_step(kind: type[MotorModel]) -> None:
    stepped, advanced, packaged = kind(seed=4), kind(seed=4), MotorModel(seed=4)
    for _ in range(60):
        stepped.step()
    advanced.advance(60)
    packaged.advance(60)
    assert advanced.rate.tobytes() == stepped.rate.tobytes() != packaged.rate.tobytes()


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Thalamus, "respond"), (PopulationAgent, "fluctuate"), (Muscle, "sense"), (Joint, "advance"),
     (MotorModel, "output")],
)  # fmt: skip
def test_a_patched_class_acts_in_advance(owner: type, name: str) -> None:
    model = MotorModel(seed=4)
    model.advance(5)
    original = getattr(owner, name)
    with patch.object(owner, name, autospec=True, side_effect=original) as patched:
        model.advance(2)
    assert patched.called
    again = MotorModel(seed=4)
    again.advance(7)
    assert model.rate.tobytes() == again.rate.tobytes()


def test_what_is_put_back_is_advanced_by_the_engine_again() -> None:
    model = MotorModel(seed=4)
    thalamus = agent_at(model, "TH/biceps")
    with patch.object(thalamus, "respond", respond):
        model.advance(3)
    with patch.object(agents.dynamics, "relax", side_effect=AssertionError):  # of the agents
        model.advance(3)
    assert model.time_ms == 6


def test_a_model_as_made_is_advanced_by_the_engine() -> None:
    model = MotorModel(seed=4)
    model.step()
    with patch.object(agents.dynamics, "relax", side_effect=AssertionError):
        model.advance(10)
    assert model.time_ms == 11


def test_coefficients_cannot_be_edited_behind_the_engine() -> None:
    model = MotorModel(seed=4)
    for array in model.coefficients:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.5
