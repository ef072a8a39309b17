"""Only this machine's own pages get in, and every answer carries the security headers."""

import asyncio
import threading

import pytest
from starlette.responses import PlainTextResponse

from motorloops.server.admission import SESSIONS, Admission
from motorloops.server.middleware import COOKIE, HEADERS, SecurityMiddleware
from motorloops.server.web import dress

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


SOCKET = "/jupyter/api/kernels/00-aa/channels"


def ask(kind="http", path="/", sessions=(), hosts=LOCAL, method="GET", query=b"", **headers):
    """The messages that a request with these headers gets."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": pairs, "method": method, "query_string": query}
    scope["extensions"] = {"websocket.http.response": {}}
    guard = SecurityMiddleware(inside, hosts, Admission(lambda: list(sessions)))
    # In a thread: the browser of other tests keeps an event loop running in this one.
    thread = threading.Thread(target=asyncio.run, args=(guard(scope, receive, send),))
    thread.start()
    thread.join()
    return sent


def connect(path=SOCKET, query=b"session_id=11-bb", host="127.0.0.1:8765", **options):
    """The messages that a websocket gets, from a page of this server unless said otherwise."""
    options = {"origin": f"http://{host}", **options}
    return ask("websocket", path, query=query, host=host, **options)


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
    assert connect(origin=origin)[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "", "http://["]
)
def test_foreign_pages_may_not(origin):
    assert connect(origin=origin)[0]["status"] == 403


def test_no_origin_no_websocket():
    found = ask("websocket", SOCKET, query=b"session_id=11", host="127.0.0.1")
    assert found[0]["status"] == 403


@pytest.mark.parametrize("query", [b"", b"session_id=", b"session_id=1&session_id=2", b"\xff=1"])
def test_a_websocket_says_whose_it_is(query):
    assert connect(query=query)[0]["status"] == 403


@pytest.mark.parametrize(
    "path", ["/", "/jupyter/api/kernels/x/channels", SOCKET + "/more", SOCKET[:-1], "/\x00"]
)
def test_a_websocket_leads_to_a_session(path):
    assert connect(path)[0]["status"] == 403


def test_the_session_of_another_is_closed():
    theirs = [("00-aa", "theirs")]
    assert connect(sessions=theirs)[0]["status"] == 503
    assert connect(sessions=theirs, cookie=f"{COOKIE}=mine")[0]["status"] == 503
    assert connect(sessions=theirs, cookie=f"{COOKIE}=theirs")[0]["type"] == "websocket.accept"


def test_a_server_without_words_for_it_closes_the_websocket():
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {}

    scope = {"type": "websocket", "path": "/", "headers": []}
    guard = SecurityMiddleware(inside, LOCAL, Admission(lambda: []))
    thread = threading.Thread(target=asyncio.run, args=(guard(scope, receive, send),))
    thread.start()
    thread.join()
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_foreign_pages_change_nothing(method):
    assert ask(method=method, host="localhost", origin="http://evil.example")[0]["status"] == 403
    assert ask(method=method, host="localhost")[0]["status"] == 403
    assert ask(method=method, host="localhost", origin="http://localhost")[0]["status"] == 200


FULL = [(str(k), f"visitor {k}") for k in range(SESSIONS)]


def test_a_full_house_says_so_and_when_to_come_back():
    start, body = ask(sessions=FULL, host="localhost")
    headers = dict(start["headers"])
    assert start["status"] == 503
    assert int(headers[b"retry-after"]) > 0
    assert b"full" in body["body"]


def test_those_inside_may_reload():
    own = f"a=b; {COOKIE}=visitor 3"
    assert ask(sessions=FULL, host="localhost", cookie=own)[0]["status"] == 200
    other = f"a=visitor 3; {COOKIE}=else"
    assert ask(sessions=FULL, host="localhost", cookie=other)[0]["status"] == 503


def test_every_answer_carries_the_headers():
    full = {"sessions": FULL, "host": "localhost"}
    answers = [ask(host="localhost"), ask(**full), ask(host="x"), ask(method="POST", host="[::1]")]
    answers += [connect(origin="null"), connect(sessions=[("00-aa", "theirs")])]
    for start, _ in answers:
        names = {name.decode() for name, _ in start["headers"]}
        assert {name.lower() for name in HEADERS} | {"content-security-policy"} <= names


def test_the_page_is_dressed():
    html, policy = dress(PAGE)
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert '<html lang="en">' in html
    assert "user-scalable" not in html
    assert "progress" not in html
    assert html.count(f'<script nonce="{nonce}"') == html.count("<script") == 3
    assert html.index("look.js") < html.index("stylesheet")  # colours before the first paint
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert dress(PAGE)[1] != policy
