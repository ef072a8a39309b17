"""From the measurements of a person to the places in the network that explain them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np

from motorloops.experiments.inference.estimator import Estimator, rows_of
from motorloops.experiments.inference.measurements import (
    Known,
    KnownMeasure,
    Measurement,
    Measurements,
    known_measure,
)
from motorloops.experiments.inference.posterior import (
    INFORMATION_RATIO,
    UNLIKE,
    Draws,
    Misfit,
    chance,
    draw,
    draw_weights,
    like,
    linear_information,
    misfit,
    reference_misfit,
)
from motorloops.model.arguments import WHOLE, Kind, checked, of, optional
from motorloops.model.errors import InputError, choose
from motorloops.model.network.build import build_network
from motorloops.model.params import LOSSES

DRAWS = 2000
CHECKS = 200  # draws for a check of fit
LEVEL = 0.9  # of the intervals
REACH = NormalDist().inv_cdf((1.0 + LEVEL) / 2.0)  # of them, in standard deviations
CANNOT_TELL = 0.8  # share of the prior's interval from which a lever counts as not known
BEYOND = 0.1  # share of the range of training runs; they have few healthy ones, which go beyond it
NEARLY_NONE = 0.05  # a loss up to this is nearly none
TOGETHER = 0.5  # correlation from which two levers are named as hard to tell apart
ALIKE = 0.5  # share of a node's own probability from which another is not told apart from it
MOST_MINUTES = 1e5
MINUTES_FILE = Path(__file__).parent / "clinic_minutes.csv"


@dataclass(frozen=True)
class LeverAnswer:
    """What the measurements say of one lever.

    Attributes:
        name: of the lever.
        mean: of the posterior.
        low: lower end of the 90 % interval.
        high: its upper end.
        prior: the 90 % interval before any measurement.
        known: False if the interval is nearly as wide as the prior's: the tests cannot tell.
        parts: share of the posterior variance that is due to ``noise``, ``weights`` and what the
            tests do not see (``unseen``); empty if the estimator knows one set of weights only.
        draws: (20,) shares of the posterior in equal steps of the lever's range.
    """

    name: str
    mean: float
    low: float
    high: float
    prior: tuple[float, float]
    known: bool
    parts: Mapping[str, float]
    histogram: tuple[float, ...]


@dataclass(frozen=True)
class Fit:
    """A measurement beside what the posterior predicts.

    Attributes:
        measurement: as given.
        predicted: mean of the predictions, in the measurement's unit.
        low: lower end of their 90 % interval.
        high: its upper end.
        distance: from the prediction given all other measurements, in standard deviations.
        outside: whether no training run gave such a value.
    """

    measurement: Measurement
    predicted: float
    low: float
    high: float
    distance: float
    outside: bool


@dataclass(frozen=True)
class NextTest:
    """A test that was not done, and what it is expected to tell.

    Attributes:
        paradigm: name of the test.
        information: expected gain, in bits.
        shrinks: the lever whose interval is expected to shrink most, and to which share.
        minutes: of clinic time; None if it is not known.
        accepted: whether the estimator takes its measures; if not, another has to be trained.
    """

    paradigm: str
    information: float
    shrinks: tuple[str, float]
    minutes: float | None
    accepted: bool


@dataclass(frozen=True)
class Answer:
    """What explains some measurements, and what does not.

    Attributes:
        estimator: that answered.
        levers: by name.
        places: by lever that takes names, the probability of each name.
        largest: by site, the probability that its loss is the largest.
        together: pairs of levers that are hard to tell apart.
        nodes: single nodes, most likely first: what if one node was lost and nothing else?
        node_groups: sets of the first nodes that these tests do not tell apart.
        fits: each measurement beside its prediction.
        chance: probability of a worse misfit, were the measurements from the model.
        next_tests: most informative first.
        draws: (N, D) lever values.

    Examples:
        >>> from motorloops.experiments.inference.measurements import Measurement
        >>> row = Measurement("graded_effort", "overflow@0.8", 0.2, 0.05, 4, "MVC")
        >>> answer = infer(Measurements("arm", (row,)), packaged_estimator("arm"))
        >>> [test.paradigm for test in answer.next_tests]
        [...'ballistic'...]
    """

    estimator: Estimator
    levers: Mapping[str, LeverAnswer]
    places: Mapping[str, Mapping[str, float]]
    largest: Mapping[str, float]
    together: Sequence[tuple[str, str]]
    nodes: Sequence[tuple[str, float]]
    node_groups: Sequence[tuple[str, ...]]
    fits: Sequence[Fit]
    chance: float
    next_tests: Sequence[NextTest]
    draws: np.ndarray

    @property
    def may_be_healthy(self) -> bool:
        """Whether every loss may be nearly none, by its interval, or is not known."""
        lost = [lever for name, lever in self.levers.items() if name in LOSSES]
        return bool(lost) and all(not lever.known or lever.low <= NEARLY_NONE for lever in lost)

    @property
    def unlike(self) -> bool:
        """Whether the measurements are unlike anything that the model produces."""
        return self.chance < UNLIKE or any(fit.outside for fit in self.fits)

    @property
    def most_off(self) -> Fit:
        """The measurement that fits worst."""
        return max(self.fits, key=lambda fit: (fit.outside, abs(fit.distance)))


@cache
def clinic_minutes() -> Mapping[str, float]:
    """Minutes that each paradigm takes in a clinic, by name; assumed, see the file."""
    with MINUTES_FILE.open(encoding="utf-8", newline="") as stream:
        return {row["paradigm"]: float(row["minutes"]) for row in csv.DictReader(stream)}


def check_minutes(paradigm: str, minutes: object, fields: tuple[str, str]) -> None:
    """Check what a clinical test costs.

    Args:
        paradigm: name of the test.
        minutes: of clinic time.
        fields: names of the two in messages.

    Raises:
        InputError: for something else than a clinical test, or no number above 0.
    """
    choose(fields[0], paradigm, list(clinic_minutes()))
    if not isinstance(minutes, int | float) or not 0.0 < minutes < MOST_MINUTES:
        raise InputError(fields[1], minutes, f"give a number above 0, below {MOST_MINUTES:g}")


def accepted_measures(estimator: Estimator) -> Known:
    """The measures that an estimator takes, for :func:`read_measurements`; no paradigm is run."""
    muscles = len(build_network(estimator.body).body.muscles)

    def known(body: str, paradigm: str) -> Mapping[str, KnownMeasure]:
        if estimator.further is not None and paradigm in estimator.further.paradigms:
            allowed = "this estimator does not take its figures; train one that does"
            raise InputError("paradigm", paradigm, allowed)
        choose("paradigm", paradigm, estimator.paradigms)
        return {
            name.partition(".")[2]: known_measure(name.partition(".")[2], unit, name, muscles)
            for name, unit in zip(estimator.measures, estimator.units, strict=True)
            if name.partition(".")[0] == paradigm
        }

    return known


def _inputs(
    estimator: Estimator, rows: Sequence[Measurement], trials: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(K,) values, scores and standard errors in scores; NaN for what was not measured.

    The errors are at least those of the mean of some ``trials``.
    """
    values = np.full(len(estimator.measures), np.nan)
    errors = np.zeros(len(values))
    for k, row in zip(rows_of(estimator, [_name(row) for row in rows]), rows, strict=True):
        values[k], errors[k] = row.value, row.standard_error
    scored = estimator.score_errors(values, errors, trials)
    return values, estimator.score(values), np.where(np.isnan(values), estimator.noise, scored)


def _name(row: Measurement) -> str:
    return f"{row.paradigm}.{row.measure}"


def _variance(estimator: Estimator, found: Draws) -> np.ndarray:
    """(B, D) posterior variances of the lever values."""
    return estimator.from_logits(found.logits).var(axis=1)


def _parts(
    estimator: Estimator,
    scores: np.ndarray,
    errors: np.ndarray,
    whole: np.ndarray,
    generator: np.random.Generator,
) -> list[dict[str, float]]:
    """For each lever, the shares of its variance that are due to noise, weights, and unseen."""
    if not estimator.weights:
        return [{}] * len(estimator.levers)
    every = np.arange(len(estimator.weights))
    least = np.minimum(errors, estimator.least_errors)
    inputs = np.stack([estimator.inputs(scores, errors), estimator.inputs(scores, least)])
    chances = estimator.weight_probabilities(inputs[:1])[0]
    given, sharp = (
        chances @ _variance(
            estimator, draw(estimator, np.repeat(one[None], len(every), 0), 500, generator, every)
        )
        for one in inputs
    )  # fmt: skip
    given = np.minimum(given, whole)
    sharp = np.minimum(sharp, given)
    return [
        {"noise": float((g - s) / w), "weights": float((w - g) / w), "unseen": float(s / w)}
        for g, s, w in zip(given, sharp, whole, strict=True)
    ]


def _levers(
    estimator: Estimator, values: np.ndarray, parts: Sequence[Mapping[str, float]]
) -> dict[str, LeverAnswer]:
    tail = (1.0 - LEVEL) / 2
    low, high = np.quantile(values, [tail, 1.0 - tail], axis=0)
    found = {}
    for k, lever in enumerate(estimator.levers):
        span = lever.high - lever.low
        prior = lever.low + tail * span, lever.high - tail * span
        shares, _ = np.histogram(values[:, k], bins=20, range=(lever.low, lever.high))
        found[lever.name] = LeverAnswer(
            lever.name, float(values[:, k].mean()), float(low[k]), float(high[k]), prior,
            bool(high[k] - low[k] < CANNOT_TELL * LEVEL * span), parts[k],
            tuple((shares / len(values)).tolist()),
        )  # fmt: skip
    return found


def _places(estimator: Estimator, chances: np.ndarray) -> dict[str, dict[str, float]]:
    shares = estimator.by_place(chances[None])
    return {
        place.name: dict(zip(place.names, own[0].tolist(), strict=True))
        for place, own in zip(estimator.places, shares, strict=True)
    }


def _together(estimator: Estimator, values: np.ndarray) -> list[tuple[str, str]]:
    """Pairs of levers that can replace each other: strongly and negatively correlated."""
    if len(estimator.levers) < 2:
        return []
    seen = np.corrcoef(values.T)
    row, column = np.triu_indices(len(seen), k=1)
    names = [lever.name for lever in estimator.levers]
    return [
        (names[i], names[j]) for i, j in zip(row, column, strict=True) if seen[i, j] < -TOGETHER
    ]


def _node_groups(estimator: Estimator, first: Sequence[str]) -> list[tuple[str, ...]]:
    """Sets of nodes that the tests do not tell apart, among some nodes and all that join them."""
    confusion = estimator.confusion
    own = np.diagonal(confusion)
    taken_for = confusion >= ALIKE * own[:, None]
    near = taken_for & taken_for.T
    np.fill_diagonal(near, val=True)
    groups, seen = [], set()
    for key in first:
        node = estimator.nodes.index(key)
        if node in seen:
            continue
        joined = {node}
        while more := set(np.flatnonzero(near[sorted(joined)].any(axis=0)).tolist()) - joined:
            joined |= more
        seen |= joined
        if len(joined) > 1:
            groups.append(tuple(estimator.nodes[k] for k in sorted(joined)))
    return groups


def _fits(
    estimator: Estimator,
    rows: Sequence[Measurement],
    values: np.ndarray,
    seen: Misfit,
    usual: np.ndarray,
) -> list[Fit]:
    """Each measurement beside its prediction, in the order of the file.

    ``usual`` are the (M,) distances that similar runs of the model have (their root mean square).
    """
    index = {k: place for place, k in enumerate(seen.taken)}
    centre = seen.predicted[0].mean(axis=0)
    reach = REACH * np.sqrt(seen.predicted[0].var(axis=0) + seen.spread**2)
    scored = np.zeros((3, len(estimator.measures)))
    scored[:, seen.taken] = centre, centre - reach, centre + reach
    predicted = estimator.unscore(scored)
    fits = []
    for k, row in zip(rows_of(estimator, [_name(row) for row in rows]), rows, strict=True):
        own = index[k]
        middle, low, high = predicted[:, k]
        least, most = estimator.values[k, 0], estimator.values[k, -1]
        slack = BEYOND * (most - least) + 2.0 * row.standard_error
        outside = not least - slack <= values[k] <= most + slack
        fits.append(Fit(row, middle, low, high, float(seen.alone[0, own] / usual[own]), outside))
    return fits


def _next_tests(
    estimator: Estimator,
    scores: np.ndarray,
    errors: np.ndarray,
    found: Draws,
    minutes: Mapping[str, float],
    generator: np.random.Generator,
) -> list[NextTest]:
    """The tests of which no measure was taken, most informative first.

    The value of a test is the information that a linear model finds, times the ratio of what second
    tests really told in training.
    """
    inputs = estimator.inputs(scores, errors)
    weights = draw_weights(estimator, inputs[None], found.logits.shape[1], generator)[0]
    done = set(estimator.paradigm_of[~np.isnan(scores)])
    ratio = estimator.calibration.get(INFORMATION_RATIO, 1.0)
    tests = []
    for model in [estimator] + ([estimator.further] if estimator.further else []):
        for paradigm in (name for name in model.paradigms if name not in done):
            bits, shares = linear_information(estimator, model, paradigm, found, weights)
            best = int(shares.argmin())
            shrinks = estimator.levers[best].name, float(shares[best])
            accepted = model is estimator
            tests.append(NextTest(paradigm, bits * ratio, shrinks, minutes.get(paradigm), accepted))
    return sorted(tests, key=lambda test: -test.information)


@checked(
    measurements=of(Measurements, allowed="give what read_measurements returns"),
    estimator=of(Estimator, allowed="give an Estimator, such as packaged_estimator returns"),
    seed=Kind(lambda value: WHOLE.accepts(value) and value >= 0, "give a whole number from 0 up"),
    minutes=optional(of(Mapping, allowed="give {paradigm: minutes}")),
)
def infer(
    measurements: Measurements,
    estimator: Estimator,
    *,
    seed: int = 1,
    minutes: Mapping[str, float] | None = None,
) -> Answer:
    r"""Which levers, places and single nodes explain the measurements of a person.

    The answer is about the model: it says which conditions of the model give such measurements. It
    is not a diagnosis.

    Args:
        measurements: of one person, of the estimator's body.
        estimator: trained on that body.
        seed: of the draws from the posterior.
        minutes: of clinic time by paradigm, in place of those of ``clinic_minutes.csv``.

    Returns:
        The answer.

    Raises:
        InputError: for measurements of another body, or a measure that the estimator does not take;
            for no measurements, or minutes of something else than a clinical test.

    Examples:
        >>> from motorloops import infer, packaged_estimator, read_measurements
        >>> from pathlib import Path
        >>> row = "ballistic,overlap@fast,0.4,0.05,5"
        >>> size = Path("person.csv").write_text(f"paradigm,measure,value,spread,n\n{row}\n")
        >>> answer = infer(read_measurements("person.csv"), packaged_estimator("arm"))
        >>> list(answer.levers)[:2]
        ['loss_cortex', 'loss_basal_ganglia']
    """
    if measurements.body != estimator.body:
        allowed = f"the estimator is of the body {estimator.body}; give measurements of that"
        raise InputError("body", measurements.body, allowed)
    if not measurements.rows:
        raise InputError("measurements", "none", "give one or more")
    own = {} if minutes is None else minutes
    for name, given in own.items():
        check_minutes(name, given, ("minutes", f"minutes of {name}"))
    generator = np.random.Generator(np.random.Philox(seed))
    values, scores, errors = _inputs(estimator, measurements.rows, estimator.trials)
    inputs = estimator.inputs(scores, errors)
    found = draw(estimator, inputs[None], DRAWS, generator)
    drawn = estimator.from_logits(found.logits[0])
    parts = _parts(estimator, scores, errors, drawn.var(axis=0), generator)
    seen = misfit(estimator, scores[None], errors, generator, CHECKS)
    beside = reference_misfit(estimator, scores, errors, generator)
    similar = beside.alone[like(seen, beside)[0]]
    usual = np.maximum(np.sqrt((similar**2).mean(axis=0)), 1e-6)
    sites = [k for k, lever in enumerate(estimator.levers) if lever.name in LOSSES]
    largest = np.bincount(drawn[:, sites].argmax(axis=1), minlength=len(sites)) if sites else []
    nodes: list[tuple[str, float]] = []
    if estimator.nodes:
        _, _, sharper = _inputs(estimator, measurements.rows, estimator.node_trials)
        chances = estimator.node_probabilities(estimator.inputs(scores, sharper)[None])[0]
        order = np.argsort(-chances)
        nodes = [(estimator.nodes[k], float(chances[k])) for k in order]
    return Answer(
        estimator,
        _levers(estimator, drawn, parts),
        _places(estimator, estimator.place_probabilities(inputs[None])[0]),
        {estimator.levers[k].name: float(n) / DRAWS for k, n in zip(sites, largest, strict=True)},
        _together(estimator, drawn),
        nodes,
        _node_groups(estimator, [key for key, _ in nodes[:5]]),
        _fits(estimator, measurements.rows, values, seen, usual),
        float(chance(seen, beside)[0]),
        _next_tests(estimator, scores, errors, found, {**clinic_minutes(), **own}, generator),
        drawn,
    )  # fmt: skip
