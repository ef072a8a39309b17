"""Measure the behaviours for the README, and all evidence for docs/evidence.md: `make evidence`."""

from pathlib import Path

from experiments.behaviours_table import markdown, measured
from experiments.evidence.command import measured as all_evidence
from experiments.evidence.document import document

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCUMENT = ROOT / "docs" / "evidence.md"
SEEDS = 20
SETS = 30
BEGIN, END = "<!-- measured by `make evidence` -->", "<!-- end of what was measured -->"


def main() -> None:
    """Measure, and replace what stands between the two marks, and the document."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    table = markdown(measured(SEEDS))
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")
    found = all_evidence(SEEDS, SETS)
    text = document(found.rows, found.published, found.made_from)
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
