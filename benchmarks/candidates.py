"""The candidates: each with the work of one round, its preparation and its check."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import (
    agreement,
    c_rival,
    jax_rival,
    mesa_agents,
    numpy_rival,
    tvboptim_rival,
)
from benchmarks import engine as engine_module
from benchmarks.agreement import Run
from benchmarks.task import Final, Task, task
from motorloops.model.simulate import Precision, simulate_outcomes

FULL, SHORTEST = 5000, 10  # milliseconds of a run
FLOATS: tuple[Precision, ...] = ("float32", "float64")
TOLERANCE = {"float32": 1e-4, "float64": 1e-12}


@dataclass(frozen=True)
class Candidate:
    """One row of the benchmark.

    Attributes:
        name: key of its row.
        prepare: compiles or builds for a task; returns a function that does the work once.
        checks: returns the difference from the engine, or raises DisagreementError.
        runs: number of runs in one round.
        milliseconds: length of each run.
        common: whether all runs share their noise.
        overhead: whether the cost of the shortest run is subtracted and added back once, for
            work that is done once per run and would dominate a short one.
    """

    name: str
    prepare: Callable[[Task], Callable[[], object]]
    checks: Callable[[], float] | None
    runs: int
    milliseconds: int = FULL
    common: bool = False
    overhead: bool = False

    def task(self) -> Task:
        """The work of one round."""
        return task(self.runs, milliseconds=self.milliseconds, common=self.common)

    def shortest(self) -> Task:
        """The same number of runs, of minimal length."""
        return task(self.runs, milliseconds=SHORTEST, common=self.common)


def _plain(run: Run) -> Callable[[Task], Callable[[], Final]]:
    return lambda job: partial(run, job)


def _named(name: str, common: bool) -> str:
    return f"{name}, common noise" if common else name


def engine_candidate(quick: bool) -> Iterator[Candidate]:
    """The engine's kernel, and the whole computation from levers to measures."""
    share = 5 if quick else 1
    for precision in FLOATS:
        run = partial(engine_module.run, dtype=np.dtype(precision))
        near = partial(agreement.check_noise, f"engine {precision}", run, TOLERANCE[precision])
        for common in (False, True):
            yield Candidate(
                _named(f"engine {precision}", common), _plain(run), partial(near, common=common),
                128, FULL // share, common,
            )  # fmt: skip
    for common in (False, True):
        yield Candidate(
            _named("outcomes float32", common),
            _outcomes_candidate,
            None,
            128,
            FULL // share,
            common,
        )


def _outcomes_candidate(job: Task) -> Callable[[], object]:
    return partial(simulate_outcomes, job.params, job.timeline, job.seeds, job.network)


def mesa_candidate(quick: bool) -> Iterator[Candidate]:
    """The model's agents, each run with its own noise: common noise would cost the same."""
    yield Candidate(
        "mesa", _plain(mesa_agents.run),
        lambda: max(agreement.check_quiet("mesa", mesa_agents.run, 0.0, exact=True, runs=1),
                    agreement.check_noise("mesa", mesa_agents.run, 0.0, runs=1)),
        1, 100 if quick else 400, overhead=True,
    )  # fmt: skip


def numpy_candidate(quick: bool) -> Iterator[Candidate]:
    """NumPy array code, in its faster precision."""
    exact, fast = (
        partial(numpy_rival.run, dtype=np.dtype(name)) for name in ("float64", "float32")
    )

    def checks() -> float:
        agreement.check_quiet("numpy", exact, TOLERANCE["float64"], exact=True)
        agreement.check_spread("numpy", fast)
        return agreement.check_quiet("numpy", fast, TOLERANCE["float32"], exact=False)

    for common in (False, True):
        yield Candidate(
            _named("numpy", common), _plain(fast), checks, 256, 40 if quick else 100, common
        )


def jax_candidate(quick: bool) -> Iterator[Candidate]:
    """JAX scans over steps, in two variants."""
    for way in jax_rival.WAYS:
        for common in (False, True):
            name = _named(f"jax {way}", common)
            yield Candidate(
                name, partial(jax_rival.prepare, way=way), partial(_check_jax, name, way, common),
                128, 100 if quick else 250, common,
            )  # fmt: skip


def _check_jax(name: str, way: jax_rival.Way, common: bool) -> float:
    def run(job: Task) -> Final:
        return jax_rival.prepare(job, way)()

    if common:
        agreement.check_common(name, run)
        return agreement.check_quiet(name, run, TOLERANCE["float32"], exact=False, common=True)
    agreement.check_spread(name, run)
    return agreement.check_quiet(name, run, TOLERANCE["float32"], exact=False)


def tvboptim_candidate(quick: bool) -> Iterator[Candidate]:
    """The neural part of the task in tvboptim; each run has its own noise."""
    yield Candidate(
        "tvboptim", tvboptim_rival.prepare, tvboptim_rival.check, 128, 100 if quick else 250
    )


def c_candidate(quick: bool, folder: Path) -> Iterator[Candidate]:
    """The hand-written kernel: optimised in float32, bitwise equal to the engine in float64."""
    for precision in FLOATS:
        run = partial(_native, folder=folder, dtype=np.dtype(precision))
        tolerance = 0.0 if precision == "float64" else TOLERANCE["float32"]
        for common in (False, True):
            name = _named(f"c {precision}", common)
            yield Candidate(
                name, partial(_prepared, folder=folder, dtype=np.dtype(precision)),
                partial(agreement.check_noise, name, run, tolerance, common=common), 128,
                FULL // 5 if quick else FULL, common,
            )  # fmt: skip


def _prepared(job: Task, folder: Path, dtype: np.dtype) -> Callable[[], Final]:
    return partial(c_rival.run, c_rival.build(folder, dtype), job, dtype)


def _native(job: Task, folder: Path, dtype: np.dtype) -> Final:
    return _prepared(job, folder, dtype)()


def available(quick: bool, stack: ExitStack, report_line: Callable[[str], None]) -> list[Candidate]:
    """All candidates that can run here; a line is reported for each one that cannot."""
    found = [*engine_candidate(quick), *mesa_candidate(quick), *numpy_candidate(quick)]
    if c_rival.found():
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found += c_candidate(quick, folder)
    else:
        report_line(f"C is left out: there is no {c_rival.COMPILER} here")
    if jax_rival.found():
        found += jax_candidate(quick)
    else:
        report_line("JAX is left out: it is not installed (`make bench` installs it)")
    if tvboptim_rival.found():
        found += tvboptim_candidate(quick)
    else:
        report_line("tvboptim is left out: it is not installed (`make bench` installs it)")
    return found
