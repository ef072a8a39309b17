"""Request checks and security headers of the dashboard.

Starlette's ``TrustedHostMiddleware`` cannot replace the host check here: it
splits the header at the first colon, so it refuses ``[::1]:8765``, and it does not check origins.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from motorloops.server.admission import Admission, session_of
from motorloops.server.routes import PAGES
from motorloops.server.strings import string_table

COOKIE = "solara-session-id"
RETRY_AFTER_S = 30
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
# Vuetify write style elements.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A text page with two files of this server.
PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
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
<body class="ml-plain"><main><h1>{title}</h1><p>{text}</p><p><a href="/">{home}</a></p></main>
</body></html>"""


def host_of(netloc: str) -> str:
    """The host of ``host:port``, without brackets, in lower case; empty if malformed."""
    try:
        return "" if "@" in netloc else urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of this server."""
    _, _, origin = headers.get("origin", "").partition("://")
    return bool(origin) and origin.lower() == headers.get("host", "").lower()


class SecurityMiddleware:
    """Checks every request before the dashboard sees it, and adds security headers.

    Args:
        app: The dashboard.
        hosts: Accepted host names (prevents DNS rebinding); empty for any.
        admission: Limits sessions and connections.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], admission: Admission) -> None:
        self.app = app
        self.hosts = hosts
        self.admission = admission

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
        return bool(self.hosts) and host_of(headers.get("host", "")) not in self.hosts

    def _refuse(self, scope: Scope, headers: Headers, visitor: str) -> Response | None:
        """The response to a refused request; None if the request is accepted."""
        if self._stranger(headers):
            return PlainTextResponse("unknown host", 421)
        if scope["method"] not in READING and not same_origin(headers):
            return PlainTextResponse("unknown origin", 403)
        if scope["path"] in PAGES.values() and not self.admission.has_room(visitor):
            return _full()
        return None

    async def _connect(self, scope: Scope, receive: Receive, send: Send, visitor: str) -> None:
        """Pass a websocket on to its session, or refuse it as a request is refused."""
        headers = Headers(scope=scope)
        session = session_of(scope["path"], scope.get("query_string", b""))
        address = (scope.get("client") or [""])[0]
        if self._stranger(headers) or not same_origin(headers) or not session:
            await _deny(scope, send, PlainTextResponse("unknown origin or session", 403))
        elif not self.admission.admits(session, visitor, address):
            await _deny(scope, send, _full())
        else:
            with self.admission.inside(visitor):
                await self.app(scope, receive, send)


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


def plain_page(words: dict[str, str], status: int) -> HTMLResponse:
    """A text page (``title``, ``text``, ``home``) that is readable without styles."""
    headers = {"Content-Security-Policy": PLAIN_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(PLAIN_PAGE.format(**words), status, headers)


def _full() -> HTMLResponse:
    page = plain_page(string_table()["full"], 503)
    page.headers["Retry-After"] = str(RETRY_AFTER_S)
    return page


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", FILE_POLICY)
        await send(message)

    return sender
