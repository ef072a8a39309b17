"""The rival in tvboptim: the neural part of the task as a network with sparse delays.

The library has one kind of node and no body. Its rival therefore does less than the engine: the
same wiring, delays and time constants, with the rate function in every node, the bias of each run,
coloured noise, and no muscles, joints, spindles or levers of the synapses. Its ratio is a lower
bound.
"""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.agreement import DisagreementError
from benchmarks.task import Task, task
from motorloops.model.network.wiring import Wiring

PACKAGE = "tvboptim.experimental.network_dynamics"
CHECKED_MS, CHECKED_RUNS = 100, 4
TOLERANCE = 1e-4


def found() -> bool:
    """Whether tvboptim is installed."""
    return importlib.util.find_spec("tvboptim") is not None


def _part(name: str) -> Any:
    """A module of tvboptim, an optional dependency that only this rival needs."""
    return importlib.import_module(f"{PACKAGE}.{name}" if name else PACKAGE)


def _matrices(wiring: Wiring) -> tuple[np.ndarray, np.ndarray]:
    """(N, N) weights and delays (ms), targets in rows; a pair has one synapse at most.

    A delay of 0 reads the state before the step, which the model counts as a delay of one step.
    """
    nodes = len(wiring.rule)
    target = np.repeat(np.arange(nodes), np.diff(wiring.first))
    weight, delay = np.zeros((nodes, nodes)), np.zeros((nodes, nodes))
    weight[target, wiring.source], delay[target, wiring.source] = wiring.weight, wiring.delay - 1
    return weight, delay


def _dynamics() -> Any:
    """The equations of a node in tvboptim's terms: rate and noise on its input."""
    jax, bunch = importlib.import_module("jax"), _part("core.bunch").Bunch

    class Rates(_part("dynamics.base").AbstractDynamics):
        STATE_NAMES = ("rate", "noise")
        INITIAL_STATE = (0.1, 0.0)
        COUPLING_INPUTS = {"delayed": 1}  # noqa: RUF012
        DEFAULT_PARAMS = bunch(bias=0.0, step=0.1, noise_step=0.05)

        def dynamics(self, t: Any, state: Any, params: Any, coupling: Any, external: Any) -> Any:
            drive = params.bias + coupling.delayed[0] + state[1]
            called = 0.5 + drive * jax.lax.rsqrt(1.0 + 4.0 * drive * drive)
            return jax.numpy.stack(
                [params.step * (called - state[0]), -params.noise_step * state[1]]
            )

    return Rates


def prepare(job: Task, sigma: float = 0.02) -> Callable[[], np.ndarray]:
    """Compile for a task, in float32; return a function that gives the last rates, (N, R).

    Args:
        job: the runs; the bias of the first phase lasts, and each run has its own noise.
        sigma: of the white noise that drives the coloured one.
    """
    jax = importlib.import_module("jax")
    jnp, wiring = jax.numpy, job.network.wiring
    steps = job.timeline.duration_ms
    weight, delay = (jnp.asarray(matrix, "float32") for matrix in _matrices(wiring))
    network = _part("").Network(
        dynamics=_dynamics()(
            bias=jnp.asarray(job.spans[0][0].bias[:, 0], "float32"),
            step=jnp.asarray(wiring.step, "float32"),
        ),
        coupling={"delayed": _part("coupling").DelayedLinearCoupling(incoming_states="rate")},
        graph=_part("graph").SparseDelayGraph(weight, delay),
        noise=_part("noise").AdditiveNoise(sigma=sigma, apply_to="noise"),
    )
    solve, config = _part("").prepare(
        network, _part("solvers").Euler(), t0=0.0, t1=float(steps), dt=1.0
    )

    def one(bias: Any, key: Any) -> Any:
        own = jax.tree.map(lambda leaf: leaf, config)
        own.dynamics.bias, own.noise.key = bias, key
        return solve(own).ys[-1, 0]

    biases = jnp.asarray(job.spans[0][0].bias.T, "float32")
    keys = jax.random.split(config.noise.key, job.runs)
    compiled = jax.jit(jax.vmap(one)).lower(biases, keys).compile()
    return lambda: np.asarray(jax.block_until_ready(compiled(biases, keys))).T


def _reference(job: Task) -> np.ndarray:
    """(N, R) last rates of the same equations without noise, in NumPy, in float64."""
    wiring, bias = job.network.wiring, job.spans[0][0].bias
    target = np.repeat(np.arange(len(wiring.rule)), np.diff(wiring.first))
    depth = int(wiring.delay.max()) + 1
    past = np.full((depth, *bias.shape), 0.1)
    for step in range(job.timeline.duration_ms):
        now, drive = past[(step - 1) % depth], bias.copy()
        sent = past[(step - wiring.delay) % depth, wiring.source]
        np.add.at(drive, target, wiring.weight[:, None] * sent)
        called = 0.5 + drive / np.sqrt(1.0 + 4.0 * drive * drive)
        past[step % depth] = now + wiring.step[:, None] * (called - now)
    return past[(job.timeline.duration_ms - 1) % depth]


def check() -> float:
    """Compare with the same equations in NumPy, without noise.

    Returns:
        The largest difference of a rate.

    Raises:
        DisagreementError: if it is greater than TOLERANCE.
    """
    job = task(CHECKED_RUNS, milliseconds=CHECKED_MS)
    off = float(np.abs(prepare(job, 0.0)() - _reference(job)).max())
    if not off <= TOLERANCE:
        raise DisagreementError(f"tvboptim is refused: its rates are off by {off:.1e}")
    return off
