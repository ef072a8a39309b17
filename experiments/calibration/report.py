"""What the calibration leaves open, in words: for people, for other programs, and as a page."""

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from motorloops.experiments.calibration.ensemble import asked, fitted_sets, found_sets
from motorloops.experiments.calibration.observations import TASK_BODY
from motorloops.experiments.calibration.robustness import (
    PINNED,
    SLOPPY,
    RobustnessRow,
    WeightSpread,
    identify,
    robustness,
    stiff_directions,
)
from motorloops.experiments.inputs import read_seeds, share, whole_number
from motorloops.experiments.progress import tell
from motorloops.experiments.text import columns, figure
from motorloops.model.network.build import build_network

MAX_DRAWS = 2**16


@dataclass(frozen=True)
class CalibrationReport:
    """All that is told.

    Attributes:
        sets: how many fitted sets there are.
        starts: how many searches were begun.
        start_width: largest distance of a start from its table, in log weight.
        draws: how many tables with all weights moved.
        width: largest of these moves, as a share of the weight.
        seeds: noise seeds of each table.
        behaviours: over the sets and the draws.
        weights: over the sets.
        directions: spread of the sets along their principal directions over that of the starts.
    """

    sets: int
    starts: int
    start_width: float
    draws: int
    width: float
    seeds: int
    behaviours: Sequence[RobustnessRow]
    weights: Sequence[WeightSpread]
    directions: Sequence[float]


def measure_robustness(
    count: int, width: float, seeds: range, report: Callable[[str], None]
) -> CalibrationReport:
    """Measure the headline behaviours over fitted sets and moved weights.

    Args:
        count: tables with all weights moved.
        width: largest of these moves, as a share of the weight.
        seeds: of the noise.
        report: called with a line of progress now and then.
    """
    network, sets, begun = build_network(TASK_BODY), fitted_sets(), asked()
    reach = float(begun["width"])
    return CalibrationReport(
        len(sets), len(found_sets()), reach, count, width, len(seeds),
        robustness(count, width, seeds, report), identify(network, sets, reach),
        np.round(stiff_directions(network, sets, reach), 4).tolist(),
    )  # fmt: skip


def _behaviour_rows(report: CalibrationReport) -> list[list[str]]:
    rows = [["fitted", "middle 95 %", "unit", "moved", "goes furthest with", "behaviour"]]
    for row in report.behaviours:
        rows.append(
            [f"{row.fitted:.0%}", f"{figure(row.low)} to {figure(row.high)}", row.unit,
             f"{row.moved:.0%}", f"{row.projection} ({row.correlation:+.2f})",
             f"{row.group}: {row.text}"]
        )  # fmt: skip
    return rows


def _weight_rows(report: CalibrationReport) -> list[list[str]]:
    rows = [["projection", "weight", "over the sets", "narrowed to", "at a bound", ""]]
    for row in sorted(report.weights, key=lambda one: one.narrowed):
        rows.append(
            [row.key, f"{row.weight:.3g}", f"{row.low:.3g} to {row.high:.3g}",
             f"{row.narrowed:.0%}", f"{row.bound:.0%}", row.verdict]
        )  # fmt: skip
    return rows


def _sentences(report: CalibrationReport) -> tuple[str, str]:
    verdicts = [row.verdict for row in report.weights]
    stiff = sum(spread < PINNED for spread in report.directions)
    firm = sum(row.fitted == 1.0 for row in report.behaviours)
    moved = float(np.mean([row.moved for row in report.behaviours]))
    behaviours = (
        f"{report.sets} of {report.starts} searches fit. {firm} of {len(report.behaviours)} "
        f'behaviours hold in every fitted set ("fitted": share of the sets). With every weight '
        f"moved at random by up to {report.width:.0%} at once ({report.draws} draws, no fit "
        f'afterwards), a behaviour holds in {moved:.0%} of the draws on average ("moved"). '
        f"{report.seeds} noise seeds for each set; a behaviour holds where its mean is where it "
        "is needed."
    )
    weights = (
        f"{verdicts.count('pinned')} weights are pinned (their logarithm spreads less than "
        f"{PINNED:.0%} as far over the fitted sets as over the starts), "
        f"{verdicts.count('sloppy')} are sloppy (more than {SLOPPY:.0%}), the others loose. "
        f"Together the sets are narrower than half of the starts in {stiff} directions of "
        f"{len(report.directions)} that so many sets can tell apart."
    )
    return behaviours, weights


def calibration_text(report: CalibrationReport) -> str:
    """The report for people at a terminal."""
    behaviours, weights = _sentences(report)
    return "\n\n".join(
        [columns(_behaviour_rows(report), right=(0, 3)), behaviours,
         columns(_weight_rows(report), right=(1, 3, 4)), weights]
    )  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def calibration_markdown(report: CalibrationReport) -> str:
    """The report as a page."""
    behaviours, weights = _sentences(report)
    return "\n\n".join(
        ["## Headline behaviours over the ensemble", behaviours, _table(_behaviour_rows(report)),
         "## Which weights the data pin", weights, _table(_weight_rows(report))]
    )  # fmt: skip


def calibration_as_dict(report: CalibrationReport) -> dict[str, Any]:
    """The report for other programs."""
    return asdict(report)


def robust(options: Namespace) -> str:
    """The `robustness` command.

    Args:
        options: draws, width, seeds, seed and json, all as typed.

    Raises:
        BadInput: for anything that cannot be used.
    """
    count = whole_number("draws", options.draws, 2, MAX_DRAWS)
    width, seeds = share("width", options.width), read_seeds(options.seed, options.seeds)
    found = measure_robustness(count, width, seeds, tell)
    return json.dumps(calibration_as_dict(found)) if options.json else calibration_text(found)
