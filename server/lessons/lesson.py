"""One lesson: five steps in any order, all of whose state stands in the address."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import solara

from server.elements import tag
from server.lessons.asking import Predict, Run
from server.lessons.parts import Go, Title
from server.lessons.place import STEPS, Place
from server.lessons.plan import lessons
from server.lessons.seeing import Explain, Observe, Try
from server.lessons.texts import tell
from server.lessons.work import Order, Work, order_of, use_measured

MEASURED_STEPS = ("observe", "explain")  # these need figures, so they ask for them


@solara.component
def Steps(place: Place) -> solara.Element:  # noqa: N802
    """The five steps, any of which may be gone to at any time."""
    items = [
        tag(
            "li",
            Go(
                f"{number}. {tell(f'steps.{step}')}",
                replace(place, step=step),
                current="step" if step == place.step else "",
            ),
        )
        for number, step in enumerate(STEPS, 1)
    ]
    return tag("nav", tag("ol", *items), classes="ml-steps", aria_label=tell("steps.label"))


@solara.component
def Onward(place: Place) -> solara.Element:  # noqa: N802
    """The next step, and the lessons before and after."""
    at, plans = STEPS.index(place.step), lessons()
    links = []
    if at + 1 < len(STEPS):
        step = STEPS[at + 1]
        text = tell("steps.on", step=tell(f"steps.{step}"))
        main = "" if place.step == "run" else "ml-primary"  # there it is the run itself
        links.append(Go(text, replace(place, step=step), main))
    for key, number in (("previous", place.lesson - 1), ("next", place.lesson + 1)):
        if 1 <= number <= len(plans):
            title = tell(f"lesson.{plans[number - 1].key}.title")
            other = Place(lesson=number, seed=place.seed, large=place.large)
            links.append(Go(tell(f"page.{key}", title=title), other))
    return tag("div", *links, classes="ml-row ml-onward")


def _step(
    place: Place, work: Work, move: Callable[[Place], None], run: Callable[[Place], None]
) -> solara.Element:
    match place.step:
        case "run":
            return Run(place, work, move, run)
        case "observe":
            return Observe(place, work)
        case "explain":
            return Explain(place, work)
        case "try":
            return Try(place)
        case _:
            return Predict(place, move)


@solara.component
def LessonView(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """The step that the visitor is at, and the ways to the others."""
    asked, ask = solara.use_state(cast(Order | None, None))  # what a person pressed Run for
    order = order_of(place)
    wanted = place.step in MEASURED_STEPS or asked == order
    work = next(iter(use_measured((order,) if wanted else ())), Work())

    def run(at: Place) -> None:
        ask(order_of(at))
        move(at)

    return tag(
        "div",
        Steps(place),
        tag(
            "section",
            Title(text=tell(f"steps.{place.step}")).key(f"title-{place.lesson}"),
            _step(place, work, move, run).key(f"{place.lesson}-{place.step}"),
            classes="ml-tile",
        ),
        Onward(place),
    )
