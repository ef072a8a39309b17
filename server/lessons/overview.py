"""The list of all lessons, and the glossary."""

from dataclasses import replace

import solara

from server.elements import tag
from server.lessons.parts import Go
from server.lessons.place import Place
from server.lessons.plan import lessons
from server.lessons.texts import entry, glossary, paragraph, plain, tell


@solara.component
def Overview(place: Place) -> solara.Element:  # noqa: N802
    """What the lessons are about, and a card for each."""
    cards = [
        tag(
            "li",
            tag("h2", tell("page.lesson", number=number, title=tell(f"lesson.{lesson.key}.title"))),
            tag("p", plain(tell(f"lesson.{lesson.key}.question"))),
            Go(tell("page.open", number=number), replace(place, lesson=number)),
            classes="ml-tile",
        )
        for number, lesson in enumerate(lessons(), 1)
    ]
    return tag(
        "div",
        paragraph(tell("page.intro"), "ml-lead"),
        paragraph(tell("page.free"), "ml-lead"),
        tag("ol", *cards, classes="ml-cards"),
        paragraph(tell("page.notice"), "ml-meaning"),
    )


@solara.component
def Glossary() -> solara.Element:  # noqa: N802
    """Every word that the lessons explain."""
    words = entry("words")
    if not isinstance(words, dict):
        raise TypeError("the glossary is no table")
    return tag("section", glossary(sorted(words)), classes="ml-tile")
