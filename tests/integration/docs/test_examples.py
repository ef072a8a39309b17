"""What the README and the pages of the site tell a reader to type works as written."""

import doctest
import importlib.util
import inspect
import pkgutil
from pathlib import Path

import pytest

import motorloops
from tests.helpers.page_examples import label, pages, run_page

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("path", pages(slow=False), ids=label)
def test_examples_of_the_page_run(path: Path, tmp_path: Path) -> None:
    run_page(path, tmp_path)


# The constants, in capitals, have no docstring; the API page shows them.
DESCRIBED = [name for name in motorloops.__all__ if not name.isupper()]


def run_example(test: doctest.DocTest) -> int:
    """Run an example as after `from motorloops import *`; return its number of statements."""
    test.globs = {name: getattr(motorloops, name) for name in motorloops.__all__}
    results = doctest.DocTestRunner(optionflags=FLAGS).run(test)
    assert results.failed == 0, test.name
    return results.attempted


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_example_of_a_public_name_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    value = getattr(motorloops, name)
    test = doctest.DocTestParser().get_doctest(value.__doc__, {}, name, None, None)
    source = "".join(example.source for example in test.examples)
    assert source
    assert inspect.isclass(value) or f"{name}(" in source
    run_example(test)


def test_no_two_public_names_have_the_same_example() -> None:
    parser = doctest.DocTestParser()
    texts = [parser.get_examples(getattr(motorloops, name).__doc__) for name in DESCRIBED]
    sources = ["".join(example.source for example in text) for text in texts]
    assert len(set(sources)) == len(DESCRIBED)


def test_other_docstring_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    public = {f"{module}.{name}" for name, module in motorloops._HOME.items()}
    modules = [found.name for found in pkgutil.walk_packages(motorloops.__path__, "motorloops.")]
    tried = 0
    for name in ["motorloops", *modules]:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None or ">>>" not in Path(spec.origin).read_text("utf-8"):
            continue
        for test in doctest.DocTestFinder().find(importlib.import_module(name), name):
            if test.name not in public:
                tried += run_example(test)
    assert tried
