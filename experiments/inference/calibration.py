"""Is an estimator calibrated? Measured on runs that it was not trained on.

Simulation-based calibration (ranks of the truth among draws of the posterior), expected coverage of
the regions of highest density, and tests of accuracy with random points (TARP) are those of sbi,
asked of the estimator as its file gives it.
"""

# pyright: reportMissingImports=false

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from motorloops.experiments.inference.estimator import MISSING, WIDENINGS, Estimator, faded
from motorloops.experiments.inference.posterior import (
    UNLIKE,
    Draws,
    chance,
    draw,
    draw_weights,
    linear_information,
    log_density,
    misfit,
    reference_misfit,
)
from motorloops.experiments.inference.training import Drawer, Rows, mean_of_trials
from motorloops.model.params import LOSSES

if TYPE_CHECKING:
    import torch

DRAWS = 400
LEVEL = 0.9  # of the intervals
SHARES = tuple(k / 10 for k in range(1, 10))  # credibility levels
LEAST_WIDENING, MOST_WIDENING = 0.7, 1.7  # factors of standard deviations
FEW_DRAWS = 100  # for regions of highest density
REFERENCE = 200  # points that stay in the file, to judge misfits by
SMALL_REFERENCE = 300  # points with mostly small losses that stay there too
PAIRED = 30  # points on which pairs of tests are compared
HARDLY = 0.1  # a loss up to this is hardly one
FIRST = 5  # nodes that count as found
FEW = 3  # tests of a small battery
GROUPS = 8  # of other sets of weights at most; each is tested by what the others make


class _Posterior:
    """The estimator as sbi's diagnostics ask a posterior; a condition is a row of inputs."""

    def __init__(self, estimator: Estimator, weights: np.ndarray | None, seed: int) -> None:
        self.estimator, self.weights = estimator, weights
        self.generator = np.random.Generator(np.random.Philox(seed))

    def sample_batched(self, shape: tuple[int, ...], x: torch.Tensor, **_: Any) -> torch.Tensor:
        import torch

        given = x.numpy().astype(np.float64)
        weights = None if self.weights is None else self.weights[: len(given)]
        found = draw(self.estimator, given, shape[0], self.generator, weights)
        return torch.tensor(found.logits.swapaxes(0, 1), dtype=torch.float32)


def taken_inputs(estimator: Estimator, rows: Rows, paradigms: tuple[str, ...]) -> np.ndarray:
    """(N, 2 K) inputs of the mean of all trials, with the measures of some paradigms alone."""
    scores, errors = mean_of_trials(estimator, rows)
    taken = np.isin(estimator.paradigm_of, paradigms)
    return estimator.inputs(np.where(taken, scores, np.nan), errors)


def unknown_weights(estimator: Estimator, rows: Rows) -> np.ndarray | None:
    """(N,) -1 for points with weights that the estimator was trained on; None for other weights."""
    seen = not estimator.weights or bool((rows.weights >= 0).all())
    return np.full(len(rows), -1) if seen else None


def _intervals(
    estimator: Estimator, rows: Rows, inputs: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N, D) ends of the 90 % intervals of the levers, and their means."""
    found = draw(estimator, inputs, DRAWS, generator, unknown_weights(estimator, rows))
    values = estimator.from_logits(found.logits)
    low, high = np.quantile(values, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=1)
    return low, high, values.mean(axis=1)


def accuracy(
    estimator: Estimator, rows: Rows, paradigms: tuple[str, ...], seed: int
) -> dict[str, Any]:
    """Coverage of 90 % intervals, correlation and width for each lever; how often places are right.

    Args:
        estimator: trained.
        rows: N points that it was not trained on.
        paradigms: whose measures are given.
        seed: of the draws.
    """
    inputs = taken_inputs(estimator, rows, paradigms)
    generator = np.random.Generator(np.random.Philox(seed))
    low, high, mean = _intervals(estimator, rows, inputs, generator)
    truth = rows.levers
    within = (truth >= low) & (truth <= high)
    levers = {
        lever.name: {
            "coverage": round(float(within[:, k].mean()), 4),
            "correlation": round(float(np.corrcoef(mean[:, k], truth[:, k])[0, 1]), 4),
            "width": round(float((high - low)[:, k].mean() / (lever.high - lever.low)), 4),
        }
        for k, lever in enumerate(estimator.levers)
    }
    told: dict[str, Any] = {"runs": len(rows), "levers": levers}
    if estimator.places:
        names = np.array(estimator.combinations)[rows.combination]
        shares = estimator.by_place(estimator.place_probabilities(inputs))
        told["places"] = {
            place.name: round(float((own.argmax(axis=1) == names[:, k]).mean()), 4)
            for k, (place, own) in enumerate(zip(estimator.places, shares, strict=True))
        }
    return told


Part = tuple[Estimator, Rows, Rows]  # what points test, these points, and those of small losses


def other_weights_accuracy(
    estimator: Estimator,
    rows: Rows,
    parts: Sequence[Part],
    paradigms: tuple[str, ...],
    seed: int,
) -> dict[str, Any]:
    """The accuracy on points with other weights, as :func:`accuracy` gives it.

    The coverage is that of the intervals of the parts, as those of the estimator were chosen to
    cover these points; for each lever, the lowest of a set is told too, and the number of sets.

    Args:
        estimator: trained.
        rows: points with weights that it does not know.
        parts: of these points, from :func:`other_weights_parts`.
        paradigms: as for :func:`accuracy`.
        seed: as there.
    """
    told = accuracy(estimator, rows, paradigms, seed)
    each = [
        accuracy(own, part.part(part.weights == one), paradigms, seed)
        for own, part, _ in parts
        for one in np.unique(part.weights)
    ]
    runs = [own["runs"] for own in each]
    told["sets"] = len(each)
    for name, lever in told["levers"].items():
        covered = [own["levers"][name]["coverage"] for own in each]
        lever["coverage"] = round(float(np.average(covered, weights=runs)), 4)
        lever["lowest_coverage"] = min(covered)
    return told


def with_other_weights(estimator: Estimator, rows: Rows, small: Rows) -> Estimator:
    """The estimator with intervals and a reference for networks whose weights it does not know.

    Args:
        estimator: trained.
        rows: points with weights that it does not know.
        small: the same with mostly small losses.
    """
    widening = np.stack([estimator.widening[0], other_weights_widening(estimator, rows)])
    return replace(estimator, widening=widening, reference=reference_scores(estimator, rows, small))


def other_weights_parts(estimator: Estimator, rows: Rows, small: Rows) -> list[Part]:
    """The points of each group of other sets, and the estimator that all other groups make.

    Args:
        estimator: trained.
        rows: points with weights that the estimator does not know, of two sets or more.
        small: the same with mostly small losses.
    """
    sets = np.unique(rows.weights)
    parts = []
    for k in range(min(GROUPS, len(sets))):
        own, few = (np.isin(each.weights, sets[k::GROUPS]) for each in (rows, small))
        made = with_other_weights(estimator, rows.part(~own), small.part(~few))
        parts.append((made, rows.part(own), small.part(few)))
    return parts


def best_battery(estimator: Estimator, rows: Rows, seed: int) -> tuple[str, ...]:
    """The :data:`FEW` tests with which the lever that is told least well is told best.

    Args:
        estimator: trained.
        rows: points to choose by; the report must be on others.
        seed: of the draws.
    """
    count = min(FEW, len(estimator.paradigms))
    least = {}
    for paradigms in itertools.combinations(estimator.paradigms, count):
        levers = accuracy(estimator, rows, paradigms, seed)["levers"]
        least[paradigms] = min(own["correlation"] for own in levers.values())
    return max(least, key=lambda paradigms: least[paradigms])


def posterior_tests(estimator: Estimator, rows: Rows, seed: int) -> dict[str, Any]:
    """SBC, expected coverage and TARP, with the whole battery.

    Returns:
        By test: the p-values of uniform ranks for each lever (Kolmogorov-Smirnov), the share of
        truths within the region of highest density at each credibility, and TARP's area between
        its curve and the diagonal with its p-value.
    """
    import torch
    from sbi.diagnostics import check_tarp, run_sbc, run_tarp
    from sbi.diagnostics.sbc import check_uniformity_frequentist

    torch.manual_seed(seed)
    inputs = taken_inputs(estimator, rows, estimator.paradigms)
    truth = torch.tensor(estimator.logits(rows.levers), dtype=torch.float32)
    given = torch.tensor(inputs)
    # It has the one method of sbi's that is used.
    posterior: Any = _Posterior(estimator, unknown_weights(estimator, rows), seed)
    more = {"num_posterior_samples": DRAWS, "show_progress_bar": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ranks, _ = run_sbc(truth, given, posterior, **more)
        uniform = check_uniformity_frequentist(ranks, DRAWS).numpy()
        curve, levels = run_tarp(truth, given, posterior, **more)
        area, chance = check_tarp(curve, levels)
    names = [lever.name for lever in estimator.levers]
    return {
        "sbc_p": {n: round(float(p), 4) for n, p in zip(names, uniform, strict=True)},
        "expected_coverage": _expected_coverage(estimator, rows, inputs, seed),
        "tarp": {"area": round(float(area), 4), "p": round(float(chance), 4)},
    }


def _expected_coverage(
    estimator: Estimator, rows: Rows, inputs: np.ndarray, seed: int
) -> dict[str, float]:
    """Share of truths inside the region of highest density of each credibility."""
    generator = np.random.Generator(np.random.Philox(seed + 1))
    weights = unknown_weights(estimator, rows)
    own = log_density(estimator, inputs, estimator.logits(rows.levers), rows.combination, weights)
    drawn = draw(estimator, inputs, FEW_DRAWS, generator, weights)
    beside = np.stack(
        [
            log_density(estimator, inputs, drawn.logits[:, k], drawn.combination[:, k], weights)
            for k in range(FEW_DRAWS)
        ],
        axis=1,
    )
    credible = (beside > own[:, None]).mean(axis=1)
    return {f"{share:g}": round(float((credible <= share).mean()), 4) for share in SHARES}


def information_ratio(estimator: Estimator, rows: Rows, seed: int) -> float:
    """What a second test really tells, as a share of what a linear model expects of it.

    Really told is the gain of the log posterior density at the truth.

    Args:
        estimator: trained.
        rows: points that it was not trained on.
        seed: of the draws.
    """
    generator = np.random.Generator(np.random.Philox(seed + 3))
    rows = rows.part(slice(0, PAIRED))
    logits = estimator.logits(rows.levers)
    real = expected = 0.0
    for first in estimator.paradigms:
        alone = taken_inputs(estimator, rows, (first,))
        before = log_density(estimator, alone, logits, rows.combination)
        found = draw(estimator, alone, DRAWS, generator)
        weights = draw_weights(estimator, alone, DRAWS, generator)
        for second in (name for name in estimator.paradigms if name != first):
            both = taken_inputs(estimator, rows, (first, second))
            after = log_density(estimator, both, logits, rows.combination)
            real += float((after - before).sum() / np.log(2.0))
            for k in range(len(rows)):
                own = Draws(found.logits[k : k + 1], found.combination[k : k + 1])
                expected += linear_information(estimator, estimator, second, own, weights[k])[0]
    return round(real / expected, 4) if expected > 0.0 else 1.0


def node_accuracy(
    estimator: Estimator, rows: Rows, paradigms: tuple[str, ...], trials: int
) -> dict[str, Any]:
    """How often the lost node is first, and among the first :data:`FIRST`.

    Args:
        estimator: trained.
        rows: points that it was not trained on.
        paradigms: whose measures are given.
        trials: of each point, whose mean is given.
    """
    rows = replace(rows, values=rows.values[:, :trials])
    chances = estimator.node_probabilities(taken_inputs(estimator, rows, paradigms))
    order = np.argsort(-chances, axis=1)
    place = (order == rows.nodes[:, None]).argmax(axis=1)
    populations = np.array([key.partition("/")[0] for key in estimator.nodes])
    right = populations[order[:, 0]] == populations[rows.nodes]
    return {
        "trials": trials, "runs": len(rows), "nodes": len(estimator.nodes),
        "first": round(float((place == 0).mean()), 4),
        f"first_{FIRST}": round(float((place < FIRST).mean()), 4),
        "population": round(float(right.mean()), 4),
    }  # fmt: skip


def _least_factor(covered: Callable[[float], float], most: float) -> float:
    """The least factor of standard deviations that covers :data:`LEVEL` of the truths."""
    least = LEAST_WIDENING
    while most - least > 0.01:
        middle = (least + most) / 2.0
        least, most = (middle, most) if covered(middle) < LEVEL else (least, middle)
    return round(most, 2)


def widening_of(estimator: Estimator, rows: Rows, seed: int) -> float:
    """The factor of standard deviations with which 90 % of truths are in regions that hold 90 %.

    A mixture that is trained to the end is too sure of points that it has not seen; and the mean of
    the summary's members is less far off than the single ones that it was trained on.

    Args:
        estimator: with factors of 1.
        rows: points that it was not trained on, with its own sets of weights.
        seed: of the measures that are left out, and of the draws.
    """
    whole = taken_inputs(estimator, rows, estimator.paradigms)
    inputs = np.concatenate([whole, Drawer(estimator, rows, seed).inputs()])
    truth = np.tile(estimator.logits(rows.levers), (2, 1))
    unknown = np.full(len(inputs), -1)
    mixture = estimator.mixture(inputs, np.tile(rows.combination, 2), unknown)

    def covered(factor: float) -> float:
        wide = mixture.widened(np.array([factor]))
        drawn = wide.sample(FEW_DRAWS, np.random.Generator(np.random.Philox(seed)))
        beside, own = wide.log_density(drawn), wide.log_density(truth[:, None])
        return ((beside > own).mean(axis=1) <= LEVEL).mean()

    return _least_factor(covered, MOST_WIDENING)


def other_weights_widening(estimator: Estimator, rows: Rows) -> np.ndarray:
    """(D,) factors with which 90 % intervals hold 90 % of truths in networks with other weights.

    What a lever does depends on the weights, and the summary has learnt it from few sets of them.
    All measures are given, as intervals of few are wide anyway.

    Args:
        estimator: trained.
        rows: points with weights that it does not know.
    """
    plain = replace(estimator, widening=np.ones_like(estimator.widening))
    mixture = plain.mixture(taken_inputs(plain, rows, plain.paradigms), rows.combination)
    truth = plain.logits(rows.levers)
    shares, unknown = np.exp(mixture.log_weights), mixture.unknown()
    apart = (truth[:, None] - mixture.means) / mixture.spread()

    def factor_of(lever: int) -> float:
        def covered(factor: float) -> float:
            wide = faded(np.array(factor), unknown[:, lever])[:, None]
            below = (shares * ndtr(apart[:, :, lever] / wide)).sum(axis=1)
            return (np.abs(below - 0.5) <= LEVEL / 2).mean()

        return _least_factor(covered, WIDENINGS[1])

    return np.array([factor_of(lever) for lever in range(len(estimator.levers))])


def node_confusion(estimator: Estimator, parts: Sequence[Rows]) -> np.ndarray:
    """(nodes, nodes) mean probability of each node over the runs that lost another."""
    total = np.zeros((len(estimator.nodes),) * 2)
    runs = np.zeros(len(estimator.nodes))
    for rows in parts:
        inputs = taken_inputs(estimator, rows, estimator.paradigms)
        np.add.at(total, rows.nodes, estimator.node_probabilities(inputs))
        np.add.at(runs, rows.nodes, 1.0)
    return total / np.maximum(runs, 1.0)[:, None]


def _kept(rows: Rows, most: int) -> int:
    """How many of some points are kept for reference: at most half."""
    return min(most, len(rows) // 2)


def own_weights_parts(estimator: Estimator, rows: Rows, small: Rows) -> list[Part]:
    """The points that are not kept for reference, where no other weights are known."""
    first, few = _kept(rows, REFERENCE), _kept(small, SMALL_REFERENCE)
    return [(estimator, rows.part(slice(first, None)), small.part(slice(few, None)))]


def reference_scores(estimator: Estimator, rows: Rows, small: Rows) -> np.ndarray:
    """(R, K) scores of the first points of both kinds, by which misfits are judged."""
    scores = np.concatenate([
        mean_of_trials(estimator, part)[0][: _kept(part, most)]
        for part, most in ((rows, REFERENCE), (small, SMALL_REFERENCE))
    ])  # fmt: skip
    return np.where(np.isnan(scores), MISSING, scores)


def false_alarms(parts: Sequence[tuple[Estimator, Rows]], seed: int) -> dict[str, float]:
    """How often points of the model are called unlike the model, by the measures that were taken.

    Args:
        parts: of points that are neither of the training nor of the reference of their estimator.
        seed: of the draws, and of which measures are taken.
    """
    estimator = parts[0][0]
    errors = estimator.least_errors
    generator = np.random.Generator(np.random.Philox(seed + 2))
    paradigms = estimator.paradigm_of
    whole = np.full(len(paradigms), fill_value=True)
    taken = {"all": whole, **{name: paradigms == name for name in estimator.paradigms}}
    few = [generator.permutation(len(paradigms)) < max(2, len(paradigms) // 5) for _ in range(3)]
    taken |= {f"random fifth {k + 1}": chosen for k, chosen in enumerate(few)}
    found = {}
    for name, chosen in taken.items():
        chances = []
        for own, rows in parts:
            given = np.where(chosen, mean_of_trials(own, rows)[0], np.nan)
            beside = reference_misfit(own, np.where(chosen, 0.0, np.nan), errors, generator)
            seen = misfit(own, given, errors, generator)
            chances.append(chance(seen, beside))
        found[name] = round(float((np.concatenate(chances) < UNLIKE).mean()), 4)
    return found


def small_losses_accuracy(parts: Sequence[Part], seed: int) -> dict[str, Any]:
    """What holds where most losses are small, as in health and where one site is lost alone.

    The prior has few such points, so intervals that hold 90 % on average may hold less there.

    Args:
        parts: of the points, each with the estimator that they test.
        seed: of the draws.

    Returns:
        For each lever that takes inhibition away, of the points where it is above
        :data:`HARDLY`: their number, the share whose interval holds it, and the share that has it
        above its interval. How often the site with the largest loss has the largest mean, of the
        points where it is above :data:`HARDLY`. Of all points, how often they are called unlike the
        model.
    """
    generator = np.random.Generator(np.random.Philox(seed + 4))
    found = []
    for estimator, _, rows in parts:
        inputs = taken_inputs(estimator, rows, estimator.paradigms)
        found.append((rows.levers, *_intervals(estimator, rows, inputs, generator)))
    levers = parts[0][0].levers
    sites = [k for k, lever in enumerate(levers) if lever.name in LOSSES]
    truth, low, high, mean = (np.concatenate(each)[:, sites] for each in zip(*found, strict=True))
    lost = truth > HARDLY
    told = {
        levers[site].name: {
            "runs": int(lost[:, k].sum()),
            "coverage": _share((truth >= low) & (truth <= high) & lost, lost, k),
            "above": _share((truth > high) & lost, lost, k),
        }
        for k, site in enumerate(sites)
    }
    any_lost = lost.any(axis=1)
    right = truth.argmax(axis=1) == mean.argmax(axis=1)
    alarms = false_alarms([(made, rows) for made, _, rows in parts], seed)
    return {
        "runs": len(truth), "levers": told, "false_alarms": alarms,
        "largest_right": round(float(right[any_lost].mean()), 4) if any_lost.any() else None,
    }  # fmt: skip


def _share(chosen: np.ndarray, every: np.ndarray, column: int) -> float | None:
    """The share of a column that is chosen; None if it has none."""
    count = every[:, column].sum()
    return round(float(chosen[:, column].sum() / count), 4) if count else None
