"""`python -m benchmarks`: check all candidates, time them in turn, and report the ratios."""

import json
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import report, scaling
from benchmarks.candidates import available
from benchmarks.timing import timed
from motorloops.experiments.cli.main import exit_code
from motorloops.experiments.cli.options import JSON, Option, parse_program
from motorloops.experiments.parsing import whole_number
from motorloops.experiments.progress import log

QUICK_ROUNDS = 3
OPTIONS = (
    Option("--rounds", "N", "rounds of timing, each with all candidates in turn", "7"),
    Option("--quick", None, "shorter work, at most 3 rounds, no long chains"),
    JSON,
)
DESCRIPTION = "Measure the engine and its rivals; rivals that are not installed are left out."


def _machine() -> dict[str, object]:
    """Describe the machine that runs the benchmark."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "measure": "machine", "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version(),
    }  # fmt: skip


def bench(options: Namespace, report_line: Callable[[str], None] = log) -> str:
    """Run the benchmark.

    Args:
        options: ``rounds``, ``quick`` and ``json`` as typed.
        report_line: called with lines of progress.

    Returns:
        The output of the program.

    Raises:
        InputError: for a number of rounds out of range.
        DisagreementError: if the results of a rival differ from those of the engine.
    """
    rounds = whole_number("rounds", options.rounds, 1, 1000)
    rounds = min(rounds, QUICK_ROUNDS) if options.quick else rounds
    with ExitStack() as stack:
        rows = timed(available(options.quick, stack, report_line), rounds, report_line)
    report_line("the engine alone")
    extra: list[dict[str, Any]] = [_machine(), *scaling.by_joints(options.quick, report_line)]
    threads = scaling.threads(options.quick)
    extra += [threads, scaling.memory()]
    if not options.quick:
        extra.append(scaling.cold_start())
    ratios = report.ratios(rows, float(str(threads["ratio"])))
    if not options.json:
        return report.text(ratios, rows, extra)
    each = [{"measure": "candidate", **row.as_dict()} for row in rows]
    return json.dumps({"ratios": ratios, "rows": [*each, *extra]}, allow_nan=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""

    def act() -> int:
        print(bench(parse_program("python -m benchmarks", DESCRIPTION, OPTIONS, argv)))
        return 0

    return exit_code(act)


if __name__ == "__main__":
    sys.exit(main())
