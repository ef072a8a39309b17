"""What came of a sweep of two levers: a table of means, each cell with its way to Explore."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.cells import cells, spread
from experiments.analysis.words import amount, title_of, unit_of
from experiments.limits import HEALTHY
from experiments.summary import summarise
from experiments.sweep.store import Results
from experiments.sweep.study import Study
from model.params import SHORT_FORMS, levers
from model.recording import Recording
from model.setting import Setting
from server.address import query
from server.pages import PAGES
from server.sweeps.levels import place
from server.words import say

if TYPE_CHECKING:
    import pandas as pd

MOST_LEVELS = 15  # of a lever that a map shows; of more, so many evenly spread ones


@dataclass(frozen=True, eq=False)
class Grid:
    """The runs of a sweep of two levers.

    Attributes:
        study: that was run.
        frame: a row a run, with the two levers, ``replicate`` and all measures.
    """

    study: Study
    frame: "pd.DataFrame"

    @property
    def axes(self) -> tuple[str, str]:
        """The levers: the one across and the one down."""
        across, down = self.study.design.names
        return across, down

    def levels(self, axis: str) -> list[float]:
        """The values of a lever that are shown, rising."""
        values = np.unique(self.frame[axis].to_numpy(np.float64))
        return [float(values[k]) for k in spread(len(values), MOST_LEVELS)]

    def runs(self, measure: str) -> "pd.DataFrame":
        """(settings, replicates) one measure, indexed by the lever across and the lever down."""
        return cells(self.frame, self.axes, measure)


def grid_of(results: Results) -> Grid | None:
    """The grid of a sweep, if it is one of two numbers."""
    study = results.study
    names = study.design.names
    numbers = [levers()[SHORT_FORMS.get(n, (n,))[0]] for n in names if n in levers() | SHORT_FORMS]
    two = len(names) == len(numbers) == 2 and all(lever.kind == "number" for lever in numbers)
    if study.design.kind != "grid" or not two:
        return None
    return Grid(study, results.frame([*names, "replicate", *study.measures], all_rows=True))


@dataclass(frozen=True)
class Cell:
    """One cell of a map.

    Attributes:
        text: what is read in it.
        label: the same in full, with where it is and where it leads.
        href: the address of Explore with its setting.
        share: where it stands between the least (0) and the most (1); nothing without a value.
        over: whether it is above the healthy limit.
    """

    text: str
    label: str
    href: str
    share: float | None
    over: bool


@dataclass(frozen=True)
class Heat:
    """A map: rows of cells, and the ends of its scale in words."""

    rows: tuple[tuple[Cell, ...], ...]
    low: str
    high: str


def heat(grid: Grid, measure: str) -> Heat:
    """The map of one of the study's measures: means over seeds."""
    across, down = grid.axes
    unit, limit = unit_of(measure), HEALTHY.get(measure, np.inf)
    table = grid.runs(measure)
    runs = zip(table.index, table.to_numpy(np.float64), strict=True)
    found = {key: summarise(values, unit) for key, values in runs}
    x, y = grid.levels(across), grid.levels(down)
    seen = [mean for a in x for d in y if (mean := found[a, d].mean) is not None]
    low, high = (min(seen), max(seen)) if seen else (np.nan, np.nan)

    def cell(a: float, d: float) -> Cell:
        mean = found[a, d].mean
        label = say(
            "sweeps.cell", figure=amount(mean, unit), across=place(across, a),
            down=place(down, d), runs=found[a, d].n,
        )  # fmt: skip
        href = explore_link(grid.study, {across: a, down: d})
        share = None if mean is None else (mean - low) / (high - low or 1.0)
        return Cell(amount(mean), label, href, share, mean is not None and mean > limit)

    rows = tuple(tuple(cell(a, d) for a in x) for d in y)
    return Heat(rows, amount(low, unit), amount(high, unit))


def explore_link(study: Study, values: dict[str, float]) -> str:
    """The address at which Explore opens with the setting of one cell."""
    params = study.base().replace(**values)
    address = query(Recording(Setting(params, study.body, study.preset)))
    return f"{PAGES['explore']}?{address}" if address else PAGES["explore"]


def caption(grid: Grid, measure: str) -> str:
    """What the map holds, in one line."""
    return say("sweeps.map", measure=title_of(measure), seeds=grid.study.seeds.count)
