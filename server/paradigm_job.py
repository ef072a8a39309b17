"""One paradigm of the Laboratory, run in the background: its table, figure and text."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from motorloops.experiments.formatting import NOTHING, figure, in_words
from motorloops.experiments.paradigms.paradigm import Paradigm
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.errors import InputError
from motorloops.model.params import Params
from motorloops.model.recording import Configuration, Recording
from motorloops.server.components.error_boundary import use_latest
from motorloops.server.components.figures import provenance_here, svg_of, table_file
from motorloops.server.networks import NETWORKS
from motorloops.server.strings import list_in_words, translate
from motorloops.server.url_state import write_query

SLOTS = threading.BoundedSemaphore(4)  # paradigms that run at once, in all sessions together


@dataclass(frozen=True)
class ParadigmOrder:
    """A request to run a paradigm.

    Attributes:
        test: Name of the paradigm.
        params: The levers of the condition.
        body: Name of the body.
        preset: Name of the initial preset.
        seeds: Number of seeds; each condition is run once per seed.
        number: Increases with every order of a session, so that an order can be repeated.
        node: Key of the target node, if the paradigm takes one.
    """

    test: str
    params: Params
    body: str
    preset: str
    seeds: tuple[int, ...]
    number: int
    node: str = ""

    @property
    def paradigm(self) -> Paradigm:
        """The paradigm, with the target node set if it takes one."""
        found = PARADIGMS[self.test]
        return replace(found, run=found.aim(self.node)) if self.node and found.aim else found

    @property
    def provenance(self) -> str:
        """What was run and with which versions, in one line."""
        setting = write_query(Recording(Configuration(self.params, self.body, self.preset)))
        words = [
            f"paradigm {self.test}", f"node {self.node}" if self.node else "", f"body {self.body}",
            f"setting ?{setting}", f"seeds {self.seeds[0]} to {self.seeds[-1]}",
        ]  # fmt: skip
        return provenance_here("; ".join(filter(None, words)), NETWORKS.network(self.body))


@dataclass(frozen=True)
class ParadigmFindings:
    """The results of a paradigm, ready to be shown.

    Attributes:
        order: The request.
        rows: Cells of the table.
        csv: The whole data frame, below lines with its title and provenance.
        svg: The picture.
        text: Description of the picture.
        problem: Why there are no results; empty if there are.
    """

    order: ParadigmOrder
    rows: tuple[tuple[str, ...], ...] = ()
    csv: str = ""
    svg: str = ""
    text: str = ""
    problem: str = ""


def carry_out(order: ParadigmOrder) -> ParadigmFindings:
    """Run a paradigm; errors are reported in the findings."""
    paradigm = order.paradigm
    try:
        with np.errstate(invalid="ignore"):
            frame = paradigm.run(NETWORKS.network(order.body), order.params, order.seeds)
    except InputError as problem:
        return ParadigmFindings(order, problem=str(problem))
    kinds = [in_words(kind) for kind in dict.fromkeys(frame["measure"])]
    text = translate(
        "laboratory.picture", title=paradigm.title, measures=list_in_words(kinds, len(kinds))
    )
    rows = tuple(_cells(row) for row in frame.itertuples(index=False))
    svg = svg_of(lambda: paradigm.draw(frame))
    csv = table_file(frame, [paradigm.title, order.provenance], index=False)
    return ParadigmFindings(order, rows, csv, svg, text)


def _cells(row: Sequence[Any]) -> tuple[str, ...]:
    """One row of a frame as texts."""
    measure, along, at, condition, *numbers, n, unit = row
    mean, low, high = (None if np.isnan(value) else float(value) for value in numbers)
    place = "" if at is None else f"{at:g}" if isinstance(at, float) else str(at).replace("_", " ")
    ends = {"low": figure(low), "high": figure(high)}
    return (
        in_words(str(measure)), f"{along} {place}".strip(), str(condition), figure(mean),
        NOTHING if low is None else translate("laboratory.range", **ends),
        "index" if unit == "1" else str(unit), str(n),
    )  # fmt: skip


def use_findings(order: ParadigmOrder | None) -> tuple[bool, ParadigmFindings | None]:
    """Run an order in a separate thread; a hook.

    Args:
        order: What to run; a new order, or None, drops the previous one.

    Returns:
        Whether an order is running, and the findings of the latest finished order.
    """
    found = use_latest(order, carry_out, SLOTS)
    return order is not None and (found is None or found.order != order), found
