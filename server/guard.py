"""What stands between the network and the dashboard: who may talk to it, and what a page may do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.pages import PAGES
from server.words import table

RETRY_AFTER_S = 30
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
PLAIN_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<body style="font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem">
<h1>{title}</h1><p>{text}</p><p><a href="/">{home}</a></p></body></html>"""


def host_of(netloc: str) -> str:
    """The host of ``host:port``, without brackets, in lower case; empty if it makes no sense."""
    try:
        return "" if "@" in netloc else urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def same_origin(headers: Headers) -> bool:
    """Whether a websocket was opened by a page of this very server."""
    _, _, origin = headers.get("origin", "").partition("://")
    return bool(origin) and origin.lower() == headers.get("host", "").lower()


class Guard:
    """Checks every request before the dashboard sees it, and adds security headers.

    Args:
        app: The dashboard.
        hosts: Host names to answer to (stops DNS rebinding); empty for any.
        has_room: Told the session cookies of a visitor, says whether they may come in.
    """

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str], has_room: Callable[[set[str]], bool]
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.has_room = has_room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        stranger = bool(self.hosts) and host_of(headers.get("host", "")) not in self.hosts
        if scope["type"] == "websocket":
            if stranger or not same_origin(headers):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
        elif stranger:
            await PlainTextResponse("unknown host", 421)(scope, receive, _with_headers(send))
        elif scope["path"] in PAGES.values() and not self.has_room(set(_cookies(headers))):
            await _full()(scope, receive, _with_headers(send))
        else:
            await self.app(scope, receive, _with_headers(send))


def _cookies(headers: Headers) -> list[str]:
    """The values of all cookies of a request."""
    pairs = headers.get("cookie", "").split(";")
    return [pair.partition("=")[2].strip() for pair in pairs if "=" in pair]


def plain_page(words: dict[str, str], status: int) -> HTMLResponse:
    """A page of words alone (``title``, ``text``, ``home``) that needs nothing else."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(PLAIN_PAGE.format(**words), status, headers)


def _full() -> HTMLResponse:
    page = plain_page(table()["full"], 503)
    page.headers["Retry-After"] = str(RETRY_AFTER_S)
    return page


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", "default-src 'none'")
        await send(message)

    return sender
