"""The sweep or study in sight: what came of it, or why there is nothing yet."""

from collections.abc import Callable

import solara

from server.elements import Press, tag
from server.sweeps.desk import Desk
from server.sweeps.findings import Findings
from server.sweeps.job import COMPLETE, STOPPED, Shown
from server.sweeps.opened import Opened
from server.sweeps.pen import Pen
from server.sweeps.place import Place
from server.words import say


def progress(job: Shown) -> solara.Element:
    """How far a sweep is, as a bar with its words."""
    done, words = job.state.done, say(f"sweep_states.{job.state.now}")
    told = say("sweeps.progress", done=done, runs=job.runs)
    bar = tag(
        "div",
        tag("div", style=f"width:{100 * done / job.runs:.1f}%"),
        classes="ml-progress", role="progressbar", aria_label=say("sweeps.progress_label"),
        aria_valuemin="0", aria_valuemax=str(job.runs), aria_valuenow=str(done),
        aria_valuetext=told,
    )  # fmt: skip
    return tag("div", bar, tag("p", told), tag("p", words, role="status"), classes="ml-far")


def _unfinished(job: Shown, go_on: Callable[[], None]) -> list[solara.Element]:
    if job.state.under_way:
        return [tag("p", say("sweeps.wait"), classes="ml-note").key("wait")]
    told = [tag("p", say(f"sweep_states.{job.state.now}")).key("state")]
    if job.state.problem:
        told.append(tag("p", job.state.problem, classes="ml-problem").key("problem"))
    if job.state.now == STOPPED:
        done = say("sweeps.progress", done=job.state.done, runs=job.runs)
        told.append(tag("p", done).key("done"))
        told.append(Press(say("sweeps.resume"), go_on, icon="play").key("resume"))
    return told


@solara.component
def Sight(  # noqa: N802
    place: Place,
    job: Shown | None,
    opened: Opened | None,
    pen: Pen,
    desk: Desk,
    go_on: Callable[[], None],
) -> solara.Element:
    """What is in sight.

    Args:
        place: what the page shows.
        job: the sweep of this session in sight, if it is one.
        opened: what was read of it, once it is complete.
        pen: for what a person chooses.
        desk: of this session.
        go_on: called to resume the sweep in sight.
    """
    if not place.study:
        inside = [tag("p", say("sweeps.empty"), classes="ml-note").key("empty")]
    elif opened is not None:
        inside = [Findings(opened, place, pen, desk).key(f"findings-{opened.name}")]
    elif job is None or job.state.now == COMPLETE:
        inside = [tag("p", say("sweeps.reading"), role="status").key("reading")]
    else:
        inside = _unfinished(job, go_on)
    title = say("sweeps.result", name=place.study) if place.study else say("sweeps.no_result")
    return tag("section", tag("h2", title), *inside, classes="ml-card")
