"""The promise of the model: agents and engine agree bit for bit, alone or in any batch."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Search
from hypothesis import strategies as st

from motorloops.model import simulate as simulate_module
from motorloops.model.agents import MotorModel
from motorloops.model.network.build import Network, build_network
from motorloops.model.network.wiring import mechanics
from motorloops.model.params import Params, levers
from motorloops.model.presets import PRESETS
from motorloops.model.simulate import simulate
from motorloops.model.timeline import Phase, Timeline, hold
from tests.helpers.examples import examples
from tests.helpers.runs import BODIES, bits

# Everything at once: each mechanism of the model does something in this setting.
BUSY = Params(
    loss_cortex=0.6, loss_basal_ganglia=0.4, loss_cerebellum=0.5, loss_spinal=0.3,
    touch=0.7, map_overlap=0.4, proprioceptive_gain=1.5, stress=0.6, fatigue=0.3, effort=0.9,
    toxin=0.5, pallidal_stimulation=0.3, anticholinergic=0.4, lesion_thalamus=0.1,
    lesion_pallidum=0.2, plasticity=0.9, homeostasis=0.4, hebb_threshold=0.001,
    touch_expected=0.5,
)  # fmt: skip
NUMBERS = [lever for lever in levers().values() if lever.kind == "number"]
seeds = st.integers(0, 2**64 - 1)
quick = settings(
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Search.explicit, Search.reuse, Search.generate],  # to shrink would take minutes
)


def both(params: Params, timeline: Timeline, seed: int, body: str | Network) -> None:
    """Run agents and engine; compare every bit of every step."""
    compiled, agents = (
        bits(simulate(params, timeline, [seed], body, engine=engine, keep_rates=True))
        for engine in ("compiled", "agents")
    )
    assert compiled == agents


def tried(milliseconds: int) -> Timeline:
    """A short timeline that rests, tries, and relaxes."""
    return hold(milliseconds / 1000, rest_s=0.005, hold_s=milliseconds / 2000)


@st.composite
def changes(draw: st.DrawFn, body: str) -> dict[str, Any]:
    """Values for some levers: any number in range, any muscle, joint and side of the body."""
    keys = build_network(body).body
    muscles, joints = [muscle.key for muscle in keys.muscles], list(keys.joints)
    options: dict[str, st.SearchStrategy] = {
        lever.name: st.floats(lever.low, lever.high) for lever in NUMBERS
    }
    for name in ("agonist", "toxin_muscle"):
        options[name] = st.sampled_from(["", *muscles])
    for name in ("touch_site", "loss_region"):
        options[name] = st.sampled_from(["", *joints])
    options["loss_side"] = st.sampled_from(["", *keys.sides])
    drawn = draw(st.fixed_dictionaries({}, optional=options))
    task = draw(st.sampled_from([None, *keys.tasks]))
    if task is not None:
        used = ["", *(muscles[channel] for channel, _ in task.muscles)]
        drawn |= {"task": task.key, "agonist": draw(st.sampled_from(used))}
    return {"task": "", "agonist": ""} | drawn


@st.composite
def networks(draw: st.DrawFn, name: str) -> Network:
    """The network of a body, as it is or with other numbers of its populations and muscles."""
    network = build_network(name)
    if draw(st.booleans()):
        return network
    strengths, lengths = st.floats(0.01, 10.0), st.floats(0.5, 1.5)
    muscles = tuple(
        replace(muscle, strength=draw(strengths), length=draw(lengths))
        for muscle in network.body.muscles
    )
    body = replace(network.body, muscles=muscles)
    columns = {
        column: np.repeat([draw(st.floats(0, 1)) for _ in network.populations], len(muscles))
        for column in ("homeostasis", "expectation")
    }
    wiring = network.wiring._replace(**mechanics(body), **columns)
    return replace(network, body=body, wiring=wiring)


@st.composite
def timelines(draw: st.DrawFn, body: str) -> Timeline:
    """Three phases with commands, lever changes, stimuli and lesions on any nodes."""
    nodes = st.sampled_from(build_network(body).node_keys)
    phases = []
    for at in (0, draw(st.integers(1, 20)), draw(st.integers(21, 40))):
        phases.append(
            Phase(
                at,
                command=draw(st.floats(0, 1)),
                levers=draw(changes(body)) if draw(st.booleans()) else {},
                stimuli=draw(st.dictionaries(nodes, st.floats(-2, 2), max_size=3)),
                lesions=draw(st.dictionaries(nodes, st.floats(0, 1), max_size=3)),
            )
        )
    return Timeline("drawn", draw(st.integers(40, 60)), tuple(phases))


@examples(100, quick)
@given(st.data())
def test_agents_and_engine_agree_on_anything(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(BODIES), label="body")
    preset = data.draw(st.sampled_from(sorted(PRESETS)), label="preset")
    base = BUSY if data.draw(st.booleans(), label="busy") else Params()
    params = base.replace(**_fitting(preset, body)).replace(**data.draw(changes(body)))
    network = data.draw(networks(body), label="network")
    both(params, data.draw(timelines(body)), data.draw(seeds, label="seed"), network)


def _fitting(preset: str, body: str) -> dict[str, Any]:
    """The changes of a preset, without muscles and joints that only its own body has."""
    whole = PRESETS[preset].body in (None, body)
    return {
        name: value
        for name, value in PRESETS[preset].changes.items()
        if whole or not isinstance(value, str)
    }


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("preset", PRESETS)
def test_agents_and_engine_agree_on_every_preset_and_body(preset: str, body: str) -> None:
    if body in ("arm", PRESETS[preset].body) or body.startswith("chain"):
        both(Params().replace(**_fitting(preset, body)), tried(40), 11, body)
    else:  # the same levers on the other bodies, a little shorter
        both(Params().replace(**_fitting(preset, body)), tried(20), 11, body)


@pytest.mark.parametrize(
    ("body", "task"),
    [("arm", "hold_cup"), ("arm", "point"), ("hand", "write"), ("neck", "turn_head")],
)
def test_agents_and_engine_agree_on_every_task(body: str, task: str) -> None:
    both(BUSY.replace(task=task), tried(60), 7, body)


@pytest.mark.parametrize("lever", NUMBERS, ids=lambda lever: lever.name)
def test_agents_and_engine_agree_at_both_ends_of_every_lever(lever) -> None:
    for end in (lever.low, lever.high):
        both(BUSY.replace(**{lever.name: end}), tried(40), 5, "chain:3")


@pytest.mark.parametrize("side", ["left", "right"])
def test_agents_and_engine_agree_on_a_one_sided_loss(side: str) -> None:
    both(BUSY.replace(loss_side=side, loss_other_side=0.3), tried(60), 6, "neck")


@pytest.mark.parametrize("body", BODIES)
def test_agents_and_engine_still_agree_after_a_while(body: str) -> None:
    both(BUSY, hold(0.4, rest_s=0.1, hold_s=0.2), 2**63 + 1, body)


# --- one model, two ways to go on -------------------------------------------------------


def played(plan: list[tuple[str, int]], body: str, seed: int) -> tuple[bytes, ...]:
    """Go through a plan of (how, milliseconds); levers and stimuli change on the way."""
    model = MotorModel(BUSY, body, seed)
    for number, (how, milliseconds) in enumerate(plan):
        model.set_levers(stress=0.1 * (number % 10), toxin=0.2 * (number % 3))
        model.command = (number % 4) / 3
        model.stimulate(model.network.node_keys[3 * number], 0.3)
        model.lesion(model.network.node_keys[5 * number], 0.5)
        if how == "advance":
            model.advance(milliseconds)
        else:
            for _ in range(milliseconds):
                model.step()
    assert model.time_ms == sum(milliseconds for _, milliseconds in plan)
    return tuple(array.tobytes() for array in model.state)


portion = st.tuples(st.sampled_from(["step", "advance"]), st.integers(1, 14))


@examples(40, quick)
@given(st.sampled_from(BODIES), st.lists(portion, min_size=2, max_size=5), seeds)
def test_steps_and_advances_may_take_turns(body, plan, seed) -> None:
    mixed = played(plan, body, seed)
    assert mixed == played([("advance", milliseconds) for _, milliseconds in plan], body, seed)
    assert mixed == played([("step", milliseconds) for _, milliseconds in plan], body, seed)


def test_a_live_model_is_the_run_of_the_protocol() -> None:
    model = MotorModel(BUSY, "neck", seed=8, command=0.0)
    run = simulate(BUSY, tried(60), [8], "neck", keep_rates=True)
    for phase, start, end in run.timeline.spans():
        model.command = phase.command
        model.advance(end - start)
        assert model.activation.tobytes() == run.activation[end - 1, :, 0].tobytes()
        assert model.angle.tobytes() == run.angle[end - 1, :, 0].tobytes()
        assert model.rate.tobytes() == run.rate[end - 1, :, 0].tobytes()


# --- one run, in whatever company -------------------------------------------------------


@examples(60, quick)
@given(st.data())
def test_a_run_is_the_same_alone_and_anywhere_in_a_batch(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(BODIES), label="body")
    drawn = data.draw(st.lists(changes(body), min_size=1, max_size=5), label="settings")
    params = [BUSY, *(Params().replace(**values) for values in drawn)]
    numbers = data.draw(st.lists(seeds, min_size=1, max_size=4), label="seeds")
    timeline = data.draw(timelines(body), label="timeline")
    lanes = data.draw(st.integers(1, 9), label="lanes")
    threads = data.draw(st.integers(1, 3), label="threads")
    with patch.object(simulate_module, "lanes_of", lambda *_: lanes):
        batch = simulate(params, timeline, numbers, body, keep_rates=True, threads=threads)
    for run in range(len(batch.seeds)):
        chosen, seed = batch.params[run], batch.seeds[run]
        alone = simulate(chosen, timeline, [seed], body, keep_rates=True)
        assert bits(batch, run) == bits(alone)


@pytest.mark.parametrize("lanes", [1, 3, 8, 32])
def test_no_lane_of_a_block_differs(lanes: int) -> None:
    """The same run in every lane, so in vector lanes and in the left-over ones."""
    with patch.object(simulate_module, "lanes_of", lambda *_: lanes):
        batch = simulate([BUSY] * 37, tried(200), [4], "arm", keep_rates=True)
    assert len({bits(batch, run) for run in range(37)}) == 1


def test_seeds_and_settings_tell_runs_apart() -> None:
    """What the tests above compare is not the same for every run anyway."""
    batch = simulate([BUSY, BUSY.replace(stress=0.0)], tried(60), [1, 2], "arm", keep_rates=True)
    assert len({bits(batch, run) for run in range(4)}) == 4
    assert np.ptp(batch.activation[-1], axis=1).max() > 0.0
