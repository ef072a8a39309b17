"""Measure docs/behaviours.md and docs/evidence.md: `make evidence`, `message` or `words`."""

import argparse
import json
from collections.abc import Mapping, Sequence

from motorloops.experiments.calibration.behaviours import behaviours_markdown, measure_behaviours
from motorloops.experiments.calibration.message import measure_message, message_markdown
from motorloops.experiments.calibration.observations import BODIES
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import evidence_as_dict, evidence_markdown
from motorloops.experiments.evidence.table import (
    PACKAGED,
    EvidenceRow,
    digest,
    fitted_networks_by_body,
    measure_evidence,
    packaged_evidence,
    packaged_rows,
)
from motorloops.model.network.build import Network, build_network
from scripts.marked import ROOT, replace_marked

BEHAVIOURS_PAGE = ROOT / "docs" / "behaviours.md"
DOCUMENT = ROOT / "docs" / "evidence.md"
SEEDS = 20
SETS = 30


def write(rows: Sequence[EvidenceRow], made_from: Mapping[str, str | int], seeds: int) -> None:
    """Write the document and the packaged results."""
    published = published_findings()
    DOCUMENT.write_text(evidence_markdown(rows, published, made_from), encoding="utf-8")
    report = evidence_as_dict(rows, published, made_from, seeds)
    PACKAGED.write_text(json.dumps(report, allow_nan=False, indent=1) + "\n", encoding="utf-8")


def write_message(networks: Mapping[str, Network]) -> None:
    """Measure the sentences of the message; write them into the page of behaviours."""
    message = measure_message(networks, range(1, 1 + SEEDS))
    replace_marked(BEHAVIOURS_PAGE, "message", message_markdown(message))


def measure() -> None:
    """Measure; write the tables of behaviours, the document and the packaged results."""
    networks = {body: build_network(body) for body in BODIES}
    write_message(networks)
    behaviours = measure_behaviours(networks, range(1, 1 + SEEDS))
    replace_marked(BEHAVIOURS_PAGE, "evidence", behaviours_markdown(behaviours))
    rows, made_from = measure_evidence(networks, SETS, SEEDS, published_findings())
    write(rows, made_from, SEEDS)


def write_words() -> None:
    """Write the document and the packaged results again, with the figures measured before.

    Raises:
        SystemExit: if the figures were measured from other numbers than those that are here now.
    """
    stored, published = packaged_evidence(), published_findings()
    networks = {body: build_network(body) for body in BODIES}
    made_from = digest(networks, fitted_networks_by_body(stored["sets"]), published)
    if any(stored[name] != value for name, value in made_from.items()):
        raise SystemExit("more than words has changed: run `make evidence`")
    write(packaged_rows(published), made_from, stored["seeds"])


def main() -> None:
    """Measure all, measure the message only, or write the words again."""
    parser = argparse.ArgumentParser(description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--words", action="store_true", help="keep the figures; measure nothing")
    only.add_argument("--message", action="store_true", help="measure the message only")
    options = parser.parse_args()
    if options.words:
        write_words()
    elif options.message:
        write_message({body: build_network(body) for body in BODIES})
    else:
        measure()


if __name__ == "__main__":
    main()
