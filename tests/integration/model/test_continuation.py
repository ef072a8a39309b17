"""A run that is saved at any moment goes on bit for bit, by the agents and by the engine."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motorloops.model.agents import MotorModel
from motorloops.model.checkpoint import read_checkpoint, write_checkpoint
from motorloops.model.network.build import build_network
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline
from tests.helpers.examples import examples
from tests.helpers.runs import BODIES, SIGNALS
from tests.integration.model.test_equivalence import BUSY, portion, quick, seeds, timelines


def through_a_file(model: MotorModel) -> MotorModel:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "saved.npz"
        write_checkpoint(model.checkpoint(), path)
        return MotorModel.from_checkpoint(read_checkpoint(path, model.network))


WAYS: dict[str, Callable[[MotorModel], MotorModel]] = {
    "file": through_a_file,
    "fork": MotorModel.fork,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
    "deepcopy": copy.deepcopy,
}


def play(model: MotorModel, plan: list[tuple[str, int]]) -> None:
    """Go on by steps of the agents and by the engine in turn; something changes each time."""
    keys = model.network.node_keys
    for how, milliseconds in plan:
        now = model.time_ms
        model.set_levers(stress=(now % 10) / 10, touch=(now % 4) / 3, fatigue=(now % 3) / 2)
        model.command = (now % 5) / 4
        model.stimulate(keys[now % len(keys)], 0.3)
        model.lesion(keys[5 * now % len(keys)], 0.5)
        if how == "advance":
            model.advance(milliseconds)
        else:
            for _ in range(milliseconds):
                model.step()


def everything(model: MotorModel) -> tuple[object, ...]:
    """All that decides how a run goes on, and what it has come to."""
    arrays = (*model.state, *model.coefficients)
    return (model.time_ms, model.seed, model.params, *(array.tobytes() for array in arrays))


plans = st.lists(portion, min_size=0, max_size=3)


@examples(40, quick)
@given(st.sampled_from(BODIES), plans, plans, seeds, st.sampled_from(sorted(WAYS)))
def test_a_saved_model_goes_on_as_the_original(body, before, after, seed, way) -> None:
    model = MotorModel(BUSY, body, seed)
    play(model, before)
    saved = WAYS[way](model)
    assert everything(saved) == everything(model)
    play(model, after)
    play(saved, after)
    assert everything(saved) == everything(model)


@examples(40, quick)
@given(st.data())
def test_simulate_goes_on_from_any_moment_of_a_timeline(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(BODIES), label="body")
    network, timeline = build_network(body), data.draw(timelines(body), label="timeline")
    seed = data.draw(seeds, label="seed")
    moment = data.draw(st.integers(1, timeline.duration_ms - 1), label="moment")
    model = MotorModel(BUSY, network, seed)
    rest: list[Phase] = []
    for phase, start, end in timeline.spans():
        if end <= moment or start < moment:
            model.enter(phase)
            model.advance(min(end, moment) - start)
        if end > moment:
            at = max(0, start - moment)
            levers = phase.levers if start >= moment else {}
            lesions = phase.lesions if start >= moment else {}
            rest.append(Phase(at, phase.command, levers, phase.stimuli, lesions))
    whole = simulate(BUSY, timeline, [seed], network, keep_rates=True)
    later = Timeline("rest", timeline.duration_ms - moment, tuple(rest))
    for engine in ("compiled", "agents"):
        found = simulate(
            model.params, later, [seed], network, engine=engine, keep_rates=True,
            initial=model.checkpoint(),
        )  # fmt: skip
        for name in SIGNALS:
            expected = np.ascontiguousarray(getattr(whole, name)[moment:])
            assert getattr(found, name).tobytes() == expected.tobytes()


@pytest.mark.parametrize("body", BODIES)
def test_forks_of_one_state_differ_by_what_differs(body: str) -> None:
    model = MotorModel(BUSY, body, seed=5)
    model.advance(120)
    same, other_noise, other_levers = model.fork(), model.fork(seed=6), model.fork(touch=0.0)
    for one in (model, same, other_noise, other_levers):
        one.advance(60)
    assert everything(same) == everything(model)
    rates = {one.rate.tobytes() for one in (model, other_noise, other_levers)}
    assert len(rates) == 3
