"""Read a fit file (TOML): parameters with their prior distributions, and targets.

The keys that say what is run (body, preset, timeline, ...) are those of a study file and are
checked as one; a parameter is written as an axis of a Latin hypercube.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from motorloops.experiments.sweeps.planning import planned
from motorloops.experiments.sweeps.study import Axis, Column, Study, is_paradigm_column
from motorloops.experiments.sweeps.study_file import (
    MAX_ROWS,
    FileErrors,
    Number,
    Positive,
    Table,
    Text,
    check_apart,
    check_study,
    check_value,
    table_key,
    validated,
    whole,
)
from motorloops.model.coefficients import task_channel
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES, check_measurable
from motorloops.model.noise import SEED_LIMIT
from motorloops.model.params import SHORT_FORMS, expand, levers
from motorloops.model.timeline import TIMELINES

MAX_PARTICLES, MAX_GENERATIONS, MAX_FIT_SEEDS = 10_000, 1000, 1000
LEAST_PARTICLES = 10  # of a population, and for each parameter twice as many as parameters
PLAUSIBLE = 3.0  # implausibility up to which a target is met
STUDY_KEYS = (
    "name", "description", "body", "atlas", "network", "preset", "timeline", "seconds", "fixed",
)  # fmt: skip


class _Target(Table):
    measure: Text
    value: Number
    sd: Positive
    unit: Text
    condition: dict[str, Any] = table_key("targets.condition", {})


class _FitFile(Table):
    name: Any = None  # checked as the keys of a study
    description: Any = None
    body: Any = None
    atlas: Any = None
    network: Any = None
    preset: Any = None
    timeline: Any = None
    seconds: Any = None
    fixed: Any = None
    parameters: dict[str, Any] = table_key("parameters", min_length=1)
    targets: list[dict[str, Any]] = Field(
        min_length=1, description="write each target as a table: [[targets]]"
    )
    particles: int = whole(LEAST_PARTICLES, MAX_PARTICLES, 200)
    generations: int = whole(1, MAX_GENERATIONS, 20)
    seeds: int = whole(2, MAX_FIT_SEEDS, 4)
    root: int = whole(0, SEED_LIMIT - 1, 1)
    tolerance: Positive = PLAUSIBLE


Condition = Mapping[str, float | str]


@dataclass(frozen=True)
class Target:
    """One figure that the model is fitted to.

    Attributes:
        measure: name of the measure, or of a figure of a paradigm (``PARADIGM.MEASURE@AT``).
        value: of the mean over the noise, in the measure's unit.
        sd: standard deviation of the value: its error, and how far the model may be off.
        condition: levers that the runs of this target set, by name.
    """

    measure: str
    value: float
    sd: float
    condition: Condition

    @property
    def label(self) -> str:
        """Its measure and its condition, in one phrase."""
        levers_set = ", ".join(
            f"{n} {v:g}" if isinstance(v, float) else f"{n} {v}" for n, v in self.condition.items()
        )
        return f"{self.measure} ({levers_set})" if levers_set else self.measure


@dataclass(frozen=True)
class FitProblem:
    """A checked fit file.

    Attributes:
        study: the runs, as a Latin hypercube of the parameters; its seeds are those of a point
            under one condition.
        targets: in the order of the file.
        defaults: value of each lever that a condition sets, where the condition of another target
            does not.
        particles: number of points in the population.
        generations: most generations.
        root: root of all random numbers.
        tolerance: largest implausibility of a target in an ensemble that fits.
    """

    study: Study
    targets: tuple[Target, ...]
    defaults: Condition
    particles: int
    generations: int
    root: int
    tolerance: float

    @property
    def parameters(self) -> tuple[Axis, ...]:
        """The parameters, with their prior distributions."""
        return self.study.design.axes

    @property
    def conditions(self) -> list[Condition]:
        """The distinct conditions: all levers that conditions set, with their values."""
        complete = [{**self.defaults, **target.condition} for target in self.targets]
        return [one for k, one in enumerate(complete) if one not in complete[:k]]

    @property
    def condition_of(self) -> np.ndarray:
        """(targets,) index of the condition of each target in :attr:`conditions`."""
        found = self.conditions
        return np.array([found.index({**self.defaults, **t.condition}) for t in self.targets])


def check_fit(table: dict[str, Any], path: Path) -> FitProblem:
    """Check the tables of a fit file.

    Args:
        table: the parsed file.
        path: of the file, for messages; an atlas and a network are read relative to its folder.

    Raises:
        InputError: for the first thing that cannot be used, naming file, key, value and what is
            allowed.
    """
    file = FileErrors(path.name)
    given = validated(_FitFile, table, file.refuse)
    named = [_named_target(file.inner(f"targets.{k + 1}"), one) for k, one in
             enumerate(given.targets)]  # fmt: skip
    study = _study(given, table, [target.measure for target in named], path)
    held = {lever: f"parameters.{name}" for name in given.parameters for lever in _levers_of(name)}
    held |= {lever: f"fixed.{name}" for name in study.fixed for lever in _levers_of(name)}
    targets = [
        _target(file.inner(f"targets.{k + 1}.condition"), one, study, held)
        for k, one in enumerate(named)
    ]
    least = 2 * len(given.parameters)
    if given.particles < least:
        allowed = f"give {least} or more for {len(given.parameters)} parameters"
        raise file.refuse("particles", given.particles, allowed)
    problem = FitProblem(
        study, tuple(targets), _defaults(file, targets, study), given.particles, given.generations,
        given.root, given.tolerance,
    )  # fmt: skip
    runs = 2 * given.particles * given.seeds * len(problem.conditions)
    if runs > MAX_ROWS:
        allowed = f"a generation has at most {MAX_ROWS} runs; use fewer particles or seeds"
        raise file.refuse("particles", f"{runs} runs", allowed)
    _check_measurable(file, study, targets)
    units = [target.unit for target in named]
    columns = _paradigm_figures(file, study, targets, units) if study.paradigms else {}
    return dataclasses.replace(problem, study=dataclasses.replace(study, columns=columns))


def _check_measurable(file: FileErrors, study: Study, targets: list[Target]) -> None:
    """Refuse a measure of the timeline that no run can have."""
    for k, target in enumerate(targets):
        if is_paradigm_column(target.measure) or study.own_timeline:
            continue
        make, body = TIMELINES[study.timeline_name], study.network().body
        try:
            check_measurable(make, study.seconds, body, (target.measure,))
        except InputError as error:
            if error.field == "seconds":
                raise file.refuse(error.field, error.value, error.allowed) from None
            at = file.inner(f"targets.{k + 1}")
            raise at.refuse("measure", target.measure, error.allowed) from None


def _paradigm_figures(
    file: FileErrors, study: Study, targets: list[Target], units: list[str]
) -> dict[str, Column]:
    """The figures of paradigms, found by running each paradigm once under each condition.

    Raises:
        InputError: for a target that is no figure of its paradigm, or has another unit.
    """
    found: dict[str, Column] = {}
    seen: list[tuple[Condition, Mapping[str, Column]]] = []
    for k, (target, unit) in enumerate(zip(targets, units, strict=True)):
        if not is_paradigm_column(target.measure):
            continue
        at = file.inner(f"targets.{k + 1}")
        columns = next((had for condition, had in seen if condition == target.condition), None)
        if columns is None:
            fixed = {**study.fixed, **target.condition}
            try:
                columns = planned(dataclasses.replace(study, fixed=fixed)).columns
            except InputError as error:
                raise at.refuse("measure", target.measure, error.allowed) from None
            seen.append((target.condition, columns))
        with at.key("measure"):
            choose("measure", target.measure, columns)
        _check_unit(at, target.measure, unit, columns[target.measure].unit)
        found |= columns
    return found


def _levers_of(name: str) -> tuple[str, ...]:
    return SHORT_FORMS.get(name, (name,))


def _named_target(file: FileErrors, table: dict[str, Any]) -> _Target:
    """One target, of which the condition is not yet checked."""
    target = validated(_Target, table, file.refuse)
    with file.key("measure"):
        if is_paradigm_column(target.measure):
            from motorloops.experiments.paradigms.registry import PARADIGMS  # slow to import

            choose("paradigm", target.measure.partition(".")[0], PARADIGMS)
            return target
        choose("measure", target.measure, MEASURES)
    _check_unit(file, target.measure, target.unit, MEASURES[target.measure].unit)
    return target


def _check_unit(file: FileErrors, measure: str, given: str, unit: str) -> None:
    if given != unit:
        raise file.refuse("unit", given, f"the unit of {measure} is {unit}")


def _study(given: _FitFile, table: dict[str, Any], measures: list[str], path: Path) -> Study:
    """The runs of the first generation, checked as a study."""
    own = {key: table[key] for key in STUDY_KEYS if key in table}
    design = {"kind": "lhs", "samples": 2 * given.particles, "axes": given.parameters}
    seeds = {"count": given.seeds, "kind": "independent"}
    own |= {"design": design, "seeds": seeds}
    named = dict.fromkeys(measures)
    figures = [name.partition(".")[0] for name in named if is_paradigm_column(name)]
    if timeline := [name for name in named if not is_paradigm_column(name)]:
        own["measures"] = timeline
    if figures:
        own["paradigms"] = list(dict.fromkeys(figures))
    try:
        return check_study(own, path)
    except InputError as error:
        field = error.field.replace("design.axes", "parameters")
        if field == f"{path.name}: measures":  # none of them can be had
            field = f"{path.name}: targets.1.measure"
            raise InputError(field, measures[0], error.allowed) from None
        raise InputError(field, error.value, error.allowed) from None


def _target(file: FileErrors, given: _Target, study: Study, held: Mapping[str, str]) -> Target:
    """A target, of which the condition is checked."""
    network = study.network()
    check_apart(file, given.condition, held)
    condition: dict[str, float | str] = {}
    for name, value in given.condition.items():
        with file.key(name):
            choose("lever", name, [*levers(), *SHORT_FORMS])
            condition[name] = check_value(name, value, network)
    with file.key("task"):
        task_channel(study.base().replace(**expand(condition)), network.body)
    return Target(given.measure, given.value, given.sd, condition)


def _defaults(file: FileErrors, targets: list[Target], study: Study) -> Condition:
    """The value of each lever of a condition where the condition of another target lacks it."""
    base = study.base().as_dict()
    used: dict[str, float | str] = {}
    owner: dict[str, str] = {}
    for k, target in enumerate(targets):
        for name, value in target.condition.items():
            at = file.inner(f"targets.{k + 1}.condition")
            for lever in _levers_of(name):
                if owner.setdefault(lever, name) != name:
                    allowed = f"another target sets {owner[lever]}; name it the same in all targets"
                    raise at.refuse(name, value, allowed)
            values = {base[lever] for lever in _levers_of(name)}
            everywhere = all(name in other.condition for other in targets)
            if len(values) > 1 and not everywhere:
                allowed = f"{name} has no single value in the other targets; name its levers"
                raise at.refuse(name, value, allowed)
            used[name] = value if everywhere else values.pop()
    return used
