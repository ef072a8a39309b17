"""A report, and sensitivity indices, as plain text for the terminal."""

import textwrap
from collections.abc import Iterator

from experiments.analysis.found import Found, basis
from experiments.analysis.indices import Indices
from experiments.analysis.part import Part
from experiments.analysis.report import Report
from experiments.analysis.tables import headings, rows
from experiments.analysis.words import PERCENT, name_of, title_of
from experiments.text import NOTHING, NOTICE, columns, figure, screen_width

MOST_ROWS, WIDEST = 12, 120  # of a table; a larger one is left to the page
HEAD = ["index", "value", f"{PERCENT} interval", "lever"]
KINDS = {
    "first": "first order", "total": "total", "second": "second order", "pawn": "PAWN",
    "floor": "PAWN, chance alone", "rank": "rank correlation", "mu_star": "mu*", "mu": "mu",
    "sigma": "sigma",
}  # fmt: skip


def _wrapped(text: str, indent: str = "") -> str:
    width = screen_width()
    if width is None:
        return indent + text
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)


def report_text(report: Report) -> str:
    """The whole report for people."""
    blocks = ["\n".join(map(_wrapped, [report.study.name, *report.facts]))]
    blocks += [_part(part) for part in report.parts]
    if report.refused:
        blocks.append("\n".join(["What cannot be said", *map(_wrapped, report.refused)]))
    return "\n\n".join([*blocks, NOTICE])


def _part(part: Part) -> str:
    lines = [_wrapped(part.title), *(_wrapped(sentence, "  ") for sentence in part.seen)]
    shown = part.shown
    table = columns([headings(shown), *rows(shown)], right=range(1, shown.shape[1]))
    fits = max(map(len, table.splitlines())) <= (screen_width() or WIDEST)
    if len(shown) <= MOST_ROWS and fits:
        lines += ["", table]
    return "\n".join(lines)


def indices_text(found: Found) -> str:
    """The indices of one measure for people."""
    return "\n\n".join(
        "\n".join(
            [
                f"{title_of(found.measure)}: {indices.method}",
                _wrapped(basis(found, indices)),
                columns(
                    [["index", "value", f"{PERCENT} interval", "lever"], *_rows(indices)], (1,)
                ),
            ]
        )
        for indices in found.indices
    )


def _rows(indices: Indices) -> Iterator[list[str]]:
    table = indices.table
    kinds = table["index"].unique().tolist()
    ranked = table.assign(place=table["index"].map(kinds.index), size=-table["value"].abs())
    for row in ranked.sort_values(["place", "size"]).to_dict("records"):
        levers = " with ".join(name_of(row[key]) for key in ("lever", "other") if row[key])
        known = row["low"] == row["low"]  # not NaN
        reach = f"{figure(row['low'])} to {figure(row['high'])}" if known else NOTHING
        yield [KINDS[row["index"]], figure(row["value"]), reach, levers or "none"]
