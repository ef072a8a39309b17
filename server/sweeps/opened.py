"""The sweep or study in sight, read in the background."""

import threading
from dataclasses import dataclass

import solara

from experiments.sweep.store import Results
from model.errors import BadInput
from server.boundary import use_background
from server.sweeps.desk import Desk
from server.sweeps.grid import Grid, grid_of
from server.sweeps.shelf import SHELF
from server.words import say

MOST_ROWS = 200_000  # of a study that a page reads


@dataclass(frozen=True, eq=False)
class Opened:
    """What there is to see of a finished sweep, or why there is nothing.

    Attributes:
        name: of the sweep or study.
        results: its rows.
        grid: if it is a grid of two numbers.
        problem: why there is nothing, in one line.
    """

    name: str
    results: Results | None = None
    grid: Grid | None = None
    problem: str = ""


def read(name: str, results: Results | None) -> Opened:
    """Read a finished sweep; whatever is wrong with it is told."""
    if results is None:
        return Opened(name, problem=say("sweeps.unknown", name=name[:60]))
    try:
        rows = sum(len(table) for table in results.tables(["status"]))
        if rows > MOST_ROWS:
            return Opened(name, problem=say("sweeps.too_large", rows=rows, most=MOST_ROWS))
        return Opened(name, results, grid_of(results))
    except (BadInput, OSError, ValueError, KeyError) as error:
        return Opened(name, problem=say("sweeps.unreadable", name=name, problem=error))


def use_opened(name: str, desk: Desk, *, own: bool) -> Opened | None:
    """What is in sight; a hook.

    Args:
        name: of the sweep or study, or nothing.
        desk: of this session.
        own: whether it is a sweep of this session, which is complete.

    Returns:
        What was read, or nothing while it is being read.
    """
    latest, keep = solara.use_state(None)

    def work(cancel: threading.Event) -> None:
        if not name:
            return
        job = desk.jobs.get(name) if own else None
        found = read(name, job.results if job else SHELF.results(name))
        if not cancel.is_set():
            keep(found)  # type: ignore[arg-type]

    use_background(work, [name, own])
    opened: Opened | None = latest
    return opened if opened is not None and opened.name == name else None
