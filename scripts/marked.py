"""Replace the text between two marks of a document."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
END = "<!-- end of what was measured -->"


def begin(target: str) -> str:
    """The opening mark of the text that a target of the Makefile writes."""
    return f"<!-- measured by `make {target}` -->"


def marked(path: Path, target: str) -> str:
    """The text between the marks of a target."""
    return path.read_text(encoding="utf-8").partition(begin(target))[2].partition(END)[0]


def replace_marked(path: Path, target: str, text: str) -> None:
    """Replace the text between the marks of a target."""
    before, mark, rest = path.read_text(encoding="utf-8").partition(begin(target))
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{path} lacks the marks of {target}")
    path.write_text(f"{before}{mark}\n\n{text}\n\n{END}{after}", encoding="utf-8")
