"""Runs of the lessons' conditions, and what their rules make of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from motorloops.experiments.statistics import summarise
from motorloops.model.coefficients import injected_channel
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import build_network
from motorloops.model.params import expand
from motorloops.model.readout import unblocked
from motorloops.model.simulate import simulate, simulate_outcomes
from motorloops.model.timeline import Phase, Timeline
from motorloops.server.lesson_data import Condition, Lesson, Rule, lessons

RUNS = 20  # seeds a lesson is measured with
LATER_MS = 1000  # from the end of the command to the later levers of a condition
SEED = 1


@dataclass(frozen=True, eq=False)
class Measured:
    """The figures of a lesson: (R,) by condition and measure, one value per seed."""

    lesson: Lesson
    figures: Mapping[str, Mapping[str, np.ndarray]]

    def values(self, rule: Rule) -> np.ndarray:
        """(R,) the sum that decides a rule, seed by seed."""
        name = rule.measure or self.lesson.measure
        parts = [factor * self.figures[key][name] for key, factor in rule.take.items()]
        return np.sum(parts, axis=0)

    def mean(self, condition: str) -> float:
        return float(np.mean(self.figures[condition][self.lesson.measure]))

    def holds(self, rule: Rule) -> bool:
        """Whether every seed has a figure and the interval of the mean is in the range."""
        values = self.values(rule)
        found = summarise(values, "")
        if found.low is None or found.high is None or found.n != len(values):
            return False
        above = rule.low is None or rule.low <= found.low
        return above and (rule.high is None or found.high <= rule.high)

    def answers(self) -> list[str]:
        """The options whose rules are all met."""
        return [key for key, rules in self.lesson.options.items() if all(map(self.holds, rules))]


def timeline(lesson: Lesson, condition: Condition) -> Timeline:
    plain = lesson.timeline()
    if not condition.later:
        return plain
    change = Phase(plain.trying()[1] + LATER_MS, levers=condition.later)
    return Timeline(f"{plain.name}, then changed", plain.duration_ms, (*plain.phases, change))


def after_toxin(
    lesson: Lesson, condition: Condition, seeds: Sequence[int]
) -> Mapping[str, np.ndarray]:
    """All measures of how hard each muscle pulls after the toxin, (R,) each."""
    network, params = build_network(lesson.body), condition.params()
    found = simulate(params, timeline(lesson, condition), seeds, network)
    injected, muscles = injected_channel(params, network.body), len(network.body.muscles)
    shares = np.array([unblocked(m, injected, params.toxin) for m in range(muscles)])
    view = measure_input(replace(found, activation=found.activation * shares[:, None]))
    return {name: row.compute(view) for name, row in MEASURES.items()}


def run_conditions(
    lesson: Lesson, conditions: Mapping[str, Condition], seeds: Sequence[int]
) -> Measured:
    """Run some conditions of a lesson, all on the same noise, and measure them."""
    network = build_network(lesson.body)
    figures: dict[str, Mapping[str, np.ndarray]] = {}
    groups: dict[tuple[tuple[str, object], ...], list[str]] = {}
    for key, condition in conditions.items():
        groups.setdefault(tuple(expand(condition.later).items()), []).append(key)
    for keys in groups.values():
        settings = [conditions[key].params() for key in keys]
        each = [seed for seed in seeds for _ in keys]  # equal seeds in one batch share their noise
        plan = timeline(lesson, conditions[keys[0]])
        found = simulate_outcomes(settings * len(seeds), plan, each, network).measures
        for k, key in enumerate(keys):
            figures[key] = {name: found[name][k :: len(keys)] for name in MEASURES}
            if settings[k].toxin:
                figures[key] = after_toxin(lesson, conditions[key], seeds)
    return Measured(lesson, figures)


@cache
def measured(key: str, seed: int = SEED) -> Measured:
    """A lesson as it stands, over :data:`RUNS` seeds."""
    (lesson,) = [lesson for lesson in lessons() if lesson.key == key]
    return run_conditions(lesson, lesson.conditions, range(seed, seed + RUNS))


def helped(lesson: Lesson, helpers: Iterable[str]) -> Condition:
    """The first condition of a puzzle with the levers of some helpers moved as well."""
    start = lesson.conditions[lesson.bars[0]]
    moved = {name: v for key in helpers for name, v in lesson.helpers[key].levers.items()}
    return start.model_copy(update={"levers": {**start.levers, **moved}})
