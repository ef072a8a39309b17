"""Measure the behaviours for the README, and all evidence for docs/evidence.md: `make evidence`."""

import json

from experiments.behaviours_table import markdown, measured
from experiments.evidence.command import measured as all_evidence
from experiments.evidence.document import document
from experiments.evidence.kept import KEPT
from experiments.evidence.listing import listing
from scripts.marked import ROOT, replace_marked

README = ROOT / "README.md"
DOCUMENT = ROOT / "docs" / "evidence.md"
SEEDS = 20
SETS = 30


def main() -> None:
    """Measure, and replace what stands between the two marks, and the document."""
    replace_marked(README, "evidence", markdown(measured(SEEDS)))
    found = all_evidence(SEEDS, SETS)
    text = document(found.rows, found.published, found.made_from)
    DOCUMENT.write_text(text, encoding="utf-8")
    told = listing(found.rows, found.published, found.made_from, SEEDS)
    KEPT.write_text(json.dumps(told, allow_nan=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
