"""A long hold with an intervention that starts and ends during it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import See, observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import ParadigmResult, healthy_like
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

BEGIN_MS = 300  # of the hold
WINDOW_MS = 1000
EVERY_MS = 4
MIN = 1e-3  # MVC: no relief is computed for less overflow
UNTREATED = "untreated"
NO_VARIANTS: Mapping[str, Params] = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """A hold with an intervention.

    Attributes:
        lever: turned fully on at ``on_ms`` and off at ``off_ms``.
        name: of the condition with the intervention.
        on_ms: start of the intervention.
        off_ms: its end.
        end_ms: end of the run and of the hold.
    """

    lever: str
    name: str
    on_ms: int
    off_ms: int
    end_ms: int

    def timeline(self, strength: float) -> Timeline:
        """The hold with the intervention at this strength, 0 for a sham."""
        return Timeline(
            self.name,
            self.end_ms,
            (
                Phase(0),
                Phase(BEGIN_MS, command=1.0),
                Phase(self.on_ms, command=1.0, levers={self.lever: strength}),
                Phase(self.off_ms, command=1.0, levers={self.lever: 0.0}),
            ),
        )

    @property
    def starts(self) -> range:
        """First moment (ms) of each reported window, the first one before the intervention."""
        return range(self.on_ms - WINDOW_MS, self.end_ms - WINDOW_MS + 1, WINDOW_MS)

    def see(self) -> See:
        """Return a function that reads the mean overflow outside the task joint in each window."""

        def overflow(trajectory: Trajectory) -> np.ndarray:
            outside = measure_input(trajectory).distance[:, 0] > 0
            time, runs = trajectory.time_ms, trajectory.activation.shape[2]
            if not outside.any():  # a body of one joint
                return np.full((len(self.starts), runs), np.nan)
            others = ordered_mean(trajectory.activation[:, outside], axis=1)
            inside = [(time > start) & (time <= start + WINDOW_MS) for start in self.starts]
            return np.stack([ordered_mean(others[window]) for window in inside])

        return overflow


def relief(untreated: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Share by which overflow is reduced; NaN where there was too little."""
    gone = np.full(untreated.shape, np.nan)
    np.divide(untreated - treated, untreated, out=gone, where=untreated > MIN)
    return gone


def add_course(
    result: ParadigmResult,
    course: Course,
    network: Network,
    base: Params,
    seeds: Sequence[int],
    variants: Mapping[str, Params] = NO_VARIANTS,
) -> None:
    """Add overflow over time in health, untreated and treated, and the relief by treatment.

    Args:
        result: table that receives the rows.
        course: the intervention.
        network: of all runs.
        base: levers of the condition.
        seeds: one run a condition and seed.
        variants: the condition with other levers, by name; they are also treated.
    """
    own = base.replace(**{course.lever: 0.0})
    settings = healthy_like(base), own
    sham, real = course.timeline(0.0), course.timeline(1.0)
    healthy, untreated = observe(network, settings, sham, seeds, course.see(), every_ms=EVERY_MS)
    treated, *varied = observe(
        network, (own, *variants.values()), real, seeds, course.see(), every_ms=EVERY_MS
    )
    along = f"s from the start of {course.name}"
    for k, start in enumerate(course.starts):
        at = (start + WINDOW_MS / 2 - course.on_ms) / 1000.0
        others = {name: figures[k] for name, figures in zip(variants, varied, strict=True)}
        values = {HEALTHY: healthy[k], **others, UNTREATED: untreated[k], course.name: treated[k]}
        result.add("overflow_over_time", "MVC", values, along, at)
        gone = {name: relief(untreated[k], figures) for name, figures in others.items()}
        gone[course.name] = relief(untreated[k], treated[k])
        result.add("relief_over_time", "share", gone, along, at)
