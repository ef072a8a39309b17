"""Rates and rhythms of the nuclei, and what silencing them does."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from motorloops.experiments.calibration.target import above, below
from motorloops.experiments.evidence import comparison
from motorloops.experiments.evidence.comparison import ANYTHING, Answer, Comparison, Laboratory
from motorloops.experiments.evidence.comparisons.overflow import GRADES, correlation
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe
from motorloops.experiments.paradigms.paradigm import CHOSEN
from motorloops.experiments.paradigms.spectra import band_power, spectrum
from motorloops.model.coefficients import make_coefficients
from motorloops.model.measures import HIGH_HZ, LOW_HZ, MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.presets import DEFAULT_BODY
from motorloops.model.simulate import Trajectory, simulate_outcomes
from motorloops.model.timeline import NOTHING, hold, rest

GPI, GPE, STN, DCN, TH = "GPI", "GPE", "STN", "DCN", "TH"
BASAL_GANGLIA = ("D1", "D2", GPE, STN, GPI)
EVERY_MS, SETTLED_MS = 4, 1300
RESTING, HOLDING = "resting", "holding"
TASKS = {RESTING: rest(2.3), HOLDING: hold(6.3, hold_s=6.0)}
INDEX = "co_contraction_index"
NO_CHANGE = (-comparison.SHARE, comparison.SHARE)  # of the healthy rate


def _over_healthy(population: str) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("resting_rates")
        healthy, patient = (runs.of("rate", who, population) for who in (HEALTHY, CHOSEN))
        return Answer(patient / healthy, healthy, patient)

    return answer


def _unchanged(population: str) -> Callable[[Laboratory], Answer]:
    ratio = _over_healthy(population)

    def answer(lab: Laboratory) -> Answer:
        figures = ratio(lab)
        return figures._replace(figure=figures.figure - 1.0)

    return answer


def _rate(population: str) -> Callable[[Laboratory], Answer]:
    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs("resting_rates")
        healthy, patient = (runs.of("rate", who, population) for who in (HEALTHY, CHOSEN))
        return Answer(patient, healthy, patient)

    return answer


def field_potential(trajectory: Trajectory, population: str) -> np.ndarray:
    """(T, R) synaptic input of all cells of a nucleus, as an electrode there would record it.

    A field potential is made by the currents of synapses around the electrode, not by the spikes
    of a few cells, so that all channels count. Excitation and inhibition are added by size, not
    by sign: both are currents across membranes, and the sum of their absolute values follows
    the field that networks of cells with a shape make (Mazzoni and colleagues 2015, PLoS
    Computational Biology 11:e1004584). A synapse that the condition weakens counts for less.
    Delays of a few milliseconds between the sources are left out.
    """
    network, wiring = trajectory.network, trajectory.network.wiring
    nodes = network.nodes_of(population)
    synapses = slice(wiring.first[nodes.start], wiring.first[nodes.stop])
    target = np.repeat(wiring.channel[nodes], np.diff(wiring.first[nodes.start : nodes.stop + 1]))
    left = make_coefficients(network, trajectory.params).factor[wiring.site[synapses], target]
    size = np.zeros((len(wiring.rule), len(trajectory.params)))
    np.add.at(size, wiring.source[synapses], np.abs(wiring.weight[synapses])[:, None] * left)
    heard = np.flatnonzero(size.any(axis=1))
    return np.einsum("tnr,nr->tr", trajectory.rate[:, heard], size[heard])


def _pallidum(trajectory: Trajectory) -> np.ndarray:
    """(2, R) mean rate of the pallidum (share), and power of its field at 3-12 Hz."""
    late = trajectory.time_ms > SETTLED_MS
    rate = trajectory.rate[late][:, trajectory.network.nodes_of(GPI)]
    field = field_potential(trajectory, GPI)[late]
    power = band_power(*spectrum(field, EVERY_MS), (LOW_HZ, HIGH_HZ))
    return np.stack([rate.mean(axis=(0, 1)), power])


def _by_grade(network: Network, seeds: Sequence[int], task: str) -> np.ndarray:
    """(2, grades, seeds) of the pallidum."""
    timeline, settings = TASKS[task], [Params().replace(loss=grade) for grade in GRADES]
    seen = observe(
        network, settings, timeline, seeds, _pallidum, keep_rates=True, every_ms=EVERY_MS
    )
    return seen.swapaxes(0, 1)


def _rate_by_severity(lab: Laboratory) -> Answer:
    return Answer(correlation(GRADES, lab.once(DEFAULT_BODY, _by_grade, RESTING)[0]))


def _power_by_severity(lab: Laboratory) -> Answer:
    return Answer(correlation(GRADES, lab.once(DEFAULT_BODY, _by_grade, HOLDING)[1]))


def _lesioned(network: Network, seeds: Sequence[int], populations: tuple[str, ...]) -> np.ndarray:
    """(seeds,) rise of a healthy co-contraction index by the node whose silence does most."""
    nodes = [key for key in network.node_keys if key.split("/")[0] in populations]
    lesions = [NOTHING, *({node: 1.0} for node in nodes)]
    figures = simulate_outcomes(
        [Params()] * (len(seeds) * len(lesions)), hold(),
        [seed for seed in seeds for _ in lesions], network, lesions=lesions * len(seeds),
    )  # fmt: skip
    index = figures.measures[INDEX].reshape(len(seeds), len(lesions))
    rises = index[:, 1:] - index[:, :1]
    return rises[:, int(np.argmax(rises.mean(axis=0)))]


def _worst_lesion(*populations: str) -> Callable[[Laboratory], Answer]:
    return lambda lab: Answer(lab.once(DEFAULT_BODY, _lesioned, populations))


def _rates() -> Iterator[Comparison]:
    yield Comparison(
        "GPi-1.1", "rate of the inner pallidum at rest, patient over healthy",
        "1", _over_healthy(GPI), below(1.0 - comparison.RATIO), (0.55, 0.80), "figure", "chosen",
    )  # fmt: skip
    yield Comparison(
        "GPi-1.2", "rate of the outer pallidum at rest, patient over healthy",
        "1", _over_healthy(GPE), below(1.0 - comparison.RATIO), (0.685, 0.865), "figure",
        "computed",
    )  # fmt: skip
    yield Comparison(
        "GPi-1.3", "correlation of the inner pallidum's rate at rest (all cells) with the loss",
        "r", _rate_by_severity, below(-comparison.CORRELATION),
    )  # fmt: skip
    yield Comparison(
        "STN-1", "rate of a patient's subthalamic nucleus at rest",
        "Hz", _rate(STN), ANYTHING, (13.0, 40.0), "patient", "chosen",
    )  # fmt: skip
    yield Comparison(
        "CB-2.1", "rate of the cerebellar nuclei at rest, patient over healthy, less 1",
        "1", _unchanged(DCN), NO_CHANGE, NO_CHANGE, "figure", "chosen",
    )  # fmt: skip


def comparisons() -> Iterator[Comparison]:
    """All comparisons about nuclei."""
    yield from _rates()
    yield Comparison(
        "LFP-1", f"correlation of the power at {LOW_HZ:g}-{HIGH_HZ:g} Hz of the synaptic input of "
        "the whole inner pallidum, in a hold, with the loss", "r", _power_by_severity,
        above(comparison.CORRELATION), (0.56, 0.97),
        band_by="computed",
    )  # fmt: skip
    yield Comparison(
        "LOC-1.2", "rise of the co-contraction index when a node of the basal ganglia is "
        "silenced in health, the one that does most",
        MEASURES[INDEX].unit, _worst_lesion(*BASAL_GANGLIA), above(comparison.INDEX),
    )  # fmt: skip
    yield Comparison(
        "LOC-1.3", "rise of the co-contraction index when a node of the thalamus is silenced in "
        "health, the one that does most",
        MEASURES[INDEX].unit, _worst_lesion(TH), above(comparison.INDEX),
    )  # fmt: skip


TOPICS = {"Nuclei": comparisons}
