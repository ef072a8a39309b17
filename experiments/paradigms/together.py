"""Run paradigms of many conditions at once, so that their runs share calls of the engine.

A paradigm observes a few settings with few seeds at a time, which leaves most of a SIMD row of the
engine empty. :func:`run_together` runs each paradigm in a thread. A thread waits in
:func:`~motorloops.experiments.paradigms.observe.observe` until every other one waits or has ended;
then the observations of equal timelines are simulated together, equal runs once, and those that
look for the same are reduced to figures together. As a run does not depend on the runs beside it,
all figures are those of the same paradigm alone, bit for bit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Precision, simulate_runs
from motorloops.model.timeline import Timeline
from motorloops.model.trajectory import Trajectory

T = TypeVar("T")
CELLS = 2**22  # values of a shared trajectory: 32 MB, which the allocator still reuses
ROW = 128  # runs in a full row of the engine
Lesion = tuple[tuple[str, float], ...]  # nodes and the shares of output removed
Run = tuple[Params, int, Lesion]  # levers, seed and lesion
See = Callable[[Trajectory], np.ndarray]  # from R runs to (K, R) figures


@dataclass(frozen=True, eq=False)
class Observation:
    """What a paradigm wants to see: the runs of all settings with all seeds.

    Attributes:
        network: of all runs.
        settings: S settings.
        timeline: of all runs.
        seeds: of the noise, the same for all settings.
        see: turns a trajectory of R runs into (K, R) figures.
        keep_rates: whether ``see`` needs the rates of all nodes.
        every_ms: sampling interval.
        lesion: of all runs, beside those of the timeline.
    """

    network: Network
    settings: tuple[Params, ...]
    timeline: Timeline
    seeds: tuple[int, ...]
    see: See
    keep_rates: bool
    every_ms: int
    lesion: Lesion = ()

    @property
    def cells(self) -> int:
        """Number of values in the trajectory of one run."""
        body = self.network.body
        nodes = len(self.network.node_keys) if self.keep_rates else 0
        width = len(body.muscles) + len(body.dofs) + nodes
        return width * (self.timeline.duration_ms // self.every_ms)

    @property
    def runs(self) -> list[Run]:
        """Its runs, ordered by settings, then by seed."""
        return [(params, seed, self.lesion) for params in self.settings for seed in self.seeds]

    def figures(self, trajectory: Trajectory) -> np.ndarray:
        """(S, K, seeds) figures of a trajectory of :attr:`runs`; NaN where a run diverged."""
        return self.by_setting(figures_of_runs(self.see, trajectory))

    def by_setting(self, figures: np.ndarray) -> np.ndarray:
        """(S, K, seeds) figures, from the (K, R) of :attr:`runs`."""
        return figures.reshape(len(figures), len(self.settings), -1).swapaxes(0, 1)

    def shares_runs(self, other: Observation) -> bool:
        """Whether the runs of another observation can be simulated together with its own."""
        return (
            self.network is other.network
            and self.keep_rates == other.keep_rates
            and self.every_ms == other.every_ms
            and self.timeline == other.timeline
        )


def figures_of_runs(see: See, trajectory: Trajectory) -> np.ndarray:
    """(K, R) figures of R runs; NaN where a run diverged."""
    with np.errstate(all="ignore"):  # figures of a diverged run become NaN
        finite = np.isfinite(trajectory.activation.sum(axis=(0, 1)))
        return np.where(finite, see(trajectory), np.nan)


Question = tuple[Observation, "Future[np.ndarray]"]


class Batch:
    """The observations of several threads, answered when all of them wait."""

    def __init__(self, precision: Precision) -> None:
        self._precision: Precision = precision
        self._changed = threading.Condition()
        self._asked: list[Question] = []
        self._running = 0
        self._closed = False

    def observe(self, observation: Observation) -> np.ndarray:
        """The figures of an observation; called in the thread of a paradigm."""
        answer: Future[np.ndarray] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the batch has ended")
            self._asked.append((observation, answer))
            self._running -= 1
            self._changed.notify_all()
        return answer.result()

    def run(self, tasks: Sequence[Callable[[], T]], lesions: Sequence[Lesion]) -> list[Future[T]]:
        """Run every task in a thread of its own; their results, or errors, in order."""
        self._running = len(tasks)
        with ThreadPoolExecutor(max(1, len(tasks))) as pool:
            ended = [pool.submit(self._task, *own) for own in zip(tasks, lesions, strict=True)]
            asked: list[Question] = []
            try:
                while asked := self._waiting():
                    for group in _groups([observation for observation, _ in asked]):
                        self._answer([asked[k] for k in group])
            finally:
                self._close(asked)
        return ended

    def _task(self, task: Callable[[], T], lesion: Lesion) -> T:
        _CURRENT.set(self)  # of this thread alone
        _LESION.set(lesion)
        try:
            with np.errstate(invalid="ignore"):
                return task()
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _waiting(self) -> list[Question]:
        """All that is asked once no thread runs; nothing once all have ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0)
            asked, self._asked = self._asked, []
            self._running = len(asked)
        return asked

    def _answer(self, asked: list[Question]) -> None:
        """Simulate what was asked, and reduce to figures at once what looks for the same."""
        try:
            whole, place = _simulated([observation for observation, _ in asked], self._precision)
        except MemoryError:
            raise
        except Exception as error:
            if len(asked) == 1:
                asked[0][1].set_exception(error)
                return
            for one in asked:  # the one that cannot be simulated fails alone
                self._answer([one])
            return
        alike: dict[tuple[See, str, str], list[Question]] = {}
        for question in asked:
            first = question[0].settings[0]
            alike.setdefault((question[0].see, first.task, first.agonist), []).append(question)
        for (see, *_), questions in alike.items():
            _reduce(see, questions, whole, place)

    def _close(self, asked: list[Question]) -> None:
        """Let no thread wait for an answer that will not come."""
        with self._changed:
            self._closed = True
            for _, answer in (*asked, *self._asked):
                if not answer.done():
                    answer.set_exception(RuntimeError("the batch has ended"))


_CURRENT: ContextVar[Batch | None] = ContextVar("batch", default=None)


def current_batch() -> Batch | None:
    """The batch of the thread; None where a paradigm runs alone."""
    return _CURRENT.get()


_LESION: ContextVar[Lesion] = ContextVar("lesion", default=())


def current_lesion() -> Lesion:
    """The lesion of all runs of the thread's paradigm."""
    return _LESION.get()


def _groups(observations: list[Observation]) -> Iterator[list[int]]:
    """Indices of observations that share runs, as many as fit into memory together."""
    groups: list[list[int]] = []
    for k, observation in enumerate(observations):
        for group in groups:
            if observations[group[0]].shares_runs(observation):
                group.append(k)
                break
        else:
            groups.append([k])
    for group in groups:
        most = max(1, CELLS // max(1, ROW * observations[group[0]].cells)) * ROW
        part: list[int] = []
        runs: set[Run] = set()
        for k in group:
            more = runs.union(observations[k].runs)
            if part and len(more) > most:
                yield part
                part, more = [], set(observations[k].runs)
            part.append(k)
            runs = more
        yield part


def _simulated(
    observations: list[Observation], precision: Precision
) -> tuple[Trajectory, Mapping[Run, int]]:
    """One simulation of the runs of all observations, and the place of each run in it."""
    first = observations[0]
    place: dict[Run, int] = {}
    for observation in observations:
        for run in observation.runs:
            place.setdefault(run, len(place))
    params, seeds, lesions = zip(*place, strict=True)
    whole = simulate_runs(
        params, first.timeline, seeds, first.network,
        every_ms=first.every_ms, keep_rates=first.keep_rates, threads=1, precision=precision,
        lesions=[dict(lesion) for lesion in lesions] if any(lesions) else (),
    )  # fmt: skip
    return whole, place


def _reduce(
    see: See, asked: list[Question], trajectory: Trajectory, place: Mapping[Run, int]
) -> None:
    """Answer questions that look for the same in one task; where that fails, answer one by one."""
    runs = {run: None for observation, _ in asked for run in observation.runs}
    index = np.array([place[run] for run in runs])
    try:
        figures = figures_of_runs(see, _part(trajectory, index))
    except Exception as error:
        if len(asked) == 1:
            asked[0][1].set_exception(error)
            return
        for one in asked:
            _reduce(see, [one], trajectory, place)
        return
    column = {run: k for k, run in enumerate(runs)}
    for observation, answer in asked:
        own = figures[:, [column[run] for run in observation.runs]]
        answer.set_result(observation.by_setting(own))


def _part(trajectory: Trajectory, index: np.ndarray) -> Trajectory:
    """Some of the runs of a trajectory."""
    if np.array_equal(index, np.arange(len(trajectory.seeds))):
        return trajectory
    arrays = [a[..., index] for a in (trajectory.activation, trajectory.angle, trajectory.rate)]
    params, seeds = [trajectory.params[k] for k in index], [trajectory.seeds[k] for k in index]
    return Trajectory(
        trajectory.network, trajectory.timeline, tuple(params), tuple(seeds), trajectory.time_ms,
        *arrays,
    )  # fmt: skip


def run_together(
    tasks: Sequence[Callable[[], T]],
    lesions: Sequence[Mapping[str, float]] = (),
    precision: Precision = "float64",
) -> list[Future[T]]:
    """Run paradigms at once.

    Args:
        tasks: each runs one paradigm with one condition, and may observe any number of times.
        lesions: for each task the share of output removed in all its runs, by node key; ``()``
            for none.
        precision: of the engine; ``"float32"`` is faster, and its figures are not those of the
            paradigm alone.

    Returns:
        A future of each task, which has ended: its result, or its error.
    """
    cut = [tuple(lesion.items()) for lesion in lesions] or [()] * len(tasks)
    return Batch(precision).run(tasks, cut)
