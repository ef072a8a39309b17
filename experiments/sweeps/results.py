"""Open the results of a sweep, finished or not: rows, status and export."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from motorloops.experiments.files import TABLE_SUFFIXES, check_output, table_file
from motorloops.experiments.progress import duration
from motorloops.experiments.sweeps.dataset import (
    CorruptShardError,
    chunk_of,
    hash_of,
    read_shard,
    shard_paths,
)
from motorloops.experiments.sweeps.design import design_points
from motorloops.experiments.sweeps.folder import SweepFolder, stored_study, sweep_folder
from motorloops.experiments.sweeps.provenance import read_record
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
        >>> table = {"body": "chain:2", "seconds": 0.1, "design": design, "seeds": {"count": 1}}
        >>> results = run_study(table, "efforts")
        >>> results.complete, results.frame(["effort", "status"])["effort"].tolist()
        (True, [0.2, 0.8])
    """

    folder: SweepFolder

    @cached_property
    def study(self) -> Study:
        """The study."""
        return stored_study(self.folder)

    @property
    def complete(self) -> bool:
        """Whether all rows are there."""
        return self.folder.complete

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows that are done, table after table; all columns if None."""
        from pyarrow import parquet

        names = None if columns is None else list(columns)
        if not self.complete:
            for path in shard_paths(self.folder.shards):
                try:
                    rows = read_shard(path)
                except (CorruptShardError, FileNotFoundError):  # to be redone, or joined by now
                    continue
                yield rows if names is None else rows.select(names)
            return
        for path in sorted(self.folder.data.glob("*.parquet")):
            with parquet.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, names).replace_schema_metadata()

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
        """One row by its place in the data set; None if its chunk is not done."""
        from pyarrow import parquet

        if not self.complete:
            chunk, place = divmod(number, self.study.chunk)
            for path in shard_paths(self.folder.shards):
                if chunk_of(path) == chunk:
                    return read_shard(path).slice(place, 1).to_pylist()[0]
            return None
        for path in sorted(self.folder.data.glob("*.parquet")):
            with parquet.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    count = file.metadata.row_group(group).num_rows
                    if number < count:
                        return file.read_row_group(group).slice(number, 1).to_pylist()[0]
                    number -= count
        return None


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
        >>> table = {"body": "chain:1", "seconds": 0.1, "design": design, "seeds": {"count": 2}}
        >>> _ = run_study(table, "fatigue")
        >>> open_results("fatigue").frame(["replicate"])["replicate"].tolist()
        [0, 0, 0, 1, 1, 1]
    """
    return Results(sweep_folder(os.fspath(folder)))


def export_rows(folder: str, file: str) -> str:
    """Write the rows that are done, in order, as one table.

    Returns:
        One line that names the file and the number of rows.

    Raises:
        InputError: for a folder that holds no sweep, or a file that cannot be written.
    """
    results = Results(sweep_folder(folder))
    path = check_output("FILE", file, TABLE_SUFFIXES)
    count = 0
    with table_file(path) as rows:
        for part in results.tables():
            rows.append_table(_with_units(part, results.study))
            count += len(part)
    more = "" if results.complete else "; the sweep is not complete"
    return f"Written: {file} ({count} rows{more})"


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
    """
    study, folder = results.study, results.folder
    record = read_record(folder)
    counts = _counts(results)
    total, done = len(design_points(study)) * study.seeds.count, sum(counts.values())
    state = "complete" if folder.complete else "running" if folder.running else "stopped"
    rates = [s["runs_per_second"] for s in record.get("sessions", []) if "runs_per_second" in s]
    report: dict[str, Any] = {
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
        report["verified"] = hash_of(folder.data) == report["hash"]
    return report


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
        checked = {True: " (verified)", False: " (NOT what the files hold)", None: ""}
        lines.append(f"hash {report['hash']}{checked[report.get('verified')]}")
        lines.append(
            f"read it: {folder}/data (Parquet); {shlex.join(['motorloops', 'show', folder])}"
        )
    elif report["state"] == "stopped":
        lines.append(f"go on with: {resume_line(folder)}")
    return "\n".join(lines)


def resume_line(folder: str) -> str:
    """The command that resumes a sweep, as a shell takes it."""
    words = ["motorloops", "sweep", f"{folder}/study.toml", "--out", folder, "--resume"]
    return shlex.join(words)
