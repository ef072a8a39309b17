"""A dashboard in a process of its own, as `motorloops serve` runs it."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

READY_SECONDS = 120
STOP_SECONDS = 30


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Served:
    """One server at a free port, which it keeps when it is started again.

    ``options`` are typed after those of the port.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.options = options
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        tool = str(Path(sys.executable).with_name("motorloops"))
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [tool, "serve", "--port", str(self.port), *self.options],
                cwd=self.log.parent, stdout=output, stderr=output,
            )  # fmt: skip
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(f"{self.url}/healthz"):
            if self.process.poll() is not None:
                pytest.fail(f"the dashboard ended with {self.process.returncode}:\n{self.said()}")
            if time.monotonic() > deadline:
                self.process.kill()
                pytest.fail(f"the dashboard is not ready in {READY_SECONDS} s:\n{self.said()}")
            time.sleep(0.1)

    def said(self) -> str:
        """All that it has written."""
        return self.log.read_text(encoding="utf-8")

    def threads(self) -> int:
        """How many threads it runs (where the system tells by files, as Linux does)."""
        assert self.process is not None
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def kill(self) -> None:
        """End it without a warning; no harm if it is not running."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it as Ctrl-C does; it must obey, without an error."""
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"the dashboard died with {self.process.returncode}:\n{self.said()}")
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            pytest.fail(f"the dashboard ignores Ctrl-C:\n{self.said()}")
        assert self.process.returncode == 0, self.said()
