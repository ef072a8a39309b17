"""Fit the weights of the atlas to the headline behaviours, by CMA-ES, reproducibly."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from experiments.behaviours import TASK_BODY, observe_all
from experiments.claim import miss
from experiments.claims import CLAIMS
from model.network import Network

LARGEST = {"same": 3.0, "antagonist": 3.0, "neighbour": 4.0, "diffuse": 3.0}
SMALLEST = 0.02
WORST_MISS = 60.0  # a hopeless row counts this much at most, and must not hide the others
PULL = 0.02  # weak preference for the starting table, so that idle weights stay put
REPORTED = 10  # generations between two reports

Networks = Mapping[str, Network]  # by body, all of one atlas


@dataclass(frozen=True)
class Fit:
    """A fitted table: weights by projection, the loss, and the mean figure of each claim."""

    weights: np.ndarray
    loss: float
    figures: list[float]


def reweighted(network: Network, weights: np.ndarray) -> Network:
    """The same network with new projection weights (magnitudes, in the order of its table)."""
    old = np.array([projection.weight for projection in network.projections])
    scale = (weights / old)[network.projection]
    wiring = network.wiring._replace(weight=network.wiring.weight * scale)
    projections = tuple(
        row.model_copy(update={"weight": float(weight)})
        for row, weight in zip(network.projections, weights, strict=True)
    )
    return replace(network, wiring=wiring, projections=projections)


def free(network: Network) -> np.ndarray:
    """(projections,) which weights are fitted: all but those of the map, which health lacks."""
    return np.array([row.site not in ("map_own", "map_spread") for row in network.projections])


def _ceilings(network: Network) -> np.ndarray:
    return np.array([LARGEST[row.topology] for row in network.projections])


def decode(network: Network, x: np.ndarray) -> np.ndarray:
    """Weights at a point of the search: log-scaled from the table, kept within bounds."""
    weights = np.array([row.weight for row in network.projections])
    chosen = free(network)
    weights[chosen] *= np.exp(x)
    return np.clip(weights, SMALLEST, _ceilings(network)) * chosen + weights * ~chosen


def evaluate(
    networks: Networks, weights: np.ndarray, seeds: Sequence[int], threads: int = 1
) -> Fit:
    """Run all conditions with these weights and compare with the aims of all claims."""
    fitted = {name: reweighted(network, weights) for name, network in networks.items()}
    seen = observe_all(fitted, seeds, threads)
    figures = [claim.figure(seen) for claim in CLAIMS]
    misses = np.array([miss(claim, values) for claim, values in zip(CLAIMS, figures, strict=True)])
    bounded = np.where(np.isinf(misses), WORST_MISS, misses / (1.0 + misses / WORST_MISS))
    return Fit(weights, float(bounded.sum()), [float(np.mean(values)) for values in figures])


def _objective(networks: Networks, seeds: Sequence[int]) -> Callable[[np.ndarray], float]:
    network = networks[TASK_BODY]

    def cost(x: np.ndarray) -> float:
        unclipped = np.array([row.weight for row in network.projections])[free(network)] * np.exp(x)
        beyond = np.log(np.maximum(unclipped / _ceilings(network)[free(network)], 1.0))
        found = evaluate(networks, decode(network, x), seeds).loss
        return found + PULL * float(x @ x) + 5.0 * float(beyond @ beyond)

    return cost


def calibrate(
    networks: Networks,
    seeds: Sequence[int],
    evaluations: int,
    seed: int,
    report: Callable[[str], None],
    sigma: float = 0.15,
) -> Fit:
    """Search for weights that meet the targets, starting from the network's own.

    Args:
        networks: the bodies to fit on, by name, all with the weights to start from.
        seeds: noise seeds, the same for all candidates (common random numbers).
        evaluations: how many candidates to try.
        seed: of the search.
        report: called with a line of progress now and then.
        sigma: first step of the search, in log weight.

    Returns:
        The best table found; the same arguments give the same table.
    """
    import cma  # needed for fitting only

    network, cost = networks[TASK_BODY], _objective(networks, seeds)
    options = {"seed": seed, "maxfevals": evaluations, "verbose": -9, "CMA_diagonal": 0}
    search = cma.CMAEvolutionStrategy(np.zeros(int(free(network).sum())), sigma, options)
    with ThreadPoolExecutor() as pool:
        generation = 0
        while not search.stop():
            points = search.ask()
            search.tell(points, list(pool.map(cost, points)))
            generation += 1
            if generation % REPORTED == 0:
                report(f"{search.countevals} candidates, best loss {search.best.f:.3f}, "
                       f"step {search.sigma:.3f}")  # fmt: skip
    return evaluate(networks, decode(network, np.asarray(search.best.x)), seeds)
