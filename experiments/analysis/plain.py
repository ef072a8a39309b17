"""A report as plain text for the terminal."""

import textwrap

from experiments.analysis.part import Part
from experiments.analysis.report import Report
from experiments.analysis.tables import headings, rows
from experiments.text import NOTICE, columns, screen_width

MOST_ROWS, WIDEST = 12, 120  # of a table; a larger one is left to the page


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
