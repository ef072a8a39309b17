"""The compiled engine: all runs of a batch, step by step.

The loops call the equations of :mod:`motorloops.model.dynamics` in the order in which the Mesa
agents call them, so that agents and engine agree bit for bit in float64. Every value is a row of
runs (:mod:`motorloops.model.engine._simd`) that stays in registers from the synapses of a node
to its new rate; nothing is allocated, and the GIL is released. All nodes read what was sent at
least one step ago, so that a node may advance as soon as it has sensed, and the step is still
the two-phase step of the agents.
"""

import math
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model import compilation, dynamics, noise
from motorloops.model.dynamics import where
from motorloops.model.engine import _accumulators, _draws, _simd
from motorloops.model.engine._accumulators import (
    Accumulators,
    Roles,
    Windows,
    accumulate_sample,
    accumulate_samples,
)
from motorloops.model.engine._arrays import BatchArrays, Trace
from motorloops.model.engine._draws import (
    DRAWN,
    WIDTH,
    Shared,
    draw_nodes,
    draw_own,
    draw_shared,
    groups_of,
    own_width,
    place_of,
    set_round_keys,
)
from motorloops.model.engine._simd import (
    align_stack,
    flush_subnormals,
    restore_subnormals,
    spread,
)
from motorloops.model.engine._simd import raw_array as views
from motorloops.model.network import wiring
from motorloops.model.network.wiring import NOT_PLASTIC, RATE, RECRUITMENT, SKIN, SPINDLE, UNSCALED


class Sizes(NamedTuple):
    """Numbers of nodes, muscles, degrees of freedom, lags and parts."""

    nodes: int
    muscles: int
    dofs: int
    lags: int
    parts: int  # of a row; the noise of the runs of a part is drawn together


class UpdatePlan(NamedTuple):
    """Which steps to take, which shortcuts hold, and what to record."""

    start: int
    steps: int
    shared_noise: bool  # all runs have the same seed: low and high words follow
    low: int
    high: int
    learning: bool  # some run has plastic synapses that have grown or may grow
    first: int  # step at which the trace and the accumulators begin
    every: int  # milliseconds between two samples of the trace; 0 for none
    keep_rates: bool
    measuring: bool  # whether the accumulators are updated


@register_jitable(inline="always")
def _arriving(net: Any, given: Any, state: Any, work: Any, node: int, sizes: Sizes,
              plan: UpdatePlan) -> Any:  # fmt: skip
    """Sum the synaptic input of a node: site by site, synapse by synapse."""
    past = state.past
    total = spread(0.0, past[0])
    for group in range(work.group_first[node], work.group_first[node + 1]):
        arriving = spread(0.0, total)
        for e in range(work.group_synapse[group], work.group_synapse[group + 1]):
            output = past[work.source_row[e] + work.lag_row[work.source_lag[e]]]
            if plan.learning and net.plastic[e] != NOT_PLASTIC:
                output = state.strength[net.plastic[e]] * output
            arriving += net.weight[e] * output
        site = work.group_site[group]
        if site != UNSCALED:
            arriving = given.factor[site * sizes.muscles + net.channel[node]] * arriving
        total += arriving
    return total


@register_jitable(inline="always")
def _learn(net: Any, given: Any, state: Any, work: Any, node: int, rate: Any) -> None:
    """Advance the strength of a node's plastic synapses, in the runs that learn."""
    speed = given.plasticity[0]
    for e in range(net.first[node], net.first[node + 1]):
        own = net.plastic[e]
        if own == NOT_PLASTIC:
            continue
        before = state.strength[own]
        grown = dynamics.hebbian_growth(
            before, state.past[work.source_row[e] + work.lag_row[work.source_lag[e]]], rate, speed,
            given.hebb_threshold[0], given.hebb_ceiling[0], given.forgetting[0],
        )  # fmt: skip
        # Runs without plasticity do not forget either.
        state.strength[own] = where(speed > 0.0, grown, before)


@register_jitable(inline="always")
def _feel(net: Any, given: Any, state: Any, work: Any, node: int, arriving: Any) -> Any:
    """The drive of a muscle spindle."""
    m, arm = net.channel[node], given.lever_arm[0]
    return given.bias[node] + dynamics.spindle_drive(
        -(arm * work.turn[m]), -(arm * work.speed[m]), given.fusimotor[m] * arriving,
        given.proprioceptive_gain[0], given.spindle_length[0], given.spindle_velocity[0],
    )  # fmt: skip


@register_jitable(inline="always")
def _touched(net: Any, given: Any, state: Any, node: int) -> Any:
    """The drive of skin receptors, which fades while the touch is held."""
    m, bias = net.channel[node], given.bias[node]
    faded = state.adaptation[m]
    state.adaptation[m] = dynamics.relax(faded, given.touch_share[0] * bias, given.touch_step[0])
    return bias - faded


@register_jitable(inline="always")
def _fluctuate(given: Any, state: Any, node: int, rate: Any, normal: Any) -> Any:
    """Advance the coloured noise of a neural population and return it."""
    level = dynamics.fluctuation(
        state.noise[node], rate, normal, given.noise_decay[0],
        given.noise_kick[0], given.noise_floor[0], given.noise_slope[0],
    )  # fmt: skip
    state.noise[node] = level
    return level


@register_jitable(inline="always")
def _respond(rule: int, drive: Any) -> Any:
    """The steady rate for an input."""
    if rule == RATE:
        return dynamics.rate_function(drive)
    if rule == RECRUITMENT:
        return dynamics.recruitment(drive)
    return dynamics.clip_rate(drive)


@register_jitable
def _nodes(net: Any, given: Any, state: Any, work: Any, draws: Any, step: int, sizes: Sizes,
           plan: UpdatePlan) -> None:  # fmt: skip
    """All populations sense, learn, respond and send; ``draws`` are shared, own, normals.

    What a node sends is its rate, unless its output is altered. Its delay buffer then holds the
    rate as well, and ``state.rate`` is written after the last step: rows that are not touched
    leave room in the cache.

    Everything is an argument, because numba drops what inlined code writes into anything else.
    """
    align_stack()
    shared, own, normals = draws
    groups, drawn = groups_of(sizes.nodes), -1
    for node in range(sizes.nodes):
        rule, altered = net.rule[node], work.altered[node] != 0
        rates, last = state.past, work.own_row[node] + work.lag_row[work.last_lag[node]]
        if altered:
            rates, last = state.rate, node
        if rule == SKIN:
            drive = _touched(net, given, state, node)
        else:
            drive = _arriving(net, given, state, work, node, sizes, plan)
            if rule == SPINDLE:
                drive = _feel(net, given, state, work, node, drive)
            else:
                if plan.shared_noise:
                    normal = spread(shared.by_node[place_of(node, groups)], drive)
                else:
                    if node // DRAWN != drawn:
                        drawn = node // DRAWN
                        draw_own(drawn, step, own, sizes.parts)
                    normal = normals.of[node % DRAWN]
                noise_now = _fluctuate(given, state, node, rates[last], normal)
                if work.scaled[node] != 0:
                    drive = given.gain[node] * drive
                drive = given.bias[node] + drive + noise_now
        if plan.learning:
            _learn(net, given, state, work, node, rates[last])
        rate = dynamics.relax(rates[last], _respond(rule, drive), net.step[node])
        if altered:
            state.rate[node] = rate
            rate = given.keep[node] * rate + given.clamp[node]
        state.past[work.own_row[node] + work.lag_row[work.own_lag[node]]] = rate


@register_jitable
def _stretch(net: Any, state: Any, work: Any, muscles: int) -> None:
    """Net joint angle (rad) and speed (rad/s) in each muscle's shortening direction."""
    for m in range(muscles):
        turn, speed = spread(0.0, work.turn[m]), spread(0.0, work.turn[m])
        for k in range(net.arm_first[m], net.arm_first[m + 1]):
            turn += net.arm[k] * state.angle[net.arm_dof[k]]
            speed += net.arm[k] * state.velocity[net.arm_dof[k]]
        work.turn[m], work.speed[m] = turn, speed


@register_jitable
def _pull(net: Any, state: Any, dofs: int) -> None:
    """Sum the pull of all muscles on each degree of freedom."""
    for d in range(dofs):
        torque = spread(0.0, state.torque[d])
        for k in range(net.pull_first[d], net.pull_first[d + 1]):
            torque += net.pull[k] * state.force[net.pull_muscle[k]]
        state.torque[d] = torque


@register_jitable
def _muscles(net: Any, given: Any, state: Any, work: Any, muscles: int) -> None:
    """Activation follows the motoneurons; force follows activation, length and velocity."""
    rise, fall, arm = given.rise_ms[0], given.fall_ms[0], given.lever_arm[0]
    width, top = given.length_width[0], given.top_speed[0]
    for m in range(muscles):
        excitation = state.past[work.pool_row[m] + work.lag_row[work.pool_lag[m]]]
        level = state.activation[m]
        share = dynamics.activation_step(level, excitation, rise, fall)
        active = dynamics.relax(level, excitation, share)
        state.activation[m] = active
        state.force[m] = (
            given.power[m] * active
            * dynamics.force_length(net.length[m] - arm * work.turn[m], width)
            * dynamics.force_velocity(arm * work.speed[m] / top)
        )  # fmt: skip


@register_jitable
def _joints(net: Any, state: Any, dofs: int) -> None:
    """Advance each degree of freedom under the torque of the muscles."""
    for d in range(dofs):
        acceleration = dynamics.joint_acceleration(
            state.torque[d], state.angle[d], state.velocity[d],
            net.inertia[d], net.damping[d], net.stiffness[d],
        )  # fmt: skip
        velocity = state.velocity[d] + dynamics.STEP_S * acceleration
        state.velocity[d] = velocity
        state.angle[d] = state.angle[d] + dynamics.STEP_S * velocity


@register_jitable
def _store_rates(state: Any, work: Any, nodes: int) -> None:
    """Copy the rates after a step from the outputs, where :func:`_nodes` wrote only these."""
    for node in range(nodes):
        if work.altered[node] == 0:
            place = work.own_row[node] + work.lag_row[work.own_lag[node]]
            state.rate[node] = state.past[place]


@register_jitable
def _keep(trace: Any, state: Any, work: Any, sample: int, sizes: Sizes,
          plan: UpdatePlan) -> None:  # fmt: skip
    """Write the state into the trace."""
    for m in range(sizes.muscles):
        trace.activation[sample * sizes.muscles + m] = state.activation[m]
    for d in range(sizes.dofs):
        trace.angle[sample * sizes.dofs + d] = state.angle[d]
    if plan.keep_rates:
        _store_rates(state, work, sizes.nodes)
        for node in range(sizes.nodes):
            trace.rate[sample * sizes.nodes + node] = state.rate[node]


@register_jitable
def take_steps(batch: Any, windows: Windows, sizes: Sizes, plan: UpdatePlan) -> None:
    """Take the steps of a plan with one batch of runs.

    Args:
        batch: raw views of a :class:`~motorloops.model.engine._arrays.BatchArrays`; its trace
            and accumulators begin at the plan's first step.
        windows: of the accumulators.
        sizes: of the network.
        plan: which steps, and what to record.
    """
    net, given, state, work = batch.net, batch.given, batch.state, batch.work
    align_stack()
    groups, draws = groups_of(sizes.nodes), (batch.shared, batch.own, batch.normals)
    if not plan.shared_noise:
        set_round_keys(batch.own, sizes.parts)
    for step in range(plan.start, plan.start + plan.steps):
        for lag in range(sizes.lags):
            ago = (step - work.lag_delay[lag]) % work.lag_length[lag]
            work.lag_row[lag] = ago * work.lag_stride[lag]
        if plan.shared_noise:
            draw_shared(step, plan.low, plan.high, groups, batch.shared.by_block)
        _pull(net, state, sizes.dofs)
        _stretch(net, state, work, sizes.muscles)
        _nodes(net, given, state, work, draws, step, sizes, plan)
        _muscles(net, given, state, work, sizes.muscles)
        _joints(net, state, sizes.dofs)
        time = step + 1 - plan.first
        if plan.measuring:
            accumulate_sample(
                batch.accumulators, batch.roles, state.activation, state.angle, (0, 0),
                (sizes.muscles, sizes.dofs), (time - 1, time), windows,
            )  # fmt: skip
        if plan.every > 0 and time % plan.every == 0:
            _keep(batch.trace, state, work, time // plan.every - 1, sizes, plan)
    if plan.steps > 0:
        _store_rates(state, work, sizes.nodes)


ACCUMULATOR_LANES = 8  # float64


def compiled(function: Callable[..., None]) -> Any:
    """Compile a kernel of the engine."""
    modules = (dynamics, _simd, noise, _draws, _accumulators, wiring, sys.modules[__name__])
    return compilation.compiled(function, modules)


@cache
def advance_rows(count: int) -> Callable[..., None]:
    """:func:`take_steps`, compiled for rows of ``count`` runs."""
    part = own_width(count)

    def advance(batch: BatchArrays, windows: Windows, sizes: Sizes, plan: UpdatePlan) -> None:
        seen = BatchArrays(
            views(batch.net, count), views(batch.given, count), views(batch.state, count),
            views(batch.work, count), views(batch.shared, WIDTH), views(batch.own, part),
            views(batch.normals, count), views(batch.trace, count),
            views(batch.accumulators, count), views(batch.roles, count),
        )  # fmt: skip
        before = flush_subnormals(batch.state.past)
        take_steps(seen, windows, sizes, plan)
        restore_subnormals(batch.state.past, before)

    return compiled(advance)


@cache
def draw_step() -> Callable[..., None]:
    """A function that draws the random numbers of one run at one step.

    Its arguments are the low and the high word of the seed, the step, memory from
    :func:`~motorloops.model.engine._draws.shared_draws` (float64), and the float64 array
    (nodes,) that it fills.
    """

    def draw(low: int, high: int, step: int, shared: Shared, out: np.ndarray) -> None:
        groups = _draws.groups_of(out.size)
        draw_nodes(low, high, step, views(shared, WIDTH), groups, out)

    return compiled(draw)


@cache
def accumulate_trace(count: int = ACCUMULATOR_LANES) -> Callable[..., None]:
    """A function that accumulates the first samples of a trace of rows of ``count`` runs."""

    def accumulate_all(trace: Trace, accumulators: Accumulators, roles: Roles, times: np.ndarray,
                  samples: int, windows: Windows, sizes: Sizes) -> None:  # fmt: skip
        accumulate_samples(
            views(trace, count), views(accumulators, count), views(roles, count), times, samples,
            windows, sizes,
        )  # fmt: skip

    return compiled(accumulate_all)


def set_diverged(state: Any, diverged: Any) -> None:
    """Mark the runs whose state is infinite or NaN, from which they cannot recover.

    Args:
        state: :class:`~motorloops.model.state.State`, rows of R runs.
        diverged: (R,) int64, written: 1 or 0.
    """
    for run in range(diverged.size):
        diverged[run] = 0
        for array in (state.rate, state.noise, state.activation, state.angle, state.velocity):
            for row in range(array.shape[0]):
                if not math.isfinite(array[row, run]):
                    diverged[run] = 1


@cache
def diverged_runs() -> Callable[..., None]:
    """:func:`set_diverged`, compiled."""
    return compiled(set_diverged)
