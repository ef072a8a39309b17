"""One visitor's simulation: the model, its clock, and the levers that act on it while it runs."""

import dataclasses
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from model.condition import task_channel
from model.errors import BadInput, choose
from model.motor import MotorModel
from model.network import Network, build_network
from model.params import Params, levers
from model.presets import preset
from server import picture
from server.frame import SAMPLE_MS, pack
from server.live import LiveView
from server.readout import Reading, read

PERIOD_S = 0.05  # 20 pictures a second
SPEEDS = {"slow": 10, "normal": 50, "fast": 200}  # model ms a picture; normal is real time
STEP_MS = 10
READ_EVERY_S = 0.5
SAY_EVERY_S = 2.5  # a sentence that changes faster cannot be read, nor heard
MEMORY = 1000 // SAMPLE_MS  # samples the read-out looks back on: one second
FULL_TOUCH = 1.0
NEVER = 2**62  # ms between rows of the model's own records, which would grow without end


@dataclasses.dataclass(frozen=True)
class Shown:
    """What the controls show; replaced as a whole on every change, never altered."""

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    seed: int = 1
    playing: bool = False
    trying: bool = True
    speed: str = "normal"
    selected: str = ""  # "population:KEY", "muscle:KEY" or nothing
    problem: str = ""

    @property
    def touching(self) -> bool:
        """Whether the skin is touched at all."""
        return self.params.touch > 0


class Runner:
    """Owns the model of one session; every method may be called from any thread.

    Args:
        view: Where frames go; any object with ``paint``, ``on_msg`` and the view's traits.
        body: Name of the first body.
        seed: Seed of the noise.
    """

    def __init__(self, view: LiveView, body: str = "arm", seed: int = 1) -> None:
        self.view = view
        self.lock = threading.RLock()
        self.shown = Shown(body=body, seed=seed)
        self.on_change: Callable[[Shown], None] = lambda shown: None
        self.on_reading: Callable[[Reading], None] = lambda reading: None
        self._running = threading.Event()
        self._free = threading.Event()  # set while the browser waits for a frame
        self._owed = False  # something changed while a frame was under way
        self._seq = 0
        self._said = (-SAY_EVERY_S, "")  # when a sentence was last told, and which
        self._actions: dict[str, Callable[[], None]] = {
            "play": self.toggle_play,
            "step": self.step,
            "reset": self.reset,
            "touch": self.toggle_touch,
        }
        self._load()
        view.on_msg(self._heard)

    # What a person can do ----------------------------------------------------------

    def toggle_play(self) -> None:
        """Start the clock, or stop it."""
        self._change(playing=not self.shown.playing)

    def step(self) -> None:
        """Stop the clock and move on by ``STEP_MS``."""
        with self.lock:
            self._advance(STEP_MS)
            self._change(playing=False)
        self._tell(None)

    def reset(self) -> None:
        """Go back to the start with the same levers and the same noise."""
        with self.lock:
            self._start(self.model.network)
            self._change()
        self._tell(None)

    def new_seed(self) -> None:
        """Start again with other noise."""
        with self.lock:
            self.shown = dataclasses.replace(self.shown, seed=self.shown.seed + 1)
            self.reset()

    def try_to_move(self, trying: bool) -> None:
        """Give the motor command, or relax."""
        with self.lock:
            self.model.command = float(trying)
            self._change(trying=trying)

    def toggle_touch(self) -> None:
        """Touch the skin over the task's joint lightly, or let go."""
        self.set_lever("touch", 0.0 if self.shown.touching else FULL_TOUCH)

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self._attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever; a value that is not allowed is told in words and changes nothing."""
        self._attempt(lambda: self._set({name: value}))

    def load_preset(self, name: str) -> None:
        """Set all levers as a named condition has them, and its body if it names one."""

        def load() -> None:
            wanted = preset(name)
            body = wanted.body or self.shown.body
            params = Params().replace(**wanted.changes)
            if body != self.shown.body:
                self._change(body=body, params=params)
                self._load()
            self._set(params.as_dict())
            self._change(preset=name)

        self._attempt(load)

    def set_body(self, name: str) -> None:
        """Start again with another body; numbers stay, choices of muscles are forgotten."""

        def load() -> None:
            build_network(name)  # a wrong name fails here, before anything has changed
            chosen = {lever.name: "" for lever in levers().values() if lever.kind == "choice"}
            self._change(body=name, params=self.shown.params.replace(**chosen), selected="")
            self._load()

        self._attempt(load)

    def select(self, node: str) -> None:
        """Show a node in the inspector; selecting it again lets it go."""
        self._change(selected="" if node == self.shown.selected else node)

    # The clock ---------------------------------------------------------------------

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled: one frame a period, and never one before the last is painted."""
        due, read_at = time.perf_counter(), 0.0
        while not cancel.is_set():
            if not (self._running.wait(0.2) and self._free.wait(0.2)):
                due = time.perf_counter()
                continue
            with self.lock:
                if self.shown.playing:
                    self._advance(SPEEDS[self.shown.speed])
                    self._paint()
            now = time.perf_counter()
            if now >= read_at:
                read_at = now + READ_EVERY_S
                self._tell(now)
            due = max(due + PERIOD_S, now - PERIOD_S)  # a late frame is not made up for by haste
            cancel.wait(max(0.0, due - now))

    def reading(self) -> Reading:
        """The read-out of the last second."""
        with self.lock:
            return read(
                self._memory, self.model.network.body, self.shown.params, trying=self.shown.trying
            )

    # Inside ------------------------------------------------------------------------

    def _tell(self, now: float | None) -> None:
        """Show the read-out; while time runs, keep each sentence up for a while."""
        reading = self.reading()
        at, sentence = self._said
        if now is not None and now < at + SAY_EVERY_S:
            reading = dataclasses.replace(reading, sentence=sentence)
        else:
            self._said = (time.perf_counter(), reading.sentence)
        self.on_reading(reading)

    def _load(self) -> None:
        with self.lock:
            network = build_network(self.shown.body)
            self._start(network)
            self._edges = picture.merge(network)
            self._order = picture.order_of(network)
            self._describe()

    def _start(self, network: Network) -> None:
        """Put time at zero: a new model, and no samples."""
        shown = self.shown
        self.model = MotorModel(
            shown.params, network, shown.seed, float(shown.trying), collect_every=NEVER
        )
        muscles = len(network.body.muscles)
        self._memory = np.empty((0, muscles), dtype=np.float32)
        self._fresh = np.empty((0, muscles), dtype=np.float32)

    def _describe(self) -> None:
        network = self.model.network
        wanted = task_channel(self.shown.params, network.body)
        self.view.spec = picture.describe(network, self._edges, wanted)
        self._strengths = picture.strengths(network, self._edges, self.shown.params)

    def _set(self, changes: dict[str, Any]) -> None:
        body = self.model.network.body
        params = self.shown.params.replace(**changes)
        task_channel(params, body)  # the body must have the muscle
        self.model.set_levers(**changes)
        self._change(params=params)
        self._describe()

    def _attempt(self, action: Callable[[], None]) -> None:
        """Do something that a wrong value may stop; tell the problem in one line."""
        with self.lock:
            try:
                self._change(problem="")
                action()
            except BadInput as problem:
                self._change(problem=str(problem))

    def _change(self, **changes: Any) -> None:
        """Replace what is shown, and let view, clock and page know."""
        with self.lock:
            self.shown = shown = dataclasses.replace(self.shown, **changes)
            self.view.playing, self.view.selected = shown.playing, shown.selected
            (self._running.set if shown.playing else self._running.clear)()
            self._owed = True
            self._pay()
        self.on_change(shown)

    def _advance(self, ms: int) -> None:
        samples = []
        for _ in range(ms // SAMPLE_MS):
            self.model.advance(SAMPLE_MS)
            samples.append(np.array(self.model.activation, dtype=np.float32))
        self._fresh = np.concatenate([self._fresh, samples])
        self._memory = np.concatenate([self._memory, samples])[-MEMORY:]

    def _paint(self) -> None:
        self._seq += 1
        self._free.clear()
        self._owed = False
        rates = np.asarray(self.model.rate)[self._order]
        head = (self._seq, self.model.time_ms, self.model.command)
        frame = pack(head, rates, self._strengths, self.model.activation, samples=self._fresh)
        self._fresh = self._fresh[:0]
        self.view.paint(frame)

    def _pay(self) -> None:
        """Paint a change at once if the browser is free; else when it has painted the last."""
        if self._owed and self._free.is_set():
            self._paint()

    def _heard(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        kind = message.get("type")
        if kind == "select":
            self.select(str(message.get("node", "")))
        elif kind == "key" and message.get("action") in self._actions:
            self._actions[message["action"]]()
        elif kind == "ready" or (kind == "ack" and message.get("seq") == self._seq):
            with self.lock:
                self._owed = self._owed or kind == "ready"
                self._free.set()
                self._pay()
