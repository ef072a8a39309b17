"""The sections of a report and their figures: as files, and as inline SVG in a page's colours.

Each ``draw_`` function fills an empty matplotlib figure of :data:`WIDTH` inches: bars of
sensitivity indices, dose-response curves, phase diagrams and interaction maps, and the tree of
lesion clusters.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.labels import measure_of, name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from motorloops.experiments.analysis.lesion_clusters import LesionClusters

WIDTH = 4.4  # inches; the text stays readable on a telephone
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#c2679b", "#a87400", "#7570b3")
MARKERS = "osD^vP"
GREY = "#808080"
DOTS_PER_INCH = 200
INK = "#010203"  # placeholder for the text colour of the page, which matplotlib does not know
STYLE: dict[str, Any] = {
    "font.size": 10.0,
    "text.parse_math": False,  # a name may have a dollar sign
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",  # text stays text, so that it can be searched and enlarged
    "legend.frameon": False,
    "hatch.linewidth": 0.5,
}
INKED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color",
         "hatch.color")  # fmt: skip
NO_RECORD = dict.fromkeys(("Creator", "Date", "Format", "Type"))  # reproducible files


@dataclass(frozen=True, eq=False)
class Section:
    """One finding.

    Attributes:
        key: name of its files, unique in a report; what no file's name may hold becomes ``_``.
        title: heading.
        sentences: what the figure shows.
        alternative: text alternative of the figure.
        draw: draws it on an empty figure of :data:`WIDTH` by ``height`` inches.
        height: of the figure, in inches.
        table: the numbers behind the figure; its index is shown too.
        brief: the rows to show where space is limited; the whole table if None.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    alternative: str
    draw: "Callable[[Figure], None]"
    height: float
    table: "pd.DataFrame"
    brief: "pd.DataFrame | None" = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", re.sub(r"[^\w-]", "_", self.key))

    @property
    def shown(self) -> "pd.DataFrame":
        """The rows to show where space is limited."""
        return self.table if self.brief is None else self.brief


def _render(section: Section, kind: str, more: dict[str, Any]) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    clear = "text.color" in more
    settings: Any = {**STYLE, "svg.hashsalt": section.key, **more}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, section.height), layout="constrained")
        section.draw(figure)
        if clear:
            for axes in figure.axes:
                axes.patch.set_alpha(0.0)
        stream = BytesIO()
        metadata = NO_RECORD if kind == "svg" else {}
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH, metadata=metadata, transparent=clear)
    return stream.getvalue()


def figure_of(section: Section, kind: str) -> bytes:
    """The figure of a section on white, as ``"svg"`` or ``"png"``.

    Matplotlib's settings are global: only one thread may draw at a time.
    """
    return _render(section, kind, {})


def write_figure(section: Section, path: Path, suffix: str) -> None:
    """Write the figure of a section on white, as ``.svg`` or ``.png``."""
    path.write_bytes(figure_of(section, suffix.removeprefix(".")))


def inline_svg(section: Section) -> str:
    """The figure of a section as an ``svg`` element; text and lines have the page's text colour.

    Ids are made unique to the section, and the text alternative is set.
    """
    from html import escape

    text = _render(section, "svg", dict.fromkeys(INKED, INK)).decode()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<style.*?</style>|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{section.key}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{section.key}-", text)
    box = re.search(r'viewBox="[^"]*"', text)
    label = escape(section.alternative, quote=True)
    head = f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {box[0] if box else ""}'
    return re.sub(r"^<svg[^>]*>", f'{head} role="img" aria-label="{label}">', text)


def bar_height(levers: int) -> float:
    """Height (inches) of a bar chart of that many ``levers``."""
    return 1.4 + 0.3 * levers


def draw_bars(
    figure: "Figure",
    table: "pd.DataFrame",
    order: Sequence[str],
    kinds: dict[str, str],
    label: str,
    floor: float | None = None,
) -> None:
    """Draw bars of indices with their 95 % intervals, one group per lever.

    Args:
        figure: empty.
        table: of :attr:`~motorloops.experiments.analysis.indices.Indices.table`.
        order: the levers from top to bottom.
        kinds: legend label of each index, by its name in the table.
        label: of the axis of values.
        floor: level reached by chance alone, drawn as a dashed line if given.
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


def draw_convergence(
    figure: "Figure", steps: "pd.DataFrame", order: Sequence[str], labels: tuple[str, str]
) -> None:
    """Draw an index of some levers against the number of blocks, with 95 % intervals as bands.

    Args:
        figure: empty.
        steps: the rows of one index and of all seeds in
            :attr:`~motorloops.experiments.analysis.indices.Indices.convergence`.
        order: the levers to draw, at most :data:`MAX_CURVES`.
        labels: of the number of blocks and of the index.
    """
    axes = figure.subplots()
    for k, name in enumerate(order):
        part = steps[steps["lever"] == name].sort_values("units")
        x, value, low, high = (
            part[key].to_numpy(np.float64) for key in ("units", "value", "low", "high")
        )
        axes.fill_between(x, low, high, color=COLOURS[k], alpha=0.2, lw=0)
        axes.plot(x, value, color=COLOURS[k], marker=MARKERS[k], ms=4, lw=1.6, label=name_of(name))
    axes.set_xscale("log", base=2)
    ticks = sorted(set(steps["units"]))
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.axhline(0.0, color=GREY, lw=0.6)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9)


def draw_pairs(figure: "Figure", table: "pd.DataFrame", order: Sequence[str]) -> None:
    """Draw second-order indices of all pairs as a map; an interval that excludes 0 is marked.

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
    """Draw the Morris plane: strength of each lever to the right, spread of its effect upwards.

    Args:
        figure: empty.
        table: of :attr:`~motorloops.experiments.analysis.indices.Indices.table`.
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


MAX_CURVES = len(COLOURS)
MARKED = 25  # most points of a curve that are marked


def draw_curves(
    figure: "Figure",
    curves: "dict[str, pd.DataFrame]",
    labels: tuple[str, str, str],
    limit: float | None,
) -> None:
    """Draw curves with their intervals.

    Args:
        figure: empty.
        curves: mean, low and high, indexed by dose (or name), by the level of the other axis.
        labels: of the dose, the measure and the other axis.
        limit: drawn as a dashed line if given.
    """
    axes = figure.subplots()
    for k, (name, curve) in enumerate(curves.items()):
        _draw_curve(axes, curve, COLOURS[k % MAX_CURVES], MARKERS[k % MAX_CURVES], name)
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
    figure: "Figure", crossings: "pd.DataFrame", dose: str, other: str, ends: tuple[float, float]
) -> None:
    """Draw where curves cross a limit, with intervals: one row per curve; an arrow has no end.

    Args:
        figure: empty.
        crossings: of :func:`.dose_response.thresholds`, indexed by curve.
        dose: label of the doses.
        other: label of the other axis; empty for one curve.
        ends: lowest and highest dose examined.
    """
    axes = figure.subplots()
    named = not other or isinstance(crossings.index[0], str)
    y = np.arange(len(crossings)) if named else crossings.index.to_numpy(np.float64)
    value, low, high = _crossing_bounds(crossings)
    lowest, highest = (np.clip(part, *ends) for part in (low, high))
    few = len(crossings) <= MARKED
    mark, size = ("o", 5) if few else (".", 3)
    axes.hlines(y, lowest, highest, color=COLOURS[0], lw=1.4)
    axes.plot(value, y, mark, ms=size, color=COLOURS[0])
    for open_end, side, arrow in ((low < ends[0], ends[0], "<"), (high > ends[1], ends[1], ">")):
        axes.plot(np.full(open_end.sum(), side), y[open_end], arrow, ms=size, color=COLOURS[0],
                  clip_on=False)  # fmt: skip
    axes.set_xlim(*ends)
    axes.set_xlabel(f"{dose}\nat the crossing")
    axes.set_ylabel(other)
    if not named:
        pad = 0.05 * (y.max() - y.min())
        axes.set_ylim(y.min() - pad, y.max() + pad)
    else:
        axes.set_yticks(y, [str(key) or "none" for key in crossings.index] if other else [""])
        axes.set_ylim(-0.5, len(crossings) - 0.5)


def _crossing_bounds(crossings: "pd.DataFrame") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The crossing of each curve (NaN where only bounds are known), and the ends of its line.

    The line is the 95 % interval of the mean where every seed crosses, else that of the median,
    or the bounds of the median if it has none.
    """
    names = ("mean", "mean_low", "mean_high", "at_least", "at_most", "low", "high")
    mean, mean_low, mean_high, least, most, low, high = (
        crossings[name].to_numpy(np.float64) for name in names
    )
    every = np.isfinite(mean)
    value = np.where(every, mean, np.where(least == most, least, np.nan))
    one = every & ~np.isfinite(mean_low)  # a single seed has no interval
    none = np.isinf(low) & np.isinf(high)  # nor has the median of under six: its bounds remain
    low, high = np.where(none, least, low), np.where(none, most, high)
    return (
        value,
        np.where(one, mean, np.where(every, mean_low, low)),
        np.where(one, mean, np.where(every, mean_high, high)),
    )


def draw_phases(
    figure: "Figure", grid: "pd.DataFrame", labels: tuple[str, str, str], limit: float | None
) -> None:
    """Draw a phase diagram: colour for the mean, a line where it crosses the healthy limit.

    Args:
        figure: empty.
        grid: means; one row per level of the second axis, one column per level of the first.
        labels: of the first axis, the second axis and the measure.
        limit: value at which to draw the line; None for no line.
    """
    axes = figure.subplots()
    axes.patch.set_hatch("////")
    x, y, z = _numbers(grid)
    image = axes.pcolormesh(x, y, z, shading="nearest", cmap="viridis", rasterized=True)
    figure.colorbar(image, ax=axes, label=labels[2])
    if limit is not None and np.nanmin(z) < limit < np.nanmax(z) and min(z.shape) > 1:
        for colour, width in (("k", 3.0), ("w", 1.4)):
            axes.contour(x, y, z, [limit], colors=colour, linewidths=width)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])


def draw_interaction(
    figure: "Figure", grid: "pd.DataFrame", sure: "pd.DataFrame", labels: tuple[str, str, str]
) -> None:
    """Draw the interaction of two levers: one colour above their sum, the other below.

    Args:
        figure: empty.
        grid: means of the interaction; rows are levels of the second axis, columns of the first.
        sure: bool of the same shape: whether the interval excludes 0.
        labels: of the first axis, the second axis and the interaction.
    """
    axes = figure.subplots()
    axes.patch.set_hatch("////")
    x, y, z = _numbers(grid)
    most = float(np.nanmax(np.abs(z))) or 1.0
    image = axes.pcolormesh(
        x, y, z, shading="nearest", cmap="PuOr_r", vmin=-most, vmax=most, rasterized=True
    )
    figure.colorbar(image, ax=axes, label=labels[2])
    unsure = np.argwhere(~sure.to_numpy(bool) & np.isfinite(z))
    if len(unsure):
        axes.plot(x[unsure[:, 1]], y[unsure[:, 0]], ".", ms=1.5, color="#404040")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])


def _numbers(grid: "pd.DataFrame") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns, rows = grid.columns.to_numpy(np.float64), grid.index.to_numpy(np.float64)
    return columns, rows, grid.to_numpy(np.float64)


MAX_SHOWN = 3.0  # standard deviations at the ends of the colour scale


def tree_height(lesions: int) -> float:
    """Height (inches) of a tree with that many ``lesions``."""
    return 1.8 + 0.155 * lesions


def draw_tree(figure: "Figure", groups: "LesionClusters") -> None:
    """Draw the tree of lesions on the left, their standardised outcomes on the right.

    Branches inside a group have its colour if the group is stable, and are grey if it is not.
    """
    from scipy.cluster.hierarchy import dendrogram

    left, right = figure.subplots(1, 2, width_ratios=(1, 2))
    tree = dendrogram(
        groups.tree, orientation="left", ax=left, no_labels=True,
        link_color_func=_branch_colours(groups).__getitem__,
    )  # fmt: skip
    left.set_axis_off()
    left.set_xlim(float(groups.tree[:, 2].max()) * 1.02, 0.0)
    left.invert_yaxis()
    order = tree["leaves"]
    image = right.imshow(
        groups.outcomes.to_numpy(np.float64)[order], aspect="auto", cmap="PuOr_r",
        vmin=-MAX_SHOWN, vmax=MAX_SHOWN, interpolation="nearest",
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


def _branch_colours(groups: "LesionClusters") -> dict[int, str]:
    """Colour of each branch, by its number in the tree: that of the group that contains it."""
    count = len(groups.group)
    inside: dict[int, set[int]] = {k: {int(groups.group[k])} for k in range(count)}
    colours = {}
    for k, (one, other) in enumerate(groups.tree[:, :2].astype(int)):
        held = inside[count + k] = inside[one] | inside[other]
        number = next(iter(held))
        known = len(held) == 1 and number in groups.stable
        colours[count + k] = COLOURS[(number - 1) % len(COLOURS)] if known else GREY
    return colours


@dataclass(frozen=True)
class RangeBar:
    """The range of one lever in one region.

    Attributes:
        region: its number, from 1.
        lever: display name.
        text: the range in words.
        place: its ends as shares of the range examined; None for names.
    """

    region: int
    lever: str
    text: str
    place: tuple[float, float] | None


def ranges_height(bars: int) -> float:
    """Height (inches) of that many ``bars``."""
    return 0.9 + 0.5 * bars


def draw_ranges(figure: "Figure", bars: Sequence[RangeBar]) -> None:
    """Draw ranges as bars in the whole range examined of each lever, region below region.

    Args:
        figure: empty.
        bars: of all regions.
    """
    axes = figure.subplots()
    for y, bar in enumerate(bars):
        colour = COLOURS[(bar.region - 1) % len(COLOURS)]
        if bar.place is not None:
            axes.hlines(y, 0.0, 1.0, color=GREY, lw=1.0)
            low, high = bar.place
            axes.hlines(y, low, high, color=colour, lw=7.0)
            if low == high:
                axes.plot(low, y, "s", color=colour, ms=7.0)
        axes.text(0.0, y - 0.3, bar.text, fontsize=9)
    axes.set_yticks(range(len(bars)), [f"{bar.region}: {bar.lever}" for bar in bars])
    axes.set_ylim(len(bars) - 0.5, -0.8)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0.0, 1.0], ["lowest", "highest"])
    axes.spines["left"].set_visible(False)
    axes.tick_params(left=False)
