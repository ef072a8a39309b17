"""Changes while a run goes on, and what stands after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from model.errors import BadInput, choose
from model.params import levers
from model.presets import PRESETS
from model.setting import LESION, PRESET, STIMULUS, Setting, current, share

COMMAND, TOUCH = "command", "touch"
MOST_BRIEF_MS = 10_000


@dataclass(frozen=True)
class Event:
    """A change while the run goes on.

    Attributes:
        at_ms: When, in milliseconds from the start; it acts from the next one on.
        what: A lever, ``command``, ``preset`` (the name alone, its levers are changes of their
            own), ``lesion KEY`` of a population or ``stimulus KEY`` of a population or node.
        value: The new value; of a command 0 or 1, of a lesion a share.
        for_ms: After how long it ends by itself, a touch or a stimulus only; 0 for never.
    """

    at_ms: int
    what: str
    value: float | str
    for_ms: int = 0

    def __post_init__(self) -> None:
        value: float | str
        if self.what == COMMAND:
            value = check_command(self.value)
        elif self.what.startswith(LESION):
            value = share(self.what, self.value)
        elif self.what.startswith(STIMULUS):
            value = current(self.what, self.value)
        elif self.what == PRESET:
            value = choose(PRESET, str(self.value), PRESETS)
        else:
            value = levers()[choose("event", self.what, [COMMAND, *levers()])].check(self.value)
        object.__setattr__(self, "value", value)
        ends = self.what == TOUCH or self.what.startswith(STIMULUS)
        if self.for_ms and not (ends and 0 < self.for_ms <= MOST_BRIEF_MS):
            allowed = f"give 0, or for a touch or stimulus up to {MOST_BRIEF_MS} ms"
            raise BadInput(self.what, f"{self.for_ms} ms", allowed)


@dataclass(frozen=True)
class Standing:
    """What holds at a moment.

    Attributes:
        setting: What is set up.
        command: Whether the person tries (1) or relaxes (0).
        ends: When (ms) what was begun for a while ends, by what it is.
    """

    setting: Setting = field(default_factory=Setting)
    command: int = 1
    ends: Mapping[str, int] = field(default_factory=dict)

    def after(self, event: Event) -> Standing:
        """What holds once this has been done; it takes the place of what was to end."""
        ends = {what: end for what, end in self.ends.items() if what != event.what}
        if event.for_ms:
            ends[event.what] = event.at_ms + event.for_ms
        if event.what == COMMAND:
            return replace(self, command=int(float(event.value)), ends=ends)
        return replace(self, setting=self.setting.changed(event.what, event.value), ends=ends)

    def first_end(self, until: int) -> int:
        """When the first thing ends by itself, or ``until`` if that is sooner (ms)."""
        return min([until, *self.ends.values()])

    def over(self, at_ms: float) -> Standing:
        """What holds once all that ends by then has ended."""
        now = self
        for what, end in self.ends.items():
            if end <= at_ms:
                now = now.after(Event(end, what, 0.0))
        return now

    def values(self) -> dict[str, float | str]:
        """All that events can change, by name; what is not switched off or driven is left out."""
        setting = self.setting
        return {
            PRESET: setting.preset,
            **setting.params.as_dict(),
            **{f"{LESION}{key}": value for key, value in setting.lesions.items()},
            **{f"{STIMULUS}{key}": value for key, value in setting.stimuli.items()},
            COMMAND: self.command,
        }


def changes(before: Standing, after: Standing, at_ms: int) -> Iterator[Event]:
    """What leads from one to the other at this moment; the body is taken to be the same."""
    old, new = before.values(), after.values()
    for what in dict.fromkeys([*old, *new]):
        value, end = new.get(what, 0.0), after.ends.get(what)
        if value != old.get(what, 0.0) or end != before.ends.get(what):
            yield Event(at_ms, what, value, 0 if end is None else end - at_ms)


def check_command(value: object) -> int:
    """Check a command.

    Raises:
        BadInput: Unless it is 1 (tries) or 0 (relaxes).
    """
    if isinstance(value, bool) or value not in (0, 1):
        raise BadInput(COMMAND, value, "give 1 (tries to move) or 0 (relaxes)")
    return int(value)
