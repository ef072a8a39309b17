"""Replace what stands between two marks of a document, and leave the rest alone."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
END = "<!-- end of what was measured -->"


def begin(target: str) -> str:
    """The mark before what a target of the Makefile measures."""
    return f"<!-- measured by `make {target}` -->"


def marked(path: Path, target: str) -> str:
    """What stands between the marks of a target."""
    return path.read_text(encoding="utf-8").partition(begin(target))[2].partition(END)[0]


def replace_marked(path: Path, target: str, text: str) -> None:
    """Put text between the marks of a target."""
    before, mark, rest = path.read_text(encoding="utf-8").partition(begin(target))
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{path} lacks the marks of {target}")
    path.write_text(f"{before}{mark}\n\n{text}\n\n{END}{after}", encoding="utf-8")
