"""What a paradigm of the virtual laboratory is, and the table of figures that it yields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY, MINUS, draw_panels
from motorloops.experiments.statistics import summarise
from motorloops.model.network.build import Network
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["CHOSEN", "HEALTHY", "Paradigm", "ParadigmResult", "healthy_like"]

CHOSEN = "chosen"
RUNS = "runs"  # attribute of a frame: the (seeds,) values behind each row, in order
COLUMNS = ("measure", "along", "at", "condition", "mean", "low", "high", "n", "unit")

Run = Callable[[Network, Params, Sequence[int]], "pd.DataFrame"]


@dataclass(frozen=True)
class Paradigm:
    """One test of the clinic, done to the model.

    Attributes:
        name: what is typed.
        title: what is read.
        question: what it asks, in plain words.
        method: what the clinic does and measures, and where the model must differ.
        source: key in the atlas' references of the method, or ``assumption``.
        run: carries it out on a network, with the levers of the chosen condition and one run a
            seed, all conditions on the same noise; a frame with :data:`COLUMNS`.
        draw: a picture of that frame.
        aim: the same carried out on one node by its key; None where nothing is aimed at.
    """

    name: str
    title: str
    question: str
    method: str
    source: str
    run: Run
    draw: Callable[["pd.DataFrame"], "Figure"] = draw_panels
    aim: Callable[[str], Run] | None = None


@dataclass
class ParadigmResult:
    """Figures of a paradigm, gathered row by row."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    runs: list[np.ndarray] = field(default_factory=list)

    def add(
        self,
        measure: str,
        unit: str,
        values: Mapping[str, np.ndarray],
        along: str = "",
        at: str | float | None = None,
    ) -> None:
        """Add a row a condition; of two or more, also how the last differs from the one before.

        Args:
            measure: what was measured.
            unit: of the values.
            values: (seeds,) by condition, in the same order of seeds, so that the difference is
                taken seed by seed; NaN where a run has no value.
            along: what changes between the rows of this measure, with its unit; ``""`` if nothing.
            at: where along it these values were measured.
        """
        reported = dict(values)
        for one, other in list(zip(values, list(values)[1:], strict=False))[-1:]:
            reported[f"{other}{MINUS}{one}"] = values[other] - values[one]
        for condition, figures in reported.items():
            found = summarise(figures, unit)
            self.runs.append(figures)
            self.rows.append(
                (measure, along, at, condition, found.mean, found.low, found.high, found.n, unit)
            )

    def frame(self) -> "pd.DataFrame":
        """All rows, with :data:`COLUMNS`; 95 % intervals of the mean over ``n`` runs.

        What each run gave, (seeds,) a row, stands in ``attrs`` under :data:`RUNS`.
        """
        import pandas as pd  # takes a while to load

        frame = pd.DataFrame(self.rows, columns=list(COLUMNS))
        numbers = ["mean", "low", "high"]
        frame = frame.astype({"at": object, **dict.fromkeys(numbers, np.float64)})
        frame.attrs[RUNS] = tuple(self.runs)
        return frame


def healthy_like(base: Params) -> Params:
    """The healthy network doing the same task."""
    return Params().replace(effort=base.effort, agonist=base.agonist)
