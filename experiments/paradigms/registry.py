"""All paradigms by name: every module of this package that defines ``PARADIGM``."""

from importlib import import_module
from pkgutil import iter_modules

from motorloops.experiments import paradigms
from motorloops.experiments.paradigms.paradigm import Paradigm

# Order of presentation; paradigms that are not named here follow by name.
ORDER = (
    "hold_and_release", "maximal_contraction", "graded_effort", "multichannel_emg",
    "sensory_trick", "resting_rates", "stress", "pallidal_stimulation", "botulinum_toxin",
    "anticholinergic", "ballistic", "reciprocal_inhibition", "surround_inhibition",
    "paired_pulse_inhibition", "silent_period", "tendon_vibration", "afferent_block",
    "muscle_coherence", "repeated_movement", "cerebellar_drive", "lesion", "lesion_atlas",
)  # fmt: skip


def _paradigms() -> dict[str, Paradigm]:
    figures: dict[str, Paradigm] = {}
    for info in iter_modules(paradigms.__path__, f"{paradigms.__name__}."):
        if info.name != __name__:
            paradigm = getattr(import_module(info.name), "PARADIGM", None)
            if paradigm is not None:
                figures[paradigm.name] = paradigm
    first = [name for name in ORDER if name in figures]
    return {name: figures[name] for name in [*first, *sorted(figures.keys() - set(ORDER))]}


PARADIGMS: dict[str, Paradigm] = _paradigms()
