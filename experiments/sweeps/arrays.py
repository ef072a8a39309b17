"""The rows of a sweep, and their time courses, as labelled arrays (xarray).

A grid becomes an array with a dimension for each axis; other designs have the dimension ``point``.
Time courses are not stored by a sweep: a run is a function of its point and seed, and is computed
again when they are asked for.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.fitted_sets import with_weights
from motorloops.experiments.sweeps.design import Grid, Points, design_points
from motorloops.experiments.sweeps.planning import check_sources
from motorloops.experiments.sweeps.replay import check_network
from motorloops.experiments.sweeps.results import Results
from motorloops.experiments.sweeps.study import INITIAL, LESION, WEIGHTS, Study
from motorloops.experiments.sweeps.study_file import is_text
from motorloops.experiments.sweeps.worker import run_params, with_lesion
from motorloops.model.arguments import COUNT, checked, each, of
from motorloops.model.errors import InputError
from motorloops.model.params import Params, levers
from motorloops.model.simulate import simulate
from motorloops.model.trajectory import Trajectory

if TYPE_CHECKING:
    import pyarrow as pa
    import xarray

ARRAY_SUFFIXES = (".nc", ".zarr")
TOGETHER = 256  # runs that are computed at a time
LARGEST_COURSES = 2**32  # bytes of time courses in memory
ROWS = each(int, np.integer, allowed="give a list of rows, e.g. [0, 5]")
MISSING = "motorloops[arrays] is not installed; install it with pip"


def _xarray() -> Any:
    try:
        import xarray
    except ImportError:
        raise InputError("xarray", "nothing", MISSING) from None
    return xarray


def _attributes(name: str) -> dict[str, str]:
    """Name and unit of an axis, as the CF conventions call them."""
    if name in levers():
        return _described(levers()[name].label, levers()[name].unit)
    return {}


def _described(label: str, unit: str) -> dict[str, str]:
    """Attributes of a variable; a share has the unit 1, and a name has none."""
    units = {"units": "1" if unit == "share" else unit} if unit else {}
    return {"long_name": label, **units}


def _about(results: Results) -> dict[str, str]:
    """What made the data, for the attributes of a file."""
    record = results.folder.record()
    known = {key: record.get(key) for key in ("study", "code", "atlas", "precision", "hash")}
    return {
        "title": results.study.name,
        "summary": results.study.description,
        "source": f"motorloops {record.get('motorloops', 'unknown')}",
        "motorloops": json.dumps(known),
        "study": results.folder.study.read_text(encoding="utf-8"),
    }


@checked(results=of(Results))
def to_xarray(results: Results) -> xarray.Dataset:
    """The rows as a data set; NaN, and the status "missing", where a row is not done.

    Args:
        results: of the sweep; all its rows must fit into memory.

    Returns:
        Measures, ``status`` and ``seed`` with the dimensions ``replicate`` and ``point``; for a
        grid, one dimension for each axis instead of ``point``. Units and names are attributes.

    Raises:
        InputError: if xarray is not installed.

    Examples:
        >>> design = {"kind": "grid", "axes": {"loss": [0.0, 0.5], "effort": [0.2, 0.4, 0.8]}}
        >>> table = {"body": "chain:1", "seconds": 1.3, "design": design, "seeds": {"count": 4}}
        >>> rows = to_xarray(run_study(table, "spread"))
        >>> rows["overflow"].dims, rows["overflow"].shape
        (('replicate', 'loss', 'effort'), (4, 2, 3))
    """
    xarray = _xarray()
    study = results.study
    points = design_points(study)
    size = (study.seeds.count, len(points))
    values = {name: np.full(size, np.nan).ravel() for name in study.measures}
    seed, status = np.zeros(size, np.uint64).ravel(), np.full(size, "missing", object).ravel()
    for table in results.tables():
        rows = _places(study, points, table)
        for name, column in values.items():
            column[rows] = table[name].to_numpy()
        seed[rows] = table["seed"].to_numpy()
        status[rows] = table["status"].to_numpy()
    if isinstance(points, Grid):
        names = tuple(points.levels)
        shape = (size[0], *(len(column) for column in points.levels.values()))
        coordinates = {n: (n, _plain(v), _attributes(n)) for n, v in points.levels.items()}
    else:
        names, shape = ("point",), size
        columns = points.rows(0, len(points))
        coordinates = {n: ("point", _plain(v), _attributes(n)) for n, v in columns.items()}
        coordinates["point"] = ("point", np.arange(len(points)), {})
    dims = ("replicate", *names)
    coordinates["replicate"] = ("replicate", study.seeds.first + np.arange(size[0]), {})
    variables = {
        n: (dims, v.reshape(shape), _described(study.column(n).meaning, study.column(n).unit))
        for n, v in values.items()
    }
    variables["status"] = (dims, status.reshape(shape).astype(str), {})
    variables["seed"] = (dims, _signed(seed).reshape(shape), {"long_name": "seed of the noise"})
    return xarray.Dataset(variables, coordinates, _about(results))


def _places(study: Study, points: Points, table: pa.Table) -> np.ndarray:
    """The places of rows in the data set, which begins with the study's first replicate."""
    replicate = table["replicate"].to_numpy() - study.seeds.first
    return replicate * len(points) + table["point"].to_numpy()


def _signed(seeds: np.ndarray) -> np.ndarray:
    """Seeds as signed numbers, which more tools read; of old sweeps some seeds are too large."""
    return seeds.astype(np.int64) if seeds.max() < 2**63 else seeds


def _plain(column: np.ndarray) -> np.ndarray:
    """A column as numbers or as texts of fixed width."""
    return column.astype(str) if column.dtype == object else column


def _stored(results: Results, rows: Sequence[int]) -> list[dict[str, Any]]:
    """The given rows of the data set, in the order of ``rows``."""
    points, places = design_points(results.study), np.array(rows, np.int64)
    found: dict[int, dict[str, Any]] = {}
    for table in results.tables():
        numbers = _places(results.study, points, table)
        (here,) = np.nonzero(np.isin(numbers, places))
        found |= zip(numbers[here].tolist(), table.take(here).to_pylist(), strict=True)
    for row in rows:
        if row not in found:
            why = "rows are counted from 0" if results.complete else "the sweep is not complete"
            raise InputError("--rows", row, f"give a row of the data ({why})")
    return [found[row] for row in rows]


def trajectories(
    results: Results, rows: Sequence[int], every_ms: int = 1, *, rates: bool = False
) -> Iterator[tuple[list[int], Trajectory]]:
    """Compute some rows of a sweep again (float64), and keep their samples.

    Args:
        results: of the sweep.
        rows: places of the rows in the data set, from 0.
        every_ms: milliseconds between two samples.
        rates: whether the rates of all nodes are sampled.

    Yields:
        Some of the rows, in order, and the trajectory that holds a run for each.

    Raises:
        InputError: for a row that is not there, or a network other than that of the sweep.
    """
    study, record = results.study, results.folder.record()
    check_network(results, record)
    check_sources(study, record.get("own", {}))
    base, network = Params(**record["base"]), study.network()

    def levers_of(row: dict[str, Any]) -> Params:
        return run_params(base, {name: row[name] for name in study.design.names})

    stored = zip(rows, _stored(results, rows), strict=True)
    for (seed, lesion, start, weights), group in itertools.groupby(
        stored,
        key=lambda pair: (
            pair[1]["seed"],
            *(pair[1].get(name) or "" for name in (LESION, INITIAL, WEIGHTS)),
        ),
    ):  # fmt: skip
        initial = study.initial.checkpoint(start, network)
        timeline = with_lesion(study.timeline(), {lesion: 1.0} if lesion else {})
        while some := list(itertools.islice(group, TOGETHER)):
            params = [levers_of(row) for _, row in some]
            yield (
                [number for number, _ in some],
                simulate(
                    params,
                    timeline,
                    [seed],
                    with_weights(network, weights),
                    every_ms=every_ms,
                    keep_rates=rates,
                    initial=initial,
                ),
            )


@checked(results=of(Results), rows=ROWS, every_ms=COUNT)
def time_courses(
    results: Results, rows: Sequence[int], every_ms: int = 1, *, rates: bool = False
) -> xarray.Dataset:
    """The time courses of some rows of a sweep as a data set.

    Args:
        results: of the sweep.
        rows: places of the rows in the data set, from 0.
        every_ms: milliseconds between two samples.
        rates: whether the rates of all nodes are included.

    Returns:
        ``activation`` (row, time, muscle), ``angle`` (row, time, joint) and, if asked for,
        ``rate`` (row, time, node), with the levers and the seed of each row as coordinates.

    Raises:
        InputError: as :func:`trajectories`, or for more samples than fit into memory.

    Examples:
        >>> design = {"kind": "list", "axes": {"loss": [0.0, 0.8]}}
        >>> sweep = run_study({"body": "chain:1", "seconds": 1.3, "design": design}, "courses")
        >>> time_courses(sweep, rows=[1], every_ms=10)["activation"].shape  # row, time, muscle
        (1, 130, 2)
    """
    xarray = _xarray()
    check_sources(results.study, results.folder.record().get("own", {}))
    network, samples = results.study.network(), results.study.timeline().duration_ms // every_ms
    body, nodes = network.body, network.node_keys if rates else ()
    width = len(body.muscles) + len(body.dofs) + len(nodes)
    if not len(rows):
        raise InputError("rows", list(rows), "give at least one row")
    if len(rows) * samples * width * 8 > LARGEST_COURSES:
        allowed = "they need more than 4 GB; take fewer rows, or a larger --every"
        raise InputError("--rows", f"{len(rows)} rows", allowed)
    runs = [run for _, run in trajectories(results, rows, every_ms, rates=rates)]
    coordinates: dict[str, Any] = {
        "row": ("row", np.array(rows, np.int64)),
        "time": ("time", (np.arange(samples) + 1) * every_ms, {"units": "ms"}),
        "muscle": ("muscle", [muscle.key for muscle in body.muscles]),
        "joint": ("joint", [dof.key for dof in body.dofs]),
        "seed": ("row", _signed(np.array([s for run in runs for s in run.seeds], np.uint64))),
    }
    stored = _stored(results, rows)
    for name in results.study.design.names:
        column = np.array([row[name] for row in stored], object if is_text(name) else np.float64)
        coordinates[name] = ("row", _plain(column), _attributes(name))
    described = {
        "activation": ("muscle", {"long_name": "muscle activation", "units": "MVC"}),
        "angle": ("joint", {"long_name": "joint angle", "units": "rad"}),
    }
    if rates:
        coordinates["node"] = ("node", list(nodes))
        described["rate"] = ("node", {"long_name": "share of the highest rate", "units": "1"})
    variables = {}
    for name, (across, attributes) in described.items():
        values = np.concatenate([getattr(run, name) for run in runs], axis=2)
        variables[name] = (("row", "time", across), values.transpose(2, 0, 1), attributes)
    return xarray.Dataset(variables, coordinates, _about(results))


def write_arrays(data: xarray.Dataset, path: Path) -> None:
    """Write a data set as NetCDF (``.nc``) or Zarr (``.zarr``); an existing one is replaced.

    Raises:
        InputError: if the library for the format is not installed.
        OSError: if it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    _remove(part)
    try:
        if path.suffix.lower() == ".nc":
            packed = {name: {"zlib": True} for name, column in data.items()
                      if column.dtype.kind in "if"}  # fmt: skip
            data.to_netcdf(part, engine="h5netcdf", encoding=packed)
        else:
            data.to_zarr(part, mode="w", zarr_format=2)  # which all its readers read
        _remove(path)
        part.rename(path)
    except ImportError:
        raise InputError("file", path.name, MISSING) from None
    finally:
        _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
