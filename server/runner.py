"""One visitor's simulation: the model, its clock, and the levers that act on it while it runs."""

import dataclasses
import threading
import time
from collections.abc import Callable
from typing import Any

from model.errors import BadInput, choose
from model.motor import MotorModel
from model.params import Params, levers
from model.presets import preset
from model.recording import LESION, Recording, Setting
from model.recording_file import read, write
from server.address import query, recorded
from server.history import History
from server.live import LiveView
from server.painter import Painter
from server.readout import Pace, Reading
from server.shown import Shown
from server.simulation import Simulation

PERIOD_S = 0.05  # 20 pictures a second
SPEEDS = {"slow": 10, "normal": 50, "fast": 150}  # model ms a picture; normal is real time
STEP_MS = 10
READ_EVERY_S = 0.5
FULL_TOUCH = 1.0


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
        self._replace(Simulation(self._now()), seed)
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
            self._simulation.advance(STEP_MS)
            self._tell()
            self._change(playing=False, stepped_ms=self._simulation.model.time_ms)

    def reset(self) -> None:
        """Go back to the start with the same levers and the same noise."""
        with self.lock:
            self._simulation.begin(self._now())
            self._tell()
            self._change()

    def new_seed(self) -> None:
        """Start again with other noise."""
        with self.lock:
            self.shown = dataclasses.replace(self.shown, seed=self.shown.seed + 1)
            self.reset()

    def try_to_move(self, trying: bool) -> None:
        """Give the motor command, or relax."""
        with self.lock:
            self._simulation.put(self.shown.setting, int(trying))
            self._change(trying=trying)

    def toggle_touch(self) -> None:
        """Touch the skin over the task's joint lightly, or let go."""
        self.set_lever("touch", 0.0 if self.shown.touching else FULL_TOUCH)

    def set_speed(self, speed: str) -> None:
        """Choose one of ``SPEEDS``."""
        self._attempt(lambda: self._change(speed=choose("speed", speed, SPEEDS)))

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever; a value that is not allowed is told in words and changes nothing."""
        self._attempt(lambda: self._set(name, value), name)

    def load_preset(self, name: str) -> None:
        """Set all levers as a named condition has them, and its body if it names one."""

        def load() -> None:
            wanted = preset(name)
            params = Params().replace(**wanted.changes)
            self._put(Setting(params, wanted.body or self.shown.body, name, {}))

        self._attempt(load)

    def set_body(self, name: str) -> None:
        """Start again with another body; numbers stay, choices of muscles are forgotten."""

        def load() -> None:
            chosen = {lever.name: "" for lever in levers().values() if lever.kind == "choice"}
            params = self.shown.params.replace(**chosen)
            self._put(dataclasses.replace(self.shown.setting, params=params, body=name))

        self._attempt(load)

    def undo(self) -> None:
        """Take back the latest change of levers, body or lesions."""
        with self.lock:
            if self._history:
                self._put(self._history.back())
                self._change(undoable=bool(self._history))

    def lesion(self, population: str, share: float) -> None:
        """Switch off a share of a population's output, in every muscle's channel; 0 restores it."""
        self._attempt(lambda: self._set(f"{LESION}{population}", share), population)

    def visit(self, search: str | None) -> None:
        """Go where the query of an address leads; from where it leads here already, nowhere."""
        if search and search != self.address():
            self._attempt(lambda: self._load(recorded(search)))

    def open(self, text: str) -> None:
        """Go on from a saved file."""
        self._attempt(lambda: self._load(read(text)))

    def save(self) -> str:
        """The text of a file to keep; nothing if there is too much to keep, which is told."""
        saved = [""]
        self._attempt(lambda: saved.append(write(self.recording())))
        return saved[-1]

    def restore(self, recording: Recording) -> None:
        """Put a recording in place of all that was, and run it again, up to its end."""
        self._attempt(lambda: self._load(recording))

    def recording(self) -> Recording:
        """All that it takes to run this session again.

        Raises:
            BadInput: If that is more than a recording holds.
        """
        with self.lock:
            return self._simulation.recording()

    def address(self) -> str:
        """The query of an address that leads back to where this session is."""
        with self.lock:
            try:
                return query(self._simulation.recording())
            except BadInput:  # too long to be kept: what is set up now
                return query(self._now())

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
                    self._simulation.advance(SPEEDS[self.shown.speed])
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
            return self._simulation.reading()

    @property
    def model(self) -> MotorModel:
        """The model that runs."""
        return self._simulation.model

    # Inside ------------------------------------------------------------------------

    def _tell(self, now: float | None = None) -> None:
        """Send the read-out with the next frame; while time runs, keep a sentence up a while."""
        reading = self._pace.hold(self.reading(), now)
        self._painter.remember(dataclasses.asdict(reading))

    def _now(self) -> Recording:
        """The start of a run with what is set up now."""
        return Recording(self.shown.setting, self.shown.seed, int(self.shown.trying))

    def _load(self, recording: Recording) -> None:
        simulation = Simulation(recording)
        simulation.rerun(recording)
        self._replace(simulation, recording.seed)

    def _replace(self, simulation: Simulation, seed: int) -> None:
        """Go on with another simulation."""
        self._simulation = simulation
        setting, trying = simulation.setting, bool(simulation.command)
        self.view.spec = simulation.spec()
        self._tell()
        self._change(**vars(setting), seed=seed, trying=trying, playing=False, selected="")

    def _set(self, what: str, value: Any) -> None:
        """Change a lever, by its name or a short form, or a lesion."""
        setting = self.shown.setting
        if what.startswith(LESION):
            self._put(setting.changed(what, value))
        else:
            self._put(dataclasses.replace(setting, params=setting.params.replace(**{what: value})))

    def _put(self, setting: Setting) -> None:
        """Put a whole setting in place; another body starts anew."""
        if setting.body != self.shown.body:
            start = Recording(setting, self.shown.seed, int(self.shown.trying))
            playing = self.shown.playing
            self._replace(Simulation(start), start.seed)
            self._change(playing=playing)
            return
        self._simulation.put(setting, int(self.shown.trying))
        self._change(**vars(setting))
        self.view.spec = self._simulation.spec()

    def _frame(self, seq: int) -> bytes:
        return self._simulation.frame(seq)

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
