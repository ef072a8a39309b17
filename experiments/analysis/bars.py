"""Draw sensitivity indices: bars with intervals, pairs as a map, and Morris's plane."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.drawing import COLOURS, GREY, MARKERS
from experiments.analysis.words import name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def bar_height(levers: int) -> float:
    """Inches for so many levers."""
    return 1.4 + 0.3 * levers


def draw_bars(
    figure: "Figure",
    table: "pd.DataFrame",
    order: Sequence[str],
    kinds: dict[str, str],
    label: str,
    floor: float | None = None,
) -> None:
    """Bars of some indices with their 95 % intervals, one group a lever.

    Args:
        figure: empty.
        table: of :attr:`~experiments.analysis.indices.Indices.table`.
        order: the levers from top to bottom.
        kinds: what the legend calls each index, by its name in the table.
        label: of the axis of values.
        floor: drawn as a dashed line if given: what chance alone reaches.
    """
    axes = figure.subplots()
    thickness = 0.8 / len(kinds)
    for k, (index, name) in enumerate(kinds.items()):
        part = table[table["index"] == index].set_index("lever").loc[list(order)]
        place = np.arange(len(order)) + (k - (len(kinds) - 1) / 2) * thickness
        value = part["value"].to_numpy(np.float64)
        reach = np.stack([value - part["low"], part["high"] - value])
        axes.barh(
            place, value, thickness, color=COLOURS[k], label=name, xerr=reach,
            error_kw={"ecolor": GREY, "elinewidth": 1.4, "capsize": 2},
        )  # fmt: skip
    if floor is not None:
        axes.axvline(floor, color=GREY, ls="--", lw=1.2, label="reached by chance alone")
    axes.axvline(0.0, color=GREY, lw=0.6)
    axes.set_yticks(np.arange(len(order)), [name_of(name) for name in order])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    if len(kinds) > 1 or floor is not None:
        axes.legend(loc="lower right", fontsize=9)


def draw_pairs(figure: "Figure", table: "pd.DataFrame", order: Sequence[str]) -> None:
    """Second-order indices of all pairs as a map; an interval that leaves nought out is marked.

    Args:
        figure: empty.
        table: the rows of the index ``second``.
        order: the levers.
    """
    count = len(order)
    value, sure = np.full((count, count), np.nan), []
    for row in table.itertuples():
        i, j = sorted((order.index(str(row.lever)), order.index(str(row.other))))
        value[j, i] = row.value
        if float(str(row.low)) > 0.0 or float(str(row.high)) < 0.0:
            sure.append((i, j))
    axes = figure.subplots()
    most = float(np.nanmax(np.abs(value))) or 1.0
    image = axes.imshow(value[1:, :-1], cmap="PuOr_r", vmin=-most, vmax=most)
    figure.colorbar(image, ax=axes, label="share of variance", shrink=0.6)
    for i, j in sure:
        axes.plot(i, j - 1, "o", ms=6, mfc="w", mec="k")
    names = [name_of(name) for name in order]
    axes.set_xticks(range(count - 1), names[:-1], rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(count - 1), names[1:], fontsize=8)


def draw_effects(figure: "Figure", table: "pd.DataFrame", label: str) -> None:
    """Morris's plane: strength of each lever to the right, unevenness of its effect upwards.

    Args:
        figure: empty.
        table: of :attr:`~experiments.analysis.indices.Indices.table`.
        label: of the measure.
    """
    axes = figure.subplots()
    strength, unevenness = (
        table[table["index"] == index].set_index("lever") for index in ("mu_star", "sigma")
    )
    for k, name in enumerate(strength.index):
        x, y = strength.loc[name], unevenness.loc[name]
        axes.errorbar(
            x["value"], y["value"],
            [[y["value"] - y["low"]], [y["high"] - y["value"]]],
            [[x["value"] - x["low"]], [x["high"] - x["value"]]],
            fmt=MARKERS[k // len(COLOURS) % len(MARKERS)], ms=6, color=COLOURS[k % len(COLOURS)],
            lw=1.2, label=name_of(name),
        )  # fmt: skip
    axes.set_xlabel(f"mu*, {label}")
    axes.set_ylabel("sigma")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9)
