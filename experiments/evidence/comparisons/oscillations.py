"""Slow rhythms: of neck muscles together, of the pallidum and of the cerebellar nuclei."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import (
    NECK,
    PATIENT,
    Answer,
    Comparison,
    Laboratory,
    Runs,
    condition,
)
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.muscle_coherence import SEGMENTS, SYNERGIST, WANTED
from motorloops.experiments.paradigms.observe import observe
from motorloops.experiments.paradigms.paradigm import CHOSEN, healthy_like
from motorloops.experiments.paradigms.spectra import band_power, spectrum
from motorloops.model.network.build import Network
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import rest

SLOW_HZ = (4.0, 5.0, 6.0, 7.0)
PEAK_HZ, BESIDE_HZ = (10.0, 11.0, 12.0), (8.0, 9.0, 13.0, 14.0)
TURN, NECK_BODY = "turn_head", "neck"
PAIR = f"{WANTED}_{SYNERGIST}"
IN_PHASE_DEG = 45.0  # phases up to this count as in phase
PALLIDUM, NUCLEI = "GPI", "DCN"
SLOW_AT_REST_HZ = 2.0, 10.0
REST_S, SETTLED_MS, EVERY_MS = 10.5, 500, 4


def _turned(lab: Laboratory) -> Runs:
    """The long hold of a turned head, as it was recorded, where the neck has that task."""
    network = lab.networks.get(NECK_BODY)
    turns = network is not None and TURN in (task.key for task in network.body.tasks)
    return lab.runs("muscle_coherence", NECK, task=TURN if turns else "")


def _mean(runs: Runs, measure: str, who: str, places: Sequence[float]) -> np.ndarray:
    """(seeds,) mean over places; NaN where no place has a figure."""
    values = np.stack([runs.of(measure, who, place) for place in places])
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    count = known.sum(axis=0)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def _coherence(lab: Laboratory) -> Answer:
    runs, name = _turned(lab), f"coherence_{PAIR}"
    healthy, patient = (_mean(runs, name, who, SLOW_HZ) for who in (HEALTHY, CHOSEN))
    healthy = np.where(np.isnan(healthy), 1.0 / SEGMENTS, healthy)  # a silent muscle: chance
    return Answer(patient - healthy, healthy, patient)


def _phase(lab: Laboratory) -> Answer:
    runs = _turned(lab)
    phases = [runs.of(f"phase_{PAIR}", CHOSEN, hertz) for hertz in SLOW_HZ]
    sizes = np.abs((np.stack(phases) + 180.0) % 360.0 - 180.0)
    known = np.isfinite(sizes).any(axis=0)
    figures = np.full(known.shape, np.nan)
    figures[known] = np.nanmean(sizes[:, known], axis=0)
    return Answer(figures, None, figures)


def _peak(lab: Laboratory) -> Answer:
    runs = _turned(lab)
    healthy, patient = (
        _mean(runs, f"spectrum_of_{SYNERGIST}", who, PEAK_HZ)
        / _mean(runs, f"spectrum_of_{SYNERGIST}", who, BESIDE_HZ)
        - 1.0
        for who in (HEALTHY, CHOSEN)
    )
    return Answer(healthy - np.maximum(patient, 0.0), healthy, patient)


def _fluctuations(network: Network, seeds: Sequence[int], population: str) -> np.ndarray:
    """(2, seeds) slow fluctuation of a nucleus's cells at rest (share), health and patient."""

    def see(trajectory: Trajectory) -> np.ndarray:
        settled = trajectory.time_ms > SETTLED_MS
        cells = trajectory.rate[settled][:, network.nodes_of(population)]
        power = band_power(*spectrum(cells, EVERY_MS), SLOW_AT_REST_HZ)
        return np.sqrt(power).mean(axis=0)[None]

    base = condition(PATIENT)
    return observe(
        network, (healthy_like(base), base), rest(REST_S), seeds, see, keep_rates=True,
        every_ms=EVERY_MS,
    )[:, 0]  # fmt: skip


def _slower_rhythm(population: str) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        healthy, patient = lab.once(DEFAULT_BODY, _fluctuations, population)
        return Answer(100.0 * (patient / healthy - 1.0), healthy, patient)

    return answer


def comparisons() -> Iterator[Comparison]:
    """All comparisons about rhythms."""
    yield Comparison(
        "EMG-1.1", "coherence at 4-7 Hz of a sternocleidomastoid and the other splenius while "
        "they turn the head, patient less healthy", "share", _coherence,
        above(comparison.SHARE),
    )  # fmt: skip
    yield Comparison(
        "EMG-1.2", "distance of these two from being in phase at 4-7 Hz, where they are coherent, "
        "patient",
        "deg", _phase, below(IN_PHASE_DEG),
    )  # fmt: skip
    yield Comparison(
        "EMG-1.3", "peak of the splenius's spectrum at 10-12 Hz over the frequencies beside, "
        "healthy less patient", "1", _peak, above(comparison.RATIO),
    )  # fmt: skip
    for finding, name, population in (
        ("GPi-1.4", "inner pallidum", PALLIDUM), ("CB-2.2", "cerebellar nuclei", NUCLEI),
    ):  # fmt: skip
        yield Comparison(
            finding, f"fluctuation of the rates of the {name} at 2-10 Hz at rest, patient over "
            "healthy, less 100 %", "%", _slower_rhythm(population), above(comparison.PERCENT),
        )  # fmt: skip


TOPICS = {"Rhythms": comparisons}
