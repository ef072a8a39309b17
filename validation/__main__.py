"""`python -m validation`: compare the engine with Brian2, case by case."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from motorloops.experiments.cli.main import exit_code
from motorloops.experiments.cli.options import (
    BODY,
    JSON,
    NETWORK_OPTIONS,
    UsageError,
    parse_program,
)
from motorloops.experiments.formatting import NOTICE, columns, figure
from motorloops.experiments.parsing import read_network
from motorloops.experiments.progress import log
from motorloops.model.network.build import Network

if TYPE_CHECKING:
    from validation.compare import Agreement

NO_BRIAN = "Brian2 is missing; install the extra for it: pip install motorloops[check]"
DESCRIPTION = "Compare the engine with the same network in Brian2 (docs/check.md)."
OPTIONS = (BODY, *NETWORK_OPTIONS, JSON)
HEAD = (
    "case", "rounding alone", "same step", "half the step", "a quarter", "halving",
    "co-contraction", "a quarter", "agrees",
)  # fmt: skip
KEY = (
    "Largest differences between the engine (steps of 1 ms) and Brian2 over time, of all rates "
    "(share of the maximum), activations (MVC) and angles (rad), without noise. Rounding alone: "
    "the same step, spindles without velocity. Half the step, a quarter: Brian2 at 0.5 and 0.25 "
    "ms, the error of the engine's own step. Halving: what is left of Brian2's own change when the "
    "step is halved once more, spindles without velocity; about 0.5 is right. Co-contraction: the "
    "engine's index, and Brian2's at 0.25 ms."
)


def _scale(value: float) -> str:
    """Format a difference by its order of magnitude."""
    return f"{value:.0e}"


def _row(results: "Agreement") -> list[str]:
    tables = (results.round_off, results.same_step, results.half, results.quarter)
    index = results.measures["co_contraction_index"]
    return [
        results.case, *(_scale(max(table.values())) for table in tables), figure(results.halving),
        figure(index[0]), figure(index[-1]), "yes" if results.agrees else "NO",
    ]  # fmt: skip


def _text(network: Network, results: Sequence["Agreement"]) -> str:
    agreed = sum(one.agrees for one in results)
    head = f"{network.body.title}: {agreed} of {len(results)} cases agree."
    table = columns([HEAD, *map(_row, results)], right=range(1, len(HEAD) - 1))
    return "\n\n".join([head, table, KEY, NOTICE])


def _listing(network: Network, results: Sequence["Agreement"]) -> dict[str, Any]:
    return {
        "motorloops": version("motorloops"),
        "brian2": version("brian2"),
        "body": network.body.name,
        "atlas": network.digest,
        "agrees": all(one.agrees for one in results),
        "cases": [{**asdict(one), "agrees": one.agrees} for one in results],
    }


def check(options: Namespace, report_line: Callable[[str], None] = log) -> tuple[str, bool]:
    """Compare the engine with Brian2 on one body.

    Args:
        options: body, atlas, network and json, as typed.
        report_line: called with lines of progress.

    Returns:
        The output of the program, and whether all cases agree.

    Raises:
        InputError: for an unknown body or a table that cannot be used.
        UsageError: if Brian2 is not installed.
    """
    network = read_network(options.body, options.atlas, options.network)
    try:
        from validation.compare import compare
    except ModuleNotFoundError as error:
        if error.name != "brian2":
            raise
        raise UsageError(NO_BRIAN) from None
    from validation.cases import all_cases

    results = compare(network, all_cases(network), report_line)
    agrees = all(one.agrees for one in results)
    if options.json:
        return json.dumps(_listing(network, results), allow_nan=False), agrees
    return _text(network, results), agrees


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code: 0 if all cases agree."""

    def act() -> int:
        text, agrees = check(parse_program("python -m validation", DESCRIPTION, OPTIONS, argv))
        print(text)
        return 0 if agrees else 1

    return exit_code(act)


if __name__ == "__main__":
    sys.exit(main())
