"""The results of a sweep: a map and bands of a grid, or the report of any other design."""

import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import solara

from motorloops.experiments.analysis.labels import columns_of, measure_label, name_of
from motorloops.experiments.analysis.plots import Section
from motorloops.experiments.analysis.report import SweepReport, headings, rows, sweep_report
from motorloops.experiments.sweeps.results import Results, write_rows
from motorloops.model.errors import InputError
from motorloops.server.components.elements import Choice, Picker, Table, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.components.figures import (
    FileToSave,
    Picture,
    SaveAs,
    file_name,
    picture_files,
    provenance_of,
    svg_of_section,
    table_file,
)
from motorloops.server.pages.sweeps.design import level
from motorloops.server.pages.sweeps.form import Measures, study_file
from motorloops.server.pages.sweeps.grids import (
    Bands,
    GridTable,
    bands,
    caption,
    grid_of,
    heat,
    map_csv,
    map_svg,
    units_of,
)
from motorloops.server.pages.sweeps.jobs import JobManager
from motorloops.server.pages.sweeps.regions import RegionsInWords
from motorloops.server.pages.sweeps.route import RouteReducer, SweepsRoute
from motorloops.server.pages.sweeps.studies import STUDIES
from motorloops.server.strings import translate

MAX_ROWS = 200_000  # most rows of a study that a page reads


@dataclass(frozen=True, eq=False)
class LoadedResult:
    """The results of a finished sweep, or the reason why there are none.

    Attributes:
        name: of the sweep or study.
        results: its rows.
        grid: the grid, if the study is a grid of two numbers.
        problem: why there are no results, in one line.
    """

    name: str
    results: Results | None = None
    grid: GridTable | None = None
    problem: str = ""


def load_result(name: str, results: Results | None) -> LoadedResult:
    """Read a finished sweep; errors are reported in the result."""
    if results is None:
        return LoadedResult(name, problem=translate("sweeps.unknown", name=name[:60]))
    try:
        rows = sum(len(table) for table in results.tables(["status"]))
        if rows > MAX_ROWS:
            return LoadedResult(
                name, problem=translate("sweeps.too_large", rows=rows, most=MAX_ROWS)
            )
        return LoadedResult(name, results, grid_of(results))
    except (InputError, OSError, ValueError, KeyError) as error:
        problem = str(error).replace(f"{results.folder.path}{os.sep}", "")  # no place of the server
        return LoadedResult(
            name, problem=translate("sweeps.unreadable", name=name, problem=problem)
        )


def use_loaded_result(name: str, manager: JobManager, *, own: bool) -> LoadedResult | None:
    """Load the open sweep or study; a hook.

    Args:
        name: name of the sweep or study; empty for none.
        manager: the visitor's manager.
        own: whether it is a complete sweep of this visitor.

    Returns:
        The results, or None while they are being read.
    """
    latest, keep = solara.use_state(None)

    def work(cancel: threading.Event) -> None:
        if not name:
            return
        job = manager.jobs.get(name) if own else None
        found = load_result(name, job.results if job else STUDIES.results(name))
        if not cancel.is_set():
            keep(found)  # type: ignore[arg-type]

    use_background(work, [name, own])
    loaded: LoadedResult | None = latest
    return loaded if loaded is not None and loaded.name == name else None


MAX_REPORT_ROWS = 15  # of a table


@dataclass(frozen=True, eq=False)
class DrawnReport:
    """The report of a study for one measure, with its figures as SVG by the key of the section."""

    report: SweepReport
    figures: dict[str, str]
    provenance: str


NO_REPORT: tuple[str, DrawnReport | str] = ("", "")  # before anything is loaded


@solara.component
def ReportTables(results: Results, name: str, measure: str) -> solara.Element:
    """The description of a study, and the results for a measure.

    Args:
        results: Of the study.
        name: Of its folder.
        measure: One of the study's.
    """
    (of, drawn), keep = solara.use_state(NO_REPORT)

    def work() -> None:
        try:
            report = sweep_report(results, [measure], [])
            found: DrawnReport | str = DrawnReport(
                report,
                {section.key: svg_of_section(section) for section in report.sections},
                provenance_of(results.folder.record()),
            )
        except (
            InputError,
            OSError,
            ValueError,
            KeyError,
        ) as error:  # the folder may change meanwhile
            found = translate("sweeps.unreadable", name=name, problem=error)
        keep((measure, found))

    use_background(work, [results, measure])
    if of != measure:
        return tag("p", translate("sweeps.reading"), role="status").key("reading")
    if isinstance(drawn, str):
        return tag("p", drawn, classes="ml-problem").key("problem")
    return tag(
        "div",
        *(tag("p", fact) for fact in drawn.report.facts),
        *(_part(part, drawn, name, measure).key(part.key) for part in drawn.report.sections),
        *(tag("p", line, classes="ml-note").key(line) for line in drawn.report.refused),
        classes="ml-outcome",
    ).key(measure)


def _part(part: Section, drawn: DrawnReport, name: str, measure: str) -> solara.Element:
    shown = part.shown
    cells = [row for row, _ in zip(rows(shown), range(MAX_REPORT_ROWS), strict=False)]
    about, units = [part.title, drawn.provenance], units_of(drawn.report.study, measure)
    svg = drawn.figures[part.key]
    files = picture_files(
        lambda: svg, lambda: table_file(part.table, about, units), name, part.key
    )  # fmt: skip
    return tag(
        "details",
        tag("summary", part.title),
        *(tag("p", sentence) for sentence in part.sentences),
        Picture(svg, part.alternative, files),
        Table(caption=part.title, columns=headings(shown), rows=cells),
        classes="ml-part",
    )


def rows_as(results: Results, kind: str, scratch: Path) -> bytes:
    """All rows as the bytes of a file.

    Args:
        results: the results of a sweep.
        kind: ``"csv"`` or ``"parquet"``.
        scratch: folder for a temporary file.

    Raises:
        FileNotFoundError: If no rows are there any more.
    """
    file = scratch / f"rows.{kind}"
    try:
        if not write_rows(results, file):
            raise FileNotFoundError(file.name)
        return file.read_bytes()
    finally:
        file.unlink(missing_ok=True)


COLUMNS = ("at", "median", "half", "most", "runs")


@solara.component_vue("../../frontend/sweeps_map.vue", vuetify=False)
def _Map(
    map: dict[str, object],
    across: list[str],
    down: list[str],
    words: dict[str, str],
    event_visit: Callable[[object], None],
) -> None:
    pass


@solara.component
def Map(grid: GridTable, measure: str, name: str) -> solara.Element:
    """Means as a table of coloured cells, each a link to Explore with the cell's setting.

    Args:
        grid: The runs.
        measure: One of the study's.
        name: Of the sweep.
    """
    router = solara.use_router()
    drawn = solara.use_memo(lambda: heat(grid, measure), [grid, measure])
    across, down = grid.axes
    limit = grid.limit(measure)

    def visit(cell: object) -> None:
        """Go to Explore; the value comes from the browser and is not trusted."""
        at = {f"{[r, c]}": own for r, row in enumerate(drawn.rows) for c, own in enumerate(row)}
        if str(cell) in at:
            router.push(at[str(cell)].href)

    text = caption(grid, measure)
    over = translate("sweeps.over", limit=f"{limit:g}") if limit is not None else ""
    shown = _Map(
        map=asdict(drawn),
        across=[level(across, value) for value in grid.levels(across)],
        down=[level(down, value) for value in grid.levels(down)],
        words={
            "across": name_of(across), "down": name_of(down), "over": over,
            "caption": text, "skip": translate("sweeps.skip"),
        },
        event_visit=visit,
    )  # fmt: skip
    files = picture_files(
        lambda: map_svg(grid, measure), lambda: map_csv(grid, measure), name, measure, "map"
    )
    return tag("div", shown, SaveAs(translate("save.title", title=text), files),
               classes="ml-outcome")  # fmt: skip


@solara.component
def Scatter(
    grid: GridTable, measure: str, name: str, route: SweepsRoute, reducer: RouteReducer
) -> solara.Element:
    """The bands along one lever, at a chosen value of the other."""
    ways = dict(zip("xy", grid.axes, strict=True))
    along = ways[route.along]
    other = next(axis for axis in grid.axes if axis != along)
    values = grid.levels(other)
    at = max(0, min(route.at, len(values) - 1))
    drawn, keep = solara.use_state(None)
    key = (measure, along, at)

    def draw() -> None:
        keep((grid, key, bands(grid, measure, along, values[at])))  # type: ignore[arg-type]

    use_background(draw, [grid, *key])
    waiting = tag("p", translate("sweeps.drawing"), role="status").key("drawing")
    found: Bands | None = drawn[2] if drawn and drawn[:2] == (grid, key) else None
    options = [{"value": str(k), "label": level(other, value)} for k, value in enumerate(values)]
    known = [option["value"] for option in options]

    def turn(way: str) -> None:
        if way in ways:
            reducer.route(along=way, at=0)

    return tag(
        "section",
        tag("h3", translate("sweeps.bands_title")),
        tag("p", translate("sweeps.bands_text"), classes="ml-note"),
        tag(
            "div",
            Choice(
                name="along", legend=translate("sweeps.along"), value=route.along,
                options=[{"value": way, "label": name_of(axis)} for way, axis in ways.items()],
                event_pick=turn,
            ),
            Picker(
                legend=name_of(other), options=options, value=str(at),
                event_pick=lambda k: reducer.route(at=known.index(k) if k in known else at),
            ),
            classes="ml-order",
        ),
        *(_drawn(found, name, measure, f"along_{along}",
                f"{other}_{values[at]:g}") if found else [waiting]),
        classes="ml-bands",
    )  # fmt: skip


def _drawn(found: Bands, *names: str) -> list[solara.Element]:
    text = f"{found.title}. {translate('sweeps.see_table')}"
    files = picture_files(lambda: found.svg, lambda: found.csv, *names)
    return [
        Picture(found.svg, text, files),
        Table(caption=found.title, columns=[translate(f"sweep_columns.{key}") for key in COLUMNS],
              rows=[list(row) for row in found.rows]),
    ]  # fmt: skip


def _row_files(results: Results, name: str, manager: JobManager) -> list[FileToSave]:
    return [
        FileToSave(
            kind, file_name(name, kind=kind),
            lambda kind=kind: rows_as(results, kind, manager.scratch()),
            translate(f"sweep_files.{kind}"),
        )
        for kind in ("csv", "parquet")
    ]  # fmt: skip


@solara.component
def SweepFindings(
    loaded: LoadedResult, route: SweepsRoute, reducer: RouteReducer, manager: JobManager
) -> solara.Element:
    """The results of a sweep."""
    if loaded.results is None:
        return tag("p", loaded.problem, classes="ml-problem", role="alert")
    study, chosen = loaded.results.study, route.plan.measure
    measure = chosen if chosen in study.measures else study.measures[0]
    files = SaveAs(translate("sweeps.files"), _row_files(loaded.results, loaded.name, manager))
    pick = Measures(
        study.measures, measure,
        lambda name: reducer.plan(measure=name),
    )  # fmt: skip
    regions = RegionsInWords(loaded.results, loaded.name)
    if loaded.grid is None:
        told = ReportTables(loaded.results, loaded.name, measure)
        return tag("div", pick, told, regions, files, study_file(study), classes="ml-outcome")
    with columns_of(study):
        label = measure_label(measure)
    return tag(
        "div",
        pick,
        tag("h3", label),
        tag("p", translate("sweeps.map_text"), classes="ml-note"),
        Map(loaded.grid, measure, loaded.name),
        Scatter(loaded.grid, measure, loaded.name, route, reducer),
        regions,
        tag("h3", translate("sweeps.files")),
        files,
        study_file(study),
        classes="ml-outcome",
    )
