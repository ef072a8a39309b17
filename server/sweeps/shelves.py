"""The lists of sweeps: those of this session, and the finished studies on the server's disk."""

from collections.abc import Callable

import solara

from experiments.analysis.words import listed, name_of
from experiments.sweep.study import Study
from server.boundary import use_background
from server.elements import Press, tag
from server.sweeps.job import Shown
from server.sweeps.shelf import SHELF, Entry
from server.words import say

NONE: tuple[Entry, ...] = ()


def _what(study: Study, runs: int) -> str:
    moved = listed([name_of(name) for name in study.design.names])
    return say("sweeps.what", levers=moved, body=study.body, runs=runs)


def _row(name: str, facts: list[str], seen: bool, show: Callable[[str], None]) -> solara.Element:
    button = Press(
        say("sweeps.open"),
        lambda: show(name),
        pressed=seen,
        title=say("sweeps.open_name", name=name),
    )
    return tag(
        "li",
        tag("div", tag("strong", name), *(tag("p", fact, classes="ml-note") for fact in facts)),
        button,
    )


@solara.component
def Shelves(  # noqa: N802
    jobs: tuple[Shown, ...], seen: str, show: Callable[[str], None]
) -> solara.Element:
    """The sweeps and studies that can be opened.

    Args:
        jobs: the sweeps of this session.
        seen: name of the one in sight, or nothing.
        show: called with the name of the one a person opens.
    """
    entries, keep = solara.use_state(NONE)

    def look() -> None:
        if SHELF.there:
            keep(tuple(SHELF.entries()))

    use_background(look, [])
    own = [
        _row(
            job.name,
            [_what(job.study, job.runs), say(f"sweep_states.{job.state.now}")],
            job.name == seen, show,
        ).key(job.name)
        for job in jobs
    ]  # fmt: skip
    studies = [
        _row(
            entry.name,
            [_what(entry.study, entry.runs), say("sweeps.when", when=entry.when)],
            entry.name == seen, show,
        ).key(entry.name)
        for entry in entries
    ]  # fmt: skip
    why = say("sweeps.no_studies" if SHELF.there else "sweeps.no_shelf")
    nothing = tag("p", why, classes="ml-note")
    return tag(
        "section",
        tag("h2", say("sweeps.yours")),
        tag("p", say("sweeps.yours_text"), classes="ml-note"),
        tag("ul", *own, classes="ml-shelf"),
        tag("h2", say("sweeps.studies")),
        tag("ul", *studies, classes="ml-shelf"),
        *([] if studies else [nothing]),
        classes="ml-card",
    )
