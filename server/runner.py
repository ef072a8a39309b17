"""One visitor's simulation: the model, its clock, and the levers that act on it while it runs."""

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping
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
from server.history import History, Setting
from server.live import LiveView
from server.painter import Painter
from server.readout import Pace, Reading, read
from server.shown import Shown

PERIOD_S = 0.05  # 20 pictures a second
SPEEDS = {"slow": 10, "normal": 50, "fast": 150}  # model ms a picture; normal is real time
STEP_MS = 10
READ_EVERY_S = 0.5
MEMORY = 1000 // SAMPLE_MS  # samples the read-out looks back on: one second
FULL_TOUCH = 1.0
NEVER = 2**62  # ms between rows of the model's own records, which would grow without end


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
        self._history = History()
        self._running = threading.Event()
        self._painter = Painter(view, self._frame)
        self._pace = Pace()
        self._actions: dict[str, Callable[[], None]] = {
            "play": self.toggle_play,
            "step": self.step,
            "reset": self.reset,
            "touch": self.toggle_touch,
            "undo": self.undo,
        }
        self._load()
        view.on_msg(self._heard)

    # What a person can do ----------------------------------------------------------

    def toggle_play(self) -> None:
        """Start the clock, or stop it."""
        self._change(playing=not self.shown.playing)

    def pause(self) -> None:
        """Stop the clock."""
        self._change(playing=False)

    def step(self) -> None:
        """Stop the clock and move on by ``STEP_MS``."""
        with self.lock:
            self._advance(STEP_MS)
            self._tell()
            self._change(playing=False)

    def reset(self) -> None:
        """Go back to the start with the same levers and the same noise."""
        with self.lock:
            self._start(self.model.network)
            self._change()

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
        self._attempt(lambda: self._set({name: value}), name)

    def load_preset(self, name: str) -> None:
        """Set all levers as a named condition has them, and its body if it names one."""

        def load() -> None:
            wanted = preset(name)
            params = Params().replace(**wanted.changes)
            self._restore(Setting(params, wanted.body or self.shown.body, name, {}))

        self._attempt(load)

    def set_body(self, name: str) -> None:
        """Start again with another body; numbers stay, choices of muscles are forgotten."""

        def load() -> None:
            build_network(str(name))  # a wrong name fails here, before anything has changed
            chosen = {lever.name: "" for lever in levers().values() if lever.kind == "choice"}
            params = self.shown.params.replace(**chosen)
            self._restore(dataclasses.replace(self.shown.setting, params=params, body=name))

        self._attempt(load)

    def undo(self) -> None:
        """Take back the latest change of levers, body or lesions."""
        with self.lock:
            if self._history:
                self._restore(self._history.back())
                self._change(undoable=bool(self._history))

    def lesion(self, population: str, share: float) -> None:
        """Switch off a share of a population's output, in every muscle's channel; 0 restores it."""
        self._attempt(lambda: self._cut({population: share}), population)

    def select(self, node: str) -> None:
        """Show a node in the inspector; selecting it again lets it go."""
        kind, _, key = node.partition(":")
        network = self.model.network
        known = {
            "population": [population.key for population in network.populations],
            "muscle": [muscle.key for muscle in network.body.muscles],
        }
        if key in known.get(kind, []):
            self._change(selected="" if node == self.shown.selected else node)

    # The clock ---------------------------------------------------------------------

    def loop(self, cancel: threading.Event) -> None:
        """Run until cancelled: one frame a period, and never one before the last is painted."""
        due, read_at = time.perf_counter(), 0.0
        while not cancel.is_set():
            if not (self._running.wait(0.2) and self._painter.wait(0.2)):
                due = time.perf_counter()
                continue
            with self.lock:
                now = time.perf_counter()
                if self.shown.playing:
                    self._advance(SPEEDS[self.shown.speed])
                    if now >= read_at:
                        read_at = now + READ_EVERY_S
                        self._tell(now)
                    self._painter.paint()
            now = time.perf_counter()
            due = max(due + PERIOD_S, now - PERIOD_S)  # a late frame is not made up for by haste
            cancel.wait(max(0.0, due - now))

    def reading(self) -> Reading:
        """The read-out of the last second."""
        with self.lock:
            return read(
                self._memory, self.model.network.body, self.shown.params, trying=self.shown.trying
            )

    # Inside ------------------------------------------------------------------------

    def _tell(self, now: float | None = None) -> None:
        """Send the read-out with the next frame; while time runs, keep a sentence up a while."""
        reading = self._pace.hold(self.reading(), now)
        self._painter.remember(dataclasses.asdict(reading))

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
        for node, share in picture.in_nodes(network, shown.lesions).items():
            self.model.lesion(node, share)
        muscles = len(network.body.muscles)
        self._memory = np.empty((0, muscles), dtype=np.float32)
        self._fresh = np.empty((0, muscles), dtype=np.float32)
        self._tell()

    def _describe(self) -> None:
        network = self.model.network
        wanted = task_channel(self.shown.params, network.body)
        lesions = self.shown.lesions
        self.view.spec = picture.describe(network, self._edges, wanted, lesions)
        self._strengths = picture.strengths(network, self._edges, self.shown.params, lesions)

    def _set(self, changes: dict[str, Any]) -> None:
        body = self.model.network.body
        params = self.shown.params.replace(**changes)
        task_channel(params, body)  # the body must have the muscle
        self.model.set_levers(**changes)
        self._change(params=params)
        self._describe()

    def _cut(self, shares: Mapping[str, float]) -> None:
        for node, share in picture.in_nodes(self.model.network, shares).items():
            self.model.lesion(node, share)
        lesions = {**self.shown.lesions, **shares}
        self.shown = dataclasses.replace(
            self.shown, lesions={key: share for key, share in lesions.items() if share}
        )
        self._describe()
        self._change()

    def _restore(self, setting: Setting) -> None:
        """Put a whole setting in place; another body starts anew."""
        if setting.body != self.shown.body:
            self._change(**vars(setting), selected="")
            self._load()
        else:
            self._cut({**dict.fromkeys(self.shown.lesions, 0.0), **setting.lesions})
            self._set(setting.params.as_dict())
        self._change(preset=setting.preset)

    def _attempt(self, action: Callable[[], None], what: str = "") -> None:
        """Do something that a wrong value may stop; tell the problem in one line.

        ``what`` names the thing that is changed, so that one drag of a lever is undone as one.
        """
        with self.lock:
            before = self.shown.setting
            try:
                self._change(problem="")
                action()
            except BadInput as problem:
                self._change(problem=str(problem))
            if self.shown.setting != before:
                self._history.note(before, what)
                self._change(undoable=True)

    def _change(self, **changes: Any) -> None:
        """Replace what is shown, and let view, clock and page know."""
        with self.lock:
            self.shown = shown = dataclasses.replace(self.shown, **changes)
            self.view.playing, self.view.selected = shown.playing, shown.selected
            (self._running.set if shown.playing else self._running.clear)()
            self._painter.owe()
        self.on_change(shown)

    def _advance(self, ms: int) -> None:
        samples = []
        for _ in range(ms // SAMPLE_MS):
            self.model.advance(SAMPLE_MS)
            samples.append(np.array(self.model.activation, dtype=np.float32))
        self._fresh = np.concatenate([self._fresh, samples])
        self._memory = np.concatenate([self._memory, samples])[-MEMORY:]

    def _frame(self, seq: int) -> bytes:
        model = self.model
        head = (seq, model.time_ms, model.command)
        now = (model.rate[self._order], self._strengths, model.activation, model.angle)
        frame = pack(head, *now, samples=self._fresh)
        self._fresh = self._fresh[:0]
        return frame

    def _heard(self, _widget: object, message: dict[str, Any], _buffers: list[bytes]) -> None:
        """What the browser says: untrusted, so anything unknown is ignored."""
        kind, action = str(message.get("type")), str(message.get("action"))
        if kind == "select":
            self.select(str(message.get("node", "")))
        elif kind == "key" and action in self._actions:
            self._actions[action]()
        elif kind in ("ready", "ack"):
            with self.lock:
                if kind == "ready":
                    self._painter.ready()
                else:
                    self._painter.painted(message.get("seq"))
