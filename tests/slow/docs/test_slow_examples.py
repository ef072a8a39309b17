"""Examples of the pages that take longer than a few seconds work as written."""

from pathlib import Path

import pytest

from tests.helpers.page_examples import label, pages, run_page


@pytest.mark.parametrize("path", pages(slow=True), ids=label)
def test_examples_of_the_page_run(path: Path, tmp_path: Path) -> None:
    run_page(path, tmp_path)
