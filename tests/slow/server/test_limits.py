"""Twenty sessions at one server: each its visitor's own, no more, and all that ends is gone."""

import json
import time
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from motorloops.server.admission import SESSIONS
from motorloops.server.strings import translate
from motorloops.server.web import MAX_MESSAGE
from scripts.served import Served
from scripts.visitor import Visitor

READY = 120.0  # s; twenty pages at once on two busy cores
MINUTE = 60.0
SPARE = 2  # threads without work, which wait for the next request


def arrive(server: Served, **options: str) -> Visitor:
    """A visitor whose page is there."""
    visitor = Visitor(server.url, **options)
    visitor.run()
    assert visitor.ready.wait(READY)
    return visitor


def wait_until(true, within: float) -> None:
    """Look again and again; it must come true in this time."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


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
    served = Served(tmp_path_factory.mktemp("limits"))
    try:
        served.start()
        yield served
        served.stop()
    finally:
        served.kill()


@pytest.fixture
def calm(server):
    """How many threads the server runs while nobody is there."""
    arrive(server).leave()
    wait_until(lambda: status(server.url)[0] == 200, MINUTE)
    time.sleep(12)  # a thread without work is kept for ten seconds
    return server.threads()


def test_a_full_house_and_room_again_within_a_minute(server, calm):
    visitors = [Visitor(server.url) for _ in range(SESSIONS)]
    for visitor in visitors:
        visitor.run()
    assert all(visitor.ready.wait(READY) for visitor in visitors)
    for visitor in visitors:
        visitor.play()
    wait_until(lambda: min(visitor.frames for visitor in visitors) > 5, READY)
    code, again, words = status(server.url)
    assert (code, again) == (503, "30")
    assert translate("full.title") in words
    assert server.threads() > calm + SESSIONS
    for k, visitor in enumerate(visitors):
        visitor.leave() if k % 2 else visitor.drop()  # a tab is closed, or crashes
    wait_until(lambda: server.threads() <= calm + SPARE, MINUTE)
    assert status(server.url)[0] == 200


def test_a_lost_network_is_noticed_and_its_threads_end(server, calm):
    visitors = [arrive(server) for _ in range(3)]
    for visitor in visitors:
        visitor.play()
        wait_until(lambda visitor=visitor: visitor.frames > 5, READY)
        visitor.fall_silent()
    assert server.threads() > calm + SPARE
    wait_until(lambda: server.threads() <= calm + SPARE, MINUTE)


def test_nobody_gets_at_the_session_of_another(server):
    owner = arrive(server, path="/?loss_cortex=0.35791")
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
    other.ask_state(owner.view)
    other.say(type="key", action="play")
    wait_until(lambda: other.frames > 5, READY)
    assert other.time_ms > 0 == owner.time_ms
    assert not any("0.35791" in text for text in other.texts[heard:])
    owner.leave()
    other.leave()


def test_nobody_ends_the_session_of_another(server):
    owner, other = arrive(server), arrive(server)
    owner.play()
    other.session, other.page = owner.session, owner.page
    other.leave()
    before = owner.frames
    wait_until(lambda: owner.frames > before + 5, READY)
    owner.leave()


NONSENSE = ["{}", "[]", "no json", '{"header": {}}', "x" * (MAX_MESSAGE + 1)]


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_a_visitor_who_sends_nonsense_loses_the_connection_alone(server, text):
    other, odd = arrive(server), arrive(server)
    odd.send_raw(text)
    wait_until(lambda: not odd.listens(), READY)
    other.play()
    wait_until(lambda: other.frames > 5, READY)
    other.leave()


def test_a_message_is_as_large_as_a_file_needs(server):
    visitor = arrive(server)
    visitor.say(type="nonsense", filler=json.dumps("\\" * (MAX_MESSAGE // 5)))
    visitor.play()
    wait_until(lambda: visitor.frames > 5, READY)
    visitor.leave()
    with pytest.raises(ConnectionClosed):
        visitor.send_raw("{}")
