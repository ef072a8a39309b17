"""Draw groups of like lesions: the tree that joins them, beside a map of their outcomes."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.drawing import COLOURS, GREY
from experiments.analysis.words import measure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.analysis.alike import Groups

MOST_SHOWN = 3.0  # standard deviations at which the colours end


def tree_height(lesions: int) -> float:
    """Inches for so many lesions."""
    return 1.8 + 0.155 * lesions


def draw_tree(figure: "Figure", groups: "Groups") -> None:
    """The tree of lesions on the left, their standardised outcomes on the right.

    Branches inside a group have its colour if the group is stable, and are grey if it is not.
    """
    from scipy.cluster.hierarchy import dendrogram

    left, right = figure.subplots(1, 2, width_ratios=(1, 2))
    found = dendrogram(
        groups.tree, orientation="left", ax=left, no_labels=True,
        link_color_func=_branch_colours(groups).__getitem__,
    )  # fmt: skip
    left.set_axis_off()
    left.set_xlim(float(groups.tree[:, 2].max()) * 1.02, 0.0)
    left.invert_yaxis()
    order = found["leaves"]
    image = right.imshow(
        groups.outcomes.to_numpy(np.float64)[order], aspect="auto", cmap="PuOr_r",
        vmin=-MOST_SHOWN, vmax=MOST_SHOWN, interpolation="nearest",
    )  # fmt: skip
    right.set_yticks(range(len(order)), groups.outcomes.index[order], fontsize=8)
    right.yaxis.tick_right()
    right.tick_params(length=0)
    measures = [measure_of(str(name)) for name in groups.outcomes]
    names = list(dict.fromkeys(measures))
    right.set_xticks(
        [float(np.mean([k for k, m in enumerate(measures) if m == name])) for name in names],
        names, rotation=60, ha="right", rotation_mode="anchor", fontsize=8,
    )  # fmt: skip
    for edge in np.flatnonzero(np.diff(groups.group[order])):
        right.axhline(edge + 0.5, color=GREY, lw=1.0)
    for edge in range(1, len(measures)):
        if measures[edge] != measures[edge - 1]:
            right.axvline(edge - 0.5, color=GREY, lw=0.5)
    figure.colorbar(
        image, ax=[left, right], location="top", shrink=0.7, pad=0.01,
        label="standard deviations from the mean lesion",
    )  # fmt: skip


def _branch_colours(groups: "Groups") -> dict[int, str]:
    """Colour of each branch by its number in the tree: that of the one group it lies in."""
    count = len(groups.group)
    inside: dict[int, set[int]] = {k: {int(groups.group[k])} for k in range(count)}
    colours = {}
    for k, (one, other) in enumerate(groups.tree[:, :2].astype(int)):
        held = inside[count + k] = inside[one] | inside[other]
        number = next(iter(held))
        known = len(held) == 1 and number in groups.stable
        colours[count + k] = COLOURS[(number - 1) % len(COLOURS)] if known else GREY
    return colours
