"""Run one condition over its seeds: the request, the figures of every run, and their plot."""

import dataclasses
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.model.coefficients import commanded, task_channel
from motorloops.model.errors import InputError
from motorloops.model.measures import (
    MEASURES,
    measurable,
    measure_input,
    overflow_by_distance,
)
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params, levers
from motorloops.model.presets import Preset
from motorloops.model.simulate import Engine, Trajectory, simulate
from motorloops.model.timeline import Timeline, hold

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_CELLS = 2**28  # samples x (muscles + joints) of one run: two gigabytes

TOGETHER = 64  # runs for each core between two reports of progress
BLOCK_CELLS = 2**25  # samples x (muscles + joints) x runs at a time: a quarter of a gigabyte
RATE_SAMPLES = 200  # approximate number of samples in a mean rate
REST, HOLD = "rest", "hold"  # periods of the mean rates

Observer = Callable[[Trajectory], None]


@dataclass(frozen=True)
class RunRequest:
    """One condition, to be run once for each seed."""

    network: Network
    preset: Preset
    params: Params
    timeline: Timeline
    seeds: range
    engine: Engine


def unmeasured_line(timeline: Timeline, body: Body, names: Iterable[str]) -> str:
    """The measures that no run can have, in one line; empty if there are none."""
    listed = list(names)
    possible = measurable(timeline, body, listed)
    without = ", ".join(name for name in listed if name not in possible)
    run = f"{timeline.duration_ms / 1000:g} s of {timeline.name} with the body {body.name}"
    return f"{run} cannot give a value of {without}" if without else ""


def check_memory(network: Network, timeline: Timeline) -> None:
    """Check that one run fits into memory.

    Raises:
        InputError: for a run that is too long for its body.
    """
    width = len(network.body.muscles) + len(network.body.dofs)
    if timeline.duration_ms * width > MAX_CELLS:
        allowed = f"a run of this body can last at most {MAX_CELLS // width // 1000} s"
        raise InputError("seconds", timeline.duration_ms / 1000, allowed)


@dataclass(frozen=True, eq=False)
class RunOutcome:
    """The figures of R runs; NaN where a run has no value.

    Attributes:
        measures: (R,) by name of :data:`~motorloops.model.measures.MEASURES`.
        overflow_by_distance: (distances, R), MVC.
        mvc: (R,) agonist at full effort over the healthy network's with the same noise.
        rates: (populations, R) mean rates (Hz) in the task's channel, at rest and holding.
        diverged: (R,) whether the run diverged to values that are not finite.
    """

    measures: dict[str, np.ndarray]
    overflow_by_distance: np.ndarray
    mvc: np.ndarray
    rates: dict[str, np.ndarray]
    diverged: np.ndarray


def _simulate(*what: Any, **how: Any) -> Trajectory:
    """Simulate in a thread, so that Ctrl-C does not wait for compiled code to return."""
    done: Future[Trajectory] = Future()

    def work() -> None:
        try:
            done.set_result(simulate(*what, **how))
        except BaseException as error:  # raised in the waiting thread
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
    own = request.params
    healthy = Params().replace(effort=full, task=own.task, agonist=own.agonist)
    task = hold()
    timeline = dataclasses.replace(task, duration_ms=task.trying()[1])
    settings = (own.replace(effort=full), healthy)
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


def _observe(request: RunRequest, seeds: range, observers: Sequence[Observer]) -> RunOutcome:
    trajectory = _simulate(
        request.params, request.timeline, seeds, request.network, engine=request.engine
    )
    for observer in observers:
        observer(trajectory)
    # Divergence appears in the largest magnitude; a NaN propagates through the maximum.
    largest = np.abs(trajectory.activation).max(axis=(0, 1))
    finite = np.isfinite(largest + np.abs(trajectory.angle).max(axis=(0, 1)))
    # The figures of a diverged run become NaN below, so its warnings are suppressed.
    with np.errstate(all="ignore"):
        seen = measure_input(trajectory)
        measures = {name: entry.compute(seen) for name, entry in MEASURES.items()}
        by_distance, mvc = overflow_by_distance(seen), _mvc(request, seeds)
        rates = _rates(request, seeds)
    return RunOutcome(
        {name: np.where(finite, values, np.nan) for name, values in measures.items()},
        np.where(finite, by_distance, np.nan),
        np.where(finite, mvc, np.nan),
        {name: np.where(finite, values, np.nan) for name, values in rates.items()},
        ~finite,
    )


def _together(parts: Sequence[RunOutcome]) -> RunOutcome:
    def join(arrays: Iterable[np.ndarray]) -> np.ndarray:
        return np.concatenate(list(arrays), axis=-1)

    return RunOutcome(
        {name: join(part.measures[name] for part in parts) for name in MEASURES},
        join(part.overflow_by_distance for part in parts),
        join(part.mvc for part in parts),
        {name: join(part.rates[name] for part in parts) for name in (REST, HOLD)},
        join(part.diverged for part in parts),
    )


def run_request(
    request: RunRequest,
    observers: Sequence[Observer] = (),
    progress: Callable[[int], None] = lambda n: None,
) -> RunOutcome:
    """Run a request.

    Args:
        request: what to run.
        observers: called with the trajectory of each block of runs, in the order of the seeds.
        progress: called with the number of finished runs.

    Raises:
        InputError: for a muscle or joint that the body does not have.
    """
    parts: list[RunOutcome] = []
    done = 0
    for seeds in _blocks(request):
        parts.append(_observe(request, seeds, observers))
        done += len(seeds)
        progress(done)
    return _together(parts)


TRACED = 24  # most muscles drawn as traces; more are drawn as a map
POINTS = 2000  # most samples in a plot
DOTS_PER_INCH = 120
TASK, OTHERS = "#0072b2", "#d55e00"  # distinguishable for colour-blind readers
TIME, ACTIVATION = "time (s)", "activation (share of MVC)"


@dataclass(frozen=True, eq=False)
class Traces:
    """Activation of each muscle over some runs: (T, M) each, and the number of runs."""

    time_s: np.ndarray
    total: np.ndarray
    low: np.ndarray
    high: np.ndarray
    runs: int

    @classmethod
    def of(cls, trajectory: Trajectory) -> "Traces":
        """The traces of a trajectory, thinned to what a plot can show."""
        step = max(1, len(trajectory.time_ms) // POINTS)
        part = trajectory.activation[::step]
        time_s = trajectory.time_ms[::step] / 1000.0
        return cls(time_s, part.sum(axis=2), part.min(axis=2), part.max(axis=2), part.shape[2])

    def __add__(self, other: "Traces") -> "Traces":
        low, high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        return Traces(self.time_s, self.total + other.total, low, high, self.runs + other.runs)


class ActivationPlot:
    """A plot of muscle activation over all runs, gathered block by block."""

    def __init__(self) -> None:
        self._blocks: list[Traces] = []
        self._last: Trajectory | None = None

    def add(self, trajectory: Trajectory) -> None:
        """Add the runs of one block."""
        traces = Traces.of(trajectory)
        self._blocks = [self._blocks[0] + traces] if self._blocks else [traces]
        self._last = trajectory

    def write(self, path: Path, kind: str, title: str) -> None:
        """Draw the runs so far.

        Args:
            path: file to write.
            kind: ``"png"`` or ``"svg"``.
            title: heading of the plot.
        """
        from matplotlib.figure import Figure

        if self._last is None:
            raise RuntimeError("there is no run to plot")
        muscles = len(self._last.network.body.muscles)
        height = 5.0 if muscles > TRACED else 1.2 + 0.6 * muscles
        figure = Figure(figsize=(8.0, height), layout="constrained")
        figure.suptitle(title, fontsize="medium")
        draw = _map if muscles > TRACED else _traces
        draw(figure, self._blocks[0], self._last)
        # No date in the file, so that the same run gives the same file.
        metadata = {"Date": None} if kind == "svg" else {}
        figure.savefig(path, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)


def _shade_commands(axes: "Axes", trajectory: Trajectory) -> None:
    for phase, start, end in trajectory.timeline.spans():
        if phase.command > 0:
            axes.axvspan(start / 1000.0, end / 1000.0, color="0.9", zorder=0)


def _traces(figure: "Figure", traces: Traces, trajectory: Trajectory) -> None:
    body = trajectory.network.body
    wanted = commanded(trajectory.params[0], body)
    rows = figure.subplots(len(body.muscles), sharex=True, sharey=True)
    for channel, (axes, muscle) in enumerate(zip(rows, body.muscles, strict=True)):
        colour = TASK if channel in wanted else OTHERS
        _shade_commands(axes, trajectory)
        low, high = traces.low[:, channel], traces.high[:, channel]
        axes.fill_between(traces.time_s, low, high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(traces.time_s, traces.total[:, channel] / traces.runs, color=colour, lw=1)
        axes.spines[["top", "right"]].set_visible(False)
        name = f"{muscle.name} (wanted)" if channel in wanted else muscle.name
        axes.set_title(name, loc="left", fontsize="small", pad=1)
    rows[0].set_ylim(0.0, 1.0)
    rows[0].margins(x=0)
    rows[-1].set_xlabel(TIME)
    figure.supylabel(ACTIVATION, fontsize="small")


def _map(figure: "Figure", traces: Traces, trajectory: Trajectory) -> None:
    axes = figure.subplots()
    muscles = traces.total.shape[1]
    extent = (0.0, float(traces.time_s[-1]), muscles - 0.5, -0.5)
    image = axes.imshow(
        (traces.total / traces.runs).T, aspect="auto", extent=extent, vmin=0.0, vmax=1.0,
        interpolation="nearest",
    )  # fmt: skip
    figure.colorbar(image, label=ACTIVATION)
    for phase, start, end in trajectory.timeline.spans():
        if phase.command > 0:
            axes.axvline(start / 1000.0, color="w", ls=":")
            axes.axvline(end / 1000.0, color="w", ls=":")
    axes.set_xlabel(TIME)
    axes.set_ylabel("muscle, in the order of the body")
