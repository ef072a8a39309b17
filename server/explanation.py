"""What explains some figures of a person: a visitor's choices, and the answer to them.

The estimator reads whole tests, so that a visitor starts from the figures of an example and moves
some of them: a slider moves one kind of figure of a test, such as its overflow, at all its places.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np

from motorloops.model.errors import InputError, choose
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.recording import Configuration, Recording
from motorloops.server.components.error_boundary import use_latest
from motorloops.server.url_state import PLAIN, check_known, fields_of, write_query

if TYPE_CHECKING:  # the estimators are slow to import, and most visitors look at other pages
    from motorloops.experiments.inference.answer import Answer
    from motorloops.experiments.inference.estimator import Estimator
    from motorloops.experiments.inference.measurements import Measurements

# The kinds of figures with a slider, most telling first; of another test, the first ones.
KINDS = {
    "hold_and_release": ("overflow", "co_contraction_index", "after_contraction"),
    "graded_effort": ("overflow", "co_contraction_index", "agonist_activation"),
    "multichannel_emg": ("activity_at_rest", "onset", "after_contraction"),
    "stress": ("overflow", "co_contraction_index", "agonist_activation"),
    "ballistic": ("overlap", "antagonist_peak", "top_speed", "agonist_duration"),
}
MOST_SLIDERS = 4  # of one test
LOST = 0.5  # of inhibition, in an example
# Shares of a lever's range in health, and beside a loss: nearer to the end predictions are poor.
LEAST, BESIDE = 0.05, 0.1
TRIALS = 2
SURE = 0.8  # probability from which a place is called likely
LISTED = 0.05  # probability from which a place is listed
HEALTHY = "healthy"
LONGEST_TABLE = 100_000  # characters
FIELDS = ("body", "example", "tests", "moved")
TABLE = "table.csv"  # name of a pasted table in messages
SLOTS = threading.BoundedSemaphore(2)  # answers that are worked out at once, in all sessions


@cache
def _estimators() -> dict[str, Estimator]:
    """The packaged estimators that fit the packaged networks, by body, the default one first."""
    from motorloops.experiments.inference.estimator import PACKAGED, packaged_estimator

    names = sorted((path.stem for path in PACKAGED.glob("*.npz")), key=lambda n: n != DEFAULT_BODY)
    found = {}
    for name in names:
        try:
            found[name] = packaged_estimator(name)
        except InputError as problem:  # trained on a network that has changed since then
            logging.getLogger(__name__).warning("%s", problem)
    return found


def bodies() -> tuple[str, ...]:
    """The bodies with an estimator, the default one first; may be empty."""
    return tuple(_estimators())


def estimator_of(body: str) -> Estimator:
    """The estimator of a body.

    Raises:
        InputError: For a body that has none.
    """
    return _estimators()[choose("body", body, bodies())]


@dataclass(frozen=True)
class Kind:
    """One kind of figure of a test, with a slider.

    Attributes:
        paradigm: Name of the test.
        name: Of the kind, such as ``"overflow"``.
        members: Index of its figures among the estimator's measures.
        head: Index of the figure that the slider shows; the others move along with it.
        unit: Of the figures.
        stops: Values of the slider, rising: quantiles of the training runs.
    """

    paradigm: str
    name: str
    members: tuple[int, ...]
    head: int
    unit: str
    stops: tuple[float, ...]

    @property
    def key(self) -> str:
        """``PARADIGM.KIND``."""
        return f"{self.paradigm}.{self.name}"

    def stop(self, value: float) -> int:
        """Index of the stop that is nearest to a value."""
        return int(np.abs(np.array(self.stops) - value).argmin())


def kinds(estimator: Estimator, paradigm: str) -> list[Kind]:
    """The kinds of figures of a test that have a slider."""
    members: dict[str, list[int]] = {}
    for k, measure in enumerate(estimator.measures):
        own, _, figure = measure.partition(".")
        if own == paradigm:
            members.setdefault(figure.partition("@")[0], []).append(k)
    shown = [name for name in KINDS.get(paradigm, tuple(members)) if name in members]
    found = []
    for name in shown[:MOST_SLIDERS]:
        own, head = members[name], members[name][(len(members[name]) - 1) // 2]
        knots = {float(f"{value:.3g}") for value in estimator.values[head]}
        stops = tuple(sorted(knots))
        found.append(Kind(paradigm, name, tuple(own), head, estimator.units[head], stops))
    return found


def all_kinds(estimator: Estimator) -> dict[str, Kind]:
    """The kinds of figures with a slider, of all tests, by key."""
    return {kind.key: kind for name in estimator.paradigms for kind in kinds(estimator, name)}


def examples(estimator: Estimator) -> tuple[str, ...]:
    """Names of the examples: health, and the levers of the estimator that take inhibition away."""
    return (HEALTHY, *(lever.name for lever in estimator.levers if lever.name in LOSSES))


@cache
def example_values(body: str, example: str) -> np.ndarray:
    """(K,) figures of an example, as the estimator predicts them, on average over its weights."""
    estimator = estimator_of(body)
    choose("example", example, examples(estimator))
    share = LEAST if example == HEALTHY else BESIDE
    at = [
        LOST if lever.name == example else lever.low + share * (lever.high - lever.low)
        for lever in estimator.levers
    ]
    sets = np.arange(max(1, len(estimator.weights)))
    logits = np.repeat(estimator.logits(np.array([at])), len(sets), axis=0)
    scores = estimator.predict(logits, np.zeros(len(sets), int), sets).mean(axis=0)
    values = estimator.unscore(scores)
    values.setflags(write=False)
    return values


@dataclass(frozen=True)
class Choices:
    """What a visitor has chosen.

    Attributes:
        body: Name of a body with an estimator.
        example: Whose figures the sliders start from.
        tests: The tests done, one or more, in the order of the estimator.
        moved: Values of the sliders that were moved, by key of their kind.
        table: A pasted table, which counts instead of the sliders; None if there is none.
    """

    body: str = DEFAULT_BODY
    example: str = HEALTHY
    tests: tuple[str, ...] = ("graded_effort",)
    moved: tuple[tuple[str, float], ...] = ()
    table: str | None = None

    @property
    def estimator(self) -> Estimator:
        """The estimator of the body."""
        return estimator_of(self.body)

    def on(self, body: str) -> Choices:
        """The same on another body, as far as it has the tests; no slider is moved."""
        estimator = estimator_of(body)
        tests = tuple(name for name in self.tests if name in estimator.paradigms)
        example = self.example if self.example in examples(estimator) else HEALTHY
        return Choices(body, example, tests or estimator.paradigms[:1])

    def started(self, example: str) -> Choices:
        """Start from an example; no slider is moved."""
        choose("example", example, examples(self.estimator))
        return replace(self, example=example, moved=(), table=None)

    def toggled(self, test: str) -> Choices:
        """With a test more or less; at least one stays."""
        choose("tests", test, self.estimator.paradigms)
        chosen = {*self.tests} ^ {test} or {test}
        tests = tuple(name for name in self.estimator.paradigms if name in chosen)
        return replace(self, tests=tests, table=None)

    def set(self, key: str, value: float) -> Choices:
        """Move a slider.

        Raises:
            InputError: For an unknown slider, or a value outside its range.
        """
        found = all_kinds(self.estimator)
        kind = found[choose("moved", key, found)]
        low, high = kind.stops[0], kind.stops[-1]
        if not low <= value <= high:
            raise InputError(key, value, f"give a number from {low:g} to {high:g}")
        return replace(self, moved=tuple((dict(self.moved) | {key: value}).items()), table=None)

    def pasted(self, text: str) -> Choices:
        """With a pasted table, which counts instead of the sliders.

        Raises:
            InputError: For the first thing in it that cannot be used.
        """
        read_table(text, self.body)
        return replace(self, table=text)

    def without_table(self) -> Choices:
        """With the sliders as they stand."""
        return replace(self, table=None)

    @property
    def values(self) -> np.ndarray:
        """(K,) all figures, with the sliders as they stand."""
        values, estimator = example_values(self.body, self.example).copy(), self.estimator
        found = all_kinds(estimator)
        for key, value in self.moved:
            kind, own = found[key], values.copy()
            own[kind.head] = value
            step = (estimator.score(own) - estimator.score(values))[kind.head]
            along = estimator.unscore(estimator.score(values) + step)
            members = [*kind.members]
            values[members] = along[members]
            values[kind.head] = value
        return values

    def measurements(self) -> Measurements:
        """The figures of the tests done, each the mean of two trials; or those of the table.

        Raises:
            InputError: For the first thing in the table that cannot be used.
        """
        if self.table is not None:
            return read_table(self.table, self.body)
        from motorloops.experiments.inference.measurements import Measurement, Measurements

        # Without a spread, the estimator takes the least standard error, that of two trials.
        rows = [
            Measurement(paradigm, measure, float(value), 0.0, TRIALS, unit)
            for name, value, unit in zip(
                self.estimator.measures, self.values, self.estimator.units, strict=True
            )
            for paradigm, _, measure in [name.partition(".")]
            if paradigm in self.tests
        ]
        return Measurements(self.body, tuple(rows))

    def query(self) -> str:
        """The query of an address with these choices; a table is not in it."""
        start = Choices(bodies()[0])
        fields = {
            "body": self.body if self.body != start.body else "",
            "example": self.example if self.example != start.example else "",
            "tests": ",".join(self.tests) if self.tests != start.tests else "",
            "moved": ",".join(f"{key}:{value:g}" for key, value in self.moved),
        }
        return urlencode({name: text for name, text in fields.items() if text}, safe=PLAIN)


def read_choices(search: str | None) -> Choices:
    """Read the query of an address.

    Raises:
        InputError: For the first value that is not allowed.
    """
    fields = fields_of(search or "")
    check_known(fields, FIELDS)
    start = Choices(bodies()[0])
    found = start.on(fields.get("body", start.body)).started(fields.get("example", start.example))
    names = [name for name in fields.get("tests", "").split(",") if name]
    for name in names:
        choose("tests", name, found.estimator.paradigms)
    tests = tuple(name for name in found.estimator.paradigms if name in names)
    found = replace(found, tests=tests or found.tests)
    for part in filter(None, fields.get("moved", "").split(",")):
        key, _, text = part.partition(":")
        try:
            value = float(text)
        except ValueError:
            raise InputError("moved", part[:80], "give NAME:NUMBER, with commas between") from None
        found = found.set(key, value)
    return found


def read_table(text: str, body: str) -> Measurements:
    """Read a pasted table, with the checks of the command.

    Raises:
        InputError: For the first thing that cannot be used.
    """
    from motorloops.experiments.inference.answer import accepted_measures
    from motorloops.experiments.inference.measurements import read_measurements

    if len(text) > LONGEST_TABLE:
        size = f"{len(text)} characters"
        raise InputError("table", size, f"give at most {LONGEST_TABLE} characters")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TABLE
        path.write_text(text, encoding="utf-8", newline="")
        try:
            return read_measurements(path, body, accepted_measures(estimator_of(body)))
        except InputError as problem:
            if problem.value == str(path):  # where it lies here is nobody's business
                raise InputError("table", text.strip(), problem.allowed) from None
            raise


def table_of(choices: Choices) -> str:
    """The figures of the tests done as a table, to be edited and pasted."""
    lines = ["paradigm,measure,value,spread,n,unit"]
    lines += [
        f"{row.paradigm},{row.measure},{row.value:.4g},0,{row.n},{row.unit}"
        for row in choices.measurements().rows
    ]
    return "\n".join(lines) + "\n"


def likely_condition(answer: Answer) -> str:
    """The query with which Explore shows the mean levers and the likeliest region."""
    changes: dict[str, float | str] = {
        name: round(lever.mean, 2) for name, lever in answer.levers.items()
    }
    changes |= {
        name: max(chances, key=lambda each: chances[each])
        for name, chances in answer.places.items()
    }
    params = Params().replace(**changes)
    return write_query(Recording(Configuration(params, answer.estimator.body, HEALTHY)))


@dataclass(frozen=True)
class Found:
    """The answer to some choices, or why there is none.

    Attributes:
        choices: That were answered.
        answer: None if there is none.
        problem: In one line; empty if there is an answer.
    """

    choices: Choices
    answer: Answer | None = None
    problem: str = ""


def explain(choices: Choices) -> Found:
    """Answer some choices; bad input is reported in what is found."""
    from motorloops.experiments.inference.answer import infer

    try:
        return Found(choices, infer(choices.measurements(), choices.estimator))
    except InputError as problem:
        return Found(choices, problem=str(problem))


def use_answer(choices: Choices) -> tuple[bool, Found | None]:
    """Answer in a separate thread; a hook.

    Returns:
        Whether an answer is being worked out, and the latest one.
    """
    found = use_latest(choices, explain, SLOTS)
    return found is None or found.choices != choices, found
