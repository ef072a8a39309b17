"""Afferent block: the hold task while a muscle's spindle afferents are silenced, step by step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.lever_steps import MEASURED, add_changes, add_steps
from motorloops.experiments.paradigms.observe import measures, observe
from motorloops.experiments.paradigms.paradigm import Paradigm, ParadigmResult, healthy_like
from motorloops.model.coefficients import strongest_opponent, task_channel
from motorloops.model.measures import MEASURES
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.timeline import Timeline, hold

if TYPE_CHECKING:
    import pandas as pd

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
AFFERENT = "IA"


def _timeline(node: str, share: float) -> Timeline:
    """The hold task with a share of a node's output removed from the start."""
    task = hold()
    first, *rest = task.phases
    return replace(task, phases=(replace(first, lesions={node: share}), *rest))


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    body, result = network.body, ParadigmResult()
    wanted = task_channel(base, body)
    opponent = strongest_opponent(base, body)
    for blocked, channel in (("wanted", wanted), ("opponent", opponent)):
        node = f"{AFFERENT}/{body.muscles[channel].key}"
        seen = np.stack(
            [
                observe(network, (healthy_like(base), base), _timeline(node, share), seeds,
                        measures(MEASURED))
                for share in SHARES
            ]
        )  # fmt: skip
        place = "share of afferents blocked", SHARES
        for k, name in enumerate(MEASURED):
            what = f"{name}_{blocked}_blocked", MEASURES[name].unit
            add_steps(result, what, (seen[:, 0, k], seen[:, 1, k]), place)
            add_changes(result, what, seen[:, 1, k], place)
    return result.frame()


PARADIGM = Paradigm(
    "afferent_block",
    "Muscle afferent block",
    "Does unwanted activity decrease when the spindles of a muscle are blocked?",
    "In the clinic, diluted lidocaine is injected into the overactive muscle, or into another one "
    "as a control; it weakens the tendon reflex but not the muscle, and writing is compared before "
    "and after. Here: the hold task with a share of the output of the spindle afferents removed, "
    "of the wanted muscle or of its strongest opponent, from the start of the run. change_of_ is "
    "the difference from no block, in the condition. The network does not adapt, and the small "
    "output of the afferents at rest is removed as well.",
    "kaji1995",
    _run,
)
