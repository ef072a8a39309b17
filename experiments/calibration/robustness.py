"""Which weights the data pin: how much narrower the fitted sets lie than their starts.

How far the headline behaviours hold: over the fitted sets, and with all weights moved.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from motorloops.experiments.calibration.behaviours import BehaviourResult, measure_behaviours
from motorloops.experiments.calibration.ensemble import FittedSet, fitted_sets
from motorloops.experiments.calibration.observations import OTHER_BODIES, TASK_BODY
from motorloops.experiments.calibration.search import SMALLEST, Networks, Space, reweighted
from motorloops.model.network.build import Network, build_network

PINNED, SLOPPY = 0.5, 0.85  # of the starts' spread: below and above which a weight is called so
NEAR = 0.02  # log weight from a bound that counts as at it


@dataclass(frozen=True)
class WeightSpread:
    """One fitted weight over the sets.

    Attributes:
        key: its projection.
        weight: in the packaged table.
        low: least over the sets.
        high: greatest.
        narrowed: standard deviation of its logarithm over the sets, over that of the starts.
        bound: share of the sets in which it lies at one of its bounds.
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
    """Standard deviation of a start's logarithm of weight, drawn evenly within a width."""
    return width / np.sqrt(3.0)


def identify(network: Network, sets: Sequence[FittedSet], width: float) -> list[WeightSpread]:
    """How far each weight is pinned by the data.

    Args:
        network: with the packaged table.
        sets: fitted sets.
        width: of their starts, in log weight.
    """
    space = Space(network)
    logs = np.log([found.weights[space.free] for found in sets])  # (sets, P)
    at_bound = (logs > np.log(space.ceilings) - NEAR) | (logs < np.log(SMALLEST) + NEAR)
    narrowed = logs.std(axis=0, ddof=1) / spread_of_starts(width)
    weights = space.weights(np.zeros(len(space.keys)))[space.free]
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

    With N sets at most N - 1 directions can be told apart; the others are left out.
    """
    logs = np.log([found.weights[Space(network).free] for found in sets])
    spreads = np.linalg.svd(logs - logs.mean(axis=0), compute_uv=False)[: len(sets) - 1]
    return np.sort(spreads / np.sqrt(len(sets) - 1)) / spread_of_starts(width)


LOWEST, HIGHEST = 2.5, 97.5  # percentiles between which 95 % of the sets lie


@dataclass(frozen=True)
class RobustnessRow:
    """A headline behaviour over many sets of weights.

    Attributes:
        group: heading.
        text: the behaviour in words.
        unit: of the figures.
        fitted: share of the fitted sets in which it holds.
        low: 2.5th percentile of its mean figure over the fitted sets.
        high: 97.5th percentile.
        moved: share of the draws in which it holds with all weights moved at once.
        projection: the weight that goes furthest with the figure over these draws.
        correlation: Spearman's, between that weight and the figure.
    """

    group: str
    text: str
    unit: str
    fitted: float
    low: float
    high: float
    moved: float
    projection: str
    correlation: float


def draws(points: int, count: int, width: float, seed: int) -> np.ndarray:
    """(count, points) moves of all weights, in shares of each: a scrambled Sobol sequence."""
    from scipy.stats import qmc  # takes a while to load

    sequence = qmc.Sobol(points, rng=np.random.default_rng(seed))
    return (2.0 * sequence.random(count) - 1.0) * width


def _figures(results: Sequence[Sequence[BehaviourResult]]) -> tuple[np.ndarray, np.ndarray]:
    """(sets, behaviours) mean figures, and whether each mean is where it is needed."""
    means = np.array([[row.mean for row in rows] for rows in results])
    needs = np.array([row.need for row in results[0]])
    return means, (needs[:, 0] <= means) & (means <= needs[:, 1])


def _furthest(moves: np.ndarray, figures: np.ndarray) -> tuple[int, float]:
    """Which weight's rank goes furthest with that of the figures, and Spearman's correlation."""
    from scipy.stats import rankdata

    there = np.isfinite(figures)
    ranks = rankdata(np.column_stack([moves[there], figures[there]]), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):  # a figure that never changes
        correlations = np.nan_to_num(np.corrcoef(ranks, rowvar=False)[-1, :-1])
    furthest = int(np.abs(correlations).argmax())
    return furthest, float(correlations[furthest])


def robustness(
    count: int, width: float, seeds: Sequence[int], report: Callable[[str], None]
) -> list[RobustnessRow]:
    """Measure all headline behaviours over the fitted sets and over moved weights.

    Args:
        count: draws; a power of two balances the sequence.
        width: largest move of each weight, as a share of it.
        seeds: of the noise.
        report: called with a line of progress now and then.
    """
    networks = {name: build_network(name) for name in (TASK_BODY, *OTHER_BODIES)}
    space = Space(networks[TASK_BODY])
    moves = draws(len(space.keys), count, width, seeds[0])
    tables = [found.weights for found in fitted_sets()]
    tables += [space.weights(np.log1p(move)) for move in moves]

    def measured(weights: np.ndarray) -> list[BehaviourResult]:
        own: Networks = {name: reweighted(network, weights) for name, network in networks.items()}
        return measure_behaviours(own, seeds)

    results = []
    with ThreadPoolExecutor() as pool:
        for rows in pool.map(measured, tables):
            results.append(rows)
            report(f"{len(results)} of {len(tables)} sets of weights")
    sets = len(fitted_sets())
    means, holds = _figures(results)
    found = []
    for k, row in enumerate(results[0]):
        furthest, correlation = _furthest(moves, means[sets:, k])
        low, high = np.nanpercentile(means[:sets, k], [LOWEST, HIGHEST])
        found.append(
            RobustnessRow(
                row.group, row.text, row.unit, float(holds[:sets, k].mean()), float(low),
                float(high), float(holds[sets:, k].mean()), space.keys[furthest], correlation,
            )
        )  # fmt: skip
    return found
