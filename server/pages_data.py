"""What the pages in the browser fetch from the dashboard: engine, networks, texts, other data."""

import functools
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable, Iterable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motorloops.model.errors import InputError
from motorloops.model.network.atlas import load_atlas
from motorloops.model.network.body import body_names
from motorloops.model.network.build import Network, build_network
from motorloops.server.lesson_data import lessons_for_pages
from motorloops.server.networks import NETWORKS
from motorloops.server.static_files import ASK
from motorloops.server.static_site import ENGINE, ENGINE_FILES, sources, texts
from motorloops.server.strings.messages import LANGUAGES

CODE, DATA = ENGINE_FILES
_ONE_AT_A_TIME = threading.Lock()


def _answer(request: Request, content: bytes, kind: str) -> Response:
    """Content with an entity tag, or 304 if the browser has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": ASK}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _kept(kind: str, make: Callable[[], bytes]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint whose content is made once."""
    made = functools.cache(make)

    async def endpoint(request: Request) -> Response:
        return _answer(request, await to_thread.run_sync(made), kind)

    return endpoint


def networks() -> bytes:
    """The networks of the dashboard, as the browser's engine reads them."""
    return _engine_data(NETWORKS.network(name) for name in NETWORKS.bodies)


def packaged_networks() -> bytes:
    """The packaged networks, whatever the dashboard shows."""
    return _engine_data(build_network(name) for name in body_names(load_atlas()))


def _engine_data(found: Iterable[Network]) -> bytes:
    from motorloops.server.browser_data import engine_data  # the engine's own modules are slow

    with _ONE_AT_A_TIME:
        return engine_data(list(found))


def networks_with(body: str) -> bytes:
    """The networks of the dashboard and that of one more body, such as ``chain:5``.

    Raises:
        InputError: If there is no such body.
    """
    names = dict.fromkeys([*NETWORKS.bodies, NETWORKS.check_body(body)])
    return _engine_data(NETWORKS.network(name) for name in names)


async def _of_body(request: Request) -> Response:
    """The networks of the dashboard, and that of a body that the query names."""
    body = request.query_params.get("body")
    if body is None:
        return await ALL(request)
    try:
        content = await to_thread.run_sync(networks_with, body)
    except InputError as problem:
        return Response(str(problem), status_code=404, media_type="text/plain")
    return _answer(request, content, "application/octet-stream")


ALL = _kept("application/octet-stream", networks)
PACKAGED = _kept("application/octet-stream", packaged_networks)


def routes() -> list[Route]:
    """The routes of the data."""
    return [
        Route(f"/engine/{CODE}", _kept("application/wasm", (ENGINE / CODE).read_bytes)),
        Route(f"/engine/{DATA}", _of_body),
        Route(f"/engine/packaged/{DATA}", PACKAGED),  # of the story and the lessons
        *(
            Route(
                f"/app-texts/{language}.json",
                _kept("application/json", functools.partial(_texts, language)),
            )
            for language in LANGUAGES
        ),
        Route("/app-data/sources.json", _kept("application/json", _sources)),
        Route("/app-data/lessons.json", _kept("application/json", _lessons)),
    ]


def _texts(language: str) -> bytes:
    return texts(language).encode()


def _sources() -> bytes:
    return json.dumps(sources(), ensure_ascii=False).encode()


def _lessons() -> bytes:
    return json.dumps(lessons_for_pages(), ensure_ascii=False).encode()
