"""The data and the figures of a sweep of two levers: its map, and bands along one lever."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.frames import cells, spread, summaries
from motorloops.experiments.analysis.labels import (
    amount,
    columns_of,
    measure_label,
    name_of,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.plots import COLOURS, GREY, STYLE
from motorloops.experiments.formatting import NOTHING, figure
from motorloops.experiments.statistics import healthy_limit, summarise
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.study import Study
from motorloops.model.network.body import Body
from motorloops.model.params import SHORT_FORMS, levers
from motorloops.model.recording import Configuration, Recording
from motorloops.server.components.figures import provenance_of, svg_of, table_file
from motorloops.server.pages.sweeps.design import axis_text, level, scale, unit
from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from motorloops.server.theme import LIGHT
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
        provenance: of the runs, in one line.
    """

    study: Study
    body: Body
    frame: "pd.DataFrame"
    provenance: str

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

    def units(self, measure: str) -> dict[str, str]:
        """The units of the levers and of a measure, by name."""
        return units_of(self.study, measure)

    def runs(self, measure: str) -> "pd.DataFrame":
        """(settings, replicates) one measure, indexed by the lever across and the lever down."""
        return cells(self.frame, self.axes, measure)


def units_of(study: Study, measure: str) -> dict[str, str]:
    """The units of a study's levers and of one of its measures, by name."""
    known = levers()
    units = {}
    for name in study.design.names:
        lever = known.get(SHORT_FORMS.get(name, (name,))[0])
        if lever is not None:
            units[name] = lever.unit
    with columns_of(study):
        return {**units, measure: unit_of(measure)}


def grid_of(results: Results) -> GridTable | None:
    """The grid of a sweep, if it is one of two numbers."""
    study = results.study
    names = study.design.names
    numbers = [levers()[SHORT_FORMS.get(n, (n,))[0]] for n in names if n in levers() | SHORT_FORMS]
    two = len(names) == len(numbers) == 2 and all(lever.kind == "number" for lever in numbers)
    if study.design.kind != "grid" or not two:
        return None
    frame = results.frame([*names, "replicate", *study.measures], all_rows=True)
    provenance = provenance_of(results.folder.record())
    return GridTable(study, study.network().body, frame, provenance)


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


CELL = (0.62, 0.42)  # inches of a cell of a map that is saved
MARGIN = (3.0, 1.5)  # inches around them, for names and the scale


def map_svg(grid: GridTable, measure: str) -> str:
    """The map as a figure: the cells that the page shows, with their means."""
    with columns_of(grid.study):
        label = measure_label(measure)
    return svg_of(lambda: _draw_map(grid, measure, label))


def _draw_map(grid: GridTable, measure: str, label: str) -> "Figure":
    import matplotlib as mpl
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    (across, down), shown = grid.axes, heat(grid, measure).rows
    x, y = grid.levels(across), grid.levels(down)
    means = summaries(grid.runs(measure))["mean"].unstack(across).loc[y, x].to_numpy(np.float64)
    colours = LinearSegmentedColormap.from_list("heat", [LIGHT["card"], LIGHT["heat"]])
    settings: Any = STYLE
    with mpl.rc_context(settings):
        size = (CELL[0] * len(x) + MARGIN[0], CELL[1] * len(y) + MARGIN[1])
        drawn = Figure(figsize=size, layout="constrained")
        axes = drawn.subplots()
        axes.patch.set_hatch("////")
        image = axes.pcolormesh(means, cmap=colours, edgecolors=GREY, linewidth=0.5)
        for r, row in enumerate(shown):
            for c, cell in enumerate(row):
                axes.text(c + 0.5, r + 0.5, cell.text, ha="center", va="center", fontsize=8)
                if cell.over:
                    axes.add_patch(Rectangle((c, r), 1, 1, fill=False, lw=1.8, clip_on=False))
        for axis, levels, name in ((axes.xaxis, x, across), (axes.yaxis, y, down)):
            numbers = [f"{value * scale(name):.4g}" for value in levels]
            axis.set_ticks(np.arange(len(levels)) + 0.5, numbers)
            axis.set_label_text(f"{name_of(name)} ({unit(name)})")
        axes.invert_yaxis()
        drawn.colorbar(image, ax=axes, label=label)
        limit = grid.limit(measure)
        over = "" if limit is None else f"\n{translate('sweeps.over', limit=f'{limit:g}')}"
        axes.set_title(caption(grid, measure) + over, loc="left", fontsize=9)
    return drawn


def map_csv(grid: GridTable, measure: str) -> str:
    """The means of all settings with their 95 % intervals (``low``, ``high``), for a file."""
    table = summaries(grid.runs(measure))
    return table_file(table, [caption(grid, measure), grid.provenance], grid.units(measure))


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
        table_file(frame, [title, grid.provenance], grid.units(measure)),
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
