"""Write what a calibration found: the fitted table, and the loss by row."""

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from experiments.calibration.score import Score
from experiments.claims import CLAIMS
from experiments.output import replacing
from experiments.text import needed

DIGITS = 4  # of a fitted weight


def digits(weight: float) -> str:
    """A weight as the tables write it."""
    return f"{weight:.{max(DIGITS - 1 - math.floor(math.log10(weight)), 0)}f}"


def rounded(weights: np.ndarray) -> np.ndarray:
    """Weights as they come back from a written table."""
    return np.array([float(digits(weight)) for weight in weights.tolist()])


def write_rows(target: Path, header: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a .csv file, whole or not at all."""
    with replacing(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(header), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


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
        line["weight"] = digits(weight)
    write_rows(target, lines[0].keys(), lines)


def write_losses(found: Score, target: Path) -> None:
    """Write how far each claim is from its aim, with the published finding it asks for."""
    header = ("group", "behaviour", "finding", "aim", "unit", "figure", "miss", "loss")
    rows = [
        {
            "group": claim.group, "behaviour": claim.text, "finding": claim.finding,
            "aim": needed(claim.aim), "unit": claim.unit, "figure": f"{figure:.4g}",
            "miss": f"{miss:.3f}", "loss": f"{miss * miss:.4f}",
        }
        for claim, figure, miss in zip(CLAIMS, found.figures, found.misses, strict=True)
    ]  # fmt: skip
    write_rows(target, header, rows)
