"""The commands of a session: all changes that a visitor can make to a run, with undo."""

import dataclasses

from motorloops.model.coefficients import task_channel
from motorloops.model.errors import InputError, choose
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.recording import (
    COMMAND,
    LESION,
    STIMULUS,
    TOUCH,
    Configuration,
    ControlState,
    Event,
    Recording,
    changes,
    read_recording,
    write_recording,
)
from motorloops.server.live.session import KeptMoment, Session
from motorloops.server.live.view import touched
from motorloops.server.networks import NETWORKS
from motorloops.server.url_state import read_query, write_query

STEP_MS = 10
FULL_TOUCH = 1.0
BRIEF_MS = 300  # a finger tap or a short burst, long enough to see a response
STEPPING = "step back"
KINDS = ("held", "brief")  # of touches and stimuli
MAX_MOMENTS = 10


class Commands(Session):
    """A session with commands."""

    def step(self) -> None:
        """Stop the clock and move on by ``STEP_MS``."""
        with self.lock:
            self._simulation.advance(STEP_MS)
            self._follow(playing=False, stepped_ms=self.model.time_ms)

    def step_back(self) -> None:
        """Stop the clock and go back by ``STEP_MS``; later events are removed."""

        def go() -> None:
            if not self.model.time_ms:
                return
            before = self._whole()
            self._simulation.back(STEP_MS)
            self._undo_stack.jump(before, STEPPING)
            self._follow(playing=False, stepped_ms=self.model.time_ms)

        self.attempt(go)

    def reset(self) -> None:
        """Go back to the start with the present setting and the same noise."""
        with self.lock:
            before = self._whole()
            self._simulation.begin(self._now())
            if self._whole() != before:
                self._undo_stack.jump(before)
            self._follow()

    def new_seed(self) -> None:
        """Start again with other noise."""
        with self.lock:
            before = self._whole()
            self.shown = dataclasses.replace(self.shown, seed=self.shown.seed + 1)
            self._simulation.begin(self._now())
            self._undo_stack.jump(before)
            self._follow()

    def try_to_move(self, trying: bool) -> None:
        """Give the motor command, or end it."""
        self.attempt(lambda: self._apply([self._event(COMMAND, int(trying))]))

    def toggle_touch(self) -> None:
        """Touch the skin over the task's joint lightly, or end the touch."""
        self.touch_at(self.shown.params.touch_site)

    def touch_at(self, joint: str, brief: bool | None = None) -> None:
        """Touch the skin over a joint, or end the touch.

        Args:
            joint: Its key; empty for the joint of the task.
            brief: Whether the touch ends by itself; the default is set by :meth:`set_touch_kind`.
                A brief touch of a joint that is already touched restarts.
        """

        def touch() -> None:
            shown = self.shown
            short = shown.brief_touch if brief is None else brief
            # A touch without a place is over the task's joint.
            places = (shown.params.touch_site, touched(shown.params, self.model.network.body))
            here = shown.touching and joint in places
            strength = 0.0 if here and not short else FULL_TOUCH
            touch = self._event(TOUCH, strength, BRIEF_MS if short else 0)
            self._apply([self._event("touch_site", joint), touch])

        self.attempt(touch)

    def set_touch_kind(self, kind: str) -> None:
        """Choose whether touches last until they are ended (``"held"``) or are ``"brief"``."""
        self.attempt(lambda: self._change(brief_touch=choose("touch", kind, KINDS) == "brief"))

    def set_lever(self, name: str, value: object) -> None:
        """Set one lever; an invalid value is reported and changes nothing."""

        def put() -> None:
            setting = self.shown.setting
            changed = setting.with_lever(name, value, self.model.network.body)  # one or several
            now, wanted = ControlState(setting), ControlState(changed)
            self._apply(list(changes(now, wanted, self.model.time_ms)), name)

        self.attempt(put)

    def lesion(self, population: str, share: float) -> None:
        """Switch off a share of a population's output in every channel; 0 restores it."""
        what = f"{LESION}{population}"
        self.attempt(lambda: self._apply([self._event(what, share)], what))

    def stimulate(self, population: str, current: float) -> None:
        """Stimulate a population, or only its channel of the wanted muscle.

        Args:
            population: Its key.
            current: Added to its input, -1..1; 0 ends the stimulation.
        """
        shown = self.shown
        what = f"{STIMULUS}{self.driven_key(population)}"
        for_ms = BRIEF_MS if shown.brief_stimulus and current else 0
        self.attempt(lambda: self._apply([self._event(what, current, for_ms)]))

    def driven_key(self, population: str) -> str:
        """The target of a stimulus: all of a population, or the node of the wanted muscle."""
        if not self.shown.one_channel:
            return population
        body = self.model.network.body
        return f"{population}/{body.muscles[task_channel(self.shown.params, body)].key}"

    def set_stimulus(self, **options: bool) -> None:
        """Choose whether stimuli end by themselves, and whether they reach one channel only."""
        self._change(**options)

    def mend(self, population: str) -> None:
        """Switch a population fully on, and end all stimulation of it."""

        def mend() -> None:
            driven = [key for key in self.shown.stimuli if key.split("/")[0] == population]
            off = [self._event(f"{STIMULUS}{key}", 0.0) for key in driven]
            self._apply([self._event(f"{LESION}{population}", 0.0), *off])

        self.attempt(mend)

    def load_preset(self, name: str) -> None:
        """Set all levers to those of a preset, and its body if it names one."""

        def load() -> None:
            wanted = preset(name)
            params = Params().replace(**wanted.changes)
            body = wanted.body if wanted.body in NETWORKS.bodies else self.shown.body
            self._set_up(Configuration(params, body, name))

        self.attempt(load)

    def set_body(self, name: str) -> None:
        """Start again with another body; numbers stay, choices of muscles are reset."""
        self.attempt(lambda: self._set_up(self.shown.setting.on(name)))

    def undo(self) -> None:
        """Take back the latest command."""
        self.attempt(lambda: self._undo_or_redo(back=True))

    def redo(self) -> None:
        """Repeat the command that was undone last."""
        self.attempt(lambda: self._undo_or_redo(back=False))

    def visit(self, search: str | None) -> bool:
        """Restore the session of an address's query, and return whether it is valid.

        Nothing changes if it is the present one.
        """
        if search and search != self.address():
            return self.attempt(lambda: self._jump(read_query(search)))
        return True

    def open(self, text: str) -> None:
        """Continue from a saved file."""
        self.attempt(lambda: self._jump(read_recording(text)))

    def restore(self, recording: Recording) -> None:
        """Replace the run by a recording, and run it again up to its end."""
        self.attempt(lambda: self._jump(recording))

    def save(self) -> str:
        """The text of a file to save; empty, with a problem shown, if it is too long."""
        saved = [""]
        self.attempt(lambda: saved.append(write_recording(self.recording())))
        return saved[-1]

    def address(self) -> str:
        """The query of an address that restores this session."""
        with self.lock:
            return write_query(self._whole())

    def keep_moment(self) -> None:
        """Save the present moment in the list."""

        def keep() -> None:
            kept = self.shown.moments
            if len(kept) >= MAX_MOMENTS:
                raise InputError("moments", len(kept) + 1, f"keep at most {MAX_MOMENTS}")
            number = max((moment.number for moment in kept), default=0) + 1
            moment = KeptMoment(number, self.recording(), self.reading().index)
            self._change(moments=(*kept, moment))

        self.attempt(keep)

    def go_to_moment(self, number: int) -> None:
        """Go back to a saved moment by running its recording again."""
        for moment in self.shown.moments:
            if moment.number == number:
                self.restore(moment.recording)

    def drop_moment(self, number: int) -> None:
        """Remove a moment from the list."""
        self._change(moments=tuple(m for m in self.shown.moments if m.number != number))

    def _event(self, what: str, value: float | str, for_ms: int = 0) -> Event:
        return Event(self.model.time_ms, what, value, for_ms)

    def _set_up(self, setting: Configuration) -> None:
        """Replace the whole setting; a different body restarts the run."""
        if setting.body == self.shown.body:
            now = ControlState(self.shown.setting)
            self._apply(list(changes(now, ControlState(setting), self.model.time_ms)))
            return
        playing = self.shown.playing
        self._jump(Recording(setting, self.shown.seed, int(self.shown.trying)))
        self._change(playing=playing)
