"""The evidence as text, page and document, and the command that makes them."""

import re
from html.parser import HTMLParser

import pytest

from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import (
    RECORD,
    evidence_html,
    evidence_markdown,
    evidence_text,
)
from motorloops.experiments.evidence.table import compare_all, digest
from motorloops.experiments.evidence.verdict import VERDICTS
from tests.helpers.command import call, refused
from tests.helpers.comparisons import CHEAP, comparisons_of, default_weights

VOID = {"meta", "br"}


@pytest.fixture(scope="module")
def rows():
    weights = default_weights()
    return compare_all(
        weights, [weights], 2, published_findings(), comparisons=comparisons_of(*CHEAP)
    )


class Reader(HTMLParser):
    """Collects tags with their attributes, and checks that they are closed in turn."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_the_network_for_nothing(rows):
    reader = Reader()
    reader.feed(evidence_html(rows, published_findings()))
    reader.close()
    assert reader.open == []
    tags = {tag for tag, _ in reader.seen}
    assert not tags & {"script", "img", "link", "iframe"}
    assert all("src" not in attrs for _, attrs in reader.seen)
    html = dict(reader.seen[:1])["html"]
    assert html == {"lang": "en"}


def test_every_link_of_the_page_leads_to_its_row(rows):
    reader = Reader()
    reader.feed(evidence_html(rows, published_findings()))
    ids = {attrs["id"] for _, attrs in reader.seen if "id" in attrs}
    links = [attrs["href"] for tag, attrs in reader.seen if tag == "a"]
    assert links == [f"#{row.finding.id}" for row in rows]
    assert {link[1:] for link in links} <= ids
    labels = [attrs["aria-labelledby"] for tag, attrs in reader.seen if tag == "section"]
    assert set(labels) <= ids


def test_the_page_tells_verdict_opposite_report_and_origin_in_words(rows):
    html = evidence_html(rows, published_findings())
    for row in rows:
        assert row.verdict in html
    assert "Opposite report" in html
    assert "chosen by this project, not published" in html
    assert "no direction, only a size" in html


def test_the_text_has_every_row_and_every_meaning(rows):
    told = evidence_text(rows, published_findings())
    for row in rows:
        (line,) = [line for line in told.splitlines() if line.startswith(f"{row.finding.id} ")]
        assert row.verdict in line
        assert row.finding.finding in line
    assert all(meaning in told for meaning in VERDICTS.values())
    assert "not a diagnostic device" in told


def test_tables_of_the_document_have_whole_rows(rows):
    made_from = digest(default_weights(), [], published_findings())
    told = evidence_markdown(rows, published_findings(), made_from)
    assert f"{RECORD}{{" in told
    width = None
    for line in told.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
        assert cells == width or width is None or cells is None, line
        width = cells
    for row in rows:
        assert f"| {row.finding.id} | " in told


@pytest.mark.parametrize(
    ("argv", "allowed"),
    [
        (("--seeds", "1"), "seeds: '1' is not allowed; give a whole number from 2 to 200"),
        (("--seeds", "many"), "seeds: 'many'"),
        (("--sets", "-1"), "sets: '-1' is not allowed; give a whole number from 0 to 1000"),
        (("--html", "nowhere/at/all.html"), "--html"),
        (("--html", "page.txt"), "ends in .html"),
        (("--sed", "3"), 'did you mean "--seeds"?'),
    ],
)
def test_bad_input_is_one_line(argv, allowed):
    assert allowed in refused("evidence", *argv)


def test_help_says_what_it_does():
    told = call("evidence", "--help")
    assert told.code == 0
    assert "published" in told.out
