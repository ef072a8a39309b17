"""The Mesa agents: one for each population in each channel, each muscle and each joint.

A step has two phases. First every agent senses: it reads what the others put out before.
Then every agent advances: it changes its own state and nothing else. So the order of the
agents does not matter, and the compiled engine, which calls the same equations on the same
arrays, takes the very same step.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, final

from mesa.discrete_space import Cell, CellAgent

from model import dynamics
from model.wiring import COMMAND, NOT_PLASTIC, RECRUITMENT, SKIN, synapses_of

if TYPE_CHECKING:
    from model.motor import MotorModel

RUN = 0  # a MotorModel is the only run of its state arrays


class NetworkAgent(CellAgent, ABC):
    """A part of the motor network, placed on its node of the graph."""

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model)
        self.motor = model
        self.cell = cell
        self.key = str(cell.coordinate)
        self.index = index

    @property
    @abstractmethod
    def level(self) -> float:
        """What the agent shows to the world: its rate, activation or angle (rad)."""

    @abstractmethod
    def sense(self) -> None:
        """Read what the others put out in the past."""

    @abstractmethod
    def advance(self) -> None:
        """Change the own state by one step."""


class Population(NetworkAgent, ABC):
    """A neural population in one muscle's channel: tau dr/dt = -r + F(input)."""

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model, cell, index)
        wiring = model.network.wiring
        self.rule = int(wiring.rule[index])
        self.channel = int(wiring.channel[index])
        self.step_size = float(wiring.step[index])
        self.synapses = synapses_of(wiring, index)
        by_site = groupby(self.synapses, attrgetter("site"))
        self.bundles = [(site, list(own)) for site, own in by_site]
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
        """Sum of what arrives now: for each site, its lever x (weight x delayed output)."""
        factor, strength = self.motor.condition.factor, self.motor.state.strength
        output, channel, total = self.motor.output, self.channel, 0.0
        for site, synapses in self.bundles:
            arriving = 0.0
            for synapse in synapses:  # in order: a built-in sum may round differently
                sent = output(synapse.source, synapse.delay)
                if synapse.plastic != NOT_PLASTIC:
                    sent = strength.item(synapse.plastic, RUN) * sent
                arriving += synapse.weight * sent
            total += factor.item(site, channel, RUN) * arriving
        return total

    def fluctuate(self) -> float:
        """Advance the noise on the input and return it."""
        state, condition = self.motor.state, self.motor.condition
        state.noise[self.index, RUN] = noise = dynamics.fluctuation(
            state.noise.item(self.index, RUN), self.rate, self.motor.normals.item(self.index),
            condition.noise_decay.item(RUN), condition.noise_kick.item(RUN),
            condition.noise_floor.item(RUN), condition.noise_slope.item(RUN),
        )  # fmt: skip
        return noise

    def learn(self) -> None:
        """Let the plastic synapses grow with use, where learning is switched on."""
        condition, strength = self.motor.condition, self.motor.state.strength
        if not condition.plasticity.item(RUN) > 0.0:
            return
        for synapse in self.synapses:
            if synapse.plastic != NOT_PLASTIC:
                strength[synapse.plastic, RUN] = dynamics.hebbian_growth(
                    strength.item(synapse.plastic, RUN),
                    self.motor.output(synapse.source, synapse.delay), self.rate,
                    condition.plasticity.item(RUN), condition.hebb_threshold.item(RUN),
                    condition.hebb_ceiling.item(RUN), condition.forgetting.item(RUN),
                )  # fmt: skip

    def sense(self) -> None:
        """Sum the input: set point and drives, gain x synapses, noise."""
        condition = self.motor.condition
        bias = condition.bias.item(self.index, RUN)
        gain = condition.gain.item(self.index, RUN)
        self.input = bias + gain * self.arriving() + self.fluctuate()

    def advance(self) -> None:
        """Move the rate towards what the input calls for, and send it out."""
        self.learn()
        self.fire(self.respond(self.input))

    def fire(self, target: float) -> None:
        """Relax the rate to ``target`` and put out what lesions and stimulation leave of it."""
        condition = self.motor.condition
        rate = dynamics.relax(self.rate, target, self.step_size)
        self.motor.state.rate[self.index, RUN] = rate
        keep = condition.keep.item(self.index, RUN)
        self.motor.put_out(self.index, keep * rate + condition.clamp.item(self.index, RUN))

    @abstractmethod
    def respond(self, drive: float) -> float:
        """Return the steady rate that an input calls for."""


@final
class Cortex(Population):
    """Command, primary motor and sensory cortex, and the inhibition that guards each muscle."""

    def respond(self, drive: float) -> float:
        """The command follows the will; the other populations saturate smoothly."""
        if self.rule == COMMAND:
            return dynamics.clip_rate(drive)
        return dynamics.rate_function(drive)


@final
class Thalamus(Population):
    """Motor thalamus: held back by the pallidum, driven by cerebellum and cortex."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class BasalGanglia(Population):
    """Striatum, subthalamic nucleus and pallidum: release the wanted, brake the rest."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class Cerebellum(Population):
    """Purkinje cells and the deep nuclei that they hold back."""

    def respond(self, drive: float) -> float:
        """Saturating rate function."""
        return dynamics.rate_function(drive)


@final
class SpinalCord(Population):
    """Motoneurons, Ia inhibitory interneurons and Renshaw cells."""

    def respond(self, drive: float) -> float:
        """Motoneurons are recruited above a threshold; interneurons saturate smoothly."""
        if self.rule == RECRUITMENT:
            return dynamics.recruitment(drive)
        return dynamics.rate_function(drive)


@final
class Afferent(Population):
    """Muscle spindles, which feel stretch, and skin receptors, which feel touch and adapt."""

    def sense(self) -> None:
        """Feel the muscle's stretch with the fusimotor drive, or the touch that has not faded."""
        bias = self.motor.condition.bias.item(self.index, RUN)
        if self.rule == SKIN:
            self.input = bias - self.motor.state.adaptation.item(self.channel, RUN)
            return
        condition = self.motor.condition
        turn, speed = self.motor.stretch(self.channel)
        arm = condition.lever_arm.item(RUN)
        self.input = bias + dynamics.spindle_drive(
            -(arm * turn), -(arm * speed),
            condition.fusimotor.item(self.channel, RUN) * self.arriving(),
            condition.proprioceptive_gain.item(RUN), condition.spindle_length.item(RUN),
            condition.spindle_velocity.item(RUN),
        )  # fmt: skip

    def advance(self) -> None:
        """Fire, and let a held touch fade."""
        if self.rule == SKIN:
            condition, adaptation = self.motor.condition, self.motor.state.adaptation
            adaptation[self.channel, RUN] = dynamics.relax(
                adaptation.item(self.channel, RUN),
                condition.touch_share.item(RUN) * condition.bias.item(self.index, RUN),
                condition.touch_step.item(RUN),
            )
        self.learn()
        self.fire(self.respond(self.input))

    def respond(self, drive: float) -> float:
        """Afferents answer in proportion, within what they can fire."""
        return dynamics.clip_rate(drive)


@final
class Muscle(NetworkAgent):
    """A muscle: activation follows the motoneurons, force follows activation and length."""

    def __init__(self, model: MotorModel, cell: Cell, index: int) -> None:
        super().__init__(model, cell, index)
        self.motoneuron = int(model.network.wiring.motoneuron[index])
        self.excitation = self.turn = self.speed = 0.0

    @property
    def level(self) -> float:
        """Activation, 0..1."""
        return self.motor.state.activation.item(self.index, RUN)

    def sense(self) -> None:
        """Read the motoneurons, and how the joints have stretched the muscle."""
        self.excitation = self.motor.output(self.motoneuron, delay=1)
        self.turn, self.speed = self.motor.stretch(self.index)

    def advance(self) -> None:
        """Activate and pull."""
        state, condition = self.motor.state, self.motor.condition
        arm = condition.lever_arm.item(RUN)
        step = dynamics.activation_step(
            self.level, self.excitation, condition.rise_ms.item(RUN), condition.fall_ms.item(RUN)
        )
        active = dynamics.relax(self.level, self.excitation, step)
        state.activation[self.index, RUN] = active
        state.force[self.index, RUN] = (
            condition.power.item(self.index, RUN) * active
            * dynamics.force_length(1.0 - arm * self.turn, condition.length_width.item(RUN))
            * dynamics.force_velocity(arm * self.speed / condition.top_speed.item(RUN))
        )  # fmt: skip


@final
class Joint(NetworkAgent):
    """A degree of freedom: elastic, damped, turned by the pull of its muscles."""

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
        """Sum the pull of the muscles."""
        torque = 0.0
        for muscle, arm in self.pulls:
            torque += arm * self.motor.state.force.item(muscle, RUN)
        self.motor.state.torque[self.index, RUN] = torque

    def advance(self) -> None:
        """Turn."""
        state = self.motor.state
        acceleration = dynamics.joint_acceleration(
            state.torque.item(self.index, RUN), self.level,
            state.velocity.item(self.index, RUN), *self.mechanics,
        )  # fmt: skip
        state.velocity[self.index, RUN] += dynamics.STEP_S * acceleration
        state.angle[self.index, RUN] += dynamics.STEP_S * state.velocity[self.index, RUN]


CLASSES: dict[str, type[NetworkAgent]] = {
    kind.__name__: kind
    for kind in (Cortex, Thalamus, BasalGanglia, Cerebellum, SpinalCord, Afferent, Muscle, Joint)
}
