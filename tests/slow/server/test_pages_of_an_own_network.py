"""The whole dashboard on a network of a user's own, whose body has no picture."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from motorloops.experiments.sweeps.study_file import read_study
from motorloops.model.network.build import build_network
from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from scripts.served import Served
from tests.helpers.own_network import write_atlas
from tests.helpers.visitor import READY, Visitor, appearances, small_targets, violations

SPOT = ".ml-spot[data-joint='{}']"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an atlas of a user."""
    return write_atlas(tmp_path_factory.mktemp("own") / "my tables")


@pytest.fixture(scope="module")
def own_url(atlas: Path) -> Iterator[str]:
    """Address of a dashboard that shows the leg of an atlas."""
    with Served(atlas.parent, "--atlas", str(atlas)) as server:
        yield server.url


def test_the_schematic_moves_and_can_be_touched(own_url, new_page):
    visitor = Visitor(new_page(), f"{own_url}/?preset=moderate").enter()
    page = visitor.page
    before = page.locator(SPOT.format("ankle")).bounding_box()
    visitor.button("Play").click()
    visitor.wait("() => motorloops.frame.time >= 800")
    visitor.button("Pause").click()
    assert page.locator(SPOT.format("ankle")).bounding_box() != before  # the knee carries it
    expect(page.get_by_role("radio", name="Leg")).to_be_checked()
    page.locator(SPOT.format("ankle")).click()
    expect(page.locator(SPOT.format("ankle"))).to_have_attribute("aria-pressed", "true")
    page.locator("[data-node='muscle:quadriceps']").press("Enter")
    expect(page.locator(".ml-inspector h2")).to_have_text("Quadriceps")


def test_every_page_shows_ones_own_body(own_url, new_page, axe_script):
    page = new_page()
    visitor = Visitor(page, own_url)
    for name, path in PAGES.items():
        page.goto(own_url + path)
        expect(page.locator("main h1")).to_be_visible(timeout=READY)
        if name in ("explore", "compare"):
            visitor.wait("window.motorloops && motorloops.frame")
        if name in ("explore", "compare", "sweeps", "laboratory"):
            expect(page.get_by_role("radio", name="Leg")).to_be_checked(timeout=READY)
        for width, scheme in appearances(page):
            where = (name, width, scheme)
            assert (where, violations(page, axe_script)) == (where, [])
            assert (where, small_targets(page)) == (where, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.check()


def test_a_study_file_names_the_atlas_but_not_its_place(own_url, new_page, atlas, tmp_path):
    visitor = Visitor(new_page(), own_url)
    page = visitor.page
    page.goto(f"{own_url}/sweeps?xsteps=3&ysteps=3")
    page.get_by_role("button", name=translate("sweeps.run"), exact=True).click(timeout=READY)
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    links = page.locator(".ml-command a").all()
    assert len(links) == 2  # of the form and of the results
    for k, link in enumerate(links):
        assert str(atlas.parent) not in unquote(page.content())
        link.locator("xpath=..").locator("summary").click()
        with page.expect_download() as download:
            link.click()
        file = tmp_path / str(k) / "study.toml"
        download.value.save_as(file)
        name = tomllib.loads(file.read_text(encoding="utf-8"))["atlas"]
        expect(link.locator("xpath=..")).to_contain_text(f"“{name}”")
        shutil.copytree(atlas, file.parent / name)
        assert read_study(file).network().digest == build_network("leg", atlas).digest
    visitor.check()


@pytest.mark.parametrize("body", ["chain:12", "ring:6", "tree:7"])
def test_a_synthetic_body_is_shown_at_its_address(server_url, new_page, axe_script, body):
    page = new_page(width=390)
    visitor = Visitor(page, f"{server_url}/?body={body}&preset=severe&ms=300")
    page.goto(visitor.url)
    visitor.wait("window.motorloops && motorloops.frame?.time >= 300")
    assert violations(page, axe_script, ".ml-grid") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
