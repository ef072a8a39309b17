"""Draw from the posterior of an estimator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from motorloops.experiments.inference.estimator import LARGEST_SCORE, MISSING, Estimator

INFORMATION_RATIO = "information_ratio"  # in the calibration
UNLIKE = 0.01  # probability of a worse misfit below which measurements are unlike the model
CHECKS = 12  # draws for a check of fit, of each of many
ROWS = 2000  # conditions of the mixture network at a time
LIKE = 100  # reference runs with which a misfit is compared: those with the most similar levers


@dataclass(frozen=True, eq=False)
class Draws:
    """N draws from each of B posteriors.

    Attributes:
        logits: (B, N, D) levers in logits of their ranges.
        combination: (B, N) index of the places.
    """

    logits: np.ndarray
    combination: np.ndarray


def draw(
    estimator: Estimator,
    inputs: np.ndarray,
    count: int,
    generator: np.random.Generator,
    weights: np.ndarray | None = None,
) -> Draws:
    """Draw levers and places.

    Args:
        estimator: trained.
        inputs: (B, 2 K) what it reads.
        count: draws for each.
        generator: of the draws.
        weights: (B,) index of the set of weights; -1 for one of the estimator's, unknown which;
            None for a network with other weights.
    """
    chances = estimator.place_probabilities(inputs)
    drawn = generator.random((len(inputs), count, 1))
    place = np.minimum((drawn > chances.cumsum(axis=1)[:, None]).sum(axis=2), chances.shape[1] - 1)
    logits = np.empty((len(inputs), count, len(estimator.levers)))
    for each in range(chances.shape[1]):
        rows = np.flatnonzero((place == each).any(axis=1))
        for own in np.array_split(rows, max(1, len(rows) // ROWS)) if len(rows) else []:
            known = None if weights is None else weights[own]
            mixture = estimator.mixture(inputs[own], np.full(len(own), each), known)
            some = mixture.sample(count, generator)
            chosen = place[own] == each
            block = logits[own]
            block[chosen] = some[chosen]
            logits[own] = block
    return Draws(logits, place)


def log_density(
    estimator: Estimator,
    inputs: np.ndarray,
    logits: np.ndarray,
    combination: np.ndarray,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """(B,) log posterior density of one (B, D) point and its place each; weights as for a draw."""
    chances = estimator.place_probabilities(inputs)
    found = estimator.mixture(inputs, combination, weights).log_density(logits[:, None])[:, 0]
    chosen = chances[np.arange(len(inputs)), combination]
    return found + np.log(np.maximum(chosen, 1e-12))


@dataclass(frozen=True, eq=False)
class Misfit:
    """How far M measurements of B persons are from what their posteriors predict, in scores.

    Attributes:
        taken: (M,) index of each measure.
        predicted: (B, draws, M) predicted scores.
        spread: (M,) standard deviation of a measurement about its prediction.
        alone: (B, M) distance of each from its prediction given all others.
        ratio: (B,) mean squared distance of all together.
        levers: (B, D) posterior means of the levers, standardized.
    """

    taken: np.ndarray
    predicted: np.ndarray
    spread: np.ndarray
    alone: np.ndarray
    ratio: np.ndarray
    levers: np.ndarray


def draw_weights(
    estimator: Estimator, inputs: np.ndarray, count: int, generator: np.random.Generator
) -> np.ndarray:
    """(B, count) sets of weights drawn from their probabilities; -1 if the estimator knows none."""
    if not estimator.weights:
        return np.full((len(inputs), count), -1)
    cumulative = estimator.weight_probabilities(inputs).cumsum(axis=1)
    drawn = generator.random((len(inputs), count, 1))
    return np.minimum((drawn > cumulative[:, None]).sum(axis=2), cumulative.shape[1] - 1)


def residual_spread(
    estimator: Estimator, errors: np.ndarray, taken: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviations and correlations of measurements about their predictions.

    The covariance of single trials holds the noise of a trial, whose place the standard error of
    the measurement takes.
    """
    covariance = estimator.residual[np.ix_(taken, taken)]
    variance = np.diagonal(covariance)
    systematic = np.maximum(variance - estimator.noise[taken] ** 2, 0.05 * variance)
    correlation = covariance / np.sqrt(np.outer(variance, variance))
    return np.sqrt(systematic + errors[taken] ** 2), correlation


def misfit(
    estimator: Estimator,
    scores: np.ndarray,
    errors: np.ndarray,
    generator: np.random.Generator,
    checks: int = CHECKS,
) -> Misfit:
    """Compare measurements with the posteriors' predictions.

    Args:
        estimator: trained.
        scores: (B, K); NaN for a measure that was not taken, the same ones for all.
        errors: (K,) standard errors, in scores.
        generator: of the draws.
        checks: draws for each person.
    """
    taken = np.flatnonzero(~np.isnan(scores).all(axis=0))
    inputs = estimator.inputs(scores, errors)
    found = draw(estimator, inputs, checks, generator)
    weights = draw_weights(estimator, inputs, checks, generator)
    size = found.logits.shape[2]
    every = estimator.predict(
        found.logits.reshape(-1, size), found.combination.ravel(), weights.ravel()
    )
    predicted = every[:, taken].reshape(len(scores), checks, len(taken))
    spread, correlation = residual_spread(estimator, errors, taken)
    apart = np.nan_to_num((scores[:, None, taken] - predicted) / spread)
    inverse = np.linalg.inv(correlation + 1e-3 * np.eye(len(taken)))
    weighed = (apart.reshape(-1, len(taken)) @ inverse).reshape(apart.shape)
    ratio = (weighed * apart).sum(axis=2).mean(axis=1) / len(taken)
    alone = weighed.mean(axis=1) / np.sqrt(np.diagonal(inverse))
    levers = estimator.standardized(estimator.from_logits(found.logits)).mean(axis=1)
    return Misfit(taken, predicted, spread, alone, ratio, levers)


def like(seen: Misfit, reference: Misfit, *, itself: bool = False) -> np.ndarray:
    """(B, N) index of the reference runs whose levers are most like those of B persons.

    There are :data:`LIKE`, or half of a smaller reference.

    Args:
        seen: of the persons.
        reference: of the reference runs.
        itself: whether the persons are the reference runs; none is then like itself.
    """
    apart = ((seen.levers[:, None] - reference.levers) ** 2).sum(axis=2)
    if itself:
        np.fill_diagonal(apart, np.inf)
    return np.argsort(apart, axis=1)[:, : min(LIKE, (len(reference.ratio) + 1) // 2)]


def _excess(seen: Misfit, reference: Misfit, *, itself: bool = False) -> np.ndarray:
    """(B,) log misfits, in standard deviations from the mean of the reference runs like them."""
    usual = np.log(np.maximum(reference.ratio, 1e-12))[like(seen, reference, itself=itself)]
    own = np.log(np.maximum(seen.ratio, 1e-12))
    return (own - usual.mean(axis=1)) / np.maximum(usual.std(axis=1), 1e-6)


def chance(seen: Misfit, reference: Misfit) -> np.ndarray:
    """(B,) share of reference runs whose misfit is as unusual, counting the one that is judged.

    Predictions are worse where losses are small, so a misfit is compared with those of the
    reference runs whose levers are similar.
    """
    beside = _excess(reference, reference, itself=True)
    larger = (beside >= _excess(seen, reference)[:, None]).sum(axis=1)
    return (1 + larger) / (1 + len(beside))


def reference_misfit(
    estimator: Estimator, scores: np.ndarray, errors: np.ndarray, generator: np.random.Generator
) -> Misfit:
    """The misfit of runs that the estimator was not trained on, with the same measures and errors.

    A measurement is as unlike the model as its misfit is rare among these, whatever was measured.

    Args:
        estimator: trained.
        scores: (K,) of a person; NaN for a measure that was not taken.
        errors: (K,) standard errors, in scores.
        generator: of the added errors and the draws.
    """
    added = np.sqrt(np.maximum(errors**2 - estimator.least_errors**2, 0.0))
    noise = added * generator.standard_normal(estimator.reference.shape)
    seen = np.where(estimator.reference < MISSING, estimator.reference + noise, np.nan)
    limited = np.clip(seen, -LARGEST_SCORE, LARGEST_SCORE)
    return misfit(estimator, np.where(np.isnan(scores), np.nan, limited), errors, generator)


def linear_information(
    estimator: Estimator, model: Estimator, paradigm: str, found: Draws, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """What the figures of a test tell of levers and places, as if all were normally distributed.

    Of the predicted figures, the part that is linear in the levers' logits and the places is told.
    The rest, which is due to weights and curvature, is noise as that of the trials is.

    Args:
        estimator: with the levers and places.
        model: that predicts the figures: the estimator, or that of further tests.
        paradigm: name of the test.
        found: N draws from one posterior.
        weights: (N,) sets of weights of the draws.

    Returns:
        The mutual information in bits, and the (D,) standard deviations that the test would leave
        of the levers, as shares of the present ones.
    """
    logits, place = found.logits[0], found.combination[0]
    count = len(logits)
    taken = np.flatnonzero(model.paradigm_of == paradigm)
    predicted = model.predict(logits, place, weights)[:, taken]
    deviation, correlation = residual_spread(model, model.least_errors, taken)
    noise = (correlation + 1e-3 * np.eye(len(deviation))) * np.outer(deviation, deviation)
    names = estimator.one_hot(place, np.full(count, -1))
    given = np.concatenate([np.ones((count, 1)), logits, names], axis=1)
    told = given @ np.linalg.lstsq(given, predicted, rcond=None)[0]
    apart, rest = told - told.mean(axis=0), predicted - told
    unseen = rest.T @ rest / count + noise
    whole = apart.T @ apart / count + unseen
    bits = (np.linalg.slogdet(whole)[1] - np.linalg.slogdet(unseen)[1]) / np.log(4.0)
    levers = estimator.from_logits(logits)
    shared = (levers - levers.mean(axis=0)).T @ apart / count
    less = np.einsum("ij,ji->i", shared, np.linalg.solve(whole, shared.T))
    return float(bits), np.sqrt(np.maximum(1.0 - less / levers.var(axis=0), 0.0))
