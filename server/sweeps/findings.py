"""What a finished sweep found: the map and the bands of a grid, or the report of any other."""

from collections.abc import Callable
from dataclasses import asdict

import solara

from experiments.analysis.words import measure_label, name_of
from experiments.limits import HEALTHY
from server.boundary import use_background
from server.elements import Choice, Picker, Table, tag
from server.laboratory import Picture
from server.sweeps.bands import Bands, bands
from server.sweeps.desk import Desk
from server.sweeps.download import Download
from server.sweeps.form import Measures, study_file
from server.sweeps.grid import Grid, caption, heat
from server.sweeps.levels import level
from server.sweeps.opened import Opened
from server.sweeps.pen import Pen
from server.sweeps.place import Place
from server.sweeps.told import Told
from server.words import say

COLUMNS = ("at", "median", "half", "most", "runs")


@solara.component_vue("../frontend/sweeps_map.vue", vuetify=False)
def _Map(  # noqa: N802
    map: dict[str, object],
    across: list[str],
    down: list[str],
    words: dict[str, str],
    event_visit: Callable[[object], None],
) -> None:
    pass


@solara.component
def Map(grid: Grid, measure: str) -> solara.Element:  # noqa: N802
    """Means as a table of coloured cells, each a link to Explore with the cell's setting."""
    router = solara.use_router()
    drawn = solara.use_memo(lambda: heat(grid, measure), [grid, measure])
    across, down = grid.axes
    limit = HEALTHY.get(measure)

    def visit(cell: object) -> None:
        """Go to Explore; what the browser says may be anything."""
        at = {f"{[r, c]}": own for r, row in enumerate(drawn.rows) for c, own in enumerate(row)}
        if str(cell) in at:
            router.push(at[str(cell)].href)

    over = say("sweeps.over", limit=f"{limit:g}") if limit is not None else ""
    return _Map(
        map=asdict(drawn),
        across=[level(across, value) for value in grid.levels(across)],
        down=[level(down, value) for value in grid.levels(down)],
        words={
            "across": name_of(across), "down": name_of(down), "over": over,
            "caption": caption(grid, measure), "skip": say("sweeps.skip"),
        },
        event_visit=visit,
    )  # fmt: skip


@solara.component
def Scatter(grid: Grid, measure: str, place: Place, pen: Pen) -> solara.Element:  # noqa: N802
    """The bands along one lever, at a value of the other that can be chosen."""
    ways = dict(zip("xy", grid.axes, strict=True))
    along = ways[place.along]
    other = next(axis for axis in grid.axes if axis != along)
    values = grid.levels(other)
    at = max(0, min(place.at, len(values) - 1))
    drawn, keep = solara.use_state(None)
    key = (measure, along, at)

    def draw() -> None:
        keep((grid, key, bands(grid, measure, along, values[at])))  # type: ignore[arg-type]

    use_background(draw, [grid, *key])
    waiting = tag("p", say("sweeps.drawing"), role="status").key("drawing")
    found: Bands | None = drawn[2] if drawn and drawn[:2] == (grid, key) else None
    options = [{"value": str(k), "label": level(other, value)} for k, value in enumerate(values)]
    known = [option["value"] for option in options]

    def turn(way: str) -> None:
        if way in ways:
            pen.place(along=way, at=0)

    return tag(
        "section",
        tag("h3", say("sweeps.bands_title")),
        tag("p", say("sweeps.bands_text"), classes="ml-note"),
        tag(
            "div",
            Choice(
                name="along", legend=say("sweeps.along"), value=place.along,
                options=[{"value": way, "label": name_of(axis)} for way, axis in ways.items()],
                event_pick=turn,
            ),
            Picker(
                legend=name_of(other), options=options, value=str(at),
                event_pick=lambda k: pen.place(at=known.index(k) if k in known else at),
            ),
            classes="ml-order",
        ),
        *(_drawn(found) if found else [waiting]),
        classes="ml-bands",
    )  # fmt: skip


def _drawn(found: Bands) -> list[solara.Element]:
    words = {
        "picture_region": say("sweeps.picture", title=found.title),
        "download": say("sweeps.download_bands"),
    }
    return [
        Picture(svg=found.svg, text=f"{found.title}. {say('sweeps.see_table')}", csv=found.csv,
                name="bands.csv", words=words),
        Table(caption=found.title, columns=[say(f"sweep_columns.{key}") for key in COLUMNS],
              rows=[list(row) for row in found.rows]),
    ]  # fmt: skip


@solara.component
def Findings(opened: Opened, place: Place, pen: Pen, desk: Desk) -> solara.Element:  # noqa: N802
    """All that there is to see of a sweep."""
    if opened.results is None:
        return tag("p", opened.problem, classes="ml-problem", role="alert")
    study, chosen = opened.results.study, place.plan.measure
    measure = chosen if chosen in study.measures else study.measures[0]
    files = tag(
        "div",
        *(Download(opened.results, opened.name, kind, desk) for kind in ("csv", "parquet")),
        classes="ml-files",
    )
    pick = Measures(
        study.measures, measure,
        lambda name: pen.plan(measure=name),
    )  # fmt: skip
    if opened.grid is None:
        told = Told(opened.results, opened.name, measure)
        return tag("div", pick, told, files, study_file(study), classes="ml-outcome")
    return tag(
        "div",
        pick,
        tag("h3", measure_label(measure)),
        tag("p", say("sweeps.map_text"), classes="ml-note"),
        Map(opened.grid, measure),
        Scatter(opened.grid, measure, place, pen),
        tag("h3", say("sweeps.files")),
        files,
        study_file(study),
        classes="ml-outcome",
    )
