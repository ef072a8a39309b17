"""The rival in JAX: `jit` of a `lax.scan` over steps, all runs side by side, runs innermost.

The synaptic input is computed in one of two ways: "gather" adds up delayed rows synapse
by synapse, "matrix" multiplies the matrix of weights with all delayed rows.
"""

import importlib
import importlib.util
import itertools
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from benchmarks.numpy_rival import layout
from benchmarks.task import Final, Task, task
from motorloops.model.coefficients import Coefficients
from motorloops.model.dynamics import (  # fmt: skip
    ACTIVATION_OFFSET,
    ACTIVATION_SLOPE,
    HILL_LENGTHENING_CURVE,
    HILL_LENGTHENING_GAIN,
    HILL_SHORTENING,
    STEP_S,
)
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import (
    RATE,
    RECRUITMENT,
    SKIN,
    SPINDLE,
    UNSCALED,
    Wiring,
    synapse_groups,
)

Way = Literal["gather", "matrix"]
WAYS: tuple[Way, ...] = ("gather", "matrix")
FLOAT32 = np.dtype("float32")
Carry = dict[str, Any]


def found() -> bool:
    """Whether JAX is installed."""
    return importlib.util.find_spec("jax") is not None


def _jax() -> Any:
    """Import JAX, an optional dependency that only this rival needs."""
    return importlib.import_module("jax")


class _Slot(NamedTuple):
    """One bundle of each node: N nodes, K synapses at most, padded with weights of 0."""

    source: np.ndarray  # (N, K)
    delay: np.ndarray  # (N, K)
    weight: np.ndarray  # (N, K)
    size: np.ndarray  # (N,) synapses
    site: np.ndarray  # (N,)


def _slots(net: Wiring) -> list[_Slot]:
    """First bundles, second bundles, and so on."""
    found, own = [], synapse_groups(net)
    for s in range(int(np.diff(own.first).max())):
        bundle = own.first[:-1] + s
        there = bundle < own.first[1:]
        first = own.synapse[np.where(there, bundle, 0)]
        size = np.where(there, own.synapse[np.where(there, bundle + 1, 0)] - first, 0)
        site = np.where(there, own.site[np.where(there, bundle, 0)], UNSCALED)
        at = first[:, None] + np.arange(size.max())
        real = np.arange(size.max()) < size[:, None]
        at = np.where(real, at, 0)
        weight = np.where(real, net.weight[at], 0.0)
        found.append(_Slot(net.source[at], net.delay[at], weight, size, site))
    return found


def _groups(net: Wiring, slots: list[_Slot]) -> list[slice]:
    """Consecutive nodes with the same rule and sites, which share their code."""
    kind = np.stack([net.rule, *(slot.site for slot in slots), *(slot.size > 0 for slot in slots)])
    edge = np.flatnonzero((np.diff(kind) != 0).any(axis=0)) + 1
    return [slice(a, b) for a, b in itertools.pairwise([0, *edge.tolist(), len(net.rule)])]


def _matrix_sum(net: Wiring, slots: list[_Slot]) -> Callable[..., Any]:
    """(past, step, factor) -> (N, R) synaptic input: one product with all delayed rows."""
    jnp = _jax().numpy

    own, nodes = layout(net), len(net.rule)
    bundle = np.concatenate([synapse_groups(net).first[:-1] + s for s in range(len(slots))])
    there = np.concatenate([slot.size > 0 for slot in slots])
    weights = own.weights.toarray()[np.where(there, bundle, 0)] * there[:, None]
    whole = jnp.asarray(weights)

    def arriving(past: Any, step: Any, factor: Any) -> Any:
        row = (step - own.delay) % own.depth * nodes + own.source
        return (factor * (whole @ past[row]).reshape(len(slots), nodes, -1)).sum(axis=0)

    return arriving


def _gather_sum(net: Wiring, slots: list[_Slot]) -> Callable[..., Any]:
    """(past, step, factor, group) -> (group, R) synaptic input: synapse by synapse."""
    depth = layout(net).depth

    def arriving(past: Any, step: Any, factor: Any, group: slice) -> Any:
        total = 0.0
        for s, slot in enumerate(slots):
            most = int(slot.size[group].max())
            row = (step - slot.delay[group, :most]) % depth * len(net.rule)
            row = row + slot.source[group, :most]
            weight = slot.weight[group, :, None].astype(FLOAT32)
            part = sum((weight[:, k] * past[row[:, k]] for k in range(most)), 0.0)
            scaled = most and (slot.site[group] != UNSCALED).any()
            total = total + (factor[s, group] * part if scaled else part)
        return total

    return arriving


def _muscles(
    given: Any, neutral: Any, active: Any, excited: Any, turn: Any, speed: Any
) -> tuple[Any, Any]:
    """Activation and force of muscles with the given neutral lengths."""
    jnp = _jax().numpy

    arm = given.lever_arm
    scale = ACTIVATION_OFFSET + ACTIVATION_SLOPE * active
    share = jnp.where(excited > active, 1.0 / (given.rise_ms * scale), scale / given.fall_ms)
    active = active + share * (excited - active)
    z = (neutral - arm * turn - 1.0) / given.length_width
    v = jnp.minimum(arm * speed / given.top_speed, 1.0)
    faster, slower = jnp.maximum(v, 0.0), jnp.minimum(v, 0.0)
    by_speed = jnp.where(
        v >= 0.0, (1.0 - faster) / (1.0 + faster / HILL_SHORTENING),
        1.0 - HILL_LENGTHENING_GAIN * slower / (HILL_LENGTHENING_CURVE - slower),
    )  # fmt: skip
    return active, given.power * active * jnp.maximum(1.0 - z * z, 0.0) * by_speed


def _target(rule: int, drive: Any) -> Any:
    """The steady rate for an input."""
    jax = _jax()
    jnp = jax.numpy

    if rule == RATE:
        return 0.5 + drive * jax.lax.rsqrt(1.0 + 4.0 * drive * drive)
    if rule == RECRUITMENT:
        pool = jnp.maximum(drive, 0.0)
        return pool * jax.lax.rsqrt(1.0 + pool * pool)
    return jnp.clip(drive, 0.0, 1.0)


def _felt(given: Any, turn: Any, speed: Any) -> Any:
    """(M, R) spindle response to the joints."""
    jnp = _jax().numpy

    longer = -(given.lever_arm * speed)
    root = given.spindle_velocity * jnp.sign(longer) * jnp.sqrt(jnp.abs(longer))
    return given.proprioceptive_gain * (root - given.spindle_length * given.lever_arm * turn)


def _nodes(net: Wiring, way: Way, common: bool) -> Callable[..., Carry]:
    """The nodes' part of a step: (carry, step, condition, felt) -> changed arrays."""
    jax = _jax()
    jnp = jax.numpy

    slots, noisy, depth = _slots(net), layout(net).noisy, layout(net).depth
    groups, place = _groups(net, slots), np.searchsorted(noisy, np.arange(len(net.rule) + 1))
    whole, each = _matrix_sum(net, slots), _gather_sum(net, slots)
    tau = net.step.astype(FLOAT32)[:, None]

    def advance(now: Carry, step: Any, given: Any, felt: Any) -> Carry:
        key, own = jax.random.split(now["key"])
        runs = 1 if common else now["rate"].shape[1]
        drawn = jax.random.normal(own, (len(noisy), runs))
        # The last outputs are written before anything is read, so that XLA need not copy.
        slot = (step - 1) % depth * len(net.rule)
        past = jax.lax.dynamic_update_slice_in_dim(now["past"], now["sent"], slot, 0)
        come = whole(past, step, given.factor) if way == "matrix" else None
        rates, noises, faded = [], [], now["faded"]
        for g in groups:
            rule, channel, rate = int(net.rule[g.start]), net.channel[g], now["rate"][g]
            arrived = come[g] if come is not None else each(past, step, given.factor, g)
            if rule == SKIN:
                before = faded[channel]
                drive = given.bias[g] - before
                after = before + given.touch_step * (given.touch_share * given.bias[g] - before)
                faded = faded.at[channel].set(after)
            elif rule == SPINDLE:
                drive = given.bias[g] + (given.fusimotor[channel] * arrived + felt[channel])
            else:
                n = slice(place[g.start], place[g.stop])
                spread = given.noise_kick * (given.noise_floor + given.noise_slope * rate)
                level = given.noise_decay * now["noise"][n] + spread * drawn[n]
                noises.append(level)
                drive = given.bias[g] + given.gain[g] * arrived + noises[-1]
            rates.append(rate + tau[g] * (_target(rule, drive) - rate))
        rate = jnp.concatenate(rates)
        sent, noise = given.keep * rate + given.clamp, jnp.concatenate(noises)
        return {
            "key": key, "past": past, "sent": sent, "rate": rate, "noise": noise, "faded": faded,
        }  # fmt: skip

    return advance


def _stepper(net: Wiring, way: Way, common: bool) -> Callable[..., Carry]:
    """One millisecond: (carry, step, condition) -> carry."""
    nodes, arms = _nodes(net, way, common), layout(net).arms.astype(FLOAT32)
    inertia, damping, stiffness, neutral = (
        column.astype(FLOAT32)[:, None]
        for column in (net.inertia, net.damping, net.stiffness, net.length)
    )

    def advance(now: Carry, step: Any, given: Any) -> Carry:
        torque, turn, speed = arms.T @ now["force"], arms @ now["angle"], arms @ now["velocity"]
        excited = now["sent"][net.motoneuron]
        active, force = _muscles(given, neutral, now["activation"], excited, turn, speed)
        torque = torque - stiffness * now["angle"] - damping * now["velocity"]
        velocity = now["velocity"] + STEP_S * (torque / inertia)
        return nodes(now, step, given, _felt(given, turn, speed)) | {
            "activation": active, "force": force, "velocity": velocity,
            "angle": now["angle"] + STEP_S * velocity,
        }  # fmt: skip

    return advance


def _given(condition: Coefficients, net: Wiring) -> Coefficients:
    """A condition on JAX's side; its factors by slot and node, (slots, N, R)."""
    jnp = _jax().numpy

    factor = np.stack([condition.factor[slot.site, net.channel] for slot in _slots(net)])
    rows = condition._replace(factor=factor)
    return Coefficients(*(jnp.asarray(array) for array in rows))


@cache
def _program(network: Network, way: Way, common: bool, steps: tuple[int, ...], runs: int) -> Any:
    """A compiled function of carry and conditions that runs phases of given lengths (steps)."""
    jax = _jax()
    advance = _stepper(network.wiring, way, common)

    def whole(now: Carry, given: tuple[Any, ...]) -> Carry:
        done = 0
        for condition, count in zip(given, steps, strict=True):

            def one(carry: Carry, step: Any, condition: Any = condition) -> tuple[Carry, None]:
                return advance(carry, step, condition), None

            now, _ = jax.lax.scan(one, now, jax.numpy.arange(done, done + count))
            done += count
        return now

    blank = task(runs, milliseconds=sum(steps))
    return jax.jit(whole).lower(*_arguments(blank)).compile()


def _arguments(job: Task) -> tuple[Carry, tuple[Coefficients, ...]]:
    """The carry at rest, and the conditions."""
    jax = _jax()
    jnp, net, state = jax.numpy, job.network.wiring, job.state()
    names = ("rate", "activation", "force", "velocity", "angle")
    now: Carry = {name: jnp.asarray(getattr(state, name)) for name in names}
    own = layout(net)
    now["past"] = jnp.tile(now["rate"], (own.depth, 1))
    now["sent"] = now["rate"]
    now["noise"] = jnp.zeros((len(own.noisy), job.runs))
    now["faded"] = jnp.asarray(state.adaptation)
    now["key"] = jax.random.key(job.seeds[0])
    return now, tuple(_given(condition, net) for condition, _ in job.spans)


def prepare(job: Task, way: Way) -> Callable[[], Final]:
    """Compile for a task, in float32; return a function that runs it."""
    steps = tuple(count for _, count in job.spans)
    arguments = _arguments(job)
    compiled = _program(job.network, way, len(set(job.seeds)) == 1, steps, job.runs)

    def run() -> Final:
        end = _jax().block_until_ready(compiled(*arguments))
        return Final(*(np.asarray(end[name]) for name in Final._fields))

    return run
