"""What all tests share: hypothesis profiles, the dashboard's server, and headless Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from scripts import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 120
STOP_SECONDS = 30

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_ready(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"{url}/readyz"):
        if process.poll() is not None:
            pytest.fail(f"the dashboard ended with {process.returncode}:\n{log.read_text()}")
        if time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"the dashboard is not ready in {READY_SECONDS} s:\n{log.read_text()}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen, log: Path) -> None:
    if process.poll() is not None:
        pytest.fail(f"the dashboard died with {process.returncode}:\n{log.read_text()}")
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail(f"the dashboard ignores Ctrl-C:\n{log.read_text()}")
    assert process.returncode == 0, log.read_text()


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard that `motorloops serve` runs for the whole session."""
    port = _free_port()
    log = tmp_path_factory.mktemp("serve") / "output.txt"
    command = [str(Path(sys.executable).with_name("motorloops")), "serve", "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=log.parent, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, url, log)
        yield url
        _stop(process, log)
    finally:
        process.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system; its absence is a failure, never a skip."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE)
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=quiet)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context (a visitor) of its own: `new_page(width=390, height=844)`."""
    contexts = []

    def open_page(width: int = 1280, height: int = 800, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page at 1280 x 800."""
    return new_page()


@pytest.fixture(scope="session")
def axe_script() -> str:
    """Source of the axe-core accessibility rules, to inject into a page."""
    return (ROOT / "tests" / "assets" / "axe.min.js").read_text(encoding="utf-8")
