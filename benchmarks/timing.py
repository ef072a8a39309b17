"""Time all candidates in turn, round after round, so that other load affects all of them."""

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.candidates import FULL, Candidate

ROUND = 0.5  # CPU seconds of a round, at least: short work is repeated


@dataclass
class TimingRow:
    """Times of one candidate.

    Attributes:
        checked: deviation from the engine (a difference, or a log ratio of spreads).
        build_seconds: CPU time to compile or build, once.
        seconds: CPU time of all threads for the work, in each round.
    """

    candidate: Candidate
    node_steps: int
    checked: float | None
    build_seconds: float
    seconds: list[float] = field(default_factory=list)

    @property
    def runs_per_second(self) -> float:
        """Full-length runs per second of CPU time: the median round."""
        return self.candidate.runs * self.candidate.milliseconds / FULL / median(self.seconds)

    def as_dict(self) -> dict[str, object]:
        """The row as printed with --json."""
        job, middle = self.candidate, median(self.seconds)
        return {
            "candidate": job.name, "common_noise": job.common, "runs": job.runs,
            "milliseconds": job.milliseconds, "node_steps": self.node_steps,
            "rounds": len(self.seconds), "cpu_seconds": middle,
            "cpu_seconds_low": min(self.seconds), "cpu_seconds_high": max(self.seconds),
            "runs_per_cpu_second": self.runs_per_second,
            "ns_per_node_step": middle / self.node_steps * 1e9,
            "build_seconds": self.build_seconds, "checked": self.checked,
        }  # fmt: skip


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of this process, over all threads, for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


class _Prepared:
    """A candidate that is ready to be timed."""

    def __init__(self, candidate: Candidate) -> None:
        job = candidate.task()
        job.spans  # noqa: B018 - worked out once, outside the clock
        start = sum(os.times()[:4])  # including the compiler, a separate process
        self._work = candidate.prepare(job)
        build = sum(os.times()[:4]) - start
        checked = candidate.checks() if candidate.checks else None
        self.row = TimingRow(candidate, job.node_steps, checked, build)
        self._short = candidate.prepare(candidate.shortest()) if candidate.overhead else None
        (self._short or self._work)()  # warm
        self._times = 1 if self._short else math.ceil(ROUND / cpu_seconds(self._work))

    def time(self) -> None:
        """Time one round."""
        spent = cpu_seconds(self._repeated) / self._times
        if self._short:  # work done once per run would dominate a run this short
            once = cpu_seconds(self._short)
            share = self.row.candidate.milliseconds / FULL
            spent = (spent - once) + once * share
        self.row.seconds.append(spent)

    def _repeated(self) -> None:
        for _ in range(self._times):
            self._work()


def timed(
    candidates: Sequence[Candidate], rounds: int, say: Callable[[str], None]
) -> list[TimingRow]:
    """Check all candidates, then time them in turn.

    Raises:
        DisagreementError: if the results of one of them differ from those of the engine.
    """
    prepared = []
    for candidate in candidates:
        say(f"checking {candidate.name}")
        prepared.append(_Prepared(candidate))
    for k in range(rounds):
        say(f"round {k + 1} of {rounds}")
        for each in prepared:
            each.time()
    return [each.row for each in prepared]
