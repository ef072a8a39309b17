"""Levers and constants: every parameter of the model, with default, range, unit and meaning.

Each is one field of :class:`Params`, described by a :class:`Lever`. Sliders, command-line help,
the validation of sweeps and the tables in the documentation are generated from these fields;
no other module repeats a default or a range.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from motorloops.model.errors import InputError, choose

Group = Literal["inhibition", "sensory", "state", "task", "care", "slow", "constant"]
GROUPS: dict[Group, str] = {
    "inhibition": "Inhibition lost",
    "sensory": "Senses",
    "state": "State of the person",
    "task": "Task",
    "care": "Care",
    "slow": "Slow change",
    "constant": "Constants of the equations",
}


@dataclass(frozen=True)
class Lever:
    """The description of one field of :class:`Params`.

    Attributes:
        name: name of the field.
        default: value of a healthy person.
        label: for display.
        meaning: its definition, in one sentence.
        group: key of :data:`GROUPS`.
        unit: of a number; ``"share"`` for 0..1.
        low: smallest allowed number.
        high: largest allowed number.
        of: ``"muscle"``, ``"joint"``, ``"side"`` or ``"task"`` for a lever that names one; ``""``
            for a number.
        otherwise: meaning of the empty text, where ``of`` is given.
        source: key of the reference of the default, or ``"assumption"``.

    Examples:
        >>> toxin = levers()["toxin"]
        >>> toxin.check("0.25"), toxin.allowed
        (0.25, 'give a number from 0 to 1 (share)')
    """

    name: str
    default: float | str
    label: str
    meaning: str
    group: Group
    unit: str = "share"
    low: float = 0.0
    high: float = 1.0
    of: Literal["", "muscle", "joint", "side", "task"] = ""
    otherwise: str = ""
    source: str = "assumption"

    @property
    def kind(self) -> Literal["number", "choice"]:
        """Whether the lever is a number or the choice of a muscle, joint, side or task."""
        return "choice" if self.of else "number"

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.of:
            return f"name a {self.of} of the body, or leave it empty ({self.otherwise})"
        return f"give a number from {self.low:g} to {self.high:g} ({self.unit})"

    def check(self, value: object) -> float | str:
        """Return ``value`` as this lever's type.

        Raises:
            InputError: if it has another type or is out of range.
        """
        if self.of:
            if not isinstance(value, str):
                raise InputError(self.name, value, self.allowed)
            return value.strip()
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise InputError(self.name, value, self.allowed) from None
        if isinstance(value, bool) or not math.isfinite(number):
            raise InputError(self.name, value, self.allowed)
        if not self.low <= number <= self.high:
            raise InputError(self.name, value, self.allowed)
        return number


def number(default: float, label: str, meaning: str, group: Group, **more: Any) -> Any:
    """Field of a numeric lever; ``more`` are further fields of :class:`Lever`."""
    return field(
        default=default, metadata={"label": label, "meaning": meaning, "group": group, **more}
    )


def choice(label: str, meaning: str, group: Group, of: str, otherwise: str) -> Any:
    """Field of a lever that names a thing of the body (``of``); empty means ``otherwise``."""
    words = {"label": label, "meaning": meaning, "group": group, "unit": "", "of": of}
    return field(default="", metadata={**words, "otherwise": otherwise})


def constant(default: float, unit: str, low: float, high: float, meaning: str, **more: Any) -> Any:
    """Field of a constant of the equations."""
    words = {"unit": unit, "low": low, "high": high, **more}
    return number(default, meaning, meaning, "constant", **words)


LOSSES = ("loss_cortex", "loss_basal_ganglia", "loss_cerebellum", "loss_spinal")
SHORT_FORMS: dict[str, tuple[str, ...]] = {"loss": LOSSES}


@dataclass(frozen=True)
class Params:
    """The values of all levers and constants for one run.

    Fields are checked on construction; :func:`levers` describes each of them.

    Raises:
        InputError: for a value of the wrong type or out of range.

    Examples:
        >>> lossy = Params(loss_cortex=0.5).replace(touch=1.0)
        >>> lossy.loss_cortex, lossy.touch, lossy.effort
        (0.5, 1.0, 0.4)
    """

    loss_cortex: float = number(
        0.0,
        "Cortex",
        "Share of the motor cortex's own inhibition (surround) that is lost.",
        "inhibition",
    )
    loss_basal_ganglia: float = number(
        0.0,
        "Basal ganglia",
        "Share of striatal and pallidal surround inhibition that is lost.",
        "inhibition",
    )
    loss_cerebellum: float = number(
        0.0,
        "Cerebellum",
        "Share of the Purkinje cells' inhibition of the nuclei that is lost.",
        "inhibition",
    )
    loss_spinal: float = number(
        0.0,
        "Spinal cord",
        "Share of reciprocal and recurrent spinal inhibition that is lost.",
        "inhibition",
    )
    loss_region: str = choice(
        "Body region",
        "Joint around which inhibition is lost; empty means everywhere.",
        "inhibition",
        "joint",
        "everywhere",
    )
    loss_width: float = number(
        1.0,
        "Width of the region",
        "How far around the region the loss reaches.",
        "inhibition",
        unit="joints",
        low=0.1,
        high=10.0,
    )
    loss_side: str = choice(
        "Side of the body",
        "Side on which inhibition is lost in full; the other side loses a small share of it.",
        "inhibition",
        "side",
        "both sides",
    )

    touch: float = number(
        0.0, "Light touch", "Strength of a light touch on the skin (sensory trick).", "sensory"
    )
    touch_site: str = choice(
        "Touched joint",
        "Joint whose skin is touched; empty means the joint of the task.",
        "sensory",
        "joint",
        "the joint of the task",
    )
    touch_expected: float = number(
        0.0,
        "Expected touch",
        "How firmly a touch is expected, as while the hand reaches for the place.",
        "sensory",
    )
    map_overlap: float = number(
        0.0,
        "Blurred body map",
        "Share of each muscle's sense signal that lands on its "
        "neighbours' place in the sensory map.",
        "sensory",
    )
    proprioceptive_gain: float = number(
        1.0,
        "Muscle sense",
        "Gain of the muscle spindles' response to stretch.",
        "sensory",
        unit="times normal",
        high=2.0,
    )

    stress: float = number(
        0.0,
        "Stress",
        "Arousal: more gain, a small drive and more noise in the motor system.",
        "state",
    )
    fatigue: float = number(
        0.0, "Fatigue", "Tired muscles: less force from the same activation, more noise.", "state"
    )

    effort: float = number(
        0.4,
        "Effort",
        "How hard the person tries to use the wanted muscle.",
        "task",
        unit="share of full effort",
    )
    task: str = choice(
        "Task",
        "What the person does, with several muscles; empty means the wanted muscle alone.",
        "task",
        "task",
        "the wanted muscle alone",
    )
    agonist: str = choice(
        "Wanted muscle",
        "Muscle the person wants to use; empty means the usual one of the task or of the body.",
        "task",
        "muscle",
        "the usual muscle",
    )

    toxin: float = number(
        0.0, "Botulinum toxin", "Share of one muscle's force that is blocked by the toxin.", "care"
    )
    toxin_muscle: str = choice(
        "Injected muscle",
        "Muscle that is injected; empty means the strongest opponent of the wanted muscle.",
        "care",
        "muscle",
        "the opponent of the wanted muscle",
    )
    pallidal_stimulation: float = number(
        0.0,
        "Pallidal stimulation",
        "How far a constant replaces the output of the internal pallidum.",
        "care",
    )
    anticholinergic: float = number(
        0.0, "Anticholinergic drug", "How far the gain of the striatum's input is lowered.", "care"
    )
    lesion_thalamus: float = number(
        0.0, "Thalamic lesion", "Share of the motor thalamus's output that is removed.", "care"
    )
    lesion_pallidum: float = number(
        0.0, "Pallidal lesion", "Share of the internal pallidum's output that is removed.", "care"
    )

    plasticity: float = number(
        0.0,
        "Plasticity",
        "Growth of sideways links in the motor cortex by use.",
        "slow",
        unit="1/s",
        high=1.0,
    )
    forgetting: float = number(
        0.0167,
        "Forgetting",
        "Return of grown links to their first strength.",
        "slow",
        unit="1/s",
        high=1.0,
    )
    homeostasis: float = number(
        1.0,
        "Homeostasis",
        "Share of a lasting loss of inhibition that the resting network makes up for.",
        "slow",
    )

    noise_floor: float = constant(0.006, "input", 0.0, 0.5, "Noise of a silent population")
    noise_slope: float = constant(0.02, "input", 0.0, 0.5, "Growth of noise with rate")
    noise_tau: float = constant(50.0, "ms", 1.0, 1000.0, "Correlation time of noise")
    noise_stress: float = constant(0.5, "share", 0.0, 10.0, "Growth of noise by full stress")
    noise_fatigue: float = constant(0.5, "share", 0.0, 10.0, "Growth of noise by full fatigue")
    stress_gain: float = constant(0.1, "share", 0.0, 2.0, "Growth of input gain by full stress")
    stress_bias: float = constant(0.012, "input", 0.0, 0.5, "Drive added by full stress")
    threshold: float = constant(
        0.05, "input", 0.0, 1.0, "Distance of resting motoneurons from threshold"
    )
    expectation_drive: float = constant(
        0.018, "input", 0.0, 1.0, "Drive added by a touch that is fully expected"
    )
    loss_other_side: float = constant(
        0.15, "share", 0.0, 1.0, "Share of a one-sided loss that reaches the other side"
    )
    touch_spread: float = constant(0.7, "joints", 0.1, 10.0, "Reach of a touch along the body")
    touch_adaptation: float = constant(0.75, "share", 0.0, 1.0, "Share of a held touch that fades")
    touch_tau: float = constant(8000.0, "ms", 1.0, 600000.0, "Time in which a held touch fades")
    rise_ms: float = constant(10.0, "ms", 1.0, 500.0, "Rise time constant of muscle activation")
    fall_ms: float = constant(40.0, "ms", 1.0, 500.0, "Fall time constant of muscle activation")
    lever_arm: float = constant(
        0.2, "optimal lengths/rad", 0.0, 1.0, "Change of muscle length by a joint's turn"
    )
    top_speed: float = constant(
        10.0, "optimal lengths/s", 1.0, 100.0, "Maximal shortening velocity"
    )
    length_width: float = constant(
        0.56, "optimal lengths", 0.1, 2.0, "Half width of the force-length curve"
    )
    spindle_length: float = constant(1.0, "rate/length", 0.0, 10.0, "Spindle response to stretch")
    spindle_velocity: float = constant(
        0.3, "rate", 0.0, 10.0, "Spindle response to lengthening velocity"
    )
    toxin_spindle: float = constant(
        0.6, "share", 0.0, 1.0, "Share of fusimotor drive that the toxin also blocks"
    )
    fatigue_force: float = constant(0.4, "share", 0.0, 1.0, "Share of force lost by full fatigue")
    stimulation_level: float = constant(
        0.55, "rate", 0.0, 1.0, "Constant pallidal output under stimulation"
    )
    stimulation_share: float = constant(
        0.8, "share", 0.0, 1.0, "Share of pallidal output that full stimulation replaces"
    )
    anticholinergic_gain: float = constant(
        0.5, "share", 0.0, 1.0, "Share of striatal input gain that a full dose takes away"
    )
    hebb_threshold: float = constant(
        0.03, "rate^2", 0.0, 1.0, "Joint activity above which links grow"
    )
    hebb_ceiling: float = constant(2.5, "times", 1.0, 10.0, "Strength that grown links cannot pass")

    def __post_init__(self) -> None:
        for name, lever in levers().items():
            object.__setattr__(self, name, lever.check(getattr(self, name)))

    def replace(self, /, **changes: object) -> Params:
        """Return a copy with ``changes`` applied.

        Args:
            changes: new values by lever name, or by a short form (``loss`` for the loss of
                inhibition at all sites).

        Returns:
            The changed copy.

        Raises:
            InputError: for an unknown name or a value out of range.
        """
        changed = object.__new__(Params)  # the other fields are already checked
        changed.__dict__.update(self.__dict__, **expand(changes))
        return changed

    def as_dict(self) -> dict[str, float | str]:
        """All fields by name, in the order of the table."""
        return dataclasses.asdict(self)


@cache
def levers() -> dict[str, Lever]:
    """The table of all levers and constants.

    Returns:
        The description of each field of :class:`Params`, by name, in order.

    Examples:
        >>> [name for name, lever in levers().items() if lever.group == "state"]
        ['stress', 'fatigue']
    """
    return {
        f.name: Lever(name=f.name, **{**f.metadata, "default": f.default})
        for f in dataclasses.fields(Params)
    }


def expand(changes: Mapping[str, object]) -> dict[str, Any]:
    """Validate lever changes and write short forms out in full.

    Raises:
        InputError: for an unknown name or a value out of range.
    """
    table = levers()
    full: dict[str, Any] = {}
    for name, value in changes.items():
        if name in table:
            full[name] = table[name].check(value)
            continue
        for target in SHORT_FORMS[choose("lever", name, [*table, *SHORT_FORMS])]:
            full[target] = dataclasses.replace(table[target], name=name).check(value)
    return full


def parse_pairs(pairs: Iterable[str]) -> dict[str, Any]:
    """Read ``name=value`` texts, as given on the command line, into lever changes.

    Raises:
        InputError: for a text without ``=``, an unknown name or a value out of range.
    """
    changes: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError("--set", pair, "write it as lever=value, e.g. stress=0.5")
        changes.update(expand({name.strip(): value.strip()}))
    return changes
