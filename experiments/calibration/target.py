"""Calibration targets: a figure of the model, its needed range, and the range aimed at.

The module also has the figures that targets take from paradigms, and functions that build ranges
and figures.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from motorloops.experiments.calibration.observations import TASK_BODY, Observation
from motorloops.experiments.paradigms.ballistic import EFFORTS, FLICK, UNITS, bursts
from motorloops.experiments.paradigms.observe import isometric, measures, observe
from motorloops.experiments.paradigms.reciprocal_inhibition import of_test, reflexes
from motorloops.experiments.paradigms.resting_rates import mean_rates
from motorloops.experiments.paradigms.surround_inhibition import (
    COMMAND_MS,
    REST_MS,
    SHOCKS,
    answers,
    of_rest,
)
from motorloops.model.measures import largest_unasked_turn
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import hold, rest

Observations = Mapping[str, Observation]  # by condition
Range = tuple[float, float]
ANY = math.inf
TINY = 0.003  # activity (MVC) below which a ratio is meaningless


@dataclass(frozen=True)
class Target:
    """One behaviour of the model as a figure.

    Attributes:
        group: heading in reports.
        text: the behaviour in words.
        figure: computes the (seeds,) figure from the observations.
        aim: range that calibration aims at.
        scale: distance from the aim that calibration counts as 1.
        need: range in which the behaviour is shown; None if the target only guides calibration.
        unit: of the figure.
        finding: id of the published finding it is based on; empty if none.
        body: body of the observations.
    """

    group: str
    text: str
    figure: Callable[[Observations], np.ndarray]
    aim: Range
    scale: float
    need: Range | None = None
    unit: str = "MVC"
    finding: str = ""
    body: str = TASK_BODY


def below(limit: float) -> Range:
    """Range of all figures up to a limit."""
    return -ANY, limit


def above(limit: float) -> Range:
    """Range of all figures from a limit up."""
    return limit, ANY


def of(condition: str, attribute: str) -> Callable[[Observations], np.ndarray]:
    """An attribute of the observation in a condition."""
    return lambda seen: getattr(seen[condition], attribute)


def at(condition: str, distance: int) -> Callable[[Observations], np.ndarray]:
    """Activity at a given number of joints from the task joint."""
    return lambda seen: seen[condition].distance[distance]


def ratio(one: str, other: str, attribute: str) -> Callable[[Observations], np.ndarray]:
    """Ratio of an attribute in two conditions."""

    def figure(seen: Observations) -> np.ndarray:
        return (getattr(seen[one], attribute) + TINY) / (getattr(seen[other], attribute) + TINY)

    return figure


def drop(treated: str, untreated: str, attribute: str) -> Callable[[Observations], np.ndarray]:
    """Share by which a treatment lowers an attribute."""
    return lambda seen: 1.0 - ratio(treated, untreated, attribute)(seen)


def rise(before: str, after: str, attribute: str) -> Callable[[Observations], np.ndarray]:
    """Increase of an attribute from one condition to the next."""
    return lambda seen: getattr(seen[after], attribute) - getattr(seen[before], attribute)


def unasked_turn(condition: str, healthy: str) -> Callable[[Observations], np.ndarray]:
    """Largest turn (degrees) that the task does not ask for, beyond the healthy twin's.

    During the hold in the degrees of freedom that the wanted muscle does not turn; after the
    command in any.
    """

    def figure(seen: Observations) -> np.ndarray:
        one, twin = seen[condition], seen[healthy]
        turns = one.turn, one.rest_turn, twin.turn, twin.rest_turn
        return largest_unasked_turn(*turns, one.asked)

    return figure


def delay(condition: str) -> Callable[[Observations], np.ndarray]:
    """Time (ms) from the first activity at one joint's distance to that at two; NaN if none."""
    return lambda seen: seen[condition].latency[2] - seen[condition].latency[1]


def over_rest(population: str, place: int) -> Callable[[Observations], np.ndarray]:
    """Rate over rest in health: place 0 the wanted muscle, 1 the next joints, 2 the opponents."""
    return lambda seen: seen["healthy"].selection[population][place]


def of_paradigm(name: str) -> Callable[[Observations], np.ndarray]:
    """A figure of :func:`paradigm_figures`."""
    return lambda seen: seen["healthy"].paradigms[name]


PHASES_MS = (0, 20, 100)  # the peaks of the three phases of reciprocal inhibition (RI-1)
FOREARM, THUMB, GRIP = "wrist_flexor", "thumb_flexor", "finger_flexor"
FAINT, FIRM = 0.05, 0.4  # efforts of the grip
PALLIDUM, REST_S = ("GPI", "GPE"), 1.5  # recorded at rest
INITIATION_MS = 50  # after the command, when the wanted muscle begins to work
HOLD_MS = 800  # after the command, when the wanted muscle holds
_DURATION, _SPEED = (list(UNITS).index(name) for name in ("agonist_duration", "top_speed"))


def inhibition_at(interval_ms: int) -> str:
    """Key of the inhibition (%) of the reflex by a shock ``interval_ms`` before it."""
    return f"inhibition at {interval_ms} ms"


def _at_rest(network: Network, seeds: Sequence[int], patient: Params) -> Mapping[str, np.ndarray]:
    """Rates of the pallidum at rest over those of health: (seeds,) each."""
    healthy, lossy = observe(
        network, (Params(), patient), rest(REST_S), seeds, mean_rates, keep_rates=True, every_ms=10
    )
    keys = [population.key for population in network.populations]
    return {key: lossy[keys.index(key)] / healthy[keys.index(key)] for key in PALLIDUM}


def paradigm_figures(
    networks: Mapping[str, Network], seeds: Sequence[int], patient: Params
) -> Mapping[str, np.ndarray]:
    """Compute the (seeds,) figures that targets take from paradigms, in health unless noted.

    They are asked as the evidence asks them: the reflex of the forearm, the thumb beside a moving
    index finger (only if there is a hand), a held grip.

    Args:
        networks: by body.
        seeds: one run a condition and seed.
        patient: levers of the patients.
    """
    healthy, network = Params(), networks[TASK_BODY]
    forearm = Params(agonist=FOREARM)
    test, *conditioned = reflexes(network, (forearm,), seeds, (None, *PHASES_MS))
    figures = {
        inhibition_at(interval): 100.0 - of_test(reflex, test)[0]
        for interval, reflex in zip(PHASES_MS, conditioned, strict=True)
    }
    moments = REST_MS, COMMAND_MS + INITIATION_MS, COMMAND_MS + HOLD_MS
    hand, beside = (networks["hand"], THUMB) if "hand" in networks else (network, "")
    shocked = answers(hand, (healthy,), seeds, moments, beside)
    for name, (resting, begun, held) in zip(SHOCKS, shocked, strict=True):
        figures[name] = of_rest(begun, resting)[0]
        figures[f"{name} in the hold"] = of_rest(held, resting)[0]
    fast, slow = EFFORTS["fast"], EFFORTS["slow"]
    tried = (
        patient.replace(effort=fast),
        healthy.replace(effort=fast),
        healthy.replace(effort=slow),
    )
    seen = observe(network, tried, FLICK, seeds, bursts)
    burst, quick, deliberate = seen[:, _DURATION]
    figures["burst over fast"], figures["burst over slow"] = burst / quick, burst / deliberate
    grips = [Params(agonist=GRIP, effort=effort) for effort in (FAINT, FIRM)]
    seen_held = observe(
        isometric(network), grips, hold(), seeds, measures(("overflow",)), every_ms=4
    )
    figures["grip"] = seen_held[1, 0] - seen_held[0, 0]
    figures["speed over fast"] = seen[0, _SPEED] / seen[1, _SPEED]
    return {**figures, **_at_rest(network, seeds, patient)}
