"""The web server: Solara's dashboard behind a guard, with every file from this machine.

Solara reads its settings from the environment when it is first imported, so nothing here
imports it at the top.
"""

import errno
import logging
import os
import secrets
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from uuid import uuid4

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from model.errors import BadInput
from model.motor import MotorModel
from model.recording_file import MOST_TEXT
from server import theme
from server.door import SESSIONS, Door
from server.guard import COOKIE, Guard, plain_page
from server.page import dress
from server.pages import PAGES, page_at, title
from server.words import table

HERE = Path(__file__).parent
CDN, PUBLIC, FRONTEND = HERE / "cdn", HERE / "public", HERE / "frontend"
# Of Solara's own addresses, those that a page uses.
NEEDED = {
    "/jupyter/api/kernels/{kernel_id}/{name}",
    "/jupyter/nbextensions",
    "/static",
    "/static/assets",
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SLOW_S = 2.0
# A connection that was lost is noticed after a ping and its patience, and what it leaves behind
# is dropped after the grace; that is within a minute. A page that comes back later is made anew
# from its address.
PING_S, PATIENCE_S, GRACE_S = 10.0, 15.0, 20
MOST_MESSAGE = 2 * MOST_TEXT + 2**16  # bytes from a browser: a file, its marks escaped, and a frame
SETTINGS = {
    "SOLARA_APP": "server.app",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_ASSETS_PROXY_CACHE_DIR": str(CDN),
    "SOLARA_KERNEL_CULL_TIMEOUT": f"{GRACE_S}s",  # the default of 24 h keeps lost sessions running
    "SOLARA_KERNEL_MAX_COUNT": str(2 * SESSIONS),  # the door turns people away long before
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


def build_app(hosts: frozenset[str] = LOOPBACK) -> Guard:
    """Return the dashboard as an ASGI application.

    Args:
        hosts: Host names to answer to; empty for any.

    Raises:
        MissingAssetsError: If the browser's libraries are not there.
    """
    if not (PUBLIC / "uPlot.esm.js").exists() or not any(CDN.glob("*")):
        raise MissingAssetsError('browser assets are missing; run "make assets"')
    os.environ.update(SETTINGS)
    from solara.server import starlette as solara  # after its settings

    routes = [
        *(Route(path, _page) for path in PAGES.values()),
        Route("/healthz", _health),
        Route("/_solara/api/close/{session}", _leave, methods=["POST"]),
        Route("/frontend/colours.css", _colours),
        Mount("/frontend", StaticFiles(directory=FRONTEND)),
        Mount("/assets", StaticFiles(directory=PUBLIC)),
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
    return Guard(app, hosts, Door(_sessions))


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
    return plain_page(table()["missing"], 404)


async def _failed(_request: Request, _error: Exception) -> Response:
    words = table()["failure"]
    return plain_page({**words, "home": words["afresh"]}, 500)


def _health(_request: Request) -> Response:
    """That it is well; done by a worker thread, which sends those home that have had no work."""
    return JSONResponse({"status": "ok"})


async def _colours(_request: Request) -> Response:
    return Response(theme.style_sheet(), media_type="text/css")


def _listen(host: str, port: int) -> socket.socket:
    """Take the port, or say in one line why not."""
    if not 0 <= port <= 65535:
        raise BadInput("port", port, "give a whole number from 1 to 65535")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise BadInput("host", host, "give a name or address of this machine") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(128)
    except PermissionError:
        listener.close()
        raise BadInput("port", port, "only an administrator may; take one above 1023") from None
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise BadInput("host", host, "give a name or address of this machine") from None
        raise BadInput("port", port, "it is in use; choose another with --port") from None
    return listener


def _open(address: str) -> None:
    """Show the page to a person who sits at this machine, at a terminal and a screen."""
    screen = {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ) or sys.platform in ("darwin", "win32")
    if screen and sys.stdout is not None and sys.stdout.isatty():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def serve(host: str = "127.0.0.1", port: int = 8765) -> None:
    """Run the dashboard until Ctrl-C.

    Args:
        host: Address to listen on; the default is this machine alone.
        port: TCP port; 0 takes any free one.

    Raises:
        BadInput: If the port is taken or the host is not of this machine.
        MissingAssetsError: If the browser's libraries have not been fetched.
    """
    listener = _listen(host, port)
    name, number = listener.getsockname()[:2]
    _warm()
    app = build_app(LOOPBACK if name in LOOPBACK else frozenset())
    address = f"http://{f'[{name}]' if ':' in name else name}:{number}/"
    print(f"motorloops is at {address} (Ctrl-C ends it)", flush=True)
    _open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        server_header=False,
        ws_max_size=MOST_MESSAGE,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PATIENCE_S,
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
