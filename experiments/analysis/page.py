"""A report as one HTML file: no script, no network, light and dark, readable on a telephone."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from experiments.analysis.drawing import inline_svg
from experiments.analysis.part import Part
from experiments.analysis.report import Report
from experiments.analysis.tables import headings, rows
from experiments.text import NOTICE

if TYPE_CHECKING:
    import pandas as pd

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --quiet: #4f5862;
  --line: #c9d0d8; --link: #0b57a4; --panel: #f5f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14181d; --ink: #e8ebee; --quiet: #aab4be; --line: #3b444e;
    --link: #8ab8ff; --panel: #1c2229; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.25; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
a { color: var(--link); }
p, ul { max-width: 46rem; margin: .4rem 0; }
nav ul { columns: 20rem; padding-left: 1.2rem; }
.quiet { color: var(--quiet); }
.parts { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; min-width: 0;
  background: var(--panel); }
figure { margin: .8rem 0 0; }
svg { width: 100%; max-width: 34rem; height: auto; display: block; }
svg * { stroke-linejoin: round; stroke-linecap: butt; }
summary { cursor: pointer; padding: .6rem 0; color: var(--link); }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .3rem; color: var(--quiet); }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: right;
  vertical-align: top; }
th[scope=row], thead th:first-child { text-align: left; }
td.text { text-align: left; min-width: 16rem; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(report: Report) -> str:
    """The whole page."""
    name = escape(report.study.name.replace("_", " "))
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in report.facts)
    refused = "".join(f"<li>{escape(line)}</li>" for line in report.refused)
    missing = f"<h2>What cannot be said</h2><ul>{refused}</ul>" if refused else ""
    parts = "\n".join(_part(part) for part in report.parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}: a sweep of motorloops</title><style>{STYLE}</style></head>\n"
        f"<body><header><h1>{name[:1].upper()}{name[1:]}</h1>{facts}</header>\n"
        f"{_contents(report)}\n"
        f'<main>{missing}<div class="parts">{parts}</div></main>\n'
        f'<footer><p class="quiet">{NOTICE}</p></footer></body></html>\n'
    )


def _contents(report: Report) -> str:
    if len(report.parts) < 2:
        return ""
    links = "".join(
        f'<li><a href="#{part.key}">{escape(part.title)}</a></li>' for part in report.parts
    )
    return (
        f'<nav aria-label="Findings"><details><summary>All {len(report.parts)} findings</summary>'
        f"<ul>{links}</ul></details></nav>"
    )


def _part(part: Part) -> str:
    seen = "".join(f"<p>{escape(sentence)}</p>" for sentence in part.seen)
    return (
        f'<section id="{part.key}" aria-labelledby="{part.key}-title">'
        f'<h2 id="{part.key}-title">{escape(part.title)}</h2>{seen}'
        f"<figure>{inline_svg(part)}</figure>"
        f"<details><summary>The numbers</summary>{_table(part)}</details></section>"
    )


def _table(part: Part) -> str:
    shown, total = part.shown, len(part.table)
    caption = f"{total} rows." if shown is part.table else (
        f"In short; all {total} rows are in the .csv file that `motorloops show` writes with "
        "--figures."
    )  # fmt: skip
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings(shown))
    body = "".join(_row(row, shown) for row in rows(shown))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(part.title)}: the '
        f'numbers"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: list[str], table: "pd.DataFrame") -> str:
    def cells() -> Iterator[str]:
        for place, text in enumerate(row):
            if place < table.index.nlevels:
                yield f'<th scope="row">{escape(text)}</th>'
            else:
                kind = ' class="text"' if len(text) > 20 else ""
                yield f"<td{kind}>{escape(text)}</td>"

    return f"<tr>{''.join(cells())}</tr>"
