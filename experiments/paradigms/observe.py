"""Run settings on common noise and reduce every run to figures, block by block; hold a limb."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from motorloops.experiments.paradigms.together import Observation, current_batch, current_lesion
from motorloops.experiments.run import MAX_CELLS
from motorloops.model.dynamics import STEP_S
from motorloops.model.errors import InputError
from motorloops.model.measures import MEASURES, measure_input, total
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory, simulate
from motorloops.model.timeline import Timeline

BLOCK_CELLS = 2**25  # values held at a time: a quarter of a gigabyte

See = Callable[[Trajectory], np.ndarray]

HELD_DEG = 0.01  # turn of a held joint under the full pull of all muscles that turn it one way
RINGING = 0.3  # rad: the most that a held joint may oscillate in a step, so that it stays stable


@lru_cache(maxsize=8)  # so that many conditions of one network share the held one
def isometric(network: Network) -> Network:
    """The same network with every joint held as by a rig.

    The joints are so stiff that the full pull of all muscles on one side turns them by at most
    :data:`HELD_DEG`, and critically damped. The rig is as heavy as the integration needs: a step
    of the natural oscillation of at most :data:`RINGING` is stable. The spindles work as ever; a
    held muscle neither shortens nor stretches, so that they have little to report.
    """
    wiring = network.wiring
    muscle = np.repeat(np.arange(len(wiring.strength)), np.diff(wiring.arm_first))
    moments = wiring.strength[muscle] * wiring.arm
    pull = np.zeros((2, len(wiring.stiffness)))
    for side, arms in zip(pull, (moments, -moments), strict=True):
        np.add.at(side, wiring.arm_dof, np.maximum(arms, 0.0))
    stiffness = np.maximum(wiring.stiffness, pull.max(axis=0) / np.radians(HELD_DEG))
    inertia = np.maximum(wiring.inertia, stiffness * (STEP_S / RINGING) ** 2)
    damping = 2.0 * np.sqrt(stiffness * inertia)
    held = wiring._replace(stiffness=stiffness, inertia=inertia, damping=damping)
    return replace(network, wiring=held)


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
    wanted = partial(
        Observation, network, tuple(settings), timeline, see=see, keep_rates=keep_rates,
        every_ms=every_ms,
    )  # fmt: skip
    batch = current_batch()
    if batch is not None:
        return batch.observe(wanted(seeds=tuple(seeds), lesion=current_lesion()))
    together = max(1, BLOCK_CELLS // cells)
    parts = []
    for first in range(0, len(seeds), together):
        part = tuple(seeds[first : first + together])
        trajectory = simulate(
            settings, timeline, part, network, keep_rates=keep_rates, every_ms=every_ms
        )
        parts.append(wanted(seeds=part).figures(trajectory))
    return np.concatenate(parts, axis=2)


@dataclass(frozen=True)
class Measured:
    """Reads the named measures of each run, one row each."""

    names: tuple[str, ...]

    def __call__(self, trajectory: Trajectory) -> np.ndarray:
        """(K, R) values of the K measures."""
        seen = measure_input(trajectory)
        return np.stack([MEASURES[name].compute(seen) for name in self.names])


def measures(names: Sequence[str]) -> See:
    """What reads the named measures of each run, one row each."""
    return Measured(tuple(names))


def ordered_mean(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Mean over an axis, added in order, so that a run's mean depends on that run alone."""
    return total(np.moveaxis(values, axis, 0)) / values.shape[axis]


def main_dof(body: Body, channel: int) -> tuple[int, float]:
    """The degree of freedom on which a muscle has its largest moment arm, and the arm's sign."""
    dof, arm = max(body.muscles[channel].moment_arms, key=lambda pair: abs(pair[1]))
    return dof, float(np.sign(arm))


def task_turn(trajectory: Trajectory) -> np.ndarray:
    """(T, R) angle (rad) of the wanted muscle's main degree of freedom, positive as it pulls."""
    dof, sign = main_dof(trajectory.network.body, int(measure_input(trajectory).agonist[0]))
    return sign * trajectory.angle[:, dof]
