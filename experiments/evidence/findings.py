"""Read and check the tables of published findings."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import (
    Reference,
    Row,
    Text,
    check_sources,
    check_unique,
    cite,
    load_atlas,
    place,
    read_table,
)

FINDINGS_FOLDER = Path(__file__).parent
FINDINGS, NOT_TESTABLE, CHANGED = "findings.csv", "not_testable.csv", "changed.csv"
FAILURES = "failures.csv"
CONFIDENCE = {
    "A": "number read in the paper's own abstract, table or figure legend",
    "B": "number read in another text that cites it",
    "C": "only the direction read, in the paper's own abstract",
    "D": "only the direction read, in another text that cites it",
    "A/C": "number read for health, only the direction for patients, in the paper's abstract",
    "none": "not a published finding: a control of this project",
}
ID = r"[A-Za-z]+-[0-9]+(\.[0-9]+)?"
YesNo = Literal["yes", "no"]
USES = {
    "none": "prediction",
    "built in": "built in",
    "by hand": "chosen by hand",
    "mechanism": "mechanism added for it",
}
FITTED = "used for fitting"


class Finding(Row):
    """One published finding.

    ``id`` is that of a finding, with a number after a point where it is tested in several parts;
    ``healthy`` and ``patient`` are the figures as published, in words; ``opposite`` is the report
    that contradicts it, where it is contested; ``use`` tells how the finding was used to make the
    model, besides fitting: a key of :data:`USES`.
    """

    id: Text
    finding: Text
    healthy: Text
    patient: Text
    source: Text
    confidence: Literal["A", "B", "C", "D", "A/C", "none"]
    contested: YesNo
    opposite: str
    use: Literal["none", "built in", "by hand", "mechanism"]
    note: str

    @property
    def whole(self) -> str:
        """Id of the finding that this is a part of."""
        return self.id.partition(".")[0]


class NotTestable(Row):
    """A published finding that cannot be tested on the model, and why."""

    id: Text
    finding: Text
    source: Text
    why: Text


class ChangedQuestion(Row):
    """A finding that was tested in another way before, and why that was wrong.

    The figures are those of both questions on the network of the day of the change, in words;
    they do not follow the network.
    """

    id: Text
    before: Text
    why: Text
    figure_before: Text
    verdict_before: Text
    figure_after: Text
    verdict_after: Text


class Failure(Row):
    """Why the packaged network does not reproduce a finding."""

    id: Text
    why: Text


@dataclass(frozen=True)
class PublishedFindings:
    """The checked tables, and the references that they cite."""

    findings: dict[str, Finding]
    not_testable: tuple[NotTestable, ...]
    changed: tuple[ChangedQuestion, ...]
    failures: tuple[Failure, ...]
    references: dict[str, Reference]

    def cited(self, source: str) -> str:
        """The citation of a source."""
        if source not in self.references:
            return "not published"
        return cite(self.references[source])


def read(folder: Path) -> PublishedFindings:
    """Read and check the tables of a folder.

    Raises:
        InputError: for a missing table or column, an unknown source or confidence, a finding that
            appears twice, a contested one without its opposite, or a changed question or a
            failure about a finding that is not in the table.
    """
    references = load_atlas().references
    findings = read_table(folder, FINDINGS, Finding)
    not_testable = read_table(folder, NOT_TESTABLE, NotTestable)
    changed = read_table(folder, CHANGED, ChangedQuestion)
    failures = read_table(folder, FAILURES, Failure)
    tables = (FINDINGS, findings), (NOT_TESTABLE, not_testable), (CHANGED, changed)
    for name, rows in (*tables, (FAILURES, failures)):
        check_unique(name, "id", [row.id for row in rows])
    check_sources(FINDINGS, "source", findings, references)
    check_sources(NOT_TESTABLE, "source", not_testable, references)
    for index, row in enumerate(findings):
        if not re.fullmatch(ID, row.id):
            raise InputError(
                place(FINDINGS, index, "id"), row.id, "give one such as RI-1 or RI-1.2"
            )
        if (row.contested == "yes") != bool(row.opposite):
            allowed = "the opposite report, if and only if contested is yes"
            raise InputError(place(FINDINGS, index, "opposite"), row.opposite, allowed)
    known = {row.id for row in findings}
    for name, rows in ((CHANGED, changed), (FAILURES, failures)):
        for index, row in enumerate(rows):
            if row.id not in known:
                raise InputError(place(name, index, "id"), row.id, f"give one of {FINDINGS}")
    by_key = {reference.key: reference for reference in references}
    by_id = {row.id: row for row in findings}
    return PublishedFindings(by_id, tuple(not_testable), tuple(changed), tuple(failures), by_key)


@cache
def published_findings() -> PublishedFindings:
    """The packaged tables."""
    return read(FINDINGS_FOLDER)
