"""What is known of one lever, and how a dataclass field carries it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from model.errors import BadInput

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
    """What is known of one field of :class:`Params`.

    ``low`` and ``high`` bound a number; a choice instead names what it ranges over
    (``"muscle"`` or ``"joint"``), and the empty text stands for ``otherwise``.
    """

    name: str
    default: float | str
    label: str
    meaning: str
    group: Group
    unit: str = "share"
    low: float = 0.0
    high: float = 1.0
    of: Literal["", "muscle", "joint"] = ""
    otherwise: str = ""
    source: str = "assumption"

    @property
    def kind(self) -> Literal["number", "choice"]:
        """Whether the lever is a number or the choice of a muscle or joint."""
        return "choice" if self.of else "number"

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.of:
            return f"name a {self.of} of the body, or leave it empty ({self.otherwise})"
        return f"give a number from {self.low:g} to {self.high:g} ({self.unit})"

    def check(self, value: object) -> float | str:
        """Return ``value`` as this lever's type, or raise :class:`BadInput`."""
        if self.of:
            if not isinstance(value, str):
                raise BadInput(self.name, value, self.allowed)
            return value.strip()
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise BadInput(self.name, value, self.allowed) from None
        if isinstance(value, bool) or not math.isfinite(number):
            raise BadInput(self.name, value, self.allowed)
        if not self.low <= number <= self.high:
            raise BadInput(self.name, value, self.allowed)
        return number


def number(default: float, label: str, meaning: str, group: Group, **more: Any) -> Any:
    """Field of a numeric lever; ``more`` are further fields of :class:`Lever`."""
    return field(
        default=default, metadata={"label": label, "meaning": meaning, "group": group, **more}
    )


def choice(label: str, meaning: str, group: Group, of: str, otherwise: str) -> Any:
    """Field of a lever that names a muscle or joint (``of``); empty means ``otherwise``."""
    words = {"label": label, "meaning": meaning, "group": group, "unit": "", "of": of}
    return field(default="", metadata={**words, "otherwise": otherwise})


def constant(default: float, unit: str, low: float, high: float, meaning: str, **more: Any) -> Any:
    """Field of a constant of the equations."""
    words = {"unit": unit, "low": low, "high": high, **more}
    return number(default, meaning, meaning, "constant", **words)
