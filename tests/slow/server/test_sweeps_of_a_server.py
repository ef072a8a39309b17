"""A sweep of the dashboard ends with the server, however the server ends."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from motorloops.server.strings import translate
from scripts.served import Served
from tests.helpers.visitor import READY
from tests.helpers.waiting import wait_until

LONG = "?xsteps=15&ysteps=15&seeds=20&body=neck&start=severe"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A server with a folder of its own for temporary files."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    server = Served(tmp_path)
    server.start()
    yield server
    server.kill()


def children(server: Served) -> list[int]:
    assert server.process is not None
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"motorloops.server.pages.sweeps.child" in path.read_bytes():
                stat = (path.parent / "stat").read_text().rpartition(")")[2].split()
                found += [int(path.parent.name)] if int(stat[1]) == server.process.pid else []
        except OSError:
            continue
    return found


def kept(folder: Path) -> list[str]:
    return [path.name for path in (folder / "tmp").glob("motorloops-*")]


@pytest.fixture
def running(own, page):
    """The process of a sweep that a visitor has started; the page is closed."""
    page.goto(f"{own.url}/sweeps{LONG}")
    expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)
    page.get_by_role("button", name=translate("sweeps.run"), exact=True).click()
    wait_until(lambda: children(own))
    (child,) = children(own)
    page.close()
    return child


def test_a_server_that_is_killed_takes_its_sweep_along(own, running):
    own.kill()
    wait_until(lambda: not Path(f"/proc/{running}").exists())


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_ends_clears_up(own, running, tmp_path, by):
    assert len(kept(tmp_path)) == 1
    own.stop(by)
    assert not Path(f"/proc/{running}").exists()
    assert kept(tmp_path) == []


def test_a_server_that_starts_again_says_that_the_sweep_is_gone(own, page):
    page.goto(f"{own.url}/sweeps?xsteps=3&ysteps=3")
    expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)
    page.get_by_role("button", name=translate("sweeps.run"), exact=True).click()
    expect(page.locator(".ml-map td a")).to_have_count(9, timeout=READY)
    name = page.locator(".ml-studies li strong").first.inner_text()
    own.stop(signal.SIGTERM)
    own.start()
    page.goto(page.url)
    expect(page.get_by_text(translate("sweeps.unknown", name=name))).to_be_visible(timeout=READY)
