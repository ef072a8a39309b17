"""A picture of what the muscles did."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from motorloops.model.coefficients import task_channel
from motorloops.model.simulate import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLOT_SUFFIXES = (".png", ".svg")
TRACED = 24  # muscles that fit as traces; more become a map
POINTS = 2000  # moments that a picture can show
DOTS_PER_INCH = 120
TASK, OTHERS = "#0072b2", "#d55e00"  # told apart by colour-blind readers too
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
        """The traces of a trajectory, thinned to what a picture can show."""
        step = max(1, len(trajectory.time_ms) // POINTS)
        part = trajectory.activation[::step]
        time_s = trajectory.time_ms[::step] / 1000.0
        return cls(time_s, part.sum(axis=2), part.min(axis=2), part.max(axis=2), part.shape[2])

    def __add__(self, other: "Traces") -> "Traces":
        low, high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        return Traces(self.time_s, self.total + other.total, low, high, self.runs + other.runs)


class Plot:
    """A picture of the muscles over all runs, gathered block by block."""

    def __init__(self) -> None:
        self._parts: list[Traces] = []
        self._last: Trajectory | None = None

    def add(self, trajectory: Trajectory) -> None:
        """Take in the runs of one block."""
        traces = Traces.of(trajectory)
        self._parts = [self._parts[0] + traces] if self._parts else [traces]
        self._last = trajectory

    def write(self, path: Path, kind: str, title: str) -> None:
        """Draw the runs so far.

        Args:
            path: file to write.
            kind: ``"png"`` or ``"svg"``.
            title: heading of the picture.
        """
        from matplotlib.figure import Figure

        if self._last is None:
            raise RuntimeError("there is no run to draw")
        muscles = len(self._last.network.body.muscles)
        height = 5.0 if muscles > TRACED else 1.2 + 0.6 * muscles
        figure = Figure(figsize=(8.0, height), layout="constrained")
        figure.suptitle(title, fontsize="medium")
        draw = _map if muscles > TRACED else _traces
        draw(figure, self._parts[0], self._last)
        # No date in the file: the same run draws the same picture.
        metadata = {"Date": None} if kind == "svg" else {}
        figure.savefig(path, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)


def _shade_commands(axes: "Axes", trajectory: Trajectory) -> None:
    for phase, start, end in trajectory.timeline.spans():
        if phase.command > 0:
            axes.axvspan(start / 1000.0, end / 1000.0, color="0.9", zorder=0)


def _traces(figure: "Figure", traces: Traces, trajectory: Trajectory) -> None:
    body = trajectory.network.body
    wanted = task_channel(trajectory.params[0], body)
    rows = figure.subplots(len(body.muscles), sharex=True, sharey=True)
    for channel, (axes, muscle) in enumerate(zip(rows, body.muscles, strict=True)):
        colour = TASK if channel == wanted else OTHERS
        _shade_commands(axes, trajectory)
        low, high = traces.low[:, channel], traces.high[:, channel]
        axes.fill_between(traces.time_s, low, high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(traces.time_s, traces.total[:, channel] / traces.runs, color=colour, lw=1)
        axes.spines[["top", "right"]].set_visible(False)
        name = f"{muscle.name} (wanted)" if channel == wanted else muscle.name
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
