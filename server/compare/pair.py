"""One visitor's comparison with its clock and its line to the browser."""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model.atlas import load_atlas
from model.body import body_names
from model.errors import BadInput, choose
from model.motor import MotorModel
from model.presets import preset
from model.setting import Setting
from server.clock import SPEEDS, Clock, Rate
from server.compare.place import SIDES, Key, Place, read_place, ready, usual_setting
from server.compare.twin import Twin
from server.compare.view import PairView
from server.deeds import STEP_MS
from server.painter import Painter
from server.readout import Pace, Reading
from server.runner import READ_EVERY_S
from server.words import table


@dataclass(frozen=True)
class PairShown:
    """What the controls show; replaced as a whole on every change.

    Attributes:
        place: What is compared.
        playing: Whether time runs.
        speed: One of ``runner.SPEEDS``.
        problem: What was refused last, in one line, or nothing.
    """

    place: Place
    playing: bool = False
    speed: str = "normal"
    problem: str = ""


class Pair:
    """Owns the two models of one visit; every method may be called from any thread.

    Args:
        view: Where frames go.
        search: The query of the address; a wrong one is told, and the first pair shown.
    """

    def __init__(self, view: PairView, search: str = "") -> None:
        self.view = view
        self.lock = threading.RLock()
        self.on_change: Callable[[PairShown], None] = lambda shown: None
        self.shown = PairShown(ready())
        self._running = threading.Event()
        self._painter = Painter(view, self._frame)
        self._pace = Pace()
        self._rate, self._read_at, self._behind = Rate(), 0.0, ""
        self._twin = Twin(self.shown.place)
        self._follow()
        self.visit(search)
        view.on_msg(self._heard)

    @property
    def place(self) -> Place:
        """What is compared."""
        return self.shown.place

    def model(self, side: Key) -> MotorModel:
        """The model of one side."""
        return self._twin.sides[SIDES.index(side)].model

    # What a person can do ------------------------------------------------------------

    def toggle_play(self) -> None:
        """Start the clock, or stop it."""
        self._rate.begin()
        self._change(playing=not self.shown.playing)

    def pause(self) -> None:
        """Stop the clock."""
        self._change(playing=False)

    def step(self) -> None:
        """Stop the clock and move both on by ``STEP_MS``."""
        with self.lock:
            self._twin.advance(STEP_MS)
            self._tell()
            self._change(playing=False)

    def reset(self) -> None:
        """Go back to the start with what is set up now and the same noise."""
        self._attempt(lambda: self._begin(self.place))

    def new_seed(self) -> None:
        """Start again with other noise, the same for both."""
        self._attempt(
            lambda: self._begin(dataclasses.replace(self.place, seed=self.place.seed + 1))
        )

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self._attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def try_to_move(self, trying: bool) -> None:
        """Let both give the motor command, or relax."""
        self._attempt(lambda: self._put(dataclasses.replace(self.place, command=int(trying))))

    def choose_pair(self, name: str) -> None:
        """Start again with a ready pair, on the body that is there."""
        self._attempt(lambda: self._settle(ready(name, self.place.body)))

    def beside_healthy(self, setting: Setting) -> None:
        """Start again with a setting, and health beside it."""
        healthy = usual_setting("healthy", setting.body)
        self._attempt(lambda: self._settle(Place(setting, healthy)))

    def load_preset(self, side: Key, name: str) -> None:
        """Start again with a named condition on one side; both go to its body if it names one."""

        def load() -> None:
            wanted = usual_setting(name, preset(name).body or self.place.body)
            self._settle(self.place.with_side(side, wanted))

        self._attempt(load)

    def set_lever(self, side: Key, name: str, value: object) -> None:
        """Set one lever of one side; a wrong value is told and changes nothing."""

        def put() -> None:
            setting: Setting = getattr(self.place, side)
            changed = dataclasses.replace(setting, params=setting.params.replace(**{name: value}))
            self._put(self.place.with_side(side, changed))

        self._attempt(put)

    def set_body(self, name: str) -> None:
        """Start again with another body, the same for both."""

        def load() -> None:
            choose("body", name, body_names(load_atlas()))
            self._begin(self.place.on(name))

        self._attempt(load)

    def visit(self, search: str | None) -> None:
        """Go where the query of an address leads; from where it leads here already, nowhere."""
        if search and search != self.place.address():
            self._attempt(lambda: self._begin(read_place(search)))

    # The clock -----------------------------------------------------------------------

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled."""
        Clock(self._running, self._painter, self._beat).loop(cancel)

    def _beat(self, now: float) -> None:
        """Go on by one picture."""
        with self.lock:
            if not self.shown.playing:
                return
            ms = SPEEDS[self.shown.speed]
            self._twin.advance(ms)
            self._behind = self._rate.told(now, ms)
            if now >= self._read_at:
                self._read_at = now + READ_EVERY_S
                self._tell(now)
            self._painter.paint()

    def _settle(self, place: Place) -> None:
        """Start again with other conditions; noise and command stay."""
        self._begin(dataclasses.replace(place, seed=self.place.seed, command=self.place.command))

    def _begin(self, place: Place) -> None:
        self._twin.begin(place)
        self._pace = Pace()
        self._follow(place=place, playing=False)

    def _put(self, place: Place) -> None:
        self._twin.put(place)
        self._follow(place=place)

    def _attempt(self, action: Callable[[], None]) -> None:
        """Do something that a wrong value may stop; tell the problem in one line."""
        with self.lock:
            try:
                self._change(problem="")
                action()
            except BadInput as problem:
                self._change(problem=str(problem))

    def _follow(self, **changes: Any) -> None:
        """Show what stands in the simulations."""
        spec = self._twin.spec()
        self.view.spec = {**spec, "words": {**table()["picture"], **table()["versus"]}}
        self._tell()
        self._change(**changes)

    def _tell(self, now: float | None = None) -> None:
        """Send the read-out with the next frame; while time runs, keep a sentence up a while."""
        contrast = self._twin.contrast()
        held = self._pace.hold(Reading(0.0, "", contrast.sentence), now)
        told = dataclasses.replace(contrast, sentence=held.sentence)
        self._painter.remember({**dataclasses.asdict(told), "behind": self._behind})

    def _frame(self, seq: int) -> bytes:
        return self._twin.frame(seq)

    def _change(self, **changes: Any) -> None:
        """Replace what is shown, and let view, clock and page know."""
        with self.lock:
            self.shown = shown = dataclasses.replace(self.shown, **changes)
            self.view.playing = shown.playing
            (self._running.set if shown.playing else self._running.clear)()
            self._painter.owe()
        self.on_change(shown)

    def _heard(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        """What the browser says: untrusted, so anything unknown is ignored."""
        kind, action = str(message.get("type")), str(message.get("action"))
        keys = {"play": self.toggle_play, "step": self.step, "reset": self.reset}
        if kind == "key" and action in keys:
            keys[action]()
        elif kind in ("ready", "ack"):
            with self.lock:
                if kind == "ready":
                    self._painter.ready()
                else:
                    self._painter.painted(message.get("seq"))
