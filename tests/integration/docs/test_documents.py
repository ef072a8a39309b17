"""Documents name files, links and figures that exist."""

import re
from pathlib import Path

import pytest

from tests.helpers.page_examples import ROOT

NAMED = re.compile(
    r"`((?:model|server|experiments|tests|scripts|docs|benchmarks|validation)/[\w/.*-]*)`"
)
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
MADE = {"server/frontend/bodies/NAME.toml"}  # by the reader


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_exist(path: Path) -> None:
    named = set(NAMED.findall(path.read_text(encoding="utf-8"))) - MADE
    missing = [
        name
        for name in named
        if not (list(ROOT.glob(name)) if "*" in name else (ROOT / name).exists())
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_a_root_document_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_paper_states_the_verdicts_that_were_measured() -> None:
    paper = " ".join((ROOT / "paper.md").read_text(encoding="utf-8").split())
    evidence = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    whole = re.search(
        r"(\d+) questions: (\d+) reproduced, (\d+) direction only, (\d+) not", evidence
    )
    ahead = re.search(
        r"the other (\d+) are predictions: (\d+) reproduced, (\d+) direction only, (\d+) not",
        evidence,
    )
    assert whole
    assert ahead
    asked, reproduced, direction, failed = whole.groups()
    assert f"Of {asked} comparisons with published findings, {reproduced} are reproduced" in paper
    assert f"{direction} have the published direction only, {failed} are not reproduced" in paper
    assert f"Of the {ahead[1]} that were neither fitted to nor built in" in paper
    assert ahead[2] == "0"
    assert f"{ahead[3]} have the right direction, {ahead[4]} are not reproduced" in paper


def test_every_citation_of_the_paper_has_an_entry() -> None:
    cited = set(re.findall(r"@(\w+)", (ROOT / "paper.md").read_text(encoding="utf-8")))
    entries = set(
        re.findall(r"^@\w+\{(\w+),", (ROOT / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert cited == entries
