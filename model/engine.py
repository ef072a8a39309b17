"""The compiled engine: many runs of one network, step by step, over the same state arrays.

The loops call the equations of :mod:`model.dynamics`, the ones the Mesa agents call, in the
same order, without fast-math; so agents and engine agree bit for bit. Runs are the innermost,
contiguous dimension of every array; nothing is allocated in the loop; the GIL is released.
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
def _draw(state: State, step: int, first: int, normals: np.ndarray) -> None:
    """Standard normal draws of one block of nodes: (BLOCK, R)."""
    for r in range(normals.shape[1]):
        a, b, c, d = philox(first // BLOCK, step, state.key[0, r], state.key[1, r])
        normals[0, r] = normal(a)
        normals[1, r] = normal(b)
        normals[2, r] = normal(c)
        normals[3, r] = normal(d)


@register_jitable
def _sense(wiring: Wiring, condition: Condition, state: State, step: int, node: int,
           total: np.ndarray) -> None:  # fmt: skip
    """Sum what arrives at a node now, in the order of its synapses: (R,)."""
    runs, channel, depth = total.size, wiring.channel[node], state.past.shape[0]
    total[:] = 0.0
    for e in range(wiring.first[node], wiring.first[node + 1]):
        weight, plastic = wiring.weight[e], wiring.plastic[e]
        factor = condition.factor[wiring.site[e], channel]
        past = state.past[(step + depth - wiring.delay[e]) % depth, wiring.source[e]]
        if plastic == NOT_PLASTIC:
            for r in range(runs):
                total[r] += weight * factor[r] * past[r]
        else:
            strength = state.strength[plastic]
            for r in range(runs):
                total[r] += weight * factor[r] * strength[r] * past[r]


@register_jitable
def _fluctuate(condition: Condition, state: State, node: int, normals: np.ndarray) -> None:
    """Advance the coloured noise of a node."""
    noise, rate = state.noise[node], state.rate[node]
    for r in range(noise.size):
        noise[r] = dynamics.fluctuation(
            noise[r], rate[r], normals[r], condition.noise_decay[r], condition.noise_kick[r],
            condition.noise_floor[r], condition.noise_slope[r],
        )  # fmt: skip


@register_jitable
def _stretch(wiring: Wiring, state: State, muscle: int, run: int) -> tuple[float, float]:
    """Net turn (rad) and turning speed (rad/s) in the shortening direction of a muscle."""
    turn, speed = 0.0, 0.0
    for k in range(wiring.arm_first[muscle], wiring.arm_first[muscle + 1]):
        turn += wiring.arm[k] * state.angle[wiring.arm_dof[k], run]
        speed += wiring.arm[k] * state.velocity[wiring.arm_dof[k], run]
    return turn, speed


@register_jitable
def _neural_input(condition: Condition, state: State, node: int, total: np.ndarray) -> None:
    """Turn the synaptic sum of a node into its whole input, in place."""
    gain, bias, noise = condition.gain[node], condition.bias[node], state.noise[node]
    for r in range(total.size):
        total[r] = bias[r] + gain[r] * total[r] + noise[r]


@register_jitable
def _sensory_input(wiring: Wiring, condition: Condition, state: State, node: int,
                   total: np.ndarray) -> None:  # fmt: skip
    """Turn stretch or touch, and the synaptic sum of an afferent, into its input, in place."""
    muscle = wiring.channel[node]
    for r in range(total.size):
        bias = condition.bias[node, r]
        if wiring.rule[node] == SKIN:
            total[r] = bias - state.adaptation[muscle, r]
            state.adaptation[muscle, r] = dynamics.relax(
                state.adaptation[muscle, r], condition.touch_share[r] * bias,
                condition.touch_step[r],
            )  # fmt: skip
            continue
        turn, speed = _stretch(wiring, state, muscle, r)
        arm = condition.lever_arm[r]
        total[r] = bias + dynamics.spindle_drive(
            -(arm * turn), -(arm * speed), condition.fusimotor[muscle, r] * total[r],
            condition.proprioceptive_gain[r], condition.spindle_length[r],
            condition.spindle_velocity[r],
        )  # fmt: skip


@register_jitable
def _advance_node(wiring: Wiring, condition: Condition, state: State, node: int,
                  total: np.ndarray, out: np.ndarray) -> None:  # fmt: skip
    """Move a node's rate towards what its input calls for, and write its output."""
    rule, step, rate = wiring.rule[node], wiring.step[node], state.rate[node]
    keep, clamp = condition.keep[node], condition.clamp[node]
    if rule == RECRUITMENT:
        for r in range(total.size):
            rate[r] = dynamics.relax(rate[r], dynamics.recruitment(total[r]), step)
    elif rule in (COMMAND, SPINDLE, SKIN):
        for r in range(total.size):
            rate[r] = dynamics.relax(rate[r], dynamics.clip_rate(total[r]), step)
    else:
        for r in range(total.size):
            rate[r] = dynamics.relax(rate[r], dynamics.rate_function(total[r]), step)
    for r in range(total.size):
        out[r] = keep[r] * rate[r] + clamp[r]


@register_jitable
def _learn(wiring: Wiring, condition: Condition, state: State, step: int, node: int) -> None:
    """Advance the strength of the plastic synapses that end on a node."""
    depth = state.past.shape[0]
    for e in range(wiring.first[node], wiring.first[node + 1]):
        plastic = wiring.plastic[e]
        if plastic == NOT_PLASTIC:
            continue
        before = state.past[(step + depth - wiring.delay[e]) % depth, wiring.source[e]]
        for r in range(before.size):
            if not condition.plasticity[r] > 0.0:
                continue  # as alone: a run that does not learn does not forget either
            state.strength[plastic, r] = dynamics.hebbian_growth(
                state.strength[plastic, r], before[r], state.rate[node, r],
                condition.plasticity[r], condition.hebb_threshold[r],
                condition.hebb_ceiling[r], condition.forgetting[r],
            )  # fmt: skip


@register_jitable
def _advance_muscles(wiring: Wiring, condition: Condition, state: State, slot: int) -> None:
    """Activation follows the motoneurons; force follows activation, length and velocity."""
    for m in range(wiring.motoneuron.size):
        excitation = state.past[slot, wiring.motoneuron[m]]
        for r in range(excitation.size):
            turn, speed = _stretch(wiring, state, m, r)
            arm = condition.lever_arm[r]
            active = state.activation[m, r]
            active = dynamics.relax(active, excitation[r], dynamics.activation_step(
                active, excitation[r], condition.rise_ms[r], condition.fall_ms[r]))  # fmt: skip
            state.activation[m, r] = active
            state.force[m, r] = (
                condition.power[m, r] * active
                * dynamics.force_length(1.0 - arm * turn, condition.length_width[r])
                * dynamics.force_velocity(arm * speed / condition.top_speed[r])
            )  # fmt: skip


@register_jitable
def _sense_torque(wiring: Wiring, state: State) -> None:
    """Sum the pull of all muscles on each degree of freedom."""
    for d in range(wiring.inertia.size):
        torque = state.torque[d]
        torque[:] = 0.0
        for k in range(wiring.pull_first[d], wiring.pull_first[d + 1]):
            force = state.force[wiring.pull_muscle[k]]
            for r in range(torque.size):
                torque[r] += wiring.pull[k] * force[r]


@register_jitable
def _advance_joints(wiring: Wiring, state: State) -> None:
    """Turn each degree of freedom by what the muscles pulled."""
    for d in range(wiring.inertia.size):
        for r in range(state.angle.shape[1]):
            acceleration = dynamics.joint_acceleration(
                state.torque[d, r], state.angle[d, r], state.velocity[d, r],
                wiring.inertia[d], wiring.damping[d], wiring.stiffness[d],
            )  # fmt: skip
            state.velocity[d, r] += dynamics.STEP_S * acceleration
            state.angle[d, r] += dynamics.STEP_S * state.velocity[d, r]


@register_jitable
def _advance(wiring: Wiring, condition: Condition, state: State, start: int, steps: int,
             record: Record) -> None:  # fmt: skip
    """Take the steps: see :func:`advance`, which is compiled from this."""
    nodes, runs = wiring.rule.size, state.rate.shape[1]
    depth, total, normals = state.past.shape[0], np.zeros(runs), np.zeros((BLOCK, runs))
    learning = condition.plasticity.max() > 0.0
    for step in range(start, start + steps):
        slot = step % depth
        _sense_torque(wiring, state)
        for node in range(nodes):
            if node % BLOCK == 0:
                _draw(state, step, node, normals)
            _sense(wiring, condition, state, step, node, total)
            if wiring.rule[node] in (SPINDLE, SKIN):
                _sensory_input(wiring, condition, state, node, total)
            else:
                _fluctuate(condition, state, node, normals[node % BLOCK])
                _neural_input(condition, state, node, total)
            if learning:
                _learn(wiring, condition, state, step, node)
            _advance_node(wiring, condition, state, node, total, state.past[slot, node])
        _advance_muscles(wiring, condition, state, (step + depth - 1) % depth)
        _advance_joints(wiring, state)
        done = step + 1
        if done % record.every == 0:
            row = done // record.every - 1
            record.activation[row] = state.activation
            record.angle[row] = state.angle
            if record.rate.shape[0] > 0:
                record.rate[row] = state.rate


def _compiled(sources: str) -> Callable[..., None]:
    """Compile the engine; numba's cache notices changes of this file alone, hence ``sources``."""

    @njit(cache=True, nogil=True, error_model="numpy")
    def advance(wiring: Wiring, condition: Condition, state: State, start: int, steps: int,
                record: Record) -> None:  # fmt: skip
        """Advance all runs by ``steps`` milliseconds, in place.

        Args:
            wiring: the network, N nodes.
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
