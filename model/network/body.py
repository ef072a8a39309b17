"""Bodies: muscles, joints and degrees of freedom, from tables or synthetic of any size.

:func:`load_body` reads a body of an atlas (``bodies/NAME.csv`` and ``bodies/NAME_joints.csv``)
or creates a synthetic one: ``chain:N``, ``ring:N`` or ``tree:N`` with N joints.
"""

import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from math import cos, pi, sin
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from motorloops.model.arguments import TEXT, checked, of
from motorloops.model.errors import InputError, choose, nearest
from motorloops.model.network.atlas import (
    Atlas,
    Key,
    Row,
    Share,
    Text,
    check_sources,
    check_unique,
    place,
    read_table,
)

HEALTHY_INDEX = 0.15  # of a body whose table has none: an assumption


@dataclass(frozen=True)
class Dof:
    """A degree of freedom, e.g. ``"elbow/flexion"``; mechanics normalised as in JointRow."""

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
    """A muscle.

    Attributes:
        key: identifier, e.g. ``"biceps"``.
        name: for display.
        side: ``"left"``, ``"right"`` or empty.
        joint: key of its joint.
        group: functional group, e.g. ``"flexor"``.
        moment_arms: (dof index, signed arm), all on its joint, in order of the dofs.
        strength: maximal force at the optimal length; 1 gives torque 1 at a moment arm of 1.
        length: in the neutral posture, in optimal fibre lengths.
    """

    key: str
    name: str
    side: str
    joint: str
    group: str
    moment_arms: tuple[tuple[int, float], ...]
    strength: float = 1.0
    length: float = 1.0


@dataclass(frozen=True)
class Task:
    """Something that people do with several muscles, e.g. turn the head.

    Attributes:
        key: identifier, e.g. ``"turn_head"``.
        title: for display.
        sentence: what it is, in words.
        muscles: (channel, share of the effort), the usual wanted muscle first.
    """

    key: str
    title: str
    sentence: str
    muscles: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Body:
    """Muscles and joints. A muscle's index is its channel.

    Attributes:
        name: identifier, e.g. ``"arm"`` or ``"chain:100"``.
        title: for display.
        sentence: what it is, in words.
        agonist: key of the muscle that is wanted by default.
        muscles: in order of channels.
        dofs: degrees of freedom, in order.
        joints: keys of the joints, in order.
        neighbours: pairs of indices of joints that are connected.
        tasks: what people do with several of the muscles; may be empty.
        healthy_index: largest co-contraction index (0..1, no unit) that counts as healthy in
            this body. No run depends on it. Those of arm, hand and neck follow the rule of
            :func:`motorloops.experiments.calibration.healthy_line.healthy_line`.

    Examples:
        >>> arm = load_body("arm", load_atlas())
        >>> [arm.muscles[m].key for m, share in arm.antagonists(arm.channel("biceps"))]
        ['triceps']
        >>> [arm.muscles[m].key for m, share in arm.task("point").muscles]
        ['anterior_deltoid', 'triceps', 'wrist_extensor', 'finger_extensor']
    """

    name: str
    title: str
    sentence: str
    agonist: str
    muscles: tuple[Muscle, ...] = field(repr=False)
    dofs: tuple[Dof, ...] = field(repr=False)
    joints: tuple[str, ...] = field(repr=False)
    neighbours: tuple[tuple[int, int], ...] = field(repr=False)
    tasks: tuple[Task, ...] = field(default=(), repr=False)
    healthy_index: float = HEALTHY_INDEX

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
        """Return the index of a muscle; InputError with the nearest key if there is none."""
        return self._channels[choose("muscle", muscle_key, self._channels)]

    def joint_index(self, joint_key: str) -> int:
        """Return the index of a joint; InputError with the nearest key if there is none."""
        return self._joint_indices[choose("joint", joint_key, self._joint_indices)]

    def task(self, task_key: str) -> Task:
        """Return a task; InputError with the allowed keys if the body does not have it."""
        self.check_choice("task", task_key)
        return next(task for task in self.tasks if task.key == task_key)

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The sides that the muscles are on, in their order; none if the body has no sides."""
        return tuple(dict.fromkeys(muscle.side for muscle in self.muscles if muscle.side))

    def check_choice(self, of: str, key: str) -> None:
        """Check the value of a lever that names a muscle, joint, side or task (``of``).

        Raises:
            InputError: if the body has none of this name; the message suggests the nearest.
        """
        names = {
            "muscle": self._channels, "joint": self.joints, "side": self.sides,
            "task": [task.key for task in self.tasks],
        }[of]  # fmt: skip
        if not names:
            raise InputError(of, key, f"the body {self.name} has no {of}s; leave it empty")
        choose(of, key, names)

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

    def muscles_within(self, joint: int, radius: int) -> list[int]:
        """Channels of the muscles of all joints at most ``radius`` steps away, in order."""
        return sorted(m for near in self.within(joint, radius) for m in self._muscles_at[near])

    def antagonists(self, channel: int) -> list[tuple[int, float]]:
        """Return the muscles that oppose this one, as (channel, share); the shares sum to 1.

        A share is proportional to the opposition, -sum of arm * arm over the shared degrees of
        freedom. Muscles whose directions of pull are nearly at right angles do not oppose.
        """
        own = dict(self.muscles[channel].moment_arms)
        size = sum(arm * arm for arm in own.values())
        against = []
        for other in self._muscles_at[self.joint_of[channel]]:
            arms = self.muscles[other].moment_arms
            opposition = -sum(own.get(dof, 0.0) * arm for dof, arm in arms)
            sizes = size * sum(arm * arm for _, arm in arms)
            if opposition > LEAST_OPPOSITION * math.sqrt(sizes):
                against.append((other, opposition))
        total = sum(opposition for _, opposition in against)
        return [(other, opposition / total) for other, opposition in against]

    def neighbours_of(self, channel: int) -> list[tuple[int, float]]:
        """Return the neighbours of a muscle, as (channel, share).

        These are the muscles of the adjacent joints and those of its own joint that do not
        oppose it. A share is 1, whatever their number; it is larger by :data:`GROUP_LEAN` for
        a muscle of the same side (of the same group, where it has no side), and smaller by as
        much for any other.
        """
        joint, own = int(self.joint_of[channel]), self.muscles[channel]
        against = {other for other, _ in self.antagonists(channel)}
        near = [m for m in self.muscles_within(joint, 1) if m != channel and m not in against]

        def share(other: int) -> float:
            muscle = self.muscles[other]
            alike = (muscle.side or muscle.group) == (own.side or own.group)
            return 1.0 + GROUP_LEAN if alike else 1.0 - GROUP_LEAN

        return [(other, share(other)) for other in near]


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


LEAST_OPPOSITION = 0.1  # cosine between the pulls of two opponents: an assumption
# Muscles of one side, or where the body has no sides of one group (the flexors), share more of
# their input: an assumption.
GROUP_LEAN = 0.4
LARGEST = 10_000  # joints of a synthetic body
SMALLEST = {"chain": 1, "ring": 3, "tree": 1}


Strength = Annotated[float, Field(gt=0, le=10)]
NeutralLength = Annotated[float, Field(ge=0.5, le=1.5)]  # of a muscle, in optimal fibre lengths


class BodyRow(Row):
    """One row of ``bodies/bodies.csv``; ``healthy_index`` as in :class:`Body`."""

    body: Key
    title: Text
    agonist: Text
    healthy_index: Share = HEALTHY_INDEX
    sentence: Text


class JointRow(Row):
    """One degree of freedom of a joint; a strength of 1 at a moment arm of 1 gives torque 1."""

    joint: Key
    dof: Key
    name: Text
    neighbours: str
    stiffness: float = Field(gt=0, le=1000)
    damping: float = Field(gt=0, le=1000)
    inertia: float = Field(gt=0, le=1000)
    x: Share
    y: Share
    source: Text
    note: str


class MuscleRow(Row):
    """The moment arm of one muscle about one degree of freedom."""

    muscle: Key
    name: Text
    side: Literal["", "left", "right"]
    joint: Text
    dof: Text
    moment_arm: float = Field(ge=-10, le=10)
    strength: Strength = 1.0
    length: NeutralLength = 1.0
    group: Text
    source: Text
    note: str


class TaskRow(Row):
    """The share of the effort that one muscle of a task gets; the first row names its agonist."""

    body: Text
    task: Key
    title: Text
    muscle: Text
    share: Share
    sentence: Text
    source: Text
    note: str


TASKS = "bodies/tasks.csv"  # may be missing


def _neighbours(
    table: str, rows: Sequence[JointRow], joints: Sequence[str]
) -> set[tuple[int, int]]:
    """Return the unordered joint pairs; naming a neighbour on one side is enough."""
    pairs = set()
    for index, row in enumerate(rows):
        others = [joint for joint in joints if joint != row.joint]
        for key in row.neighbours.split():
            choose(place(table, index, "neighbours"), key, others)
            one, other = sorted((joints.index(row.joint), joints.index(key)))
            pairs.add((one, other))
    return pairs


def _check_muscles(table: str, rows: Sequence[MuscleRow], dofs: Mapping[str, int]) -> None:
    joints = list(dict.fromkeys(key.split("/")[0] for key in dofs))
    check_unique(table, "dof", [f"{row.muscle} {row.joint}/{row.dof}" for row in rows])
    first: dict[str, MuscleRow] = {}
    for index, row in enumerate(rows):
        choose(place(table, index, "joint"), row.joint, joints)
        own_dofs = [key.split("/")[1] for key in dofs if key.startswith(f"{row.joint}/")]
        choose(place(table, index, "dof"), row.dof, own_dofs)
        if row.moment_arm == 0:
            raise InputError(place(table, index, "moment_arm"), 0, "a muscle needs a lever")
        same = first.setdefault(row.muscle, row)
        for column in ("joint", "name", "side", "group", "strength", "length"):
            if getattr(row, column) != getattr(same, column):
                allowed = f"all rows of {row.muscle} must have {getattr(same, column)!r}"
                raise InputError(place(table, index, column), getattr(row, column), allowed)


def check_body(body: Body, muscle_table: str, joint_table: str) -> None:
    """Check what needs the whole body: antagonists, connections, the agonist."""
    distances = body.distances(0)
    for channel, muscle in enumerate(body.muscles):
        if not body.antagonists(channel):
            allowed = "a muscle needs an antagonist at its joint"
            raise InputError(muscle_table, muscle.key, allowed)
        if distances[body.joint_of[channel]] < 0:
            allowed = f"its joint {muscle.joint} must be connected to {body.joints[0]}"
            raise InputError(f"{joint_table} column neighbours", muscle.key, allowed)
    moved = {muscle.joint for muscle in body.muscles}
    for joint in body.joints:
        if joint not in moved:
            raise InputError(f"{joint_table} column joint", joint, "a joint needs muscles")


def make_tasks(
    rows: Iterable[tuple[Callable[[str], str], TaskRow]], muscles: Sequence[str]
) -> tuple[Task, ...]:
    """Gather and check the tasks of one body.

    Args:
        rows: each with the name of its values in messages, by their column.
        muscles: keys of the body's muscles.

    Raises:
        InputError: for an unknown muscle, a muscle that a task names twice, or a task whose rows
            differ in its title or sentence.
    """
    first: dict[str, TaskRow] = {}
    shares: dict[str, dict[int, float]] = {}
    for where, row in rows:
        channel = muscles.index(choose(where("muscle"), row.muscle, muscles))
        same, own = first.setdefault(row.task, row), shares.setdefault(row.task, {})
        if channel in own:
            allowed = f"the task {row.task} has this muscle already; give each muscle one row"
            raise InputError(where("muscle"), row.muscle, allowed)
        for column in ("title", "sentence"):
            if getattr(row, column) != getattr(same, column):
                allowed = f"all rows of {row.task} must have {getattr(same, column)!r}"
                raise InputError(where(column), getattr(row, column), allowed)
        own[channel] = row.share
    return tuple(
        Task(key, row.title, row.sentence, tuple(shares[key].items())) for key, row in first.items()
    )


def _tasks(
    atlas: Atlas, body: str, bodies: Sequence[str], muscles: Sequence[str]
) -> tuple[Task, ...]:
    if not (atlas.folder / TASKS).exists():
        return ()
    rows = read_table(atlas.folder, TASKS, TaskRow, may_be_empty=True)
    check_sources(TASKS, "source", rows, atlas.references)
    for index, row in enumerate(rows):
        choose(place(TASKS, index, "body"), row.body, bodies)
    own = [(partial(place, TASKS, k), row) for k, row in enumerate(rows) if row.body == body]
    return make_tasks(own, muscles)


def _tabulated(atlas: Atlas, title: BodyRow, bodies: Sequence[str]) -> Body:
    joint_table, muscle_table = f"bodies/{title.body}_joints.csv", f"bodies/{title.body}.csv"
    joint_rows = read_table(atlas.folder, joint_table, JointRow)
    muscle_rows = read_table(atlas.folder, muscle_table, MuscleRow)
    keys = [f"{row.joint}/{row.dof}" for row in joint_rows]
    check_unique(joint_table, "dof", keys)
    check_sources(joint_table, "source", joint_rows, atlas.references)
    check_sources(muscle_table, "source", muscle_rows, atlas.references)
    dof_index = {key: index for index, key in enumerate(keys)}
    _check_muscles(muscle_table, muscle_rows, dof_index)
    joints = list(dict.fromkeys(row.joint for row in joint_rows))
    arms: dict[str, list[tuple[int, float]]] = {}
    for row in muscle_rows:
        dof = dof_index[f"{row.joint}/{row.dof}"]
        arms.setdefault(row.muscle, []).append((dof, row.moment_arm))
    first = {row.muscle: row for row in reversed(muscle_rows)}
    dofs = []
    for key, row in zip(keys, joint_rows, strict=True):
        mechanics = (row.stiffness, row.damping, row.inertia)
        dofs.append(Dof(key, row.joint, row.name, *mechanics, row.x, row.y))
    muscles = []
    for key, own_arms in arms.items():
        row = first[key]
        words, pull = (row.name, row.side, row.joint, row.group), tuple(sorted(own_arms))
        muscles.append(Muscle(key, *words, pull, row.strength, row.length))
    pairs = tuple(sorted(_neighbours(joint_table, joint_rows, joints)))
    shape = (tuple(muscles), tuple(dofs), tuple(joints), pairs)
    body = Body(title.body, title.title, title.sentence, title.agonist, *shape)
    check_body(body, muscle_table, joint_table)
    tasks = _tasks(atlas, title.body, bodies, list(arms))
    return replace(body, tasks=tasks, healthy_index=title.healthy_index)


def _synthetic_pairs(shape: str, size: int) -> list[tuple[int, int]]:
    if shape == "tree":  # binary: the children of k are 2k + 1 and 2k + 2
        return [((joint - 1) // 2, joint) for joint in range(1, size)]
    chain = [(joint, joint + 1) for joint in range(size - 1)]
    return [*chain, (0, size - 1)] if shape == "ring" else chain


def _synthetic_place(shape: str, size: int, joint: int) -> tuple[float, float]:
    """Return x, y in 0..1 of a joint in a drawing of the body."""
    if shape == "ring":
        angle = 2 * pi * joint / size
        return 0.5 + 0.45 * sin(angle), 0.5 + 0.45 * cos(angle)
    if shape == "chain":
        return (joint + 0.5) / size, 0.5
    level, levels = (joint + 1).bit_length() - 1, size.bit_length()
    width = 2**level
    return (joint + 1 - width + 0.5) / width, 1 - (level + 0.5) / levels


def _synthetic(shape: str, size: int) -> Body:
    joints = tuple(f"j{joint}" for joint in range(size))
    dofs, muscles = [], []
    for index, joint in enumerate(joints):
        x, y = _synthetic_place(shape, size, index)
        dofs.append(Dof(f"{joint}/flexion", joint, f"bend of joint {index}", x=x, y=y))
        for group, arm in (("flexor", 1.0), ("extensor", -1.0)):
            key, name = f"{group}_{index}", f"{group} {index}"
            muscles.append(Muscle(key, name, "", joint, group, ((index, arm),)))
    task = size // 2 if shape == "chain" else 0
    sentence = f"A made-up body of {size} joints in a {shape}, to study how activity spreads."
    parts = (tuple(muscles), tuple(dofs), joints, tuple(_synthetic_pairs(shape, size)))
    name = f"{shape}:{size}"
    return Body(name, f"{shape.capitalize()} of {size}", sentence, f"flexor_{task}", *parts)


def _titles(atlas: Atlas) -> dict[str, BodyRow]:
    table = "bodies/bodies.csv"
    rows = read_table(atlas.folder, table, BodyRow)
    check_unique(table, "body", [row.body for row in rows])
    return {row.body: row for row in rows}


@checked(atlas=of(Atlas))
def body_names(atlas: Atlas) -> tuple[str, ...]:
    """The names of the bodies of an atlas.

    Args:
        atlas: the tables.

    Returns:
        Names, in the order of ``bodies.csv``, without the synthetic bodies of
        :func:`load_body`.

    Raises:
        InputError: if ``bodies.csv`` cannot be used.

    Examples:
        >>> body_names(load_atlas())
        ('arm', 'hand', 'neck')
    """
    return tuple(_titles(atlas))


@checked(name=TEXT, atlas=of(Atlas))
@lru_cache(maxsize=32)
def load_body(name: str, atlas: Atlas) -> Body:
    """A body of the atlas, or a synthetic one such as ``"chain:100"``; cached.

    A synthetic body has N joints ``j0``, ``j1``, ... of one degree of freedom, each with
    ``flexor_k`` and ``extensor_k``.

    Args:
        name: a name of :func:`body_names`, or ``chain:N``, ``ring:N``, ``tree:N``.
        atlas: the tables.

    Returns:
        The body.

    Raises:
        InputError: If the name or N is unknown, or a table of the body cannot be used.

    Examples:
        >>> ring = load_body("ring:4", load_atlas())
        >>> ring.joints, ring.neighbours
        (('j0', 'j1', 'j2', 'j3'), ((0, 1), (1, 2), (2, 3), (0, 3)))
    """
    shape, colon, digits = name.partition(":")
    if colon and shape in SMALLEST:
        low = SMALLEST[shape]
        size = int(digits) if re.fullmatch(r"[0-9]{1,6}", digits) else 0
        if not low <= size <= LARGEST:
            allowed = f"{shape}:N needs a whole number N from {low} to {LARGEST}"
            raise InputError("body", name, allowed)
        return _synthetic(shape, size)
    titles = _titles(atlas)
    if name not in titles:
        options = [*titles, *(f"{shape}:N" for shape in SMALLEST)]
        raise InputError("body", name, nearest(name, options).strip())
    body = _tabulated(atlas, titles[name], list(titles))
    choose(
        place("bodies/bodies.csv", list(titles).index(name), "agonist"),
        body.agonist,
        [muscle.key for muscle in body.muscles],
    )
    return body
