"""Shocks to a node and the responses of another: latency, size, inhibition, recruitment."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    ANYTHING,
    WRITER,
    Answer,
    Comparison,
    Laboratory,
    condition,
    patients_less_health,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe
from motorloops.experiments.paradigms.paired_pulse_inhibition import CORTEX, INHIBITORY
from motorloops.experiments.paradigms.paradigm import CHOSEN, healthy_like
from motorloops.experiments.paradigms.surround_inhibition import (
    COMMAND_MS,
    REST_MS,
    SHOCKS,
    of_rest,
)
from motorloops.experiments.paradigms.surround_inhibition import answers as neighbour_answers
from motorloops.model.coefficients import task_channel
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

SHOCK_MS, PULSE_MS, AFTER_MS = 400, 5, 150
HAND = "hand"  # body of the presets of the writing hand


def _timeline(nodes: Sequence[str], pulse: float, command: float) -> Timeline:
    return Timeline(
        "shock",
        SHOCK_MS + AFTER_MS,
        (
            Phase(0, command=command),
            Phase(SHOCK_MS, command=command, stimuli=dict.fromkeys(nodes, pulse)),
            Phase(SHOCK_MS + PULSE_MS, command=command),
        ),
    )


def answers(
    network: Network,
    seeds: Sequence[int],
    base: Params,
    way: tuple[str, str],
    pulses: tuple[float, ...],
    command: float = 0.0,
) -> np.ndarray:
    """How far a shock moves a rate of a held limb, by the same noise without it.

    A shock to motor cortex reaches its inhibitory cells as well.

    Args:
        network: of all runs.
        seeds: one run a condition and pulse.
        base: levers of the condition beside health.
        way: population that is shocked and the one that answers, in the wanted muscle's channel.
        pulses: P inputs of :data:`PULSE_MS`.
        command: share of the effort that is given all the time.

    Returns:
        (2, P, AFTER_MS, seeds) rate less that without the shock, health first; share of its
        largest, from the start of the shock.
    """
    wanted = task_channel(base, network.body)
    muscle, answering = network.body.muscles[wanted].key, network.nodes_of(way[1]).start + wanted
    shocked = (CORTEX, INHIBITORY) if way[0] == CORTEX else way[:1]
    nodes, held = [f"{population}/{muscle}" for population in shocked], isometric(network)

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-AFTER_MS:, answering]

    spared, *given = (
        observe(held, (healthy_like(base), base), _timeline(nodes, pulse, command), seeds,
                course, keep_rates=True)
        for pulse in (0.0, *pulses)
    )  # fmt: skip
    return np.stack([figures - spared for figures in given], axis=1)


def onset(courses: np.ndarray) -> np.ndarray:
    """(R,) ms from the shock to the first difference it makes, of (T, R) courses.

    The run without the shock has the same noise, so that every difference is the shock's doing.
    """
    begun = courses != 0.0
    return np.where(begun.any(axis=0), begun.argmax(axis=0) + 1.0, np.nan)


MILD = 0.2  # share of effort: the latency is taken in a mild contraction
TO_HAND = Params().replace(agonist="finger_flexor", effort=MILD)
FROM_PALLIDUM = Params()
SHOCK = (1.0,)


def _latency(
    network: Network, seeds: Sequence[int], base: Params, way: tuple[str, str], command: float
) -> np.ndarray:
    return onset(answers(network, seeds, base, way, SHOCK, command)[0, 0])


def _delay(base: Params, way: tuple[str, str], command: float) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        figures = lab.once(DEFAULT_BODY, _latency, base, way, command)
        return Answer(figures, figures)

    return answer


def conduction_comparisons() -> Iterator[Comparison]:
    """All comparisons about delays."""
    yield Comparison(
        "NRM-1", "from a shock to motor cortex to the first change of the motor neurones of a "
        "finger muscle that works a little",
        "ms", _delay(TO_HAND, ("M1", "MN"), 1.0), ANYTHING, (16.9, 22.5), "healthy", "published",
    )  # fmt: skip
    yield Comparison(
        "NRM-2", "from a shock to the inner pallidum to the first change of motor cortex",
        "ms", _delay(FROM_PALLIDUM, ("GPI", "M1"), 0.0), ANYTHING, (9.4, 12.4), "healthy",
        "computed",
    )  # fmt: skip


MOVEMENT_ONSET, HOLDING = 50.0, 800.0  # ms from the command
THUMB, FOREARM = "thumb_flexor", "wrist_flexor"  # beside the index finger; flexor carpi radialis
SHORT_MS, LONG_MS = 3.0, 80.0  # between two shocks
STRONG = 2.0  # input of the shock of the silent period
INTENSITIES = (0.25, 0.5, 0.75, 1.0)  # inputs of the shock


Around = dict[tuple[str, float], np.ndarray]


def _around(network: Network, seeds: Sequence[int]) -> Around:
    """(2, seeds) answers of the thumb, of health and the writing hand, in % of those at rest.

    By the shock (see :data:`~motorloops.experiments.paradigms.surround_inhibition.SHOCKS`) and
    the time (ms) after the command to the index finger.
    """
    base, moments = condition(WRITER), (MOVEMENT_ONSET, HOLDING)
    tests = REST_MS, *(COMMAND_MS + round(after) for after in moments)
    found = neighbour_answers(network, (healthy_like(base), base), seeds, tests, THUMB)
    return {
        (name, after): of_rest(figures, at_rest)
        for name, (at_rest, *later) in zip(SHOCKS, found, strict=True)
        for after, figures in zip(moments, later, strict=True)
    }


def _beyond_rest(measure: str, at: float) -> Callable[[Laboratory], Answer]:
    """A healthy thumb's answer over that at rest, in percent more."""

    def answer(lab: Laboratory) -> Answer:
        healthy, patient = lab.once(HAND, _around)[measure, at]
        return Answer(healthy - 100.0, healthy - 100.0, patient - 100.0)

    return answer


def _surround_lost(lab: Laboratory) -> Answer:
    healthy, patient = lab.once(HAND, _around)["cortical_response", MOVEMENT_ONSET]
    return Answer(patient - healthy, healthy, patient)


def _slopes(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) growth of the answer with the shock, health and patient."""
    base = condition(WRITER, agonist=FOREARM, effort=MILD)
    figures = answers(network, seeds, base, ("M1", "MN"), INTENSITIES, 1.0).max(axis=2)
    return np.stack([np.polyfit(INTENSITIES, who, 1)[0] for who in figures])


def _recruitment(lab: Laboratory) -> Answer:
    healthy, patient = lab.once(HAND, _slopes)
    return Answer(100.0 * (patient / healthy - 1.0), healthy, patient)


def _silent_period(lab: Laboratory) -> tuple[np.ndarray, np.ndarray]:
    runs = lab.runs("silent_period", WRITER)
    return runs.of("silent_period", HEALTHY, STRONG), runs.of("silent_period", CHOSEN, STRONG)


def _silence(lab: Laboratory) -> Answer:
    healthy, patient = _silent_period(lab)
    return Answer(healthy, healthy, patient)


def _shorter(lab: Laboratory) -> Answer:
    healthy, patient = _silent_period(lab)
    return Answer(patient - healthy, healthy, patient)


def _paired() -> Iterator[Comparison]:
    yield Comparison(
        "SICI-1", f"answer at rest to a second shock {SHORT_MS:g} ms after a weak one, writing "
        "hand less healthy (% of test)", "% points",
        patients_less_health("paired_pulse_inhibition", "short_interval_at_rest", SHORT_MS, WRITER),
        above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "LICI-1", f"answer in a weak contraction of a held hand to a second shock {LONG_MS:g} ms "
        "after a strong one, writing hand less healthy (% of test)", "% points",
        patients_less_health(
            "paired_pulse_inhibition", "long_interval_contracting", LONG_MS, WRITER
        ),
        above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "CSP-1", "healthy silent period after a cortical shock in a weak contraction of a held "
        "hand",
        "ms", _silence, ANYTHING, (102.6, 239.6), "healthy", "published",
    )  # fmt: skip
    yield Comparison(
        "CSP-2", "silent period of a held hand, writing hand less healthy", "ms", _shorter,
        below(-comparison.DURATION_MS),
    )  # fmt: skip


def excitability_comparisons() -> Iterator[Comparison]:
    """All comparisons with shocks to motor cortex."""
    yield Comparison(
        "SI-1.1", "a healthy thumb's answer to a cortical shock as the index finger starts to "
        "move, over that at rest", "%", _beyond_rest("cortical_response", MOVEMENT_ONSET),
        below(-comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "SI-1.2", "a healthy thumb's answer to a cortical shock while the index finger holds, over "
        "that at rest", "%", _beyond_rest("cortical_response", HOLDING),
        above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "SI-2", "the thumb's answer to a cortical shock as the index finger starts to move, "
        "writing hand less healthy (% of rest)", "% points", _surround_lost,
        above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "SI-3", "a healthy thumb's answer to a shock to its own afferents as the index finger "
        "starts to move, over that at rest", "%", _beyond_rest("spinal_response", MOVEMENT_ONSET),
        above(comparison.PERCENT),
    )  # fmt: skip
    yield from _paired()
    yield Comparison(
        "REC-1", "growth of the forearm flexor's answer to a cortical shock with its strength, in "
        "a weak contraction, writing hand over healthy, less 100 %", "%", _recruitment,
        above(comparison.PERCENT),
    )  # fmt: skip


TOPICS = {"Shocks to the cortex": excitability_comparisons, "Delays": conduction_comparisons}
