"""Two simulations with one clock and the same noise, and their connection to the browser."""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from motorloops.model.agents import MotorModel
from motorloops.model.errors import InputError, choose
from motorloops.model.measuring import ACTIVE
from motorloops.model.network.body import Body
from motorloops.model.presets import preset
from motorloops.model.recording import Configuration, ControlState
from motorloops.server.admission import PLACES
from motorloops.server.live.commands import STEP_MS
from motorloops.server.live.pacing import SPEEDS, Clock, FramePacer, Rate
from motorloops.server.live.readout import Reading, persistent
from motorloops.server.live.simulation import Simulation
from motorloops.server.live.widget import FRONTEND, LiveView
from motorloops.server.networks import NETWORKS
from motorloops.server.pages.compare.route import (
    SIDES,
    CompareRoute,
    Key,
    read_route,
    ready,
    usual_setting,
)
from motorloops.server.strings import list_in_words, string_table, translate


class CompareView(LiveView):
    """Paints two frames of one body, side A first; sends the same messages as its parent."""

    _esm = FRONTEND / "compare.js"


SAME = 0.05  # co-contraction indices that differ by less count as equal


@dataclass(frozen=True)
class Contrast:
    """A summary of the present moment of both sides, ready to be shown.

    Attributes:
        index_a: Co-contraction index of side A in words.
        index_b: The same of side B.
        difference: How B's index differs from A's, in words.
        sentence: Which muscles work harder on which side.
    """

    index_a: str
    index_b: str
    difference: str
    sentence: str


class PairedModels:
    """Two simulations with one clock, one body and the same noise.

    Args:
        route: The comparison.

    Raises:
        InputError: For a name that the body does not have.
    """

    def __init__(self, route: CompareRoute) -> None:
        self.begin(route)

    def begin(self, route: CompareRoute) -> None:
        """Set the time of both to zero."""
        route.check()
        self.sides = tuple(Simulation(route.recording(side)) for side in SIDES)

    @property
    def time_ms(self) -> int:
        """Model time of both, ms."""
        return self.sides[0].model.time_ms

    @property
    def body(self) -> Body:
        """The body of both sides."""
        return self.sides[0].network.body

    def put(self, route: CompareRoute) -> None:
        """Change the settings of both sides, from the next millisecond on.

        Raises:
            InputError: For a name that the body does not have; nothing is changed then.
        """
        route.check()
        for side, setting in zip(self.sides, route.settings, strict=True):
            if side.standing != (wanted := ControlState(setting, route.command)):
                side.put(wanted)

    def advance(self, ms: int) -> None:
        """Advance both by the same time."""
        for side in self.sides:
            side.advance(ms)

    def show_again(self) -> None:
        """Put all samples of the traces into the next frame, for a browser that has none."""
        for side in self.sides:
            side.show_again()

    def frame(self, seq: int) -> bytes:
        """A frame of each side, side A first, both of the same length; see ``live/view.py``."""
        return b"".join(side.frame(seq) for side in self.sides)

    def spec(self) -> dict[str, object]:
        """The description of both for the browser; the lanes follow side A's wanted muscle."""
        return self.sides[0].spec()

    def contrast(self) -> Contrast:
        """The differences between the sides now."""
        a, b = (side.reading() for side in self.sides)
        if not len(self.sides[0].recent()):
            return Contrast(a.index, b.index, translate("compare.none"), translate("compare.start"))
        return Contrast(a.index, b.index, _difference(a, b), self._sentence())

    def _sentence(self) -> str:
        first, second = (side.recent() for side in self.sides)
        names = [muscle.name for muscle in self.body.muscles]
        parts = []
        for key, change in (("more_b", second - first), ("more_a", first - second)):
            harder, order = persistent(change), np.argsort(-change.mean(axis=0), kind="stable")
            if harder.any():
                muscles = list_in_words([names[m] for m in order if harder[m]])
                parts.append(translate(f"compare.{key}", muscles=muscles))
        if not parts and not any(persistent(side).any() for side in (first, second)):
            return translate("compare.silent")
        return " ".join(parts) or translate("compare.alike", limit=f"{ACTIVE * 100:g} %")


def _difference(a: Reading, b: Reading) -> str:
    by = b.level - a.level
    word = "same" if abs(by) < SAME else "higher" if by > 0 else "lower"
    return translate(f"compare.{word}", by=f"{by:+.2f}".replace("-", "−"))


@dataclass(frozen=True)
class CompareViewState:
    """The state that the controls show; immutable, replaced on every change.

    Attributes:
        route: The comparison.
        playing: Whether time runs.
        speed: One of ``runner.SPEEDS``.
        problem: The last error, in one line; empty if none.
    """

    route: CompareRoute
    playing: bool = False
    speed: str = "normal"
    problem: str = ""


class CompareRunner:
    """Owns the two models of one page visit; every method may be called from any thread.

    Args:
        view: Where frames go.
        search: The query of the address; if it is invalid, the first pair is shown with the error.
    """

    def __init__(self, view: CompareView, search: str = "") -> None:
        self.view = view
        self.lock = threading.RLock()
        self.on_change: Callable[[CompareViewState], None] = lambda shown: None
        self.shown = CompareViewState(ready())
        self._running = threading.Event()
        self._pacer = FramePacer(view, self._frame)
        self._rate, self._behind = Rate(), ""
        self._models = PairedModels(self.shown.route)
        self._follow()
        self.visit(search)
        view.on_msg(self._on_message)

    @property
    def route(self) -> CompareRoute:
        """The comparison."""
        return self.shown.route

    @property
    def body(self) -> Body:
        """The body of both sides."""
        return self._models.body

    def model(self, side: Key) -> MotorModel:
        """The model of one side."""
        return self._models.sides[SIDES.index(side)].model

    # Commands ------------------------------------------------------------------------

    def toggle_play(self) -> None:
        """Start or stop the clock."""
        self._rate.begin()
        self._behind = ""
        if not self.shown.playing and not PLACES.take(self):
            self._change(problem=translate("full.running", most=PLACES.most))
        else:
            self._change(playing=not self.shown.playing, problem="")

    def play(self) -> None:
        """Start the clock."""
        if not self.shown.playing:
            self.toggle_play()

    def pause(self) -> None:
        """Stop the clock."""
        self._change(playing=False)

    def step(self) -> None:
        """Stop the clock and advance both by ``STEP_MS``."""
        with self.lock:
            self._models.advance(STEP_MS)
            self._change(playing=False)

    def reset(self) -> None:
        """Go back to the start with the present settings and the same noise."""
        self.attempt(lambda: self._begin(self.route))

    def new_seed(self) -> None:
        """Start again with different noise, the same for both."""
        self.attempt(lambda: self._begin(dataclasses.replace(self.route, seed=self.route.seed + 1)))

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self.attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def try_to_move(self, trying: bool) -> None:
        """Give the motor command on both sides, or end it."""
        self.attempt(lambda: self._put(dataclasses.replace(self.route, command=int(trying))))

    def choose_pair(self, name: str) -> None:
        """Start again with a ready pair, on the present body."""
        self.attempt(lambda: self._settle(ready(name, self.route.body)))

    def beside_healthy(self, setting: Configuration) -> None:
        """Start again with a setting and the healthy condition."""
        healthy = usual_setting("healthy", setting.body)
        self.attempt(lambda: self._settle(CompareRoute(setting, healthy)))

    def load_preset(self, side: Key, name: str) -> None:
        """Start again with a preset on one side; both sides use its body if it names one."""

        def load() -> None:
            body = preset(name).body
            wanted = usual_setting(name, body if body in NETWORKS.bodies else self.route.body)
            self._settle(self.route.with_side(side, wanted))

        self.attempt(load)

    def set_lever(self, side: Key, name: str, value: object) -> None:
        """Set one lever of one side; an invalid value is reported and changes nothing."""

        def put() -> None:
            setting: Configuration = getattr(self.route, side)
            body = NETWORKS.network(setting.body).body
            changed = setting.with_lever(name, value, body)
            self._put(self.route.with_side(side, changed))

        self.attempt(put)

    def set_body(self, name: str) -> None:
        """Start again with another body, the same for both."""

        def load() -> None:
            self._begin(self.route.on(NETWORKS.check_body(name)))

        self.attempt(load)

    def visit(self, search: str | None) -> bool:
        """Restore the comparison of an address's query, and return whether it is valid.

        Nothing changes if it is the present one.
        """
        if search and search != self.route.address():
            return self.attempt(lambda: self._begin(read_route(search)))
        return True

    # The clock -----------------------------------------------------------------------

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled."""
        Clock(self._running, self._pacer, self._beat).loop(cancel)

    def _beat(self, now: float) -> None:
        """Advance by one frame."""
        with self.lock:
            if not self.shown.playing:
                return
            ms = SPEEDS[self.shown.speed]
            self._models.advance(ms)
            self._behind = self._rate.text(now, ms)
            self._pacer.paint()

    def _settle(self, route: CompareRoute) -> None:
        """Start again with other conditions; noise and command stay the same."""
        self._begin(dataclasses.replace(route, seed=self.route.seed, command=self.route.command))

    def _begin(self, route: CompareRoute) -> None:
        self._models.begin(route)
        self._follow(route=route, playing=False)

    def _put(self, route: CompareRoute) -> None:
        self._models.put(route)
        self._follow(route=route)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Run an action; show an invalid value's error in one line; return success."""
        with self.lock:
            try:
                self._change(problem="")
                action()
            except InputError as problem:
                self._change(problem=str(problem))
                return False
            return True

    def _follow(self, **changes: Any) -> None:
        """Show the present settings of the simulations."""
        spec = self._models.spec()
        self.view.spec = {
            **spec,
            "words": {**string_table()["picture"], **string_table()["versus"]},
        }
        self._change(**changes)

    def _frame(self, seq: int) -> tuple[bytes, dict[str, object]]:
        """A frame of both sides, and the read-out of the same moment."""
        contrast = dataclasses.asdict(self._models.contrast())
        return self._models.frame(seq), {**contrast, "behind": self._behind}

    def _change(self, **changes: Any) -> None:
        """Replace the shown state, and notify view, clock and page."""
        with self.lock:
            self.shown = shown = dataclasses.replace(self.shown, **changes)
            self.view.playing = shown.playing
            (self._running.set if shown.playing else self._running.clear)()
            if not shown.playing:
                PLACES.free(self)
            self._pacer.owe()
        self.on_change(shown)

    def _on_message(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        """Handle a message from the browser; it is untrusted, so anything unknown is ignored."""
        kind, action = str(message.get("type")), str(message.get("action"))
        keys = {"play": self.toggle_play, "step": self.step, "reset": self.reset}
        if kind == "key" and action in keys:
            keys[action]()
        elif kind in ("ready", "ack"):
            with self.lock:
                if kind == "ready":
                    self._models.show_again()
                    self._pacer.ready()
                else:
                    self._pacer.painted(message.get("seq"))
