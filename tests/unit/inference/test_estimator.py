"""The file of an estimator, and the mixture that it evaluates."""

import dataclasses
import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from motorloops import build_network
from motorloops.experiments.inference.estimator import (
    ARRAYS,
    LeverPrior,
    Mixture,
    PlacePrior,
    estimator_bytes,
    faded,
    read_estimator,
    rows_of,
)
from motorloops.model.errors import InputError
from tests.helpers.estimators import KNOTS, LEVERS, MEASURES, NODES, estimator, silent_period


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "own.npz"
    path.write_bytes(estimator_bytes(whole()))
    return path


def whole():
    """An estimator with further tests, and other numbers of trials than usual."""
    further = dataclasses.replace(silent_period(1.0, 0.5), node_trials=5)
    return estimator(trials=3, node_trials=5, further=further)


def test_a_file_gives_back_the_estimator(file):
    one, other = whole(), read_estimator(file)
    same(one, other)
    assert one.further is not None
    assert other.further is not None
    same(one.further, other.further)


def test_a_file_without_further_tests_gives_back_none(file):
    file.write_bytes(estimator_bytes(estimator()))
    assert read_estimator(file).further is None


def same(one, other):
    for name in ("body", "network", "levers", "places", "weights", "measures", "units", "nodes",
                 "training", "calibration", "components", "trials",
                 "node_trials"):  # fmt: skip
        assert getattr(one, name) == getattr(other, name), name
    assert set(one.layers) == set(other.layers)
    for name in ARRAYS:
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6)
    for name, own in one.layers.items():
        for (weight, bias), (stored, shift) in zip(own, other.layers[name], strict=True):
            assert stored == pytest.approx(weight, rel=1e-6)
            assert shift == pytest.approx(bias, rel=1e-6)


def test_equal_estimators_give_equal_files(file):
    assert estimator_bytes(estimator()) == estimator_bytes(estimator())
    assert estimator_bytes(read_estimator(file)) == file.read_bytes()
    layers = estimator().layers
    turned = {name: layers[name] for name in ("summary", "figures", "summary.1", "levers", "nodes",
                                              "weights", "places")}  # fmt: skip
    assert list(turned) != list(layers)
    assert set(turned) == set(layers)
    assert estimator_bytes(estimator(layers=turned)) == estimator_bytes(estimator())
    assert estimator_bytes(estimator()) != estimator_bytes(estimator(widening=np.ones((2, 2))))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused_whole(file, share):
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError) as error:
        read_estimator(file)
    assert error.value.field == "estimator"


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_a_damaged_byte_is_refused(file, place):
    content = bytearray(file.read_bytes())
    at = place * len(content) // 100
    content[at] ^= 0x55
    file.write_bytes(content)
    try:
        found = read_estimator(file)
    except InputError as error:
        assert error.field == "estimator"  # noqa: PT017
    else:  # a byte that the reader of the archive does not use
        assert estimator_bytes(found) == estimator_bytes(read_estimator(file))


def rewritten(file, changes=None, **header):
    """Write the file again with another header, or other arrays."""
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    own = json.loads(arrays["header"].tobytes())
    arrays["header"] = np.frombuffer(json.dumps({**own, **header}).encode(), np.uint8)
    arrays |= changes or {}
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})


FOREIGN = {
    "another format": {"format": 2},
    "a changed header": {"calibration": {"information_ratio": 2.0}},
    "no trials": {"trials": 0},
    "endless trials": {"trials": float("inf")},
    "no further tests": {"further": None},
    "more further measures": {"further": {
        "measures": ["silent_period.duration"] * 2, "units": ["ms"] * 2, "depth": 2, "trials": 2}},
    "no trials of further tests": {"further": {
        "measures": ["silent_period.duration"], "units": ["ms"], "depth": 2, "trials": 0}},
    "further tests that are text": {"further": "all"},
    "more measures": {"measures": [*MEASURES, "ballistic.agonist_peak@fast"]},
    "fewer levers": {"levers": [["loss_cortex", 0.0, 0.7]]},
    "no nodes": {"nodes": []},
    "other components": {"components": 3},
    "no levers": {"levers": None},
    "text for a number": {"components": "two"},
    "no width": {"changes": {"widening": np.zeros((2, 2), np.float32)}},
    "endless width": {"changes": {"widening": np.full((2, 2), 1e30, np.float32)}},
    "a changed array": {"changes": {"noise": np.full(4, 0.3, np.float32)}},
    "an array that is not finite": {"changes": {"noise": np.full(4, np.nan, np.float32)}},
    "a missing array": {"changes": {"noise": None}},
    "one array more": {"changes": {"more": np.zeros(2, np.float32)}},
    "an array of another type": {"changes": {"noise": np.full(4, 0.2)}},
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_refused(file, what):
    rewritten(file, **what)
    with pytest.raises(InputError) as error:
        read_estimator(file)
    assert error.value.field == "estimator"


TEXT: Any = "0"
FORGED = {
    "a lever with no range": {"levers": (LeverPrior("loss_cortex", 0.7, 0.7), LEVERS[1])},
    "a lever out of its range": {"levers": (LeverPrior("loss_cortex", -1.0, 0.7), LEVERS[1])},
    "a lever of text": {"levers": (LeverPrior("loss_cortex", TEXT, 0.7), LEVERS[1])},
    "an unknown lever": {"levers": (LeverPrior("strength", 0.0, 0.7), LEVERS[1])},
    "a lever that takes names": {"levers": (LeverPrior("loss_region", 0.0, 0.7), LEVERS[1])},
    "a lever twice": {"levers": (LEVERS[1], LEVERS[1])},
    "a lever with hardly a range": {
        "levers": (LeverPrior("loss_cortex", 0.0, 1e-300), LEVERS[1])},
    "a place with a name twice": {
        "places": (PlacePrior("loss_region", ("elbow", "elbow"), (0.5, 0.5)),)},
    "a node without a name": {"nodes": ("", *NODES[1:])},
    "a node with a long name": {"nodes": ("M" * 1000, *NODES[1:])},
    "a unit that hides what follows": {"units": ("\u202eMVC", "MVC", "deg/s", "share")},
    "a probability below 0": {"confusion": -np.eye(3)},
    "a measure that no run has": {"reference": np.full((5, 4), 1e3)},
    "too many runs": {"reference": np.zeros((6000, 4))},
    "a number that no network has": {"layers": {
        **estimator().layers, "figures": tuple(
            (3e30 * weight, bias) for weight, bias in estimator().layers["figures"])}},
    "a place that takes numbers": {"places": (PlacePrior("stress", ("", "elbow"), (0.5, 0.5)),)},
    "places without probabilities": {"places": (PlacePrior("loss_region", ("", "elbow"), ()),)},
    "probabilities of another sum": {
        "places": (PlacePrior("loss_region", ("", "elbow"), (0.5, 0.6)),)},
    "a measure without a paradigm": {"measures": ("overflow", *MEASURES[1:])},
    "a measure twice": {"measures": (MEASURES[1], *MEASURES[1:])},
    "a measure with a line break": {"measures": ("graded_effort.over\nflow", *MEASURES[1:])},
    "a unit less": {"units": ("MVC", "MVC", "deg/s")},
    "a unit that is a number": {"units": (1, "MVC", "deg/s", "share")},
    "a node that is a number": {"nodes": (1, 2, 3)},
    "a body that is a list": {"body": ["arm"]},
    "a study that is a number": {"training": {"study": 5}},
    "a calibration of text": {"calibration": {"information_ratio": "much"}},
    "other weights without sets": {"calibration": {"other_weights": {"runs": 5, "levers": {}}}},
    "other weights of text": {"calibration": {"other_weights": {
        "runs": 5, "sets": 2, "levers": {"loss_cortex": {"coverage": "high"}}}}},
    "no noise": {"noise": np.zeros(4)},
    "no residual": {"residual": np.zeros((4, 4))},
    "falling values": {"values": KNOTS[:, ::-1]},
    "equal scores": {"scores": np.zeros(4)},
    "no reference": {"reference": np.zeros((0, 4))},
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED.values(), ids=FORGED)
def test_a_file_whose_digest_was_made_again_is_refused_where_it_makes_no_sense(file, what):
    file.write_bytes(estimator_bytes(estimator(**what)))
    with pytest.raises(InputError) as error:
        read_estimator(file)
    assert error.value.field == "estimator"
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", [b"[" * 100_000, b"[]", b"5", b"\xff", b""])
def test_a_header_that_is_no_object_is_refused(file, text):
    rewritten(file, {"header": np.frombuffer(text, np.uint8)})
    with pytest.raises(InputError) as error:
        read_estimator(file)
    assert error.value.field == "estimator"


def test_endless_layers_are_refused_at_once(file):
    whole = json.loads(np.load(file)["header"].tobytes())
    rewritten(file, depths={**whole["depths"], "summary": 10**9})
    with pytest.raises(InputError) as error:
        read_estimator(file)
    assert error.value.field == "estimator"


def test_pickled_arrays_are_not_read(file):
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["noise"] = np.array([print], object)
    np.savez(file, **arrays)
    with pytest.raises(InputError):
        read_estimator(file)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_file_of_something_else_is_refused(file, content):
    file.write_bytes(content)
    with pytest.raises(InputError):
        read_estimator(file)


def test_an_archive_without_arrays_is_refused(file):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("note.txt", "hello")
    file.write_bytes(stream.getvalue())
    with pytest.raises(InputError):
        read_estimator(file)


def test_another_network_is_refused():
    with pytest.raises(InputError) as error:
        estimator().check_network(build_network("hand"))
    assert error.value.field == "network"
    estimator().check_network(build_network("arm"))


def test_an_unknown_measure_is_named():
    with pytest.raises(InputError) as error:
        rows_of(estimator(), [MEASURES[1], "ballistic.colour"])
    assert error.value.value == "ballistic.colour"
    assert rows_of(estimator(), MEASURES[::-1]) == [3, 2, 1, 0]


def random_mixture(batch=2, parts=3, size=2):
    own = np.random.default_rng(3)
    factors = np.triu(own.normal(size=(batch, parts, size, size)))
    diagonal = np.arange(size)
    factors[..., diagonal, diagonal] = own.uniform(0.5, 2.0, (batch, parts, size))
    weights = own.dirichlet(np.ones(parts), batch)
    return Mixture(np.log(weights), own.normal(size=(batch, parts, size)), factors)


def test_the_density_of_a_mixture_is_that_of_its_normal_distributions():
    mixture = random_mixture()
    at = np.random.default_rng(4).normal(size=(2, 5, 2))
    found = mixture.log_density(at)
    for b in range(2):
        wanted = sum(
            np.exp(mixture.log_weights[b, c])
            * multivariate_normal(
                mixture.means[b, c], np.linalg.inv(mixture.factors[b, c].T @ mixture.factors[b, c])
            ).pdf(at[b])
            for c in range(3)
        )
        assert np.exp(found[b]) == pytest.approx(wanted)


def test_draws_have_the_mean_and_covariance_of_the_mixture():
    mixture = random_mixture()
    drawn = mixture.sample(200_000, np.random.default_rng(5))
    for b in range(2):
        weights = np.exp(mixture.log_weights[b])
        mean = weights @ mixture.means[b]
        spread = [np.linalg.inv(f.T @ f) for f in mixture.factors[b]]
        covariance = sum(
            w * (s + np.outer(m - mean, m - mean))
            for w, s, m in zip(weights, spread, mixture.means[b], strict=True)
        )
        assert drawn[b].mean(axis=0) == pytest.approx(mean, abs=0.03)
        assert np.cov(drawn[b].T) == pytest.approx(covariance, abs=0.1)


def test_widening_multiplies_the_standard_deviations():
    inputs, place, unknown = np.zeros((1, 8)), np.zeros(1, int), np.full(1, -1)
    own = estimator()
    plain = estimator(widening=np.ones((2, 2))).mixture(inputs, place)
    known, others = own.widening
    for weights, factors in ((unknown, known), (None, faded(others, plain.unknown())[0])):
        wide = own.mixture(inputs, place, weights)
        assert wide.spread() == pytest.approx(plain.spread() * factors)
        assert wide.means == pytest.approx(plain.means)


def test_factors_fade_where_nothing_is_known():
    wide = np.array([2.0, 1.5])
    assert faded(wide, np.array([0.0, 0.5])) == pytest.approx([2.0, 1.25])
    assert faded(wide, np.ones(2)) == pytest.approx(np.ones(2))


def test_what_is_unknown_is_the_variance_of_the_levers():
    mixture = random_mixture()
    drawn = mixture.sample(200_000, np.random.default_rng(5))
    shares = 1.0 / (1.0 + np.exp(-drawn))
    assert mixture.unknown() == pytest.approx(np.minimum(12.0 * shares.var(axis=1), 1.0), abs=0.01)
    assert mixture.spread()[0, 0] ** 2 == pytest.approx(
        np.diagonal(np.linalg.inv(mixture.factors[0, 0].T @ mixture.factors[0, 0]))
    )


def test_the_members_of_a_network_are_averaged(tmp_path):
    names = ("summary", "nodes", "places", "figures")
    layers = {name: each for name, each in estimator().layers.items() if name != "summary.1"}
    one = estimator(layers=layers)
    own = {name: tuple((w + 0.3, b - 0.1) for w, b in one.layers[name]) for name in names}
    other = estimator(layers={**one.layers, **own})
    path = tmp_path / "both.npz"
    more = {f"{name}.1": layers for name, layers in own.items()}
    path.write_bytes(estimator_bytes(estimator(layers={**one.layers, **more})))
    both = read_estimator(path)
    inputs = np.random.default_rng(3).normal(size=(5, 2 * len(MEASURES)))
    place, sets, at = np.array([0, 1, 0, 1, 0]), np.zeros(5, int), np.full((5, 2), 0.4)
    given = np.concatenate([inputs, one.one_hot(place, sets)], axis=1)

    def told(own):
        parts = [own.summarized(given), own.predict(at, place, sets)]
        return np.concatenate(
            [*parts, own.node_probabilities(inputs), own.place_probabilities(inputs)], axis=1
        )

    assert told(both) == pytest.approx((told(one) + told(other)) / 2.0, rel=1e-4, abs=1e-6)
    assert not np.allclose(told(one), told(other))
    asked = both.summarized(given, np.array([0, 1, 1, 0, 1]))
    for member, alone in enumerate((one, other)):
        rows = [[0, 3], [1, 2, 4]][member]
        assert asked[rows] == pytest.approx(alone.summarized(given)[rows], rel=1e-4, abs=1e-6)


def test_the_mixture_reads_summaries_and_the_mean_precision_of_each_paradigm():
    own = estimator()
    scores = np.array([[0.3, np.nan, 0.1, -0.2]])
    given = np.concatenate(
        [own.inputs(scores, own.noise), own.one_hot(np.ones(1, int), np.full(1, -1))], axis=1
    )
    found = own.summarized(given)[0]
    assert found[2:] == pytest.approx([0.25, 0.5, 0.0, 1.0, 0.0, 0.0])


def test_scores_and_values_are_inverse_inside_the_range():
    own = estimator()
    values = np.array([[0.05, 0.5, 150.0, 0.3], [0.3, 0.9, 800.0, 0.9]])
    assert own.unscore(own.score(values)) == pytest.approx(values)
    assert np.isnan(own.score(np.full(4, np.nan))).all()


def test_a_measure_that_was_not_taken_gives_no_input():
    own = estimator()
    scores = np.array([np.nan, 0.5, np.nan, -0.5])
    found = own.inputs(scores, own.noise)
    assert found[[0, 2, 4, 6]] == pytest.approx(0.0)
    assert found[[5, 7]] == pytest.approx(0.5)  # error and noise are equal
    assert found[[1, 3]] == pytest.approx([0.25, -0.25])


def test_an_error_of_measurement_is_at_least_that_of_the_trials_of_a_training_point():
    own = estimator(trials=5)
    values = np.array([0.05, 0.5, 150.0, 0.3])
    least = own.score_errors(values, np.zeros(4), 5)
    assert least == pytest.approx(own.least_errors)
    assert least == pytest.approx(own.noise / np.sqrt(5.0))
    assert (own.score_errors(values, np.full(4, 0.05), 5)[[0, 3]] > least[[0, 3]]).all()


def test_levers_and_logits_are_inverse():
    own = estimator()
    levers = np.array([[0.1, 0.6], [0.35, 0.0001]])
    assert own.from_logits(own.logits(levers)) == pytest.approx(levers, abs=1e-4)
    assert np.isfinite(own.logits(np.array([0.0, 0.7]))).all()
