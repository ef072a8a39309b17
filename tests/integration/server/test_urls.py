"""Whatever is asked of the running server: an answer with its headers, never a traceback."""

import ast
import http.client
import re
import subprocess
import sys
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from motorloops.server.middleware import HEADERS
from motorloops.server.routes import PAGES, title
from motorloops.server.strings.messages import LANGUAGES
from tests.helpers.browser_engine import header_of
from tests.helpers.examples import examples
from tests.helpers.source import ROOT, sources

MOUNTS = ["/frontend", "/_solara/cdn", "/static", "/static/assets"]
MOUNTS += ["/jupyter/nbextensions"]
ROUTES = {
    *PAGES.values(), *MOUNTS, "/healthz", "/frontend/colours.css",
    "/engine/engine.wasm", "/engine/bodies.bin", "/engine/packaged/bodies.bin",
    *(f"/app-texts/{language}.json" for language in LANGUAGES), "/app-data/lessons.json",
    "/app-data/sources.json",
    "/_solara/api/close/{session}", "/jupyter/api/kernels/{kernel_id}/{name}",
}  # fmt: skip
PICKLES = {"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib", "jsonpickle"}
SECRET = b"what stands between the network and the dashboard"
UP = ["..", "%2e%2e", ".%2e", "%2e.", "..%2f..", "..%5c..", "%252e%252e", "....//"]

parts = st.sampled_from(
    ["", ".", "%00", "%", "%ff", "%2f", "%5c", "~", "*", "web.py", "guard.py", "look.js", "x",
     "channels", "etc", "passwd", "a" * 300, "%0d%0a", "CON", "é", *UP]
) | st.text(max_size=8)  # fmt: skip
HIDDEN = ["/resourcez", "/readyz", "/static/public/", "/_solara/api/evict/x"]
starts = st.sampled_from([*sorted(ROUTES), *HIDDEN, "", "//", "*"])
paths = st.tuples(starts, st.lists(parts, max_size=5)).map(lambda p: "/".join([p[0], *p[1]]))
queries = st.none() | st.text(max_size=40) | st.sampled_from(
    ["session_id=1", "v=%ff", "v=1", "kernelid=..", "modelid=1", "stress=nan", "a=b&" * 99]
)  # fmt: skip
methods = st.sampled_from(["GET"] * 8 + ["HEAD", "POST", "PUT", "OPTIONS", "TRACE", "X"])


def ask(url: str, method: str, target: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """The answer to a request whose target is sent as it is."""
    netloc = urlsplit(url).netloc
    connection = http.client.HTTPConnection(netloc, timeout=60)
    connection.putrequest(method, "/", skip_accept_encoding=True)
    # http.client itself refuses what a hostile client would send; only a line's end is kept out.
    line = re.sub(rb"[\r\n ]", b"", target.encode("utf-8", "replace"))
    connection._buffer[0] = b" ".join([method.encode(), line or b"/", b"HTTP/1.1"])  # type: ignore[attr-defined]
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, {name.lower(): value for name, value in reply.getheaders()}, body


def check(url: str, method: str, target: str) -> None:
    status, headers, body = ask(url, method, target, Origin=url)
    assert status < 500, target
    assert b"Traceback (most" not in body
    assert SECRET not in body.lower()
    assert b"root:" not in body
    if status != 400:  # the parser of requests refuses what is no request before we see it
        assert {name.lower() for name in HEADERS} <= headers.keys()
        assert "default-src 'none'" in headers["content-security-policy"]


@examples(1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(methods, paths, queries)
@example("POST", "/_solara/api/close/x", None)
@example("GET", "/static/highlight.css", "v=\ud800")
def test_any_url(server_url, method, path, query):
    check(server_url, method, path if query is None else f"{path}?{query}")


def test_the_server_saw_no_error(served):
    """After all of the above, and whatever else this session asked of it."""
    assert "Traceback" not in served.said(), served.said()[-4000:]


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize("up", UP)
def test_no_path_leads_out(server_url, mount, up):
    for file in ("guard.py", "server/middleware.py", "../etc/passwd", "%2fetc%2fpasswd"):
        for depth in range(1, 8):
            target = "/".join([mount, *[up] * depth, file])
            status, _, body = ask(server_url, "GET", target)
            assert status in (400, 404), target
            assert SECRET not in body.lower()
    assert ask(server_url, "GET", f"{mount}/{quote(str(ROOT / 'server/middleware.py'))}")[0] == 404


def test_only_these_addresses_exist():
    # In a process of its own: Solara's server changes the widgets of the one that imports it.
    code = "from motorloops.server.web import build_app as build; "
    code += "print([route.path for route in build().app.routes])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert set(ast.literal_eval(done.stdout)) == ROUTES, done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sent_with_its_title(server_url, name):
    _, _, body = ask(server_url, "GET", PAGES[name])
    assert re.findall("<title>(.*)</title>", body.decode()) == [title(name)]


@pytest.mark.parametrize(
    "search", ["preset=severe", "did=10:touch:1&ms=20", "stress=9", "embed=1&play=1&preset=mild"]
)
def test_an_old_address_of_explore_leads_there(server_url, search):
    status, headers, _ = ask(server_url, "GET", f"/?{search}")
    assert (status, headers["location"]) == (307, f"/explore?{search}")


@pytest.mark.parametrize("target", ["/?screen=touch", "/?embed=1", "/lessons?lesson=overflow"])
def test_other_addresses_stay(server_url, target):
    assert ask(server_url, "GET", target)[0] == 200


@pytest.mark.parametrize("body", ["moon", "chain:99", "star:3", "..", "%00"])
def test_a_body_that_is_not_there_is_told(server_url, body):
    status, _, told = ask(server_url, "GET", f"/engine/bodies.bin?body={body}")
    assert status == 404
    assert b"body" in told


def test_data_that_the_browser_has_is_not_sent_again(server_url):
    _, headers, data = ask(server_url, "GET", "/engine/bodies.bin?body=chain:5")
    assert {"arm", "chain:5"} < header_of(data)["bodies"].keys()
    again = ask(
        server_url, "GET", "/engine/bodies.bin?body=chain:5", **{"If-None-Match": headers["etag"]}
    )
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize("path", HIDDEN)
def test_what_solara_adds_is_hidden(server_url, path):
    assert ask(server_url, "GET", path)[0] == 404
    assert ask(server_url, "POST", path, Origin=server_url)[0] in (404, 405)


def test_it_says_that_it_is_well(server_url):
    status, _, body = ask(server_url, "GET", "/healthz")
    assert (status, body) == (200, b'{"status":"ok"}')


def test_the_cookie_is_for_this_server_alone(server_url):
    _, headers, _ = ask(server_url, "GET", "/")
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    safe = ask(server_url, "GET", "/", **{"X-Forwarded-Proto": "https"})[1]["set-cookie"]
    assert "secure" in safe.lower()


def test_nothing_is_unpickled():
    for source in sources("server"):
        assert not {found.module.split(".")[0] for found in source.imports} & PICKLES
        assert not re.search(r"allow_pickle|read_pickle|to_pickle", source.text), source.label
