"""The dashboard behind nginx with TLS, by the configuration that the documentation shows."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, expect

from scripts import browser as chromium
from scripts import hostile
from scripts.served import Served, free_port
from scripts.visitor import COOKIE
from tests.helpers.visitor import READY
from tests.helpers.waiting import wait_until

CONFIGURATION = Path(__file__).resolve().parents[3] / "docs" / "how_to" / "nginx.conf"
NAME = "lab.example"
RUNS = "window.motorloops && motorloops.frame"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard that answers to the proxy's name."""
    with Served(tmp_path_factory.mktemp("behind"), "--host-name", NAME) as served:
        yield served


@pytest.fixture(scope="module")
def proxy(behind: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx; the documented configuration, but for its two ports."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        pytest.fail("nginx is missing; on Debian: apt-get install nginx-light")
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    folder.chmod(0o755)  # its workers are not root
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert len(re.findall(r"listen 8443\b", text)) == 2
    assert text.count("http://127.0.0.1:8765;") == 1
    text = re.sub(r"listen 8443\b", f"listen 127.0.0.1:{port}", text)
    (folder / "nginx.conf").write_text(text.replace(":8765;", f":{behind.port};"))
    (folder / "temp").mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    command = [nginx, "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            wait_until(lambda: running.poll() is not None or answers(port))
            assert running.poll() is None, running.communicate()[1]
            yield port
        finally:
            running.terminate()


def answers(port: int) -> bool:
    try:
        return ask(port, "/healthz")[0] == 200
    except OSError:
        return False


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(port: int, path: str, host: str = NAME) -> tuple[int, http.client.HTTPMessage]:
    """The answer of the proxy to a request under a name."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=trusting())
    try:
        connection.request("GET", path, headers={"Host": host})
        reply = connection.getresponse()
        reply.read()
        return reply.status, reply.headers
    finally:
        connection.close()


def test_the_page_lives(proxy, browser):
    own: BrowserType = browser.browser_type
    rules = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    there = own.launch(executable_path=chromium.find(), args=rules)
    try:
        context = there.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"https://{NAME}:{proxy}/")
        expect(page.locator("svg.person")).to_be_visible(timeout=READY)
        page.goto(f"https://{NAME}:{proxy}/about")
        expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)  # by the websocket
        assert [one.get("secure") for one in context.cookies() if one.get("name") == COOKIE] == [
            True
        ]
    finally:
        there.close()


def test_the_cookie_is_sent_by_https_alone(proxy):
    status, headers = ask(proxy, "/", f"{NAME}:{proxy}")
    assert status == 200
    assert "secure" in headers["Set-Cookie"].lower()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"{NAME}.evil.example"])
def test_other_names_are_refused(proxy, host):
    assert ask(proxy, "/", host)[0] == 421


def open_websocket(proxy: int, source: str, **options: str) -> tuple[int, ssl.SSLSocket]:
    """A websocket through the proxy, and the status of its handshake."""
    plain = socket.create_connection(("127.0.0.1", proxy), 60, (source, 0))
    connection = trusting().wrap_socket(plain)
    host = f"{NAME}:{proxy}"
    connection.sendall(hostile.handshake(f"https://{host}", **options))
    return int(connection.recv(2**12).split()[1]), connection


def test_foreign_pages_are_refused(proxy):
    status, connection = open_websocket(proxy, "127.0.0.1", origin="https://evil.example")
    connection.close()
    assert status == 403


def test_the_dashboard_is_told_who_asks(proxy, behind):
    source = "127.0.0.77"
    status, connection = open_websocket(proxy, source, origin=f"https://{NAME}:{proxy}")
    assert status == 101
    connection.sendall(hostile.framed(hostile.BINARY, b"\x7f\xff\xff\xff"))
    while connection.recv(2**12):
        pass  # until the server ends it
    connection.close()
    wait_until(lambda: source in behind.said())


def test_a_half_sent_request_is_ended(proxy):
    with socket.create_connection(("127.0.0.1", proxy), 60) as plain:
        connection = trusting().wrap_socket(plain)
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n".encode())
        ended = False
        while not ended:
            try:
                connection.sendall(b"X-Slow: x\r\n")
                time.sleep(0.5)
                connection.settimeout(0.1)
                ended = not connection.recv(2**12)
            except TimeoutError:
                connection.settimeout(60)
            except OSError:
                ended = True
