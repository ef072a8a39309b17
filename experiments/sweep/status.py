"""How far a sweep is: what `status` tells."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from experiments.progress import duration
from experiments.sweep.compaction import hash_of
from experiments.sweep.designs import design_points
from experiments.sweep.provenance import read_record
from experiments.sweep.store import Results
from experiments.sweep.work import DIVERGED, FAILED, OK, SKIPPED

STATES = (OK, DIVERGED, FAILED, SKIPPED)


def _counts(results: Results) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(STATES, 0)
    for table in results.tables(["status"]):
        for pair in table["status"].value_counts().to_pylist():
            counts[pair["values"]] += pair["counts"]
    return counts


def status(results: Results, *, verify: bool = False) -> dict[str, Any]:
    """How far a sweep is.

    Args:
        results: of the sweep.
        verify: whether to read all rows and compute their hash again.
    """
    study, folder = results.study, results.folder
    record = read_record(folder)
    counts = _counts(results)
    total, done = len(design_points(study)) * study.seeds.count, sum(counts.values())
    state = "complete" if folder.complete else "running" if folder.running else "stopped"
    rates = [s["runs_per_second"] for s in record.get("sessions", []) if "runs_per_second" in s]
    told: dict[str, Any] = {
        "motorloops": version("motorloops"),
        "study": study.name,
        "study_hash": study.digest,
        "state": state,
        "complete": folder.complete,
        "total": total,
        "done": done,
        **counts,
        "runs_per_second": rates[-1] if rates else None,
        "hash": record.get("hash") if folder.complete else None,
    }
    if verify and folder.complete:
        told["verified"] = hash_of(folder.data) == told["hash"]
    return told


def status_text(told: dict[str, Any], folder: str) -> str:
    """The same for people."""
    share = f"{told['done']} of {told['total']} runs"
    lines = [f"{told['study']}: {told['state']}, {share}"]
    odd = [f"{told[name]} {name}" for name in STATES[1:] if told[name]]
    if odd:
        lines.append(f"without figures: {', '.join(odd)} (the column `reason` says why)")
    if told["runs_per_second"]:
        rate = told["runs_per_second"]
        left = (told["total"] - told["done"]) / rate
        more = "" if told["complete"] else f", {duration(left)} left"
        lines.append(f"{rate:.4g} runs/s{more}")
    if told["complete"]:
        checked = {True: " (verified)", False: " (NOT what the files hold)", None: ""}
        lines.append(f"hash {told['hash']}{checked[told.get('verified')]}")
        lines.append(f"read it: {folder}/data (Parquet); motorloops show {folder}")
    elif told["state"] == "stopped":
        lines.append(f"go on with: {resume_line(folder)}")
    return "\n".join(lines)


def resume_line(folder: str) -> str:
    """What to type to go on with a sweep."""
    return f"motorloops sweep {folder}/study.toml --out {folder} --resume"
