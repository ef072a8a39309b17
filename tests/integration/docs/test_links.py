"""Files that the documents name are there."""

import re

import pytest

from tests.helpers.source import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = "model|server|experiments|benchmarks|validation|scripts|tests|docs"


NAMED = re.compile(rf"`((?:{FOLDERS})/[\w/]+(?:\.\w+)?)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_names_real_files(document):
    named = NAMED.findall(document.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_documents_name_files():
    assert sum(len(NAMED.findall(path.read_text("utf-8"))) for path in DOCUMENTS) > 20
