"""The `calibrate` command: read what was typed, fit, and write the fitted table."""

import csv
import math
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np

from experiments.behaviours import OTHER_BODIES, TASK_BODY
from experiments.calibrate import calibrate
from experiments.output import check_output, replacing
from experiments.request import read_network, whole_number
from model.atlas import load_atlas
from model.errors import BadInput

DIGITS = 4  # of a fitted weight
TABLE = "projections.csv"


def write_weights(weights: np.ndarray, source: Path, target: Path) -> None:
    """Write a projections table with other weights.

    Args:
        weights: (projections,) magnitudes, in the order of the table.
        source: the table to copy.
        target: where the copy goes, whole or not at all.
    """
    with source.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line, weight in zip(lines, weights.tolist(), strict=True):
        decimals = max(DIGITS - 1 - math.floor(math.log10(weight)), 0)
        line["weight"] = f"{weight:.{decimals}f}"
    with replacing(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def _step(text: str) -> float:
    try:
        step = float(text)
    except ValueError:
        step = math.nan
    if not 0 < step <= 1:
        raise BadInput("step", text, "give a number above 0, at most 1")
    return step


def fit(options: Namespace) -> str:
    """Fit the weights as asked, and say in a line what came of it."""
    target = check_output("--out", options.out, (".csv",))
    candidates = whole_number("candidates", options.candidates, 1, 10**7)
    seeds = range(whole_number("seeds", options.seeds, 1, 1000))
    search_seed = whole_number("seed", options.seed, 1, 2**31 - 1)
    step = _step(options.step)
    networks = {name: read_network(name, options.atlas) for name in (TASK_BODY, *OTHER_BODIES)}

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    found = calibrate(networks, seeds, candidates, search_seed, report, step)
    folder = load_atlas(None if options.atlas is None else Path(options.atlas)).folder
    write_weights(found.weights, folder / TABLE, target)
    return f"loss {found.loss:.3f}, written to {options.out}"
