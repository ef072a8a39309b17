"""The changes that the how-to pages describe, applied to a copy of the tree, work as described."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.page_examples import CHANGE_PAGES, ROOT

BLOCK = re.compile(
    r"(?:<!-- insert (?P<where>[^>]+?) -->\n)?"
    r'^```(?P<kind>\w+) title="(?P<path>[^"]+)"\n(?P<text>.*?)^```',
    re.MULTILINE | re.DOTALL,
)
SOURCES = ("model", "experiments", "server", "motorloops", "pyproject.toml")


def apply_diff(path: Path, diff: str) -> None:
    """Replace the old lines of one hunk, which must be in the file once, by the new ones."""
    lines = [line or " " for line in diff.splitlines()]
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: the page shows other lines:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def apply_page(page: Path, tree: Path) -> None:
    """Make every change of a page."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        path, text, where = tree / block["path"], block["text"], block["where"]
        if block["kind"] == "diff":
            apply_diff(path, text)
        elif where == "at the end":
            path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
        elif where:
            mark = where.removeprefix("before ")
            whole = path.read_text(encoding="utf-8")
            assert whole.count(f"\n{mark}\n") == 1
            path.write_text(whole.replace(f"\n{mark}\n", f"\n{text}{mark}\n"), encoding="utf-8")
        else:
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with the changes of all pages."""
    folder = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        source, ignore = ROOT / name, shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    for page in CHANGE_PAGES:
        apply_page(page, folder)
    return folder


def run(tree: Path, *words: str) -> str:
    """What Python prints in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_lever_and_measure_are_used_by_the_command(tree: Path) -> None:
    command = ("-m", "motorloops", "run", "--json", "--set")
    free = json.loads(run(tree, *command, "support=0"))
    held = json.loads(run(tree, *command, "support=0.5"))
    assert held["params"]["support"] == 0.5
    assert free["measures"]["peak_activation"]["mean"] > held["measures"]["peak_activation"]["mean"]
    assert held["measures"]["peak_activation"]["mean"] > 0


def test_paradigm_is_run_by_the_command(tree: Path) -> None:
    told = json.loads(
        run(tree, "-m", "motorloops", "paradigm", "fatigue", "--seeds", "2", "--json")
    )
    assert "fatigue" in json.dumps(told)


def test_comparison_is_answered(tree: Path) -> None:
    code = (
        "from motorloops import build_network\n"
        "from motorloops.experiments.evidence.comparison import BODIES, Laboratory\n"
        "from motorloops.experiments.evidence.comparisons.registry import COMPARISONS\n"
        "from motorloops.experiments.evidence.findings import published_findings\n"
        "from motorloops.experiments.evidence.table import evidence_row\n"
        "(topic, asked), = [pair for pair in COMPARISONS if pair[1].finding == 'FAT-1']\n"
        "laboratory = Laboratory({body: build_network(body) for body in BODIES}, range(4))\n"
        "finding = published_findings().findings['FAT-1']\n"
        "print(evidence_row(topic, asked, finding, asked.answer(laboratory), ()).verdict)\n"
    )
    assert run(tree, "-c", code).strip() in ("reproduced", "direction only", "not reproduced")


def test_lesson_is_complete_and_its_answer_holds(tree: Path) -> None:
    code = (
        "from motorloops.server.pages.lessons.lesson import lessons\n"
        "from motorloops.server.pages.lessons.measure import measure_lesson\n"
        "from motorloops.server.strings import string_table\n"
        "lesson = lessons()[-1]\n"
        "measured = measure_lesson(len(lessons()), 1, None, ())\n"
        "claims = [measured.holds(rule) for rule in lesson.claims.values()]\n"
        "words = string_table('lessons')['lesson'][lesson.key]\n"
        "print(words['title'], *measured.answers(), *claims)\n"
    )
    assert run(tree, "-c", code).split() == ["Tired", "same", "True"]
