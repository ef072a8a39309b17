"""The tutorial for Mesa users: its `app.py` is a page of Mesa's own SolaraViz that works."""

import re
import shutil
import sys

import pytest
from playwright.sync_api import expect

from motorloops.server.web import CDN
from scripts.served import Served
from tests.helpers.page_examples import ROOT, write_files
from tests.helpers.visitor import READY, Visitor

PICTURES = "[...document.querySelectorAll('.vue-grid-item img')].map(img => img.src)"
BOTH = f"{PICTURES}.length === 2"  # the network and the plot
NEW = f"first => {PICTURES}.every((src, at) => src !== first[at])"


class SolaraServer(Served):
    """Solara serving `app.py` of its folder, as `solara run app.py` does."""

    @property
    def command(self) -> list[str]:
        options = ["--no-open", "--production", "--port", str(self.port)]  # nothing to reload
        return [sys.executable, "-m", "solara", "run", "app.py", *options]

    def answers(self) -> bool:
        try:
            return self.get("/readyz", timeout=2)[0] == 200
        except OSError:
            return False


@pytest.fixture
def url(tmp_path, monkeypatch):
    """Address of the page, whose browser files are those that were fetched before."""
    cdn = tmp_path / "cdn"
    shutil.copytree(CDN, cdn)
    shutil.copytree(ROOT / "tests" / "cdn", cdn, dirs_exist_ok=True)
    monkeypatch.setenv("SOLARA_ASSETS_PROXY_CACHE_DIR", str(cdn))
    monkeypatch.setenv("SOLARA_ASSETS_FONTAWESOME_ENABLED", "False")
    write_files(ROOT / "docs" / "tutorials" / "mesa.md", tmp_path)
    server = SolaraServer(tmp_path)
    server.start()
    yield server.url
    server.kill()


def test_the_app_draws_plays_and_starts_again(url, page):
    visitor = Visitor(page, url)
    page.goto(url)
    page.wait_for_function(BOTH, timeout=READY)
    first = page.evaluate(PICTURES)
    steps = page.get_by_text(re.compile(r"^Step: \d+$"))
    visitor.button("Step").click()
    expect(steps).to_have_text("Step: 25", timeout=READY)
    page.wait_for_function(NEW, arg=first, timeout=READY)
    visitor.button("▶").click()
    expect(steps).to_have_text(re.compile(r"^Step: \d{3,}$"), timeout=READY)
    visitor.button("❚❚").click()
    page.wait_for_timeout(1000)  # Mesa ends its pause, and its last steps, before it stops
    for name in ("Loss of inhibition", "Stress", "Effort", "Seed"):
        page.get_by_role("slider", name=name).press("ArrowRight")
    expect(visitor.button("▶")).to_be_visible(timeout=READY)
    visitor.button("Reset").click()
    expect(steps).to_have_text("Step: 0", timeout=READY)
    visitor.button("Step").click()
    expect(steps).to_have_text("Step: 25", timeout=READY)
    visitor.check()
