"""The skeleton: muscles, joints and how they touch, whatever table they came from."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from model.errors import choose


@dataclass(frozen=True)
class Dof:
    """A degree of freedom, e.g. ``"elbow/flexion"``; mechanics normalised (see JointRow)."""

    key: str
    joint: str
    name: str
    stiffness: float = 1.0
    damping: float = 0.09
    inertia: float = 0.004
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class Muscle:
    """A muscle; ``moment_arms`` holds (dof index, signed arm), all on its joint."""

    key: str
    name: str
    side: str
    joint: str
    group: str
    moment_arms: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Body:
    """Muscles and joints; a muscle's index is its channel, ``neighbours`` pairs joints."""

    name: str
    title: str
    sentence: str
    agonist: str
    muscles: tuple[Muscle, ...] = field(repr=False)
    dofs: tuple[Dof, ...] = field(repr=False)
    joints: tuple[str, ...] = field(repr=False)
    neighbours: tuple[tuple[int, int], ...] = field(repr=False)

    @cached_property
    def _channels(self) -> dict[str, int]:
        return {muscle.key: index for index, muscle in enumerate(self.muscles)}

    @cached_property
    def _joint_indices(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self.joints)}

    @cached_property
    def _adjacent(self) -> list[list[int]]:
        return adjacency(len(self.joints), self.neighbours)

    @cached_property
    def _muscles_at(self) -> list[list[int]]:
        at: list[list[int]] = [[] for _ in self.joints]
        for channel, joint in enumerate(self.joint_of):
            at[joint].append(channel)
        return at

    def channel(self, muscle_key: str) -> int:
        """Return the index of a muscle; BadInput with the nearest key if there is none."""
        return self._channels[choose("muscle", muscle_key, self._channels)]

    def joint_index(self, joint_key: str) -> int:
        """Return the index of a joint; BadInput with the nearest key if there is none."""
        return self._joint_indices[choose("joint", joint_key, self._joint_indices)]

    @cached_property
    def joint_of(self) -> np.ndarray:
        """Joint index of every muscle, int64, shape (muscles,)."""
        index = self._joint_indices
        return np.array([index[muscle.joint] for muscle in self.muscles], dtype=np.int64)

    def distances(self, joint: int) -> np.ndarray:
        """Steps from a joint to every joint, int64, shape (joints,)."""
        reached = reach(self._adjacent, joint, len(self.joints))
        distance = np.full(len(self.joints), -1, dtype=np.int64)
        distance[list(reached)] = list(reached.values())
        return distance

    def within(self, joint: int, radius: int) -> list[int]:
        """Joints at most ``radius`` steps away, nearest first, itself included."""
        return list(reach(self._adjacent, joint, radius))

    def antagonists(self, channel: int) -> list[tuple[int, float]]:
        """Muscles that pull against this one, as (channel, share); the shares sum to 1.

        A share is proportional to max(0, -sum of arm * arm over the shared degrees of
        freedom): a muscle that opposes more of what this one does has more of it.
        """
        own = dict(self.muscles[channel].moment_arms)
        against = []
        for other in self._muscles_at[self.joint_of[channel]]:
            arms = self.muscles[other].moment_arms
            opposition = -sum(own.get(dof, 0.0) * arm for dof, arm in arms)
            if opposition > 0:
                against.append((other, opposition))
        total = sum(opposition for _, opposition in against)
        return [(other, opposition / total) for other, opposition in against]


def adjacency(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the neighbours of each of ``count`` joints."""
    adjacent: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs:
        adjacent[one].append(other)
        adjacent[other].append(one)
    return adjacent


def reach(adjacent: Sequence[Sequence[int]], start: int, radius: int) -> dict[int, int]:
    """Return {joint: steps} for all joints within ``radius`` steps of ``start``."""
    steps = {start: 0}
    queue = deque([start])
    while queue:
        joint = queue.popleft()
        if steps[joint] == radius:
            continue
        for other in adjacent[joint]:
            if other not in steps:
                steps[other] = steps[joint] + 1
                queue.append(other)
    return steps
