"""Repeated movement: overflow tap by tap, its growth, and mirror activity."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.observe import observe, ordered_mean
from motorloops.experiments.paradigms.paradigm import CHOSEN, Paradigm, ParadigmResult, healthy_like
from motorloops.experiments.statistics import HEALTHY_LIMITS
from motorloops.model.coefficients import task_channel, task_distance
from motorloops.model.measures import measure_input
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.params import Params
from motorloops.model.simulate import Trajectory
from motorloops.model.timeline import tap

if TYPE_CHECKING:
    import pandas as pd

TAPS, TAP_HZ, EVERY_MS = 20, 2.0, 2
TAP_MS = round(1000 / TAP_HZ)
TAPPING = tap(1.3 + TAPS / TAP_HZ, TAP_HZ)
ENDS = 5  # taps at the start, and at the end, whose means give the growth
FARTHEST = 3  # distances from the task joint that are reported separately
LIMIT = HEALTHY_LIMITS["largest_overflow"]
SLOW = 1.0  # 1/s: plasticity where it is on, as much as the lever gives
PLASTIC = ", plastic"
Figure = Callable[[np.ndarray], np.ndarray]
SIDES = {"left": "right", "right": "left"}


def mirror_channel(body: Body, channel: int) -> int | None:
    """The muscle of the same name on the other side; None where the body has no sides."""
    muscle = body.muscles[channel]
    if not muscle.side:
        return None
    key = muscle.key.replace(muscle.side, SIDES[muscle.side])
    keys = [other.key for other in body.muscles]
    return keys.index(key) if key in keys else None


def by_tap(trajectory: Trajectory) -> np.ndarray:
    """(TAPS, M, R) mean activation (MVC) from each command to the next."""
    first = trajectory.timeline.trying()[0] // EVERY_MS
    length = TAP_MS // EVERY_MS
    taps = trajectory.activation[first : first + TAPS * length]
    return ordered_mean(taps.reshape(TAPS, length, *taps.shape[1:]), axis=1)


def _see(trajectory: Trajectory, mirror: int | None, farthest: int) -> np.ndarray:
    """Tap by tap (TAPS rows each): mean and largest overflow, mirror, activity by distance."""
    seen, tapped = measure_input(trajectory), by_tap(trajectory)
    nothing = np.full((TAPS, len(trajectory.seeds)), np.nan)
    outside = seen.distance[:, 0] > 0
    others = tapped[:, outside]
    overflow = (
        [ordered_mean(others, axis=1), others.max(axis=1)] if outside.any() else [nothing, nothing]
    )
    by_distance = [
        ordered_mean(tapped[:, there[:, 0]], axis=1) for there in seen.around[: farthest + 1]
    ]
    other_side = nothing if mirror is None else tapped[:, mirror]
    return np.concatenate([*overflow, other_side, *by_distance])


def share_above(activity: np.ndarray) -> np.ndarray:
    """(R,) share of the taps, (TAPS, R), in which activity is above the limit of health."""
    return np.where(np.isnan(activity[0]), np.nan, (activity > LIMIT).mean(axis=0))


def growth(activity: np.ndarray) -> np.ndarray:
    """(R,) mean of the last taps less that of the first ones."""
    return activity[-ENDS:].mean(axis=0) - activity[:ENDS].mean(axis=0)


def _run(network: Network, base: Params, seeds: Sequence[int]) -> "pd.DataFrame":
    body = network.body
    wanted = task_channel(base, body)
    mirror = mirror_channel(body, wanted)
    farthest = min(FARTHEST, int(task_distance(base, body).max()))
    settings = {
        name + end: setting.replace(plasticity=speed)
        for name, setting in ((HEALTHY, healthy_like(base)), (CHOSEN, base))
        for end, speed in (("", 0.0), (PLASTIC, SLOW))
    }
    seen = observe(
        network, tuple(settings.values()), TAPPING, seeds,
        lambda trajectory: _see(trajectory, mirror, farthest), every_ms=EVERY_MS,
    )  # fmt: skip
    parts = {
        name: np.split(figures, 4 + farthest) for name, figures in zip(settings, seen, strict=True)
    }
    result = ParadigmResult()

    def add_taps(name: str, part: int) -> None:
        for k in range(TAPS):
            values = {condition: figures[part][k] for condition, figures in parts.items()}
            result.add(name, "MVC", values, "tap", float(k + 1))

    def add_all(name: str, unit: str, part: int, figure: Figure) -> None:
        result.add(name, unit, {key: figure(figures[part]) for key, figures in parts.items()})

    add_taps("overflow_by_tap", 0)
    add_all("growth_of_overflow", "MVC", 0, growth)
    add_all("taps_with_overflow", "share", 1, share_above)
    for distance in range(farthest + 1):
        add_taps(f"activity_{distance}_joints_away", 3 + distance)
    if mirror is not None:
        add_taps("mirror_activity_by_tap", 2)
        add_all("taps_with_mirror_activity", "share", 2, share_above)
    return result.frame()


PARADIGM = Paradigm(
    "repeated_movement",
    "Repeated movement",
    "Does activity spread more from tap to tap, how often beyond the limit of health, and does "
    "the other side's muscle join in?",
    "The clinic films people who write, tap and grasp with each hand; a rater who does not know "
    "who is ill counts the trials with overflow on the same side and with movement of the other "
    f"hand. Here: {TAPS} taps at {TAP_HZ:g} a second, half of each with the effort; activity is "
    "the mean from one command to the next. A tap has overflow where a muscle outside the task "
    f"joint is above {LIMIT:g} MVC. plastic is the same with links that grow by use (plasticity "
    f"{SLOW:g}); in the others none grow. The growth of overflow is the mean of the last {ENDS} "
    f"taps less that of the first {ENDS}. Only a body with muscles of both sides (the neck) has a "
    "mirror; the arm and the hand of the model are alone.",
    "sitburana2009",
    _run,
)
