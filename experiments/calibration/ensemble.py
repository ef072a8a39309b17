"""The ensemble of fitted sets of weights: its folder, its files, and the packaged one.

A calibration searches from many starts, so that conclusions do not rest on a single set. The
packaged sets (folder ``fitted``) were made with the settings in ``fitted/calibration.json``; the
packaged table of projections is the best of them.
"""

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from motorloops.experiments.calibration.search import Score
from motorloops.experiments.files import replacing
from motorloops.experiments.fitted_sets import FITTED, SETS_FILE, FittedSet, read_sets
from motorloops.experiments.formatting import needed
from motorloops.model.errors import InputError

DIGITS = 4  # of a fitted weight


def digits(weight: float) -> str:
    """Format a weight as in the tables."""
    return f"{weight:.{max(DIGITS - 1 - math.floor(math.log10(weight)), 0)}f}"


def rounded(weights: np.ndarray) -> np.ndarray:
    """Weights rounded as in a written table."""
    return np.array([float(digits(weight)) for weight in weights.tolist()])


def write_rows(target: Path, header: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a .csv file atomically."""
    with replacing(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(header), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_weights(weights: np.ndarray, source: Path, target: Path) -> None:
    """Write a projections table with other weights.

    Args:
        weights: (projections,) magnitudes, in the order of the table.
        source: the table to copy.
        target: file to write; it is replaced atomically.
    """
    with source.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line, weight in zip(lines, weights.tolist(), strict=True):
        line["weight"] = digits(weight)
    write_rows(target, lines[0].keys(), lines)


def write_losses(score: Score, path: Path) -> None:
    """Write the distance of each target from its aim, and the published finding it is based on."""
    header = ("group", "behaviour", "finding", "aim", "unit", "figure", "miss", "loss")
    rows = [
        {
            "group": target.group, "behaviour": target.text, "finding": target.finding,
            "aim": needed(target.aim), "unit": target.unit, "figure": f"{figure:.4g}",
            "miss": f"{miss:.3f}", "loss": f"{miss * miss:.4f}",
        }
        for target, figure, miss in zip(score.targets, score.figures, score.misses, strict=True)
    ]  # fmt: skip
    write_rows(path, header, rows)


SETTINGS_FILE, WEIGHTS_FILE, LOSSES_FILE = (
    "calibration.json",
    "projections.csv",
    "losses.csv",
)


@dataclass(frozen=True)
class CalibrationFolder:
    """A folder of one calibration.

    Attributes:
        path: path of the folder.
        keys: names of all projections.
    """

    path: Path
    keys: Sequence[str]

    @property
    def sets(self) -> list[FittedSet]:
        """All sets found so far."""
        return read_sets(self.path / SETS_FILE) if (self.path / SETS_FILE).exists() else []

    def add(self, fitted: FittedSet) -> None:
        """Add a set."""
        sets = sorted([*self.sets, fitted], key=lambda one: one.start)
        rows = [
            {"start": one.start, "loss": f"{one.loss:.4f}"}
            | dict(zip(self.keys, map(digits, one.weights.tolist()), strict=True))
            for one in sets
        ]
        write_rows(self.path / SETS_FILE, ("start", "loss", *self.keys), rows)


def open_folder(
    text: str, settings: Mapping[str, object], keys: Sequence[str]
) -> CalibrationFolder:
    """Create a folder, or open one in which the same calibration resumes.

    Raises:
        InputError: for a folder with other content, or one that cannot be created.
    """
    path = Path(text)
    record = path / SETTINGS_FILE
    line = json.dumps(settings, indent=2) + "\n"
    try:
        if record.exists():
            if record.read_text(encoding="utf-8") != line:
                other = "it holds a calibration with other settings; give another folder"
                raise InputError("--out", text, other)
        elif path.exists() and any(path.iterdir()):
            raise InputError("--out", text, "give a new or empty folder")
        else:
            path.mkdir(parents=True, exist_ok=True)
            record.write_text(line, encoding="utf-8")
    except OSError as error:
        allowed = f"give a place where a folder can be created ({error.strerror})"
        raise InputError("--out", text, allowed) from None
    return CalibrationFolder(path, keys)


def packaged_settings() -> dict[str, Any]:
    """The settings of the calibration that made the packaged sets."""
    return json.loads((FITTED / SETTINGS_FILE).read_text(encoding="utf-8"))


def start(number: int, width: float, points: int, seed: int) -> np.ndarray:
    """(points,) the start of a search: the table itself for number 0, else random around it."""
    if number == 0:
        return np.zeros(points)
    return np.random.default_rng([seed, number]).uniform(-width, width, points)
