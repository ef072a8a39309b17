"""For teachers: links that set lesson, seed and state, and worksheets to print."""

from collections.abc import Callable
from dataclasses import replace

import solara

from server.elements import Press, tag
from server.lessons.measuring import RUNS
from server.lessons.parts import Go, Print
from server.lessons.place import LAST_SEED, Place
from server.lessons.plan import Lesson, lessons
from server.lessons.seeing import comparison, model_answer, sentences
from server.lessons.texts import plain, tell
from server.lessons.work import Work, use_measured

LINKS: dict[str, dict[str, str | bool]] = {
    "start": {},
    "big": {"large": True},
    "answer": {"step": "observe"},
}


@solara.component
def Teacher(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """A row of links a lesson; the seed is chosen for the whole class."""
    rows = []
    for number, lesson in enumerate(lessons(), 1):
        title = tell("page.lesson", number=number, title=tell(f"lesson.{lesson.key}.title"))
        start = Place(lesson=number, seed=place.seed)
        links = [
            Go(f"{tell(f'teacher.{key}')} ({number})", replace(start, **changes))
            for key, changes in LINKS.items()
        ]
        link = start.link()
        rows.append(
            tag(
                "li",
                tag("h3", title),
                tag("p", tag("code", link)),
                tag("div", *links, classes="ml-row"),
            )
        )
    sheets = Place(view="worksheets", seed=place.seed)
    other = place.seed + RUNS if place.seed + RUNS <= LAST_SEED else 1  # none of the same noise
    seeds = [
        Press(tell("teacher.next_seed"), lambda: move(replace(place, seed=other))),
        Press(tell("teacher.first_seed"), lambda: move(replace(place, seed=1))),
    ]
    return tag(
        "section",
        tag("p", tell("teacher.plan")),
        tag("p", tell("teacher.intro", seed=place.seed)),
        tag("p", tell("teacher.projector")),
        tag("h2", tell("teacher.seed", seed=place.seed)),
        tag("div", *seeds, classes="ml-row"),
        tag("ul", *rows, classes="ml-teacher"),
        tag("div", Go(tell("teacher.worksheets"), sheets, "ml-primary"), classes="ml-row"),
        classes="ml-tile",
    )


def _answer(work: Work) -> list[solara.Element]:
    if work.measured is None:
        text = tell("run.failed", problem=work.problem) if work.problem else tell("sheet.measuring")
        return [tag("p", text, role="status")]
    return [
        tag("p", tag("strong", f"{tell('sheet.answer')}: "), model_answer(work.measured)),
        tag("p", comparison(work.measured)),
        tag("p", " ".join(map(plain, sentences(work.measured)))),
    ]


def _lines(count: int) -> list[solara.Element]:
    return [tag("div", classes="ml-line", aria_hidden="true") for _ in range(count)]


@solara.component
def Sheet(number: int, lesson: Lesson, seed: int, work: Work) -> solara.Element:  # noqa: N802
    """One lesson on paper."""
    words = f"lesson.{lesson.key}"
    options = [tag("li", tell(f"{words}.options.{key}")) for key in lesson.options]
    bars = [
        tag("li", tag("span", tell(f"{words}.conditions.{key}")), tag("span", classes="ml-axis"))
        for key in lesson.bars
    ]
    foot = tell("sheet.foot", number=number, first=seed, last=seed + RUNS - 1)
    return tag(
        "article",
        tag("h2", tell("page.lesson", number=number, title=tell(f"{words}.title"))),
        tag("p", tell("sheet.name"), classes="ml-fill"),
        tag("p", plain(tell(f"{words}.question"))),
        tag("h3", tell("sheet.guess")),
        tag("ul", *options, classes="ml-boxes"),
        tag("p", tell("sheet.reason")),
        *_lines(2),
        tag("h3", tell("sheet.saw")),
        tag("p", plain(tell(f"{words}.run"))),
        tag("p", tell(f"measures.{lesson.measure}.name")),
        tag("ul", *bars, classes="ml-sketch"),
        tag("h3", tell("sheet.explain")),
        *_lines(4),
        tag("p", tell(f"{words}.think")),
        *_lines(2),
        *(_answer(work) if work.asked else []),
        tag("p", foot, classes="ml-meaning"),
        classes="ml-tile ml-paper",
    )


@solara.component
def Worksheets(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """All worksheets, a page each; answers only when asked for."""
    numbered = list(enumerate(lessons(), 1))
    orders = tuple((number, place.seed, None, ()) for number, _ in numbered)
    works = use_measured(orders if place.answers else ()) or tuple(Work() for _ in numbered)
    flip = replace(place, answers=not place.answers)
    return tag(
        "div",
        tag("p", tell("sheet.intro"), classes="ml-unprinted"),
        tag(
            "div",
            Print(text=tell("sheet.print")),
            Press(tell("sheet.hide" if place.answers else "sheet.show"), lambda: move(flip)),
            classes="ml-row ml-unprinted",
        ),
        *(
            Sheet(number, lesson, place.seed, work)
            for (number, lesson), work in zip(numbered, works, strict=True)
        ),
    )
