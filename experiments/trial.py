"""Run one condition over its seeds, and hold the figures of every run."""

import dataclasses
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np

from motorloops.experiments.inputs import RunRequest
from motorloops.model.coefficients import task_channel
from motorloops.model.measures import MEASURES, measure_input, overflow_by_distance
from motorloops.model.params import Params, levers
from motorloops.model.simulate import Trajectory, simulate
from motorloops.model.timeline import hold

TOGETHER = 64  # runs for each core before anything is told
BLOCK_CELLS = 2**25  # samples x (muscles + joints) x runs at a time: a quarter of a gigabyte
RATE_SAMPLES = 200  # about so many moments make a mean rate
REST, HOLD = "rest", "hold"  # moments at which mean rates are told

Watch = Callable[[Trajectory], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """The figures of R runs; NaN where a run has no value.

    Attributes:
        measures: (R,) by name of :data:`~motorloops.model.measures.MEASURES`.
        overflow_by_distance: (distances, R), MVC.
        mvc: (R,) agonist at full effort over the healthy network's with the same noise.
        rates: (populations, R) mean rates (Hz) in the task's channel, at rest and holding.
        diverged: (R,) whether the run left the finite numbers.
    """

    measures: dict[str, np.ndarray]
    overflow_by_distance: np.ndarray
    mvc: np.ndarray
    rates: dict[str, np.ndarray]
    diverged: np.ndarray


def _simulate(*what: Any, **how: Any) -> Trajectory:
    """Simulate in a thread, so that Ctrl-C need not wait for compiled code to come back."""
    done: Future[Trajectory] = Future()

    def work() -> None:
        try:
            done.set_result(simulate(*what, **how))
        except BaseException as error:  # handed on to whoever waits
            done.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return done.result()


def _blocks(request: RunRequest) -> Iterator[range]:
    """Split the seeds into blocks that fit into memory and report often enough."""
    body = request.network.body
    cells = request.timeline.duration_ms * (len(body.muscles) + len(body.dofs))
    together = 1 if request.engine == "agents" else TOGETHER * (os.cpu_count() or 1)
    size = max(1, min(together, BLOCK_CELLS // cells))
    for first in range(0, len(request.seeds), size):
        yield request.seeds[first : first + size]


def _mvc(request: RunRequest, seeds: range) -> np.ndarray:
    """(R,) steady agonist at full effort, as a share of the healthy network's."""
    full = levers()["effort"].high
    healthy = Params().replace(effort=full, agonist=request.params.agonist)
    task = hold()
    timeline = dataclasses.replace(task, duration_ms=task.trying()[1])
    settings = (request.params.replace(effort=full), healthy)
    trajectory = _simulate(settings, timeline, seeds, request.network)
    here, there = np.split(MEASURES["agonist_activation"].compute(measure_input(trajectory)), 2)
    return np.divide(here, there, out=np.full_like(here, np.nan), where=there > 0)


def _rates(request: RunRequest, seeds: range) -> dict[str, np.ndarray]:
    """(populations, R) mean rates (Hz) in the task's channel, before and during the command."""
    on, off = request.timeline.trying()
    timeline = dataclasses.replace(request.timeline, duration_ms=off)
    every_ms = max(1, off // RATE_SAMPLES)
    network = request.network
    trajectory = _simulate(
        request.params, timeline, seeds, network, every_ms=every_ms, keep_rates=True
    )
    channel = task_channel(request.params, network.body)
    nodes = [network.nodes_of(p.key).start + channel for p in network.populations]
    highest = np.array([p.max_hz for p in network.populations])
    hertz = trajectory.rate[:, nodes] * highest[:, None]
    moments = {REST: hertz[trajectory.time_ms <= on], HOLD: hertz[measure_input(trajectory).steady]}
    return {
        name: part.mean(axis=0) if len(part) else np.full(part.shape[1:], np.nan)
        for name, part in moments.items()
    }


def _observe(request: RunRequest, seeds: range, watches: Sequence[Watch]) -> Outcome:
    trajectory = _simulate(
        request.params, request.timeline, seeds, request.network, engine=request.engine
    )
    for watch in watches:
        watch(trajectory)
    # What grows without bound shows in the largest size; a NaN hides every other value.
    largest = np.abs(trajectory.activation).max(axis=(0, 1))
    finite = np.isfinite(largest + np.abs(trajectory.angle).max(axis=(0, 1)))
    # What a diverged run yields is struck out below; its arithmetic need not warn.
    with np.errstate(all="ignore"):
        seen = measure_input(trajectory)
        measures = {name: entry.compute(seen) for name, entry in MEASURES.items()}
        by_distance, mvc = overflow_by_distance(seen), _mvc(request, seeds)
        rates = _rates(request, seeds)
    return Outcome(
        {name: np.where(finite, values, np.nan) for name, values in measures.items()},
        np.where(finite, by_distance, np.nan),
        np.where(finite, mvc, np.nan),
        {name: np.where(finite, values, np.nan) for name, values in rates.items()},
        ~finite,
    )


def _together(parts: Sequence[Outcome]) -> Outcome:
    def join(arrays: Iterable[np.ndarray]) -> np.ndarray:
        return np.concatenate(list(arrays), axis=-1)

    return Outcome(
        {name: join(part.measures[name] for part in parts) for name in MEASURES},
        join(part.overflow_by_distance for part in parts),
        join(part.mvc for part in parts),
        {name: join(part.rates[name] for part in parts) for name in (REST, HOLD)},
        join(part.diverged for part in parts),
    )


def carry_out(
    request: RunRequest,
    watches: Sequence[Watch] = (),
    progress: Callable[[int], None] = lambda n: None,
) -> Outcome:
    """Run a request.

    Args:
        request: what to run.
        watches: called with the trajectory of each block of runs, in the order of the seeds.
        progress: called with the number of runs that are done.

    Raises:
        BadInput: for a muscle or joint that the body does not have.
    """
    parts: list[Outcome] = []
    done = 0
    for seeds in _blocks(request):
        parts.append(_observe(request, seeds, watches))
        done += len(seeds)
        progress(done)
    return _together(parts)
