"""Levers, timelines and results can be copied and pickled, as other processes need."""

import copy
import pickle
from collections.abc import Callable

import pytest

from motorloops import PRESETS, Configuration, MotorModel, Params, hold, simulate


def test_values_survive_pickling() -> None:
    for value in (Params(), hold(0.3), PRESETS["mild"], Configuration(stimuli={"M1": 0.5})):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_a_trajectory_survives_pickling() -> None:
    trajectory = simulate(Params(), hold(0.05), seeds=[1])
    again = pickle.loads(pickle.dumps(trajectory))
    assert again.timeline == trajectory.timeline
    assert again.network.digest == trajectory.network.digest


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_model_refuses_to_be_copied(copied: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="MotorModel"):
        copied(MotorModel(seed=3))
