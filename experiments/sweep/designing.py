"""The design of a study, read from its file; contradictions are refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from experiments.sweep.axes import check_apart, read_axes
from experiments.sweep.listed import read_list
from experiments.sweep.section import Section
from experiments.sweep.size import MOST_RUNS
from experiments.sweep.study import KINDS, Axis, Design, Kind
from model.network import Network
from model.params import SHORT_FORMS

MOST_LEVELS, USUAL_LEVELS = 1000, 4
PAIR = 2


def read_design(
    section: Section, network: Network, fixed: Mapping[str, float | str], path: Path
) -> Design:
    """The design of a study.

    Args:
        section: the table ``[design]``.
        network: what the values must name.
        fixed: levers that the study holds.
        path: of the study file; a table is looked for beside it.

    Raises:
        BadInput: for the first thing that cannot be used.
    """
    if "kind" not in section.table:
        raise section.refused("kind", "nothing", f"choose one of: {', '.join(KINDS)}")
    kind: Kind = section.choice("kind", KINDS, "grid")
    held = {lever: f"fixed.{name}" for name in fixed for lever in SHORT_FORMS.get(name, (name,))}
    file = section.text("file", "") if kind == "list" else ""
    if file:
        axes = read_list(section, path.parent / file, network)
        check_apart(section, [axis.name for axis in axes], held)
    else:
        inner = section.section("axes", required=True)
        axes = read_axes(inner, kind, network)
        check_apart(inner, [axis.name for axis in axes], held)
        _check_shape(section, inner, kind, axes)
    samples = _samples(section, kind)
    design = Design(
        kind, axes, samples,
        second_order=kind == "sobol" and section.flag("second_order"),
        trajectories=section.whole("trajectories", 2, MOST_RUNS) if kind == "morris" else 0,
        levels=_levels(section) if kind == "morris" else 0,
        file=file,
    )  # fmt: skip
    _refuse_others(section, kind)
    return design


def _check_shape(section: Section, inner: Section, kind: Kind, axes: tuple[Axis, ...]) -> None:
    if kind in ("pairs", "morris", "sobol") and len(axes) < PAIR:
        raise section.refused("axes", [a.name for a in axes], f"{kind} needs two axes or more")
    lengths = {axis.name: len(axis.values) for axis in axes}
    if kind == "list" and len(set(lengths.values())) > 1:
        first, odd = axes[0], next(a for a in axes if len(a.values) != len(axes[0].values))
        allowed = f"a list needs as many values of each: {first.name} has {len(first.values)}"
        raise inner.refused(odd.name, f"{len(odd.values)} values", allowed)


def _samples(section: Section, kind: Kind) -> int:
    if kind not in ("lhs", "sobol"):
        return 0
    samples = section.whole("samples", 2, MOST_RUNS)
    if kind == "sobol" and samples & (samples - 1):
        near = 1 << samples.bit_length()
        allowed = f"give a power of two, e.g. {near // 2} or {near}"
        raise section.refused("samples", samples, allowed)
    return samples


def _levels(section: Section) -> int:
    levels = section.whole("levels", 2, MOST_LEVELS, USUAL_LEVELS)
    if levels % 2:
        raise section.refused("levels", levels, "give an even number")
    return levels


def _refuse_others(section: Section, kind: Kind) -> None:
    belongs = {
        "samples": ("lhs", "sobol"), "second_order": ("sobol",), "trajectories": ("morris",),
        "levels": ("morris",), "file": ("list",), "columns": ("list",),
    }  # fmt: skip
    for key, kinds in belongs.items():
        if key in section.table and kind not in kinds:
            allowed = f"leave it out: {kind} has none; it belongs to {' and '.join(kinds)}"
            raise section.refused(key, section.table[key], allowed)
    section.close()
