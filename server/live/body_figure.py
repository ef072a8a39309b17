"""The figure of each body: shapes of its parts, and the degree of freedom that turns each.

The packaged bodies have a picture, in ``frontend/bodies/NAME.toml``. Any other body is drawn as a
schematic, made from the coordinates of its joints (see :func:`schematic`). The browser draws both
by one rule: a part begins at a point of its parent, turns with it, and is rotated about an axis
through its own origin by the angles of the frame, times ``gain``.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from motorloops.model.measuring import ACTIVE
from motorloops.model.network.body import Body
from motorloops.server.live.readout import WORDS
from motorloops.server.live.widget import FRONTEND
from motorloops.server.strings import string_table, translate

Point = tuple[float, float, float]
Size = Annotated[float, Field(gt=0)]
Turning = Literal["bend", "forearm", "sideways", "nod", "turn", "tilt", "lift"]
Paint = Literal["", "skin", "shirt", "mane", "light", "ink"]


class Drawn(BaseModel):
    """One row of a picture; lengths in the table's own unit, angles in degrees."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class View(Drawn):
    """The viewing direction, and the share of the width that the view takes."""

    name: str
    pitch: float  # elevation
    turn: float  # rotation around the person
    from_: float = Field(alias="from", ge=0, lt=1)
    to: float = Field(gt=0, le=1)


class Part(Drawn):
    """A segment of the body: from ``at``, relative to its parent's origin, along ``to``, at rest.

    ``width`` is its radius at either end; a ``ball`` is an ellipsoid about the end of ``to`` with
    these radii, a ``plate`` a flat shape; a ``still`` part is scenery. A ``joined`` part forms one
    shape with its parent, without an outline between them. ``paint`` is its colour; without it,
    that of a schematic.
    """

    part: str
    parent: str = ""
    at: Point
    to: Point
    width: tuple[Size, Size]
    ball: tuple[Size, Size, Size] | None = None
    plate: list[Point] | None = None
    still: bool = False
    joined: bool = False
    paint: Paint = ""


class Turn(Drawn):
    """The effect of a degree of freedom on a part: a positive angle turns it about the axis.

    ``words`` names the pair of words for the two directions; without them, the degree of freedom
    is named with the sign of its angle.
    """

    dof: str
    part: str
    axis: Point
    gain: Size
    words: Turning | Literal[""] = ""


class Spot(Drawn):
    """The point where the skin over a joint is touched, and the usual side of its label."""

    joint: str
    part: str
    at: Point
    label: Literal["above", "below", "right", "beside"]


class Strand(Drawn):
    """A muscle, from a point of one part to a point of another."""

    muscle: str
    from_: tuple[str, Point] = Field(alias="from")
    to: tuple[str, Point]
    view: str = ""


class Line(Drawn):
    """A line on a part, such as a mouth; visible while it is on the near side."""

    part: str
    points: list[Point]
    fill: Paint = ""


class Cap(Drawn):
    """The share of a ball's surface that is covered, as by hair.

    A point of the surface is covered if the cosine of its angle to ``axis``, on a ball that is
    scaled to a sphere, is above ``above``.
    """

    part: str
    axis: Point
    above: float = Field(gt=-1, lt=1)
    paint: Paint


class Tie(Drawn):
    """A connection between two joints that are not parent and child, as in a ring."""

    from_: tuple[str, Point] = Field(alias="from")
    to: tuple[str, Point]


class Figure(Drawn):
    """The figure of one body; ``across`` and ``up`` are the visible range.

    ``name`` is the key of the sentence that describes the picture.
    """

    name: str = ""

    across: tuple[float, float]
    up: tuple[float, float]
    views: list[View]
    parts: list[Part]
    turns: list[Turn]
    spots: list[Spot]
    muscles: list[Strand]
    lines: list[Line] = []
    caps: list[Cap] = []
    ties: list[Tie] = []


@lru_cache(maxsize=64)
def figure_of(body: Body) -> Figure:
    """The figure of a body: a packaged picture with these joints and muscles, else a schematic."""
    path = FRONTEND / "bodies" / f"{body.name}.toml"
    if path.is_file():
        figure = Figure.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        if _shows(figure, body):
            return figure.model_copy(update={"name": body.name})
    return schematic(body)


def _shows(figure: Figure, body: Body) -> bool:
    """Whether a picture has every joint, degree of freedom and muscle of a body, and no others."""
    return (
        {turn.dof for turn in figure.turns} == {dof.key for dof in body.dofs}
        and {spot.joint for spot in figure.spots} == set(body.joints)
        and {strand.muscle for strand in figure.muscles} == {row.key for row in body.muscles}
    )


# Co-contraction of two opponents from which their joint is called stiff: the gauge's "high".
STIFF = next(low for (low, _), (_, word) in pairwise(WORDS) if word == "high")

LENGTH = 2.4  # mean length of a link of a schematic, in units of the figure
COINCIDING = 0.02  # joints closer than this, in the table's unit, are moved apart
RADIUS = 0.26  # of a link
MUSCLE_OFF = 0.44  # distance of a muscle from the middle of its link
MUSCLE_GAP = 0.26  # between muscles side by side
REACH = 1.1  # how far from the joint a muscle is attached, at most
BENDS = (-0.7, 0.0, 0.7)  # rad; the picture has room for each joint turned by this angle
MARGIN = 0.7
MAX_SPOTS = 12  # most joints with touch buttons in a schematic; more would overlap


def schematic(body: Body) -> Figure:
    """Draw a body from the coordinates in its table.

    Every joint is placed at the x, y of its first degree of freedom, and linked to the joint
    before it on the path from the first joint, which is fixed. A degree of freedom named rotation
    turns the link about itself. Of the others, the first turns all that follows in the plane of
    the picture and the second out of that plane; a third one turns the link about itself. A muscle
    crosses its joint; one with a positive moment arm on the degree of freedom in the plane of the
    picture, or else on the one that it moves most, runs on the side to which it turns the link.
    """
    links = _links(body)
    own = [_in_order(body, joint) for joint in body.joints]
    parts = [_part("base", "", np.zeros(2), links.base, still=True)]
    crowded = len(body.joints) > MAX_SPOTS
    turns, spots = [], []
    heights = links.heights()
    for row, joint in enumerate(links.order):
        for name, along in links.out[joint]:
            parts.append(_part(name, links.lead[joint], links.into[joint], along))
            x, y = along / np.hypot(*along)
            axes = [(0.0, 0.0, 1.0), (-y, x, 0.0), (x, y, 0.0)]
            turns += [
                Turn(dof=body.dofs[d].key, part=name, axis=axes[min(k, 2)], gain=1.0)
                for k, d in own[joint].items()
            ]
        # Labels point away from the middle of the body, and alternate where it is flat.
        above = heights[joint] > 0 if abs(heights[joint]) > 0.1 * LENGTH else row % 2 == 0
        label: Literal["above", "below"] = "above" if above else "below"
        spots.append(
            Spot(joint=body.joints[joint], part=links.out[joint][0][0], at=(0, 0, 0), label=label)
        )
    ties = [
        Tie.model_validate({"from": (links.out[a][0][0], (0, 0, 0)),
                            "to": (links.out[b][0][0], (0, 0, 0))})
        for a, b in links.closing
    ]  # fmt: skip
    left, bottom, right, top = _room(links)
    return Figure(
        name="crowded" if crowded else "schematic",
        across=(left, right), up=(bottom, top), parts=parts, turns=turns,
        views=[View.model_validate({"name": "front", "pitch": 0, "turn": 0, "from": 0, "to": 1})],
        spots=[] if crowded else spots, muscles=_strands(body, links, own), ties=ties,
    )  # fmt: skip


def _in_order(body: Body, joint: str) -> dict[int, int]:
    """The degrees of freedom of a joint: 0 in the plane of the picture, 1 out of it, 2 about it."""
    own = [d for d, dof in enumerate(body.dofs) if dof.joint == joint]
    about = [d for d in own if body.dofs[d].key.endswith("/rotation")]
    bending = [d for d in own if d not in about]
    return {**dict(enumerate(bending)), **{2 + k: d for k, d in enumerate(bending[2:] + about)}}


@dataclass(frozen=True)
class _Links:
    """The tree of a schematic's links, lengths in units of the figure.

    Attributes:
        order: The joints, each after the joint that it is linked to.
        into: (2,) by joint: from the origin of the part that leads to it; zero for the first.
        lead: By joint: name of the part that leads to it.
        out: By joint: name and (2,) direction of each part that starts there.
        base: (2,) the fixed part, away from the first joint.
        closing: Pairs of connected joints that are not linked in the tree.
    """

    order: list[int]
    into: list[np.ndarray]
    lead: list[str]
    out: list[list[tuple[str, np.ndarray]]]
    base: np.ndarray
    closing: list[tuple[int, int]]

    def heights(self) -> np.ndarray:
        """(joints,) height of each joint above the mean of all joints, at rest."""
        ends = {"base": 0.0}  # by part: height of its far end
        heights = np.zeros(len(self.order))
        for joint in self.order:
            height = heights[joint] = ends[self.lead[joint]]
            ends |= {name: height + float(along[1]) for name, along in self.out[joint]}
        return heights - (max(heights) + min(heights)) / 2


def _links(body: Body) -> _Links:
    places = np.zeros((len(body.joints), 2))
    for dof in reversed(body.dofs):
        places[body.joint_index(dof.joint)] = dof.x, dof.y
    order, parent, children = [0], {0: -1}, [[] for _ in body.joints]
    for joint in order:
        for pair in body.neighbours:
            other = sum(pair) - joint
            if joint in pair and other not in parent:
                parent[other] = joint
                children[joint].append(other)
                order.append(other)
    steps = {j: places[j] - places[parent[j]] for j in order[1:]}
    for number, (joint, step) in enumerate(steps.items()):
        if np.hypot(*step) < COINCIDING:  # the coordinates are too close: fan the links out
            steps[joint] = 0.15 * np.array([np.cos(0.7 * number), -np.sin(0.7 * number)])
    lengths = [float(np.hypot(*step)) for step in steps.values()] or [1.0]
    unit = LENGTH / (sum(lengths) / len(lengths))
    into = [unit * steps[j] if j in steps else np.zeros(2) for j in range(len(body.joints))]
    first = into[children[0][0]] if children[0] else np.array([LENGTH, 0.0])
    base = -0.45 * LENGTH * first / float(np.linalg.norm(first))
    lead, out = ["base"] * len(body.joints), []
    for joint, following in enumerate(children):
        key = body.joints[joint]
        before = -base if joint == 0 else into[joint]
        tip = 0.5 * LENGTH * before / np.linalg.norm(before)
        out.append([(f"{key}>{body.joints[c]}", into[c]) for c in following] or [(key, tip)])
        for child, (name, _) in zip(following, out[-1], strict=False):
            lead[child] = name
    closing = [(a, b) for a, b in body.neighbours if parent[a] != b and parent[b] != a]
    return _Links(order, into, lead, out, base, closing)


def _part(name: str, parent: str, at: np.ndarray, along: np.ndarray, still: bool = False) -> Part:
    (x, y), (dx, dy) = at, along
    # The fixed base is not a part, so parts that start at the first joint have no parent.
    parent = "" if parent == "base" else parent
    return Part(part=name, parent=parent, at=(x, y, 0), to=(dx, dy, 0),
                width=(RADIUS, 0.7 * RADIUS), still=still)  # fmt: skip


def _strands(body: Body, links: _Links, own: Sequence[Mapping[int, int]]) -> list[Strand]:
    """Each muscle from the link before its joint to the link after it."""
    taken: dict[tuple[int, float], int] = {}
    strands = []
    for muscle, joint in zip(body.muscles, body.joint_of.tolist(), strict=True):
        arms = dict(muscle.moment_arms)
        largest = max(muscle.moment_arms, key=lambda pair: abs(pair[1]))[1]
        side = float(np.sign(arms.get(own[joint].get(0, -1), largest)))
        row = taken[joint, side] = taken.get((joint, side), -1) + 1
        off = side * (MUSCLE_OFF + MUSCLE_GAP * row)
        name, along = links.out[joint][0]
        before = -links.base if joint == 0 else links.into[joint]
        ends = {"from": _beside(before, -REACH, off), "to": _beside(along, REACH, off)}
        # The origin of a part is its first end, that of the base is the first joint.
        start = np.zeros(2) if joint == 0 else before
        strands.append(Strand.model_validate({
            "muscle": muscle.key,
            "from": (links.lead[joint], (*(start + ends["from"]), 0.0)),
            "to": (name, (*ends["to"], 0.0)),
        }))  # fmt: skip
    return strands


def _beside(along: np.ndarray, reach: float, off: float) -> np.ndarray:
    """(2,) a point at most ``reach`` along a link from a joint, and ``off`` to its left."""
    length = float(np.hypot(*along))
    x, y = along / length
    step = float(np.clip(reach, -0.5 * length, 0.5 * length))
    return np.array([step * x - off * y, step * y + off * x])


def _room(links: _Links) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the links with each joint bent to either side."""
    seen = [links.base]
    for bent in links.order:
        for angle in BENDS:
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            ends = {"base": (np.zeros(2), np.eye(2))}  # by part: its end point and its rotation
            for joint in links.order:
                start, turned = ends[links.lead[joint]]
                turned = turned @ turn if joint == bent else turned
                for name, along in links.out[joint]:
                    ends[name] = start + turned @ along, turned
            seen += [end for end, _ in ends.values()]
    return (*(np.min(seen, axis=0) - MARGIN).tolist(), *(np.max(seen, axis=0) + MARGIN).tolist())


def describe_figure(body: Body, touched: str) -> dict[str, Any]:
    """What the browser needs to draw a body, as plain data.

    Args:
        body: The body to draw.
        touched: Key of the touched joint; empty if none.
    """
    figure = figure_of(body).model_dump(mode="json", by_alias=True)
    turns = string_table()["turns"]
    dofs = {dof.key: index for index, dof in enumerate(body.dofs)}
    for turn in figure["turns"]:
        turn["angle"] = dofs[turn["dof"]]
        dof, words = turn["dof"].split("/")[1].replace("_", " "), turn.pop("words")
        turn["said"] = turns[words] if words else [form.format(dof=dof) for form in turns["signed"]]
        turn["named"] = bool(words)  # the words name the direction, without a sign
    joints = {key: key.replace("_", " ") for key in body.joints}
    for spot in figure["spots"]:
        joint = joints[spot["joint"]]
        spot["name"], spot["touch"] = joint, translate("body.touch", joint=joint)
    order = {muscle.key: index for index, muscle in enumerate(body.muscles)}
    for strand in figure["muscles"]:
        strand["channel"] = order[strand["muscle"]]
    return {
        **figure,
        "name": body.name,  # the browser makes new buttons for another body
        "arms": [list(map(list, row.moment_arms)) for row in body.muscles],
        "active": ACTIVE,
        "stiff": STIFF,
        "touched": touched,
        "seen": translate(f"views.{figure['name']}"),
        "words": string_table()["body"],
    }
