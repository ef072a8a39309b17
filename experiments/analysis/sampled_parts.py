"""What drawn designs say: which levers matter, by Sobol, PAWN and Morris."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.bars import bar_height, draw_bars, draw_effects, draw_pairs
from experiments.analysis.found import Found, basis
from experiments.analysis.indices import Indices
from experiments.analysis.part import Part
from experiments.analysis.words import (
    amount,
    interval,
    listed,
    measure_label,
    name_of,
    percent,
    title_of,
)

if TYPE_CHECKING:
    import pandas as pd

NAMED = 3  # levers that a sentence names


def sampled_parts(found: Found) -> Iterator[Part]:
    """Figures and words for the indices of one measure."""
    for indices in found.indices:
        if indices.method == "Sobol":
            yield _sobol(found, indices)
            if (indices.table["index"] == "second").any():
                yield _second(found, indices)
        elif indices.method == "PAWN":
            yield _pawn_part(found, indices)
        else:
            yield _morris(found, indices)


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
        for _, row in rows.head(NAMED).iterrows()
    ])  # fmt: skip


def _table(indices: Indices, *kinds: str) -> "pd.DataFrame":
    table = indices.table
    return table[table["index"].isin(kinds)].set_index(["lever", "other", "index"])


def _sobol(found: Found, indices: Indices) -> Part:
    total, first = pick(indices.table, "total"), pick(indices.table, "first")
    alone = float(first["value"].sum())
    none = [name_of(str(row["lever"])) for _, row in total.iterrows() if row["high"] < 0.05]
    title = title_of(found.measure)
    order = total["lever"].tolist()
    return Part(
        key=f"sobol-{found.measure}",
        title=f"{title}: what its variance comes from (Sobol)",
        seen=(
            f"With all it does together with others (total index), most comes from "
            f"{_named(total)}.",
            f"Levers acting alone explain {percent(alone)} (sum of the first-order "
            "indices); the rest is what they do together.",
            *((f"Hardly any (total surely below 0.05): {listed(none)}.",) if none else ()),
            basis(found, indices),
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


def _second(found: Found, indices: Indices) -> Part:
    pairs = pick(indices.table, "second")
    sure = pairs[pairs["low"] > 0.0]
    total = pick(indices.table, "total")["lever"].tolist()
    told = listed([
        f"{name_of(str(row['lever']))} with {name_of(str(row['other']))} {amount(row['value'])} "
        f"{interval(row['low'], row['high'])}"
        for _, row in sure.head(NAMED).iterrows()
    ])  # fmt: skip
    title = title_of(found.measure)
    return Part(
        key=f"sobol-pairs-{found.measure}",
        title=f"{title}: which pairs act together (Sobol)",
        seen=(
            f"Pairs whose interval is above nought: {len(sure)} of {len(pairs)}"
            + (f"; strongest: {told}." if told else "."),
            "Each interval stands alone: about one pair in forty would be above by chance, and the "
            "pairs of one lever err together.",
            basis(found, indices),
        ),
        alternative=f"Map of second-order Sobol indices of {title.lower()} for all pairs of "
        "levers; dots mark those whose interval leaves nought out.",
        draw=lambda figure: draw_pairs(figure, pairs, total),
        height=2.2 + 0.13 * len(total),
        table=_table(indices, "second"),
        brief=pairs.head(12).set_index(["lever", "other", "index"]),
    )


def _pawn_part(found: Found, indices: Indices) -> Part:
    table = indices.table
    values = pick(table, "pawn")
    floor = float(table.loc[table["index"] == "floor", "value"].iloc[0])
    rank = _by_lever(table, "rank")
    above = values[values["low"] > floor]
    ways: dict[str, list[str]] = {}
    for lever in above["lever"]:
        low, high = rank[lever]["low"], rank[lever]["high"]
        way = "rises" if low > 0 else "falls" if high < 0 else "neither rises nor falls steadily"
        ways.setdefault(way, []).append(name_of(str(lever)))
    title = title_of(found.measure)
    order = values["lever"].tolist()
    return Part(
        key=f"pawn-{found.measure}",
        title=f"{title}: what moves its whole distribution (PAWN)",
        seen=(
            f"Largest: {_named(values)}.",
            f"A lever that does nothing reaches {amount(floor)} by chance; "
            f"{len(above)} of {len(order)} levers are surely above that.",
            *(f"{title} {way} with {listed(levers)}." for way, levers in ways.items()),
            basis(found, indices),
        ),
        alternative=f"Bars of PAWN indices of {title.lower()}, one for each of {len(order)} "
        "levers, the strongest at the top, with a line at what chance alone reaches.",
        draw=lambda figure: draw_bars(
            figure, table, order, {"pawn": "PAWN"}, "PAWN index (0 to 1)", floor
        ),
        height=bar_height(len(order)),
        table=_table(indices, "pawn", "floor", "rank"),
    )


def _morris(found: Found, indices: Indices) -> Part:
    strength = pick(indices.table, "mu_star")
    mean = _by_lever(indices.table, "mu")
    raising = [name_of(k) for k in strength["lever"] if mean[k]["low"] > 0]
    lowering = [name_of(k) for k in strength["lever"] if mean[k]["high"] < 0]
    title = title_of(found.measure)
    return Part(
        key=f"morris-{found.measure}",
        title=f"{title}: a first look at the levers (Morris)",
        seen=(
            f"Strongest over its range: {_named(strength)}.",
            *((f"On average it rises with {listed(raising)}.",) if raising else ()),
            *((f"On average it falls with {listed(lowering)}.",) if lowering else ()),
            "The strength mu* is the mean absolute change from one end of a lever's range to the "
            "other; a large sigma means that it acts unevenly: together with others, or not in a "
            "straight line.",
            basis(found, indices),
        ),
        alternative=f"One point for each of {len(strength)} levers: mean absolute effect on "
        f"{title.lower()} to the right, spread of the effect upwards, with intervals.",
        draw=lambda figure: draw_effects(figure, indices.table, measure_label(found.measure)),
        height=3.4 + 0.1 * len(strength),
        table=_table(indices, "mu_star", "mu", "sigma"),
    )
