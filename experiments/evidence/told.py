"""The evidence as text for people."""

from collections.abc import Sequence

from experiments.evidence.published import Published
from experiments.evidence.table import EvidenceRow
from experiments.evidence.verdict import VERDICTS
from experiments.evidence.words import kept, origin, span, summary
from experiments.text import NOTHING, NOTICE, columns, figure

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


def text(rows: Sequence[EvidenceRow], published: Published) -> str:
    """All rows, what the verdicts mean, and what the model cannot be asked."""
    verdicts = columns([["verdict", "meaning"], *VERDICTS.items()])
    unasked = [["id", "cannot be asked", "why"]]
    unasked += [[row.id, row.finding, row.why] for row in published.unaskable]
    return "\n\n".join(
        [_rows(rows), "\n".join(summary(rows)), verdicts, columns(unasked), MORE, NOTICE]
    )
