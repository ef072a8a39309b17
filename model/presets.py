"""Presets: named conditions, each a set of lever values, some for one body.

The sentences state which levers are changed, not the effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from motorloops.model.arguments import MAPPING, TEXT, check_fields, optional
from motorloops.model.errors import choose
from motorloops.model.params import expand

DEFAULT_BODY = "arm"  # used where neither a preset nor the user names a body


@dataclass(frozen=True)
class Preset:
    """A named condition.

    Attributes:
        name: identifier, as typed.
        title: for display.
        sentence: what is changed, in words for a reader of about twelve.
        body: name of the body that it is meant for; None for any body.
        changes: values by lever name or short form; all other levers have their defaults.

    Examples:
        >>> cramp = Preset("cramp", "Cramp", "A fifth is lost.", "hand", {"loss": 0.2})
        >>> Params().replace(**cramp.changes).loss_spinal
        0.2
    """

    name: str
    title: str
    sentence: str
    body: str | None
    changes: Mapping[str, float | str]

    def __post_init__(self) -> None:
        check_fields(self, name=TEXT, body=optional(TEXT), changes=MAPPING)
        expand(self.changes)
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))

    def __reduce__(self) -> tuple[type[Preset], tuple[object, ...]]:
        """Pickle and copy by value: a read-only mapping cannot be pickled."""
        return type(self), (self.name, self.title, self.sentence, self.body, dict(self.changes))


def _table(*rows: Preset) -> Mapping[str, Preset]:
    return MappingProxyType({row.name: row for row in rows})


_MODERATE = 0.35  # share lost; the presets that add one more change share this value

PRESETS: Mapping[str, Preset] = _table(
    Preset("healthy", "Healthy", "All inhibition is in place and no lever is moved.", None, {}),
    Preset(
        "mild", "Mild loss everywhere",
        "All four places that hold movement back lose a small part (15 %) of that power.",
        None, {"loss": 0.15},
    ),
    Preset(
        "moderate", "Moderate loss everywhere",
        "All four places that hold movement back lose about a third (35 %) of that power.",
        None, {"loss": _MODERATE},
    ),
    Preset(
        "severe", "Severe loss everywhere",
        "All four places that hold movement back lose most (80 %) of that power.",
        None, {"loss": 0.8},
    ),
    Preset(
        "cortex", "Loss in the cortex only",
        "The motor cortex can no longer hold its own neighbours back; all else is healthy.",
        None, {"loss_cortex": 1.0},
    ),
    Preset(
        "basal_ganglia", "Loss in the basal ganglia only",
        "The basal ganglia can no longer hold unwanted movements back; all else is healthy.",
        None, {"loss_basal_ganglia": 1.0},
    ),
    Preset(
        "cerebellum", "Loss in the cerebellum only",
        "The Purkinje cells can no longer hold the cerebellum's output back; all else is healthy.",
        None, {"loss_cerebellum": 1.0},
    ),
    Preset(
        "spinal", "Loss in the spinal cord only",
        "The spinal cord can no longer quiet the opposing muscle; all else is healthy.",
        None, {"loss_spinal": 1.0},
    ),
    Preset(
        "stressed", "Healthy, under stress",
        "The person is very tense; no inhibition is lost.",
        None, {"stress": 1.0},
    ),
    Preset(
        "moderate_stress", "Moderate loss, under stress",
        "A third of the inhibition is lost, and the person is very tense as well.",
        None, {"loss": _MODERATE, "stress": 1.0},
    ),
    Preset(
        "moderate_effort", "Moderate loss, more effort",
        "A third of the inhibition is lost, and the person tries twice as hard as usual.",
        None, {"loss": _MODERATE, "effort": 0.8},
    ),
    Preset(
        "moderate_touch", "Moderate loss, with a light touch",
        "A third of the inhibition is lost, and a hand lightly touches the skin over the joint "
        "that moves.",
        None, {"loss": _MODERATE, "touch": 1.0},
    ),
    Preset(
        "moderate_stimulation", "Moderate loss, with pallidal stimulation",
        "A third of the inhibition is lost, and an electrode replaces most of the output of the "
        "internal pallidum by a steady signal.",
        None, {"loss": _MODERATE, "pallidal_stimulation": 1.0},
    ),
    Preset(
        "moderate_toxin", "Moderate loss, with botulinum toxin",
        "A third of the inhibition is lost, and botulinum toxin blocks most of the force of the "
        "opposing muscle.",
        None, {"loss": _MODERATE, "toxin": 0.8},
    ),
    Preset(
        "writers_cramp", "Writing hand",
        "On the hand, more than half of the inhibition is lost around the index finger, less the "
        "farther away.",
        "hand", {"loss": 0.6, "loss_region": "index", "loss_width": 1.3},
    ),
    Preset(
        "cervical", "Neck",
        "On the left of the neck, the cortex loses a third of its inhibition, and the basal "
        "ganglia and the cerebellum three quarters.",
        "neck",
        {
            "loss_cortex": 0.35, "loss_basal_ganglia": 0.75, "loss_cerebellum": 0.75,
            "loss_side": "left",
        },
    ),
    Preset(
        "torticollis", "Neck, turning gently",
        "On the left of the neck, over half (55 %) of the power that holds movement back is lost; "
        "the person turns the head gently.",
        "neck", {"loss": 0.55, "loss_side": "left", "effort": 0.2},
    ),
)  # fmt: skip


def preset(name: str) -> Preset:
    """A preset by name.

    Args:
        name: a key of :data:`PRESETS`.

    Returns:
        The preset.

    Raises:
        InputError: if there is none; the message suggests the nearest name.

    Examples:
        >>> dict(preset("moderate_stress").changes)
        {'loss': 0.35, 'stress': 1.0}
    """
    return PRESETS[choose("preset", name, PRESETS)]
