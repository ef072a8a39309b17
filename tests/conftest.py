"""What all tests share: hypothesis profiles, the dashboard's server, and headless Chromium."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts import browser as chromium
from scripts.served import Served

pytest.register_assert_rewrite("tests.helpers")  # so that their assertions show values
pytest_plugins = ["tests.helpers.sweep_fixtures"]
ROOT = Path(__file__).resolve().parent.parent
PATIENCE_MS = 60_000  # for what a page must show; a busy machine takes long


# The same examples at each run in CI; `wide` (make test-slow) draws more, see helpers/examples.py.
SAME = bool(os.environ.get("CI"))
settings.register_profile("part", deadline=None, derandomize=SAME)
settings.register_profile("wide", deadline=None, derandomize=SAME, max_examples=300)
settings.load_profile("part")


# What a shell starts in the background ignores Ctrl-C, and so would all commands of the tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard that `motorloops serve` runs for the whole session."""
    with Served(tmp_path_factory.mktemp("serve")) as server:
        yield server


@pytest.fixture(scope="session")
def server_url(served: Served) -> str:
    """Address of the dashboard of the session."""
    return served.url


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Served]:
    """A dashboard of one test, not started yet, which it may kill."""
    server = Served(tmp_path)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system; its absence is a failure, never a skip."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE)
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    expect.set_options(timeout=PATIENCE_MS)
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
        context.set_default_timeout(PATIENCE_MS)
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
