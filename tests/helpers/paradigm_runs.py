"""Paradigms carried out on few seeds, with the levers a test turns."""

from functools import cache
from typing import TYPE_CHECKING

from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import build_network
from motorloops.model.params import Params

if TYPE_CHECKING:
    import pandas as pd

MODERATE = 0.35


@cache
def _carried(name: str, body: str, seeds: int, levers: tuple[tuple[str, object], ...]):
    base = Params().replace(**dict(levers))
    return PARADIGMS[name].run(build_network(body), base, range(1, seeds + 1))


def carried(name: str, *, body="arm", seeds=3, **levers) -> "pd.DataFrame":
    """The frame of a paradigm; moderate loss unless the levers say otherwise."""
    return _carried(name, body, seeds, tuple({"loss": MODERATE, **levers}.items())).copy()


def mean(frame: "pd.DataFrame", measure: str, condition="chosen", at=None) -> float:
    """The one mean figure of a measure in a condition, at a place if it has any."""
    rows = frame[(frame["measure"] == measure) & (frame["condition"] == condition)]
    rows = rows if at is None else rows[rows["at"] == at]
    assert len(rows) == 1, rows
    return float(rows["mean"].iloc[0])
