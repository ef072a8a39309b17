"""docs/evidence.md is what `make evidence` would write from the tables that are here now."""

import json

import pytest

from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import CHANGED_TITLE, RECORD
from motorloops.experiments.evidence.table import (
    digest,
    fitted_networks_by_body,
    packaged_evidence,
)
from motorloops.experiments.evidence.verdict import CONTESTED, NOT, VERDICTS
from scripts.evidence import DOCUMENT
from tests.helpers.comparisons import default_weights

TOLD = DOCUMENT.read_text(encoding="utf-8")
LINES = [
    [cell.strip() for cell in line.split(" | ")]
    for line in TOLD.splitlines()
    if line.startswith("| ") and line.endswith("** |")
]
VERDICT = {line[0].removeprefix("| "): line[-1].removesuffix(" |").strip("*") for line in LINES}


def test_it_was_made_from_these_tables_and_weights():
    _, _, rest = TOLD.partition(RECORD)
    made_from = json.loads(rest.partition(" -->")[0])
    fitted = fitted_networks_by_body(made_from["sets"])
    now = digest(default_weights(), fitted, published_findings())
    assert made_from == now, "run `make evidence`"
    assert made_from == {name: packaged_evidence()[name] for name in made_from}
    assert made_from["sets"] >= 30


def test_it_has_every_comparison_once_in_order():
    assert list(VERDICT) == [one.finding for _, one in COMPARISONS]
    assert len(LINES) == len(COMPARISONS)


@pytest.mark.parametrize("finding", published_findings().findings.values(), ids=lambda row: row.id)
def test_its_verdicts_are_verdicts(finding):
    told = VERDICT[finding.id]
    assert told in VERDICTS
    assert (told == CONTESTED) == (finding.contested == "yes")


def test_it_names_every_source():
    for finding in published_findings().findings.values():
        assert f"- `{finding.source}`: " in TOLD
    for row in published_findings().not_testable:
        assert row.why in TOLD


def test_every_failure_has_a_reason_and_nothing_else_has():
    failed = {row["id"] for row in packaged_evidence()["rows"] if row["verdict"] == NOT}
    assert {row.id for row in published_findings().failures} == failed


def test_it_lists_every_changed_question_with_both_figures():
    part = TOLD.partition(f"## {CHANGED_TITLE}")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][1:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == [
        row.id for row in published_findings().changed
    ]
    for line, row in zip(lines, published_findings().changed, strict=True):
        assert f"{row.figure_before}: {row.verdict_before}" in line
        assert f"{row.figure_after}: {row.verdict_after}" in line
