"""Training: the same from its seed, resumed, and as sure as it may be."""

# pyright: reportMissingImports=false

import dataclasses
import shutil

import numpy as np
import pytest
import tomli_w
import torch
from sbi.neural_nets.net_builders.mdn import build_mdn

from motorloops.experiments.inference import train as steps
from motorloops.experiments.inference import training
from motorloops.experiments.inference.answer import accepted_measures, infer
from motorloops.experiments.inference.calibration import (
    accuracy,
    other_weights_parts,
    other_weights_widening,
    posterior_tests,
    unknown_weights,
    widening_of,
)
from motorloops.experiments.inference.estimator import LeverPrior, Mixture, read_estimator
from motorloops.experiments.inference.measurements import Measurement, Measurements
from tests.helpers.command import call
from tests.helpers.estimators import estimator

STUDY = {
    "body": "chain:2",
    "paradigms": ["hold_and_release", "ballistic"],
    "healthy_reference": False,
    "design": {
        "kind": "lhs",
        "samples": 120,
        "axes": {
            "loss_cortex": {"low": 0.0, "high": 0.7},
            "loss_spinal": {"low": 0.0, "high": 0.7},
            "weights": {"categories": ["fitted:0", "fitted:1"]},
        },
    },
    "seeds": {"count": 2, "kind": "independent"},
}


@pytest.fixture(scope="module")
def few():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "POINTS_PER_NODE", 4)
        patch.setattr(steps, "FURTHER_POINTS", 20)
        yield patch


@pytest.fixture(scope="module")
def trained(tmp_path_factory, few):
    folder = tmp_path_factory.mktemp("training")
    (folder / "study.toml").write_text(tomli_w.dumps(STUDY))
    told = call(*command(folder, "out"))
    assert told.code == 0, told
    return folder


def command(folder, out, *more):
    own = ("--out", str(folder / out), "--epochs", "4", "--threads", "2")
    return ("train", str(folder / "study.toml"), *own, *more)


def content(folder, out="out"):
    return (folder / out / "estimator.npz").read_bytes()


def test_the_file_answers(trained):
    found = read_estimator(trained / "out" / "estimator.npz")
    assert found.training["seed"] == 1
    assert set(found.calibration) == {
        "batteries", "three", "sbc_p", "expected_coverage", "tarp", "false_alarms", "other_weights",
        "nodes", "information_ratio", "small_losses",
    }  # fmt: skip
    assert found.calibration["three"]["paradigms"] == list(found.paradigms)
    assert {"summary", "summary.4", "levers", "nodes", "nodes.2"} <= set(found.layers)
    assert (found.trials, found.node_trials) == (2, 4)
    assert set(found.calibration["three"]) == {"paradigms", "held_out", "other_weights"}
    assert not np.array_equal(found.widening[0], found.widening[1])
    assert found.further is not None
    assert {"silent_period", "sensory_trick"} <= set(found.further.paradigms)
    assert not set(found.further.paradigms) & set(found.paradigms)
    known = accepted_measures(found)("chain:2", "ballistic")
    name, entry = next(iter(known.items()))
    value = float(found.values[found.measures.index(f"ballistic.{name}"), 30])
    rows = (Measurement("ballistic", name, value, 0.0, 3, entry.unit),)
    answer = infer(Measurements("chain:2", rows), found)
    assert {test.paradigm for test in answer.next_tests} == {
        "hold_and_release",
        *found.further.paradigms,
    }
    assert sum(chance for _, chance in answer.nodes) == pytest.approx(1.0)


def test_the_same_seed_trains_the_same_estimator(trained):
    shutil.copytree(trained / "out", trained / "again")
    shutil.rmtree(trained / "again" / "networks")
    (trained / "again" / "estimator.npz").unlink()
    assert call(*command(trained, "again", "--resume")).code == 0
    assert content(trained, "again") == content(trained)
    assert call(*command(trained, "again", "--resume", "--seed", "2")).code == 0
    assert content(trained, "again") != content(trained)


def test_a_training_that_was_stopped_goes_on(trained, monkeypatch):
    shutil.copytree(trained / "out", trained / "stopped")
    (trained / "stopped" / "estimator.npz").unlink()
    shutil.rmtree(trained / "stopped" / "other_weights")
    (trained / "stopped" / "networks" / "levers.npz").unlink()
    (trained / "stopped" / "networks" / "nodes.npz").write_bytes(b"cut off")
    made = []
    whole = training.train_classifier
    monkeypatch.setattr(
        steps, "train_classifier", lambda *args: made.append(args[2]) or whole(*args)
    )
    assert call(*command(trained, "stopped", "--resume")).code == 0
    assert made == ["nodes"]
    assert content(trained, "stopped") == content(trained)


def test_the_mixture_is_that_of_sbi():
    own = estimator(widening=np.ones((2, 2)))
    torch.manual_seed(1)
    given, wanted = torch.randn(30, 8), torch.randn(30, 2)
    module = build_mdn(
        wanted, given, z_score_x="none", z_score_y="none", hidden_features=7, num_components=2
    )
    layers = {**own.layers, "levers": training._mixture_layers(module)}
    own = dataclasses.replace(own, layers=layers)
    inputs, place = np.random.default_rng(3).random((30, 8)), np.ones(30, int)
    one_hot = own.one_hot(place, np.full(30, -1))
    read = own.summarized(np.concatenate([inputs, one_hot], axis=1))
    assert read.shape == given.shape
    with torch.no_grad():
        expected = module.log_prob(wanted[None], torch.tensor(read, dtype=torch.float32))[0]
    found = own.mixture(inputs, place)
    density = found.log_density(wanted[:, None].numpy().astype(float))[:, 0]
    assert density == pytest.approx(expected.numpy(), abs=1e-3)


@pytest.fixture(scope="module")
def linear():
    """Points whose measures are a lever plus noise, so that the posterior is known."""
    own = np.random.default_rng(1)
    count = 3000
    levers = own.uniform(0.0, 1.0, (count, 2))
    means = np.stack([levers[:, 0], levers[:, 0], levers[:, 1]], axis=1)
    values = means[:, None] + 0.1 * own.standard_normal((count, 2, 3))
    none = np.full(count, -1)
    return training.Rows(levers, np.zeros(count, int), none, none, values)


@pytest.fixture(scope="module")
def blank(linear):
    levers = (LeverPrior("loss_cortex", 0.0, 1.0), LeverPrior("stress", 0.0, 1.0))
    names = ("ballistic.overlap@fast", "ballistic.overlap@slow", "stress.overflow@1")
    prior = training.Prior(levers, (), (), names, ("share",) * 3)
    return training.blank_estimator(prior, steps._split(linear, 1)[0], "arm", "0", ())


def test_the_mixture_learns_from_summaries_of_points_that_their_member_has_not_seen(
    linear, blank, monkeypatch
):
    few, chosen = linear.part(slice(0, 40)), linear.part(slice(40, 60))
    left_out = training.folds(few, 2, 1)
    assert sorted(np.bincount(left_out)) == [20, 20]
    layers = {}
    for member in range(2):
        own = training.train_summary(blank, (few, chosen), member, 1, lambda _: None)
        layers[f"summary.{member}"], _ = own
    asked, whole = [], type(blank).summarized
    monkeypatch.setattr(
        type(blank), "summarized",
        lambda own, given, members=None: asked.append((len(given), members))
        or whole(own, given, members),
    )  # fmt: skip
    told = dataclasses.replace(blank, layers=layers)
    training.train_levers(told, (few, chosen), left_out, 1, 1, lambda _: None)
    members = dict(asked)
    assert np.array_equal(members[40], left_out)
    assert members[20] is None


def test_some_draws_have_all_measures_without_added_error(linear, blank):
    drawn = training.Drawer(blank, linear, 1).inputs()
    precision = drawn[:, 3:]
    exact = np.isclose(precision, 0.5) | np.isclose(precision, 2.0 / 3.0)  # one trial, or two
    share = exact.all(axis=1).mean()
    assert training.WHOLE < share < 1.0
    assert ((precision > 0.0) & ~exact).any()


def too_sure(monkeypatch, estimator, rows, errors):
    """Make the mixture of an estimator one that is off by some errors where it expects 0.2.

    Args:
        monkeypatch: of the test.
        estimator: whose class is changed.
        rows: points that are asked for, in this order.
        errors: (D,) of its logits, in multiples of what it expects.
    """
    noise = np.random.default_rng(3).normal(size=(len(rows), len(errors)))
    off = estimator.logits(rows.levers) + 0.2 * errors * noise

    def mixture(own, inputs, combination, weights=None):
        count, size = len(inputs), len(errors)
        means = np.resize(off, (count, size))[:, None]
        wide = own.widening[0 if weights is not None else 1]
        factors = np.broadcast_to(np.eye(size) / (0.2 * wide), (count, 1, size, size))
        return Mixture(np.zeros((count, 1)), means, factors)

    monkeypatch.setattr(type(estimator), "mixture", mixture)


def test_a_mixture_that_is_too_sure_is_widened(linear, blank, monkeypatch):
    _, chosen, _ = steps._split(linear, 1)
    too_sure(monkeypatch, blank, chosen, np.array([1.4, 1.4]))
    assert widening_of(blank, chosen, 1) == pytest.approx(1.4, abs=0.08)


def test_each_lever_is_widened_for_other_weights(linear, blank, monkeypatch):
    others = linear.part(slice(0, 1000))
    too_sure(monkeypatch, blank, others, np.array([2.0, 1.2]))
    assert other_weights_widening(blank, others) == pytest.approx([2.0, 1.2], abs=0.15)


def test_intervals_hold_the_truth_as_often_as_they_say(linear, blank):
    train, chosen, held = steps._split(linear, 1)
    assert blank.noise == pytest.approx(blank.noise[0], rel=0.2)
    left_out = training.folds(train, 2, 1)
    layers = {}
    for member in range(2):
        seen = train.part(left_out != member), chosen
        name = f"summary.{member}"
        layers[name], _ = training.train_summary(blank, seen, member, 100, lambda _: None)
    told = dataclasses.replace(blank, layers=layers)
    levers, _ = training.train_levers(told, (train, chosen), left_out, 1, 100, lambda _: None)
    made = dataclasses.replace(blank, layers={**layers, "levers": levers})
    widening = np.full((2, 2), widening_of(made, chosen, 1))
    made = dataclasses.replace(made, widening=widening)
    both = accuracy(made, held, made.paradigms, 1)["levers"]
    alone = accuracy(made, held, ("stress",), 1)["levers"]
    for told in (*both.values(), *alone.values()):
        assert told["coverage"] == pytest.approx(0.9, abs=0.04)
    # Four trials of one lever, two of the other: 90 % of a normal distribution is 3.29 sd wide.
    assert both["loss_cortex"]["width"] == pytest.approx(3.29 * 0.1 / 2.0, rel=0.15)
    assert both["stress"]["width"] == pytest.approx(3.29 * 0.1 / np.sqrt(2.0), rel=0.15)
    assert alone["loss_cortex"]["width"] == pytest.approx(0.9, abs=0.05)
    assert both["stress"]["correlation"] > 0.95
    told = posterior_tests(made, held, 1)
    assert abs(told["tarp"]["area"]) < 0.05
    assert told["expected_coverage"]["0.9"] == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize(("count", "largest"), [(4, 1), (20, 3)])
def test_points_with_other_weights_do_not_choose_the_factors_that_they_test(
    linear, blank, monkeypatch, count, largest
):
    sets = -1 - np.arange(400) % count
    others = dataclasses.replace(linear.part(slice(0, 400)), weights=sets)
    made = dataclasses.replace(blank, weights=("fitted:0",))
    assert unknown_weights(made, others) is None
    known = dataclasses.replace(others, weights=np.zeros(400, int))
    unknown = unknown_weights(made, known)
    assert unknown is not None
    assert set(unknown) == {-1}
    chosen_by = []
    monkeypatch.setattr(
        "motorloops.experiments.inference.calibration.other_weights_widening",
        lambda own, rows: chosen_by.append(set(rows.weights)) or np.full(2, 2.0),
    )
    small = dataclasses.replace(linear.part(slice(400, 800)), weights=sets)
    parts = other_weights_parts(made, others, small)
    tested = [set(rows.weights) for _, rows, _ in parts]
    assert sum(map(len, tested)) == count
    assert set.union(*tested) == set(sets)
    for by, on, (own, rows, few) in zip(chosen_by, tested, parts, strict=True):
        assert set(few.weights) == on
        assert 1 <= len(on) <= largest
        assert by == set(sets) - on
        assert own.widening.tolist() == [[1.0, 1.0], [2.0, 2.0]]
        assert len(own.reference) > 1
        for part in (rows, few):
            scores, _ = training.mean_of_trials(own, part)
            assert not (own.reference[:, None] == scores).all(axis=2).any()
