"""Measure docs/behaviours.md and docs/evidence.md: `make evidence`."""

import json

from motorloops.experiments.calibration.behaviours import behaviours_markdown, measure_behaviours
from motorloops.experiments.calibration.observations import BODIES
from motorloops.experiments.evidence.findings import published_findings
from motorloops.experiments.evidence.render import evidence_as_dict, evidence_markdown
from motorloops.experiments.evidence.table import PACKAGED, measure_evidence
from motorloops.model.network.build import build_network
from scripts.marked import ROOT, replace_marked

BEHAVIOURS_PAGE = ROOT / "docs" / "behaviours.md"
DOCUMENT = ROOT / "docs" / "evidence.md"
SEEDS = 20
SETS = 30


def main() -> None:
    """Measure; write the table of behaviours, the document and the packaged results."""
    networks = {body: build_network(body) for body in BODIES}
    behaviours = measure_behaviours(networks, range(1, 1 + SEEDS))
    replace_marked(BEHAVIOURS_PAGE, "evidence", behaviours_markdown(behaviours))
    published = published_findings()
    rows, made_from = measure_evidence(networks, SETS, SEEDS, published)
    DOCUMENT.write_text(evidence_markdown(rows, published, made_from), encoding="utf-8")
    report = evidence_as_dict(rows, published, made_from, SEEDS)
    PACKAGED.write_text(json.dumps(report, allow_nan=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
