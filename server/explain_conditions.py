"""Conditions of the model and the figures of their tests, for "What explains this?" on the site.

The estimators are too large for a site. There the page compares a visitor's figures with those of
these conditions (``frontend/app/explain/conditions.js``), so that it needs no server; it tells less
than an estimator, as it reads only the figures that have a slider, and no part of the body.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import numpy as np

from motorloops.experiments.formatting import in_words
from motorloops.experiments.inference.answer import CANNOT_TELL
from motorloops.experiments.inference.estimator import Estimator
from motorloops.experiments.inference.posterior import residual_spread
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.server.explanation import (
    LISTED,
    SURE,
    Kind,
    all_kinds,
    bodies,
    estimator_of,
    example_values,
    examples,
)
from motorloops.server.strings import sentence_case

CONDITIONS = 1500  # of each body
SEED = 1  # of their levers, weights and noise, drawn with Philox
# Health and a loss at one site are corners of the prior, with few conditions. So some conditions
# are drawn with more small values, and count less.
PLAIN, FEW, NONE = 0.6, 0.3, 0.1  # shares of conditions: from the prior; few losses; hardly any
SMALL = 0.5  # probability with which a lever is small in conditions with few losses
FEW_SHAPE, NONE_SHAPE = 6.0, 20.0  # of the beta distributions of small levers, Beta(1, SHAPE)
LEVELS = 256  # of a lever, so that a value is one byte
STEPS = 32  # to a unit of a figure's score, so that a figure is one byte
LARGEST_STEP = 127
MOST_STOPS = 33  # of a slider; the estimators have up to twice as many


def _mean(scores: np.ndarray, kinds: list[Kind]) -> np.ndarray:
    """(..., kinds) the mean score of the figures of each kind; scores (..., measures)."""
    return np.stack([scores[..., list(kind.members)].mean(axis=-1) for kind in kinds], axis=-1)


def drawn_shares(
    count: int, levers: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw conditions so that there are enough with small values.

    Returns:
        (count, levers) shares of the levers' ranges, and (count,) what each condition counts: the
        density of the prior over that of the draw.
    """
    shape = (count, levers)
    kind = generator.random((count, 1))
    small = generator.random(shape) < SMALL
    shares = generator.random(shape)
    few, none = (generator.beta(1.0, own, shape) for own in (FEW_SHAPE, NONE_SHAPE))
    shares = np.where(small & (kind >= PLAIN), few, shares)
    shares = np.where(kind >= PLAIN + FEW, none, shares)
    shares = np.clip((np.floor(shares * LEVELS) + 0.5) / LEVELS, None, 1.0 - 0.5 / LEVELS)

    def density(own: float) -> np.ndarray:
        return own * (1.0 - shares) ** (own - 1.0)

    few = (1.0 - SMALL + SMALL * density(FEW_SHAPE)).prod(axis=1)
    return shares, 1.0 / (PLAIN + FEW * few + NONE * density(NONE_SHAPE).prod(axis=1))


def figures(estimator: Estimator, shares: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The figures that the estimator predicts for conditions.

    Every condition has the weights of one of the estimator's networks, no part of the body of its
    own, and noise: that of the mean of two trials, and what the estimator cannot predict.

    Args:
        estimator: Of a body.
        shares: (N, levers) of the levers' ranges.
        generator: Of weights and noise.

    Returns:
        (N, kinds) mean scores.
    """
    sets = generator.integers(0, max(1, len(estimator.weights)), len(shares))
    scores = estimator.predict(np.log(shares / (1.0 - shares)), np.zeros(len(shares), int), sets)
    every = np.arange(len(estimator.measures))
    deviation, correlation = residual_spread(estimator, estimator.least_errors, every)
    noise = np.linalg.cholesky(correlation + 1e-3 * np.eye(len(every)))
    scores = scores + deviation * (generator.standard_normal(scores.shape) @ noise.T)
    return _mean(scores, list(all_kinds(estimator).values()))


def _shown(value: float) -> float:
    return float(f"{value:.3g}")


def _slider(estimator: Estimator, kind: Kind) -> dict[str, Any]:
    """A slider: what it shows, and its stops as values with their scores."""
    every = np.linspace(0, len(kind.stops) - 1, min(len(kind.stops), MOST_STOPS)).round()
    low, high = kind.stops[0], kind.stops[-1]
    starts = (example_values(estimator.body, name)[kind.head] for name in examples(estimator))
    shown = {_shown(value) for value in starts if low <= _shown(value) <= high}
    stops = sorted(shown | {kind.stops[int(k)] for k in every})
    at = np.tile(estimator.unscore(np.zeros(len(estimator.measures))), (len(stops), 1))
    at[:, kind.head] = stops
    scores = estimator.score(at)[:, kind.head]
    return {
        "test": kind.paradigm,
        "figure": kind.name,
        "label": sentence_case(in_words(kind.name)),
        "at": estimator.measures[kind.head].partition("@")[2],
        "unit": kind.unit,
        "values": stops,
        "scores": [round(float(score), 3) for score in scores],
    }


def _example(body: str, name: str) -> dict[str, list[float]]:
    """The figures of an example: what each slider shows, its score, and the mean of its kind."""
    estimator, values = estimator_of(body), example_values(body, name)
    kinds, scores = list(all_kinds(estimator).values()), estimator.score(values)
    heads = [kind.head for kind in kinds]
    return {
        "values": [_shown(value) for value in values[heads]],
        "scores": scores[heads].round(3).tolist(),
        "means": _mean(scores, kinds).round(3).tolist(),
    }


def _bytes(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def _body(name: str) -> dict[str, Any]:
    estimator = estimator_of(name)
    generator = np.random.Generator(np.random.Philox(SEED))
    shares, counts = drawn_shares(CONDITIONS, len(estimator.levers), generator)
    means = figures(estimator, shares, generator)
    steps = np.clip(np.round(means * STEPS), -LARGEST_STEP, LARGEST_STEP)
    return {
        "levers": [
            {"name": one.name, "low": one.low, "high": one.high} for one in estimator.levers
        ],
        "sliders": [_slider(estimator, kind) for kind in all_kinds(estimator).values()],
        "examples": {example: _example(name, example) for example in examples(estimator)},
        "levels": _bytes((shares * LEVELS).astype(np.uint8)),
        "networks": max(1, len(estimator.weights)),
        "counts": [float(f"{count:.3g}") for count in counts],
        "means": _bytes(steps.astype(np.int8)),
    }


@cache
def site_conditions() -> dict[str, Any]:
    """All that the page needs: limits, tests, and for each body levers, sliders and conditions."""
    names = {test for body in bodies() for test in estimator_of(body).paradigms}
    return {
        "level_count": LEVELS,
        "steps": STEPS,
        "cannot_tell": CANNOT_TELL,
        "sure": SURE,
        "listed": LISTED,
        "tests": {name: PARADIGMS[name].title for name in PARADIGMS if name in names},
        "bodies": {name: _body(name) for name in bodies()},
    }
