"""Lesion of one node: increasing shares of its output are removed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.lever_steps import CHANGE
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import (
    CHOSEN,
    Paradigm,
    ParadigmResult,
    Run,
    healthy_like,
)
from motorloops.model.coefficients import task_channel
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import Timeline, hold

if TYPE_CHECKING:
    import pandas as pd

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
MEASURED = ("co_contraction_index", "overflow", "agonist_activation", "after_contraction")
DEFAULT_POPULATION = "GPI"  # its node of the wanted muscle is the default


def usual_node(network: Network, base: Params) -> str:
    """The default node: the inner pallidum of the wanted muscle."""
    wanted = network.nodes_of(DEFAULT_POPULATION).start + task_channel(base, network.body)
    return network.node_keys[wanted]


def lesioned(timeline: Timeline, node: str, share: float) -> Timeline:
    """The same timeline with a share of the node's output removed from the start."""
    first, *others = timeline.phases
    return replace(timeline, phases=(replace(first, lesions={node: share}), *others))


def aimed(node: str) -> Run:
    """Run the paradigm on a node by its key, ``"population/muscle"``; "" for the default one."""

    def run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
        target = node or usual_node(network, base)
        settings, result = (healthy_like(base), base), ParadigmResult()
        figures = [
            observe(network, settings, lesioned(hold(), target, share), seeds, measures(MEASURED))
            for share in SHARES
        ]
        along = f"share of {target} removed"
        for k, name in enumerate(MEASURED):
            unit, intact = MEASURES[name].unit, figures[0][:, k]
            for share, values in zip(SHARES, figures, strict=True):
                healthy, chosen = values[:, k]
                result.add(name, unit, {HEALTHY: healthy, CHOSEN: chosen}, along, share)
            for share, values in list(zip(SHARES, figures, strict=True))[1:]:
                healthy, chosen = values[:, k] - intact
                changes = {HEALTHY: healthy, CHOSEN: chosen}
                result.add(f"{CHANGE}{name}", unit, changes, along, share)
        return result.frame()

    return run


PARADIGM = Paradigm(
    "lesion",
    "Lesion",
    "What is the effect of losing a quarter, half, three quarters or all of one node's output?",
    "In some people, dystonia began with a lesion, most often of the basal ganglia or the "
    "thalamus. Here: the hold task with a share of one node's output removed from the start, in "
    "health and in the condition; change_of_ is the difference from the intact network on the same "
    "noise. The node is one population's cells for one muscle, as in GPI/biceps; by default it is "
    "the inner pallidum of the wanted muscle. Nothing adapts to the lesion.",
    "assumption",
    aimed(""),
    aim=aimed,
)
