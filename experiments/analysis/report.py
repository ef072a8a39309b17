"""All that a sweep's runs say, by the kind of its design."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.analysis.cells import cells
from experiments.analysis.curve_parts import curve_parts
from experiments.analysis.found import find
from experiments.analysis.lesion_parts import lesion_parts
from experiments.analysis.part import Part
from experiments.analysis.point_parts import point_parts
from experiments.analysis.sampled_parts import sampled_parts
from experiments.analysis.surface_parts import surface_parts
from experiments.analysis.words import level_text, listed, name_of, outcome_of, title_of
from experiments.sweep.axes import is_text
from experiments.sweep.designs import PAIR_COLUMN
from experiments.sweep.study import LESION, SAMPLED, Study
from experiments.sweep.work import OK
from model.errors import BadInput
from model.presets import preset

if TYPE_CHECKING:
    import pandas as pd

    from experiments.sweep.store import Results


@dataclass(frozen=True, eq=False)
class Report:
    """What there is to read.

    Attributes:
        study: that was run.
        facts: what was run, how much of it, and what has no value, in sentences.
        parts: the findings.
        refused: what could not be said, and why.
    """

    study: Study
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    refused: tuple[str, ...]


def report_of(results: "Results", measures: Sequence[str] | None = None) -> Report:
    """The report of a sweep, finished or not.

    Args:
        results: of the sweep.
        measures: to tell of; all if None. A study of lesions is told as one, by all measures.

    Raises:
        BadInput: if no run is done yet.
    """
    if results.frame(["point"], all_rows=True).empty:
        raise BadInput("runs that are done", 0, "at least one is needed; see `status`")
    parts: list[Part] = []
    refused: list[str] = []
    study = results.study
    lesions = LESION in study.design.names and study.design.kind == "grid"
    wanted = _by_measure(results, study.measures if measures is None else measures)
    for name, found in [("lesions", _lesions(results))] if lesions else wanted:
        try:
            parts += found
        except BadInput as error:
            refused.append(f"{title_of(name)}: {error}.")
    return Report(study, tuple(_facts(results)), tuple(parts), tuple(refused))


def _by_measure(
    results: "Results", measures: Sequence[str]
) -> Iterator[tuple[str, Iterator[Part]]]:
    for measure in measures:
        yield measure, _parts(results, measure)


def _parts(results: "Results", measure: str) -> Iterator[Part]:
    study = results.study
    names = list(study.design.names)
    if study.design.kind in SAMPLED:
        frame = results.frame(["point", measure], all_rows=True)
        yield from sampled_parts(find(study, frame, measure))
    elif study.design.kind == "pairs":
        frame = results.frame([PAIR_COLUMN, *names, "replicate", measure], all_rows=True)
        for pair, part in frame.groupby(PAIR_COLUMN, sort=False):
            yield from surface_parts(_table(part, str(pair).split("*"), measure), measure)
    else:
        frame = results.frame(["point", *names, "replicate", measure], all_rows=True)
        yield from _grid(study, frame, measure)


def _grid(study: Study, frame: "pd.DataFrame", measure: str) -> Iterator[Part]:
    """A grid of one or two axes as curves and maps; anything else as a list of points."""
    names = list(study.design.names)
    if len(names) > 2 or (study.design.kind == "list" and len(names) > 1):
        yield from point_parts(frame, names, measure)
        return
    table = _table(frame, names, measure)
    numbers = [name for name in names if not is_text(name)]
    if len(numbers) == 2:
        yield from surface_parts(table, measure)
    for axis in numbers or names[:1]:
        yield from curve_parts(table, axis, measure, common=study.seeds.kind == "common")


def _table(frame: "pd.DataFrame", names: list[str], measure: str) -> "pd.DataFrame":
    import pandas as pd

    table = cells(frame, names, measure)
    if len(names) > 1:  # what is not done yet is a gap
        table = table.reindex(
            pd.MultiIndex.from_product([table.index.unique(name) for name in names], names=names)
        )
    if not table.notna().any(axis=None):
        raise BadInput("runs with a value", 0, "at least one is needed")
    return table


def _lesions(results: "Results") -> Iterator[Part]:
    study = results.study
    others = [name for name in study.design.names if name != LESION]
    frame = results.frame([LESION, *others, "replicate", *study.measures], all_rows=True)
    tables = {}
    for measure in study.measures:
        table = cells(frame, [*others, LESION], measure)
        for levels, part in table.groupby(level=others) if others else [((), table)]:
            at = levels if isinstance(levels, tuple) else (levels,)
            where = [f"{name_of(n)} {level_text(v)}" for n, v in zip(others, at, strict=True)]
            tables[outcome_of(measure, where)] = part.droplevel([*others]) if others else part
    yield from lesion_parts(tables)


def _facts(results: "Results") -> Iterator[str]:
    study = results.study
    if study.description:
        yield study.description
    chosen = preset(study.preset)
    held = [f"{name_of(name)} {level_text(value)}" for name, value in study.fixed.items()]
    where = f"{study.network().body.title}; {chosen.title.lower()}; protocol {study.protocol}"
    also = f"; held: {listed(held)}" if held else ""
    yield f"{where}, {study.seconds:g} s{also}."
    frame = results.frame(["point", "status"], all_rows=True)
    points, runs = frame["point"].nunique(), len(frame)
    common = study.seeds.kind == "common"
    noise = "all points share their noise" if common else "every run has noise of its own"
    moved = listed([name_of(name) for name in study.design.names])
    yield (
        f"Design {study.design.kind} over {moved}: {points} points, {study.seeds.count} "
        f"seed{'s' if study.seeds.count > 1 else ''} each, {runs} runs; {noise}."
    )
    counts = frame["status"].value_counts().drop(OK, errors="ignore")
    if odd := [f"{count} {status}" for status, count in counts.items() if count]:
        told = listed(odd)
        yield f"Without a value: {told}. They count as gaps."
    timeline = study.timeline()
    if "after_contraction" in study.measures:
        left = (timeline.duration_ms - timeline.trying()[1]) / 1000.0
        yield (
            f"Runs end {left:g} s after the command: activity that lasts longer counts up to there."
        )
    if not results.complete:
        yield "The sweep is not finished: this is what there is so far."
