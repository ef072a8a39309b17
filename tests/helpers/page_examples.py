"""Run the examples of a Markdown page, in order, in one folder and one namespace.

A block of `python` is executed. A block of `sh` runs each `motorloops` line in this process and
must end with exit code 0; of commands that run for hours or until they are stopped, the options
are checked. A block with a title (`toml title="study.toml"`) is written to a file of
that name. Blocks of `text`, and lines for other programs, are not examples of this project.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from sybil import Document, Example, Region, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import SkipParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from motorloops.experiments.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
# Changes of the source, which tests/slow/docs applies to a copy of the tree.
CHANGES = ["lever", "measure", "paradigm", "comparison", "language"]
CHANGE_PAGES = [ROOT / "docs" / "how_to" / f"add_a_{what}.md" for what in CHANGES]
PAGES = [
    path
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if path not in CHANGE_PAGES and path.parent.name != "gallery"  # `make gallery` runs its scripts
]
# Pages whose examples take longer than a few seconds.
SLOW = [
    ROOT / "docs" / "laboratory.md",
    ROOT / "docs" / "sweeps.md",
    ROOT / "docs" / "tutorials" / "study.md",
]
LONG = {"calibrate", "serve"}
SETUP = ("pip ", "python ", "python3 ", "git ", "dask ", "cd ", ". ", "export ", "solara ")

Evaluator = Callable[[Example], None]


class _Blocks:
    """Parser of fenced blocks whose info line matches a pattern."""

    def __init__(self, info: str, evaluator: Evaluator) -> None:
        self._lexer = RawFencedCodeBlockLexer(re.compile(info + r"[ \t]*\n"))
        self._evaluator = evaluator

    def __call__(self, document: Document) -> Iterable[Region]:
        for region in self._lexer(document):
            region.parsed = region.lexemes["source"]
            region.evaluator = self._evaluator
            yield region


def run_command(line: str) -> None:
    """Run one line of a shell block, or check that it names something that exists.

    Raises:
        AssertionError: The command failed, or nothing of that name exists.
    """
    words = shlex.split(line, comments=True)
    if not words:
        return
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), line
    elif words[0] != "motorloops":
        assert line.startswith(SETUP), f"unknown command: {line}"
    elif words[1] in LONG:
        told = StringIO()
        with redirect_stdout(told):
            assert main([words[1], "--help"]) == 0
        assert [
            word for word in words if word.startswith("--") and word not in told.getvalue()
        ] == []
    else:
        assert main(words[1:]) == 0, line


def _shell(example: Example) -> None:
    for line in example.parsed.replace("\\\n", " ").splitlines():
        run_command(line.strip())


def _file(example: Example) -> None:
    Path(example.region.lexemes["title"]).write_text(example.parsed, encoding="utf-8")


def examples(path: Path) -> list[Example]:
    """The examples of a page, in order."""
    sybil = Sybil(
        [
            SkipParser(),
            _Blocks(r"python", PythonEvaluator()),
            _Blocks(r"sh", _shell),
            _Blocks(r'\w+ title="(?P<title>[^"]+)"', _file),
        ],
        path=str(ROOT),
        pattern="*.md",
    )
    return list(sybil.parse(path).examples())


def run_page(path: Path, folder: Path) -> None:
    """Run all examples of a page inside a folder, which a page may import modules from."""
    before, modules = Path.cwd(), set(sys.modules)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        for example in examples(path):
            example.evaluate()
    finally:
        os.chdir(before)
        sys.path.remove(str(folder))
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(folder):
                del sys.modules[name]


def write_files(path: Path, folder: Path) -> None:
    """Write the files that a page shows into a folder, and run nothing."""
    for example in examples(path):
        if "title" in example.region.lexemes:
            (folder / example.region.lexemes["title"]).write_text(example.parsed, encoding="utf-8")


def pages(*, slow: bool) -> list[Path]:
    """Pages with examples, of the fast tier or of the slow one."""
    return [path for path in PAGES if (path in SLOW) == slow and examples(path)]


def label(path: Path) -> str:
    """Name of a page in the list of tests."""
    return str(path.relative_to(ROOT))
