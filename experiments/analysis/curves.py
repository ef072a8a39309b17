"""Draw dose-response curves, and means with intervals of points that have no order."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.drawing import COLOURS, GREY, MARKERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_CURVES = len(COLOURS)
MARKED = 25  # points of a curve that can have marks


def draw_curves(
    figure: "Figure",
    curves: "dict[str, pd.DataFrame]",
    labels: tuple[str, str, str],
    limit: float | None,
) -> None:
    """Curves with their intervals.

    Args:
        figure: empty.
        curves: by what tells them apart: mean, low, high, indexed by dose (or by name).
        labels: of the dose, of the measure, and of what tells the curves apart.
        limit: drawn as a dashed line if given.
    """
    axes = figure.subplots()
    for k, (name, curve) in enumerate(curves.items()):
        _draw_curve(axes, curve, COLOURS[k % MOST_CURVES], MARKERS[k % MOST_CURVES], name)
    if limit is not None:
        axes.axhline(limit, color=GREY, ls="--", lw=1.2, label=f"healthy limit {limit:g}")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    if len(curves) > 1 or limit is not None:
        title = labels[2] if len(curves) > 1 else None
        axes.legend(
            title=title, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9,
            title_fontsize=9,
        )  # fmt: skip


def _draw_curve(axes: "Axes", curve: "pd.DataFrame", colour: str, mark: str, name: str) -> None:
    texts = isinstance(curve.index[0], str)
    x = np.arange(len(curve)) if texts else curve.index.to_numpy(np.float64)
    mean, low, high = (curve[key].to_numpy(np.float64) for key in ("mean", "low", "high"))
    if texts:
        axes.set_xticks(x, [str(key) or "none" for key in curve.index], rotation=45, ha="right")
        reach = np.nan_to_num(np.abs(np.stack([mean - low, high - mean])))
        axes.errorbar(x, mean, reach, color=colour, fmt=mark, ms=5, lw=1.4, label=name)
        return
    known = np.isfinite(low)
    axes.fill_between(x[known], low[known], high[known], color=colour, alpha=0.25, lw=0)
    marks = {"marker": mark, "ms": 4} if len(x) <= MARKED else {}
    axes.plot(x, mean, color=colour, lw=1.6, label=name, **marks)


def draw_crossings(
    figure: "Figure", found: "pd.DataFrame", dose: str, other: str, ends: tuple[float, float]
) -> None:
    """Where curves cross a limit, with intervals: one row a curve.

    Args:
        figure: empty.
        found: of :func:`~experiments.analysis.threshold.thresholds`, indexed by curve.
        dose: label of the doses.
        other: label of what tells the curves apart; empty for one curve.
        ends: lowest and highest dose looked at.
    """
    axes = figure.subplots()
    named = not other or isinstance(found.index[0], str)
    y = np.arange(len(found)) if named else found.index.to_numpy(np.float64)
    mean, low, high = (found[key].to_numpy(np.float64) for key in ("mean", "low", "high"))
    reach = np.nan_to_num(np.stack([mean - low, high - mean]))
    few = len(found) <= MARKED
    axes.errorbar(
        mean, y, xerr=reach, fmt="o" if few else ".", ms=5 if few else 3, color=COLOURS[0], lw=1.4
    )
    axes.set_xlim(*ends)
    axes.set_xlabel(f"{dose}\nat the crossing")
    axes.set_ylabel(other)
    if not named:
        pad = 0.05 * (y.max() - y.min())
        axes.set_ylim(y.min() - pad, y.max() + pad)
    else:
        axes.set_yticks(y, [str(key) or "none" for key in found.index] if other else [""])
        axes.set_ylim(-0.5, len(found) - 0.5)
