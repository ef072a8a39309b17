"""Firefox, driven by WebDriver BiDi, which it speaks itself: what the tests of the pages need.

``with Firefox() as firefox: firefox.open(address); firefox.evaluate("1 + 1")``.
"""

import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import connect

PATIENCE_S = 60
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One window."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._number = socket, 0
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.call("session.new", {"capabilities": {}})
        tree = self.call("browsingContext.getTree", {})
        self._page = tree["contexts"][0]["context"]
        events = ["log.entryAdded", "network.beforeRequestSent"]
        self.call("session.subscribe", {"events": events})

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send a command, and return its result."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE_S))
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                return message["result"]
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "network.beforeRequestSent":
            self.asked.append(params["request"]["url"])
        elif message.get("method") == "log.entryAdded" and params["level"] == "error":
            self.faults.append(params["text"])

    def open(self, address: str) -> None:
        """Open an address, and wait until it is loaded."""
        self.call(
            "browsingContext.navigate",
            {"context": self._page, "url": address, "wait": "complete"},
        )

    def evaluate(self, expression: str) -> Any:
        """The value of an expression or promise, which must be JSON."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        found = self.call(
            "script.evaluate",
            {"expression": wrapped, "target": {"context": self._page}, "awaitPromise": True},
        )
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def wait_for(self, expression: str) -> Any:
        """Wait until an expression is true, and return its value."""
        until = time.monotonic() + PATIENCE_S
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < until, f"never: {expression}"
            time.sleep(0.05)
        return value


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Firefox without a display, with a profile of its own; its absence is a failure."""
    path = shutil.which("firefox") or shutil.which("firefox-esr")
    assert path, "Firefox is missing: install firefox-esr"
    with tempfile.TemporaryDirectory() as profile:
        command = [path, "--headless", "--no-remote", "--profile", profile,
                   "--remote-debugging-port", "0"]  # fmt: skip
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   text=True)  # fmt: skip
        try:
            assert process.stderr is not None
            address = next(found[1] for line in process.stderr if (found := LISTENING.search(line)))
            threading.Thread(target=process.stderr.read, daemon=True).start()
            with connect(f"{address}/session", max_size=2**24) as socket:
                yield Firefox(socket)
        finally:
            process.kill()
            process.wait()
