"""The lessons, read from ``lessons.toml``: conditions, measures and claims.

The texts of a lesson are in the string table (``server/strings/en/lessons``), under its key.
"""

import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motorloops.experiments.statistics import healthy_limit
from motorloops.model.errors import choose
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import build_network
from motorloops.model.params import SHORT_FORMS, Params, expand, levers
from motorloops.model.presets import preset
from motorloops.model.timeline import TIMELINES

BODY = "arm"  # of all lessons
TABLE = Path(__file__).parent / "lessons.toml"
Sure = Literal["good", "some", "little", "contested"]
Levers = dict[str, float | str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LessonCondition(_Part):
    """A preset with changed levers; ``later`` applies from 1 s after the person relaxes."""

    preset: str = "healthy"
    levers: Levers = {}
    later: Levers = {}

    @model_validator(mode="after")
    def _known(self) -> Self:
        preset(self.preset)
        expand(self.levers)
        expand(self.later)
        return self

    def params(self) -> Params:
        """The setting at the start."""
        return Params().replace(**preset(self.preset).changes).replace(**self.levers)


class Rule(_Part):
    """A statement that runs decide: a sum over conditions whose interval of the mean is in a range.

    Attributes:
        take: factor of each condition's figure in the sum, seed by seed.
        low: the interval begins at or above this; no bound if missing.
        high: the interval ends at or below this; no bound if missing.
        measure: name in ``motorloops.model.measures.MEASURES``; the lesson's own measure if empty.
    """

    take: dict[str, float] = Field(min_length=1)
    low: float = -float("inf")
    high: float = float("inf")
    measure: str = ""


class LessonEvidence(_Part):
    """A published finding for the lesson: keys of the references, and how certain it is.

    The source ``assumption`` marks an assumption of the model.
    """

    sources: tuple[str, ...] = Field(min_length=1)
    sure: Sure


class Helper(_Part):
    """A helper of a puzzle: the levers that it changes."""

    levers: Levers


class Lesson(_Part):
    """One lesson.

    Attributes:
        key: of its texts in the string table.
        protocol: name in ``motorloops.model.timeline.TIMELINES``.
        seconds: length of a run.
        measure: the observed measure, a name in ``motorloops.model.measures.MEASURES``.
        marked: whether the picture marks the measure's healthy limit.
        goal: of a puzzle: the value to get below, which the picture marks instead; 0 for none.
        lever: the lever that the visitor may move, or an alias; empty for none.
        at: the lesson's value of that lever.
        conditions: by key, in order of appearance; all share the noise of each seed.
        bars: the conditions that are shown; the others are compared with the first.
        after: the condition that the text compares with the first.
        explore: the condition that Explore opens; ``after`` if empty.
        options: the possible guesses; each is the model's answer if all its rules are met.
        answer: the option that is true in the lesson's own setting.
        claims: further statements of the lesson.
        evidence: by key of its text.
        helpers: of a puzzle; at most two at a time.
    """

    key: str
    protocol: str = "hold"
    seconds: float = 2.3
    measure: str
    marked: bool = False
    goal: float = Field(0.0, ge=0.0)
    lever: str = ""
    at: float = 0.0
    conditions: dict[str, LessonCondition]
    bars: tuple[str, ...] = Field(min_length=2)
    after: str
    explore: str = ""
    options: dict[str, tuple[Rule, ...]] = Field(min_length=2)
    answer: str
    claims: dict[str, Rule]
    evidence: dict[str, LessonEvidence] = Field(min_length=1)
    helpers: dict[str, Helper] = {}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        where = f"lesson {self.key}"
        choose(f"{where}: protocol", self.protocol, TIMELINES)
        for key in (*self.bars, self.after, *filter(None, [self.explore])):
            choose(f"{where}: condition", key, self.conditions)
        choose(f"{where}: answer", self.answer, self.options)
        for rule in self.rules:
            choose(f"{where}: measure", rule.measure or self.measure, MEASURES)
            for key in rule.take:
                choose(f"{where}: condition", key, self.conditions)
        for helper in self.helpers.values():
            expand(helper.levers)
        if self.lever:
            choose(f"{where}: lever", self.lever, [*levers(), *SHORT_FORMS])
            if self.moved(self.lever_range[0]) == self.conditions:
                raise ValueError(f"{where}: no condition has {self.lever} at {self.at:g}")
        return self

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, of the options and of the claims."""
        return (*(r for rules in self.options.values() for r in rules), *self.claims.values())

    @property
    def line(self) -> float:
        """Value of the measure marked in the picture, a goal or a healthy limit; 0 for none."""
        if self.goal:
            return self.goal
        limit = healthy_limit(self.measure, build_network(BODY).body) if self.marked else None
        return limit or 0.0

    @property
    def lever_range(self) -> tuple[float, float]:
        """Lowest and highest value of the visitor's lever."""
        name = SHORT_FORMS.get(self.lever, (self.lever,))[0]
        return levers()[name].low, levers()[name].high

    def moved(self, value: float) -> dict[str, LessonCondition]:
        """The conditions with another value of the visitor's lever where the lesson sets it."""
        names = set(expand({self.lever: self.at})) if self.lever else set()
        found = {}
        for key, condition in self.conditions.items():
            full = expand({**preset(condition.preset).changes, **condition.levers})
            hit = {name: value for name in names if full.get(name) == self.at}
            found[key] = condition.model_copy(update={"levers": {**condition.levers, **hit}})
            if not hit:
                found[key] = condition
        return found

    def helped(self, helpers: Iterable[str]) -> LessonCondition:
        """The first condition of a puzzle with the levers of some helpers moved as well."""
        start = self.conditions[self.bars[0]]
        moved = {name: v for key in helpers for name, v in self.helpers[key].levers.items()}
        return start.model_copy(update={"levers": {**start.levers, **moved}})


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in order."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["lesson"]
    return tuple(Lesson(**row) for row in rows)
