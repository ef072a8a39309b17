"""The measures of many runs, without their traces: what a sweep needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.measures import MEASURES, View
from model.network import Network
from model.params import Params
from model.protocol import Protocol
from model.trajectory import simulate

Precision = Literal["float32", "float64"]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of R runs.

    Attributes:
        measures: (R,) by name of :data:`~model.measures.MEASURES`; NaN where there is no value.
        diverged: (R,) whether the run left the finite numbers; its measures are NaN.
    """

    measures: dict[str, np.ndarray]
    diverged: np.ndarray


def outcomes(
    params: Sequence[Params],
    protocol: Protocol,
    seeds: Sequence[int],
    network: Network,
    *,
    precision: Precision = "float32",
    threads: int = 1,
    lesions: Sequence[Mapping[str, float]] = (),
) -> Outcomes:
    """Run each setting with its seed and measure it; no trace is kept.

    Args:
        params: the setting of each run.
        protocol: the timeline of all runs.
        seeds: the seed of each run. Runs with equal seeds that stand side by side share the
            work of drawing their noise.
        network: the network.
        precision: of the engine.
        threads: blocks of runs worked on at a time.
        lesions: share of output removed by node key, one entry a run.

    Raises:
        BadInput: for anything the network or the levers cannot take.
    """
    del precision, threads
    columns: dict[str, list[float]] = {name: [] for name in MEASURES}
    diverged = []
    for k, (setting, seed) in enumerate(zip(params, seeds, strict=True)):
        used = protocol
        if lesions:
            first = protocol.phases[0]
            import dataclasses

            used = dataclasses.replace(
                protocol,
                phases=(dataclasses.replace(first, lesions=dict(lesions[k])), *protocol.phases[1:]),
            )
        run = simulate(setting, used, [seed], network)
        view = View(run)
        diverged.append(not np.isfinite(run.activation).all())
        for name, entry in MEASURES.items():
            columns[name].append(float(entry.compute(view)[0]))
    return Outcomes({n: np.array(v) for n, v in columns.items()}, np.array(diverged))
