"""The `export` command: the rows of a sweep as one table, written as they are read."""

from experiments.output import TABLE_SUFFIXES, check_output, table
from experiments.sweep.folder import sweep_folder
from experiments.sweep.store import Results


def export_rows(folder: str, file: str) -> str:
    """Write the rows that are done, in order.

    Returns:
        What was written, in one line.

    Raises:
        BadInput: for a folder that holds no sweep, or a place that cannot be written.
    """
    results = Results(sweep_folder(folder))
    path = check_output("FILE", file, TABLE_SUFFIXES)
    count = 0
    with table(path) as rows:
        for part in results.tables():
            rows.append_table(part)
            count += len(part)
    more = "" if results.complete else "; the sweep is not complete"
    return f"Written: {file} ({count} rows{more})"
