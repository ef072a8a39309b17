"""The whole dashboard on a network of a user's own, whose body has no picture."""

import re
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
from motorloops.server.strings.messages import say
from scripts.served import Served
from tests.helpers.own_network import write_atlas
from tests.helpers.visitor import READY, Visitor, appearances, small_targets, violations

PERSON = "svg.person"
BONES = "document.querySelector('svg.person .person-skin.person-outline').getAttribute('d')"


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
    visitor = Visitor(new_page(), own_url)
    page = visitor.page
    page.goto(f"{own_url}/explore?preset=moderate")
    expect(page.locator(PERSON)).to_have_class("person person-of-schematic", timeout=READY)
    expect(page.locator(PERSON)).to_have_attribute("aria-label", re.compile("^Leg"))
    assert page.locator(".person-belly").count() == 8
    expect(page.get_by_role("radio", name="Leg")).to_be_checked()
    before = page.evaluate(BONES)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"(before) => {BONES} !== before", arg=before, timeout=READY)
    expect(page.locator(".person-belly[data-role=asked]").first).to_be_attached(timeout=READY)
    page.get_by_role("button", name="Touch", exact=True).click()
    expect(page.locator(".person-ring")).to_be_visible(timeout=READY)
    visitor.check()


def test_every_page_shows_ones_own_body(own_url, new_page, axe_script):
    page = new_page()
    visitor = Visitor(page, own_url)
    for name, path in PAGES.items():
        page.goto(own_url + path)
        expect(page.locator("main h1").first).to_be_attached(timeout=READY)
        if name in ("explore", "sweeps", "laboratory"):
            expect(page.get_by_role("radio", name="Leg")).to_be_checked(timeout=READY)
        if name == "story":  # it tells of the packaged network, and says so
            expect(page.locator(".ml-foot")).to_contain_text(say("app-packaged"), timeout=READY)
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


@pytest.mark.parametrize("body", ["chain:12", "ring:6", "tree:7", "chain:24"])
def test_a_synthetic_body_is_shown_at_its_address(server_url, new_page, axe_script, body):
    page = new_page(width=390)
    visitor = Visitor(page, server_url)
    page.goto(f"{server_url}/explore?body={body}&preset=severe&ms=300")
    expect(page.locator(PERSON)).to_have_class("person person-of-schematic", timeout=READY)
    joints = int(body.partition(":")[2])
    assert page.locator(".person-belly").count() == 2 * joints
    expect(page.get_by_role("radio", name="Neck")).to_be_attached()  # the others are offered too
    assert violations(page, axe_script, ".ml-explore-grid") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    visitor.check()


def test_a_body_that_is_not_there_is_told_in_words(server_url, new_page):
    page = new_page()
    page.goto(f"{server_url}/explore?body=chain:99")
    expect(page.get_by_role("alert")).to_contain_text("body", timeout=READY)
    expect(page.locator(PERSON)).to_be_visible()
