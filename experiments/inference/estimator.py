"""A trained estimator: from measurements to a posterior, as a few products of matrices.

An estimator is one file of arrays (NumPy's ``.npz``, read without pickle) with a header in JSON:
the prior, the measures, the network that it was trained on, the versions of what made it and its
calibration. Training needs torch; using an estimator does not.

A measurement enters as its score, a normal quantile of its value over the training runs, times its
precision ``1 / (1 + (se / sd)**2)``, where ``se`` is its standard error and ``sd`` the spread of
single trials, both in scores; the precision itself enters too, and a measure that was not taken has
precision 0. Networks give the probabilities of the places of the loss, of the sets of weights and
of the single nodes. For each place, ``summary`` gives the posterior means of the levers; ``levers``
reads these and the mean precision of each paradigm, and gives a mixture of normal distributions of
the levers in logits of their ranges. ``figures`` predicts the scores from the levers. Of a network
there may be several members, trained on other points or from other seeds: what they give is
averaged, be it scores, probabilities or densities.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import math
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motorloops.model.arguments import PATH, TEXT, checked
from motorloops.model.errors import InputError, cut
from motorloops.model.files import MEGABYTE, read_file
from motorloops.model.network.build import Network, build_network
from motorloops.model.params import levers

FORMAT = 3  # in 2, one factor widened all intervals; in 1, the mixture read all measures
HEADER = "header"
DIGEST = "digest"  # of the header and the arrays, in the header
LARGEST_FILE = 64 * MEGABYTE
PACKAGED = Path(__file__).parent / "estimators"
EDGE = 1e-4  # shares of a lever's range that logits do not tell from its ends
LARGEST_SCORE = 3.5
WIDENINGS = (0.5, 5.0)  # least and largest factor of standard deviations
MISSING = 1e3  # score of a measure that a run does not have, in a file
LARGEST_WEIGHT = 100.0  # of a network; trained ones have up to 2
MOST_REFERENCE = 5000  # runs
MOST_NODES = 10_000
NARROWEST = 1e-6  # range of a lever, as a share of what is allowed
# Numbers that other arrays may have. A trial is at most the whole range of scores off.
RANGES = {
    "values": (-1e12, 1e12), "scores": (-10.0, 10.0), "noise": (1e-6, 10.0),
    "residual": (-100.0, 100.0), "confusion": (0.0, 1.001), "reference": (-10.0, MISSING),
    "widening": WIDENINGS,
}  # fmt: skip
ARRAYS = ("values", "scores", "noise", "residual", "confusion", "reference", "widening")
FURTHER = "further/"  # before the names of the arrays of further tests
NETWORKS = ("places", "weights", "summary", "levers", "figures", "nodes")
Layers = tuple[tuple[np.ndarray, np.ndarray], ...]


@dataclass(frozen=True)
class LeverPrior:
    """A lever of the prior, uniform from ``low`` to ``high``."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class PlacePrior:
    """A lever that takes names: its names, of which ``""`` means no restriction, and their odds."""

    name: str
    names: tuple[str, ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True)
class Mixture:
    """A mixture of C normal distributions of D logits, for each of B conditions.

    Attributes:
        log_weights: (B, C).
        means: (B, C, D).
        factors: (B, C, D, D) upper triangular; the precision is factor' factor.
    """

    log_weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    def sample(self, count: int, generator: np.random.Generator) -> np.ndarray:
        """(B, count, D) draws."""
        batch, parts, size = self.means.shape
        cumulative = np.exp(self.log_weights).cumsum(axis=1)
        drawn = generator.random((batch, count)) * cumulative[:, -1:]
        chosen = np.minimum((drawn[..., None] > cumulative[:, None]).sum(axis=2), parts - 1)
        spread = np.linalg.inv(self.factors)
        noise = generator.standard_normal((batch, count, size))
        row = np.arange(batch)[:, None]
        return self.means[row, chosen] + np.einsum("bnij,bnj->bni", spread[row, chosen], noise)

    def spread(self) -> np.ndarray:
        """(B, C, D) standard deviation of each logit in each part."""
        return np.sqrt((np.linalg.inv(self.factors) ** 2).sum(axis=3))

    def unknown(self) -> np.ndarray:
        """(B, D) variance of each lever, as a share of the variance that its prior has."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(9)
        at = self.means[..., None] + self.spread()[..., None] * nodes
        shares = (1.0 + np.tanh(at / 2.0)) / 2.0  # exp would overflow
        own = np.exp(self.log_weights)[..., None, None] * weights / np.sqrt(2.0 * np.pi)
        mean = (own * shares).sum(axis=(1, 3))
        return np.minimum(12.0 * ((own * shares**2).sum(axis=(1, 3)) - mean**2), 1.0)

    def widened(self, wide: np.ndarray) -> Mixture:
        """The same with standard deviations multiplied by (D,) or (B, D) factors."""
        by = np.broadcast_to(wide, (len(self.means), self.means.shape[2]))
        return replace(self, factors=self.factors / by[:, None, None])

    def log_density(self, at: np.ndarray) -> np.ndarray:
        """(B, N) log density of (B, N, D) logits."""
        apart = at[:, :, None] - self.means[:, None]
        scaled = np.einsum("bcij,bncj->bnci", self.factors, apart)
        size = at.shape[2]
        logdet = np.log(np.diagonal(self.factors, axis1=2, axis2=3)).sum(axis=2)
        parts = self.log_weights + logdet - size / 2 * np.log(2 * np.pi)
        each = parts[:, None] - (scaled**2).sum(axis=3) / 2
        return np.logaddexp.reduce(each, axis=2)


def faded(wide: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Factors that fade to 1 as less is known, so that no answer is wider than the prior."""
    return 1.0 + (wide - 1.0) * (1.0 - unknown)


def network_of(name: str) -> str:
    """The network of which this is a member."""
    return name.partition(".")[0]


def _multilayer(layers: Layers, inputs: np.ndarray) -> np.ndarray:
    """The outputs of a network of rectified linear units; the last layer is linear."""
    inputs = inputs.astype(layers[0][0].dtype, copy=False)
    for weight, bias in layers[:-1]:
        inputs = np.maximum(inputs @ weight.T + bias, 0.0)
    weight, bias = layers[-1]
    return (inputs @ weight.T + bias).astype(np.float64)


def _softmax(logits: np.ndarray) -> np.ndarray:
    risen = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return risen / risen.sum(axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class Estimator:
    """A trained estimator of K measures for D levers and P places.

    Attributes:
        body: name of the body.
        network: digest of the network that it was trained on.
        levers: the D levers.
        places: levers that take names; may be empty.
        weights: names of the sets of weights in the training runs; may be empty.
        measures: names of the K measures, ``PARADIGM.MEASURE`` or ``PARADIGM.MEASURE@PLACE``.
        units: (K,) of the measures.
        nodes: keys of the nodes that may be lost alone; may be empty.
        training: what made it: study, digests, versions, seed and sizes.
        calibration: what was measured on runs that it was not trained on.
        values: (K, Q) quantiles of each measure over the training runs, rising.
        scores: (Q,) normal quantiles of the same probabilities.
        noise: (K,) standard deviation of single trials, in scores.
        residual: (K, K) covariance of the scores of single trials about their prediction.
        confusion: (nodes, nodes) probability of each node, on average over runs that lost another.
        reference: (R, K) scores of runs that it was not trained on, the mean of all trials of each;
            :data:`MISSING` where a run has no such measure.
        layers: layers of each of :data:`NETWORKS` that it has; further members of a network have
            its name with a point and a number, as ``summary.1``.
        widening: (2, D) factors of the mixture's standard deviations, chosen on points that it was
            not trained on: for networks with one of its sets of weights, and for all others, where
            they fade to 1 as the measurements tell less.
        components: number of normal distributions in the mixture of a member.
        trials: number of trials of a training point; more tell it no more about the levers.
        node_trials: the same for single nodes.
        further: predicts the measures of further tests, whose value it is asked for; it has the
            network ``figures`` alone.

    Examples:
        >>> estimator = packaged_estimator("arm")
        >>> estimator.paradigms
        ('hold_and_release', 'graded_effort', 'multichannel_emg', 'stress', 'ballistic')
    """

    body: str
    network: str
    levers: tuple[LeverPrior, ...]
    places: tuple[PlacePrior, ...]
    weights: tuple[str, ...]
    measures: tuple[str, ...]
    units: tuple[str, ...]
    nodes: tuple[str, ...]
    training: Mapping[str, Any]
    calibration: Mapping[str, Any]
    values: np.ndarray
    scores: np.ndarray
    noise: np.ndarray
    residual: np.ndarray
    confusion: np.ndarray
    reference: np.ndarray
    widening: np.ndarray
    layers: Mapping[str, Layers]
    components: int
    trials: int = 2
    node_trials: int = 2
    further: Estimator | None = None

    # Measures and levers.

    @cached_property
    def paradigm_of(self) -> np.ndarray:
        """(K,) the paradigm of each measure."""
        return np.array([name.partition(".")[0] for name in self.measures])

    @property
    def paradigms(self) -> tuple[str, ...]:
        """The paradigms whose measures it takes."""
        return tuple(dict.fromkeys(self.paradigm_of.tolist()))

    @cached_property
    def combinations(self) -> tuple[tuple[int, ...], ...]:
        """Index of the name of each place, for all combinations; one empty one without places."""
        return tuple(itertools.product(*(range(len(place.names)) for place in self.places)))

    def score(self, values: np.ndarray) -> np.ndarray:
        """(..., K) scores of values, at most :data:`LARGEST_SCORE` from 0; NaN stays."""
        found = np.empty(values.shape)
        for k, knots in enumerate(self.values):
            found[..., k] = np.interp(values[..., k], knots, self.scores)
        return np.where(np.isnan(values), np.nan, np.clip(found, -LARGEST_SCORE, LARGEST_SCORE))

    def unscore(self, scores: np.ndarray) -> np.ndarray:
        """(..., K) values of scores."""
        found = np.empty(scores.shape)
        for k, knots in enumerate(self.values):
            found[..., k] = np.interp(scores[..., k], self.scores, knots)
        return found

    @property
    def least_errors(self) -> np.ndarray:
        """(K,) standard errors of the mean of all trials of a training point, in scores."""
        return self.noise / np.sqrt(self.trials)

    def score_errors(self, values: np.ndarray, errors: np.ndarray, trials: int) -> np.ndarray:
        """(..., K) standard errors in scores; at least those of the mean of some trials."""
        wide = self.score(values + errors) - self.score(values - errors)
        return np.maximum(wide / 2.0, self.noise / np.sqrt(trials))

    def inputs(self, scores: np.ndarray, errors: np.ndarray) -> np.ndarray:
        """(..., 2 K) what the networks read.

        Args:
            scores: (..., K); NaN for a measure that was not taken.
            errors: (..., K) standard errors of the scores.
        """
        taken = ~np.isnan(scores)
        precision = np.where(taken, 1.0 / (1.0 + (errors / self.noise) ** 2), 0.0)
        return np.concatenate([np.where(taken, scores, 0.0) * precision, precision], axis=-1)

    def logits(self, levers: np.ndarray) -> np.ndarray:
        """(..., D) logits of lever values."""
        low, high = self._range
        share = np.clip((levers - low) / (high - low), EDGE, 1.0 - EDGE)
        return np.log(share / (1.0 - share))

    def from_logits(self, logits: np.ndarray) -> np.ndarray:
        """(..., D) lever values."""
        low, high = self._range
        return low + (high - low) / (1.0 + np.exp(-logits))

    def standardized(self, levers: np.ndarray) -> np.ndarray:
        """(..., D) lever values about the middle of the prior, in its standard deviations."""
        low, high = self._range
        return ((levers - low) / (high - low) - 0.5) * np.sqrt(12.0)

    @property
    def _range(self) -> tuple[np.ndarray, np.ndarray]:
        low, high = zip(*((lever.low, lever.high) for lever in self.levers), strict=True)
        return np.array(low), np.array(high)

    # The networks.

    def _members(self, network: str) -> list[Layers]:
        return [layers for name, layers in self.layers.items() if network_of(name) == network]

    def _outputs(self, network: str, inputs: np.ndarray) -> list[np.ndarray]:
        """What each member of a network gives."""
        return [_multilayer(layers, inputs) for layers in self._members(network)]

    def _probabilities(self, network: str, inputs: np.ndarray) -> np.ndarray:
        return np.mean([_softmax(logits) for logits in self._outputs(network, inputs)], axis=0)

    def place_probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """(B, combinations) probabilities of the places, in the order of their combinations."""
        if not self.places:
            return np.ones((len(inputs), 1))
        return self._probabilities("places", inputs)

    def by_place(self, chances: np.ndarray) -> list[np.ndarray]:
        """For each place, the (B, names) probabilities of its names.

        Args:
            chances: (B, combinations), from :meth:`place_probabilities`.
        """
        names = np.array(self.combinations)
        return [
            np.stack(
                [chances[:, names[:, k] == name].sum(axis=1) for name in range(len(place.names))], 1
            )
            for k, place in enumerate(self.places)
        ]

    def weight_probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """(B, sets) probabilities of the sets of weights."""
        return self._probabilities("weights", inputs)

    def node_probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """(B, nodes) probabilities of the single nodes, were one of them lost and nothing else."""
        return self._probabilities("nodes", inputs)

    def one_hot(self, combination: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """(B, names) the place of each condition, and its set of weights; -1 for unknown."""
        columns = []
        chosen = np.array(self.combinations)[combination]
        for k, place in enumerate(self.places):
            columns.append(np.eye(len(place.names))[chosen[:, k]])
        if self.weights:
            known = np.eye(len(self.weights))[np.maximum(weights, 0)]
            columns.append(known * (weights >= 0)[:, None])
        return np.concatenate([np.zeros((len(combination), 0)), *columns], axis=1)

    @cached_property
    def _of_paradigm(self) -> np.ndarray:
        """(K, paradigms) shares of each measure in the mean over its paradigm."""
        own = self.paradigm_of[:, None] == np.array(self.paradigms)
        return own / own.sum(axis=0)

    def summarized(self, given: np.ndarray, members: np.ndarray | None = None) -> np.ndarray:
        """(B, D + paradigms + names) what the mixture reads.

        Args:
            given: (B, 2 K + names) measures, and the place and the weights beside them.
            members: (B,) the member of the summary that is asked for each; the mean of all if None.
        """
        count = len(self.measures)
        if members is None:
            means = np.mean(self._outputs("summary", given), axis=0)
        else:
            means = np.empty((len(given), len(self.levers)))
            for member, layers in enumerate(self._members("summary")):
                own = members == member
                means[own] = _multilayer(layers, given[own])
        precision = given[:, count : 2 * count] @ self._of_paradigm
        return np.concatenate([means, precision, given[:, 2 * count :]], axis=1)

    def mixture(
        self, inputs: np.ndarray, combination: np.ndarray, weights: np.ndarray | None = None
    ) -> Mixture:
        """The posterior of the logits of the levers, given the place of the loss.

        Args:
            inputs: (B, 2 K).
            combination: (B,) index of the places.
            weights: (B,) index of the set of weights, -1 for one of the sets, unknown which; None
                for a network with other weights.
        """
        given = np.full(len(inputs), -1) if weights is None else weights
        place = self.one_hot(combination, given)
        read = self.summarized(np.concatenate([inputs, place], axis=1))
        parts = [self._mixture_of(found) for found in self._outputs("levers", read)]
        mixture = Mixture(
            np.concatenate([part.log_weights for part in parts], axis=1) - np.log(len(parts)),
            np.concatenate([part.means for part in parts], axis=1),
            np.concatenate([part.factors for part in parts], axis=1),
        )
        known, others = self.widening
        return mixture.widened(known if weights is not None else faded(others, mixture.unknown()))

    def _mixture_of(self, found: np.ndarray) -> Mixture:
        """The mixture that one member's outputs stand for."""
        parts, size, count = self.components, len(self.levers), len(found)
        ends = np.cumsum([parts, parts * size, parts * size])
        logits, means, diagonal, upper = np.split(found, ends, axis=1)
        factors = np.zeros((count, parts, size, size))
        own = np.arange(size)
        factors[..., own, own] = np.logaddexp(0.0, diagonal).reshape(count, parts, size) + 1e-4
        row, column = np.triu_indices(size, k=1)
        factors[..., row, column] = upper.reshape(count, parts, len(row))
        top = np.logaddexp.reduce(logits, axis=1)[:, None]
        return Mixture(logits - top, means.reshape(count, parts, size), factors)

    def predict(
        self, logits: np.ndarray, combination: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        """(B, K) predicted scores, without the noise of trials, of (B, D) logits."""
        given = self.one_hot(combination, weights)
        every = self._outputs("figures", np.concatenate([logits, given], axis=1))
        return np.mean(every, axis=0)

    def check_network(self, network: Network) -> None:
        """Refuse a network on which it was not trained.

        Raises:
            InputError: if the digests differ.
        """
        if network.digest != self.network:
            allowed = f"the estimator was trained on {cut(self.network)}; train one on this network"
            raise InputError("network", network.digest, allowed)


# Files.

Whole = Annotated[int, Field(ge=1, le=10**9)]
Depth = Annotated[int, Field(ge=1, le=100)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
# Without control characters and what is not shown.
Text = Annotated[str, Field(pattern=r"^\P{C}*$", max_length=200)]
Named = Annotated[Text, Field(min_length=1)]
Texts = list[Named]
MeasureNames = list[Annotated[Named, Field(pattern=r"^[^.]+\.[^.].*$")]]


class _Part(BaseModel):
    """A part of a header; what only reports of training read is not checked."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False)


class _Held(_Part):
    """How often the intervals of a lever held, on networks with other weights."""

    coverage: Share
    lowest_coverage: Share


class _OtherWeights(_Part):
    runs: Whole
    sets: Whole
    levers: Annotated[dict[str, _Held], Field(min_length=1)]


class _Calibration(_Part):
    information_ratio: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    other_weights: _OtherWeights | None = None


class _Training(_Part):
    study: Text | None = None
    digest: Text | None = None


class _Further(_Part):
    measures: MeasureNames
    units: Texts
    depth: Depth
    trials: Whole


class _HeaderForm(_Part):
    """The form of a header, as :func:`_header` writes it."""

    format: Literal[FORMAT]  # type: ignore[valid-type]
    body: Named
    network: Named
    levers: Annotated[list[tuple[Named, float, float]], Field(min_length=1)]
    places: list[tuple[Named, list[Text], list[Share]]]
    weights: Texts
    measures: Annotated[MeasureNames, Field(min_length=1)]
    units: Texts
    nodes: Annotated[Texts, Field(max_length=MOST_NODES)]
    training: _Training
    calibration: _Calibration
    components: Whole
    trials: Whole
    node_trials: Whole
    depths: dict[str, Depth]
    further: _Further | None
    digest: str


def _header(estimator: Estimator) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "body": estimator.body,
        "network": estimator.network,
        "levers": [[lever.name, lever.low, lever.high] for lever in estimator.levers],
        "places": [[p.name, list(p.names), list(p.probabilities)] for p in estimator.places],
        "weights": list(estimator.weights),
        "measures": list(estimator.measures),
        "units": list(estimator.units),
        "nodes": list(estimator.nodes),
        "training": dict(estimator.training),
        "calibration": dict(estimator.calibration),
        "components": estimator.components,
        "trials": estimator.trials,
        "node_trials": estimator.node_trials,
        "depths": {name: len(layers) for name, layers in estimator.layers.items()},
        "further": None if estimator.further is None else {
            "measures": list(estimator.further.measures),
            "units": list(estimator.further.units),
            "depth": len(estimator.further.layers["figures"]),
            "trials": estimator.further.trials,
        },
    }  # fmt: skip


def _arrays(estimator: Estimator) -> dict[str, np.ndarray]:
    arrays = {name: getattr(estimator, name) for name in ARRAYS}
    for name, layers in estimator.layers.items():
        for k, (weight, bias) in enumerate(layers):
            arrays |= {f"{name}.{k}.weight": weight, f"{name}.{k}.bias": bias}
    if estimator.further is not None:
        own = _arrays(estimator.further)
        arrays |= {f"{FURTHER}{name}": own[name] for name in own if own[name].size}
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}


def _digest(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> str:
    own = {name: value for name, value in header.items() if name != DIGEST}
    seen = hashlib.sha256(json.dumps(own, sort_keys=True).encode())
    for name in sorted(arrays):
        seen.update(f"{name} {arrays[name].shape}".encode())
        seen.update(arrays[name].astype("<f4").tobytes())
    return seen.hexdigest()


def estimator_bytes(estimator: Estimator) -> bytes:
    """The file of an estimator; equal estimators give equal bytes."""
    arrays = _arrays(estimator)
    header = json.loads(json.dumps(_header(estimator), allow_nan=False))
    text = json.dumps({**header, DIGEST: _digest(header, arrays)}, sort_keys=True).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in [(HEADER, np.frombuffer(text, np.uint8)), *sorted(arrays.items())]:
            own = io.BytesIO()
            np.lib.format.write_array(own, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), own.getvalue(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _refuse(path: Path, why: str) -> InputError:
    return InputError(
        "estimator", str(path), f"it must be a file that motorloops train made: {why}"
    )


def _shapes(header: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shapes of the arrays that must agree with the header; -1 for any size."""
    count, size, parts = len(header["measures"]), len(header["levers"]), header["components"]
    names = sum(len(place[1]) for place in header["places"]) + len(header["weights"])
    places = math.prod(len(place[1]) for place in header["places"])
    paradigms = len({name.partition(".")[0] for name in header["measures"]})
    ends = {
        "places": (2 * count, places),
        "weights": (2 * count, len(header["weights"])),
        "summary": (2 * count + names, size),
        "levers": (
            size + paradigms + names,
            parts * (1 + 2 * size + size * (size - 1) // 2),
        ),
        "figures": (size + names, count),
        "nodes": (2 * count, len(header["nodes"])),
    }
    shapes: dict[str, tuple[int, ...]] = {
        "values": (count, -1), "scores": (-1,), "noise": (count,), "residual": (count, count),
        "confusion": (len(header["nodes"]),) * 2, "reference": (-1, count), "widening": (2, size),
    }  # fmt: skip
    needed = {"summary", "levers", "figures"}
    needed |= {name for name in ("places", "weights", "nodes") if header[name]}
    if {network_of(name) for name in header["depths"]} != needed:
        raise ValueError("its networks are not those of its header")
    if header["further"]:
        more = len(header["further"]["measures"])
        ends[f"{FURTHER}figures"] = (size + names, more)
        own = {"values": (more, -1), "scores": (-1,), "noise": (more,), "residual": (more, more)}
        shapes |= {f"{FURTHER}{name}": shape for name, shape in own.items()}
    for name, depth in _depths(header).items():
        first, last = ends[network_of(name)]
        for k in range(depth):
            outputs = last if k == depth - 1 else -1
            shapes[f"{name}.{k}.weight"] = (outputs, first if k == 0 else -1)
            shapes[f"{name}.{k}.bias"] = (outputs,)
    return shapes


def _depths(header: Mapping[str, Any]) -> dict[str, int]:
    """The number of layers of each network."""
    further = header["further"]
    return header["depths"] | ({f"{FURTHER}figures": further["depth"]} if further else {})


def _check_header(text: bytes) -> None:
    """Refuse the text of a header that :func:`_header` cannot have written."""
    try:
        form = _HeaderForm.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        field = " ".join(map(str, first["loc"])) or "text"
        if first["type"] == "string_pattern_mismatch":
            raise ValueError(f"the {field} of its header is no such name") from None
        raise ValueError(f"the {field} of its header: {cut(first['msg'])}") from None
    for own in (form, form.further):
        if own and len(own.units) != len(own.measures):
            raise ValueError("its header has not one unit for each measure")
    places = [name for name, _, _ in form.places]
    lists = [form.measures, form.nodes, form.weights, places, [lever[0] for lever in form.levers]]
    for what in (*lists, *(names for _, names, _ in form.places)):
        if len(set(what)) < len(what):
            raise ValueError("a name stands twice in its header")
    described = levers()
    for name, low, high in form.levers:
        if name not in described or described[name].of:
            raise ValueError(f"{cut(name)} is no lever that takes numbers")
        least, most = described[name].low, described[name].high
        if not least <= low < low + NARROWEST * (most - least) <= high <= most:
            raise ValueError(f"its range of {name} is not one of numbers that the lever may have")
    for name, names, chances in form.places:
        if name not in described or not described[name].of:
            raise ValueError(f"{cut(name)} is no lever that takes names")
        if len(names) != len(chances) or not np.isclose(sum(chances), 1.0):
            raise ValueError(f"its probabilities of {name} are not one for each name, of sum 1")


def _check_numbers(arrays: Mapping[str, np.ndarray]) -> None:
    for name, array in arrays.items():
        own = name.removeprefix(FURTHER)
        least, most = RANGES.get(own, (-LARGEST_WEIGHT, LARGEST_WEIGHT))
        if array.size and not least <= array.min() <= array.max() <= most:  # not if it has NaN
            raise ValueError(
                f"its array {name} has numbers that are not from {least:g} to {most:g}"
            )
    for prefix in ("", FURTHER) if f"{FURTHER}values" in arrays else ("",):
        values, scores = arrays[f"{prefix}values"], arrays[f"{prefix}scores"]
        if values.shape[1] != len(scores) or not len(scores):
            raise ValueError("its arrays values and scores differ in length, or are empty")
        if (np.diff(values) < 0).any() or (np.diff(scores) <= 0).any():
            raise ValueError("its values or scores do not rise")
        if np.diagonal(arrays[f"{prefix}residual"]).min() <= 0:
            raise ValueError("its residual has a variance that is not above 0")
    reference = arrays["reference"]
    if len(reference) > MOST_REFERENCE or not (reference < MISSING).any(axis=0).all():
        raise ValueError("its reference is too large, or has a measure that no run has")


def _check_arrays(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    shapes = _shapes(header)
    if set(arrays) != set(shapes):
        raise ValueError("its arrays are not those of its header")
    for name, wanted in shapes.items():
        array = arrays[name]
        fits = array.ndim == len(wanted) and all(
            own in (-1, size) for own, size in zip(wanted, array.shape, strict=True)
        )
        if array.dtype != np.float32 or not fits:
            raise ValueError(f"its array {name} has another form than its header says")
    for name, depth in _depths(header).items():
        for k in range(1, depth):
            given, taken = arrays[f"{name}.{k - 1}.bias"], arrays[f"{name}.{k}.weight"]
            if taken.shape[1] != len(given):
                raise ValueError(f"its layers {name} do not follow each other")
    _check_numbers(arrays)
    if _digest(header, arrays) != header[DIGEST]:
        raise ValueError("it was changed")


@checked(path=PATH)
def read_estimator(path: str | os.PathLike[str]) -> Estimator:
    """Read an estimator.

    Args:
        path: an ``.npz`` file that ``motorloops train`` made.

    Returns:
        The estimator.

    Raises:
        InputError: for a file that cannot be read, is cut off, was changed, or is something else.

    Examples:
        >>> from motorloops.experiments.inference.estimator import estimator_bytes
        >>> from pathlib import Path
        >>> size = Path("own.npz").write_bytes(estimator_bytes(packaged_estimator("arm")))
        >>> read_estimator("own.npz").levers[0].high
        0.7
    """
    path = Path(path)
    try:
        with np.load(io.BytesIO(read_file(path, LARGEST_FILE)), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except InputError:
        raise
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, KeyError, NotImplementedError,
            RuntimeError) as error:  # fmt: skip
        reason = getattr(error, "strerror", None) or "it is cut off, or no file of arrays"
        raise _refuse(path, reason) from None
    except Exception as error:  # zlib.error, and what a damaged header of an array raises
        raise _refuse(path, f"it is damaged ({type(error).__name__})") from None
    try:
        text = arrays.pop(HEADER).tobytes()
        header = json.loads(text)
        if header["format"] != FORMAT:
            raise _refuse(
                path, f"it has format {header['format']}, and this version reads {FORMAT}"
            )
        _check_header(text)
        _check_arrays(header, arrays)
        return _assembled(header, arrays)
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError,
            RecursionError) as error:  # fmt: skip
        missing = isinstance(error, KeyError)
        raise _refuse(path, f"it has no {error}" if missing else str(error)) from None


def _assembled(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Estimator:
    wide = {name: array.astype(np.float64) for name, array in arrays.items()}
    layers: dict[str, Layers] = {
        name: tuple(
            (arrays[f"{name}.{k}.weight"], arrays[f"{name}.{k}.bias"]) for k in range(depth)
        )
        for name, depth in _depths(header).items()
    }
    predicting = layers.pop(f"{FURTHER}figures", ())
    found = Estimator(
        header["body"], header["network"],
        tuple(LeverPrior(*lever) for lever in header["levers"]),
        tuple(PlacePrior(name, tuple(n), tuple(p)) for name, n, p in header["places"]),
        tuple(header["weights"]), tuple(header["measures"]), tuple(header["units"]),
        tuple(header["nodes"]), header["training"], header["calibration"],
        wide["values"], wide["scores"], wide["noise"], wide["residual"], wide["confusion"],
        wide["reference"], wide["widening"], layers, header["components"], int(header["trials"]),
        int(header["node_trials"]),
    )  # fmt: skip
    own = header["further"]
    if not own:
        return found
    further = replace(
        found, measures=tuple(own["measures"]), units=tuple(own["units"]), nodes=(), training={},
        calibration={}, layers={"figures": predicting}, trials=int(own["trials"]),
        values=wide[f"{FURTHER}values"], scores=wide[f"{FURTHER}scores"],
        noise=wide[f"{FURTHER}noise"], residual=wide[f"{FURTHER}residual"],
        confusion=np.zeros((0, 0)), reference=np.zeros((0, len(own["measures"]))),
        widening=np.zeros((0, 0)),
    )  # fmt: skip
    return replace(found, further=further)


@checked(body=TEXT)
def packaged_estimator(body: str) -> Estimator:
    """The packaged estimator of a body.

    Args:
        body: name of the body.

    Returns:
        The estimator.

    Raises:
        InputError: for a body that has none, or if the packaged network is another one now.

    Examples:
        >>> packaged_estimator("arm").calibration["other_weights"]["runs"]
        1000
    """
    ready = sorted(path.stem for path in PACKAGED.glob("*.npz"))
    if body not in ready:
        allowed = f"packaged estimators: {', '.join(ready)}; train one with motorloops train"
        raise InputError("body", body, allowed)
    found = read_estimator(PACKAGED / f"{body}.npz")
    found.check_network(build_network(body))
    return found


def rows_of(estimator: Estimator, names: Sequence[str]) -> list[int]:
    """Index of each measure by name.

    Raises:
        InputError: for a measure that it does not take.
    """
    known = {name: k for k, name in enumerate(estimator.measures)}
    for name in names:
        if name not in known:
            taken = ", ".join(estimator.paradigms)
            raise InputError("measure", name, f"the estimator takes measures of {taken}")
    return [known[name] for name in names]
