"""Limits of single connections: half-sent requests, readers that do not read, floods of them.

uvicorn times out idle connections only after their first response, queues answers to pings without
a limit, and closes a connection only after all that it owes was sent. The two protocols here are
uvicorn's own, watched by one :class:`Watch`, which looks at every connection once a second.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

REQUEST_S = 10.0  # for a whole request, from the connection or the previous response on
SEND_S = 30.0  # for a reader to take the next 48 kB, what uvicorn sends before it waits again
CLOSE_S = 5.0  # for a reader to take what is left when the connection is closed
LOOK_S = 1.0
# Each needs a file descriptor and up to 64 kB. A class of 40, with 6 in each browser, needs 240.
CONNECTIONS = 2048
EVICTED = 1 / 8  # share that is closed when all are taken, so that they are seldom searched for
CHUNK = 2**14  # bytes read at a time: the frames in it are parsed before anybody else's turn
MAX_HEADERS = 100  # the websocket library accepts 128
MAX_PINGS = 20  # from a browser, which sends none, within PINGS_S
PINGS_S = 60.0
MAX_FRAGMENTS = 256  # frames of one message; browsers cut at 64 kB or more

logger = logging.getLogger(__name__)


class Abortable(Protocol):
    """A transport that can be closed at once."""

    def abort(self) -> None:
        """Close it without sending what is left."""


class Connection(Protocol):
    """What a watched connection tells about itself."""

    @property
    def transport(self) -> Abortable:
        """Its transport."""
        ...

    @property
    def client(self) -> tuple[str, int] | None:
        """The address and port at its other end."""
        ...

    def waiting(self) -> tuple[float, Hashable] | None:
        """How long it may stay as it is, in seconds, and what changes when it goes on; or None."""
        ...


@dataclass
class _Waiting:
    """Since when a connection has waited for the same thing."""

    mark: Hashable
    since: float


class Watch:
    """All connections of a server; ends those that wait too long, and makes room for new ones.

    Args:
        most: Number of connections.
    """

    def __init__(self, most: int = CONNECTIONS) -> None:
        self.most = most
        self._all: dict[Connection, _Waiting] = {}  # in the order of arrival
        self._looking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, connection: Connection) -> None:
        """Watch a new connection; if there are too many, end those that waited longest."""
        if len(self._all) >= self.most:
            self._evict()
        loop = asyncio.get_running_loop()
        self._all[connection] = _Waiting(None, loop.time())
        if self._looking is None:
            self._looking = loop.call_later(LOOK_S, self._look)

    def leave(self, connection: Connection) -> None:
        """Forget a connection that has ended or was upgraded."""
        self._all.pop(connection, None)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection, waiting in list(self._all.items()):
            state = connection.waiting()
            limit, mark = state or (0.0, None)
            if state is None or mark != waiting.mark:
                waiting.mark, waiting.since = mark, now
            elif now - waiting.since > limit:
                self._end(connection)
        self._looking = loop.call_later(LOOK_S, self._look) if self._all else None

    def _evict(self) -> None:
        """End the connections that have waited longest, of the address that has most of them."""
        waiting = [connection for connection in self._all if connection.waiting()]
        by_address = Counter(_address(connection) for connection in waiting)
        if not by_address:
            return
        greediest = max(by_address, key=lambda address: by_address[address])
        theirs = [connection for connection in waiting if _address(connection) == greediest]
        logger.warning("%d connections are open; the oldest idle ones are closed", len(self._all))
        for connection in theirs[: max(1, round(EVICTED * self.most))]:
            self._end(connection)

    def _end(self, connection: Connection) -> None:
        self.leave(connection)
        connection.transport.abort()


def _address(connection: Connection) -> str:
    return connection.client[0] if connection.client else ""


WATCH = Watch()


def _guarded(connection: Connection, receive: Callable[[bytes], None], data: bytes) -> None:
    """Handle bytes from the network; what uvicorn cannot handle ends the connection."""
    try:
        receive(data)
    except Exception as error:
        logger.warning("a connection was closed: %s", type(error).__name__)
        connection.transport.abort()


class HttpConnection(H11Protocol):
    """uvicorn's HTTP connection, watched."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take a new connection."""
        super().connection_made(transport)
        self._paused = 0  # how often sending was paused
        WATCH.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        WATCH.leave(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Note that the reader is slow."""
        self._paused += 1
        super().pause_writing()

    def data_received(self, data: bytes) -> None:
        """Handle bytes of a request."""
        _guarded(self, super().data_received, data)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hand a connection over to :class:`WebsocketConnection`."""
        if len(self.headers) > MAX_HEADERS:
            self.send_400_response("Too many headers.")
            return
        WATCH.leave(self)
        super().handle_websocket_upgrade(event)

    def waiting(self) -> tuple[float, Hashable] | None:
        """See :class:`Connection`."""
        if self.transport.is_closing():
            return CLOSE_S, "close"
        if self.flow.write_paused:
            return SEND_S, ("send", self._paused)
        if self.cycle is None or self.cycle.response_complete:
            return REQUEST_S, ("request", id(self.cycle))
        return None


class WebsocketConnection(WebSocketsSansIOProtocol):
    """uvicorn's websocket connection, watched."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take over a connection."""
        super().connection_made(transport)
        self._pings: list[float] = []
        self._paused = 0  # how often sending was paused
        if hasattr(transport, "max_size"):  # of asyncio's own sockets
            transport.max_size = CHUNK  # type: ignore[attr-defined]
        WATCH.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        WATCH.leave(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Note that the reader is slow."""
        self._paused += 1
        super().pause_writing()

    def data_received(self, data: bytes) -> None:
        """Handle bytes of frames."""
        _guarded(self, super().data_received, data)

    def handle_cont(self, event: Any) -> None:
        """Take a fragment of a message, unless there are too many."""
        if len(self.frames) >= MAX_FRAGMENTS and not self.transport.is_closing():
            self._refuse("a message in too many fragments")
        if not self.transport.is_closing():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping; browsers send none, and a flood of them ends the connection."""
        if self.transport.is_closing():
            return
        now = self.loop.time()
        self._pings = [at for at in self._pings if now - at < PINGS_S] + [now]
        if len(self._pings) > MAX_PINGS or not self.writable.is_set():
            self._refuse("too many pings")
            return
        super().handle_ping()

    def waiting(self) -> tuple[float, Hashable] | None:
        """See :class:`Connection`."""
        if self.transport.is_closing() or self.close_sent:
            return CLOSE_S, "close"
        if not self.writable.is_set():
            return SEND_S, ("send", self._paused)
        return None if self.handshake_complete else (REQUEST_S, "handshake")

    def _refuse(self, reason: str) -> None:
        logger.warning("a connection was closed: %s", reason)
        self.transport.abort()
