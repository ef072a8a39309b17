"""Documents link to files that exist; the paper states what was measured."""

import re

import pytest

import motorloops
from scripts import estimator_tables
from tests.helpers.page_examples import ROOT


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_a_root_document_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_paper_states_the_verdicts_that_were_measured() -> None:
    paper = " ".join((ROOT / "paper.md").read_text(encoding="utf-8").split())
    evidence = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    whole = re.search(
        r"(\d+) comparisons: (\d+) reproduced \((\d+) with a published size, (\d+) with a band "
        r"chosen here\), (\d+) direction only, (\d+) not",
        evidence,
    )
    ahead = re.search(
        r"the other (\d+) are predictions: (\d+) reproduced \((\d+) with .*?\), "
        r"(\d+) direction only, (\d+) not reproduced, (\d+) contested",
        evidence,
    )
    assert whole
    assert ahead
    asked, reproduced, sized, chosen, direction, failed = whole.groups()
    assert f"Of {asked} comparisons with published findings, {reproduced} are reproduced" in paper
    assert (
        f"({sized} with a published size, {chosen} within a band that this project chose)" in paper
    )
    assert f"{direction} have the published direction only, {failed} are not reproduced" in paper
    words = " ".join(paper.split())
    predictions, right, published, direction, failed, contested = ahead.groups()
    assert f"Of the {predictions} that are predictions, {right} are reproduced" in words
    assert f"({published} with a published size), {direction} have the right direction" in words
    assert f"{failed} are not reproduced and {contested} is contested" in words


def test_every_citation_of_the_paper_has_an_entry() -> None:
    cited = set(re.findall(r"@(\w+)", (ROOT / "paper.md").read_text(encoding="utf-8")))
    entries = set(
        re.findall(r"^@\w+\{(\w+),", (ROOT / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert cited == entries


def test_every_public_name_has_an_example() -> None:
    page = (ROOT / "docs" / "api" / "motorloops.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    listed = set(re.findall(r"^::: motorloops\.(\w+)$", page, re.MULTILINE))
    names = set(motorloops.__all__)
    assert listed == names
    assert {name for name in names if not re.search(rf"\b{name}\b", blocks)} == set()


def test_the_calibration_in_the_document_is_that_of_the_packaged_estimators():
    assert estimator_tables.DOCUMENT.read_text() == estimator_tables.document()
