"""A visitor without a browser: opens a page's websocket, and has recordings checked.

It needs a few per cent of the CPU time of Chromium, so that hundreds of them leave the CPU to the
server. The pages that play run in a browser; here nothing plays.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import struct
import threading
import uuid
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

MOST_MESSAGE = 2**24
COOKIE = "solara-session-id"


def cookie_of(url: str) -> str:
    """Request a new visitor's cookie from the page at this address."""
    headers = _ask(url, "/").headers
    return str(headers["Set-Cookie"]).partition(f"{COOKIE}=")[2].partition(";")[0]


def _ask(url: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """The answer to a small request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request(method, path, headers=headers)
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply


class Visitor:
    """One page at a server, open until the context is left.

    Args:
        url: Address of the server, such as ``http://127.0.0.1:8765``.
        path: Page and query, such as ``/laboratory?body=hand``.
        cookie: Cookie of an earlier visitor; None for a new one.
        session: Name of the session; None for a new one.
    """

    def __init__(self, url: str, path: str = "/", cookie: str = "", session: str = "") -> None:
        self.url, self.path = url, path
        self.cookie = cookie or cookie_of(url)
        self.session, self.page = session or str(uuid.uuid4()), str(uuid.uuid4())
        self.texts: list[str] = []
        self.ready = threading.Event()  # the page is loaded
        self.view = ""  # identifier of the widget of the pages that run in a browser
        self.checks: queue.Queue[dict[str, Any]] = queue.Queue()  # answers to `check`
        self._control = uuid.uuid4().hex
        place = f"/jupyter/api/kernels/{self.session}/channels?session_id={self.page}"
        self._socket = connect(
            url.replace("http", "ws", 1) + place,
            additional_headers={"Cookie": f"{COOKIE}={self.cookie}", "Origin": url},
            max_size=MOST_MESSAGE,
            compression=None,
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Ask for the page, as Solara's script does."""
        themes: dict[str, object] = {"light": {}, "dark": {}}
        arguments = {"path": self.path, "appName": None, "themes": themes, "dark": False}
        target = {"comm_id": self._control, "target_name": "solara.control", "data": {}}
        self._send("comm_open", target)
        self._tell(self._control, {"method": "run", "args": arguments})

    def say(self, **message: object) -> None:
        """Send a message of the pages that run in a browser."""
        self._tell(self.view, {"method": "custom", "content": message})

    def check(self, recording: str, number: int = 1) -> None:
        """Have a recording rerun by the agents; the answer comes into ``checks``."""
        self.say(type="check", number=number, recording=recording)

    def leave(self) -> None:
        """Close the page as when a tab is closed, with a close message."""
        path = f"/_solara/api/close/{self.session}?session_id={self.page}"
        _ask(self.url, path, "POST", Cookie=f"{COOKIE}={self.cookie}", Origin=self.url)
        self.drop()

    def drop(self) -> None:
        """Drop the connection as in a crash, without a close message."""
        with contextlib.suppress(OSError):  # the server closed it first
            self._socket.socket.shutdown(socket.SHUT_RDWR)

    def fall_silent(self) -> None:
        """Stop answering, even to pings, as if the network were down."""
        self._socket.send_data = lambda: None

    def listens(self) -> bool:
        """Whether the connection is open."""
        return self._thread.is_alive()

    def ask_state(self, name: str) -> None:
        """Request the full state of a widget."""
        self._tell(name, {"method": "request_state"})

    def send_raw(self, text: str) -> None:
        """Send arbitrary text."""
        self._socket.send(text)

    def _tell(self, comm: str, data: dict[str, object]) -> None:
        self._send("comm_msg", {"comm_id": comm, "data": data})

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.page}
        header |= {"username": "", "version": "5.2", "date": "2000-01-01T00:00:00Z"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self._socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))

    def _listen(self) -> None:
        try:
            for message in self._socket:
                self._hear(message)
        except (ConnectionClosed, OSError):
            return

    def _hear(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            (count,) = struct.unpack_from("!I", message)
            offsets = [*struct.unpack_from(f"!{count}I", message, 4), len(message)]
            text = message[offsets[0] : offsets[1]].decode()
        else:
            text = message
        content = json.loads(text).get("content", {})
        data = content.get("data", {})
        if "_anywidget_id" in data.get("state", {}):
            self.view = content["comm_id"]
        if data.get("method") == "finished":
            self.ready.set()
        if data.get("content", {}).get("type") == "checked":
            self.checks.put(data["content"])
        self.texts.append(text)
