"""Checks of requests and of websocket messages, and security headers of the dashboard.

Starlette's ``TrustedHostMiddleware`` cannot replace the host check here: it
splits the header at the first colon, so it refuses ``[::1]:8765``, and it does not check origins.
"""

import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from motorloops.model.errors import InputError
from motorloops.server.admission import Admission, cookieless, session_of
from motorloops.server.embedding import FRAME_ANCESTORS
from motorloops.server.messages import Meter, check_message
from motorloops.server.routes import PAGES
from motorloops.server.strings import string_table

COOKIE = "solara-session-id"
RETRY_AFTER_S = 30
MAX_BODY = 1024  # bytes; the one request with a body, the report of a closed page, has none
MALFORMED = 1008  # a websocket's code for a message against the rules
HOST = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)
READING = ("GET", "HEAD", "OPTIONS")  # methods without side effects
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Nothing from elsewhere, and nothing inline without the page's nonce. Vue compiles its templates
# in the browser ('unsafe-eval'), anywidget imports its module from a blob, and both Vue and
# Vuetify write style elements. The engine is WebAssembly ('wasm-unsafe-eval'), and measures run
# in a worker that is made from a blob.
POLICY = (
    "default-src 'none'; "
    "script-src 'self' 'nonce-{nonce}' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
    "worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A text page with two files of this server.
PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Responses that are not pages load nothing, run no scripts and are never framed.
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PLAIN_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<link rel="icon" href="data:,"><script src="/frontend/look.js"></script>
<link rel="stylesheet" href="/frontend/colours.css">
<link rel="stylesheet" href="/frontend/plain.css"></head>
<body class="ml-plain"><main><h1>{title}</h1><p>{text}</p><p><a href="{link}">{home}</a></p></main>
{more}</body></html>"""
RETRY = f'<script src="/frontend/retry.js" data-seconds="{RETRY_AFTER_S}"></script>'

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HostNames:
    """The names under which a server may be addressed; a page of another name is refused.

    A website may let its own name resolve to this machine (DNS rebinding), and a browser then takes
    the dashboard for a part of that website. Its requests carry that name, never an address.

    Attributes:
        names: Names and addresses, in lower case.
        addresses: Whether every IP address is accepted as well.
    """

    names: frozenset[str]
    addresses: bool = False

    def __contains__(self, host: object) -> bool:
        return host in self.names or (self.addresses and _is_address(str(host)))


LOOPBACK = HostNames(frozenset({"localhost", "127.0.0.1", "::1"}))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def host_of(netloc: str) -> str:
    """The host of ``host:port``, without brackets, in lower case; empty if malformed."""
    found = HOST.fullmatch(netloc)
    return found["host"].strip("[]").lower() if found else ""


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of this server."""
    _, _, origin = headers.get("origin", "").partition("://")
    return bool(origin) and origin.lower() == headers.get("host", "").lower()


class SecurityMiddleware:
    """Checks every request before the dashboard sees it, and adds security headers.

    Args:
        app: The dashboard.
        hosts: Accepted host names.
        admission: Limits sessions and connections.
        ended: Called with the session of a connection that has ended, and whether it was refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: HostNames,
        admission: Admission,
        ended: Callable[[str, bool], Awaitable[None]] | None = None,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.admission = admission
        self.ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visitor = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send, visitor)
            return
        answer = self._refuse(scope, headers, visitor) or self.app
        await answer(scope, receive, _with_headers(send))

    def _stranger(self, headers: Headers) -> bool:
        return host_of(headers.get("host", "")) not in self.hosts

    def _refuse(self, scope: Scope, headers: Headers, visitor: str) -> Response | None:
        """The response to a refused request; None if the request is accepted."""
        if self._stranger(headers):
            return _refusal("unknown host; motorloops serve --host-name adds one", 421)
        if scope["method"] not in READING and not same_origin(headers):
            return _refusal("unknown origin", 403)
        if "transfer-encoding" in headers or _length(headers) > MAX_BODY:
            return _refusal("too large", 413)
        if scope["path"] in PAGES.values() and not self.admission.has_room(visitor):
            return _full()
        return None

    async def _connect(self, scope: Scope, receive: Receive, send: Send, visitor: str) -> None:
        """Pass a websocket on to its session, or refuse it as a request is refused."""
        headers = Headers(scope=scope)
        session = session_of(scope["path"], scope.get("query_string", b""))
        address = (scope.get("client") or [""])[0]
        if self._stranger(headers) or not same_origin(headers) or not session:
            await _deny(scope, send, _refusal("unknown origin or session", 403))
            return
        if not visitor:
            visitor = cookieless(session)
            scope = _with_cookie(scope, visitor)
        with self.admission.connection(session, visitor, address) as admitted:
            if not admitted:
                await _deny(scope, send, _full())
                return
            checked = _CheckedSocket(receive, send, address)
            try:
                await self.app(scope, checked.receive, checked.send)
            except RuntimeError as error:  # Solara's, for a page or session that has just ended
                logger.warning("the connection of %s was closed: %s", address, error)
                await checked.send({"type": "websocket.close"})
        if self.ended:
            await self.ended(session, checked.refused)


class _CheckedSocket:
    """A websocket whose messages are checked; the first bad one ends it.

    Args:
        receive: Where messages of the browser come from.
        send: Where messages to the browser go.
        address: Of the browser, for the log.
    """

    def __init__(self, receive: Receive, send: Send, address: str) -> None:
        self._receive, self._send, self._address = receive, send, address
        self._meter = Meter()
        self.refused = self._closed = False

    async def receive(self) -> Message:
        """The next good message, at the speed at which a page sends them."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        text = message.get("text")
        try:
            cost = check_message(message["bytes"] if text is None else text)
        except InputError as problem:
            logger.warning("a message from %s was refused: %s", self._address, problem)
            self.refused = True
            return {"type": "websocket.disconnect", "code": MALFORMED}
        if delay := self._meter.delay(cost):
            await anyio.sleep(delay)  # meanwhile nothing more is read from this browser
        return message

    async def send(self, message: Message) -> None:
        """Send a message; closing is said once, with its reason."""
        if message["type"] == "websocket.close":
            if self._closed:
                return
            self._closed = True
            if self.refused:
                message = {**message, "code": MALFORMED, "reason": "unknown message"}
        await self._send(message)


def _with_cookie(scope: Scope, visitor: str) -> Scope:
    """The same request with the cookie of a visitor, by which Solara knows the session again."""
    others = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    return {**scope, "headers": [*others, (b"cookie", f"{COOKIE}={visitor}".encode())]}


async def _deny(scope: Scope, send: Send, response: Response) -> None:
    """Answer a websocket's handshake with a plain response and its headers."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    head: Message = {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": response.raw_headers,
    }

    async def sender(message: Message) -> None:
        await send({**message, "type": f"websocket.{message['type']}"})

    await _with_headers(sender)(head)
    await sender({"type": "http.response.body", "body": response.body})


def plain_page(words: dict[str, str], status: int, link: str = "/", more: str = "") -> HTMLResponse:
    """A text page that is readable without styles.

    Args:
        words: ``title``, ``text``, and ``home``, the words of its link.
        status: HTTP status.
        link: Address of the link.
        more: HTML after the text.
    """
    policy = FRAME_ANCESTORS.policy(PLAIN_POLICY)
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(PLAIN_PAGE.format(**words, link=link, more=more), status, headers)


def _full() -> HTMLResponse:
    page = plain_page(string_table()["full"], 503, link="", more=RETRY)
    page.headers["Retry-After"] = str(RETRY_AFTER_S)
    return page


def _refusal(text: str, status: int) -> Response:
    """A line of text, after which the connection ends, so that no body is read."""
    return PlainTextResponse(text, status, {"Connection": "close", "Cache-Control": "no-store"})


def _length(headers: Headers) -> int:
    """The stated length of a request's body, in bytes; the HTTP library has checked the header."""
    return int(headers.get("content-length", "0"))


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", FILE_POLICY)
            headers.setdefault("Cache-Control", "no-cache")
        await send(message)

    return sender
