"""Slow rhythms: of neck muscles together, of the pallidum, and of a bursting cerebellum."""

from collections.abc import Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import Answer, Comparison, Laboratory, Runs
from motorloops.experiments.paradigms.cerebellar_drive import NUCLEI, REGULAR, drive
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.muscle_coherence import SHIFTED, WANTED
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import CHOSEN
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY

NECK = "cervical"
SLOW_HZ = (4.0, 5.0, 6.0, 7.0)
PEAK_HZ, BESIDE_HZ = (10.0, 11.0, 12.0), (8.0, 9.0, 13.0, 14.0)
PAIR = "agonist_antagonist"
IN_PHASE_DEG = 45.0  # phases up to this count as in phase
BURSTS_HZ = 4.0
INDEX = "co_contraction_index"


def _mean(runs: Runs, measure: str, who: str, places: Sequence[float]) -> np.ndarray:
    """(seeds,) mean over places; NaN where no place has a figure."""
    values = np.stack([runs.of(measure, who, place) for place in places])
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    count = known.sum(axis=0)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def _coherence(lab: Laboratory) -> Answer:
    runs, name = lab.runs("muscle_coherence", NECK), f"coherence_{PAIR}"
    patient, chance = (_mean(runs, name, who, SLOW_HZ) for who in (CHOSEN, SHIFTED))
    return Answer(patient - chance, _mean(runs, name, HEALTHY, SLOW_HZ), patient)


def _phase(lab: Laboratory) -> Answer:
    runs = lab.runs("muscle_coherence", NECK)
    phases = [runs.of(f"phase_{PAIR}", CHOSEN, hertz) for hertz in SLOW_HZ]
    sizes = np.abs((np.stack(phases) + 180.0) % 360.0 - 180.0)
    known = np.isfinite(sizes).any(axis=0)
    figures = np.full(known.shape, np.nan)
    figures[known] = np.nanmean(sizes[:, known], axis=0)
    return Answer(figures, None, figures)


def _peak(lab: Laboratory) -> Answer:
    runs = lab.runs("muscle_coherence", NECK)
    healthy, patient = (
        _mean(runs, "spectrum_of_agonist", who, PEAK_HZ)
        / _mean(runs, "spectrum_of_agonist", who, BESIDE_HZ)
        - 1.0
        for who in (HEALTHY, CHOSEN)
    )
    return Answer(healthy - np.maximum(patient, 0.0), healthy, patient)


def _pallidum(lab: Laboratory) -> Answer:
    runs = lab.runs("muscle_coherence", NECK)
    healthy, patient = (
        runs.of("pallidal_fluctuation_3_to_12_hz", who, WANTED) for who in (HEALTHY, CHOSEN)
    )
    return Answer(100.0 * (patient / healthy - 1.0), healthy, patient)


def _driven(network: Network, seeds: Sequence[int]) -> np.ndarray:
    """(2, seeds) co-contraction index in health with an even push, and with bursts."""
    nodes = network.node_keys[network.nodes_of(NUCLEI)]
    found = [
        observe(network, (Params(),), drive(nodes, bursts), seeds, measures((INDEX,)), every_ms=4)
        for bursts in (REGULAR, BURSTS_HZ)
    ]
    return np.concatenate(found)[:, 0]


def _bursts(lab: Laboratory) -> Answer:
    even, bursts = lab.once(DEFAULT_BODY, _driven)
    return Answer(bursts - even)


def comparisons() -> Iterator[Comparison]:
    """All comparisons about rhythms."""
    yield Comparison(
        "EMG-1.1", "coherence at 4-7 Hz of the neck's wanted muscle and its strongest opponent, "
        "patient less chance", "share", _coherence, above(comparison.SHARE),
    )  # fmt: skip
    yield Comparison(
        "EMG-1.2", "their distance from being in phase at 4-7 Hz, where they are coherent, patient",
        "deg", _phase, below(IN_PHASE_DEG),
    )  # fmt: skip
    yield Comparison(
        "EMG-1.3", "peak of the wanted muscle's spectrum at 10-12 Hz over the frequencies beside, "
        "healthy less patient", "1", _peak, above(comparison.RATIO),
    )  # fmt: skip
    yield Comparison(
        "GPi-1.4", "fluctuation of the inner pallidum at 3-12 Hz in a hold of the neck, patient "
        "over healthy, less 100 %", "%", _pallidum, above(comparison.PERCENT),
    )  # fmt: skip
    yield Comparison(
        "CB-2.2", "change of a healthy co-contraction index when the cerebellar nuclei are pushed "
        f"in {BURSTS_HZ:g} bursts a second instead of evenly",
        MEASURES[INDEX].unit, _bursts, above(comparison.INDEX),
    )  # fmt: skip


TOPICS = {"Rhythms": comparisons}
