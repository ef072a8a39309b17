"""What the README and the pages of the site tell a reader to type works as written."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import motorloops
from tests.helpers.page_examples import label, pages, run_page

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("path", pages(slow=False), ids=label)
def test_examples_of_the_page_run(path: Path, tmp_path: Path) -> None:
    run_page(path, tmp_path)


def test_docstring_examples_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried = 0
    for found in pkgutil.walk_packages(motorloops.__path__, "motorloops."):
        spec = found.module_finder.find_spec(found.name, None)
        if spec is None or spec.origin is None or ">>>" not in Path(spec.origin).read_text("utf-8"):
            continue
        results = doctest.testmod(importlib.import_module(found.name), optionflags=FLAGS)
        assert results.failed == 0, found.name
        tried += results.attempted
    assert tried
