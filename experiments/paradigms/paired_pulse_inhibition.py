"""Paired-pulse inhibition: the response to a cortical shock after an earlier one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import isometric, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import task_channel
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

SHORT_MS, LONG_MS = (1, 3, 5, 10, 15), (30, 50, 80, 100, 150, 200)
EFFORT = 0.2  # of the contraction: weak, so that the response can grow
STATES = {"at_rest": (0.0, 250), "contracting": (1.0, 500)}  # command, and time (ms) of the test
PULSE_MS, TEST, WEAK = 5, 1.0, 0.5
WINDOW_MS, EVERY_MS = 60, 2  # length of the response window, and sampling interval
MIN = 1e-3  # share of the largest rate: a smaller response is not evaluated
CORTEX, INHIBITORY, MOTONEURONE = "M1", "INH", "MN"

Shock = Mapping[str, float]  # strength by node


def shock_to(muscle: str, strength: float) -> Shock:
    """A shock that excites the motor cortex of a muscle and the inhibitory cells around it."""
    return {f"{CORTEX}/{muscle}": strength, f"{INHIBITORY}/{muscle}": strength}


def shocked(shocks: Mapping[int, Shock], command: float, end_ms: int) -> Timeline:
    """A steady contraction, or rest, with shocks of 5 ms.

    Args:
        shocks: by the time (ms) at which they begin; where two overlap, they add up.
        command: share of the effort that is given throughout.
        end_ms: end of the run.
    """

    def stimuli(time: int) -> dict[str, float]:
        given: dict[str, float] = {}
        for at, shock in shocks.items():
            for node, strength in shock.items():
                if at <= time < at + PULSE_MS:
                    given[node] = given.get(node, 0.0) + strength
        return given

    starts = sorted({0, *shocks, *(at + PULSE_MS for at in shocks)})
    phases = tuple(Phase(t, command=command, stimuli=stimuli(t)) for t in starts)
    return Timeline("shocks", end_ms, phases)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    wanted = task_channel(base, network.body)
    muscle = network.body.muscles[wanted].key
    node = network.nodes_of(MOTONEURONE).start + wanted
    tried, result, held = base.replace(effort=EFFORT), ParadigmResult(), isometric(network)
    strong, weak = shock_to(muscle, TEST), {f"{INHIBITORY}/{muscle}": WEAK}

    def course(trajectory: Trajectory) -> np.ndarray:
        return trajectory.rate[-WINDOW_MS // EVERY_MS :, node]

    def answer(state: str, first: Mapping[int, Shock]) -> np.ndarray:
        """(2, seeds) peak of the motor neurones' rate over that without the test shock.

        ``first`` holds the first shock, by its interval (ms) before the test.
        """
        command, test_ms = STATES[state]
        before = {test_ms - interval: shock for interval, shock in first.items()}
        given, spared = (
            observe(held, (healthy_like(tried), tried),
                    shocked(shocks, command, test_ms + WINDOW_MS), seeds, course,
                    keep_rates=True, every_ms=EVERY_MS)
            for shocks in ({**before, test_ms: strong}, before)
        )  # fmt: skip
        return (given - spared).max(axis=1)

    for state in STATES:
        test = answer(state, {})
        result.add(f"test_response_{state}", "share", {HEALTHY: test[0], CHOSEN: test[1]})
        for kind, shock, intervals in (("short", weak, SHORT_MS), ("long", strong, LONG_MS)):
            for interval in intervals:
                share = np.full(test.shape, np.nan)
                figures = answer(state, {interval: shock})
                np.divide(100.0 * figures, test, out=share, where=test > MIN)
                values = {HEALTHY: share[0], CHOSEN: share[1]}
                name = f"{kind}_interval_{state}"
                result.add(name, "% of test", values, "interval (ms)", float(interval))
    return result.frame()


PARADIGM = Paradigm(
    "paired_pulse_inhibition",
    "Paired-pulse inhibition",
    "How far does one magnetic shock to motor cortex reduce the response to a second one?",
    "The clinic gives two magnetic shocks through one coil and gives the muscle's answer to the "
    "second as a share of that without the first: with a first shock too weak for an answer, 1 to "
    "15 ms before (SICI), and with a full one, 20 to 200 ms before (LICI). Here: pulses of 5 ms "
    "to the wanted muscle's motor cortex and its inhibitory cells together, at rest and in a weak "
    "contraction (effort 0.2), of a held limb; the weak first one reaches the inhibitory cells "
    "alone, because motor cortex has no threshold here and would answer it. The answer is the "
    "peak rate of the motor neurones over the same run without the second shock. What patients "
    "show is contested.",
    "kujirai1993",
    _run,
)
