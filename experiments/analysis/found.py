"""The sensitivity indices of one measure of a sweep, and what they rest on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.cells import noise_share, point_means
from experiments.analysis.indices import Indices, Problem
from experiments.analysis.morris import morris
from experiments.analysis.pawn import LEAST_POINTS, pawn
from experiments.analysis.sobol import independent, sobol
from experiments.analysis.words import percent
from experiments.sweep.designs import points, problem
from experiments.sweep.study import Study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Found:
    """All indices of one measure, and what they rest on.

    Attributes:
        measure: what was looked at.
        indices: of each method that suits the design.
        missing: points without a value.
        points: of the design.
        replicates: fewest and most runs with a value, over points that have one.
        noise: share of the variance between points that is chance; None if it cannot be told.
    """

    measure: str
    indices: tuple[Indices, ...]
    missing: int
    points: int
    replicates: tuple[int, int]
    noise: float | None


def find(study: Study, frame: "pd.DataFrame", measure: str) -> Found:
    """The indices of one measure by all methods that suit the design.

    Args:
        study: with a drawn design.
        frame: a row a run, with the columns ``point`` and ``measure``.
        measure: what to look at.

    Raises:
        BadInput: if too few points have a value, or the measure never changes.
    """
    design, levers = study.design, problem(study.design)
    settings = points(study)[list(design.names)].to_numpy(np.float64)
    means, counts, variances = point_means(frame, measure, len(settings))
    if design.kind == "morris":
        found = (morris(means, settings, levers, design.levels),)
    elif design.kind == "sobol":
        alone = independent(means, len(design.axes), second_order=design.second_order)
        found = (
            sobol(means, levers, second_order=design.second_order),
            *_pawn(means[alone], settings[alone], levers),
        )
    else:
        found = (pawn(means, settings, levers),)
    seen = counts[counts > 0]
    return Found(
        measure, found, int((counts == 0).sum()), len(means), (int(seen.min()), int(seen.max())),
        noise_share(means, counts, variances),
    )  # fmt: skip


def _pawn(means: np.ndarray, settings: np.ndarray, levers: Problem) -> tuple[Indices, ...]:
    """PAWN beside Sobol, where the design has points enough for it."""
    enough = np.isfinite(means).sum() >= LEAST_POINTS
    return (pawn(means, settings, levers),) if enough else ()


def basis(found: Found, indices: Indices) -> str:
    """What the indices rest on, in a sentence or two."""
    low, high = found.replicates
    runs = f"{low}" if low == high else f"{low} to {high}"
    text = f"Mean over {runs} run{'s' if high > 1 else ''} of each point; "
    text += f"n = {indices.used} of {indices.planned} {indices.unit}"
    if found.missing:
        text += (
            f", as {found.missing} of {found.points} points have no value"
            + (" and take theirs out with them" if indices.unit != "points" else "")
            + ": what is said holds only where the measure exists"
        )
    if found.noise is not None:
        share = percent(found.noise, 1)
        text += f". Chance between runs makes {share} of the variance between points"
    return f"{text}."
