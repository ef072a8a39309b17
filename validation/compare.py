"""Compare the engine with Brian2: differences, the error of the step, and the verdict."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from motorloops.model.measures import MEASURES, measure
from motorloops.model.network.build import Network
from motorloops.model.simulate import Trajectory, simulate
from validation.cases import Case
from validation.simulator import Courses, Simulator

HALF_MS, QUARTER_MS = 0.5, 0.25
ROUND_OFF = 1e-12  # bound on amplified rounding; a wrong sign or delay gives far larger differences
HALVED = 0.75  # largest share of the error left after halving the step; Euler leaves half
Say = Callable[[str], None]


@dataclass(frozen=True)
class Agreement:
    """Results of one case; differences are the largest ones over time, by signal.

    Attributes:
        case: name of the case.
        round_off: engine and Brian2 at 1 ms, without the velocity response of spindles.
        same_step: engine and Brian2 at 1 ms.
        half: engine at 1 ms and Brian2 at 0.5 ms.
        quarter: engine at 1 ms and Brian2 at 0.25 ms: the error of the engine's own step.
        halving: change from 0.5 to 0.25 ms over that from 1 to 0.5 ms, in Brian2, without
            the velocity response.
        measures: engine, Brian2 at 1 ms, Brian2 at 0.25 ms, by name; None where none has a value.
    """

    case: str
    round_off: dict[str, float]
    same_step: dict[str, float]
    half: dict[str, float]
    quarter: dict[str, float]
    halving: float
    measures: dict[str, tuple[float | None, ...]]

    @property
    def agrees(self) -> bool:
        """Whether the two models agree: to rounding, and within the error of the step."""
        exact = max(self.round_off.values()) <= ROUND_OFF
        within = all(self.same_step[name] <= self.quarter[name] for name in self.quarter)
        return exact and within and self.halving <= HALVED


def ours(network: Network, cases: Sequence[Case]) -> list[Trajectory]:
    """The trajectory of each case in the engine."""
    return [simulate(case.params, case.timeline, [1], network, keep_rates=True) for case in cases]


def apart(one: Courses, other: Courses) -> dict[str, np.ndarray]:
    """(R,) largest difference of each signal in each case."""
    return {
        name: np.abs(a - b).max(axis=(0, 1))
        for name, a, b in zip(Courses._fields, one, other, strict=True)
    }


def together(runs: Sequence[Trajectory]) -> Courses:
    """Join trajectories of one run each."""
    return Courses(
        *(np.concatenate([getattr(run, name) for run in runs], 2) for name in Courses._fields)
    )


def without_speed(case: Case) -> Case:
    """The case with spindles that do not respond to velocity.

    Their square root is infinitely steep at rest: where muscles balance, the rounding of a sum
    decides the sign of a joint's velocity, and the difference is soon amplified.
    """
    return replace(case, params=case.params.replace(spindle_velocity=0.0))


def _of(table: dict[str, np.ndarray], number: int) -> dict[str, float]:
    """The differences of one case."""
    return {name: float(values[number]) for name, values in table.items()}


def _measured(
    run: Trajectory, courses: Sequence[Courses], number: int
) -> dict[str, tuple[float | None, ...]]:
    """The measures of the engine's run, and of Brian2's runs of the same case."""
    runs = [run]
    for course in courses:
        own = [values[..., number : number + 1] for values in course]
        runs.append(replace(run, **dict(zip(Courses._fields, own, strict=True))))
    rows = [measure(one).iloc[0] for one in runs]
    return {
        name: tuple(None if np.isnan(row[name]) else float(row[name]) for row in rows)
        for name in MEASURES
    }


def compare(
    network: Network, cases: Sequence[Case], say: Say = lambda line: None
) -> list[Agreement]:
    """Run every case in both simulators.

    Args:
        network: a body.
        cases: of equal duration.
        say: called with lines of progress.
    """
    deaf, count = [without_speed(case) for case in cases], len(cases)

    def brian(step_ms: float) -> tuple[Courses, Courses]:
        say(f"Brian2: {2 * count} runs side by side, steps of {step_ms:g} ms")
        both = Simulator(network, [*cases, *deaf], step_ms).run()
        whole, rest = slice(count), slice(count, None)
        return Courses(*(a[..., whole] for a in both)), Courses(*(a[..., rest] for a in both))

    runs = ours(network, cases)
    engine, (same, same_deaf) = together(runs), brian(1.0)
    (half, half_deaf), (quarter, quarter_deaf) = brian(HALF_MS), brian(QUARTER_MS)
    tables = {
        "round_off": apart(together(ours(network, deaf)), same_deaf),
        "same_step": apart(engine, same), "half": apart(engine, half),
        "quarter": apart(engine, quarter),
    }  # fmt: skip
    first, second = apart(same_deaf, half_deaf), apart(half_deaf, quarter_deaf)
    results = []
    for number, case in enumerate(cases):
        own = {name: _of(table, number) for name, table in tables.items()}
        halving = max(_of(second, number).values()) / max(_of(first, number).values())
        measures = _measured(runs[number], (same, quarter), number)
        results.append(Agreement(case.name, **own, halving=halving, measures=measures))
    return results
