"""A user's own agent class takes part on the agent path."""

import numpy as np
import pytest

from motorloops.model.agents import MotorModel, NetworkAgent, PopulationAgent
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
