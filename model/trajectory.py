"""Run a protocol on many settings and seeds, and hold what happened."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from model.condition import make_condition
from model.engine import Record, advance
from model.errors import BadInput, choose
from model.network import Network, build_network
from model.params import Params
from model.protocol import Phase, Protocol
from model.state import resting_state

if TYPE_CHECKING:
    import pandas as pd

LANES = 64  # runs a block: long enough for SIMD loops, small enough for the cache
SEED_LIMIT = 2**64
Engine = Literal["compiled", "agents"]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What R runs of one protocol did, sampled every ``every_ms``.

    Attributes:
        time_ms: (T,) time of each sample.
        activation: (T, M, R) muscle activation, 0..1.
        angle: (T, D, R) joint angles, rad.
        rate: (T, N, R) rates as shares of the maximal rate, or (0, N, R) if not kept.
        params: the setting of each run.
        seeds: the seed of each run.
    """

    network: Network
    protocol: Protocol
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    time_ms: np.ndarray
    activation: np.ndarray
    angle: np.ndarray
    rate: np.ndarray

    def frame(self, run: int = 0) -> pd.DataFrame:
        """One run as a table: a row a sample, a column a muscle, joint or kept node."""
        import pandas as pd  # kept out of compiled workers

        body = self.network.body
        columns: dict[str, np.ndarray] = {"time_ms": self.time_ms}
        for m, muscle in enumerate(body.muscles):
            columns[f"muscle/{muscle.key}"] = self.activation[:, m, run]
        for d, dof in enumerate(body.dofs):
            columns[f"joint/{dof.key}"] = self.angle[:, d, run]
        if len(self.rate):
            for n, key in enumerate(self.network.node_keys):
                columns[key] = self.rate[:, n, run]
        return pd.DataFrame(columns)


@dataclass(frozen=True)
class Job:
    """What to run: one entry of ``params`` and of ``seeds`` a run."""

    network: Network
    protocol: Protocol
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    every_ms: int
    keep_rates: bool

    def part(self, runs: slice) -> Job:
        """The job of some of the runs."""
        return Job(
            self.network, self.protocol, self.params[runs], self.seeds[runs],
            self.every_ms, self.keep_rates,
        )  # fmt: skip

    def empty_record(self) -> Record:
        """Room for the samples of all runs."""
        wiring, runs = self.network.wiring, len(self.seeds)
        samples = self.protocol.duration_ms // self.every_ms
        kept = samples if self.keep_rates else 0
        return Record(
            self.every_ms,
            np.zeros((samples, len(wiring.motoneuron), runs)),
            np.zeros((samples, len(wiring.inertia), runs)),
            np.zeros((kept, len(wiring.rule), runs)),
        )


def changed(params: Sequence[Params], phases: Sequence[Phase]) -> tuple[Params, ...]:
    """The settings of all runs after the lever changes of some phases."""
    changes = {name: value for phase in phases for name, value in phase.levers.items()}
    return tuple(p.replace(**changes) for p in params) if changes else tuple(params)


def run_compiled(job: Job) -> Record:
    """Run one block of a job in the compiled engine."""
    state = resting_state(job.network.wiring, np.array(job.seeds, np.uint64))
    record, seen, lesions = job.empty_record(), [], {}
    for phase, start, end in job.protocol.spans():
        seen.append(phase)
        lesions.update(phase.lesions)
        condition = make_condition(
            job.network, changed(job.params, seen), phase.command, phase.stimuli, lesions
        )
        advance(job.network.wiring, condition, state, start, end - start, record)
    return record


def _run_blocks(job: Job, threads: int | None) -> list[Record]:
    blocks = [job.part(slice(k, k + LANES)) for k in range(0, len(job.seeds), LANES)]
    if len(blocks) == 1:
        return [run_compiled(job)]
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return list(pool.map(run_compiled, blocks))


def _run_agents(job: Job) -> list[Record]:
    from model.motor import run_agents  # Mesa is loaded only when agents are asked for

    return [run_agents(job.part(slice(k, k + 1))) for k in range(len(job.seeds))]


def check_seed(seed: object) -> int:
    """Return a seed as an int, or raise BadInput."""
    if (
        isinstance(seed, bool)
        or not isinstance(seed, int | np.integer)
        or not 0 <= seed < SEED_LIMIT
    ):
        raise BadInput("seed", seed, "give a whole number from 0 to 2^64 - 1")
    return int(seed)


def simulate(
    params: Params | Sequence[Params],
    protocol: Protocol,
    seeds: Sequence[int],
    body: str | Network = "arm",
    *,
    engine: Engine = "compiled",
    every_ms: int = 1,
    keep_rates: bool = False,
    threads: int | None = None,
) -> Trajectory:
    """Run a protocol for every setting with every seed.

    Args:
        params: one setting or several; runs are ordered by setting, then by seed. Settings
            with the same seed share their noise (common random numbers).
        protocol: the timeline.
        seeds: whole numbers from 0 to 2^64 - 1.
        body: name of a body, or a network.
        engine: ``"compiled"`` or ``"agents"``: the same figures, bit for bit.
        every_ms: sampling interval.
        keep_rates: whether to keep the rates of all nodes.
        threads: number of threads; all cores if None.

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """
    settings = (params,) if isinstance(params, Params) else tuple(params)
    checked = tuple(check_seed(seed) for seed in seeds)
    choose("engine", engine, ("compiled", "agents"))
    if every_ms < 1:
        raise BadInput("every_ms", every_ms, "give a whole number from 1 up")
    if not settings or not checked:
        raise BadInput("seeds", list(seeds), "give at least one setting and one seed")
    job = Job(
        network=body if isinstance(body, Network) else build_network(body),
        protocol=protocol,
        params=tuple(p for p in settings for _ in checked),
        seeds=checked * len(settings),
        every_ms=every_ms,
        keep_rates=keep_rates,
    )
    records = _run_blocks(job, threads) if engine == "compiled" else _run_agents(job)
    samples = np.arange(1, protocol.duration_ms // every_ms + 1) * every_ms
    whole = [np.concatenate([getattr(r, name) for r in records], axis=2)
             for name in ("activation", "angle", "rate")]  # fmt: skip
    return Trajectory(job.network, protocol, job.params, job.seeds, samples, *whole)
