"""A claim: one behaviour as a figure that runs decide, with what it needs and what is aimed at.

What the tests of the clinic give on a network: the figures that calibration compares.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from motorloops.experiments.calibration.observations import Observation
from motorloops.experiments.paradigms.ballistic import EFFORTS, FLICK, UNITS, bursts
from motorloops.experiments.paradigms.observe import observe
from motorloops.experiments.paradigms.reciprocal_inhibition import of_test, reflexes
from motorloops.experiments.paradigms.surround_inhibition import (
    COMMAND_MS,
    REST_MS,
    SHOCKS,
    answers,
    of_rest,
)
from motorloops.model.network.build import Network
from motorloops.model.params import Params

Seen = Mapping[str, Observation]
Range = tuple[float, float]
ANY = math.inf
TINY = 0.003  # activity (MVC) below which a ratio says nothing


@dataclass(frozen=True)
class Target:
    """One behaviour.

    Attributes:
        group: heading under which the claim is reported.
        text: the claim in words.
        figure: (seeds,) figure that decides it, from what was seen.
        aim: range that calibration asks for.
        scale: size of a miss that calibration counts as 1.
        need: range that makes the claim true; None if the row only guides calibration.
        unit: of the figure.
        finding: id of the published finding that the row asks for; empty if none.
    """

    group: str
    text: str
    figure: Callable[[Seen], np.ndarray]
    aim: Range
    scale: float
    need: Range | None = None
    unit: str = "MVC"
    finding: str = ""


def below(limit: float) -> Range:
    """Range of all figures up to a limit."""
    return -ANY, limit


def above(limit: float) -> Range:
    """Range of all figures from a limit up."""
    return limit, ANY


def of(condition: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    """An attribute of what is seen in a condition."""
    return lambda seen: getattr(seen[condition], attribute)


def at(condition: str, distance: int) -> Callable[[Seen], np.ndarray]:
    """Activity so many joints from the task."""
    return lambda seen: seen[condition].distance[distance]


def ratio(one: str, other: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    """An attribute in one condition over the other."""

    def figure(seen: Seen) -> np.ndarray:
        return (getattr(seen[one], attribute) + TINY) / (getattr(seen[other], attribute) + TINY)

    return figure


def drop(treated: str, untreated: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    """Share by which a treatment lowers an attribute."""
    return lambda seen: 1.0 - ratio(treated, untreated, attribute)(seen)


def rise(before: str, after: str, attribute: str) -> Callable[[Seen], np.ndarray]:
    """What an attribute gains from one condition to the next."""
    return lambda seen: getattr(seen[after], attribute) - getattr(seen[before], attribute)


def delay(condition: str) -> Callable[[Seen], np.ndarray]:
    """Time (ms) by which the second joint joins after the next one; NaN if one does not."""
    return lambda seen: seen[condition].latency[2] - seen[condition].latency[1]


def over_rest(population: str, place: int) -> Callable[[Seen], np.ndarray]:
    """Rate over rest in health: place 0 the wanted muscle, 1 the next joints."""
    return lambda seen: seen["healthy"].selection[population][place]


def tested(name: str) -> Callable[[Seen], np.ndarray]:
    """What a test of the clinic gave."""
    return lambda seen: seen["healthy"].clinic[name]


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
