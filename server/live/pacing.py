"""Flow control of the live view: few frames are in flight at a time, so that no view lags.

The clock of a live page sends one frame per period, and none before the last is painted.
"""

import threading
import time
from collections.abc import Callable

from motorloops.server.live.widget import WINDOW, LiveView
from motorloops.server.strings import translate


class FramePacer:
    """Sends frames only as fast as the browser paints them; callers hold the runner's lock.

    Args:
        view: The widget that paints the frames.
        build: Packs the present state into a frame with the given sequence number, and returns
            the read-out of the same moment with it.
    """

    def __init__(
        self, view: LiveView, build: Callable[[int], tuple[bytes, dict[str, object]]]
    ) -> None:
        self._view = view
        self._build = build
        self._free = threading.Event()  # set while the browser can take another frame
        self._owed = False  # something changed while too many frames were in flight
        self._sent = self._seen = 0  # sequence numbers

    def wait(self, seconds: float) -> bool:
        """Wait until the browser can take a frame; False if it still cannot after ``seconds``."""
        return self._free.wait(seconds)

    def paint(self) -> None:
        """Send a frame now."""
        self._sent += 1
        self._owed = False
        self._view.paint(*self._build(self._sent))
        self._count()

    def owe(self) -> None:
        """Send a frame as soon as the browser is free."""
        self._owed = True
        self._pay()

    def ready(self) -> None:
        """Handle a browser that is ready to paint, or that has timed out waiting for a frame."""
        self._seen = self._sent
        self._count()
        self.owe()

    def painted(self, seq: object) -> None:
        """Handle the report that this frame and all before it are painted."""
        if isinstance(seq, (int, float)) and self._seen < seq <= self._sent:
            self._seen = int(seq)
            self._count()
            self._pay()

    def _count(self) -> None:
        (self._free.set if self._sent - self._seen < WINDOW else self._free.clear)()

    def _pay(self) -> None:
        if self._owed and self._free.is_set():
            self.paint()


PERIOD_S = 0.05  # 20 frames a second
# Model time (ms) per frame; normal is real time.
SPEEDS = {"slowest": 2, "slow": 10, "normal": 50, "fast": 150}
SAY_EVERY_S = 2.5  # the speed is measured, and its message changes, at most this often
BEHIND = 0.8  # share of the requested speed below which the page shows a note


class Clock:
    """Calls a function for each frame while an event is set.

    Args:
        running: The clock runs while this event is set.
        painter: Reports when the browser can take a frame.
        beat: Called for each frame with the wall-clock time, s.
    """

    def __init__(
        self, running: threading.Event, painter: FramePacer, beat: Callable[[float], None]
    ) -> None:
        self._running, self._pacer, self._beat = running, painter, beat

    def loop(self, cancel: threading.Event) -> None:
        """Run the clock until cancelled."""
        due = time.perf_counter()
        while not cancel.is_set():
            if not (self._running.wait(0.2) and self._pacer.wait(0.2)):
                due = time.perf_counter()
                continue
            self._beat(time.perf_counter())
            now = time.perf_counter()
            due = max(due + PERIOD_S, now - PERIOD_S)  # no catching up after a late frame
            cancel.wait(max(0.0, due - now))


class Rate:
    """The speed of model time, measured every ``SAY_EVERY_S`` seconds."""

    def __init__(self) -> None:
        self._since, self._ms, self._words, self._asked = 0.0, 0, "", 0

    def begin(self) -> None:
        """Restart the measurement after a pause."""
        self._asked = 0

    def text(self, now: float, ms: int) -> str:
        """A message if the speed is too low, else an empty text.

        Args:
            now: Clock time, s.
            ms: Requested model time from one frame to the next.
        """
        if ms != self._asked:
            self._since, self._ms, self._words, self._asked = now, 0, "", ms
            return ""
        self._ms += ms
        passed = now - self._since
        if passed >= SAY_EVERY_S:
            share = self._ms / passed / (ms / PERIOD_S)
            self._words = (
                "" if share >= BEHIND else translate("speed.behind", share=f"{100 * share:.0f} %")
            )
            self._since, self._ms = now, 0
        return self._words
