"""The weights that are fitted, and the bounds that keep their anatomical meaning.

How well a table of weights meets the aims of all claims.

Search for weights from one start: bounded least squares over the misses of all claims.

Each round measures the slopes of all figures (a trial for each weight) and then descends; on
the way the slopes are mended by Broyden's update, which every trial gives for nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from motorloops.experiments.calibration.observations import MODERATE, TASK_BODY, observe_all
from motorloops.experiments.calibration.target import clinic
from motorloops.experiments.calibration.targets import TARGETS
from motorloops.model.network.build import Network
from motorloops.model.params import Params

# A projection keeps its sign, stays there, and none drives its target all by itself.
SMALLEST = 0.02
LARGEST = {"same": 3.0, "antagonist": 3.0, "neighbour": 4.0, "diffuse": 3.0}
MAP_SITES = ("map_own", "map_spread")  # shares of the body map: given, not fitted


def weights_of(network: Network) -> np.ndarray:
    """(projections,) magnitudes of a network's weights, in the order of its table."""
    return np.array([row.weight for row in network.projections])


def reweighted(network: Network, weights: np.ndarray) -> Network:
    """The same network with new projection weights (magnitudes, in the order of its table)."""
    scale = (weights / weights_of(network))[network.projection]
    wiring = network.wiring._replace(weight=network.wiring.weight * scale)
    projections = tuple(
        row.model_copy(update={"weight": float(weight)})
        for row, weight in zip(network.projections, weights, strict=True)
    )
    return replace(network, wiring=wiring, projections=projections)


@dataclass(frozen=True)
class Space:
    """Where the search goes: the natural logarithm of each fitted weight over the table's.

    Attributes:
        network: whose table is the origin.
    """

    network: Network

    @cached_property
    def free(self) -> np.ndarray:
        """(projections,) which weights are fitted."""
        return np.array([row.site not in MAP_SITES for row in self.network.projections])

    @cached_property
    def keys(self) -> list[str]:
        """Names of the P fitted weights."""
        rows = zip(self.network.projections, self.free, strict=True)
        return [row.key for row, fitted in rows if fitted]

    @cached_property
    def ceilings(self) -> np.ndarray:
        """(P,) largest magnitude that each fitted weight may have."""
        return np.array([LARGEST[row.topology] for row in self.network.projections])[self.free]

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest point, (P,) each."""
        origin = weights_of(self.network)[self.free]
        return np.log(SMALLEST / origin), np.log(np.maximum(self.ceilings, origin) / origin)

    def clip(self, x: np.ndarray) -> np.ndarray:
        """The nearest point within bounds."""
        return np.clip(x, *self.bounds)

    def weights(self, x: np.ndarray) -> np.ndarray:
        """(projections,) weights at a point (P,)."""
        weights = weights_of(self.network)
        weights[self.free] *= np.exp(self.clip(x))
        return weights

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The point of a table of weights."""
        return np.log(weights / weights_of(self.network))[self.free]


# Scales of a claim: beyond, a miss counts with its root, so that no row hides the others.
LARGE_MISS = 4.0
NO_FIGURE = 20.0  # scales that a missing figure counts as

Networks = Mapping[str, Network]  # by body, all of one atlas


@dataclass(frozen=True, eq=False)
class Score:
    """How a table of weights does.

    Attributes:
        weights: (projections,) magnitudes.
        figures: (claims,) mean figure of each claim over the seeds; NaN if it has none.
        misses: (claims,) how far each figure is from its aim, in the claim's scale, bounded.
    """

    weights: np.ndarray
    figures: np.ndarray
    misses: np.ndarray

    @property
    def loss(self) -> float:
        """Sum of the squared misses."""
        return float(self.misses @ self.misses)


_AIMS = np.array([claim.aim for claim in TARGETS])
_SCALES = np.array([claim.scale for claim in TARGETS])


def misses(figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far mean figures are from their aims, and how fast that changes with them.

    Args:
        figures: (..., claims) mean figures; NaN where there is none.

    Returns:
        (..., claims) signed distances in units of the claim's scale, large ones drawn in; and
        their slopes over the figures.
    """
    beyond = np.minimum(figures - _AIMS[:, 0], 0.0) + np.maximum(figures - _AIMS[:, 1], 0.0)
    there = np.isfinite(figures)
    raw = np.where(there, beyond / _SCALES, NO_FIGURE)
    large = np.abs(raw) / LARGE_MISS
    slope = (1.0 + large / 2.0) / (1.0 + large) ** 1.5 / _SCALES
    return raw / np.sqrt(1.0 + large), np.where(there & (raw != 0.0), slope, 0.0)


def score(networks: Networks, weights: np.ndarray, seeds: Sequence[int]) -> Score:
    """Run all conditions with these weights.

    Args:
        networks: the bodies, by name.
        weights: (projections,) magnitudes.
        seeds: of the noise; the same for all tables, so that only weights tell them apart.
    """
    fitted = {name: reweighted(network, weights) for name, network in networks.items()}
    seen = observe_all(fitted, seeds, threads=1)
    tests = clinic(fitted[TASK_BODY], seeds, Params().replace(loss=MODERATE))
    seen["healthy"] = replace(seen["healthy"], clinic=tests)
    figures = np.array([float(np.mean(claim.figure(seen))) for claim in TARGETS])
    return Score(weights, figures, misses(figures)[0])


def origin(networks: Networks) -> Network:
    """The network whose table is the origin of the search."""
    return networks[TASK_BODY]


PULL = 0.15  # misses a unit of log weight: a weak wish for the first table, so idle weights stay
STEP = 0.05  # of the slopes, in log weight: well above the noise of a last bit
TRIALS = 16  # of a descent, at most
ENOUGH = 0.01  # share of the loss; a round that gains less is the last
ROOM = 1e-9  # a trial must lie inside the bounds, not on them

Report = Callable[[str], None]


@dataclass(frozen=True)
class Search:
    """A search; the same arguments find the same weights.

    Attributes:
        networks: the bodies to fit on, by name; their table is the origin.
        seeds: of the noise, the same for all tables.
    """

    networks: Networks
    seeds: Sequence[int]

    @cached_property
    def space(self) -> Space:
        """Where it goes: around the packaged table, or that of the given atlas."""
        return Space(origin(self.networks))

    def score(self, x: np.ndarray) -> Score:
        """How the weights at a point do."""
        return score(self.networks, self.space.weights(x), self.seeds)

    def slopes(self, x: np.ndarray) -> np.ndarray:
        """(claims, P) change of each figure with each log weight; 0 where a figure is missing."""
        steps = np.where(x + STEP < self.space.bounds[1], STEP, -STEP)
        found = map(self.score, [x, *(x + np.diag(steps))])
        here, *there = (one.figures for one in found)
        return np.nan_to_num((np.stack(there, axis=1) - here[:, None]) / steps)

    def run(self, start: np.ndarray, rounds: int, report: Report) -> np.ndarray:
        """Search from a point.

        Args:
            start: (P,).
            rounds: how often to measure the slopes and descend, at most.
            report: called with a line of progress after each round.

        Returns:
            (P,) the best point.
        """
        x, loss = self.space.clip(start), np.inf
        for number in range(rounds):
            descent = _Descent(self, self.slopes(x))
            x, before = descent.run(x), loss
            loss = descent.least
            report(f"round {number + 1}: loss {loss:.3f}")
            if loss > (1.0 - ENOUGH) * before:
                break
        return x


class _Descent:
    """One round: least squares with slopes that each trial mends."""

    def __init__(self, search: Search, slopes: np.ndarray) -> None:
        self._search, self._slopes = search, slopes
        self._figures: dict[bytes, np.ndarray] = {}  # (claims,) by point
        self._last: np.ndarray | None = None
        self.least = np.inf

    def _residuals(self, x: np.ndarray) -> np.ndarray:
        """What is to be made small: all misses, and the pull."""
        found = self._search.score(x)
        if self._last is not None:
            self._mend(x - self._last, found.figures - self._figures[self._last.tobytes()])
        self._figures[x.tobytes()] = found.figures
        self.least = min(self.least, found.loss)
        return np.append(found.misses, PULL * x)

    def _mend(self, step: np.ndarray, change: np.ndarray) -> None:
        """Broyden's update: the least change of the slopes that explains what was seen."""
        wrong = np.nan_to_num(change - self._slopes @ step)
        self._slopes += np.outer(wrong, step) / max(float(step @ step), 1e-12)

    def _slopes_of_residuals(self, x: np.ndarray) -> np.ndarray:
        self._last = x.copy()
        _, steepness = misses(self._figures[x.tobytes()])
        return np.concatenate([steepness[:, None] * self._slopes, PULL * np.eye(len(x))])

    def run(self, start: np.ndarray) -> np.ndarray:
        """Descend from a point (P,), and return the lowest (P,)."""
        from scipy.optimize import least_squares  # needed for fitting only

        lowest, highest = self._search.space.bounds
        inside = np.clip(start, lowest - ROOM, highest + ROOM)
        found = least_squares(
            self._residuals, inside, cast(Any, self._slopes_of_residuals),
            (lowest - 2 * ROOM, highest + 2 * ROOM), x_scale=1.0, ftol=ENOUGH, max_nfev=TRIALS,
        )  # fmt: skip
        return self._search.space.clip(found.x)
