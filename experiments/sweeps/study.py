"""What a sweep is asked to do: one frozen study, read from a file by :mod:`.reading`.

Write a study as TOML, as it was checked: every key, every default.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motorloops.model.network.build import Network, build_network
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.simulate import Engine, Precision
from motorloops.model.timeline import TIMELINES, Timeline

Kind = Literal["grid", "pairs", "list", "lhs", "sobol", "morris"]
SAMPLED: tuple[Kind, ...] = ("lhs", "sobol", "morris")  # take a range of each axis
KINDS: tuple[Kind, ...] = ("grid", "pairs", "list", *SAMPLED)
SeedKind = Literal["common", "independent"]
SEED_KINDS: tuple[SeedKind, ...] = ("common", "independent")
Executor = Literal["threads", "processes", "dask"]
EXECUTORS: tuple[Executor, ...] = ("threads", "processes", "dask")
LESION, EVERY = "lesion", "every"  # the axis of removed nodes, and its word for all of them


@dataclass(frozen=True)
class Axis:
    """One lever, constant, short form or ``lesion`` that a design moves.

    Attributes:
        values: what it takes, one after the other; empty if it has a range instead.
        low: lower end of the range.
        high: upper end of the range.
        count: number of equal steps of the range, ends included; 0 in a sampled design.
    """

    name: str
    values: tuple[float | str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = 0


@dataclass(frozen=True)
class Design:
    """Which points the axes are taken through.

    Attributes:
        samples: of a ``lhs`` design (points), or of a ``sobol`` one (base samples).
        second_order: whether a ``sobol`` design lets pairs of axes be told apart.
        trajectories: of a ``morris`` design.
        levels: of a ``morris`` design.
        file: table that the values of a ``list`` came from; empty if they stand in the study.
    """

    kind: Kind
    axes: tuple[Axis, ...]
    samples: int = 0
    second_order: bool = False
    trajectories: int = 0
    levels: int = 0
    file: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes."""
        return tuple(axis.name for axis in self.axes)


@dataclass(frozen=True)
class Seeds:
    """The noise of a study: ``count`` runs of each point.

    ``common`` gives all points the same noise, so that they differ by their levers alone;
    ``independent`` gives every run its own.
    """

    count: int
    kind: SeedKind
    root: int


@dataclass(frozen=True)
class Study:
    """A checked study.

    Attributes:
        fixed: levers that are held, by name; they win over the preset's.
        chunk: runs a unit of work.
        workers: threads or processes; 0 for one a core.
    """

    name: str
    description: str
    body: str
    preset: str
    protocol: str
    seconds: float
    fixed: Mapping[str, float | str]
    design: Design
    seeds: Seeds
    measures: tuple[str, ...]
    engine: Engine
    precision: Precision
    chunk: int
    executor: Executor
    workers: int

    def base(self) -> Params:
        """The setting that every point starts from."""
        return Params().replace(**{**preset(self.preset).changes, **self.fixed})

    def timeline(self) -> Timeline:
        """What the person does in each run."""
        return TIMELINES[self.protocol](self.seconds)

    def network(self) -> Network:
        """The network of every run."""
        return build_network(self.body)

    def identity(self) -> dict[str, Any]:
        """All that the rows depend on, by key of the study file; not where or how fast they run."""
        design = {
            f"design.axes.{axis.name}": [*axis.values] or [axis.low, axis.high, axis.count]
            for axis in self.design.axes
        }
        numbers = ("kind", "samples", "second_order", "trajectories", "levels")
        keys = ("body", "preset", "protocol", "seconds", "engine", "precision")
        return {
            **{key: getattr(self, key) for key in keys},
            **{f"fixed.{name}": value for name, value in self.fixed.items()},
            **{f"design.{key}": getattr(self.design, key) for key in numbers},
            "design.axes": list(self.design.names),
            **design,
            **{f"seeds.{key}": getattr(self.seeds, key) for key in ("count", "kind", "root")},
            "measures": list(self.measures),
        }

    @property
    def digest(self) -> str:
        """Identity of the study: two studies with the same digest have the same rows."""
        text = json.dumps(self.identity(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key that needs no quotes


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    return repr(value)


def as_lines(table: Mapping[str, object]) -> str:
    """A table as TOML, one line a key; tables inside it stand in their line."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _axis(axis: Axis, design: Design) -> object:
    if axis.values:
        return axis.values
    ends: dict[str, Any] = {"low": axis.low, "high": axis.high}
    return ends if design.kind in SAMPLED else {**ends, "count": axis.count}


def _design(design: Design) -> dict[str, object]:
    own = {
        "lhs": ("samples",), "sobol": ("samples", "second_order"),
        "morris": ("trajectories", "levels"),
    }  # fmt: skip
    kept = {key: getattr(design, key) for key in own.get(design.kind, ())}
    return {"kind": design.kind, **kept, **({"file": design.file} if design.file else {})}


def as_toml(study: Study) -> str:
    """The study as the text of a study file."""
    keys = (
        "name", "description", "body", "preset", "protocol", "seconds", "measures", "engine",
        "precision", "chunk", "executor", "workers",
    )  # fmt: skip
    design = study.design
    seeds = {key: getattr(study.seeds, key) for key in ("count", "kind", "root")}
    parts = [as_lines({key: getattr(study, key) for key in keys})]
    if study.fixed:
        parts.append("[fixed]\n" + as_lines(study.fixed))
    parts.append("[design]\n" + as_lines(_design(design)))
    if not design.file:
        axes = {axis.name: _axis(axis, design) for axis in design.axes}
        parts.append("[design.axes]\n" + as_lines(axes))
    return "\n".join([*parts, "[seeds]\n" + as_lines(seeds)])


def as_csv(design: Design) -> str:
    """The points of a listed design as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(design.names)
    writer.writerows(zip(*(axis.values for axis in design.axes), strict=True))
    return text.getvalue()
