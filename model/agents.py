"""The Mesa model: an agent for each population of each channel, each muscle and each joint.

A step has two phases. First every agent senses: it reads the outputs of earlier steps. Then
every agent advances: it changes its own state and nothing else. The order of the agents
therefore does not matter, and the compiled engine, which calls the same equations on the same
arrays, takes the same step bit for bit. :class:`MotorModel` shares its state with the engine:
:meth:`MotorModel.step` advances by the agents, :meth:`MotorModel.advance` by the engine, as long as
every agent is one of this module.
"""

from __future__ import annotations

import threading
from abc import ABCMeta, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cached_property, lru_cache, partial
from inspect import Parameter, signature
from itertools import count, groupby
from operator import attrgetter
from typing import Any, Self, final

import mesa
import networkx as nx
import numpy as np
import pandas as pd
from mesa.discrete_space import Cell, CellAgent
from mesa.discrete_space import Network as Space

from motorloops.model import dynamics
from motorloops.model.arguments import COUNT, NUMBER, SHARE, check, checked, of, optional
from motorloops.model.checkpoint import Checkpoint
from motorloops.model.coefficients import (
    make_coefficients,
    opponents,
    task_channel,
    task_distance,
)
from motorloops.model.engine._batch import Batch
from motorloops.model.engine._draws import shared_draws
from motorloops.model.engine._kernel import draw_step
from motorloops.model.errors import InputError, choose
from motorloops.model.measuring import co_contraction_index
from motorloops.model.network.build import JOINT, MUSCLE, Network, build_network
from motorloops.model.network.wiring import (
    COMMAND,
    NOT_PLASTIC,
    RECRUITMENT,
    SKIN,
    delay_buffers,
    synapses_of,
)
from motorloops.model.noise import noise_seed
from motorloops.model.params import SHORT_FORMS, Params
from motorloops.model.params import levers as lever_table
from motorloops.model.state import State, resting_state
from motorloops.model.timeline import NOTHING, Phase, params_after

RUN = 0  # index of the only run in the state arrays of a MotorModel
NEVER = 2**62  # `collect_every` for no rows
# What an agent changes of itself while the model runs; the engine needs nothing else of agents.
CHANGING = frozenset({"input", "excitation", "turn", "speed"})


class _AgentClass(ABCMeta):
    """Counts the changes of agent classes, after which the engine may no longer agree with them."""

    changes = 0

    def __setattr__(cls, name: str, value: object) -> None:
        super().__setattr__(name, value)
        _AgentClass.changes += 1

    def __delattr__(cls, name: str) -> None:
        super().__delattr__(name)
        _AgentClass.changes += 1


class NetworkAgent(CellAgent, metaclass=_AgentClass):
    """A part of the motor network that occupies its node of the graph.

    Args:
        model: the model it belongs to.
        cell: its cell of the model's ``space``.
        index: its index among the nodes of its kind.

    Attributes:
        key: of its node in the network's graph, such as ``"GPI/biceps"``.
        motor: the model, as a :class:`MotorModel`.

    Examples:
        >>> model = MotorModel(body="chain:1")
        >>> [agent.key for agent in model.agents if not isinstance(agent, PopulationAgent)]
        ['muscle/flexor_0', 'muscle/extensor_0', 'joint/j0/flexion']
    """

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model)
        self.cell = cell
        self.key = model.key_of(cell)
        self.index = index
        self.motor = model

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)  # as all classes of Mesa above this one do
        if name not in CHANGING and "motor" in self.__dict__:
            self.motor.ask_again()

    def __delattr__(self, name: str) -> None:
        self.motor.ask_again()
        super().__delattr__(name)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: all but the cell, which leads to all other agents."""
        return {name: value for name, value in vars(self).items() if not isinstance(value, Cell)}

    @property
    @abstractmethod
    def level(self) -> float:
        """The agent's rate (share), activation (0..1) or angle (rad)."""

    @abstractmethod
    def sense(self) -> None:
        """Read the outputs of earlier steps; change nothing that other agents read."""

    @abstractmethod
    def advance(self) -> None:
        """Change the agent's own state by one step."""


class PopulationAgent(NetworkAgent):
    """A neural population in one muscle's channel: tau dr/dt = -r + F(input).

    Examples:
        >>> model = MotorModel(body="chain:1", seed=3)
        >>> pallidum = model.agents.select(lambda agent: agent.key.startswith("GPI/"))
        >>> [0.0 < agent.rate < 1.0 for agent in pallidum], isinstance(pallidum[0], PopulationAgent)
        ([True, True], True)
    """

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model, cell, index)
        wiring = model.network.wiring
        self.rule = int(wiring.rule[index])
        self.channel = int(wiring.channel[index])
        self.step_size = float(wiring.step[index])
        self.synapses = tuple(synapses_of(wiring, index))
        by_site = groupby(self.synapses, attrgetter("site"))
        self.groups = tuple((site, tuple(own)) for site, own in by_site)
        self.input = 0.0

    @property
    def rate(self) -> float:
        """Firing rate as a share of the maximal rate."""
        return self.motor.state.rate.item(self.index, RUN)

    @property
    def level(self) -> float:
        """The rate."""
        return self.rate

    def arriving(self) -> float:
        """Sum of the synaptic input: for each site, its lever x (weight x delayed output)."""
        factor, strength = self.motor.coefficients.factor, self.motor.state.strength
        output, channel, total = self.motor.output, self.channel, 0.0
        for site, synapses in self.groups:
            arriving = 0.0
            for synapse in synapses:  # in order, because the built-in sum may round differently
                sent = output(synapse.source, synapse.delay)
                if synapse.plastic != NOT_PLASTIC:
                    sent = strength.item(synapse.plastic, RUN) * sent
                arriving += synapse.weight * sent
            total += factor.item(site, channel, RUN) * arriving
        return total

    def fluctuate(self) -> float:
        """Advance the noise on the input and return it."""
        state, coefficients = self.motor.state, self.motor.coefficients
        state.noise[self.index, RUN] = noise = dynamics.fluctuation(
            state.noise.item(self.index, RUN), self.rate, self.motor.normals.item(self.index),
            coefficients.noise_decay.item(RUN), coefficients.noise_kick.item(RUN),
            coefficients.noise_floor.item(RUN), coefficients.noise_slope.item(RUN),
        )  # fmt: skip
        return noise

    def learn(self) -> None:
        """Let the plastic synapses grow with use, where learning is switched on."""
        coefficients, strength = self.motor.coefficients, self.motor.state.strength
        if not coefficients.plasticity.item(RUN) > 0.0:
            return
        for synapse in self.synapses:
            if synapse.plastic != NOT_PLASTIC:
                strength[synapse.plastic, RUN] = dynamics.hebbian_growth(
                    strength.item(synapse.plastic, RUN),
                    self.motor.output(synapse.source, synapse.delay), self.rate,
                    coefficients.plasticity.item(RUN), coefficients.hebb_threshold.item(RUN),
                    coefficients.hebb_ceiling.item(RUN), coefficients.forgetting.item(RUN),
                )  # fmt: skip

    def sense(self) -> None:
        """Return the total input: bias and drives, gain x synaptic input, noise."""
        coefficients = self.motor.coefficients
        bias = coefficients.bias.item(self.index, RUN)
        gain = coefficients.gain.item(self.index, RUN)
        self.input = bias + gain * self.arriving() + self.fluctuate()

    def advance(self) -> None:
        """Advance the plastic synapses and the rate, and send the output."""
        self.learn()
        self.fire(self.respond(self.input))

    def fire(self, target: float) -> None:
        """Relax the rate to ``target``; send it, changed by lesions and stimulation."""
        coefficients = self.motor.coefficients
        rate = dynamics.relax(self.rate, target, self.step_size)
        self.motor.state.rate[self.index, RUN] = rate
        keep = coefficients.keep.item(self.index, RUN)
        self.motor.put_out(self.index, keep * rate + coefficients.clamp.item(self.index, RUN))

    @abstractmethod
    def respond(self, drive: float) -> float:
        """The steady rate for an input."""


@final
class Cortex(PopulationAgent):
    """Motor command, motor and sensory cortex, and cortical surround inhibition."""

    def respond(self, drive: float) -> float:
        """The command is linear within its limits; the other populations saturate smoothly."""
        if self.rule == COMMAND:
            return dynamics.clip_rate(drive)
        return dynamics.rate_function(drive)


@final
class Thalamus(PopulationAgent):
    """Motor thalamus: inhibited by the pallidum, excited by cerebellum and cortex."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class BasalGanglia(PopulationAgent):
    """Striatum, subthalamic nucleus and pallidum."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class Cerebellum(PopulationAgent):
    """Purkinje cells and the deep nuclei that they inhibit."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class SpinalCord(PopulationAgent):
    """Motoneurons, Ia inhibitory interneurons and Renshaw cells."""

    def respond(self, drive: float) -> float:
        """Motoneurons are recruited above a threshold; interneurons saturate smoothly."""
        if self.rule == RECRUITMENT:
            return dynamics.recruitment(drive)
        return dynamics.rate_function(drive)


@final
class Afferent(PopulationAgent):
    """Muscle spindles, which sense stretch, and skin receptors, which sense touch and adapt."""

    def sense(self) -> None:
        """Read the muscle's stretch and fusimotor drive, or the touch less its adaptation."""
        bias = self.motor.coefficients.bias.item(self.index, RUN)
        if self.rule == SKIN:
            self.input = bias - self.motor.state.adaptation.item(self.channel, RUN)
            return
        coefficients = self.motor.coefficients
        turn, speed = self.motor.stretch(self.channel)
        arm = coefficients.lever_arm.item(RUN)
        self.input = bias + dynamics.spindle_drive(
            -(arm * turn), -(arm * speed),
            coefficients.fusimotor.item(self.channel, RUN) * self.arriving(),
            coefficients.proprioceptive_gain.item(RUN), coefficients.spindle_length.item(RUN),
            coefficients.spindle_velocity.item(RUN),
        )  # fmt: skip

    def advance(self) -> None:
        """Advance the adaptation to a held touch, and the rate."""
        if self.rule == SKIN:
            coefficients, adaptation = self.motor.coefficients, self.motor.state.adaptation
            adaptation[self.channel, RUN] = dynamics.relax(
                adaptation.item(self.channel, RUN),
                coefficients.touch_share.item(RUN) * coefficients.bias.item(self.index, RUN),
                coefficients.touch_step.item(RUN),
            )
        self.learn()
        self.fire(self.respond(self.input))

    def respond(self, drive: float) -> float:
        """Linear within the limits of a rate."""
        return dynamics.clip_rate(drive)


@final
class Muscle(NetworkAgent):
    """A muscle: activation follows the motoneurons, force follows activation and length."""

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model, cell, index)
        self.motoneuron = int(model.network.wiring.motoneuron[index])
        self.neutral_length = float(model.network.wiring.length[index])
        self.excitation = self.turn = self.speed = 0.0

    @property
    def level(self) -> float:
        """Activation, 0..1."""
        return self.motor.state.activation.item(self.index, RUN)

    def sense(self) -> None:
        """Read the motoneurons, and the angle and speed of the joints."""
        self.excitation = self.motor.output(self.motoneuron, delay=1)
        self.turn, self.speed = self.motor.stretch(self.index)

    def advance(self) -> None:
        """Advance the activation and compute the force."""
        state, coefficients = self.motor.state, self.motor.coefficients
        arm = coefficients.lever_arm.item(RUN)
        step = dynamics.activation_step(
            self.level,
            self.excitation,
            coefficients.rise_ms.item(RUN),
            coefficients.fall_ms.item(RUN),
        )
        active = dynamics.relax(self.level, self.excitation, step)
        state.activation[self.index, RUN] = active
        length = self.neutral_length - arm * self.turn
        state.force[self.index, RUN] = (
            coefficients.power.item(self.index, RUN) * active
            * dynamics.force_length(length, coefficients.length_width.item(RUN))
            * dynamics.force_velocity(arm * self.speed / coefficients.top_speed.item(RUN))
        )  # fmt: skip


@final
class Joint(NetworkAgent):
    """A degree of freedom: elastic, damped, moved by the torque of its muscles."""

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model, cell, index)
        wiring = model.network.wiring
        own = slice(wiring.pull_first[index], wiring.pull_first[index + 1])
        self.pulls = tuple(
            zip(wiring.pull_muscle[own].tolist(), wiring.pull[own].tolist(), strict=True)
        )
        self.mechanics = tuple(
            float(column[index]) for column in (wiring.inertia, wiring.damping, wiring.stiffness)
        )

    @property
    def level(self) -> float:
        """Angle, in rad."""
        return self.motor.state.angle.item(self.index, RUN)

    def sense(self) -> None:
        """Sum the torque of the muscles."""
        torque = 0.0
        for muscle, arm in self.pulls:
            torque += arm * self.motor.state.force.item(muscle, RUN)
        self.motor.state.torque[self.index, RUN] = torque

    def advance(self) -> None:
        """Advance velocity and angle."""
        state = self.motor.state
        acceleration = dynamics.joint_acceleration(
            state.torque.item(self.index, RUN), self.level,
            state.velocity.item(self.index, RUN), *self.mechanics,
        )  # fmt: skip
        state.velocity[self.index, RUN] += dynamics.STEP_S * acceleration
        state.angle[self.index, RUN] += dynamics.STEP_S * state.velocity[self.index, RUN]


CLASSES: dict[str, type[NetworkAgent]] = {
    kind.__name__: kind
    for kind in (
        Cortex,
        Thalamus,
        BasalGanglia,
        Cerebellum,
        SpinalCord,
        Afferent,
        Muscle,
        Joint,
    )
}


# What of an agent's class and of the model's class a step by the agents calls.
_agent_pieces = attrgetter("sense", "advance", "level")
_population_pieces = attrgetter("respond", "rate", "arriving", "fluctuate", "learn", "fire")
_model_pieces = attrgetter("step", "output", "put_out", "stretch", "_row")


def _pieces() -> list[object]:
    """The methods by which the agents of this module take a step."""
    kinds = list(CLASSES.values())
    populations = (kind for kind in kinds if issubclass(kind, PopulationAgent))
    return [*map(_agent_pieces, kinds), *map(_population_pieces, populations)]


@lru_cache(maxsize=16)
def _space_graphs(network: Network) -> tuple[nx.DiGraph, nx.Graph]:
    """The network as Mesa's space connects and as it draws it, with nodes 0, 1, 2, ...

    Each node has its key and a position: the populations are rows from the top, above the muscles
    and the joints; the muscles, with their channels, are columns.
    """
    body, muscles, rows = network.body, len(network.body.muscles), len(network.populations)
    places = {
        key: (float(node % muscles), -float(node // muscles))
        for node, key in enumerate(network.node_keys)
    }
    for channel, muscle in enumerate(body.muscles):
        places[f"{MUSCLE}/{muscle.key}"] = (float(channel), -float(rows))
    for index, dof in enumerate(body.dofs):
        beside = [m for m, muscle in enumerate(body.muscles) if muscle.joint == dof.joint]
        middle = sum(beside) / len(beside) if beside else float(index)
        before = sum(other.joint == dof.joint for other in body.dofs[:index])
        places[f"{JOINT}/{dof.key}"] = (middle + 0.3 * before, -float(rows + 1))
    numbers = {key: number for number, key in enumerate(network.graph)}
    graph = nx.DiGraph()
    for key, number in numbers.items():
        graph.add_node(number, key=key, pos=places[key])
    graph.add_edges_from((numbers[one], numbers[other]) for one, other in network.graph.edges)
    return graph, nx.freeze(graph.to_undirected())


# Mesa 3.3 looks a model variable of `batch_run` up by its step, as if there were a row a step.
_BY_STEP = not hasattr(mesa.DataCollector(), "_collection_steps")


class _Values(list[Any]):
    """The values of a model variable; an item is that of a step, or the latest before it."""

    def __init__(self, steps: list[int]) -> None:
        super().__init__()
        self.steps = steps

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, int) and at >= 0:
            at = bisect_right(self.steps, at) - 1
        return super().__getitem__(at)


class _Records(dict[int, Any]):
    """The values of the agents by step; those of a step between two are the ones before it."""

    def get(self, step: int, default: Any = None) -> Any:
        before = [at for at in self if at <= step]
        return self[max(before)] if before else default


class _DataCollector(mesa.DataCollector):
    """Mesa's collector with rows that are not as frequent as steps.

    The table of the model has the step as its index. Tables may be read while another thread
    collects, as SolaraViz does; Mesa adds one value after the other, and a table in between would
    have columns of unequal length.
    """

    def __init__(self, model_reporters: dict[str, str], agent_reporters: dict[str, Any]) -> None:
        super().__init__(model_reporters=model_reporters, agent_reporters=agent_reporters)
        self._lock = threading.Lock()
        self.steps: list[int] = []
        if _BY_STEP:
            self.model_vars = {name: _Values(self.steps) for name in self.model_vars}
            self._agent_records = _Records()

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=threading.Lock())

    def collect(self, model: mesa.Model) -> None:
        with self._lock:
            super().collect(model)
            self.steps.append(model.steps)

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        with self._lock:
            frame = super().get_model_vars_dataframe()
            return frame.set_axis(pd.Index(self.steps, name="Step", dtype="int64"))

    def get_agent_vars_dataframe(self) -> pd.DataFrame:
        with self._lock:
            return super().get_agent_vars_dataframe()


class MotorModel(mesa.Model):
    """The motor network of one person, as a Mesa model of 1 ms steps.

    Args:
        params: levers and constants.
        body: name of a body, or a network.
        seed: of the noise, from 0 to 2^64 - 1; the same seed gives the same run. None for another
            seed in each model.
        command: share of the effort that is given, 0..1 (1 = try, 0 = relax).
        collect_every: milliseconds between two rows of the DataCollector, which begin at time 0;
            :data:`NEVER` for no rows.
        rng: what Mesa takes in place of a seed: a whole number is the seed; of a sequence of
            numbers, a NumPy ``SeedSequence``, ``BitGenerator`` or ``Generator``, the seed is the
            first draw, ``numpy.random.default_rng(rng).integers(2**53)``.
        levers: values by lever name or short form, in place of those of ``params``.

    Attributes:
        network: the network.
        params: levers and constants now; change them with :meth:`set_levers`.
        seed: of the noise; also of ``random`` and ``rng``, Mesa's generators, which the model
            itself does not use.
        coefficients: the levers, command, stimuli and lesions in the form the equations read;
            read-only.
        state: the state arrays, with a last dimension of one run.
        space: Mesa space; each agent occupies its node. The nodes of its graph ``space.G`` are
            numbered, as Mesa draws them; their attributes are ``key`` and a position, ``pos``.
        datacollector: collects ``time_ms``, ``seed``, ``co_contraction_index`` and ``overflow``,
            and the ``key`` and ``level`` of each agent.

    Raises:
        InputError: for an unknown argument, or a value that the network or the levers cannot take.

    Examples:
        >>> model = MotorModel(loss=0.5, stress=0.2, seed=1)
        >>> model.advance(300)
        >>> model.time_ms, model.params.loss_cortex
        (300, 0.5)
    """

    @checked(params=of(Params), collect_every=COUNT)
    def __init__(
        self,
        params: Params = Params(),
        body: str | Network = "arm",
        seed: int | None = None,
        command: float = 1.0,
        collect_every: int = 10,
        *,
        rng: object = None,
        **levers: object,
    ) -> None:
        for name in levers:
            choose("argument", name, (*ARGUMENTS, *SHORT_FORMS, *lever_table()))
        self.seed = noise_seed(seed, rng)
        super().__init__(rng=self.seed)
        self._taking = self.step  # how Mesa takes a step
        self.network = body if isinstance(body, Network) else build_network(body)
        self.params = params.replace(**levers)
        self._collect_every = int(collect_every)
        self._command = _share("command", command)
        self._stimuli: Mapping[str, float] = NOTHING
        self._lesions: Mapping[str, float] = NOTHING
        self.normals = np.zeros(len(self.network.wiring.rule))
        self._shared = shared_draws(self.normals.size, self.normals.dtype)
        self._draw = draw_step()
        self.state: State = resting_state(self.network.wiring, np.array([self.seed], np.uint64))
        self.clock = 0
        columns = (column.tolist() for column in delay_buffers(self.network.wiring))
        self._delay_buffers = list(zip(*columns, strict=True))
        self._renew()
        self.space = _space(self.network, self.random)
        self._keys: dict[int, str] = dict(self.space.G.nodes(data="key"))
        agents = [self._place(cell) for cell in self.space.all_cells]
        self._packaged = {agent: dict(vars(agent)) for agent in agents}
        self._engine_agrees: bool | None = None  # None: compare before the engine is used
        self._classes_compared = _AgentClass.changes
        self.datacollector = self._new_collector()
        self._built = frozenset(vars(self)) | {"_built", "_batch"}
        self._collect()

    def _place(self, cell: Cell) -> NetworkAgent:
        data = self.network.graph.nodes[self.key_of(cell)]
        kinds = {"muscle": Muscle, "joint": Joint}
        kind = kinds.get(data["kind"]) or CLASSES[data["agent"]]
        return kind(self, cell, data["index"])

    def key_of(self, cell: Cell) -> str:
        """The key of the network's node that a cell of the space stands for."""
        return self._keys[cell.coordinate]  # type: ignore[index]

    def _new_collector(self) -> mesa.DataCollector:
        return _DataCollector(
            model_reporters={
                "time_ms": "time_ms",
                "seed": "seed",
                "co_contraction_index": "co_contraction",
                "overflow": "overflow",
            },
            # Functions that can be pickled; those that Mesa makes of names cannot.
            agent_reporters={name: partial(_attribute, name) for name in ("key", "level")},
        )

    def _renew(self) -> None:
        self.coefficients = make_coefficients(
            self.network, (self.params,), self._command, self._stimuli, self._lesions
        )
        for array in self.coefficients:
            array.flags.writeable = False  # the engine packs them once

    @property
    def collect_every(self) -> int:
        """Milliseconds between two rows of the DataCollector."""
        return self._collect_every

    @collect_every.setter
    def collect_every(self, milliseconds: int) -> None:
        check("collect_every", milliseconds, COUNT)
        self._collect_every = int(milliseconds)

    @property
    def time_ms(self) -> int:
        """Milliseconds since the start: one a step."""
        return self.steps

    @property
    def rate(self) -> np.ndarray:
        """(N,) view of the rates, as shares of the maximal rate."""
        return self.state.rate[:, RUN]

    @property
    def activation(self) -> np.ndarray:
        """(M,) view of the muscles' activation, 0..1."""
        return self.state.activation[:, RUN]

    @property
    def angle(self) -> np.ndarray:
        """(D,) view of the joint angles, rad."""
        return self.state.angle[:, RUN]

    @property
    def co_contraction(self) -> float:
        """Co-contraction index of the task joint at this moment."""
        body = self.network.body
        wanted = self.activation[task_channel(self.params, body)]
        against = opponents(self.params, body)
        opposing = sum(share * self.activation[channel] for channel, share in against)
        return float(co_contraction_index(2.0 * min(wanted, opposing), wanted + opposing))

    @property
    def overflow(self) -> float:
        """Mean activation outside the joints of the task at this moment."""
        outside = task_distance(self.params, self.network.body) > 0
        return float(self.activation[outside].mean()) if outside.any() else 0.0

    @property
    def command(self) -> float:
        """Share of the effort that is given, 0..1; a new value acts from the next millisecond."""
        return self._command

    @command.setter
    def command(self, share: float) -> None:
        self._command = _share("command", share)
        self._renew()

    def set_levers(self, /, **changes: object) -> None:
        """Change levers; they act from the next millisecond on.

        Args:
            changes: values by lever name or short form.

        Raises:
            InputError: for an unknown lever or a value out of range; nothing is changed then.
        """
        before, self.params = self.params, self.params.replace(**changes)
        try:
            self._renew()
        except InputError:
            self.params = before
            raise

    def lesion(self, node: str, share: float) -> None:
        """Remove a share of one node's output, from the next millisecond on.

        Args:
            node: key, e.g. ``"GPI/biceps"``.
            share: 0..1; 0 restores the output.

        Raises:
            InputError: for an unknown node or a share out of range.
        """
        self.network.index(node)
        self._lesions = {**self._lesions, node: _share(f"lesion of {node}", share)}
        self._renew()

    def stimulate(self, node: str, current: float) -> None:
        """Add a constant to one node's input, from the next millisecond on.

        Args:
            node: key, e.g. ``"GPI/biceps"``.
            current: the constant, in units of input; 0 ends it.

        Raises:
            InputError: for an unknown node or a current that is not finite.
        """
        self.network.index(node)
        check(f"stimulus to {node}", current, NUMBER)
        self._stimuli = {**self._stimuli, node: float(current)}
        self._renew()

    @checked(phase=of(Phase))
    def enter(self, phase: Phase) -> None:
        """Begin a phase of a timeline: set its command, levers, stimuli and lesions."""
        (self.params,) = params_after((self.params,), (phase,))
        self._command, self._stimuli = phase.command, phase.stimuli
        self._lesions = {**self._lesions, **phase.lesions}
        self._renew()

    def checkpoint(self) -> Checkpoint:
        """The complete state of the run at this moment.

        Returns:
            A copy; :meth:`from_checkpoint` makes a model of it, ``simulate`` starts runs from it,
            and ``write_checkpoint`` writes it to a file.

        Raises:
            InputError: where agents or methods of this model were replaced, added, removed or
                changed, which a checkpoint does not hold. ``copy.deepcopy`` and ``pickle`` keep
                them.
        """
        if own := self._own_parts():
            allowed = "a checkpoint holds no agents of your own; copy.deepcopy and pickle keep them"
            raise InputError("model", ", ".join(own), allowed)
        return Checkpoint(
            self.network, self.params, self.seed, self.time_ms, self._command, self._stimuli,
            self._lesions, self.state,
        )  # fmt: skip

    @classmethod
    @checked(checkpoint=of(Checkpoint), params=optional(of(Params)))
    def from_checkpoint(
        cls,
        checkpoint: Checkpoint,
        *,
        params: Params | None = None,
        seed: int | None = None,
        command: float | None = None,
        collect_every: int = 10,
        rng: object = None,
        **levers: object,
    ) -> Self:
        """Make a model that continues from a checkpoint.

        Left as it is, it takes the same steps as the model of the checkpoint would have, bit for
        bit. With another seed it meets other noise from the next millisecond on; models with one
        seed meet the same noise at the same time, whatever their levers.

        Args:
            checkpoint: of :meth:`checkpoint` or ``read_checkpoint``.
            params: levers and constants from now on; those of the checkpoint if None.
            seed: of the noise from now on; that of the checkpoint if None.
            command: share of the effort that is given; that of the checkpoint if None.
            collect_every: milliseconds between two rows of the DataCollector.
            rng: in place of ``seed``, as for a new model.
            levers: values by lever name or short form, in place of those of ``params``.

        Returns:
            The model, at the checkpoint's time; its DataCollector begins there.

        Raises:
            InputError: as for a new model.

        Examples:
            >>> model = MotorModel(seed=1)
            >>> model.advance(200)
            >>> calm = MotorModel.from_checkpoint(model.checkpoint(), stress=0.0)
            >>> calm.time_ms, (calm.rate == model.rate).all().item()
            (200, True)
        """
        check("collect_every", collect_every, COUNT)
        if seed is None and rng is None:
            seed = checkpoint.seed
        model = cls(
            params=params or checkpoint.params, body=checkpoint.network, seed=seed, rng=rng,
            command=1.0 if command is None else command, collect_every=NEVER, **levers,
        )  # fmt: skip
        if command is None:
            model._command = checkpoint.command
        model._stimuli, model._lesions = checkpoint.stimuli, checkpoint.lesions
        model._resume(checkpoint.state, checkpoint.time_ms)
        model.collect_every = collect_every
        model._collect()
        return model

    def fork(
        self,
        *,
        params: Params | None = None,
        seed: int | None = None,
        command: float | None = None,
        rng: object = None,
        **levers: object,
    ) -> Self:
        """Make an independent model that continues from this moment, with some changes.

        Args:
            params: as for :meth:`from_checkpoint`, like all other arguments.
            seed: of the noise from now on; this model's if None.
            command: share of the effort that is given; this model's if None.
            rng: in place of ``seed``.
            levers: values by lever name or short form.

        Returns:
            The model, of the same class, without the rows that were collected so far.

        Raises:
            InputError: as for :meth:`checkpoint` and :meth:`from_checkpoint`.

        Examples:
            >>> model = MotorModel(seed=1, loss=0.3)
            >>> model.advance(200)
            >>> touched, untouched = model.fork(touch=1.0), model.fork()
            >>> touched.advance(100)
            >>> untouched.advance(100)
            >>> model.time_ms, untouched.time_ms, (touched.rate == untouched.rate).all().item()
            (200, 300, False)
        """
        return type(self).from_checkpoint(
            self.checkpoint(), params=params, seed=seed, command=command, rng=rng,
            collect_every=self.collect_every, **levers,
        )  # fmt: skip

    def _resume(self, state: State, time_ms: int) -> None:
        """Continue with the values of a state at a time; the noise stays that of ``seed``."""
        for name, own in self.state._asdict().items():
            if name != "key":
                own[...] = getattr(state, name)
        self.steps, self.clock = time_ms, max(0, time_ms - 1)
        self._renew()

    def _own_parts(self) -> list[str]:
        """What of this model is not as it was made: keys of agents, names of methods."""
        present = set(self.agents)
        gone = [agent.key for agent in self._packaged if agent not in present]
        own = [agent for agent in present if not self._is_packaged(agent)]
        named = [str(getattr(agent, "key", type(agent).__name__)) for agent in own]
        patched = [name for name in _PIECES_OF_MODEL if name in vars(self)]
        stepping = ["step"] if self.step is not self._taking else []
        return sorted({*gone, *named, *patched, *stepping})

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: enough to build the model again, and what the user added."""
        more = {name: value for name, value in vars(self).items() if name not in self._built}
        if self.step is not self._taking:
            more["step"] = self.step
        return {
            "network": self.network, "params": self.params, "seed": self.seed,
            "command": self._command, "stimuli": dict(self._stimuli),
            "lesions": dict(self._lesions), "state": self.state, "steps": self.steps,
            "collect_every": self.collect_every, "datacollector": self.datacollector,
            "running": self.running, "random": self.random.getstate(), "rng": self.rng,
            "agents": list(self.agents) if self._own_parts() else None, "more": more,
        }  # fmt: skip

    def __setstate__(self, kept: dict[str, Any]) -> None:
        MotorModel.__init__(
            self, kept["params"], kept["network"], kept["seed"], collect_every=NEVER
        )
        self._command, self._stimuli, self._lesions = (
            kept[name] for name in ("command", "stimuli", "lesions")
        )
        self._resume(kept["state"], kept["steps"])
        self.collect_every, self.datacollector = kept["collect_every"], kept["datacollector"]
        self.running, self.rng = kept["running"], kept["rng"]
        self.random.setstate(kept["random"])
        if kept["agents"] is not None:
            self._take_over(kept["agents"])
        vars(self).update(kept["more"])

    def _take_over(self, agents: list[mesa.Agent]) -> None:
        """Have these agents in place of those that were made with the model."""
        for agent in list(self.agents):
            agent.remove()
        cells = {self.key_of(cell): cell for cell in self.space.all_cells}
        for agent in agents:
            number = agent.unique_id
            self.register_agent(agent)
            agent.unique_id = number  # some releases of Mesa give a new one
            if isinstance(agent, NetworkAgent):
                agent.cell = cells[agent.key]
        following = max((agent.unique_id for agent in agents), default=0) + 1
        if hasattr(self, "agent_id_counter"):  # from Mesa 3.4 on
            self.agent_id_counter = following
        else:
            mesa.Agent._ids[self] = count(following)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo[id(self.network)] = self.network  # shared, because no model changes it
        memo[id(self)] = model = type(self).__new__(type(self))
        model.__setstate__(deepcopy(self.__getstate__(), memo))
        return model

    def __copy__(self) -> Self:
        """Copy the whole model; its arrays and agents belong to one model."""
        return deepcopy(self)

    def output(self, node: int, delay: int) -> float:
        """Output of a node, sent ``delay`` milliseconds before this step."""
        return self.state.past.item(self._row(node, self.clock - delay), RUN)

    def put_out(self, node: int, value: float) -> None:
        """Send an output of a node; other nodes can read it from the next step on."""
        self.state.past[self._row(node, self.clock), RUN] = value

    def _row(self, node: int, step: int) -> int:
        first, stride, length = self._delay_buffers[node]
        return first + step % length * stride

    def stretch(self, muscle: int) -> tuple[float, float]:
        """Net angle (rad) and speed (rad/s) of the joints in a muscle's shortening direction."""
        turn, speed, state = 0.0, 0.0, self.state
        for dof, arm in self.network.body.muscles[muscle].moment_arms:
            turn += arm * state.angle.item(dof, RUN)
            speed += arm * state.velocity.item(dof, RUN)
        return turn, speed

    def step(self) -> None:
        """Advance one millisecond by the agents: all sense, then all advance."""
        self.clock = self.steps - 1  # Mesa counts a step before it takes it
        low, high = self.state.key[:, RUN].tolist()
        self._draw(low, high, self.clock, self._shared, self.normals)
        self.agents.do("sense")
        self.agents.do("advance")
        self._collect()

    def advance(self, milliseconds: int) -> None:
        """Advance by the compiled engine, on the same state and with the same result as steps.

        Where an agent or a method of the model was replaced, added, removed or changed, which the
        engine would not know, the agents take the steps.

        Args:
            milliseconds: number of steps, from 1 up.

        Raises:
            InputError: for another number.
        """
        check("milliseconds", milliseconds, COUNT)
        if not self._engine_may():
            for _ in range(milliseconds):
                self.step()
            return
        end = self.steps + int(milliseconds)
        batch = self._batch
        batch.load(self.state, self.steps)
        while self.steps < end:
            steps = min(end - self.steps, self.collect_every - self.steps % self.collect_every)
            batch.advance(self.coefficients, steps)
            batch.store(self.state)
            self.steps += steps
            self._collect()

    def _engine_may(self) -> bool:
        """Whether the engine takes the same step as this model's agents."""
        kind, own = type(self), vars(self)
        if self._classes_compared != _AgentClass.changes:
            self._classes_compared, self._engine_agrees = _AgentClass.changes, None
        if self._engine_agrees is None:
            self._engine_agrees = _pieces() == _PIECES and all(map(self._is_packaged, self.agents))
        return (
            self._engine_agrees
            and len(self.agents) == len(self._packaged)
            and self.step is self._taking
            and own.keys().isdisjoint(_PIECES_OF_MODEL)
            and _model_pieces(kind) == _MODEL_PIECES
        )

    def _is_packaged(self, agent: mesa.Agent) -> bool:
        """Whether an agent was made with the model and not changed since."""
        made, now = self._packaged.get(agent), vars(agent)  # type: ignore[call-overload]
        return (
            made is not None
            and made.keys() == now.keys()
            and all(now[name] is value for name, value in made.items() if name not in CHANGING)
        )

    def ask_again(self) -> None:
        """Compare the agents with those that were made with the model before the engine is used."""
        self._engine_agrees = None

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take up an agent; Mesa calls it."""
        super().register_agent(agent)
        self.ask_again()

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Give up an agent; Mesa calls it."""
        super().deregister_agent(agent)
        self.ask_again()

    @cached_property
    def _batch(self) -> Batch:
        return Batch(self.network.wiring, self.state)

    def _collect(self) -> None:
        if self.steps % self.collect_every or self.collect_every == NEVER:
            return
        # Mesa 3.4 and newer key the agents' rows by `time`, which only `step` advances; Mesa 3.3
        # has no `time` and keys them by `steps`.
        time = getattr(self, "time", None)
        if time is not None:
            self.time = self.steps
        try:
            self.datacollector.collect(self)
        finally:
            if time is not None:
                self.time = time

    def frame(self) -> pd.DataFrame:
        """The DataCollector's model variables.

        Returns:
            A row for time 0 and every ``collect_every`` milliseconds; the index is the step.
        """
        return self.datacollector.get_model_vars_dataframe()


def _attribute(name: str, agent: mesa.Agent) -> object:
    return getattr(agent, name, None)


def _share(field: str, value: float) -> float:
    check(field, value, SHARE)
    return float(value)


_PIECES = _pieces()
_MODEL_PIECES = _model_pieces(MotorModel)
_PIECES_OF_MODEL = frozenset({"output", "put_out", "stretch", "_row"})


def _space(network: Network, random: Any) -> Space:
    """Mesa's space of a network, whose cells lead to the cells that they send to."""
    connected, drawn = _space_graphs(network)
    # Newer releases of Mesa would compute a layout if none were given.
    places = {"layout": dict(drawn.nodes(data="pos"))}
    more: Any = places if "layout" in signature(Space).parameters else {}
    space = Space(connected, capacity=1, random=random, **more)
    space.G = drawn  # Mesa can draw the edges of undirected graphs only
    return space


ARGUMENTS = ("params", "body", "seed", "command", "collect_every", "rng")


def _announce(init: Callable[..., None]) -> None:
    """List the levers in the signature, where Mesa looks for the arguments that a model takes.

    Newer releases of ``mesa.batch_run`` pass a seed of their own, None, to every model with an
    argument ``seed``, in place of a seed among the parameters. They do not see it here, and pass
    ``rng``.
    """
    own = signature(init).parameters
    overwritten = "rng" in signature(mesa.batch_run).parameters
    levers = {name: lever.default for name, lever in lever_table().items()}
    named = {**dict.fromkeys(SHORT_FORMS, 0.0), **levers}
    listed = [own[name] for name in ("self", *ARGUMENTS) if not (overwritten and name == "seed")]
    more = [Parameter(name, Parameter.KEYWORD_ONLY, default=at) for name, at in named.items()]
    vars(init)["__signature__"] = signature(init).replace(parameters=[*listed, *more])


_announce(MotorModel.__init__)
