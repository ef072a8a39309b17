"""The Sweeps page: the form, the sweep in progress, its results, and the lists of sweeps."""

import threading
from collections.abc import Callable
from dataclasses import replace

import solara

from motorloops.experiments.analysis.labels import listed, name_of
from motorloops.experiments.sweeps.study import Study
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.recording import Recording
from motorloops.server.components.elements import Button, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.pages.sweeps.design import OWN
from motorloops.server.pages.sweeps.form import Form, Measures, size_of, study_file
from motorloops.server.pages.sweeps.jobs import (
    COMPLETE,
    LIMITS,
    LOOK_S,
    STOPPED,
    JobManager,
    JobView,
    use_job_manager,
)
from motorloops.server.pages.sweeps.results import LoadedResult, SweepFindings, use_loaded_result
from motorloops.server.pages.sweeps.route import RouteReducer, SweepsRoute, read_route
from motorloops.server.pages.sweeps.studies import STUDIES, StudyEntry
from motorloops.server.setting import SettingState
from motorloops.server.shell import Address, Heading, use_search, use_setting
from motorloops.server.strings import translate
from motorloops.server.url_state import write_query


def progress(job: JobView) -> solara.Element:
    """The progress of a sweep, as a bar with text."""
    done, words = job.state.done, translate(f"sweep_states.{job.state.now}")
    text = translate("sweeps.progress", done=done, runs=job.runs)
    bar = tag(
        "div",
        tag("div", style=f"width:{100 * done / job.runs:.1f}%"),
        classes="ml-progress", role="progressbar", aria_label=translate("sweeps.progress_label"),
        aria_valuemin="0", aria_valuemax=str(job.runs), aria_valuenow=str(done),
        aria_valuetext=text,
    )  # fmt: skip
    state = tag("p", words, role="status")
    return tag("div", bar, tag("p", text), state, classes="ml-job-progress")


def _unfinished(job: JobView, resume: Callable[[], None]) -> list[solara.Element]:
    if job.state.under_way:
        return [tag("p", translate("sweeps.wait"), classes="ml-note").key("wait")]
    parts = [tag("p", translate(f"sweep_states.{job.state.now}")).key("state")]
    if job.state.problem:
        parts.append(tag("p", job.state.problem, classes="ml-problem").key("problem"))
    if job.state.now == STOPPED:
        done = translate("sweeps.progress", done=job.state.done, runs=job.runs)
        parts.append(tag("p", done).key("done"))
        parts.append(Button(translate("sweeps.resume"), resume, icon="play").key("resume"))
    return parts


@solara.component
def ResultPanel(
    route: SweepsRoute,
    job: JobView | None,
    loaded: LoadedResult | None,
    reducer: RouteReducer,
    manager: JobManager,
    resume: Callable[[], None],
) -> solara.Element:
    """The sweep or study that is open.

    Args:
        route: the route of the page.
        job: the open sweep, if it is one of this visitor.
        loaded: its results, once it is complete.
        reducer: receives the visitor's choices.
        manager: the visitor's manager.
        resume: called to resume the open sweep.
    """
    if not route.study:
        inside = [tag("p", translate("sweeps.empty"), classes="ml-note").key("empty")]
    elif loaded is not None:
        inside = [SweepFindings(loaded, route, reducer, manager).key(f"findings-{loaded.name}")]
    elif job is None or job.state.now == COMPLETE:
        inside = [tag("p", translate("sweeps.reading"), role="status").key("reading")]
    else:
        inside = _unfinished(job, resume)
    title = (
        translate("sweeps.result", name=route.study)
        if route.study
        else translate("sweeps.no_result")
    )
    return tag("section", tag("h2", title), *inside, classes="ml-card")


NONE: tuple[StudyEntry, ...] = ()


def _what(study: Study, runs: int) -> str:
    moved = listed([name_of(name) for name in study.design.names])
    return translate("sweeps.what", levers=moved, body=study.body, runs=runs)


def _row(name: str, facts: list[str], seen: bool, show: Callable[[str], None]) -> solara.Element:
    button = Button(
        translate("sweeps.open"),
        lambda: show(name),
        pressed=seen,
        title=translate("sweeps.open_name", name=name),
    )
    return tag(
        "li",
        tag("div", tag("strong", name), *(tag("p", fact, classes="ml-note") for fact in facts)),
        button,
    )


@solara.component
def StudyLists(jobs: tuple[JobView, ...], seen: str, show: Callable[[str], None]) -> solara.Element:
    """The sweeps and studies that can be opened.

    Args:
        jobs: the sweeps of this visitor.
        seen: name of the open one; empty if none.
        show: called with the name of the one that a visitor opens.
    """
    entries, keep = solara.use_state(NONE)

    def look() -> None:
        if STUDIES.there:
            keep(tuple(STUDIES.entries()))

    use_background(look, [])
    own = [
        _row(
            job.name,
            [_what(job.study, job.runs), translate(f"sweep_states.{job.state.now}")],
            job.name == seen, show,
        ).key(job.name)
        for job in jobs
    ]  # fmt: skip
    studies = [
        _row(
            entry.name,
            [_what(entry.study, entry.runs), translate("sweeps.when", when=entry.when)],
            entry.name == seen, show,
        ).key(entry.name)
        for entry in entries
    ]  # fmt: skip
    why = translate("sweeps.no_studies" if STUDIES.there else "sweeps.no_folder")
    nothing = tag("p", why, classes="ml-note")
    return tag(
        "section",
        tag("h2", translate("sweeps.yours")),
        tag("p", translate("sweeps.yours_text", most=LIMITS.sweeps), classes="ml-note"),
        tag("ul", *own, classes="ml-studies"),
        tag("h2", translate("sweeps.studies")),
        tag("ul", *studies, classes="ml-studies"),
        *([] if studies else [nothing]),
        classes="ml-card",
    )


def _arrive(state: SettingState, met: str, search: str | None) -> tuple[SweepsRoute, str]:
    """The route of a query, and its errors; an address also has the setting."""
    route, problem = read_route(met)
    if search and route.own and route.plan.start == OWN:
        state.visit(route.own)
        problem = problem or state.shown.problem
    return route, problem


def _study(route: SweepsRoute, state: SettingState) -> tuple[Study | None, str]:
    """The study of the form, or the reason why it cannot be run."""
    try:
        return route.plan.study(state.shown.setting), ""
    except InputError as problem:
        return None, str(problem)


def _address(route: SweepsRoute, state: SettingState) -> str:
    own = write_query(Recording(state.shown.setting)) if route.plan.start == OWN else ""
    return replace(route, own=own).query()


def use_jobs(manager: JobManager) -> tuple[JobView, ...]:
    """The sweeps of this visitor; the page renders again when one has changed; a hook."""
    _, see = solara.use_state(manager.shown())

    def follow(cancel: threading.Event) -> None:
        seen = manager.shown()
        while not cancel.is_set():
            see(seen)
            seen = manager.wait(seen, LOOK_S)

    use_background(follow, [])
    return manager.shown()


def _order(
    manager: JobManager, busy: JobView | None, run: Callable[[], None], able: bool
) -> solara.Element:
    """The button that runs the sweep, or the one that cancels it with its progress."""
    if busy is None:
        start = Button(
            translate("sweeps.run"), run, icon="play", classes="ml-primary", idle=not able
        )
        return tag("div", start, classes="ml-order").key("ready")
    stop = Button(translate("sweeps.cancel"), manager.cancel, icon="pause", classes="ml-primary")
    return tag("div", stop, progress(busy), classes="ml-order").key("busy")


@solara.component
def Sweeps() -> solara.Element:
    """The Sweeps page: design a sweep, run it, and see its results."""
    state, manager, met, search = (
        use_setting(),
        use_job_manager(),
        use_search(),
        solara.use_router().search,
    )
    first, wrong = solara.use_memo(lambda: _arrive(state, met, search), [])
    route, put = solara.use_state(first)
    reducer = RouteReducer(put)
    problem, report = solara.use_state(wrong)
    jobs = use_jobs(manager)
    job = next((job for job in jobs if job.name == route.study), None)
    busy = next((job for job in jobs if job.state.under_way), None)
    finished = job is None or job.state.now == COMPLETE
    loaded = use_loaded_result(route.study if finished else "", manager, own=job is not None)
    study, refused = _study(route, state)

    def attempt(act: Callable[[], str]) -> None:
        """Run an action that a running sweep may forbid, and open the sweep that it returns."""
        try:
            reducer.route(study=act())
        except InputError as error:
            report(str(error))
        else:
            report("")

    def run() -> None:
        wanted = study
        if wanted is not None:
            attempt(lambda: manager.start(wanted, route.plan.runs, STUDIES.names()))

    problem = refused or problem
    shows_measure = loaded is not None and loaded.grid is not None
    measures = Measures(
        tuple(MEASURES), route.plan.measure,
        lambda name: reducer.plan(measure=name),
    )  # fmt: skip
    return tag(
        "div",
        Address(query=_address(route, state)),
        Heading(text=translate("sweeps.heading")),
        tag("p", translate("sweeps.text"), classes="ml-note"),
        tag("div", *([tag("p", problem, classes="ml-problem")] if problem else []), role="alert"),
        tag(
            "section",
            tag("h2", translate("sweeps.design")),
            Form(route.plan, state.shown.setting, reducer),
            tag("div", *([] if shows_measure else [measures])),
            tag("p", size_of(route.plan)),
            _order(manager, busy, run, study is not None),
            tag("div", *([study_file(study)] if study else [])),
            classes="ml-card",
        ),
        ResultPanel(
            route,
            job,
            loaded,
            reducer,
            manager,
            lambda: attempt(lambda: manager.resume(route.study)),
        ),
        StudyLists(jobs, route.study, lambda name: reducer.route(study=name)),
        classes="ml-text ml-sweeps",
    )
