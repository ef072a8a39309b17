"""What `make attack` sends: hostile frames, requests and names, and a client that sends them."""

import base64
import json
import os
import socket
import struct
import uuid
from collections.abc import Iterator
from typing import Self
from urllib.parse import urlsplit

import numpy as np

from scripts.visitor import COOKIE, cookie_of

TIMEOUT_S = 30.0
CONTINUED, TEXT, BINARY, CLOSE, PING = 0x0, 0x1, 0x2, 0x8, 0x9


def message(kind: str = "comm_msg", content: object = None, **changes: object) -> dict[str, object]:
    """A message as the page sends it, with some parts changed; a part that is None is left out."""
    header = {"msg_id": "1", "msg_type": kind, "session": "1", "username": "", "version": "5.2"}
    whole: dict[str, object] = {"header": header, "parent_header": {}, "metadata": {}}
    whole |= {"content": content or {}, "channel": "shell", "buffers": [], **changes}
    return {key: value for key, value in whole.items() if value is not None}


def event(data: object) -> dict[str, object]:
    """A message to a widget."""
    return message(content={"comm_id": "1", "data": data})


GOOD = json.dumps(event({"method": "custom", "content": {"type": "ready"}}))  # to no widget


def packed(*parts: bytes, starts: list[int] | None = None, count: int | None = None) -> bytes:
    """A binary frame of Jupyter's protocol, with a header that may be wrong."""
    offsets = [4 * (len(parts) + 1)]
    for part in parts[:-1]:
        offsets.append(offsets[-1] + len(part))
    offsets = offsets if starts is None else starts
    return struct.pack(f"!{len(offsets) + 1}I", count or len(offsets), *offsets) + b"".join(parts)


RUN = {"path": "/", "appName": None, "themes": {}, "dark": False}
REFUSED: list[str | bytes] = [
    b"\x7f\xff\xff\xff",  # a header of 2^31 offsets, 8 GB
    b"\xff\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0", b"", b"\0", b"\0\0\0\1",
    b"\x00\x00\x00\x02" + b"\x00\x00\x00\x08", b"\x00\x0f\x42\x40" + b"\x00" * 1000,
    packed(GOOD.encode(), starts=[4]), packed(GOOD.encode(), starts=[2**32 - 1]),
    packed(GOOD.encode(), b"x", starts=[12, 5]), packed(GOOD.encode(), count=17),
    packed(*[GOOD.encode()] + [b""] * 999), packed(b"\xff\xfe"), packed(b"{}"),
    "", "{}", "[]", "null", "0", '"text"', "no json", '{"header": {}}', "\x00", "NaN",
    "[" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000, "[" * 40 + "]" * 40,
    "[" + "1," * 200_000 + "1]", "9" * 5_000, json.dumps(["x" * 500_000]),
    json.dumps(message("execute_request", {"code": "1"})),
    json.dumps(message("shutdown_request")), json.dumps(message("comm_open", {})),
    json.dumps(message("comm_open", {"comm_id": "1", "target_name": "jupyter.widget"})),
    json.dumps(message("comm_open", {"comm_id": "1", "target_name": "os.system"})),
    json.dumps(message("comm_msg", {"comm_id": "1"})), json.dumps(message("comm_close", {})),
    json.dumps(message("comm_msg", {"comm_id": ["1"], "data": {"method": "request_state"}})),
    json.dumps(message("comm_info_request", {"target_name": 1})),
    *(json.dumps({**message(), part: value}) for part, value in [
        ("header", None), ("header", []), ("header", {"msg_type": 1}), ("channel", "control"),
        ("channel", None), ("content", []), ("content", "x"), ("buffers", ["AAAA"]),
        ("buffers", None), ("metadata", 1), ("parent_header", []),
    ]),
    *(json.dumps(event(data)) for data in [
        None, [], "x", {}, {"method": None}, {"method": "__init__"}, {"method": "evict"},
        {"method": "reload"}, {"method": "update"}, {"method": "update", "state": []},
        {"method": "update", "state": {}, "buffer_paths": [["a", "b"]]},
        {"method": "custom"}, {"method": "custom", "content": "x"}, {"method": "run"},
        {"method": "run", "args": {**RUN, "path": None}},
        {"method": "run", "args": {**RUN, "appName": "os"}},
        {"method": "run", "args": {**RUN, "themes": {"light": 1}}},
        {"method": "run", "args": {**RUN, "dark": "yes"}},
    ]),
    json.dumps(message(header={"msg_id": "1", "msg_type": "comm_msg", "more": "x" * 9999})),
]  # fmt: skip
# Frames that break the rules of websockets themselves, as bytes on the wire.
BROKEN = [
    b"\x81\x02{}",  # not masked
    b"\xf1\x80\0\0\0\0",  # reserved bits
    b"\x83\x80\0\0\0\0",  # a reserved kind
    b"\x82\xff" + b"\x7f" + b"\xff" * 7 + b"\0\0\0\0",  # a length of 2^63
    b"\x82\xff" + struct.pack("!Q", 2**31) + b"\0\0\0\0",
    b"\x81\x82\0\0\0\0\xff\xfe",  # a text that is not UTF-8
    b"\x80\x80\0\0\0\0",  # a continuation of nothing
    b"\x89\xfe\x00\x7e" + b"\0" * 130,  # a ping that is too long
    b"\x88\x81\0\0\0\0x",  # a close message with half a code
    b"\x01\x80\0\0\0\0\x81\x80\0\0\0\0",  # a message within another
    b"GET / HTTP/1.1\r\n\r\n",
]
STRANGE_HOSTS = [
    "evil.example", "127.0.0.1.evil.example", "evil.example:{port}", "localhost.evil.example",
    "127.0.0.1:{port}@evil.example", "evil.example#127.0.0.1", "evil.example/127.0.0.1", "[",
    "[::1", "localhost:{port}, evil.example", "0x7f.1", "127.1", "127.0.0.2", "2130706433",
    "localhost.", "", " ", "\u2100", "127.0.0.1\\evil.example", "a" * 5_000,
]  # fmt: skip
STRANGE_ORIGINS = [
    "http://evil.example", "http://127.0.0.1:1", "null", "", "http://127.0.0.1.evil.example:{port}",
    "http://evil.example/127.0.0.1:{port}", "http://user@127.0.0.1:{port}", "file://", "http://[",
    "http://127.0.0.1:{port}/",
]  # fmt: skip
UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "....//",
    "..%c0%af",
    "..;/",
    "%252e/",
)
FOLDERS = ("frontend", "_solara/cdn", "static", "static/assets", "jupyter/nbextensions")
PATHS = [
    *(f"/{folder}/{up * depth}{file}" for folder in FOLDERS for up in UP
      for depth, file in [(1, "web.py"), (2, "server/web.py"), (9, "etc/passwd")]),
    *(f"/{folder}//etc/passwd" for folder in FOLDERS), "//etc/passwd", "/frontend/%00", "/%00",
    "/frontend/" + "a/" * 2_000, "/static/public/x", "/resourcez", "/readyz",
    "/jupyter/api/kernels/1", "/_solara/api/evict/1", "http://127.0.0.1/frontend/../web.py",
]  # fmt: skip
SECRETS = (b"root:", b"import uvicorn")  # what the files outside have


def requests(port: int) -> Iterator[bytes]:
    """Whole requests that are too large, or that contradict themselves."""
    own = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    for length in (1_000, 10_000, 100_000, 1_000_000):
        for query in (
            "x=" + "a" * length,
            "&" * length,
            "%00" * (length // 3),
            "seed=" + "9" * length,
        ):
            yield f"GET /?{query} HTTP/1.1\r\n{own}\r\n".encode()
        yield f"GET / HTTP/1.1\r\n{own}Cookie: {'c' * length}\r\n\r\n".encode()
        yield f"GET / HTTP/1.1\r\n{own}{'a: b' * (length // 6)}\r\n\r\n".encode()
        yield f"GET /{'a' * length} HTTP/1.1\r\n{own}\r\n".encode()
        body = b"a=" + b"b" * length
        head = f"POST /_solara/api/close/1 HTTP/1.1\r\n{own}Content-Length: {len(body)}\r\n\r\n"
        yield head.encode() + body
    many = "".join(f"h{k}: v\r\n" for k in range(1_000))
    yield f"GET / HTTP/1.1\r\n{own}{many}\r\n".encode()
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    path = "/jupyter/api/kernels/1/channels?session_id=1"
    yield f"GET {path} HTTP/1.1\r\n{own}{upgrade}{many}\r\n".encode()
    yield f"GET {path} HTTP/1.1\r\n{own}{upgrade}Sec-WebSocket-Key: x\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\n{own}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n".encode()
    for length in ("-1", "1e9", "0x10", "9" * 30, "1, 2", "+1"):
        yield f"POST / HTTP/1.1\r\n{own}Content-Length: {length}\r\n\r\n".encode()
    chunked = f"POST / HTTP/1.1\r\n{own}Transfer-Encoding: chunked\r\n"
    yield f"{chunked}\r\nffffffffffffffff\r\n".encode()
    yield f"{chunked}Content-Length: 4\r\n\r\n0\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n".encode()
    yield b"GET / HTTP/1.1\r\n\r\n"
    yield f"GET / HTTP/9.9\r\n{own}\r\n".encode()
    ranges = ",".join(["0-1"] * 3_000)
    yield f"GET /frontend/app/main.js HTTP/1.1\r\n{own}Range: bytes={ranges}\r\n\r\n".encode()
    for method in ("PUT", "DELETE", "TRACE", "CONNECT", "X" * 1_000, "\x00"):
        yield f"{method} / HTTP/1.1\r\n{own}\r\n".encode()
    yield b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500  # TLS
    yield b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield b"\x00" * 100_000


def mutations(seed: int, count: int) -> Iterator[str | bytes]:
    """Messages of a page, each changed at random; the same for the same seed."""
    chance = np.random.default_rng(seed)
    words = [json.dumps(event({"method": "run", "args": RUN})), GOOD,
             json.dumps(message("comm_open", {"comm_id": "1", "target_name": "solara.control"})),
             json.dumps(message("comm_info_request", {"target_name": "jupyter.widget"})),
             json.dumps(message("kernel_info_request"))]  # fmt: skip
    odd = ["null", "-1", "1e999", "true", "[]", "{}", '"\\ud800"', '"\\u0000"', "9" * 400, '""']
    for _ in range(count):
        text = words[chance.integers(len(words))]
        way = chance.integers(5)
        if way == 0:
            yield chance.bytes(int(chance.integers(64)))
        elif way == 1:
            frame = bytearray(packed(text.encode(), b"buffer"))
            for _ in range(chance.integers(1, 6)):
                frame[chance.integers(min(16, len(frame)))] = chance.integers(256)
            yield bytes(frame)
        elif way == 2:
            at = int(chance.integers(len(text)))
            letter = chr(chance.integers(32, 0x2FFF))
            yield text[:at] + letter + text[at + int(chance.integers(3)) :]
        elif way == 3:
            yield text[: int(chance.integers(len(text)))]
        else:
            parts = text.split(":")
            at = int(chance.integers(1, len(parts)))
            end = next((c for c in parts[at] if c in ",}"), "}")
            parts[at] = odd[chance.integers(len(odd))] + parts[at][parts[at].find(end) :]
            yield ":".join(parts)


def framed(kind: int, data: bytes, last: bool = True) -> bytes:
    """A websocket frame of a browser, with a mask of zeros."""
    size = len(data)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 2**16:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    return bytes([(0x80 if last else 0) | kind]) + length + b"\0\0\0\0" + data


def handshake(url: str, cookie: str = "", host: str = "", origin: str | None = None) -> bytes:
    """The request that opens a websocket to a new session."""
    place = host or urlsplit(url).netloc
    source = f"http://{place}" if origin is None else origin
    path = f"/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4()}"
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {place}\r\nOrigin: {source}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        f"Cookie: {COOKIE}={cookie or uuid.uuid4()}\r\n\r\n"
    ).encode()


class RawSocket:
    """A websocket whose bytes are chosen freely.

    Args:
        url: Address of the server.
        source: Own address, one of this machine.
        own_page: Whether to load the page first, for its cookie.
    """

    def __init__(self, url: str, source: str, own_page: bool = False) -> None:
        parts = urlsplit(url)
        place = str(parts.hostname), int(parts.port or 80)
        self.socket = socket.create_connection(place, TIMEOUT_S, (source, 0))
        self.socket.sendall(handshake(url, cookie_of(url) if own_page else ""))
        self.status = int((self._head() or "HTTP/1.1 0").split()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _head(self) -> str:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                break
            head += byte
        return head.decode("latin-1")

    def say(self, data: str | bytes) -> None:
        """Send a message."""
        kind = TEXT if isinstance(data, str) else BINARY
        raw = data.encode(errors="replace") if isinstance(data, str) else data
        self.socket.sendall(framed(kind, raw))

    def ended(self, seconds: float = TIMEOUT_S) -> bool:
        """Whether the server ends the connection, or says that it does, within a time."""
        self.socket.settimeout(seconds)
        try:
            while True:
                kind, size = self._exactly(2)
                size &= 0x7F
                if size >= 126:
                    size = int.from_bytes(self._exactly(2 if size == 126 else 8))
                self._exactly(size)
                if kind & 0x0F == CLOSE:
                    return True
        except TimeoutError:
            return False
        except OSError:
            return True

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise ConnectionError("the server has closed the connection")
            data += more
        return data
