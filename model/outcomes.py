"""The measures of many runs, without their traces: what a sweep needs."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.batch import Batch, lanes_of
from model.condition import without
from model.errors import choose
from model.measures import MEASURES
from model.network import Network
from model.params import Params
from model.protocol import NOTHING, Protocol
from model.state import resting_state
from model.tile import FLOAT64, cast, tile_of
from model.trajectory import conditions
from model.view import View, roles, windows

Precision = Literal["float32", "float64"]
PRECISIONS: tuple[Precision, ...] = ("float32", "float64")


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of R runs.

    Attributes:
        measures: (R,) by name of :data:`~model.measures.MEASURES`; NaN where there is no value.
        diverged: (R,) whether the run left the finite numbers; its measures are NaN.
    """

    measures: dict[str, np.ndarray]
    diverged: np.ndarray


@dataclass(frozen=True)
class _Runs:
    """Runs of one protocol: one entry a run."""

    network: Network
    protocol: Protocol
    params: tuple[Params, ...]
    seeds: tuple[int, ...]
    lesions: tuple[Mapping[str, float], ...]
    dtype: np.dtype

    def part(self, first: int, size: int) -> "_Runs":
        own = slice(first, first + size)
        return _Runs(
            self.network, self.protocol, self.params[own], self.seeds[own], self.lesions[own],
            self.dtype,
        )  # fmt: skip


def _measured(runs: _Runs) -> Outcomes:
    """Run and measure one tile."""
    wiring, count = runs.network.wiring, len(runs.seeds)
    batch = Batch(wiring, resting_state(wiring, np.array(runs.seeds, np.uint64)), runs.dtype)
    duration = runs.protocol.duration_ms
    batch.keep_tally(duration, roles(runs.network, runs.params), windows(runs.protocol))
    for condition, steps in conditions(runs.network, runs.protocol, runs.params):
        batch.advance(without(condition, runs.network, runs.lesions), steps)
    # The lanes left over are measured too: so a run's figures depend on nothing beside it.
    settings = tile_of(runs.params, batch.lanes)
    times = np.arange(1, duration + 1)
    diverged = batch.diverged()
    with np.errstate(all="ignore"):  # what a diverged run yields is struck out
        tally = cast(batch.tally, FLOAT64)
        seen = View(runs.network, runs.protocol, settings, times, tally)
        measures = {
            name: np.where(diverged, np.nan, entry.compute(seen))[:count]
            for name, entry in MEASURES.items()
        }
    return Outcomes(measures, diverged[:count])


def outcomes(
    params: Sequence[Params],
    protocol: Protocol,
    seeds: Sequence[int],
    network: Network,
    *,
    precision: Precision = "float32",
    threads: int = 1,
    lesions: Sequence[Mapping[str, float]] = (),
) -> Outcomes:
    """Run each setting with its seed and measure it; no trace is kept.

    Args:
        params: the setting of each run.
        protocol: the timeline of all runs.
        seeds: the seed of each run. Runs with equal seeds that stand side by side share the
            work of drawing their noise.
        network: the network.
        precision: of the engine: float64 gives the figures of ``simulate``, float32 is faster.
        threads: tiles of runs worked on at a time.
        lesions: share of output removed by node key, one entry a run; () for none.

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """
    choose("precision", precision, PRECISIONS)
    dtype = np.dtype(precision)
    whole = _Runs(
        network, protocol, tuple(params), tuple(seeds),
        tuple(lesions) or (NOTHING,) * len(seeds), dtype,
    )  # fmt: skip
    size = lanes_of(len(seeds), network.wiring, dtype)
    tiles = [whole.part(first, size) for first in range(0, len(seeds), size)]
    if threads == 1 or len(tiles) == 1:
        parts = [_measured(tile) for tile in tiles]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(_measured, tiles))
    return Outcomes(
        {name: np.concatenate([part.measures[name] for part in parts]) for name in MEASURES},
        np.concatenate([part.diverged for part in parts]),
    )
