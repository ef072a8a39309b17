"""Compare two studies at the points that they share, seed by seed where they share seeds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from motorloops.experiments.analysis.frames import cells, spread
from motorloops.experiments.analysis.labels import (
    amount,
    interval,
    label_of,
    level_text,
    listed,
    measure_label,
    name_of,
    percent,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.plots import (
    Section,
    draw_curves,
    draw_interaction,
)
from motorloops.experiments.analysis.report import Report, plain
from motorloops.experiments.statistics import CONFIDENCE
from motorloops.experiments.sweeps.design import PAIR_COLUMN
from motorloops.experiments.sweeps.study import LESION, Study
from motorloops.experiments.sweeps.study_file import is_text
from motorloops.model.errors import InputError
from motorloops.model.params import SHORT_FORMS

if TYPE_CHECKING:
    import pandas as pd

    from motorloops.experiments.sweeps.results import Results

SIDES = ("first", "second")  # names of the studies in tables and figures
DIGITS = 12  # of an axis value that must agree for two points to be the same
RECORDED = ("motorloops", "code", "atlas", "python", "platform", "processor")  # of a provenance


@dataclass(frozen=True)
class Difference:
    """Something in which two studies differ: a key, and its value in either.

    A value is None where a study has no such key.
    """

    what: str
    first: object
    second: object


@dataclass(frozen=True, eq=False)
class MeasureChange:
    """The change of one measure from the first study to the second.

    Attributes:
        first: mean over the shared points that have a value in both studies.
        second: the same of the second study.
        difference: second minus first.
        low: lower end of its 95 % interval; NaN if there is one seed.
        high: upper end.
        points: number of points behind it.
        runs: number of pairs of runs of one seed; 0 if the studies share no seeds.
        valued: how many of these pairs, or without pairs of all runs, have a value (in both
            studies); all figures but ``changed`` are over these.
        changed: share of these pairs whose values differ, one missing included; None without
            pairs.
        table: one row per point: the axes; first, second, difference, low, high and n (seeds).
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    points: int
    runs: int
    valued: int
    changed: float | None
    table: "pd.DataFrame"


@dataclass(frozen=True, eq=False)
class StudyComparison:
    """Two studies compared.

    Attributes:
        studies: the first and the second.
        axes: whose values identify a shared point.
        differences: how the studies differ.
        points: number of points of the first study, of the second, and of both.
        paired: whether runs are compared seed by seed.
        changes: by measure.
        refused: by measure, why there is no change.
    """

    studies: tuple[Study, Study]
    axes: tuple[str, ...]
    differences: tuple[Difference, ...]
    points: tuple[int, int, int]
    paired: bool
    changes: Mapping[str, MeasureChange]
    refused: Mapping[str, str]


def differences(
    studies: tuple[Study, Study], records: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> tuple[Difference, ...]:
    """How two studies differ: keys of the study, levers, model code, network and versions.

    Args:
        studies: both.
        records: the provenance of either; empty if there is none.
    """
    first, second = ({**study.identity(), **_recorded(record)} for study, record in
                     zip(studies, records, strict=True))  # fmt: skip
    return tuple(
        Difference(key, first.get(key), second.get(key))
        for key in dict.fromkeys([*first, *second])
        if first.get(key) != second.get(key)
    )


def _recorded(record: Mapping[str, Any]) -> dict[str, object]:
    """What a provenance holds besides the study, by a name for people."""
    return {
        **{f"lever {name}": value for name, value in record.get("base", {}).items()},
        **{key: record[key] for key in RECORDED if key in record},
        **{f"library {name}": v for name, v in record.get("libraries", {}).items()},
    }


def compare_studies(
    results: tuple["Results", "Results"],
    records: tuple[Mapping[str, Any], Mapping[str, Any]],
    names: tuple[str, str],
) -> StudyComparison:
    """Compare two studies at the points that they share.

    Points are the same if all axes of both studies have the same values; an axis that only one
    study varies is held at its base value in the other. Runs of one point and one seed are
    compared with each other; studies without a common seed are compared by their means.

    Args:
        results: of both studies, finished or not.
        records: the provenance of either.
        names: of the two folders, for messages.

    Raises:
        InputError: if the studies have no measure or no point in common, or no runs.
    """
    studies = (results[0].study, results[1].study)
    measures = [name for name in studies[0].measures if name in studies[1].measures]
    if not measures:
        allowed = f"it needs a measure that {names[0]} has: {', '.join(studies[0].measures)}"
        raise InputError("DIR2", names[1], allowed)
    axes = tuple(dict.fromkeys([*studies[0].design.names, *studies[1].design.names]))
    frames = [_frame(one, axes, measures) for one in results]
    pairs = all(study.design.kind == "pairs" for study in studies)
    keys = [PAIR_COLUMN, *axes] if pairs else [*axes]
    places = [frame[keys].drop_duplicates() for frame in frames]
    shared = places[0].merge(places[1], on=keys)
    if shared.empty:
        allowed = f"it shares no point with {names[0]} (no two have the same {', '.join(axes)})"
        raise InputError("DIR2", names[1], allowed)
    frames = [frame.merge(shared, on=keys) for frame in frames]
    both = frames[0].merge(frames[1], on=[*keys, "seed"], suffixes=("_first", "_second"))
    common = tuple(study.seeds.kind == "common" for study in studies)
    changes, refused = {}, {}
    for measure in measures:
        try:
            if len(both):
                changes[measure] = _paired(both, keys, measure, common=all(common))
            else:
                changes[measure] = _unpaired(frames, keys, measure, (common[0], common[1]))
        except InputError as error:
            refused[measure] = str(error)
    return StudyComparison(
        studies, tuple(keys), differences(studies, records),
        (len(places[0]), len(places[1]), len(shared)), len(both) > 0, changes, refused,
    )  # fmt: skip


def _frame(results: "Results", axes: Sequence[str], measures: Sequence[str]) -> "pd.DataFrame":
    """One row per run: the axes of both studies, replicate, seed and the common measures."""
    study = results.study
    own = [name for name in axes if name in study.design.names]
    pair = [PAIR_COLUMN] if study.design.kind == "pairs" else []
    frame = results.frame([*pair, *own, "replicate", "seed", *measures], all_rows=True)
    held = {name: _held(study, name) for name in axes if name not in own}
    frame = frame.assign(**held)
    numbers = [name for name in axes if not is_text(name)]
    frame[numbers] = frame[numbers].astype(float).map(lambda v: float(f"{v:.{DIGITS}g}"))
    return frame


def _held(study: Study, axis: str) -> float | str:
    """The value at which a study holds an axis that it does not vary."""
    if axis == LESION:
        return ""
    base = study.base().as_dict()
    values = {base[lever] for lever in SHORT_FORMS.get(axis, (axis,))}
    if len(values) > 1:
        allowed = f"{study.name} holds its levers at different values; compare studies that vary it"
        raise InputError("axis", axis, allowed)
    return values.pop()


def _paired(both: "pd.DataFrame", keys: list[str], measure: str, *, common: bool) -> MeasureChange:
    first, second = (both[f"{measure}_{side}"].to_numpy(np.float64) for side in SIDES)
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    column = "seed" if common else "replicate"
    runs = both[keys].assign(
        replicate=both["seed"] if common else both["replicate_first"], gap=second - first,
        **{side: np.where(np.isfinite(second - first), part, np.nan)
           for side, part in zip(SIDES, (first, second), strict=True)},
    )  # fmt: skip
    tables = {name: cells(runs, keys, name) for name in ("gap", *SIDES)}
    gap = _valued(tables["gap"], measure, column)
    means = {side: tables[side].loc[gap.index].mean(axis=1) for side in SIDES}
    rows = [_interval(*_moments(values[None], common=False)) for values in gap.to_numpy(float)]
    found = _interval(*_moments(gap.to_numpy(np.float64), common=common))
    n = gap.notna().sum(axis=1)
    counts = len(both), int(n.sum())
    return _change(found, rows, means, n, counts, float(1.0 - same.mean()))


def _unpaired(
    frames: list["pd.DataFrame"], keys: list[str], measure: str, common: tuple[bool, bool]
) -> MeasureChange:
    tables = [cells(frame, keys, measure) for frame in frames]
    there = (
        tables[0]
        .index[tables[0].notna().any(axis=1)]
        .intersection(tables[1].index[tables[1].notna().any(axis=1)])
    )
    tables = [_valued(table.loc[there], measure, "seed") for table in tables]
    values = [table.to_numpy(np.float64) for table in tables]
    rows = [
        _interval(*_apart(*(_moments(part[k][None], common=False) for part in values)))
        for k in range(len(there))
    ]
    sides = (_moments(part, common=own) for part, own in zip(values, common, strict=True))
    means = {side: table.mean(axis=1) for side, table in zip(SIDES, tables, strict=True)}
    first, second = (table.notna().sum(axis=1) for table in tables)
    counts = 0, int(first.sum() + second.sum())
    n = first.where(first <= second, second)
    return _change(_interval(*_apart(*sides)), rows, means, n, counts, None)


def _valued(table: "pd.DataFrame", measure: str, unit: str) -> "pd.DataFrame":
    """The points that have a value in both studies."""
    table = table[table.notna().any(axis=1)]
    if table.empty:
        allowed = f"at least one is needed with a value of {measure} at the same {unit}"
        raise InputError("runs of both studies", 0, allowed)
    return table


def _change(
    found: tuple[float, float, float],
    rows: list[tuple[float, float, float]],
    means: "Mapping[str, pd.Series]",
    n: "pd.Series",
    counts: tuple[int, int],
    changed: float | None,
) -> MeasureChange:
    import pandas as pd

    table = pd.DataFrame(means).assign(
        **dict(zip(("difference", "low", "high"), np.array(rows).T, strict=True)), n=n
    )
    first, second = (float(table[side].mean()) for side in SIDES)
    return MeasureChange(first, second, *found, len(table), *counts, changed, table)


Moments = tuple[float, float, float]  # mean, its squared standard error, degrees of freedom


def _moments(values: np.ndarray, *, common: bool) -> Moments:
    """The mean over all points, whose set is given, with its error over seeds.

    A common seed acts on all points, so its mean over them is one value; independent runs of a
    point have the error of their own point.

    Args:
        values: (points, seeds); NaN is a gap, and every point has a value.
        common: whether the columns share their noise.
    """
    count = np.isfinite(values).sum(axis=1)
    mean = float(np.nanmean(values, axis=1).mean())
    if common:
        seeds = np.nanmean(values[:, np.isfinite(values).any(axis=0)], axis=0)
        freedom = len(seeds) - 1
        return mean, float(seeds.var(ddof=1)) / len(seeds) if freedom else np.nan, freedom
    freedom = float((count - 1).sum())
    if not freedom:
        return mean, np.nan, 0.0
    squares = np.nansum(np.square(values - np.nanmean(values, axis=1)[:, None]))
    return mean, float(squares / freedom * (1.0 / count).sum()) / len(values) ** 2, freedom


def _apart(first: Moments, second: Moments) -> Moments:
    """The difference of two means of different runs (Welch's)."""
    variance = first[1] + second[1]
    if not variance > 0.0:  # no error, or unknown
        return second[0] - first[0], variance, max(1.0, first[2] + second[2])
    parts = sum(one[1] ** 2 / one[2] for one in (first, second) if one[2])
    return second[0] - first[0], variance, variance**2 / parts


def _interval(mean: float, variance: float, freedom: float) -> tuple[float, float, float]:
    from scipy.special import stdtrit

    if math.isnan(variance):
        return mean, np.nan, np.nan
    half = float(stdtrit(freedom, 0.5 + CONFIDENCE / 2.0)) * math.sqrt(variance)
    return mean, mean - half, mean + half


MAX_TOLD = 12  # differences named in the text
MAX_TEXT = 60  # letters of a value that are shown


def comparison_report(found: StudyComparison) -> Report:
    """The comparison in words and figures."""
    one, other = (study.name.replace("_", " ") for study in found.studies)
    sections = [_section(found, name, change) for name, change in found.changes.items()]
    refused = [f"{title_of(name)}: {why}." for name, why in found.refused.items()]
    return Report(f"{one} against {other}", tuple(_facts(found)), tuple(sections), tuple(refused))


def _facts(found: StudyComparison) -> Iterator[str]:
    first, second, both = found.points
    yield (
        f"The first study is {found.studies[0].name} ({first} points), the second "
        f"{found.studies[1].name} ({second} points); {both} points are in both. A difference is "
        "the second minus the first."
    )
    yield (
        "Runs of the same point and seed are compared with each other."
        if found.paired
        else "The studies share no seeds, so their means are compared."
    )
    if not found.differences:
        yield "Their keys, levers, model code, network and versions are the same."
    told = found.differences[:MAX_TOLD]
    for one in told:
        yield (
            f"They differ in {one.what}: {_short(one.first)} in the first, {_short(one.second)} "
            "in the second."
        )
    if more := len(found.differences) - len(told):
        yield f"They differ in {more} more keys, which --json lists."


def _short(value: object) -> str:
    text = (
        "nothing"
        if value is None
        else listed([str(v) for v in value])
        if isinstance(value, list | tuple)
        else str(value)
    )
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."


def _section(found: StudyComparison, measure: str, change: MeasureChange) -> Section:
    unit, table = unit_of(measure), change.table
    title = title_of(measure)
    return Section(
        key=f"compare-{measure}",
        title=f"{title}: the second study against the first",
        sentences=tuple(_sentences(change, unit)),
        alternative=f"{title} in both studies, or its difference, over {change.points} points.",
        draw=lambda figure: _draw(figure, found, change, measure),
        height=3.6,
        table=table,
        brief=table.iloc[spread(len(table), MAX_TOLD)],
    )


def _sentences(change: MeasureChange, unit: str) -> Iterator[str]:
    reach = interval(change.low, change.high)
    sure = change.low > 0.0 or change.high < 0.0
    doubt = "" if sure or not reach or change.low == change.high else ", which may be chance"
    yield (
        f"Over {change.points} points it is {amount(change.first, unit)} in the first and "
        f"{amount(change.second, unit)} in the second: a difference of "
        f"{amount(change.difference, unit)} {reach}".rstrip()
        + f"{doubt}."
    )
    if change.changed is not None:
        yield f"{percent(change.changed, 1)} of {change.runs} pairs of runs changed."
        if change.valued < change.runs:
            yield (
                f"Only {change.valued} pairs have a value in both studies: the means and the "
                "differences are of these, not of all runs."
            )
    row = change.table.loc[[change.table["difference"].abs().idxmax()]]
    place = row.reset_index().iloc[0]
    where = listed([f"{name_of(str(n))} {level_text(place[str(n)])}" for n in row.index.names])
    yield (
        f"The largest difference is {amount(place['difference'], unit)} "
        f"{interval(place['low'], place['high'])}".rstrip()
        + f", at {where}."
    )
    over = (change.table["low"] > 0.0) | (change.table["high"] < 0.0)
    yield (
        f"At {percent(float(over.mean()))} of the points the {percent(CONFIDENCE)} interval of the "
        "difference excludes 0; by chance, about one in twenty would."
    )


def _draw(figure: Any, found: StudyComparison, change: MeasureChange, measure: str) -> None:
    """Both curves along one axis, a map of the difference over two axes, else all points."""
    import pandas as pd

    table, axes = change.table, list(found.axes)
    numbers = [name for name in axes if name != PAIR_COLUMN and not is_text(name)]
    if len(axes) == len(numbers) == 1:
        curves = {
            f"{side} study": pd.DataFrame({"mean": table[side], "low": np.nan, "high": np.nan})
            for side in SIDES
        }
        draw_curves(figure, curves, (label_of(axes[0]), measure_label(measure), ""), None)
    elif len(axes) == len(numbers) == 2 and len(table.index.unique(0)) * len(
        table.index.unique(1)
    ) == len(table):
        sure = (table["low"] > 0.0) | (table["high"] < 0.0)
        labels = label_of(axes[0]), label_of(axes[1]), f"difference of {measure_label(measure)}"
        draw_interaction(figure, table["difference"].unstack(0), sure.unstack(0), labels)
    else:
        curve = table[["difference", "low", "high"]].rename(columns={"difference": "mean"})
        labels = "shared point", f"difference of {measure_label(measure)}", ""
        draw_curves(figure, {"": curve.reset_index(drop=True)}, labels, None)


def comparison_as_dict(found: StudyComparison) -> dict[str, Any]:
    """The comparison as values for JSON; null where there is no value."""
    first, second, both = found.points
    return {
        "studies": [{"name": one.name, "study_hash": one.digest} for one in found.studies],
        "differences": [vars(one) for one in found.differences],
        "axes": list(found.axes),
        "points": {"first": first, "second": second, "both": both},
        "paired": found.paired,
        "measures": {
            **{name: _change_as_dict(name, change) for name, change in found.changes.items()},
            **{name: {"refused": why} for name, why in found.refused.items()},
        },
    }


def _change_as_dict(measure: str, change: MeasureChange) -> dict[str, Any]:
    fields = ("first", "second", "difference", "low", "high", "points", "runs", "valued", "changed")
    return {
        "unit": unit_of(measure) or "1",
        **{name: plain(getattr(change, name)) for name in fields},
        "at": [
            {str(key): plain(value) for key, value in row.items()}
            for row in change.table.reset_index().to_dict("records")
        ],
    }
