"""One visitor's session: the simulation, the state that its controls show, and undo."""

import dataclasses
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from motorloops.model.agents import MotorModel
from motorloops.model.errors import InputError
from motorloops.model.params import Params
from motorloops.model.recording import Configuration, ControlState, Event, Recording
from motorloops.server.admission import PLACES
from motorloops.server.live.pacing import FramePacer
from motorloops.server.live.readout import Reading
from motorloops.server.live.simulation import Simulation
from motorloops.server.live.undo import Change, Command, UndoStack
from motorloops.server.live.widget import LiveView
from motorloops.server.networks import NETWORKS


@dataclass(frozen=True)
class KeptMoment:
    """A saved moment.

    Attributes:
        number: From 1, in the order of saving.
        recording: The recording that restores it.
        index: The co-contraction index then, in words.
    """

    number: int
    recording: Recording
    index: str


@dataclass(frozen=True)
class ViewState:
    """The state that the controls show; immutable, replaced on every change.

    Attributes:
        params: The levers.
        body: Name of the body.
        preset: Name of the initial preset.
        seed: Of the noise.
        playing: Whether time runs.
        trying: Whether the motor command is given.
        speed: One of ``clock.SPEEDS``.
        lesions: Share of each population's output that is switched off, by key.
        stimuli: Extra input, by key of a population or of one node.
        brief_touch: Whether a touch ends by itself.
        brief_stimulus: Whether a stimulus ends by itself.
        one_channel: Whether a stimulus reaches the part of the wanted muscle only.
        moments: Saved moments, the oldest first.
        selected: ``"population:KEY"``, ``"muscle:KEY"`` or empty.
        undoable: Whether there is something to undo.
        redoable: Whether there is something to redo.
        problem: The last error, in one line; empty if none.
        stepped_ms: Model time after the last single step, so that the address follows it.
    """

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    seed: int = 1
    playing: bool = False
    trying: bool = True
    speed: str = "normal"
    lesions: Mapping[str, float] = field(default_factory=dict)
    stimuli: Mapping[str, float] = field(default_factory=dict)
    brief_touch: bool = False
    brief_stimulus: bool = False
    one_channel: bool = False
    moments: tuple[KeptMoment, ...] = ()
    selected: str = ""
    undoable: bool = False
    redoable: bool = False
    problem: str = ""
    stepped_ms: int = 0

    @property
    def setting(self) -> Configuration:
        """What is set up."""
        return Configuration(self.params, self.body, self.preset, self.lesions, self.stimuli)

    @property
    def touching(self) -> bool:
        """Whether any skin is touched."""
        return self.params.touch > 0


class Session:
    """Owns the model of one session; every method may be called from any thread.

    Args:
        view: Where frames go; any object with ``paint``, ``on_msg`` and the view's traits.
        body: Name of the first body; the default body if empty.
        seed: Seed of the noise.
    """

    def __init__(self, view: LiveView, body: str = "", seed: int = 1) -> None:
        self.view = view
        self.lock = threading.RLock()
        self.shown = ViewState(body=body or NETWORKS.default_body, seed=seed)
        self.on_change: Callable[[ViewState], None] = lambda shown: None
        self._undo_stack = UndoStack()
        self._running = threading.Event()
        self._pacer = FramePacer(view, self._frame)
        self._behind = ""  # message for a clock that cannot keep up
        self._replace(Simulation(Recording(self.shown.setting, seed)), seed)

    @property
    def model(self) -> MotorModel:
        """The running model."""
        return self._simulation.model

    def reading(self) -> Reading:
        """The read-out of the present moment."""
        with self.lock:
            return self._simulation.reading()

    def recording(self) -> Recording:
        """The recording that reproduces this session.

        Raises:
            InputError: If it exceeds the limits of a recording.
        """
        with self.lock:
            return self._simulation.recording()

    # For the commands ----------------------------------------------------------------

    def _now(self) -> Recording:
        """The start of a run with the present setting, without brief touches and stimuli."""
        standing = self._simulation.standing.over(inf)
        return Recording(standing.configuration, self.shown.seed, standing.command)

    def _whole(self) -> Recording:
        """The recording of this session, or only the present setting if it is too long."""
        try:
            return self._simulation.recording()
        except InputError:
            return self._now()

    def _load(self, recording: Recording) -> None:
        """Run a recording, and replace the present run by it."""
        simulation = Simulation(recording)
        simulation.rerun(recording)
        self._replace(simulation, recording.seed)

    def _jump(self, recording: Recording) -> None:
        """Do the same, with undo."""
        before = self._whole()
        self._load(recording)
        self._undo_stack.jump(before)
        self._change()

    def _replace(self, simulation: Simulation, seed: int) -> None:
        """Continue with another simulation."""
        self._simulation = simulation
        self._follow(seed=seed, playing=False, selected="")

    def _put(self, standing: ControlState) -> None:
        """Change the setting of the run."""
        self._simulation.put(standing)
        self._follow()

    def _do(self, events: list[Event]) -> None:
        """Change the setting of the run by several changes in order."""
        standing = self._simulation.standing
        for event in events:
            standing = standing.after(dataclasses.replace(event, at_ms=self.model.time_ms))
        self._put(standing)

    def _apply(self, events: list[Event], what: str = "") -> None:
        """Do the same, with undo; ``what`` names a control that may be dragged."""
        before = self._simulation.standing
        self._do(events)
        after = self._simulation.standing
        if after != before:
            self._undo_stack.change(Change(before, after, self.model.time_ms), what)
            self._change()

    def _undo_or_redo(self, back: bool) -> None:
        """Undo or redo the latest command."""
        history = self._undo_stack
        source, target = history.done, history.undone
        if not back:
            source, target = target, source
        if not source:
            return
        history.forget_drag()
        command: Command = source.pop()
        if isinstance(command, Recording):
            target.append(self._whole())
            self._load(command)
        else:
            target.append(command)
            self._do(list(command.back() if back else command.forth()))
        self._change()

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

    def _frame(self, seq: int) -> tuple[bytes, dict[str, object]]:
        """A frame, and the read-out of the same moment."""
        reading = dataclasses.asdict(self._simulation.reading())
        return self._simulation.frame(seq), {**reading, "behind": self._behind}

    def _follow(self, **changes: Any) -> None:
        """Show the present setting of the simulation."""
        self._standing = standing = self._simulation.standing
        self.view.spec = self._simulation.spec()
        self._change(**vars(standing.configuration), trying=bool(standing.command), **changes)

    def _change(self, **changes: Any) -> None:
        """Replace the shown state, and notify view, clock and page."""
        with self.lock:
            history = self._undo_stack
            self.shown = shown = dataclasses.replace(
                self.shown, **changes, undoable=bool(history.done), redoable=bool(history.undone)
            )
            self.view.playing, self.view.selected = shown.playing, shown.selected
            (self._running.set if shown.playing else self._running.clear)()
            if not shown.playing:
                PLACES.free(self)
            self._pacer.owe()
        self.on_change(shown)
