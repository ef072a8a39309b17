"""The weights that calibration fits: their classes, bounds and orderings.

Weights of one class share one free number, so that the fit cannot give an antagonist's path a
strength of its own without a reason. A ratio that stays below 1 is an ordering: the wanted muscle
gets at least as much as its opponent or one neighbour.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from motorloops.experiments.fitted_sets import weights_of
from motorloops.model.network.build import Network

TABLE = Path(__file__).with_name("free_weights.csv")
# Of a projection in no class: it keeps its sign, does not vanish, and does not drive its target
# alone.
SMALLEST, LARGEST = 0.02, 3.0
FIXED = "fixed"  # the class of the weights that are not fitted


@dataclass(frozen=True)
class WeightClass:
    """Weights that share one free number, by which all of them are multiplied.

    Attributes:
        key: name of the free number.
        members: keys of the projections that it multiplies.
        over: key of the projection that the first member is measured against; empty for its own
            weight.
        low: least value of the first member, or of its ratio to ``over``.
        high: greatest value.
        sentence: why these weights belong together.
    """

    key: str
    members: tuple[str, ...]
    over: str
    low: float
    high: float
    sentence: str


@cache
def weight_classes() -> tuple[WeightClass, ...]:
    """The classes of ``free_weights.csv``, in order."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            WeightClass(
                row["key"], tuple(row["members"].split("; ")), row["over"], float(row["low"]),
                float(row["high"]), row["sentence"],
            )
            for row in csv.DictReader(stream)
        )  # fmt: skip


def _classes_in(network: Network) -> list[WeightClass]:
    """The classes as far as a network has their members, then one for each other projection."""
    present = [row.key for row in network.projections]
    classes: list[WeightClass] = []
    seen: set[str] = set()
    for one in weight_classes():
        members = tuple(key for key in one.members if key in present)
        seen.update(members)
        if not members or one.key == FIXED:
            continue
        if members[0] == one.members[0] and (not one.over or one.over in present):
            classes.append(WeightClass(one.key, members, one.over, one.low, one.high, one.sentence))
        else:  # what bounds it is missing
            classes.append(WeightClass(one.key, members, "", SMALLEST, LARGEST, one.sentence))
    classes += [
        WeightClass(key, (key,), "", SMALLEST, LARGEST, "") for key in present if key not in seen
    ]
    return classes


@dataclass(frozen=True)
class Space:
    """The space of the search: the logarithm of each free number over its value in the table.

    Attributes:
        network: whose table is the origin.
    """

    network: Network

    @cached_property
    def classes(self) -> list[WeightClass]:
        """The P free numbers."""
        return _classes_in(self.network)

    @cached_property
    def keys(self) -> list[str]:
        """Names of the P free numbers."""
        return [one.key for one in self.classes]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {row.key: number for number, row in enumerate(self.network.projections)}

    @cached_property
    def _power(self) -> np.ndarray:
        """(projections, P) 1 where a free number multiplies a weight."""
        power = np.zeros((len(self._rows), len(self.classes)))
        for k, one in enumerate(self.classes):
            power[[self._rows[key] for key in one.members], k] = 1.0
        return power

    @cached_property
    def free(self) -> np.ndarray:
        """(projections,) which weights are fitted."""
        return np.asarray(self._power.any(axis=1))

    def values(self, weights: np.ndarray) -> np.ndarray:
        """(..., P) free numbers of tables of weights (..., projections)."""
        first = [self._rows[one.members[0]] for one in self.classes]
        over = np.array([self._rows.get(one.over, -1) for one in self.classes])
        below = np.where(over < 0, 1.0, weights[..., over])
        return weights[..., first] / below

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest point, (P,) each; a table beyond a bound may stay where it is."""
        origin = self.values(weights_of(self.network))
        low = np.array([one.low for one in self.classes])
        high = np.array([one.high for one in self.classes])
        return np.log(np.minimum(low, origin) / origin), np.log(np.maximum(high, origin) / origin)

    def at_bound(self, weights: np.ndarray, near: float) -> np.ndarray:
        """(..., P) whether a free number is within ``near`` (log) of one of its bounds."""
        value = np.log(self.values(weights))
        low = np.log([one.low for one in self.classes])
        high = np.log([one.high for one in self.classes])
        return (value < low + near) | (value > high - near)

    def clip(self, x: np.ndarray) -> np.ndarray:
        """The nearest point within bounds."""
        return np.clip(x, *self.bounds)

    def weights(self, x: np.ndarray) -> np.ndarray:
        """(projections,) weights at a point (P,)."""
        return weights_of(self.network) * np.exp(self._power @ self.clip(x))

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The point (P,) of a table of weights of the same classes."""
        change = np.log(weights / weights_of(self.network))
        return np.linalg.lstsq(self._power, change, rcond=None)[0]
