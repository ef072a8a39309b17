"""What the command `show` tells of a study, a measure at a time: its findings as folded tables."""

import solara

from experiments.analysis.part import Part
from experiments.analysis.report import Report, report_of
from experiments.analysis.tables import headings, rows
from experiments.sweep.store import Results
from model.errors import BadInput
from server.boundary import use_background
from server.elements import Table, tag
from server.words import say

MOST_ROWS = 15  # of a table
NOTHING: tuple[str, Report | str] = ("", "")  # before anything was read


@solara.component
def Told(results: Results, name: str, measure: str) -> solara.Element:  # noqa: N802
    """The facts of a study, and what was found of a measure.

    Args:
        results: Of the study.
        name: Of its folder.
        measure: One of the study's.
    """
    (of, told), keep = solara.use_state(NOTHING)

    def work() -> None:
        try:
            found: Report | str = report_of(results, [measure])
        except (BadInput, OSError, ValueError, KeyError) as error:  # the folder may change under it
            found = say("sweeps.unreadable", name=name, problem=error)
        keep((measure, found))

    use_background(work, [results, measure])
    if of != measure:
        return tag("p", say("sweeps.reading"), role="status").key("reading")
    if isinstance(told, str):
        return tag("p", told, classes="ml-problem").key("problem")
    return tag(
        "div",
        *(tag("p", fact) for fact in told.facts),
        *(_part(part).key(part.key) for part in told.parts),
        *(tag("p", line, classes="ml-note").key(line) for line in told.refused),
        classes="ml-outcome",
    ).key(measure)


def _part(part: Part) -> solara.Element:
    shown = part.shown
    cells = [row for row, _ in zip(rows(shown), range(MOST_ROWS), strict=False)]
    return tag(
        "details",
        tag("summary", part.title),
        *(tag("p", sentence) for sentence in part.seen),
        Table(caption=part.title, columns=headings(shown), rows=cells),
        classes="ml-part",
    )
