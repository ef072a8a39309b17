"""Paradigms done once to one set of weights, for all the questions that read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from experiments.options import USUAL_BODY
from experiments.protocols.paradigm import RUNS
from experiments.protocols.table import PARADIGMS
from model.network import Network
from model.params import Params
from model.presets import preset

T = TypeVar("T")
PATIENT = "moderate"  # preset of the condition, where a finding does not name a region or site
BODIES = (USUAL_BODY, "hand", "neck")


@dataclass(frozen=True)
class Runs:
    """What each run of a paradigm gave: (seeds,) by measure, condition and place."""

    values: Mapping[tuple[str, str, object], np.ndarray]

    def of(self, measure: str, condition: str, at: object = None) -> np.ndarray:
        """(seeds,) of one row of the paradigm's frame."""
        return self.values[measure, condition, at]


def condition(name: str, **levers: float | str) -> Params:
    """The levers of a preset, and further ones."""
    return Params().replace(**{**preset(name).changes, **levers})


def _runs(network: Network, seeds: Sequence[int], paradigm: str, base: Params) -> Runs:
    frame = PARADIGMS[paradigm].run(network, base, seeds)
    places = frame["at"].where(frame["at"].notna(), None)  # pandas may have made None a NaN
    keys = zip(frame["measure"], frame["condition"], places, strict=True)
    return Runs(dict(zip(keys, frame.attrs[RUNS], strict=True)))


@dataclass
class Laboratory:
    """One set of weights and the seeds of its runs; nothing is run twice.

    Attributes:
        networks: by body, all with these weights.
        seeds: one run a condition and seed.
        kept: what has been asked.
    """

    networks: Mapping[str, Network]
    seeds: Sequence[int]
    kept: dict[Any, Any] = field(default_factory=dict)

    def ask(self, body: str, do: Callable[..., T], *what: Any) -> T:
        """``do(network, seeds, *what)`` on a body, once; ``what`` can be hashed."""
        key = body, do, what
        if key not in self.kept:
            self.kept[key] = do(self.networks[body], self.seeds, *what)
        return self.kept[key]

    def runs(self, paradigm: str, name: str = PATIENT, **levers: float | str) -> Runs:
        """A paradigm on health and the condition of a preset, on the preset's body."""
        base = condition(name, **levers)
        return self.ask(preset(name).body or USUAL_BODY, _runs, paradigm, base)
