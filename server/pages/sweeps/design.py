"""The design of a sweep of two levers, and the study file of the same sweep.

Levers and values are displayed as on all pages: shares in per cent.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motorloops.experiments.analysis.labels import name_of
from motorloops.experiments.sweeps.study import Study
from motorloops.experiments.sweeps.study_file import check_study
from motorloops.model.errors import InputError, choose
from motorloops.model.measures import MEASURES
from motorloops.model.params import SHORT_FORMS, Lever, levers
from motorloops.model.presets import PRESETS, preset
from motorloops.model.recording import Configuration
from motorloops.server.components.units import scale_of
from motorloops.server.networks import NETWORKS
from motorloops.server.strings import translate


def scale(axis: str) -> float:
    """The factor from a value of an axis to the displayed value."""
    return scale_of(levers()[SHORT_FORMS.get(axis, (axis,))[0]])


def unit(axis: str) -> str:
    """The displayed unit of an axis."""
    known = levers()[SHORT_FORMS.get(axis, (axis,))[0]].unit
    return translate("lever.percent") if scale(axis) > 1 else known


def level(axis: str, value: float) -> str:
    """A value of an axis with its unit."""
    return f"{value * scale(axis):.4g} {unit(axis)}"


def axis_text(axis: str, value: float) -> str:
    """The name of an axis and one of its values, with its unit."""
    return f"{name_of(axis)} {level(axis, value)}"


MIN, MAX_STEPS = 3, 15  # values of a lever
LARGEST = 1_000_000  # limit of numbers from a form or an address; above all ranges
SEEDS = (5, 10, 20)  # runs of each setting
MAX_RUNS = 4500  # under a minute on one core
DEFAULT_MEASURE = next(iter(MEASURES))
OWN = "own"  # starts from the setting in Explore


def movable() -> dict[str, Lever]:
    """The levers that a sweep may change: numbers that are not constants of the equations."""
    table = levers().values()
    return {
        lever.name: lever for lever in table if lever.kind == "number" and lever.group != "constant"
    }


@dataclass(frozen=True)
class Range:
    """The values of one lever.

    Attributes:
        lever: its name.
        low: first value, in the lever's own unit.
        high: last value.
        steps: number of equal steps, ends included.
    """

    lever: str
    low: float
    high: float
    steps: int = 5

    def check(self) -> None:
        """Check that the lever allows these values.

        Raises:
            InputError: For the first value that is not allowed.
        """
        lever = movable()[choose("lever", self.lever, movable())]
        lever.check(self.low)
        lever.check(self.high)
        if not self.low < self.high:
            raise InputError(
                lever.name, self.low, f"start below the end of the range, {self.high:g}"
            )
        if not MIN <= self.steps <= MAX_STEPS:
            allowed = f"give a whole number of steps from {MIN} to {MAX_STEPS}"
            raise InputError(f"{lever.name} steps", self.steps, allowed)


def whole_range(name: str, steps: int = 5) -> Range:
    """The full range of a lever."""
    lever = movable()[name]
    return Range(name, lever.low, lever.high, steps)


ACROSS, DOWN = whole_range("loss_cortex"), whole_range("loss_spinal")  # the initial design


@dataclass(frozen=True)
class SweepDesign:
    """A sweep of two levers.

    Attributes:
        across: values of the lever that changes from left to right.
        down: values of the lever that changes from top to bottom.
        seeds: runs of each setting, one of :data:`SEEDS`.
        body: name of the body.
        start: name of a preset, or :data:`OWN`.
        measure: shown first; all are measured.
    """

    across: Range = ACROSS
    down: Range = DOWN
    seeds: int = SEEDS[0]
    body: str = field(default_factory=lambda: NETWORKS.default_body)
    start: str = "healthy"
    measure: str = DEFAULT_MEASURE

    @property
    def runs(self) -> int:
        """The number of runs."""
        return self.across.steps * self.down.steps * self.seeds

    def check(self) -> None:
        """Check that the sweep can be run.

        Raises:
            InputError: For the first value that is not allowed.
        """
        self.across.check()
        self.down.check()
        if self.across.lever == self.down.lever:
            raise InputError("lever", self.down.lever, "choose two different levers")
        if self.seeds not in SEEDS:
            raise InputError("seeds", self.seeds, f"give one of {', '.join(map(str, SEEDS))}")
        NETWORKS.check_body(self.body)
        choose("measure", self.measure, MEASURES)
        choose("start", self.start, [*PRESETS, OWN])
        if self.runs > MAX_RUNS:
            raise InputError("runs", self.runs, f"at most {MAX_RUNS}; take fewer steps or seeds")

    def study(self, own: Configuration) -> Study:
        """The study of this sweep.

        Args:
            own: the setting in Explore.

        Raises:
            InputError: If it cannot be run, in one line.
        """
        self.check()
        start = own.preset if self.start == OWN else self.start
        base = Configuration().params.replace(**preset(start).changes)
        params = own.params if self.start == OWN else base
        Configuration(params, self.body, start).check(NETWORKS.network(self.body))
        usual, axes = base.as_dict(), (self.across, self.down)
        moved = {axis.lever for axis in axes}
        held = {
            name: value
            for name, value in params.as_dict().items()
            if value != usual[name] and name not in moved
        }
        name = f"{self.across.lever}_by_{self.down.lever}"
        table: dict[str, Any] = {
            "name": name,
            "description": translate("sweeps.description", runs=self.runs),
            **NETWORKS.study_keys(self.body),
            "preset": start,
            "fixed": held,
            "design": {"kind": "grid", "axes": {axis.lever: _axis(axis) for axis in axes}},
            "seeds": {"count": self.seeds},
        }
        return check_study(table, Path(f"{name}.toml"))


def _axis(axis: Range) -> dict[str, float | int]:
    return {"low": axis.low, "high": axis.high, "count": axis.steps}
