"""The last three steps of a lesson: Observe, Explain and Try."""

from collections.abc import Iterator

import solara

from model.citation import citation
from model.measures import MEASURES
from server.elements import tag
from server.lessons.measuring import PUZZLE, Measured
from server.lessons.parts import Picture, condition_name
from server.lessons.place import Place, explore_link
from server.lessons.plan import Evidence, Lesson, Rule
from server.lessons.texts import entry, figure, glossary, marked, paragraph, tell, words_in
from server.lessons.work import Work

ASSUMPTION = "assumption"


def after(measured: Measured) -> str:
    """The condition that is held against the first: a person's own if there is one."""
    return PUZZLE if PUZZLE in measured.figures else measured.lesson.after


def comparison(measured: Measured) -> str:
    """What came out, in one sentence made from the figures."""
    lesson = measured.lesson
    before, last = lesson.bars[0], after(measured)
    change = measured.summary(Rule(take={last: 1.0, before: -1.0}))
    direction = "same"
    if change.low is not None and change.high is not None:
        direction = "more" if change.low > 0 else "less" if change.high < 0 else "same"
    unit = MEASURES[lesson.measure].unit
    return tell(
        f"observe.{direction}",
        measure=tell(f"measures.{lesson.measure}.name"),
        before=condition_name(measured, before),
        after=condition_name(measured, last),
        high=figure(measured.of(last).mean, unit),
        low=figure(measured.of(before).mean, unit),
    )


def model_answer(measured: Measured) -> str:
    """The options that hold, in words."""
    told = [tell(f"lesson.{measured.lesson.key}.options.{key}") for key in measured.answers()]
    if not told:
        return tell("observe.no_answer")
    return tell("observe.also", one=told[0], other=told[1]) if len(told) > 1 else told[0]


def _waiting(work: Work) -> solara.Element:
    if work.problem:
        return tag("p", tell("run.failed", problem=work.problem), role="alert")
    return tag("p", tell("run.working"), role="status", classes="ml-status")


@solara.component
def Observe(place: Place, work: Work) -> solara.Element:  # noqa: N802
    """The guess beside the model's answer, then the bars."""
    measured = work.measured
    if measured is None:
        return _waiting(work)
    options = f"lesson.{measured.lesson.key}.options"
    guess = tell(f"{options}.{place.guess}") if place.guess else tell("observe.no_guess")
    cards = (("guess", guess), ("model", model_answer(measured)))
    solved = []
    if PUZZLE in measured.figures:
        under = measured.holds(Rule(take={PUZZLE: 1.0}, high=measured.lesson.line))
        solved = [tag("p", tell("observe.solved" if under else "observe.unsolved"))]
    return tag(
        "div",
        tag(
            "div",
            *(
                tag("div", tag("h3", tell(f"observe.{key}")), tag("p", text), classes="ml-answer")
                for key, text in cards
            ),
            classes="ml-answers",
        ),
        tag("p", comparison(measured), classes="ml-found"),
        *solved,
        Picture(measured),
    )


def _figures(measured: Measured) -> dict[str, str]:
    unit = MEASURES[measured.lesson.measure].unit
    return {key: figure(measured.of(key).mean, unit) for key in measured.lesson.conditions}


def _finding(lesson: Lesson, key: str, evidence: Evidence) -> solara.Element:
    sources = [citation(source) for source in evidence.sources if source != ASSUMPTION]
    return tag(
        "li",
        paragraph(tell(f"lesson.{lesson.key}.evidence.{key}")),
        tag("p", tell("explain.sure", sure=tell(f"sure.{evidence.sure}")), classes="ml-sure"),
        *(tag("p", tell("explain.source", source=line), classes="ml-meaning") for line in sources),
    )


def _claims(measured: Measured) -> Iterator[solara.Element]:
    for key, rule in measured.lesson.claims.items():
        verdict = "holds" if measured.holds(rule) else "fails"
        yield tag(
            "li",
            tag("p", tell(f"lesson.{measured.lesson.key}.claims.{key}")),
            tag("p", tell(f"explain.{verdict}"), classes=f"ml-verdict ml-verdict-{verdict}"),
        )


def sentences(measured: Measured) -> list[str]:
    """The three sentences that explain a lesson, with the figures just measured."""
    told = entry(f"lesson.{measured.lesson.key}.explain")
    if not isinstance(told, list):
        raise TypeError(f"explain of {measured.lesson.key} is no list")
    return [str(sentence).format(**_figures(measured)) for sentence in told]


def used_words(lesson: Lesson) -> list[str]:
    """The glossary words of a lesson."""
    found = entry(f"lesson.{lesson.key}")
    texts: list[str] = []
    parts: list[object] = [found, tell(f"measures.{lesson.measure}.meaning")]
    while parts:
        part = parts.pop(0)
        if isinstance(part, dict):
            parts = [*part.values(), *parts]
        elif isinstance(part, list):
            parts = [*part, *parts]
        else:
            texts.append(str(part))
    return words_in(texts)


@solara.component
def Explain(place: Place, work: Work) -> solara.Element:  # noqa: N802
    """Three sentences, what the model leaves out, what studies say, and the words used."""
    measured = work.measured
    if measured is None:
        return _waiting(work)
    lesson = measured.lesson
    findings = [_finding(lesson, key, row) for key, row in lesson.evidence.items()]
    return tag(
        "div",
        tag("p", *(p for text in sentences(measured) for p in (*marked(text), " "))),
        tag("h3", tell("explain.leaves_out")),
        paragraph(tell(f"lesson.{lesson.key}.leaves_out")),
        tag("h3", tell("explain.evidence")),
        tag("ul", *findings, classes="ml-points"),
        tag("h3", tell("explain.claims")),
        tag("ul", *_claims(measured), classes="ml-points"),
        tag("h3", tell("explain.words")),
        glossary(used_words(lesson)),
    )


@solara.component
def Try(place: Place) -> solara.Element:  # noqa: N802
    """The same setting, to play with."""
    lesson = place.plan
    conditions = lesson.conditions if place.at is None else lesson.moved(place.at)
    condition = conditions[lesson.after]
    if place.helpers:
        condition = lesson.helped(place.helpers)
    return tag(
        "div",
        paragraph(tell("try.text")),
        tag(
            "a",
            tell("try.open"),
            href=explore_link(condition, place.seed),
            classes="ml-press ml-primary",
        ),
        tag("h3", tell("try.ideas")),
        paragraph(tell(f"lesson.{lesson.key}.try")),
        paragraph(tell("page.notice"), "ml-meaning"),
    )
