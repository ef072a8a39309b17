"""The five steps of a lesson: predict, run, observe, explain, try."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import solara

from motorloops.model.measures import MEASURES
from motorloops.model.network.atlas import citation
from motorloops.model.params import SHORT_FORMS, levers
from motorloops.server.components.elements import Button, Choice, Slider, tag
from motorloops.server.components.levers import scale_of, slider_spec, to_model
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.lessons.elements import (
    Go,
    Picture,
    Title,
    condition_name,
    entry,
    figure,
    glossary,
    lesson_text,
    marked,
    paragraph,
    words_in,
)
from motorloops.server.pages.lessons.lesson import Lesson, LessonEvidence, Rule, lessons
from motorloops.server.pages.lessons.measure import (
    PUZZLE,
    RUNS,
    Measured,
    MeasurementJob,
    Order,
    order_of,
    use_measured,
)
from motorloops.server.pages.lessons.route import MAX_HELPERS, STEPS, LessonRoute, explore_link
from motorloops.server.shell import use_kept
from motorloops.server.strings import translate


@solara.component
def Predict(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """One choice, no clock, and no need to choose."""
    lesson = route.plan
    words = f"lesson.{lesson.key}"
    options = [
        {"value": key, "label": lesson_text(f"{words}.options.{key}")} for key in lesson.options
    ]
    options.append({"value": "", "label": lesson_text("predict.none")})
    return tag(
        "div",
        paragraph(lesson_text(f"{words}.question"), "ml-question"),
        tag(
            "div",
            Choice(
                name=f"guess-{lesson.key}",
                legend=lesson_text("predict.legend"),
                options=options,
                value=route.guess,
                event_pick=lambda guess: move(replace(route, guess=guess)),
            ),
            classes="ml-guess",
        ),
        paragraph(lesson_text("predict.skip"), "ml-meaning"),
    )


def lever_spec(lesson: Lesson) -> tuple[dict[str, object], float]:
    """The slider's specification, and the factor from the lever's unit to the displayed one."""
    first = levers()[SHORT_FORMS.get(lesson.lever, (lesson.lever,))[0]]
    lever = replace(
        first,
        name=f"lesson-{lesson.key}",
        label=lesson_text(f"lesson.{lesson.key}.lever"),
        meaning="",
        default=lesson.at,
    )
    return slider_spec(lever), scale_of(lever)


@solara.component
def Puller(route: LessonRoute, at: float, pull: Callable[[float], None]) -> solara.Element:
    """The lever that the visitor may move."""
    spec, scale = lever_spec(route.plan)

    def picked(value: float) -> None:
        moved = to_model(value, scale)
        if isinstance(moved, float) and float(str(spec["low"])) <= value <= float(
            str(spec["high"])
        ):
            pull(moved)

    usual = route.plan.at
    extra = []
    if at != usual:
        shown = f"{usual * scale:g} {spec['unit']}"
        extra = [
            paragraph(lesson_text("run.moved", usual=shown)),
            Button(lesson_text("run.back"), lambda: pull(usual)),
        ]
    return tag(
        "div",
        tag("h3", lesson_text("run.lever")),
        Slider(spec=spec, value=round(at * scale, 6), event_pick=picked),
        *extra,
    )


@solara.component
def Helpers(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """The helpers of a puzzle, a few of which may be picked."""
    full = len(route.helpers) >= MAX_HELPERS

    def toggle(key: str) -> None:
        if key in route.helpers:
            move(replace(route, helpers=tuple(k for k in route.helpers if k != key)))
        elif not full:
            move(replace(route, helpers=(*route.helpers, key)))

    buttons = [
        Button(
            lesson_text(f"lesson.{route.plan.key}.helpers.{key}"),
            lambda key=key: toggle(key),
            pressed=key in route.helpers,
            idle=full and key not in route.helpers,
        )
        for key in route.plan.helpers
    ]
    return tag(
        "div",
        tag("h3", lesson_text("run.helpers")),
        tag("div", *buttons, classes="ml-row", role="group", aria_label=lesson_text("run.helpers")),
        tag("p", lesson_text("run.full") if full else "", role="status", classes="ml-meaning"),
    )


@solara.component
def Run(
    route: LessonRoute,
    work: MeasurementJob,
    move: Callable[[LessonRoute], None],
    ask: Callable[[LessonRoute], None],
) -> solara.Element:
    """The setting, the lever, and the button that starts the runs."""
    lesson = route.plan
    at, pull = solara.use_state(lesson.at if route.at is None else route.at)
    wanted = replace(route, at=None if at == lesson.at else at)
    status = ""
    if work.problem:
        status = lesson_text("run.failed", problem=work.problem)
    elif work.busy:
        status = lesson_text("run.working")
    elif work.measured is not None:
        status = lesson_text("run.done", runs=RUNS)
    pulling = [Puller(route, at, pull)] if lesson.lever else []
    if lesson.helpers:
        pulling.append(Helpers(route, move))
    seeds = lesson_text("run.seeds", runs=RUNS, first=route.seed, last=route.seed + RUNS - 1)
    return tag(
        "div",
        tag("h3", lesson_text("run.setting")),
        paragraph(lesson_text(f"lesson.{lesson.key}.run")),
        *pulling,
        Button(
            lesson_text("run.go", runs=RUNS), lambda: ask(wanted), icon="play", classes="ml-primary"
        ),
        tag("p", status, role="status", classes="ml-status"),
        paragraph(seeds, "ml-meaning"),
    )


ASSUMPTION = "assumption"


def after(measured: Measured) -> str:
    """The condition compared with the first: the visitor's own if there is one."""
    return PUZZLE if PUZZLE in measured.figures else measured.lesson.after


def about_same(measured: Measured, last: str) -> bool:
    """Whether the lesson itself calls the difference from the first condition no difference."""
    change, bounds = {last: 1.0, measured.lesson.bars[0]: -1.0}, (-math.inf, math.inf)
    alike = [
        rules[0]
        for rules in measured.lesson.options.values()
        if len(rules) == 1
        and (rules[0].take, rules[0].measure) == (change, "")
        and not {rules[0].low, rules[0].high} & {*bounds}
    ]
    return any(map(measured.holds, alike))


def comparison(measured: Measured) -> str:
    """The result, in one sentence built from the figures."""
    lesson = measured.lesson
    before, last = lesson.bars[0], after(measured)
    change = measured.summary(Rule(take={last: 1.0, before: -1.0}))
    direction = "same"
    if change.low is not None and change.high is not None and not about_same(measured, last):
        direction = "more" if change.low > 0 else "less" if change.high < 0 else "same"
    unit = MEASURES[lesson.measure].unit
    return lesson_text(
        f"observe.{direction}",
        measure=lesson_text(f"measures.{lesson.measure}.name"),
        before=condition_name(measured, before),
        after=condition_name(measured, last),
        high=figure(measured.of(last).mean, unit),
        low=figure(measured.of(before).mean, unit),
    )


def model_answer(measured: Measured) -> str:
    """The true options, in words."""
    told = [
        lesson_text(f"lesson.{measured.lesson.key}.options.{key}") for key in measured.answers()
    ]
    if not told:
        return lesson_text("observe.no_answer")
    return lesson_text("observe.also", one=told[0], other=told[1]) if len(told) > 1 else told[0]


def _waiting(work: MeasurementJob) -> solara.Element:
    if work.problem:
        return tag("p", lesson_text("run.failed", problem=work.problem), role="alert")
    return tag("p", lesson_text("run.working"), role="status", classes="ml-status")


@solara.component
def Observe(route: LessonRoute, work: MeasurementJob) -> solara.Element:
    """The guess and the model's answer, then the bars."""
    measured = work.measured
    if measured is None:
        return _waiting(work)
    options = f"lesson.{measured.lesson.key}.options"
    guess = (
        lesson_text(f"{options}.{route.guess}") if route.guess else lesson_text("observe.no_guess")
    )
    cards = (("guess", guess), ("model", model_answer(measured)))
    solved = []
    if PUZZLE in measured.figures:
        under = measured.holds(Rule(take={PUZZLE: 1.0}, high=measured.lesson.line))
        solved = [tag("p", lesson_text("observe.solved" if under else "observe.unsolved"))]
    return tag(
        "div",
        tag(
            "div",
            *(
                tag(
                    "div",
                    tag("h3", lesson_text(f"observe.{key}")),
                    tag("p", text),
                    classes="ml-answer",
                )
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


def _finding(lesson: Lesson, key: str, evidence: LessonEvidence) -> solara.Element:
    sources = [citation(source) for source in evidence.sources if source != ASSUMPTION]
    return tag(
        "li",
        paragraph(lesson_text(f"lesson.{lesson.key}.evidence.{key}")),
        tag(
            "p",
            lesson_text("explain.sure", sure=lesson_text(f"sure.{evidence.sure}")),
            classes="ml-sure",
        ),
        *(
            tag("p", lesson_text("explain.source", source=line), classes="ml-meaning")
            for line in sources
        ),
    )


def _claims(measured: Measured) -> Iterator[solara.Element]:
    for key, rule in measured.lesson.claims.items():
        verdict = "holds" if measured.holds(rule) else "fails"
        yield tag(
            "li",
            tag("p", lesson_text(f"lesson.{measured.lesson.key}.claims.{key}")),
            tag("p", lesson_text(f"explain.{verdict}"), classes=f"ml-verdict ml-verdict-{verdict}"),
        )


def sentences(measured: Measured) -> list[str]:
    """The three explanatory sentences of a lesson, with the measured figures."""
    texts = entry(f"lesson.{measured.lesson.key}.explain")
    if not isinstance(texts, list):
        raise TypeError(f"explain of {measured.lesson.key} is no list")
    return [str(sentence).format(**_figures(measured)) for sentence in texts]


def used_words(lesson: Lesson) -> list[str]:
    """The glossary words of a lesson."""
    found = entry(f"lesson.{lesson.key}")
    texts: list[str] = []
    parts: list[object] = [found, lesson_text(f"measures.{lesson.measure}.meaning")]
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
def Explain(route: LessonRoute, work: MeasurementJob) -> solara.Element:
    """The explanation, limits of the model, evidence and glossary of a lesson."""
    measured = work.measured
    if measured is None:
        return _waiting(work)
    lesson = measured.lesson
    findings = [_finding(lesson, key, row) for key, row in lesson.evidence.items()]
    return tag(
        "div",
        tag("p", *(p for text in sentences(measured) for p in (*marked(text), " "))),
        tag("h3", lesson_text("explain.leaves_out")),
        paragraph(lesson_text(f"lesson.{lesson.key}.leaves_out")),
        tag("h3", lesson_text("explain.evidence")),
        tag("ul", *findings, classes="ml-points"),
        tag("h3", lesson_text("explain.claims")),
        tag("ul", *_claims(measured), classes="ml-points"),
        tag("h3", lesson_text("explain.words")),
        glossary(used_words(lesson)),
    )


@solara.component
def Try(route: LessonRoute) -> solara.Element:
    """The setting of the lesson, as a link to Explore."""
    lesson = route.plan
    conditions = lesson.conditions if route.at is None else lesson.moved(route.at)
    opened = lesson.explore or lesson.after
    condition, setting = conditions[opened], lesson_text(f"lesson.{lesson.key}.conditions.{opened}")
    if route.helpers:
        condition = lesson.helped(route.helpers)
        setting = lesson_text(f"lesson.{lesson.key}.conditions.{PUZZLE}")
    way = [paragraph(translate("network.no_link"))]
    if NETWORKS.is_packaged:
        href = explore_link(condition, route.seed)
        link = tag("a", lesson_text("try.open"), href=href, classes="ml-press ml-primary")
        way = [paragraph(lesson_text("try.text", setting=setting)), link]
    return tag(
        "div",
        *way,
        tag("h3", lesson_text("try.ideas")),
        paragraph(lesson_text(f"lesson.{lesson.key}.try")),
        paragraph(lesson_text("page.notice"), "ml-meaning"),
    )


MEASURED_STEPS = ("observe", "explain")  # these steps need figures, so they request them


@solara.component
def Steps(route: LessonRoute) -> solara.Element:
    """The five steps, each of which can be opened at any time."""
    items = [
        tag(
            "li",
            Go(
                f"{number}. {lesson_text(f'steps.{step}')}",
                replace(route, step=step),
                current="step" if step == route.step else "",
            ),
        )
        for number, step in enumerate(STEPS, 1)
    ]
    return tag("nav", tag("ol", *items), classes="ml-steps", aria_label=lesson_text("steps.label"))


@solara.component
def Onward(route: LessonRoute) -> solara.Element:
    """The next step, and the lessons before and after."""
    at, plans = STEPS.index(route.step), lessons()
    links = []
    if at + 1 < len(STEPS):
        step = STEPS[at + 1]
        text = lesson_text("steps.on", step=lesson_text(f"steps.{step}"))
        main = "" if route.step == "run" else "ml-primary"  # there, Run is primary
        links.append(Go(text, replace(route, step=step), main))
    for key, number in (("previous", route.lesson - 1), ("next", route.lesson + 1)):
        if 1 <= number <= len(plans):
            title = lesson_text(f"lesson.{plans[number - 1].key}.title")
            other = LessonRoute(lesson=number, seed=route.seed, large=route.large)
            links.append(Go(lesson_text(f"page.{key}", title=title), other))
    return tag("div", *links, classes="ml-row ml-onward")


def _step(
    route: LessonRoute,
    work: MeasurementJob,
    move: Callable[[LessonRoute], None],
    run: Callable[[LessonRoute], None],
) -> solara.Element:
    match route.step:
        case "run":
            return Run(route, work, move, run)
        case "observe":
            return Observe(route, work)
        case "explain":
            return Explain(route, work)
        case "try":
            return Try(route)
        case _:
            return Predict(route, move)


@solara.component
def LessonView(route: LessonRoute, move: Callable[[LessonRoute], None]) -> solara.Element:
    """The current step, and links to the others."""
    kept = use_kept("lesson", dict[str, Order])
    asked, ask = solara.use_state(kept.get("asked"))  # the order started with Run
    order = order_of(route)
    wanted = route.step in MEASURED_STEPS or asked == order
    work = next(iter(use_measured((order,) if wanted else ())), MeasurementJob())

    def run(at: LessonRoute) -> None:
        kept["asked"] = order_of(at)
        ask(order_of(at))
        move(at)

    return tag(
        "div",
        Steps(route),
        tag(
            "section",
            Title(text=lesson_text(f"steps.{route.step}")).key(f"title-{route.lesson}"),
            _step(route, work, move, run).key(f"{route.lesson}-{route.step}"),
            classes="ml-tile",
        ),
        Onward(route),
    )
