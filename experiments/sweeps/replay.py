"""`run --from`: one row of a sweep again, from its data alone."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.cli.options import Option
from motorloops.experiments.inputs import whole_number
from motorloops.experiments.statistics import summarise
from motorloops.experiments.sweeps.design import PAIR_COLUMN
from motorloops.experiments.sweeps.provenance import code_digest, read_record
from motorloops.experiments.sweeps.results import Results, open_results
from motorloops.experiments.sweeps.runner import job_of
from motorloops.experiments.sweeps.study_file import MAX_RUNS
from motorloops.experiments.sweeps.worker import ChunkRows, measured, setting
from motorloops.experiments.text import NOTICE, columns, figure
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.params import Params


def _row(results: Results, text: str) -> tuple[int, dict[str, Any]]:
    number = whole_number("--row", text, 0, MAX_RUNS)
    row = results.row(number)
    if row is None:
        last = "the sweep is not complete" if not results.complete else "rows are counted from 0"
        raise InputError("--row", number, f"give a row of the data ({last})")
    return number, row


def _check_atlas(results: Results, record: dict[str, Any], folder: str) -> None:
    now = results.study.network().digest
    if record.get("atlas") != now:
        was = record.get("atlas", "unknown")
        allowed = f"it was made with atlas {was}, and this motorloops has {now}"
        raise InputError("--from", folder, allowed)
    if record.get("code") != code_digest():
        line = "the model's code has changed since; figures may differ"
        print(f"motorloops: {folder}: {line}", file=sys.stderr)


def replay(folder: str, row: str) -> dict[str, Any]:
    """Run one row of a sweep again.

    Args:
        folder: of the sweep.
        row: place of the row in the data set, from 0.

    Returns:
        Its setting, its measures now, those that are stored, and whether they are the same.

    Raises:
        BadInput: if there is no such row, or the network is not what it was.
    """
    results = open_results(Path(folder))
    study, record = results.study, read_record(results.folder)
    _check_atlas(results, record, folder)
    number, stored = _row(results, row)
    base = Params(**record["base"])
    values = {name: stored[name] for name in study.design.names}
    axes = {n: np.array([v], object if isinstance(v, str) else float) for n, v in values.items()}
    job = job_of(study, 1, base)
    rows = measured(job, axes, np.array([stored["seed"]], np.uint64))
    lesion = {k: v for k, v in values.items() if k == "lesion"}
    pair = {PAIR_COLUMN: stored[PAIR_COLUMN]} if PAIR_COLUMN in stored else {}
    return {
        "motorloops": record["motorloops"], "study": study.name, "row": number,
        "point": stored["point"], "replicate": stored["replicate"], **pair, **lesion,
        "body": study.body, "preset": study.preset, "protocol": study.protocol,
        "seconds": study.seconds, "engine": study.engine, "precision": study.precision,
        "params": setting(base, values).as_dict(), "seeds": [stored["seed"]],
        "measures": _measures(rows, stored), "status": rows.status[0], "reason": rows.reason[0],
        "same": _same(rows, stored),
    }  # fmt: skip


def _measures(rows: ChunkRows, stored: dict[str, Any]) -> dict[str, Any]:
    told = {}
    for name, values in rows.measures.items():
        was = stored[name] if np.isfinite(stored[name]) else None
        told[name] = {**summarise(values, MEASURES[name].unit).as_dict(), "stored": was}
    return told


def _same(rows: ChunkRows, stored: dict[str, Any]) -> bool:
    figures = all(
        np.array_equal(values, [stored[name]], equal_nan=True)
        for name, values in rows.measures.items()
    )
    return figures and rows.status[0] == stored["status"]


def replay_text(told: dict[str, Any]) -> str:
    """The same for people."""
    head = f"row {told['row']} of {told['study']}: point {told['point']}, seed {told['seeds'][0]}"
    rows = [["measure", "now", "stored", "unit"]]
    for name, one in told["measures"].items():
        rows.append([name, figure(one["mean"]), figure(one["stored"]), one["unit"]])
    same = "The same, bit for bit." if told["same"] else "NOT the same as stored."
    ended = "" if told["status"] == "ok" else f"{told['status']}: {told['reason']}\n"
    return f"{head}\n\n{columns(rows, right=(1, 2))}\n\n{ended}{same}\n{NOTICE}"


def refuse_others(
    options: Namespace, known: Sequence[Option], besides: Sequence[str], why: str
) -> None:
    """Refuse every option but some.

    Args:
        options: as typed.
        known: all options.
        besides: flags of those that may be given.
        why: the others may not.

    Raises:
        BadInput: for an option that was given and may not be.
    """
    for option in known:
        name = option.adds_to or option.flag.removeprefix("--")
        usual = [] if option.adds_to else option.default
        given = getattr(options, name)
        if option.flag not in besides and given != usual:
            raise InputError(option.flag, given, f"leave it out: {why}")


def replay_row(options: Namespace, known: Sequence[Option]) -> bool:
    """Do what `run --from DIR --row N` asks for and print it.

    Args:
        options: as typed.
        known: the options of `run`; the others may not be given besides.

    Returns:
        Whether the row came out as it is stored.

    Raises:
        BadInput: for an option that the row decides, or a row that is not there.
    """
    folder, row = getattr(options, "from"), options.row
    for name, value in (("--from", folder), ("--row", row)):
        if value is None:
            raise InputError(name, "nothing", "give both: --from DIR --row N")
    besides = ("--from", "--row", "--json")
    refuse_others(options, known, besides, "--from takes all from the row")
    told = replay(folder, row)
    print(json.dumps(told, allow_nan=False) if options.json else replay_text(told))
    return told["same"]
