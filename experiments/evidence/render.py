"""The evidence as text, JSON, Markdown, and one HTML page without scripts or network access."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from motorloops.experiments.analysis.report import POLICY, STYLE
from motorloops.experiments.calibration.target import Range
from motorloops.experiments.evidence.comparison import ANYTHING
from motorloops.experiments.evidence.findings import (
    CONFIDENCE,
    FITTED,
    USES,
    PublishedFindings,
)
from motorloops.experiments.evidence.table import (
    CHOSEN_SIZE,
    ENSEMBLE_SEEDS,
    NO_SIZE,
    PUBLISHED_SIZE,
    EvidenceRow,
)
from motorloops.experiments.evidence.verdict import CONTESTED, DIRECTION, NOT, REPRODUCED, VERDICTS
from motorloops.experiments.formatting import NOTHING, NOTICE, columns, figure, needed

MADE_BY = {
    "published": "as published",
    "computed": "computed here from published figures",
    "chosen": "chosen by this project, not published",
}
RULES = (
    "Each finding was tested on the model by a paradigm of the virtual laboratory or a similar "
    "timeline. The interval is the 95 % interval of the mean over noise seeds with the default "
    "weights; it shows how trials vary, not how people do. Direction: the whole interval is beyond "
    "the least change that counts, which this project chose (noise is shared between conditions, "
    "so that even a meaningless change has a narrow interval). Size: the interval overlaps the "
    "band. A band is published, or computed from published figures; where this project chose it, "
    "agreement means less, and is counted apart.",
    "Over sets: the middle 95 % of the mean figures of fitted sets of weights that fit about as "
    "well as the default ones, and the share of the sets with the published direction. It does "
    "not change the verdict.",
    "Used for fitting: the weights were fitted to this finding, so that agreement is no "
    "prediction. Built in: a delay or a lever was set accordingly, which is no prediction either; "
    "chosen by hand: a constant was set so that this finding holds. Mechanism added for it: a "
    "mechanism was put into the model because of this finding, without fitting to it, so that "
    "agreement was not arranged but counts for less. All other rows are predictions, right or "
    "wrong.",
)


def unit(row: EvidenceRow) -> str:
    """Unit of the figure; nothing for a plain number."""
    return "" if row.comparison.unit == "1" else f" {row.comparison.unit}"


def span(low: float | None, high: float | None) -> str:
    """An interval."""
    return NOTHING if low is None or high is None else f"{figure(low)} to {figure(high)}"


def direction(row: EvidenceRow) -> str:
    """The range that the direction needs."""
    need = row.comparison.need
    return "no direction, only a size" if need == ANYTHING else f"needed: {needed(need)}{unit(row)}"


def sized(row: EvidenceRow) -> str:
    """The size against its band."""
    comparison = row.comparison
    if comparison.band is None:
        return row.size
    whose = "" if comparison.band_of == "figure" else f" of the {comparison.band_of} figure"
    return f"{row.size}{whose}: {needed(comparison.band)} ({MADE_BY[comparison.band_by]})"


def conditions(row: EvidenceRow) -> str:
    """The model's figures of health and patient, if there are any."""
    parts = {"health": row.healthy, "patient": row.patient}
    return ", ".join(f"{who} {figure(mean)}" for who, mean in parts.items() if mean is not None)


def set_share(row: EvidenceRow) -> str:
    """Share of the sets with the published direction, in percent."""
    share = row.ensemble.share if row.ensemble else None
    return NOTHING if share is None else f"{100.0 * share:.0f} %"


def over_sets(row: EvidenceRow) -> str:
    """The figure over fitted sets, and the share of them with the published direction."""
    result = row.ensemble
    if result is None:
        return NOTHING
    share = "" if result.share is None else f"; {set_share(row)} with the direction"
    return f"{span(result.low, result.high)} (n = {result.n}{share})"


def confidence(row: EvidenceRow) -> str:
    """The certainty of the published figure."""
    level = row.finding.confidence
    return CONFIDENCE[level] if level == "none" else f"{level}: {CONFIDENCE[level]}"


def counts(rows: Sequence[EvidenceRow]) -> dict[str, dict[str, int]]:
    """The number of rows by verdict, and of these by where the size to compare with is from."""
    kinds = (PUBLISHED_SIZE, CHOSEN_SIZE, NO_SIZE)
    return {
        name: {
            kind: sum(row.verdict == name and row.size_from == kind for row in rows)
            for kind in kinds
        }
        for name in VERDICTS
    }


def _sizes(numbers: Mapping[str, int]) -> str:
    return (
        f"{numbers[PUBLISHED_SIZE]} with a published size, "
        f"{numbers[CHOSEN_SIZE]} with a band chosen here"
    )


def _counts(rows: Sequence[EvidenceRow]) -> str:
    parts = []
    for name, numbers in counts(rows).items():
        apart = f" ({_sizes(numbers)})" if name == REPRODUCED else ""
        parts.append(f"{sum(numbers.values())} {name}{apart}")
    return ", ".join(parts)


def _others(row: EvidenceRow) -> str:
    if row.ensemble is None:
        return "; no fitted sets of weights."
    return f"; {row.ensemble.n} fitted sets with {min(row.model.n, ENSEMBLE_SEEDS)} seeds each."


def summary(rows: Sequence[EvidenceRow]) -> tuple[str, ...]:
    """The number of rows of each verdict, and those of the predictions among them."""
    predicted = [row for row in rows if row.predicted]
    others = Counter(row.origin for row in rows if not row.predicted)
    mechanisms = [row for row in rows if row.origin == USES["mechanism"]]
    sizes = {
        kind: sum(row.size_from == kind for row in rows)
        for kind in (PUBLISHED_SIZE, CHOSEN_SIZE, NO_SIZE)
    }
    return (
        f"{len(rows)} comparisons: {_counts(rows)}.",
        f"Sizes: {_sizes(sizes)}, {sizes[NO_SIZE]} without.",
        f"Used for fitting: {others[FITTED]}; built in: {others[USES['built in']]}; chosen by "
        f"hand: {others[USES['by hand']]}; the other {len(predicted)} are predictions: "
        f"{_counts(predicted)}.",
        f"Of {len(mechanisms)} more a mechanism was chosen with the finding in view, and nothing "
        f"fitted to it: {_counts(mechanisms)}.",
        f"{rows[0].model.n} seeds with the default weights" + _others(rows[0]),
    )


MORE = "Published figures, sources, ranges and rules: --json or --html FILE, and docs/evidence.md."
HEAD = ("id", "model", "95 % interval", "unit", "over fitted sets", "of sets", "origin", "band",
        "verdict: finding")  # fmt: skip


def _rows(rows: Sequence[EvidenceRow]) -> str:
    cells: list[list[str]] = [list(HEAD)]
    topic = ""
    for row in rows:
        if row.topic != topic:
            topic = row.topic
            cells += [[""], [topic]]
        result, spread = row.model, row.ensemble
        cells.append(
            [
                row.finding.id, figure(result.mean), span(result.low, result.high), result.unit,
                span(spread.low, spread.high) if spread else NOTHING, set_share(row), row.origin,
                row.size_from, f"{row.verdict}: {row.finding.finding}",
            ]
        )  # fmt: skip
    return columns(cells, right=(1,))


def evidence_text(rows: Sequence[EvidenceRow], published: PublishedFindings) -> str:
    """All rows, what the verdicts mean, and which findings cannot be tested."""
    verdicts = columns([["verdict", "meaning"], *VERDICTS.items()])
    untested = [["id", "cannot be tested", "why"]]
    untested += [[row.id, row.finding, row.why] for row in published.not_testable]
    return "\n\n".join(
        [_rows(rows), "\n".join(summary(rows)), verdicts, columns(untested), MORE, NOTICE]
    )


def _ends(bounds: Range | None) -> list[float | None] | None:
    """A range; an open end is null."""
    if bounds is None:
        return None
    return [end if np.isfinite(end) else None for end in bounds]


def entry(row: EvidenceRow) -> dict[str, Any]:
    """One row."""
    comparison, finding, ensemble = row.comparison, row.finding, row.ensemble
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
        "measured": comparison.measured,
        "model": row.model.mean,
        "low": row.model.low,
        "high": row.model.high,
        "n": row.model.n,
        "unit": comparison.unit,
        "model_healthy": row.healthy,
        "model_patient": row.patient,
        "need": _ends(comparison.need),
        "direction": row.direction,
        "band": _ends(comparison.band),
        "band_of": comparison.band_of if comparison.band else None,
        "band_by": comparison.band_by or None,
        "size": row.size,
        "size_from": row.size_from,
        "ensemble_low": ensemble.low if ensemble else None,
        "ensemble_high": ensemble.high if ensemble else None,
        "ensemble_n": ensemble.n if ensemble else 0,
        "ensemble_share": ensemble.share if ensemble else None,
        "origin": row.origin,
        "tuned": row.tuned,
        "prediction": row.predicted,
        "verdict": row.verdict,
    }


def evidence_as_dict(
    rows: Sequence[EvidenceRow],
    published: PublishedFindings,
    made_from: Mapping[str, str | int],
    seeds: int,
) -> dict[str, Any]:
    """All rows, the findings that cannot be tested, and the digests of the inputs."""
    return {
        "motorloops": version("motorloops"),
        **made_from,
        "seeds": seeds,
        "ensemble_seeds": min(seeds, ENSEMBLE_SEEDS),
        "counts": counts(rows),
        "rows": [entry(row) for row in rows],
        "changed": [row.model_dump() for row in published.changed],
        "failures": [row.model_dump() for row in published.failures],
        "not_testable": [row.model_dump() for row in published.not_testable],
        "sources": {
            key: published.cited(key)
            for key in sorted({row.finding.source for row in rows}
                              | {row.source for row in published.not_testable})
        },
    }  # fmt: skip


RECORD = "<!-- made from "  # followed by the digests of the inputs, as JSON
MARKDOWN_HEAD = (
    "| id | finding | published: health; patients | source | the model | over fitted sets | "
    "origin | band | verdict |",
    "|---|---|---|---|---|---|---|---|---|",
)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _line(row: EvidenceRow) -> str:
    finding, result = row.finding, row.model
    reported = f"{finding.healthy}; {finding.patient}"
    if finding.opposite:
        reported += f". **Opposite report:** {finding.opposite}"
    parts = [
        f"**{figure(result.mean)}**{unit(row)} ({span(result.low, result.high)})",
        row.comparison.measured,
        direction(row),
        conditions(row),
        sized(row),
    ]
    title = finding.finding + (f" *({finding.note})*" if finding.note else "")
    cells = (
        finding.id, title, reported, f"`{finding.source}`, {finding.confidence}",
        "; ".join(part for part in parts if part), over_sets(row), row.origin,
        row.size_from, f"**{row.verdict}**",
    )  # fmt: skip
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _topics(rows: Sequence[EvidenceRow]) -> Iterator[str]:
    topic = ""
    for row in rows:
        if row.topic != topic:
            topic = row.topic
            yield from ("", f"## {topic}", "", *MARKDOWN_HEAD)
        yield _line(row)


def _failures(rows: Sequence[EvidenceRow], published: PublishedFindings) -> Iterator[str]:
    failed = {row.finding.id: row.finding for row in rows if row.verdict == NOT}
    yield from ("", f"## {FAILURES_TITLE}", "", "| id | finding | why |", "|---|---|---|")
    for row in published.failures:
        if row.id in failed:
            yield f"| {row.id} | {_cell(failed[row.id].finding)} | {_cell(row.why)} |"


def _changed(rows: Sequence[EvidenceRow], published: PublishedFindings) -> Iterator[str]:
    asked = {row.finding.id: row.comparison.measured for row in rows}
    yield from ("", f"## {CHANGED_TITLE}", "", CHANGED_RULE, "")
    yield from (
        "| id | asked before | asked now | why | before | after |",
        "|---|---|---|---|---|---|",
    )
    for row in published.changed:
        if row.id in asked:
            cells = (
                row.id, row.before, asked[row.id], row.why,
                f"{row.figure_before}: {row.verdict_before}",
                f"{row.figure_after}: {row.verdict_after}",
            )  # fmt: skip
            yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _not_testable(rows: Sequence[EvidenceRow], published: PublishedFindings) -> Iterator[str]:
    yield from ("", f"## {NOT_TESTABLE_TITLE}", "")
    yield from ("| id | finding | source | why |", "|---|---|---|---|")
    for row in published.not_testable:
        yield f"| {row.id} | {_cell(row.finding)} | `{row.source}` | {_cell(row.why)} |"
    yield from (
        "",
        "## Sources",
        "",
        "Square brackets mark what was not read in the source itself.",
        "",
    )
    named = {row.finding.source for row in rows} | {row.source for row in published.not_testable}
    yield from (f"- `{key}`: {published.cited(key)}" for key in sorted(named))


def evidence_markdown(
    rows: Sequence[EvidenceRow], published: PublishedFindings, made_from: Mapping[str, str | int]
) -> str:
    """The whole document; the digests in ``made_from`` are written in a comment, for a test."""
    lines = [
        "# Evidence",
        "",
        f"{RECORD}{json.dumps(dict(made_from))} -->",
        "",
        "The model compared with published findings. All of it is measured by `make evidence`;",
        "`motorloops evidence` measures the same; `--json` and `--html FILE` choose the format.",
        "",
        *(f"{line}\n" for line in summary(rows)),
        *(f"{line}\n" for line in RULES),
        f"| verdict | meaning | {PUBLISHED_SIZE} size | band {CHOSEN_SIZE} | no size |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {VERDICTS[name]} | {' | '.join(map(str, numbers.values()))} |"
            for name, numbers in counts(rows).items()
        ),
        "",
        "How certain the published figures are:",
        "",
        *(f"- {level}: {meaning}" for level, meaning in CONFIDENCE.items()),
        *_topics(rows),
        *_failures(rows, published),
        *_changed(rows, published),
        *_not_testable(rows, published),
        "",
        NOTICE,
    ]
    return "\n".join(lines) + "\n"


TITLE = "motorloops compared with published findings"
NOT_TESTABLE_TITLE = "Findings that cannot be tested on the model"
CHANGED_TITLE = "Questions that were changed"
FAILURES_TITLE = "What is not reproduced, and why"
CHANGED_RULE = (
    "These questions did not follow the method of their source. Both figures are of the network "
    "1e13c5ca34d5 (see `atlas` in the first line of this page for that of the tables above), "
    "20 seeds, and do not follow later changes of the network."
)
# Text colour of each verdict, light and dark: contrast of at least 4.5 to 1.
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


def _facts(row: EvidenceRow, published: PublishedFindings) -> Iterator[tuple[str, str]]:
    finding = row.finding
    yield "Published, healthy", finding.healthy
    yield "Published, patients", finding.patient
    if finding.opposite:
        yield "Opposite report", finding.opposite
    yield "Source", published.cited(finding.source)
    yield "Certainty", confidence(row)
    yield "Measured in the model", f"{row.comparison.measured}; {direction(row)}"
    if conditions(row):
        yield "Model", conditions(row)
    yield "Over fitted sets", over_sets(row)
    yield "Size", sized(row)
    for change in published.changed:
        if change.id == finding.id:
            was = f"{change.before}: {change.figure_before}, {change.verdict_before}"
            yield "Asked before", f"{was}. Changed: {change.why}"
    yield "Origin", row.origin
    if finding.note:
        yield "Note", finding.note


TEMPLATE = """\
{%- macro badge(verdict) -%}
<span class="verdict {{ kinds[verdict] }}">{{ verdict }}</span>
{%- endmacro -%}
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><style>{{ style|safe }}</style></head>
<body><header><h1>{{ title }}</h1>{% for line in summary %}<p>{{ line }}</p>{% endfor %}</header>
<main>
<h2>How to read it</h2>
{% for rule in rules %}<p>{{ rule }}</p>{% endfor %}
<dl class="legend">
{%- for name, meaning in verdicts.items() %}
<dt>{{ badge(name) }}</dt><dd>{{ meaning }}</dd>
{%- endfor %}
</dl>
<h2>All verdicts</h2>
<ul class="overview">
{%- for row in rows %}
<li><a href="#{{ row.finding.id }}">{{ row.finding.id }}</a> {{ badge(row.verdict) }}
<span class="quiet">{{ row.origin }}</span><br>{{ row.finding.finding }}</li>
{%- endfor %}
</ul>
{%- for topic, members in topics.items() %}
<h2>{{ topic }}</h2><div class="parts">
{%- for row in members %}
<section id="{{ row.finding.id }}" aria-labelledby="{{ row.finding.id }}-title">
<h3 id="{{ row.finding.id }}-title">{{ row.finding.id }}: {{ row.finding.finding }}</h3>
{{ badge(row.verdict) }}
<p class="big">{{ figure(row.model.mean) }}{{ unit(row) }}
<span class="quiet">({{ span(row.model.low, row.model.high) }}; n = {{ row.model.n }})</span></p>
<dl>
{%- for name, words in facts(row, published) %}<dt>{{ name }}</dt><dd>{{ words }}</dd>{% endfor -%}
</dl></section>
{%- endfor %}
</div>
{%- endfor %}
<h2>{{ not_testable }}</h2>
<div class="scroll" role="region" tabindex="0" aria-label="{{ not_testable }}"><table>
<thead><tr>
{%- for name in ("id", "finding", "why", "source") %}<th scope="col">{{ name }}</th>{% endfor -%}
</tr></thead><tbody>
{%- for row in published.not_testable %}
<tr><th scope="row">{{ row.id }}</th><td>{{ row.finding }}</td><td>{{ row.why }}</td>
<td>{{ published.cited(row.source) }}</td></tr>
{%- endfor %}
</tbody></table></div>
</main>
<footer><p class="quiet">{{ notice }}</p></footer></body></html>
"""


def evidence_html(rows: Sequence[EvidenceRow], published: PublishedFindings) -> str:
    """The whole page."""
    from jinja2 import Environment

    topics: dict[str, list[EvidenceRow]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    return Environment(autoescape=True).from_string(TEMPLATE).render(
        title=TITLE, policy=POLICY, style=STYLE + OWN_STYLE, kinds=KINDS, summary=summary(rows),
        rules=RULES, verdicts=VERDICTS, rows=rows, topics=topics, published=published,
        not_testable=NOT_TESTABLE_TITLE, notice=NOTICE, figure=figure, unit=unit,
        span=span, facts=_facts,
    ) + "\n"  # fmt: skip
