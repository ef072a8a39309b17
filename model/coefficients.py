"""Turn the levers, command, stimuli and lesions of each run into the arrays the equations read."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from motorloops.model.dynamics import inverse_rate_function
from motorloops.model.errors import InputError
from motorloops.model.homeostasis import Changes, biases
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.network.wiring import RATE, RECRUITMENT, SITES, Wiring
from motorloops.model.params import Params
from motorloops.model.timeline import NOTHING

K = TypeVar("K", bound=Hashable)
THALAMUS, PALLIDUM = "TH", "GPI"  # populations that the care levers act on
INHIBITION_SITES = ("cortex", "basal_ganglia", "cerebellum", "spinal")


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


PRECISE = Context(prec=40)  # digits; a float has 17
LEAST_EXPONENT = -746.0  # exp of less is 0


@lru_cache(maxsize=4096)
def exponential(x: float) -> float:
    """E to the power of x <= 0, correctly rounded, so the same on every processor.

    The ``exp`` of NumPy and of the C library depend on the processor in the last bit.
    """
    return 0.0 if x < LEAST_EXPONENT else float(PRECISE.exp(Decimal(x)))


def _falloff(body: Body, joint: int, width: float) -> np.ndarray:
    """Gaussian of the graph distance from a joint, one value a muscle."""
    steps = body.distances(joint)[body.joint_of]
    distances, position = np.unique(steps, return_inverse=True)
    exponents = -(distances.astype(np.float64) ** 2) / (2.0 * width * width)
    return np.array([exponential(x) for x in exponents.tolist()])[position]


def _columns(keys: Iterable[K], column: Callable[[K], np.ndarray]) -> np.ndarray:
    """(M, R) the column of each run's key, computed once per key."""
    cache: dict[K, np.ndarray] = {}
    listed = []
    for key in keys:
        if key not in cache:
            cache[key] = column(key)
        listed.append(cache[key])
    return np.stack(listed, axis=1)


def _loss_reach(runs: Sequence[Params], body: Body) -> np.ndarray:
    """(M, R) share of the loss that reaches each muscle."""

    def reach(key: tuple[str, float, str, float]) -> np.ndarray:
        region, width, side, other = key
        share = np.ones(len(body.muscles))
        if region:
            share = _falloff(body, body.joint_index(region), width)
        if side:
            body.check_choice("side", side)
            share = share * [1.0 if m.side in ("", side) else other for m in body.muscles]
        return share

    keys = (
        (params.loss_region, params.loss_width, params.loss_side, params.loss_other_side)
        for params in runs
    )
    return _columns(keys, reach)


def _touch_reach(runs: Sequence[Params], body: Body) -> np.ndarray:
    """(M, R) share of the touch that each muscle's skin feels."""

    def reach(key: tuple[int, float]) -> np.ndarray:
        return _falloff(body, *key)

    def joint(params: Params) -> int:
        if params.touch_site:
            return body.joint_index(params.touch_site)
        return int(body.joint_of[task_channel(params, body)])

    return _columns(((joint(params), params.touch_spread) for params in runs), reach)


def _each(runs: Sequence[Params], name: str) -> np.ndarray:
    """(R,) a lever of every run."""
    return np.array([getattr(params, name) for params in runs], np.float64)


def _factors(runs: Sequence[Params], body: Body) -> np.ndarray:
    """(S, M, R) share of the synaptic weight that remains at each site."""
    factor = np.ones((len(SITES), len(body.muscles), len(runs)))
    reach, overlap = _loss_reach(runs, body), _each(runs, "map_overlap")
    for site in INHIBITION_SITES:
        factor[SITES.index(site)] = 1.0 - _each(runs, f"loss_{site}") * reach
    factor[SITES.index("map_own")] = 1.0 - overlap
    factor[SITES.index("map_spread")] = overlap
    return factor


def _set_point(wiring: Wiring, thresholds: np.ndarray) -> np.ndarray:
    """(N, R) total input at which each node rests at its tabulated rate."""
    point = np.repeat(wiring.rest[:, None], thresholds.size, axis=1)
    for node in np.flatnonzero(wiring.rule == RATE):
        point[node] = inverse_rate_function(wiring.rest[node])
    point[wiring.rule == RECRUITMENT] = -thresholds
    return point


def resting_bias(network: Network, runs: Sequence[Params]) -> np.ndarray:
    """(N, R) bias that puts the healthy relaxed network exactly at its resting rates.

    Lasting losses and lesions are compensated as :mod:`motorloops.model.homeostasis` describes;
    sudden changes (lesions and stimuli of a timeline, pallidal stimulation, the drug) are not.
    What is missing during movement is not restored.
    """
    wiring, factor = network.wiring, _factors(runs, network.body)
    point = _set_point(wiring, _each(runs, "threshold"))
    healthy = np.ascontiguousarray(_factors([Params()], network.body)[:, :, 0])
    unstimulated = [params.replace(pallidal_stimulation=0.0) for params in runs]
    keep, _ = _output(network, unstimulated, NOTHING)
    share = wiring.homeostasis[:, None] * _each(runs, "homeostasis")
    return biases(wiring, Changes(point, healthy, factor, keep, share))


def _drives(network: Network, runs: Sequence[Params], command: float) -> np.ndarray:
    """(N, R) external input: the command, the touch, and the drive added by stress."""
    nodes, body = network.wiring.stress, network.body
    drive = nodes[:, None] * (_each(runs, "stress") * _each(runs, "stress_bias"))
    populations = {population.rule: population.key for population in network.populations}
    first = network.nodes_of(populations["command"]).start
    for run, params in enumerate(runs):
        for channel, share in commanded(params, body).items():
            drive[first + channel, run] += command * params.effort * share
    reach = _touch_reach(runs, body)
    drive[network.nodes_of(populations["skin"])] += _each(runs, "touch") * reach
    expected = _each(runs, "touch_expected") * _each(runs, "expectation_drive") * reach
    drive += network.wiring.expectation[:, None] * expected[network.wiring.channel]
    return drive


def _output(
    network: Network, runs: Sequence[Params], lesions: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """(N, R) share of each rate that leaves its node, and (N, R) the constant added to it."""
    keep = np.ones((len(network.wiring.rule), len(runs)))
    clamp = np.zeros_like(keep)
    replaced = _each(runs, "pallidal_stimulation") * _each(runs, "stimulation_share")
    left, spared = 1.0 - _each(runs, "lesion_pallidum"), 1.0 - _each(runs, "lesion_thalamus")
    # A custom network may lack these populations as long as no treatment acts on them.
    if (spared < 1.0).any():
        keep[network.nodes_of(THALAMUS)] = spared
    if (left * (1.0 - replaced) < 1.0).any():
        keep[network.nodes_of(PALLIDUM)] = left * (1.0 - replaced)
        clamp[network.nodes_of(PALLIDUM)] = left * replaced * _each(runs, "stimulation_level")
    for node, share in lesions.items():
        keep[network.index(node)] *= 1.0 - share
        clamp[network.index(node)] *= 1.0 - share
    return keep, clamp


def _treated(params: Params) -> tuple[str, str, str]:
    """What the injected muscle follows from."""
    return params.task, params.agonist, params.toxin_muscle


def _muscles(body: Body, runs: Sequence[Params]) -> tuple[np.ndarray, np.ndarray]:
    """(M, R) shares of fusimotor drive and of force that remain under toxin and fatigue."""
    fusimotor = np.ones((len(body.muscles), len(runs)))
    power = np.empty_like(fusimotor)
    strength = np.array([muscle.strength for muscle in body.muscles])
    power[:] = strength[:, None] * (1.0 - _each(runs, "fatigue") * _each(runs, "fatigue_force"))
    toxin = _each(runs, "toxin")
    distinct = {_treated(params): params for params in runs}
    channels = {key: injected_channel(params, body) for key, params in distinct.items()}
    injected = [channels[_treated(params)] for params in runs], range(len(runs))
    fusimotor[injected] = 1.0 - toxin * _each(runs, "toxin_spindle")
    power[injected] *= 1.0 - toxin
    return fusimotor, power


def make_coefficients(
    network: Network,
    runs: Sequence[Params],
    command: float = 0.0,
    stimuli: Mapping[str, float] = NOTHING,
    lesions: Mapping[str, float] = NOTHING,
    resting: np.ndarray | None = None,
) -> Coefficients:
    """Compute the coefficients of each run for constant levers, command, stimuli and lesions.

    Args:
        network: the network.
        runs: levers of each run.
        command: share of the effort that is given.
        stimuli: extra input by node key, the same in all runs.
        lesions: share of output removed by node key, the same in all runs.
        resting: :func:`resting_bias` of the runs, where it is known; it follows from their levers
            alone, and takes longest.

    Raises:
        InputError: for a muscle, joint or node that the network does not have.
    """

    def each(name: str) -> np.ndarray:
        return _each(runs, name)

    wiring, factor = network.wiring, _factors(runs, network.body)
    resting = resting_bias(network, runs) if resting is None else resting
    bias = resting + _drives(network, runs, command)
    factor[SITES.index("striatal_input")] = 1.0 - each("anticholinergic") * each(
        "anticholinergic_gain"
    )
    for node, current in stimuli.items():
        bias[network.index(node)] += current
    gain = 1.0 + wiring.stress[:, None] * (each("stress") * each("stress_gain"))
    louder = 1.0 + each("stress") * each("noise_stress") + each("fatigue") * each("noise_fatigue")
    decay = np.array([exponential(-1.0 / params.noise_tau) for params in runs])
    keep, clamp = _output(network, runs, lesions)
    fusimotor, power = _muscles(network.body, runs)
    derived = {
        "factor": factor, "bias": bias, "gain": gain, "keep": keep, "clamp": clamp,
        "noise_floor": each("noise_floor") * louder, "noise_slope": each("noise_slope") * louder,
        "noise_decay": decay, "noise_kick": np.sqrt(1.0 - decay * decay),
        "touch_share": each("touch_adaptation"), "touch_step": 1.0 / each("touch_tau"),
        "fusimotor": fusimotor, "power": power,
    }  # fmt: skip
    plain = {name: each(name) for name in Coefficients._fields if name not in derived}
    return Coefficients(**derived, **plain)


def with_lesions(
    coefficients: Coefficients, network: Network, lesions: Sequence[Mapping[str, float]]
) -> Coefficients:
    """Return the coefficients with shares of nodes' output removed, by node key, for each run."""
    for run, removed in enumerate(lesions):
        for node, share in removed.items():
            coefficients.keep[network.index(node), run] *= 1.0 - share
            coefficients.clamp[network.index(node), run] *= 1.0 - share
    return coefficients
