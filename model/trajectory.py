"""Run a protocol on many settings and seeds, and hold what happened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from model.batch import Batch, lanes_of
from model.condition import Condition, make_condition
from model.errors import BadInput, choose
from model.network import Network, build_network
from model.params import Params
from model.protocol import Phase, Protocol
from model.state import resting_state
from model.tile import unpack

if TYPE_CHECKING:
    import pandas as pd

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


class Record(NamedTuple):
    """The samples of R runs: T samples, M muscles, D degrees of freedom, N nodes or none."""

    activation: np.ndarray  # (T, M, R)
    angle: np.ndarray  # (T, D, R) rad
    rate: np.ndarray  # (T, N, R) or (0, N, R)


@dataclass(frozen=True)
class Job:
    """What to run: one entry of ``params`` and of ``seeds`` a run."""

    network: Network
    protocol: Protocol
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    every_ms: int
    keep_rates: bool

    def part(self, runs: Sequence[int]) -> Job:
        """The job of some of the runs."""
        params, seeds = tuple(self.params[r] for r in runs), tuple(self.seeds[r] for r in runs)
        return replace(self, params=params, seeds=seeds)

    def empty_record(self) -> Record:
        """Room for the samples of all runs."""
        wiring, runs = self.network.wiring, len(self.seeds)
        samples = self.protocol.duration_ms // self.every_ms
        kept = samples if self.keep_rates else 0
        return Record(
            np.zeros((samples, len(wiring.motoneuron), runs)),
            np.zeros((samples, len(wiring.inertia), runs)),
            np.zeros((kept, len(wiring.rule), runs)),
        )


def changed(params: Sequence[Params], phases: Sequence[Phase]) -> tuple[Params, ...]:
    """The settings of all runs after the lever changes of some phases."""
    changes = {name: value for phase in phases for name, value in phase.levers.items()}
    return tuple(p.replace(**changes) for p in params) if changes else tuple(params)


def conditions(
    network: Network, protocol: Protocol, params: Sequence[Params]
) -> Iterator[tuple[Condition, int]]:
    """What the runs are like in each phase of a protocol, and for how many milliseconds."""
    seen, lesions = [], {}
    for phase, start, end in protocol.spans():
        seen.append(phase)
        lesions.update(phase.lesions)
        levers = changed(params, seen)
        yield make_condition(network, levers, phase.command, phase.stimuli, lesions), end - start


def run_compiled(job: Job) -> Record:
    """Run a job of at most one tile of runs in the compiled engine."""
    wiring = job.network.wiring
    batch = Batch(wiring, resting_state(wiring, np.array(job.seeds, np.uint64)))
    batch.keep_trace(job.protocol.duration_ms, job.every_ms, job.keep_rates)
    for condition, steps in conditions(job.network, job.protocol, job.params):
        batch.advance(condition, steps)
    record = job.empty_record()
    unpack(batch.trace, record)
    return record


def _run_tiles(job: Job, threads: int | None) -> Record:
    """Run a job tile by tile, runs with the same seed together: they share its noise."""
    order = sorted(range(len(job.seeds)), key=job.seeds.__getitem__)
    size = lanes_of(len(order), job.network.wiring, np.dtype("float64"))
    tiles = [job.part(order[k : k + size]) for k in range(0, len(order), size)]
    if len(tiles) == 1:
        records = [run_compiled(tiles[0])]
    else:
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            records = list(pool.map(run_compiled, tiles))
    place = np.argsort(order)
    return Record(
        *(np.concatenate(arrays, axis=2)[..., place] for arrays in zip(*records, strict=True))
    )


def _run_agents(job: Job) -> Record:
    from model.motor import run_agents  # Mesa is loaded only when agents are asked for

    records = [run_agents(job.part([r])) for r in range(len(job.seeds))]
    return Record(*(np.concatenate(arrays, axis=2) for arrays in zip(*records, strict=True)))


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
    record = _run_tiles(job, threads) if engine == "compiled" else _run_agents(job)
    samples = np.arange(1, protocol.duration_ms // every_ms + 1) * every_ms
    return Trajectory(job.network, protocol, job.params, job.seeds, samples, *record)
