"""All paradigms of the virtual laboratory, by name."""

from experiments.protocols import (
    anticholinergic,
    botulinum_toxin,
    graded_effort,
    hold_and_release,
    maximal_contraction,
    stress,
)
from experiments.protocols.paradigm import Paradigm

_MODULES = (
    hold_and_release,
    maximal_contraction,
    graded_effort,
    stress,
    botulinum_toxin,
    anticholinergic,
)
PARADIGMS: dict[str, Paradigm] = {module.PARADIGM.name: module.PARADIGM for module in _MODULES}
