"""Measure and judge the behaviours that the model must show; write the reports."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from motorloops.experiments.calibration.observations import (
    MODERATE,
    SEVERE,
    TASK_BODY,
    locking,
    observe_all,
)
from motorloops.experiments.calibration.target import TINY, Range, above, below
from motorloops.experiments.calibration.targets import BEHAVIOURS, CARE
from motorloops.experiments.formatting import NOTHING, columns, figure, needed
from motorloops.experiments.paradigms.observe import main_dof
from motorloops.experiments.statistics import summarise
from motorloops.model.measures import measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory, simulate
from motorloops.model.timeline import Phase, Timeline, hold

DOSE = 0.8  # of botulinum toxin
TOUCH_MS = 1300  # start of the touch in the long hold
EARLY, LATE = (1800, 2800), (10300, 11300)  # windows (ms) of the long hold


@dataclass(frozen=True)
class BehaviourResult:
    """One behaviour: mean figure, 95 % interval over n seeds, and whether it is shown."""

    group: str
    text: str
    mean: float
    low: float
    high: float
    n: int
    unit: str
    need: Range
    holds: bool


def judge(group: str, text: str, figures: np.ndarray, need: Range, unit: str) -> BehaviourResult:
    """Judge (seeds,) figures: shown if all have a value and the interval of the mean is inside."""
    summary = summarise(figures, unit)
    mean, low, high = (
        math.nan if value is None else value for value in (summary.mean, summary.low, summary.high)
    )
    holds = summary.n == len(figures) and need[0] <= low and high <= need[1]
    return BehaviourResult(group, text, mean, low, high, summary.n, unit, need, holds)


def _long_hold() -> Timeline:
    touched = Phase(TOUCH_MS, command=1.0, levers={"touch": 1.0})
    return Timeline("held touch", 11500, (Phase(0), Phase(300, command=1.0), touched))


def _overflow(trajectory: Trajectory, window: tuple[int, int]) -> np.ndarray:
    inside = (trajectory.time_ms > window[0]) & (trajectory.time_ms <= window[1])
    outside = measure_input(trajectory).distance[:, 0] > 0
    return trajectory.activation[inside][:, outside].mean(axis=(0, 1))


def relief_over_time(
    network: Network, seeds: Sequence[int], patient: Params
) -> tuple[np.ndarray, np.ndarray]:
    """Reduction of overflow soon after a touch begins, and after 9 s of it.

    Args:
        network: of all runs.
        seeds: one run with touch, and one without, for each.
        patient: levers without touch.

    Returns:
        (seeds,) shares for each of the two windows.
    """
    touched = _long_hold()
    without = Timeline("hold", touched.duration_ms, touched.phases[:2])
    runs = [simulate(patient, p, seeds, network, every_ms=4) for p in (touched, without)]
    drops = []
    for window in (EARLY, LATE):
        treated, untreated = (_overflow(run, window) for run in runs)
        drops.append(1.0 - (treated + TINY) / (untreated + TINY))
    return drops[0], drops[1]


def touch_over_time(
    network: Network, seeds: Sequence[int], base: Params = Params()
) -> tuple[np.ndarray, np.ndarray]:
    """:func:`relief_over_time` at a moderate loss everywhere."""
    return relief_over_time(network, seeds, base.replace(loss=MODERATE))


def toxin_on_force(
    network: Network, seeds: Sequence[int], dose: float = DOSE
) -> tuple[np.ndarray, np.ndarray]:
    """Ratio of the task joint's angle with and without toxin, for each agonist in health.

    Returns:
        (seeds,) for the injected muscle, and (seeds,) the ratio furthest from 1 of all others.
    """
    body = network.body
    ratios = []
    for channel, muscle in enumerate(body.muscles):
        base = Params().replace(agonist=muscle.key, effort=0.6, toxin_muscle=body.agonist)
        both = simulate([base, base.replace(toxin=dose)], hold(), seeds, network, every_ms=4)
        dof, _ = main_dof(body, channel)
        turn = both.angle[measure_input(both).steady][:, dof].mean(axis=0)
        untreated, treated = np.split(turn, 2)
        ratios.append(treated / untreated)
    injected = body.channel(body.agonist)
    others = np.delete(np.stack(ratios), injected, axis=0)
    furthest = np.abs(others - 1.0).argmax(axis=0)
    return ratios[injected], others[furthest, np.arange(len(seeds))]


def _lock(network: Network, seeds: Sequence[int]) -> Iterator[BehaviourResult]:
    group = f"Locking at a loss of {SEVERE:g}"
    tried, never = locking(network, seeds)
    yield judge(group, "Activity 4 to 5 s after relaxing", tried, above(0.3), "MVC")
    yield judge(group, "The same time, never having tried (hysteresis)", never, below(0.1), "MVC")


def _care(network: Network, seeds: Sequence[int]) -> Iterator[BehaviourResult]:
    group = CARE
    early, late = touch_over_time(network, seeds)
    text = "Touch held for 9 s, moderate loss: how much of its effect has faded"
    yield judge(group, text, early - late, above(0.1), "share")
    injected, other = toxin_on_force(network, seeds)
    text = f"Toxin {DOSE:g} in one muscle: turn of its joint, over untreated"
    yield judge(group, text, injected, (0.0, 0.5), "1")
    yield judge(
        group, "The same toxin: the other muscles' turns, furthest from 1", other, (0.95, 1.05), "1"
    )


def measure_behaviours(
    networks: Mapping[str, Network], seeds: Sequence[int]
) -> list[BehaviourResult]:
    """Measure all behaviours.

    Args:
        networks: the arm, and other bodies by name; the behaviours of those not given are left
            out.
        seeds: of the noise; each condition runs once with each seed.
    """
    seen = observe_all(networks, seeds)
    results = [
        judge(row.group, row.text, row.figure(seen), row.need, row.unit)
        for row in BEHAVIOURS
        if row.need is not None and row.body in networks
    ]
    arm = networks[TASK_BODY]
    return [*results, *_lock(arm, seeds), *_care(arm, seeds)]


def finite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for JSON: null for a missing value or the open end of a range."""

    def known(value: object) -> object:
        if isinstance(value, tuple):
            return [known(bound) for bound in value]
        return value if not isinstance(value, float) or math.isfinite(value) else None

    return {name: known(value) for name, value in values.items()}


def behaviours_as_dict(results: Sequence[BehaviourResult]) -> dict[str, Any]:
    """The results as values for JSON; null for a missing value or the open end of a range."""
    return {"rows": [finite(asdict(result)) for result in results]}


def _verdict(result: BehaviourResult) -> str:
    return "shown" if result.holds else "not shown"


def cells(result: BehaviourResult) -> list[str]:
    """Mean, interval, unit, needed range and verdict as text."""
    known = math.isfinite(result.low)
    spread = f"{figure(result.low)} to {figure(result.high)}" if known else NOTHING
    return [figure(result.mean), spread, result.unit, needed(result.need), _verdict(result)]


def behaviours_text(results: Sequence[BehaviourResult]) -> str:
    """The results as text."""
    rows = [["mean", "95 % interval", "unit", "needed", "verdict", "behaviour"]]
    group = ""
    for result in results:
        if result.group != group:
            group = result.group
            rows += [[""], [group]]
        rows.append([*cells(result), result.text])
    return f"{columns(rows, right=(0,))}\n\nn = {results[0].n} seeds. {behaviours_summary(results)}"


def behaviours_summary(results: Sequence[BehaviourResult]) -> str:
    """A sentence on the number of behaviours that are shown."""
    shown = sum(result.holds for result in results)
    return f"{shown} of {len(results)} behaviours are shown."


def behaviours_markdown(results: Sequence[BehaviourResult]) -> str:
    """The results as Markdown tables, for the README."""
    lines: list[str] = []
    group = ""
    for result in results:
        if result.group != group:
            group = result.group
            lines += [
                "",
                f"**{group}**",
                "",
                "| behaviour | mean | 95 % interval | unit | needed | |",
            ]
            lines.append("|---|---|---|---|---|---|")
        lines.append(f"| {result.text} | {' | '.join(cells(result))} |")
    return "\n".join(
        [*lines, "", f"n = {results[0].n} seeds. {behaviours_summary(results)}"]
    ).strip()
