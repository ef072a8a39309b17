"""Plan a study with own code or paradigms: execute the code, try it once, and find the columns.

Only what runs a study calls :func:`planned`. A study that is read to be shown keeps the columns
that were found when it was run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from motorloops.experiments.sweeps.design import design_points
from motorloops.experiments.sweeps.own_code import OwnCodeError, load
from motorloops.experiments.sweeps.study import (
    INITIAL,
    LESION,
    RUN_COLUMNS,
    WEIGHTS,
    Column,
    Study,
    is_paradigm_column,
)
from motorloops.experiments.sweeps.study_file import axis_names, is_text
from motorloops.experiments.sweeps.worker import RunGroup, measure_group, run_params
from motorloops.model.errors import InputError, cut
from motorloops.model.measures import MEASURES

TRIED = 3  # runs that own measures are tried with: more than one, to see what they return
MAX_TRIED = 64  # settings of the levers that take names, with which paradigms are tried


def check_sources(study: Study, recorded: Mapping[str, str]) -> None:
    """Refuse own code that is not as it was when a sweep began; nothing is executed.

    Args:
        study: to run.
        recorded: digest of each module, from the provenance.

    Raises:
        InputError: naming the first module that differs.
    """
    differs = study.own.differing(recorded)
    if differs is not None:
        was = recorded.get(differs, "none")
        now = study.own.digests().get(differs, "none")
        allowed = f"the sweep began with source {was}; put it back, or use another folder"
        raise InputError(f"{study.name}: module {differs}", now, allowed)


def planned(study: Study, recorded: Mapping[str, str] | None = None) -> Study:
    """Execute the own code of a study and try it, and complete the study with its columns.

    Args:
        study: checked.
        recorded: digests of its modules when the sweep began, if it is resumed.

    Raises:
        InputError: for code that cannot be found, executed or used, or has changed.
    """
    if recorded is not None:
        check_sources(study, recorded)
    if not study.own.references and not study.paradigms:
        return study
    try:
        return _planned(study)
    except InputError as error:
        field = error.field.removeprefix(f"{study.name}: ")
        raise InputError(f"{study.name}: {field}", error.value, error.allowed) from None


def _planned(study: Study) -> Study:
    own = study.own.fixed()
    study, code = dataclasses.replace(study, own=own), load(own)
    if study.own_timeline:
        code.timeline(study.timeline_name, study.seconds)
    columns = {n: Column(m.unit, m.meaning) for n, m in code.measures().items()}
    columns = {name: columns[name] for name in study.timeline_measures if name in columns}
    _check_names(study)
    first = design_points(study).rows(0, 1)
    _try_measures(study, own, {name: np.repeat(v, TRIED) for name, v in first.items()})
    found: dict[str, Column] = {}
    names: dict[str, str] = {}
    for text in study.paradigms:
        paradigm = study.paradigm(text)
        if paradigm.name in names:
            raise InputError("paradigms", text, f"{names[paradigm.name]} has its name; name one")
        names[paradigm.name] = text
        found |= _columns_of(study, text, {name: v[0] for name, v in first.items()})
    for axis in (LESION, INITIAL) if study.paradigms else ():
        if axis in study.design.names:
            allowed = "paradigms take levers alone; leave out this axis, or the paradigms"
            raise InputError(f"design.axes.{axis}", "given", allowed)
    measures = (*study.timeline_measures, *found)
    return dataclasses.replace(study, measures=measures, own=own, columns={**columns, **found})


def _check_names(study: Study) -> None:
    """Check that own measures have names of their own."""
    taken = {**dict.fromkeys(MEASURES, "a packaged measure"),
             **dict.fromkeys((*axis_names(), *RUN_COLUMNS), "another column")}  # fmt: skip
    for reference in study.own.references:
        if reference.key != "measures":
            continue
        if reference.column in taken:
            allowed = f"{taken[reference.column]} has the name {reference.column}; choose another"
            raise InputError("measures", reference.text, allowed)
        taken[reference.column] = reference.text


def _try_measures(study: Study, own: Any, columns: Mapping[str, np.ndarray]) -> None:
    """Run the timeline a few times, so that what cannot be measured is found before the sweep."""
    if not study.timeline_measures:
        return
    seeds = np.arange(1, TRIED + 1).astype(np.uint64)
    group = RunGroup(
        study.source, study.network().digest, study.timeline_name, study.seconds, study.base(),
        study.seeds.root, study.seeds.kind, study.timeline_measures, study.engine,
        study.precision, 1, own=own, initial=study.initial,
    )  # fmt: skip
    few = slice(0, 1 if study.engine == "agents" else TRIED)
    try:
        measure_group(group, {name: v[few] for name, v in columns.items()}, seeds[few])
    except OwnCodeError as error:
        text, _, why = str(error).partition(" ")
        raise InputError("measures", text, f"it {cut(why)}") from None
    except InputError as error:
        if not study.own_timeline:
            raise
        why = f"its runs are refused: {error}"
        raise InputError("timeline", study.timeline_name, why) from None


def _columns_of(study: Study, text: str, first: Mapping[str, Any]) -> dict[str, Column]:
    """The columns of a paradigm over all names that the design gives to levers.

    Which muscles, joints or distances a paradigm reports may depend on the task and the muscle.
    """
    from motorloops.experiments.sweeps.paradigm_columns import paradigm_columns

    axes = [name for name in study.design.names if name not in (LESION, INITIAL, WEIGHTS)]
    texts = [name for name in axes if is_text(name)]
    settings = {}
    points = design_points(study)
    for start in range(0, len(points) if texts else 0, 2**16):
        rows = points.rows(start, min(len(points), start + 2**16))
        for values in set(zip(*(rows[name].tolist() for name in texts), strict=True)):
            settings[values] = dict(zip(texts, values, strict=True))
    if len(settings) > MAX_TRIED:
        allowed = f"at most {MAX_TRIED} combinations of names beside paradigms"
        raise InputError("design.axes", f"{len(settings)} combinations of names", allowed)
    params = [
        run_params(study.base(), {**first, **names}) for _, names in sorted(settings.items())
    ] or [run_params(study.base(), first)]
    try:
        found = paradigm_columns(study.paradigm(text), study.network(), params)
    except OwnCodeError as error:
        raise InputError("paradigms", text, cut(str(error))) from None
    if not found:
        raise InputError("paradigms", text, "it has no figure of the chosen condition")
    if odd := next((name for name in found if not is_paradigm_column(name)), None):
        raise InputError("paradigms", text, f"the name of its figure {odd} cannot be used")
    return found
