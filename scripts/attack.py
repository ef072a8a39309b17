"""Attack a dashboard on this machine in every way that we know, while a visitor uses it.

    make attack

starts a server, sends what `scripts/hostile.py` has and floods of all kinds, and prints what was
tried and what failed. It ends within about five minutes, opens up to 10 000 connections, and talks
to its own server alone. The exit code is 1 if anything failed: an attack was not refused as it
should be, or an ordinary visitor was not served meanwhile.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import multiprocessing.synchronize
import queue
import resource
import secrets
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from motorloops.model.recording import Recording, write_recording
from motorloops.server.admission import MAX_TOGETHER, OF_ADDRESS, SESSIONS
from motorloops.server.connections import CONNECTIONS, REQUEST_S, SEND_S
from motorloops.server.logs import LINES
from motorloops.server.pages.browser_pages import MAX_WAITING
from motorloops.server.web import BACKLOG
from scripts import hostile
from scripts.hostile import RawSocket, framed
from scripts.served import Served, ServerError
from scripts.visitor import COOKIE, Visitor

PATIENCE_S = 20.0  # for what must happen
VISIT_S = 0.25  # between two visits of the ordinary visitor
FLOOD_S = 5.0
SPARE = 10  # files that the server may open meanwhile for the visitor
QUIET_S = 0.3  # after an answer, before it counts as complete
CONNECTS = 10_000
CLASS = 40
CHECKS = 200
RECORDING = write_recording(Recording(ms=100))
MEMORY_MB = 1_500  # more than the server's 240 sessions need
BUNDLE = "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1/dist/solara-vuetify-app8.min.js"


@dataclass
class Result:
    """One line of the table.

    Attributes:
        name: of the attack.
        tried: How much was sent or opened.
        failures: What went wrong, in words.
        note: What happened, in words.
        page: Seconds that an ordinary visitor waited for the page meanwhile, each time.
        echo: Seconds that they waited for an answer of the open page, each time.
    """

    name: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    note: str = ""
    page: list[float] = field(default_factory=list)
    echo: list[float] = field(default_factory=list)

    def check(self, good: bool, failure: str) -> None:
        """Count one try."""
        self.tried += 1
        if not good:
            self.failures.append(failure)


@dataclass(frozen=True)
class Target:
    """What an attack knows.

    Attributes:
        server: The server.
        seed: Of what is sent at random.
        source: First three numbers of the attacker's addresses, which are this machine's.
    """

    server: Served
    seed: int
    source: str

    @property
    def url(self) -> str:
        """Address of the server."""
        return self.server.url

    def open(self, address: int = 1, own_page: bool = False) -> RawSocket:
        """A websocket from one of the attacker's addresses."""
        return RawSocket(self.url, f"{self.source}.{address}", own_page)

    def connect(self) -> socket.socket:
        """A connection from the attacker's first address."""
        place = ("127.0.0.1", self.server.port)
        return socket.create_connection(place, PATIENCE_S, (f"{self.source}.1", 0))

    def send(self, request: bytes) -> bytes:
        """The answer to the bytes of a request; empty if the connection just ends."""
        heard = b""
        with self.connect() as connection:
            try:
                connection.sendall(request)
                while more := connection.recv(2**16):
                    heard += more
                    connection.settimeout(QUIET_S)
            except (ConnectionError, TimeoutError):
                pass
        return heard


# The ordinary visitor --------------------------------------------------------------------


def _visit(
    url: str,
    port: int,
    told: multiprocessing.connection.Connection,
    stop: multiprocessing.synchronize.Event,
) -> None:
    """Load the page and use an open one, over and over, and say how long each took."""
    visitor = None
    while not stop.is_set():
        began = time.monotonic()
        try:
            if visitor is None or not visitor.listens():
                visitor = Visitor(url)
                visitor.run()
                if not visitor.ready.wait(PATIENCE_S):
                    raise TimeoutError("the page was not ready")
                told.send(("open", time.monotonic() - began))
            began = time.monotonic()
            status = _page_status(port, visitor.cookie)
            told.send(("page" if status == 200 else f"page {status}", time.monotonic() - began))
            began, heard = time.monotonic(), len(visitor.texts)
            visitor.ask_state(visitor.view)
            while not any(visitor.view in text for text in visitor.texts[heard:]):
                if not visitor.listens() or time.monotonic() - began > PATIENCE_S:
                    raise TimeoutError("the open page was not answered")
                time.sleep(0.001)
            told.send(("echo", time.monotonic() - began))
        except Exception as error:
            told.send((f"visitor: {type(error).__name__}: {error}"[:160], 0.0))
            visitor = None
        stop.wait(VISIT_S)


def _page_status(port: int, cookie: str = "") -> int:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        own = f"Host: 127.0.0.1:{port}\r\nCookie: {COOKIE}={cookie}\r\n"
        connection.sendall(f"GET / HTTP/1.0\r\n{own}\r\n".encode())
        heard = b""
        while more := connection.recv(2**16):
            heard += more
    return int(heard.split()[1]) if b"</html>" in heard else 0


class Bystander:
    """An ordinary visitor at a server; `with` begins and ends the visit."""

    def __init__(self, server: Served) -> None:
        context = multiprocessing.get_context("spawn")
        self._heard, told = context.Pipe(duplex=False)
        self._stop = context.Event()
        self._process = context.Process(
            target=_visit, args=(server.url, server.port, told, self._stop), daemon=True
        )

    def __enter__(self) -> "Bystander":
        self._process.start()
        while not any(kind == "echo" for kind, _ in self.news()):
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._process.join(2 * PATIENCE_S)
        self._process.kill()

    def news(self) -> list[tuple[str, float]]:
        """What happened since the last call."""
        found = []
        while self._heard.poll():
            found.append(self._heard.recv())
        return found

    def settle(self) -> list[tuple[str, float]]:
        """What happened, until one more visit is complete."""
        found, complete = self.news(), False
        end = time.monotonic() + 2 * PATIENCE_S
        while not complete and time.monotonic() < end:
            time.sleep(VISIT_S)
            more = self.news()
            complete = any(kind != "page" for kind, _ in more)
            found += more
        return found


# The attacks -----------------------------------------------------------------------------


def frames(target: Target, result: Result) -> None:
    """Messages that no page sends: each ends its own connection."""
    for data in hostile.REFUSED:
        with target.open() as raw:
            with suppress(ConnectionError):  # ended before all was sent
                raw.say(data)
            result.check(raw.ended(PATIENCE_S), f"accepted: {data[:60]!r}")


def broken_frames(target: Target, result: Result) -> None:
    """Frames against the rules of websockets: each ends its own connection."""
    for data in hostile.BROKEN:
        with target.open() as raw:
            raw.socket.sendall(data)
            result.check(raw.ended(PATIENCE_S), f"accepted: {data[:40]!r}")


def fuzzed_frames(target: Target, result: Result) -> None:
    """Messages changed at random; whatever happens, the server goes on."""
    result.note = f"seed {target.seed}"
    raw = None
    for k, data in enumerate(hostile.mutations(target.seed, 400)):
        try:
            raw = raw or target.open(1 + k // 50)
            result.check(raw.status in (101, 503), f"status {raw.status}")
            raw.say(data)
            if raw.ended(0.02):
                raw.socket.close()
                raw = None
        except ConnectionError:
            raw = None
    if raw:
        raw.socket.close()


def fragments(target: Target, result: Result) -> None:
    """Messages in endless fragments, and pings without end: the connection ends."""
    more, large = hostile.CONTINUED, b"x" * 100_000
    floods = {
        "fragments": framed(hostile.TEXT, b"", False) + framed(more, b"", False) * 5_000,
        "large fragments": framed(hostile.BINARY, large, False) + framed(more, large, False) * 20,
        "pings": framed(hostile.PING, b"x" * 125) * 5_000,
    }  # fmt: skip
    for name, data in floods.items():
        with target.open() as raw:
            with suppress(ConnectionError):
                raw.socket.sendall(data)
            result.check(raw.ended(PATIENCE_S), f"endless {name} were accepted")


def message_flood(target: Target, result: Result) -> None:
    """Good messages as fast as eight connections can send them."""
    _flood(target, result, framed(hostile.TEXT, hostile.GOOD.encode()) * 500)


def page_flood(target: Target, result: Result) -> None:
    """Requests to build the page anew, as fast as eight connections can send them."""
    opened = hostile.message("comm_open", {"comm_id": "1", "target_name": "solara.control"})
    run = hostile.event({"method": "run", "args": hostile.RUN})
    text = [hostile.json.dumps(said).encode() for said in (opened, run)]
    _flood(target, result, b"".join(framed(hostile.TEXT, said) for said in text))


def large_flood(target: Target, result: Result) -> None:
    """Messages as large as a file, as fast as eight connections can send them."""
    said = hostile.event({"method": "custom", "content": {"type": "x" * 500_000}})
    _flood(target, result, framed(hostile.TEXT, hostile.json.dumps(said).encode()))


def _flood(target: Target, result: Result, data: bytes) -> None:
    def send(raw: RawSocket) -> int:
        end, sent = time.monotonic() + FLOOD_S, 0
        raw.socket.settimeout(0.5)
        while time.monotonic() < end:
            try:
                sent += raw.socket.send(data[sent % len(data) :])
            except TimeoutError:
                continue  # the server reads no faster
            except OSError:
                break
        return sent

    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        sockets = [stack.enter_context(target.open(own_page=True)) for _ in range(8)]
        result.check(all(raw.status == 101 for raw in sockets), "a connection was refused")
        sent = sum(pool.map(send, sockets))
        result.tried = len(sockets)
        result.note = f"{sent / 1e6:.1f} MB taken in {FLOOD_S:.0f} s"


def half_requests(target: Target, result: Result) -> None:
    """Requests and bodies that are sent a byte at a time: each is ended in time."""
    own = f"Host: 127.0.0.1:{target.server.port}\r\nOrigin: {target.url}\r\n"
    starts = [
        b"", b"G", b"GET / HTTP/1.1\r\n", f"GET / HTTP/1.1\r\n{own}X: ".encode(),
        f"POST /_solara/api/close/1 HTTP/1.1\r\n{own}Content-Length: 1000\r\n\r\n".encode(),
        f"GET /healthz HTTP/1.1\r\n{own}\r\n".encode(),  # then one more, by the byte
    ]  # fmt: skip
    connections = []
    for k in range(300):
        connection = target.connect()
        connection.sendall(starts[k % len(starts)])
        connection.setblocking(False)
        connections.append(connection)
    left = connections
    end = time.monotonic() + REQUEST_S + PATIENCE_S
    while left and time.monotonic() < end:
        left = [connection for connection in left if _drips(connection)]
        time.sleep(0.5)
    for connection in connections:
        result.check(connection not in left, "a half-sent request was held")
        connection.close()


def _drips(connection: socket.socket) -> bool:
    """Send one more byte; whether the connection is still open."""
    try:
        connection.send(b"x")
        while connection.recv(2**16):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def slow_readers(target: Target, result: Result) -> None:
    """Readers that ask for much and take nothing: each is ended in time."""
    request = f"GET {BUNDLE} HTTP/1.1\r\nHost: 127.0.0.1:{target.server.port}\r\n\r\n".encode()
    asks = framed(hostile.TEXT, hostile.GOOD.encode()) * 100
    before, files = target.server.memory_mb(), target.server.files()
    with ExitStack() as stack:
        readers = []
        for k in range(60):
            reader = stack.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.bind((f"{target.source}.1", 0))
            reader.connect(("127.0.0.1", target.server.port))
            reader.sendall(request if k % 6 else hostile.handshake(target.url))
            reader.setblocking(False)
            readers.append(reader)
        end = time.monotonic() + SEND_S + PATIENCE_S
        time.sleep(1.0)
        held = target.server.files() - files
        result.check(held > len(readers) / 2, f"only {held} connections were open at first")
        while held > SPARE and time.monotonic() < end:
            for talker in readers[::6]:
                with suppress(OSError):  # its buffers are full, or it was ended
                    talker.send(asks)
            time.sleep(0.5)
            held = target.server.files() - files
        result.check(held <= SPARE, f"{held} readers that take nothing are held")
        result.tried = len(readers)
    result.note = f"{target.server.memory_mb() - before:+.0f} MB of memory"


def many_connects(target: Target, result: Result) -> None:
    """Thousands of connections that say nothing; new visitors are still let in."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(CONNECTS, (hard if hard > 0 else CONNECTS + 500) - 500)
    held, most = [], 0
    try:
        for k in range(count):
            connection = socket.socket()
            connection.settimeout(PATIENCE_S)
            connection.bind((f"{target.source}.1", 0))
            try:
                connection.connect(("127.0.0.1", target.server.port))
                result.tried += 1
            except OSError as error:
                result.check(False, f"connection {k}: {error}")
            held.append(connection)
            if k % 500 == 0:
                most = max(most, target.server.files())
        time.sleep(1.0)
        most = max(most, target.server.files())
        result.check(_page_status(target.server.port) == 200, "no page beside the connections")
        result.check(most < CONNECTIONS + 4 * BACKLOG, f"the server holds {most} files")
        result.note = f"the server held at most {most} open files"
    finally:
        for connection in held:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def names(target: Target, result: Result) -> None:
    """Requests under a strange name, and websockets of strange pages: all are refused."""
    for template in hostile.STRANGE_HOSTS:
        host = template.format(port=target.server.port)
        answer = target.send(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        result.check(not answer.startswith(b"HTTP/1.1 2"), f"host {host[:40]!r} was served")
        answer = target.send(hostile.handshake(target.url, host=host or " "))
        result.check(not answer.startswith(b"HTTP/1.1 101"), f"socket to {host[:40]!r}")
    for template in hostile.STRANGE_ORIGINS:
        origin = template.format(port=target.server.port)
        answer = target.send(hostile.handshake(target.url, origin=origin))
        result.check(not answer.startswith(b"HTTP/1.1 101"), f"origin {origin!r} was served")


def paths(target: Target, result: Result) -> None:
    """Files outside the folders that are served."""
    own = f"Host: 127.0.0.1:{target.server.port}\r\n\r\n"
    for path in hostile.PATHS:
        answer = target.send(f"GET {path} HTTP/1.1\r\nConnection: close\r\n{own}".encode())
        outside = any(secret in answer for secret in hostile.SECRETS)
        bad = outside or answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 5"))
        result.check(not bad, f"{path[:60]}: {answer[:40]!r}")


def large_requests(target: Target, result: Result) -> None:
    """Requests of up to a megabyte in each of their parts, and those that contradict themselves."""
    requests = list(hostile.requests(target.server.port))
    with ThreadPoolExecutor(16) as pool:
        answers = pool.map(target.send, requests)
    for request, answer in zip(requests, answers, strict=True):
        result.check(not answer.startswith(b"HTTP/1.1 5"), f"{request[:40]!r}: {answer[:40]!r}")


def one_class(target: Target, result: Result) -> None:
    """A class behind one address, just after many attempts from there were refused."""
    for _ in range(500):
        target.send(hostile.handshake(target.url, origin="http://evil.example"))
    with ThreadPoolExecutor(CLASS) as pool:
        opened = list(pool.map(lambda _: _arrive(target.url), range(CLASS)))
    there = [visitor for visitor in opened if visitor is not None]
    for k in range(CLASS):
        result.check(k < len(there), "somebody was not let in")
    answered = _all_check(there)
    result.check(answered == len(there), f"{answered} of {len(there)} checks were answered")
    result.note = f"{len(there)} of {CLASS} inside; all have a recording checked at once"
    for visitor in there:
        visitor.leave()


def _all_check(visitors: list[Visitor]) -> int:
    """Have a recording of each checked by the agents at once; how many hear a result or a no."""
    for visitor in visitors:
        visitor.check(RECORDING)
    end, answered = time.monotonic() + 3 * PATIENCE_S, 0
    for visitor in visitors:
        with suppress(queue.Empty):
            visitor.checks.get(timeout=max(0.0, end - time.monotonic()))
            answered += 1
    return answered


def check_flood(target: Target, result: Result) -> None:
    """Checks by the agents, asked for as fast as one visitor can: all but one are refused."""
    visitor = Visitor(target.url)
    visitor.run()
    result.check(visitor.ready.wait(PATIENCE_S), "no page")
    before = target.server.threads()
    for number in range(CHECKS):
        visitor.check(RECORDING, number)
    most, answers = 0, 0
    end = time.monotonic() + 3 * PATIENCE_S
    while answers < CHECKS and time.monotonic() < end:
        most = max(most, target.server.threads())
        with suppress(queue.Empty):
            visitor.checks.get(timeout=0.05)
            answers += 1
    result.check(answers == CHECKS, f"{answers} of {CHECKS} were answered")
    result.check(most - before <= MAX_WAITING, f"{most - before} threads more")
    result.tried = CHECKS
    result.note = f"{most - before} threads more at most"
    visitor.leave()


def _arrive(url: str) -> Visitor | None:
    try:
        visitor = Visitor(url)
        visitor.run()
        return visitor if visitor.ready.wait(3 * PATIENCE_S) else None
    except Exception:
        return None


def race(target: Target, result: Result) -> None:
    """More websockets at once than there is room for, from several addresses of this machine."""
    limit = SESSIONS + MAX_TOGETHER
    most = limit + 60
    inside = asyncio.run(_race(target, most))
    for address, count in inside.items():
        result.check(count <= OF_ADDRESS, f"{count} sessions of {address}")
    total = sum(inside.values())
    result.check(total <= limit, f"{total} sessions where {limit} are allowed")
    result.check(total > SESSIONS // 2, f"only {total} sessions were let in")
    result.tried = most
    result.note = f"{total} let in, {limit} allowed; from one address {max(inside.values())}"


async def _race(target: Target, count: int) -> dict[str, int]:
    addresses = [
        f"{target.source}.{k}" for k in (1, 1, 2)
    ]  # of which one takes more than its share
    port = target.server.port

    async def one(k: int) -> tuple[str, asyncio.StreamWriter, bytes]:
        local = addresses[k % len(addresses)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(local, 0))
        writer.write(hostile.handshake(target.url))
        return local, writer, await reader.read(12)

    opened = await asyncio.gather(*(one(k) for k in range(count)))
    inside: dict[str, int] = dict.fromkeys(addresses, 0)
    for local, writer, answer in opened:
        inside[local] += answer.endswith(b"101")
        writer.close()
    return inside


ATTACKS: dict[str, Callable[[Target, Result], None]] = {
    "messages that no page sends": frames,
    "frames against the protocol": broken_frames,
    "messages changed at random": fuzzed_frames,
    "endless fragments and pings": fragments,
    "flood of messages": message_flood,
    "flood of page builds": page_flood,
    "flood of large messages": large_flood,
    "half-sent requests": half_requests,
    "readers that take nothing": slow_readers,
    "10 000 connections": many_connects,
    "host names and origins": names,
    "paths outside the folders": paths,
    "large and broken requests": large_requests,
    "flood of checks by the agents": check_flood,
    "a class behind one address": one_class,
    "a race at the limit": race,
}


def attack(
    folder: Path, chosen: dict[str, Callable[[Target, Result], None]], seed: int
) -> Iterator[Result]:
    """Start a server, and make the attacks one after the other, with a visitor there.

    Args:
        folder: Where the server runs and logs.
        chosen: Attacks, by name.
        seed: Of what is sent at random.

    Yields:
        What came of each, and of the server in the end.
    """
    server = Served(folder)
    server.start()
    end = Result("the server afterwards")
    try:
        with Bystander(server) as bystander:
            for number, (name, act) in enumerate(chosen.items(), 1):
                result, target = Result(name), Target(server, seed, f"127.0.{number}")
                bystander.news()
                try:
                    act(target, result)
                except (OSError, ServerError) as error:
                    result.check(False, f"{type(error).__name__}: {error}"[:160])
                for kind, seconds in bystander.settle():
                    if kind in ("page", "echo"):
                        getattr(result, kind).append(seconds)
                    elif kind != "open":
                        result.failures.append(kind)
                yield result
            memory = server.memory_mb()
        _check_end(server, memory, end)
        yield end
    finally:
        server.kill()


def _check_end(server: Served, memory: float, end: Result) -> None:
    """Whether the server is as sound as before, and has not filled its log."""
    lines = server.said().splitlines()
    end.check(memory < MEMORY_MB, f"it holds {memory:.0f} MB")
    end.check(not any(line.startswith("Traceback") for line in lines), "tracebacks in its log")
    end.check(len(lines) < 20 * LINES, f"{len(lines)} lines in its log")
    end.note = f"{memory:.0f} MB, {len(lines)} lines in its log"
    try:
        server.stop()
        end.check(True, "")
    except ServerError as error:
        end.check(False, str(error)[:160])


def table(results: list[Result]) -> str:
    """The results as a table in Markdown."""
    lines = [
        "| attack | tried | failed | page, ms | echo, ms | note |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        page, echo = (_times(found) for found in (result.page, result.echo))
        cells = [result.name, str(result.tried), str(len(result.failures)), page, echo, result.note]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _times(seconds: list[float]) -> str:
    """The median and the longest time, in ms."""
    if not seconds:
        return ""
    return f"{1e3 * statistics.median(seconds):.0f} (most {1e3 * max(seconds):.0f})"


def main(argv: list[str] | None = None) -> int:
    """Attack, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="make attack", description="Attack a dashboard on this machine."
    )
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**6), help="of the random messages"
    )
    parser.add_argument("--only", action="append", help="part of the name of an attack")
    options = parser.parse_args(argv)
    chosen = {
        name: act for name, act in ATTACKS.items()
        if not options.only or any(part in name for part in options.only)
    }  # fmt: skip
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for result in attack(Path(folder), chosen, options.seed):
            results.append(result)
            print(f"{result.name}: {len(result.failures)} failed", file=sys.stderr, flush=True)
    print(table(results))
    for result in results:
        for failure in sorted(set(result.failures)):
            print(f"{result.name}: {failure}")
    return 1 if any(result.failures for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
