"""How each population tells the wanted muscle from the others: its rate in action over rest."""

from collections.abc import Mapping, Sequence

import numpy as np

from model.network import Network
from model.params import Params
from model.protocol import hold
from model.trajectory import simulate
from model.view import view

SAMPLE_MS = 20

# Population -> (seeds,) rate over rest in the wanted channel, and (seeds,) at the next joints.
Selection = Mapping[str, tuple[np.ndarray, np.ndarray]]


def selection(network: Network, seeds: Sequence[int], params: Params = Params()) -> Selection:
    """Rates while holding, over the rates before the command, of the populations that rest active.

    Args:
        network: the network.
        seeds: one run a seed.
        params: the setting; health by default.
    """
    run = simulate(params, hold(), seeds, network, every_ms=SAMPLE_MS, keep_rates=True, threads=1)
    seen = view(run)
    on, _ = run.protocol.trying()
    agonist, next_joint = int(seen.agonist[0]), seen.distance[:, 0] == 1
    found = {}
    for population in network.populations:
        if population.rest > 0:
            rate = run.rate[:, network.nodes_of(population.key)]
            rest = rate[run.time_ms <= on].mean(axis=0)
            over = rate[seen.steady].mean(axis=0) / rest
            found[population.key] = over[agonist], over[next_joint].mean(axis=0)
    return found
