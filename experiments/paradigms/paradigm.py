"""The definition of a paradigm of the virtual laboratory, and the table of its figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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
    """One clinical or experimental test, applied to the model.

    Attributes:
        name: identifier, as typed.
        title: for display.
        question: the question it answers, in plain words.
        method: the clinical procedure and measurement, and how the model differs.
        source: key of the reference of the method in the atlas, or ``assumption``.
        run: runs it on a network, with the levers of the chosen condition and one run per seed,
            all conditions on the same noise; returns a frame with :data:`COLUMNS`.
        draw: draws the figure of that frame.
        aim: ``run`` for one node by its key; None if the paradigm has no target node.

    Examples:
        >>> silence = PARADIGMS["silent_period"]
        >>> table = silence.run(build_network("arm"), Params(), [1])
        >>> silence.title, table.columns[:4].tolist()
        ('Cortical silent period', ['measure', 'along', 'at', 'condition'])
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
    """Figures of a paradigm, collected row by row."""

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
        """Add one row per condition; of two or more, also the difference of the last two.

        Args:
            measure: name of the measure.
            unit: of the values.
            values: (seeds,) by condition, in the same order of seeds, so that the difference is
                taken seed by seed; NaN where a run has no value.
            along: the variable that changes between rows, with its unit; ``""`` for none.
            at: value of that variable.
        """
        reported = dict(values)
        for one, other in list(zip(values, list(values)[1:], strict=False))[-1:]:
            reported[f"{other}{MINUS}{one}"] = values[other] - values[one]
        for condition, figures in reported.items():
            summary = summarise(figures, unit)
            self.runs.append(figures)
            interval = (summary.mean, summary.low, summary.high, summary.n)
            self.rows.append((measure, along, at, condition, *interval, unit))

    def frame(self) -> "pd.DataFrame":
        """All rows, with :data:`COLUMNS`; 95 % intervals of the mean over ``n`` runs.

        The values of the runs, (seeds,) per row, are in ``attrs`` under :data:`RUNS`.
        """
        import pandas as pd  # slow to import

        frame = pd.DataFrame(self.rows, columns=list(COLUMNS))
        numbers = ["mean", "low", "high"]
        frame = frame.astype({"at": object, **dict.fromkeys(numbers, np.float64)})
        frame.attrs[RUNS] = tuple(self.runs)
        return frame


_REFERENCE: ContextVar[bool] = ContextVar("healthy_reference", default=True)


@contextmanager
def without_reference() -> Iterator[None]:
    """Run paradigms on the chosen condition alone, which then stands in for the healthy one.

    Its figures are the same as with the reference; differences from health are 0.
    """
    token = _REFERENCE.set(False)
    try:
        yield
    finally:
        _REFERENCE.reset(token)


def healthy_like(base: Params) -> Params:
    """The levers of the healthy network with the same task; see :func:`without_reference`."""
    if not _REFERENCE.get():
        return base
    return Params().replace(effort=base.effort, task=base.task, agonist=base.agonist)
