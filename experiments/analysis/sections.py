"""The sections of a report: the findings of a sweep, each in sentences, a figure and a table.

There is one function per kind of design: curves along one axis, maps over two, lists of points,
lesions, and sampled designs with their sensitivity indices.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from motorloops.experiments.analysis.dose_response import dose_response, thresholds
from motorloops.experiments.analysis.frames import INTERVAL, cells, spread, summaries
from motorloops.experiments.analysis.indices import MAIN, SHORT, Indices, history, verdict
from motorloops.experiments.analysis.interaction import (
    at_equal_shares,
    hidden_together,
    interaction,
)
from motorloops.experiments.analysis.labels import (
    PERCENT,
    amount,
    between,
    interval,
    label_of,
    level_text,
    listed,
    measure_label,
    measure_of,
    name_of,
    percent,
    title_of,
    unit_of,
)
from motorloops.experiments.analysis.lesion_clusters import (
    STABLE,
    LesionClusters,
    find_lesion_clusters,
    members,
)
from motorloops.experiments.analysis.plots import (
    MAX_CURVES,
    Section,
    bar_height,
    draw_bars,
    draw_convergence,
    draw_crossings,
    draw_curves,
    draw_effects,
    draw_interaction,
    draw_pairs,
    draw_phases,
    draw_tree,
    tree_height,
)
from motorloops.experiments.analysis.sensitivity import SensitivityResult, basis
from motorloops.experiments.calibration.observations import GRADES
from motorloops.model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

CURVE_HEIGHT = 3.9
TOLD = 3  # curves described in the text


def curve_sections(
    table: "pd.DataFrame", axis: str, measure: str, limit: float | None, *, common: bool
) -> Iterator[Section]:
    """Dose-response along one axis, and its thresholds if the measure has a healthy limit.

    Args:
        table: of :func:`.frames.cells` with one or two index levels.
        axis: the level along which the dose rises.
        measure: the measure in the table.
        limit: the measure's healthy limit in the body of the study; None if it has none.
        common: whether all points share their noise, so that differences are paired.
    """
    response = dose_response(table, axis)
    yield _dose(table, response, axis, measure, limit, common=common)
    numbers = not isinstance(table.index.unique(axis)[0], str)
    if limit is not None and numbers and len(table.index.unique(axis)) > 1:
        yield _thresholds(table, axis, measure, limit)


def selection(table: "pd.DataFrame", more: str = "") -> Iterator[str]:
    """State which runs the means are over, if some have no value.

    Args:
        table: of :func:`.frames.cells`.
        more: what else is over a selection of the runs, and which.
    """
    there = table.notna().to_numpy()
    if there.all():
        return
    text = (
        f"{there.size - np.count_nonzero(there)} of {there.size} runs have no value. A mean is "
        "over the runs that have one, not over all: n counts them"
    )
    text += f", and {more}" if more else ""
    seen = there.sum(axis=1)
    if np.ptp(seen[seen > 0]) > 0:
        text += ". Where n differs, points are compared by different runs"
    yield f"{text}."


def _other(response: "pd.DataFrame", axis: str) -> str:
    return next((str(name) for name in response.index.names if name != axis), "")


def _curves(response: "pd.DataFrame", axis: str) -> "dict[str, pd.DataFrame]":
    """The curves that are shown, by the level of the other axis; an empty text for one curve."""
    other = _other(response, axis)
    if not other:
        return {"": response}
    levels = response.index.unique(other)
    places = response.index.get_level_values(other)
    return {
        level_text(level): response[places == level].droplevel([other])
        for level in levels[spread(len(levels), MAX_CURVES)]
    }


def _dose(
    table: "pd.DataFrame",
    response: "pd.DataFrame",
    axis: str,
    measure: str,
    limit: float | None,
    *,
    common: bool,
) -> Section:
    other, curves = _other(response, axis), _curves(response, axis)
    by = f", by {name_of(other)}" if other else ""
    labels = label_of(axis), measure_label(measure), label_of(other) if other else ""
    doses = response.index.unique(axis)
    told_of = [list(curves)[place] for place in spread(len(curves), TOLD)]
    return Section(
        key=f"dose-{measure}-{axis}" + (f"-{other}" if other else ""),
        title=f"{title_of(measure)} along {name_of(axis)}{by}",
        sentences=(
            *(_change(curves[name], name, other, measure) for name in told_of),
            *(() if len(doses) == 1 else (_pairing(doses, common=common),)),
            *selection(table, "a change is over the seeds that have one at both doses"),
        ),
        alternative=f"{len(curves)} curve{'s' if len(curves) > 1 else ''} of "
        f"{title_of(measure).lower()} against {name_of(axis)} from {doses.min()} to {doses.max()}, "
        "each with a band for its interval.",
        draw=lambda figure: draw_curves(figure, curves, labels, limit),
        height=CURVE_HEIGHT,
        table=response,
        brief=_brief(response, axis),
    )


def _brief(response: "pd.DataFrame", axis: str) -> "pd.DataFrame":
    """The curves that are shown, at about six doses."""
    other = _other(response, axis)
    doses = response.index.unique(axis)
    chosen = response.index.get_level_values(axis).isin(doses[spread(len(doses), MAX_CURVES)])
    if other:
        levels = response.index.unique(other)
        chosen &= response.index.get_level_values(other).isin(
            levels[spread(len(levels), MAX_CURVES)]
        )
    columns = [*INTERVAL, "change_mean", "change_low", "change_high"]
    return response.loc[chosen, columns].swaplevel() if other else response.loc[chosen, columns]


def _change(curve: "pd.DataFrame", name: str, other: str, measure: str) -> str:
    unit, first, last = unit_of(measure), curve.iloc[0], curve.iloc[-1]
    if len(curve) == 1 or isinstance(curve.index[0], str):
        where = f"{name_of(other)} {name}: " if other else ""
        text = _levels(curve, unit)
        return where + (text if where else text[:1].upper() + text[1:])
    where = f"{name_of(other)} {name}: from " if other else "From "
    shift = float(last["change_mean"])
    if not np.isfinite(shift):
        none = "no seed has a value at both the lowest and the highest dose, so there is no change."
        return f"{name_of(other)} {name}: {none}" if other else none.capitalize()
    sure = last["change_low"] > 0 or last["change_high"] < 0
    doubt = "" if sure else ", which may be chance"
    gap = interval(last["change_low"], last["change_high"])
    way = f"{'up' if shift > 0 else 'down'} by {amount(abs(shift))}" if shift else "no change"
    return (
        f"{where}{amount(first['mean'])} at the lowest dose to {amount(last['mean'], unit)} at the "
        f"highest: {way} {gap}{doubt}; n = {int(last['change_n'])}."
    )


def _pairing(doses: "pd.Index", *, common: bool) -> str:
    if not common:
        return "Each run has its own noise, so changes are not paired."
    if isinstance(doses[0], str):
        base = level_text(doses.min())
        return f"Changes are from {base}, and paired: the runs of a seed share their noise."
    return "Changes are paired: the lowest and the highest dose of a seed share their noise."


def _levels(curve: "pd.DataFrame", unit: str) -> str:
    """The means of a curve that has no order of doses: a single level, or names."""
    means = curve["mean"].dropna()
    if len(curve) == 1 and len(means):
        only = curve.iloc[0]
        reach = interval(only["low"], only["high"])
        told = f"{amount(only['mean'], unit)} {reach}".rstrip()
        return f"{told} at the only level, {level_text(curve.index[0])}; n = {int(only['n'])}."
    if means.empty:
        return "no run has a value."
    values = means.to_numpy(np.float64)
    least, most = (
        f"{amount(values[place], unit)} at {level_text(means.index[place])}"
        for place in (values.argmin(), values.argmax())
    )
    return f"the lowest mean is {least}, the highest {most}."


def _thresholds(table: "pd.DataFrame", axis: str, measure: str, limit: float) -> Section:
    crossings = thresholds(table, axis, limit)
    other = _other(table, axis)
    if other:
        crossings = crossings.set_index(other)
    shown = crossings.iloc[spread(len(crossings), MAX_CURVES)]
    described = shown.iloc[spread(len(shown), TOLD)]
    ends = table.index.unique(axis)
    step = level_text(float(np.diff(ends.to_numpy(np.float64)).max()))
    unit = unit_of(measure)
    return Section(
        key=f"threshold-{measure}-{axis}" + (f"-{other}" if other else ""),
        title=f"Where {title_of(measure).lower()} crosses {amount(limit, unit)} along "
        f"{name_of(axis)}",
        sentences=(
            *(_crossing(level, row, other) for level, row in described.iterrows()),
            "Each seed's own curve is followed to its first crossing, by a straight line between "
            "the two doses around it. A seed that does not cross within these doses counts as a "
            f"bound, so that no figure is of a selection of seeds. Doses are {step} apart: where "
            "a curve jumps, the crossing is known only to within one step, which the interval "
            "over seeds does not include.",
        ),
        alternative=f"{name_of(axis)} at which the limit is crossed, with intervals"
        + (f", one row for each of {len(crossings)} levels of {name_of(other)}." if other else "."),
        draw=lambda figure: draw_crossings(
            figure, crossings, label_of(axis), label_of(other) if other else "",
            (float(ends.min()), float(ends.max())),
        ),
        height=2.2 if not other else 3.6,
        table=crossings,
        brief=shown,
    )  # fmt: skip


def _crossing(level: object, row: "pd.Series", other: str) -> str:
    where = f"{name_of(other)} {level_text(level)}: " if other else ""
    total, count = int(row["replicates"]), int(row["n"])
    parts = []
    if count:
        parts.append(f"it {row['direction']} the limit in {count} of {total} seeds")
    if count == total:
        reach = interval(row["mean_low"], row["mean_high"])
        parts[0] += f", on average at {amount(row['mean'])} {reach}".rstrip()
    for fate, words in (
        ("never", "it never crosses in"),
        ("beyond", "it starts beyond the limit in"),
        ("gap", "a missing value hides it in"),
    ):
        if row[fate]:
            parts.append(f"{words} {int(row[fate])} of {total} seeds")
    if count < total:
        parts.append(_median(row, total))
    text = "; ".join(parts)
    return f"{where}{text if where else text[:1].upper() + text[1:]}."


def _median(row: "pd.Series", total: int) -> str:
    """The median crossing of all seeds, or its bounds."""
    least, most = float(row["at_least"]), float(row["at_most"])
    all_of = f"the median of all {total} seeds is" if total > 1 else "the crossing is"
    text = f"{all_of} {between(least, most)}"
    low, high = float(row["low"]), float(row["high"])
    if np.isfinite(low) or np.isfinite(high):
        text += f" ({PERCENT} interval: {between(low, high)})"
    return text


SURFACE_HEIGHT = 3.6
MAX_ROWS = 11  # levels of each axis in a table of a grid
MIN = 0.001  # smallest size that three decimals show


def surface_sections(table: "pd.DataFrame", measure: str, limit: float | None) -> Iterator[Section]:
    """The phase diagram of two axes, and their interaction.

    Args:
        table: of :func:`.frames.cells` with two index levels of numbers.
        measure: the measure in it.
        limit: the measure's healthy limit in the body of the study; None if it has none.
    """
    yield _phases(table, measure, limit)
    if min(len(table.index.unique(k)) for k in (0, 1)) > 1:
        effects = interaction(table)
        if effects["n"].any():
            yield _interaction(table, effects, measure)


def _thinned(grid: "pd.DataFrame") -> "pd.DataFrame":
    """At most eleven levels of either axis, evenly spread, named by axis and level."""
    rows, columns = (spread(size, MAX_ROWS) for size in grid.shape)
    return grid.iloc[rows, columns]


def _phases(table: "pd.DataFrame", measure: str, limit: float | None) -> Section:
    first, second = (str(name) for name in table.index.names)
    statistics = summaries(table)
    grid = statistics["mean"].unstack(0)
    names = name_of(first), name_of(second)
    return Section(
        key=f"phases-{measure}-{first}-{second}",
        title=f"{title_of(measure)} by {names[0]} and {names[1]}",
        sentences=tuple(_phase_sentences(table, grid, measure, limit)),
        alternative=f"Map of {title_of(measure).lower()}: {names[0]} to the right, {names[1]} "
        f"upwards, from {amount(np.nanmin(grid))} (dark) to {amount(np.nanmax(grid))} (bright).",
        draw=lambda figure: draw_phases(
            figure, grid, (label_of(first), label_of(second), measure_label(measure)), limit
        ),
        height=SURFACE_HEIGHT,
        table=statistics,
        brief=_thinned(grid),
    )


def _phase_sentences(
    table: "pd.DataFrame", grid: "pd.DataFrame", measure: str, limit: float | None
) -> Iterator[str]:
    unit, z = unit_of(measure), grid.to_numpy(np.float64)
    count = len(table.columns)
    mean = f"The mean over the {count} runs of a point" if count > 1 else "The one run of a point"
    known = [
        f"{amount(value, unit)} where both are {end}"
        for value, end in ((z[0, 0], "lowest"), (z[-1, -1], "highest"))
        if np.isfinite(value)
    ]
    of_ends = f"is {' and '.join(known)}; over the whole map it" if known else ""
    lies = f"lies between {amount(np.nanmin(z))} and {amount(np.nanmax(z), unit)}"
    yield " ".join([mean, of_ends, lies] if known else [mean, lies]) + "."
    if limit is not None:
        over = np.count_nonzero(z > limit) / np.count_nonzero(np.isfinite(z))
        told = f"the healthy limit of {amount(limit, unit)}"
        yield f"It is above {told} at {percent(over)} of the points."
        if z[0, 0] <= limit and min(z[-1, 0], z[0, -1]) > z[0, 0]:
            yield _hidden(table, limit)
    if not np.isfinite(z[0, 0]):
        yield (
            "Whether the levers interact cannot be told: no run has a value where both are lowest."
        )
    if gaps := int((~np.isfinite(z)).sum()):
        yield f"{gaps} of {z.size} points have no value and are hatched."
    yield from selection(table)


def _hidden(table: "pd.DataFrame", limit: float) -> str:
    share, smallest = hidden_together(table, limit)
    if smallest is None:
        return "No two levels that each stay below the limit alone exceed it together."
    steps = " with ".join(
        f"{name_of(str(name))} at {amount(level)}"
        for name, level in zip(table.index.names, smallest, strict=True)
    )
    return (
        f"At {percent(share)} of the points each lever alone stays below the limit and both "
        f"together exceed it; the smallest such levels are {steps}."
    )


def _interaction(table: "pd.DataFrame", effects: "pd.DataFrame", measure: str) -> Section:
    first, second = (str(name) for name in table.index.names)
    lowest = tuple(float(table.index.unique(k).min()) for k in (0, 1))
    grades = at_equal_shares(effects, (lowest[0], lowest[1]), GRADES)
    more, less = effects["low"] > 0.0, effects["high"] < 0.0
    grid = effects["mean"].unstack(0)
    names = name_of(first), name_of(second)
    unit = unit_of(measure)
    return Section(
        key=f"interaction-{measure}-{first}-{second}",
        title=f"{title_of(measure)}: {names[0]} and {names[1]} together against their sum",
        sentences=(
            *(_grade(at, row, unit) for at, row in grades.iterrows()),
            f"Together they do more than their sum at {percent(more.mean())} of the {len(effects)} "
            f"points, and less at {percent(less.mean())}: the {PERCENT} interval there excludes 0. "
            "The intervals are not corrected for multiple comparisons: about one in twenty would "
            "exclude 0 by chance. Dots mark the other points.",
            *selection(table, "an interaction and its parts over the seeds that have one at all "
                              "four points"),
        ),
        alternative=f"Map of the interaction: {names[0]} to the right, {names[1]} upwards, orange "
        "where both together do more than their sum, purple where less.",
        draw=lambda figure: draw_interaction(
            figure, grid, (more | less).unstack(0),
            (label_of(first), label_of(second), f"beyond the sum{f' ({unit})' if unit else ''}"),
        ),
        height=SURFACE_HEIGHT,
        table=effects,
        brief=grades,
    )  # fmt: skip


def _grade(at: object, row: "pd.Series", unit: str) -> str:
    steps = " and ".join(level_text(level) for level in at) if isinstance(at, tuple) else ""
    beyond, reach = float(row["mean"]), interval(row["low"], row["high"])
    sure = row["low"] > 0 or row["high"] < 0
    size = amount(abs(beyond), unit) if abs(beyond) >= MIN else f"under {amount(MIN, unit)}"
    more = f"{size} {'more' if beyond > 0 else 'less'}"
    told = f"so {more} {reach}" if sure else f"which may be no difference {reach}"
    return (
        f"At {steps}: together {amount(row['together'], unit)}, the sum of both alone "
        f"{amount(row['sum'], unit)}, {told.rstrip()}; n = {int(row['n'])}."
    )


SHOWN = 20  # points named in the short table


def point_sections(frame: "pd.DataFrame", names: Sequence[str], measure: str) -> Iterator[Section]:
    """The mean and interval of every point.

    Args:
        frame: one row per run: ``point``, ``replicate``, ``names`` and ``measure``.
        names: of the axes.
        measure: name of the measure.
    """
    runs = cells(frame, ["point"], measure)
    statistics = summaries(runs)
    settings = frame.groupby("point")[list(names)].first()
    table = settings.join(statistics)
    valued = table.dropna(subset=["mean"]).sort_values("mean")
    sentences = ["No point has a value."]
    if len(valued):
        unit = unit_of(measure)
        ends = [("Lowest", valued.iloc[0]), ("Highest", valued.iloc[-1])]
        sentences = [
            f"{word}: {amount(row['mean'], unit)} at "
            + ", ".join(f"{name_of(name)} {level_text(row[name])}" for name in names)
            + f" (n = {int(row['n'])})."
            for word, row in ends
        ]
        sentences += selection(runs)
    labels = "point", measure_label(measure), ""
    yield Section(
        key=f"points-{measure}",
        title=f"{title_of(measure)} at each point",
        sentences=tuple(sentences),
        alternative=f"{title_of(measure)} with its interval at each of {len(statistics)} points.",
        draw=lambda figure: draw_curves(figure, {"": statistics}, labels, None),
        height=3.2,
        table=table,
        brief=valued.iloc[::-1].head(SHOWN),
    )


MAX_NAMED_LESIONS = 8  # most nodes named in a sentence
TELLING = 1.0  # standard deviations from the mean lesion from which a measure is mentioned


def lesion_sections(tables: "dict[str, pd.DataFrame]") -> Iterator[Section]:
    """Groups of lesions with like outcomes.

    Args:
        tables: (lesions, replicates) of each outcome, by name; all with the same rows.

    Raises:
        InputError: for too few lesions or replicates, or if no outcome distinguishes lesions.
    """
    groups = find_lesion_clusters(tables)
    grouped = members(groups)
    means = {name: tables[name].mean(axis=1) for name in map(str, groups.outcomes)}
    for place, (name, mean) in enumerate(means.items()):
        inside = mean.loc[groups.outcomes.index].to_numpy()
        column = [inside[groups.group == number].mean() for number in grouped["group"]]
        grouped.insert(1 + place, name, column)
    yield Section(
        key="alike",
        title="Which lesions give the same picture",
        sentences=tuple(_sentences(groups)),
        alternative=f"Tree that joins {len(groups.group)} lesions by likeness, beside a map of "
        f"{len(means)} outcomes of each: orange above the mean lesion, purple below.",
        draw=lambda figure: draw_tree(figure, groups),
        height=tree_height(len(groups.group)),
        table=groups.outcomes.assign(group=groups.group),
        brief=grouped.set_index("group"),
    )


def _sentences(groups: LesionClusters) -> Iterator[str]:
    stable, total = groups.stable, len(groups.stability)
    yield (
        f"{len(groups.group)} lesions fall into {total} groups; {len(stable)} of them are "
        f"stable when the {groups.replicates} runs of each lesion are resampled (mean Jaccard "
        f"similarity of {STABLE:g} or more)."
    )
    if len(stable) < total:
        yield "The others, grey in the tree, may be due to chance and are not a finding."
    for number in stable:
        yield _picture(groups, number)
    levels = {name.partition(" (")[2].rstrip(")"): "" for name in map(str, groups.outcomes)}
    if len(levels) > 1:
        yield f"Columns of a measure in the map: {', then '.join(levels)}."
    for name, why in groups.dropped.items():
        yield f"Left out: {name}, as {why}."


def _picture(groups: LesionClusters, number: int) -> str:
    inside = groups.outcomes[groups.group == number]
    levels = Counter(measure_of(str(name)) for name in [*groups.outcomes, *groups.dropped])
    mean = {str(name): float(value) for name, value in inside.mean().items()}
    ways = list(_ways(mean, levels))
    what = listed(ways) if ways else "close to the mean lesion in everything"
    nodes, every = ([str(node) for node in part.index] for part in (inside, groups.outcomes))
    return (
        f"Group {number}, {len(nodes)} lesion{'s' if len(nodes) > 1 else ''} (similarity "
        f"{amount(groups.stability[number])}): {what}. {who(nodes, every)}."
    )


def _ways(mean: dict[str, float], levels: Counter[str]) -> Iterator[str]:
    """Measures far from the mean lesion; levels of other axes are named only where they differ."""
    by_measure: dict[str, dict[str, float]] = {}
    for name, value in mean.items():
        by_measure.setdefault(measure_of(name), {})[name] = value
    for measure, values in by_measure.items():
        signs = {name: value > 0 for name, value in values.items() if abs(value) >= TELLING}
        alike = len(signs) == levels[measure] and len(set(signs.values())) == 1
        for name, more in [(measure, next(iter(signs.values())))] if alike else signs.items():
            yield f"{'more' if more else 'less'} {name}"


def who(nodes: list[str], every: list[str]) -> str:
    """A short list of nodes: a population with all its muscles is named once."""
    there, all_of = Counter(map(_population, nodes)), Counter(map(_population, every))
    whole = [key for key in there if there[key] == all_of[key] > 1]
    single = [node for node in nodes if _population(node) not in whole]
    more = (
        [f"{len(single) - MAX_NAMED_LESIONS} more"] if len(single) > MAX_NAMED_LESIONS + 1 else []
    )
    shown = single[:MAX_NAMED_LESIONS] if more else single
    return listed([*(f"{key} of every muscle" for key in whole), *shown, *more])


def _population(node: str) -> str:
    return node.split("/", maxsplit=1)[0]


MAX_NAMED_LEVERS = 3  # most levers named in a sentence


def sampled_sections(result: SensitivityResult) -> Iterator[Section]:
    """The sections on the indices of one measure."""
    for indices in result.indices:
        if indices.method == "Sobol":
            yield _sobol(result, indices)
            if (indices.table["index"] == "second").any():
                yield _second(result, indices)
        elif indices.method == "PAWN":
            yield _pawn(result, indices)
        else:
            yield _morris(result, indices)
        yield _convergence(result, indices)


def _convergence(result: SensitivityResult, indices: Indices) -> Section:
    kind = MAIN[indices.method][-1]
    order = pick(indices.table, kind)["lever"].tolist()[:MAX_CURVES]
    steps = indices.convergence
    if steps is None:
        raise InputError("indices", indices.method, "give those that sensitivity_of makes")
    drawn = steps[(steps["index"] == kind) & (steps["seeds"] == indices.seeds)]
    title = title_of(result.measure)
    return Section(
        key=f"convergence-{indices.method.lower()}-{result.measure}",
        title=f"{title}: are there enough {indices.unit} ({indices.method})",
        sentences=(
            verdict(indices),
            history(indices),
            "The number that would be needed assumes that the squared error falls as one over the "
            "number: the part of the design with that of its "
            f"{indices.unit}, the part of common seeds with that of the seeds.",
        ),
        alternative=f"{SHORT[kind]} index of {len(order)} levers on {title.lower()} against the "
        f"number of {indices.unit}, each with a band for its interval.",
        draw=lambda figure: draw_convergence(
            figure, drawn, order, (f"number of {indices.unit}", SHORT[kind])
        ),
        height=CURVE_HEIGHT,
        table=steps.set_index(["units", "seeds", "lever", "other", "index"]),
        brief=drawn[drawn["lever"].isin(order)]
        .drop(columns=["seeds", "other"])
        .set_index(["units", "lever", "index"]),
    )


def pick(table: "pd.DataFrame", index: str) -> "pd.DataFrame":
    """The rows of one index, the largest first."""
    return table[table["index"] == index].sort_values("value", ascending=False, key=np.abs)


def _by_lever(table: "pd.DataFrame", index: str) -> dict[str, dict[str, float]]:
    rows = table[table["index"] == index]
    return {
        str(lever): {"value": value, "low": low, "high": high}
        for lever, value, low, high in zip(
            rows["lever"], rows["value"], rows["low"], rows["high"], strict=True
        )
    }


def _named(rows: "pd.DataFrame") -> str:
    return listed([
        f"{name_of(str(row['lever']))} {amount(row['value'])} {interval(row['low'], row['high'])}"
        for _, row in rows.head(MAX_NAMED_LEVERS).iterrows()
    ])  # fmt: skip


def _table(indices: Indices, *kinds: str) -> "pd.DataFrame":
    table = indices.table
    return table[table["index"].isin(kinds)].set_index(["lever", "other", "index"])


def _sobol(result: SensitivityResult, indices: Indices) -> Section:
    total, first = pick(indices.table, "total"), pick(indices.table, "first")
    alone = float(first["value"].sum())
    none = [name_of(str(row["lever"])) for _, row in total.iterrows() if row["high"] < 0.05]
    title = title_of(result.measure)
    order = total["lever"].tolist()
    return Section(
        key=f"sobol-{result.measure}",
        title=f"{title}: what its variance comes from (Sobol)",
        sentences=(
            f"Including interactions (total index), most of it comes from "
            f"{_named(total)}.",
            f"Levers acting alone explain {percent(alone)} (sum of the first-order "
            "indices); the rest is due to interactions.",
            *((f"Hardly any (total surely below 0.05): {listed(none)}.",) if none else ()),
            basis(result, indices),
        ),
        alternative=f"Bars of first-order and total Sobol indices of {title.lower()}, a pair for "
        f"each of {len(order)} levers, the strongest at the top.",
        draw=lambda figure: draw_bars(
            figure, indices.table, order, {"first": "alone", "total": "with all others"},
            "share of variance",
        ),
        height=bar_height(len(order)),
        table=_table(indices, "first", "total"),
    )  # fmt: skip


def _second(result: SensitivityResult, indices: Indices) -> Section:
    pairs = pick(indices.table, "second")
    sure = pairs[pairs["low"] > 0.0]
    total = pick(indices.table, "total")["lever"].tolist()
    told = listed([
        f"{name_of(str(row['lever']))} with {name_of(str(row['other']))} {amount(row['value'])} "
        f"{interval(row['low'], row['high'])}"
        for _, row in sure.head(MAX_NAMED_LEVERS).iterrows()
    ])  # fmt: skip
    title = title_of(result.measure)
    return Section(
        key=f"sobol-pairs-{result.measure}",
        title=f"{title}: which pairs act together (Sobol)",
        sentences=(
            f"Pairs whose interval is above 0: {len(sure)} of {len(pairs)}"
            + (f"; strongest: {told}." if told else "."),
            "The intervals are not corrected for multiple comparisons: about one pair in forty "
            "would be above 0 by chance, and pairs that share a lever have correlated errors.",
            basis(result, indices),
        ),
        alternative=f"Map of second-order Sobol indices of {title.lower()} for all pairs of "
        "levers; dots mark those whose interval excludes 0.",
        draw=lambda figure: draw_pairs(figure, pairs, total),
        height=2.2 + 0.13 * len(total),
        table=_table(indices, "second"),
        brief=pairs.head(12).set_index(["lever", "other", "index"]),
    )


def _pawn(result: SensitivityResult, indices: Indices) -> Section:
    table = indices.table
    values = pick(table, "pawn")
    floor = float(table.loc[table["index"] == "floor", "value"].iloc[0])
    rank = _by_lever(table, "rank")
    above = values[values["low"] > floor]
    ways: dict[str, list[str]] = {}
    for lever in above["lever"]:
        if lever not in rank:  # it has names, and no direction
            continue
        low, high = rank[lever]["low"], rank[lever]["high"]
        way = "rises" if low > 0 else "falls" if high < 0 else "neither rises nor falls steadily"
        ways.setdefault(way, []).append(name_of(str(lever)))
    title = title_of(result.measure)
    order = values["lever"].tolist()
    return Section(
        key=f"pawn-{result.measure}",
        title=f"{title}: what moves its whole distribution (PAWN)",
        sentences=(
            f"Largest: {_named(values)}.",
            f"A lever that does nothing reaches {amount(floor)} by chance; "
            f"{len(above)} of {len(order)} levers are surely above that.",
            *(f"{title} {way} with {listed(levers)}." for way, levers in ways.items()),
            basis(result, indices),
        ),
        alternative=f"Bars of PAWN indices of {title.lower()}, one for each of {len(order)} "
        "levers, the strongest at the top, with a line at the level reached by chance alone.",
        draw=lambda figure: draw_bars(
            figure, table, order, {"pawn": "PAWN"}, "PAWN index (0 to 1)", floor
        ),
        height=bar_height(len(order)),
        table=_table(indices, "pawn", "floor", "rank"),
    )


def _morris(result: SensitivityResult, indices: Indices) -> Section:
    strength = pick(indices.table, "mu_star")
    mean = _by_lever(indices.table, "mu")
    raising = [name_of(k) for k in strength["lever"] if mean[k]["low"] > 0]
    lowering = [name_of(k) for k in strength["lever"] if mean[k]["high"] < 0]
    title, label = title_of(result.measure), measure_label(result.measure)
    return Section(
        key=f"morris-{result.measure}",
        title=f"{title}: a first look at the levers (Morris)",
        sentences=(
            f"Strongest over its range: {_named(strength)}.",
            *((f"On average it rises with {listed(raising)}.",) if raising else ()),
            *((f"On average it falls with {listed(lowering)}.",) if lowering else ()),
            "The strength mu* is the mean absolute change from one end of a lever's range to the "
            "other; a large sigma means that the effect varies: it interacts with other levers, or "
            "is not linear.",
            basis(result, indices),
        ),
        alternative=f"One point for each of {len(strength)} levers: mean absolute effect on "
        f"{title.lower()} to the right, spread of the effect upwards, with intervals.",
        draw=lambda figure: draw_effects(figure, indices.table, label),
        height=3.4 + 0.1 * len(strength),
        table=_table(indices, "mu_star", "mu", "sigma"),
    )
