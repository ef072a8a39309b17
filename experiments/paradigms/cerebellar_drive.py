"""Cerebellar drive: the same mean input to the cerebellar nuclei, steady or in bursts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.lever_steps import CHANGE, MEASURED
from motorloops.experiments.paradigms.observe import observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.experiments.paradigms.spectra import band_power, spectrum
from motorloops.model.measures import HIGH_HZ, LOW_HZ, MEASURES, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import Phase, Timeline

if TYPE_CHECKING:
    import pandas as pd

NUCLEI, MOTONEURONE, PALLIDUM = "DCN", "MN", "GPI"
PUSH = 0.15  # mean input; the bursts are twice as strong, for half of the time
BURSTS_HZ = (2.0, 4.0, 7.0, 12.0)
REGULAR = 0.0  # bursts per second
DRIVE_MS, REST_MS, COMMAND_MS, END_MS = 100, 500, 2500, 5900  # start of the window
EVERY_MS = 4
ALONG = "bursts a second (0: even)"
UNITS = {
    "nuclear_rate_at_rest": "Hz", "nuclear_rate_in_hold": "Hz",
    "activity_at_rest": "MVC",
    "muscle_fluctuation_at_rest": "share", "muscle_fluctuation_in_hold": "share",
    "pallidal_fluctuation_at_rest": "Hz", "pallidal_fluctuation_in_hold": "Hz",
    **{name: MEASURES[name].unit for name in MEASURED},
}  # fmt: skip
RATES = tuple(UNITS)[:2]  # measures whose change is a share
CHANGED = (*RATES, "muscle_fluctuation_at_rest", "muscle_fluctuation_in_hold",
           "co_contraction_index", "overflow")  # fmt: skip


def drive(nodes: Sequence[str], bursts_hz: float) -> Timeline:
    """Rest and then hold while the nodes are pushed, evenly or in bursts of the same mean.

    Args:
        nodes: keys of the nodes.
        bursts_hz: bursts a second, rounded to whole milliseconds; 0 for an even push.
    """
    half = round(500 / bursts_hz) if bursts_hz else END_MS
    strength = 2 * PUSH if bursts_hz else PUSH
    starts = sorted({0, *range(DRIVE_MS, END_MS, half), COMMAND_MS})
    phases = []
    for start in starts:
        on = start >= DRIVE_MS and (start - DRIVE_MS) // half % 2 == 0
        pushed = dict.fromkeys(nodes, strength) if on else {}
        phases.append(Phase(start, command=float(start >= COMMAND_MS), stimuli=pushed))
    return Timeline("cerebellar drive", END_MS, tuple(phases))


def _see(trajectory: Trajectory) -> np.ndarray:
    """The figures of :data:`UNITS`."""
    network, seen, time = trajectory.network, measure_input(trajectory), trajectory.time_ms
    at_rest = slice(*np.searchsorted(time, [REST_MS, COMMAND_MS], side="right"))
    largest = {population.key: population.max_hz for population in network.populations}
    wanted = int(seen.agonist[0])
    nuclei = ordered_mean(trajectory.rate[:, network.nodes_of(NUCLEI)], axis=1) * largest[NUCLEI]
    muscle = trajectory.rate[:, network.nodes_of(MOTONEURONE).start + wanted]
    pallidum = trajectory.rate[:, network.nodes_of(PALLIDUM).start + wanted] * largest[PALLIDUM]

    def fluctuation(signal: np.ndarray) -> list[np.ndarray]:
        parts = (spectrum(signal[part], EVERY_MS) for part in (at_rest, seen.steady))
        return [np.sqrt(band_power(*part, (LOW_HZ, HIGH_HZ))) for part in parts]

    rates = [ordered_mean(nuclei[part]) for part in (at_rest, seen.steady)]
    resting = ordered_mean(ordered_mean(trajectory.activation[at_rest], axis=1))
    figures = [*rates, resting, *fluctuation(muscle), *fluctuation(pallidum)]
    return np.stack([*figures, *(MEASURES[name].compute(seen) for name in MEASURED)])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    nodes = network.node_keys[network.nodes_of(NUCLEI)]
    settings, result = (healthy_like(base), base), ParadigmResult()
    rates = {
        bursts: observe(network, settings, drive(nodes, bursts), seeds, _see,
                        keep_rates=True, every_ms=EVERY_MS)
        for bursts in (REGULAR, *BURSTS_HZ)
    }  # fmt: skip
    even = rates[REGULAR]
    for bursts, (healthy, chosen) in rates.items():
        for k, (name, unit) in enumerate(UNITS.items()):
            result.add(name, unit, {HEALTHY: healthy[k], CHOSEN: chosen[k]}, ALONG, bursts)
            if bursts == REGULAR or name not in CHANGED:
                continue
            values = {HEALTHY: healthy[k] - even[0][k], CHOSEN: chosen[k] - even[1][k]}
            if name in RATES:
                values = {key: 100 * values[key] / even[c][k] for c, key in enumerate(values)}
            unit_of_change = "% of even" if name in RATES else unit
            result.add(CHANGE + name, unit_of_change, values, ALONG, bursts)
    return result.frame()


PARADIGM = Paradigm(
    "cerebellar_drive",
    "Cerebellar drive",
    "Does the pattern of the cerebellum's output matter if its mean rate stays the same?",
    "In genetically dystonic rats, cells of the cerebellar nuclei fire no more spikes than in "
    "other rats, but in bursts. Here: all cells of the nuclei receive extra input, steadily or in "
    "bursts twice as strong for half of the time, first at rest and then in a hold. nuclear_rate "
    "is their mean rate, change_of_ its difference from steady input on the same noise: bursts "
    "whose rate changes by more than a few per cent would not be a change of pattern alone. "
    "Fluctuation is that of the wanted muscle's motor neurones, or of its inner pallidum, at 3 to "
    "12 Hz.",
    "ledoux1998",
    _run,
)
