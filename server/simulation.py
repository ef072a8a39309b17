"""One session's model: what is set up, what it did in the last second, and what was done to it."""

from collections.abc import Iterator

import numpy as np

from model.atlas import load_atlas
from model.body import body_names
from model.condition import task_channel
from model.errors import choose
from model.motor import NEVER, MotorModel
from model.network import build_network
from model.recording import COMMAND, LESION, MOST_EVENTS, Event, Recording, Setting, in_nodes
from server import picture
from server.frame import SAMPLE_MS, pack
from server.readout import Reading, read

MEMORY = 1000 // SAMPLE_MS  # samples the read-out looks back on: one second


class Simulation:
    """A model that goes on while its setting is changed, and remembers how to do it again.

    Args:
        recording: Where to begin; its events are not carried out, see :meth:`rerun`.

    Raises:
        BadInput: For a body that cannot be shown, or a name that it does not have.
    """

    def __init__(self, recording: Recording) -> None:
        body = choose("body", recording.start.body, body_names(load_atlas()))
        self.network = build_network(body)
        self._edges = picture.merge(self.network)
        self._order = picture.order_of(self.network)
        self.begin(recording)

    def begin(self, recording: Recording) -> None:
        """Put time at zero: a new model, and no samples."""
        setting = recording.start
        setting.check(self.network)
        self.setting, self.command, self._seed = setting, recording.command, recording.seed
        self._start: tuple[Setting, int] = setting, recording.command
        self._events: list[Event] = []
        self._moment, self._before = 0, self._start  # of the last change, and what was before it
        self.model = MotorModel(
            setting.params, self.network, self._seed, float(self.command), collect_every=NEVER
        )
        for node, share in in_nodes(self.network, setting.lesions).items():
            self.model.lesion(node, share)
        muscles = len(self.network.body.muscles)
        self._memory = np.empty((0, muscles), dtype=np.float32)
        self._fresh = np.empty((0, muscles), dtype=np.float32)
        self._weigh()

    def put(self, setting: Setting, command: int) -> None:
        """Change what is set up, from the next millisecond on; the body stays.

        Raises:
            BadInput: For a name that the body does not have; nothing has changed then.
        """
        setting.check(self.network)
        changes = list(_changes((self.setting, self.command), (setting, command)))
        self._note(setting, command)
        self.setting, self.command = setting, command
        self.model.command = float(command)
        levers = {what: value for what, value in changes if what in setting.params.as_dict()}
        if levers:
            self.model.set_levers(**levers)
        cut = {what.removeprefix(LESION): v for what, v in changes if what.startswith(LESION)}
        for node, share in in_nodes(self.network, {k: float(v) for k, v in cut.items()}).items():
            self.model.lesion(node, share)
        self._weigh()

    def rerun(self, recording: Recording) -> None:
        """Do again what was done, up to the end of the recording.

        Raises:
            BadInput: For a name that the body does not have.
        """
        recording.check(self.network)
        self.begin(recording)
        seen = recording.ms - picture.WINDOW_MS  # what was before has left the picture
        for at, setting, command in recording.moments():
            self._go(at, seen)
            self.put(setting, command)
        self._go(recording.ms, seen)

    def recording(self) -> Recording:
        """What was set up at time zero, and what was done since.

        Raises:
            BadInput: If that is more than a recording holds.
        """
        start, command = self._start
        return Recording(start, self._seed, command, self.model.time_ms, tuple(self._events))

    def advance(self, ms: int) -> None:
        """Go on, and keep a sample of the muscles every ``SAMPLE_MS``."""
        samples, end = [], self.model.time_ms + ms
        while self.model.time_ms < end:
            step = SAMPLE_MS - self.model.time_ms % SAMPLE_MS
            self.model.advance(min(step, end - self.model.time_ms))
            if self.model.time_ms % SAMPLE_MS == 0:
                samples.append(np.array(self.model.activation, dtype=np.float32))
        if samples:
            self._fresh = np.concatenate([self._fresh, samples])
            self._memory = np.concatenate([self._memory, samples])[-MEMORY:]

    def _go(self, end: int, seen: int) -> None:
        """Go to a moment, in one go as far as nobody sees it."""
        unseen = min(end, seen) - self.model.time_ms
        if unseen > 0:
            self.model.advance(unseen)
        self.advance(end - self.model.time_ms)

    def spec(self) -> dict[str, object]:
        """What the browser needs to draw the network."""
        wanted = task_channel(self.setting.params, self.network.body)
        return picture.describe(self.network, self._edges, wanted, self.setting.lesions)

    def frame(self, seq: int) -> bytes:
        """A picture of now, with the samples since the last one."""
        model = self.model
        head = (seq, model.time_ms, model.command)
        now = (model.rate[self._order], self._strengths, model.activation, model.angle)
        frame = pack(head, *now, samples=self._fresh)
        self._fresh = self._fresh[:0]
        return frame

    def reading(self) -> Reading:
        """The read-out of the last second."""
        trying = bool(self.command)
        return read(self._memory, self.network.body, self.setting.params, trying=trying)

    def _weigh(self) -> None:
        setting = self.setting
        self._strengths = picture.strengths(
            self.network, self._edges, setting.params, setting.lesions
        )

    def _note(self, setting: Setting, command: int) -> None:
        """Remember a change: those at one moment count as one, those at time zero as the start."""
        at, now = self.model.time_ms, (setting, command)
        if at == 0:
            self._start = now
            return
        if at != self._moment:
            self._moment, self._before = at, (self.setting, self.command)
        events = [event for event in self._events if event.at_ms < at]
        events += [Event(at, what, value) for what, value in _changes(self._before, now)]
        self._events = events[: MOST_EVENTS + 1]  # more than a recording holds, as it will say


def _changes(
    before: tuple[Setting, int], after: tuple[Setting, int]
) -> Iterator[tuple[str, float | str]]:
    """What differs, as names and new values of events."""
    (old, old_command), (new, command) = before, after
    was = old.params.as_dict()
    for name, value in new.params.as_dict().items():
        if value != was[name]:
            yield name, value
    for key in sorted({*old.lesions, *new.lesions}):
        share = new.lesions.get(key, 0.0)
        if share != old.lesions.get(key, 0.0):
            yield f"{LESION}{key}", share
    if command != old_command:
        yield COMMAND, command
