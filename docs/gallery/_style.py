"""Colours and layout that the figures of the gallery share."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from motorloops import build_network

FOLDER = Path(__file__).resolve().parent
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072b2", "#d55e00", "#009e73", "#7570b3", "#666666"
HEALTHY_INDEX = build_network("arm").body.healthy_index

mpl.rcParams.update(
    {
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.facecolor": "white",
        "font.size": 10,
        "legend.frameon": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "motorloops",
    }
)


def blank(width: float = 7.5, height: float = 3.8) -> Figure:
    """An empty figure, in inches."""
    return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, script: str) -> None:
    """Write the figure beside its script, as PNG."""
    figure.savefig(FOLDER / f"{Path(script).stem}.png", dpi=110)
