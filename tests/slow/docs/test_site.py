"""The site builds without a warning, and a reader's browser asks for nothing beyond it."""

import functools
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

from tests.helpers.page_examples import ROOT


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loaded = re.compile(
        r"<(?:script|img|iframe|source|link)[^>]*?(?:src|href)=\"?(https?://[^\" >]+)"
    )
    for path in site.rglob("*.html"):
        found = list(loaded.findall(path.read_text(encoding="utf-8")))
        assert found == [], path.name
    for path in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?https?:", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("path", ["index.html", "model.html", "api/motorloops.html"])
def test_a_browser_asks_for_the_site_alone(
    path: str, address: str, new_page: Callable[..., Page]
) -> None:
    page, asked, wrong = new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/{path}")
    box = page.get_by_placeholder("Search").first
    box.click()
    box.press_sequentially("co-contraction")
    page.locator(".md-search-result__item").first.wait_for()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert wrong == []


def test_equations_are_rendered(site: Path) -> None:
    text = (site / "model.html").read_text(encoding="utf-8")
    written = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert text.count('class="equation"') == written.count("```math")
    assert "$`" not in text


def test_every_page_of_the_navigation_has_a_title(site: Path) -> None:
    class Loader(yaml.SafeLoader):
        """Reads the file without the tags of MkDocs."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    read = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)

    def pages(entry: object) -> Iterator[str]:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            for inner in entry.values():
                yield from pages(inner)
        elif isinstance(entry, list):
            for inner in entry:
                yield from pages(inner)

    for name in pages(read["nav"]):
        text = (site / name).with_suffix(".html").read_text(encoding="utf-8")
        assert re.search(r"<h1[ >]", text), name
