"""The folder of a calibration: what was asked, all sets found so far, and what came of it."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.calibration.table import digits, write_rows
from model.errors import BadInput

ASKED, SETS, TABLE, LOSSES = "calibration.json", "sets.csv", "projections.csv", "losses.csv"


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
class Folder:
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
        return read_sets(self.path / SETS) if (self.path / SETS).exists() else []

    def keep(self, found: FittedSet) -> None:
        """Add a set."""
        sets = sorted([*self.sets, found], key=lambda one: one.start)
        rows = [
            {"start": one.start, "loss": f"{one.loss:.4f}"}
            | dict(zip(self.keys, map(digits, one.weights.tolist()), strict=True))
            for one in sets
        ]
        write_rows(self.path / SETS, ("start", "loss", *self.keys), rows)


def open_folder(text: str, asked: Mapping[str, object], keys: Sequence[str]) -> Folder:
    """A new folder, or one in which the same calibration goes on.

    Raises:
        BadInput: for a folder with anything else in it, or a place where none can be made.
    """
    path = Path(text)
    record = path / ASKED
    line = json.dumps(asked, indent=2) + "\n"
    try:
        if record.exists():
            if record.read_text(encoding="utf-8") != line:
                other = "it holds a calibration with other settings; give another folder"
                raise BadInput("--out", text, other)
        elif path.exists() and any(path.iterdir()):
            raise BadInput("--out", text, "give a new or empty folder")
        else:
            path.mkdir(parents=True, exist_ok=True)
            record.write_text(line, encoding="utf-8")
    except OSError as error:
        allowed = f"give a place where a folder can be made ({error.strerror})"
        raise BadInput("--out", text, allowed) from None
    return Folder(path, keys)
