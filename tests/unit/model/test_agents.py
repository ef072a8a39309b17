"""The Mesa agents: who they are, what they read, and one step of each done by hand."""

import inspect
from unittest.mock import patch

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from motorloops.model import agents, dynamics
from motorloops.model.agents import CLASSES, MotorModel, NetworkAgent, PopulationAgent
from motorloops.model.network.build import build_network
from motorloops.model.network.wiring import SITES
from tests.helpers.runs import BODIES, QUIET, row


def agent_at(model: MotorModel, key: str) -> NetworkAgent:
    (found,) = [agent for agent in model.agents if agent.key == key]  # type: ignore[attr-defined]
    assert isinstance(found, NetworkAgent)
    return found


def population_at(model: MotorModel, key: str) -> PopulationAgent:
    found = agent_at(model, key)
    assert isinstance(found, PopulationAgent)
    return found


@pytest.mark.parametrize("name", BODIES)
def test_every_node_of_the_graph_is_an_agent_of_its_class(name: str) -> None:
    model = MotorModel(body=name)
    found = {agent.key: type(agent).__name__ for agent in model.agents}  # type: ignore[attr-defined]
    graph = build_network(name).graph
    expected = {
        key: data.get("agent") or {"muscle": "Muscle", "joint": "Joint"}[data["kind"]]
        for key, data in graph.nodes(data=True)
    }
    assert found == expected
    assert len(model.agents) == graph.number_of_nodes()


def test_the_classes_are_those_of_the_textbook() -> None:
    assert set(CLASSES) == {
        "Cortex", "Thalamus", "BasalGanglia", "Cerebellum", "SpinalCord", "Afferent", "Muscle",
        "Joint",
    }  # fmt: skip
    for kind in CLASSES.values():
        assert issubclass(kind, NetworkAgent)
        assert issubclass(kind, mesa.Agent)
        assert not inspect.isabstract(kind)
        assert kind.__doc__
        assert getattr(kind, "__final__", False), f"{kind} is not final"
    assert inspect.isabstract(NetworkAgent)
    assert inspect.isabstract(PopulationAgent)
    with pytest.raises(TypeError, match="abstract"):
        PopulationAgent(MotorModel(body="tree:1"), None, 0)  # type: ignore[abstract, arg-type]


def test_the_level_is_a_view_of_the_state() -> None:
    model = MotorModel()
    model.state.rate[model.network.index("GPI/biceps")] = 0.123
    model.state.activation[2] = 0.25
    model.state.angle[1] = -0.5
    assert population_at(model, "GPI/biceps").rate == 0.123
    assert agent_at(model, "GPI/biceps").level == 0.123
    assert agent_at(model, "muscle/biceps").level == 0.25
    assert agent_at(model, "joint/elbow/flexion").level == -0.5


@pytest.mark.parametrize("name", ["arm", "neck"])
def test_an_agent_knows_its_inputs_as_the_graph_does(name: str) -> None:
    model = MotorModel(body=name)
    network = model.network
    for agent in model.agents:
        if not isinstance(agent, PopulationAgent):
            continue
        known = {
            network.node_keys[synapse.source]: (synapse.weight, synapse.delay)
            for synapse in agent.synapses
        }
        drawn = {
            source: (data["weight"], data["delay_ms"])
            for source, _, data in network.graph.in_edges(agent.key, data=True)
            if data["kind"] == "synapse"
        }
        assert known == drawn, agent.key


def test_the_order_of_the_agents_does_not_matter() -> None:
    def states(backwards: bool) -> list[bytes]:
        model = MotorModel(QUIET.replace(noise_floor=0.05, plasticity=1.0, touch=0.5), "neck", 3)

        def do(agents: AgentSet, method: str) -> None:
            for agent in reversed(list(agents)) if backwards else list(agents):
                getattr(agent, method)()

        with patch.object(type(model.agents), "do", do):
            for _ in range(40):
                model.step()
        return [array.tobytes() for array in model.state]

    assert states(backwards=True) == states(backwards=False)


def prepared() -> MotorModel:
    """A quiet arm whose state is nowhere zero and nowhere at rest."""
    model = MotorModel(QUIET.replace(stress=0.5, toxin=0.3, touch=0.4, fatigue=0.2), seed=1)
    generator = np.random.default_rng(2)
    for name in ("past", "rate", "activation", "force", "adaptation"):
        array = getattr(model.state, name)
        array[:] = generator.uniform(0.05, 0.9, array.shape)
    for name in ("angle", "velocity"):
        array = getattr(model.state, name)
        array[:] = generator.uniform(-0.5, 0.5, array.shape)
    return model


def arriving(model: MotorModel, key: str, at: int = 0) -> float:
    """Sum of weight x past output over the graph's edges into a node."""
    total, network = 0.0, model.network
    for source, _, data in network.graph.in_edges(key, data=True):
        if data["kind"] == "synapse":
            sent_at = row(network.wiring, network.index(source), at - data["delay_ms"])
            past = model.state.past[sent_at, 0]
            left = model.coefficients.factor[SITES.index(data["site"]), network.wiring.channel[
                network.index(key)], 0]  # fmt: skip
            total += left * data["weight"] * past
    return total


@pytest.mark.parametrize(
    ("key", "respond"),
    [
        ("M1/biceps", dynamics.rate_function),
        ("TH/triceps", dynamics.rate_function),
        ("GPI/biceps", dynamics.rate_function),
        ("DCN/wrist_flexor", dynamics.rate_function),
        ("RC/biceps", dynamics.rate_function),
        ("MN/biceps", dynamics.recruitment),
        ("CMD/biceps", dynamics.clip_rate),
    ],
)
def test_a_population_relaxes_to_what_its_input_calls_for(key: str, respond) -> None:
    model = prepared()
    index, coefficients = model.network.index(key), model.coefficients
    before, target = model.rate[index].item(), arriving(model, key)
    drive = coefficients.bias[index, 0] + coefficients.gain[index, 0] * target
    tau_ms = model.network.population_of(index).tau_ms
    model.step()
    assert model.rate[index] == pytest.approx(before + (respond(drive) - before) / tau_ms)


def test_a_spindle_adds_stretch_to_its_fusimotor_drive() -> None:
    model = prepared()
    key, elbow = "IA/triceps", 1  # the triceps is stretched when the elbow bends
    index, params = model.network.index(key), model.params
    before = model.rate[index].item()
    stretch = params.lever_arm * model.angle[elbow].item()
    speed = params.lever_arm * model.state.velocity[elbow, 0].item()
    left = 1 - params.toxin * params.toxin_spindle  # the triceps is the injected muscle
    drive = (
        model.coefficients.bias[index, 0] + left * arriving(model, key)
        + params.spindle_length * stretch
        + params.spindle_velocity * np.sign(speed) * np.sqrt(abs(speed))
    )  # fmt: skip
    tau_ms = model.network.population_of(index).tau_ms
    model.step()
    expected = before + (min(max(drive, 0.0), 1.0) - before) / tau_ms
    assert model.rate[index] == pytest.approx(expected)


def test_the_skin_feels_what_has_not_faded_of_a_touch() -> None:
    model = prepared()
    index, channel = model.network.index("SKIN/biceps"), model.network.body.channel("biceps")
    faded, before = model.state.adaptation[channel, 0].item(), model.rate[index].item()
    touch, params = model.coefficients.bias[index, 0], model.params
    model.step()
    felt = min(max(touch - faded, 0.0), 1.0)
    tau_ms = model.network.population_of(index).tau_ms
    assert model.rate[index] == pytest.approx(before + (felt - before) / tau_ms)
    goal = params.touch_adaptation * touch
    assert model.state.adaptation[channel, 0] == pytest.approx(
        faded + (goal - faded) / params.touch_tau
    )


def test_a_muscle_follows_its_motoneurones_and_pulls_by_length_and_speed() -> None:
    model = prepared()
    channel, params = model.network.body.channel("triceps"), model.params
    muscle = model.network.body.muscles[channel]
    excitation = model.state.past[
        row(model.network.wiring, model.network.index("MN/triceps"), -1), 0
    ].item()
    before, angle = model.activation[channel].item(), model.angle[1].item()
    speed = model.state.velocity[1, 0].item()
    model.step()
    rate = dynamics.activation_step(before, excitation, params.rise_ms, params.fall_ms)
    active = before + rate * (excitation - before)
    assert model.activation[channel] == pytest.approx(active)
    force = (
        muscle.strength
        * (1 - params.fatigue * params.fatigue_force) * (1 - params.toxin) * active
        * dynamics.force_length(muscle.length + params.lever_arm * angle, params.length_width)
        * dynamics.force_velocity(-params.lever_arm * speed / params.top_speed)
    )  # fmt: skip
    assert model.state.force[channel, 0] == pytest.approx(force)


def test_a_joint_turns_by_the_pull_of_its_muscles() -> None:
    model = prepared()
    body, elbow = model.network.body, 1
    pull = sum(
        dict(muscle.moment_arms).get(elbow, 0.0) * model.state.force[channel, 0]
        for channel, muscle in enumerate(body.muscles)
    )
    angle, velocity = model.angle[elbow].item(), model.state.velocity[elbow, 0].item()
    dof = body.dofs[elbow]
    model.step()
    acceleration = (pull - dof.stiffness * angle - dof.damping * velocity) / dof.inertia
    assert model.state.velocity[elbow, 0] == pytest.approx(velocity + 0.001 * acceleration)
    assert model.angle[elbow] == pytest.approx(angle + 0.001 * (velocity + 0.001 * acceleration))


def test_outputs_are_what_lesions_and_stimulation_leave_of_the_rate() -> None:
    model = prepared()
    model.lesion("TH/biceps", 0.25)
    model.set_levers(pallidal_stimulation=0.5, stimulation_share=0.8, stimulation_level=0.6)
    model.step()
    wiring = model.network.wiring
    sent = [model.state.past[row(wiring, node, 0), 0] for node in range(len(wiring.rule))]
    thalamus, pallidum = (model.network.index(f"{name}/biceps") for name in ("TH", "GPI"))
    assert sent[thalamus] == pytest.approx(0.75 * model.rate[thalamus])
    assert sent[pallidum] == pytest.approx(0.6 * model.rate[pallidum] + 0.4 * 0.6)


def test_the_agents_hold_no_equation_of_their_own() -> None:
    source = inspect.getsource(agents)
    assert "sqrt" not in source
    assert "exp(" not in source
