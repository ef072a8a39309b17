"""The report of a fit with figures: targets, convergence, and each parameter before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from motorloops.experiments.analysis.labels import label_of, level_text, name_of, percent
from motorloops.experiments.analysis.plots import (
    COLOURS,
    GREY,
    Section,
    bar_height,
)
from motorloops.experiments.analysis.report import Report
from motorloops.experiments.fitting.fit import Fit, parameter_values
from motorloops.experiments.fitting.population import values, weighted_quantiles
from motorloops.experiments.fitting.report import (
    QUANTILES,
    facts,
    parameter_as_dict,
    target_labels,
    together,
)
from motorloops.experiments.formatting import figure as number
from motorloops.experiments.sweeps.distributions import described, frozen
from motorloops.experiments.sweeps.study import CATEGORIES, Axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import XAxis, YAxis
    from matplotlib.figure import Figure

BINS = 20  # of a histogram
ENDS = (0.001, 0.999)  # shares of the prior between which it is drawn


@dataclass(frozen=True, eq=False)
class FitReport(Report):
    """The report of a fit."""

    kind: ClassVar[str] = "fit"


def fit_report(fit: Fit) -> FitReport:
    """The report of a fit; :func:`.report_html` writes it."""
    sections = [_targets(fit), _convergence(fit), *_parameters(fit)]
    return FitReport(fit.problem.study.name, tuple(facts(fit)), tuple(sections), ())


def _below(axes: Axes) -> None:
    """Put the legend below the axes."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9)


def _plain_ticks(axis: XAxis | YAxis) -> None:
    """Label a logarithmic axis at 1, 2, 5, 10, ... in plain numbers."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _targets(fit: Fit) -> Section:
    population, problem = fit.population, fit.problem
    off = [
        weighted_quantiles((column - target.value) / target.sd, population.shares,
                           np.array(QUANTILES))
        for target, column in zip(problem.targets, population.means.T, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(
        {
            "value": [target.value for target in problem.targets],
            "sd": [target.sd for target in problem.targets],
            "unit": [problem.study.column(target.measure).unit for target in problem.targets],
            **{
                f"ensemble, {percent(share)}": [
                    target.value + one[k] * target.sd
                    for target, one in zip(problem.targets, off, strict=True)
                ]
                for k, share in enumerate(QUANTILES)
            },
        },
        pd.Index(target_labels(fit), name="target"),
    )
    names = [f"{k + 1}" for k in range(len(off))]
    sentences = (
        f"Distance of the ensemble's means from each target, in its standard deviations: median "
        f"and {percent(QUANTILES[-1] - QUANTILES[0])} of the ensemble. A target is met between the "
        f"dashed lines, save for the error of a mean over {problem.study.seeds.count} seeds.",
        *(f"{label}." for label in table.index),
    )
    return Section(
        "targets", "Targets and the ensemble", sentences,
        "Distance of the ensemble from each target in standard deviations.",
        partial(_draw_targets, off=off, names=names, tolerance=problem.tolerance),
        bar_height(len(off)), table,
    )  # fmt: skip


def _draw_targets(
    figure: Figure, off: list[np.ndarray], names: list[str], tolerance: float
) -> None:
    axes = figure.subplots()
    place = np.arange(len(off))
    low, middle, high = np.array(off).T
    axes.hlines(place, low, high, color=COLOURS[0], lw=2.0)
    axes.plot(middle, place, "o", color=COLOURS[0], ms=6)
    axes.axvline(0.0, color=GREY, lw=0.8)
    for side in (-tolerance, tolerance):
        axes.axvline(side, color=GREY, ls="--", lw=1.2)
    axes.set_yticks(place, names)
    axes.set_ylim(len(off) - 0.5, -0.5)
    axes.set_ylabel("target")
    axes.set_xlabel("ensemble minus target (standard deviations)")


def _convergence(fit: Fit) -> Section:
    table = pd.DataFrame(
        {
            "runs": [one.runs for one in fit.generations],
            "tolerance": [one.tolerance for one in fit.generations],
            "entered": [one.entered for one in fit.generations],
            "effective size": [one.effective_size for one in fit.generations],
        },
        pd.Index([one.number for one in fit.generations], name="generation"),
    )
    sentences = (
        "Above: the largest distance of a particle from a target, and the tolerance wanted "
        "(dashed). Below: the share of each generation's proposals that entered the ensemble, and "
        "its effective size as a share of its particles.",
    )
    return Section(
        "convergence", "Convergence", sentences,
        "Tolerance, share of proposals that entered, and effective size, by generation.",
        partial(_draw_convergence, table=table, wanted=fit.problem.tolerance,
                particles=fit.problem.particles),
        4.4, table,
    )  # fmt: skip


def _draw_convergence(figure: Figure, table: pd.DataFrame, wanted: float, particles: int) -> None:
    from matplotlib.ticker import MaxNLocator

    above, below = figure.subplots(2, sharex=True)
    above.plot(table.index, table["tolerance"], "o-", color=COLOURS[0], ms=4)
    above.axhline(wanted, color=GREY, ls="--", lw=1.2)
    above.set_yscale("log")
    _plain_ticks(above.yaxis)
    above.set_ylabel("tolerance")
    below.plot(table.index, table["entered"], "s-", color=COLOURS[1], ms=4, label="entered")
    below.plot(table.index, table["effective size"] / particles, "^-", color=COLOURS[2], ms=4,
               label="effective size")  # fmt: skip
    below.set_ylim(0.0, 1.05)
    below.set_yticks([0.0, 0.5, 1.0], ["0", "0.5", "1"])
    below.set_ylabel("share")
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    below.set_xlabel("generation")
    below.legend(loc="upper center", bbox_to_anchor=(0.5, -0.35), ncols=2, fontsize=9)


def _parameters(fit: Fit) -> Iterator[Section]:
    shares = fit.population.shares
    found = parameter_values(fit.problem, fit.population.z)
    for k, axis in enumerate(fit.problem.parameters):
        told = parameter_as_dict(axis, fit.population.z[:, k], shares)
        left = f"{percent(told['prior_left'])} of the prior is left"
        prior = described(axis) or f"uniform from {axis.low:g} to {axis.high:g}"
        if axis.distribution == CATEGORIES:
            table = _categories(axis, told["categories"])
            sentences, draw = (f"Of its categories, {left}.",), partial(_draw_bars, table=table)
        else:
            table = _density(axis, fit.population.z[:, k], found[axis.name], shares)
            sentences = (
                f"Prior: {prior}. Ensemble: median {number(told['median'])}, from "
                f"{number(told['low'])} to {number(told['high'])} ({percent(QUANTILES[0])} to "
                f"{percent(QUANTILES[-1])}); {left}.",
            )
            logs = axis.distribution == "loguniform"
            draw = partial(_draw_density, table=table, label=label_of(axis.name), logs=logs)
        if moves := together(fit, axis.name):
            sentences += (f"It trades off with {moves}.",)
        yield Section(
            f"parameter-{axis.name}", name_of(axis.name), sentences,
            f"{name_of(axis.name)}: prior and ensemble.", draw, 2.9, table,
        )  # fmt: skip


def _categories(axis: Axis, weights: dict[str, float]) -> pd.DataFrame:
    prior = axis.shape or (1.0 / len(axis.values),) * len(axis.values)
    return pd.DataFrame(
        {"prior": prior, "ensemble": [weights[str(value)] for value in axis.values]},
        pd.Index([level_text(value) for value in axis.values], name=axis.name),
    )


def _density(axis: Axis, z: np.ndarray, found: np.ndarray, shares: np.ndarray) -> pd.DataFrame:
    """Share of prior and ensemble in bins; the index is the lower end, ``to`` the upper."""
    from scipy.special import ndtri

    reach = ndtri(np.array(ENDS))
    low, high = values(axis, np.array([min(reach[0], z.min()), max(reach[1], z.max())]))
    if axis.distribution == "loguniform":
        edges = np.geomspace(low, high, BINS + 1)
    else:
        edges = np.linspace(low, high, BINS + 1)
    prior = np.diff(frozen(axis).cdf(edges))
    ensemble, _ = np.histogram(np.clip(found, edges[0], edges[-1]), edges, weights=shares)
    return pd.DataFrame(
        {"to": edges[1:], "prior": prior / prior.sum(), "ensemble": ensemble},
        pd.Index(edges[:-1], name=axis.name),
    )


def _draw_bars(figure: Figure, table: pd.DataFrame) -> None:
    axes = figure.subplots()
    place = np.arange(len(table))
    axes.bar(place - 0.2, table["prior"], 0.38, color=GREY, label="prior")
    axes.bar(place + 0.2, table["ensemble"], 0.38, color=COLOURS[0], label="ensemble")
    axes.set_xticks(place, list(table.index), rotation=45, ha="right")
    axes.set_ylabel("share")
    axes.legend(fontsize=9)


def _draw_density(figure: Figure, table: pd.DataFrame, label: str, *, logs: bool) -> None:
    axes = figure.subplots()
    edges = np.append(table.index.to_numpy(np.float64), table["to"].iloc[-1])
    axes.stairs(table["ensemble"], edges, fill=True, color=COLOURS[0], alpha=0.7, label="ensemble")
    axes.stairs(table["prior"], edges, color=GREY, lw=1.6, label="prior")
    if logs:
        axes.set_xscale("log")
        _plain_ticks(axes.xaxis)
    axes.set_xlabel(label)
    axes.set_ylabel("share in each bin")
    _below(axes)
