"""A page that fails, as a visitor meets it: one plain sentence, a bar that works, a way back."""

import sys

import pytest
from playwright.sync_api import expect

from motorloops.server.routes import PAGES
from motorloops.server.strings import translate
from scripts.served import Served
from tests.helpers.visitor import READY, check_appearances

SECRET = "secret-of-the-failure"
# The dashboard with one page that raises.
BROKEN = f"""
import dataclasses, os, sys
from motorloops.server import web
os.environ.update(web.SETTINGS)
import solara
from motorloops.server import app
@solara.component
def Falls():
    raise RuntimeError("{SECRET}")
app.routes[:] = [
    dataclasses.replace(r, component=Falls) if r.path == "about" else r for r in app.routes
]
web.serve(port=int(sys.argv[1]))
"""


class Broken(Served):
    """A server whose page About raises an error."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", BROKEN, str(self.port)]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    with Broken(tmp_path_factory.mktemp("broken")) as server:
        yield server


def test_a_page_that_fails(broken, new_page, axe_script):
    page = new_page()
    said: list[str] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda text: said.append(str(text))))
    page.goto(broken.url + PAGES["about"])
    told = page.get_by_role("alert")
    expect(told).to_contain_text(translate("failure.text"), timeout=READY)
    assert SECRET not in page.content() + "".join(said)
    assert "Traceback (most" not in page.content() + "".join(said)
    assert SECRET in broken.said()
    check_appearances(page, axe_script)
    page.get_by_role("link", name=translate("pages.laboratory"), exact=True).click()
    expect(page.locator("main h1")).to_have_text(translate("laboratory.heading"), timeout=READY)
    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text(translate("failure.text"), timeout=READY)
    page.get_by_role("link", name=translate("failure.afresh")).click()
    expect(page.locator("svg.person")).to_be_visible(timeout=READY)
