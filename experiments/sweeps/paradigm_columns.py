"""The figures of paradigms as columns of a sweep: their names, and their values for many runs.

A run of such a sweep is one seed of the paradigm, with the levers of its point as the chosen
condition. ``PARADIGM.MEASURE@AT`` is the chosen condition's figure at one place (a number, a
muscle, a node), without ``@AT`` where there is one figure only. ``-healthy`` at the end makes it
the difference from the healthy condition with the same seed, where the paradigm gives one; a study
without the healthy reference has no such column, nor a figure that needs the reference. Other
conditions follow in brackets, e.g. ``sensory_trick.overflow_by_place@elbow[touch]``. Figures of the
healthy condition are no columns: they are no outcome of the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.formatting import in_words
from motorloops.experiments.paradigms.figure import HEALTHY, MINUS
from motorloops.experiments.paradigms.paradigm import CHOSEN, RUNS, without_reference
from motorloops.experiments.paradigms.paradigm import COLUMNS as FRAME_COLUMNS
from motorloops.experiments.paradigms.together import run_together
from motorloops.experiments.sweeps.own_code import OwnCodeError
from motorloops.experiments.sweeps.study import Column
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Precision

LOSSY = {"loss": 0.3}  # levers with which figures that need the healthy reference differ

if TYPE_CHECKING:
    import pandas as pd

    from motorloops.experiments.paradigms.paradigm import Paradigm


def column_name(paradigm: str, measure: str, at: object, condition: str) -> str | None:
    """Name of the column of a figure; None for the healthy condition's own."""
    name = f"{paradigm}.{measure}" + ("" if at is None else f"@{_place(at)}")
    if condition == CHOSEN:
        return name
    if condition == f"{CHOSEN}{MINUS}{HEALTHY}":
        return f"{name}-{HEALTHY}"
    if MINUS not in condition and condition.startswith(HEALTHY):
        return None
    return f"{name}[{condition}]"


def _rows(frame: pd.DataFrame) -> Iterator[tuple[str, str, object, str, str]]:
    """Measure, along, at, condition and unit of each row of a frame."""
    attributes, frame.attrs = frame.attrs, {}  # pandas would copy them, all runs, with each column
    try:
        names = ("measure", "along", "at", "condition", "unit")
        columns = [frame[name].to_numpy(object) for name in names]
    finally:
        frame.attrs = attributes
    return zip(*columns, strict=True)


def _figures(paradigm: Paradigm, frame: pd.DataFrame) -> Iterator[tuple[str, Column, float]]:
    """Name, description and value of each column of the frame of one run.

    Raises:
        OwnCodeError: for a frame without the columns and the runs of a paradigm's.
    """
    columns = tuple(getattr(frame, "columns", ()))
    runs = getattr(frame, "attrs", {}).get(RUNS, ())
    if columns != FRAME_COLUMNS or len(runs) != len(frame):
        what = f"{paradigm.name} returned a {type(frame).__name__}"
        raise OwnCodeError(f"{what}; it must return the frame of a ParadigmResult")
    for row, values in zip(_rows(frame), runs, strict=True):
        measure, along, at, condition, unit = row
        at = at if along else None
        name = column_name(paradigm.name, measure, at, condition)
        if name is None:
            continue
        if np.shape(values) != (1,):
            what = f"{paradigm.name} gave {np.size(values)} values of {measure} for one seed"
            raise OwnCodeError(what)
        where = "" if at is None else f"{along} {_place(at)}, "
        meaning = f"{in_words(measure)}: {where}{condition}"
        yield name, Column(str(unit), meaning), float(values[0])


def _place(at: object) -> str:
    return f"{at:g}" if isinstance(at, float) else str(at)


def _run(
    paradigm: Paradigm, network: Network, params: Params, seed: int, *, reference: bool
) -> pd.DataFrame:
    try:
        with nullcontext() if reference else without_reference():
            return paradigm.run(network, params, [seed])
    except MemoryError:
        raise
    except Exception as error:
        at = f"the paradigm {paradigm.name} raised {type(error).__name__}: {error}"
        raise OwnCodeError(at) from error


def frames_of(
    paradigm: Paradigm,
    network: Network,
    params: Sequence[Params],
    seeds: Sequence[int],
    lesions: Sequence[Mapping[str, float]] = (),
    *,
    reference: bool = True,
    precision: Precision = "float64",
) -> Iterator[pd.DataFrame]:
    """The frame of each of R runs, which share calls of the engine.

    Args:
        paradigm: to run.
        network: of all runs.
        params: (R,) levers of each run; each run has a thread, so R is some tens.
        seeds: (R,) seed of each run.
        lesions: (R,) share of output removed in each run, by node key; ``()`` for none.
        reference: whether the healthy condition is run beside.
        precision: of the engine.

    Raises:
        OwnCodeError: if the paradigm raises an error.
    """
    runs = zip(params, seeds, strict=True)
    tasks = [partial(_run, paradigm, network, *run, reference=reference) for run in runs]
    for done in run_together(tasks, lesions, precision):
        yield done.result()


def paradigm_columns(
    paradigm: Paradigm, network: Network, params: Sequence[Params], *, reference: bool = True
) -> dict[str, Column]:
    """The columns of a paradigm, found by running it once with each of some settings.

    Args:
        paradigm: to run.
        network: of all runs.
        params: the settings.
        reference: whether the healthy condition is run beside; if not, figures that need it are
            no columns.

    Raises:
        OwnCodeError: for a paradigm that raises an error, or names two figures alike.
    """
    found: dict[str, Column] = {}
    for frame in frames_of(paradigm, network, params, [1] * len(params)):
        names = [name for name, _, _ in _figures(paradigm, frame)]
        repeated = next((name for k, name in enumerate(names) if name in names[:k]), None)
        if repeated is not None:
            raise OwnCodeError(f"{paradigm.name} has two figures that are called {repeated}")
        found |= {name: column for name, column, _ in _figures(paradigm, frame)}
    if reference or not found:
        return found
    lossy = [params[0].replace(**LOSSY)]
    seen = [
        {name: value for name, _, value in _figures(paradigm, frame)}
        for beside in (True, False)
        for frame in frames_of(paradigm, network, lossy, [1], reference=beside)
    ]
    needs = {name for name, value in seen[0].items() if not _equal(value, seen[1].get(name))}
    return {
        name: column
        for name, column in found.items()
        if name not in needs and not name.endswith(f"-{HEALTHY}")
    }


def _equal(one: float, other: float | None) -> bool:
    return other is not None and (one == other or (np.isnan(one) and bool(np.isnan(other))))


def paradigm_values(
    paradigms: Sequence[Paradigm],
    columns: Sequence[str],
    network: Network,
    params: Sequence[Params],
    seeds: Sequence[int],
    lesions: Sequence[Mapping[str, float]] = (),
    *,
    reference: bool = True,
    precision: Precision = "float64",
) -> Mapping[str, np.ndarray]:
    """(R,) values of each column of R runs; NaN where a run has no such figure.

    Args:
        paradigms: to run.
        columns: their names.
        network: of all runs.
        params: (R,) levers of each run.
        seeds: (R,) seed of each run.
        lesions: (R,) share of output removed in each run, by node key; ``()`` for none.
        reference: whether the healthy condition is run beside.
        precision: of the engine.

    Raises:
        OwnCodeError: for a paradigm that raises an error, or has a figure that is no column.
    """
    values = {name: np.full(len(params), np.nan) for name in columns}
    for paradigm in paradigms:
        frames = frames_of(
            paradigm, network, params, seeds, lesions, reference=reference, precision=precision
        )
        for run, frame in enumerate(frames):
            for name, _, value in _figures(paradigm, frame):
                if name not in values and not reference:  # it needs the reference
                    continue
                if name not in values:
                    what = "its figures must be those of the first run"
                    raise OwnCodeError(f"{paradigm.name} gave a figure {name}; {what}")
                values[name][run] = value
    return values
