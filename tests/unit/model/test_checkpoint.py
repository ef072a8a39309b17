"""Checkpoints: forks, files and what they refuse, runs that start from a state."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from motorloops import (
    Checkpoint,
    InputError,
    MotorModel,
    Params,
    Phase,
    Timeline,
    build_network,
    from_graph,
    hold,
    read_checkpoint,
    rest,
    simulate,
    simulate_outcomes,
    write_checkpoint,
)
from motorloops.model.agents import NEVER
from motorloops.model.checkpoint import ARRAYS, HEADER
from motorloops.model.simulate import Engine
from tests.helpers.invalid import invalid
from tests.helpers.runs import SIGNALS, bits


def state_of(model: MotorModel) -> list[bytes]:
    return [array.tobytes() for array in model.state]


@pytest.fixture
def model() -> MotorModel:
    """A small model in the middle of everything that can go on."""
    made = MotorModel(
        body="chain:2", seed=2**63 + 5, loss=0.3, touch=0.6, plasticity=1.0, fatigue=0.3,
        command=0.7,
    )  # fmt: skip
    made.advance(83)
    made.lesion("GPI/flexor_0", 0.25)
    made.stimulate("M1/extensor_1", -0.125)
    made.step()
    return made


# --- forks ------------------------------------------------------------------------------


def test_a_checkpoint_is_a_read_only_copy(model: MotorModel) -> None:
    checkpoint = model.checkpoint()
    before = state_of(model)
    model.advance(5)
    assert [array.tobytes() for array in checkpoint.state] == before
    assert (checkpoint.time_ms, checkpoint.command, checkpoint.seed) == (84, 0.7, 2**63 + 5)
    assert dict(checkpoint.lesions) == {"GPI/flexor_0": 0.25}
    assert dict(checkpoint.stimuli) == {"M1/extensor_1": -0.125}
    with pytest.raises(ValueError, match="read-only"):
        checkpoint.state.rate[0] = 1.0


def test_an_unchanged_fork_is_the_same_run(model: MotorModel) -> None:
    fork = model.fork()
    for one in (fork, model):
        one.advance(30)
        one.step()
    assert state_of(fork) == state_of(model)
    assert fork.frame().index.tolist() == [90, 100, 110]


def test_forks_with_other_levers_meet_the_same_noise(model: MotorModel) -> None:
    calm, tense = model.fork(stress=0.0), model.fork(stress=1.0)
    model.set_levers(stress=1.0)
    for one in (calm, tense, model):
        one.advance(40)
    assert state_of(tense) == state_of(model)
    assert calm.rate.tobytes() != tense.rate.tobytes()
    assert calm.params == tense.params.replace(stress=0.0)


def test_forks_with_other_seeds_meet_other_noise(model: MotorModel) -> None:
    forks = [model.fork(seed=seed) for seed in (7, 7, 8)]
    forks.append(model.fork(rng=7))
    for fork in forks:
        assert fork.rate.tobytes() == model.rate.tobytes()
        fork.advance(3)
    rates = [fork.rate.tobytes() for fork in forks]
    assert rates[0] == rates[1] == rates[3] != rates[2]
    assert [fork.frame()["seed"].tolist() for fork in forks] == [[], [], [], []]


@pytest.mark.parametrize("change", [{"stres": 0.1}, {"stress": 2.0}, {"seed": -1}, {"command": 2}])
def test_a_wrong_fork_is_refused(model: MotorModel, change: dict) -> None:
    with pytest.raises(InputError):
        model.fork(**change)


def test_a_checkpoint_refuses_agents_that_it_cannot_hold(model: MotorModel) -> None:
    agent = next(agent for agent in model.agents if getattr(agent, "key", "") == "TH/flexor_0")
    agent.step_size = 0.5  # type: ignore[attr-defined]
    with invalid("model", "TH/flexor_0"):
        model.checkpoint()
    with invalid("model", "TH/flexor_0"):
        model.fork()


# --- files ------------------------------------------------------------------------------


def test_a_file_gives_back_every_bit(model: MotorModel, tmp_path: Path) -> None:
    path = tmp_path / "saved"
    write_checkpoint(model.checkpoint(), path)
    assert [each.name for each in tmp_path.iterdir()] == ["saved"]
    again = MotorModel.from_checkpoint(read_checkpoint(path))
    assert (again.seed, again.params, again.command) == (model.seed, model.params, model.command)
    for one in (again, model):
        one.advance(40)
        one.step()
    assert state_of(again) == state_of(model)


def test_a_file_holds_no_pickled_object(model: MotorModel, tmp_path: Path) -> None:
    path = tmp_path / "saved.npz"
    write_checkpoint(model.checkpoint(), path)
    with np.load(path, allow_pickle=False) as arrays:
        assert {*arrays.files} == {*ARRAYS, HEADER}
        assert arrays["rate"].tobytes() == model.rate.tobytes()
        header = json.loads(arrays[HEADER])
    assert header["network"] == model.network.digest
    assert header["time_ms"] == 84


def test_an_own_network_is_given_with_its_file(model: MotorModel, tmp_path: Path) -> None:
    graph = build_network("chain:2").graph.copy()
    graph.nodes["TH/flexor_0"]["tau_ms"] = 40.0
    own, path = from_graph(graph), tmp_path / "own.npz"
    mine = MotorModel(body=own, seed=1)
    mine.advance(20)
    write_checkpoint(mine.checkpoint(), path)
    with invalid("network"):
        read_checkpoint(path)
    again = MotorModel.from_checkpoint(read_checkpoint(path, own))
    for one in (again, mine):
        one.advance(10)
    assert state_of(again) == state_of(mine)
    with invalid("network"):
        read_checkpoint(path, build_network("hand"))


def rewritten(path: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    """Change the members of a file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    edit(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def header(**changes: object) -> Callable[[dict[str, bytes]], object]:
    return lambda members: members.update(
        {HEADER: json.dumps({**json.loads(members[HEADER]), **changes}).encode()}
    )


def array(name: str, make: Callable[[np.ndarray], np.ndarray]) -> Callable[..., object]:
    def edit(members: dict[str, bytes]) -> None:
        file = io.BytesIO()
        np.save(file, make(np.load(io.BytesIO(members[f"{name}.npy"]))), allow_pickle=True)
        members[f"{name}.npy"] = file.getvalue()

    return edit


EDITS: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "another schema": (header(schema=2), "checkpoint schema"),
    "another kind": (header(motorloops="recording"), "checkpoint motorloops"),
    "unknown name": (header(moon=1), "checkpoint moon"),
    "unknown lever": (header(levers={"moon": 1.0}), "lever"),
    "lever out of range": (header(levers={"stress": 2.0}), "stress"),
    "text as seed": (header(seed="1"), "checkpoint seed"),
    "seed too large": (header(seed=2**64), "seed"),
    "time below 0": (header(time_ms=-1), "checkpoint time_ms"),
    "unknown body": (header(body="moon"), "body"),
    "another network": (header(network="0" * 12), "network"),
    "unknown node": (header(lesions={"GPI/moon": 0.5}), "node"),
    "lesion out of range": (header(lesions={"GPI/flexor_0": 1.5}), "lesion of GPI/flexor_0"),
    "no JSON": (lambda members: members.update({HEADER: b"{"}), "checkpoint"),
    "deep JSON": (lambda members: members.update({HEADER: b"[" * 100_000}), "checkpoint"),
    "a list": (lambda members: members.update({HEADER: b"[]"}), "checkpoint"),
    "no header": (lambda members: members.pop(HEADER), "checkpoint"),
    "no rates": (lambda members: members.pop("rate.npy"), "checkpoint"),
    "another shape": (array("rate", lambda rate: rate[1:]), "checkpoint rate"),
    "another type": (array("rate", lambda rate: rate.astype("f4")), "checkpoint rate"),
    "objects": (array("rate", lambda rate: rate.astype(object)), "checkpoint rate"),
    "NaN": (array("angle", lambda angle: angle * np.nan), "checkpoint angle"),
    "short array": (
        lambda members: members.update({"rate.npy": members["rate.npy"][:-8]}), "checkpoint",
    ),
    "long array": (
        lambda members: members.update({"rate.npy": members["rate.npy"] + bytes(8)}), "checkpoint",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", EDITS)
def test_an_edited_file_is_refused_in_one_line(model: MotorModel, tmp_path: Path, how: str) -> None:
    path = tmp_path / "saved.npz"
    write_checkpoint(model.checkpoint(), path)
    edit, field = EDITS[how]
    rewritten(path, edit)
    with invalid(field):
        read_checkpoint(path)


def test_a_cut_file_is_refused_wherever_it_is_cut(model: MotorModel, tmp_path: Path) -> None:
    path = tmp_path / "saved.npz"
    write_checkpoint(model.checkpoint(), path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 997):
        path.write_bytes(whole[:length])
        with invalid("checkpoint", str(path)):
            read_checkpoint(path)


def test_a_flipped_bit_in_an_array_is_refused(model: MotorModel, tmp_path: Path) -> None:
    path = tmp_path / "saved.npz"
    write_checkpoint(model.checkpoint(), path)
    whole = bytearray(path.read_bytes())
    at = whole.index(model.rate.tobytes()) + 12
    whole[at] ^= 1
    path.write_bytes(bytes(whole))
    with invalid("checkpoint", str(path)):
        read_checkpoint(path)


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "recording"])
def test_a_foreign_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "other"
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("no checkpoint")
    elif kind == "recording":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("recording.json", "{}")
    with invalid("checkpoint", str(path)):
        read_checkpoint(path)


def test_a_run_that_diverged_is_not_written(model: MotorModel, tmp_path: Path) -> None:
    model.state.angle[0] = np.inf
    with invalid("checkpoint angle"):
        write_checkpoint(model.checkpoint(), tmp_path / "saved.npz")
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_wrong_arrays_is_refused(model: MotorModel) -> None:
    checkpoint = model.checkpoint()
    with invalid("state rate"):
        replace(checkpoint, state=checkpoint.state._replace(rate=checkpoint.state.rate[1:]))
    with invalid("time_ms", -1):
        replace(checkpoint, time_ms=-1)
    with invalid("node"):
        replace(checkpoint, lesions={"moon": 0.5})


# --- runs that start from a state -------------------------------------------------------

PHASES = (
    Phase(0, 1.0, {"stress": 0.5}, {"M1/flexor_0": 0.1}),
    Phase(30, 0.5, {"touch": 1.0}, {}, {"GPI/flexor_0": 0.5}),
)
WHOLE = Timeline("whole", 90, (*PHASES, Phase(50, 1.0, {"fatigue": 0.5})))
REST = Timeline("rest of it", 40, (Phase(0, 1.0),))
LEVERS = Params(plasticity=1.0, loss_cortex=0.3)
AFTER = LEVERS.replace(stress=0.5, touch=1.0, fatigue=0.5)


def middle(seed: int) -> Checkpoint:
    """The state of the whole run after 50 ms."""
    model = MotorModel(LEVERS, "chain:2", seed, collect_every=NEVER)
    for phase, start, end in WHOLE.spans()[:2]:
        model.enter(phase)
        model.advance(end - start)
    return model.checkpoint()


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_simulate_goes_on_from_a_state(engine: Engine) -> None:
    whole = simulate(LEVERS, WHOLE, [3], "chain:2", keep_rates=True)
    start = middle(3)
    rest_of_it = simulate(
        AFTER, REST, [3, 4], "chain:2", engine=engine, keep_rates=True, initial=start,
    )  # fmt: skip
    for name in SIGNALS:
        expected = getattr(whole, name)[50:, :, 0]
        assert getattr(rest_of_it, name)[..., 0].tobytes() == expected.tobytes()
        assert not np.array_equal(getattr(rest_of_it, name)[..., 1], expected)
    assert rest_of_it.time_ms.tolist() == list(range(1, 41))


def test_samples_are_counted_from_the_state_on() -> None:
    start = middle(3)
    every, seventh = (
        simulate(AFTER, REST, [3], "chain:2", every_ms=ms, initial=start) for ms in (1, 7)
    )
    assert seventh.time_ms.tolist() == [7, 14, 21, 28, 35]
    assert (seventh.activation == every.activation[6::7]).all()


def test_outcomes_start_from_the_state_of_each_run() -> None:
    network = build_network("chain:2")
    starts, timeline = [middle(seed) for seed in (3, 4)], hold(0.8, rest_s=0.1, hold_s=0.5)
    runs = [(3, 0), (9, 1), (4, 1), (3, 0), (9, 0)]
    levers = [AFTER] * len(runs)
    outcomes = simulate_outcomes(
        levers, timeline, [seed for seed, _ in runs], network, precision="float64",
        initial=[starts[which] for _, which in runs],
    )  # fmt: skip
    alone = [
        simulate_outcomes(
            [AFTER], timeline, [seed], network, precision="float64", initial=[starts[which]]
        ).measures
        for seed, which in runs
    ]
    for name, values in outcomes.measures.items():
        np.testing.assert_array_equal(values, [measures[name][0] for measures in alone])
    overflow = outcomes.measures["overflow"]
    assert overflow[0] == overflow[3]
    assert len(set(overflow.tolist())) == 4


def test_outcomes_are_those_of_the_samples() -> None:
    from motorloops import measure

    timeline, start = hold(0.8, rest_s=0.1, hold_s=0.5), middle(3)
    table = measure(simulate(AFTER, timeline, [3, 9], "chain:2", initial=start))
    outcomes = simulate_outcomes(
        [AFTER] * 2, timeline, [3, 9], build_network("chain:2"), precision="float64",
        initial=[start] * 2,
    )  # fmt: skip
    for name in ("overflow", "co_contraction_index", "agonist_activation"):
        np.testing.assert_array_equal(outcomes.measures[name], table[name])


def test_the_resting_state_is_the_usual_start() -> None:
    start = MotorModel(body="chain:2", seed=5, collect_every=NEVER).checkpoint()
    usual = simulate(Params(), rest(0.05), [5], "chain:2", keep_rates=True)
    assert bits(
        simulate(Params(), rest(0.05), [5], "chain:2", keep_rates=True, initial=start)
    ) == bits(usual)


def test_a_state_of_another_network_or_number_of_runs_is_refused() -> None:
    start = middle(3)
    with invalid("network"):
        simulate(Params(), rest(0.05), [1], "hand", initial=start)
    with invalid("network"):
        simulate_outcomes([Params()], rest(0.05), [1], build_network("hand"), initial=[start])
    with invalid("initial"):
        simulate_outcomes(
            [Params()], rest(0.05), [1], build_network("chain:2"), initial=[start] * 2
        )
    with invalid("initial"):
        simulate(Params(), rest(0.05), [1], "chain:2", initial="start")  # type: ignore[arg-type]
