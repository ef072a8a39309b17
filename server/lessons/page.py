"""The page of the lessons: list, lesson, teacher's page, worksheets and glossary."""

from collections.abc import Callable
from dataclasses import replace

import solara

from server.elements import Press, tag
from server.lessons.lesson import LessonView
from server.lessons.overview import Glossary, Overview
from server.lessons.parts import Go
from server.lessons.place import VIEWS, Place, read_place
from server.lessons.teacher import Teacher, Worksheets
from server.lessons.texts import tell
from server.shell import Heading


def _title(place: Place) -> str:
    if place.view:
        return tell({"glossary": "page.glossary", "teacher": "teacher.title"}.get(
            place.view, "sheet.title"
        ))  # fmt: skip
    if place.lesson:
        title = tell(f"lesson.{place.plan.key}.title")
        return tell("page.lesson", number=place.lesson, title=title)
    return tell("page.heading")


def _view(place: Place, move: Callable[[Place], None]) -> solara.Element:
    match place.view:
        case "teacher":
            return Teacher(place, move)
        case "worksheets":
            return Worksheets(place, move)
        case "glossary":
            return Glossary()
    return LessonView(place, move) if place.lesson else Overview(place)


@solara.component
def Ways(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """The ways to the list, the teacher's page, the worksheets and the glossary."""
    links = [
        Go(
            tell(f"page.{view}" if view else "page.all"),
            Place(view=view, seed=place.seed, large=place.large),
            current="page" if view == place.view and not place.lesson else "",
        )
        for view in ("", *VIEWS)
    ]
    large = Press(
        tell("teacher.large"),
        lambda: move(replace(place, large=not place.large)),
        pressed=place.large,
    )
    return tag(
        "nav", *links, large, classes="ml-row ml-ways ml-unprinted", aria_label=tell("page.views")
    )


@solara.component
def Lessons() -> solara.Element:  # noqa: N802
    """The whole page, as its address says."""
    router = solara.use_router()
    place, problem = read_place(router.search)

    def move(to: Place) -> None:
        router.push(to.link())

    view = _view(place, move)
    title = _title(place)
    told = [tag("p", tell("page.problem", problem=problem), classes="ml-problem")]
    return tag(
        "div",
        Heading(text=title).key(f"heading-{title}"),
        tag("div", *(told if problem else []), role="alert"),
        view.key(f"view-{place.view}-{place.lesson}"),
        Ways(place, move),
        classes="ml-lessons ml-large" if place.large else "ml-lessons",
    )
