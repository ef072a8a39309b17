"""Robustness of the fit: behaviours over fitted sets and perturbed weights, and pinned weights.

The report is available as text, as values for JSON, and as Markdown for docs/calibration.md.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from motorloops.experiments.calibration.behaviours import BehaviourResult, measure_behaviours
from motorloops.experiments.calibration.ensemble import packaged_settings
from motorloops.experiments.calibration.observations import TASK_BODY
from motorloops.experiments.calibration.search import Networks
from motorloops.experiments.calibration.weights import Space
from motorloops.experiments.fitted_sets import (
    FittedSet,
    fitted_sets,
    packaged_sets,
    reweighted,
    weights_of,
)
from motorloops.experiments.formatting import NOTHING, columns, figure
from motorloops.model.network.build import Network

PINNED, SLOPPY = 0.5, 0.85  # shares of the starts' spread: limits of pinned and sloppy weights
NEAR = 0.02  # distance from a bound (log weight) that counts as at the bound


@dataclass(frozen=True)
class WeightSpread:
    """One free number of the fit over the sets.

    Attributes:
        key: its class of weights.
        weight: its value in the packaged table.
        low: least over the sets.
        high: greatest.
        narrowed: ratio of the standard deviations of its logarithm over the sets and the starts.
        bound: share of the sets in which it is at one of its bounds.
        verdict: ``pinned``, ``loose`` or ``sloppy``.
    """

    key: str
    weight: float
    low: float
    high: float
    narrowed: float
    bound: float
    verdict: str


def _verdict(narrowed: float) -> str:
    if narrowed < PINNED:
        return "pinned"
    return "sloppy" if narrowed > SLOPPY else "loose"


def spread_of_starts(width: float) -> float:
    """Standard deviation of the log weight of a start, drawn uniformly within a width."""
    return width / np.sqrt(3.0)


def identify(network: Network, sets: Sequence[FittedSet], width: float) -> list[WeightSpread]:
    """Determine how narrowly the targets constrain each weight.

    Args:
        network: with the packaged table.
        sets: fitted sets; none gives no rows.
        width: of their starts, in log weight.
    """
    if not sets:
        return []
    space = Space(network)
    tables = np.array([found.weights for found in sets])
    logs, at_bound = np.log(space.values(tables)), space.at_bound(tables, NEAR)  # (sets, P)
    narrowed = logs.std(axis=0, ddof=1) / spread_of_starts(width)
    weights = space.values(weights_of(network))
    return [
        WeightSpread(
            key, float(weights[k]), float(np.exp(logs[:, k].min())),
            float(np.exp(logs[:, k].max())), float(narrowed[k]), float(at_bound[:, k].mean()),
            _verdict(float(narrowed[k])),
        )
        for k, key in enumerate(space.keys)
    ]  # fmt: skip


def stiff_directions(network: Network, sets: Sequence[FittedSet], width: float) -> np.ndarray:
    """Spread of the sets along their principal directions over that of the starts, least first.

    N sets determine at most N - 1 directions; the others are left out.
    """
    if not sets:
        return np.empty(0)
    logs = np.log(Space(network).values(np.array([found.weights for found in sets])))
    spreads = np.linalg.svd(logs - logs.mean(axis=0), compute_uv=False)[: len(sets) - 1]
    return np.sort(spreads / np.sqrt(len(sets) - 1)) / spread_of_starts(width)


LOWEST, HIGHEST = 2.5, 97.5  # percentiles between which 95 % of the sets lie


@dataclass(frozen=True)
class RobustnessRow:
    """A behaviour over many sets of weights.

    Attributes:
        group: heading.
        text: the behaviour in words.
        unit: of the figures.
        fitted: share of the fitted sets in which it is shown; None without fitted sets.
        low: 2.5th percentile of its mean figure over the fitted sets; None without them.
        high: 97.5th percentile.
        moved: share of the draws, each with all weights moved, in which it is shown.
        projection: the weight that correlates most with the figure over these draws.
        correlation: Spearman's, between that weight and the figure.
    """

    group: str
    text: str
    unit: str
    fitted: float | None
    low: float | None
    high: float | None
    moved: float
    projection: str
    correlation: float


def draws(points: int, count: int, width: float, seed: int) -> np.ndarray:
    """(count, points) moves of all weights, as shares of each: a scrambled Sobol sequence."""
    from scipy.stats import qmc  # slow to import

    sequence = qmc.Sobol(points, rng=np.random.default_rng(seed))
    return (2.0 * sequence.random(count) - 1.0) * width


def _figures(results: Sequence[Sequence[BehaviourResult]]) -> tuple[np.ndarray, np.ndarray]:
    """(sets, behaviours) mean figures, and whether each mean is in the needed range."""
    means = np.array([[row.mean for row in rows] for rows in results])
    needs = np.array([row.need for row in results[0]])
    return means, (needs[:, 0] <= means) & (means <= needs[:, 1])


def _strongest(moves: np.ndarray, figures: np.ndarray) -> tuple[int, float]:
    """The weight with the largest rank correlation with the figures, and Spearman's correlation."""
    from scipy.stats import rankdata

    there = np.isfinite(figures)
    ranks = rankdata(np.column_stack([moves[there], figures[there]]), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):  # a constant figure
        correlations = np.nan_to_num(np.corrcoef(ranks, rowvar=False)[-1, :-1])
    strongest = int(np.abs(correlations).argmax())
    return strongest, float(correlations[strongest])


def behaviour_rows(
    networks: Networks,
    sets: Sequence[FittedSet],
    moves: np.ndarray,
    seeds: Sequence[int],
    report: Callable[[str], None],
) -> list[RobustnessRow]:
    """Measure all behaviours over fitted sets and over moved weights.

    Args:
        networks: by body, all with one table of weights.
        sets: fitted sets of that table; may be empty.
        moves: (draws, points) moves of the fitted weights, as shares of each.
        seeds: of the noise.
        report: called with a line of progress for each table.
    """
    rows_of_table = [row.key for row in networks[TASK_BODY].projections]
    origin = weights_of(networks[TASK_BODY])
    tables = [each.weights for each in sets]
    tables += [origin * (1.0 + move) for move in moves]

    def measured(weights: np.ndarray) -> list[BehaviourResult]:
        own: Networks = {name: reweighted(network, weights) for name, network in networks.items()}
        return measure_behaviours(own, seeds)

    results = []
    with ThreadPoolExecutor() as pool:
        for rows in pool.map(measured, tables):
            results.append(rows)
            report(f"{len(results)} of {len(tables)} sets of weights")
    count = len(sets)
    means, holds = _figures(results)
    rows = []
    for k, row in enumerate(results[0]):
        strongest, correlation = _strongest(moves, means[count:, k])
        fitted, low, high = None, None, None
        if count:
            fitted = float(holds[:count, k].mean())
            low, high = np.nanpercentile(means[:count, k], [LOWEST, HIGHEST]).tolist()
        rows.append(
            RobustnessRow(
                row.group, row.text, row.unit, fitted, low, high,
                float(holds[count:, k].mean()), rows_of_table[strongest], correlation,
            )
        )  # fmt: skip
    return rows


@dataclass(frozen=True)
class RobustnessReport:
    """The robustness of the behaviours, and how narrowly the weights are determined.

    Attributes:
        sets: number of fitted sets.
        starts: number of searches.
        start_width: largest distance of a start from its table, in log weight.
        draws: number of tables with all weights moved.
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
    networks: Networks,
    count: int,
    width: float,
    seeds: range,
    report: Callable[[str], None],
    *,
    packaged: bool = True,
) -> RobustnessReport:
    """Measure the behaviours over the packaged fitted sets and over moved weights.

    Args:
        networks: by body, all with one table of weights.
        count: tables with all weights moved; a power of two balances the sequence.
        width: largest of these moves, as a share of the weight.
        seeds: of the noise.
        report: called with a line of progress now and then.
        packaged: whether the weights are the packaged ones; the packaged fitted sets belong to
            them and are left out otherwise.
    """
    network, sets = networks[TASK_BODY], fitted_sets() if packaged else ()
    reach = float(packaged_settings()["width"])
    moves = draws(len(network.projections), count, width, seeds[0])
    return RobustnessReport(
        len(sets), len(packaged_sets()) if packaged else 0, reach, count, width, len(seeds),
        behaviour_rows(networks, sets, moves, seeds, report), identify(network, sets, reach),
        np.round(stiff_directions(network, sets, reach), 4).tolist(),
    )  # fmt: skip


def _behaviour_rows(report: RobustnessReport) -> list[list[str]]:
    rows = [["fitted", "middle 95 %", "unit", "moved", "correlates most with", "behaviour"]]
    for row in report.behaviours:
        fitted, spread = NOTHING, NOTHING
        if row.fitted is not None:
            fitted, spread = f"{row.fitted:.0%}", f"{figure(row.low)} to {figure(row.high)}"
        rows.append(
            [fitted, spread, row.unit,
             f"{row.moved:.0%}", f"{row.projection} ({row.correlation:+.2f})",
             f"{row.group}: {row.text}"]
        )  # fmt: skip
    return rows


def _weight_rows(report: RobustnessReport) -> list[list[str]]:
    rows = [["projection", "weight", "over the sets", "narrowed to", "at a bound", ""]]
    for row in sorted(report.weights, key=lambda one: one.narrowed):
        rows.append(
            [row.key, f"{row.weight:.3g}", f"{row.low:.3g} to {row.high:.3g}",
             f"{row.narrowed:.0%}", f"{row.bound:.0%}", row.verdict]
        )  # fmt: skip
    return rows


def _sentences(report: RobustnessReport) -> tuple[str, str]:
    draws = (
        f"With every weight moved at random by up to {report.width:.0%} at once ({report.draws} "
        f"draws, no fit afterwards), a behaviour is shown in "
        f"{float(np.mean([row.moved for row in report.behaviours])):.0%} of the draws on average "
        f'("moved"). {report.seeds} noise seeds for each set; a behaviour is shown where its mean '
        "is in the needed range."
    )
    if not report.sets:
        return draws, "The packaged fitted sets belong to other weights and are left out."
    verdicts = [row.verdict for row in report.weights]
    stiff = sum(spread < PINNED for spread in report.directions)
    firm = sum(row.fitted == 1.0 for row in report.behaviours)
    behaviours = (
        f"{report.sets} of {report.starts} searches fit. {firm} of {len(report.behaviours)} "
        f'behaviours are shown in every fitted set ("fitted": share of the sets). {draws}'
    )
    weights = (
        f"{verdicts.count('pinned')} weights are pinned (their logarithm spreads less than "
        f"{PINNED:.0%} as far over the fitted sets as over the starts), "
        f"{verdicts.count('sloppy')} are sloppy (more than {SLOPPY:.0%}), the others loose. "
        f"Together the sets are narrower than half of the starts in {stiff} of the "
        f"{len(report.directions)} directions that so many sets determine."
    )
    return behaviours, weights


def robustness_text(report: RobustnessReport) -> str:
    """The report as text."""
    behaviours, weights = _sentences(report)
    parts = [columns(_behaviour_rows(report), right=(0, 3)), behaviours]
    parts += [columns(_weight_rows(report), right=(1, 3, 4))] if report.weights else []
    return "\n\n".join([*parts, weights])


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def robustness_markdown(report: RobustnessReport) -> str:
    """The report as Markdown."""
    behaviours, weights = _sentences(report)
    return "\n\n".join(
        ["## Behaviours over the ensemble", behaviours, _table(_behaviour_rows(report)),
         "## Which weights are determined", weights, _table(_weight_rows(report))]
    )  # fmt: skip


def robustness_as_dict(report: RobustnessReport) -> dict[str, Any]:
    """The report as values for JSON."""
    return asdict(report)
