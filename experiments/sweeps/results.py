"""Open the results of a sweep, finished or not: rows, status and export."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motorloops.experiments.files import table_file
from motorloops.experiments.progress import duration
from motorloops.experiments.sweeps.dataset import (
    CorruptShardError,
    DamagedDataError,
    check_files,
    chunk_of,
    count_rows,
    damaged,
    data_files,
    hash_of,
    read_file,
    read_shard,
    shard_paths,
)
from motorloops.experiments.sweeps.design import design_points
from motorloops.experiments.sweeps.folder import (
    Record,
    SweepFolder,
    stored_study,
    sweep_folder,
)
from motorloops.experiments.sweeps.provenance import changed_keys
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.worker import DIVERGED, FAILED, OK, SKIPPED
from motorloops.model.arguments import PATH, checked

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Results:
    """The rows of a sweep, in order of replicate, then of point.

    Examples:
        >>> design = {"kind": "list", "axes": {"effort": [0.2, 0.8]}}
        >>> table = {"body": "chain:2", "seconds": 0.5, "design": design, "seeds": {"count": 1}}
        >>> results = run_study(table, "efforts")
        >>> results.complete, results.frame(["effort", "status"])["effort"].tolist()
        (True, [0.2, 0.8])
    """

    folder: SweepFolder

    @cached_property
    def study(self) -> Study:
        """The study.

        Raises:
            DamagedDataError: if its file has been changed since the sweep began.
        """
        study, record = stored_study(self.folder), self.folder.record()
        changes = changed_keys(record, study) if "identity" in record else []
        if changes:
            what = ", ".join(f"{key} was {old}, now {new}" for key, old, new in changes)
            remedy = "put it back: it must describe the rows that are there"
            raise DamagedDataError(str(self.folder.study), f"it has been changed ({what})", remedy)
        return study

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self.folder.complete

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows that are done, table after table; all columns if None.

        Raises:
            DamagedDataError: if a file is missing, or not as it was written.
        """
        names = None if columns is None else list(columns)
        if not self.complete:
            for path in shard_paths(self.folder.shards):
                try:
                    rows = read_shard(path)
                except (CorruptShardError, FileNotFoundError):  # to be redone, or joined by now
                    continue
                yield rows if names is None else rows.select(names)
            return
        check_data(self.folder)
        for path in data_files(self.folder.data):
            yield from read_file(path, names)

    def frame(
        self, columns: Sequence[str] | None = None, *, all_rows: bool = False
    ) -> pd.DataFrame:
        """The rows as one frame.

        Args:
            columns: columns to read; all if None.
            all_rows: whether to include runs that diverged, failed or were skipped.
        """
        import pandas as pd
        import pyarrow as pa

        wanted = None if columns is None else list(dict.fromkeys([*columns, "status"]))
        parts = list(self.tables(wanted))
        if not parts:
            return pd.DataFrame(columns=list(columns) if columns is not None else None)
        frame = pa.concat_tables(parts).to_pandas()
        if not all_rows:
            frame = frame[frame["status"] == OK]
        return frame if columns is None else frame[list(columns)]

    def row(self, number: int) -> dict[str, Any] | None:
        """One row by its place in the data set; None if its chunk is not done.

        Raises:
            DamagedDataError: if a file is missing, or not as it was written.
        """
        if not self.complete:
            chunk, place = divmod(number, self.study.chunk)
            for path in shard_paths(self.folder.shards):
                if chunk_of(path) == chunk:
                    try:
                        rows = read_shard(path).slice(place, 1).to_pylist()
                    except (CorruptShardError, FileNotFoundError):
                        return None
                    return rows[0] if rows else None
            return None
        check_data(self.folder)
        for path in data_files(self.folder.data):
            if number >= count_rows(path):
                number -= count_rows(path)
                continue
            for group in read_file(path):
                if number < len(group):
                    return group.slice(number, 1).to_pylist()[0]
                number -= len(group)
        return None


def check_data(folder: SweepFolder, *, whole: bool = False) -> None:
    """Check that the data set of a finished sweep is the one that was written.

    Args:
        folder: of the sweep.
        whole: whether to read every byte, and compute the hash of the rows again.

    Raises:
        DamagedDataError: naming the first file that is missing, not the same, or too many.
    """
    record, data = folder.record(), folder.data
    try:
        _check_data(record, data, whole=whole)
    except DamagedDataError as error:
        if folder.extension.study.is_file() and folder.extension.complete:
            remedy = "an extension was interrupted as it ended; give the same command again"
            raise DamagedDataError(error.field, error.value, remedy) from None
        raise


def _check_data(record: Record, data: Path, *, whole: bool) -> None:
    if not data.is_dir():
        raise damaged(data, "it is missing")
    if (files := record.get("files")) is not None:
        check_files(data, files, whole=whole)
    else:  # of motorloops 0.1
        rows = sum(count_rows(path) for path in data_files(data))
        if rows != record.get("rows"):
            found = f"its files hold {rows} rows, not the {record.get('rows')} that were written"
            raise damaged(data, found)
    if whole and hash_of(data) != record.get("hash"):
        raise damaged(data, "its rows do not have the hash that was recorded")


@checked(folder=PATH)
def open_results(folder: str | os.PathLike[str]) -> Results:
    """Open the results of a sweep, finished or not.

    Args:
        folder: the folder that the sweep was written to.

    Returns:
        The results; rows are read on demand.

    Raises:
        InputError: if the folder holds no sweep.

    Examples:
        >>> design = {"kind": "grid", "axes": {"fatigue": [0.0, 0.5, 1.0]}}
        >>> table = {"body": "chain:1", "seconds": 0.5, "design": design, "seeds": {"count": 2}}
        >>> _ = run_study(table, "fatigue")
        >>> open_results("fatigue").frame(["replicate"])["replicate"].tolist()
        [0, 0, 0, 1, 1, 1]
    """
    return Results(sweep_folder(os.fspath(folder)))


def write_rows(results: Results, path: Path) -> int:
    """Write the rows that are done, in order, as one table (.csv or .parquet).

    Returns:
        The number of rows.

    Raises:
        OSError: if the file cannot be written.
    """
    count = 0
    with table_file(path) as rows:
        for part in results.tables():
            rows.append_table(_with_units(part, results.study))
            count += len(part)
    return count


def _with_units(rows: pa.Table, study: Study) -> pa.Table:
    """The rows with unit and meaning of each measure as metadata of its column (Parquet)."""
    fields = []
    for one in rows.schema:
        about = vars(study.column(one.name)) if one.name in study.measures else None
        fields.append(one.with_metadata(about))
    import pyarrow as pa

    return rows.cast(pa.schema(fields, rows.schema.metadata))


STATES = (OK, DIVERGED, FAILED, SKIPPED)


def _counts(results: Results) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(STATES, 0)
    for table in results.tables(["status"]):
        for pair in table["status"].value_counts().to_pylist():
            counts[pair["values"]] += pair["counts"]
    return counts


def status(results: Results, *, verify: bool = False) -> dict[str, Any]:
    """Report the progress of a sweep, and whether its data is intact.

    Args:
        results: of the sweep.
        verify: whether to read all rows and compute their hash again.

    Raises:
        DamagedDataError: if a file is missing, or not as it was written.
    """
    study, folder = results.study, results.folder
    record = folder.record()
    complete = record.get("hash") is not None
    if verify and complete:
        check_data(folder, whole=True)
    counts = _counts(results)
    total, done = len(design_points(study)) * study.seeds.count, sum(counts.values())
    if complete and done != total:
        raise damaged(folder.data, f"it holds {done} rows, and the study has {total}")
    state = "complete" if complete else "running" if folder.running else "stopped"
    rates = [s["runs_per_second"] for s in record.get("sessions", []) if "runs_per_second" in s]
    report: dict[str, Any] = {
        "motorloops": version("motorloops"),
        "study": study.name,
        "study_hash": study.digest,
        "state": state,
        "complete": complete,
        "total": total,
        "done": done,
        **counts,
        "runs_per_second": rates[-1] if rates else None,
        "hash": record.get("hash"),
    }
    if verify and complete:
        report["verified"] = True
    if complete and folder.extension.study.is_file():
        report["extension"] = _extension(results)
    return report


def _extension(results: Results) -> dict[str, Any]:
    """The progress of an extension that is not complete."""
    inner = Results(results.folder.extension)
    there = len(design_points(inner.study)) * inner.study.seeds.count
    kept = results.folder.record()["rows"]
    done = there if inner.complete else kept + sum(_counts(inner).values())
    state = "running" if results.folder.running else "stopped"
    return {"state": state, "total": there, "done": done}


def status_text(report: dict[str, Any], folder: str) -> str:
    """The status as text."""
    share = f"{report['done']} of {report['total']} runs"
    lines = [f"{report['study']}: {report['state']}, {share}"]
    odd = [f"{report[name]} {name}" for name in STATES[1:] if report[name]]
    if odd:
        lines.append(f"without figures: {', '.join(odd)} (the column `reason` says why)")
    if report["runs_per_second"]:
        rate = report["runs_per_second"]
        left = (report["total"] - report["done"]) / rate
        more = "" if report["complete"] else f", {duration(left)} left"
        lines.append(f"{rate:.4g} runs/s{more}")
    if report["complete"]:
        verified = " (verified)" if report.get("verified") else ""
        lines.append(f"hash {report['hash']}{verified}")
        lines.append(
            f"read it: {folder}/data (Parquet); {shlex.join(['motorloops', 'show', folder])}"
        )
    elif report["state"] == "stopped":
        lines.append(f"go on with: {resume_line(folder)}")
    if extension := report.get("extension"):
        share = f"{extension['done']} of {extension['total']} runs"
        lines.append(f"extension: {extension['state']}, {share}")
        if extension["state"] == "stopped":
            study = f"{folder}/extension/study.toml"
            lines.append(f"go on with: {resume_line(folder, study, '--extend')}")
    return "\n".join(lines)


def resume_line(folder: str, study: str = "", option: str = "--resume") -> str:
    """The command that resumes a sweep, as a shell takes it.

    Args:
        folder: of the sweep.
        study: file of the study; empty for the one in the folder.
        option: ``--resume``, or ``--extend`` to go on with an extension.
    """
    words = ["motorloops", "sweep", study or f"{folder}/study.toml", "--out", folder, option]
    return shlex.join(words)
