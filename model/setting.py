"""What a person can set up: levers, body, condition, and what is cut off or stimulated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from model.condition import injected_channel, task_channel
from model.errors import BadInput, choose
from model.network import Network
from model.params import Params, levers
from model.presets import PRESETS
from model.protocol import NOTHING

LESION, STIMULUS, PRESET = "lesion ", "stimulus ", "preset"  # names of changes, besides levers
MOST_CURRENT = 1.0  # largest stimulus; a population's input is of the order of 1 while it works


@dataclass(frozen=True)
class Setting:
    """All that a person has set up.

    Attributes:
        params: The levers.
        body: Name of the body.
        preset: Name of the condition that was started from.
        lesions: Share of each population's output that is switched off, by key.
        stimuli: Extra input, by key of a population (to all of it) or of one node.
    """

    params: Params = Params()
    body: str = "arm"
    preset: str = "healthy"
    lesions: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    stimuli: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        choose("preset", self.preset, PRESETS)
        for name, check in (("lesions", share), ("stimuli", current)):
            checked = {key: check(f"{name} {key}", v) for key, v in getattr(self, name).items()}
            kept = {key: value for key, value in checked.items() if value}
            object.__setattr__(self, name, MappingProxyType(kept))

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
        populations = [population.key for population in network.populations]
        for key in self.lesions:
            choose("lesion", key, populations)
        for key in self.stimuli:
            choose("stimulus", key, [*populations, *network.node_keys])

    def changed(self, what: str, value: float | str) -> Setting:
        """The setting after a change of a lever, a lesion, a stimulus or the condition's name."""
        if what.startswith(LESION):
            key = what.removeprefix(LESION)
            return replace(self, lesions={**self.lesions, key: share(what, value)})
        if what.startswith(STIMULUS):
            key = what.removeprefix(STIMULUS)
            return replace(self, stimuli={**self.stimuli, key: current(what, value)})
        if what == PRESET:
            return replace(self, preset=str(value))
        return replace(self, params=self.params.replace(**{what: value}))

    def on(self, body: str) -> Setting:
        """The same on another body: numbers stay, what names a muscle or joint is forgotten."""
        chosen = {lever.name: "" for lever in levers().values() if lever.kind == "choice"}
        stimuli = {key: value for key, value in self.stimuli.items() if "/" not in key}
        return replace(self, params=self.params.replace(**chosen), body=body, stimuli=stimuli)

    def driven(self, network: Network) -> dict[str, float]:
        """Its stimuli written out for the nodes; those of a population and of a node add up."""
        total: dict[str, float] = {}
        for key in sorted(self.stimuli):  # one order of sums, so that the bits are the same
            for node in [key] if "/" in key else _nodes(network, key):
                total[node] = total.get(node, 0.0) + self.stimuli[key]
        return total


def in_nodes(network: Network, shares: Mapping[str, float]) -> dict[str, float]:
    """Write shares of populations out for their nodes, ``{"GPI/biceps": share, ...}``."""
    return {node: v for population, v in shares.items() for node in _nodes(network, population)}


def _nodes(network: Network, population: str) -> list[str]:
    return list(network.node_keys[network.nodes_of(population)])


def share(field: str, value: object) -> float:
    """Check a share.

    Raises:
        BadInput: Unless it is a number from 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= value <= 1.0:
        raise BadInput(field, value, "give a share from 0 to 1")
    return float(value)


def current(field: str, value: object) -> float:
    """Check the strength of a stimulus.

    Raises:
        BadInput: Unless it is a number from -1 to 1.
    """
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    if not abs(number) <= MOST_CURRENT:  # NaN fails too
        raise BadInput(field, value, f"give a number from {-MOST_CURRENT:g} to {MOST_CURRENT:g}")
    return float(number)
