"""The About page: the evidence as it was measured, the citation as in CITATION.cff."""

import json
import re

import solara

from experiments.evidence.kept import KEPT, kept
from experiments.evidence.published import published
from experiments.evidence.questions import QUESTIONS
from experiments.evidence.verdict import VERDICTS
from server.about import About, cells, counts
from server.shell import Shell
from server.words import say, table
from tests.server.test_components import templates, texts
from tests.source import ROOT

ROWS = kept()["rows"]


def test_every_question_is_in_the_packaged_evidence():
    assert [row["id"] for row in ROWS] == [question.finding for _, question in QUESTIONS]
    assert {row["id"] for row in ROWS} == set(published().findings)
    assert {row["verdict"] for row in ROWS} <= set(VERDICTS)


def test_the_packaged_evidence_travels_with_the_package():
    assert KEPT.parent == ROOT / "experiments" / "evidence"
    assert '"evidence/*.json"' in (ROOT / "pyproject.toml").read_text()
    assert KEPT.stat().st_size < 500_000
    json.loads(KEPT.read_text(), parse_constant=lambda name: 1 / 0)  # strict: no NaN


def test_the_page_shows_every_row_and_says_it_is_no_advice():
    box, context = solara.render(Shell(children=[About()]), handle_error=False)
    shown = [row for part in templates(box) if hasattr(part, "rows") for row in part.rows]
    assert sorted(map(str, shown)) == sorted(str(cells(row)) for row in ROWS)
    assert all(len(row) == len(table()["about"]["columns"]) for row in shown)
    told = texts(box)
    assert say("about.advice") in told
    assert counts(ROWS) in told
    context.close()


def test_the_counts_add_up():
    numbers = [int(number) for number in re.findall(r"\d+", counts(ROWS))]
    assert numbers[0] == sum(numbers[1:]) == len(ROWS)


def test_the_citation_is_that_of_the_file():
    cited = (ROOT / "CITATION.cff").read_text()
    entries = dict(re.findall(r"^(\w[\w-]*): *(.+)$", cited, re.MULTILINE))
    citation = say("about.citation", version=entries["version"])
    assert entries["title"].strip('"') in citation
    assert entries["version"] in citation
    assert f"{entries['license']} licence" in citation
    assert re.findall(r"- name: (.+)", cited)[0] in citation
