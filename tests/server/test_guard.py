"""Only this machine's own pages get in, and every answer carries the security headers."""

import asyncio
import threading

import pytest
from starlette.responses import PlainTextResponse

from server.guard import HEADERS, Guard
from server.page import dress

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
PAGE = (
    '<html><head><title>Solara</title><meta name="viewport" content="user-scalable=no"></head>'
    "<body><v-progress-linear :style='{}'\n absolute></v-progress-linear>"
    "<script>1</script><script src='a.js'></script></body></html>"
)


async def inside(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("welcome")(scope, receive, send)


def ask(kind="http", path="/", room=True, hosts=LOCAL, **headers):
    """The messages that a request with these headers gets."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": pairs, "method": "GET"}
    guard = Guard(inside, hosts, lambda cookies: room or "mine" in cookies)
    # In a thread: the browser of other tests keeps an event loop running in this one.
    thread = threading.Thread(target=asyncio.run, args=(guard(scope, receive, send),))
    thread.start()
    thread.join()
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765", "LOCALHOST:1"])
def test_this_machine_is_answered(host):
    assert ask(host=host)[0]["status"] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a@localhost"])
def test_other_names_for_this_machine_are_not(host):
    assert ask(host=host)[0]["status"] == 421


def test_any_name_is_answered_when_the_host_was_chosen():
    assert ask(hosts=frozenset(), host="lab.example")[0]["status"] == 200


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8765", "https://127.0.0.1:8765"])
def test_own_pages_may_open_a_websocket(origin):
    messages = ask("websocket", host="127.0.0.1:8765", origin=origin)
    assert messages[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "", "http://["]
)
def test_foreign_pages_may_not(origin):
    messages = ask("websocket", host="127.0.0.1:8765", origin=origin)
    assert messages == [{"type": "websocket.close", "code": 1008}]


def test_no_origin_no_websocket():
    assert ask("websocket", host="127.0.0.1")[0]["type"] == "websocket.close"


def test_a_full_house_says_so_and_when_to_come_back():
    start, body = ask(room=False, host="localhost")
    headers = dict(start["headers"])
    assert start["status"] == 503
    assert int(headers[b"retry-after"]) > 0
    assert b"full" in body["body"]


def test_those_inside_may_reload():
    assert (
        ask(room=False, host="localhost", cookie="a=b; solara-session-id=mine")[0]["status"] == 200
    )


def test_every_answer_carries_the_headers():
    for answer in (ask(host="localhost"), ask(room=False, host="localhost"), ask(host="x")):
        names = {name.decode() for name, _ in answer[0]["headers"]}
        assert {name.lower() for name in HEADERS} | {"content-security-policy"} <= names


def test_the_page_is_dressed():
    html, policy = dress(PAGE, "Explore")
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert '<html lang="en">' in html
    assert "user-scalable" not in html
    assert "progress" not in html
    assert "<title>Explore</title>" in html
    assert html.count(f'<script nonce="{nonce}"') == html.count("<script") == 3
    assert html.index("look.js") < html.index("stylesheet")  # colours before the first paint
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert dress(PAGE, "Explore")[1] != policy
