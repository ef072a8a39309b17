"""Write the table of headline behaviours into the README: `make evidence`."""

from pathlib import Path

from experiments.behaviours_table import markdown, measured

README = Path(__file__).resolve().parent.parent / "README.md"
SEEDS = 20
BEGIN, END = "<!-- measured by `make evidence` -->", "<!-- end of what was measured -->"


def main() -> None:
    """Measure, and replace what stands between the two marks."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    table = markdown(measured(SEEDS))
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
