"""Comparison of the model with one published finding: the figure, its direction and its size.

All conditions share their noise, so that even a meaningless difference has a narrow interval on
one side of zero. A direction therefore needs a smallest change that counts, chosen by this
project: the constants ``PERCENT`` to ``MUSCLES`` below.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np

from motorloops.experiments.calibration.target import ANY, Range
from motorloops.experiments.paradigms.figure import HEALTHY
from motorloops.experiments.paradigms.paradigm import CHOSEN, RUNS
from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.network.build import Network
from motorloops.model.params import LOSSES, Params
from motorloops.model.presets import DEFAULT_BODY, preset

PERCENT = 5.0  # of the healthy figure, or of runs
POINTS = 2.0  # percentage points of a reflex
INDEX = 0.02  # co-contraction index
ACTIVITY = 0.005  # MVC
SHARE = 0.05  # of overflow, of activity
DURATION_MS = 5.0
DURATION_S = 0.02
TURN_DEG = 1.0
CORRELATION = 0.3
RATIO = 0.05  # from 1
MUSCLES = 0.5


T = TypeVar("T")
PATIENT = "moderate"  # preset of the condition, where a finding does not name a region or site
BODIES = (DEFAULT_BODY, "hand", "neck")


@dataclass(frozen=True)
class Runs:
    """The figures of each run of a paradigm: (seeds,) by measure, condition and level."""

    values: Mapping[tuple[str, str, object], np.ndarray]

    def of(self, measure: str, condition: str, at: object = None) -> np.ndarray:
        """(seeds,) figures of one row of the paradigm's frame."""
        return self.values[measure, condition, at]


def condition(name: str, **levers: float | str) -> Params:
    """The levers of a preset, and further ones."""
    return Params().replace(**{**preset(name).changes, **levers})


WRITER, NECK = "writers_cramp", "cervical"  # presets of the hand and of the neck
# Losses everywhere of people with generalised dystonia who come to surgery, moderate to severe.
GENERALISED = (0.35, 0.5, 0.65, 0.8)


def central_losses(name: str) -> dict[str, float]:
    """The losses of a preset outside the spinal cord, wherever it puts them.

    Cervical dystonia leaves the cord of an arm whole; its loss in the brain reaches the arm too.
    """
    params = condition(name)
    return {site: getattr(params, site) for site in LOSSES if site != "loss_spinal"}


def _runs(network: Network, seeds: Sequence[int], paradigm: str, base: Params) -> Runs:
    frame = PARADIGMS[paradigm].run(network, base, seeds)
    places = frame["at"].where(frame["at"].notna(), None)  # pandas may have made None a NaN
    keys = zip(frame["measure"], frame["condition"], places, strict=True)
    return Runs(dict(zip(keys, frame.attrs[RUNS], strict=True)))


class MissingBodyError(LookupError):
    """A comparison needs a body that is not among the given networks."""


@dataclass
class Laboratory:
    """One set of weights and the seeds of its runs; results are cached.

    Attributes:
        networks: by body, all with these weights.
        seeds: one run a condition and seed.
        results: of all runs so far.
    """

    networks: Mapping[str, Network]
    seeds: Sequence[int]
    results: dict[Any, Any] = field(default_factory=dict)

    def once(self, body: str, do: Callable[..., T], *arguments: Any) -> T:
        """Return ``do(network, seeds, *arguments)`` for a body, cached; arguments must be hashable.

        Raises:
            MissingBodyError: if there is no network of the body.
        """
        if body not in self.networks:
            raise MissingBodyError(body)
        key = body, do, arguments
        if key not in self.results:
            self.results[key] = do(self.networks[body], self.seeds, *arguments)
        return self.results[key]

    def runs(self, paradigm: str, name: str = PATIENT, **levers: float | str) -> Runs:
        """A paradigm in health and the condition of a preset, on the preset's body."""
        base = condition(name, **levers)
        return self.once(preset(name).body or DEFAULT_BODY, _runs, paradigm, base)


ANYTHING: Range = (-ANY, ANY)  # need of a finding that has a size but no direction


class Answer(NamedTuple):
    """The figures of the model, (seeds,) each.

    Attributes:
        figure: decides the direction.
        healthy: figure of health; None if there is none.
        patient: figure of the condition; None if there is none.
    """

    figure: np.ndarray
    healthy: np.ndarray | None = None
    patient: np.ndarray | None = None


@dataclass(frozen=True)
class Comparison:
    """How one finding is tested on the model.

    Attributes:
        finding: its id.
        measured: the figure in words.
        unit: of the figure.
        answer: computes the figures.
        need: range of the figure that agrees with the published direction.
        band: range that agrees with the published size; None if none was published.
        band_of: which figure of the answer has that size.
        band_by: whether the band was published, computed from published numbers, or chosen by
            this project.
    """

    finding: str
    measured: str
    unit: str
    answer: Callable[[Laboratory], Answer]
    need: Range
    band: Range | None = None
    band_of: Literal["figure", "healthy", "patient"] = "figure"
    band_by: Literal["", "published", "computed", "chosen"] = ""

    def __post_init__(self) -> None:
        if (self.band is None) != (not self.band_by):
            raise ValueError(f"{self.finding}: a band needs band_by, and only a band")


def patients_less_health(
    paradigm: str, measure: str, at: object = None, name: str = PATIENT, **levers: float | str
) -> Callable[[Laboratory], Answer]:
    """The condition of a preset less health, run by run, in a row of a paradigm."""

    def answer(lab: Laboratory) -> Answer:
        runs = lab.runs(paradigm, name, **levers)
        healthy, patient = (runs.of(measure, who, at) for who in (HEALTHY, CHOSEN))
        return Answer(patient - healthy, healthy, patient)

    return answer
