"""The first two steps of a lesson: Predict and Run."""

from collections.abc import Callable
from dataclasses import replace

import solara

from model.params import SHORT_FORMS, levers
from server.controls import scale_of, slider_spec, to_model
from server.elements import Choice, Press, Slider, tag
from server.lessons.measuring import RUNS
from server.lessons.place import MOST_HELPERS, Place
from server.lessons.plan import Lesson
from server.lessons.texts import paragraph, tell
from server.lessons.work import Work


@solara.component
def Predict(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """One choice, no clock, and no need to choose."""
    lesson = place.plan
    words = f"lesson.{lesson.key}"
    options = [{"value": key, "label": tell(f"{words}.options.{key}")} for key in lesson.options]
    options.append({"value": "", "label": tell("predict.none")})
    return tag(
        "div",
        paragraph(tell(f"{words}.question"), "ml-question"),
        tag(
            "div",
            Choice(
                name=f"guess-{lesson.key}",
                legend=tell("predict.legend"),
                options=options,
                value=place.guess,
                event_pick=lambda guess: move(replace(place, guess=guess)),
            ),
            classes="ml-guess",
        ),
        paragraph(tell("predict.skip"), "ml-meaning"),
    )


def lever_spec(lesson: Lesson) -> tuple[dict[str, object], float]:
    """What the slider of the freed lever needs, and the factor from its unit to the shown one."""
    first = levers()[SHORT_FORMS.get(lesson.lever, (lesson.lever,))[0]]
    lever = replace(
        first,
        name=f"lesson-{lesson.key}",
        label=tell(f"lesson.{lesson.key}.lever"),
        meaning="",
        default=lesson.at,
    )
    return slider_spec(lever), scale_of(lever)


@solara.component
def Puller(place: Place, at: float, pull: Callable[[float], None]) -> solara.Element:  # noqa: N802
    """The freed lever."""
    spec, scale = lever_spec(place.plan)

    def picked(value: float) -> None:
        moved = to_model(value, scale)
        if isinstance(moved, float) and float(str(spec["low"])) <= value <= float(
            str(spec["high"])
        ):
            pull(moved)

    usual = place.plan.at
    extra = []
    if at != usual:
        shown = f"{usual * scale:g} {spec['unit']}"
        extra = [
            paragraph(tell("run.moved", usual=shown)),
            Press(tell("run.back"), lambda: pull(usual)),
        ]
    return tag(
        "div",
        tag("h3", tell("run.lever")),
        Slider(spec=spec, value=round(at * scale, 6), event_pick=picked),
        *extra,
    )


@solara.component
def Helpers(place: Place, move: Callable[[Place], None]) -> solara.Element:  # noqa: N802
    """The helpers of a puzzle, of which a few may be picked."""
    full = len(place.helpers) >= MOST_HELPERS

    def toggle(key: str) -> None:
        if key in place.helpers:
            move(replace(place, helpers=tuple(k for k in place.helpers if k != key)))
        elif not full:
            move(replace(place, helpers=(*place.helpers, key)))

    buttons = [
        Press(
            tell(f"lesson.{place.plan.key}.helpers.{key}"),
            lambda key=key: toggle(key),
            pressed=key in place.helpers,
            idle=full and key not in place.helpers,
        )
        for key in place.plan.helpers
    ]
    return tag(
        "div",
        tag("h3", tell("run.helpers")),
        tag("div", *buttons, classes="ml-row", role="group", aria_label=tell("run.helpers")),
        tag("p", tell("run.full") if full else "", role="status", classes="ml-meaning"),
    )


@solara.component
def Run(  # noqa: N802
    place: Place, work: Work, move: Callable[[Place], None], ask: Callable[[Place], None]
) -> solara.Element:
    """What is set, the lever, and the button that starts the runs."""
    lesson = place.plan
    at, pull = solara.use_state(lesson.at if place.at is None else place.at)
    wanted = replace(place, at=None if at == lesson.at else at)
    status = ""
    if work.problem:
        status = tell("run.failed", problem=work.problem)
    elif work.busy:
        status = tell("run.working")
    elif work.measured is not None:
        status = tell("run.done", runs=RUNS)
    pulling = [Puller(place, at, pull)] if lesson.lever else []
    if lesson.helpers:
        pulling.append(Helpers(place, move))
    seeds = tell("run.seeds", runs=RUNS, first=place.seed, last=place.seed + RUNS - 1)
    return tag(
        "div",
        tag("h3", tell("run.setting")),
        paragraph(tell(f"lesson.{lesson.key}.run")),
        *pulling,
        Press(tell("run.go", runs=RUNS), lambda: ask(wanted), icon="play", classes="ml-primary"),
        tag("p", status, role="status", classes="ml-status"),
        paragraph(seeds, "ml-meaning"),
    )
