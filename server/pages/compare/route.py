"""The address of the Compare page: two configurations, one body, one seed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from types import MappingProxyType
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from motorloops.model.errors import choose
from motorloops.model.params import Params
from motorloops.model.presets import preset
from motorloops.model.recording import Configuration, Recording
from motorloops.server.networks import NETWORKS
from motorloops.server.url_state import fields_of, read_query, write_query

Key = Literal["a", "b"]
SIDES: tuple[Key, Key] = ("a", "b")
COMMON = ("body", "seed", "command")  # fields that both sides share
DEFAULT = Recording()

# Ready pairs: the presets of side A and side B. Their texts are under "pairs".
PAIRS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dystonia": ("healthy", "moderate"),
        "touch": ("moderate", "moderate_touch"),
        "stimulation": ("moderate", "moderate_stimulation"),
        "places": ("basal_ganglia", "cerebellum"),
    }
)
FIRST = next(iter(PAIRS))


def usual_setting(name: str, body: str) -> Configuration:
    """An unchanged preset on a body.

    Raises:
        InputError: If there is no such preset.
    """
    return Configuration(Params().replace(**preset(name).changes), body, name)


@dataclass(frozen=True)
class CompareRoute:
    """Two settings on one body and one noise.

    Attributes:
        a: The setting of side A.
        b: The setting of side B.
        seed: Seed of the noise of both sides.
        command: Whether both persons try (1) or relax (0).
    """

    a: Configuration
    b: Configuration
    seed: int = DEFAULT.seed
    command: int = DEFAULT.command

    @property
    def body(self) -> str:
        """Name of the body of both sides."""
        return self.a.body

    @property
    def settings(self) -> tuple[Configuration, Configuration]:
        """The settings of side A and side B."""
        return self.a, self.b

    @property
    def pair(self) -> str:
        """Name of the ready pair with these settings; empty if there is none."""
        for name in PAIRS:
            if self.settings == ready(name, self.body).settings:
                return name
        return ""

    def recording(self, side: Key) -> Recording:
        """The start of the run of one side."""
        return Recording(getattr(self, side), self.seed, self.command)

    def check(self) -> "CompareRoute":
        """Itself.

        Raises:
            InputError: For a name that the body does not have.
        """
        for setting in self.settings:
            setting.check(NETWORKS.network(self.body))
        return self

    def with_side(self, side: Key, setting: Configuration) -> "CompareRoute":
        """The route after a change of one side; the other side takes over its body."""
        moved = self if setting.body == self.body else self.on(setting.body)
        return replace(moved, **{side: setting})

    def on(self, body: str) -> "CompareRoute":
        """Both sides on another body; levers that name a muscle or joint are reset."""
        return replace(self, a=self.a.on(body), b=self.b.on(body))

    def address(self) -> str:
        """The query of this route; empty for the first pair."""
        common = Recording(Configuration(body=self.body), self.seed, self.command)
        fields = dict(parse_qsl(write_query(common)))
        if not self.pair:
            for side in SIDES:
                # The body is written once, so each side is written with the body of its preset.
                setting = getattr(self, side)
                usual = preset(setting.preset).body or DEFAULT.start.body
                fields[side] = write_query(Recording(replace(setting, body=usual)))
        elif self.pair != FIRST:
            fields["pair"] = self.pair
        return urlencode(fields)


def ready(name: str = FIRST, body: str = "") -> CompareRoute:
    """A ready pair on a body; the default body if none is named.

    Raises:
        InputError: If there is no such pair.
    """
    first, second = PAIRS[choose("pair", name, PAIRS)]
    body = body or NETWORKS.default_body
    return CompareRoute(usual_setting(first, body), usual_setting(second, body))


def read_route(search: str) -> CompareRoute:
    """Read the query of an address.

    Raises:
        InputError: For any value that is not allowed, in one line.
    """
    given = fields_of(search)
    for field in given:
        choose("address", field[:80], ("pair", *SIDES, *COMMON))
    common = read_query(urlencode({name: given[name] for name in COMMON if name in given}))
    sides = {side: _side(given[side]) for side in SIDES if side in given}
    body = common.start.body
    if "body" not in given and sides:
        body = next(iter(sides.values())).body
    route = ready(given.get("pair", FIRST)[:80], body)
    # Setting.on is not used: names that the body does not have are reported, not dropped.
    named = {side: replace(setting, body=body) for side, setting in sides.items()}
    return replace(route, **named, seed=common.seed, command=common.command).check()


def _side(text: str) -> Configuration:
    """The setting at the end of a side's query."""
    return read_query(text).moments()[-1][1].over(inf).configuration
