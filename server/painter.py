"""Flow control of the live view: few frames under way at a time, so that no view ever lags."""

import threading
from collections.abc import Callable

from server.live import WINDOW, LiveView


class Painter:
    """Sends frames only as fast as the browser paints them; guard it by the runner's lock.

    Args:
        view: The widget that paints.
        build: Packs the present state into a frame with the given sequence number.
    """

    def __init__(self, view: LiveView, build: Callable[[int], bytes]) -> None:
        self._view = view
        self._build = build
        self._free = threading.Event()  # set while the browser can take another frame
        self._owed = False  # something changed while too many frames were under way
        self._sent = self._seen = 0  # sequence numbers
        self._note: dict[str, object] | None = None

    def wait(self, seconds: float) -> bool:
        """Wait until the browser can take a frame; False if it still cannot after ``seconds``."""
        return self._free.wait(seconds)

    def paint(self) -> None:
        """Send a frame now."""
        self._sent += 1
        self._owed = False
        note, self._note = self._note, None
        self._view.paint(self._build(self._sent), note)
        self._count()

    def owe(self) -> None:
        """Send a frame as soon as the browser is free."""
        self._owed = True
        self._pay()

    def remember(self, note: dict[str, object]) -> None:
        """Send this along with the next frame."""
        self._note = note

    def ready(self) -> None:
        """The browser can paint, or has waited for a frame in vain."""
        self._seen = self._sent
        self._count()
        self.owe()

    def painted(self, seq: object) -> None:
        """The browser has painted this frame and all before it."""
        if isinstance(seq, (int, float)) and self._seen < seq <= self._sent:
            self._seen = int(seq)
            self._count()
            self._pay()

    def _count(self) -> None:
        (self._free.set if self._sent - self._seen < WINDOW else self._free.clear)()

    def _pay(self) -> None:
        if self._owed and self._free.is_set():
            self.paint()
