"""The tables of findings are sound, and a table that is not is refused in one line."""

import csv
import shutil

import pytest

from motorloops.experiments.evidence.comparison import Laboratory, central_losses, condition
from motorloops.experiments.evidence.comparisons.registry import COMPARISONS
from motorloops.experiments.evidence.findings import (
    CHANGED,
    FAILURES,
    FINDINGS,
    FINDINGS_FOLDER,
    NOT_TESTABLE,
    published_findings,
    read,
)
from motorloops.experiments.evidence.verdict import VERDICTS
from motorloops.model.errors import InputError
from motorloops.model.network.build import build_network
from tests.helpers.invalid import invalid


@pytest.fixture
def folder(tmp_path):
    for name in (FINDINGS, NOT_TESTABLE, CHANGED, FAILURES):
        shutil.copy(FINDINGS_FOLDER / name, tmp_path)
    return tmp_path


def spoil(folder, row, **cells):
    """Change cells of one row of the findings; ``row`` counts from 0."""
    with (folder / FINDINGS).open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[row] |= cells
    with (folder / FINDINGS).open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows[row]["id"]


def test_every_finding_is_asked_once_and_every_question_has_a_finding():
    asked = [one.finding for _, one in COMPARISONS]
    assert sorted(asked) == sorted(published_findings().findings)
    assert len(asked) == len(set(asked)) >= 25


def test_every_source_is_told():
    known = published_findings()
    for finding in known.findings.values():
        assert finding.source == "assumption" or finding.source in known.references
        assert (finding.source == "assumption") == (finding.confidence == "none")
    assert "Journal of Neurophysiology" in known.cited("starr2005")
    assert known.cited("assumption") == "not published"


def test_what_cannot_be_asked_is_not_asked():
    assert not {row.id for row in published_findings().not_testable} & set(
        published_findings().findings
    )


def test_a_copy_of_the_tables_reads_the_same(folder):
    assert read(folder).findings == published_findings().findings


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"source": "chen1996"}, r"findings\.csv row 2 column source: 'chen1996'.*did you mean"),
        ({"confidence": "E"}, r"findings\.csv row 2 column confidence: 'E'.*A, B, C, D"),
        ({"contested": "yes"}, r"findings\.csv row 2 column opposite.*if and only if"),
        ({"opposite": "others found none"}, r"findings\.csv row 2 column opposite"),
        ({"contested": "maybe"}, r"column contested: 'maybe'.*choose one of: yes, no"),
        ({"healthy": ""}, r"column healthy.*some text"),
        ({"id": "RI 1"}, r"column id: 'RI 1'.*such as RI-1"),
        ({"source": "assumption", "note": ""}, r"column note.*says why"),
    ],
)
def test_a_bad_cell_is_refused(folder, cells, told):
    spoil(folder, 0, **cells)
    with pytest.raises(InputError, match=told):
        read(folder)


def test_a_finding_told_twice_is_refused(folder):
    spoil(folder, 1, id=spoil(folder, 0))
    with invalid("findings.csv row 3 column id", "RI-1.1"):
        read(folder)


def test_a_missing_column_is_refused(folder):
    path = folder / FINDINGS
    path.write_text(path.read_text().replace("contested", "disputed", 1))
    with invalid("findings.csv column contested"):
        read(folder)


def test_a_changed_question_is_about_a_finding_and_has_verdicts():
    for row in published_findings().changed:
        assert row.id in published_findings().findings
        assert {row.verdict_before, row.verdict_after} <= set(VERDICTS)


def test_a_changed_question_about_nothing_is_refused(folder):
    path = folder / CHANGED
    path.write_text(path.read_text().replace("RI-1.1,", "RI-9.1,", 1))
    with invalid("changed.csv row 2 column id", "RI-9.1"):
        read(folder)


def test_the_loss_of_a_neck_reaches_an_arm_but_not_its_cord():
    losses, neck = central_losses("cervical"), condition("cervical")
    assert "loss_spinal" not in losses
    assert losses["loss_basal_ganglia"] == neck.loss_basal_ganglia > 0.0


def test_nothing_is_run_twice():
    calls = []

    def once(network, seeds, what):
        calls.append((network, tuple(seeds), what))
        return what

    arm = build_network("arm")
    lab = Laboratory({"arm": arm}, range(2))
    assert [lab.once("arm", once, number) for number in (1, 1, 2)] == [1, 1, 2]
    assert calls == [(arm, (0, 1), 1), (arm, (0, 1), 2)]
