"""A recording: what was set up and what was done when, which is all it takes to run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType

from model.condition import injected_channel, task_channel
from model.errors import BadInput, choose
from model.network import Network
from model.params import Params, levers
from model.presets import PRESETS
from model.protocol import NOTHING, Phase, Protocol
from model.trajectory import check_seed

MOST_MS = 600_000  # longest recording: ten minutes
MOST_EVENTS = 2000
COMMAND, LESION = "command", "lesion "  # what an event changes, besides a lever


@dataclass(frozen=True)
class Setting:
    """All that a person has set up.

    Attributes:
        params: The levers.
        body: Name of the body.
        preset: Name of the condition that was started from.
        lesions: Share of each population's output that is switched off, by key.
    """

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    lesions: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        choose("preset", self.preset, PRESETS)
        shares = {key: _share(f"{LESION}{key}", share) for key, share in self.lesions.items()}
        kept = {key: share for key, share in shares.items() if share}
        object.__setattr__(self, "lesions", MappingProxyType(kept))

    def check(self, network: Network) -> None:
        """Make sure that the network has every muscle, joint and population that is named.

        Raises:
            BadInput: For one that it does not have.
        """
        body, params = network.body, self.params
        task_channel(params, body)
        injected_channel(params, body)
        for joint in filter(None, (params.loss_region, params.touch_site)):
            body.joint_index(joint)
        for key in self.lesions:
            choose("lesion", key, [population.key for population in network.populations])

    def changed(self, what: str, value: float | str) -> Setting:
        """The setting after a change of a lever or a lesion."""
        if what.startswith(LESION):
            key = what.removeprefix(LESION)
            return replace(self, lesions={**self.lesions, key: _share(what, value)})
        return replace(self, params=self.params.replace(**{what: value}))


@dataclass(frozen=True)
class Event:
    """A change while the run goes on.

    Attributes:
        at_ms: When, in milliseconds from the start; it acts from the next one on.
        what: A lever, ``command``, or ``lesion KEY`` of a population.
        value: The new value; of a command 0 or 1, of a lesion a share.
    """

    at_ms: int
    what: str
    value: float | str

    def __post_init__(self) -> None:
        if self.what == COMMAND:
            value: float | str = _command(self.value)
        elif self.what.startswith(LESION):
            value = _share(self.what, self.value)
        else:
            value = levers()[choose("event", self.what, [COMMAND, *levers()])].check(self.value)
        object.__setattr__(self, "value", value)


@dataclass(frozen=True)
class Recording:
    """A start and the changes after it.

    Attributes:
        start: What was set up at time zero.
        seed: Of the noise.
        command: Whether the person tries (1) or relaxes (0) at time zero.
        ms: Length, in milliseconds.
        events: In order of time.
    """

    start: Setting = Setting()
    seed: int = 1
    command: int = 1
    ms: int = 0
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        check_seed(self.seed)
        _command(self.command)
        if not 0 <= self.ms <= MOST_MS:
            raise BadInput("ms", self.ms, f"give a whole number from 0 to {MOST_MS}")
        if len(self.events) > MOST_EVENTS:
            raise BadInput("events", len(self.events), f"give at most {MOST_EVENTS}")
        before = 0
        for event in self.events:
            if not before <= event.at_ms <= self.ms:
                raise BadInput("events", event.at_ms, "give times that rise, from 0 to ms")
            before = event.at_ms

    def moments(self) -> list[tuple[int, Setting, int]]:
        """What was set up from each moment on: time (ms), setting, command; the first at 0."""
        setting, command = self.start, self.command
        found = {0: (setting, command)}
        for event in self.events:
            if event.what == COMMAND:
                command = int(float(event.value))
            else:
                setting = setting.changed(event.what, event.value)
            found[event.at_ms] = (setting, command)
        return [(at, *state) for at, state in found.items()]

    def check(self, network: Network) -> None:
        """Make sure that the network has every muscle, joint and population that is named.

        Raises:
            BadInput: For one that it does not have.
        """
        for _, setting, _ in self.moments():
            setting.check(network)

    def protocol(self, network: Network) -> Protocol:
        """The recording as a timeline of the network.

        Raises:
            BadInput: For a name that the network does not have, or a recording of no length.
        """
        self.check(network)
        if not self.ms:
            raise BadInput("ms", self.ms, "record something first: press Play, then save")
        command, phases = float(self.command), []
        groups = {0: [], **{at: list(group) for at, group in groupby(self.events, _moment)}}
        for at, events in groups.items():
            cut = dict(self.start.lesions) if at == 0 else {}
            moved: dict[str, object] = {}
            for event in events:
                if event.what == COMMAND:
                    command = float(event.value)
                elif event.what.startswith(LESION):
                    cut[event.what.removeprefix(LESION)] = float(event.value)
                else:
                    moved[event.what] = event.value
            phases.append(Phase(at, command, levers=moved, lesions=in_nodes(network, cut)))
        return Protocol("recorded", self.ms, tuple(p for p in phases if p.at_ms < self.ms))


def _moment(event: Event) -> int:
    return event.at_ms


def in_nodes(network: Network, shares: Mapping[str, float]) -> dict[str, float]:
    """Write shares of populations out for their nodes, ``{"GPI/biceps": share, ...}``."""
    return {
        network.node_keys[node]: share
        for population, share in shares.items()
        for node in range(*network.nodes_of(population).indices(len(network.node_keys)))
    }


def _share(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise BadInput(field, value, "give a share from 0 to 1")
    return float(value)


def _command(value: object) -> int:
    if isinstance(value, bool) or value not in (0, 1):
        raise BadInput(COMMAND, value, "give 1 (tries to move) or 0 (relaxes)")
    return int(value)
