"""All paradigms of the virtual laboratory, by name."""

from experiments.protocols import (
    anticholinergic,
    ballistic,
    botulinum_toxin,
    cerebellar_drive,
    graded_effort,
    hold_and_release,
    lesion,
    lesion_atlas,
    maximal_contraction,
    muscle_coherence,
    paired_pulse_inhibition,
    pallidal_stimulation,
    reciprocal_inhibition,
    repeated_movement,
    resting_rates,
    sensory_trick,
    silent_period,
    stress,
    surround_inhibition,
    tendon_vibration,
)
from experiments.protocols.paradigm import Paradigm

_MODULES = (
    hold_and_release,
    maximal_contraction,
    graded_effort,
    sensory_trick,
    resting_rates,
    stress,
    pallidal_stimulation,
    botulinum_toxin,
    anticholinergic,
    ballistic,
    reciprocal_inhibition,
    surround_inhibition,
    paired_pulse_inhibition,
    silent_period,
    tendon_vibration,
    muscle_coherence,
    repeated_movement,
    cerebellar_drive,
    lesion,
    lesion_atlas,
)
PARADIGMS: dict[str, Paradigm] = {module.PARADIGM.name: module.PARADIGM for module in _MODULES}
