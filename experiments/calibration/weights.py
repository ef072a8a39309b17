"""The weights that are fitted, and the bounds that keep their anatomical meaning."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from model.network import Network

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
