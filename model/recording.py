"""Recordings: the configuration at the start of a run and the changes during it.

A :class:`Recording` is a :class:`Configuration` (levers, body, preset, lesions, stimuli), a seed
and a list of :class:`Event`; they suffice to repeat a live run bit for bit.
:meth:`Recording.timeline` turns it into a timeline; :func:`write_recording` and
:func:`read_recording` convert to and from JSON, in which every value is checked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motorloops.model.arguments import MAPPING, TEXT, WHOLE, check_fields, checked, each, of
from motorloops.model.coefficients import injected_channel, task_channel
from motorloops.model.errors import InputError, choose
from motorloops.model.network.body import Body
from motorloops.model.network.build import Network
from motorloops.model.noise import check_seed
from motorloops.model.params import Params, levers
from motorloops.model.presets import PRESETS
from motorloops.model.timeline import NOTHING, Phase, Timeline

LESION, STIMULUS, PRESET = "lesion ", "stimulus ", "preset"  # names of changes, besides levers
MAX_CURRENT = 1.0  # largest stimulus; a population's input is of the order of 1 while it works


@dataclass(frozen=True)
class Configuration:
    """Everything that can be set before a run.

    Attributes:
        params: levers and constants.
        body: name of the body.
        preset: name of the preset that was started from.
        lesions: share of output removed, 0..1, by key of a population.
        stimuli: extra input, -1..1, by key of a population (to all its nodes) or of one node.

    Raises:
        InputError: for an unknown preset, or a lesion or stimulus out of range.

    Examples:
        >>> tense = Configuration(Params(stress=0.5), body="hand", lesions={"STN": 0.3})
        >>> changed = tense.changed("stress", 1.0)
        >>> changed.params.stress, dict(changed.lesions)
        (1.0, {'STN': 0.3})
    """

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    lesions: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    stimuli: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        check_fields(self, params=of(Params), body=TEXT, lesions=MAPPING, stimuli=MAPPING)
        choose("preset", self.preset, PRESETS)
        for name, check in (("lesions", share), ("stimuli", current)):
            values = {key: check(f"{name} {key}", v) for key, v in getattr(self, name).items()}
            active = {key: value for key, value in values.items() if value}
            object.__setattr__(self, name, MappingProxyType(active))

    def __reduce__(self) -> tuple[type[Configuration], tuple[object, ...]]:
        """Pickle and copy by value: a read-only mapping cannot be pickled."""
        maps = (dict(self.lesions), dict(self.stimuli))
        return type(self), (self.params, self.body, self.preset, *maps)

    def check(self, network: Network) -> None:
        """Check that the network has every muscle, joint and population that is named.

        Raises:
            InputError: for one that it does not have.
        """
        body, params = network.body, self.params
        task_channel(params, body)
        injected_channel(params, body)
        for joint in filter(None, (params.loss_region, params.touch_site)):
            body.joint_index(joint)
        if params.loss_side:
            body.check_choice("side", params.loss_side)
        populations = [population.key for population in network.populations]
        for key in self.lesions:
            choose("lesion", key, populations)
        for key in self.stimuli:
            choose("stimulus", key, [*populations, *network.node_keys])

    def changed(self, what: str, value: float | str) -> Configuration:
        """The configuration after one change.

        Args:
            what: a lever, ``lesion KEY``, ``stimulus KEY`` or ``preset`` (the name alone).
            value: the new value.

        Raises:
            InputError: for an unknown name or a value out of range.
        """
        if what.startswith(LESION):
            key = what.removeprefix(LESION)
            return replace(self, lesions={**self.lesions, key: share(what, value)})
        if what.startswith(STIMULUS):
            key = what.removeprefix(STIMULUS)
            return replace(self, stimuli={**self.stimuli, key: current(what, value)})
        if what == PRESET:
            return replace(self, preset=str(value))
        return replace(self, params=self.params.replace(**{what: value}))

    def with_lever(self, name: str, value: object, body: Body) -> Configuration:
        """The configuration after a lever or short form is set by hand.

        A wanted muscle that a newly chosen task does not use is no longer wanted.

        Raises:
            InputError: for an unknown name or a value out of range.
        """
        params = self.params.replace(**{name: value})
        if name == "task" and params.task and params.agonist:
            used = [body.muscles[channel].key for channel, _ in body.task(params.task).muscles]
            if params.agonist not in used:
                params = params.replace(agonist="")
        return replace(self, params=params)

    def on(self, body: str) -> Configuration:
        """The configuration for another body, without values that name a muscle, joint or node."""
        chosen = {lever.name: "" for lever in levers().values() if lever.kind == "choice"}
        stimuli = {key: value for key, value in self.stimuli.items() if "/" not in key}
        return replace(self, params=self.params.replace(**chosen), body=body, stimuli=stimuli)

    def driven(self, network: Network) -> dict[str, float]:
        """The stimuli by node; those of a population and of one of its nodes add up."""
        total: dict[str, float] = {}
        for key in sorted(self.stimuli):  # in a fixed order, for bitwise equal sums
            for node in [key] if "/" in key else _nodes(network, key):
                total[node] = total.get(node, 0.0) + self.stimuli[key]
        return total


def in_nodes(network: Network, shares: Mapping[str, float]) -> dict[str, float]:
    """Shares by node, ``{"GPI/biceps": share, ...}``, from shares by population."""
    return {node: v for population, v in shares.items() for node in _nodes(network, population)}


def _nodes(network: Network, population: str) -> list[str]:
    return list(network.node_keys[network.nodes_of(population)])


def share(field: str, value: object) -> float:
    """Check a share.

    Raises:
        InputError: unless it is a number from 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise InputError(field, value, "give a share from 0 to 1")
    return float(value)


def current(field: str, value: object) -> float:
    """Check the strength of a stimulus.

    Raises:
        InputError: unless it is a number from -1 to 1.
    """
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    if not abs(number) <= MAX_CURRENT:  # NaN fails too
        raise InputError(field, value, f"give a number from {-MAX_CURRENT:g} to {MAX_CURRENT:g}")
    return float(number)


COMMAND, TOUCH = "command", "touch"
MAX_BRIEF_MS = 10_000


@dataclass(frozen=True)
class Event:
    """A change during a run.

    Attributes:
        at_ms: time, in milliseconds from the start; the change acts from the next one on.
        what: a lever, ``command``, ``preset`` (the name alone; its levers are events of their
            own), ``lesion KEY`` of a population or ``stimulus KEY`` of a population or node.
        value: the new value; 0 or 1 for a command, a share for a lesion.
        for_ms: after how many milliseconds it ends, for a touch or stimulus; 0 for never.

    Raises:
        InputError: for an unknown name or a value out of range.

    Examples:
        >>> Event(500, "touch", 1, for_ms=2000)
        Event(at_ms=500, what='touch', value=1.0, for_ms=2000)
    """

    at_ms: int
    what: str
    value: float | str
    for_ms: int = 0

    def __post_init__(self) -> None:
        check_fields(self, at_ms=WHOLE, what=TEXT, for_ms=WHOLE)
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
        if self.for_ms and not (ends and 0 < self.for_ms <= MAX_BRIEF_MS):
            allowed = f"give 0, or for a touch or stimulus up to {MAX_BRIEF_MS} ms"
            raise InputError(self.what, f"{self.for_ms} ms", allowed)


@dataclass(frozen=True)
class ControlState:
    """The state of all controls at one moment.

    Attributes:
        configuration: levers, body, preset, lesions and stimuli.
        command: 1 while the person tries, 0 while the person relaxes.
        ends: end (ms) of each brief touch or stimulus, by ``what`` of its event.
    """

    configuration: Configuration = field(default_factory=Configuration)
    command: int = 1
    ends: Mapping[str, int] = field(default_factory=dict)

    def after(self, event: Event) -> ControlState:
        """The state after an event; it replaces a brief event of the same kind."""
        ends = {what: end for what, end in self.ends.items() if what != event.what}
        if event.for_ms:
            ends[event.what] = event.at_ms + event.for_ms
        if event.what == COMMAND:
            return replace(self, command=int(float(event.value)), ends=ends)
        return replace(
            self, configuration=self.configuration.changed(event.what, event.value), ends=ends
        )

    def first_end(self, until: int) -> int:
        """Time (ms) at which the first brief event ends, or ``until`` if that is earlier."""
        return min([until, *self.ends.values()])

    def over(self, at_ms: float) -> ControlState:
        """The state at ``at_ms``, without the brief events that have ended by then."""
        now = self
        for what, end in self.ends.items():
            if end <= at_ms:
                now = now.after(Event(end, what, 0.0))
        return now

    def values(self) -> dict[str, float | str]:
        """All values that events can change, by name; lesions and stimuli of 0 are left out."""
        configuration = self.configuration
        return {
            PRESET: configuration.preset,
            **configuration.params.as_dict(),
            **{f"{LESION}{key}": value for key, value in configuration.lesions.items()},
            **{f"{STIMULUS}{key}": value for key, value in configuration.stimuli.items()},
            COMMAND: self.command,
        }


def changes(before: ControlState, after: ControlState, at_ms: int) -> Iterator[Event]:
    """The events that lead from one state to another at ``at_ms``; both have the same body."""
    old, new = before.values(), after.values()
    for what in dict.fromkeys([*old, *new]):
        value, end = new.get(what, 0.0), after.ends.get(what)
        if value != old.get(what, 0.0) or end != before.ends.get(what):
            yield Event(at_ms, what, value, 0 if end is None else end - at_ms)


def check_command(value: object) -> int:
    """Check a command.

    Raises:
        InputError: unless it is 1 (tries) or 0 (relaxes).
    """
    if isinstance(value, bool) or value not in (0, 1):
        raise InputError(COMMAND, value, "give 1 (tries to move) or 0 (relaxes)")
    return int(value)


MAX_MS = 600_000  # longest recording: ten minutes
MAX_EVENTS = 2000
EVENTS = each(Event, allowed="give a sequence of Event")


@dataclass(frozen=True)
class Recording:
    """A configuration at time zero and the events after it.

    Attributes:
        start: the configuration at time zero.
        seed: of the noise, from 0 to 2^64 - 1.
        command: 1 if the person tries at time zero, 0 if the person relaxes.
        ms: length, in milliseconds, at most :data:`MAX_MS`.
        events: in order of time, at most :data:`MAX_EVENTS`.

    Raises:
        InputError: for a value out of range or events out of order.

    Examples:
        >>> session = Recording(seed=7, ms=1000, events=(Event(400, "command", 0),))
        >>> [phase.command for phase in session.timeline(build_network("arm")).phases]
        [1.0, 0.0]
    """

    start: Configuration = field(default_factory=Configuration)
    seed: int = 1
    command: int = 1
    ms: int = 0
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self, start=of(Configuration), ms=WHOLE, events=EVENTS)
        check_seed(self.seed)
        check_command(self.command)
        if not 0 <= self.ms <= MAX_MS:
            raise InputError("ms", self.ms, f"give a whole number from 0 to {MAX_MS}")
        if len(self.events) > MAX_EVENTS:
            raise InputError("events", len(self.events), f"give at most {MAX_EVENTS}")
        before = 0
        for event in self.events:
            if not before <= event.at_ms <= self.ms:
                raise InputError("events", event.at_ms, "give times that rise, from 0 to ms")
            before = event.at_ms

    def moments(self) -> list[tuple[int, ControlState]]:
        """Each time (ms) at which something changes, with the state from then on."""
        now = ControlState(self.start, self.command)
        states = {0: now}

        def let_go(until: int) -> None:
            nonlocal now
            while now.ends and (end := now.first_end(until + 1)) <= until:
                states[end] = now = now.over(end)

        for event in self.events:
            let_go(event.at_ms)
            states[event.at_ms] = now = now.after(event)
        let_go(self.ms)
        return list(states.items())

    def check(self, network: Network) -> None:
        """Check that the network has every muscle, joint and population that is named.

        Raises:
            InputError: for one that it does not have.
        """
        for _, state in self.moments():
            state.configuration.check(network)

    def timeline(self, network: Network) -> Timeline:
        """The recording as a timeline.

        Args:
            network: the network to run on.

        Returns:
            The timeline ``"recorded"``.

        Raises:
            InputError: for a name that the network does not have, or a recording of length 0.
        """
        self.check(network)
        if not self.ms:
            raise InputError("ms", self.ms, "record something first: press Play, then save")
        last, phases = ControlState(replace(self.start, lesions=NOTHING)), []
        for at, now in self.moments():
            phases.append(phase(network, at, last, now))
            last = now
        return Timeline("recorded", self.ms, tuple(p for p in phases if p.at_ms < self.ms))


def phase(network: Network, at_ms: int, before: ControlState, now: ControlState) -> Phase:
    """The phase of a timeline that leads from the state ``before`` to the state ``now``."""
    moved = {e.what: e.value for e in changes(before, now, at_ms) if e.what in levers()}
    shares = dict.fromkeys(before.configuration.lesions, 0.0) | dict(now.configuration.lesions)
    driven = now.configuration.driven(network)
    cut = in_nodes(network, shares)
    return Phase(at_ms, float(now.command), moved, stimuli=driven, lesions=cut)


SCHEMA = 1
KIND = "recording"
MAX_TEXT = 2**18  # characters of a file
LONGEST = 80  # characters of a text in it
DEFAULTS = Recording()


def recording_to_dict(recording: Recording) -> dict[str, Any]:
    """A recording as values for strict JSON; of the levers, those that differ from the default."""
    start, usual = recording.start, DEFAULTS.start.params.as_dict()
    moved = {k: v for k, v in start.params.as_dict().items() if v != usual[k]}
    return {
        "motorloops": KIND,
        "schema": SCHEMA,
        "body": start.body,
        "preset": start.preset,
        "levers": moved,
        "lesions": dict(start.lesions),
        "stimuli": dict(start.stimuli),
        "seed": recording.seed,
        "command": recording.command,
        "ms": recording.ms,
        "events": [_row(event) for event in recording.events],
    }


def _row(event: Event) -> list[float | str]:
    row = [event.at_ms, event.what, event.value]
    return [*row, event.for_ms] if event.for_ms else row


@checked(recording=of(Recording))
def write_recording(recording: Recording) -> str:
    """The text of a JSON file that holds a recording.

    Args:
        recording: what to write.

    Returns:
        JSON with a final newline; :func:`read_recording` gives the recording back.

    Raises:
        InputError: for an argument of another kind.

    Examples:
        >>> session = Recording(Configuration(Params(fatigue=0.2)), ms=100)
        >>> read_recording(write_recording(session)) == session
        True
    """
    return json.dumps(recording_to_dict(recording), allow_nan=False, indent=1) + "\n"


@checked(text=of(str, bytes, allowed="give the text of a JSON file"))
def read_recording(text: str) -> Recording:
    """Read a recording from the text of a JSON file.

    Args:
        text: content of a file that motorloops saved.

    Returns:
        The recording.

    Raises:
        InputError: for anything else; unknown names, wrong types and values out of range are
            named.

    Examples:
        >>> session = read_recording('{"levers": {"loss": 0.3}, "ms": 500}')
        >>> session.start.params.loss_cortex, session.ms
        (0.3, 500)
    """
    if len(text) > MAX_TEXT:
        raise InputError("recording", f"{len(text)} characters", f"give at most {MAX_TEXT}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(
            "recording", _short(text), "give a JSON file that motorloops saved"
        ) from None
    return recording_from_dict(data)


Text = Annotated[str, Field(max_length=LONGEST)]
Number = Annotated[int, Field(ge=-(2**64), le=2**64)] | float
Milliseconds = Annotated[int, Field(ge=0, le=MAX_MS)]


class _RecordingFile(BaseModel):
    """The JSON object of a recording: names, types and sizes; :class:`Event` checks the values."""

    model_config = ConfigDict(extra="forbid", strict=True)

    motorloops: Literal["recording"] = KIND
    schema_: Literal[1] = Field(SCHEMA, alias="schema")
    body: Text = DEFAULTS.start.body
    preset: Text = DEFAULTS.start.preset
    levers: dict[Text, Number | Text] = {}
    lesions: dict[Text, Number] = {}
    stimuli: dict[Text, Number] = {}
    seed: int = DEFAULTS.seed
    command: int = DEFAULTS.command
    ms: Milliseconds = DEFAULTS.ms
    events: list[list[Number | Text]] = Field([], max_length=MAX_EVENTS)


ALLOWED = {
    "motorloops": f'give "{KIND}"',
    "schema": f"this motorloops reads schema {SCHEMA}",
    "body": f"give a name of at most {LONGEST} characters",
    "preset": f"give a name of at most {LONGEST} characters",
    "levers": "give levers with their values, { ... } in JSON",
    "lesions": "give populations with shares, { ... } in JSON",
    "stimuli": "give populations or nodes with currents, { ... } in JSON",
    "seed": "give a whole number from 0 to 2^64 - 1",
    "command": "give 1 (tries to move) or 0 (relaxes)",
    "ms": f"give whole milliseconds from 0 to {MAX_MS}",
    "events": f'give at most {MAX_EVENTS} of [ms, what, value], e.g. [500, "touch", 1]',
}


def recording_from_dict(data: object) -> Recording:
    """Check decoded JSON and make a recording of it; every key may be left out.

    Raises:
        InputError: for an unknown name, a wrong type or a value out of range.
    """
    try:
        file = _RecordingFile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "recording"
        if first["type"] == "extra_forbidden":
            choose("recording", _short(field), ALLOWED)
        allowed = ALLOWED.get(field, "give names with values, { ... } in JSON")
        raise InputError(field, _short(first["input"]), allowed) from None
    choose("preset", file.preset, PRESETS)
    params = Params().replace(**file.levers)
    start = Configuration(params, file.body, file.preset, file.lesions, file.stimuli)
    events = tuple(map(_event, file.events))
    return Recording(start, file.seed, file.command, file.ms, events)


def _event(row: list[float | str]) -> Event:
    whole = [isinstance(value, int) and 0 <= value <= MAX_MS for value in row[:1] + row[3:]]
    if not (len(row) in (3, 4) and all(whole) and isinstance(row[1], str)):
        raise InputError("events", _short(row), ALLOWED["events"])
    return Event(*row)  # type: ignore[arg-type]


def _short(value: object) -> str:
    text = value[:LONGEST] if isinstance(value, str) else repr(value)
    return text if len(text) < LONGEST else f"{text[: LONGEST - 4]} ..."
