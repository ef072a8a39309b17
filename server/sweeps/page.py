"""The Sweeps page: the form, what is under way, what is there to see."""

from collections.abc import Callable
from dataclasses import replace

import solara

from experiments.sweep.study import Study
from model.errors import BadInput
from model.measures import MEASURES
from model.recording import Recording
from server.address import query
from server.elements import Press, tag
from server.runner import Runner
from server.shell import Address, Heading, use_runner, use_search
from server.sweeps.desk import Desk, use_desk
from server.sweeps.form import Form, Measures, size_of, study_file
from server.sweeps.job import COMPLETE, Shown
from server.sweeps.opened import use_opened
from server.sweeps.pen import Pen
from server.sweeps.place import Place, read_place
from server.sweeps.plan import OWN
from server.sweeps.shelf import SHELF
from server.sweeps.shelves import Shelves
from server.sweeps.sight import Sight, progress
from server.words import say


def _arrive(runner: Runner, met: str, search: str | None) -> tuple[Place, str]:
    """Where a query leads, and what is wrong with it; an address also sets Explore up."""
    place, problem = read_place(met)
    if search and place.own and place.plan.start == OWN:
        runner.visit(place.own)
        problem = problem or runner.shown.problem
    return place, problem


def _study(place: Place, runner: Runner) -> tuple[Study | None, str]:
    """What the form asks for, or why it cannot be run."""
    try:
        return place.plan.study(runner.shown.setting), ""
    except BadInput as problem:
        return None, str(problem)


def _address(place: Place, runner: Runner) -> str:
    own = query(Recording(runner.shown.setting)) if place.plan.start == OWN else ""
    return replace(place, own=own).query()


def use_jobs(desk: Desk) -> tuple[Shown, ...]:
    """The sweeps of this session; the page is rendered anew when one has changed; a hook."""
    _, seen = solara.use_state(desk.shown())

    def look() -> None:
        seen(desk.shown())

    def follow() -> Callable[[], None]:
        desk.on_change = look

        def leave() -> None:
            desk.on_change = lambda: None

        return leave

    solara.use_effect(follow, [])
    return desk.shown()


def _order(desk: Desk, busy: Shown | None, run: Callable[[], None], able: bool) -> solara.Element:
    """The button that runs the sweep, or cancels the one under way and tells how far it is."""
    if busy is None:
        start = Press(say("sweeps.run"), run, icon="play", classes="ml-primary", idle=not able)
        return tag("div", start, classes="ml-order").key("ready")
    stop = Press(say("sweeps.cancel"), desk.cancel, icon="pause", classes="ml-primary")
    return tag("div", stop, progress(busy), classes="ml-order").key("busy")


@solara.component
def Sweeps() -> solara.Element:  # noqa: N802
    """Design a sweep, run it, and see what came of it."""
    runner, desk, met, search = use_runner(), use_desk(), use_search(), solara.use_router().search
    first, wrong = solara.use_memo(lambda: _arrive(runner, met, search), [])
    place, put = solara.use_state(first)
    pen = Pen(put)
    problem, tell = solara.use_state(wrong)
    jobs = use_jobs(desk)
    job = next((job for job in jobs if job.name == place.study), None)
    busy = next((job for job in jobs if job.state.under_way), None)
    finished = job is None or job.state.now == COMPLETE
    opened = use_opened(place.study if finished else "", desk, own=job is not None)
    study, refused = _study(place, runner)

    def attempt(act: Callable[[], str]) -> None:
        """Do what a sweep under way may forbid, and show the sweep that it names."""
        try:
            pen.place(study=act())
        except BadInput as error:
            tell(str(error))
        else:
            tell("")

    def run() -> None:
        wanted = study
        if wanted is not None:
            attempt(lambda: desk.start(wanted, place.plan.runs, SHELF.names()))

    told = refused or problem
    shows_measure = opened is not None and opened.grid is not None
    measures = Measures(
        tuple(MEASURES), place.plan.measure,
        lambda name: pen.plan(measure=name),
    )  # fmt: skip
    return tag(
        "div",
        Address(query=_address(place, runner)),
        Heading(text=say("sweeps.heading")),
        tag("p", say("sweeps.text"), classes="ml-note"),
        tag("div", *([tag("p", told, classes="ml-problem")] if told else []), role="alert"),
        tag(
            "section",
            tag("h2", say("sweeps.design")),
            Form(place.plan, runner.shown.setting, pen),
            tag("div", *([] if shows_measure else [measures])),
            tag("p", size_of(place.plan)),
            _order(desk, busy, run, study is not None),
            tag("div", *([study_file(study)] if study else [])),
            classes="ml-card",
        ),
        Sight(place, job, opened, pen, desk, lambda: attempt(lambda: desk.resume(place.study))),
        Shelves(jobs, place.study, lambda name: pen.place(study=name)),
        classes="ml-text ml-sweeps",
    )
