"""The compiled engine: many runs of one network, step by step, over the same state arrays.

The loops call the equations of :mod:`model.dynamics`, the ones the Mesa agents call, in the
same order, without fast-math; so agents and engine agree bit for bit. A step has the agents'
two phases: all sense, then all advance.
Runs are the innermost, contiguous dimension of every array, so that the loops over runs become
SIMD code; nothing is allocated in the loop over steps; the GIL is released. Each phase is one
call a step over all nodes, because handing arrays to a compiled function costs reference
counts, which a call a node would pay a hundred times a step.
"""

import hashlib
import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import njit
from numba.extending import register_jitable

from model import dynamics, noise
from model import wiring as wiring_module
from model.condition import Condition
from model.noise import BLOCK, normal, philox
from model.state import State
from model.wiring import COMMAND, NOT_PLASTIC, RECRUITMENT, SKIN, SPINDLE, Wiring


class Record(NamedTuple):
    """Where to write what happens, every ``every`` steps; an empty ``rate`` is not written."""

    every: int
    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R) or (0, N, R)


@register_jitable
def _sense_synapses(wiring: Wiring, condition: Condition, state: State, step: int,
                    total: np.ndarray) -> None:  # fmt: skip
    """Sum what arrives at each node now, in the order of its synapses: ``total`` (N, R)."""
    first, source, weight, delay = wiring.first, wiring.source, wiring.weight, wiring.delay
    site, channel, plastic = wiring.site, wiring.channel, wiring.plastic
    factor, past, strength = condition.factor, state.past, state.strength
    depth, runs = past.shape[0], total.shape[1]
    for node in range(total.shape[0]):
        target = channel[node]
        for r in range(runs):
            total[node, r] = 0.0
        for e in range(first[node], first[node + 1]):
            scale, at, sender = weight[e], site[e], source[e]
            slot = (step + depth - delay[e]) % depth
            if plastic[e] == NOT_PLASTIC:
                for r in range(runs):
                    total[node, r] += scale * factor[at, target, r] * past[slot, sender, r]
            else:
                own = plastic[e]
                for r in range(runs):
                    total[node, r] += (
                        scale * factor[at, target, r] * strength[own, r] * past[slot, sender, r]
                    )


@register_jitable
def _fluctuate(wiring: Wiring, condition: Condition, state: State, step: int,
               normals: np.ndarray) -> None:  # fmt: skip
    """Draw the random numbers of this step and advance the coloured noise of each neuron."""
    key, level, rate, rule = state.key, state.noise, state.rate, wiring.rule
    decay, kick = condition.noise_decay, condition.noise_kick
    floor, slope = condition.noise_floor, condition.noise_slope
    nodes, runs = rate.shape
    for start in range(0, nodes, BLOCK):
        for r in range(runs):
            a, b, c, d = philox(start // BLOCK, step, key[0, r], key[1, r])
            normals[0, r] = normal(a)
            normals[1, r] = normal(b)
            normals[2, r] = normal(c)
            normals[3, r] = normal(d)
        for node in range(start, min(start + BLOCK, nodes)):
            if rule[node] in (SPINDLE, SKIN):
                continue
            k = node - start
            for r in range(runs):
                level[node, r] = dynamics.fluctuation(
                    level[node, r], rate[node, r], normals[k, r], decay[r], kick[r],
                    floor[r], slope[r],
                )  # fmt: skip


@register_jitable
def _sense_neurons(wiring: Wiring, condition: Condition, state: State,
                   total: np.ndarray) -> None:  # fmt: skip
    """Turn the synaptic sums of all neurons into their whole input, in place."""
    bias, gain, level, rule = condition.bias, condition.gain, state.noise, wiring.rule
    for node in range(total.shape[0]):
        if rule[node] in (SPINDLE, SKIN):
            continue
        for r in range(total.shape[1]):
            total[node, r] = bias[node, r] + gain[node, r] * total[node, r] + level[node, r]


@register_jitable
def _sense_stretch(wiring: Wiring, state: State, turn: np.ndarray, speed: np.ndarray) -> None:
    """Net turn (rad) and speed (rad/s) in each muscle's shortening direction: (M, R) each."""
    first, arm, dof = wiring.arm_first, wiring.arm, wiring.arm_dof
    angle, velocity = state.angle, state.velocity
    for m in range(turn.shape[0]):
        for r in range(turn.shape[1]):
            turn[m, r] = 0.0
            speed[m, r] = 0.0
        for k in range(first[m], first[m + 1]):
            pull, d = arm[k], dof[k]
            for r in range(turn.shape[1]):
                turn[m, r] += pull * angle[d, r]
                speed[m, r] += pull * velocity[d, r]


@register_jitable
def _sense_afferents(wiring: Wiring, condition: Condition, state: State, stretch: np.ndarray,
                     total: np.ndarray) -> None:  # fmt: skip
    """Turn stretch or touch, with the synaptic sums, into the afferents' input, in place.

    ``stretch`` (2, M, R) holds turn and speed.
    """
    bias, fusimotor, adaptation = condition.bias, condition.fusimotor, state.adaptation
    length, velocity = condition.spindle_length, condition.spindle_velocity
    share, touch_step = condition.touch_share, condition.touch_step
    sense, lever, rule = condition.proprioceptive_gain, condition.lever_arm, wiring.rule
    for node in range(total.shape[0]):
        m = wiring.channel[node]
        if rule[node] == SKIN:
            for r in range(total.shape[1]):
                total[node, r] = bias[node, r] - adaptation[m, r]
                adaptation[m, r] = dynamics.relax(
                    adaptation[m, r], share[r] * bias[node, r], touch_step[r]
                )
        elif rule[node] == SPINDLE:
            for r in range(total.shape[1]):
                total[node, r] = bias[node, r] + dynamics.spindle_drive(
                    -(lever[r] * stretch[0, m, r]), -(lever[r] * stretch[1, m, r]),
                    fusimotor[m, r] * total[node, r], sense[r], length[r], velocity[r],
                )  # fmt: skip


@register_jitable
def _sense_torque(wiring: Wiring, state: State) -> None:
    """Sum the pull of all muscles on each degree of freedom."""
    first, pull, muscle = wiring.pull_first, wiring.pull, wiring.pull_muscle
    torque, force = state.torque, state.force
    for d in range(torque.shape[0]):
        for r in range(torque.shape[1]):
            torque[d, r] = 0.0
        for k in range(first[d], first[d + 1]):
            arm, m = pull[k], muscle[k]
            for r in range(torque.shape[1]):
                torque[d, r] += arm * force[m, r]


@register_jitable
def _learn(wiring: Wiring, condition: Condition, state: State, step: int) -> None:
    """Advance the strength of the plastic synapses, in the runs that learn."""
    past, rate, strength, depth = state.past, state.rate, state.strength, state.past.shape[0]
    for node in range(rate.shape[0]):
        for e in range(wiring.first[node], wiring.first[node + 1]):
            own, sender = wiring.plastic[e], wiring.source[e]
            if own == NOT_PLASTIC:
                continue
            slot = (step + depth - wiring.delay[e]) % depth
            for r in range(rate.shape[1]):
                if condition.plasticity[r] > 0.0:  # who does not learn does not forget either
                    strength[own, r] = dynamics.hebbian_growth(
                        strength[own, r], past[slot, sender, r], rate[node, r],
                        condition.plasticity[r], condition.hebb_threshold[r],
                        condition.hebb_ceiling[r], condition.forgetting[r],
                    )  # fmt: skip


@register_jitable
def _advance_nodes(wiring: Wiring, condition: Condition, state: State, slot: int,
                   total: np.ndarray) -> None:  # fmt: skip
    """Move each rate towards what its input calls for, and put out what leaves the node."""
    rule, size, rate, past = wiring.rule, wiring.step, state.rate, state.past
    keep, clamp = condition.keep, condition.clamp
    for node in range(total.shape[0]):
        step = size[node]
        if rule[node] == RECRUITMENT:
            for r in range(total.shape[1]):
                target = dynamics.recruitment(total[node, r])
                rate[node, r] = dynamics.relax(rate[node, r], target, step)
        elif rule[node] in (COMMAND, SPINDLE, SKIN):
            for r in range(total.shape[1]):
                target = dynamics.clip_rate(total[node, r])
                rate[node, r] = dynamics.relax(rate[node, r], target, step)
        else:
            for r in range(total.shape[1]):
                target = dynamics.rate_function(total[node, r])
                rate[node, r] = dynamics.relax(rate[node, r], target, step)
        for r in range(total.shape[1]):
            past[slot, node, r] = keep[node, r] * rate[node, r] + clamp[node, r]


@register_jitable
def _advance_muscles(wiring: Wiring, condition: Condition, state: State, slot: int,
                     stretch: np.ndarray) -> None:  # fmt: skip
    """Activation follows the motoneurons; force follows activation, length and velocity."""
    activation, force, power, past = state.activation, state.force, condition.power, state.past
    rise, fall, lever = condition.rise_ms, condition.fall_ms, condition.lever_arm
    width, top = condition.length_width, condition.top_speed
    for m in range(activation.shape[0]):
        sender = wiring.motoneuron[m]
        for r in range(activation.shape[1]):
            excitation, before = past[slot, sender, r], activation[m, r]
            step = dynamics.activation_step(before, excitation, rise[r], fall[r])
            active = dynamics.relax(before, excitation, step)
            activation[m, r] = active
            force[m, r] = (
                power[m, r] * active
                * dynamics.force_length(1.0 - lever[r] * stretch[0, m, r], width[r])
                * dynamics.force_velocity(lever[r] * stretch[1, m, r] / top[r])
            )  # fmt: skip


@register_jitable
def _advance_joints(wiring: Wiring, state: State) -> None:
    """Turn each degree of freedom by what the muscles pulled."""
    torque, angle, velocity = state.torque, state.angle, state.velocity
    for d in range(torque.shape[0]):
        inertia, damping, stiffness = wiring.inertia[d], wiring.damping[d], wiring.stiffness[d]
        for r in range(torque.shape[1]):
            acceleration = dynamics.joint_acceleration(
                torque[d, r], angle[d, r], velocity[d, r], inertia, damping, stiffness
            )
            velocity[d, r] += dynamics.STEP_S * acceleration
            angle[d, r] += dynamics.STEP_S * velocity[d, r]


@register_jitable
def _write(state: State, record: Record, done: int) -> None:
    """Keep the state after step ``done`` if it is due."""
    if done % record.every == 0:
        row = done // record.every - 1
        record.activation[row] = state.activation
        record.angle[row] = state.angle
        if record.rate.shape[0] > 0:
            record.rate[row] = state.rate


@register_jitable
def _advance(wiring: Wiring, condition: Condition, state: State, start: int, steps: int,
             record: Record) -> None:  # fmt: skip
    """Take the steps: see :func:`advance`, which is compiled from this."""
    nodes, runs = state.rate.shape
    depth, muscles = state.past.shape[0], state.activation.shape[0]
    total, normals = np.zeros((nodes, runs)), np.zeros((BLOCK, runs))
    stretch = np.zeros((2, muscles, runs))
    turn, speed = stretch[0], stretch[1]
    for step in range(start, start + steps):
        _sense_torque(wiring, state)
        _sense_stretch(wiring, state, turn, speed)
        _sense_synapses(wiring, condition, state, step, total)
        _fluctuate(wiring, condition, state, step, normals)
        _sense_neurons(wiring, condition, state, total)
        _sense_afferents(wiring, condition, state, stretch, total)
        if condition.plasticity.max() > 0.0:
            _learn(wiring, condition, state, step)
        _advance_nodes(wiring, condition, state, step % depth, total)
        _advance_muscles(wiring, condition, state, (step + depth - 1) % depth, stretch)
        _advance_joints(wiring, state)
        _write(state, record, step + 1)


def _compiled(sources: str) -> Callable[..., None]:
    """Compile the engine; numba's cache notices changes of this file alone, hence ``sources``."""

    @njit(cache=True, nogil=True, error_model="numpy")
    def advance(wiring: Wiring, condition: Condition, state: State, start: int, steps: int,
                record: Record) -> None:  # fmt: skip
        """Advance all runs by ``steps`` milliseconds, in place.

        Args:
            wiring: the network.
            condition: what each of the R runs is like during these steps.
            state: where the runs stand before step ``start``; changed in place.
            start: number of steps already taken.
            steps: how many to take.
            record: where to write; row t holds the state after step (t + 1) * every.
        """
        _ = sources  # part of the key under which numba caches the machine code
        _advance(wiring, condition, state, start, steps, record)

    return advance


def _sources() -> str:
    """Digest of the modules whose functions and numbers are compiled into the engine."""
    texts = [inspect.getsource(module) for module in (dynamics, noise, wiring_module)]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


advance = _compiled(_sources())
