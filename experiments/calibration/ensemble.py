"""Write what a calibration found: the fitted table, and the loss by row.

The folder of a calibration: what was asked, all sets found so far, and what came of it.

The fitted sets that come with the package: the same network with other weights, as good a fit.

They were made by the command that stands in ``fitted/calibration.json``; the packaged table of
projections is the best of them.

Many starts: searches that begin at other tables, so that the fit is not one lucky set.
"""

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from motorloops.experiments.calibration.search import Score, reweighted
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.experiments.files import replacing
from motorloops.experiments.text import needed
from motorloops.model.errors import InputError
from motorloops.model.network.build import Network, build_network

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
        for claim, figure, miss in zip(TARGETS, found.figures, found.misses, strict=True)
    ]  # fmt: skip
    write_rows(target, header, rows)


REQUEST_FILE, SETS_FILE, WEIGHTS_FILE, LOSSES_FILE = (
    "calibration.json",
    "sets.csv",
    "projections.csv",
    "losses.csv",
)


class FittedSet(NamedTuple):
    """Where one start came to: its loss, and (projections,) weights."""

    start: int
    loss: float
    weights: np.ndarray


def read_sets(path: Path) -> list[FittedSet]:
    """The sets of a ``sets.csv``."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    return [
        FittedSet(
            int(line.pop("start")), float(line.pop("loss")), np.array([*map(float, line.values())])
        )
        for line in lines
    ]


@dataclass(frozen=True)
class CalibrationFolder:
    """A folder of one calibration.

    Attributes:
        path: where it is.
        keys: names of all projections.
    """

    path: Path
    keys: Sequence[str]

    @property
    def sets(self) -> list[FittedSet]:
        """All sets found so far."""
        return read_sets(self.path / SETS_FILE) if (self.path / SETS_FILE).exists() else []

    def keep(self, found: FittedSet) -> None:
        """Add a set."""
        sets = sorted([*self.sets, found], key=lambda one: one.start)
        rows = [
            {"start": one.start, "loss": f"{one.loss:.4f}"}
            | dict(zip(self.keys, map(digits, one.weights.tolist()), strict=True))
            for one in sets
        ]
        write_rows(self.path / SETS_FILE, ("start", "loss", *self.keys), rows)


def open_folder(text: str, asked: Mapping[str, object], keys: Sequence[str]) -> CalibrationFolder:
    """A new folder, or one in which the same calibration goes on.

    Raises:
        BadInput: for a folder with anything else in it, or a place where none can be made.
    """
    path = Path(text)
    record = path / REQUEST_FILE
    line = json.dumps(asked, indent=2) + "\n"
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
        allowed = f"give a place where a folder can be made ({error.strerror})"
        raise InputError("--out", text, allowed) from None
    return CalibrationFolder(path, keys)


FITTED = Path(__file__).with_name("fitted")


@cache
def found_sets() -> tuple[FittedSet, ...]:
    """All sets that were found, in the order of their starts."""
    return tuple(read_sets(FITTED / SETS_FILE))


@cache
def fitted_sets() -> tuple[FittedSet, ...]:
    """All sets that fit about as well as the best, best first."""
    return tuple(fitted(found_sets()))


def fitted_networks(body: str) -> list[Network]:
    """A body with the weights of each fitted set, best first."""
    network = build_network(body)
    return [reweighted(network, found.weights) for found in fitted_sets()]


def asked() -> dict[str, Any]:
    """What the calibration that made them was asked for."""
    return json.loads((FITTED / REQUEST_FILE).read_text(encoding="utf-8"))


FITS_WITHIN = 2.5  # times the best loss: up to there a set counts as fitted as well


def start(number: int, width: float, points: int, seed: int) -> np.ndarray:
    """(points,) where a start stands: the table itself for 0, then at random around it."""
    if number == 0:
        return np.zeros(points)
    return np.random.default_rng([seed, number]).uniform(-width, width, points)


def fitted(sets: Sequence[FittedSet]) -> list[FittedSet]:
    """The sets that fit about as well as the best, best first."""
    ordered = sorted(sets, key=lambda one: one.loss)
    return [one for one in ordered if one.loss <= FITS_WITHIN * ordered[0].loss]
