"""The measurements of a lesson, made in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from motorloops.experiments.statistics import Summary, summarise
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, after_toxin, measure_input
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params, expand
from motorloops.model.simulate import simulate, simulate_outcomes
from motorloops.model.timeline import TIMELINES, Timeline
from motorloops.server.components.error_boundary import use_background
from motorloops.server.pages.lessons.lesson import BODY, Lesson, LessonCondition, Rule, lessons
from motorloops.server.pages.lessons.route import LessonRoute

RUNS = 20  # seeds a lesson is measured with
PUZZLE = "yours"  # condition of a puzzle that the visitor chooses


@dataclass(frozen=True, eq=False)
class Measured:
    """The figures of a lesson.

    Attributes:
        lesson: the measured lesson.
        figures: (R,) by condition and measure, one value per seed.
    """

    lesson: Lesson
    figures: Mapping[str, Mapping[str, np.ndarray]]

    def values(self, rule: Rule) -> np.ndarray:
        """(R,) the sum that decides a rule, seed by seed."""
        name = rule.measure or self.lesson.measure
        return sum(
            (factor * self.figures[key][name] for key, factor in rule.take.items()),
            np.zeros(1),
        )

    def summary(self, rule: Rule) -> Summary:
        """The sum that decides a rule: mean and 95 % interval of the mean."""
        return summarise(self.values(rule), MEASURES[rule.measure or self.lesson.measure].unit)

    def of(self, condition: str) -> Summary:
        """The lesson's measure in one condition."""
        return self.summary(Rule(take={condition: 1.0}))

    def holds(self, rule: Rule) -> bool:
        """Whether every seed has a figure and the interval of the mean is in the range."""
        values = self.values(rule)
        found = summarise(values, "")
        if found.low is None or found.high is None or found.n != len(values):
            return False
        return rule.low <= found.low and found.high <= rule.high

    def answers(self) -> list[str]:
        """The options whose rules are all met."""
        options = self.lesson.options.items()
        return [key for key, rules in options if all(map(self.holds, rules))]


def _after_toxin(
    params: Params, timeline: Timeline, seeds: Sequence[int], network: Network
) -> dict[str, np.ndarray]:
    """All measures of how hard each muscle pulls after the toxin, (R,) each.

    The measures of the model read the nerve's drive, which the toxin leaves as it is.
    """
    view = measure_input(after_toxin(simulate(params, timeline, seeds, network)))
    return {name: row.compute(view) for name, row in MEASURES.items()}


def run_conditions(
    lesson: Lesson,
    conditions: Mapping[str, LessonCondition],
    seeds: Sequence[int],
    network: Network,
) -> Measured:
    """Run some conditions of a lesson, all on the same noise, and measure them."""
    figures: dict[str, Mapping[str, np.ndarray]] = {}
    groups: dict[tuple[tuple[str, object], ...], list[str]] = {}
    for key, condition in conditions.items():
        groups.setdefault(tuple(expand(condition.later).items()), []).append(key)
    for keys in groups.values():
        settings = [conditions[key].params() for key in keys]
        each = [seed for seed in seeds for _ in keys]  # equal seeds in one batch share their noise
        plain = TIMELINES[lesson.protocol](lesson.seconds)
        timeline = plain.changed(conditions[keys[0]].later)
        found = simulate_outcomes(settings * len(seeds), timeline, each, network).measures
        for k, key in enumerate(keys):
            figures[key] = {name: found[name][k :: len(keys)] for name in MEASURES}
            if settings[k].toxin:
                figures[key] = _after_toxin(settings[k], timeline, seeds, network)
    return Measured(lesson, {key: figures[key] for key in conditions})


@lru_cache(maxsize=64)
def measure_lesson(
    number: int, seed: int, at: float | None = None, helpers: tuple[str, ...] = ()
) -> Measured:
    """Measure a lesson; a class that opens the same link is measured once.

    Args:
        number: of the lesson, from 1.
        seed: the first of :data:`RUNS` consecutive seeds.
        at: value of the visitor's lever; the lesson's own if None.
        helpers: keys of the helpers of a puzzle that are tried.
    """
    lesson = lessons()[number - 1]
    conditions = dict(lesson.conditions if at is None else lesson.moved(at))
    if helpers:
        conditions[PUZZLE] = lesson.helped(helpers)
    return run_conditions(lesson, conditions, range(seed, seed + RUNS), build_network(BODY))


Order = tuple[int, int, float | None, tuple[str, ...]]  # the arguments of measure_lesson


@dataclass(frozen=True, eq=False)
class MeasurementJob:
    """The state of a measurement: not requested, running, done, or failed with a reason."""

    asked: bool = False
    measured: Measured | None = None
    problem: str = ""

    @property
    def busy(self) -> bool:
        """Whether it is running."""
        return self.asked and self.measured is None and not self.problem


def order_of(route: LessonRoute) -> Order:
    """The measurement that a route needs."""
    return route.lesson, route.seed, route.at, route.helpers


def use_measured(orders: tuple[Order, ...]) -> tuple[MeasurementJob, ...]:
    """Measure in a separate thread; a new set of orders replaces the old one; a hook.

    Args:
        orders: what to measure, in order.
    """

    def work() -> tuple[tuple[Order, ...], list[MeasurementJob]]:
        done = []
        for order in orders:
            try:
                done.append(MeasurementJob(True, measure_lesson(*order)))
            except InputError as problem:
                done.append(MeasurementJob(True, problem=str(problem)))
        return orders, done

    result = use_background(work, [orders])
    if result.value is None or result.value[0] != orders:  # of a previous order
        return tuple(MeasurementJob(True) for _ in orders)
    return tuple(result.value[1])
