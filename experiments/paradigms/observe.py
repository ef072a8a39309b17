"""Run settings on common noise and reduce every run to figures, block by block."""

from collections.abc import Callable, Sequence

import numpy as np

from motorloops.experiments.run import MAX_CELLS
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, measure_input
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory, simulate
from motorloops.model.timeline import Timeline

BLOCK_CELLS = 2**25  # values held at a time: a quarter of a gigabyte

See = Callable[[Trajectory], np.ndarray]


def observe(
    network: Network,
    settings: Sequence[Params],
    timeline: Timeline,
    seeds: Sequence[int],
    see: See,
    *,
    keep_rates: bool = False,
    every_ms: int = 1,
) -> np.ndarray:
    """Run every setting with every seed, and reduce each run to figures.

    Args:
        network: of all runs.
        settings: S settings.
        timeline: of all runs.
        seeds: of the noise, the same for all settings.
        see: turns a trajectory of R runs into (K, R) figures.
        keep_rates: whether ``see`` needs the rates of all nodes.
        every_ms: sampling interval.

    Returns:
        (S, K, seeds) figures; NaN where a run diverged.

    Raises:
        InputError: for a body for which the runs of one seed do not fit in memory.
    """
    body = network.body
    width = len(body.muscles) + len(body.dofs) + keep_rates * len(network.node_keys)
    cells = width * len(settings) * (timeline.duration_ms // every_ms)
    if cells > MAX_CELLS:
        raise InputError(
            "body", body.name, f"give one at least {cells / MAX_CELLS:.1f} times smaller"
        )
    together = max(1, BLOCK_CELLS // cells)
    parts = []
    for first in range(0, len(seeds), together):
        trajectory = simulate(
            settings, timeline, seeds[first : first + together], network,
            keep_rates=keep_rates, every_ms=every_ms,
        )  # fmt: skip
        with np.errstate(all="ignore"):  # figures of a diverged run become NaN
            finite = np.isfinite(trajectory.activation.sum(axis=(0, 1)))
            figures = np.where(finite, see(trajectory), np.nan)
        parts.append(figures.reshape(len(figures), len(settings), -1).swapaxes(0, 1))
    return np.concatenate(parts, axis=2)


def measures(names: Sequence[str]) -> See:
    """Return a function that reads the named measures of each run, one row each."""

    def see(trajectory: Trajectory) -> np.ndarray:
        seen = measure_input(trajectory)
        return np.stack([MEASURES[name].compute(seen) for name in names])

    return see
