"""Lesion atlas: every node of the network silenced in turn."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.plots import STYLE
from motorloops.experiments.formatting import in_words
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import simulate_outcomes
from motorloops.model.timeline import NOTHING, hold

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURED = ("co_contraction_index", "overflow", "agonist_activation")
ALONG = "silenced node"
MAX = 2000  # most nodes silenced in one run of the paradigm


def _silenced(network: Network, setting: Params, seeds: Sequence[int]) -> np.ndarray:
    """(measures, nodes + 1, seeds) with each node silenced; first with none."""
    lesions = [NOTHING, *({key: 1.0} for key in network.node_keys)]
    figures = simulate_outcomes(
        [setting] * (len(seeds) * len(lesions)), hold(),
        [seed for seed in seeds for _ in lesions], network,
        threads=os.cpu_count() or 1, lesions=lesions * len(seeds),
    )  # fmt: skip
    shape = len(seeds), len(lesions)
    return np.stack([figures.measures[name].reshape(shape).T for name in MEASURED])


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    nodes = network.node_keys
    if len(nodes) > MAX:
        raise InputError(
            "body", network.body.name, f"give one of at most {MAX} nodes, not {len(nodes)}"
        )
    settings = {HEALTHY: healthy_like(base), CHOSEN: base}
    figures = {name: _silenced(network, setting, seeds) for name, setting in settings.items()}
    result = ParadigmResult()
    for k, name in enumerate(MEASURED):
        intact = {condition: values[k, 0] for condition, values in figures.items()}
        result.add(f"{name}_intact", MEASURES[name].unit, intact)
        for n, node in enumerate(nodes, start=1):
            for condition, values in figures.items():
                change = {condition: values[k, n] - intact[condition]}
                result.add(f"change_of_{name}", MEASURES[name].unit, change, ALONG, node)
    return result.frame()


def _map(axes: "Axes", rows: "pd.DataFrame", limit: float, condition: str) -> None:
    """Mean change by population (down) and muscle (across)."""
    places = [node.split("/", 1) for node in rows["at"]]
    populations = list(dict.fromkeys(population for population, _ in places))
    muscles = list(dict.fromkeys(muscle for _, muscle in places))
    grid = np.full((len(populations), len(muscles)), np.nan)
    for (population, muscle), mean in zip(places, rows["mean"], strict=True):
        grid[populations.index(population), muscles.index(muscle)] = mean
    image = axes.imshow(grid, cmap="PuOr_r", vmin=-limit, vmax=limit, aspect="auto")
    axes.figure.colorbar(image, ax=axes, label=rows["unit"].iloc[0].replace("1", "index"))
    axes.set_yticks(range(len(populations)), populations, fontsize="x-small")
    named = [muscle.replace("_", " ") for muscle in muscles]
    axes.set_xticks(range(len(muscles)), named, fontsize="x-small", rotation=60, ha="right",
                    rotation_mode="anchor")  # fmt: skip
    axes.set_ylabel(f"silenced in: {condition}")


def _draw(frame: "pd.DataFrame") -> "Figure":
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {key: value for key, value in STYLE.items() if "spines" not in key}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(13.0, 9.0), layout="constrained")
        for axes, name in zip(figure.subplots(2, len(MEASURED)).T, MEASURED, strict=True):
            rows = frame[frame["measure"] == f"change_of_{name}"]
            limit = max(float(rows["mean"].abs().max()), 1e-3)
            for panel, condition in zip(axes, (HEALTHY, CHOSEN), strict=True):
                _map(panel, rows[rows["condition"] == condition], limit, condition)
                panel.set_title(f"change of {in_words(name)}", loc="left")
    return figure


PARADIGM = Paradigm(
    "lesion_atlas",
    "Lesion atlas",
    "The loss of which nodes of the network causes unwanted activity, and of which reduces it?",
    "In the clinic, the lesions of people whose dystonia began with one are mapped. Here: the hold "
    "task with the output of each node (one population's cells for one muscle) removed in turn, in "
    "health and in the condition; change_of_ is the difference from the intact network on the same "
    "noise. Lesions in the model are sudden and complete, and nothing adapts; in people, dystonia "
    "often appears years later.",
    "assumption",
    _run,
    _draw,
)
