"""The results of a sweep: a map and bands of a grid, or the report of any other design."""

import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import solara

from motorloops.experiments.analysis.frames import cells, spread
from motorloops.experiments.analysis.labels import (
    amount,
    columns_of,
    measure_label,
    name_of,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.plots import COLOURS, GREY, STYLE, Section
from motorloops.experiments.analysis.report import SweepReport, headings, rows, sweep_report
from motorloops.experiments.formatting import NOTHING, figure
from motorloops.experiments.statistics import healthy_limit, summarise
from motorloops.experiments.sweeps.results import Results, write_rows
from motorloops.experiments.sweeps.study import Study
from motorloops.model.errors import InputError
from motorloops.model.network.body import Body
from motorloops.model.params import SHORT_FORMS, levers
from motorloops.model.recording import Configuration, Recording
from motorloops.server.components.elements import Choice, Picker, Table, tag
from motorloops.server.components.error_boundary import use_background
from motorloops.server.pages.laboratory import Picture
from motorloops.server.pages.sweeps.design import axis_text, level, scale, unit
from motorloops.server.pages.sweeps.form import Measures, study_file
from motorloops.server.pages.sweeps.jobs import JobManager
from motorloops.server.pages.sweeps.route import RouteReducer, SweepsRoute
from motorloops.server.pages.sweeps.studies import STUDIES
from motorloops.server.paradigm_job import svg_of
from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from motorloops.server.url_state import write_query

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MAX_LEVELS = 15  # values of a lever on a map; of more values, this many evenly spaced ones


@dataclass(frozen=True, eq=False)
class GridTable:
    """The runs of a sweep of two levers.

    Attributes:
        study: the study that was run.
        body: its body.
        frame: one row per run, with the two levers, ``replicate`` and all measures.
    """

    study: Study
    body: Body
    frame: "pd.DataFrame"

    def limit(self, measure: str) -> float | None:
        """The healthy limit of a measure in the study's body; None if it has none."""
        return healthy_limit(measure, self.body)

    @property
    def axes(self) -> tuple[str, str]:
        """The levers: from left to right and from top to bottom."""
        across, down = self.study.design.names
        return across, down

    def levels(self, axis: str) -> list[float]:
        """The displayed values of a lever, ascending."""
        values = np.unique(self.frame[axis].to_numpy(np.float64))
        return [float(values[k]) for k in spread(len(values), MAX_LEVELS)]

    def runs(self, measure: str) -> "pd.DataFrame":
        """(settings, replicates) one measure, indexed by the lever across and the lever down."""
        return cells(self.frame, self.axes, measure)


def grid_of(results: Results) -> GridTable | None:
    """The grid of a sweep, if it is one of two numbers."""
    study = results.study
    names = study.design.names
    numbers = [levers()[SHORT_FORMS.get(n, (n,))[0]] for n in names if n in levers() | SHORT_FORMS]
    two = len(names) == len(numbers) == 2 and all(lever.kind == "number" for lever in numbers)
    if study.design.kind != "grid" or not two:
        return None
    frame = results.frame([*names, "replicate", *study.measures], all_rows=True)
    return GridTable(study, study.network().body, frame)


@dataclass(frozen=True)
class HeatCell:
    """One cell of a map.

    Attributes:
        text: the text in the cell.
        label: the accessible name, with the cell's values and the target of its link.
        href: the address of Explore with its setting.
        share: position between the minimum (0) and the maximum (1); None without a value.
        over: whether it is above the healthy limit.
    """

    text: str
    label: str
    href: str
    share: float | None
    over: bool


@dataclass(frozen=True)
class Heat:
    """A map: rows of cells, and the ends of its scale as text."""

    rows: tuple[tuple[HeatCell, ...], ...]
    low: str
    high: str


def heat(grid: GridTable, measure: str) -> Heat:
    """The map of one of the study's measures: means over seeds."""
    across, down = grid.axes
    with columns_of(grid.study):
        unit = unit_of(measure)
    limit = grid.limit(measure)
    table = grid.runs(measure)
    runs = zip(table.index, table.to_numpy(np.float64), strict=True)
    found = {key: summarise(values, unit) for key, values in runs}
    x, y = grid.levels(across), grid.levels(down)
    seen = [mean for a in x for d in y if (mean := found[a, d].mean) is not None]
    low, high = (min(seen), max(seen)) if seen else (np.nan, np.nan)

    def cell(a: float, d: float) -> HeatCell:
        mean = found[a, d].mean
        label = translate(
            "sweeps.cell", figure=amount(mean, unit), across=axis_text(across, a),
            down=axis_text(down, d), runs=found[a, d].n,
        )  # fmt: skip
        href = cell_link(grid.study, {across: a, down: d})
        share = None if mean is None else (mean - low) / (high - low or 1.0)
        over = mean is not None and limit is not None and mean > limit
        return HeatCell(amount(mean), label, href, share, over)

    rows = tuple(tuple(cell(a, d) for a in x) for d in y)
    return Heat(rows, amount(low, unit), amount(high, unit))


def cell_link(study: Study, values: dict[str, float]) -> str:
    """The address at which Explore opens with the setting of one cell."""
    params = study.base().replace(**values)
    address = write_query(Recording(Configuration(params, study.body, study.preset)))
    return f"{PAGES['explore']}?{address}" if address else PAGES["explore"]


def caption(grid: GridTable, measure: str) -> str:
    """A description of the map, in one line."""
    return translate("sweeps.map", measure=title_of(measure), seeds=grid.study.seeds.count)


PERCENTILES = {"low": 2.5, "lower": 25.0, "median": 50.0, "upper": 75.0, "high": 97.5}
SIZE = (6.4, 3.6)  # inches


@dataclass(frozen=True)
class Bands:
    """The bands of a measure along one lever.

    Attributes:
        title: description, in one line.
        svg: the figure.
        rows: cells of the table.
        csv: the whole table, for a file.
    """

    title: str
    svg: str
    rows: tuple[tuple[str, ...], ...]
    csv: str


def bands_frame(grid: GridTable, measure: str, along: str, at: float) -> "pd.DataFrame":
    """Percentiles over seeds at each value of a lever.

    Args:
        grid: the runs.
        measure: the measure to show.
        along: the lever of the axis.
        at: the value of the other lever.

    Returns:
        Indexed by the values: one column for each of :data:`PERCENTILES`, and ``n``, the runs with
        a value; NaN if there are none.
    """
    import pandas as pd

    across, down = grid.axes
    table = grid.runs(measure).xs(at, level=down if along == across else across)
    rows = []
    for values in table.to_numpy(np.float64):
        seen = values[np.isfinite(values)]
        found = np.percentile(seen, [*PERCENTILES.values()]) if len(seen) else [np.nan] * 5
        rows.append([*found, len(seen)])
    return pd.DataFrame(rows, table.index, [*PERCENTILES, "n"]).astype({"n": int})


def bands(grid: GridTable, measure: str, along: str, at: float) -> Bands:
    """The bands of a measure, as a figure and a table; arguments as for :func:`bands_frame`."""
    across, down = grid.axes
    frame = bands_frame(grid, measure, along, at)
    other = down if along == across else across
    rows = tuple(
        (
            level(along, value), _figure(row["median"]), _reach(row, "lower", "upper"),
            _reach(row, "low", "high"), f"{row['n']:.0f}",
        )
        for value, (_, row) in zip(frame.index.to_numpy(np.float64), frame.iterrows(), strict=True)
    )  # fmt: skip
    title = translate(
        "sweeps.bands", measure=title_of(measure), along=name_of(along), other=axis_text(other, at)
    )
    with columns_of(grid.study):
        picture = svg_of(lambda: _draw(frame, measure, along, grid.limit(measure)))
    return Bands(
        title,
        picture,
        rows,
        frame.to_csv(),
    )


def _figure(value: float) -> str:
    return figure(float(value)) if np.isfinite(value) else NOTHING


def _reach(row: "pd.Series", low: str, high: str) -> str:
    if not np.isfinite(row[low]):
        return NOTHING
    return translate("laboratory.range", low=_figure(row[low]), high=_figure(row[high]))


def _draw(frame: "pd.DataFrame", measure: str, along: str, limit: float | None) -> "Figure":
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = STYLE
    with mpl.rc_context(settings):
        drawn = Figure(figsize=SIZE, layout="constrained")
        axes = drawn.subplots()
        x = frame.index.to_numpy(np.float64) * scale(along)
        for low, high, alpha in (("low", "high", 0.2), ("lower", "upper", 0.4)):
            axes.fill_between(
                x, frame[low], frame[high], color=COLOURS[0], alpha=alpha, lw=0,
                label=translate(f"sweep_bands.{low}"),
            )  # fmt: skip
        axes.plot(x, frame["median"], color=COLOURS[0], lw=1.8, marker="o", ms=4,
                  label=translate("sweep_bands.median"))  # fmt: skip
        if limit is not None:
            axes.axhline(limit, color=GREY, ls="--", lw=1.2, label=translate("sweep_bands.limit"))
        axes.set_xlabel(f"{name_of(along)} ({unit(along)})")
        axes.set_ylabel(measure_label(measure))
        drawn.legend(loc="outside upper left", ncols=4, fontsize=9)
    return drawn


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
        manager: the session's manager.
        own: whether it is a complete sweep of this session.

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
NO_REPORT: tuple[str, SweepReport | str] = ("", "")  # before anything is loaded


@solara.component
def ReportTables(results: Results, name: str, measure: str) -> solara.Element:
    """The description of a study, and the results for a measure.

    Args:
        results: Of the study.
        name: Of its folder.
        measure: One of the study's.
    """
    (of, report), keep = solara.use_state(NO_REPORT)

    def work() -> None:
        try:
            found: SweepReport | str = sweep_report(results, [measure])
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
    if isinstance(report, str):
        return tag("p", report, classes="ml-problem").key("problem")
    return tag(
        "div",
        *(tag("p", fact) for fact in report.facts),
        *(_part(part).key(part.key) for part in report.sections),
        *(tag("p", line, classes="ml-note").key(line) for line in report.refused),
        classes="ml-outcome",
    ).key(measure)


def _part(part: Section) -> solara.Element:
    shown = part.shown
    cells = [row for row, _ in zip(rows(shown), range(MAX_REPORT_ROWS), strict=False)]
    return tag(
        "details",
        tag("summary", part.title),
        *(tag("p", sentence) for sentence in part.sentences),
        Table(caption=part.title, columns=headings(shown), rows=cells),
        classes="ml-part",
    )


NO_DOWNLOAD: tuple[bytes, int] = (b"", 0)  # before anything is requested
TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


@solara.component_vue("../../frontend/sweeps_download.vue", vuetify=False)
def _Download(
    label: str, name: str, mime: str, content: bytes, count: int, event_ask: Callable[..., None]
) -> None:
    pass


def rows_as(results: Results, kind: str, scratch: Path) -> bytes:
    """All rows as the bytes of a file.

    Args:
        results: the results of a sweep.
        kind: ``"csv"`` or ``"parquet"``.
        scratch: folder for a temporary file.
    """
    file = scratch / f"rows.{kind}"
    try:
        write_rows(results, file)
        return file.read_bytes()
    finally:
        file.unlink(missing_ok=True)


@solara.component
def Download(results: Results, name: str, kind: str, manager: JobManager) -> solara.Element:
    """A button that downloads all rows as a file.

    Args:
        results: the results of the sweep.
        name: name of the sweep.
        kind: ``"csv"`` or ``"parquet"``.
        manager: the session's manager.
    """
    (content, count), put = solara.use_state(NO_DOWNLOAD)

    def ask(*_: object) -> None:
        put((rows_as(results, kind, manager.scratch()), count + 1))

    return _Download(
        label=translate(f"sweep_files.{kind}"), name=f"{name}.{kind}", mime=TYPES[kind],
        content=content, count=count, event_ask=ask,
    )  # fmt: skip


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
def Map(grid: GridTable, measure: str) -> solara.Element:
    """Means as a table of coloured cells, each a link to Explore with the cell's setting."""
    router = solara.use_router()
    drawn = solara.use_memo(lambda: heat(grid, measure), [grid, measure])
    across, down = grid.axes
    limit = grid.limit(measure)

    def visit(cell: object) -> None:
        """Go to Explore; the value comes from the browser and is not trusted."""
        at = {f"{[r, c]}": own for r, row in enumerate(drawn.rows) for c, own in enumerate(row)}
        if str(cell) in at:
            router.push(at[str(cell)].href)

    over = translate("sweeps.over", limit=f"{limit:g}") if limit is not None else ""
    return _Map(
        map=asdict(drawn),
        across=[level(across, value) for value in grid.levels(across)],
        down=[level(down, value) for value in grid.levels(down)],
        words={
            "across": name_of(across), "down": name_of(down), "over": over,
            "caption": caption(grid, measure), "skip": translate("sweeps.skip"),
        },
        event_visit=visit,
    )  # fmt: skip


@solara.component
def Scatter(
    grid: GridTable, measure: str, route: SweepsRoute, reducer: RouteReducer
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
        *(_drawn(found) if found else [waiting]),
        classes="ml-bands",
    )  # fmt: skip


def _drawn(found: Bands) -> list[solara.Element]:
    words = {
        "picture_region": translate("sweeps.picture", title=found.title),
        "download": translate("sweeps.download_bands"),
    }
    return [
        Picture(
            svg=found.svg, text=f"{found.title}. {translate('sweeps.see_table')}", csv=found.csv,
            name="bands.csv", words=words,
        ),
        Table(caption=found.title, columns=[translate(f"sweep_columns.{key}") for key in COLUMNS],
              rows=[list(row) for row in found.rows]),
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
    files = tag(
        "div",
        *(Download(loaded.results, loaded.name, kind, manager) for kind in ("csv", "parquet")),
        classes="ml-files",
    )
    pick = Measures(
        study.measures, measure,
        lambda name: reducer.plan(measure=name),
    )  # fmt: skip
    if loaded.grid is None:
        told = ReportTables(loaded.results, loaded.name, measure)
        return tag("div", pick, told, files, study_file(study), classes="ml-outcome")
    with columns_of(study):
        label = measure_label(measure)
    return tag(
        "div",
        pick,
        tag("h3", label),
        tag("p", translate("sweeps.map_text"), classes="ml-note"),
        Map(loaded.grid, measure),
        Scatter(loaded.grid, measure, route, reducer),
        tag("h3", translate("sweeps.files")),
        files,
        study_file(study),
        classes="ml-outcome",
    )
