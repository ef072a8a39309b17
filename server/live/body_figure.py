"""How each body is drawn: the shape of its parts, and which degree of freedom turns which.

The tables are data, in ``frontend/bodies/NAME.toml``; the browser draws any of them by one rule: a
part begins at a point of its parent and turns with it, and is turned about an axis through its
own beginning by the angles of the frame, times ``gain``.
"""

import tomllib
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from motorloops.model.engine._accumulators import ACTIVE
from motorloops.model.errors import InputError
from motorloops.model.network.body import Body
from motorloops.server.live.widget import FRONTEND
from motorloops.server.strings import string_table, translate

Point = tuple[float, float, float]
Size = Annotated[float, Field(gt=0)]
Turning = Literal["bend", "nod", "turn", "tilt", "lift"]


class Drawn(BaseModel):
    """One row of a picture; lengths in the table's own unit, angles in degrees."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class View(Drawn):
    """From where the body is seen, and the share of the width that the view takes."""

    name: str
    pitch: float  # how far from above
    turn: float  # how far round the person
    from_: float = Field(alias="from", ge=0, lt=1)
    to: float = Field(gt=0, le=1)


class Part(Drawn):
    """A stretch of the body: from ``at``, seen from its parent's beginning, along ``to``, at rest.

    ``width`` is its radius at either end; a ``ball`` is an ellipsoid about the end of ``to`` with
    these radii, a ``plate`` a flat shape; a ``still`` part belongs to the scene.
    """

    part: str
    parent: str = ""
    at: Point
    to: Point
    width: tuple[Size, Size]
    ball: tuple[Size, Size, Size] | None = None
    plate: list[Point] | None = None
    still: bool = False


class Turn(Drawn):
    """What a degree of freedom does to a part: a positive angle turns it about the axis."""

    dof: str
    part: str
    axis: Point
    gain: Size
    words: Turning


class Spot(Drawn):
    """Where the skin over a joint is touched, and where its words stand."""

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
    """A line on a part, such as a nose; seen while it is on the near side."""

    part: str
    points: list[Point]
    fill: bool = False


class Figure(Drawn):
    """All that is drawn of one body; ``across`` and ``up`` say what is in sight."""

    across: tuple[float, float]
    up: tuple[float, float]
    views: list[View]
    parts: list[Part]
    turns: list[Turn]
    spots: list[Spot]
    muscles: list[Strand]
    lines: list[Line]


@cache
def load_figure(name: str) -> Figure:
    """Return how a body is drawn; cached.

    Raises:
        BadInput: For a body without a picture.
    """
    path = FRONTEND / "bodies" / f"{name}.toml"
    if not path.is_file():
        raise InputError("body", name, "a body with a picture")
    return Figure.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def describe_figure(body: Body, touched: str) -> dict[str, Any]:
    """What the browser needs to draw a body, as plain data.

    Args:
        body: Whose joints and muscles they are.
        touched: Key of the joint that is touched, or nothing.
    """
    figure = load_figure(body.name).model_dump(mode="json", by_alias=True)
    dofs = {dof.key: index for index, dof in enumerate(body.dofs)}
    for turn in figure["turns"]:
        turn["angle"] = dofs[turn["dof"]]
        turn["said"] = string_table()["turns"][turn.pop("words")]
    joints = {key: key.replace("_", " ") for key in body.joints}
    for spot in figure["spots"]:
        joint = joints[spot["joint"]]
        spot["name"], spot["touch"] = joint, translate("body.touch", joint=joint)
    order = {muscle.key: index for index, muscle in enumerate(body.muscles)}
    for strand in figure["muscles"]:
        strand["channel"] = order[strand["muscle"]]
    return {
        **figure,
        "name": body.name,
        "arms": [list(map(list, row.moment_arms)) for row in body.muscles],
        "active": ACTIVE,
        "touched": touched,
        "seen": translate(f"views.{body.name}"),
        "words": string_table()["body"],
    }
