"""The evidence as a Markdown document."""

import json
from collections.abc import Iterator, Mapping, Sequence

from experiments.evidence.published import CONFIDENCE, Published
from experiments.evidence.table import EvidenceRow
from experiments.evidence.verdict import VERDICTS
from experiments.evidence.words import (
    RULES,
    asked,
    both,
    origin,
    over_sets,
    sized,
    span,
    summary,
    unit,
)
from experiments.text import NOTICE, figure

RECORD = "<!-- made from "  # then what it was made from, as JSON
HEAD = (
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
            yield from ("", f"## {topic}", "", *HEAD)
        yield _line(row)


def _ends(rows: Sequence[EvidenceRow], published: Published) -> Iterator[str]:
    yield from ("", "## What the model cannot be asked", "")
    yield from ("| id | finding | source | why |", "|---|---|---|---|")
    for row in published.unaskable:
        yield f"| {row.id} | {_cell(row.finding)} | `{row.source}` | {_cell(row.why)} |"
    yield from ("", "## Sources", "", "Square brackets hold what was not seen exactly.", "")
    named = {row.finding.source for row in rows} | {row.source for row in published.unaskable}
    yield from (f"- `{key}`: {published.cited(key)}" for key in sorted(named))


def document(
    rows: Sequence[EvidenceRow], published: Published, made_from: Mapping[str, str | int]
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
        *_ends(rows, published),
        "",
        NOTICE,
    ]
    return "\n".join(lines) + "\n"
