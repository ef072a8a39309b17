"""A dashboard in a separate process, run by `motorloops serve`, for tests and measurements."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

READY_SECONDS = 120
STOP_SECONDS = 30


class ServerError(RuntimeError):
    """The server did not start, died, or did not stop."""


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """One server at a free port, which stays the same when it is restarted.

    A `with` block starts it, and stops it as Ctrl-C does; if the block fails, it is killed.

    Args:
        folder: Working folder, which also holds the log.
        options: Options after the one of the port.
        python: Python of the environment whose `motorloops` to run; this one by default.
    """

    def __init__(self, folder: Path, *options: str, python: Path | None = None) -> None:
        self.options = options
        self.python = python or Path(sys.executable)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "output.txt"
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process, dead or alive.

        Raises:
            ServerError: If it was never started.
        """
        if self._running is None:
            raise ServerError("the dashboard was not started")
        return self._running

    @property
    def command(self) -> list[str]:
        """The command line of the server."""
        tool = str(self.python.with_name("motorloops"))
        return [tool, "serve", "--port", str(self.port)]

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            ServerError: If it does not.
        """
        with self.log.open("a") as output:
            self._running = subprocess.Popen(
                [*self.command, *self.options], cwd=self.log.parent, stdout=output, stderr=output
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            self._check_alive()
            if time.monotonic() > deadline:
                self.kill()
                raise self._error(f"it is not ready in {READY_SECONDS} s")
            time.sleep(0.1)

    def __enter__(self) -> Self:
        """Start it."""
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop it, or kill it after an exception."""
        try:
            if kind is None:
                self.stop()
        finally:
            self.kill()

    def answers(self) -> bool:
        """Whether it answers a health request."""
        try:
            return self.get("/healthz", timeout=2)[0] == 200
        except OSError:
            return False

    def get(self, path: str, timeout: float = 60) -> tuple[int, str]:
        """Request a path.

        Args:
            path: Path and query, such as `/?body=hand`.
            timeout: Seconds to wait.

        Returns:
            The status and the text of the reply.

        Raises:
            OSError: The server does not answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.status, reply.read().decode(errors="replace")
        finally:
            connection.close()

    def said(self) -> str:
        """The text of its log."""
        return self.log.read_text(encoding="utf-8")

    def threads(self) -> int:
        """Number of its threads (on systems with /proc, such as Linux).

        Raises:
            ServerError: If it does not answer.
        """
        if not self.answers():  # a request during which idle threads end
            raise self._error("it does not answer")
        return len(list(self._proc("task").iterdir()))

    def files(self) -> int:
        """Number of its open files and connections (on Linux)."""
        return len(list(self._proc("fd").iterdir()))

    def memory_mb(self) -> float:
        """Resident memory in MB (on Linux)."""
        pages = int(self._proc("statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def cpu_s(self) -> float:
        """CPU time used, in seconds (on Linux)."""
        user, system = self._proc("stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill it, if it is running."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """Stop it as Ctrl-C does, and check that it exits without an error.

        Args:
            by: The signal; service managers and containers send SIGTERM.

        Raises:
            ServerError: If it does not.
        """
        self._check_alive()
        self.process.send_signal(by)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise self._error(f"it ignores {by.name}") from None
        if self.process.returncode != 0:
            raise self._error(f"it ended with {self.process.returncode}")

    def _check_alive(self) -> None:
        if self.process.poll() is not None:
            raise self._error(f"it died with {self.process.returncode}")

    def _error(self, what: str) -> ServerError:
        return ServerError(f"the dashboard: {what}:\n{self.said()}")

    def _proc(self, name: str) -> Path:
        return Path(f"/proc/{self.process.pid}/{name}")
