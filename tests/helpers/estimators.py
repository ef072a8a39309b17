"""A small estimator without training: its networks are given, so that answers are known."""

import dataclasses
import itertools

import numpy as np

from motorloops import build_network
from motorloops.experiments.inference.estimator import Estimator, LeverPrior, PlacePrior

MEASURES = (
    "graded_effort.overflow@0.4",
    "graded_effort.agonist_activation@0.4",
    "ballistic.top_speed@fast",
    "ballistic.overlap@fast",
)
UNITS = ("MVC", "MVC", "deg/s", "share")
NODES = ("GPI/biceps", "GPI/triceps", "MN/biceps")
KNOTS = np.array([[0.0, 0.1, 0.2, 0.4], [0.0, 0.3, 0.6, 1.0], [10.0, 100.0, 200.0, 900.0],
                  [0.0, 0.2, 0.5, 1.0]])  # fmt: skip
LEVERS = (LeverPrior("loss_cortex", 0.0, 0.7), LeverPrior("loss_spinal", 0.0, 0.7))
PLACES = (PlacePrior("loss_region", ("", "elbow"), (0.5, 0.5)),)
SETS = ("fitted:0", "fitted:1")
COMPONENTS = 2


def layers(generator, *sizes):
    """Layers of a network with these numbers of units."""
    return tuple(
        (generator.normal(size=(outputs, inputs)) / np.sqrt(inputs), generator.normal(size=outputs))
        for inputs, outputs in itertools.pairwise(sizes)
    )


def reference(networks):
    """Scores of 1000 runs: what the network predicts from random levers, and noise."""
    own = np.random.default_rng(2)
    hidden, last = networks["figures"]
    place = np.tile(np.array([1.0, 0.0, 1.0, 0.0]), (1000, 1))
    given = np.concatenate([own.logistic(size=(1000, 2)), place], axis=1)
    means = np.maximum(given @ hidden[0].T + hidden[1], 0.0) @ last[0].T + last[1]
    return np.clip(means + 0.3 * own.normal(size=means.shape), -2.0, 2.0)


def estimator(**changes):
    """An estimator of the arm with random networks, the same each time."""
    own = np.random.default_rng(1)
    count, size, names = len(MEASURES), len(LEVERS), 4
    networks = {
        "places": layers(own, 2 * count, 5, 2),
        "weights": layers(own, 2 * count, 5, 2),
        "nodes": layers(own, 2 * count, 5, len(NODES)),
        "levers": layers(own, size + 2 + names, 6, COMPONENTS * (1 + 2 * size + 1)),
        "figures": layers(own, size + names, 6, count),
        "summary": layers(own, 2 * count + names, 7, size),
        "summary.1": layers(own, 2 * count + names, 7, size),
    }
    whole = {
        "body": "arm", "network": build_network("arm").digest, "levers": LEVERS, "places": PLACES,
        "weights": SETS, "measures": MEASURES, "units": UNITS, "nodes": NODES,
        "training": {"study": "by hand", "digest": "0"}, "calibration": {},
        "values": KNOTS, "scores": np.array([-2.0, -0.5, 0.5, 2.0]), "noise": np.full(count, 0.2),
        "residual": 0.1 * np.eye(count) + 0.02, "confusion": np.eye(len(NODES)) * 0.6 + 0.1,
        "reference": reference(networks),
        "widening": np.array([[1.1, 0.9], [1.3, 1.2]]), "layers": networks,
        "components": COMPONENTS,
    }  # fmt: skip
    return Estimator(**{**whole, **changes})


def silent_period(slope, noise):
    """A further test: its one measure is the first lever's logit times a slope, plus noise."""
    weight = np.zeros((2, 6))
    weight[:, 0] = slope, -slope  # one unit for each sign, as units are rectified
    layers = ((weight, np.zeros(2)), (np.array([[1.0, -1.0]]), np.zeros(1)))
    return dataclasses.replace(
        estimator(), measures=("silent_period.duration",), units=("ms",), nodes=(), training={},
        values=KNOTS[:1], noise=np.full(1, noise), residual=np.full((1, 1), noise**2),
        confusion=np.zeros((0, 0)), reference=np.zeros((0, 1)), widening=np.zeros((0, 0)),
        layers={"figures": layers},
    )  # fmt: skip
