"""The live model: levers and lesions on the way, the data it collects, its place in Mesa."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import mesa
import pandas as pd
import pytest

from motorloops.model.agents import NEVER, MotorModel, NetworkAgent
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from motorloops.model.params import Params
from tests.helpers.invalid import invalid
from tests.helpers.runs import QUIET, row


def snapshot(model: MotorModel) -> tuple:
    parts = (*model.state, *model.coefficients)
    return (model.params, model.command, *(array.tobytes() for array in parts))


def agents_of(model: MotorModel) -> dict[str, NetworkAgent]:
    return {agent.key: agent for agent in model.agents if isinstance(agent, NetworkAgent)}


# --- time and data ----------------------------------------------------------------------


def test_a_step_is_a_millisecond_on_either_path() -> None:
    model = MotorModel(body="chain:3")
    assert isinstance(model, mesa.Model)
    model.step()
    model.step()
    assert model.time_ms == 2
    model.advance(40)
    assert model.time_ms == model.steps == 42
    for wrong in (0, -5):
        with invalid("milliseconds", wrong):
            model.advance(wrong)
    assert model.time_ms == 42


@pytest.mark.parametrize("how", ["step", "advance"])
def test_the_data_collector_yields_frames(how: str) -> None:
    model = MotorModel(Params(effort=0.8), seed=1, collect_every=20)
    if how == "advance":
        model.advance(30)
        model.advance(75)
    else:
        for _ in range(105):
            model.step()
    frame = model.frame()
    assert frame["time_ms"].tolist() == frame.index.tolist() == [0, 20, 40, 60, 80, 100]
    assert list(frame.columns) == ["time_ms", "seed", "co_contraction_index", "overflow"]
    assert frame.notna().all().all()
    agents = model.datacollector.get_agent_vars_dataframe()
    assert list(agents.columns) == ["key", "level"]
    assert len(agents) == 6 * len(model.agents)
    last = agents.xs(100, level="Step").set_index("key")["level"]
    assert set(last.index) == set(model.network.graph.nodes)
    assert last["M1/biceps"] != agents.xs(20, level="Step").set_index("key")["level"]["M1/biceps"]


def test_both_paths_collect_the_same() -> None:
    one, other = MotorModel(Params(effort=0.8), seed=1), MotorModel(Params(effort=0.8), seed=1)
    one.advance(50)
    for _ in range(50):
        other.step()
    assert one.frame().equals(other.frame())
    agents = [model.datacollector.get_agent_vars_dataframe() for model in (one, other)]
    assert agents[0].equals(agents[1])


class Read(MotorModel):
    """Whose tables another thread reads in the middle of each collection."""

    readers: tuple[Future[pd.DataFrame], ...] = ()

    @property
    def overflow(self) -> float:
        with suppress(TimeoutError):
            self.readers = (*self.readers, POOL.submit(self.frame))
            self.readers[-1].result(timeout=0.2)  # it must wait for the end of the collection
        return super().overflow


POOL = ThreadPoolExecutor()


def test_a_table_that_is_read_while_data_are_collected_is_whole() -> None:
    model = Read(body="chain:1", collect_every=1)
    model.advance(2)
    rows = [len(reader.result()) for reader in model.readers]  # a torn table raises an error
    assert set(rows) <= {1, 2, 3}
    assert rows


def test_no_data_are_collected_when_none_are_wanted() -> None:
    model = MotorModel(collect_every=NEVER)
    model.advance(30)
    assert model.frame().empty


def test_the_read_outs_follow_the_activation() -> None:
    model = MotorModel()
    body = model.network.body
    assert (model.co_contraction, model.overflow) == (0.0, 0.0)
    model.activation[body.channel("biceps")] = 0.6
    model.activation[body.channel("triceps")] = 0.2
    assert model.co_contraction == pytest.approx(2 * 0.2 / 0.8)
    assert model.overflow == 0.0
    model.activation[body.channel("wrist_flexor")] = 0.3
    assert model.overflow == pytest.approx(0.3 / 6)
    model.set_levers(agonist="wrist_flexor")
    assert model.co_contraction == 0.0
    assert model.overflow == pytest.approx(0.8 / 8)
    assert MotorModel(body="chain:1").overflow == 0.0


def test_several_opponents_count_by_their_share() -> None:
    model = MotorModel(body="neck")
    body = model.network.body
    agonist = body.channel(body.agonist)
    model.activation[agonist] = 0.5
    opposing = 0.0
    for number, (channel, share) in enumerate(body.antagonists(agonist)):
        model.activation[channel] = 0.1 * (number + 1)
        opposing += share * 0.1 * (number + 1)
    lesser, total = min(0.5, opposing), 0.5 + opposing
    assert model.co_contraction == pytest.approx(2 * lesser / total)


# --- levers, lesions, stimuli -----------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"stres": 0.1}, {"stress": 2}, {"stress": float("nan")}, {"agonist": "bicep"},
     {"stress": 0.5, "touch_site": "elbo"}, {"effort": 0.9, "loss_region": "moon"}],
)  # fmt: skip
def test_a_wrong_lever_leaves_everything_as_it_was(change: dict) -> None:
    model, untouched = MotorModel(seed=2), MotorModel(seed=2)
    model.advance(10)
    untouched.advance(10)
    before = snapshot(model)
    with pytest.raises(InputError):
        model.set_levers(**change)
    assert snapshot(model) == before
    model.advance(20)
    untouched.advance(20)
    assert snapshot(model) == snapshot(untouched)


def test_levers_act_from_the_next_millisecond() -> None:
    model, other = MotorModel(QUIET), MotorModel(QUIET)
    model.advance(30)
    other.advance(30)
    model.set_levers(effort=0.9)
    assert model.params == QUIET.replace(effort=0.9)
    assert model.rate.tobytes() == other.rate.tobytes()
    model.advance(1)
    other.advance(1)
    command = model.network.index("CMD/biceps")
    step = model.network.wiring.step[command]
    assert model.rate[command] - other.rate[command] == pytest.approx(step * 0.5)


def test_command_gives_a_share_of_the_effort() -> None:
    model = MotorModel(QUIET.replace(effort=0.8), command=0.0)
    node = model.network.index("CMD/biceps")
    model.advance(300)
    assert model.rate[node] == 0.0
    model.command = 0.5
    assert model.command == 0.5
    model.advance(600)
    assert model.rate[node] == pytest.approx(0.4, rel=1e-4)
    for wrong in (-0.1, 1.1, float("nan")):
        with invalid("command", wrong):
            model.command = wrong
    assert model.command == 0.5


def test_a_lesion_silences_a_node_until_it_is_restored() -> None:
    model = MotorModel(QUIET, command=0.0)
    node, rest = model.network.index("GPI/biceps"), model.network.wiring.rest
    relaxed = snapshot(model)
    model.lesion("GPI/biceps", 1.0)
    model.advance(5)
    wiring, past = model.network.wiring, model.state.past
    assert not any(past[row(wiring, node, step), 0] for step in range(5))
    assert past[row(wiring, node + 1, 0), 0] == pytest.approx(rest[node + 1])
    model.lesion("GPI/biceps", 0.0)
    assert snapshot(model)[-3:] == relaxed[-3:]
    assert (model.coefficients.keep == 1.0).all()
    model.advance(5)
    assert all(past[row(wiring, node, step), 0] for step in range(5, 10))


def test_a_stimulus_adds_to_the_input_until_it_ends() -> None:
    model = MotorModel(QUIET)
    node = model.network.index("M1/biceps")
    healthy = model.coefficients.bias.copy()
    model.stimulate("M1/biceps", 0.25)
    assert model.coefficients.bias[node, 0] == pytest.approx(healthy[node, 0] + 0.25)
    model.stimulate("TH/biceps", -0.1)
    assert (model.coefficients.bias != healthy).sum() == 2
    model.stimulate("M1/biceps", 0.0)
    model.stimulate("TH/biceps", 0.0)
    assert model.coefficients.bias.tobytes() == healthy.tobytes()


@pytest.mark.parametrize(
    ("method", "node", "value", "words"),
    [
        ("lesion", "GPI/bicep", 0.5, 'did you mean "GPI/biceps"'),
        ("lesion", "GPI/biceps", 1.5, "lesion of GPI/biceps"),
        ("lesion", "GPI/biceps", float("nan"), "lesion of GPI/biceps"),
        ("stimulate", "GPI/bicep", 0.5, 'did you mean "GPI/biceps"'),
        ("stimulate", "GPI/biceps", float("nan"), "stimulus to GPI/biceps"),
        ("stimulate", "GPI/biceps", float("inf"), "stimulus to GPI/biceps"),
    ],
)
def test_a_wrong_lesion_or_stimulus_changes_nothing(method, node, value, words) -> None:
    model = MotorModel()
    before = snapshot(model)
    with pytest.raises(InputError, match=words):
        getattr(model, method)(node, value)
    model.set_levers()
    assert snapshot(model) == before


@pytest.mark.parametrize(
    "wrong",
    [{"body": "arn"}, {"seed": -1}, {"seed": 2**64}, {"seed": 1.5}, {"command": 2.0},
     {"params": Params(agonist="bicep")}, {"collect_every": 0}],
)  # fmt: skip
def test_a_wrong_model_is_refused(wrong: dict) -> None:
    with pytest.raises(InputError):
        MotorModel(**wrong)


# --- instances --------------------------------------------------------------------------


def test_two_models_share_no_state() -> None:
    one, other = MotorModel(seed=1), MotorModel(seed=1)
    before = snapshot(other)
    one.set_levers(stress=1.0, loss=0.5)
    one.lesion("GPI/biceps", 1.0)
    one.stimulate("M1/biceps", 0.5)
    one.command = 0.3
    one.advance(50)
    assert snapshot(other) == before
    assert other.time_ms == 0
    assert MotorModel(seed=1).params == Params()
    assert snapshot(MotorModel(seed=1)) == before


@pytest.mark.parametrize("how", ["step", "advance"])
def test_a_model_is_its_seed(how: str) -> None:
    runs = []
    for seed in (1, 1, 2, 2**63):
        model = MotorModel(body="chain:3", seed=seed)
        for _ in range(10):
            model.step() if how == "step" else model.advance(1)
        runs.append(model.rate.tobytes())
    assert runs[0] == runs[1]
    assert len(set(runs)) == 3


@pytest.mark.parametrize("name", ["arm", "neck", "ring:3"])
def test_mesas_space_holds_every_agent_on_its_node(name: str) -> None:
    model = MotorModel(body=name)
    names = model.space.G.nodes(data="key")
    cells = {names[cell.coordinate]: cell for cell in model.space.all_cells}
    assert set(cells) == set(model.network.graph.nodes)
    for key, agent in agents_of(model).items():
        assert cells[key].agents == [agent]
    thalamus = next(key for key in cells if key.startswith("TH/"))
    reached = {names[cell.coordinate] for cell in cells[thalamus].connections.values()}
    assert reached == set(model.network.graph.successors(thalamus))


def test_a_network_is_shared_and_not_changed() -> None:
    network = build_network("hand")
    before = [array.tobytes() for array in network.wiring]
    model = MotorModel(Params(plasticity=1.0, effort=1.0), network)
    model.advance(50)
    assert model.network is network
    assert [array.tobytes() for array in network.wiring] == before
