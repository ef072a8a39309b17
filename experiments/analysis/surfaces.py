"""Draw a measure over two axes: the phase diagram, and the map of an interaction."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def draw_phases(
    figure: "Figure", grid: "pd.DataFrame", labels: tuple[str, str, str], limit: float | None
) -> None:
    """A phase diagram: colour for the mean, a line where it crosses the healthy limit.

    Args:
        figure: empty.
        grid: means; a row a level of the second axis, a column a level of the first.
        labels: of the first axis, the second axis and the measure.
        limit: where to draw the line, if anywhere.
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
    """What two levers do beyond their sum: one colour for more, the other for less.

    Args:
        figure: empty.
        grid: means of the interaction; a row a level of the second axis, a column of the first.
        sure: bool of the same shape: the interval leaves nought out.
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
