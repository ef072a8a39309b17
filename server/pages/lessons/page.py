"""The Lessons page: the list, one lesson, the teacher's page, worksheets and glossary."""

from collections.abc import Callable
from dataclasses import replace

import solara

from motorloops.server.components.elements import Button, tag
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.lessons.elements import (
    Go,
    Place,
    Print,
    entry,
    glossary,
    lesson_text,
    paragraph,
    plain,
)
from motorloops.server.pages.lessons.lesson import Lesson, lessons
from motorloops.server.pages.lessons.measure import RUNS, MeasurementJob, use_measured
from motorloops.server.pages.lessons.route import LAST_SEED, VIEWS, LessonRoute, read_route
from motorloops.server.pages.lessons.steps import LessonView, comparison, model_answer, sentences
from motorloops.server.shell import Heading
from motorloops.server.strings import translate


@solara.component
def Overview(route: LessonRoute) -> solara.Element:
    """The introduction, and a card for each lesson."""
    cards = [
        tag(
            "li",
            tag(
                "h2",
                lesson_text(
                    "page.lesson", number=number, title=lesson_text(f"lesson.{lesson.key}.title")
                ),
            ),
            tag("p", plain(lesson_text(f"lesson.{lesson.key}.question"))),
            Go(lesson_text("page.open", number=number), replace(route, lesson=number)),
            classes="ml-tile",
        )
        for number, lesson in enumerate(lessons(), 1)
    ]
    return tag(
        "div",
        paragraph(lesson_text("page.intro"), "ml-lead"),
        paragraph(lesson_text("page.free"), "ml-lead"),
        tag("ol", *cards, classes="ml-cards"),
        paragraph(lesson_text("page.notice"), "ml-meaning"),
    )


@solara.component
def Glossary() -> solara.Element:
    """The glossary of all lessons."""
    words = entry("words")
    if not isinstance(words, dict):
        raise TypeError("the glossary is no table")
    return tag("section", glossary(sorted(words)), classes="ml-tile")


LINKS: dict[str, dict[str, str | bool]] = {
    "start": {},
    "big": {"large": True},
    "answer": {"step": "observe"},
}


@solara.component
def Teacher(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """A row of links per lesson; the seed is chosen for the whole class."""
    rows = []
    for number, lesson in enumerate(lessons(), 1):
        title = lesson_text(
            "page.lesson", number=number, title=lesson_text(f"lesson.{lesson.key}.title")
        )
        start = LessonRoute(lesson=number, seed=route.seed)
        links = [
            Go(f"{lesson_text(f'teacher.{key}')} ({number})", replace(start, **changes))
            for key, changes in LINKS.items()
        ]
        link = start.link()
        rows.append(
            tag(
                "li",
                tag("h3", title),
                tag("p", Place(path=link)),
                tag("div", *links, classes="ml-row"),
            )
        )
    sheets = LessonRoute(view="worksheets", seed=route.seed)
    other = route.seed + RUNS if route.seed + RUNS <= LAST_SEED else 1  # no seed in common
    seeds = [
        Button(lesson_text("teacher.next_seed"), lambda: move(replace(route, seed=other))),
        Button(lesson_text("teacher.first_seed"), lambda: move(replace(route, seed=1))),
    ]
    return tag(
        "section",
        tag("p", lesson_text("teacher.plan")),
        tag("p", lesson_text("teacher.intro", seed=route.seed)),
        tag("p", lesson_text("teacher.projector")),
        tag("h2", lesson_text("teacher.seed", seed=route.seed)),
        tag("div", *seeds, classes="ml-row"),
        tag("ul", *rows, classes="ml-teacher"),
        tag("div", Go(lesson_text("teacher.worksheets"), sheets, "ml-primary"), classes="ml-row"),
        classes="ml-tile",
    )


def _answer(work: MeasurementJob) -> list[solara.Element]:
    if work.measured is None:
        text = (
            lesson_text("run.failed", problem=work.problem)
            if work.problem
            else lesson_text("sheet.measuring")
        )
        return [tag("p", text, role="status")]
    return [
        tag("p", tag("strong", f"{lesson_text('sheet.answer')}: "), model_answer(work.measured)),
        tag("p", comparison(work.measured)),
        tag("p", " ".join(map(plain, sentences(work.measured)))),
    ]


def _lines(count: int) -> list[solara.Element]:
    return [tag("div", classes="ml-line", aria_hidden="true") for _ in range(count)]


@solara.component
def Sheet(number: int, lesson: Lesson, seed: int, work: MeasurementJob) -> solara.Element:
    """The worksheet of one lesson."""
    words = f"lesson.{lesson.key}"
    options = [tag("li", lesson_text(f"{words}.options.{key}")) for key in lesson.options]
    bars = [
        tag(
            "li",
            tag("span", lesson_text(f"{words}.conditions.{key}")),
            tag("span", classes="ml-axis"),
        )
        for key in lesson.bars
    ]
    foot = lesson_text("sheet.foot", number=number, first=seed, last=seed + RUNS - 1)
    return tag(
        "article",
        tag("h2", lesson_text("page.lesson", number=number, title=lesson_text(f"{words}.title"))),
        tag("p", lesson_text("sheet.name"), classes="ml-fill"),
        tag("p", plain(lesson_text(f"{words}.question"))),
        tag("h3", lesson_text("sheet.guess")),
        tag("ul", *options, classes="ml-boxes"),
        tag("p", lesson_text("sheet.reason")),
        *_lines(2),
        tag("h3", lesson_text("sheet.saw")),
        tag("p", plain(lesson_text(f"{words}.run"))),
        tag("p", lesson_text(f"measures.{lesson.measure}.name")),
        tag("ul", *bars, classes="ml-sketch"),
        tag("h3", lesson_text("sheet.explain")),
        *_lines(4),
        tag("p", lesson_text(f"{words}.think")),
        *_lines(2),
        *(_answer(work) if work.asked else []),
        tag("p", foot, classes="ml-meaning"),
        classes="ml-tile ml-paper",
    )


@solara.component
def Worksheets(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """All worksheets, one page each; answers are shown on request."""
    numbered = list(enumerate(lessons(), 1))
    orders = tuple((number, route.seed, None, ()) for number, _ in numbered)
    works = use_measured(orders if route.answers else ()) or tuple(
        MeasurementJob() for _ in numbered
    )
    flip = replace(route, answers=not route.answers)
    return tag(
        "div",
        tag("p", lesson_text("sheet.intro"), classes="ml-unprinted"),
        tag(
            "div",
            Print(text=lesson_text("sheet.print")),
            Button(
                lesson_text("sheet.hide" if route.answers else "sheet.show"), lambda: move(flip)
            ),
            classes="ml-row ml-unprinted",
        ),
        *(
            Sheet(number, lesson, route.seed, work)
            for (number, lesson), work in zip(numbered, works, strict=True)
        ),
    )


def _title(route: LessonRoute) -> str:
    if route.view:
        return lesson_text({"glossary": "page.glossary", "teacher": "teacher.title"}.get(
            route.view, "sheet.title"
        ))  # fmt: skip
    if route.lesson:
        title = lesson_text(f"lesson.{route.plan.key}.title")
        return lesson_text("page.lesson", number=route.lesson, title=title)
    return lesson_text("page.heading")


def _view(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    match route.view:
        case "teacher":
            return Teacher(route, move)
        case "worksheets":
            return Worksheets(route, move)
        case "glossary":
            return Glossary()
    return LessonView(route, move) if route.lesson else Overview(route)


@solara.component
def Ways(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """Links to the list, the teacher's page, the worksheets and the glossary."""
    links = [
        Go(
            lesson_text(f"page.{view}" if view else "page.all"),
            LessonRoute(view=view, seed=route.seed, large=route.large),
            current="page" if view == route.view and not route.lesson else "",
        )
        for view in ("", *VIEWS)
    ]
    large = Button(
        lesson_text("teacher.large"),
        lambda: move(replace(route, large=not route.large)),
        pressed=route.large,
    )
    return tag(
        "nav",
        *links,
        large,
        classes="ml-row ml-ways ml-unprinted",
        aria_label=lesson_text("page.views"),
    )


@solara.component
def Lessons() -> solara.Element:
    """The Lessons page, as set by its address."""
    router = solara.use_router()
    route, problem = read_route(router.search)

    def move(to: LessonRoute) -> None:
        router.push(to.link())

    view = _view(route, move)
    title = _title(route)
    report = [tag("p", lesson_text("page.problem", problem=problem), classes="ml-problem")]
    return tag(
        "div",
        Heading(text=title).key(f"heading-{title}"),
        tag("div", *(report if problem else []), role="alert"),
        *([] if NETWORKS.is_packaged else [paragraph(translate("network.lessons"), "ml-note")]),
        view.key(f"view-{route.view}-{route.lesson}"),
        Ways(route, move),
        classes="ml-lessons ml-large" if route.large else "ml-lessons",
    )
