"""Turn the levers, command, stimuli and lesions of each run into the arrays the equations read."""

import math
import sys
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from motorloops.model import dynamics, homeostasis
from motorloops.model import params as params_module
from motorloops.model.compilation import compiled
from motorloops.model.errors import InputError
from motorloops.model.network import wiring as wiring_module
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import RATE, RECRUITMENT, SITES, UNSCALED
from motorloops.model.params import Params, levers
from motorloops.model.timeline import NOTHING

THALAMUS, PALLIDUM = "TH", "GPI"  # populations that the care levers act on
ABSENT = -1  # first node of a population that a custom network lacks
EVERYWHERE = -1  # steps to a region that is the whole body
# Rows of the factors: which lever scales which synapses.
CORTEX, BASAL_GANGLIA, CEREBELLUM, SPINAL, MAP_OWN, MAP_SPREAD, STRIATAL_INPUT = (
    SITES.index(site)
    for site in (
        "cortex", "basal_ganglia", "cerebellum", "spinal", "map_own", "map_spread",
        "striatal_input",
    )
)  # fmt: skip
NUMBERS = [name for name, lever in levers().items() if lever.kind == "number"]
AT: Any = namedtuple("AT", NUMBERS)(*range(len(NUMBERS)))  # row of each number among the levers


class Coefficients(NamedTuple):
    """Levers and constants of R runs, as the engine and the agents read them.

    Shapes: S sites, N nodes, M muscles, R runs; all float64. ``(R,)`` entries are the fields
    of :class:`~motorloops.model.params.Params` with the same name, unless said.
    """

    factor: np.ndarray  # (S, M, R) share of a synapse's weight that is left, by target channel
    bias: np.ndarray  # (N, R) constant input: set point, command, touch, stimuli, stress
    gain: np.ndarray  # (N, R) of the synaptic input
    keep: np.ndarray  # (N, R) share of the rate that leaves the node
    clamp: np.ndarray  # (N, R) constant that leaves it besides
    noise_floor: np.ndarray  # (R,) with stress and fatigue
    noise_slope: np.ndarray  # (R,) with stress and fatigue
    noise_decay: np.ndarray  # (R,) exp(-dt/tau)
    noise_kick: np.ndarray  # (R,) sqrt(1 - decay^2)
    touch_share: np.ndarray  # (R,)
    touch_step: np.ndarray  # (R,) dt / touch_tau
    fusimotor: np.ndarray  # (M, R) share of fusimotor drive left by the toxin
    proprioceptive_gain: np.ndarray  # (R,)
    spindle_length: np.ndarray  # (R,)
    spindle_velocity: np.ndarray  # (R,)
    power: np.ndarray  # (M, R) maximal force: strength x share left by toxin and fatigue
    rise_ms: np.ndarray  # (R,)
    fall_ms: np.ndarray  # (R,)
    lever_arm: np.ndarray  # (R,)
    top_speed: np.ndarray  # (R,)
    length_width: np.ndarray  # (R,)
    plasticity: np.ndarray  # (R,)
    forgetting: np.ndarray  # (R,)
    hebb_threshold: np.ndarray  # (R,)
    hebb_ceiling: np.ndarray  # (R,)


class Places(NamedTuple):
    """First node of the populations that levers act on, or ABSENT."""

    command: int
    skin: int
    thalamus: int
    pallidum: int


class Choices(NamedTuple):
    """What the levers that name a muscle, joint, side or task stand for; M muscles, R runs."""

    loss_steps: np.ndarray  # (M, R) int64, joints to the region of the loss, or EVERYWHERE
    other_side: np.ndarray  # (M, R) int64, 1 where a one-sided loss leaves most of the inhibition
    touch_steps: np.ndarray  # (M, R) int64, joints to the touched joint
    commanded: np.ndarray  # (M, R) share of the effort
    injected: np.ndarray  # (R,) int64, channel of the injected muscle


class Now(NamedTuple):
    """What acts on the network at one moment besides the levers; N nodes, R runs; float64."""

    command: np.ndarray  # (1,) share of the effort that is given
    resting: np.ndarray  # (N, R) see prepare
    stimulus: np.ndarray  # (N,) extra input
    lesion: np.ndarray  # (N,) share of the output that is removed
    reach: np.ndarray  # (M, R) memory for the share of the touch that each muscle's skin feels


class RestingWork(NamedTuple):
    """Memory in which the resting bias is computed."""

    changes: homeostasis.Changes
    clamp: np.ndarray  # (N, R)
    homeostasis: homeostasis.Work


def task_channel(params: Params, body: Body) -> int:
    """Channel of the wanted muscle: the named one, or the usual one of the task or the body.

    Raises:
        InputError: for a muscle or task that the body does not have, or a muscle that the task
            does not use.
    """
    if not params.task:
        return body.channel(params.agonist or body.agonist)
    used = [channel for channel, _ in body.task(params.task).muscles]
    if not params.agonist:
        return used[0]
    channel = body.channel(params.agonist)
    if channel not in used:
        names = ", ".join(body.muscles[m].key for m in used)
        raise InputError("agonist", params.agonist, f"a muscle of the task {params.task}: {names}")
    return channel


def commanded(params: Params, body: Body) -> dict[int, float]:
    """Share of the effort by channel of each commanded muscle, the wanted muscle or the task's.

    Raises:
        InputError: as :func:`task_channel`.
    """
    wanted = task_channel(params, body)
    return dict(body.task(params.task).muscles) if params.task else {wanted: 1.0}


def task_distance(params: Params, body: Body) -> np.ndarray:
    """(M,) joints from each muscle to the nearest joint of a commanded muscle, int64."""
    joints = sorted({int(body.joint_of[channel]) for channel in commanded(params, body)})
    return np.min([body.distances(joint) for joint in joints], axis=0)[body.joint_of]


def opponents(params: Params, body: Body) -> list[tuple[int, float]]:
    """The muscles that oppose the wanted one, as (channel, share); the shares sum to 1.

    Muscles that the task uses are left out; none may be left.
    """
    against = body.antagonists(task_channel(params, body))
    if not params.task:
        return against
    used = commanded(params, body)
    left = [(channel, share) for channel, share in against if channel not in used]
    whole = sum(share for _, share in left)
    return [(channel, share / whole) for channel, share in left]


def strongest_opponent(params: Params, body: Body) -> int:
    """Channel of the opponent with the largest share; of the task's if there are no others."""
    against = opponents(params, body) or body.antagonists(task_channel(params, body))
    return max(against, key=lambda pair: pair[1])[0]


def injected_channel(params: Params, body: Body) -> int:
    """Channel of the injected muscle: the named one, or the agonist's strongest opponent."""
    if params.toxin_muscle:
        return body.channel(params.toxin_muscle)
    return strongest_opponent(params, body)


# --- compiled: plain arrays in, plain arrays out; loops over runs go along the memory -----------

# e^x by its series, in numbers of twice the precision: pairs of floats whose sum is the number.
LEAST_EXPONENT = -746.0  # exp of less is 0
SUBNORMAL = 1022  # halvings of 1 from which floats have fewer bits
TERMS = 27
_SPLIT = 134217729.0  # 2^27 + 1
_LN2 = Decimal("0.69314718055994530941723212145817656807550013436025525412068")


def _pieces(number: Decimal, bits: int, count: int) -> tuple[float, ...]:
    """Numbers of ``bits`` bits each whose sum is a number, the largest first."""
    left, pieces = Fraction(number), []
    for _ in range(count):
        unit = Fraction(2) ** (math.frexp(float(left))[1] - bits)
        pieces.append(float(round(left / unit) * unit))
        left -= Fraction(pieces[-1])
    return tuple(pieces)


_LN2_HIGH, _LN2_MIDDLE, _LN2_LOW = _pieces(_LN2, 42, 3)  # times a whole number below 2^11, exact
_FACTORIALS = [Fraction(1, math.factorial(k)) for k in range(TERMS)]
_TERM = np.array([float(f) for f in _FACTORIALS])
_TERM_REST = np.array([float(f - Fraction(float(f))) for f in _FACTORIALS])


@register_jitable
def _exact_sum(a: float, b: float) -> tuple[float, float]:
    """A sum and its rounding error (Knuth's two-sum)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@register_jitable
def _exact_product(a: float, b: float) -> tuple[float, float]:
    """A product and its rounding error (Dekker's product)."""
    product = a * b
    scaled = _SPLIT * a
    a_high = scaled - (scaled - a)
    scaled = _SPLIT * b
    b_high = scaled - (scaled - b)
    a_low, b_low = a - a_high, b - b_high
    error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, error


@register_jitable
def _power_of_half(n: int) -> float:
    """2^-n for 0 <= n <= 1074, exact."""
    power, half = 1.0, 0.5
    while n > 0:
        if n % 2 == 1:
            power *= half
        half *= half
        n //= 2
    return power


@register_jitable
def exponential(x: float) -> float:
    """E to the power of x <= 0, from + - * / alone, so the same on every machine.

    It is the nearest float, unless e^x lies within 2^-40 of a rounding unit from the middle
    between two. The ``exp`` of NumPy and of the C library depend on the processor in the last bit.
    """
    if x < LEAST_EXPONENT:
        return 0.0
    halvings = int(0.5 - x / _LN2_HIGH)
    high, low = _exact_sum(x + halvings * _LN2_HIGH, halvings * _LN2_MIDDLE)
    high, low = _exact_sum(high, low + halvings * _LN2_LOW)
    total, rest = _TERM[TERMS - 1], _TERM_REST[TERMS - 1]
    for k in range(TERMS - 2, -1, -1):
        product, error = _exact_product(total, high)
        product, error = _exact_sum(product, error + (total * low + rest * high))
        total, carry = _exact_sum(_TERM[k], product)
        total, rest = _exact_sum(total, carry + (error + _TERM_REST[k]))
    if halvings < SUBNORMAL or (halvings == SUBNORMAL and total >= 1.0):
        return total * _power_of_half(halvings)
    # Round once: from the anchor to twice it, floats are as far apart as the result's will be.
    anchor = 1.0 / _power_of_half(halvings - SUBNORMAL)
    near = anchor + total
    rounded = near + ((total - (near - anchor)) + rest)
    return (rounded - anchor) * _power_of_half(1000) * _power_of_half(halvings - 1000)


@register_jitable
def _falloff(steps: int, width: float) -> float:
    """Gaussian of a graph distance."""
    if steps == 0:
        return 1.0
    return exponential(-(1.0 * steps * steps) / (2.0 * width * width))


@register_jitable
def _set_falloffs(steps: Any, width: Any, reach: Any) -> None:
    """The share of a loss or a touch that reaches each muscle; (M, R), of graph distances.

    Neighbouring runs mostly have the same distances and widths, and share the work.
    """
    known_steps, known_width, known = 0, 1.0, 1.0
    for m in range(reach.shape[0]):
        for run in range(reach.shape[1]):
            if steps[m, run] != known_steps or width[run] != known_width:
                known_steps, known_width = steps[m, run], width[run]
                known = 1.0
                if known_steps != EVERYWHERE:
                    known = _falloff(known_steps, known_width)
            reach[m, run] = known


@register_jitable
def _set_factors(lever: Any, chosen: Any, factor: Any) -> None:
    """The share of the synaptic weight that remains at each site; no drug."""
    reach = factor[UNSCALED]  # memory
    _set_falloffs(chosen.loss_steps, lever[AT.loss_width], reach)
    for m in range(factor.shape[1]):
        for run in range(factor.shape[2]):
            felt, overlap = reach[m, run], lever[AT.map_overlap, run]
            if chosen.other_side[m, run]:
                felt = felt * lever[AT.loss_other_side, run]
            factor[CORTEX, m, run] = 1.0 - lever[AT.loss_cortex, run] * felt
            factor[BASAL_GANGLIA, m, run] = 1.0 - lever[AT.loss_basal_ganglia, run] * felt
            factor[CEREBELLUM, m, run] = 1.0 - lever[AT.loss_cerebellum, run] * felt
            factor[SPINAL, m, run] = 1.0 - lever[AT.loss_spinal, run] * felt
            factor[MAP_OWN, m, run] = 1.0 - overlap
            factor[MAP_SPREAD, m, run] = overlap
            factor[STRIATAL_INPUT, m, run] = 1.0
            factor[UNSCALED, m, run] = 1.0


@register_jitable
def _set_outputs(places: Any, lever: Any, stimulated: float, muscles: int, keep: Any,
                 clamp: Any) -> None:  # fmt: skip
    """The share of each rate that leaves its node, and the constant added to it.

    ``stimulated`` is 1.0 with pallidal stimulation, 0.0 without.
    """
    for node in range(keep.shape[0]):
        for run in range(keep.shape[1]):
            keep[node, run], clamp[node, run] = 1.0, 0.0
    for m in range(muscles):
        for run in range(keep.shape[1]):
            if places.thalamus != ABSENT:
                keep[places.thalamus + m, run] = 1.0 - lever[AT.lesion_thalamus, run]
            if places.pallidum != ABSENT:
                stimulation = stimulated * lever[AT.pallidal_stimulation, run]
                replaced = stimulation * lever[AT.stimulation_share, run]
                left = 1.0 - lever[AT.lesion_pallidum, run]
                keep[places.pallidum + m, run] = left * (1.0 - replaced)
                level = lever[AT.stimulation_level, run]
                clamp[places.pallidum + m, run] = left * replaced * level


def set_resting_bias(net: Any, places: Any, lever: Any, chosen: Any, usual: Any, work: Any,
                     bias: Any) -> None:  # fmt: skip
    """Fill the resting bias of :class:`Prepared`.

    Args:
        net: the :class:`~motorloops.model.network.wiring.Wiring`.
        places: :class:`Places`.
        lever: (L, R) the numbers among the levers, rows by :data:`AT`.
        chosen: :class:`Choices` of R runs.
        usual: (L, 1) the levers of a healthy person.
        work: :class:`RestingWork`, overwritten.
        bias: (N, R), written.
    """
    changes = work.changes
    muscles = changes.healthy.shape[1]
    _set_factors(usual, chosen, changes.healthy)
    _set_factors(lever, chosen, changes.factor)
    _set_outputs(places, lever, 0.0, muscles, changes.keep, work.clamp)
    for node in range(bias.shape[0]):
        point = net.rest[node]
        if net.rule[node] == RATE:
            point = dynamics.inverse_rate_function(point)
        for run in range(bias.shape[1]):
            changes.point[node, run] = point
            if net.rule[node] == RECRUITMENT:
                changes.point[node, run] = -lever[AT.threshold, run]
            changes.share[node, run] = net.homeostasis[node] * lever[AT.homeostasis, run]
    homeostasis.set_biases(net, changes, work.homeostasis, bias)


@register_jitable
def set_bias(net: Any, places: Any, lever: Any, chosen: Any, now: Any,
             given: Any) -> None:  # fmt: skip
    """Fill the bias of :class:`Coefficients`; arguments as of :func:`set_coefficients`.

    It is made of the resting bias, the command, the touch, the stimuli and stress.
    """
    muscles, runs = given.power.shape
    _set_falloffs(chosen.touch_steps, lever[AT.touch_spread], now.reach)
    for node in range(given.bias.shape[0]):
        m, bias = net.channel[node], given.bias[node]
        for run in range(runs):
            bias[run] = net.stress[node] * (lever[AT.stress, run] * lever[AT.stress_bias, run])
        if places.command <= node < places.command + muscles:
            for run in range(runs):
                effort = now.command[0] * lever[AT.effort, run]
                bias[run] += effort * chosen.commanded[m, run]
        if places.skin <= node < places.skin + muscles:
            for run in range(runs):
                bias[run] += lever[AT.touch, run] * now.reach[m, run]
        for run in range(runs):
            expected = lever[AT.touch_expected, run] * lever[AT.expectation_drive, run]
            drive = bias[run] + net.expectation[node] * (expected * now.reach[m, run])
            bias[run] = now.resting[node, run] + drive + now.stimulus[node]


def set_coefficients(net: Any, places: Any, lever: Any, chosen: Any, now: Any,
                     given: Any) -> None:  # fmt: skip
    """Fill :class:`Coefficients`; arguments as of :func:`set_resting_bias`, and ``now``: Now."""
    muscles, runs = given.power.shape
    _set_factors(lever, chosen, given.factor)
    set_bias(net, places, lever, chosen, now, given)
    _set_outputs(places, lever, 1.0, muscles, given.keep, given.clamp)
    for node in range(given.keep.shape[0]):
        left = 1.0 - now.lesion[node]
        for run in range(runs):
            arousal = lever[AT.stress, run] * lever[AT.stress_gain, run]
            given.gain[node, run] = 1.0 + net.stress[node] * arousal
            given.keep[node, run] *= left
            given.clamp[node, run] *= left
    for m in range(muscles):
        for run in range(runs):
            drug = lever[AT.anticholinergic, run] * lever[AT.anticholinergic_gain, run]
            tired = lever[AT.fatigue, run] * lever[AT.fatigue_force, run]
            given.factor[STRIATAL_INPUT, m, run] = 1.0 - drug
            given.power[m, run] = net.strength[m] * (1.0 - tired)
            given.fusimotor[m, run] = 1.0
    known_tau, decay = np.inf, 1.0
    for run in range(runs):
        toxin, tired, injected = lever[AT.toxin, run], lever[AT.fatigue, run], chosen.injected[run]
        given.power[injected, run] *= 1.0 - toxin
        given.fusimotor[injected, run] = 1.0 - toxin * lever[AT.toxin_spindle, run]
        louder = (
            1.0
            + lever[AT.stress, run] * lever[AT.noise_stress, run]
            + tired * lever[AT.noise_fatigue, run]
        )
        if lever[AT.noise_tau, run] != known_tau:
            known_tau = lever[AT.noise_tau, run]
            decay = exponential(-1.0 / known_tau)
        given.noise_floor[run] = lever[AT.noise_floor, run] * louder
        given.noise_slope[run] = lever[AT.noise_slope, run] * louder
        given.noise_decay[run] = decay
        given.noise_kick[run] = math.sqrt(1.0 - decay * decay)
        given.touch_share[run] = lever[AT.touch_adaptation, run]
        given.touch_step[run] = 1.0 / lever[AT.touch_tau, run]
        given.proprioceptive_gain[run] = lever[AT.proprioceptive_gain, run]
        given.spindle_length[run] = lever[AT.spindle_length, run]
        given.spindle_velocity[run] = lever[AT.spindle_velocity, run]
        given.rise_ms[run] = lever[AT.rise_ms, run]
        given.fall_ms[run] = lever[AT.fall_ms, run]
        given.lever_arm[run] = lever[AT.lever_arm, run]
        given.top_speed[run] = lever[AT.top_speed, run]
        given.length_width[run] = lever[AT.length_width, run]
        given.plasticity[run] = lever[AT.plasticity, run]
        given.forgetting[run] = lever[AT.forgetting, run]
        given.hebb_threshold[run] = lever[AT.hebb_threshold, run]
        given.hebb_ceiling[run] = lever[AT.hebb_ceiling, run]


@cache
def compiled_function(function: Callable[..., None]) -> Any:
    """:func:`set_resting_bias`, :func:`set_bias` or :func:`set_coefficients`, compiled."""
    modules = (dynamics, wiring_module, params_module, homeostasis, sys.modules[__name__])
    return compiled(function, modules)


# --- from levers with names to plain arrays ------------------------------------------------------


def places_of(network: Network) -> Places:
    """Where the populations that levers act on begin."""
    keys = {population.rule: population.key for population in network.populations}
    present = {population.key for population in network.populations}

    def first(key: str) -> int:
        return network.nodes_of(key).start if key in present else ABSENT

    return Places(first(keys["command"]), first(keys["skin"]), first(THALAMUS), first(PALLIDUM))


def _check_treatments(network: Network, runs: Sequence[Params]) -> None:
    """A custom network may lack these populations as long as no treatment acts on them."""
    if any(params.lesion_thalamus for params in runs):
        network.nodes_of(THALAMUS)
    if any(
        params.lesion_pallidum or params.pallidal_stimulation * params.stimulation_share
        for params in runs
    ):
        network.nodes_of(PALLIDUM)


def lever_rows(runs: Sequence[Params]) -> np.ndarray:
    """(L, R) the numbers among the levers, rows by :data:`AT`."""
    get = attrgetter(*AT._fields)
    numbers = chain.from_iterable(map(get, runs))
    rows = np.fromiter(numbers, np.float64, len(runs) * len(AT)).reshape(len(runs), len(AT))
    return np.ascontiguousarray(rows.T)


def loss_steps(body: Body, joint: str) -> np.ndarray:
    """(M,) joints from each muscle to the region where inhibition is lost, or EVERYWHERE."""
    if not joint:
        return np.full(len(body.muscles), EVERYWHERE)
    return body.distances(body.joint_index(joint))[body.joint_of]


def other_side(body: Body, side: str) -> np.ndarray:
    """(M,) 1 for the muscles on the other side than the one where inhibition is lost, else 0."""
    if side:
        body.check_choice("side", side)
    return np.array([side != "" and m.side not in ("", side) for m in body.muscles], np.int64)


def touch_steps(params: Params, body: Body) -> np.ndarray:
    """(M,) joints from each muscle to the touched joint."""
    if params.touch_site:
        joint = body.joint_index(params.touch_site)
    else:
        joint = int(body.joint_of[task_channel(params, body)])
    return body.distances(joint)[body.joint_of]


def command_shares(params: Params, body: Body) -> np.ndarray:
    """(M,) share of the effort that each muscle is given."""
    shares = np.zeros(len(body.muscles))
    for channel, share in commanded(params, body).items():
        shares[channel] = share
    return shares


def columns_by(
    runs: Sequence[Params], names: Sequence[str], column: Callable[[Params], np.ndarray]
) -> np.ndarray:
    """(M, R) the column of each run, computed once for equal levers of these names."""
    get, place, columns, order = attrgetter(*names), {}, [], []
    for params in runs:
        key = get(params)
        if key not in place:
            place[key] = len(columns)
            columns.append(column(params))
        order.append(place[key])
    return np.take(np.stack(columns, axis=1), order, axis=1)


def choices(body: Body, runs: Sequence[Params]) -> Choices:
    """What the named muscles, joints, sides and tasks of R runs stand for.

    Raises:
        InputError: for one that the body does not have.
    """
    task, treated = ("task", "agonist"), ("task", "agonist", "toxin_muscle")
    return Choices(
        columns_by(runs, ["loss_region"], lambda params: loss_steps(body, params.loss_region)),
        columns_by(runs, ["loss_side"], lambda params: other_side(body, params.loss_side)),
        columns_by(runs, [*task, "touch_site"], lambda params: touch_steps(params, body)),
        columns_by(runs, task, lambda params: command_shares(params, body)),
        columns_by(runs, treated, lambda params: np.array([injected_channel(params, body)]))[0],
    )


def resting_work(network: Network, runs: int) -> RestingWork:
    """Memory for :func:`set_resting_bias`."""
    nodes, shape = len(network.wiring.rule), (len(SITES), len(network.body.muscles))
    each = (nodes, runs)
    changes = homeostasis.Changes(
        np.zeros(each), np.zeros((*shape, 1)), np.zeros((*shape, runs)), np.zeros(each),
        np.zeros(each),
    )  # fmt: skip
    return RestingWork(changes, np.zeros(each), homeostasis.empty_work(*each))


def empty_coefficients(network: Network, runs: int) -> Coefficients:
    """Coefficients of R runs before they are set."""
    nodes, muscles = (len(network.wiring.rule),), (len(network.body.muscles),)
    shapes = {
        "factor": (len(SITES), *muscles), "bias": nodes, "gain": nodes, "keep": nodes,
        "clamp": nodes, "fusimotor": muscles, "power": muscles,
    }  # fmt: skip
    arrays = (np.zeros((*shapes.get(name, ()), runs)) for name in Coefficients._fields)
    return Coefficients(*arrays)


class Prepared(NamedTuple):
    """What the coefficients of R runs take from their levers, whatever the person does."""

    lever: np.ndarray  # (L, R) the numbers among the levers, rows by AT
    chosen: Choices
    resting: np.ndarray  # (N, R) resting bias


def prepare(network: Network, runs: Sequence[Params]) -> Prepared:
    """Work out what :func:`make_coefficients` takes from the levers alone.

    The resting bias puts the healthy relaxed network exactly at its resting rates. Lasting losses
    and lesions are compensated as :mod:`motorloops.model.homeostasis` describes; sudden changes
    (lesions and stimuli of a timeline, pallidal stimulation, the drug) are not. What is missing
    during movement is not restored.
    """
    _check_treatments(network, runs)
    lever, chosen = lever_rows(runs), choices(network.body, runs)
    bias = np.zeros((len(network.wiring.rule), len(runs)))
    compiled_function(set_resting_bias)(
        network.wiring, places_of(network), lever, chosen, lever_rows([Params()]),
        resting_work(network, len(runs)), bias,
    )  # fmt: skip
    return Prepared(lever, chosen, bias)


def _by_node(network: Network, values: Mapping[str, float]) -> np.ndarray:
    """(N,) values by node key as an array."""
    array = np.zeros(len(network.wiring.rule))
    for node, value in values.items():
        array[network.index(node)] = value
    return array


def make_coefficients(
    network: Network,
    runs: Sequence[Params],
    command: float = 0.0,
    stimuli: Mapping[str, float] = NOTHING,
    lesions: Mapping[str, float] = NOTHING,
    prepared: Prepared | None = None,
    before: Coefficients | None = None,
) -> Coefficients:
    """Compute the coefficients of each run for constant levers, command, stimuli and lesions.

    Args:
        network: the network.
        runs: levers of each run.
        command: share of the effort that is given.
        stimuli: extra input by node key, the same in all runs.
        lesions: share of output removed by node key, the same in all runs.
        prepared: :func:`prepare` of the same runs, where it is known; it takes longest.
        before: the coefficients of the same runs with the same lesions, where they are known; all
            arrays but the bias are shared with them.

    Raises:
        InputError: for a muscle, joint or node that the network does not have.
    """
    prepared = prepare(network, runs) if prepared is None else prepared
    now = Now(
        np.array([float(command)]), prepared.resting, _by_node(network, stimuli),
        _by_node(network, lesions), np.zeros(prepared.chosen.commanded.shape),
    )  # fmt: skip
    if before is None:
        given, fill = empty_coefficients(network, len(runs)), set_coefficients
    else:
        given, fill = before._replace(bias=np.empty_like(before.bias)), set_bias
    compiled_function(fill)(
        network.wiring, places_of(network), prepared.lever, prepared.chosen, now, given,
    )  # fmt: skip
    return given


def with_lesions(
    coefficients: Coefficients, network: Network, lesions: Sequence[Mapping[str, float]]
) -> Coefficients:
    """Return the coefficients with shares of nodes' output removed, by node key, for each run."""
    if not any(lesions):
        return coefficients
    keep, clamp = coefficients.keep.copy(), coefficients.clamp.copy()
    for run, removed in enumerate(lesions):
        for node, share in removed.items():
            keep[network.index(node), run] *= 1.0 - share
            clamp[network.index(node), run] *= 1.0 - share
    return coefficients._replace(keep=keep, clamp=clamp)
