"""Run one row of a sweep again, from its folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.formatting import NOTICE, columns, figure
from motorloops.experiments.statistics import summarise
from motorloops.experiments.sweeps.chunks import run_group
from motorloops.experiments.sweeps.design import PAIR_COLUMN
from motorloops.experiments.sweeps.folder import Record
from motorloops.experiments.sweeps.planning import check_sources
from motorloops.experiments.sweeps.provenance import code_digest
from motorloops.experiments.sweeps.results import Results, open_results
from motorloops.experiments.sweeps.study import INITIAL, LESION, WEIGHTS, Study
from motorloops.experiments.sweeps.worker import ChunkRows, measure_runs, run_params
from motorloops.model.errors import InputError
from motorloops.model.params import Params


def _stored_row(results: Results, number: int) -> dict[str, Any]:
    row = results.row(number)
    if row is None:
        why = "rows are counted from 0" if results.complete else "the sweep is not complete"
        raise InputError("--row", number, f"give a row of the data ({why})")
    return row


def check_network(results: Results, record: Record) -> None:
    """Refuse a network, weights or an initial state other than those that a sweep was made with.

    Raises:
        InputError: if the digests differ.
    """
    digest = results.study.network().digest
    if record.get("atlas") != digest:
        was = record.get("atlas", "unknown")
        allowed = f"it was made with atlas {was}, and the network is now {digest}"
        raise InputError("folder", str(results.folder.path), allowed)
    was, sets = record.get("weights", ""), results.study.weights_digest
    if was != sets:
        allowed = f"the sweep was made with the packaged sets {was}; use the same motorloops"
        raise InputError("weights", sets, allowed)
    now = dict(results.study.initial.digests)
    for name, digest in record.get("initial", {}).items():
        if now.get(name) != digest:
            allowed = "the initial state has changed since the sweep; put it back"
            raise InputError("initial", name, allowed)


def replay(folder: str, number: int) -> dict[str, Any]:
    """Run one row of a sweep again.

    Args:
        folder: of the sweep.
        number: of the row in the data set, from 0.

    Returns:
        Its levers, its measures now and as stored, whether they are the ``same``, and whether the
        model's code is (``same_code``).

    Raises:
        InputError: if there is no such row, or the network is not the one that it was made with.
    """
    results = open_results(Path(folder))
    study, record = results.study, results.folder.record()
    check_network(results, record)
    check_sources(study, record.get("own", {}))
    stored = _stored_row(results, number)
    base = Params(**record["base"])
    values = {name: stored[name] for name in study.design.names}
    axes = {n: np.array([v], object if isinstance(v, str) else float) for n, v in values.items()}
    rows = measure_runs(run_group(study, 1, base), axes, np.array([stored["seed"]], np.uint64))
    named = {key: stored[key] for key in (LESION, INITIAL, WEIGHTS, PAIR_COLUMN) if key in stored}
    return {
        "motorloops": record["motorloops"], "study": study.name, "row": number,
        "point": stored["point"], "replicate": stored["replicate"], **named,
        "body": study.body, "preset": study.preset, "timeline": study.timeline_name,
        "seconds": study.seconds, "engine": study.engine, "precision": study.precision,
        "params": run_params(base, values).as_dict(), "seeds": [stored["seed"]],
        "measures": _measures(rows, stored, study),
        "status": rows.status[0], "reason": rows.reason[0],
        "same": _same(rows, stored), "same_code": record.get("code") == code_digest(),
    }  # fmt: skip


def _measures(rows: ChunkRows, stored: dict[str, Any], study: Study) -> dict[str, Any]:
    measures = {}
    for name, values in rows.measures.items():
        was = stored[name]  # JSON holds no infinity
        was = was if was is not None and np.isfinite(was) else None
        measures[name] = {**summarise(values, study.column(name).unit).as_dict(), "stored": was}
    return measures


def _same(rows: ChunkRows, stored: dict[str, Any]) -> bool:
    equal = all(
        np.array_equal(values, np.array([stored[name]], np.float64), equal_nan=True)
        for name, values in rows.measures.items()
    )
    return equal and rows.status[0] == stored["status"]


def replay_text(report: dict[str, Any]) -> str:
    """The report of :func:`replay` as text."""
    place = f"point {report['point']}, seed {report['seeds'][0]}"
    rows = [["measure", "now", "stored", "unit"]]
    for name, one in report["measures"].items():
        rows.append([name, figure(one["mean"]), figure(one["stored"]), one["unit"]])
    same = "The same, bit for bit." if report["same"] else "NOT the same as stored."
    ended = "" if report["status"] == "ok" else f"{report['status']}: {report['reason']}\n"
    table = columns(rows, right=(1, 2))
    return (
        f"row {report['row']} of {report['study']}: {place}\n\n{table}\n\n{ended}{same}\n{NOTICE}"
    )
