"""The lessons, read from ``frontend/app/lessons.toml``: conditions, measures, claims, sources.

The pages run in the visitor's browser (``frontend/app``) and get the same rows as JSON. Texts are
messages of ``strings/LANGUAGE/app/lessons.ftl``; :attr:`Lesson.messages` names those of a lesson.
"""

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motorloops.experiments.statistics import healthy_limit
from motorloops.model.errors import choose
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import build_network
from motorloops.model.params import SHORT_FORMS, Params, expand, levers
from motorloops.model.presets import preset
from motorloops.model.timeline import TIMELINES, Timeline, hold

TABLE = Path(__file__).parent / "frontend" / "app" / "lessons.toml"
ASSUMPTION = "assumption"  # source of what is assumed in the model
Sure = Literal["well-measured", "some-studies", "contested", "this-model-only"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]  # a part of a message's key
Levers = dict[str, float | str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Part):
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
        low: the interval begins at or above this; no bound if None.
        high: the interval ends at or below this; no bound if None.
        measure: name in ``motorloops.model.measures.MEASURES``; the lesson's own measure if empty.
    """

    take: dict[Name, float] = Field(min_length=1)
    low: float | None = None
    high: float | None = None
    measure: str = ""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("a rule has a bound: low, high or both")
        return self


class Claim(Rule):
    """A further statement of a lesson.

    Attributes:
        tuned: whether the weights were fitted, or a lever built, so that it holds.
    """

    tuned: bool


class Evidence(_Part):
    """A published finding: keys of the references, or :data:`ASSUMPTION`, and how sure it is."""

    sources: tuple[str, ...] = Field(min_length=1)
    sure: Sure


class Helper(_Part):
    """A helper of a puzzle: the levers that it changes."""

    levers: Levers


class Check(_Part):
    """A question after the explanation: its options, and the right one."""

    options: tuple[Name, ...] = Field(min_length=2)
    answer: str

    @model_validator(mode="after")
    def _answered(self) -> Self:
        choose("check: answer", self.answer, self.options)
        return self


class Scale(_Part):
    """The scale of a worksheet's bars, from 0, in the unit that the page shows."""

    high: float = Field(gt=0.0)
    step: float = Field(gt=0.0)


class Lesson(_Part):
    """One lesson: predict, run, observe, explain, try.

    Attributes:
        key: of its messages.
        body: name of the body.
        protocol: name in ``motorloops.model.timeline.TIMELINES``.
        seconds: length of a run.
        hold: seconds of effort of the protocol "hold".
        measure: the observed measure, a name in ``motorloops.model.measures.MEASURES``.
        marked: whether the picture marks the measure's healthy limit in this body.
        aim: of a puzzle: the value to get below, which the picture marks instead; 0 for none.
        lever: the lever that the visitor may move, or a short form; empty for none.
        at: the lesson's value of that lever.
        conditions: by key, in order of appearance; all share the noise of each seed.
        bars: the conditions that are shown; the others are only compared.
        after: the condition that the text compares with the first bar.
        explore: the condition that Explore opens; ``after`` if empty.
        options: the possible guesses; each is the model's answer if all its rules are met.
        answer: the option that is true in the lesson's own setting.
        tuned: whether the weights were fitted so that the answer is true.
        claims: further statements of the lesson.
        evidence: by key of its message.
        helpers: of a puzzle; at most two at a time.
        misconceptions: keys of ideas that the lesson answers.
        ages: youngest and oldest reader it is meant for.
        minutes: that it takes in a class.
        check: the question after the explanation.
        scale: of the worksheet's bars.
    """

    key: Name
    body: str
    protocol: str = "hold"
    seconds: float = 2.3
    hold: float = Field(1.0, gt=0.0)
    measure: str
    marked: bool = False
    aim: float = Field(0.0, ge=0.0)
    lever: str = ""
    at: float = 0.0
    conditions: dict[Name, Condition]
    bars: tuple[str, ...] = Field(min_length=2)
    after: str
    explore: str = ""
    options: dict[Name, tuple[Rule, ...]] = Field(min_length=2)
    answer: str
    tuned: bool
    claims: dict[Name, Claim] = Field(min_length=1)
    evidence: dict[Name, Evidence] = Field(min_length=1)
    helpers: dict[Name, Helper] = {}
    misconceptions: tuple[Name, ...] = Field(min_length=1)
    ages: tuple[int, int]
    minutes: int = Field(gt=0)
    check: Check
    scale: Scale

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
            if not any(self.moves(condition) for condition in self.conditions.values()):
                raise ValueError(f"{where}: no condition has {self.lever} at {self.at:g}")
        return self

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, of the options and of the claims."""
        return (*(r for rules in self.options.values() for r in rules), *self.claims.values())

    @property
    def line(self) -> float:
        """Value of the measure marked in the picture, an aim or a healthy limit; 0 for none."""
        if self.aim:
            return self.aim
        limit = healthy_limit(self.measure, build_network(self.body).body) if self.marked else None
        return limit or 0.0

    def moves(self, condition: Condition) -> frozenset[str]:
        """The levers of a condition that the visitor's lever moves: those at the lesson's value."""
        params = condition.params()
        names = expand({self.lever: self.at}) if self.lever else {}
        return frozenset(name for name in names if getattr(params, name) == self.at)

    def timeline(self) -> Timeline:
        """The timeline of a run, without the later levers of a condition."""
        if self.protocol == "hold":
            return hold(self.seconds, hold_s=self.hold)
        return TIMELINES[self.protocol](self.seconds)

    @property
    def messages(self) -> tuple[str, ...]:
        """Keys of all messages of the lesson."""
        single = (
            "title question run explain-1 explain-2 explain-3 leaves-out try think goal-1 goal-2"
        )
        parts = [*single.split(), "check", "check-why", *(["lever"] if self.lever else [])]
        parts += [f"option-{key}" for key in self.options]
        parts += [f"condition-{key}" for key in self.conditions]
        parts += [f"claim-{key}" for key in self.claims]
        parts += [f"evidence-{key}" for key in self.evidence]
        parts += [f"check-option-{key}" for key in self.check.options]
        for key in self.misconceptions:
            parts += [f"misconception-{key}", f"misconception-{key}-answer"]
        if self.helpers:
            parts += [*(f"helper-{key}" for key in self.helpers), "condition-yours"]
        return tuple(f"lesson-{self.key}-{part}" for part in parts)


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in order."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["lesson"]
    return tuple(Lesson.model_validate(row) for row in rows)


def lessons_for_pages() -> list[dict[str, object]]:
    """The lessons as JSON-ready rows for the pages, each with the ``line`` that its picture marks.

    Returns:
        One row a lesson, with the attributes of :class:`Lesson`; what is None is left out.
    """
    return [
        {**lesson.model_dump(mode="json", exclude_none=True), "line": lesson.line}
        for lesson in lessons()
    ]
