"""The evidence in words, for the terminal, the page and the document.

The evidence as text for people.

The evidence for other programs: plain values, ready for strict JSON.

The evidence as a Markdown document.

The evidence as one HTML file: no script, no network, light and dark, readable on a telephone.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.metadata import version
from typing import Any

import numpy as np

from motorloops.experiments.analysis.report import POLICY, STYLE
from motorloops.experiments.calibration.target import Range
from motorloops.experiments.evidence.comparison import ANYTHING, BODIES
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import (
    CONFIDENCE,
    FINDINGS,
    FINDINGS_FOLDER,
    UNASKABLE,
    PublishedFindings,
)
from motorloops.experiments.evidence.table import ENSEMBLE_SEEDS, EvidenceRow, Networks
from motorloops.experiments.evidence.verdict import CONTESTED, DIRECTION, NOT, REPRODUCED, VERDICTS
from motorloops.experiments.text import NOTHING, NOTICE, columns, figure, needed
from motorloops.model.network.body import DEFAULT_BODY

MADE_BY = {
    "published": "as published",
    "computed": "computed here from published figures",
    "chosen": "chosen by this project, not published",
}
RULES = (
    "The model was asked each finding by a test of the virtual laboratory or a protocol like it. "
    "The interval is the 95 % interval of the mean over noise seeds with the default weights; it "
    "says how trials vary, not how people do. Direction: the whole interval lies beyond the least "
    "change that counts, which this project chose (noise is shared between conditions, so that "
    "even a meaningless change has a narrow interval). Size: the interval overlaps the band.",
    "Over sets: the middle 95 % of the mean figures of fitted sets of weights that do about as "
    "well as the default ones, and the share of the sets that go in the published direction. It "
    "does not move the verdict.",
    "Used for fitting: the weights were fitted to this finding, so that agreement is no "
    "prediction. Built in: a delay or a lever was made so, which is no prediction either. All "
    "other rows are predictions, right or wrong.",
)


def unit(row: EvidenceRow) -> str:
    """Unit of the figure; nothing for a plain number."""
    return "" if row.question.unit == "1" else f" {row.question.unit}"


def span(low: float | None, high: float | None) -> str:
    """An interval."""
    return NOTHING if low is None or high is None else f"{figure(low)} to {figure(high)}"


def origin(row: EvidenceRow) -> str:
    """Whether agreement is a prediction."""
    if row.tuned:
        return "used for fitting"
    return "prediction" if row.predicted else "built in"


def asked(row: EvidenceRow) -> str:
    """What range the direction needs."""
    need = row.question.need
    return "no direction, only a size" if need == ANYTHING else f"needed: {needed(need)}{unit(row)}"


def sized(row: EvidenceRow) -> str:
    """How the size stands beside its band."""
    question = row.question
    if question.band is None:
        return row.size
    whose = "" if question.band_of == "figure" else f" of the {question.band_of} figure"
    return f"{row.size}{whose}: {needed(question.band)} ({MADE_BY[question.band_by]})"


def both(row: EvidenceRow) -> str:
    """The model's health and patient, where there are such figures."""
    parts = {"health": row.healthy, "patient": row.patient}
    return ", ".join(f"{who} {figure(mean)}" for who, mean in parts.items() if mean is not None)


def kept(row: EvidenceRow) -> str:
    """Share of the sets that keep the direction, in percent."""
    share = row.ensemble.share if row.ensemble else None
    return NOTHING if share is None else f"{100.0 * share:.0f} %"


def over_sets(row: EvidenceRow) -> str:
    """The figure over fitted sets, and how many keep the direction."""
    found = row.ensemble
    if found is None:
        return NOTHING
    keep = "" if found.share is None else f"; {kept(row)} keep the direction"
    return f"{span(found.low, found.high)} (n = {found.n}{keep})"


def confidence(row: EvidenceRow) -> str:
    """How sure the published figure is."""
    level = row.finding.confidence
    return CONFIDENCE[level] if level == "none" else f"{level}: {CONFIDENCE[level]}"


def _tally(rows: Sequence[EvidenceRow]) -> str:
    counts = {name: sum(row.verdict == name for row in rows) for name in VERDICTS}
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _others(row: EvidenceRow) -> str:
    if row.ensemble is None:
        return "; no other sets of weights were asked."
    return f"; {row.ensemble.n} fitted sets with {min(row.found.n, ENSEMBLE_SEEDS)} seeds each."


def summary(rows: Sequence[EvidenceRow]) -> tuple[str, ...]:
    """How many rows of each verdict, and how the predictions among them did."""
    predicted = [row for row in rows if row.predicted]
    fitted = sum(row.tuned for row in rows)
    return (
        f"{len(rows)} questions: {_tally(rows)}.",
        f"Used for fitting: {fitted}; built in: {len(rows) - fitted - len(predicted)}; the other "
        f"{len(predicted)} are predictions: {_tally(predicted)}.",
        f"{rows[0].found.n} seeds with the default weights" + _others(rows[0]),
    )


MORE = "Published figures, sources, ranges and rules: --json or --html FILE, and docs/evidence.md."
HEAD = ("id", "model", "95 % interval", "unit", "over fitted sets", "kept by", "origin",
        "verdict: finding")  # fmt: skip


def _rows(rows: Sequence[EvidenceRow]) -> str:
    cells: list[list[str]] = [list(HEAD)]
    topic = ""
    for row in rows:
        if row.topic != topic:
            topic = row.topic
            cells += [[""], [topic]]
        found, spread = row.found, row.ensemble
        cells.append(
            [
                row.finding.id, figure(found.mean), span(found.low, found.high), found.unit,
                span(spread.low, spread.high) if spread else NOTHING, kept(row), origin(row),
                f"{row.verdict}: {row.finding.finding}",
            ]
        )  # fmt: skip
    return columns(cells, right=(1,))


def evidence_text(rows: Sequence[EvidenceRow], published: PublishedFindings) -> str:
    """All rows, what the verdicts mean, and what the model cannot be asked."""
    verdicts = columns([["verdict", "meaning"], *VERDICTS.items()])
    unasked = [["id", "cannot be asked", "why"]]
    unasked += [[row.id, row.finding, row.why] for row in published.unaskable]
    return "\n\n".join(
        [_rows(rows), "\n".join(summary(rows)), verdicts, columns(unasked), MORE, NOTICE]
    )


def _ends(bounds: Range | None) -> list[float | None] | None:
    """A range; an open end is null."""
    if bounds is None:
        return None
    return [end if np.isfinite(end) else None for end in bounds]


def entry(row: EvidenceRow) -> dict[str, Any]:
    """One row."""
    question, finding, ensemble = row.question, row.finding, row.ensemble
    return {
        "id": finding.id,
        "topic": row.topic,
        "finding": finding.finding,
        "healthy": finding.healthy,
        "patient": finding.patient,
        "source": finding.source,
        "confidence": finding.confidence,
        "contested": finding.contested == "yes",
        "opposite": finding.opposite or None,
        "note": finding.note or None,
        "measured": question.measured,
        "model": row.found.mean,
        "low": row.found.low,
        "high": row.found.high,
        "n": row.found.n,
        "unit": question.unit,
        "model_healthy": row.healthy,
        "model_patient": row.patient,
        "need": _ends(question.need),
        "direction": row.direction,
        "band": _ends(question.band),
        "band_of": question.band_of if question.band else None,
        "band_by": question.band_by or None,
        "size": row.size,
        "ensemble_low": ensemble.low if ensemble else None,
        "ensemble_high": ensemble.high if ensemble else None,
        "ensemble_n": ensemble.n if ensemble else 0,
        "ensemble_share": ensemble.share if ensemble else None,
        "tuned": row.tuned,
        "built_in": finding.built_in == "yes",
        "prediction": row.predicted,
        "verdict": row.verdict,
    }


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def digest(networks: Networks, ensemble: Sequence[Networks]) -> dict[str, str | int]:
    """What the evidence hangs on, as short hashes: findings and questions, atlas, fitted sets."""
    tables = b"".join((FINDINGS_FOLDER / name).read_bytes() for name in (FINDINGS, UNASKABLE))
    asked = [
        (q.finding, q.measured, q.unit, q.need, q.band, q.band_of, q.band_by)
        for _, q in COMPARISONS
    ]
    weights = [row.weight for each in ensemble for row in each[DEFAULT_BODY].projections]
    return {
        "findings": _short(tables + repr(asked).encode()),
        "atlas": _short("".join(networks[body].digest for body in BODIES).encode()),
        "sets": len(ensemble),
        "weights": _short(np.array(weights).tobytes()),
    }


def evidence_as_dict(
    rows: Sequence[EvidenceRow],
    published: PublishedFindings,
    made_from: Mapping[str, str | int],
    seeds: int,
) -> dict[str, Any]:
    """All rows, what the model cannot be asked, and what they were made from."""
    return {
        "motorloops": version("motorloops"),
        **made_from,
        "seeds": seeds,
        "ensemble_seeds": min(seeds, ENSEMBLE_SEEDS),
        "rows": [entry(row) for row in rows],
        "cannot_be_asked": [row.model_dump() for row in published.unaskable],
        "sources": {
            key: published.cited(key)
            for key in sorted({row.finding.source for row in rows}
                              | {row.source for row in published.unaskable})
        },
    }  # fmt: skip


RECORD = "<!-- made from "  # then what it was made from, as JSON
MARKDOWN_HEAD = (
    "| id | finding | published: health; patients | source | the model | over fitted sets | "
    "origin | verdict |",
    "|---|---|---|---|---|---|---|---|",
)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _line(row: EvidenceRow) -> str:
    finding, found = row.finding, row.found
    reported = f"{finding.healthy}; {finding.patient}"
    if finding.opposite:
        reported += f". **Opposite report:** {finding.opposite}"
    parts = [
        f"**{figure(found.mean)}**{unit(row)} ({span(found.low, found.high)})",
        row.question.measured,
        asked(row),
        both(row),
        sized(row),
    ]
    title = finding.finding + (f" *({finding.note})*" if finding.note else "")
    cells = (
        finding.id, title, reported, f"`{finding.source}`, {finding.confidence}",
        "; ".join(part for part in parts if part), over_sets(row), origin(row),
        f"**{row.verdict}**",
    )  # fmt: skip
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _topics(rows: Sequence[EvidenceRow]) -> Iterator[str]:
    topic = ""
    for row in rows:
        if row.topic != topic:
            topic = row.topic
            yield from ("", f"## {topic}", "", *MARKDOWN_HEAD)
        yield _line(row)


def _interval_cell(rows: Sequence[EvidenceRow], published: PublishedFindings) -> Iterator[str]:
    yield from ("", "## What the model cannot be asked", "")
    yield from ("| id | finding | source | why |", "|---|---|---|---|")
    for row in published.unaskable:
        yield f"| {row.id} | {_cell(row.finding)} | `{row.source}` | {_cell(row.why)} |"
    yield from ("", "## Sources", "", "Square brackets hold what was not seen exactly.", "")
    named = {row.finding.source for row in rows} | {row.source for row in published.unaskable}
    yield from (f"- `{key}`: {published.cited(key)}" for key in sorted(named))


def evidence_markdown(
    rows: Sequence[EvidenceRow], published: PublishedFindings, made_from: Mapping[str, str | int]
) -> str:
    """The whole document; ``made_from`` is kept in a comment, for a test."""
    lines = [
        "# Evidence",
        "",
        f"{RECORD}{json.dumps(dict(made_from))} -->",
        "",
        "The model beside published findings. Everything below is measured by `make evidence`;",
        "`motorloops evidence` does the same, with `--json` or `--html FILE` if asked.",
        "",
        *(f"{line}\n" for line in summary(rows)),
        *(f"{line}\n" for line in RULES),
        "| verdict | meaning |",
        "|---|---|",
        *(f"| {name} | {meaning} |" for name, meaning in VERDICTS.items()),
        "",
        "How sure the published figures are:",
        "",
        *(f"- {level}: {meaning}" for level, meaning in CONFIDENCE.items()),
        *_topics(rows),
        *_interval_cell(rows, published),
        "",
        NOTICE,
    ]
    return "\n".join(lines) + "\n"


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


def _facts(row: EvidenceRow, published: PublishedFindings) -> Iterator[tuple[str, str]]:
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


def _section(row: EvidenceRow, published: PublishedFindings) -> str:
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


def evidence_html(rows: Sequence[EvidenceRow], published: PublishedFindings) -> str:
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
