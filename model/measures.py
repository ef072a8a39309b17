"""The measures: one number for each run, with its unit, meaning and source.

:data:`MEASURES` is the table of all measures; :func:`measure` computes them from a
:class:`~motorloops.model.trajectory.Trajectory`. Each measure reads a :class:`MeasureInput`: the
accumulators of the runs, with the task's muscles, distances and time windows. To add a measure,
write a function of a :class:`MeasureInput` and add a row to :data:`MEASURES`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import numpy as np

from motorloops.model.arguments import checked, of
from motorloops.model.coefficients import (
    columns_by,
    commanded,
    injected_channel,
    opponents,
    task_channel,
    task_distance,
)
from motorloops.model.engine._accumulators import (
    NEVER,
    Accumulators,
    Roles,
    Windows,
    empty_accumulators,
)
from motorloops.model.engine._arrays import FLOAT64, Trace, cast, pack
from motorloops.model.engine._kernel import ACCUMULATOR_LANES, Sizes, accumulate_trace
from motorloops.model.errors import InputError
from motorloops.model.measuring import (
    Figures,
    Seen,
    Turns,
    compiled_function,
    empty_figures,
    keep_pull,
    set_figures,
    set_late_turn,
    set_unasked_turn,
)
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import Timeline, params_after, steady_from
from motorloops.model.trajectory import Trajectory

if TYPE_CHECKING:
    import pandas as pd

LATEST_MS = 60_000  # by which every measure of every predefined timeline can have a value
_TASK = ("task", "agonist")  # the levers that say which muscles are wanted


def windows(timeline: Timeline) -> Windows:
    """The time windows of a timeline: command, steady part of the command, end."""
    on, off = timeline.trying()
    return Windows(on, steady_from(on, off), off)


def roles(network: Network, params: Sequence[Params]) -> Roles:
    """The wanted muscle of each run, and the muscles that oppose it and the task does not use."""
    body = network.body

    def wanted(levers: Params) -> np.ndarray:
        return np.arange(len(body.muscles)) == task_channel(levers, body)

    def opposing(levers: Params) -> np.ndarray:
        shares = np.zeros(len(body.muscles))
        for channel, share in opponents(levers, body):
            shares[channel] = share
        return shares

    return Roles(
        columns_by(params, _TASK, wanted).astype(float), columns_by(params, _TASK, opposing)
    )


def total(values: np.ndarray) -> np.ndarray:
    """Sum over the first axis, in order, so that each column's sum depends on it alone."""
    if not len(values):
        return np.zeros(values.shape[1:])
    if values.flags.c_contiguous and values[0].size > 1:
        return np.add.reduce(values, axis=0)  # row by row; a single column would go pairwise
    return np.cumsum(values, axis=0)[-1]


@dataclass(frozen=True, eq=False)
class MeasureInput:
    """Input from which the measures of R runs of one timeline are computed.

    Attributes:
        network: the network of all runs, with M muscles and D degrees of freedom.
        timeline: the timeline of all runs.
        params: (R,) levers and constants of each run.
        time_ms: (T,) time of each sample.
        kept: sums over the samples of each run, in the precision of the engine; a measure
            mostly reads :attr:`accumulators`.

    Examples:
        >>> view = measure_input(simulate(Params(), hold(0.5), [1], "chain:3"))
        >>> view.distance[:, 0].tolist()  # joints from each muscle to the task
        [1, 1, 0, 0, 1, 1]
    """

    network: Network
    timeline: Timeline
    params: tuple[Params, ...]
    time_ms: np.ndarray
    kept: Accumulators

    @cached_property
    def accumulators(self) -> Accumulators:
        """The sums over the samples of each run, float64."""
        return cast(self.kept, FLOAT64)

    @cached_property
    def agonist(self) -> np.ndarray:
        """(R,) channel of the wanted muscle."""
        return columns_by(
            self.params, _TASK, lambda params: np.array([task_channel(params, self.network.body)])
        )[0]

    @cached_property
    def wanted(self) -> np.ndarray:
        """(M, R) which muscles are commanded: the wanted one, or all those of the task."""
        return columns_by(self.params, _TASK, self._wanted)

    @cached_property
    def distance(self) -> np.ndarray:
        """(M, R) graph distance of each muscle's joint from the nearest joint of the task."""
        return columns_by(
            self.params, _TASK, lambda params: task_distance(params, self.network.body)
        )

    def _wanted(self, params: Params) -> np.ndarray:
        muscles = np.arange(len(self.network.body.muscles))
        return np.isin(muscles, list(commanded(params, self.network.body)))

    @cached_property
    def figures(self) -> Figures:
        """The measures that :mod:`motorloops.model.measuring` computes, by name, (R,) each."""
        body, runs = self.network.body, len(self.params)
        joints = np.array([body.joint_index(dof.joint) for dof in body.dofs])
        seen = Seen(
            self.agonist, self.wanted.astype(np.int64), self.distance, body.joint_of, joints
        )
        trace = np.ascontiguousarray(self.kept.trace)  # large, so it is not converted
        sums = cast(self.kept._replace(trace=trace[:0]), FLOAT64)
        sums = Accumulators(*map(np.ascontiguousarray, sums))._replace(trace=trace)
        found, times = empty_figures(len(body.dofs), runs), self.time_ms.astype(np.int64)
        compiled_function(set_figures)(sums, seen, self.windows, times, len(times), found)
        return found

    @cached_property
    def windows(self) -> Windows:
        """The time windows of the timeline."""
        return windows(self.timeline)

    @cached_property
    def steady(self) -> slice:
        """Samples of the steady part of the command."""
        return self._samples(self.windows.steady, self.windows.off)

    def _samples(self, start_ms: float, end_ms: float) -> slice:
        first, last = np.searchsorted(self.time_ms, [start_ms, end_ms], side="right")
        return slice(int(first), int(last))

    def steady_mean(self, sums: np.ndarray) -> np.ndarray:
        """A sum over the steady samples, divided by their number; NaN if there is none."""
        count = self.steady.stop - self.steady.start
        return sums / count if count else np.full(sums.shape, np.nan)

    @cached_property
    def level(self) -> np.ndarray:
        """(M, R) mean activation in the steady part."""
        return self.steady_mean(self.accumulators.level)

    @cached_property
    def onset_ms(self) -> np.ndarray:
        """(M, R) time from the command to each muscle's first activity; NaN if none."""
        onset = self.accumulators.onset
        return np.where(onset == NEVER, np.nan, onset - self.windows.on)

    @cached_property
    def around(self) -> list[np.ndarray]:
        """(M, R) for each distance from the task's joints: the muscles there but the wanted."""
        masks = []
        for distance in range(int(self.distance.max()) + 1):
            masks.append((self.distance == distance) & ~self.wanted)
        return masks


@checked(trajectory=of(Trajectory))
def measure_input(trajectory: Trajectory) -> MeasureInput:
    """Accumulate the input of the measures over the samples of a trajectory.

    Args:
        trajectory: R runs, sampled at any interval.

    Returns:
        The input of the measures, with float64 accumulators.

    Raises:
        InputError: for an argument of another kind, or levers that name no muscle of the network.

    Examples:
        >>> view = measure_input(simulate(Params(), hold(2.3), [1, 2], "chain:2", every_ms=10))
        >>> view.level.shape, view.windows.on, view.windows.off  # (muscles, runs); ms
        ((4, 2), 300, 1300)
    """
    time, params = trajectory.time_ms, trajectory.params
    samples, muscles, runs = trajectory.activation.shape
    dofs = trajectory.angle.shape[1]
    own = roles(trajectory.network, params)
    whole = empty_accumulators((muscles, dofs, samples), runs, FLOAT64)
    sizes = Sizes(0, muscles, dofs, 0, 0)
    limits = windows(trajectory.timeline)
    for first in range(0, runs, ACCUMULATOR_LANES):
        part = slice(first, first + ACCUMULATOR_LANES)
        samples_of_part = Trace(
            trajectory.activation[..., part], trajectory.angle[..., part], np.zeros((0, 1))
        )
        batch = empty_accumulators((muscles, dofs, samples), ACCUMULATOR_LANES, FLOAT64)
        accumulate_trace()(
            pack(samples_of_part, ACCUMULATOR_LANES, FLOAT64), batch,
            pack(Roles(*(a[:, part] for a in own)), ACCUMULATOR_LANES, FLOAT64),
            time.astype(np.int64), len(time), limits, sizes,
        )  # fmt: skip
        for rows, array in zip(batch, whole, strict=True):
            array[:, part] = rows[:, : array[:, part].shape[1]]
    return MeasureInput(trajectory.network, trajectory.timeline, params, time, whole)


LOW_HZ, HIGH_HZ = 3.0, 12.0
PI = Decimal("3.14159265358979323846264338327950288419716939937510582")
_TINY = 1e-12


def _masked_mean(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    count = mask.sum(axis=0)
    return np.where(count > 0, total(np.where(mask, values, 0.0)) / np.maximum(count, 1), np.nan)


@lru_cache(maxsize=64)
def hann(samples: int) -> np.ndarray:
    """Hann window, 2 samples or more, correctly rounded, so the same on every processor."""
    with localcontext(prec=50):
        angle = 2 * PI / (samples - 1)
        term = step = Decimal(1)
        for k in range(1, 90, 2):  # the series of the cosine
            term *= -angle * angle / (k * (k + 1))
            step += term
        before, now, window = step, Decimal(1), []
        for _ in range(samples):
            window.append(float((1 - now) / 2))
            before, now = now, 2 * step * now - before
    return np.array(window)


def _low_frequency_power(view: MeasureInput) -> np.ndarray:
    """Share of the agonist's fluctuation in the steady part at 3-12 Hz."""
    wave = view.kept.trace[view.steady].astype(FLOAT64)
    if len(wave) < 2:
        return np.full(len(view.agonist), np.nan)
    wave -= total(wave) / len(wave)
    wave *= hann(len(wave))[:, None]
    parts = np.fft.rfft(wave, axis=0).view(FLOAT64)  # real and imaginary in turn
    parts *= parts
    power = parts[:, ::2] + parts[:, 1::2]
    hertz = np.fft.rfftfreq(len(wave), float(view.time_ms[0]) / 1000.0)
    band = (hertz >= LOW_HZ) & (hertz <= HIGH_HZ)
    return total(power[band]) / np.maximum(total(power[1:]), _TINY)


@dataclass(frozen=True)
class Measure:
    """A measure of a run.

    Attributes:
        unit: of its values; ``"1"`` or ``"share"`` for ratios, ``"MVC"`` for shares of maximal
            voluntary contraction.
        meaning: the definition in words.
        compute: (R,) values from a :class:`MeasureInput`; NaN where a run has no value.
        source: key of the reference that defines it, or ``"assumption"``.
        window: the part of a run that it is measured in: the whole of it, the command, its steady
            part, or the time after it.
        samples: least number of milliseconds of that part.
        joints: least number of joints of a body in which it can have a value.

    Examples:
        >>> mean = Measure("MVC", "Mean of all muscles", lambda view: view.level.mean(axis=0))
        >>> mean.compute(measure_input(simulate(Params(), hold(1.0), [1, 2, 3], "chain:1"))).shape
        (3,)
    """

    unit: str
    meaning: str
    compute: Callable[[MeasureInput], np.ndarray]
    source: str = "assumption"
    window: Literal["run", "command", "steady", "after"] = "run"
    samples: int = 1
    joints: int = 1


MEASURES: dict[str, Measure] = {
    "co_contraction_index": Measure(
        "1",
        "Common activity of agonist and antagonist over their total",
        attrgetter("figures.co_contraction_index"),
        "falconer1985",
        "steady",
    ),
    "co_contraction_level": Measure(
        "1",
        "Co-contraction weighted by how much both are active",
        attrgetter("figures.co_contraction_level"),
        "rudolph2000",
        "steady",
    ),
    "agonist_activation": Measure(
        "MVC",
        "Steady activity of the wanted muscle",
        attrgetter("figures.agonist_activation"),
        window="steady",
    ),
    "overflow": Measure(
        "MVC",
        "Mean activity of the muscles outside the task joint",
        attrgetter("figures.overflow"),
        window="steady",
        joints=2,
    ),
    "largest_overflow": Measure(
        "MVC",
        "Activity of the most active muscle outside the task joint",
        attrgetter("figures.largest_overflow"),
        window="steady",
        joints=2,
    ),
    "muscles_recruited": Measure(
        "muscles",
        "Muscles besides the wanted above 5 % of MVC",
        attrgetter("figures.muscles_recruited"),
        window="steady",
    ),
    "spread_latency": Measure(
        "ms",
        "From the command to the first muscle outside the task joint",
        attrgetter("figures.spread_latency"),
        window="command",
        joints=2,
    ),
    "spread_speed": Measure(
        "joints/s",
        "How fast activity reaches farther joints",
        attrgetter("figures.spread_speed"),
        window="command",
        joints=3,
    ),
    "posture_error": Measure(
        "deg",
        "Mean turn of the joints outside the task",
        attrgetter("figures.posture_error"),
        window="steady",
        joints=2,
    ),
    "twist": Measure(
        "deg",
        "Largest turn of a joint outside the task",
        attrgetter("figures.twist"),
        window="steady",
        joints=2,
    ),
    "after_contraction": Measure(
        "s",
        "How long any muscle stays above 5 % of MVC once the command ends",
        attrgetter("figures.after_contraction"),
        window="after",
    ),
    "burst_duration": Measure(
        "ms",
        "First stretch of the agonist above half of its peak",
        attrgetter("figures.burst_duration"),
    ),
    "low_frequency_power": Measure(
        "share",
        "Share of the agonist's fluctuation at 3-12 Hz",
        _low_frequency_power,
        window="steady",
        samples=2,
    ),
}


def measurable(timeline: Timeline, body: Body, names: Iterable[str] = tuple(MEASURES)) -> list[str]:
    """Those of some measures that can have a value in a run of a timeline and a body."""
    seen, end = windows(timeline), timeline.duration_ms
    length = {
        "run": end, "command": seen.off - seen.on, "steady": seen.off - seen.steady,
        "after": end - seen.off,
    }  # fmt: skip
    return [
        name
        for name in names
        for measure in [MEASURES[name]]
        if length[measure.window] >= measure.samples and len(body.joints) >= measure.joints
    ]


def least_seconds(make: Callable[[float], Timeline], body: Body, names: Sequence[str]) -> float:
    """Least duration of a timeline with a command in which one of some measures has a value."""

    def long_enough(ms: int) -> bool:
        timeline = make(ms / 1000)
        began = timeline.trying()[0] < timeline.duration_ms
        return began and bool(measurable(timeline, body, names))

    return (1 + bisect_left(range(1, LATEST_MS), True, key=long_enough)) / 1000


def check_measurable(
    make: Callable[[float], Timeline],
    seconds: float,
    body: Body,
    names: Sequence[str] = tuple(MEASURES),
) -> Timeline:
    """Make a timeline, in whose runs some measure can have a value.

    Args:
        make: one of :data:`~motorloops.model.timeline.TIMELINES`.
        seconds: duration of the run.
        body: of the runs.
        names: of the measures.

    Returns:
        The timeline.

    Raises:
        InputError: for a run that ends before its command begins, or too early for each of the
            measures, with the least duration; for measures that all need a command where the
            timeline gives none, or more joints than the body has.
    """
    timeline = make(seconds)
    if not any(len(body.joints) >= MEASURES[name].joints for name in names):
        allowed = f"they need more joints than the body {body.name} has ({len(body.joints)})"
        raise InputError("measures", list(names), allowed)
    starts = [phase.at_ms for phase in timeline.phases if phase.command > 0.0]
    if not starts:
        if not measurable(timeline, body, names):
            allowed = f"the timeline {timeline.name} gives no command, which they are measured by"
            raise InputError("measures", list(names), allowed)
        return timeline

    if timeline.duration_ms <= starts[0] or not measurable(timeline, body, names):
        least, begins = least_seconds(make, body, names), starts[0] / 1000
        (first, *_) = measurable(make(least), body, names)
        allowed = (
            f"give at least {least:g}, from where {first} can have a value; "
            f"the command of {timeline.name} begins at {begins:g} s"
        )
        raise InputError("seconds", seconds, allowed)
    return timeline


@checked(view=of(MeasureInput))
def overflow_by_distance(view: MeasureInput) -> np.ndarray:
    """Mean steady activity of the muscles at each distance from the task joint.

    Args:
        view: of R runs, from :func:`measure_input`.

    Returns:
        (distances, R) activity (share of MVC). Row d averages the muscles of the joints that
        are d joints away from the nearest joint of the task; row 0 the muscles there but those
        that are wanted.
        NaN where no muscle is at that distance.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> view = measure_input(simulate(Params(loss_cortex=0.8), hold(0.8), [1, 2], "chain:5"))
        >>> overflow_by_distance(view).shape  # distances 0, 1 and 2 of two runs
        (3, 2)
    """
    return np.stack([_masked_mean(view.level, there) for there in view.around])


@checked(trajectory=of(Trajectory))
def after_toxin(trajectory: Trajectory) -> Trajectory:
    """How hard each muscle pulls after botulinum toxin, instead of the drive to it.

    Args:
        trajectory: R runs.

    Returns:
        The same runs, whose activation is multiplied by the share of each muscle's fibres that
        works at the moment of the sample; measures of it are measures of the pull.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> from motorloops.model.measures import after_toxin
        >>> run = simulate(Params(toxin=1.0, toxin_muscle="triceps"), hold(0.5), [1])
        >>> after_toxin(run).activation[:, run.network.body.channel("triceps")].max().item()
        0.0
    """
    samples, muscles, runs = trajectory.activation.shape
    rows = np.array(trajectory.activation, np.float64).reshape(samples * muscles, runs)
    body, seen, time = trajectory.network.body, [], trajectory.time_ms
    for phase, start, end in trajectory.timeline.spans():
        seen.append(phase)
        params = params_after(trajectory.params, seen)
        first, last = np.searchsorted(time, [start, end], side="right")
        compiled_function(keep_pull)(
            rows, muscles, int(first), int(last),
            np.array([injected_channel(one, body) for one in params]),
            np.array([float(one.toxin) for one in params]),
        )  # fmt: skip
    return replace(trajectory, activation=rows.reshape(samples, muscles, runs))


@checked(trajectory=of(Trajectory))
def late_turn(trajectory: Trajectory) -> np.ndarray:
    """Mean angle of each degree of freedom long after the command.

    Args:
        trajectory: R runs.

    Returns:
        (D, R) degrees, over the samples more than
        :data:`~motorloops.model.measuring.LATE_MS` after the command; NaN if there is none.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> from motorloops.model.measures import late_turn
        >>> late_turn(simulate(Params(), hold(2.3), [1, 2], "chain:2")).shape
        (2, 2)
    """
    samples, dofs, runs = trajectory.angle.shape
    rows = np.array(trajectory.angle, np.float64).reshape(samples * dofs, runs)
    late, times = np.zeros((dofs, runs)), trajectory.time_ms.astype(np.int64)
    off = windows(trajectory.timeline).off
    compiled_function(set_late_turn)(rows, times, samples, off, late)
    return late


def asked_turns(params: Params, body: Body) -> np.ndarray:
    """(D,) which degrees of freedom the muscles turn that a person is asked to use."""
    moved = {dof for m in commanded(params, body) for dof, _ in body.muscles[m].moment_arms}
    return np.isin(np.arange(len(body.dofs)), list(moved))


def largest_unasked_turn(
    held: np.ndarray,
    late: np.ndarray,
    twin_held: np.ndarray,
    twin_late: np.ndarray,
    asked: np.ndarray,
) -> np.ndarray:
    """Largest turn that the task does not ask for, beyond the healthy twin's.

    During the hold in the degrees of freedom that the wanted muscles do not turn; after the
    command in any.

    Args:
        held: (D, R) mean angles in the steady part of the command, degrees.
        late: (D, R) the same long after it; see :func:`late_turn`.
        twin_held: (D, R) those of the healthy twin, on the same noise.
        twin_late: (D, R)
        asked: (D,) see :func:`asked_turns`.

    Returns:
        (R,) degrees; NaN where a turn is missing.
    """
    one, twin, after, twin_after = (
        np.ascontiguousarray(turn, np.float64) for turn in (held, twin_held, late, twin_late)
    )
    turns = Turns(one, twin, after, twin_after, np.array(asked, np.int64))
    out = np.zeros(held.shape[1])
    compiled_function(set_unasked_turn)(turns, out)
    return out


@checked(trajectory=of(Trajectory))
def measure(trajectory: Trajectory) -> pd.DataFrame:
    """All measures of all runs of a trajectory.

    Args:
        trajectory: R runs, from :func:`~motorloops.model.simulate.simulate`.

    Returns:
        A row for each run, with the column ``seed`` and a column for each of
        :data:`MEASURES`; NaN where a measure has no value (no spread, no command).

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> table = measure(simulate(Params(), hold(2.3), seeds=[7, 8], body="chain:3"))
        >>> table["seed"].tolist(), table["after_contraction"].ge(0).all().item()
        ([7, 8], True)
    """
    import pandas as pd  # imported here: workers that only compute outcomes do not need it

    view = measure_input(trajectory)
    columns = {name: entry.compute(view) for name, entry in MEASURES.items()}
    return pd.DataFrame({"seed": trajectory.seeds, **columns})
