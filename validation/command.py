"""`motorloops check`: the engine beside Brian2, case by case."""

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from motorloops.experiments.cli.options import UsageError
from motorloops.experiments.inputs import read_network
from motorloops.experiments.progress import tell as to_standard_error
from motorloops.experiments.text import NOTICE, columns, figure
from motorloops.model.network.build import Network

if TYPE_CHECKING:
    from validation.compare import Agreement

NO_BRIAN = "check needs Brian2; install the extra for it: pip install motorloops[check]"
HEAD = (
    "case", "rounding alone", "same step", "half the step", "a quarter", "halving",
    "co-contraction", "a quarter", "agrees",
)  # fmt: skip
KEY = (
    "Largest differences between the engine (steps of 1 ms) and Brian2 over time, of all rates "
    "(share of the maximum), activations (MVC) and angles (rad), without noise. Rounding alone: "
    "the same step, spindles deaf to speed. Half the step, a quarter: Brian2 at 0.5 and 0.25 ms, "
    "the error of the engine's own step. Halving: what is left of Brian2's own change when the "
    "step is halved once more, spindles deaf to speed; about 0.5 is right. Co-contraction: the "
    "engine's index, and Brian2's at 0.25 ms."
)


def _scale(value: float) -> str:
    """A difference, of which only the size matters."""
    return f"{value:.0e}"


def _row(found: "Agreement") -> list[str]:
    tables = (found.round_off, found.same_step, found.half, found.quarter)
    index = found.measures["co_contraction_index"]
    return [
        found.case, *(_scale(max(table.values())) for table in tables), figure(found.halving),
        figure(index[0]), figure(index[-1]), "yes" if found.agrees else "NO",
    ]  # fmt: skip


def _text(network: Network, found: Sequence["Agreement"]) -> str:
    agreed = sum(one.agrees for one in found)
    head = f"{network.body.title}: {agreed} of {len(found)} cases agree."
    table = columns([HEAD, *map(_row, found)], right=range(1, len(HEAD) - 1))
    return "\n\n".join([head, table, KEY, NOTICE])


def _listing(network: Network, found: Sequence["Agreement"]) -> dict[str, Any]:
    return {
        "motorloops": version("motorloops"),
        "brian2": version("brian2"),
        "body": network.body.name,
        "atlas": network.digest,
        "agrees": all(one.agrees for one in found),
        "cases": [{**asdict(one), "agrees": one.agrees} for one in found],
    }


def check(options: Namespace, say: Callable[[str], None] | None = None) -> tuple[str, bool]:
    """Compare the engine with Brian2 on one body.

    Args:
        options: body, atlas and json, as typed.
        say: gets progress, line by line; None for standard error.

    Returns:
        What is printed, and whether all cases agree.

    Raises:
        BadInput: for an unknown body or a table that cannot be used.
        UsageError: if Brian2 is not installed.
    """
    tell = say or to_standard_error
    network = read_network(options.body, options.atlas)
    try:
        from validation.compare import compare
    except ModuleNotFoundError as error:
        if error.name != "brian2":
            raise
        raise UsageError(NO_BRIAN) from None
    from validation.cases import all_cases

    found = compare(network, all_cases(network), tell)
    agrees = all(one.agrees for one in found)
    if options.json:
        return json.dumps(_listing(network, found), allow_nan=False), agrees
    return _text(network, found), agrees
