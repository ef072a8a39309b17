"""What the tests of the clinic give on a network: the figures that calibration compares."""

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.protocols.ballistic import EFFORTS, FLICK, UNITS, bursts
from experiments.protocols.observing import observe
from experiments.protocols.reciprocal_inhibition import of_test, reflexes
from experiments.protocols.surround_inhibition import (
    COMMAND_MS,
    REST_MS,
    SHOCKS,
    answers,
    of_rest,
)
from model.network import Network
from model.params import Params

PHASES_MS = (0, 20, 100)  # the peaks of the three phases of reciprocal inhibition (RI-1)
INITIATION_MS = 50  # after the command, when the wanted muscle begins to work
_DURATION = list(UNITS).index("agonist_duration")


def inhibited(interval_ms: int) -> str:
    """Key of the share (%) of a reflex that the first shock takes away."""
    return f"inhibition at {interval_ms} ms"


def clinic(network: Network, seeds: Sequence[int], lossy: Params) -> Mapping[str, np.ndarray]:
    """(seeds,) figures by name, of healthy people unless they say otherwise.

    Args:
        network: of all runs.
        seeds: one run a setting and seed.
        lossy: the patients.
    """
    healthy = Params()
    test, *conditioned = reflexes(network, (healthy,), seeds, (None, *PHASES_MS))
    found = {
        inhibited(interval): 100.0 - of_test(reflex, test)[0]
        for interval, reflex in zip(PHASES_MS, conditioned, strict=True)
    }
    moments = REST_MS, COMMAND_MS + INITIATION_MS
    shocked = answers(network, (healthy,), seeds, moments)
    for name, (rest, begun) in zip(SHOCKS, shocked, strict=True):
        found[name] = of_rest(begun, rest)[0]
    fast, slow = EFFORTS["fast"], EFFORTS["slow"]
    tried = (lossy.replace(effort=fast), healthy.replace(effort=fast), healthy.replace(effort=slow))
    patient, quick, deliberate = observe(network, tried, FLICK, seeds, bursts)[:, _DURATION]
    found["burst over fast"], found["burst over slow"] = patient / quick, patient / deliberate
    return found
