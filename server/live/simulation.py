"""One session's model with its events and checkpoints, which allow going back in time."""

from dataclasses import replace

import numpy as np

from motorloops.model.agents import NEVER, MotorModel
from motorloops.model.readout import MEMORY, SAMPLE_MS
from motorloops.model.recording import (
    MAX_BRIEF_MS,
    MAX_EVENTS,
    Configuration,
    ControlState,
    Event,
    Recording,
    changes,
    phase,
)
from motorloops.server.live import view
from motorloops.server.live.readout import Reading, read, unblocked
from motorloops.server.live.view import pack
from motorloops.server.networks import NETWORKS

EVERY_MS = 500
RECENT_MS = 8000  # age up to which all checkpoints are stored
MAX = 40  # older checkpoints; above that, every second one is removed and the spacing doubles


class Checkpoints:
    """Stored states of a run: the first at time zero, recent ones at a smaller spacing."""

    def __init__(self) -> None:
        self._kept: dict[int, list[np.ndarray]] = {}
        self._apart = EVERY_MS

    def next_after(self, at_ms: int) -> int:
        """The time (ms) of the next checkpoint."""
        return (at_ms // EVERY_MS + 1) * EVERY_MS

    def keep(self, model: MotorModel) -> None:
        """Store the present state if a checkpoint is due."""
        now = model.time_ms
        if now % EVERY_MS:
            return
        self._kept[now] = [part.copy() for part in model.state]
        while now // self._apart > MAX:
            self._apart *= 2
        old = now - RECENT_MS
        for at in [at for at in self._kept if at < old and at % self._apart]:
            del self._kept[at]

    def last_before(self, at_ms: int) -> int:
        """The time (ms) of the latest checkpoint not after this time."""
        return max(at for at in self._kept if at <= at_ms)

    def bring_back(self, model: MotorModel, at_ms: int) -> None:
        """Restore a model to the state of a checkpoint, and remove later checkpoints."""
        self._kept = {at: kept for at, kept in self._kept.items() if at <= at_ms}
        for part, kept in zip(model.state, self._kept[at_ms], strict=True):
            part[...] = kept
        model.steps = at_ms


TRACES = view.WINDOW_MS // SAMPLE_MS  # samples of the muscle traces
HELD = 2 * TRACES  # samples in memory, enough for a few steps back


class Simulation:
    """A model that runs while its setting changes, and records the changes for a rerun.

    Args:
        recording: The start; its events are not applied, see :meth:`rerun`.

    Raises:
        InputError: For a body that cannot be shown, or a name that the body does not have.
    """

    def __init__(self, recording: Recording) -> None:
        self.network = NETWORKS.network(recording.start.body)
        self._edges = view.merge(self.network)
        self._order = view.order_of(self.network)
        self._strengths: np.ndarray | None = None
        self.begin(recording)

    def begin(self, recording: Recording) -> None:
        """Set time to zero: a new model, and no samples."""
        setting = recording.start
        setting.check(self.network)
        self.standing = self._start = ControlState(setting, recording.command)
        self._seed = recording.seed
        self._events: list[Event] = []
        self._moment, self._before = 0, self._start  # last change, and setting before it
        self.model = MotorModel(
            setting.params, self.network, self._seed, float(recording.command),
            collect_every=NEVER,
        )  # fmt: skip
        self._checkpoints = Checkpoints()
        self._checkpoints.keep(self.model)
        self._samples = np.empty((0, len(self.network.body.muscles)), dtype=np.float32)
        self._commands = np.empty(0, dtype=np.float32)  # the motor command at each sample
        self._fresh = 0  # samples since the last frame
        self._enter(
            self.standing, replace(self.standing, configuration=replace(setting, lesions={}))
        )

    @property
    def setting(self) -> Configuration:
        """The present setting."""
        return self.standing.configuration

    def put(self, standing: ControlState) -> None:
        """Change the setting, from the next millisecond on; the body stays.

        Raises:
            InputError: For a name that the body does not have; nothing is changed then.
        """
        standing.configuration.check(self.network)
        before = self.standing
        self._enter(standing.over(self.model.time_ms), before)
        self._note(before)

    def rerun(self, recording: Recording) -> None:
        """Apply the recorded events again, up to the end of the recording.

        Raises:
            InputError: For a name that the body does not have.
        """
        recording.check(self.network)
        self.begin(recording)
        self._follow(recording, recording.ms - HELD * SAMPLE_MS)

    def back(self, ms: int) -> None:
        """Go back in time, at most to the start; later events are removed.

        Raises:
            InputError: If the rest exceeds the limits of a recording.
        """
        end = max(0, self.model.time_ms - ms)
        done = tuple(event for event in self._events if event.at_ms <= end)
        start = self._start
        recording = Recording(start.configuration, self._seed, start.command, end, done)
        surplus = self.model.time_ms // SAMPLE_MS - end // SAMPLE_MS
        seen, left = end, max(0, len(self._samples) - surplus)
        if left < min(end // SAMPLE_MS, TRACES):  # else the traces would have a gap
            seen, left = max(0, end - HELD * SAMPLE_MS), 0
        self._checkpoints.bring_back(self.model, self._checkpoints.last_before(seen))
        self._samples, self._commands = self._samples[:left], self._commands[:left]
        self._follow(recording, seen)
        self.show_again()

    def recording(self) -> Recording:
        """The setting at time zero, and all events since.

        Raises:
            InputError: If that is more than a recording holds.
        """
        start = self._start
        ms, events = self.model.time_ms, tuple(self._events)
        return Recording(start.configuration, self._seed, start.command, ms, events)

    def advance(self, ms: int) -> None:
        """Advance, and store a sample of the muscles every ``SAMPLE_MS``."""
        self._go(self.model.time_ms + ms)

    def _follow(self, recording: Recording, seen: int) -> None:
        """Replay a recording from the present time; samples are stored from ``seen`` on."""
        self._events = list(recording.events)
        for at, standing in recording.moments():
            self._go(at, seen)
            self._moment, self._before = at, self.standing
            self._enter(standing, self.standing)
        self._go(recording.ms, seen)

    def _go(self, end: int, seen: int = 0) -> None:
        """Advance to a time; brief touches and stimuli end on the way."""
        while self.model.time_ms < end:
            next_mark = self._checkpoints.next_after(self.model.time_ms)
            self._run(self.standing.first_end(min(end, next_mark)), seen)
            self._checkpoints.keep(self.model)
            ended = self.standing.over(self.model.time_ms)
            if ended is not self.standing:
                self._enter(ended, self.standing)

    def _run(self, end: int, seen: int) -> None:
        """Run the model to a time, without samples up to the visible part."""
        unseen = min(end, seen) - self.model.time_ms
        if unseen > 0:
            self.model.advance(unseen)
        samples = []
        while self.model.time_ms < end:
            step = SAMPLE_MS - self.model.time_ms % SAMPLE_MS
            self.model.advance(min(step, end - self.model.time_ms))
            if self.model.time_ms % SAMPLE_MS == 0:
                samples.append(self.activity().astype(np.float32))
        if samples:
            commands = np.full(len(samples), self.model.command, dtype=np.float32)
            self._samples = np.concatenate([self._samples, samples])[-HELD:]
            self._commands = np.concatenate([self._commands, commands])[-HELD:]
            self._fresh += len(samples)

    def spec(self) -> dict[str, object]:
        """The description of the network for the browser."""
        return view.describe_network(self.network, self._edges, self.setting)

    def activity(self) -> np.ndarray:
        """Activity of every muscle now, after the toxin, 0..1, shape (M,)."""
        return np.array(self.model.activation) * self._unblocked

    def frame(self, seq: int) -> bytes:
        """A frame of the present state, with the samples since the last frame."""
        model = self.model
        head = (seq, model.time_ms, model.command)
        now = (model.rate[self._order], self._weighed(), self.activity(), model.angle)
        fresh = slice(max(0, len(self._samples) - min(self._fresh, TRACES)), None)
        self._fresh = 0
        return pack(head, *now, samples=self._samples[fresh], commands=self._commands[fresh])

    def show_again(self) -> None:
        """Put all samples of the traces into the next frame, for a browser that has none."""
        self._fresh = len(self._samples)

    def recent(self) -> np.ndarray:
        """Activity of every muscle in the last second, after the toxin, shape (S, M)."""
        return self._samples[-MEMORY:]

    def reading(self) -> Reading:
        """The read-out of the present moment."""
        trying = bool(self.standing.command)
        return read(self.recent(), self.network.body, self.setting.params, trying=trying)

    def _enter(self, standing: ControlState, before: ControlState) -> None:
        """Apply the present setting to the model."""
        self.standing = standing
        self._unblocked = unblocked(standing.configuration.params, self.network.body)
        self.model.enter(phase(self.network, self.model.time_ms, before, standing))
        self._strengths = None

    def _weighed(self) -> np.ndarray:
        """The strength of each edge, computed when shown, as a rerun applies many settings."""
        if self._strengths is None:
            params, lesions = self.setting.params, self.setting.lesions
            self._strengths = view.strengths(self.network, self._edges, params, lesions)
        return self._strengths

    def _note(self, before: ControlState) -> None:
        """Record a change: changes at one time are merged, those at time zero set the start."""
        at, now = self.model.time_ms, self.standing
        if at == 0:
            self._start = replace(now.over(MAX_BRIEF_MS), ends={})
            self._events = list(changes(self._start, now, at))
            return
        if at != self._moment:
            self._moment, self._before = at, before
        events = [event for event in self._events if event.at_ms < at]
        events += changes(self._before, now, at)
        self._events = events[: MAX_EVENTS + 1]  # one too many raises the error
