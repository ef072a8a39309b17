"""The clock of a live page: one picture a period, and never one before the last is painted."""

import threading
import time
from collections.abc import Callable

from server.painter import Painter
from server.readout import SAY_EVERY_S
from server.words import say

PERIOD_S = 0.05  # 20 pictures a second
# Model ms a picture; normal is real time.
SPEEDS = {"slowest": 2, "slow": 10, "normal": 50, "fast": 150}
BEHIND = 0.8  # share of the speed that was asked for; less is told


class Clock:
    """Beats while an event is set.

    Args:
        running: The event.
        painter: Says when the browser can take a picture.
        beat: Called for each picture with the time (s) of the wall clock.
    """

    def __init__(
        self, running: threading.Event, painter: Painter, beat: Callable[[float], None]
    ) -> None:
        self._running, self._painter, self._beat = running, painter, beat

    def loop(self, cancel: threading.Event) -> None:
        """Beat until cancelled."""
        due = time.perf_counter()
        while not cancel.is_set():
            if not (self._running.wait(0.2) and self._painter.wait(0.2)):
                due = time.perf_counter()
                continue
            self._beat(time.perf_counter())
            now = time.perf_counter()
            due = max(due + PERIOD_S, now - PERIOD_S)  # a late frame is not made up for by haste
            cancel.wait(max(0.0, due - now))


class Rate:
    """How fast model time runs, measured every ``SAY_EVERY_S`` seconds."""

    def __init__(self) -> None:
        self._since, self._ms, self._words, self._asked = 0.0, 0, "", 0

    def begin(self) -> None:
        """Measure anew: time has stood still."""
        self._asked = 0

    def told(self, now: float, ms: int) -> str:
        """Words for a speed that falls behind, or nothing.

        Args:
            now: A clock's time, in seconds.
            ms: Model time that is asked for from one picture to the next.
        """
        if ms != self._asked:
            self._since, self._ms, self._words, self._asked = now, 0, "", ms
            return ""
        self._ms += ms
        passed = now - self._since
        if passed >= SAY_EVERY_S:
            share = self._ms / passed / (ms / PERIOD_S)
            self._words = (
                "" if share >= BEHIND else say("speed.behind", share=f"{100 * share:.0f} %")
            )
            self._since, self._ms = now, 0
        return self._words
