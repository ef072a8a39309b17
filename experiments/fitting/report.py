"""What came of a fit: its ensemble, convergence and agreement, as records and as text."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import numpy as np

from motorloops.experiments.fitting.fit import Fit, parameter_values
from motorloops.experiments.fitting.population import values, weighted_quantiles
from motorloops.experiments.formatting import columns, figure
from motorloops.experiments.sweeps.study import CATEGORIES, Axis

UNEVEN = 0.25  # share of the particles below which their effective number is told as small
STRONG = 0.7  # correlation from which two parameters are said to trade off
TINY = 1e-300
QUANTILES = (0.05, 0.5, 0.95)
OUTCOMES = {
    "fits": "all particles meet all targets",
    "stalled": "the tolerance no longer falls",
    "generations": "the largest number of generations was reached",
}


def parameter_as_dict(axis: Axis, z: np.ndarray, shares: np.ndarray) -> dict[str, Any]:
    """What the ensemble says of one parameter."""
    if axis.distribution == CATEGORIES:
        found = values(axis, z)
        weights = {
            str(value): float(shares[found == value].sum()) for value in dict.fromkeys(axis.values)
        }
        used = axis.shape or (1.0 / len(axis.values),) * len(axis.values)
        left = sum(share for value, share in zip(axis.values, used, strict=True)
                   if weights[str(value)] > 0.0)  # fmt: skip
        return {"name": axis.name, "categories": weights, "prior_left": float(left)}
    from scipy.special import ndtr

    at = weighted_quantiles(z, shares, np.array(QUANTILES))
    low, median, high = values(axis, at).tolist()
    inside = float((ndtr(at[2]) - ndtr(at[0])) / (QUANTILES[2] - QUANTILES[0]))
    return {"name": axis.name, "low": low, "median": median, "high": high,
            "prior_left": min(inside, 1.0)}  # fmt: skip


def correlations(fit: Fit) -> list[dict[str, Any]]:
    """Correlation of each two parameters of numbers in the ensemble, on the normal scale."""
    population = fit.population
    numbers = [
        (k, axis.name) for k, axis in enumerate(fit.problem.parameters)
        if axis.distribution != CATEGORIES
    ]  # fmt: skip
    centred = population.z - population.shares @ population.z
    spread = centred.T @ (population.shares[:, None] * centred)
    return [
        {"one": one, "other": other,
         "correlation": float(spread[i, j] / max(np.sqrt(spread[i, i] * spread[j, j]), TINY))}
        for (i, one), (j, other) in itertools.combinations(numbers, 2)
    ]  # fmt: skip


def together(fit: Fit, name: str) -> str:
    """The parameters that trade off with one, with their correlations; empty if none does."""
    found = []
    for pair in correlations(fit):
        if name in (pair["one"], pair["other"]) and abs(pair["correlation"]) >= STRONG:
            other = pair["other"] if pair["one"] == name else pair["one"]
            found.append(f"{other} (correlation {pair['correlation']:+.2f})")
    return ", ".join(found)


def facts(fit: Fit) -> Iterator[str]:
    """Why the fit ended, how near it came, and what cannot be met, a sentence each."""
    report = fit_as_dict(fit)
    yield (
        f"{OUTCOMES[report['outcome']]}, after {len(report['generations'])} generations and "
        f"{report['runs']} runs.".capitalize()
    )
    yield (
        f"Largest implausibility {figure(report['tolerance'])} (a target is met below "
        f"{figure(report['tolerance_wanted'])}); {report['particles']} particles, worth "
        f"{report['effective_size']:.0f} of equal weight."
    )
    if report["effective_size"] < UNEVEN * report["particles"]:
        yield "A few particles carry most of the weight: use more particles before you rely on it."
    missed = [
        f"{label} (at best {figure(one['nearest'])} standard deviations off)"
        for label, one in zip(target_labels(fit), report["targets"], strict=True)
        if one["nearest"] >= report["tolerance_wanted"]
    ]
    if missed:
        yield f"No setting that was run meets target {', target '.join(missed)}."
    elif not (fit.population.distance < fit.problem.tolerance).any():
        yield (
            "Some settings meet each target, but none meets all: under these parameters the "
            "targets contradict each other."
        )


def target_labels(fit: Fit) -> list[str]:
    """The label of each target after its number, which is that of its column in the ensemble."""
    return [f"{k + 1}: {target.label}" for k, target in enumerate(fit.problem.targets)]


def fit_as_dict(fit: Fit) -> dict[str, Any]:
    """The fit as one JSON object."""
    problem, population = fit.problem, fit.population
    shares = population.shares
    return {
        "motorloops": version("motorloops"),
        "fit": problem.study.name,
        "outcome": fit.outcome,
        "particles": len(population),
        "effective_size": population.effective_size,
        "tolerance": fit.generations[-1].tolerance,
        "tolerance_wanted": problem.tolerance,
        "runs": sum(one.runs for one in fit.generations),
        "generations": [dataclasses.asdict(one) for one in fit.generations],
        "parameters": [
            parameter_as_dict(axis, population.z[:, k], shares)
            for k, axis in enumerate(problem.parameters)
        ],
        "correlations": correlations(fit),
        "targets": [
            {
                "measure": target.measure, "condition": dict(target.condition),
                "value": target.value, "sd": target.sd,
                "unit": problem.study.column(target.measure).unit,
                "mean": float(np.sum(shares * population.means[:, k])),
                "implausibility": float(np.sum(shares * population.implausibility[:, k])),
                "nearest": nearest,
                "met": float(shares[population.implausibility[:, k] < problem.tolerance].sum()),
            }
            for k, (target, nearest) in enumerate(
                zip(problem.targets, fit.nearest.tolist(), strict=True)
            )
        ],
        "best": {name: column[0].item() if isinstance(column[0], np.generic) else column[0]
                 for name, column in parameter_values(problem, population.z[:1]).items()},
    }  # fmt: skip


def fit_text(fit: Fit) -> str:
    """The report of a fit as text."""
    report, labels = fit_as_dict(fit), target_labels(fit)
    lines = [report["fit"], *facts(fit), ""]
    rows = [["target", "value", "sd", "mean", "unit", "implausibility", "met by"]]
    for label, one in zip(labels, report["targets"], strict=True):
        numbers = [figure(one[name]) for name in ("value", "sd", "mean")]
        rows.append([label, *numbers, one["unit"], figure(one["implausibility"]),
                     f"{one['met']:.0%}"])  # fmt: skip
    lines += [columns(rows, (1, 2, 3, 5, 6)), ""]
    rows = [["parameter", "5 %", "median", "95 %", "prior left"]]
    for one in report["parameters"]:
        if "categories" in one:
            shares = (f"{name or 'none'} {share:.0%}" for name, share in one["categories"].items())
            rows.append([one["name"], ", ".join(shares), "", "", f"{one['prior_left']:.0%}"])
        else:
            numbers = [figure(one[name]) for name in ("low", "median", "high")]
            rows.append([one["name"], *numbers, f"{one['prior_left']:.0%}"])
    lines += [columns(rows, (1, 2, 3, 4)), ""]
    for one in report["correlations"]:
        if abs(one["correlation"]) >= STRONG:
            lines += [
                f"{one['one']} and {one['other']} trade off (correlation "
                f"{one['correlation']:+.2f})", "",
            ]  # fmt: skip
    rows = [["generation", "runs", "entered", "tolerance", "effective size"]]
    rows += [
        [str(one["number"]), str(one["runs"]), f"{one['entered']:.0%}", figure(one["tolerance"]),
         f"{one['effective_size']:.0f}"]
        for one in report["generations"]
    ]  # fmt: skip
    lines.append(columns(rows, (0, 1, 2, 3, 4)))
    return "\n".join(lines)
