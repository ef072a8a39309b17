"""The evidence as one HTML file: no script, no network, light and dark, readable on a telephone."""

from collections.abc import Iterator, Sequence
from html import escape

from experiments.analysis.page import POLICY, STYLE
from experiments.evidence.published import Published
from experiments.evidence.table import EvidenceRow
from experiments.evidence.verdict import CONTESTED, DIRECTION, NOT, REPRODUCED, VERDICTS
from experiments.evidence.words import (
    RULES,
    asked,
    both,
    confidence,
    origin,
    over_sets,
    sized,
    span,
    summary,
    unit,
)
from experiments.text import NOTICE, figure

TITLE = "motorloops beside published findings"
# Ink and ground of each verdict, light and dark: at least 4.5 to 1.
OWN_STYLE = """
:root { --good: #11622f; --part: #6b4e00; --miss: #a1201a; --open: #4a4f9c; }
@media (prefers-color-scheme: dark) {
  :root { --good: #7fd49b; --part: #e6c25c; --miss: #ff9d94; --open: #b5b9ff; } }
.verdict { font-weight: 650; border: 1px solid currentColor; border-radius: 1rem;
  padding: 0 .6rem; white-space: nowrap; display: inline-block; }
.good { color: var(--good); } .part { color: var(--part); } .miss { color: var(--miss); }
.open { color: var(--open); }
main h2 { font-size: 1.3rem; margin: 1.6rem 0 .6rem; }
h3 { font-size: 1rem; line-height: 1.35; margin: 0 0 .5rem; }
.big { font-size: 1.25rem; font-variant-numeric: tabular-nums; margin: .6rem 0 .2rem; }
dl { display: grid; grid-template-columns: minmax(6rem, 9rem) 1fr; gap: .3rem .8rem;
  margin: .6rem 0 0; font-size: .9rem; }
dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
.overview { list-style: none; padding: 0; max-width: none; display: grid; gap: .5rem 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
.overview a { font-weight: 650; white-space: nowrap; }
.legend { display: block; } .legend dd { margin: .2rem 0 .7rem; }
tbody th, tbody td, thead th { text-align: left; min-width: 7rem; }
"""
KINDS = {REPRODUCED: "good", DIRECTION: "part", NOT: "miss", CONTESTED: "open"}


def _badge(verdict: str) -> str:
    return f'<span class="verdict {KINDS[verdict]}">{escape(verdict)}</span>'


def _facts(row: EvidenceRow, published: Published) -> Iterator[tuple[str, str]]:
    finding = row.finding
    yield "Published, healthy", finding.healthy
    yield "Published, patients", finding.patient
    if finding.opposite:
        yield "Opposite report", finding.opposite
    yield "Source", published.cited(finding.source)
    yield "How sure", confidence(row)
    yield "Asked of the model", f"{row.question.measured}; {asked(row)}"
    if both(row):
        yield "Model", both(row)
    yield "Over fitted sets", over_sets(row)
    yield "Size", sized(row)
    yield "Origin", origin(row)
    if finding.note:
        yield "Note", finding.note


def _section(row: EvidenceRow, published: Published) -> str:
    key = row.finding.id
    found = row.found
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in _facts(row, published)
    )
    return (
        f'<section id="{key}" aria-labelledby="{key}-title"><h3 id="{key}-title">'
        f"{escape(key)}: {escape(row.finding.finding)}</h3>{_badge(row.verdict)}"
        f'<p class="big">{figure(found.mean)}{escape(unit(row))} '
        f'<span class="quiet">({span(found.low, found.high)}; n = {found.n})</span></p>'
        f"<dl>{facts}</dl></section>"
    )


def _table(name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already; the first of each row heads it."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(name)}"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _overview(rows: Sequence[EvidenceRow]) -> str:
    lines = "".join(
        f'<li><a href="#{row.finding.id}">{row.finding.id}</a> {_badge(row.verdict)} '
        f'<span class="quiet">{origin(row)}</span><br>{escape(row.finding.finding)}</li>'
        for row in rows
    )
    return f'<ul class="overview">{lines}</ul>'


def page(rows: Sequence[EvidenceRow], published: Published) -> str:
    """The whole page."""
    facts = "".join(f"<p>{escape(line)}</p>" for line in summary(rows))
    rules = "".join(f"<p>{escape(line)}</p>" for line in RULES)
    verdicts = "".join(
        f"<dt>{_badge(name)}</dt><dd>{escape(words)}</dd>" for name, words in VERDICTS.items()
    )
    topics = list(dict.fromkeys(row.topic for row in rows))
    parts = "".join(
        f'<h2>{escape(topic)}</h2><div class="parts">'
        f"{''.join(_section(row, published) for row in rows if row.topic == topic)}</div>"
        for topic in topics
    )
    unasked = _table(
        "What the model cannot be asked", ("id", "finding", "why", "source"),
        [[escape(text) for text in (row.id, row.finding, row.why, published.cited(row.source))]
         for row in published.unaskable],
    )  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{TITLE}</title><style>{STYLE}{OWN_STYLE}</style></head>\n"
        f"<body><header><h1>{TITLE}</h1>{facts}</header>\n<main>"
        f'<h2>How to read it</h2>{rules}<dl class="legend">{verdicts}</dl>'
        f"<h2>All verdicts</h2>{_overview(rows)}{parts}"
        f"<h2>What the model cannot be asked</h2>{unasked}</main>\n"
        f'<footer><p class="quiet">{NOTICE}</p></footer></body></html>\n'
    )
