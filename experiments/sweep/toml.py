"""Write a study as TOML, as it was checked: every key, every default."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from experiments.sweep.study import SAMPLED, Axis, Design, Study

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
