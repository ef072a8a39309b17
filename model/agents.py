"""The Mesa model: an agent for each population of each channel, each muscle and each joint.

A step has two phases. First every agent senses: it reads the outputs of earlier steps. Then
every agent advances: it changes its own state and nothing else. The order of the agents
therefore does not matter, and the compiled engine, which calls the same equations on the same
arrays, takes the same step bit for bit. :class:`MotorModel` shares its state with the engine:
:meth:`MotorModel.step` advances by the agents, :meth:`MotorModel.advance` by the engine.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NoReturn, final

import mesa
import numpy as np
import pandas as pd
from mesa.discrete_space import Cell, CellAgent
from mesa.discrete_space import Network as Space

from motorloops.model import dynamics
from motorloops.model.arguments import COUNT, NUMBER, SHARE, check, checked, of
from motorloops.model.coefficients import (
    make_coefficients,
    opponents,
    task_channel,
    task_distance,
)
from motorloops.model.engine._batch import Batch
from motorloops.model.engine._draws import shared_draws
from motorloops.model.engine._kernel import draw_step
from motorloops.model.errors import InputError
from motorloops.model.measures import co_contraction_index
from motorloops.model.network.build import Network, build_network
from motorloops.model.network.wiring import (
    COMMAND,
    NOT_PLASTIC,
    RECRUITMENT,
    SKIN,
    delay_buffers,
    synapses_of,
)
from motorloops.model.noise import check_seed
from motorloops.model.params import Params
from motorloops.model.state import State, resting_state
from motorloops.model.timeline import NOTHING, Phase, params_after

RUN = 0  # index of the only run in the state arrays of a MotorModel
NEVER = 2**62  # `collect_every` for no rows


class NetworkAgent(CellAgent, ABC):
    """A part of the motor network that occupies its node of the graph.

    Args:
        model: the model it belongs to.
        cell: its cell of the model's ``space``; the coordinate is the key of the node.
        index: its index among the nodes of its kind.

    Examples:
        >>> model = MotorModel(body="chain:1")
        >>> [agent.key for agent in model.agents if not isinstance(agent, PopulationAgent)]
        ['muscle/flexor_0', 'muscle/extensor_0', 'joint/j0/flexion']
    """

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model)
        self.motor = model
        self.cell = cell
        self.key = str(cell.coordinate)
        self.index = index

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


class PopulationAgent(NetworkAgent, ABC):
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
        self.synapses = synapses_of(wiring, index)
        by_site = groupby(self.synapses, attrgetter("site"))
        self.groups = [(site, list(own)) for site, own in by_site]
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
        self.pulls = list(
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


class _DataCollector(mesa.DataCollector):
    """Mesa's collector, whose tables may be read while another thread collects, as SolaraViz does.

    Mesa adds one value after the other; a table in between would have columns of unequal length.
    """

    def __init__(self, *reporters: object, **more: object) -> None:
        super().__init__(*reporters, **more)
        self._lock = threading.Lock()

    def collect(self, model: mesa.Model) -> None:
        with self._lock:
            super().collect(model)

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        with self._lock:
            return super().get_model_vars_dataframe()

    def get_agent_vars_dataframe(self) -> pd.DataFrame:
        with self._lock:
            return super().get_agent_vars_dataframe()


class MotorModel(mesa.Model):
    """The motor network of one person, as a Mesa model of 1 ms steps.

    Args:
        params: levers and constants.
        body: name of a body, or a network.
        seed: of the noise, from 0 to 2^64 - 1; the same seed gives the same run.
        command: share of the effort that is given, 0..1 (1 = try, 0 = relax).
        collect_every: milliseconds between two rows of the DataCollector; :data:`NEVER` for
            no rows.

    Attributes:
        network: the network.
        params: levers and constants now; change them with :meth:`set_levers`.
        coefficients: the levers, command, stimuli and lesions in the form the equations read.
        state: the state arrays, with a last dimension of one run.
        space: Mesa space of the network's graph; each agent occupies its node.
        datacollector: collects ``time_ms``, ``co_contraction_index`` and ``overflow``, and the
            ``key`` and ``level`` of each agent.

    Raises:
        InputError: for a value that the network or the levers cannot take.

    Examples:
        >>> model = MotorModel(Params().replace(loss=0.5))
        >>> model.advance(300)
        >>> model.time_ms
        300
    """

    @checked(params=of(Params), collect_every=COUNT)
    def __init__(
        self,
        params: Params = Params(),
        body: str | Network = "arm",
        seed: int = 1,
        command: float = 1.0,
        collect_every: int = 10,
    ) -> None:
        super().__init__(rng=check_seed(seed))
        self.network = body if isinstance(body, Network) else build_network(body)
        self.params = params
        self.seed = seed
        self.collect_every = collect_every
        self._command = _share("command", command)
        self._stimuli: Mapping[str, float] = NOTHING
        self._lesions: Mapping[str, float] = NOTHING
        self.normals = np.zeros(len(self.network.wiring.rule))
        self._shared = shared_draws(self.normals.size, self.normals.dtype)
        self._draw = draw_step()
        self.state: State = resting_state(self.network.wiring, np.array([seed], np.uint64))
        self.clock = 0
        columns = (column.tolist() for column in delay_buffers(self.network.wiring))
        self._delay_buffers = list(zip(*columns, strict=True))
        self._renew()
        self.space = Space(self.network.graph, capacity=1, random=self.random)
        for cell in self.space.all_cells:
            self._place(cell)
        self.datacollector = _DataCollector(
            model_reporters={
                "time_ms": "time_ms",
                "co_contraction_index": "co_contraction",
                "overflow": "overflow",
            },
            agent_reporters={"key": "key", "level": "level"},
        )

    def _place(self, cell: Cell) -> NetworkAgent:
        data = self.network.graph.nodes[cell.coordinate]
        kinds = {"muscle": Muscle, "joint": Joint}
        kind = kinds.get(data["kind"]) or CLASSES[data["agent"]]
        return kind(self, cell, data["index"])

    def _renew(self) -> None:
        self.coefficients = make_coefficients(
            self.network, (self.params,), self._command, self._stimuli, self._lesions
        )

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

    def __reduce__(self) -> NoReturn:
        """Refuse to be copied or pickled: the agents are views of the model's arrays."""
        raise TypeError(
            "a MotorModel cannot be copied or pickled; make another one with the same arguments "
            "and advance it as far"
        )

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

        Args:
            milliseconds: number of steps, from 1 up.

        Raises:
            InputError: for another number.
        """
        check("milliseconds", milliseconds, COUNT)
        end = self.steps + milliseconds
        batch = self._batch
        batch.load(self.state, self.steps)
        while self.steps < end:
            steps = min(end - self.steps, self.collect_every - self.steps % self.collect_every)
            batch.advance(self.coefficients, steps)
            batch.store(self.state)
            self.steps += steps
            self._collect()

    @cached_property
    def _batch(self) -> Batch:
        return Batch(self.network.wiring, self.state)

    def _collect(self) -> None:
        if self.steps % self.collect_every:
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
        """The DataCollector's model variables: a row every ``collect_every`` milliseconds."""
        return self.datacollector.get_model_vars_dataframe()


def _share(field: str, value: float) -> float:
    check(field, value, SHARE)
    return float(value)
