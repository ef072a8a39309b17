"""`motorloops bench`: who is how fast, checked first, timed in turn."""

import json
import os
import platform
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import report, scaling
from benchmarks.candidates import taking_part
from benchmarks.timing import timed
from motorloops.experiments.inputs import whole_number
from motorloops.experiments.progress import tell as to_standard_error

QUICK_ROUNDS = 3


def _machine() -> dict[str, object]:
    """What all this ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "measure": "machine", "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version(),
    }  # fmt: skip


def bench(options: Namespace, say: Callable[[str], None] | None = None) -> str:
    """Run the benchmark.

    Args:
        options: ``rounds``, ``quick`` and ``json`` as typed.
        say: gets progress, line by line; None for standard error.

    Returns:
        What is printed.

    Raises:
        BadInput: for a number of rounds that makes no sense.
        DisagreementError: if a rival computes something else than the engine.
    """
    tell = say or to_standard_error
    rounds = whole_number("rounds", options.rounds, 1, 1000)
    rounds = min(rounds, QUICK_ROUNDS) if options.quick else rounds
    with ExitStack() as stack:
        rows = timed(taking_part(options.quick, stack, tell), rounds, tell)
    tell("the engine alone")
    extra: list[dict[str, Any]] = [_machine(), *scaling.by_joints(options.quick, tell)]
    threads = scaling.threads(options.quick)
    extra += [threads, scaling.memory()]
    if not options.quick:
        extra.append(scaling.cold_start())
    found = report.ratios(rows, float(str(threads["ratio"])))
    if not options.json:
        return report.text(found, rows, extra)
    each = [{"measure": "candidate", **row.as_dict()} for row in rows]
    return json.dumps({"ratios": found, "rows": [*each, *extra]}, allow_nan=False)
