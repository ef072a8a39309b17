"""The `run` command: one condition over its seeds, told and written down."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from experiments.figures import PLOT_SUFFIXES, Plot
from experiments.output import TABLE_SUFFIXES, Table, check_output, replacing, table
from experiments.progress import Progress
from experiments.report import Report, as_text, heading, report_of
from experiments.request import Request, read_request
from experiments.trial import Watch, carry_out
from model.trajectory import Trajectory


def _keep(rows: Table) -> Watch:
    """Adds every run of a trajectory to a table: seed, time, muscles and joints."""

    def add(trajectory: Trajectory) -> None:
        for run, seed in enumerate(trajectory.seeds):
            frame = trajectory.frame(run)
            frame.insert(0, "seed", np.full(len(frame), seed, np.uint64))
            rows.append(frame)

    return add


def _file(option: str, text: str | None, suffixes: Sequence[str]) -> Path | None:
    return None if text is None else check_output(option, text, suffixes)


def _run(request: Request, options: Namespace) -> Report:
    """Run, and write the files that were asked for."""
    out = _file("--out", options.out, TABLE_SUFFIXES)
    picture = _file("--plot", options.plot, PLOT_SUFFIXES)
    progress, plot = Progress(len(request.seeds)), Plot()
    watches: list[Watch] = [plot.add] if picture else []
    with ExitStack() as stack:
        stack.callback(progress.clear)
        if out:
            watches.append(_keep(stack.enter_context(table(out))))
        report = report_of(request, carry_out(request, watches, progress))
        if picture:
            title = "\n".join(heading(request)[1:])
            with replacing(picture) as part:
                plot.write(part, picture.suffix.lower().removeprefix("."), title)
    return report


def run(options: Namespace) -> bool:
    """Run what the options ask for and print the report.

    Args:
        options: those of :func:`~experiments.request.read_request`, and json (bool), out, plot.

    Returns:
        Whether all runs stayed finite.

    Raises:
        BadInput: for anything that cannot be used; nothing has been written then.
    """
    return tell(read_request(options), options)


def tell(request: Request, options: Namespace) -> bool:
    """Run a request, print the report, and write the files that were asked for.

    Args:
        request: what to run.
        options: json (bool), out, plot.

    Returns:
        Whether all runs stayed finite.

    Raises:
        BadInput: for a file that cannot be written; nothing has been run then.
    """
    report = _run(request, options)
    if options.json:
        print(json.dumps(report, allow_nan=False))
    else:
        print(as_text(request, report))
        written = [name for name in (options.out, options.plot) if name is not None]
        if written:
            print(f"Written: {', '.join(written)}")
    if lost := report["diverged"]:
        line = f"{len(lost)} of {len(request.seeds)} runs left the finite numbers"
        print(f"motorloops: {line} (first seed {lost[0]})", file=sys.stderr)
    return not lost
