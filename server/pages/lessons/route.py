"""The address of the Lessons page."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from motorloops.model.errors import InputError, choose, nearest
from motorloops.model.presets import preset
from motorloops.model.recording import Configuration, Recording
from motorloops.server.pages.lessons.lesson import Lesson, LessonCondition, lessons
from motorloops.server.url_state import EMBED, fields_of, write_query

PATH, EXPLORE = "/lessons", "/"
VIEWS = ("teacher", "worksheets", "glossary")
STEPS = ("predict", "run", "observe", "explain", "try")
LAST_SEED = 999_999
MAX_HELPERS = 2


@dataclass(frozen=True)
class LessonRoute:
    """One view of the lessons.

    Attributes:
        view: one of :data:`VIEWS`; empty for the list and the lessons.
        lesson: its number from 1, or 0 for the list of all.
        seed: the first measured seed.
        step: one of :data:`STEPS`.
        guess: an option of the lesson; empty for no guess.
        at: value of the visitor's lever; None for the lesson's own.
        helpers: of a puzzle, at most :data:`MOST_HELPERS`.
        large: whether type is large, for a projector.
        answers: whether worksheets show the model's answers.
    """

    view: str = ""
    lesson: int = 0
    seed: int = 1
    step: str = "predict"
    guess: str = ""
    at: float | None = None
    helpers: tuple[str, ...] = ()
    large: bool = False
    answers: bool = False

    @property
    def plan(self) -> Lesson:
        """The lesson of a route that has one."""
        return lessons()[self.lesson - 1]

    def link(self) -> str:
        """Its address, without values that equal the defaults."""
        given = {
            field.name: _written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return f"{PATH}?{urlencode(given, safe=',')}" if given else PATH


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, bool | float) else str(value)


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdecimal() and low <= int(text[:12]) <= high):
        raise InputError(name, text[:40], f"give a whole number from {low} to {high}")
    return int(text)


def _switch(name: str, text: str) -> bool:
    return bool(_whole(name, text, 0, 1))


def _lever(text: str, plan: Lesson) -> float | None:
    low, high = plan.lever_range if plan.lever else (0.0, -1.0)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        allowed = f"give a number from {low:g} to {high:g}" if plan.lever else "it has no lever"
        raise InputError("at", text[:40], allowed)
    return None if value == plan.at else value


def _helpers(text: str, plan: Lesson) -> tuple[str, ...]:
    names = dict.fromkeys(choose("helpers", name[:40], plan.helpers) for name in text.split(","))
    if len(names) > MAX_HELPERS:
        raise InputError("helpers", text[:40], f"give at most {MAX_HELPERS}")
    return tuple(names)


def read_route(search: str | None) -> tuple[LessonRoute, str]:
    """Read the query of an address.

    Returns:
        The route without invalid parts, and a message about them (empty if none).
    """
    try:
        given = fields_of(search or "")
    except InputError as problem:
        return LessonRoute(), str(problem)
    problems: list[str] = []
    found: dict[str, Any] = {}

    def take(name: str, read: Callable[[str], object]) -> None:
        text = given.pop(name, "")
        if text:
            try:
                found[name] = read(text)
            except InputError as problem:
                problems.append(str(problem))

    take("view", lambda text: choose("view", text[:40], VIEWS))
    take("lesson", lambda text: _whole("lesson", text, 1, len(lessons())))
    take("seed", lambda text: _whole("seed", text, 1, LAST_SEED))
    take("large", lambda text: _switch("large", text))
    take("answers", lambda text: _switch("answers", text))
    if found.get("lesson"):
        plan = lessons()[found["lesson"] - 1]
        take("step", lambda text: choose("step", text[:40], STEPS))
        take("guess", lambda text: choose("guess", text[:40], plan.options))
        take("at", lambda text: _lever(text, plan))
        take("helpers", lambda text: _helpers(text, plan))
    take(EMBED, lambda text: _switch(EMBED, text))
    found.pop(EMBED, None)  # the shell reads it
    known = [field.name for field in fields(LessonRoute)]
    for name, text in given.items():
        if name in known:
            problems.append(str(InputError(name, text[:40], "it needs a lesson")))
        else:
            problems.append(
                str(InputError("address", name[:40], nearest(name[:40], known).strip()))
            )
    return LessonRoute(**found), problems[0] if problems else ""


def explore_link(condition: LessonCondition, seed: int) -> str:
    """The address at which Explore opens with the levers of a condition."""
    body = preset(condition.preset).body or Configuration().body
    setting = Configuration(condition.params(), body, condition.preset)
    return f"{EXPLORE}?{write_query(Recording(setting, seed))}"
