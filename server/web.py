"""The web server: Solara's dashboard with security headers and every file from this machine.

Solara's page is changed before it is sent: language, zoom, style sheets, our own messages for a
lost connection, and a nonce on every script. Solara reads its settings from the environment when
it is first imported, so nothing here imports it at the top.
"""

import errno
import logging
import os
import re
import secrets
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass
from html import escape
from pathlib import Path
from uuid import uuid4

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from motorloops.model.agents import MotorModel
from motorloops.model.errors import InputError
from motorloops.model.recording import MAX_TEXT
from motorloops.server import theme
from motorloops.server.admission import SESSIONS, Admission
from motorloops.server.middleware import COOKIE, POLICY, SecurityMiddleware, plain_page
from motorloops.server.routes import PAGES, page_at, title
from motorloops.server.strings import string_table, translate

FRONTEND = Path(__file__).parent / "frontend"
STYLES = (
    "/frontend/colours.css",  # made from theme.py
    *(f"/frontend/{path.name}" for path in sorted(FRONTEND.glob("*.css"))),
)
LOOK = '<script src="/frontend/look.js"></script>'  # before anything is painted
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
ZOOMABLE = '<meta name="viewport" content="width=device-width, initial-scale=1">'
BUSY = re.compile(r"<v-progress-linear\b.*?</v-progress-linear>", re.DOTALL)
# What Solara says of lost connections, and to programmers; our own words stand in its place.
SAYINGS = re.compile(r"<(v-alert|v-overlay|v-dialog|v-menu)\b.*?</\1>", re.DOTALL)
LOADER = re.compile(r'(<div v-if="loading" id="loader-container">).*?</v-card>', re.DOTALL)


def _lost() -> str:
    """Says, in Solara's Vue template, that the connection is lost, or comes back."""
    text = {key: escape(translate(f"lost.{key}")) for key in ("trying", "gone", "back", "again")}
    return (
        '<div class="ml-lost" role="alert"'
        " v-if=\"needsRefresh || (wasConnected && connectionStatus !== 'connected')\">"
        f"<p v-if=\"connectionStatus === 'connecting' && !needsRefresh\">{text['trying']}</p>"
        f"<p v-else>{text['gone']}</p>"
        f'<p><a class="ml-press" href="">{text["again"]}</a></p></div>'
        f'<div class="ml-lost" role="status" v-else-if="remounting"><p>{text["back"]}</p></div>'
    )


def _loading() -> str:
    """Says, in Solara's Vue template, that the page is on its way, or that it cannot be had."""
    busy, gone = escape(translate("lost.loading")), escape(translate("lost.refused"))
    return (
        f'<div class="ml-loading" role="status"><p v-if="connectionStatus === \'disconnected\'">'
        f"{gone}</p><p v-else>{busy}</p></div>"
    )


def dress(html: str, title: str) -> tuple[str, str]:
    """Mend what Solara's template leaves out.

    Solara forbids zooming, names no language, shows a bar without a name while it is busy (and
    answering frames counts as busy), speaks of servers and sessions where a connection is lost,
    and runs inline scripts, which a strict policy refuses; so each script gets a nonce that is
    new for every page.

    Args:
        html: Solara's page.
        title: What the page is called.

    Returns:
        The page and its Content-Security-Policy.
    """
    nonce = secrets.token_urlsafe(16)
    html = html.replace("<html>", '<html lang="en">', 1)
    html = VIEWPORT.sub(ZOOMABLE, html)
    styles = "".join(f'<link rel="stylesheet" href="{path}">' for path in STYLES)
    html = html.replace("</head>", f"{LOOK}{styles}</head>", 1)
    html = LOADER.sub(lambda found: found[1] + _loading(), html, count=1)
    html = SAYINGS.sub("", html)
    html = BUSY.sub(lambda _: _lost(), html, count=1)
    html = html.replace("<script", f'<script nonce="{nonce}"')
    html = re.sub(r"<title>[^<]*</title>", f"<title>{title}</title>", html, count=1)
    return html, POLICY.format(nonce=nonce)


HERE = Path(__file__).parent
CDN = HERE / "cdn"
# Of Solara's own addresses, those that a page uses.
NEEDED = {
    "/jupyter/api/kernels/{kernel_id}/{name}",
    "/jupyter/nbextensions",
    "/static",
    "/static/assets",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SLOW_S = 2.0


@dataclass(frozen=True)
class ConnectionLimits:
    """When a lost connection is noticed and its session dropped, in seconds.

    A page that comes back after that is rendered again from its address.

    Attributes:
        ping_interval: Time between two pings of a connection.
        ping_timeout: Time to wait for the answer to a ping.
        grace: How long a session without a connection is retained.
    """

    ping_interval: float = 10.0
    ping_timeout: float = 15.0
    grace: float = 20.0

    @property
    def longest(self) -> float:
        """Time from the loss of a network to the end of its session, at most, in seconds."""
        return self.ping_interval + self.ping_timeout + self.grace


LIMITS = ConnectionLimits()
MAX_MESSAGE = 2 * MAX_TEXT + 2**16  # bytes from a browser: a file, its marks escaped, and a frame
SETTINGS = {
    "SOLARA_APP": "motorloops.server.app",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_ASSETS_PROXY_CACHE_DIR": str(CDN),
    "SOLARA_KERNEL_CULL_TIMEOUT": f"{LIMITS.grace}s",  # 24 h by default
    "SOLARA_KERNEL_MAX_COUNT": str(2 * SESSIONS),  # admission control refuses visitors before that
    "SOLARA_ROOT_PATH": "",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_SESSION_SECRET_KEY": secrets.token_hex(),
    "SOLARA_STATE_AUTO_REMOUNT": "True",  # a page that comes back is made anew from its address
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_VARIANT": "light",  # our own colours follow the device, see theme.py
}


class MissingAssetsError(RuntimeError):
    """The browser's libraries have not been fetched."""


def build_app(
    hosts: frozenset[str] = LOOPBACK, limits: ConnectionLimits = LIMITS
) -> SecurityMiddleware:
    """Return the dashboard as an ASGI application.

    Args:
        hosts: Host names to answer to; empty for any.
        limits: When a lost connection is given up.

    Raises:
        MissingAssetsError: If the browser's libraries are not there.
    """
    if not any(CDN.glob("*")):
        raise MissingAssetsError('browser assets are missing; run "make assets"')
    os.environ.update({**SETTINGS, "SOLARA_KERNEL_CULL_TIMEOUT": f"{limits.grace}s"})
    from solara.server import starlette as solara  # after its settings

    routes = [
        *(Route(path, _page) for path in PAGES.values()),
        Route("/healthz", _health),
        Route("/_solara/api/close/{session}", _leave, methods=["POST"]),
        Route("/frontend/colours.css", _colours),
        Mount("/frontend", StaticFiles(directory=FRONTEND)),
        # Solara's own proxy would fetch an unknown file from the internet; this one answers 404.
        Mount("/_solara/cdn", StaticFiles(directory=CDN)),
        *(route for route in solara.routes if getattr(route, "path", "") in NEEDED),
    ]
    app = Starlette(
        routes=routes,
        lifespan=solara.lifespan,
        middleware=solara.middleware,
        exception_handlers={404: _missing, 500: _failed},
    )
    return SecurityMiddleware(app, hosts, Admission(_sessions))


def _sessions() -> list[tuple[str, str]]:
    """The sessions that run: the name of each, and the cookie of its visitor."""
    from solara.server import kernel_context

    return [(name, c.session_id) for name, c in list(kernel_context.contexts.items())]


def _leave(request: Request) -> Response:
    """End a session at once when its visitor, and nobody else, says that a page is left."""
    from solara.server import kernel_context

    session = kernel_context.contexts.get(request.path_params["session"])
    page = request.query_params.get("session_id", "")
    own = session is not None and session.session_id == request.cookies.get(COOKIE)
    if session is not None and own and page in session.page_status:
        session.page_close(page)
    return Response(status_code=204)


async def _page(request: Request) -> Response:
    """Solara's page, dressed, with the cookie by which Solara knows a visitor again."""
    from solara.server import server as solara

    path = request.url.path
    html = await to_thread.run_sync(solara.read_root, path) or ""
    html, policy = dress(html, title(page_at(path)))
    reply = HTMLResponse(
        html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    )
    visitor = request.cookies.get(COOKIE) or str(uuid4())
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, visitor, httponly=True, samesite="lax", secure=secure)
    return reply


def _warm() -> None:
    """Compile the engine (once, then it is kept on disk), so that no visitor waits for it."""
    line = "motorloops prepares its engine; this takes long only the first time"
    slow = threading.Timer(SLOW_S, print, (line,), {"file": sys.stderr, "flush": True})
    slow.daemon = True
    slow.start()
    MotorModel(collect_every=2**62).advance(1)
    slow.cancel()


async def _missing(_request: Request, _error: Exception) -> Response:
    return plain_page(string_table()["missing"], 404)


async def _failed(_request: Request, _error: Exception) -> Response:
    words = string_table()["failure"]
    return plain_page({**words, "home": words["afresh"]}, 500)


def _health(_request: Request) -> Response:
    """That it is well; done by a worker thread, which sends those home that have had no work."""
    return JSONResponse({"status": "ok"})


async def _colours(_request: Request) -> Response:
    return Response(theme.style_sheet(), media_type="text/css")


def _listen(host: str, port: int) -> socket.socket:
    """Take the port, or say in one line why not."""
    if not 0 <= port <= 65535:
        raise InputError("port", port, "give a whole number from 1 to 65535")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise InputError("host", host, "give a name or address of this machine") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(128)
    except PermissionError:
        listener.close()
        raise InputError("port", port, "only an administrator may; take one above 1023") from None
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise InputError("host", host, "give a name or address of this machine") from None
        raise InputError("port", port, "it is in use; choose another with --port") from None
    return listener


def _open(address: str) -> None:
    """Show the page to a person who sits at this machine, at a terminal and a screen."""
    screen = {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ) or sys.platform in ("darwin", "win32")
    if screen and sys.stdout is not None and sys.stdout.isatty():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def serve(host: str = "127.0.0.1", port: int = 8765, limits: ConnectionLimits = LIMITS) -> None:
    """Run the dashboard until Ctrl-C.

    Args:
        host: Address to listen on; the default is this machine alone.
        port: TCP port; 0 takes any free one.
        limits: When a lost connection is given up.

    Raises:
        InputError: If the port is taken or the host is not of this machine.
        MissingAssetsError: If the browser's libraries have not been fetched.
    """
    listener = _listen(host, port)
    name, number = listener.getsockname()[:2]
    _warm()
    app = build_app(LOOPBACK if name in LOOPBACK else frozenset(), limits)
    address = f"http://{f'[{name}]' if ':' in name else name}:{number}/"
    print(f"motorloops is at {address} (Ctrl-C ends it)", flush=True)
    _open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        ws_max_size=MAX_MESSAGE,
        ws_ping_interval=limits.ping_interval,
        ws_ping_timeout=limits.ping_timeout,
        ws_per_message_deflate=False,  # frames are small, and each would be squeezed anew
    )
    # It calls every websocket that is refused in words an error of ours.
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: "without completing handshake" not in record.getMessage()
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
