"""A claim: one behaviour as a figure that runs decide, with what it needs and what is aimed at."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.behaviours import Observation

Seen = Mapping[str, Observation]
Range = tuple[float, float]
ANY = math.inf
TINY = 0.003  # activity (MVC) below which a ratio says nothing


@dataclass(frozen=True)
class Claim:
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
