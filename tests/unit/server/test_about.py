"""The About page: the evidence as it was measured, the citation as in CITATION.cff."""

import json
import re

import solara

from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.table import PACKAGED, packaged_evidence
from motorloops.experiments.evidence.verdict import VERDICTS
from motorloops.server.pages.about import About, cells, counts
from motorloops.server.strings import string_table, translate
from tests.helpers.rendered import at_page, templates, texts
from tests.helpers.source import ROOT

ROWS = packaged_evidence()["rows"]


def test_every_question_is_in_the_packaged_evidence():
    assert [row["id"] for row in ROWS] == [question.finding for _, question in COMPARISONS]
    assert {row["id"] for row in ROWS} == set(published_findings().findings)
    assert {row["verdict"] for row in ROWS} <= set(VERDICTS)


def test_the_packaged_evidence_travels_with_the_package():
    assert PACKAGED.samefile(ROOT / "experiments" / "evidence" / PACKAGED.name)
    assert '"evidence/*.json"' in (ROOT / "pyproject.toml").read_text()
    assert PACKAGED.stat().st_size < 500_000
    json.loads(PACKAGED.read_text(), parse_constant=lambda name: 1 / 0)  # strict: no NaN


def test_the_page_shows_every_row_and_says_it_is_no_advice():
    box, context = solara.render(at_page(About()), handle_error=False)
    shown = [row for part in templates(box) if hasattr(part, "rows") for row in part.rows]
    assert sorted(map(str, shown)) == sorted(str(cells(row)) for row in ROWS)
    assert all(len(row) == len(string_table()["about"]["columns"]) for row in shown)
    told = texts(box)
    assert translate("about.advice") in told
    assert counts(ROWS) in told
    context.close()


def test_the_counts_add_up():
    numbers = [int(number) for number in re.findall(r"\d+", counts(ROWS))]
    assert numbers[0] == sum(numbers[1:]) == len(ROWS)


def test_the_citation_is_that_of_the_file():
    cited = (ROOT / "CITATION.cff").read_text()
    entries = dict(re.findall(r"^(\w[\w-]*): *(.+)$", cited, re.MULTILINE))
    citation = translate("about.citation", version=entries["version"])
    assert entries["title"].strip('"') in citation
    assert entries["version"] in citation
    assert f"{entries['license']} licence" in citation
    assert re.findall(r"- name: (.+)", cited)[0] in citation
