"""Measure the behaviours for the README, and all evidence for docs/evidence.md: `make evidence`."""

import json

from motorloops.experiments.calibration.behaviours import behaviours_markdown, behaviours_over_seeds
from motorloops.experiments.cli.evidence import measured as all_evidence
from motorloops.experiments.evidence.render import evidence_as_dict, evidence_markdown
from motorloops.experiments.evidence.table import PACKAGED
from scripts.marked import ROOT, replace_marked

README = ROOT / "README.md"
DOCUMENT = ROOT / "docs" / "evidence.md"
SEEDS = 20
SETS = 30


def main() -> None:
    """Measure, and replace what stands between the two marks, and the document."""
    replace_marked(README, "evidence", behaviours_markdown(behaviours_over_seeds(SEEDS)))
    found = all_evidence(SEEDS, SETS)
    text = evidence_markdown(found.rows, found.published, found.made_from)
    DOCUMENT.write_text(text, encoding="utf-8")
    told = evidence_as_dict(found.rows, found.published, found.made_from, SEEDS)
    PACKAGED.write_text(json.dumps(told, allow_nan=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
