"""The rival in NumPy: each array operation acts on all nodes and runs.

The module also lays out the wiring for array libraries: gathers, matrices and index lists.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from benchmarks.task import Final, Task
from motorloops.model.coefficients import Coefficients
from motorloops.model.dynamics import (  # fmt: skip
    ACTIVATION_OFFSET,
    ACTIVATION_SLOPE,
    HILL_LENGTHENING_CURVE,
    HILL_LENGTHENING_GAIN,
    HILL_SHORTENING,
    STEP_S,
)
from motorloops.model.engine._arrays import cast
from motorloops.model.network.wiring import (
    COMMAND,
    RATE,
    RECRUITMENT,
    SKIN,
    SPINDLE,
    UNSCALED,
    Wiring,
    synapse_groups,
)


class Layout(NamedTuple):
    """The arrays of a wiring that array code needs.

    Shapes: N nodes, M muscles, D degrees of freedom, B bundles, J pairs of a source and a delay.
    """

    source: np.ndarray  # (J,) node
    delay: np.ndarray  # (J,) ms
    weights: sparse.csr_array  # (B, J) synapses of each bundle
    gather: sparse.csr_array  # (N, B) which bundles arrive at a node
    scaled: np.ndarray  # bundles that a lever scales
    site: np.ndarray  # of each of them
    channel: np.ndarray  # of each of them
    by_rule: dict[int, np.ndarray]  # nodes of each rule
    noisy: np.ndarray  # nodes with noise
    arms: np.ndarray  # (M, D) moment arms
    depth: int  # steps of past output that the longest delay needs


def layout(wiring: Wiring) -> Layout:
    """Lay out a wiring for array code."""
    own = synapse_groups(wiring)
    nodes, count = len(wiring.rule), len(own.site)
    pairs, pair = np.unique(np.stack([wiring.source, wiring.delay]), axis=1, return_inverse=True)
    weights = sparse.csr_array((wiring.weight, pair, own.synapse), shape=(count, pairs.shape[1]))
    gather = sparse.csr_array((np.ones(count), np.arange(count), own.first), shape=(nodes, count))
    scaled = np.flatnonzero(own.site != UNSCALED)
    target = np.repeat(np.arange(nodes), np.diff(own.first))
    arms = np.zeros((len(wiring.motoneuron), len(wiring.inertia)))
    muscle = np.repeat(np.arange(len(arms)), np.diff(wiring.arm_first))
    np.add.at(arms, (muscle, wiring.arm_dof), wiring.arm)
    return Layout(
        pairs[0], pairs[1], weights, gather, scaled, own.site[scaled],
        wiring.channel[target[scaled]],
        {rule: np.flatnonzero(wiring.rule == rule) for rule in
         (RATE, RECRUITMENT, COMMAND, SPINDLE, SKIN)},
        np.flatnonzero((wiring.rule != SPINDLE) & (wiring.rule != SKIN)), arms,
        int(wiring.delay.max(initial=1)) + 1,
    )  # fmt: skip


class _ArrayRuns:
    """All runs of a task, step by step."""

    def __init__(self, task: Task, dtype: np.dtype) -> None:
        self._dtype, wiring = dtype, task.network.wiring
        self._net, own = cast(wiring, dtype), layout(wiring)
        self._own = own._replace(
            weights=own.weights.astype(dtype), gather=own.gather.astype(dtype),
            arms=own.arms.astype(dtype),
        )  # fmt: skip
        state = cast(task.state(), dtype)
        self.rate, self.activation, self.angle = state.rate, state.activation, state.angle
        self._past = np.tile(self.rate, (own.depth, 1))
        self._noise = np.zeros((len(own.noisy), task.runs), dtype)
        self._faded, self._force, self._velocity = state.adaptation, state.force, state.velocity
        self._random = np.random.default_rng(list(task.seeds))
        self._drawn = np.zeros(self._noise.shape, dtype)
        self._common = len(set(task.seeds)) == 1

    def _draw(self) -> np.ndarray:
        if self._common:
            return self._random.standard_normal((len(self._drawn), 1), self._dtype.type)
        return self._random.standard_normal(out=self._drawn, dtype=self._dtype.type)

    def _drive(
        self, given: Coefficients, step: int, turn: np.ndarray, speed: np.ndarray
    ) -> np.ndarray:
        """(N, R) input of all nodes."""
        own, nodes = self._own, len(self._net.rule)
        sent = self._past[(step - own.delay) % self._own.depth * nodes + own.source]
        arriving = own.weights @ sent
        arriving[own.scaled] *= given.factor[own.site, own.channel]
        drive = own.gather @ arriving
        noisy, spindle, skin = own.noisy, own.by_rule[SPINDLE], own.by_rule[SKIN]
        spread = given.noise_floor + given.noise_slope * self.rate[noisy]
        self._noise *= given.noise_decay
        self._noise += given.noise_kick * spread * self._draw()
        drive[noisy] *= given.gain[noisy]
        drive[noisy] += given.bias[noisy] + self._noise
        longer = -(given.lever_arm * speed)
        felt = given.spindle_velocity * np.sign(longer) * np.sqrt(np.abs(longer))
        felt -= given.spindle_length * (given.lever_arm * turn)
        channel = self._net.channel[spindle]
        drive[spindle] = (
            given.bias[spindle]
            + (
                given.fusimotor * drive[spindle][np.argsort(channel)]
                + given.proprioceptive_gain * felt
            )[channel]
        )
        touched = given.bias[skin]
        channel = self._net.channel[skin]
        drive[skin] = touched - self._faded[channel]
        self._faded[channel] += given.touch_step * (
            given.touch_share * touched - self._faded[channel]
        )
        return drive

    def _respond(self, drive: np.ndarray) -> np.ndarray:
        """(N, R) steady rate for the input."""
        by_rule = self._own.by_rule
        x = drive[by_rule[RATE]]
        drive[by_rule[RATE]] = 0.5 + x / np.sqrt(1.0 + 4.0 * x * x)
        x = np.maximum(drive[by_rule[RECRUITMENT]], 0.0)
        drive[by_rule[RECRUITMENT]] = x / np.sqrt(1.0 + x * x)
        clipped = np.concatenate([by_rule[COMMAND], by_rule[SPINDLE], by_rule[SKIN]])
        drive[clipped] = np.clip(drive[clipped], 0.0, 1.0)
        return drive

    def _pull(
        self, given: Coefficients, excited: np.ndarray, turn: np.ndarray, speed: np.ndarray
    ) -> None:
        """Activate the muscles."""
        active, arm = self.activation, given.lever_arm
        scale = ACTIVATION_OFFSET + ACTIVATION_SLOPE * active
        quick = 1.0 / (given.rise_ms * scale)
        active += np.where(excited > active, quick, scale / given.fall_ms) * (excited - active)
        z = (self._net.length[:, None] - arm * turn - 1.0) / given.length_width
        v = np.minimum(arm * speed / given.top_speed, 1.0)
        faster, slower = np.maximum(v, 0.0), np.minimum(v, 0.0)
        by_speed = np.where(
            v >= 0.0, (1.0 - faster) / (1.0 + faster / HILL_SHORTENING),
            1.0 - HILL_LENGTHENING_GAIN * slower / (HILL_LENGTHENING_CURVE - slower),
        )  # fmt: skip
        self._force = given.power * active * np.maximum(1.0 - z * z, 0.0) * by_speed

    def step(self, given: Coefficients, step: int) -> None:
        """One millisecond."""
        net, arms, nodes = self._net, self._own.arms, len(self._net.rule)
        torque = arms.T @ self._force
        turn, speed = arms @ self.angle, arms @ self._velocity
        target = self._respond(self._drive(given, step, turn, speed))
        slot = step % self._own.depth * nodes
        before = (step - 1) % self._own.depth * nodes
        self.rate += net.step[:, None] * (target - self.rate)
        self._past[slot : slot + nodes] = given.keep * self.rate + given.clamp
        self._pull(given, self._past[before + net.motoneuron], turn, speed)
        torque -= net.stiffness[:, None] * self.angle + net.damping[:, None] * self._velocity
        self._velocity += STEP_S * (torque / net.inertia[:, None])
        self.angle += STEP_S * self._velocity


def run(task: Task, dtype: np.dtype) -> Final:
    """Run a task in NumPy."""
    runs, done = _ArrayRuns(task, dtype), 0
    for condition, steps in task.spans:
        given = cast(condition, dtype)
        for step in range(done, done + steps):
            runs.step(given, step)
        done += steps
    return Final(runs.rate, runs.activation, runs.angle)
