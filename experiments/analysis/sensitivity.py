"""The `sensitivity` command: which levers matter, for people and for other programs."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.analysis.found import Found, basis, find
from experiments.analysis.indices import Indices
from experiments.analysis.words import PERCENT, listed, name_of, title_of
from experiments.sweep.store import open_results
from experiments.sweep.study import SAMPLED, Study
from experiments.text import NOTHING, NOTICE, columns, figure
from model.errors import BadInput

HEAD = ["index", "value", f"{PERCENT} interval", "lever"]
KINDS = {
    "first": "first order", "total": "total", "second": "second order", "pawn": "PAWN",
    "floor": "PAWN, chance alone", "rank": "rank correlation", "mu_star": "mu*", "mu": "mu",
    "sigma": "sigma",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The indices of all measures of a sweep; by measure, why there are none."""

    study: Study
    found: tuple[Found, ...]
    refused: Mapping[str, BadInput]


def sensitivity(folder: str) -> Sensitivity:
    """The sensitivity indices of every measure of a sweep.

    Args:
        folder: of the sweep.

    Raises:
        BadInput: for a folder that holds no sweep, a design that is not drawn, or if no measure
            has indices.
    """
    results = open_results(Path(folder))
    study = results.study
    if study.design.kind not in SAMPLED:
        allowed = f"sensitivity needs one of kind {', '.join(SAMPLED)}; `show` tells what it says"
        raise BadInput("design", study.design.kind, allowed)
    found, refused = [], {}
    for measure in study.measures:
        frame = results.frame(["point", measure], all_rows=True)
        try:
            found.append(find(study, frame, measure))
        except BadInput as error:
            refused[measure] = error
    if not found:
        raise next(iter(refused.values()))
    return Sensitivity(study, tuple(found), refused)


def text(told: Sensitivity) -> str:
    """The indices for people."""
    blocks = [_block(one, indices) for one in told.found for indices in one.indices]
    blocks += [f"{title_of(name)}: {error}." for name, error in told.refused.items()]
    return "\n\n".join([*blocks, NOTICE])


def _block(found: Found, indices: Indices) -> str:
    table = columns([HEAD, *_rows(indices)], right=(1,))
    return f"{title_of(found.measure)}: {indices.method}\n{basis(found, indices)}\n{table}"


def _rows(indices: Indices) -> Iterator[list[str]]:
    table = indices.table
    kinds = table["index"].unique().tolist()
    ranked = table.assign(place=table["index"].map(kinds.index), size=-table["value"].abs())
    for row in ranked.sort_values(["place", "size"]).to_dict("records"):
        levers = listed([name_of(row[key]) for key in ("lever", "other") if row[key]])
        known = math.isfinite(row["low"])
        reach = f"{figure(row['low'])} to {figure(row['high'])}" if known else NOTHING
        yield [KINDS[row["index"]], figure(row["value"]), reach, levers or "none"]


def listing(told: Sensitivity) -> dict[str, Any]:
    """The indices for other programs; what has no value is null."""
    return {
        "study": told.study.name,
        "design": told.study.design.kind,
        "measures": {
            **{one.measure: _listing(one) for one in told.found},
            **{measure: {"refused": str(error)} for measure, error in told.refused.items()},
        },
    }


def _listing(found: Found) -> dict[str, Any]:
    return {
        "points": found.points,
        "missing": found.missing,
        "replicates": list(found.replicates),
        "noise_share": found.noise,
        "methods": [
            {
                "method": indices.method,
                "unit": indices.unit,
                "used": indices.used,
                "planned": indices.planned,
                "indices": [
                    {key: _known(value) for key, value in row.items()}
                    for row in indices.table.to_dict("records")
                ],
            }
            for indices in found.indices
        ],
    }


def _known(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
