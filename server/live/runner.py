"""A session with its clock and its connection to the browser."""

import threading
from collections.abc import Callable
from typing import Any

from motorloops.model.errors import choose
from motorloops.server.admission import PLACES
from motorloops.server.live.commands import Commands
from motorloops.server.live.pacing import SPEEDS, Clock, Rate
from motorloops.server.live.widget import LiveView
from motorloops.server.strings import translate


class Runner(Commands):
    """A session with a clock; arguments as for :class:`motorloops.server.live.session.Session`."""

    def __init__(self, view: LiveView, body: str = "", seed: int = 1) -> None:
        super().__init__(view, body, seed)
        self._rate = Rate()
        self._actions: dict[str, Callable[[], None]] = {
            "play": self.toggle_play,
            "step": self.step,
            "back": self.step_back,
            "reset": self.reset,
            "touch": self.toggle_touch,
            "undo": self.undo,
            "redo": self.redo,
        }
        view.on_msg(self._on_message)

    def toggle_play(self) -> None:
        """Start or stop the clock."""
        self._let_run(not self.shown.playing)

    def play(self) -> None:
        """Start the clock."""
        self._let_run(True)

    def pause(self) -> None:
        """Stop the clock."""
        self._let_run(False)

    def _let_run(self, playing: bool) -> None:
        with self.lock:
            self._rate.begin()
            self._behind = ""
            if playing and not PLACES.take(self):
                self._change(problem=translate("full.running", most=PLACES.most))
            else:
                self._change(playing=playing, **({"problem": ""} if playing else {}))

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self.attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def select(self, node: str) -> None:
        """Show a node in the inspector; selecting it again closes it."""
        kind, _, key = node.partition(":")
        network = self._simulation.network
        known = {
            "population": [population.key for population in network.populations],
            "muscle": [muscle.key for muscle in network.body.muscles],
        }
        if key in known.get(kind, []):
            self._change(selected="" if node == self.shown.selected else node)

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled."""
        Clock(self._running, self._pacer, self._beat).loop(cancel)

    def _beat(self, now: float) -> None:
        with self.lock:
            if not self.shown.playing:
                return
            ms = SPEEDS[self.shown.speed]
            self._simulation.advance(ms)
            self._behind = self._rate.text(now, ms)
            self._pacer.paint()
            if self._simulation.standing is not self._standing:  # a touch or stimulus ended
                self._follow()

    def _on_message(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        """Handle a message from the browser; it is untrusted, so anything unknown is ignored."""
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
                    self._simulation.show_again()
                    self._pacer.ready()
                else:
                    self._pacer.painted(message.get("seq"))
