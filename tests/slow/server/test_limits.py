"""A full server: each session is its visitor's own, none is too many, and all that ends is gone."""

import json
import re
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from motorloops.model.recording import Recording, write_recording
from motorloops.server.strings import translate
from motorloops.server.web import MAX_MESSAGE
from scripts.served import Served
from scripts.visitor import Visitor
from tests.helpers.visitor import READY
from tests.helpers.waiting import wait_until

SESSIONS = 20  # of this server
RECORDING = write_recording(Recording(ms=20))
SPARE = 2  # threads without work, which wait for the next request
IDLE_S = 1  # how long the server keeps such a thread
# The dashboard with few sessions, short limits of connections, and threads that end soon.
SERVER = f"""
import sys
from anyio._backends._asyncio import WorkerThread
from motorloops.server import admission, web
admission.SESSIONS = {SESSIONS}
WorkerThread.MAX_IDLE_TIME = {IDLE_S}
limits = web.ConnectionLimits(ping_interval=1.0, ping_timeout=10.0, grace=1.0)
web.serve(port=int(sys.argv[1]), limits=limits)
"""


WIDGET = re.compile(r'"comm_id": ?"([^"]+)"')
# A dashboard for one visitor; the next one asks every second whether there is room.
TINY = """
import sys
from motorloops.server import admission, middleware, web
admission.SESSIONS, admission.MAX_TOGETHER = 1, 0
middleware.RETRY = middleware.RETRY.replace(f'"{middleware.RETRY_AFTER_S}"', '"1"')
web.serve(port=int(sys.argv[1]))
"""


class Tiny(Served):
    """A server with room for one visitor."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", TINY, str(self.port)]


class Hasty(Served):
    """A server that gives up a lost connection soon."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", SERVER, str(self.port)]


def arrive(server: Served, **options: str) -> Visitor:
    """A visitor whose page is there."""
    visitor = Visitor(server.url, **options)
    visitor.run()
    visitor.ready.wait()
    return visitor


def answered(visitor: Visitor) -> dict[str, Any]:
    """What the open page says of a recording that the agents rerun."""
    visitor.check(RECORDING)
    return visitor.checks.get()


def status(url: str) -> tuple[int, str | None, str]:
    """How a stranger's request for the page is answered."""
    try:
        with urllib.request.urlopen(url) as reply:
            return reply.status, None, ""
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers["Retry-After"], refusal.read().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server whose sessions are those of these tests alone."""
    with Hasty(tmp_path_factory.mktemp("limits")) as served:
        yield served


@pytest.fixture
def calm(server):
    """How many threads the server runs while nobody is there."""
    arrive(server).leave()
    before, now = 0, server.threads()
    while before != now:
        time.sleep(2 * IDLE_S)
        before, now = now, server.threads()
    return now


def test_a_full_house_and_room_again(server, calm):
    visitors = [Visitor(server.url) for _ in range(SESSIONS)]
    for visitor in visitors:
        visitor.run()
    for visitor in visitors:
        visitor.ready.wait()
    for visitor in visitors:
        answered(visitor)
    code, again, words = status(server.url)
    assert (code, again) == (503, "30")
    assert translate("full.title") in words
    assert server.threads() >= calm + SESSIONS  # one for the connection of each
    for k, visitor in enumerate(visitors):
        visitor.leave() if k % 2 else visitor.drop()  # a tab is closed, or crashes
    wait_until(lambda: server.threads() <= calm + SPARE)
    assert status(server.url)[0] == 200


def test_the_page_of_a_full_server_opens_by_itself(tmp_path, page):
    with Tiny(tmp_path) as tiny:
        first = arrive(tiny)
        reply = page.goto(f"{tiny.url}/about")
        assert reply.status == 503
        expect(page.get_by_role("heading")).to_have_text(translate("full.title"))
        first.leave()
        expect(page.locator(".ml-top")).to_be_visible(timeout=READY)
        assert page.url == f"{tiny.url}/about"


def test_a_lost_network_is_noticed_and_its_threads_end(server, calm):
    visitors = [arrive(server) for _ in range(3)]
    for visitor in visitors:
        assert "problem" not in answered(visitor)
        visitor.fall_silent()
    assert server.threads() > calm + SPARE
    wait_until(lambda: server.threads() <= calm + SPARE)


def test_nobody_gets_at_the_session_of_another(server):
    owner = arrive(server, path="/laboratory?loss_cortex=0.35791")
    assert any("0.35791" in text for text in owner.texts)
    for cookie in ("", "made-up", owner.session):
        with pytest.raises(InvalidStatus) as refused:
            Visitor(server.url, cookie=cookie, session=owner.session)
        assert refused.value.response.status_code == 503
        assert b"0.35791" not in (refused.value.response.body or b"")
    other = arrive(server)
    assert not any("0.35791" in text or owner.session in text for text in other.texts)
    # Their own connection, and the names of another's widgets: the server does not know them.
    heard = len(other.texts)
    (shown,) = [name for name in WIDGET.findall("".join(owner.texts)) if name][:1]
    other.ask_state(shown)
    answered(other)
    assert not any("0.35791" in text for text in other.texts[heard:])
    owner.leave()
    other.leave()


def test_nobody_ends_the_session_of_another(server):
    owner, other = arrive(server), arrive(server)
    other.session, other.page = owner.session, owner.page
    other.leave()
    assert "problem" not in answered(owner)
    owner.leave()


NONSENSE = ["{}", "[]", "no json", '{"header": {}}', "x" * (MAX_MESSAGE + 1)]


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_a_visitor_who_sends_nonsense_loses_the_connection_alone(server, text):
    other, odd = arrive(server), arrive(server)
    odd.send_raw(text)
    wait_until(lambda: not odd.listens())
    assert "problem" not in answered(other)
    other.leave()


def test_a_message_is_as_large_as_a_file_needs(server):
    visitor = arrive(server)
    visitor.say(type="nonsense", filler=json.dumps("\\" * (MAX_MESSAGE // 5)))
    assert "problem" not in answered(visitor)
    visitor.leave()
    with pytest.raises(ConnectionClosed):
        visitor.send_raw("{}")
