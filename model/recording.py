"""A recording: what was set up and what was done when, which is all it takes to run it again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from model.errors import BadInput
from model.event import Event, Standing, changes, check_command
from model.network import Network
from model.params import levers
from model.protocol import NOTHING, Phase, Protocol
from model.setting import Setting, in_nodes
from model.trajectory import check_seed

MOST_MS = 600_000  # longest recording: ten minutes
MOST_EVENTS = 2000


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

    start: Setting = field(default_factory=Setting)
    seed: int = 1
    command: int = 1
    ms: int = 0
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        check_seed(self.seed)
        check_command(self.command)
        if not 0 <= self.ms <= MOST_MS:
            raise BadInput("ms", self.ms, f"give a whole number from 0 to {MOST_MS}")
        if len(self.events) > MOST_EVENTS:
            raise BadInput("events", len(self.events), f"give at most {MOST_EVENTS}")
        before = 0
        for event in self.events:
            if not before <= event.at_ms <= self.ms:
                raise BadInput("events", event.at_ms, "give times that rise, from 0 to ms")
            before = event.at_ms

    def moments(self) -> list[tuple[int, Standing]]:
        """When (ms) something changes, by itself or not, and what holds from then on."""
        now = Standing(self.start, self.command)
        found = {0: now}

        def let_go(until: int) -> None:
            nonlocal now
            while now.ends and (end := now.first_end(until + 1)) <= until:
                found[end] = now = now.over(end)

        for event in self.events:
            let_go(event.at_ms)
            found[event.at_ms] = now = now.after(event)
        let_go(self.ms)
        return list(found.items())

    def check(self, network: Network) -> None:
        """Make sure that the network has every muscle, joint and population that is named.

        Raises:
            BadInput: For one that it does not have.
        """
        for _, standing in self.moments():
            standing.setting.check(network)

    def protocol(self, network: Network) -> Protocol:
        """The recording as a timeline of the network.

        Raises:
            BadInput: For a name that the network does not have, or a recording of no length.
        """
        self.check(network)
        if not self.ms:
            raise BadInput("ms", self.ms, "record something first: press Play, then save")
        last, phases = Standing(replace(self.start, lesions=NOTHING)), []
        for at, now in self.moments():
            phases.append(phase(network, at, last, now))
            last = now
        return Protocol("recorded", self.ms, tuple(p for p in phases if p.at_ms < self.ms))


def phase(network: Network, at_ms: int, before: Standing, now: Standing) -> Phase:
    """The phase of a protocol that leads from what stood before to what stands now."""
    moved = {e.what: e.value for e in changes(before, now, at_ms) if e.what in levers()}
    shares = dict.fromkeys(before.setting.lesions, 0.0) | dict(now.setting.lesions)
    driven = now.setting.driven(network)
    cut = in_nodes(network, shares)
    return Phase(at_ms, float(now.command), moved, stimuli=driven, lesions=cut)
