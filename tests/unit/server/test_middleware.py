"""Only this machine's own pages get in, and every answer carries the security headers."""

import asyncio
import threading

import pytest
from starlette.responses import PlainTextResponse

from motorloops.model.errors import InputError
from motorloops.server.admission import SESSIONS, Admission, cookieless
from motorloops.server.middleware import COOKIE, HEADERS, MALFORMED, SecurityMiddleware
from motorloops.server.web import dress, host_names
from scripts.hostile import GOOD

LOCAL = host_names("127.0.0.1", [])
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


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "[", "a@localhost", "localhost:1, evil.example",
     "localhost/evil.example", "localhost:x", "localhost:1:2", "192.0.2.7"],
)  # fmt: skip
def test_other_names_for_this_machine_are_not(host):
    assert ask(host=host)[0]["status"] == 421


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "::"])
def test_a_server_for_others_answers_to_addresses_and_given_names(address):
    hosts = host_names(address, ["Lab.example"])
    for host in ("192.0.2.7:8765", "[2001:db8::1]", "lab.example", "LAB.example:443", "localhost"):
        assert ask(hosts=hosts, host=host)[0]["status"] == 200
    for host in (
        "evil.example",
        "lab.example.evil.example",
        "xlab.example",
        "192.0.2.7.evil.example",
    ):
        assert ask(hosts=hosts, host=host)[0]["status"] == 421
        assert connect(hosts=hosts, host=host)[0]["status"] == 403


def test_a_server_behind_a_proxy_answers_to_its_name_alone():
    hosts = host_names("127.0.0.1", ["lab.example"])
    assert ask(hosts=hosts, host="lab.example:8443")[0]["status"] == 200
    for host in ("192.0.2.7", "evil.example"):
        assert ask(hosts=hosts, host=host)[0]["status"] == 421
    assert connect(hosts=hosts, host="lab.example", origin="https://lab.example")[0]["type"] == (
        "websocket.accept"
    )
    assert (
        connect(hosts=hosts, host="lab.example", origin="https://evil.example")[0]["status"] == 403
    )


@pytest.mark.parametrize("name", ["", "http://lab.example", "lab.example:80", "a b", "a/b", "*"])
def test_what_is_no_host_name_is_refused(name):
    with pytest.raises(InputError, match="host name"):
        host_names("127.0.0.1", [name])


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


def test_a_session_without_a_cookie_comes_back_to_itself():
    """In the frame of another site, browsers send no cookie."""
    own = [("00-aa", cookieless("00-aa"))]
    assert connect(sessions=own)[0]["type"] == "websocket.accept"
    assert connect(sessions=own, cookie="other=1")[0]["type"] == "websocket.accept"
    assert connect(sessions=own, cookie=f"{COOKIE}=mine")[0]["status"] == 503
    assert (
        connect("/jupyter/api/kernels/00-bb/channels", sessions=[("00-bb", own[0][1])])[0]["status"]
        == 503
    )


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


@pytest.mark.parametrize("headers", [{"content-length": "10000"}, {"transfer-encoding": "chunked"}])
def test_no_body_is_read(headers):
    start, _ = ask(method="POST", host="localhost", origin="http://localhost", **headers)
    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]


def listen_to(*messages):
    """What the application hears of these messages, and what the browser gets."""
    waiting, heard, sent = list(messages), [], []

    async def application(_scope, receive, send):
        await send({"type": "websocket.accept"})
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())
        await send({"type": "websocket.close", "code": 1000})

    async def receive():
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1005}

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": SOCKET, "query_string": b"session_id=11-bb"}
    scope["headers"] = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
    guard = SecurityMiddleware(application, LOCAL, Admission(lambda: []))
    thread = threading.Thread(target=asyncio.run, args=(guard(scope, receive, send),))
    thread.start()
    thread.join()
    return heard, sent


def test_a_good_message_gets_through():
    said = {"type": "websocket.receive", "text": GOOD}
    heard, sent = listen_to(said)
    assert heard[0] == said
    assert sent[-1]["code"] == 1000


@pytest.mark.parametrize("said", [{"bytes": b"\x7f\xff\xff\xff"}, {"text": "{}"}])
def test_a_bad_message_reaches_nobody_and_ends_the_connection(said, caplog):
    good = {"type": "websocket.receive", "text": GOOD}
    heard, sent = listen_to({"type": "websocket.receive", **said}, good)
    assert [message["type"] for message in heard] == ["websocket.disconnect"]
    assert sent[-1]["code"] == MALFORMED
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None


FULL = [(str(k), f"visitor {k}") for k in range(SESSIONS)]


def test_a_full_house_says_so_and_when_to_come_back():
    start, body = ask(sessions=FULL, host="localhost")
    headers = dict(start["headers"])
    assert start["status"] == 503
    assert int(headers[b"retry-after"]) > 0
    assert b"full" in body["body"]
    assert b"retry.js" in body["body"]
    assert b"http-equiv" not in body["body"]  # the page stays as it is while it waits


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
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert "'wasm-unsafe-eval'" in directives["script-src"].split()
    assert directives["worker-src"].split() == ["'self'", "blob:"]
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert dress(PAGE)[1] != policy
