"""One visitor's session with its clock and its line to the browser."""

import threading
import time
from collections.abc import Callable
from typing import Any

from model.errors import choose
from server.deeds import Deeds
from server.live import LiveView
from server.readout import SAY_EVERY_S
from server.words import say

PERIOD_S = 0.05  # 20 pictures a second
# Model ms a picture; normal is real time.
SPEEDS = {"slowest": 2, "slow": 10, "normal": 50, "fast": 150}
READ_EVERY_S = 0.5
BEHIND = 0.8  # share of the speed that was asked for; less is told


class Rate:
    """How fast model time runs, measured every ``SAY_EVERY_S`` seconds."""

    def __init__(self) -> None:
        self._since, self._ms, self._words, self._asked = 0.0, 0, "", 0

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
            self._words = "" if share >= BEHIND else say("speed.behind", share=f"{share:.0%}")
            self._since, self._ms = now, 0
        return self._words


class Runner(Deeds):
    """A session that runs; arguments as for :class:`server.session.Session`."""

    def __init__(self, view: LiveView, body: str = "arm", seed: int = 1) -> None:
        super().__init__(view, body, seed)
        self._actions: dict[str, Callable[[], None]] = {
            "play": self.toggle_play,
            "step": self.step,
            "back": self.step_back,
            "reset": self.reset,
            "touch": self.toggle_touch,
            "undo": self.undo,
            "redo": self.redo,
        }
        view.on_msg(self._heard)

    def toggle_play(self) -> None:
        """Start the clock, or stop it."""
        self._change(playing=not self.shown.playing)

    def pause(self) -> None:
        """Stop the clock."""
        self._change(playing=False)

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self._attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def select(self, node: str) -> None:
        """Show a node in the inspector; selecting it again lets it go."""
        kind, _, key = node.partition(":")
        network = self._simulation.network
        known = {
            "population": [population.key for population in network.populations],
            "muscle": [muscle.key for muscle in network.body.muscles],
        }
        if key in known.get(kind, []):
            self._change(selected="" if node == self.shown.selected else node)

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled: one frame a period, and never one before the last is painted."""
        due, read_at, rate = time.perf_counter(), 0.0, Rate()
        while not cancel.is_set():
            if not (self._running.wait(0.2) and self._painter.wait(0.2)):
                due = time.perf_counter()
                if not self.shown.playing:
                    rate = Rate()
                continue
            with self.lock:
                now = time.perf_counter()
                if self.shown.playing:
                    ms = SPEEDS[self.shown.speed]
                    self._simulation.advance(ms)
                    self._behind = rate.told(now, ms)
                    if now >= read_at:
                        read_at = now + READ_EVERY_S
                        self._tell(now)
                    self._painter.paint()
                    if self._simulation.standing is not self._standing:  # something has ended
                        self._follow()
            now = time.perf_counter()
            due = max(due + PERIOD_S, now - PERIOD_S)  # a late frame is not made up for by haste
            cancel.wait(max(0.0, due - now))

    def _heard(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        """What the browser says: untrusted, so anything unknown is ignored."""
        kind, action = str(message.get("type")), str(message.get("action"))
        if kind == "select":
            self.select(str(message.get("node", "")))
        elif kind == "touch":
            if str(joint := message.get("joint")) in self.model.network.body.joints:
                self.touch_at(str(joint))
        elif kind == "key" and action in self._actions:
            self._actions[action]()
        elif kind in ("ready", "ack"):
            with self.lock:
                if kind == "ready":
                    self._painter.ready()
                else:
                    self._painter.painted(message.get("seq"))
